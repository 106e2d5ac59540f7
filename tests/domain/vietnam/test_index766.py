"""The index of Decision 766 comes to the hundredth that the portal's own figures have (vectors a to i)."""

from decimal import Decimal

import pytest

from domain.province.counts import Counts
from domain.province.scoring import Counted, Index
from domain.vietnam.index766 import counted, satisfied
from infra.facts.index import load_index

INDEX = load_index()


def points(**counted: Counted) -> Decimal:
    """The points of some metrics together; ``m3_5b`` stands for 3.5b."""
    by_id = {name.removeprefix("m").replace("_", "."): one for name, one in counted.items()}
    return sum((group.points for group in INDEX.scored(by_id)), Decimal())


def test_a_services_of_a_province_as_the_portal_counts_them() -> None:
    online = {"m3_1": Counted.of(31 + 21, 89), "m3_2": Counted.of(518, 1881), "m3_3": Counted.of(591_643, 600_057)}
    assert points(**online) == Decimal("8.56")
    assert [points(**{name: one}) for name, one in online.items()] == [Decimal("1.46"), Decimal("1.10"), Decimal(6)]


def test_b_all_services_whole_and_few_used() -> None:
    used = {"m3_1": Counted.of(49, 49), "m3_2": Counted.of(370, 1881), "m3_3": Counted.of(197_476, 197_617)}
    assert points(**used) == Decimal("8.79")


def test_c_dossiers_settled_in_time() -> None:
    assert points(m2_1=Counted.of(179_061, 197_476)) == Decimal("18.13")


@pytest.mark.parametrize(("used", "total"), [("0.60", "6.45"), ("0.90", "6.95")])
def test_d_payments_on_line_and_their_third_part_capped(used: str, total: str) -> None:
    paid = {"m3_6": Counted.of(Decimal("0.70"), 1), "m3_5": Counted.of(Decimal("0.30"), 1)}
    assert points(**paid, m3_5b=Counted.of(Decimal(used), 1)) == Decimal(total)


def test_e_reuse_of_41_per_cent_is_rounded_upwards() -> None:
    assert points(m4_3=Counted.of(41, 100)) == Decimal("1.03")


def test_f_digitised_75_per_cent_by_either_reading() -> None:
    metric, counted = INDEX.metrics["4.2"], Counted.of(75, 100)
    assert metric.also
    assert (metric.score(counted), metric.score(counted, metric.also.full)) == (Decimal("3.00"), Decimal("3.75"))


@pytest.mark.parametrize(("late", "petitions", "score"), [("9.32", "0.2", "6"), ("12", "0", "5.87")])
def test_g_satisfaction_is_all_less_the_late_and_the_complaints(late: str, petitions: str, score: str) -> None:
    counted = satisfied(Counted.of(Decimal(late), 100), Counted.of(Decimal(petitions), 100))
    assert points(m5_4=counted) == Decimal(score)


def test_h_without_petitions_all_points_and_without_dossiers_none() -> None:
    assert points(m5_2=Counted.of(0, 0), m5_3=Counted.of(0, 0)) == 12
    assert points(m5_4=Counted.of(0, 0)) == 0
    assert satisfied(Counted.of(0, 0), Counted.of(0, 0)).ratio is None


def test_what_nobody_counted_is_not_known_and_no_zero() -> None:
    scored = INDEX.scored({"2.1": Counted.of(1, 1)})
    known = {group.group.id: (group.points, group.known) for group in scored}
    assert known["progress"] == (Decimal(20), 20)
    assert known["digitisation"] == (Decimal(0), 0)
    assert all(score.points is None for group in scored for score in group.scores if score.metric.id != "2.1")
    assert INDEX.metrics["2.1"].score(Counted.of(0, 0)) is None, "nothing was to be settled: who knows how fast"


@pytest.mark.parametrize(
    ("total", "band"), [("90", "Xuất sắc"), ("89.99", "Tốt"), ("49.99", "Yếu"), ("50", "Trung bình")]
)
def test_a_total_is_called_by_its_band(total: str, band: str) -> None:
    assert INDEX.band(Decimal(total)).title.vi == band


def test_an_index_that_does_not_come_to_100_is_refused() -> None:
    with pytest.raises(ValueError, match="have not 100 points together"):
        Index(version="x", bands=INDEX.bands, groups=INDEX.groups[1:])


COUNTED = Counts(
    received=200, handled=200, in_time=200, online=120, with_fee=0, paid_online=0, issued=100, sealed=90, digitised=0,
    reused=0, online_electronic=100, known=0, rated=0, disliked=0, procedures=1, procedures_online=1,
    procedures_with_fee=0, procedures_paid_online=0, procedures_known=0,
)  # fmt: skip


def test_what_the_portal_knows_is_not_known_where_it_is_not_told() -> None:
    assert not {"1.4", "3.3", "4.4"} & counted(COUNTED, 10).keys()


@pytest.mark.parametrize(
    ("synced", "of_1_4", "of_3_3"), [(200, "6.00", "6.00"), (100, "3.00", "3.00"), (0, "0.00", "0.00")]
)
def test_the_share_on_line_is_worth_as_much_as_the_portal_knows(synced: int, of_1_4: str, of_3_3: str) -> None:
    found = counted(COUNTED.model_copy(update={"synced": synced, "pushed": 90}), 10)
    assert points(m1_4=found["1.4"], m4_4=Counted.of(0, 1)) == Decimal(of_1_4)
    assert INDEX.metrics["3.3"].score(found["3.3"]) == Decimal(of_3_3)
    assert found["4.4"] == Counted.of(90, 200)

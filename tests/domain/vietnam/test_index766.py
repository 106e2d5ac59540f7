"""The index of Decision 766 comes to the hundredth that the portal's own figures have (vectors a to i)."""

from decimal import Decimal

import pytest

from domain.province.counts import Counts
from domain.province.periods import Period
from domain.province.scoring import Counted, Index, Score
from domain.vietnam.competence import Fees, Services
from domain.vietnam.index766 import Beside, counted, satisfied
from domain.vietnam.receipts import Totals, receipts
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


def test_both_readings_are_scored_beside_each_other_and_one_alone_is_in_the_total() -> None:
    fees = BESIDE.model_copy(update={"fees": Fees(with_fee=8)})
    scored = INDEX.scored(counted(COUNTED, fees))
    scores = {one.metric.id: one for group in scored for one in group.scores}
    assert (scores["4.2"].points, scores["4.2"].other) == (Decimal("3.00"), Decimal("3.75"))
    assert (scores["3.5b"].points, scores["3.5b"].other) == (Decimal("0.63"), Decimal("0.31"))
    assert scores["3.6"].other is None
    alone = {one.metric.id: one for group in INDEX.scored(counted(COUNTED, BESIDE)) for one in group.scores}
    assert (alone["3.5b"].points, alone["3.5b"].other) == (Decimal("0.63"), None), "nobody said how many have a fee"


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


A, B, C, D, E = "1.000001", "1.000002", "1.000003", "1.000004", "1.000005"
COUNTED = Counts(
    received=200, handled=190, in_time=171, online=120, with_fee=80, paid_online=32, sealed=90,
    digitised=150, reused=44, online_electronic=100, known=122, rated=0, disliked=0, procedures={A, B, C, D, E},
    procedures_online={A, B}, procedures_with_fee={A, B, C, D}, procedures_paid_online={A},
    procedures_known={A, B, E}, procedures_fee_synced={A, B},
)  # fmt: skip
BESIDE = Beside(offered=frozenset({A, B, C}), for_organisations=frozenset({E}))
TOLD = {"synced": 160, "pushed": 75}


@pytest.mark.parametrize(
    ("metric", "numerator", "denominator"),
    [
        ("2.1", 171, 190), ("3.2", 2, 3), ("3.5b", 1, 4), ("3.6", 32, 80), ("4.1", 90, 200), ("4.2", 150, 200),
        ("4.3", 44, 200), ("4.5a", 2, 4), ("4.5b", 122, 200), ("1.4", 160, 200), ("3.3", 80, 200), ("4.4", 75, 200),
    ],
)  # fmt: skip
def test_each_metric_is_the_share_that_it_is_named_for(metric: str, numerator: int, denominator: int) -> None:
    found = counted(COUNTED.model_copy(update=TOLD), BESIDE)[metric]
    assert found == Counted.of(numerator, denominator).model_copy(update={"worth": found.worth, "source": found.source})


def test_of_one_procedure_no_share_of_procedures_in_competence_is_known() -> None:
    kept = {"services": Services(authority=9, full=9), "fees": Fees(with_fee=9, synced=9)}
    whole, alone = (counted(COUNTED, BESIDE.model_copy(update=kept | {"alone": one})) for one in (False, True))
    assert whole.keys() - alone.keys() == {"3.1", "3.5", "3.5b/all", "4.5a"}


def test_procedures_of_organisations_are_in_neither_part_of_4_5a() -> None:
    organisations = BESIDE.model_copy(update={"for_organisations": frozenset({A, E})})
    assert counted(COUNTED, organisations)["4.5a"] == Counted.of(1, 3)


def test_services_and_fees_are_those_that_registers_say() -> None:
    kept = BESIDE.model_copy(update={"services": Services(authority=89, partial=31, full=21), "fees": Fees(with_fee=8)})
    assert INDEX.metrics["3.1"].score(counted(COUNTED, kept)["3.1"]) == Decimal("1.46")
    assert "3.5" not in counted(COUNTED, kept), "nobody told the portal, and nobody says what it knows"
    assert counted(COUNTED.model_copy(update=TOLD), kept)["3.5"] == Counted.of(2, 8)
    said = kept.model_copy(update={"fees": Fees(with_fee=8, synced=6)})
    assert counted(COUNTED, said)["3.5"] == Counted.of(6, 8)


def test_what_the_portal_knows_is_not_known_where_it_is_not_told() -> None:
    assert not {"1.4", "3.3", "4.4"} & counted(COUNTED, BESIDE).keys()


@pytest.mark.parametrize(
    ("synced", "of_1_4", "of_3_3"), [(200, "6.00", "6.00"), (100, "3.00", "3.00"), (0, "0.00", "0.00")]
)
def test_the_share_on_line_is_worth_as_much_as_the_portal_knows(synced: int, of_1_4: str, of_3_3: str) -> None:
    found = counted(COUNTED.model_copy(update={"synced": synced, "pushed": 90}), BESIDE)
    assert points(m1_4=found["1.4"], m4_4=Counted.of(0, 1)) == Decimal(of_1_4)
    assert INDEX.metrics["3.3"].score(found["3.3"]) == Decimal(of_3_3)
    assert found["4.4"] == Counted.of(90, 200)


def told(**lines: tuple[int | None, int | None]) -> dict[str, Totals]:
    """Lines of totals; ``y2025`` stands for a year, ``m01`` for a month of 2026, ``q1`` for a quarter of it."""
    names = {
        name: f"2026-{name[1:]}" if name[0] == "m" else name[1:] if name[0] == "y" else f"2026-Q{name[1:]}"
        for name in lines
    }
    return {names[of]: Totals(period=names[of], reported=a, portal=b) for of, (a, b) in lines.items()}


@pytest.mark.parametrize(
    ("period", "lines", "many"),
    [
        ("2026-01", {"m01": (90, 120)}, 120),
        ("2026-01", {"m01": (130, None), "y2025": (1200, None)}, 130),
        ("2026-01", {"m01": (0, 0), "y2025": (1200, 600)}, 100),
        ("2026-Q1", {"y2025": (1200, 600)}, 300),
        ("2026", {"y2025": (1200, 600)}, 1200),
        ("2026-Q1", {"m01": (90, 120), "m02": (10, 5), "m03": (100, 30), "y2025": (8, 8)}, 200),
        ("2026-Q1", {"m01": (90, 120), "m02": (10, 5), "y2025": (8, 8)}, 2),
        ("2026", {"q1": (1, 1), "q2": (2, 2), "q3": (3, 3), "q4": (4, 4)}, 10),
        ("2026-01", {"m01": (0, None)}, 0),
        ("2026-01", {"m02": (5, 5)}, None),
    ],
)
def test_how_many_were_received_is_what_others_say_of_the_period_or_of_the_year_before(
    period: str, lines: dict[str, tuple[int | None, int | None]], many: int | None
) -> None:
    found = receipts(told(**lines), Period.read(period))
    assert (found.many if found else None) == many


def test_whose_books_the_receipts_are_is_told_with_them() -> None:
    def of(**lines: tuple[int | None, int | None]) -> tuple[float, str]:
        known = BESIDE.model_copy(update={"receipts": receipts(told(**lines), Period.read("2026-01"))})
        found = counted(COUNTED.model_copy(update=TOLD), known)["1.4"]
        return float(found.denominator), found.source

    assert of() == (200, "own")
    assert of(m01=(400, 1)) == (400, "reported")
    assert of(y2025=(1200, 1)) == (100, "last_year")


def test_fewer_receipts_than_the_portal_knows_bring_no_more_than_all_points() -> None:
    beside = BESIDE.model_copy(update={"receipts": receipts(told(m01=(10, 10)), Period.read("2026-01"))})
    found = counted(COUNTED.model_copy(update=TOLD), beside)
    assert INDEX.metrics["1.4"].score(found["1.4"]) == 6
    assert found["3.3"].numerator == 100


def test_satisfaction_is_never_less_than_none_and_is_raised_dossier_by_dossier() -> None:
    assert satisfied(Counted.of(60, 100), Counted.of(60, 100)).ratio == 0
    metric = INDEX.metrics["5.4"]
    found = satisfied(Counted.of(300, 1000), Counted.of(0, 1000))
    score = Score(metric=metric, counted=found, points=metric.score(found))
    assert (score.points, score.gained(1), score.gained(90)) == (Decimal("4.67"), Decimal(0), Decimal("0.60"))
    assert score.gained(10**6) == score.lost


def test_more_dossiers_on_line_are_worth_the_share_that_the_portal_knows() -> None:
    few = COUNTED.model_copy(update={"synced": 100, "pushed": 0, "online_electronic": 20})
    metric, found = INDEX.metrics["3.3"], counted(few, BESIDE)["3.3"]
    score = Score(metric=metric, counted=found, points=metric.score(found))
    assert (score.points, score.gained(20), score.gained(10**6)) == (Decimal("0.60"), Decimal("0.60"), Decimal("5.40"))
    known = few.model_copy(update={"synced": 40})
    score = Score(metric=metric, counted=counted(known, BESIDE)["3.3"], points=Decimal("0.24"))
    assert score.gained(10**6) == Decimal("2.16"), "all on-line, and the portal knows one of five"

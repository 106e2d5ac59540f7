"""Driving-licence exchange (3.000347), each test named for what happens under the law."""

from datetime import date
from typing import Any

import pytest

from activities.connector import AgencyUnavailable
from domain.base.law import Channel, Role, Status
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.province.facts import facts_of
from domain.vietnam.queries.traffic import HealthCheck, HealthCheckOf, Licence, Violations
from tests.support.examples import FORM as FAMILY
from tests.support.examples import LAWS, MOTHER, MOTHER_NUMBER, officer
from tests.workflows.engine.test_recall import recall
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from workflows.engine.forms import Filing
from workflows.vietnam.police.licence_exchange import DrivingLicenceExchange, ExchangeForm, has_term

PROVINCE = "33.CA"
COUNTER = officer("province-desk", Role.RECEIVING_OFFICER, agency=PROVINCE)
SPECIALIST = officer("province-specialist", Role.SPECIALIST, agency=PROVINCE)
DIRECTOR = officer("director", Role.AGENCY_LEADER, agency=PROVINCE)
DRIVER: dict[str, Any] = {"person": FAMILY["mother"], "reason": "expires_soon"}
FIGURES = LAWS.in_force("3.000347", date(2026, 11, 25)).figures
CHECK: dict[str, Any] = {"paper": "GKSK-2026-7", "clinic": "BVĐK Phố Nối", "expires_on": "2027-11-20", "fit": True}
MISSING = acts.SupplementProposed(task="", items=("Giấy khám sức khỏe",), reason="Không có kết quả khám còn hiệu lực")
REFUSED = acts.Refused(task="", reason="Không đủ điều kiện đổi giấy phép lái xe")
MADE, SWAPPED = (acts.Done(task="", decision=decision) for decision in ("made", "swapped"))
WRONG = acts.FactsDisputed(task="", reason="Cơ sở dữ liệu chưa được cập nhật")


def shown(**changes: Any) -> acts.Done:
    """The paper that was brought, as the specialist enters it."""
    return acts.Done(task="", decision="answer", personal={"answer": CHECK | changes})


async def accepted(rig: Rig, channel: Channel = Channel.ONLINE) -> str:
    """A dossier that the desk accepted."""
    code = await rig.apply(DrivingLicenceExchange, DRIVER, channel=channel)
    await rig.do(code, "receive", ACCEPT, COUNTER)
    return code


async def exchanged(rig: Rig, code: str) -> dict[str, Any]:
    """Verify, pay, approve and hand over; give what the notice says."""
    await rig.do(code, "verify", VERIFIED, SPECIALIST)
    await rig.do(code, "pay", acts.MoneyIn(task="", transaction=f"cash/{code}", method="cash"), COUNTER)
    await rig.do(code, "approve", APPROVED, DIRECTOR)
    await rig.do(code, "hand_over", HANDED, COUNTER)
    await rig.do(code, "make_licence", MADE, SPECIALIST)
    await rig.do(code, "swap_licence", SWAPPED, COUNTER)
    await rig.ended(code)
    return rig.press.printed[-1]


async def refused(rig: Rig, code: str) -> str:
    """The leader refuses and no licence is entered; give what was proposed."""
    proposed = await rig.task(code, "refuse")
    await rig.do(code, "refuse", REFUSED, DIRECTOR)
    await rig.ended(code)
    assert (await rig.engine.dossier(code, MOTHER)).status == Status.STOPPED
    assert not any(message.endswith("/new_licence") for message in rig.traffic.asked)
    return proposed.reason


async def test_a_new_licence_takes_the_place_of_the_old_one(rig: Rig) -> None:
    told = await exchanged(rig, await accepted(rig))
    assert (told["old"], told["licence"], told["classes"]) == ("331610000123", "332690000001", ["A1", "B"])
    assert told["number"] != told["licence"]


@pytest.mark.parametrize("known", [True, False])
async def test_a_health_check_that_the_register_knows_is_a_paper_reused(rig: Rig, *, known: bool) -> None:
    if not known:
        rig.traffic.answers["health_check_of"] = None
    code = await accepted(rig)
    await rig.task(code, "verify" if known else "health_paper")
    assert facts_of(code, await rig.ledger.engine.events(code, ENGINE)).reused is known


async def test_the_notice_is_handed_over_at_once_and_the_licence_given_for_the_old_one_later(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.do(code, "verify", VERIFIED, SPECIALIST)
    await rig.do(code, "pay", acts.MoneyIn(task="", transaction=f"cash/{code}", method="cash"), COUNTER)
    await rig.do(code, "approve", APPROVED, DIRECTOR)
    made = await rig.task(code, "make_licence")
    assert "propose_supplement" not in made.decisions, "nothing is asked of anybody after the result"
    given = await rig.do(code, "hand_over", HANDED, COUNTER)
    assert given.received
    assert not given.ended
    await rig.do(code, "make_licence", MADE, SPECIALIST)
    swap = await rig.task(code, "swap_licence")
    assert (swap.role, swap.agency) == (Role.RECEIVING_OFFICER, PROVINCE)
    assert swap.kind in DrivingLicenceExchange.in_person, "somebody has to come: the service is a partial one"
    await rig.do(code, "swap_licence", acts.Done(task="", decision="declared_lost"), COUNTER)
    await rig.ended(code)
    assert (await rig.engine.dossier(code, MOTHER)).status == Status.DELIVERED


async def test_a_corrected_notice_of_the_same_licence_has_no_other_made(rig: Rig) -> None:
    code = await accepted(rig)
    await exchanged(rig, code)
    await recall(rig, code, DRIVER | {"reason": "damaged"}, DIRECTOR)
    await rig.do(code, "verify", VERIFIED, SPECIALIST)
    await rig.do(code, "approve", APPROVED, officer("deputy", Role.AGENCY_LEADER, agency=PROVINCE))
    await rig.do(code, "hand_over", HANDED, COUNTER)
    rows = await rig.ended(code)
    opened = [row["act"]["kind"] for row in rows if row["act"]["type"] == "task_opened"]
    assert (opened.count("make_licence"), opened.count("swap_licence"), opened.count("hand_over")) == (1, 1, 2)


async def test_an_open_violation_is_named_and_bars_the_exchange(rig: Rig) -> None:
    rig.traffic.answers["violations_of"] = Violations(unsettled=("BB-33-2026-000042",))
    assert "BB-33-2026-000042" in await refused(rig, await accepted(rig))


async def test_who_has_no_licence_has_none_to_exchange(rig: Rig) -> None:
    rig.traffic.answers["licence_of"] = None
    assert "Không có giấy phép lái xe" in await refused(rig, await accepted(rig))


async def test_a_licence_that_turns_up_later_is_exchanged(rig: Rig) -> None:
    held, rig.traffic.answers["licence_of"] = rig.traffic.answers["licence_of"], None
    code = await accepted(rig)
    await rig.task(code, "refuse")
    rig.traffic.answers["licence_of"] = held
    await rig.do(code, "refuse", WRONG, officer("deputy", Role.AGENCY_LEADER, agency=PROVINCE))
    assert await exchanged(rig, code)


async def test_a_licence_that_has_run_out_is_not_exchanged(rig: Rig) -> None:
    rig.traffic.answers["licence_of"] = Licence(
        number="331610000123", classes=("B",), issued_on=date(2016, 6, 30), expires_on=date(2026, 6, 30), in_force=False
    )
    assert "hết hạn" in await refused(rig, await accepted(rig))


async def test_a_health_check_that_is_missing_is_asked_for_by_the_desk(rig: Rig) -> None:
    rig.traffic.answers["health_check_of"] = None
    code = await accepted(rig)
    await rig.do(code, "health_paper", MISSING, SPECIALIST)
    assert "Giấy khám sức khỏe" in (await rig.task(code, "forward_supplement")).reason
    asked = acts.SupplementRequested(task="", items=MISSING.items, reason=MISSING.reason)
    await rig.do(code, "forward_supplement", asked, COUNTER)
    await rig.do(code, "supply", acts.Supplied(task="", documents=("e" * 64,)), MOTHER)
    await rig.do(code, "health_paper", shown(), SPECIALIST)
    assert await exchanged(rig, code)


async def test_of_whom_no_class_runs_out_no_health_check_is_asked(rig: Rig) -> None:
    for_life = Licence(number="331610000123", classes=("A1", "B1"), issued_on=date(2016, 12, 1))
    rig.traffic.answers |= {"licence_of": for_life, "health_check_of": None}
    code = await accepted(rig)
    assert (await exchanged(rig, code))["classes"] == ["A1", "B1"]
    assert f"{code}/health_check" not in rig.traffic.asked


@pytest.mark.parametrize(
    ("classes", "expires_on", "figures", "runs_out"),
    [
        (("A1",), None, FIGURES, False),
        (("A1", "B"), None, FIGURES, True),
        (("B1",), date(2030, 1, 1), FIGURES, True),
        (("FC",), None, FIGURES, True),
        (("A1",), None, {}, True),
    ],
    ids=["for life", "one of two", "by the register", "of an unknown class", "a dossier of before"],
)
def test_a_licence_runs_out_by_its_classes_or_by_its_day(
    classes: tuple[str, ...], expires_on: date | None, figures: dict[str, int], runs_out: bool
) -> None:
    held = Licence(number="331610000123", classes=classes, issued_on=date(2016, 12, 1), expires_on=expires_on)
    assert has_term(held, figures) is runs_out


async def test_who_is_not_fit_to_drive_gets_no_licence(rig: Rig) -> None:
    rig.traffic.answers["health_check_of"] = HealthCheck.model_validate(CHECK | {"fit": False})
    reason = await refused(rig, await accepted(rig))
    assert "sức khỏe" in reason
    assert "đề nghị ông/bà khám lại" in reason


async def test_a_paper_that_says_unfit_counts_as_well(rig: Rig) -> None:
    rig.traffic.answers["health_check_of"] = None
    code = await accepted(rig)
    await rig.do(code, "health_paper", shown(fit=False), SPECIALIST)
    assert "sức khỏe" in await refused(rig, code)


NO_MORE = acts.ConsentWithdrawn(query=HealthCheckOf.kind)


async def by_hand(rig: Rig, code: str) -> dict[str, Any]:
    """The specialist enters the paper that was brought; nobody asked the register about health any more."""
    task = await rig.task(code, "health_check_by_hand")
    assert "rút sự đồng ý" in task.reason
    asked = rig.traffic.asked.total()
    await rig.do(code, "health_check_by_hand", shown(), SPECIALIST)
    told = await exchanged(rig, code)
    assert rig.traffic.asked.total() == asked + 1, "only the new licence is told"
    return told


async def test_a_consent_taken_back_leaves_the_health_check_to_the_paper(rig: Rig) -> None:
    code = await rig.apply(DrivingLicenceExchange, DRIVER)
    await rig.ledger.act(code, NO_MORE, MOTHER)
    await rig.do(code, "receive", ACCEPT, COUNTER)
    assert (await by_hand(rig, code))["licence"] == "332690000001"
    assert f"{code}/health_check" not in rig.traffic.asked
    assert {f"{code}/licence", f"{code}/violations"} <= set(rig.traffic.asked)


async def test_a_consent_taken_back_stops_a_look_up_that_is_still_tried(rig: Rig) -> None:
    rig.traffic.faults["health_check_of"] = AgencyUnavailable("HTTP 503")
    code = await accepted(rig)
    await rig.until(code, lambda dossier: dossier.waiting_agency == "traffic")
    await rig.ledger.act(code, NO_MORE, MOTHER)
    await by_hand(rig, code)


async def test_what_was_looked_up_before_the_consent_was_taken_back_stays(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.task(code, "verify")
    await rig.ledger.act(code, NO_MORE, MOTHER)
    assert await exchanged(rig, code)


@pytest.mark.parametrize(("channel", "amount"), [(Channel.ONLINE, 115_000), (Channel.DIRECT, 135_000)])
async def test_the_fee_is_asked_once_it_is_verified(rig: Rig, channel: Channel, amount: int) -> None:
    code = await accepted(rig, channel)
    await rig.task(code, "verify")
    assert not (await rig.engine.dossier(code, MOTHER)).payments
    await rig.do(code, "verify", VERIFIED, SPECIALIST)
    assert (await rig.task(code, "pay")).amount == amount
    assert (await rig.engine.dossier(code, MOTHER)).law.term.amount == 5


def test_somebody_unborn_exchanges_nothing() -> None:
    form = ExchangeForm.model_validate(DRIVER)
    day = date(2026, 11, 17)
    assert not form.faults(Filing(applicant=MOTHER_NUMBER, day=day))
    assert len(form.faults(Filing(applicant=MOTHER_NUMBER, day=date(1990, 1, 1)))) == 1

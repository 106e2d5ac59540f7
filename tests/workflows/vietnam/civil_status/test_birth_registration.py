"""Birth registration (1.001193), each test named for what happens under the law."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from temporalio.worker import Replayer

from activities.connector import AgencyRefused, AgencyUnavailable, EntryRefused, Envelope
from domain.base.calendar import in_vietnam
from domain.base.law import Channel
from domain.base.refusals import LimitReached
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.keys import asking_of
from domain.registers.query import CIVIL_STATUS
from domain.vietnam.queries.civil_status import BirthInBooks, Births
from domain.vietnam.queries.population import Kin
from infra.engine.temporal import sandbox
from tests.support.examples import (
    DESK,
    FATHER_NUMBER,
    FORM,
    LAWS,
    LEADER,
    MOTHER,
    MOTHER_NUMBER,
    REGISTRAR,
    TUESDAY,
    personal,
)
from tests.workflows.outside import HUSBAND, PERSON
from tests.workflows.rig import BIRTH, Rig, born, go_on
from tests.workflows.stage import FEES_OF
from workflows.engine.forms import Filing
from workflows.vietnam.civil_status.birth_filing import ALONE, PAPERS
from workflows.vietnam.civil_status.birth_registration import Birth, BirthForm, BirthRegistration
from workflows.vietnam.civil_status.interlinked_birth import InterlinkedBirth

UNDISTURBED = [
    "filed",
    "task_opened",
    "accepted",
    "answered",
    "answered",
    "answered",
    "answered",
    "task_opened",
    "done",
    "task_opened",
    "confirmed",
    "task_opened",
    "approved",
    "answered",
    "answered",
    "numbered",
    "issued",
    "task_opened",
    "handed_over",
]


async def test_a_birth_is_registered(rig: Rig) -> None:
    rows = await born(rig)
    assert [row["act"]["type"] for row in rows] == UNDISTURBED


async def test_silence_for_a_day_confirms_the_draft(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive", "verify")
    await rig.task(code, "confirm")
    await rig.skip(code, timedelta(hours=23, minutes=50))
    assert (await rig.types(code))[-1] == "task_opened"
    await rig.skip(code, timedelta(minutes=15))
    await rig.task(code, "approve")
    assert (await rig.types(code))[-2:] == ["lapsed", "task_opened"]
    await go_on(rig, code, "approve", "hand_over")
    await rig.ended(code)


async def test_a_corrected_draft_is_verified_again_and_shown_again(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive", "verify")
    form = FORM | {"child": FORM["child"] | {"given_name": "Vy"}}
    await rig.do(code, "confirm", acts.Corrected(task="", personal={"form": form}), MOTHER)
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    rows = await rig.ended(code)
    assert [asking_of(row["key"]) for row in rows if row["act"]["type"] == "task_opened"] == [
        "receive",
        "verify",
        "confirm",
        "verify",
        "confirm",
        "approve",
        "hand_over",
    ]
    assert rig.press.printed[0]["child"]["given_name"] == "Vy"


async def test_at_the_counter_no_draft_is_sent(rig: Rig) -> None:
    code = await rig.file(channel=Channel.DIRECT)
    await go_on(rig, code, "receive", "verify", "approve", "hand_over")
    assert "confirm" not in {row["key"] for row in await rig.ended(code)}


async def test_a_marriage_that_no_register_knows_is_verified_by_hand(rig: Rig) -> None:
    rig.civil_status.answers["marriage_of"] = None
    code = await rig.file()
    await go_on(rig, code, "receive")
    finding = {"married": True, "evidence": "Bản chính giấy chứng nhận kết hôn"}
    answer = acts.Done(task="", decision="answer", personal={"answer": finding})
    await rig.do(code, "verify_marriage", answer, REGISTRAR)
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)


async def test_a_register_that_is_down_for_a_week_is_answered_for_by_an_officer(rig: Rig) -> None:
    rig.population.faults["person_by_number"] = AgencyUnavailable("HTTP 503", retry_after=24 * 3600)
    code = await rig.file()
    await go_on(rig, code, "receive")
    await rig.until(code, lambda dossier: len(rig.population.asked) == 2)
    await rig.skip(code, timedelta(days=4))
    assert (await rig.engine.dossier(code, ENGINE)).open_tasks == []
    await rig.skip(code, timedelta(days=2))
    waits = [row["act"]["agency"] for row in await rig.ledger.whole(code) if row["act"]["type"] == "agency_waited"]
    assert set(waits) == {"population"}
    for parent, known in (("mother", PERSON), ("father", HUSBAND)):
        by_hand = acts.Done(task="", decision="answer", personal={"answer": known.model_dump(mode="json")})
        await rig.do(code, f"{parent}_by_hand", by_hand, REGISTRAR)
    del rig.population.faults["person_by_number"]
    await go_on(rig, code, "verify", "confirm", "approve")
    await rig.until(code, lambda dossier: "entry" in dossier.keys)
    await rig.skip(code, timedelta(days=2))  # the register had asked not to be asked for a day
    await go_on(rig, code, "hand_over")
    await rig.ended(code)


async def test_a_register_that_refuses_is_answered_for_at_once(rig: Rig) -> None:
    rig.population.faults["person_by_number"] = AgencyRefused("HTTP 403")
    code = await rig.file()
    await go_on(rig, code, "receive")
    for parent in ("mother", "father"):
        await rig.do(code, f"{parent}_by_hand", acts.Done(task="", decision="not_found"), REGISTRAR)
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)
    assert rig.population.asked[f"{code}/mother"] == 1


async def test_what_an_officer_answered_by_hand_is_not_asked_again_when_the_workflow_was_lost(rig: Rig) -> None:
    rig.population.faults["person_by_number"] = AgencyRefused("HTTP 403")
    code = await rig.file()
    await go_on(rig, code, "receive")
    for parent in ("mother", "father"):
        await rig.task(code, f"{parent}_by_hand")
    await rig.handle(code).terminate()
    await rig.wake(code)
    for parent in ("mother", "father"):
        await rig.do(code, f"{parent}_by_hand", acts.Done(task="", decision="not_found"), REGISTRAR)
    await rig.task(code, "verify")
    await rig.handle(code).terminate()
    await rig.wake(code)
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)
    assert rig.population.asked[f"{code}/mother"] == rig.population.asked[f"{code}/father"] == 1


async def test_a_withdrawal_while_a_register_is_down_ends_it_at_once(rig: Rig) -> None:
    rig.civil_status.faults["marriage_of"] = AgencyUnavailable("no answer")
    code = await rig.file()
    await go_on(rig, code, "receive")
    await rig.until(code, lambda dossier: dossier.waiting_agency == CIVIL_STATUS)
    await rig.withdraw(code)
    assert (await rig.ended(code))[-1]["act"]["type"] == "withdrawn"


@pytest.mark.parametrize("kind", ["receive", "verify", "confirm", "approve"])
async def test_a_withdrawal_while_somebody_has_it_ends_it(rig: Rig, kind: str) -> None:
    code = await rig.file()
    kinds = [step[0] for step in BIRTH]
    await go_on(rig, code, *kinds[: kinds.index(kind)] or ("",))
    await rig.task(code, kind)
    await rig.withdraw(code)
    assert (await rig.ended(code))[-1]["act"]["type"] == "withdrawn"
    assert rig.press.printed == []


async def test_a_supplement_is_asked_once_and_supplied(rig: Rig) -> None:
    code = await rig.file()
    ask = acts.SupplementRequested(task="", items=("Giấy chứng sinh",), reason="Bản chụp mờ")
    await rig.do(code, "receive", ask, DESK)
    await rig.do(code, "supply", acts.Supplied(task="", documents=("a" * 64,)), MOTHER)
    with pytest.raises(LimitReached):
        await rig.do(code, "receive", ask, DESK)
    await go_on(rig, code, "receive")
    assert "propose_supplement" not in (await rig.task(code, "verify")).decisions, "the desk may ask for nothing more"
    await go_on(rig, code, *(kind for kind, _, _ in BIRTH[1:]))
    rows = await rig.ended(code)
    assert [row["key"] for row in rows if row["key"].startswith("receive") and "/" not in row["key"]] == [
        "receive",
        "receive#2",
    ]


async def test_a_refusal_at_the_desk_ends_it(rig: Rig) -> None:
    code = await rig.file()
    await rig.do(code, "receive", acts.NotAccepted(task="", reason="Không thuộc thẩm quyền"), DESK)
    await rig.ended(code)
    assert rig.population.asked.total() == 0


async def test_a_leader_who_refuses_ends_it_without_any_effect_outside(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive", "verify", "confirm")
    await rig.do(code, "approve", acts.Refused(task="", reason="Điều 16"), LEADER)
    assert (await rig.ended(code))[-1]["act"]["type"] == "refused"
    assert not {f"{code}/entry"} & set(rig.civil_status.asked)
    assert rig.press.printed == []


async def test_the_register_is_told_until_it_has_recorded(rig: Rig) -> None:
    rig.civil_status.faults["birth_entry"] = AgencyUnavailable("HTTP 503", retry_after=24 * 3600)
    code = await rig.file()
    await go_on(rig, code, "receive", "verify", "confirm", "approve")
    await rig.until(code, lambda dossier: rig.civil_status.asked[f"{code}/entry"] > 0)
    for _day in range(30):
        await rig.skip(code, timedelta(days=1))
    del rig.civil_status.faults["birth_entry"]
    await rig.skip(code, timedelta(days=1))
    await go_on(rig, code, "hand_over")
    await rig.ended(code)


async def test_the_certificate_says_what_the_registers_recorded_and_who_signed(rig: Rig) -> None:
    rows = await born(rig)
    [printed] = rig.press.printed
    assert printed["entry_in_register"]["entry"] == 7
    assert printed["child"]["personal_number"] == "033326000011"
    assert printed["signatory"]["name"] == "Lê Văn Chủ"
    issued = next(row["act"] for row in rows if row["act"]["type"] == "issued")
    assert sha256(await rig.store.get(issued["path"])).hexdigest() == issued["sha256"]


async def test_a_finished_dossiers_history_replays(rig: Rig) -> None:
    code = (await rig.file(), await rig.file(channel=Channel.DIRECT))
    for one, kinds in zip(code, ((), ("receive", "verify", "approve", "hand_over")), strict=True):
        await go_on(rig, one, *kinds)
        await rig.ended(one)
        history = await rig.handle(one).fetch_history()
        replayer = Replayer(
            workflows=[BirthRegistration], workflow_runner=sandbox(), data_converter=rig.env.client.data_converter
        )
        await replayer.replay_workflow(history)


async def test_a_register_is_told_for_which_procedure_it_is_asked(rig: Rig) -> None:
    told: list[str] = []

    async def note(envelope: Envelope) -> None:
        told.append(envelope.purpose)

    rig.population.holds = note
    code = await rig.file()
    await go_on(rig, code, "receive")
    await rig.task(code, "verify")
    assert told == ["Đăng ký khai sinh: Xác minh nhân thân"] * 2


def in_books(name: str, dossier: str = "") -> Births:
    """A child of hers and of that day whose birth is registered."""
    entered = BirthInBooks(child_name=name, entry=3, volume="01/2026", registered_on=date(2026, 11, 12))
    return Births(births=(entered.model_copy(update={"dossier": dossier}),))


async def test_a_birth_that_is_registered_is_not_registered_again(rig: Rig) -> None:
    rig.civil_status.answers["births_of"] = in_books("Trịnh HOÀNG Vỹ", "000.01.00.H31-261112-0001")
    code = await rig.file()
    await go_on(rig, code, "receive")
    refused = await rig.task(code, "refuse")
    assert refused.reason == "Trẻ đã được đăng ký khai sinh: Trịnh HOÀNG Vỹ, số 3, quyển số 01/2026, ngày 12/11/2026."
    assert refused.decisions[:2] == ("refuse", "facts_wrong")
    assert "Luật Hộ tịch" in refused.article


@pytest.mark.parametrize(("decision", "then"), [("another_child", "verify"), ("same_child", "refuse")])
async def test_of_a_child_of_the_same_mother_and_day_an_officer_says_whether_it_is_its_twin(
    rig: Rig, decision: str, then: str
) -> None:
    rig.civil_status.answers["births_of"] = in_books("Trịnh Hoàng Vân")
    code = await rig.file()
    await go_on(rig, code, "receive")
    await rig.do(code, "verify_other_child", acts.Done(task="", decision=decision), REGISTRAR)
    assert await rig.task(code, then)


async def test_twins_who_are_declared_as_such_are_no_question(rig: Rig) -> None:
    rig.civil_status.answers["births_of"] = in_books("Trịnh Hoàng Vân")
    code = await rig.file(personal=personal(form=FORM | {"twin": True}))
    await go_on(rig, code, "receive")
    assert await rig.task(code, "verify")


async def test_what_this_dossier_entered_itself_is_no_other_birth(rig: Rig) -> None:
    rig.population.faults["grant_number"] = EntryRefused("HTTP 409")
    code = await rig.file()
    await go_on(rig, code, "receive", "verify", "confirm")
    rig.civil_status.answers["births_of"] = in_books("Trịnh Hoàng Vỹ", code)
    await go_on(rig, code, "approve")
    await go_on(rig, code, "verify")
    assert await rig.task(code, "approve")


async def test_the_entry_names_the_mother_by_her_number(rig: Rig) -> None:
    await born(rig)
    [told] = [query for query in rig.civil_status.put if query.kind == "birth_entry"]
    assert told.model_dump()["mother_number"] == MOTHER_NUMBER


GRANDMOTHER = "033168000031"
BY_KIN = FORM | {"relation": "Bà nội"}


def filing(number: str) -> Filing:
    """Somebody files on a Tuesday."""
    return Filing(applicant=number, day=TUESDAY.date())


def test_a_grandmother_needs_no_mandate_and_a_parent_agrees() -> None:
    form = BirthForm.model_validate(BY_KIN)
    assert (filer := form.filer(filing(GRANDMOTHER)))
    assert filer.role == "kin"
    assert form.agreeing(filing(GRANDMOTHER)) == {MOTHER_NUMBER: "mother"}
    father = BirthForm.model_validate(BY_KIN | {"agreed_with": "father"})
    assert father.agreeing(filing(GRANDMOTHER)) == {FATHER_NUMBER: "father"}
    assert form.agreeing(filing(FATHER_NUMBER)) == {}
    assert BirthForm.model_validate(FORM).filer(filing(GRANDMOTHER)) is None


def test_whoever_brings_the_child_up_asks_no_parent_and_stands_for_it() -> None:
    form = BirthForm.model_validate(BY_KIN | {"brings_up": True})
    assert form.agreeing(filing(GRANDMOTHER)) == {}
    assert form.stands(GRANDMOTHER) == GRANDMOTHER
    assert BirthForm.model_validate(BY_KIN).stands(GRANDMOTHER) == MOTHER_NUMBER


def test_kin_who_agreed_with_a_parent_without_a_number_are_asked_for_the_other() -> None:
    form = BirthForm.model_validate(BY_KIN | {"mother": FORM["mother"] | {"number": None}})
    assert form.faults(filing(GRANDMOTHER)) == [ALONE]


HOUSEHOLD = {"household_head": FATHER_NUMBER, "address": "Số 12, đường Điện Biên"}
"""What the form of an interlinked birth says more."""


async def filed_by(rig: Rig, procedure: str = BirthRegistration.code, **changes: Any) -> str:
    """Somebody else than a parent files it, and the desk accepts it."""
    of, more = BIRTHS[procedure]
    said = personal(form=BY_KIN | more | changes, applicant={"number": GRANDMOTHER, "name": "Vũ Thị Hòa"})
    code = await rig.file(procedure=of.code, rules=LAWS.in_force(of.code, TUESDAY.date()), personal=said)
    await go_on(rig, code, "receive")
    return code


BIRTHS: dict[str, tuple[type[Birth[Any]], dict[str, Any]]] = {
    one.code: (one, more) for one, more in ((BirthRegistration, {}), (InterlinkedBirth, HOUSEHOLD))
}


async def test_a_grandmother_by_the_register_is_asked_for_no_paper(rig: Rig) -> None:
    rig.population.answers["kin_of"] = Kin(mother=GRANDMOTHER)
    assert await rig.task(await filed_by(rig), "verify")


@pytest.mark.parametrize("kin", [Kin(mother=GRANDMOTHER), None])
@pytest.mark.parametrize("procedure", BIRTHS)
async def test_an_officer_looks_at_who_brings_a_child_up_and_at_kin_whom_no_register_knows(
    rig: Rig, procedure: str, kin: Kin | None
) -> None:
    rig.population.answers["kin_of"] = kin
    code = await filed_by(rig, procedure, brings_up=kin is not None)
    assert (await rig.task(code, "verify_filer")).about == "Bà nội"
    await rig.do(code, "verify_filer", acts.Done(task="", decision="confirm"), REGISTRAR)
    assert await rig.task(code, "verify")


@pytest.mark.parametrize("procedure", BIRTHS)
async def test_where_the_register_will_not_say_whose_child_a_parent_is_an_officer_does(
    rig: Rig, procedure: str
) -> None:
    rig.population.faults["kin_of"] = AgencyRefused("HTTP 403")
    code = await filed_by(rig, procedure)
    known = Kin(mother=GRANDMOTHER).model_dump(mode="json")
    await rig.task(code, "kin_by_hand")
    for _ in range(2):
        await rig.do(code, "kin_by_hand", acts.Done(task="", decision="answer", personal={"answer": known}), REGISTRAR)
    assert await rig.task(code, "verify")


async def test_a_late_birth_is_handed_over_once_it_is_paid(rig: Rig) -> None:
    filed = min(in_vietnam(rig.ledger.clock()).date(), FEES_OF)
    child = FORM["child"] | {"born": (filed - timedelta(61)).isoformat()}
    code = await rig.apply(BirthRegistration, FORM | {"child": child})
    await go_on(rig, code, "receive", "verify", "confirm", "approve")
    assert (await rig.task(code, "pay")).amount == 8_000
    await rig.do(code, "pay", acts.MoneyIn(task="", transaction=f"cash/{code}", method="cash"), DESK)
    await go_on(rig, code, "hand_over")
    assert await rig.ended(code)


@pytest.mark.parametrize(("days", "exempt", "amount"), [(60, False, 0), (61, False, 8_000), (61, True, 0)])
def test_who_comes_later_than_sixty_days_after_the_birth_pays(days: int, exempt: bool, amount: int) -> None:
    fee, day = LAWS.in_force("1.001193", TUESDAY.date()).fee, TUESDAY.date()
    assert fee
    child = FORM["child"] | {"born": (day - timedelta(days)).isoformat()}
    form = BirthForm.model_validate(FORM | {"child": child, "exempt": exempt})
    of = fee.class_of(form.fee_class, form.payers_born, day)
    assert fee.amount(Channel.ONLINE, form.case, form.units, of) == amount


def test_without_a_birth_record_witnesses_write_and_without_them_somebody_declares() -> None:
    for proof in ("birth_record", "witnesses", "declaration"):
        said = BirthForm.model_validate(FORM | {"proved_by": proof}).model_dump(mode="json")
        assert [paper.kind for paper in PAPERS if paper.needed(said)] == [proof]

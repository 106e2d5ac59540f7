"""An agency answers in its own time, on the judicial record (3.000333): the first word counts, and nothing is twice."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.service import RPCError

from activities.connector import AgencyRefused, AgencyUnavailable
from activities.rehearsal import rehearsing
from domain.base.law import Status
from domain.base.refusals import DossierEnded, NotCompared
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.tasks.model import COMPARE
from domain.vietnam.queries.criminal_records import CRIMINAL_RECORDS, Conviction, CriminalRecord, PlaceFinding
from tests.support.declared import late
from tests.support.examples import MOTHER
from tests.workflows.engine.test_lost import Forgotten, story
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, PATIENCE, VERIFIED, Rig
from tests.workflows.vietnam.police.test_judicial_record import ASKED, THEFT, accepted, answered, given
from tests.workflows.vietnam.police.test_licence_exchange import COUNTER, DIRECTOR, SPECIALIST
from workflows.vietnam.police.judicial_record import JudicialRecord

POLICE = Actor(kind="agency", id=CRIMINAL_RECORDS)
HANOI = "verify_place/01/request"
OWED = "SELECT engine_due FROM dossiers WHERE code = :code"
LENGTH = 18
"""Events of a record for which one place is asked."""


def to_verify(rig: Rig, *places: str) -> None:
    """Let the records be unsure."""
    rig.criminal_records.answers["criminal_record_of"] = CriminalRecord(finding="to_verify", places=places or ("01",))


async def come(rig: Rig, code: str, *convictions: Conviction) -> None:
    """Let an answer of the police come late."""
    dossier = await rig.engine.dossier(code, ENGINE)
    task = dossier.asked(CRIMINAL_RECORDS, HANOI)
    assert task
    said = PlaceFinding(reply="00001/2026/PXM-TL", convictions=convictions)
    came, *compare = late("late", dossier, task, said, await rig.engine.events(code, ENGINE))
    await rig.ledger.api.act(code, came, POLICE, *compare)
    await rig.deliver()


async def test_the_agency_s_own_answer_goes_on_with_the_dossier(rig: Rig) -> None:
    to_verify(rig, "01", "31")
    code = await accepted(rig)
    await rig.until(code, lambda d: {HANOI, "verify_place/31/request"} <= set(d.keys))
    await rig.do(code, "verify_place", answered(THEFT), POLICE, about="31")
    await rig.do(code, "verify_place", answered(), POLICE, about="01")
    told = await given(rig, code)
    assert [one["crime"] for one in told["convictions"]] == ["Trộm cắp tài sản"]
    asked = {message: times for message, times in rig.criminal_records.asked.items() if message.startswith(code)}
    assert asked == {f"{code}/record": 1, f"{code}/{HANOI}": 1, f"{code}/verify_place/31/request": 1}


async def test_nothing_is_sent_before_the_task_stands_that_the_answer_will_close(rig: Rig) -> None:
    to_verify(rig)
    code = await accepted(rig)
    dossier = await rig.until(code, lambda d: HANOI in d.keys)
    assert dossier.keys["verify_place/01"] < dossier.keys[HANOI]
    task = await rig.task(code, "verify_place")
    assert (task.asks, task.message, task.answer) == (CRIMINAL_RECORDS, HANOI, "PlaceFinding")
    [said] = [event for event in await rig.engine.events(code, ENGINE) if event.key == HANOI]
    assert said.act.personal["answer"]["number"] == "00001/2026/PXM"


async def test_a_request_that_was_taken_owes_the_dossier_nothing_until_its_answer(rig: Rig) -> None:
    to_verify(rig, "01", "31")
    code = await accepted(rig)
    await rig.until(code, lambda d: {HANOI, "verify_place/31/request"} <= set(d.keys))
    async with asyncio.timeout(PATIENCE):
        while (await rig.ledger.rows(OWED, code=code))[0]["engine_due"]:  # noqa: ASYNC110 - a rest announces nothing
            await asyncio.sleep(0)


async def test_an_officer_who_answers_first_ends_the_sending(rig: Rig) -> None:
    to_verify(rig)
    rig.criminal_records.faults["place_verification"] = AgencyUnavailable("HTTP 503")
    code = await accepted(rig)
    await rig.until(code, lambda d: d.waiting_agency == CRIMINAL_RECORDS)
    await rig.do(code, "verify_place", answered(THEFT), SPECIALIST)
    assert (await given(rig, code))["status"] == "có án tích"
    history = await rig.handle(code).fetch_history()
    kinds = [event.event_type for event in history.events]
    assert kinds.count(EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED) == 1
    assert HANOI not in {row["key"] for row in await rig.ledger.whole(code)}


async def test_what_the_agency_refuses_the_officer_asks_for_on_paper(rig: Rig) -> None:
    to_verify(rig)
    rig.criminal_records.faults["place_verification"] = AgencyRefused("HTTP 409")
    code = await accepted(rig)
    await rig.until(code, lambda d: HANOI in d.keys)
    await rig.handle(code).terminate("lost, as a test")
    await rig.wake(code, procedure=JudicialRecord.code)
    await rig.do(code, "verify_place", answered(), SPECIALIST)
    assert (await given(rig, code))["status"] == "không có án tích"
    [refused] = [row for row in await rig.ledger.whole(code) if row["key"] == HANOI]
    assert (refused["act"]["found"], refused["personal"]["answer"]) == (False, None)
    assert rig.criminal_records.asked[f"{code}/{HANOI}"] == 1


async def test_a_withdrawn_dossier_asks_nobody_any_more_and_keeps_what_comes(rig: Rig) -> None:
    to_verify(rig)
    rig.criminal_records.faults["place_verification"] = AgencyUnavailable("HTTP 503")
    code = await accepted(rig)
    task = await rig.task(code, "verify_place")
    await rig.withdraw(code)
    await rig.ended(code)
    rig.heal()
    entry = acts.Done(task=task.id, decision="answer", personal=answered(THEFT).personal)
    with pytest.raises(DossierEnded):
        await rig.ledger.act(code, entry, POLICE)
    await come(rig, code, THEFT)
    rows = await rig.ledger.whole(code)
    assert [row["act"]["type"] for row in rows[-2:]] == ["withdrawn", "answered_late"]
    assert rows[-1]["personal"]["answer"]["convictions"][0]["judgment"] == THEFT.judgment


async def test_a_late_answer_that_differs_is_compared_before_the_leader_approves(rig: Rig) -> None:
    to_verify(rig)
    code = await accepted(rig)
    await rig.do(code, "verify_place", answered(), SPECIALIST)
    await rig.do(code, "verify", VERIFIED, SPECIALIST)
    await rig.task(code, "approve")
    await come(rig, code, THEFT)
    with pytest.raises(NotCompared):
        await rig.do(code, "approve", APPROVED, DIRECTOR)
    await rig.do(code, COMPARE, acts.Done(task="", decision="seen"), SPECIALIST)
    await rig.do(code, "approve", acts.Refused(task="", reason="Có án tích"), DIRECTOR)
    await rig.ended(code)
    assert (await rig.engine.dossier(code, MOTHER)).status == Status.STOPPED


async def test_another_build_walks_a_journal_with_requests_and_late_answers(rig: Rig) -> None:
    to_verify(rig, "01", "31")
    code = await accepted(rig)
    await rig.until(code, lambda d: {HANOI, "verify_place/31/request"} <= set(d.keys))
    async with rehearsing(rig.env.client, [JudicialRecord]) as rehearsal:
        for place in ("01", "31"):
            walk = await rehearsal.walk(code, JudicialRecord.code, await rig.engine.events(code, ENGINE))
            assert (walk.holds, walk.next) == (True, ())
            await rig.do(code, "verify_place", answered(), SPECIALIST, about=place)
            await come(rig, code, THEFT)
        await rig.task(code, "verify")
        walk = await rehearsal.walk(code, JudicialRecord.code, await rig.engine.events(code, ENGINE))
        assert (walk.holds, walk.next) == (True, ())
    assert set(rig.criminal_records.asked.values()) == {1}


class Loss:
    """Takes each dossier's workflow away once, as soon as a commit brought it to its own event."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.at: dict[str, int] = {}

    async def strike_engine(self, code: str, seq: int) -> None:
        """Take it away in the middle of its own append."""
        if await self.strike(code, seq):
            raise Forgotten

    async def strike(self, code: str, seq: int) -> bool:
        """Terminate the workflow, and let another begin from the journal."""
        if seq < self.at.get(code, LENGTH + 1):
            return False
        del self.at[code]
        with suppress(RPCError):  # none is open: the desk has not decided yet, or it came to its end
            await self.rig.handle(code).terminate("lost, as a test")
            await self.rig.wake(code, procedure=JudicialRecord.code)
        return True


PAID = acts.MoneyIn(task="", transaction="cash/1", method="cash")
COURSE: tuple[tuple[str, acts.TaskAct, Actor], ...] = (
    ("receive", ACCEPT, COUNTER),
    ("pay", PAID, COUNTER),
    ("verify_place", answered(THEFT), POLICE),
    ("verify", VERIFIED, SPECIALIST),
    ("approve", APPROVED, DIRECTOR),
    ("hand_over", HANDED, COUNTER),
)


async def taken_through(rig: Rig, loss: Loss, at: int, at_once: asyncio.Semaphore) -> list[dict[str, Any]]:
    """Give a record whose workflow is lost at its event ``at``."""
    async with at_once:
        code = await rig.apply(JudicialRecord, ASKED)
        loss.at[code] = at
        for kind, act, actor in COURSE:
            if kind == "verify_place":
                await rig.until(code, lambda d: HANOI in d.keys)
            dossier = await rig.do(code, kind, act, actor, delivers=False)
            await loss.strike(code, dossier.seq)
            await rig.deliver()
        return await rig.ended(code)


async def test_a_workflow_lost_at_every_step_asks_nobody_twice(rig: Rig) -> None:
    to_verify(rig)
    loss, at_once = Loss(rig), asyncio.Semaphore(5)
    undisturbed = await taken_through(rig, loss, LENGTH + 1, at_once)
    assert len(undisturbed) == LENGTH
    rig.engine.after = loss.strike_engine
    records = await asyncio.gather(*(taken_through(rig, loss, at, at_once) for at in range(2, LENGTH)))
    for rows in records:
        assert story(rows) == story(undisturbed)
    assert set(rig.criminal_records.asked.values()) == {1}

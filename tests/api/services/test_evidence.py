"""Evidence is judged once by each giving, whoever comes second hears it, and what was withdrawn stays withdrawn."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest

from api.schemas.vietnam.programme import EvidenceIn, JudgedIn, WithdrawnIn
from api.services.vietnam.programme import Programme
from domain.base.law import Role
from domain.base.refusals import AlreadyDone, AnsweredOtherwise, Conflict, FormChanged, ReasonMissing
from domain.dossier.acts import ENGINE, Actor
from domain.vietnam.programme.importing import ItemIn, PlanFile
from domain.vietnam.programme.roadmap import Evidence
from infra.vietnam.entries import ROADMAP, ProvinceEntries
from tests.api.services.provinces import NOW, ProvinceRoom, officer, open_province
from tests.support.ledger import Urls

PAPER = "7/BC-SNV"
LEAD = officer("33.SNV", Role.SPECIALIST)
ONE, OTHER = (
    Actor(kind="officer", id=name, agency="33.CA", roles=frozenset({Role.AGENCY_LEADER})) for name in ("cb-1", "cb-2")
)


@pytest.fixture
async def room(apart: Urls) -> AsyncIterator[ProvinceRoom]:
    async with open_province(apart) as room:
        task = ItemIn(no="1", name="Nhiệm vụ", lead="33.SNV")
        plan = PlanFile(programme="33", document="Kế hoạch", since=date(2026, 1, 1), tasks=(task,))
        await ProvinceEntries(room.ledger.engine.database).add(ROADMAP, [*plan.entries()], NOW, ENGINE)
        yield room


def programme(room: ProvinceRoom, who: Actor) -> Programme:
    return Programme("33", room.tools, room.reading(who))


async def evidence(room: ProvinceRoom) -> Evidence:
    item, _ = await programme(room, ONE).one("tasks", "1")
    return next(one for one in item.evidence if one.id == PAPER)


async def give(room: ProvinceRoom, note: str = "") -> int:
    await programme(room, LEAD).give("tasks", "1", EvidenceIn(evidence=PAPER, note=note))
    return (await evidence(room)).giving


async def judge(room: ProvinceRoom, who: Actor, accepted: bool, reason: str = "", giving: int | None = None) -> None:
    sent = JudgedIn(evidence=PAPER, accepted=accepted, reason=reason, giving=giving)
    await programme(room, who).judge("tasks", "1", sent)


async def withdraw(room: ProvinceRoom, who: Actor = LEAD, reason: str = "Nhầm", giving: int | None = None) -> None:
    await programme(room, who).withdraw("tasks", "1", WithdrawnIn(evidence=PAPER, reason=reason, giving=giving))


async def entries(room: ProvinceRoom) -> int:
    return len(await programme(room, ONE).entered())


@pytest.mark.parametrize("reason", ["", "  "])
async def test_a_refusal_or_withdrawal_without_a_reason_is_none(room: ProvinceRoom, reason: str) -> None:
    await give(room)
    before = await entries(room)
    with pytest.raises(ReasonMissing):
        await judge(room, ONE, False, reason)
    with pytest.raises(ReasonMissing):
        await programme(room, LEAD).withdraw("tasks", "1", WithdrawnIn(evidence=PAPER, reason=reason or " "))
    assert ((await evidence(room)).state, await entries(room)) == ("given", before)
    await judge(room, ONE, False, " Chưa có số liệu ")
    assert (await evidence(room)).reason == "Chưa có số liệu"


async def test_of_two_who_judge_at_once_one_holds_and_the_other_hears_it(room: ProvinceRoom) -> None:
    for _ in range(5):
        giving = await give(room)
        said = await asyncio.gather(
            judge(room, ONE, True, "", giving), judge(room, OTHER, False, "Thiếu", giving), return_exceptions=True
        )
        [lost] = [one for one in said if one]
        assert isinstance(lost, AnsweredOtherwise)
        assert (await evidence(room)).state == ("accepted" if said[0] is None else "refused")
        await withdraw(room)


async def test_judging_a_second_time_otherwise_changes_nothing_and_the_same_again_is_no_error(
    room: ProvinceRoom,
) -> None:
    await give(room)
    await judge(room, ONE, True)
    before = await entries(room)
    await judge(room, OTHER, True)
    with pytest.raises(AnsweredOtherwise) as refused:
        await judge(room, OTHER, False, "Thiếu")
    assert "chấp nhận" in refused.value.vi
    assert ((await evidence(room)).state, await entries(room)) == ("accepted", before)


async def test_what_is_withdrawn_while_it_is_judged_stays_withdrawn(room: ProvinceRoom) -> None:
    giving = await give(room)
    await withdraw(room)
    with pytest.raises(AnsweredOtherwise):
        await judge(room, ONE, True, giving=giving)
    assert (await evidence(room)).state == "withdrawn"
    for _ in range(5):
        giving = await give(room)
        said = await asyncio.gather(
            judge(room, ONE, True, giving=giving), withdraw(room, giving=giving), return_exceptions=True
        )
        assert said[1] is None
        assert said[0] is None or isinstance(said[0], Conflict)
        assert (await evidence(room)).state == "withdrawn"


async def test_given_again_after_a_refusal_it_is_judged_anew_and_what_was_said_before_is_told(
    room: ProvinceRoom,
) -> None:
    first = await give(room, "Bản đầu")
    await judge(room, ONE, False, "Thiếu", first)
    again = await give(room, "Bản bổ sung")
    assert again != first
    # Who still has the page of before judges and takes back nothing that they have not read.
    with pytest.raises(FormChanged):
        await judge(room, OTHER, True, giving=first)
    with pytest.raises(FormChanged):
        await withdraw(room, giving=first)
    await judge(room, OTHER, True, giving=again)
    told = [(step.state, step.by, step.said) for step in (await evidence(room)).steps]
    assert told == [
        ("given", LEAD.id, "Bản đầu"),
        ("refused", "cb-1", "Thiếu"),
        ("given", LEAD.id, "Bản bổ sung"),
        ("accepted", "cb-2", ""),
    ]


async def test_the_same_paper_with_another_note_is_refused_and_not_lost_in_silence(room: ProvinceRoom) -> None:
    giving = await give(room, "Bản đầu")
    assert await give(room, "Bản đầu") == giving
    with pytest.raises(AlreadyDone):
        await give(room, "Bản khác")
    await withdraw(room)
    await give(room, "Bản khác")
    assert (await evidence(room)).note == "Bản khác"


async def test_withdrawn_twice_it_is_withdrawn_once_for_the_reason_said_first(room: ProvinceRoom) -> None:
    await give(room)
    said = await asyncio.gather(withdraw(room, LEAD, "Nhầm"), withdraw(room, ONE, "Sai số"), return_exceptions=True)
    [lost] = [one for one in said if one]
    assert isinstance(lost, AnsweredOtherwise)
    assert len((await evidence(room)).steps) == 2

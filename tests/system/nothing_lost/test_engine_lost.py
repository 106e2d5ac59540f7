"""The engine's whole database is lost with births under way: all go on from the journal, none begins anew."""

import asyncio
from signal import SIGKILL

from domain.dossier import acts
from infra.local.house import LocalHouse
from infra.local.people import People
from infra.local.supervisor import Stack
from tests.system.nothing_lost.audit import Audit, until_true
from tests.system.nothing_lost.crowd import STORM, Crowd, Family

STAGES = ("file", "accept", "verify", "confirm", "approve")
EACH = 10 if STORM else 2


async def all_under_way(crowd: Crowd, people: People) -> dict[str, list[Family]]:
    """As many births each wait for the desk, a slow register, the family, the leader, and a register that is down."""
    couples = await crowd.families(EACH * len(STAGES))
    filed = await asyncio.gather(*(crowd.file(*couple) for couple in couples))
    under_way = {stage: list(filed[place :: len(STAGES)]) for place, stage in enumerate(STAGES)}
    later = under_way["verify"] + under_way["confirm"] + under_way["approve"]
    await asyncio.gather(*(crowd.go_on(family, to="verify") for family in later))
    await asyncio.gather(*(crowd.confirm(family) for family in under_way["confirm"] + under_way["approve"]))
    await people.fault("civil-status", "unavailable", calls=-1, operation="births")
    await people.fault("population", "delay", ms=2000, calls=-1, operation="persons/search")
    await asyncio.gather(*(crowd.approve(family) for family in under_way["approve"]))
    await asyncio.gather(*(crowd.accept(family) for family in under_way["accept"]))
    return under_way


async def lose_the_engine(house: LocalHouse, stack: Stack, audit: Audit, codes: list[str]) -> set[str]:
    """Kill it, delete all it knows, start it anew; give the messages whose answers are recorded by then."""
    await stack.halt("temporal", SIGKILL)
    house.temporal.forget()
    known = {f"{code}/{event.key}" for code in codes for event in await audit.journal(code) if answer(event.act)}
    await audit.forget_calls()
    await stack.resume("temporal")
    return known


def answer(act: acts.Act) -> bool:
    """Whether an agency's answer was recorded by it."""
    return isinstance(act, acts.Answered)


async def asked_any(audit: Audit, messages: set[str]) -> bool:
    """Whether the register was asked by one of them: a breaker lets one probe at a time."""
    return bool(messages & await audit.messages())


async def test_all_go_on_from_the_journal(
    crowd: Crowd, people: People, house: LocalHouse, stack: Stack, audit: Audit
) -> None:
    entered = await audit.effects()
    under_way = await all_under_way(crowd, people)
    families = {family.code: stage for stage, group in under_way.items() for family in group}
    await until_true(lambda: audit.asked("population", f"{under_way['accept'][0].code}/mother"))
    known = await lose_the_engine(house, stack, audit, list(families))
    entries = {f"{family.code}/entry" for family in under_way["approve"]}
    await until_true(lambda: asked_any(audit, entries))
    await people.heal("civil-status")
    await people.heal("population")
    silent = under_way["verify"].pop()
    under_way["confirm"].append(silent)
    await asyncio.gather(*(crowd.go_on(family, stage) for stage, group in under_way.items() for family in group))
    assert not known & await audit.messages()
    await audit.finished(families)
    assert "lapsed" in [event.act.type for event in await audit.journal(silent.code)]
    assert await audit.effects() == [before + len(families) for before in entered]

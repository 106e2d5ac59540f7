"""The applicant withdraws in the moment in which the leader approves: one of them wins, the other is told."""

import asyncio

import httpx2

from tests.system.nothing_lost.audit import Audit
from tests.system.nothing_lost.crowd import STORM, Crowd, Family

RACES = 20 if STORM else 4


async def race(crowd: Crowd, family: Family, *, family_first: bool) -> str:
    """Let both act at once, and give who won."""
    task = crowd.leader.tasks[family.code, "approve"]
    withdraw = family.parent.post(f"dossiers/{family.code}/withdrawal", json={})
    approve = crowd.leader.who.post(f"tasks/{task}/decision", json={"decision": "approve"})
    if family_first:
        withdrawn, approved = await asyncio.gather(withdraw, approve)
    else:
        approved, withdrawn = await asyncio.gather(approve, withdraw)
    assert sorted([withdrawn.status_code, approved.status_code]) == [200, 409]
    told(approved if withdrawn.is_success else withdrawn)
    return "withdrawn" if withdrawn.is_success else "approved"


def told(loser: httpx2.Response) -> None:
    """Check that whoever came too late hears why."""
    assert loser.headers["content-type"] == "application/problem+json"
    assert loser.json()["type"].removeprefix("urn:motcua:problem:") in {"dossier-ended", "task-closed", "too-late"}


async def test_one_of_them_wins(crowd: Crowd, audit: Audit) -> None:
    filed = await asyncio.gather(*(crowd.file(*family) for family in await crowd.families(RACES)))
    families = await asyncio.gather(*(crowd.go_on(family, to="confirm") for family in filed))
    await asyncio.gather(*(crowd.leader.task(family.code, "approve") for family in families))
    won = await asyncio.gather(
        *(race(crowd, family, family_first=place % 2 == 0) for place, family in enumerate(families))
    )
    approved = [family for family, winner in zip(families, won, strict=True) if winner == "approved"]
    withdrawn = [family.code for family, winner in zip(families, won, strict=True) if winner == "withdrawn"]
    await asyncio.gather(*(crowd.hand_over(family) for family in approved))
    await audit.finished([family.code for family in approved])
    await audit.withdrawn(withdrawn)

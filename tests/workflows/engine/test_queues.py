"""Each agency is asked on a queue of its own: within its limits, and nobody waits behind another's outage."""

import asyncio

from temporalio.testing import WorkflowEnvironment

from activities.connector import Envelope
from infra.runtime.settings import Limit
from tests.support.examples import DESK
from tests.support.ledger import Urls
from tests.workflows.rig import ACCEPT, Rig, open_rig


async def accepted(rig: Rig, number: int) -> list[str]:
    """So many births whose parents are to be looked up."""
    codes = [await rig.file() for _ in range(number)]
    for code in codes:
        await rig.do(code, "receive", ACCEPT, DESK)
    return codes


async def test_an_agency_that_hangs_holds_no_more_than_its_share(env: WorkflowEnvironment, database: Urls) -> None:
    async with open_rig(env, database, population=Limit(at_once=2)) as rig:
        inside: set[str] = set()
        most, goes_on = [0], asyncio.Event()

        async def hang(envelope: Envelope) -> None:
            inside.add(envelope.code)
            most[0] = max(most[0], len(inside))
            await goes_on.wait()
            inside.discard(envelope.code)

        rig.population.holds = hang
        codes = await accepted(rig, 5)
        for code in codes:
            await rig.until(code, lambda _, code=code: f"{code}/marriage" in rig.civil_status.asked)  # type: ignore[misc]
        assert most == [2]
        goes_on.set()
        for code in codes:
            await rig.task(code, "verify")
        assert most == [2]


async def test_an_agency_is_asked_no_faster_than_it_allows(env: WorkflowEnvironment, database: Urls) -> None:
    async with open_rig(env, database, population=Limit(per_second=2)) as rig:
        asked: list[float] = []

        async def note(envelope: Envelope) -> None:
            asked.append(asyncio.get_running_loop().time())

        rig.population.holds = note
        # The engine counts loosely, and lets the first few through at once.
        for code in await accepted(rig, 10):
            await rig.task(code, "verify")
        assert max(asked) - min(asked) > 1

"""Whether code replays dossiers that are under way: the gate before a deployment."""

import re
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from temporalio.client import Client, WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Interceptor, Replayer

from domain.base.law import ENDED
from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.db.tables import DossierRow
from infra.engine.temporal import sandbox

UNDER_WAY = select(DossierRow.code).where(DossierRow.status.not_in(ENDED), DossierRow.code > bindparam("after"))
OPEN = UNDER_WAY.order_by(DossierRow.code).limit(200)


@dataclass(frozen=True)
class Verdict:
    """Whether a dossier's history replays, and why not."""

    dossier: str
    fault: str = ""


async def replay(
    workflows: Sequence[type],
    histories: AsyncIterable[WorkflowHistory],
    converter: DataConverter = pydantic_data_converter,
    interceptors: Sequence[Interceptor] = (),
) -> AsyncIterator[Verdict]:
    """Replay histories against these workflows; ``converter`` opens what is sealed in them."""
    replayer = Replayer(
        workflows=workflows, workflow_runner=sandbox(), data_converter=converter, interceptors=interceptors
    )
    # One worker for all: to load every procedure takes longer than to replay a dossier.
    async with replayer.workflow_replay_iterator(aiter(histories)) as results:
        async for result in results:
            yield Verdict(result.history.workflow_id, _why(result.replay_failure))


async def codes_under_way(database: Database) -> AsyncIterator[str]:
    """The code of every dossier of an installation that has not ended."""
    after = ""
    while True:
        codes = (await database.execute(ENGINE, OPEN, {"after": after})).scalars().all()
        for code in codes:
            yield code
        if not codes:
            return
        after = codes[-1]


async def history_of(client: Client, code: str, run: str = "") -> WorkflowHistory | None:
    """The history of a run, or the newest; None while a dossier waits at its desk, and the engine owes it nothing."""
    try:
        return await client.get_workflow_handle(code, run_id=run or None).fetch_history()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


def _why(failure: Any) -> str:
    """Say in a line what the engine says about it."""
    said = " ".join(str(failure).split()) if failure else ""
    return found.group(1) if (found := re.search(r'message: "([^"]+)"', said)) else said

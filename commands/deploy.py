"""The gate before a deployment: whether the code of this checkout replays the dossiers that are under way."""

import asyncio
import inspect
import json
from collections.abc import AsyncIterable, Sequence
from pathlib import Path
from typing import Any

from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from commands.options import settings_of
from infra.engine.replay import Verdict, replay
from workflows import engine
from workflows.catalogue import every

KIT = Path(engine.__file__).parent
"""What all procedures share: a step is told by the procedure's line that asked for it, not by ours."""


class Watch:
    """Notes what steps each dossier asked for, and where in its procedure the last."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self.asked: dict[str, list[str]] = {}

    def __call__(self, dossier: str, step: str) -> None:
        """Note the step, and the line of the procedure that asks."""
        self.asked.setdefault(dossier, []).append(step)
        frame = inspect.currentframe()
        while frame and (Path(frame.f_code.co_filename).parent == KIT or frame.f_code is self.__call__.__code__):
            frame = frame.f_back
        name = Path(frame.f_code.co_filename).name if frame else ""
        inside = frame is not None and "workflows" in frame.f_code.co_filename
        self.places[dossier] = f"{name}:{frame.f_lineno}, step “{step}”" if frame and inside else f"step “{step}”"


class Watching(Interceptor):
    """Lets somebody hear of every step that the workflows of one worker ask for."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def workflow_interceptor_class(self, _: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        """What tells each workflow, as it begins, who listens."""
        watch = self._watch

        class Watched(WorkflowInboundInterceptor):
            async def execute_workflow(self, begins: ExecuteWorkflowInput) -> Any:
                workflow.instance().walk.watcher = watch
                return await super().execute_workflow(begins)

        return Watched


async def verdicts(
    histories: AsyncIterable[WorkflowHistory],
    procedures: Sequence[type] = (),
    converter: DataConverter = pydantic_data_converter,
) -> list[tuple[Verdict, str]]:
    """Replay against these procedures, or all; give for each dossier the line that it came to."""
    found = replay(procedures or every(), histories, converter, [Watching(watch := Watch())])
    return [(verdict, watch.places.get(verdict.dossier, "")) async for verdict in found]


def report(data: Path, *, as_json: bool) -> bool:
    """Say which dossiers of a running installation would break, and where; whether none would."""
    found = asyncio.run(_of_installation(data))
    broken = [(verdict, place) for verdict, place in found if verdict.fault]
    for verdict, place in broken:
        line = {"dossier": verdict.dossier, "at": place, "why": verdict.fault}
        print(json.dumps(line, ensure_ascii=False) if as_json else f"{verdict.dossier}  {place}: {verdict.fault}")
    if not as_json:
        print(f"{len(found)} dossiers under way, {len(broken)} would break")
    return not broken


async def _of_installation(data: Path) -> list[tuple[Verdict, str]]:
    from infra.db.database import Database
    from infra.engine.codec import converter
    from infra.engine.replay import under_way
    from infra.engine.temporal import connect

    settings = settings_of(data)
    async with Database.of_engine(settings) as database:
        histories = under_way(database, await connect(settings, database))
        return await verdicts(histories, converter=converter(database))

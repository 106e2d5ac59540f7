"""How a dossier is in the engine, for operators: awake, with the engine's own page, or asleep, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from sqlalchemy import bindparam, func, select
from temporalio.client import Client
from temporalio.service import RPCError

from domain.base.law import Role
from domain.dossier.acts import Actor
from infra.db.database import Database
from infra.engine.failing import Failing, Failures
from infra.engine.runs import newest_run
from infra.runtime.settings import Settings

WHAT_WAKES = select(func.what_wakes(bindparam("code")))
State = Literal["awake", "asleep", "failed", "ended", "unknown"]


@dataclass(frozen=True)
class InEngine:
    """Whether a workflow of it is open; if none is, since when, and what begins the next."""

    state: State
    """``unknown`` where the engine does not answer."""
    page: str = ""
    """Where the engine's own pages show the workflow that is open; nothing where no setting names them."""
    since: datetime | None = None
    """When the last one ended; none where none began yet, or the engine knows of it no longer."""
    waits_for: list[Role] = field(default_factory=list)
    """Whose act begins the next."""
    by_itself: datetime | None = None
    """When one begins in any case."""
    fails: Sequence[Failing] = ()
    """What does not let it go on."""


async def in_engine(database: Database, engine: Client, settings: Settings, code: str, by: Actor) -> InEngine | None:
    """How a dossier is in the engine; None where there is none of that code, or they are no operator."""
    told = (await database.execute(by, WHAT_WAKES, {"code": code})).scalar_one_or_none()
    if told is None:
        return None
    try:
        run = await newest_run(engine, code)
        fails = await Failures(engine, database, by).of(code) if run and (run.going or run.failed) else []
    except (RPCError, RuntimeError):
        return InEngine("unknown", engine_page(settings, code))
    if run and run.going:
        return InEngine("awake", engine_page(settings, code), fails=fails)
    since = run.closed_at if run else None
    if told["ended"]:
        return InEngine("ended", since=since)
    if run and run.failed:
        return InEngine("failed", engine_page(settings, code), since=since, fails=fails)
    by_itself = datetime.fromisoformat(told["by_itself"]) if told["by_itself"] else None
    return InEngine("asleep", since=since, waits_for=[Role(role) for role in told["waits_for"]], by_itself=by_itself)


def engine_page(settings: Settings, code: str) -> str:
    """Where Temporal's own pages show a dossier; nothing where no setting names them."""
    if not (home := settings.temporal_ui_origin):
        return ""
    return f"{home}/namespaces/{quote(settings.temporal_namespace)}/workflows/{quote(code, safe='')}"

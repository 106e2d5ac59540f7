"""What an operator sees of an installation and does to it: counts and the state of its parts, nothing of a dossier."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import structlog
from pydantic import BaseModel
from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from temporalio.client import Client
from temporalio.service import RPCError

from domain.base.refusals import AlreadyDone, Missing, ReasonMissing
from domain.dossier.acts import Actor
from infra.db.database import Database
from infra.db.tables import AgencyStateRow, OperatorActRow, constant
from infra.engine.build_registry import Announced, Differences, announced, differences
from infra.engine.deployment import Build, builds
from infra.engine.failing import Failing, Failures
from infra.engine.outlooks import Stays, that_stay
from infra.reads.in_engine import InEngine, in_engine
from infra.runtime.settings import Settings

log = structlog.get_logger()

EXPLAINED = 20
"""So many of those that are stuck are told why on one page: each is a question to the engine."""
SLOW = 2000
"""Milliseconds from which on an agency counts as slow."""
Health = Literal["up", "slow", "down", "unknown"]
WORST_FIRST: tuple[Health, ...] = ("down", "slow", "up", "unknown")

COUNTS = select(func.installation())
STATES = select(AgencyStateRow)
PAUSES = (
    select(OperatorActRow)
    .where(OperatorActRow.act != constant("retry"))
    .ext(distinct_on(OperatorActRow.about))
    .order_by(OperatorActRow.about, OperatorActRow.number.desc())
)
ACTS = (
    select(OperatorActRow.act, OperatorActRow.why, OperatorActRow.at)
    .where(OperatorActRow.about == bindparam("about"))
    .order_by(OperatorActRow.number.desc())
    .limit(constant(20))
)
ENTER = insert(OperatorActRow).inline()
PUT_OFF = select(func.what_is_put_off())
RETRY_PUT_OFF = select(func.retry_put_off(bindparam("of_loop"), bindparam("of_about")))
RETRY = select(func.retry_dossier(bindparam("code")))
GIVE = select(func.give_to_officers(bindparam("code"), bindparam("why")))
UNNAMED = Build(id="", current=True, drained=False)
"""All code that runs, where nothing is pinned."""
ON_BUILD = "TemporalWorkerDeploymentVersion = '{}' AND ExecutionStatus = 'Running'"


@dataclass(frozen=True)
class Agency:
    """How an agency is, and how many dossiers wait for it."""

    name: str
    waiting: int = 0
    answered_at: datetime | None = None
    failing_since: datetime | None = None
    took_ms: int = 0
    paused_at: datetime | None = None
    paused_why: str = ""

    @property
    def health(self) -> Health:
        """In one word; nothing is known of one that was never asked."""
        if self.failing_since:
            return "down"
        if self.answered_at is None:
            return "unknown"
        return "slow" if self.took_ms >= SLOW else "up"


class Backlog(BaseModel):
    """What the outbox owes of one kind."""

    many: int
    tried: int
    since: datetime | None
    """When the oldest was due; none where all were given up."""


class Stuck(BaseModel):
    """A dossier that the sweep has woken again and again."""

    code: str
    procedure: str
    sweeps: int
    next: datetime


class PutOff(BaseModel):
    """A message, or a row of a loop, that failed again and again while the others went on."""

    loop: str
    about: str
    dossier: str
    why: str
    """Type of the error."""
    fails: int
    since: datetime | None
    next: datetime | None
    """None where it was given up: it is tried again when an operator says so."""


class Books(BaseModel):
    """The differences of a day that was reconciled."""

    day: date
    many: int


class Counts(BaseModel):
    """What is counted over all dossiers."""

    waiting: dict[str, int]
    backlog: dict[str, Backlog]
    stuck: list[Stuck]
    books: list[Books]
    to_clear: int


@dataclass(frozen=True)
class OnBuild:
    """A build of the code, and how many dossiers stay on it."""

    build: Build
    dossiers: int | None
    said: Announced | None = None
    """What its workers say that it carries."""
    differs: Differences | None = None
    """In what from the one that begins dossiers."""

    @property
    def left_alone(self) -> bool:
        """Whether dossiers stay on it that nobody goes on with, because its workers are gone."""
        return bool(self.dossiers) and not (self.said and self.said.alive)


@dataclass(frozen=True)
class Report:
    """Everything on one page."""

    agencies: list[Agency]
    counts: Counts
    builds: list[OnBuild] = field(default_factory=list)
    put_off: list[PutOff] = field(default_factory=list)
    stays: list[Stays] = field(default_factory=list)
    engine_answers: bool = True
    fails: Mapping[str, Sequence[Failing]] = field(default_factory=dict)
    """What does not let those go on that are stuck, as far as that is known."""


class Operations:
    """Reads and moves the installation as the operator who asks may."""

    def __init__(self, database: Database, engine: Client, settings: Settings) -> None:
        self._database = database
        self._engine = engine
        self._settings = settings

    async def report(self, by: Actor) -> Report:
        """The state of everything.

        Raises:
            Missing: they are no operator.
        """
        async with self._database.transaction(by) as tx:
            told = (await tx.execute(COUNTS)).scalar_one_or_none()
            states = {row.agency: row for row in await tx.execute(STATES)}
            pauses = {row.about: row for row in await tx.execute(PAUSES)}
            said = await announced(tx)
            stays = await that_stay(tx)
        if told is None:
            raise Missing
        counts = Counts.model_validate(told)
        names = sorted({*self._settings.registers, *states, *counts.waiting})
        agencies = [_agency(name, counts, states.get(name), pauses.get(name)) for name in names]
        agencies.sort(key=lambda agency: WORST_FIRST.index(agency.health))
        put_off = await self.put_off(by)
        try:
            fails = await self._fails([one.code for one in counts.stuck[:EXPLAINED]], by)
            return Report(agencies, counts, await self._builds(said), put_off, stays, fails=fails)
        except (RPCError, RuntimeError) as error:
            log.warning("temporal_unavailable", why=type(error).__name__)
            return Report(agencies, counts, put_off=put_off, stays=stays, engine_answers=False)

    async def put_off(self, by: Actor) -> list[PutOff]:
        """What failed again and again: what was given up first, then what has waited longest; nothing to others."""
        told = (await self._database.execute(by, PUT_OFF)).scalar_one_or_none()
        return [PutOff.model_validate(one) for one in told or ()]

    async def agency(self, name: str, by: Actor) -> tuple[Agency, Sequence[Any]]:
        """Give one agency, and what operators did about it, the newest first.

        Raises:
            Missing: there is none of that name.
        """
        found = next((one for one in (await self.report(by)).agencies if one.name == name), None)
        if found is None or name not in self._settings.registers:
            raise Missing
        return found, (await self._database.execute(by, ACTS, {"about": name})).mappings().all()

    async def pause(self, name: str, why: str, by: Actor) -> None:
        """Let nothing be put to an agency until it is resumed; dossiers wait and say so.

        Raises:
            Missing, ReasonMissing
            AlreadyDone: it is paused.
        """
        if not why.strip():
            raise ReasonMissing("Phải nêu lý do tạm dừng.", "Say why it is paused.")
        await self._turn(name, "pause", why, by)

    async def resume(self, name: str, by: Actor) -> None:
        """Let it be asked again: what waits goes on by itself.

        Raises:
            Missing
            AlreadyDone: it is not paused.
        """
        await self._turn(name, "resume", "", by)

    async def _turn(self, name: str, act: str, why: str, by: Actor) -> None:
        found, _ = await self.agency(name, by)
        if bool(found.paused_at) == (act == "pause"):
            raise AlreadyDone("Việc này đã được thực hiện.", "This was done before: load the page again.")
        await self._database.execute(by, ENTER, {"act": act, "about": name, "why": why.strip(), "operator": by.id})
        log.info("agency_queue", agency=name, act=act, operator=by.id)

    async def retry(self, code: str, by: Actor) -> None:
        """Let the sweep wake a dossier at once; its engine begins again from the journal if it is gone.

        Raises:
            Missing: no dossier of that code is under way.
        """
        woken = (await self._database.execute(by, RETRY, {"code": code})).scalar_one_or_none()
        if woken is None:
            raise Missing("Không có hồ sơ đang xử lý với mã này.", "No dossier of this code is under way.")
        log.info("dossier_retried", dossier=code, operator=by.id)

    async def retry_put_off(self, loop: str, about: str, by: Actor) -> None:
        """Have what was put off or given up tried again at once; of messages all of a kind, where nothing is named.

        Raises:
            Missing: nothing of that name is put off.
        """
        moved = (await self._database.execute(by, RETRY_PUT_OFF, {"of_loop": loop, "of_about": about})).scalar_one()
        if moved is None:
            raise Missing("Việc này không còn bị hoãn.", "This is put off no longer: load the page again.")
        log.info("put_off_retried", loop=loop, about=about, operator=by.id)

    async def give(self, code: str, why: str, by: Actor) -> None:
        """Let officers find out at once what a dossier waits for a register to answer.

        Raises:
            ReasonMissing
            Missing: no dossier of that code is under way and has waited for one.
        """
        if not why.strip():
            raise ReasonMissing("Phải nêu lý do giao cán bộ xác minh.", "Say why officers are to find out.")
        given = (await self._database.execute(by, GIVE, {"code": code, "why": why.strip()})).scalar_one_or_none()
        if given is None:
            raise Missing(
                "Không có hồ sơ mã này đang chờ cơ sở dữ liệu trả lời.",
                "No dossier of this code waits for a register to answer.",
            )
        log.info("dossier_given", dossier=code, operator=by.id)

    async def in_engine(self, code: str, by: Actor) -> InEngine | None:
        """How a dossier is in the engine: awake or asleep; None where there is none of that code."""
        return await in_engine(self._database, self._engine, self._settings, code, by)

    async def _fails(self, codes: Sequence[str], by: Actor) -> dict[str, Sequence[Failing]]:
        failures = Failures(self._engine, self._database, by)
        return dict(zip(codes, await asyncio.gather(*(failures.of(code) for code in codes)), strict=True))

    async def _builds(self, said: dict[str, Announced]) -> list[OnBuild]:
        known = await builds(self._engine, self._settings) or [UNNAMED] * (UNNAMED.id in said)
        current = next((said[build.id] for build in known if build.current and build.id in said), None)
        return [
            OnBuild(
                build,
                await self._on(build) if build.id else None,
                said.get(build.id),
                differences(said[build.id], current) if current and build.id in said else None,
            )
            for build in known
        ]

    async def _on(self, build: Build) -> int | None:
        """Count the dossiers that stay on a build; None where the engine does not count them."""
        version = f"{self._settings.task_queue}:{build.id}".replace("'", "")
        try:
            return (await self._engine.count_workflows(ON_BUILD.format(version))).count
        except RPCError:
            return None


def _agency(name: str, counts: Counts, state: Any, pause: Any) -> Agency:
    told = {n: getattr(state, n) for n in ("answered_at", "failing_since", "took_ms")} if state else {}
    paused = {"paused_at": pause.at, "paused_why": pause.why} if pause and pause.act == "pause" else {}
    return Agency(name, counts.waiting.get(name, 0), **told, **paused)

"""Delivers what the outbox owes the workflows: at once after the commit, and again until Temporal has taken it.

``OutboxPusher`` works in the process that appended, from memory; ``OutboxDispatcher`` looks after what was left over,
and sweeps: where the engine has owed a dossier a step for too long, it is woken, or started again from the journal.
A message that cannot be brought for a fault of its own is put off, longer each time, while the others go on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import BigInteger, Interval, Select, any_, bindparam, delete, func, update
from sqlalchemy.dialects.postgresql import ARRAY
from temporalio.client import Client
from temporalio.common import PinnedVersioningOverride, WorkerDeploymentVersion, WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.base.refusals import Conflict, Erased
from domain.dossier import keys
from domain.dossier.acts import ENGINE, BranchEnded
from domain.dossier.journal import Entry
from domain.dossier.messages import NEWS, News, Start
from domain.signing.model import UNCONFIRMED
from domain.slips.model import SLIP, SealSlip
from infra.crypto.keys import KeysError
from infra.db.database import Database, DatabaseDown
from infra.db.due import BY_NOW, NOW, first_due, growing
from infra.db.tables import DossierRow, OutboxRow, constant
from infra.engine.failing import Failures
from infra.engine.outlooks import may_begin
from infra.engine.runs import newest_run
from infra.engine.temporal import WORKFLOW_TASK
from infra.journal.journal import Delivery, Journal
from infra.journal.rounds import Rounds, due, owed
from infra.runtime.background import over_and_over
from infra.runtime.telemetry import continuing, delivered

log = structlog.get_logger()

AT_ONCE = 32
"""Signals under way together."""
STRIKE = 0.2
"""Seconds between deletions of what was taken: many at once, and well within the dispatcher's grace."""
SWEPT, REHEARSED = "sweep", "rehearsed"
"""Kinds of deliveries that nobody sent: the engine owes the dossier a step; or it goes on with other code."""
OFTEN = 3
"""How often a slip was looked after before it is asked what keeps it."""
RPC = timedelta(seconds=5)
"""How long one signal may take."""

OWED = (OutboxRow.id, OutboxRow.kind, OutboxRow.dossier, OutboxRow.seq, OutboxRow.topic, OutboxRow.trace)
THESE = OutboxRow.id == any_(bindparam("ids", type_=ARRAY(BigInteger)))
FORGET = delete(OutboxRow).where(THESE)
LATER = update(OutboxRow).values(
    attempts=func.least(OutboxRow.attempts + constant(1), 1000),
    due_at=NOW + growing(OutboxRow.attempts, 10, timedelta(seconds=0.5)),
)
# From a second to an hour: for what waits for nothing that is back in a moment.
PUT_OFF = (
    update(OutboxRow)
    .where(THESE)
    .values(
        attempts=func.least(OutboxRow.attempts + constant(1), 1000),
        due_at=NOW + growing(OutboxRow.attempts, 3600),
    )
)
LEFT_OVER = first_due(
    [OutboxRow.id], OutboxRow.due_at, 200, OutboxRow.kind == "wake", now=BY_NOW - bindparam("grace", type_=Interval)
)
LEASE = LATER.where(OutboxRow.id.in_(LEFT_OVER)).returning(*OWED)


def owed_next(kind: str) -> Select[*tuple[Any, ...]]:
    """What the outbox owes next of a kind."""
    return first_due(OWED, OutboxRow.due_at, 1, OutboxRow.kind == kind).order_by(OutboxRow.id)


REPORT, SLIPS = owed_next("report"), owed_next("slip").add_columns(OutboxRow.attempts)
SWEEP = (
    update(DossierRow)
    .values(
        sweeps=func.least(DossierRow.sweeps + constant(1), 1000),
        engine_due=NOW + growing(DossierRow.sweeps, 64, bindparam("after", type_=Interval)),
    )
    .where(DossierRow.code.in_(first_due([DossierRow.code], DossierRow.engine_due, 100)))
    .returning(DossierRow.code, DossierRow.procedure)
)


@dataclass
class Brought:
    """What became of many wakes, by the ids of their messages."""

    taken: list[int] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)
    """Type of what is wrong with each that cannot be brought, as it is."""


class StaysAsleep(Exception):
    """The code that runs would go on with a dossier otherwise than is recorded, and no other build had it."""


class Fails(Exception):
    """What is owed is tried again and again elsewhere, and fails in what this says."""


class Deliverer:
    """Wakes workflows; where none is open, because none began yet, it sleeps or was lost, one begins from the journal.

    Awake, a workflow goes on with the code that it is with. One that begins does so with the newest: only where that
    code has looked at the dossier, or was there before it. What it would do otherwise begins with the build of before.
    """

    def __init__(self, client: Client, task_queue: str, database: Database, sleeps_after: float = 0) -> None:
        self._client = client
        self._task_queue = task_queue
        self._database = database
        self._sleeps_after = sleeps_after
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def wake(self, delivery: Delivery) -> bool:
        """Bring one event to its workflow; False when that has to be tried again.

        Raises:
            StaysAsleep
        """
        try:
            async with self._slots:
                with continuing(delivery.trace):
                    taken = await self._heard(delivery) or await self._begun(delivery)
        except ApplicationError:
            taken = True  # It was erased: nothing is left of it that could go on.
        except (RPCError, RuntimeError, KeysError, DatabaseDown) as error:
            log.warning("temporal_unavailable", dossier=delivery.dossier, why=type(error).__name__)
            taken = False
        delivered("wake", delivery.events[0].at if delivery.events else None, taken=taken)
        return taken

    async def _heard(self, delivery: Delivery) -> bool:
        """Let a workflow hear that is open; False where none is."""
        handle = self._client.get_workflow_handle(delivery.dossier)
        try:
            await handle.signal(NEWS, News(events=list(delivery.events)), rpc_timeout=RPC)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True

    async def _begun(self, delivery: Delivery) -> bool:
        """Begin one that hears it; False where the dossier has to be looked at first."""
        begins = "now" if delivery.kind == REHEARSED else await may_begin(self._database, delivery.dossier)
        if begins == "later":
            log.info("dossier_not_looked_at_yet", dossier=delivery.dossier)
            return False
        if begins in {"now", "stays"}:
            await self._begin(delivery, await self._last_build(delivery.dossier) if begins == "stays" else None)
        return True

    async def _begin(self, delivery: Delivery, build: WorkerDeploymentVersion | None) -> None:
        await self._client.start_workflow(
            delivery.topic,
            Start(code=delivery.dossier, sleeps_after=self._sleeps_after),
            id=delivery.dossier,
            task_queue=self._task_queue,
            task_timeout=WORKFLOW_TASK,
            start_signal=NEWS,
            start_signal_args=[News(events=list(delivery.events))],
            versioning_override=PinnedVersioningOverride(build) if build else None,
            rpc_timeout=RPC,
        )

    async def _last_build(self, dossier: str) -> WorkerDeploymentVersion:
        """The build with which a dossier went on until it slept.

        Raises:
            StaysAsleep: it went on with code that names no build.
            RPCError: the engine does not say.
        """
        run = await newest_run(self._client, dossier, RPC)
        if run is None or run.version is None:
            raise StaysAsleep
        return run.version

    async def begin_again(self, dossier: str, procedure: str) -> None:
        """Let a dossier's workflow end where it stands and another walk the journal from its beginning.

        Raises:
            RPCError: Temporal did not take it; the dossier goes on as before.
        """
        await self._client.start_workflow(
            procedure,
            Start(code=dossier, sleeps_after=self._sleeps_after),
            id=dossier,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
            task_timeout=WORKFLOW_TASK,
            rpc_timeout=RPC,
        )

    async def make_out(self, dossier: str, step: str) -> None:
        """Let a slip be sealed; where that is under way, it goes on.

        Raises:
            RPCError, RuntimeError: Temporal did not take it.
        """
        await self._client.start_workflow(
            SLIP,
            SealSlip(code=dossier, step=step),
            id=f"{step}/{dossier}",  # so that what it is told lies under the dossier's key
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            task_timeout=WORKFLOW_TASK,
            rpc_timeout=RPC,
        )

    async def keeps(self, dossier: str, step: str) -> str:
        """What keeps a slip from being sealed; "" where nothing does, or the officer has not signed it yet.

        Raises:
            RPCError: the engine does not answer.
        """
        found = await Failures(self._client, self._database, ENGINE).of(f"{step}/{dossier}")
        why = (one.standstill.about or one.standstill.cause for one in found)
        return next((one for one in why if one != UNCONFIRMED), "")

    async def wake_all(self, deliveries: Iterable[Delivery]) -> Brought:
        """Wake many; one that cannot be brought keeps none of the others."""
        wakes, brought = list(deliveries), Brought()
        became = await asyncio.gather(*(self.wake(delivery) for delivery in wakes), return_exceptions=True)
        for delivery, one in zip(wakes, became, strict=True):
            if isinstance(one, Exception):
                brought.faults[delivery.id] = _fault(delivery.kind, delivery.dossier, one)
            elif isinstance(one, BaseException):
                raise one
            elif one:
                brought.taken.append(delivery.id)
        return brought


def _fault(kind: str, dossier: str, error: Exception) -> str:
    log.error("outbox_fault", kind=kind, dossier=dossier, why=type(error).__name__)
    return type(error).__name__


async def forget(database: Database, ids: Sequence[int]) -> None:
    """Strike delivered messages from the outbox."""
    if ids:
        await database.execute(ENGINE, FORGET, {"ids": list(ids)})


async def reported(journal: Journal, code: str) -> None:
    """Let a branch's parent hear how the branch ended; once, whoever tells it again."""
    branch = await journal.dossier(code, ENGINE)
    if branch.parent is None:
        return
    ended = BranchEnded(
        step=branch.parent.step,
        branch=branch.code,
        status=branch.status,
        reason=branch.reason,
        number=branch.result.number if branch.result else "",
    )
    with suppress(Conflict):
        await journal.act(branch.parent.code, Entry(key=keys.ended(branch.parent.step), act=ended), ENGINE)


class OutboxPusher:
    """Delivers what this very process appended, the moment it is committed."""

    def __init__(self, database: Database, deliverer: Deliverer) -> None:
        self._database = database
        self._deliverer = deliverer
        self._queue: asyncio.Queue[Delivery] = asyncio.Queue(maxsize=1000)
        self._taken: list[int] = []

    def push(self, deliveries: Sequence[Delivery]) -> None:
        """Hand over what was just committed; what does not fit stays with the dispatcher."""
        for delivery in deliveries:
            if delivery.kind == "wake":
                # It lies in the outbox too: what finds no place here is late, never lost.
                with suppress(asyncio.QueueFull):
                    self._queue.put_nowait(delivery)

    async def run(self) -> None:
        """Deliver until cancelled."""
        await asyncio.gather(over_and_over(self._round, 0), over_and_over(self._strike, STRIKE))

    async def _round(self) -> int:
        batch = [await self._queue.get()]
        while not self._queue.empty() and len(batch) < AT_ONCE:
            batch.append(self._queue.get_nowait())
        # Not in one line: `+=` would add to the list from before the wait, which a strike has exchanged meanwhile.
        brought = await self._deliverer.wake_all(batch)
        self._taken += brought.taken
        return len(batch)

    async def _strike(self) -> int:
        # A message that was taken and not struck is brought again, and found known.
        taken, self._taken = self._taken, []
        await forget(self._database, taken)
        return 0


class OutboxDispatcher:
    """Looks after the outbox's left-overs and after dossiers that the engine owes a step."""

    def __init__(self, journal: Journal, deliverer: Deliverer, *, grace: float = 1.0) -> None:
        self._journal = journal
        self._database = journal.database
        self._deliverer = deliverer
        self._grace = timedelta(seconds=grace)

    async def run(self, rounds: Rounds) -> None:
        """Deliver and sweep until cancelled: each apart, so that none waits for what another cannot do."""
        await asyncio.gather(
            rounds.whenever(due(DossierRow.engine_due), self.sweep),
            rounds.whenever(
                due(OutboxRow.due_at, OutboxRow.kind == constant("wake"), now=BY_NOW - self._grace), self.deliver
            ),
            rounds.whenever(owed("report"), self.report),
            rounds.whenever(owed("slip"), self.make_out),
        )

    async def deliver(self) -> int:
        """Bring what is owed; give how many workflows were woken."""
        rows = (await self._database.execute(ENGINE, LEASE, {"grace": self._grace})).mappings().all()
        wakes, faults = list[Delivery](), dict[int, str]()
        for row in sorted(rows, key=lambda row: row["id"]):
            try:
                wakes.append(await self._with_events(Delivery(**row)))
            except DatabaseDown:
                raise
            except Exception as error:
                faults[row["id"]] = _fault("wake", row["dossier"], error)
        brought = await self._deliverer.wake_all(wakes)
        await forget(self._database, brought.taken)
        for number, why in (faults | brought.faults).items():
            await self._database.execute(ENGINE, PUT_OFF, {"ids": [number], "why": why})
        return len(brought.taken)

    async def report(self) -> int:
        """Let parents hear how their branches ended; give how many did."""
        return await self._all(REPORT, self._reported)

    async def make_out(self) -> int:
        """Let the slips be sealed that are owed; give how many are settled."""
        return await self._all(SLIPS, self._made_out)

    async def _reported(self, row: Any) -> bool:
        await reported(self._journal, row.dossier)
        return True

    async def _made_out(self, row: Any) -> bool:
        """Whether a slip is sealed, or will never be by this step; else have it sealed, and look again later."""
        try:
            slip = (await self._journal.dossier(row.dossier, ENGINE)).slips.get(row.topic)
        except Erased:
            return True
        if slip is not None and slip.settled:
            return True
        kept = await self._deliverer.keeps(row.dossier, row.topic) if row.attempts >= OFTEN else ""
        await self._deliverer.make_out(row.dossier, row.topic)
        if kept:
            raise Fails(kept)
        return False

    async def _all(self, owed: Select[*tuple[Any, ...]], bring: Callable[[Any], Awaitable[bool]]) -> int:
        brought = 0
        while (done := await self._next(owed, bring)) is not None:
            brought += done
        return brought

    async def _next(self, owed: Select[*tuple[Any, ...]], bring: Callable[[Any], Awaitable[bool]]) -> bool | None:
        """Bring one; False where it is owed still, None where nothing is owed now."""
        async with self._database.transaction(ENGINE) as tx:
            row = (await tx.execute(owed)).one_or_none()
            if row is None:
                return None
            try:
                # On connections of their own, while this one keeps the message locked: dying between the two leaves it
                # owed, and the next dispatcher finds that it is known.
                taken = await bring(row)
            except DatabaseDown:
                raise
            except Exception as error:
                why = str(error) if isinstance(error, Fails) else _fault(row.kind, row.dossier, error)
                await tx.execute(PUT_OFF, {"ids": [row.id], "why": why})
                return False
            await (
                tx.execute(FORGET, {"ids": [row.id]}) if taken else tx.execute(PUT_OFF, {"ids": [row.id], "why": ""})
            )
        return taken

    async def sweep(self) -> int:
        """Wake the dossiers whose date has come; give how many were."""
        rows = (await self._database.execute(ENGINE, SWEEP, {"after": self._journal.sweep_after})).all()
        owed = [Delivery(0, SWEPT, row.code, 0, row.procedure, {}) for row in rows]
        return len((await self._deliverer.wake_all(owed)).taken)

    async def _with_events(self, delivery: Delivery) -> Delivery:
        events = await self._journal.events(delivery.dossier, ENGINE, delivery.seq - 1)
        return replace(delivery, events=tuple(events))

"""How a workflow keeps in step with the journal.

Every step has a key made of its name, and adopts what the journal holds under that key: so a workflow that was lost
starts again from the journal and repeats nothing. What the workflow did itself is gathered and appended before it waits
and before any effect outside; each append brings the news it has not heard.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

from activities.contracts import ADVANCE, Advance
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, Event
from domain.dossier.messages import NEWS, News

DATABASE = workflow.LocalActivityConfig(
    start_to_close_timeout=timedelta(seconds=10),
    local_retry_threshold=timedelta(seconds=10),
    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=5)),
)


class Over(Exception):
    """The dossier ended while its procedure was under way; ``conduct`` alone catches it."""


class Steps:
    """The events a workflow follows, the entries it still owes the journal, and how it waits for more."""

    def __init__(self) -> None:
        self.watcher: Callable[[str, str], None] | None = None
        """Hears of every step that the dossier asks for, where code is tried on old dossiers."""
        self._code = ""
        self._events: dict[int, Event] = {}
        self._by_key: dict[str, Event] = {}
        self._closed: dict[str, Event] = {}
        self._lapses: dict[str, datetime] = {}
        self._pending: list[Entry] = []
        self._rounds: Counter[str] = Counter()
        self._seen = 0
        self._under_way = 0
        self._heard = False
        self._over: Event | None = None

    @workflow.signal(name=NEWS)
    def news(self, news: News) -> None:
        """Hear what people did."""
        self._heard |= not news.events or any(event.act.owes for event in news.events if event.wakes)
        self._adopt(news.events)

    @workflow.query(name="adopted")
    def adopted(self) -> list[tuple[int, str]]:
        """Tell which events the workflow follows, for tests and operators."""
        return [(seq, event.hash) for seq, event in sorted(self._events.items())]

    def _step(self, name: str) -> str:
        step = self._next(name)
        if self.watcher is not None:
            self.watcher(workflow.info().workflow_id, step)
        self._rounds[name] += 1
        return step

    def _next(self, name: str) -> str:
        return keys.round_of(name, self._rounds[name])

    def _begun(self, name: str) -> bool:
        """Whether the journal holds the next step of this name already."""
        return self._next(name) in self._by_key

    def _adopt(self, events: Sequence[Event]) -> None:
        for event in events:
            self._events[event.seq] = self._by_key[event.key] = event
            if isinstance(event.act, acts.TaskAct) and event.act.closes:
                self._closed[event.act.task] = event
            if isinstance(event.act, acts.TaskOpened) and event.act.lapses_at:
                self._lapse(event.act.task, event.act.lapses_at)
            if isinstance(event.act, acts.Redated):
                for task, until in event.act.lapses.items():
                    self._lapse(task, until)
            if isinstance(event.act, acts.ENDINGS) or (isinstance(event.act, acts.Recalled) and event.act.ends):
                self._over = event
        while self._seen + 1 in self._events:
            self._seen += 1

    def _lapse(self, task: str, until: datetime) -> None:
        # News may come in another order than it was recorded; a day off only ever puts a moment off.
        self._lapses[task] = max(until, self._lapses.get(task, until))

    async def _flush_pending(self) -> None:
        if self._pending:
            await self._flush()

    async def _flush(self, *, waits: bool = False) -> None:
        entries, self._pending, self._heard = self._pending, [], False
        request = Advance(
            code=self._code,
            entries=entries,
            since=self._seen,
            latest=max(self._events, default=0),
            waits=waits and not self._under_way,
        )
        news = await workflow.execute_local_activity(ADVANCE, request, result_type=News, **DATABASE)
        self._adopt(news.events)

    async def _wait(self, condition: Callable[[], bool], patience: timedelta | None = None) -> None:
        await workflow.wait_condition(lambda: self._over is not None or condition(), timeout=patience)
        if self._over is not None:
            raise Over

    async def _unless_over[T](self, work: Awaitable[T]) -> T:
        """Do the work, or drop it at once when the dossier ends."""
        task = asyncio.ensure_future(work)
        await workflow.wait_condition(lambda: task.done() or self._over is not None)
        if self._over is not None:
            await self._drop(task)
            raise Over
        return await task

    async def _drop(self, task: asyncio.Future[Any]) -> None:
        task.cancel()
        with suppress(asyncio.CancelledError, ActivityError, Over):
            await task

    @asynccontextmanager
    async def _outside(self) -> AsyncIterator[None]:
        """Mark that an effect outside is under way, so that the sweep looks after the dossier meanwhile."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

"""How a workflow lets people do something and waits for them, or for the law's silence."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from temporalio import workflow

from domain import acts
from domain.journal import Entry, Event, task_id
from domain.law import Role
from domain.registers import Answer
from workflows.steps import Steps


class Tasks(Steps):
    """Opens tasks and waits until they are closed."""

    @property
    def filed(self) -> acts.Filed:
        """The filing as the journal holds it."""
        return cast("acts.Filed", self._by_key["filed"].act)

    async def _task(self, kind: str, role: Role, agency: str, decisions: Sequence[str], **how: Any) -> Event:
        return await self._opened(self._opening(kind, role, agency, decisions, **how))

    def _opening(self, kind: str, role: Role, agency: str, decisions: Sequence[str], **how: Any) -> Entry:
        step = self._step(kind)
        opened = acts.TaskOpened(
            task=task_id(self._code, step), kind=kind, role=role, agency=agency, decisions=tuple(decisions), **how
        )
        return Entry(key=step, act=opened)

    async def _opened(self, opening: Entry) -> Event:
        """Open a task unless it is, and wait until somebody, or the law's silence, has closed it."""
        step, task = opening.key, cast("acts.TaskOpened", opening.act).task
        if step not in self._by_key:
            self._pending.append(opening)
        while task not in self._closed:
            if self._pending or self._heard:
                await self._flush(waits=True)
            try:
                await self._wait(lambda: task in self._closed or self._heard, self._silence(step))
            except TimeoutError:
                self._pending.append(Entry(key=f"{step}/lapsed", act=acts.Lapsed(task=task)))
        return self._closed[task]

    async def _recorded(self, key: str) -> Event:
        """Wait until something is recorded under a key."""
        while key not in self._by_key:
            if self._pending or self._heard:
                await self._flush(waits=True)
            await self._wait(lambda: key in self._by_key or self._heard)
        return self._by_key[key]

    def _answered[A: Answer](self, event: Event, model: type[A]) -> A | None:
        """Read what an officer answered; None where they found nothing, or were silent."""
        if isinstance(event.act, acts.Done) and event.act.decision == "answer":
            return model.model_validate(event.act.personal["answer"])
        return None

    def _silence(self, step: str) -> timedelta | None:
        opened = self._by_key.get(step)
        if opened is None or (lapses_at := cast("acts.TaskOpened", opened.act).lapses_at) is None:
            return None
        return max(lapses_at - workflow.now(), timedelta())

"""How a workflow asks and tells the outside world's agencies, and lets an officer answer for one that stays silent.

What an agency answers in its own time is a task from the moment it is asked: whoever comes first closes it.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from activities.contracts import ASK, TELL, Ask, Question, Reply, Tell
from domain.base.law import Role
from domain.base.words import Words
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, Event, task_id
from domain.dossier.messages import News, queue_of
from domain.registers.lookups import Heard
from domain.registers.query import Answer, Query, Request, answered
from domain.tasks.model import CORRECT_REGISTER
from workflows.engine.tasks import Tasks
from workflows.engine.walk import Over, Walk

AGENCY = workflow.ActivityConfig(
    start_to_close_timeout=timedelta(seconds=20),
    heartbeat_timeout=timedelta(seconds=2),
    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=30)),
)
WITHDRAWN = "Người nộp hồ sơ đã rút sự đồng ý cho tra cứu: làm theo giấy tờ người đó xuất trình."
"""What an officer reads who answers in the place of an agency that may not be asked."""

ENTRY_REFUSED, TOO_EARLY = "EntryRefused", "too-early"
"""How the activity calls it when a register's books say otherwise than what it is told, and when it is not decided."""
NOT_ENTERED = "not_entered"
"""The decision that a register will not enter what was approved."""


class Withheld(Exception):
    """A question was not put, because the consent on which it rests was taken back."""


class NotDecided(Exception):
    """A procedure would have something take effect outside before it was approved: a mistake of its author."""


class Agencies:
    """Asks and tells, and adopts what the journal holds of it."""

    def __init__(self, walk: Walk, tasks: Tasks, title: Words, by_hand: Role) -> None:
        self._walk = walk
        self._tasks = tasks
        self._title = title
        self._role = by_hand
        self._asking: dict[str, _Batch] = {}
        self.own_queues: tuple[str, ...] = ()

    async def look_up[A: Answer](self, name: str, query: Query[A], instead_of: str = "") -> A | None:
        """Ask an agency; None when it knows of nothing. Where it will not say, an officer does."""
        rests = self._asked(query)
        step = self._walk.step(name, rests, sent=True)
        if (recorded := self._walk.by_key.get(step)) is not None:
            return _read(query, recorded.act.personal["answer"])
        if self._begun(name, rests):
            return await self._by_hand(name, query, rests)
        await self._walk.flush_pending()
        why = ""
        try:
            return _read(query, await self._ask(step, query, rests, instead_of))
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
        except Withheld:
            why = WITHDRAWN
        await self._walk.current()
        return await self._by_hand(name, query, rests, why)

    async def record[A: Answer](self, name: str, query: Query[A]) -> A:
        """Tell an agency what it must keep, for as long as it takes, and give what it answers.

        What it was told before, and is otherwise now, is corrected there. What it will not enter voids the approval.
        """
        while (answer := await self._recorded(name, query)) is None:
            pass
        return answer

    async def _recorded[A: Answer](self, name: str, query: Query[A]) -> A | None:
        walk, rests = self._walk, self._walk.digest(query.kind, query)
        before, step = self.told_before(name), walk.step(name, rests)
        if before is not None and walk.run.adopts:
            return await self._kept(name, query, rests, before)
        if (recorded := walk.by_key.get(step)) is not None:
            return _read(query, recorded.act.personal["answer"])
        if self._begun(name, rests):
            return await self._told_by_hand(name, query, rests)
        await walk.flush_pending()
        while True:
            await self._until_decided(name, query)
            try:
                return _read(query, await self._tell(step, query, rests))
            except ActivityError as error:
                if is_cancelled_exception(error):
                    raise
                why = error.cause.type if isinstance(error.cause, ApplicationError) else None
                if why == TOO_EARLY:
                    await walk.flush()
                    continue
                if why == ENTRY_REFUSED and self._may_void:
                    await self._void(step, query, str(error.cause))
                return await self._told_by_hand(name, query, rests)

    async def _until_decided(self, name: str, query: Query[Any]) -> None:
        """Let nothing take effect outside before it was decided; what follows a result waits for its correction."""
        walk = self._walk
        if not walk.filed.one_form:
            return
        if walk.run.examines and (query.pays or not walk.decided):
            after = "the result is sealed: afterwards()" if query.pays else "it is approved: approve()"
            raise NotDecided(f"step {name}: {query.kind} may take effect outside only after {after}")
        await walk.wait(lambda: walk.sealed if query.pays else walk.decided)

    def told_before(self, name: str) -> Event | None:
        """What an agency was told last in this step, or is being corrected to: of this form, or of one before it."""
        walk = self._walk
        told, corrects = (keys.round_of(one, walk.run.rounds[name]) for one in (name, keys.corrects(name)))
        said = [
            event
            for event in walk.in_order()
            if (isinstance(event.act, acts.Answered) and keys.round_part(event.key) == told)
            or (isinstance(event.act, acts.TaskOpened) and keys.round_part(event.key) == corrects)
        ]
        return said[-1] if said else None

    async def _kept[A: Answer](self, name: str, query: Query[A], rests: str, before: Event) -> A | None:
        """What an agency keeps of this step, once it is what the form says now: else its officers correct it there."""
        walk, same = self._walk, self._walk.rested_on(before, rests)
        if isinstance(before.act, acts.Answered) and same:
            return _read(query, before.act.personal["answer"])
        if same:
            walk.reach(before.key)
            event = await self._tasks.opened(Entry(key=before.key, act=before.act))
        else:
            await self._until_decided(name, query)
            asked = {"answer": query.answer.__name__, "about": query.agency, "reason": query.purpose, "rests": rests}
            step, office = keys.corrects(name), walk.filed.competent
            event = await self._tasks.do(
                CORRECT_REGISTER, self._role, office, ("answer",), step=step, anew=True, **asked
            )
        return cast("A | None", self._tasks.answered(event, query.answer))

    @property
    def _may_void(self) -> bool:
        """Whether an approval may still fall: what follows a sealed result undoes nothing of it."""
        return self._walk.filed.one_form and self._walk.run.examines

    async def _void(self, step: str, query: Query[Any], why: str) -> None:
        """Let the approval of what a register will not enter fall: the examination begins again."""
        act = acts.ApprovalVoided(agency=query.agency, step=step, reason=why)
        self._walk.pending.append(Entry(key=keys.voided(step), act=act))
        await self._walk.flush()

    def _asked(self, query: Query[Any]) -> str:
        """The digest of a query; asked again after an approval fell, it is another: the books may have changed."""
        again = [self._walk.voided] if self._walk.voided else []
        return self._walk.digest(query.kind, query, *again)

    def _begun(self, name: str, rests: str) -> bool:
        """Whether an officer was asked in the agency's place already."""
        return self._walk.next(keys.by_hand(name), rests) in self._walk.by_key

    async def _ask(self, step: str, query: Query[Any], rests: str, instead_of: str) -> Any:
        """Put a question; those put to one agency in one breath travel together."""
        batch = self._asking.get(query.agency)
        if batch is None:
            self._asking[query.agency] = batch = _Batch()
            batch.sent = asyncio.ensure_future(self._send(query.agency, batch))
        batch.questions.append(self._question(step, query, rests))
        # Who is dropped while waiting must not cancel the call that the others of the batch wait for.
        answer, heard = (await asyncio.shield(batch.sent))[step]
        if heard.withheld:
            raise Withheld
        self._walk.pending.append(Entry(key=step, act=answered(query, step, answer, heard, rests, instead_of)))
        await self._walk.current()
        return answer

    async def _send(self, agency: str, batch: "_Batch") -> dict[str, tuple[Any, Heard]]:
        # Batching hangs on this one turn: what `gather` asks in the same breath joins before the call leaves. A birth
        # asks for mother and father in one activity; without the turn each question would be an activity of its own.
        await asyncio.sleep(0)
        # Before the await below: a question that comes later begins a batch of its own, this one is on its way.
        del self._asking[agency]
        ask = Ask(code=self._walk.code, office=self._walk.filed.competent, questions=batch.questions)
        async with self._walk.outside():
            # Asked for no longer than the facts say: then an officer answers in its place.
            how = AGENCY | workflow.ActivityConfig(schedule_to_close_timeout=self._walk.filed.rules.patience)
            reply: Reply = await workflow.execute_activity(ASK, ask, result_type=Reply, **self._of(agency, how))
        heard = reply.heard or [Heard() for _ in reply.answers]
        steps = (question.step for question in batch.questions)
        return dict(zip(steps, zip(reply.answers, heard, strict=True), strict=True))

    async def _tell(self, step: str, query: Query[Any], rests: str) -> Any:
        """Tell an agency something; the activity journals the answer."""
        walk = self._walk
        question = dict(self._question(step, query, rests))
        told = Tell(code=walk.code, office=walk.filed.competent, since=walk.seen, **question)
        async with walk.outside():
            news: News = await workflow.execute_activity(TELL, told, result_type=News, **self._of(query.agency, AGENCY))
        walk.adopt(news.events)
        await walk.current()
        if step not in walk.by_key:
            raise Over  # it ended meanwhile, so nothing more is written down
        return walk.by_key[step].act.personal["answer"]

    async def request[A: Answer](self, kind: str, request: Request[A], role: Role, about: str = "") -> A:
        """Ask an agency that answers in its own time, and give its answer."""
        name, rests = keys.about(kind, about), self._walk.digest(request.kind, request)
        asked = {"answer": request.later.__name__, "about": about, "asks": request.agency, "rests": rests}
        message = keys.request(self._walk.next(name, rests))
        opening = self._tasks.opening(
            kind, role, self._walk.filed.competent, ("answer",), step=name, message=message, **asked
        )
        self._walk.reach(message)
        sending = asyncio.ensure_future(self._sent(opening, message, request, rests))
        # It counts as under way before the task is written down: the sweep looks after what was not sent yet.
        await asyncio.sleep(0)
        try:
            event = await self._tasks.opened(opening)
        finally:
            sending.cancel()
        return cast("A", request.later.model_validate(event.act.personal["answer"]))

    async def _sent(self, opening: Entry, message: str, request: Request[Any], rests: str) -> None:
        """Send a request until the agency has it, once; never before the task stands that its answer will close."""
        walk = self._walk
        if message in walk.by_key or task_id(walk.code, opening.key) in walk.closed:
            return
        async with walk.outside():
            # An answer that is faster than our own journal would find no task to close.
            await workflow.wait_condition(lambda: opening.key in walk.by_key)
            try:
                with suppress(Over):
                    await self._tell(message, request, rests)
            except ActivityError as error:
                if is_cancelled_exception(error):
                    return
                walk.pending.append(Entry(key=message, act=answered(request, message, None)))
        # The task waits on: nothing is under way outside any more.
        walk.heard = True

    def _of(self, agency: str, how: workflow.ActivityConfig) -> workflow.ActivityConfig:
        if agency not in self.own_queues:
            return how
        return how | workflow.ActivityConfig(task_queue=queue_of(workflow.info().task_queue, agency))

    def _question(self, step: str, query: Query[Any], rests: str) -> Question:
        reason = f"{self._title.vi}: {query.purpose}"
        return Question(
            step=step, kind=query.kind, query=query.model_dump(mode="json"), reason=reason, rests=rests or None
        )

    async def _by_hand[A: Answer](self, name: str, query: Query[A], rests: str, why: str = "") -> A | None:
        asked = {"answer": query.answer.__name__, "reason": why, "rests": rests}
        kind, office = keys.by_hand(name), self._walk.filed.competent
        event = await self._tasks.do(kind, self._role, office, ("answer", "not_found"), **asked)
        return cast("A | None", self._tasks.answered(event, query.answer))

    async def _told_by_hand[A: Answer](self, name: str, query: Query[A], rests: str) -> A | None:
        """Let an officer settle it with the agency: it has it, it will hear it again, or it will not enter it."""
        asked = {"answer": query.answer.__name__, "rests": rests}
        refused = (NOT_ENTERED,) if self._may_void else ()
        kind, office = keys.by_hand(name), self._walk.filed.competent
        event = await self._tasks.do(kind, self._role, office, ("answer", "not_found", *refused), **asked)
        if isinstance(event.act, acts.Done) and event.act.decision == NOT_ENTERED:
            await self._void(event.key, query, event.act.personal.get("note", ""))
        return cast("A | None", self._tasks.answered(event, query.answer))


def _read[A: Answer](query: Query[A], answer: Any) -> A | None:
    return cast("A", query.answer.model_validate(answer)) if answer is not None else None


class _Batch:
    """Questions that are put to one agency together."""

    sent: asyncio.Future[dict[str, tuple[Any, Heard]]]

    def __init__(self) -> None:
        self.questions: list[Question] = []

"""How a workflow asks and tells the outside world's agencies, and lets an officer answer for one that stays silent.

What an agency answers in its own time is a task from the moment it is asked: whoever comes first closes it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar, cast

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.contracts import ASK, TELL, Ask, Question, Reply, Tell
from domain.base.law import Role
from domain.base.words import Words
from domain.dossier import keys
from domain.dossier.journal import Entry, task_id
from domain.dossier.messages import News, queue_of
from domain.registers.lookups import Heard
from domain.registers.query import Answer, Query, Request, answered
from workflows.engine.steps import Over
from workflows.engine.tasks import Tasks

AGENCY = workflow.ActivityConfig(
    start_to_close_timeout=timedelta(seconds=20),
    heartbeat_timeout=timedelta(seconds=2),
    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=30)),
)
PATIENCE = timedelta(days=5)
"""How long a look-up is tried before an officer is asked to answer it by hand."""
WITHDRAWN = "Người nộp hồ sơ đã rút sự đồng ý cho tra cứu: làm theo giấy tờ người đó xuất trình."
"""What an officer reads who answers in the place of an agency that may not be asked."""
LOOK_UP = AGENCY | workflow.ActivityConfig(schedule_to_close_timeout=PATIENCE)


class Withheld(Exception):
    """A question was not put, because the consent on which it rests was taken back."""


class Agencies(Tasks):
    """Asks and tells, and adopts what the journal holds of it."""

    title: ClassVar[Words]
    """What the procedure is called: agencies are told for what they are asked."""
    by_hand: ClassVar[Role] = Role.CIVIL_STATUS_OFFICER
    """Who answers in the place of an agency that does not."""

    def __init__(self) -> None:
        super().__init__()
        self._asking: dict[str, _Batch] = {}
        self._own_queues: tuple[str, ...] = ()

    async def _agency[A: Answer](
        self, name: str, query: Query[A], put: Callable[[str, Query[A]], Awaitable[Any]]
    ) -> A | None:
        """Adopt what the journal holds of a query, or put it; where the agency will not say, an officer does."""
        step, by_hand = self._step(name), keys.by_hand(name)
        if (recorded := self._by_key.get(step)) is not None:
            answer = recorded.act.personal["answer"]
        elif self._begun(by_hand):
            return await self._by_hand(by_hand, query)
        else:
            await self._flush_pending()
            try:
                answer = await put(step, query)
            except ActivityError as error:
                if is_cancelled_exception(error):
                    raise
                return await self._by_hand(by_hand, query)
            except Withheld:
                return await self._by_hand(by_hand, query, WITHDRAWN)
        return cast("A", query.answer.model_validate(answer)) if answer is not None else None

    async def _ask(self, step: str, query: Query[Any]) -> Any:
        """Put a question; those put to one agency in one breath travel together."""
        batch = self._asking.get(query.agency)
        if batch is None:
            self._asking[query.agency] = batch = _Batch()
            batch.sent = asyncio.ensure_future(self._send(query.agency, batch))
        batch.questions.append(self._question(step, query))
        # Who is dropped while waiting must not cancel the call that the others of the batch wait for.
        answer, heard = (await asyncio.shield(batch.sent))[step]
        if heard.withheld:
            raise Withheld
        self._pending.append(Entry(key=step, act=answered(query, step, answer, heard)))
        return answer

    async def _send(self, agency: str, batch: "_Batch") -> dict[str, tuple[Any, Heard]]:
        # Batching hangs on this one turn: what `gather` asks in the same breath joins before the call leaves. A birth
        # asks for mother and father in one activity; without the turn each question would be an activity of its own.
        await asyncio.sleep(0)
        # Before the await below: a question that comes later begins a batch of its own, this one is on its way.
        del self._asking[agency]
        ask = Ask(code=self._code, office=self.filed.competent, questions=batch.questions)
        async with self._outside():
            reply: Reply = await workflow.execute_activity(ASK, ask, result_type=Reply, **self._of(agency, LOOK_UP))
        heard = reply.heard or [Heard() for _ in reply.answers]
        steps = (question.step for question in batch.questions)
        return dict(zip(steps, zip(reply.answers, heard, strict=True), strict=True))

    async def _tell(self, step: str, query: Query[Any]) -> Any:
        """Tell an agency something; the activity journals the answer."""
        told = Tell(code=self._code, office=self.filed.competent, since=self._seen, **dict(self._question(step, query)))
        async with self._outside():
            news: News = await workflow.execute_activity(TELL, told, result_type=News, **self._of(query.agency, AGENCY))
        self._adopt(news.events)
        if step not in self._by_key:
            raise Over  # it ended meanwhile, so nothing more is written down
        return self._by_key[step].act.personal["answer"]

    async def request[A: Answer](self, kind: str, request: Request[A], role: Role, about: str = "") -> A:
        """Ask an agency that answers in its own time (yêu cầu xác minh), and give its answer.

        An officer of the competent agency may enter what comes on paper instead: the first word counts.
        ``about`` tells requests of one kind apart that are open at one time.
        """
        name = keys.about(kind, about)
        message = self._step(keys.request(self._next(name)))
        asked = {"answer": request.later.__name__, "about": about, "message": message, "asks": request.agency}
        opening = self._opening(kind, role, self.filed.competent, ("answer",), step=name, **asked)
        sending = asyncio.ensure_future(self._sent(opening, message, request))
        # It counts as under way before the task is written down: the sweep looks after what was not sent yet.
        await asyncio.sleep(0)
        try:
            event = await self._opened(opening)
        finally:
            sending.cancel()
        return cast("A", request.later.model_validate(event.act.personal["answer"]))

    async def _sent(self, opening: Entry, message: str, request: Request[Any]) -> None:
        """Send a request until the agency has it, once; never before the task stands that its answer will close."""
        if message in self._by_key or task_id(self._code, opening.key) in self._closed:
            return
        async with self._outside():
            # An answer that is faster than our own journal would find no task to close.
            await workflow.wait_condition(lambda: opening.key in self._by_key)
            try:
                with suppress(Over):
                    await self._tell(message, request)
            except ActivityError as error:
                if is_cancelled_exception(error):
                    return
                self._pending.append(Entry(key=message, act=answered(request, message, None)))
        # The task waits on: nothing is under way outside any more.
        self._heard = True

    def _of(self, agency: str, how: workflow.ActivityConfig) -> workflow.ActivityConfig:
        if agency not in self._own_queues:
            return how
        return how | workflow.ActivityConfig(task_queue=queue_of(workflow.info().task_queue, agency))

    def _question(self, step: str, query: Query[Any]) -> Question:
        reason = f"{self.title.vi}: {query.purpose}"
        return Question(step=step, kind=query.kind, query=query.model_dump(mode="json"), reason=reason)

    async def _by_hand[A: Answer](self, kind: str, query: Query[A], why: str = "") -> A | None:
        asked = {"answer": query.answer.__name__, "reason": why}
        event = await self._task(kind, self.by_hand, self.filed.competent, ("answer", "not_found"), **asked)
        return cast("A | None", self._answered(event, query.answer))


class _Batch:
    """Questions that are put to one agency together."""

    sent: asyncio.Future[dict[str, tuple[Any, Heard]]]

    def __init__(self) -> None:
        self.questions: list[Question] = []

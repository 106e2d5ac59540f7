"""The whole authoring API: a procedure (thủ tục hành chính) is a class whose ``examine`` reads like its law.

``conduct`` does what every procedure shares: receipt, supplements, refusal, withdrawal, result, hand-over. The verbs
for ``examine`` are ``look_up``, ``record``, ``task``, ``confirm`` and ``approve``; how a step keeps in step with the
journal is ``workflows.steps``.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, ClassVar, cast

from pydantic import BaseModel
from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.contracts import ASK, ISSUE, TELL, Ask, Issue, Question, Reply, Tell
from domain import acts
from domain.journal import Entry, Event, task_id
from domain.law import Channel, Role
from domain.messages import News, Start
from domain.reception import RECEIVE, reception
from domain.registers import Answer, Query, answered
from domain.term import Term
from domain.words import Words
from workflows.steps import Over, Steps

AGENCY = workflow.ActivityConfig(
    start_to_close_timeout=timedelta(seconds=20),
    heartbeat_timeout=timedelta(seconds=2),
    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=30)),
)
PRESS = workflow.ActivityConfig(
    start_to_close_timeout=timedelta(minutes=2),
    heartbeat_timeout=timedelta(seconds=3),
    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=30)),
)
PATIENCE = timedelta(days=5)
"""How long a look-up is tried before an officer is asked to answer it by hand."""
LOOK_UP = AGENCY | workflow.ActivityConfig(schedule_to_close_timeout=PATIENCE)


class Form(BaseModel):
    """What the applicant declares (tờ khai)."""

    @property
    def competent(self) -> str:
        """Code of the commune that decides (cơ quan có thẩm quyền)."""
        raise NotImplementedError

    @property
    def parties(self) -> tuple[str, ...]:
        """Citizen numbers of those whom it concerns: none of them may decide on it."""
        return ()

    def faults(self, filed: "Filing") -> list[Words]:
        """Name what cannot be true about the form on the day it is filed."""
        raise NotImplementedError


class Filing(BaseModel):
    """Who files, and on what day."""

    applicant: str
    """Citizen number."""
    day: date


class Paper(BaseModel):
    """A paper that the law asks for (thành phần hồ sơ)."""

    kind: str
    title: Words
    required: bool = True


class Result(BaseModel):
    """What the procedure gives: the content of a document that is numbered, sealed and stored."""

    template: ClassVar[str]
    kind: ClassVar[str]
    """Series of its number."""


class Procedure[F: Form](Steps):
    """What the law says must happen with one kind of application."""

    code: ClassVar[str]
    title: ClassVar[Words]
    version: ClassVar[str]
    form: ClassVar[type[Form]]
    papers: ClassVar[tuple[Paper, ...]]
    term: ClassVar[Term]
    supplement_limit: ClassVar[int] = 1
    silence: ClassVar[timedelta] = timedelta(days=1)
    fee: ClassVar[int] = 0
    """Đồng."""
    result: ClassVar[type[Result]]
    by_hand: ClassVar[Role] = Role.CIVIL_STATUS_OFFICER
    """Who answers in the place of an agency that does not."""
    answers: ClassVar[tuple[type[Answer], ...]] = ()
    """What its tasks may ask an officer to fill in, beside what agencies answer."""

    def __init__(self) -> None:
        super().__init__()
        self._signatory = ""
        self._asking: dict[str, _Batch] = {}

    async def look_up[A: Answer](self, name: str, query: Query[A]) -> A | None:
        """Ask an agency (tra cứu); None when it knows of nothing. After ``PATIENCE`` an officer answers by hand."""
        return await self._agency(name, query, self._ask)

    async def record[A: Answer](self, name: str, query: Query[A]) -> A:
        """Tell an agency what it must keep (ghi nhận), for as long as it takes, and give what it answers."""
        while (answer := await self._agency(name, query, self._tell)) is None:
            pass
        return answer

    async def task(
        self, kind: str, role: Role, decisions: Sequence[str] = ("confirm",), answer: type[Answer] | None = None
    ) -> acts.Done:
        """Let an officer of the competent agency do something (giao việc), and give what they decided."""
        event = await self._task(kind, role, self.filed.competent, decisions, answer=answer.__name__ if answer else "")
        return cast("acts.Done", event.act)

    async def confirm(self, form: F) -> F | None:
        """Send the applicant the draft (bản nháp); None when they agree or are silent, else the form corrected."""
        event = await self._task(
            "confirm", Role.APPLICANT, "", ("confirm", "correct"), lapses_after=self.filed.rules.silence
        )
        if isinstance(event.act, acts.Corrected):
            return type(form).model_validate(event.act.personal["form"])
        return None

    async def approve(self, role: Role) -> None:
        """Let a leader who had no hand in it approve or refuse (phê duyệt); a refusal ends the dossier."""
        event = await self._task("approve", role, self.filed.competent, ("approve", "refuse"), fresh=True)
        self._signatory = str(event.act.personal.get("name", ""))

    @property
    def filed(self) -> acts.Filed:
        """The filing as the journal holds it."""
        return cast("acts.Filed", self._by_key["filed"].act)

    @property
    def online(self) -> bool:
        """Whether it was filed on the portal."""
        return self.filed.channel == Channel.ONLINE

    async def conduct(self, start: Start, examine: Callable[[F], Awaitable[Result]]) -> None:
        """Take the dossier from the desk to its end; whatever ends it earlier, ends it here."""
        self._code = start.code
        if "filed" not in self._by_key:
            await self._flush()
        with suppress(Over):
            await self._receive()
            form = cast("F", self.form.model_validate(self.filed.personal["form"]))
            result = await self._unless_over(examine(form))
            hand_over = self._opening("hand_over", Role.RECEIVING_OFFICER, self.filed.receiving, ("hand_over",))
            await self._issue(result, hand_over)
            await self._opened(hand_over)
        if self._seen < max(self._events):
            await self._flush(waits=True)

    async def _receive(self) -> None:
        while True:
            event = await self._opened(reception(self._code, self.filed.receiving, self._step(RECEIVE)))
            if not isinstance(event.act, acts.SupplementRequested):
                return
            await self._task("supply", Role.APPLICANT, "", ("supply",))

    async def _issue(self, result: Result, then: Entry) -> None:
        step = self._step("issue")
        if step not in self._by_key:
            await self._flush_pending()
            request = Issue(
                code=self._code,
                step=step,
                kind=result.kind,
                template=result.template,
                content=result.model_dump(mode="json"),
                office=self.filed.competent,
                signatory=self._signatory,
                since=self._seen,
                then=[then],
            )
            async with self._outside():
                self._adopt((await workflow.execute_activity(ISSUE, request, result_type=News, **PRESS)).events)

    async def _task(self, kind: str, role: Role, agency: str, decisions: Sequence[str], **how: Any) -> Event:
        return await self._opened(self._opening(kind, role, agency, decisions, **how))

    def _opening(
        self,
        kind: str,
        role: Role,
        agency: str,
        decisions: Sequence[str],
        *,
        answer: str = "",
        fresh: bool = False,
        lapses_after: timedelta | None = None,
    ) -> Entry:
        step = self._step(kind)
        opened = acts.TaskOpened(
            task=task_id(self._code, step),
            kind=kind,
            role=role,
            agency=agency,
            decisions=tuple(decisions),
            answer=answer,
            needs_fresh_eyes=fresh,
            lapses_after=lapses_after.total_seconds() if lapses_after else None,
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

    def _silence(self, step: str) -> timedelta | None:
        opened = self._by_key.get(step)
        if opened is None or (lapses_at := cast("acts.TaskOpened", opened.act).lapses_at) is None:
            return None
        return max(lapses_at - workflow.now(), timedelta())

    async def _agency[A: Answer](
        self, name: str, query: Query[A], put: Callable[[str, Query[A]], Awaitable[Any]]
    ) -> A | None:
        """Adopt what the journal holds of a query, or put it; where the agency will not say, an officer does."""
        step, by_hand = self._step(name), f"{name}_by_hand"
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
        return cast("A", query.answer.model_validate(answer)) if answer is not None else None

    async def _ask(self, step: str, query: Query[Any]) -> Any:
        """Put a question; those put to one agency in one breath travel together."""
        batch = self._asking.get(query.agency)
        if batch is None:
            self._asking[query.agency] = batch = _Batch()
            batch.sent = asyncio.ensure_future(self._send(query.agency, batch))
        batch.questions.append(_question(step, query))
        answer = (await asyncio.shield(batch.sent))[step]
        self._pending.append(Entry(key=step, act=answered(query, step, answer)))
        return answer

    async def _send(self, agency: str, batch: "_Batch") -> dict[str, Any]:
        await asyncio.sleep(0)
        del self._asking[agency]
        ask = Ask(code=self._code, office=self.filed.competent, questions=batch.questions)
        async with self._outside():
            reply: Reply = await workflow.execute_activity(ASK, ask, result_type=Reply, **LOOK_UP)
        return {question.step: answer for question, answer in zip(batch.questions, reply.answers, strict=True)}

    async def _tell(self, step: str, query: Query[Any]) -> Any:
        """Tell an agency something; the activity journals the answer."""
        told = Tell(code=self._code, office=self.filed.competent, since=self._seen, **dict(_question(step, query)))
        async with self._outside():
            news: News = await workflow.execute_activity(TELL, told, result_type=News, **AGENCY)
        self._adopt(news.events)
        return self._by_key[step].act.personal["answer"]

    async def _by_hand[A: Answer](self, kind: str, query: Query[A]) -> A | None:
        done = await self.task(kind, self.by_hand, ("answer", "not_found"), query.answer)
        return cast("A", query.answer.model_validate(done.personal["answer"])) if done.decision == "answer" else None


class _Batch:
    """Questions that are put to one agency together."""

    sent: asyncio.Future[dict[str, Any]]

    def __init__(self) -> None:
        self.questions: list[Question] = []


def _question(step: str, query: Query[Any]) -> Question:
    return Question(step=step, kind=query.kind, query=query.model_dump(mode="json"))

"""Asking and telling the outside world's agencies."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, cast

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.breaker import Breaker
from activities.connector import AgencyRefused, AgencyUnavailable, Connector, EntryRefused, Envelope
from activities.contracts import ASK, TELL, Ask, Question, Reply, Tell
from activities.warrants import Grounds, Warrant
from domain.agencies.rules import may_be_told
from domain.base.refusals import TooEarly
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Entry, Event
from domain.dossier.messages import News
from domain.registers.lookups import Heard
from domain.registers.query import Query, answered
from infra.agencies.watch import AgencyWatch
from infra.journal.journal import Journal, Rest
from infra.runtime.telemetry import agency_call

log = structlog.get_logger()

type Said = tuple[dict[str, Any] | None, Heard]
"""An answer, and what came with it."""

SHOWN_FROM = 2
"""The failed attempt from which on the applicant is told that the dossier waits."""
LATEST = 2**62
"""A place in the journal that no dossier reaches: asks for no news."""


class AgencyPaused(AgencyUnavailable):
    """It was not asked: an operator has it left alone for now."""


class Agencies:
    """The activities that ask and tell whichever agency a query names."""

    def __init__(
        self,
        journal: Journal,
        connectors: Mapping[str, Connector],
        clock: Callable[[], float] = time.monotonic,
        *,
        grounds: Grounds,
        answers_go_to: Mapping[str, str] | None = None,
    ) -> None:
        self._journal = journal
        self._grounds = grounds
        self._connectors = connectors
        self._answers_go_to = answers_go_to or {}
        self._breakers = defaultdict[str, Breaker](lambda: Breaker(clock=clock))
        self._watch = AgencyWatch(journal.database)

    @activity.defn(name=ASK)
    async def ask(self, ask: Ask) -> Reply:
        """Put questions to an agency, all at once.

        Raises:
            ApplicationError: AgencyUnavailable is tried again; AgencyRefused, EntryRefused, GivenToOfficers are final.
        """
        info = activity.info()
        if info.attempt >= SHOWN_FROM and await self._watch.given(ask.code, info.scheduled_time):
            raise ApplicationError("an operator lets officers find out", type="GivenToOfficers", non_retryable=True)
        said = await self._put(ask.code, ask.office, ask.questions)
        return Reply(answers=[answer for answer, _ in said], heard=[heard for _, heard in said])

    @activity.defn(name=TELL)
    async def tell(self, tell: Tell) -> News:
        """Tell an agency something, once by its message id, and journal what it answers; fails as ``ask`` does."""
        if journaled := await self._journaled_before(tell):
            return News(events=journaled)
        query = self._journal.registry.queries[tell.kind].model_validate(tell.query)
        try:
            # Before the effect: the journal would refuse its answer, but the agency would keep what it was told.
            may_be_told(await self._journal.dossier(tell.code, ENGINE), type(query))
        except TooEarly as early:
            raise ApplicationError(early.en, type=early.slug, non_retryable=True) from early
        [(said, heard)] = await self._put(tell.code, tell.office, [tell])
        if heard.withheld:
            raise ApplicationError("the consent was taken back", type="ConsentWithdrawn", non_retryable=True)
        entry = Entry(key=tell.step, act=answered(query, tell.step, said, heard, tell.rests or ""))
        return News(events=await self._journal.advance(tell.code, [entry], tell.since, Rest()))

    async def _journaled_before(self, tell: Tell) -> list[Event]:
        """Find what an earlier try journaled before its answer was lost."""
        if activity.info().attempt == 1:
            return []
        news = await self._journal.events(tell.code, ENGINE, tell.since)
        return news if any(event.key == tell.step for event in news) else []

    async def _put(self, code: str, office: str, questions: Sequence[Question]) -> list[Said]:
        async with beating():
            said = await asyncio.gather(*(self._one(code, office, q) for q in questions), return_exceptions=True)
        for question, heard in zip(questions, said, strict=True):
            if isinstance(heard, AgencyUnavailable):
                await self._waited(code, question, str(heard), paused=isinstance(heard, AgencyPaused))
                delay = timedelta(seconds=heard.retry_after) if heard.retry_after else None
                raise ApplicationError(str(heard), type="AgencyUnavailable", next_retry_delay=delay) from heard
            if isinstance(heard, EntryRefused):
                raise ApplicationError(str(heard), type="EntryRefused", non_retryable=True) from heard
            if isinstance(heard, AgencyRefused):
                raise ApplicationError(str(heard), type="AgencyRefused", non_retryable=True) from heard
            if isinstance(heard, BaseException):
                raise heard
        return [cast("Said", one) for one in said]

    async def _one(self, code: str, office: str, question: Question) -> Said:
        query = self._journal.registry.queries[question.kind].model_validate(question.query)
        if await self._withdrawn(code, query):
            return None, Heard(withheld=True)
        envelope, warrant = self._envelope(code, office, question, query)
        if (connector := self._connectors.get(query.agency)) is None:
            raise AgencyUnavailable(f"MOTCUA_REGISTERS has no address of {query.agency}")
        if await self._watch.paused(query.agency):
            raise AgencyPaused("an operator has it left alone for now")
        breaker = self._breakers[query.agency]
        if wait := breaker.wait():
            # A short rest is left to the engine's own growing intervals; a long one is what the agency asked for.
            raise AgencyUnavailable("it does not answer anybody just now", wait if wait > breaker.rests else None)
        began = time.monotonic()
        try:
            with agency_call(query.agency, query.kind, code):
                answer = await connector.answer(query, envelope)
        except AgencyUnavailable as error:
            breaker.failed(error.retry_after)
            await self._watch.heard(query.agency, time.monotonic() - began, ok=False)
            raise
        breaker.answered()
        await self._watch.heard(query.agency, time.monotonic() - began, ok=True)
        return answer.model_dump(mode="json") if answer else None, warrant.heard(answer)

    def _envelope(self, code: str, office: str, question: Question, query: Query[Any]) -> tuple[Envelope, Warrant]:
        why, told = question.reason or query.purpose, isinstance(question, Tell)
        # A dossier's workflow is named after its procedure.
        procedure, message = activity.info().workflow_type or "", keys.outside(code, question.step)
        warrant = Warrant(self._grounds, query, code, message, office, procedure, why, told)
        callback = self._answers_go_to.get(query.agency, "")
        return Envelope(code, question.step, office, why, callback, warrant), warrant

    async def _withdrawn(self, code: str, query: Query[Any]) -> bool:
        """Whether it rests on a consent that is no more; looked up anew for each try."""
        if query.basis.rests_on == "law":
            return False
        return query.kind in (await self._journal.dossier(code, ENGINE)).withdrawn

    async def _waited(self, code: str, question: Question, why: str, *, paused: bool) -> None:
        """Let the journal say, once, that the dossier waits for this agency; and, where so, that it is not asked."""
        agency, step = self._journal.registry.queries[question.kind].agency, question.step
        log.warning("agency_unavailable", dossier=code, step=step, agency=agency, why=why)
        if activity.info().attempt >= SHOWN_FROM:
            act = acts.AgencyWaited(agency=agency, step=step, paused=paused or None)
            entry = Entry(key=keys.paused(step) if paused else keys.waited(step), act=act)
            await self._journal.advance(code, [entry], LATEST)


@asynccontextmanager
async def beating(every: float = 0.5) -> AsyncIterator[None]:
    """Tell Temporal twice a second that this activity is alive, so that a killed worker's work is soon taken over."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(every)
            activity.heartbeat()

    heart = asyncio.create_task(beat())
    try:
        yield
    finally:
        heart.cancel()

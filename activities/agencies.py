"""Asking and telling the outside world's agencies.

AgencyError
├── AgencyUnavailable   no answer, or none that can be read: try again
├── AgencyRefused       the agency said no: trying again will not help
└── Unreadable          what it brought in its own time says nothing that we know
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, cast

import httpx2
import structlog
from pydantic import ValidationError
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.breaker import Breaker
from activities.contracts import ASK, TELL, Ask, Question, Reply, Tell
from domain import acts
from domain.acts import ENGINE
from domain.journal import Entry, Event
from domain.messages import News
from domain.office import Province
from domain.registers import QUERIES, Answer, Query, answered
from infra.journal import Journal, Rest
from infra.telemetry import agency_call

log = structlog.get_logger()

SHOWN_FROM = 2
"""The failed attempt from which on the applicant is told that the dossier waits."""
LATEST = 2**62
"""A place in the journal that no dossier reaches: asks for no news."""


class AgencyError(Exception):
    """An agency could not be asked."""


class AgencyUnavailable(AgencyError):
    """No answer, or none that can be read; ``retry_after`` is when the agency wants to be asked again."""

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class AgencyRefused(AgencyError):
    """The agency said no, for good."""


class Unreadable(AgencyError):
    """What an agency brought in its own time cannot be read."""


@dataclass(frozen=True)
class Envelope:
    """What every message says beside its content: which dossier, which office, why."""

    code: str
    step: str
    office: str
    purpose: str
    callback: str = ""
    """Where the agency brings what it answers in its own time; empty where nothing would prove that it is its word."""

    @property
    def message(self) -> str:
        """The same for every try, so that the agency does it once."""
        return f"{self.code}/{self.step}"

    @property
    def reasons(self) -> dict[str, str]:
        """Who asks, for which dossier, why: without it a register refuses."""
        return {"MaHoSo": self.code, "CoQuan": self.office, "CanBo": "motcua", "LyDo": self.purpose}


class Connector:
    """An agency's HTTP interface. Subclasses say how each kind of query is put and its answer read."""

    heard: ClassVar[Mapping[type[Answer], Callable[[Mapping[str, Any]], Answer]]] = {}
    """How what the agency brings in its own time is read, by what follows on a request (``Request.later``)."""

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        self._client = client
        self.province = province
        self._ways: Mapping[str, Callable[[Any, Envelope], Awaitable[Answer | None]]] = {}

    async def answer(self, query: Query[Any], envelope: Envelope) -> Answer | None:
        """Put a query; None when the agency knows of nothing.

        Raises:
            AgencyUnavailable, AgencyRefused
        """
        try:
            return await self._ways[query.kind](query, envelope)
        except (KeyError, TypeError, IndexError, ValueError, ValidationError) as error:
            raise AgencyUnavailable(f"an answer that cannot be read ({type(error).__name__})") from error

    @classmethod
    def hear(cls, answer: type[Answer], said: Mapping[str, Any]) -> Answer:
        """Read what the agency brought in its own time.

        Raises:
            Unreadable
        """
        try:
            return cls.heard[answer](said)
        except (KeyError, TypeError, IndexError, ValueError, ValidationError) as error:
            raise Unreadable(f"an answer that cannot be read ({type(error).__name__})") from error

    async def _post(self, path: str, body: dict[str, Any], envelope: Envelope) -> httpx2.Response:
        try:
            response = await self._client.post(path, json=body, headers={"Message-Id": envelope.message})
        except httpx2.TransportError as error:
            raise AgencyUnavailable(f"no answer ({type(error).__name__})") from error
        if response.status_code == 429 or response.status_code >= 500:
            raise AgencyUnavailable(f"HTTP {response.status_code}", _seconds(response.headers.get("Retry-After")))
        if response.status_code >= 400 and response.status_code != 404:
            raise AgencyRefused(f"HTTP {response.status_code}")
        return response

    async def _find(self, path: str, body: dict[str, Any], envelope: Envelope) -> dict[str, Any] | None:
        found = await self._find_all(path, body, envelope)
        return found[0] if found else None

    async def _find_all(self, path: str, body: dict[str, Any], envelope: Envelope) -> list[dict[str, Any]]:
        response = await self._post(path, body | envelope.reasons, envelope)
        if response.status_code == 404:
            return []
        found: list[dict[str, Any]] = response.json()["KetQua"]
        return found

    async def _tell(self, path: str, body: dict[str, Any], envelope: Envelope) -> dict[str, Any]:
        message = {"MaThongDiep": envelope.message, "MaHoSo": envelope.code}
        response = await self._post(path, body | message, envelope)
        if response.status_code == 404:
            raise AgencyUnavailable("HTTP 404 for a message")
        told: dict[str, Any] = response.json()
        return told


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.isdigit() else None


class Agencies:
    """The activities that ask and tell whichever agency a query names."""

    def __init__(
        self,
        journal: Journal,
        connectors: Mapping[str, Connector],
        clock: Callable[[], float] = time.monotonic,
        *,
        answers_go_to: Mapping[str, str] | None = None,
    ) -> None:
        self._journal = journal
        self._connectors = connectors
        self._answers_go_to = answers_go_to or {}
        self._breakers = defaultdict[str, Breaker](lambda: Breaker(clock=clock))

    @activity.defn(name=ASK)
    async def ask(self, ask: Ask) -> Reply:
        """Put questions to an agency, all at once.

        Raises:
            ApplicationError: AgencyUnavailable is tried again, AgencyRefused is final.
        """
        return Reply(answers=await self._put(ask.code, ask.office, ask.questions))

    @activity.defn(name=TELL)
    async def tell(self, tell: Tell) -> News:
        """Tell an agency something, under a message id that makes it done once, and journal what it answered.

        Raises:
            ApplicationError: as for ``ask``.
        """
        if journaled := await self._journaled_before(tell):
            return News(events=journaled)
        query = QUERIES[tell.kind].model_validate(tell.query)
        [said] = await self._put(tell.code, tell.office, [tell])
        entry = Entry(key=tell.step, act=answered(query, tell.step, said))
        return News(events=await self._journal.advance(tell.code, [entry], tell.since, Rest()))

    async def _journaled_before(self, tell: Tell) -> list[Event]:
        """Find what an earlier try journaled before its answer was lost."""
        if activity.info().attempt == 1:
            return []
        news = await self._journal.events(tell.code, ENGINE, tell.since)
        return news if any(event.key == tell.step for event in news) else []

    async def _put(self, code: str, office: str, questions: Sequence[Question]) -> list[dict[str, Any] | None]:
        async with beating():
            said = await asyncio.gather(*(self._one(code, office, q) for q in questions), return_exceptions=True)
        for question, heard in zip(questions, said, strict=True):
            if isinstance(heard, AgencyUnavailable):
                await self._waited(code, question, str(heard))
                delay = timedelta(seconds=heard.retry_after) if heard.retry_after else None
                raise ApplicationError(str(heard), type="AgencyUnavailable", next_retry_delay=delay) from heard
            if isinstance(heard, AgencyRefused):
                raise ApplicationError(str(heard), type="AgencyRefused", non_retryable=True) from heard
            if isinstance(heard, BaseException):
                raise heard
        return [cast("dict[str, Any] | None", answer) for answer in said]

    async def _one(self, code: str, office: str, question: Question) -> dict[str, Any] | None:
        query = QUERIES[question.kind].model_validate(question.query)
        callback = self._answers_go_to.get(query.agency, "")
        envelope = Envelope(code, question.step, office, question.reason or query.purpose, callback)
        if (connector := self._connectors.get(query.agency)) is None:
            raise AgencyUnavailable(f"MOTCUA_REGISTERS has no address of {query.agency}")
        breaker = self._breakers[query.agency]
        if wait := breaker.wait():
            # A short rest is left to the engine's own growing intervals; a long one is what the agency asked for.
            raise AgencyUnavailable("it does not answer anybody just now", wait if wait > breaker.rests else None)
        try:
            with agency_call(query.agency, query.kind, code):
                answer = await connector.answer(query, envelope)
        except AgencyUnavailable as error:
            breaker.failed(error.retry_after)
            raise
        breaker.answered()
        return answer.model_dump(mode="json") if answer else None

    async def _waited(self, code: str, question: Question, why: str) -> None:
        """Let the journal say, once, that the dossier waits for this agency."""
        agency, step = QUERIES[question.kind].agency, question.step
        log.warning("agency_unavailable", dossier=code, step=step, agency=agency, why=why)
        if activity.info().attempt >= SHOWN_FROM:
            entry = Entry(key=f"{step}/waited", act=acts.AgencyWaited(agency=agency, step=step))
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

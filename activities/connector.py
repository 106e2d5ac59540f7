"""How an agency is spoken to: its interface, the messages to it, and what can go wrong.

AgencyError
├── AgencyUnavailable   no answer, or none that can be read: try again
│   └── Unproved        its receipt does not hold, or it says more than it was asked
├── AgencyRefused       the agency said no: trying again will not help
│   └── EntryRefused    its books say otherwise than what it is told
└── Unreadable          what it brought in its own time says nothing that we know
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx2
from pydantic import ValidationError

from activities.warrants import RECEIPT, Warrant
from domain.dossier import keys
from domain.registers.query import Answer, Query
from domain.statute.offices import Province
from infra.agencies import receipts


class AgencyError(Exception):
    """An agency could not be asked."""


class AgencyUnavailable(AgencyError):
    """No answer, or none that can be read; ``retry_after`` is when the agency wants to be asked again."""

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Unproved(AgencyUnavailable):
    """An answer whose receipt does not hold, or that says more than was asked: none of it is kept."""


class AgencyRefused(AgencyError):
    """The agency said no, for good."""


class EntryRefused(AgencyRefused):
    """Its books say otherwise than what it is told: somebody is dead already, a name is taken."""


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
    warrant: Warrant | None = None
    """The ground on which it is asked; None where no agency is, in tests."""

    @property
    def message(self) -> str:
        """The same for every try, so that the agency does it once."""
        return keys.outside(self.code, self.step)

    @property
    def reasons(self) -> dict[str, str]:
        """Who asks, for which dossier, why: without it a register refuses."""
        return {"MaHoSo": self.code, "CoQuan": self.office, "CanBo": "motcua", "LyDo": self.purpose}


class Connector:
    """An agency's HTTP interface. Subclasses say how each kind of query is put and its answer read."""

    heard: ClassVar[Mapping[type[Answer], Callable[[Mapping[str, Any]], Answer]]] = {}
    """How what the agency brings in its own time is read, by what follows on a request (``Request.later``)."""

    reads: ClassVar[Mapping[type[Answer], tuple[str, ...]]] = {}
    """The agency's own names of the fields from which each answer is read; ours, where it calls them the same."""

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        self._client = client
        self.province = province
        self._ways: Mapping[str, Callable[[Any, Envelope], Awaitable[Answer | None]]] = {}

    async def answer(self, query: Query[Any], envelope: Envelope) -> Answer | None:
        """Put a query; None when the agency knows of nothing, ``AgencyUnavailable`` or ``AgencyRefused`` else."""
        try:
            return await self._ways[query.kind](query, envelope)
        except (KeyError, TypeError, IndexError, ValueError, ValidationError) as error:
            raise AgencyUnavailable(f"an answer that cannot be read ({type(error).__name__})") from error

    @classmethod
    def hear(cls, answer: type[Answer], said: Mapping[str, Any]) -> Answer:
        """Read what the agency brought in its own time, or raise ``Unreadable``."""
        try:
            return cls.heard[answer](said)
        except (KeyError, TypeError, IndexError, ValueError, ValidationError) as error:
            raise Unreadable(f"an answer that cannot be read ({type(error).__name__})") from error

    async def _post(self, path: str, body: dict[str, Any], envelope: Envelope) -> httpx2.Response:
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Message-Id": envelope.message, "Content-Type": "application/json"}
        fields = self._fields(envelope)
        if envelope.warrant:
            headers |= envelope.warrant.carried(path, content, fields)
        try:
            response = await self._client.post(path, content=content, headers=headers)
        except httpx2.TransportError as error:
            raise AgencyUnavailable(f"no answer ({type(error).__name__})") from error
        if response.status_code == 429 or response.status_code >= 500:
            raise AgencyUnavailable(f"HTTP {response.status_code}", _seconds(response.headers.get("Retry-After")))
        if response.status_code >= 400 and response.status_code != 404:
            why = f"HTTP {response.status_code}{_named(response)}"
            if response.status_code == 409:
                raise EntryRefused(why)
            raise AgencyRefused(why)
        if envelope.warrant:
            await self._proved(path, content, response, fields, envelope.warrant)
        return response

    def _fields(self, envelope: Envelope) -> tuple[str, ...]:
        if envelope.warrant is None:
            return ()
        query = envelope.warrant.query
        return self.reads.get(query.answer, query.fields())

    async def _proved(
        self, path: str, content: bytes, response: httpx2.Response, fields: tuple[str, ...], warrant: Warrant
    ) -> None:
        receipt, found = response.headers.get(RECEIPT, ""), response.status_code != 404
        try:
            await warrant.prove(path, content, response.content, receipt, fields, found=found)
        except receipts.KeysUnknown as error:
            raise AgencyUnavailable(str(error)) from error
        except receipts.Unproved as error:
            raise Unproved(str(error)) from error

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


def _named(response: httpx2.Response) -> str:
    """The name of a refusal, where the agency gives it one: nothing else of what it says is written down."""
    if response.headers.get("Content-Type", "") != "application/problem+json":
        return ""
    try:
        slug = str(response.json()["type"]).rpartition(":")[2]
    except (ValueError, KeyError, TypeError):
        return ""
    return f" ({slug})" if slug.isascii() and slug.replace("-", "").isalpha() else ""


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.isdigit() else None

"""Fetches the file of a result that another agency put in the shared warehouse, from its place in the settings alone.

Whoever files waits for it: an agency has seconds, all papers are fetched beside one another, and after a failure it is
left alone for a while, so that the next one waits for nothing.

NotFetched
├── NoPlace      the settings name no place of this agency in which the address lies
├── AgencyDown   no answer, or one that says to come back: passes by itself
│   ├── AgencySlow
│   └── LeftAlone    it failed a moment ago, and was not asked
├── NotGiven     the agency answered and gives no such file, or sends us elsewhere
├── TooBig
└── OtherFile    not the file whose digest the agency put
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote, urlsplit

import httpx2
import structlog

from domain.base.words import Words
from domain.province.warehouse import Agreement, SharedResult, Sharing
from infra.agencies.basis import Mint, load_key
from infra.agencies.consumers import BASIS, digest_of
from infra.runtime.settings import Settings
from infra.runtime.telemetry import TRACED, agency_call

PATIENCE = 5.0
"""Seconds in which a file has come whole, or the agency counts as down."""
RESTS = 30.0
"""Seconds for which an agency that was down is not asked, nor for a file again that was not right."""
BUSY = (httpx2.codes.REQUEST_TIMEOUT, httpx2.codes.TOO_MANY_REQUESTS)
FIELDS = ("address",)
"""What of the agreement is used: that the agency gives the file."""

log = structlog.get_logger()


class NotFetched(Exception):
    """The file is not to be had; ``words`` say why to whoever files."""

    words: ClassVar[Words]
    asked: ClassVar[bool] = True
    """Whether the agency heard of it."""
    passes: ClassVar[bool] = False
    """Whether it may be had in a while."""


class NoPlace(NotFetched):
    """The settings name no place of this agency's in which the address lies."""

    asked = False
    words = Words(
        vi="cơ quan cấp giấy chưa mở kết nối để lấy tệp", en="the agency that issued it has opened no way to its file"
    )


class AgencyDown(NotFetched):
    """The agency cannot be reached, or says to come back."""

    passes = True
    words = Words(
        vi="hệ thống của cơ quan cấp giấy tạm thời không cung cấp được tệp",
        en="the system of the agency that issued it cannot give its file now",
    )


class AgencySlow(AgencyDown):
    """The file did not come in time."""


class LeftAlone(AgencyDown):
    """The agency failed a moment ago: nobody else waits for it."""

    asked = False


class NotGiven(NotFetched):
    """The agency answered, and not with the file."""

    words = Words(vi="cơ quan cấp giấy không cung cấp tệp", en="the agency that issued it does not give its file")


class TooBig(NotFetched):
    """More bytes than are taken of a file."""

    words = Words(vi="tệp lớn hơn dung lượng được nhận", en="its file is larger than files may be")


class OtherFile(NotFetched):
    """It is not the file whose digest the agency put."""

    words = Words(
        vi="tệp nhận được không phải là tệp đã đưa vào kho", en="what came is not the file that was put in there"
    )


class ResultFiles:
    """The files of other agencies' results."""

    def __init__(
        self,
        client: httpx2.AsyncClient,
        sharing: Sharing,
        places: Mapping[str, str],
        limit: int,
        mint: Mint | None = None,
        *,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._sharing = sharing
        self._places = places
        self._limit = limit
        self._mint = mint
        self._patience = patience
        self._clock = clock
        self._resting: dict[str, float] = {}

    def agreed(self, result: SharedResult, day: date) -> Agreement | None:
        """By which agreement its agency gives it to us; None where none does, and of a result of ours."""
        return self._sharing.reuse(result.provider, result.kind, day) if result.provider else None

    async def of(self, result: SharedResult, agreement: Agreement, message: str) -> bytes:
        """The very file that was put, asked for by this message.

        Raises:
            NotFetched
        """
        try:
            self._refuse(result)
            with agency_call(result.provider, "result file", ""):
                content = await self._whole(result, agreement, message)
                if await asyncio.to_thread(_digest, content) != result.sha256:
                    raise OtherFile
        except NotFetched as error:
            if error.asked and not error.passes:
                self._resting.pop(result.provider, None)  # it answered
            if error.asked:
                self.leave(result.provider if error.passes else result.address)
            log.warning("result_file_not_fetched", agency=result.provider, why=type(error).__name__)
            raise
        self._resting.pop(result.provider, None)
        return content

    def leave(self, whom: str) -> None:
        """Let an agency, or an address of one, be for a while."""
        now = self._clock()
        self._resting = {one: until for one, until in self._resting.items() if until > now} | {whom: now + RESTS}

    def _refuse(self, result: SharedResult) -> None:
        if not lies_in(result.address, self._places.get(result.provider, "")):
            raise NoPlace
        now = self._clock()
        if any(self._resting.get(one, now) > now for one in (result.provider, result.address)):
            raise LeftAlone
        if result.provider in self._resting:
            # Of all who come after its rest one tries: the others wait for nothing while it does.
            self._resting[result.provider] = now + self._patience

    async def _whole(self, result: SharedResult, agreement: Agreement, message: str) -> bytes:
        try:
            async with asyncio.timeout(self._patience):
                headers = self._headers(result, agreement, message)
                try:
                    return await self._read(result.address, headers)
                except (httpx2.RemoteProtocolError, httpx2.ReadError):
                    # It may have closed the connection on which it was asked.
                    return await self._read(result.address, headers)
        except (TimeoutError, httpx2.TimeoutException):
            raise AgencySlow from None
        except (httpx2.HTTPError, httpx2.InvalidURL):
            raise AgencyDown from None

    def _headers(self, result: SharedResult, agreement: Agreement, message: str) -> dict[str, str]:
        # What is packed could swell without end: it is taken as it comes, and then is another file.
        plain = {"Accept": "application/pdf", "Accept-Encoding": "identity"}
        if self._mint is None:
            return plain
        ground = {"rests_on": "law", "words": agreement.decision}
        claims = {"purpose": agreement.purpose, "basis": ground, "fields": list(FIELDS), "request": asked_by(result)}
        return plain | {BASIS: self._mint.token(result.provider, message, claims)}

    async def _read(self, address: str, headers: Mapping[str, str]) -> bytes:
        content = bytearray()
        async with self._client.stream("GET", address, headers=headers, follow_redirects=False) as answer:
            if answer.status_code in BUSY or answer.is_server_error:
                raise AgencyDown
            if answer.status_code != httpx2.codes.OK:
                raise NotGiven
            async for part in answer.aiter_raw():
                content += part
                if len(content) > self._limit:
                    raise TooBig
        return bytes(content)


def asked_by(result: SharedResult) -> str:
    """The digest of the request for its file."""
    return digest_of("GET", urlsplit(result.address).path, b"")


def lies_in(address: str, place: str) -> bool:
    """Whether an address lies below a place, to the letter: same scheme, host and port, and no step up."""
    try:
        at, there = urlsplit(address), urlsplit(place)
    except ValueError:
        return False
    same = bool(there.hostname) and (at.scheme, at.netloc.lower()) == (there.scheme, there.netloc.lower())
    steps = unquote(at.path).replace("\\", "/").split("/")
    plain = not (at.query or at.fragment or {".", ".."} & set(steps))
    return same and plain and at.path.startswith(f"{there.path.rstrip('/')}/")


@asynccontextmanager
async def open_result_files(settings: Settings, sharing: Sharing) -> AsyncIterator[ResultFiles]:
    """Open the way to the places that the settings name, by no proxy."""
    key = settings.receipt_key_file
    mint = Mint(load_key(Path(key), "MOTCUA_RECEIPT_KEY_FILE"), settings.public_url) if key else None
    # Of the environment it takes the authorities that it trusts, and neither proxies nor passwords.
    way = httpx2.AsyncHTTPTransport()
    async with httpx2.AsyncClient(transport=way, timeout=PATIENCE, event_hooks=TRACED, trust_env=False) as client:
        yield ResultFiles(client, sharing, settings.result_files, settings.upload_limit, mint)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()

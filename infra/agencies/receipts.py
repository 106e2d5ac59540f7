"""Receipts: an agency signs to which request it gave which answer, and nobody can say otherwise afterwards."""

import asyncio
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry, deserialize_compact, extract_compact
from pydantic import ValidationError

from domain.dossier.keys import outside
from domain.registers.lookups import Receipt

REGISTRY = JWSRegistry(algorithms=["Ed25519", "ES256"])
KIND = "receipt+jwt"
REFETCH = 10.0
"""Seconds between fetches of an agency's keys, however many unknown ones are named."""
DRIFT = 300
"""Seconds that an agency's clock and ours may differ."""
OUTAGES = (httpx2.HTTPError, OSError, JoseError, KeyError, TypeError, ValueError)


class Unproved(Exception):
    """An answer comes without a receipt that holds; says why."""


class KeysUnknown(Exception):
    """An agency's published keys cannot be had."""


@dataclass(frozen=True)
class Exchange:
    """What a receipt must be of."""

    agency: str
    message: str
    request: str
    answer: str


def digest(content: bytes) -> str:
    """SHA-256 in base64url, as in the agencies' receipts."""
    return urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()


def request_digest(path: str, content: bytes) -> str:
    """The digest of a request: its path below the agency's address, and its body."""
    return digest(f"POST /{path.lstrip('/')}\n".encode() + content)


class RegisterKeys:
    """The published keys of one agency: a JWKS in a file, or at an address that is asked anew for an unknown one."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._keys: KeySet | None = None
        self._asked = -REFETCH
        self._asking = asyncio.Lock()

    async def prove(self, compact: str, exchange: Exchange) -> Receipt:
        """Read a receipt that is this agency's, of this exchange.

        Raises:
            Unproved: names what does not hold.
            KeysUnknown
        """
        return read(compact, await self.of(_kid(compact)), exchange, now=datetime.now(UTC))

    async def of(self, kid: str) -> KeySet:
        """The keys as they are known, fetched anew where this one is not among them.

        Raises:
            KeysUnknown
        """
        if self._keys is None or kid not in {key.kid for key in self._keys.keys}:
            await self._fetch()
        return self._keys or KeySet([])

    async def known(self) -> KeySet:
        """The keys as they are published now.

        Raises:
            KeysUnknown
        """
        await self._fetch()
        return self._keys or KeySet([])

    async def _fetch(self) -> None:
        # Many may meet an unknown key at once: one asks, those behind it find what it brought, and nobody asks twice.
        async with self._asking:
            if time.monotonic() - self._asked < REFETCH and self._keys is not None:
                return
            self._asked = time.monotonic()
            try:
                self._keys = KeySet.import_key_set(json.loads(await self._text()))
            except OUTAGES as error:
                if self._keys is None:
                    raise KeysUnknown(f"its keys cannot be had ({type(error).__name__})") from error

    async def _text(self) -> str:
        if not self._source.startswith(("https://", "http://")):
            return await asyncio.to_thread(Path(self._source).read_text)
        async with httpx2.AsyncClient(timeout=5) as client:
            return (await client.get(self._source)).raise_for_status().text


async def at_hand(sources: Mapping[str, str]) -> dict[str, KeySet]:
    """The keys of those agencies that can be reached now."""
    found: dict[str, KeySet] = {}

    async def fetch(agency: str, source: str) -> None:
        with suppress(KeysUnknown):
            found[agency] = await RegisterKeys(source).known()

    await asyncio.gather(*(fetch(agency, source) for agency, source in sources.items()))
    return found


def read(compact: str, keys: KeySet, exchange: Exchange, *, now: datetime | None = None) -> Receipt:
    """Read a receipt that one of these keys signed, of this exchange.

    Raises:
        Unproved
    """
    if not compact:
        raise Unproved("an answer without a receipt")
    if _kid(compact) not in {key.kid for key in keys.keys}:
        raise Unproved("a receipt signed by another register")
    try:
        signed = deserialize_compact(compact, keys, registry=REGISTRY)
        said = json.loads(signed.payload)
        at = datetime.fromtimestamp(said["iat"], UTC)
        receipt = Receipt(
            request=said["request"], answer=said["answer"], kid=signed.headers()["kid"], at=at, signature=compact
        )
    except (JoseError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unproved(f"a receipt that does not hold ({type(error).__name__})") from error
    wrong = [
        name
        for name, differs in (
            ("a receipt of another kind", signed.headers().get("typ") != KIND),
            ("a receipt signed in another register's name", said.get("iss") != exchange.agency),
            ("a receipt for another message", said.get("jti") != exchange.message),
            ("a receipt for another request", receipt.request != exchange.request),
            ("a receipt for another answer", receipt.answer != exchange.answer),
            ("a receipt of another time", now is not None and abs((now - at).total_seconds()) > DRIFT),
        )
        if differs
    ]
    if wrong:
        raise Unproved(wrong[0])
    return receipt


def contradiction(code: str, events: Iterable[Mapping[str, Any]], keys: Mapping[str, KeySet]) -> str:
    """Say which receipt of a journal does not hold against the agencies' keys at hand; empty when all do."""
    for event in events:
        act, look = event["act"], event["act"].get("look") or {}
        if act["type"] != "answered" or not look.get("receipt") or act["agency"] not in keys:
            continue
        try:
            kept = Receipt.model_validate(look["receipt"])
            exchange = Exchange(act["agency"], outside(code, act["step"]), kept.request, kept.answer)
            if read(kept.signature, keys[act["agency"]], exchange) != kept:
                raise Unproved("a receipt that says something else than its signature")
            said = (event["personal"] or {}).get("said")
            if said is not None and digest(said.encode()) != kept.answer:
                raise Unproved("the answer is not the one that was signed")
        except (Unproved, ValidationError) as error:
            why = str(error) if isinstance(error, Unproved) else "a receipt that cannot be read"
            return f"event {event['seq']} (answered, {act['agency']}): {why}"
    return ""


def _kid(compact: str) -> str:
    try:
        return str(extract_compact(compact.encode()).headers().get("kid", "")) if compact else ""
    except (JoseError, ValueError) as error:
        raise Unproved("a receipt that cannot be read") from error

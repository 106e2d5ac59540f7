"""Remote signing of officers: a client of the Cloud Signature Consortium's API v2.

An officer's key stays with the service, which uses it for the digests that they confirmed on their own page. Asking
gives a handle; once they have confirmed, the handle gives leave (SAD) to sign these digests, once.

SigningError
├── SigningDown      no answer, or none that can be read: try again
├── SignerUnusable   this officer's certificate signs nothing: final for them; ``words`` says why
├── SignatureDenied  the officer said no
└── HandleGone       what was asked has expired or is used up: ask again
"""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

import httpx2
from cryptography import x509
from cryptography.x509.oid import NameOID

from domain.base.words import Words
from domain.signing.signing import EXPIRED, NO_CERTIFICATE, REVOKED, TOO_SHORT, Holder
from infra.crypto.strength import SHORTEST_RSA, too_short
from infra.runtime.settings import Settings
from infra.runtime.telemetry import TRACED

SHA256 = "2.16.840.1.101.3.4.2.1"
ALGORITHMS = ("1.2.840.10045.4.3.2", "1.2.840.113549.1.1.11")
"""ECDSA and RSA with SHA-256; the key's own kind decides."""
Json = dict[str, Any]


class SigningError(Exception):
    """The service did not sign."""


class SigningDown(SigningError):
    """No answer, or none that can be read; ``retry_after`` is when it wants to be asked again."""

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class SignerUnusable(SigningError):
    """This officer's certificate signs nothing; ``words`` says why."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class SignatureDenied(SigningError):
    """The officer said no."""


class HandleGone(SigningError):
    """What was asked has expired, or is used up."""


class _Refused(SigningError):
    """The service's own word for why not."""


@dataclass(frozen=True)
class Credential:
    """An officer's key at the service, and the certificate of it."""

    id: str
    certificate: bytes
    chain: tuple[bytes, ...]
    """DER, as the certificate itself."""
    algorithm: str

    @property
    def holder(self) -> Holder:
        """Whom the certificate names."""
        subject = x509.load_der_x509_certificate(self.certificate).subject

        def said(kind: x509.ObjectIdentifier) -> str:
            return next((str(one.value) for one in subject.get_attributes_for_oid(kind)), "")

        return Holder(
            staff=said(NameOID.SERIAL_NUMBER),
            name=said(NameOID.COMMON_NAME),
            title=said(NameOID.TITLE),
            organisation=said(NameOID.ORGANIZATION_NAME),
        )


@dataclass(frozen=True)
class Asked:
    """What the officer was asked, by its handle; with ``leave`` where they have confirmed already."""

    handle: str
    leave: str = ""
    """The service's word for it is SAD, signature activation data: used once, within minutes."""


@asynccontextmanager
async def open_signing(settings: Settings, patience: httpx2.Timeout) -> AsyncIterator["SigningService | None"]:
    """Open the way to the signing service, where there is one."""
    if not settings.signing_url:
        yield None
        return
    async with httpx2.AsyncClient(base_url=settings.signing_url, timeout=patience, event_hooks=TRACED) as client:
        secret = settings.signing_secret.get_secret_value()
        yield SigningService(client, settings.signing_client, secret, settings.shortest_rsa)


class SigningService:
    """The service as its client sees it; one bearer token serves until it ends."""

    def __init__(self, client: httpx2.AsyncClient, name: str, secret: str, shortest_rsa: int = SHORTEST_RSA) -> None:
        self._client = client
        self._name, self._secret = name, secret
        self._shortest_rsa = shortest_rsa
        self._token = ""

    async def credential(self, staff: str) -> Credential:
        """The key of an officer that can sign now.

        Raises:
            SignerUnusable: they have none.
            SigningDown
        """
        try:
            listed = await self._call("credentials/list", userID=staff)
            found = [await self._described(one) for one in listed["credentialIDs"]]
        except _Refused as refused:
            raise _unusable(refused) from refused
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise SigningDown(f"an answer that cannot be read ({type(error).__name__})") from error
        usable = [credential for credential, why in found if why is None]
        if not usable:
            raise SignerUnusable(next((why for _, why in found if why), NO_CERTIFICATE))
        return usable[0]

    async def ask(self, credential: Credential, digest: bytes, about: str, name: str) -> Asked:
        """Put a digest before its signer; ``about`` is what they read, ``name`` what tells this asking from others.

        Raises:
            SignerUnusable, SignatureDenied, SigningDown
        """
        asked = {"credentialID": credential.id, "numSignatures": 1, "hashes": [_text(digest)]}
        asked |= {"hashAlgorithmOID": SHA256, "description": about, "clientData": name}
        try:
            return _asked(await self._call("credentials/authorize", **asked))
        except _Refused as refused:
            raise _unusable(refused) from refused

    async def leave(self, handle: str) -> str:
        """The leave to sign what was asked; empty while the officer has not answered.

        Raises:
            SignatureDenied, HandleGone, SigningDown
        """
        try:
            return _asked(await self._call("credentials/authorizeCheck", handle=handle)).leave
        except _Refused as refused:
            raise HandleGone(str(refused)) from refused

    async def sign(self, credential: Credential, leave: str, digest: bytes) -> bytes:
        """The signature over a digest that its signer confirmed.

        Raises:
            HandleGone: the leave is used up, or has ended.
            SignerUnusable, SigningDown
        """
        wanted = {"credentialID": credential.id, "SAD": leave, "hashes": [_text(digest)]}
        wanted |= {"hashAlgorithmOID": SHA256, "signAlgo": credential.algorithm}
        try:
            told = await self._call("signatures/signHash", **wanted)
            return base64.b64decode(told["signatures"][0], validate=True)
        except _Refused as refused:
            if "SAD" in str(refused):
                raise HandleGone(str(refused)) from refused
            raise _unusable(refused) from refused
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise SigningDown(f"an answer that cannot be read ({type(error).__name__})") from error

    async def _described(self, name: str) -> tuple[Credential, Words | None]:
        told = await self._call("credentials/info", credentialID=name, certificates="chain", certInfo=True)
        own, *above = (base64.b64decode(one, validate=True) for one in told["cert"]["certificates"])
        algorithm = next((one for one in ALGORITHMS if one in told["key"]["algo"]), "")
        if not algorithm:
            raise ValueError("no algorithm of ours")
        status = told["cert"].get("status", "valid")
        why = {"valid": None, "expired": EXPIRED}.get(status, REVOKED)
        if why is None and told["key"]["status"] != "enabled":
            why = REVOKED
        if why is None and too_short(x509.load_der_x509_certificate(own).public_key(), self._shortest_rsa):
            why = TOO_SHORT
        return Credential(name, own, tuple(above), algorithm), why

    async def _call(self, method: str, **sent: Any) -> Json:
        for fresh in (False, True):
            if fresh or not self._token:
                self._token = await self._new_token()
            answer = await self._post(f"csc/v2/{method}", json=sent, headers={"Authorization": f"Bearer {self._token}"})
            if answer.status_code != httpx2.codes.UNAUTHORIZED:
                return _read(answer)
        raise SigningDown("it does not take the token that it gave")

    async def _new_token(self) -> str:
        asked = {"grant_type": "client_credentials", "client_id": self._name, "client_secret": self._secret}
        answer = await self._post("oauth2/token", data=asked)
        try:
            return str(_read(answer)["access_token"])
        except (KeyError, _Refused) as error:
            raise SigningDown("it gives no token: MOTCUA_SIGNING_CLIENT or MOTCUA_SIGNING_SECRET") from error

    async def _post(self, path: str, **sent: Any) -> httpx2.Response:
        try:
            answer = await self._client.post(path, **sent)
        except httpx2.TransportError as error:
            raise SigningDown(f"no answer ({type(error).__name__})") from error
        if answer.status_code in (404, 429) or answer.status_code >= 500:
            wait = answer.headers.get("Retry-After", "")
            raise SigningDown(f"HTTP {answer.status_code}", float(wait) if wait.isdigit() else None)
        return answer


def _read(answer: httpx2.Response) -> Json:
    try:
        told = answer.json()
    except ValueError as error:
        raise SigningDown("an answer that cannot be read") from error
    if not isinstance(told, dict):
        raise SigningDown("an answer that cannot be read")
    if answer.status_code >= httpx2.codes.BAD_REQUEST:
        if told.get("error") == "access_denied":
            raise SignatureDenied(str(told.get("error_description", "")))
        raise _Refused(str(told.get("error_description", told.get("error", answer.status_code))))
    return cast("Json", told)


def _asked(told: Json) -> Asked:
    if not (told.get("handle") or told.get("SAD")):
        raise SigningDown("an answer that cannot be read (neither handle nor SAD)")
    return Asked(str(told.get("handle", "")), str(told.get("SAD", "")))


def _unusable(refused: _Refused) -> SigningError:
    """Read what a refusal is about: the API has sentences for it, and no codes."""
    why = str(refused).lower()
    if "expired" in why:
        return SignerUnusable(EXPIRED)
    if "disabled" in why or "revoked" in why or "suspended" in why:
        return SignerUnusable(REVOKED)
    if "userid" in why or "credentialid" in why:
        return SignerUnusable(NO_CERTIFICATE)
    return SigningDown(f"it refuses: {refused}")


def _text(digest: bytes) -> str:
    return base64.b64encode(digest).decode()

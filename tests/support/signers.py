"""Officers who sign remotely, by the sandbox's own service, and a press that puts what they sign under plain text."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx2
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from infra.documents.orders import Draft, Signatory, SignatureRefused
from infra.signing.csc import SigningService
from tests.sandbox.trust_rig import CLIENT, Services
from tests.support.examples import LEADER
from tests.support.platform import Wire
from tests.workflows.outside import PlainPress

BODY = "Ủy ban nhân dân phường Phố Hiến"


class SigningPress(PlainPress):
    """Prints, checks a signature as the law does, and seals; fails as told, and remembers in which order it worked."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.faults: dict[str, list[Exception]] = {}

    def _work(self, what: str) -> None:
        if self.faults.get(what):
            raise self.faults[what].pop()
        self.done.append(what)

    async def issue(self, template: str, context: Any, **order: Any) -> bytes:
        """Print with a number and seal."""
        self._work("issue")
        return await super().issue(template, context, **order)

    async def draft(self, template: str, context: Any, *, signatory: Signatory, **order: Any) -> Draft:
        """Print without a number."""
        self._work("draft")
        assert not {"number", "issued_at"} & set(context)
        pdf = await super().issue(template, {**context, "number": "draft"}, **order)
        digest = hashlib.sha256(pdf).digest()
        return Draft(pdf, digest, b"", digest, (0, 0), signatory)

    async def signed(self, draft: Draft, signature: bytes) -> bytes:
        """See that the signatory signed exactly this."""
        self._work("signed")
        key = x509.load_der_x509_certificate(draft.signatory.certificate).public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        try:
            key.verify(signature, draft.pdf, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature as fault:
            raise SignatureRefused("another's, or over something else") from fault
        return draft.pdf + b" SIGNED"

    async def seal(self, signed: bytes, *, number: str, **order: Any) -> bytes:
        """Fill the number in."""
        self._work("sealed")
        assert order["issued_at"]
        return signed + f" {number} SEALED".encode()


@dataclass
class Signers:
    """The service, its clock, and the way to it."""

    services: Services
    service: SigningService
    enrolled: list[str] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def on(cls, data: Path) -> AsyncIterator[Self]:
        """A service with the examples' leader among its officers."""
        services = Services(data)
        async with httpx2.AsyncClient(transport=Wire(services.app), base_url="http://sandbox") as client:
            signers = cls(services, SigningService(client, CLIENT["client_id"], CLIENT["client_secret"]))
            await signers.enrol(LEADER.id)
            yield signers

    async def enrol(self, staff: str, office: str = BODY) -> str:
        """Give an officer a certificate; its serial number is given."""
        whom = {"id": staff, "name": "Lê Văn Chủ", "title": "Chủ tịch", "office": office}
        return str((await self.services.client.post("/_credentials", json=whom)).json()["serial"])

    async def always(self, how: str) -> None:
        """Let every officer say this to whatever comes."""
        await self.services.client.put("/_signatures", json={"how": how})

    async def waiting(self) -> list[dict[str, Any]]:
        """What officers have not answered yet."""
        return list((await self.services.client.get("/_signatures")).json())

    async def say(self, how: str = "confirm") -> None:
        """Let the one officer who is asked answer."""
        [asked] = await self.waiting()
        await self.services.say(asked["handle"], how)

    async def fault(self, kind: str, operation: str = "", calls: int = 1) -> None:
        """Let the next calls fail."""
        await self.services.client.put("/_faults", json={"kind": kind, "operation": operation, "calls": calls})

    async def heal(self) -> None:
        """Let nothing fail any more."""
        await self.services.client.delete("/_faults")

"""Sealed documents with a code, made without the rest of the house."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from domain.authenticity import Claim
from infra import enclosures
from infra.pdf import Renderer
from infra.qr import QrKeys, QrSigner
from infra.qr_keys import new_key, publish
from infra.seal import DevelopmentIdentity, Sealer, development_identity

AT = datetime(2026, 11, 24, 2, 5, tzinfo=UTC)
BODY = "Ủy ban nhân dân phường Phố Hiến"
NAME = "Nguyễn Thị Thuỳ Dương"
NUMBER = "GKS-2026-000128"
PUBLIC_URL = "https://motcua.hungyen.gov.vn"
PAGE = '<html lang="vi"><title>Giấy khai sinh</title><body><p>{{ number }}</p></body></html>'


def claim(**changes: Any) -> Claim:
    """What a code says."""
    usual: dict[str, Any] = {
        "issuer": BODY,
        "kind": "Giấy khai sinh",
        "number": NUMBER,
        "issued_at": AT,
        "shown": {"Họ, chữ đệm, tên": NAME, "Ngày sinh": "24/11/2026"},
        "digest": "ab" * 32,
    }
    return Claim(**usual | changes)


@dataclass
class Body:
    """Somebody who seals documents and signs their codes."""

    folder: Path
    renderer: Renderer
    identity: DevelopmentIdentity
    key: bytes = field(default_factory=new_key)

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Make one."""
        (folder / "results").mkdir(parents=True)
        for style in ("decree30.css", "tight.css"):
            (folder / "results" / style).touch()
        (folder / "page.html").write_text(PAGE)
        return cls(folder, Renderer(folder), development_identity(folder))

    @property
    def signer(self) -> QrSigner:
        """What signs its codes."""
        return QrSigner(self.key, PUBLIC_URL)

    @property
    def keys(self) -> QrKeys:
        """What it publishes."""
        return QrKeys(publish(self.key, b"", AT))

    def document(self, number: str = NUMBER, child: str = NAME, link: str | None = None) -> bytes:
        """Seal a document; with a code of its own unless another's link is put into it."""
        data = enclosures.data("GKS", number, BODY, {"child": child})
        digest = sha256(data.content).hexdigest()
        own = self.signer.link(claim(number=number, shown={"Họ, chữ đệm, tên": child}, digest=digest))
        enclosed = [data, *([enclosures.code(own if link is None else link)] if link != "" else [])]
        return self.sealed(self.renderer.render("page.html", {"number": number}, enclosed))

    def sealed(self, page: bytes) -> bytes:
        """Seal any page."""
        seal = Sealer(self.identity.key, self.identity.certificate)
        return seal.seal(page, reason="Cấp", location="Phố Hiến", at=datetime.now(UTC))

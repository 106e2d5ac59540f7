"""Sealed documents with a code, made without the rest of the house."""

import asyncio
import io
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import zxingcpp
from PIL import Image

from domain.transparency.authenticity import Claim
from infra.documents.anchors import CODE
from infra.documents.qr import QrKeys, QrSigner
from infra.documents.qr_keys import new_key, publish
from infra.printing.pdf import Renderer
from infra.runtime.packages import template_folders
from infra.signing.development import DevelopmentIdentity, development_identity
from infra.signing.seal import Labels, Sealer, digest_of_data, places

AT = datetime(2026, 11, 24, 2, 5, tzinfo=UTC)
BODY = "Ủy ban nhân dân phường Phố Hiến"
NAME = "Nguyễn Thị Thuỳ Dương"
NUMBER = "GKS-2026-000128"
PUBLIC_URL = "https://motcua.hungyen.gov.vn"
QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
PAGE = """<html lang="vi"><title>Giấy khai sinh</title><body><p>{{ number }}</p>
{% if check_page is defined %}<p><a class="field code" href="field:code"></a></p>{% endif %}</body></html>"""


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
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "page.html").write_text(PAGE)
        return cls(folder, Renderer(*template_folders(), folder), development_identity(folder))

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
        data = {"body": BODY, "number": number, "child": child}
        place = {} if link == "" else {"check_page": PUBLIC_URL}
        page = self.renderer.render("page.html", {"number": number} | place, data)
        own = claim(number=number, shown={"Họ, chữ đệm, tên": child}, digest=digest_of_data(page))
        return self.sealed(page, self.signer.link(own) if link is None else link)

    def sealed(self, page: bytes, link: str = "") -> bytes:
        """Seal any page."""
        return sealed(self.renderer, self.identity, page, link)


def sealed(renderer: Renderer, identity: DevelopmentIdentity, page: bytes, link: str = "") -> bytes:
    """Seal a page, with this code where it has a place for one; from within an event loop too."""
    labels = None
    if link:
        drawn = renderer.labels({"places": places(page, CODE), "body": BODY, "code": link})
        labels = Labels(drawn, {CODE: link})
    seal = Sealer(identity.key, identity.certificate)
    making = seal.seal(page, labels, reason="Cấp", location="Phố Hiến", at=datetime.now(UTC))
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, making).result()


def scanned(pdf: bytes, dots: int) -> list[str]:
    """What the codes on the first page say to a scanner of so many dots an inch.

    QR codes alone: a reader of every kind of bars at times sees some among the lines of a page, which differ each time.
    """
    drawn = subprocess.run(["pdftoppm", "-r", str(dots), "-png", "-f", "1", "-l", "1"], input=pdf, capture_output=True)
    page = Image.open(io.BytesIO(drawn.stdout))
    return [found.text for found in zxingcpp.read_barcodes(page, formats=QR_CODES)]

"""Scanned pages are bound and sealed with the body's note at the top right; the press opens nothing of strangers."""

import asyncio
import io
import json
import subprocess
from collections.abc import AsyncIterator
from datetime import datetime
from hashlib import sha256

import page as standards
import pikepdf
import pypdfium2
import pytest

from domain.base.calendar import VIETNAM
from infra.documents.orders import ENCLOSED, PressDown, RenderConfig, Unprintable
from infra.foreign.reader import Reader
from infra.printing.pool import RenderPool
from infra.runtime.confined import Answer, CellsDown
from infra.runtime.packages import template_folders
from infra.signing.development import DevelopmentIdentity, development_identity
from infra.signing.validate import validate
from tests.support.reading import HERE
from tests.support.scanned import BLUE, RED, document, page

AT = datetime(2026, 11, 24, 9, 5, tzinfo=VIETNAM)
BODY = "Ủy ban nhân dân phường Phố Hiến"
NOTE = {"body": BODY, "words": "Số hóa bản giấy", "stand_in": False}


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> DevelopmentIdentity:
    return development_identity(tmp_path_factory.mktemp("body"))


@pytest.fixture(scope="module")
async def press(identity: DevelopmentIdentity) -> AsyncIterator[RenderPool]:
    pressed = RenderPool(RenderConfig(template_folders(), identity.key, identity.certificate), processes=1, reader=HERE)
    yield pressed
    pressed.close()


@pytest.fixture(scope="module")
async def bound(press: RenderPool) -> bytes:
    """A scan of three pages, as it is kept."""
    pages = [page(RED), page(BLUE, size=(877, 620)), document(RED)]
    return await press.bind(pages, NOTE, reason="Số hóa", location="Phố Hiến", at=AT)


def test_the_note_stands_at_the_top_right_of_the_first_page(bound: bytes) -> None:
    assert [tuple(round(float(x)) for x in p.mediabox[2:]) for p in pikepdf.open(io.BytesIO(bound)).pages] == [
        (595, 842), (842, 595), (595, 842)
    ]  # fmt: skip
    first, second = (
        subprocess.run(
            ["pdftotext", "-f", n, "-l", n, "-x", "300", "-y", "0", "-W", "295", "-H", "110", "-", "-"],
            input=bound, capture_output=True, check=True,
        ).stdout.decode()
        for n in ("1", "2")
    )  # fmt: skip
    assert first.split() == ["Số", "hóa", "bản", "giấy", *BODY.split(), AT.isoformat()]
    assert not second.split()
    drawn = pypdfium2.PdfDocument(bound)[0].render(scale=1).to_pil()
    assert drawn.getpixel((300, 300))[0] > 150, "the scan itself is there"


@pytest.mark.parametrize("profile", [standards.ValidationProfile.PDF_A_3A, standards.ValidationProfile.PDF_UA_1])
def test_a_scan_is_sealed_and_keeps_to_the_standards(
    bound: bytes, identity: DevelopmentIdentity, profile: standards.ValidationProfile
) -> None:
    found = standards.validate_pdf_bytes(bound, profile=profile)
    assert [failure.message for failure in found.failures] == []
    proof = validate(bound, [identity.trust])
    assert (proof.holds, proof.signed_at) == (True, AT)


async def test_a_certified_copy_binds_the_scan_that_it_names(press: RenderPool, identity: DevelopmentIdentity) -> None:
    scan = document(BLUE, RED)
    context: dict[str, object] = {
        "original": {"title": "Bằng", "issuer": "Trường", "number": "", "issued_on": "2018-06-30", "pages": 2},
        "scans": [sha256(scan).hexdigest()],
        "body": NOTE["body"],
        "place": "Phố Hiến",
        "signatory": {"title": "Chủ tịch", "name": "Trần Văn Hưởng"},
        "stand_in": False,
        "number": "CTBS-11953-2026-000001",
        "issued_at": AT,
        ENCLOSED: [scan],
    }
    copy = await press.issue("results/certified_copy.html", context, reason="Cấp", location="Phố Hiến", at=AT)
    assert (await asyncio.to_thread(validate, copy, [identity.trust])).holds
    pdf = pikepdf.open(io.BytesIO(copy))
    data = json.loads(pdf.attachments["du-lieu.json"].get_file().read_bytes())
    assert (data["scans"], ENCLOSED in data) == (context["scans"], False)
    pages = [pypdfium2.PdfDocument(copy)[n].render(scale=1).to_pil().getpixel((300, 200)) for n in (1, 2)]
    assert (len(pdf.pages), pages[0][2] > 150 > pages[0][0], pages[1][0] > 150 > pages[1][2]) == (3, True, True)


async def test_a_slip_is_printed_as_often_as_it_is_wanted(press: RenderPool) -> None:
    slip = document(RED, BLUE)
    assert await press.copies(slip, 1) == slip
    with pikepdf.open(io.BytesIO(await press.copies(slip, 2))) as printed:
        assert len(printed.pages) == 4


class Down:
    """Cells that die."""

    async def run(self, whose: str, work: str, data: bytes, **said: object) -> Answer:
        """Die."""
        raise CellsDown(f"{whose} {work} {len(data)} {said}")


async def test_papers_that_nobody_could_draw_are_drawn_later_and_those_that_nobody_can_read_never(
    identity: DevelopmentIdentity, press: RenderPool
) -> None:
    config = RenderConfig(template_folders(), identity.key, identity.certificate)
    with pytest.raises(PressDown):
        await RenderPool(config, reader=Reader(Down())).bind([page(RED)], NOTE, reason="x", location="y", at=AT)
    with pytest.raises(Unprintable):
        await press.bind([page(RED)[:200]], NOTE, reason="x", location="y", at=AT)

"""Scanned pages are bound in order, turned as they were held, and sealed with the body's note at the top right."""

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
from PIL import Image

from domain.base.calendar import VIETNAM
from infra.documents.orders import ENCLOSED, RenderConfig, Unprintable
from infra.printing.pool import RenderPool
from infra.printing.scans import GLANCE, LONGEST_SIDE, glance, leaves
from infra.runtime.packages import template_folders
from infra.signing.development import DevelopmentIdentity, development_identity
from infra.signing.validate import validate
from tests.support.scanned import BLUE, RED, TURNED, WHITE, document, page

AT = datetime(2026, 11, 24, 9, 5, tzinfo=VIETNAM)
BODY = "Ủy ban nhân dân phường Phố Hiến"
NOTE = {"body": BODY, "words": "Số hóa bản giấy", "stand_in": False}


def colour(jpeg: bytes, across: float, down: float) -> tuple[int, int, int]:
    """The nearest of our colours at a place of a picture."""
    picture = Image.open(io.BytesIO(jpeg))
    found = picture.convert("RGB").crop(
        (x := int(picture.width * across), y := int(picture.height * down), x + 1, y + 1)
    )
    return min((RED, BLUE, WHITE), key=lambda one: sum(abs(a - b) for a, b in zip(one, found.tobytes(), strict=True)))


def test_pages_come_in_order_whatever_they_are() -> None:
    found = leaves([page(RED), document(BLUE, RED), page(BLUE, kind="PNG")])
    assert [colour(leaf.jpeg, 0.5, 0.25) for leaf in found] == [RED, BLUE, RED, BLUE]
    assert {colour(leaf.jpeg, 0.5, 0.9) for leaf in found} == {WHITE}
    assert not any(leaf.wide for leaf in found)


def test_a_page_is_turned_as_the_camera_was_held_and_what_the_camera_noted_is_gone() -> None:
    [leaf] = leaves([page(RED, size=(877, 620), turned=TURNED)])
    assert not leaf.wide
    assert (colour(leaf.jpeg, 0.9, 0.5), colour(leaf.jpeg, 0.1, 0.5)) == (RED, WHITE)
    assert not Image.open(io.BytesIO(leaf.jpeg)).getexif()


def test_a_page_is_made_no_larger_than_paper_is_read() -> None:
    [leaf] = leaves([page(RED, size=(5000, 7000))])
    assert max(Image.open(io.BytesIO(leaf.jpeg)).size) == LONGEST_SIDE


def test_pages_are_turned_as_the_desk_says_and_seen_small_as_they_will_be_bound() -> None:
    upright, lying = leaves([page(RED), page(RED)], turns=[0, 90])
    assert (upright.wide, lying.wide) == (False, True)
    assert (colour(lying.jpeg, 0.9, 0.5), colour(lying.jpeg, 0.1, 0.5)) == (RED, WHITE)
    [over] = leaves([document(BLUE)], turns=[180])
    assert (colour(over.jpeg, 0.5, 0.75), colour(over.jpeg, 0.5, 0.1)) == (BLUE, WHITE)
    seen = glance(document(RED, BLUE), 270)
    assert seen.pages == 2
    assert (colour(seen.jpeg, 0.1, 0.5), colour(seen.jpeg, 0.9, 0.5)) == (RED, WHITE)
    assert max(Image.open(io.BytesIO(seen.jpeg)).size) == GLANCE


async def test_a_page_that_was_cut_off_is_not_read_in_the_renderers_process_either(press: RenderPool) -> None:
    with pytest.raises(Unprintable):
        await press.glance(page(RED)[:900])


async def test_a_slip_is_printed_as_often_as_it_is_wanted(press: RenderPool) -> None:
    slip = document(RED, BLUE)
    assert await press.copies(slip, 1) == slip
    with pikepdf.open(io.BytesIO(await press.copies(slip, 2))) as printed:
        assert len(printed.pages) == 4


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"%PDF-1.4\n%%EOF\n", b"\xff\xd8\xff\xe0 cut", page(RED)[:200]])
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(Unprintable):
        leaves([data])


def test_a_picture_that_swells_is_refused() -> None:
    with pytest.raises(Unprintable):
        leaves([page(WHITE, size=(12_000, 12_000), kind="PNG")])


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> DevelopmentIdentity:
    return development_identity(tmp_path_factory.mktemp("body"))


@pytest.fixture(scope="module")
async def press(identity: DevelopmentIdentity) -> AsyncIterator[RenderPool]:
    pressed = RenderPool(RenderConfig(template_folders(), identity.key, identity.certificate), processes=1)
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

"""A paper shows pages and nothing more: it runs nothing, hides nothing, swells to nothing."""

import base64
import contextlib
import struct
import zlib
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from domain.base.refusals import Unacceptable
from infra.foreign import harm
from infra.foreign.papers import ACTIVE, ENCLOSED, LOCKED, PDF, PIXELS, SWOLLEN, TOO_MANY_PAGES, TOO_WIDE, Trap, inspect
from infra.foreign.reader import ROOM
from infra.runtime.confined import Allowance, Confined
from tests.support.hostile import HOSTILE

SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def pdf(**root: object) -> Pdf:
    """A page, with something more in the catalogue."""
    made = pikepdf.new()
    made.add_blank_page()
    for name, value in root.items():
        made.Root[f"/{name}"] = value
    return made


def saved(made: Pdf, **how: Any) -> bytes:
    """Write it."""
    out = BytesIO()
    made.save(out, **how)
    return out.getvalue()


def packed(made: Pdf) -> bytes:
    """Write it with its objects packed."""
    return saved(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def refused(data: bytes, media_type: str = PDF) -> str:
    """Give what a file is refused for."""
    with pytest.raises(Trap) as trap:
        inspect(media_type, data)
    return trap.value.what


ACTIONS = {
    "JavaScript": pdf(OpenAction=SCRIPT),
    "Launch": pdf(OpenAction=Dictionary(S=Name.Launch, F=String("cmd.exe"))),
    "SubmitForm": pdf(OpenAction=Dictionary(S=Name.SubmitForm, F=String("https://evil.example"))),
    "ImportData": pdf(OpenAction=Dictionary(S=Name.ImportData, F=String("x.fdf"))),
    "XFA": pdf(AcroForm=Dictionary(XFA=Array([]), Fields=Array([]))),
    "RichMedia": pdf(Extra=Dictionary(Subtype=Name.RichMedia)),
}


@pytest.mark.parametrize("what", ACTIONS)
def test_a_pdf_that_acts_is_refused_in_the_open_and_packed(what: str) -> None:
    assert refused(saved(ACTIONS[what])) == what
    assert b"/OpenAction" not in packed(ACTIONS[what]) or b"JavaScript" not in packed(ACTIONS[what])
    assert refused(packed(ACTIONS[what])) == what


def test_an_action_behind_escaped_letters_is_found() -> None:
    assert refused(saved(ACTIONS["JavaScript"]).replace(b"/JavaScript", b"/#4aava#53cript")) == "JavaScript"


def test_an_action_behind_a_stream_that_never_ends_is_found() -> None:
    assert refused(b"%PDF-1.7\n% stream\n1 0 obj <</S /JavaScript >> endobj\n%%EOF") == "JavaScript"


@pytest.mark.parametrize("written", [lambda z: z, base64.a85encode, lambda z: z.hex().encode()])
def test_packed_objects_are_looked_into_whatever_their_dictionary_says(written: object) -> None:
    body = zlib.compress(b"4 0 5 12 <</S/JavaScript/JS(x)>> 7")
    head = b"%PDF-1.7\n1 0 obj <</Length 9/Subtype/Image>>\nstream\n"
    assert callable(written)
    assert refused(head + written(body) + b"\nendstream endobj\n%%EOF") == "JavaScript"


def test_a_locked_pdf_is_refused_for_nobody_can_read_it() -> None:
    assert refused(saved(pdf(), encryption=pikepdf.Encryption(owner="a", user="b"))) == LOCKED


@pytest.mark.parametrize("beginning", [b"MZ" + bytes(62), b"\x7fELF", b"PK\x03\x04", b"#!/bin/sh"])
def test_a_program_in_a_pdf_is_refused_and_data_is_not(beginning: bytes) -> None:
    made = pdf()
    made.attachments["x.bin"] = pikepdf.AttachedFileSpec(made, beginning + bytes(100))
    assert refused(saved(made)) == ENCLOSED
    assert refused(saved(made, compress_streams=False)) == ENCLOSED
    with_data = pdf()
    with_data.attachments["result.json"] = pikepdf.AttachedFileSpec(with_data, b'{"number": "1"}')
    inspect(PDF, saved(with_data))


def test_packed_objects_that_swell_without_end_are_not_unpacked() -> None:
    bomb = zlib.compress(b"1 0 " + b" " * (64 * 1024 * 1024), 9)
    assert len(bomb) < 100_000
    assert refused(b"%PDF-1.7\n1 0 obj <<>>\nstream\n" + bomb + b"\nendstream") == SWOLLEN


def archive() -> bytes:
    """A zip file."""
    out = BytesIO()
    with ZipFile(out, "w") as files:
        files.writestr("run.exe", b"MZ")
    return out.getvalue()


@pytest.mark.parametrize("media_type", [PDF, "image/png", "image/jpeg"])
def test_a_file_that_is_an_archive_too_is_refused(media_type: str) -> None:
    first = {PDF: saved(pdf()), "image/png": png(10, 10), "image/jpeg": jpeg(10, 10)}[media_type]
    inspect(media_type, first)
    assert refused(first + archive(), media_type) == ENCLOSED


def test_a_picture_that_is_a_pdf_too_is_refused() -> None:
    assert refused(png(10, 10) + b"%PDF-1.4\n", "image/png") == ENCLOSED


def png(width: int, height: int) -> bytes:
    """The beginning of a picture."""
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + bytes(40)


def jpeg(width: int, height: int) -> bytes:
    """The beginning of a photograph, with what a camera says of itself first."""
    camera = b"\xff\xe1\x00\x10" + b"Exif" + bytes(10)
    return b"\xff\xd8" + camera + b"\xff\xff\xc2\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(20)


@pytest.mark.parametrize(("media_type", "picture"), [("image/png", png), ("image/jpeg", jpeg)])
def test_a_picture_of_too_many_pixels_is_refused_before_anybody_opens_it(media_type: str, picture: object) -> None:
    assert callable(picture)
    most = PIXELS[media_type]
    inspect(media_type, picture(12_500, most // 12_500))
    assert refused(picture(12_501, most // 12_500), media_type) == TOO_WIDE
    assert refused(picture(30_001, 1), media_type) == TOO_WIDE


def test_a_result_of_ours_and_what_scanners_write_is_taken() -> None:
    made = pdf(OpenAction=Array([Name.Fit]))
    made.pages[0].Contents = Stream(made, b"1 0 0 1 0 0 cm BT (xin chao) Tj ET")
    for data in (saved(made), packed(made), saved(made, linearize=True)):
        inspect(PDF, data)


def test_a_picture_of_too_many_pixels_is_refused_in_a_pdf_too() -> None:
    def holding(width: int, height: int) -> bytes:
        made = pdf()
        made.pages[0].Resources = Dictionary(
            XObject=Dictionary(Im=Stream(made, b"x", Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height))
        )
        return saved(made)

    inspect(PDF, holding(12_000, PIXELS[PDF] // 12_000))
    assert refused(holding(12_001, PIXELS[PDF] // 12_000)) == TOO_WIDE


def test_all_that_a_file_is_refused_for_is_said_with_what_to_do() -> None:
    for trap in (*ACTIVE, ENCLOSED, LOCKED, SWOLLEN, TOO_WIDE, TOO_MANY_PAGES):
        said: Unacceptable = harm.refusal(trap, PDF)
        assert "hãy" in said.vi
        assert ": " in said.en


@pytest.fixture(scope="module")
async def patient() -> AsyncIterator[Confined]:
    """Cells in which a slow machine too comes to the end of a file that is linear, and of no other."""
    cells = Confined(ROOM, processes=1, allowance=Allowance(seconds=8))
    yield cells
    await cells.close()


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_file_made_to_keep_us_busy_does_not(what: str, patient: Confined) -> None:
    found = await patient.run("an", "look", HOSTILE[what].times(4))
    assert found.said.get("trap", "") in ("", SWOLLEN, TOO_MANY_PAGES)


def test_bytes_in_any_order_never_break_it() -> None:
    whole = packed(ACTIONS["JavaScript"])
    for cut in range(0, len(whole), 7):
        for media_type in (PDF, "image/png", "image/jpeg"):
            with contextlib.suppress(Trap):
                inspect(media_type, whole[cut:] + whole[:cut])

"""The counter scans papers: one sealed file comes out, and a filing carries it like any upload."""

import io

import pikepdf
import pytest

from infra.local.house import LocalHouse
from infra.local.people import PAPER, Caller, Json, People
from tests.support.door import Door, new_key, words_of
from tests.support.scanned import BLUE, RED, document, page

Files = list[tuple[str, tuple[str, bytes]]]
CUT = page(RED)[: len(page(RED)) // 3]
PAGES: Files = [("file", ("1.jpg", page(RED))), ("file", ("2.png", page(BLUE, kind="PNG")))]
ORIGINAL = {
    "commune": "11953",
    "title": "Bằng tốt nghiệp đại học",
    "issuer": "Đại học Bách khoa Hà Nội",
    "issued_on": "2018-06-30",
    "pages": 2,
}


async def test_pages_become_one_sealed_upload_that_a_counter_filing_carries(
    door: Door, people: People, mother: Caller, couple: Json
) -> None:
    desk = await door.officer("tiepnhan.phohien")
    answer = await desk.post("scans", files=[*PAGES, ("file", ("3.pdf", document(RED, BLUE)))])
    assert answer.status_code == 201, answer.text
    upload = answer.json()
    assert (upload["media_type"], upload["digitised"]) == ("application/pdf", 3)
    sent = await people.application(mother, couple) | {
        "documents": [{"kind": "birth_record", "upload": upload["id"]}],
        "applicant": {"number": couple["mother"]["number"], "name": couple["mother"]["name"]},
    }
    filed = await desk.post("dossiers", json=sent, headers=new_key())
    code = filed.raise_for_status().json()["code"]
    first = (await desk.get(f"dossiers/{code}/events")).json()[0]
    assert first["facts"]["digitised"] == first["facts"]["documents"] == [upload["sha256"]]
    paper = await desk.get(f"dossiers/{code}/documents/{upload['sha256']}")
    words = words_of(paper)
    for word in ("Số hóa bản giấy", "Ủy ban nhân dân phường Phố Hiến", "+07:00"):
        assert word in words, word
    with pikepdf.open(io.BytesIO(paper.content)) as pdf:
        assert len(pdf.pages) == 4


def kept(house: LocalHouse) -> dict[str, bytes]:
    """Give every file that is kept for people."""
    return {path.name: path.read_bytes() for path in (house.folder / "documents" / "uploads").iterdir()}


async def test_the_pages_go_once_they_are_bound_and_the_file_lies_sealed(door: Door, house: LocalHouse) -> None:
    desk = await door.officer("tiepnhan.phohien")
    (await desk.post("uploads", files={"file": ("mot.pdf", document(RED))})).raise_for_status()
    files, before = kept(house), (await door.books.written())["uploads"]
    upload = (await desk.post("scans", files=PAGES)).raise_for_status().json()
    [(name, data)] = kept(house).items() - files.items()
    assert (name, (await door.books.written())["uploads"]) == (upload["id"], before + 1)
    assert b"%PDF" not in data
    assert not (house.folder / "documents" / "scans").exists()


@pytest.mark.parametrize(
    ("files", "slug"),
    [
        ([("file", ("1.pdf", PAPER))], "scan-not-readable"),
        ([("file", ("1.jpg", CUT))], "scan-not-readable"),
        ([*PAGES, ("file", ("3.jpg", b"GIF89a"))], "file-not-acceptable"),
        ([("file", ("1.jpg", page(RED)[:-2] + b"%PDF-"))], "file-harmful"),
    ],
)
async def test_what_cannot_be_read_or_does_harm_is_no_scan(door: Door, files: Files, slug: str) -> None:
    await door.refuses(await door.officer("tiepnhan.phohien"), 422, slug, "scans", files=files)


@pytest.mark.parametrize(("name", "scan"), [("1.pdf", PAPER), ("2.jpg", CUT)])
async def test_a_scan_that_nobody_could_bind_is_refused_when_it_is_filed_and_not_after_the_approval(
    door: Door, people: People, mother: Caller, name: str, scan: bytes
) -> None:
    kept = (await mother.post("uploads", files={"file": (name, scan)})).raise_for_status().json()
    sent = {"procedure": "2.000815", "form": ORIGINAL, "documents": [{"kind": "scan", "upload": kept["id"]}]}
    await door.refuses_filing(mother, 422, "scan-not-readable", sent)
    readable = await people.upload(mother, document(RED, BLUE))
    right = sent | {"documents": [{"kind": "scan", "upload": readable}]}
    assert (await mother.post("dossiers", json=right, headers=new_key())).status_code == 201


async def test_only_a_desk_scans(door: Door, mother: Caller) -> None:
    for who in (mother, await door.officer("hotich.phohien"), await door.officer("chutich.phohien")):
        await door.refuses(who, 403, "wrong-role", "scans", files=PAGES)
    await door.refuses(await door.officer("tiepnhan.phohien"), 400, "malformed", "scans", files={"other": ("a", b"a")})

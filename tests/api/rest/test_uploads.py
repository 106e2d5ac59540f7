"""Papers are what they say they are, small enough, clean, and of who files them."""

import asyncio
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256

import httpx2
import pytest

from api.app import create_app
from infra.files.clamd import Clamd
from infra.files.uploads import ScannerDown
from infra.foreign.papers import PAGES
from infra.local.house import LocalHouse
from infra.local.people import PAPER, Caller, Json, People
from tests.support.door import Door, problem_of
from tests.support.hostile import HOSTILE, of_pages

ELF = b"\x7fELF\x02\x01\x01" + bytes(200)
PE = b"MZ\x90\x00\x03" + bytes(55) + b"\x80\x00\x00\x00" + bytes(64) + b"PE\x00\x00\x64\x86" + bytes(200)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)
LIMIT = 10 * 1024 * 1024
VIRUS = b"X5O!P%@AP"


def file(data: bytes, name: str = "paper.pdf") -> Json:
    """A multipart body with one file."""
    return {"file": (name, data, "application/pdf")}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("paper.pdf", ELF),
        ("paper.pdf", PE),
        ("paper.pdf", b"#!/bin/sh\nrm -rf /\n"),
        ("paper.pdf", b"<html><script>alert(1)</script></html>"),
        ("paper.pdf", PNG),
        ("paper.exe", PAPER),
        ("paper", PAPER),
        ("paper.pdf", b""),
        ("x" * 300 + ".pdf", PAPER),
        ("ảnh\u202efdp.exe.pdf", PAPER),
        ("giấ\u200by.pdf", PAPER),
        ("../../etc/giay.pdf", PAPER),
        ("giay\\to.pdf", PAPER),
        ("a;filename=b.pdf", PAPER),
        ("giаy.pdf", PAPER),
    ],
)
async def test_a_disguised_file_is_refused(door: Door, mother: Caller, name: str, data: bytes) -> None:
    await door.refuses(mother, 422, "file-not-acceptable", "uploads", files=file(data, name))


async def test_who_sends_files_made_to_keep_us_busy_keeps_nobody_else_waiting(
    door: Door, people: People, mother: Caller, couple: Json
) -> None:
    father, answered = await people.who(f"citizen:{couple['father']['number']}"), []
    busy = HOSTILE["streams repeated"].times(4)

    async def bring(who: Caller, data: bytes) -> httpx2.Response:
        answer = await who.post("uploads", files=file(data))
        answered.append(who)
        return answer

    *refused, taken = await asyncio.gather(*(bring(mother, busy) for _ in range(6)), bring(father, PAPER))
    for answer in refused:
        problem_of(answer, 422, "file-harmful")
    assert taken.status_code == 201
    assert answered.index(father) < len(answered) - 2, "those of the other are read one at a time"
    await door.refuses(mother, 422, "file-too-many-pages", "uploads", files=file(of_pages(PAGES + 1)))


async def test_a_file_that_acts_when_it_is_opened_is_refused_and_not_kept(door: Door, mother: Caller) -> None:
    acts = b"%PDF-1.7\n1 0 obj <</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>> endobj\n%%EOF\n"
    problem = await door.refuses(mother, 422, "file-harmful", "uploads", files=file(acts))
    assert "JavaScript" in problem["title"]


async def test_a_file_name_typed_in_parts_is_kept_in_one_way(mother: Caller) -> None:
    answer = await mother.post("uploads", files=file(PAPER, unicodedata.normalize("NFD", "giấy chứng sinh.pdf")))
    assert answer.json()["name"] == "giấy chứng sinh.pdf"


async def test_a_file_that_is_too_large_is_refused(door: Door, mother: Caller) -> None:
    await door.refuses(mother, 413, "too-large", "uploads", files=file(PAPER + bytes(LIMIT + 1 - len(PAPER))))
    await door.refuses(mother, 413, "too-large", "uploads", files=file(PAPER + bytes(LIMIT + 64 * 1024)))


async def test_a_file_of_just_the_limit_is_taken(mother: Caller) -> None:
    data = PAPER + bytes(LIMIT - len(PAPER))
    answer = await mother.post("uploads", files=file(data))
    assert answer.status_code == 201
    assert answer.json()["sha256"] == sha256(data).hexdigest()


async def test_what_holds_no_file_is_refused(door: Door, mother: Caller) -> None:
    await door.refuses(mother, 400, "malformed", "uploads", json={"file": "paper.pdf"})
    await door.refuses(mother, 400, "malformed", "uploads", data={"file": "paper.pdf"})
    two = [("file", ("1.pdf", PAPER)), ("file", ("2.pdf", PAPER))]
    await door.refuses(mother, 400, "malformed", "uploads", files=two)
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    await door.refuses(mother, 400, "malformed", "uploads", content=b"no such boundary", headers=broken)


async def test_an_electronic_identity_of_level_1_uploads_nothing(door: Door, people: People, couple: Json) -> None:
    weak = await people.who(f"citizen:{couple['mother']['number']}", eid_level=1)
    await door.refuses(weak, 403, "identity-level-too-low", "uploads", files=file(PAPER))


async def test_a_filing_names_only_uploads_of_its_own(
    door: Door, people: People, mother: Caller, stranger: Caller, application: Json
) -> None:
    for upload in (await people.upload(stranger), "0" * 32):
        papers = [{"kind": "birth_record", "upload": upload}]
        await door.refuses_filing(mother, 422, "upload-missing", application | {"documents": papers})


async def test_a_paper_comes_back_as_it_was(people: People, mother: Caller, couple: Json, door: Door) -> None:
    code = await people.file(mother, couple)
    digest = sha256(PAPER).hexdigest()
    for reader in (mother, await door.officer("hotich.phohien")):
        answer = await reader.get(f"dossiers/{code}/documents/{digest}")
        assert (answer.content, answer.headers["content-type"]) == (PAPER, "application/pdf")
        assert answer.headers["content-disposition"] == f'attachment; filename="{digest[:16]}.pdf"'
    await door.refuses(mother, 404, "not-found", f"dossiers/{code}/documents/{'0' * 64}", "GET")


@dataclass
class FakeClamd:
    """A clamd that knows one virus; it may be told to say something else."""

    says: bytes = b""
    seen: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one stream and judge it."""
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        data = b""
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            data += await reader.readexactly(size)
        self.seen.append(data)
        writer.write(self.says or (b"stream: Eicar-Test-Signature FOUND\0" if VIRUS in data else b"stream: OK\0"))
        writer.close()


@pytest.fixture
async def clamd() -> AsyncIterator[tuple[FakeClamd, str]]:
    """A scanner, and where it listens."""
    fake = FakeClamd()
    async with await asyncio.start_server(fake.serve, "127.0.0.1", 0) as server:
        yield fake, f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_the_scanner_gets_every_byte_and_its_word_is_taken(clamd: tuple[FakeClamd, str]) -> None:
    fake, address = clamd
    data = bytes(200_000) + b"end"
    assert await Clamd(address).scan(data) == ""
    assert await Clamd(address).scan(VIRUS) == "Eicar-Test-Signature"
    assert fake.seen == [data, VIRUS]


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"half an answ", b"stream: hm\0"])
async def test_without_a_clear_word_of_the_scanner_nothing_passes(clamd: tuple[FakeClamd, str], says: bytes) -> None:
    clamd[0].says = says
    with pytest.raises(ScannerDown):
        await Clamd(clamd[1]).scan(PAPER)


async def test_an_infected_file_is_refused_and_without_a_scanner_none_is_taken(
    house: LocalHouse, mother: Caller, clamd: tuple[FakeClamd, str], door: Door
) -> None:
    fake, address = clamd
    app = create_app(house.settings().model_copy(update={"clamd_address": address}))
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://door/api/v1/") as http:
            scanned = Caller(http, mother.name, mother.headers)
            await door.refuses(scanned, 422, "file-infected", "uploads", files=file(PAPER + VIRUS))
            assert (await scanned.post("uploads", files=file(PAPER))).status_code == 201
            fake.says = b"ERROR\0"
            before = await door.books.written()
            answer = await scanned.post("uploads", files=file(PAPER))
            problem_of(answer, 503, "unavailable")
            assert answer.headers["retry-after"]
            assert await door.books.written() == before

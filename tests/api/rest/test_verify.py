"""Anybody may ask whether a document is real; the answer is a word, in their language, and says nothing more."""

import asyncio
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.documents.qr import QrKeys, QrSigner
from infra.local.folder import until
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.infra.verification.test_paper import code_of
from tests.support.door import Books, Door, at, has_status, problem_of
from tests.support.papers import Body, claim

JSON = {"Accept": "application/json"}
SCRIPT = '<script>alert("x")</script>'
RECALL = text("UPDATE results SET recalled_at = :at, recalled_why = :why, replaced_by = :by WHERE number = :number")


@dataclass
class Issued:
    """A result that was issued."""

    pdf: bytes
    number: str
    code: str
    child: str

    @property
    def link(self) -> str:
        """Where its code leads."""
        return code_of(self.pdf)


@dataclass
class Desk:
    """Where documents are checked."""

    http: httpx2.AsyncClient
    url: str

    async def scan(self, link: str, **headers: str) -> httpx2.Response:
        """Open the address that a code holds, as a phone does."""
        return await self.http.get(self.url + "/" + link.split("/", 3)[3], headers=headers)

    async def bring(self, content: bytes, name: str = "a.pdf", **headers: str) -> httpx2.Response:
        """Bring a file."""
        return await self.http.post(f"{self.url}/verify", files={"file": (name, content)}, headers=headers)

    async def judged(self, content: bytes | str) -> Json:
        """Give the answer about a file, or a code's text, as programs get it."""
        if isinstance(content, str):
            sent: dict[str, Any] = {"files": {"qr": (None, content)}}
        else:
            sent = {"files": {"file": ("a.pdf", content)}}
        answer = await self.http.post(f"{self.url}/verify", headers=JSON, **sent)
        assert answer.headers["content-type"] == "application/json"
        said: Json = answer.json()
        return said


@pytest.fixture(scope="module")
def desk(people: People, house: LocalHouse) -> Desk:
    return Desk(people.api, house.api_url)


async def issue(door: Door, people: People, mother: Caller, couple: Json) -> Issued:
    code = await people.file(mother, couple)
    await door.to_leader(mother, code)
    await door.approve(code)
    done = await people.until(mother, code, has_status(9))
    pdf = (await mother.get(at(done["result"]["href"]))).content
    return Issued(pdf, done["result"]["number"], code, await people.child(mother, code))


@pytest.fixture(scope="module")
async def issued(door: Door, people: People, mother: Caller, couple: Json) -> Issued:
    return await issue(door, people, mother, couple)


@pytest.fixture(scope="module")
async def other(door: Door, people: People, mother: Caller, couple: Json) -> Issued:
    return await issue(door, people, mother, couple)


@pytest.fixture
def signer(house: LocalHouse) -> QrSigner:
    """The house's own key."""
    settings = house.settings()
    return QrSigner(Path(settings.qr_key_file).read_bytes(), settings.public_url)


async def test_the_code_on_a_certificate_leads_to_what_it_was_issued_for(desk: Desk, issued: Issued) -> None:
    page = await desk.scan(issued.link)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for words in (
        "Mã thật, hãy so sánh với giấy",
        "So sánh với giấy trên tay",
        "Giấy khai sinh",
        issued.number,
        issued.child,
    ):
        assert words in page.text, words
    assert '<html lang="vi"' in page.text


async def test_it_says_the_same_in_english(desk: Desk, issued: Issued) -> None:
    page = await desk.scan(issued.link + "?lang=en")
    for words in (
        "The code is real",
        "Compare with the paper in your hand",
        issued.number,
        issued.child,
        '<html lang="en"',
    ):
        assert words in page.text, words
    asked = await desk.scan(issued.link, **{"Accept-Language": "en"})
    assert asked.text == page.text


async def test_a_program_gets_the_same_answer(desk: Desk, issued: Issued) -> None:
    said = (await desk.scan(issued.link, **JSON)).json()
    assert (said["verdict"], said["reason"], said["checked"]) == ("valid", None, "code")
    assert said["document"]["number"] == issued.number
    assert said["document"]["issuer"] == "Ủy ban nhân dân phường Phố Hiến"
    assert said["document"]["shown"]["Họ, chữ đệm, tên"] == issued.child
    assert said == await desk.judged(issued.link)


async def test_a_code_shows_of_a_person_what_it_carries_and_nothing_else(
    desk: Desk, issued: Issued, couple: Json
) -> None:
    page = (await desk.scan(issued.link)).text
    for secret in (couple["mother"]["number"], couple["mother"]["name"], couple["father"]["name"], issued.code):
        assert secret not in page


async def test_the_file_that_was_issued_is_valid_and_tells_nothing_of_its_holder(desk: Desk, issued: Issued) -> None:
    said = await desk.judged(issued.pdf)
    assert (said["verdict"], said["checked"], said["document"]["number"]) == ("valid", "file", issued.number)
    assert said["document"]["kind"] == "Giấy khai sinh"
    assert said["technical"]["intact"]
    assert said["document"]["shown"] == {}
    page = await desk.bring(issued.pdf)
    assert "Có giá trị" in page.text
    assert issued.number in page.text
    assert issued.child not in page.text


async def test_an_altered_file_is_said_to_be_altered(desk: Desk, issued: Issued) -> None:
    changed = bytearray(issued.pdf)
    changed[len(changed) // 3] ^= 1
    for pdf in (bytes(changed), issued.pdf + b"\n%"):
        said = await desk.judged(pdf)
        assert (said["verdict"], said["document"]) == ("altered", None), said
    assert "Đã bị sửa đổi" in (await desk.bring(issued.pdf + b"\n%")).text


async def test_a_file_that_another_body_sealed_is_not_ours(desk: Desk, tmp_path: Path) -> None:
    foreign = await asyncio.to_thread(Body.at(tmp_path / "b").document)
    said = await desk.judged(foreign)
    assert (said["verdict"], said["reason"], said["document"]) == ("not_ours", "foreign_seal", None)


@pytest.mark.parametrize("content", [b"nothing", b"%PDF-1.7\n%%EOF", b"\xff\xd8\xff\xe0JFIF", b"\x00"])
async def test_what_is_no_pdf_cannot_be_read(desk: Desk, content: bytes) -> None:
    assert ((await desk.judged(content))["verdict"]) == "unreadable"


async def test_a_file_that_is_an_archive_too_is_not_taken_for_ours(desk: Desk, issued: Issued) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("x.exe", "MZ")
    for pdf in (issued.pdf + archive.getvalue(), archive.getvalue() + issued.pdf, b"<html>" + issued.pdf):
        assert (await desk.judged(pdf))["verdict"] in ("altered", "unreadable", "not_ours")


async def test_an_empty_file_and_nothing_at_all_are_asked_for_again(desk: Desk) -> None:
    for sent in ({"files": {"file": ("a.pdf", b"")}}, {"files": {"qr": (None, " ")}}, {"content": b"x"}, {}):
        problem_of(await desk.http.post(f"{desk.url}/verify", headers=JSON, **sent), 400, "malformed")
        page = await desk.http.post(f"{desk.url}/verify", **sent)
        assert (page.status_code, "Chưa có tệp hoặc mã nào" in page.text) == (400, True)


async def test_a_file_of_thirty_megabytes_is_too_large(desk: Desk) -> None:
    answer = await desk.bring(b"%PDF-1.7\n" + bytes(30 * 1024**2))
    assert answer.status_code == 413
    assert "Tệp quá lớn" in answer.text
    problem_of(await desk.bring(bytes(30 * 1024**2), **JSON), 413, "too-large")


async def test_a_recalled_result_says_since_when_why_and_what_replaced_it(
    desk: Desk, books: Books, issued: Issued, other: Issued
) -> None:
    why = f"Cấp sai thông tin hộ tịch {SCRIPT}"
    row = {"why": why, "by": issued.number, "number": other.number}
    async with books.database.transaction(ENGINE) as tx:
        at_once = (await tx.execute(text("SELECT clock_timestamp()"))).scalar_one()
        await tx.execute(RECALL, row | {"at": at_once})
    for content in (other.link, other.pdf):
        said = await desk.judged(content)
        assert (said["verdict"], said["recall"]["why"], said["recall"]["replaced_by"]) == (
            "recalled",
            why,
            issued.number,
        )
    page = (await desk.scan(other.link)).text
    assert "Đã bị thu hồi" in page
    assert issued.number in page
    assert SCRIPT not in page
    async with books.database.transaction(ENGINE) as tx:
        await tx.execute(RECALL, {"number": other.number, "at": None, "why": None, "by": None})
    assert (await desk.judged(other.link))["verdict"] == "valid"


async def test_a_signed_code_with_a_number_that_nobody_was_given_is_not_ours(desk: Desk, signer: QrSigner) -> None:
    said = await desk.judged(signer.link(claim(number="GKS-2026-999999")))
    assert (said["verdict"], said["reason"], said["document"]) == ("not_ours", "code_unregistered", None)


async def test_numbers_tell_nothing_to_who_merely_guesses_them(desk: Desk, issued: Issued) -> None:
    for guess in (issued.number, issued.link[:-8], f"{desk.url}/verify/{issued.number}"):
        said = await desk.judged(guess)
        assert (said["verdict"], said["document"], said["recall"]) == ("unreadable", None, None)


async def test_a_code_is_refused_as_what_it_is(desk: Desk, issued: Issued, tmp_path: Path) -> None:
    foreign = Body.at(tmp_path / "b").signer.link(claim())
    place = len(issued.link) - 20
    changed = issued.link[:place] + ("A" if issued.link[place] != "A" else "B") + issued.link[place + 1 :]
    for link, verdict in ((foreign, "not_ours"), (changed, "altered"), (issued.link[:-3], "unreadable")):
        assert (await desk.judged(link))["verdict"] == verdict
        assert (await desk.scan(link)).status_code == 200


async def test_whatever_a_code_says_is_text_and_never_markup(desk: Desk, signer: QrSigner, books: Books) -> None:
    number = f"N-{SCRIPT}"
    signed = signer.link(
        claim(number=number, kind=SCRIPT, issuer=SCRIPT, shown={SCRIPT: f'"><img src=x onerror=alert(1)>{SCRIPT}'})
    )
    async with books.database.transaction(ENGINE) as tx:
        copied = "SELECT :number, dossier, path, 'none' FROM results LIMIT 1"
        await tx.execute(text(f"INSERT INTO results (number, dossier, path, sha256) {copied}"), {"number": number})
    page = (await desk.scan(signed)).text
    assert "&lt;script&gt;" in page
    assert not re.search(r"<script|<img|onerror=[^&]*>", page)


async def test_a_page_runs_nothing_and_is_kept_nowhere(desk: Desk, issued: Issued) -> None:
    for answer in (await desk.scan(issued.link), await desk.http.get(f"{desk.url}/verify"), await desk.bring(b"x")):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "<script" not in answer.text
        assert " style=" not in answer.text


async def test_the_published_keys_check_a_code_without_us(desk: Desk, issued: Issued) -> None:
    published = await desk.http.get(f"{desk.url}/.well-known/motcua/qr-keys")
    assert published.headers["content-type"] == "application/jwk-set+json"
    assert QrKeys(published.content).read(issued.link).number == issued.number
    assert '"d"' not in published.text


async def test_the_slips_code_leads_to_a_page_that_knows_nothing(desk: Desk, issued: Issued) -> None:
    for path in (f"TRACK/{issued.code}", f"track/{issued.code}", f"track/{issued.code[:-1]}9"):
        page = await desk.http.get(f"{desk.url}/{path}")
        assert (page.status_code, "Theo dõi hồ sơ" in page.text) == (200, True)
    problem_of(await desk.http.get(f"{desk.url}/track/{SCRIPT}"), 404, "not-found")


async def test_neither_code_nor_file_leaves_a_word_in_any_log(
    desk: Desk, issued: Issued, house: LocalHouse, tmp_path: Path
) -> None:
    await desk.bring(await asyncio.to_thread(Body.at(tmp_path / "b").document))
    await desk.scan(issued.link)
    await desk.judged(issued.link)
    await desk.bring(issued.pdf, name="giấy khai sinh của Khôi.pdf")
    log = house.folder / "logs" / "api.log"
    await until(lambda: log.read_text().count('"route": "/verify"') > 1)
    assert all(line.startswith("{") for line in log.read_text().splitlines()), "nothing that a library said"
    said = "".join(path.read_text() for path in log.parent.glob("*.log"))
    assert '"route": "/VERIFY/{token}"' in said
    for secret in (issued.link.rpartition("/")[2][:60], issued.link.rpartition("/")[2][-40:], "của Khôi", issued.child):
        assert secret not in said

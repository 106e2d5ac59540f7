"""A former certificate that another agency issued is fetched from it at the filing, or the applicant brings it."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest
from joserfc.jwk import OKPKey

from domain.dossier.acts import Actor
from infra.agencies.basis import development_key
from infra.crypto.blind_index import BlindIndex
from infra.db.database import Database
from infra.files.drafts import Content, Drafts
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from sandbox.people.residents import (
    CONVICTED,
    DIVORCED_FATHER,
    EXPUNGED,
    NO_HEALTH_CHECK,
    OWNER_DECEASED,
    RENTED,
    UNKNOWN_STATUS,
)
from tests.api.inside import inside
from tests.api.rest.province.test_warehouse_door import BRINGS, HERE, Consumer, told
from tests.support import hostile
from tests.support.door import new_key, problem_of

XNHN = "1.004873"
PAGE = {"Accept": "text/html", "Accept-Language": "vi"}
FILES = "/result-files"


@dataclass
class Agency:
    """The agency that issued it, with its files, and the front door."""

    consumer: Consumer
    people: People
    house: LocalHouse

    async def put(self, owner: str) -> tuple[str, bytes]:
        """Put a certificate of somebody's into the warehouse; its number and its file."""
        number, file = f"XN-{secrets.token_hex(6)}", hostile.of_pages(1) + secrets.token_hex(9).encode()
        (await self.sandbox.put(f"{FILES}/_files/{number}.pdf", content=file)).raise_for_status()
        sent = {
            "kind": "XNHN", "issuer": "11953", "issued_on": "2026-05-04", "valid_until": "2026-11-04",
            "owners": [owner], "sha256": sha256(file).hexdigest(),
            "address": f"{self.house.sandbox_url}{FILES}/v1/files/{number}.pdf",
        }  # fmt: skip
        (await self.consumer.ask("PUT", f"{HERE}/results/{number}", BRINGS, sent)).raise_for_status()
        return number, file

    @property
    def sandbox(self) -> httpx2.AsyncClient:
        """The world outside."""
        return self.people.sandbox

    async def who(self, number: str) -> Caller:
        """Somebody before this front door."""
        return replace(await self.people.who(f"citizen:{number}"), http=self.consumer.http)

    async def calls(self) -> Json:
        """What the agency was asked."""
        found: Json = (await self.sandbox.get(f"{FILES}/_calls")).json()["operations"]
        return found


@pytest.fixture
async def agency(house: LocalHouse, people: People, tmp_path: Path) -> AsyncIterator[Agency]:
    """A front door of its own: an agency that failed is left alone by the one that saw it."""
    development_key(tmp_path / "own.pem", tmp_path / "own.json")
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    keys = {"civil_status": told(tmp_path / "theirs.json", key)}
    async with inside(house, consumer_keys=keys, receipt_key_file=str(tmp_path / "own.pem")) as http:
        yield Agency(Consumer(http, "civil_status", key), people, house)
        for control in ("_faults", "_quirks", "_calls"):
            await people.sandbox.delete(f"{FILES}/{control}")


def application(number: str, *papers: Json) -> Json:
    person = {
        "number": number, "full_name": "Lương Thị Hải Yến", "born": "1997-09-22", "residence": "tỉnh Hưng Yên",
        "commune": "11953",
    }  # fmt: skip
    form = {"person": person, "purpose": "loan", "purpose_text": "vay vốn tại ngân hàng", "former": "handed_in"}
    return {"procedure": XNHN, "form": form, "documents": list(papers)}


async def test_it_is_fetched_once_counts_as_reused_and_its_holder_reads_who_fetched_it(agency: Agency) -> None:
    _, file = await agency.put(RENTED)
    who, key = await agency.who(RENTED), new_key()
    first, again = [await who.post("dossiers", json=application(RENTED), headers=key) for _ in range(2)]
    code = first.raise_for_status().json()["code"]
    assert again.raise_for_status().json()["code"] == code
    [filed] = [one for one in (await who.get(f"dossiers/{code}/events")).json() if one["type"] == "filed"]
    assert filed["facts"]["reused"] == [sha256(file).hexdigest()] == filed["facts"]["documents"]
    paper = await who.get(f"dossiers/{code}/documents/{sha256(file).hexdigest()}")
    assert paper.content == file
    assert await agency.calls() == {"GET /v1/files/{name}": 1}
    [look] = [one for one in (await who.get("me/lookups")).json()["items"] if one["what"] == "fetched"]
    assert (look["by"], look["answered"]) == ("The province's shared data warehouse", True)
    page = await who.http.get("http://door/me/lookups", headers=who.headers | PAGE)
    assert "đã lấy giấy tờ của ông/bà từ cơ quan cấp" in page.text
    detail = (await agency.sandbox.get(f"{FILES}/_calls", params={"detail": 1})).json()["calls"]
    assert RENTED not in str(detail)


@pytest.mark.parametrize(
    ("number", "fault", "quirk"),
    [
        (UNKNOWN_STATUS, {"kind": "unavailable", "calls": -1}, None),
        (EXPUNGED, {"kind": "drop_answer", "calls": -1}, None),
        (NO_HEALTH_CHECK, None, "other"), (OWNER_DECEASED, None, "big"), (DIVORCED_FATHER, None, "redirect"),
    ],
    ids=["down", "cut", "other bytes", "too big", "elsewhere"],
)  # fmt: skip
async def test_where_it_does_not_come_the_applicant_hears_why_loses_nothing_and_brings_it(
    agency: Agency, number: str, fault: Json | None, quirk: str | None
) -> None:
    _, file = await agency.put(number)
    if fault:
        (await agency.sandbox.put(f"{FILES}/_faults", json=fault)).raise_for_status()
    if quirk:
        (await agency.sandbox.put(f"{FILES}/_quirks", json={"does": quirk, "calls": 9})).raise_for_status()
    who = await agency.who(number)
    refused = await who.post("dossiers", json=application(number), headers=new_key() | {"Accept-Language": "vi"})
    problem = problem_of(refused, 422, "paper-not-fetched")
    assert problem["title"].startswith("Chưa lấy được “Giấy xác nhận tình trạng hôn nhân đã cấp trước đây")
    assert "Ông/bà tải giấy này lên" in problem["title"]
    asked = (await agency.calls())["GET /v1/files/{name}"]
    assert "GET /v1/elsewhere/{name}" not in await agency.calls()
    # Again at once, by the page: nobody is waited for, the form is there, and the link leads to where it is brought.
    page, draft = await sent(agency, who, number)
    assert (await agency.calls())["GET /v1/files/{name}"] == asked
    assert "Chưa lấy được “Giấy xác nhận tình trạng hôn nhân" in page.text
    assert f'href="/drafts/{draft}/papers#former"' in page.text
    assert "vay vốn tại ngân hàng" in page.text
    upload = await who.post("uploads", files={"file": ("giay.pdf", file, "application/pdf")})
    paper = {"kind": "former", "upload": upload.raise_for_status().json()["id"]}
    filed = await who.post("dossiers", json=application(number, paper), headers=new_key())
    code = filed.raise_for_status().json()["code"]
    [event] = [one for one in (await who.get(f"dossiers/{code}/events")).json() if one["type"] == "filed"]
    assert event["facts"].get("reused") is None


async def test_for_an_application_that_is_refused_anyway_no_agency_is_asked(agency: Agency) -> None:
    await agency.put(CONVICTED)
    who, nobody = await agency.who(CONVICTED), {"number": RENTED, "email": "ai@example.vn"}
    answer = await who.post("dossiers", json=application(CONVICTED) | {"consent_contacts": [nobody]}, headers=new_key())
    problem_of(answer, 422, "unacceptable")
    assert await agency.calls() == {}


async def sent(agency: Agency, who: Caller, number: str) -> tuple[httpx2.Response, str]:
    """File a draft by its page."""
    settings = agency.house.settings()
    actor = Actor(kind="citizen", id=BlindIndex(settings.blind_index_key.get_secret_value()).of(number))
    async with Database.of_api(settings, 1) as database:
        content = Content(
            form=application(number)["form"] | {"partner": None}, contact={"email": "yen@example.vn", "locale": "vi"}
        )
        draft = await Drafts(database).begin(XNHN, actor, content)
    at = f"http://door/drafts/{draft}/submit"
    page = await who.http.post(at, headers=who.headers | PAGE)
    assert page.status_code == 422, page.text[-2000:]
    return page, draft

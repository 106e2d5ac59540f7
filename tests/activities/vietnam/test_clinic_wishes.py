"""A difference at a clinic is looked into as the patient wishes: one correction, until the register agrees."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc.jwk import OKPKey

from activities.vietnam.cleaning import CleaningDesk
from activities.vietnam.clinic import ClinicDesk
from activities.vietnam.clinic_wishes import WishDesk
from activities.vietnam.social import Insurance
from activities.warrants import Grounds
from api.schemas.vietnam.cleaning import OutcomeIn
from api.services.vietnam import cleaning
from domain.base.law import Role
from domain.base.refusals import Missing
from domain.dossier.acts import Actor
from infra.agencies.basis import Mint, published
from infra.agencies.receipts import RegisterKeys
from infra.facts.loading import Facts
from infra.reads.lookups import ABOUT_ME, listed
from infra.vietnam.cleaning import Corrections
from infra.vietnam.clinic import ClinicVisits, Visit
from sandbox.people import residents
from sandbox.registers.guard import Askers, Guard, own_key
from sandbox.vietnam import insurance
from tests.activities.test_agencies import HUNG_YEN
from tests.support.examples import INDEX, officer
from tests.support.ledger import Ledger, Urls, open_ledger

CLERK = officer("kcb-1", Role.RECEIVING_OFFICER, agency="33101")
OTHER_CLERK = officer("kcb-2", Role.RECEIVING_OFFICER, agency="33102")
KEEPER = officer("bhxh-1", Role.SPECIALIST, agency="33.BHXH")
LAST = (datetime(9999, 12, 31, tzinfo=UTC), "", 0)
NUMBER, NAME = residents.MISSPELT_MOTHER, residents.MISSPELT_NAME_ON_PAPERS
KNOWN = residents.MISSPELT_NAME_IN_REGISTER
SHOWN = {"paper": "Giấy khai sinh số 12/1997", "basis": "Luật Bảo hiểm y tế"}


@dataclass
class Line:
    """The way to the register, which may be cut; keeps what was asked there on which ground."""

    app: Any
    cut: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Carry a request on, or nothing."""
        if self.cut:
            raise httpx2.ConnectError("the line is cut")
        token = dict(scope["headers"])[b"legal-basis"].decode().split(".")[1]
        claims = json.loads(_unpacked(token))
        self.asked.append((scope["path"], claims["purpose"] + "/" + claims["basis"]["rests_on"]))
        await self.app(scope, receive, send)


def _unpacked(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@dataclass
class House:
    """A clinic's counter, the worker's desks, and the office that keeps the register."""

    ledger: Ledger
    line: Line
    visits: ClinicVisits
    corrections: Corrections
    clinic: ClinicDesk
    wishes: WishDesk
    cleaning: CleaningDesk

    async def come(self, visit: str, by: Actor = CLERK, name: str = NAME, born: str | None = None) -> Visit:
        """Somebody is received, and the register answers."""
        said = {"number": NUMBER, "full_name": name, "born": born, "proof": "chip"}
        await self.visits.ask(by, visit, [INDEX.of(NUMBER)], said)
        await self.clinic.settle()
        return await self.visits.find(by, visit)

    async def wish(self, visit: str, by: Actor = CLERK) -> str:
        """The patient wishes that it be looked into; what became of it."""
        await self.visits.wish(by, visit)
        await self.wishes.look()
        return (await self.visits.find(by, visit)).wish

    async def at_the_office(self, state: str = "") -> list[Any]:
        """What lies there."""
        return list((await cleaning.queue(KEEPER, "insurance", state, self.corrections, "vi")).items)

    async def decide(self, outcome: str, **more: str) -> None:
        """The office decides on all that is open, and the worker enters it."""
        for one in await self.at_the_office("open"):
            sent = OutcomeIn.model_validate(SHOWN | {"outcome": outcome} | more)
            await cleaning.outcome(KEEPER, one.id, sent, self.corrections, "vi")
        await self.cleaning.enter()


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE clinic_visits, corrections, compared_people, exchanges")
        yield opened


@pytest.fixture
def house(ledger: Ledger, tmp_path: Path) -> House:
    ours, own = OKPKey.generate_key("Ed25519", auto_kid=True), own_key(tmp_path, "insurance")
    (tmp_path / "askers.json").write_text(json.dumps(published(ours)))
    (tmp_path / "own.json").write_text(json.dumps({"keys": [own.as_dict(private=False)]}))
    line = Line(Guard(insurance.create_app(tmp_path), "insurance", Askers(tmp_path / "askers.json"), own))
    register = Insurance(httpx2.AsyncClient(transport=httpx2.ASGITransport(line), base_url="http://sandbox"), HUNG_YEN)
    grounds = Grounds(INDEX, Mint(ours, "motcua"), {"insurance": RegisterKeys(str(tmp_path / "own.json"))})
    offices, engine = Facts.load("").offices, ledger.engine.database
    visits, found = ClinicVisits(engine), Corrections(engine, INDEX)
    return House(
        ledger,
        line,
        ClinicVisits(ledger.api.database),
        Corrections(ledger.api.database, INDEX),
        ClinicDesk(visits, register, grounds),
        WishDesk(visits, found, register, grounds, offices),
        CleaningDesk(ledger.engine, found, {"insurance": register}, grounds, offices),
    )


async def told(ledger: Ledger) -> list[tuple[str, str, str]]:
    """What the patient reads, without receptions."""
    reader = Actor(kind="citizen", id=INDEX.of(NUMBER))
    rows = await listed(ledger.api.database, reader, ABOUT_ME, 50, LAST, "", "")
    return [(row.register, row.look["act"], row.look["why"]) for row in rows if row.look["why"] == "Làm sạch dữ liệu"]


async def test_one_difference_is_one_correction_however_many_clinics_and_visits_ask(house: House) -> None:
    await house.come("L-1")
    assert await house.at_the_office() == [], "without the patient's wish nothing is opened"
    assert await house.wish("L-1") == "opened"
    await house.come("L-2", name=NAME.upper())
    await house.come("L-1", OTHER_CLERK)
    assert [await house.wish("L-2"), await house.wish("L-1", OTHER_CLERK), await house.wish("L-1")] == ["opened"] * 3
    [one] = await house.at_the_office()
    assert (one.rule.code, one.said, one.other, one.pattern.code) == ("name", KNOWN, NAME, "accents")
    assert (one.dossiers, one.receptions, one.shown) == (0, 3, "Chip thẻ căn cước")
    assert one.receipt
    [row] = await house.ledger.rows("SELECT * FROM corrections")
    said = " ".join(str(value) for value in row.values())
    for personal in (NUMBER, NAME, KNOWN):
        assert personal not in said


async def test_the_register_is_asked_by_law_and_for_cleaning_and_the_patient_reads_it(house: House) -> None:
    await house.come("L-1")
    await house.wish("L-1")
    assert house.line.asked == [
        ("/v1/eligibility/search", "Tiếp đón khám bệnh/law"),
        ("/v1/identities/search", "Làm sạch dữ liệu/law"),
    ]
    assert await told(house.ledger) == [("33.BHXH", "asked", "Làm sạch dữ liệu")]
    await house.wish("L-1")
    assert len(house.line.asked) == 2


async def test_once_the_register_was_put_right_it_is_closed_and_the_next_reception_agrees(house: House) -> None:
    await house.come("L-1", born="1950-01-01")
    assert await house.wish("L-1") == "opened"
    assert {one.rule.code for one in await house.at_the_office()} == {"name", "birthday"}
    assert (await house.come("L-2")).outcome == "mismatch"
    await house.decide("other")
    assert [one.outcome for one in await house.at_the_office("closed")] == ["other", "other"]
    assert await told(house.ledger) == [
        ("33.BHXH", "corrected", "Làm sạch dữ liệu"),
        ("33.BHXH", "corrected", "Làm sạch dữ liệu"),
        ("33.BHXH", "asked", "Làm sạch dữ liệu"),
    ]
    assert (await house.come("L-3", born="1950-01-01")).outcome != "mismatch"
    assert await house.wish("L-2") == "agrees", "it was put right before the wish"


async def test_what_its_office_left_as_it_was_is_told_so_and_not_opened_again(house: House) -> None:
    await house.come("L-1")
    await house.wish("L-1")
    await house.decide("register")
    await house.come("L-2")
    assert await house.wish("L-2") == "decided"
    assert await house.at_the_office("open") == []


async def test_where_nothing_differs_there_is_nothing_to_wish(house: House) -> None:
    assert (await house.come("L-1", name=KNOWN)).outcome != "mismatch"
    assert await house.wish("L-1") == ""
    with pytest.raises(Missing):
        await house.visits.wish(OTHER_CLERK, "L-1")
    assert [path for path, _ in house.line.asked] == ["/v1/eligibility/search"]


async def test_a_wish_outlives_an_outage_and_a_worker_that_died_before_it_noted_what_it_found(house: House) -> None:
    await house.come("L-1")
    house.line.cut = True
    assert await house.wish("L-1") == "asked"
    house.line.cut = False
    assert await house.wishes.look() == 0, "it rests before it is tried again"
    await house.ledger.rows("UPDATE clinic_visits SET wish_due_at = now()")
    assert [await house.wishes.look(), await house.wishes.look()] == [1, 0]
    await house.ledger.rows("UPDATE clinic_visits SET wish = 'asked', wish_due_at = now()")
    assert await house.wishes.look() == 1
    [one] = await house.at_the_office()
    assert one.receptions == 1

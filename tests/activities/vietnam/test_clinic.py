"""Receptions at clinics are settled by the register's word, once each, and never asked about without a ground."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from joserfc.jwk import OKPKey

from activities.vietnam.clinic import ClinicDesk
from activities.vietnam.social import Insurance
from activities.warrants import Grounds
from domain.base.calendar import VIETNAM
from domain.base.law import Role
from domain.base.refusals import Missing
from domain.dossier.acts import Actor
from infra.agencies.basis import Mint, published
from infra.agencies.receipts import RegisterKeys
from infra.reads.lookups import ABOUT_ME, listed
from infra.vietnam.clinic import ClinicVisits, OtherPatient, Visit
from sandbox.people import residents
from sandbox.registers.guard import Askers, Guard, own_key
from sandbox.vietnam import insurance
from tests.activities.test_agencies import HUNG_YEN
from tests.support.examples import INDEX, officer
from tests.support.ledger import Ledger, Urls, open_ledger

CLERK = officer("kcb-1", Role.RECEIVING_OFFICER, agency="33101")
OTHER_CLERK = officer("kcb-2", Role.RECEIVING_OFFICER, agency="33102")
LAST = (datetime(9999, 12, 31, tzinfo=UTC), "", 0)
PEOPLE = {one.number: one for one in residents.world().persons}
NAMES = {number: " ".join(one.name) for number, one in PEOPLE.items()}
WORKER = next(one for one in PEOPLE.values() if insurance.kind_of(one) == insurance.WORKER and not one.died)


@dataclass
class Line:
    """The way to the register, which may be cut."""

    app: Any
    cut: bool = False
    asked: list[bool] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Carry a request on, or nothing."""
        self.asked.append(b"legal-basis" in dict(scope["headers"]))
        if self.cut:
            raise httpx2.ConnectError("the line is cut")
        await self.app(scope, receive, send)


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE clinic_visits, exchanges")
        yield opened


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The insurance register."""
    folder = tmp_path_factory.mktemp("insurance")
    return insurance.create_app(folder, lambda: datetime(2026, 11, 17, 3, tzinfo=UTC))


@pytest.fixture
def register(app: FastAPI, tmp_path: Path) -> tuple[Guard, OKPKey, Path]:
    """It behind a guard of the test's own, the key of who may ask it, and where its own is published."""
    ours, own = OKPKey.generate_key("Ed25519", auto_kid=True), own_key(tmp_path, "insurance")
    (tmp_path / "askers.json").write_text(json.dumps(published(ours)))
    (tmp_path / "own.json").write_text(json.dumps({"keys": [own.as_dict(private=False)]}))
    return Guard(app, "insurance", Askers(tmp_path / "askers.json"), own), ours, tmp_path / "own.json"


@pytest.fixture
def line(register: tuple[Guard, OKPKey, Path]) -> Line:
    return Line(register[0])


@pytest.fixture
def desk(ledger: Ledger, line: Line, register: tuple[Guard, OKPKey, Path]) -> Callable[..., ClinicDesk]:
    _, ours, published_at = register

    usual = Mint(ours, "motcua")

    def made(mint: Mint | None = usual) -> ClinicDesk:
        http = httpx2.AsyncClient(transport=httpx2.ASGITransport(line), base_url="http://sandbox")
        grounds = Grounds(INDEX, mint, {"insurance": RegisterKeys(str(published_at))})
        visits = ClinicVisits(ledger.engine.database)
        return ClinicDesk(visits, Insurance(http, HUNG_YEN), grounds)

    return made


@pytest.fixture
def visits(ledger: Ledger) -> ClinicVisits:
    return ClinicVisits(ledger.api.database)


async def come(
    visits: ClinicVisits, number: str, visit: str = "L-1", by: Actor = CLERK, name: str = "", **other: Any
) -> Visit:
    said = {"number": number, "full_name": name or NAMES.get(number, "Ai đó"), "born": None} | other
    return await visits.ask(by, visit, [INDEX.of(number or "12/2026")], said)


async def outcome(visits: ClinicVisits, visit: str = "L-1", by: Actor = CLERK) -> str:
    return (await visits.answered(by, visit, 0)).outcome


async def test_whoever_is_insured_is_told_so_with_the_registers_signed_word(
    visits: ClinicVisits, desk: Callable[..., ClinicDesk], line: Line
) -> None:
    await come(visits, WORKER.number, born=f"{WORKER.born}")
    assert await desk().settle() == 1
    found = await visits.answered(CLERK, "L-1", 0)
    assert (found.outcome, (found.answer or {})["rate"], found.elsewhere) == ("eligible", 80, False)
    assert found.receipt.count(".") == 2
    assert line.asked == [True]


@pytest.mark.parametrize(
    ("number", "name", "born", "expected"),
    [
        (insurance.JOB_LOST, "", None, "expired"),
        ("033000000000", "", None, "unknown"),
        (residents.FATHER_DECEASED_FATHER, "", None, "deceased"),
        (residents.MISSPELT_MOTHER, residents.MISSPELT_NAME_ON_PAPERS, None, "mismatch"),
        (WORKER.number, "", "1901-01-01", "mismatch"),
        (insurance.NEVER_INSURED, "", None, "none"),
    ],
    ids=["expired card", "unknown", "dead", "misspelt", "another birthday", "never insured"],
)
async def test_whoever_is_not_is_told_why(
    visits: ClinicVisits, desk: Callable[..., ClinicDesk], number: str, name: str, born: str | None, expected: str
) -> None:
    await come(visits, number, name=name, born=born)
    await desk().settle()
    assert await outcome(visits) == expected


async def test_what_is_asked_in_an_outage_is_settled_after_it_and_once(
    ledger: Ledger, visits: ClinicVisits, desk: Callable[..., ClinicDesk], line: Line
) -> None:
    line.cut = True
    await come(visits, WORKER.number)
    assert await desk().settle() == 0
    assert await outcome(visits) == ""
    line.cut = False
    assert await desk().settle() == 0, "it rests before it is tried again"
    await ledger.rows("UPDATE clinic_visits SET due_at = now()")
    assert [await desk().settle(), await desk().settle()] == [1, 0]
    assert await outcome(visits) == "eligible"
    assert len(await ledger.rows("SELECT 1 FROM exchanges")) == 1


async def test_nobody_is_asked_about_without_a_ground(
    ledger: Ledger, visits: ClinicVisits, desk: Callable[..., ClinicDesk], line: Line
) -> None:
    await come(visits, WORKER.number)
    assert await desk(mint=None).settle() == 0
    assert (line.asked, await outcome(visits)) == ([], "")
    stranger = Mint(OKPKey.generate_key("Ed25519", auto_kid=True), "stranger")
    await ledger.rows("UPDATE clinic_visits SET due_at = now()")
    await desk(mint=stranger).settle()
    found = await visits.answered(CLERK, "L-1", 0)
    assert (found.outcome, found.answer) == ("refused", None)


async def test_a_visit_is_one_persons_and_asked_about_once(
    ledger: Ledger, visits: ClinicVisits, desk: Callable[..., ClinicDesk], line: Line
) -> None:
    await come(visits, WORKER.number)
    await come(visits, WORKER.number)
    with pytest.raises(OtherPatient):
        await come(visits, insurance.JOB_LOST)
    await desk().settle()
    await come(visits, WORKER.number)
    assert await desk().settle() == 0
    assert len(line.asked) == 1
    await come(visits, WORKER.number, by=OTHER_CLERK)
    assert len(await ledger.rows("SELECT 1 FROM clinic_visits")) == 2


async def test_another_proof_of_the_same_person_is_the_same_reception(
    visits: ClinicVisits, desk: Callable[..., ClinicDesk], line: Line
) -> None:
    first = await come(visits, WORKER.number, born=f"{WORKER.born}")
    await desk().settle()
    again = await come(visits, WORKER.number)
    assert (again.id, again.outcome) == (first.id, "eligible")
    assert await desk().settle() == 0
    assert len(line.asked) == 1


async def test_a_card_is_judged_by_the_day_on_which_they_came_however_late_the_register_answers(
    ledger: Ledger, visits: ClinicVisits, desk: Callable[..., ClinicDesk]
) -> None:
    await come(visits, insurance.JOB_LOST)
    await desk().settle()
    until = date.fromisoformat(((await visits.find(CLERK, "L-1")).answer or {})["valid_until"])
    midnight = datetime.combine(until + timedelta(days=1), time(), VIETNAM)
    for visit, minutes in (("L-2", -10), ("L-3", 10)):
        await come(visits, insurance.JOB_LOST, visit)
        at = midnight + timedelta(minutes=minutes)
        await ledger.rows("UPDATE clinic_visits SET asked_at = :at WHERE visit = :visit", at=at, visit=visit)
    await desk().settle()
    assert [await outcome(visits, visit) for visit in ("L-1", "L-2", "L-3")] == ["expired", "eligible", "expired"]


async def test_a_small_child_whom_the_register_does_not_know_is_received_by_its_paper(
    ledger: Ledger, visits: ClinicVisits, desk: Callable[..., ClinicDesk], line: Line
) -> None:
    today = datetime.now(UTC).date()
    await come(visits, "033226000999", born=f"{today - timedelta(days=30)}")
    await come(visits, "033220000999", "L-2", born=f"{today - timedelta(days=6 * 366)}")
    await come(visits, "", "L-3", born=f"{today - timedelta(days=2)}", certificate="12/2026")
    assert await desk(mint=None).settle() == 1, "what has no number is asked of nobody"
    assert line.asked == []
    await ledger.rows("UPDATE clinic_visits SET due_at = now() WHERE due_at IS NOT NULL")
    await desk().settle()
    assert [await outcome(visits, visit) for visit in ("L-1", "L-2", "L-3")] == ["under_six", "unknown", "under_six"]
    noted = await ledger.rows("SELECT about FROM exchanges ORDER BY number")
    assert {tuple(row["about"]) for row in noted} == {(INDEX.of("033226000999"),), (INDEX.of("033220000999"),)}


async def test_whoever_brings_a_child_is_no_patient_elsewhere(
    visits: ClinicVisits, desk: Callable[..., ClinicDesk]
) -> None:
    parent = INDEX.of(WORKER.number)
    child = {"number": "033226000999", "full_name": "Cháu Bé", "born": None}
    await visits.ask(CLERK, "L-1", [INDEX.of("033226000999"), parent], child)
    await come(visits, WORKER.number, by=OTHER_CLERK)
    await desk().settle()
    assert not (await visits.find(CLERK, "L-1")).elsewhere
    assert not (await visits.find(OTHER_CLERK, "L-1")).elsewhere


async def test_a_reception_is_late_after_a_day_whether_it_was_settled_since_or_not(
    ledger: Ledger, visits: ClinicVisits, desk: Callable[..., ClinicDesk]
) -> None:
    for visit in ("L-1", "L-2", "L-3"):
        await come(visits, WORKER.number, visit)
    await ledger.rows("UPDATE clinic_visits SET due_at = NULL WHERE visit = 'L-2'")
    await ledger.rows("UPDATE clinic_visits SET asked_at = now() - interval '3 days' WHERE visit <> 'L-3'")
    await desk().settle()
    chief = officer("chief", Role.AGENCY_LEADER, agency="33")
    begins, ends = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    [row] = await visits.measures(chief, begins, ends)
    assert (row.asked, row.settled, row.late) == (3, 2, 2)


async def test_one_person_at_two_clinics_within_the_hour_is_marked(
    visits: ClinicVisits, desk: Callable[..., ClinicDesk]
) -> None:
    await come(visits, WORKER.number)
    await desk().settle()
    await come(visits, WORKER.number, by=OTHER_CLERK)
    await desk().settle()
    assert (await visits.answered(OTHER_CLERK, "L-1", 0)).elsewhere


async def test_the_person_reads_which_clinic_asked(
    ledger: Ledger, visits: ClinicVisits, desk: Callable[..., ClinicDesk]
) -> None:
    await come(visits, WORKER.number)
    await desk().settle()
    reader = Actor(kind="citizen", id=INDEX.of(WORKER.number))
    [row] = await listed(ledger.api.database, reader, ABOUT_ME, 50, LAST, "", "")
    assert (row.register, row.look["why"], row.look["query"]) == ("33101", "Tiếp đón khám bệnh", "insurance")


async def test_a_clinic_reads_its_own_receptions_alone_and_nothing_of_people_lies_open(
    ledger: Ledger, visits: ClinicVisits, desk: Callable[..., ClinicDesk]
) -> None:
    await come(visits, WORKER.number)
    await desk().settle()
    with pytest.raises(Missing):
        await visits.answered(OTHER_CLERK, "L-1", 0)
    [row] = await ledger.rows("SELECT * FROM clinic_visits")
    said = " ".join(str(value) for value in row.values())
    assert WORKER.number not in said
    assert NAMES[WORKER.number] not in said


async def test_clinics_are_measured_by_what_was_asked_and_matched(
    ledger: Ledger, visits: ClinicVisits, desk: Callable[..., ClinicDesk]
) -> None:
    await come(visits, WORKER.number)
    await come(visits, "033000000000", "L-2")
    await desk().settle()
    await come(visits, WORKER.number, "L-3")
    chief = officer("chief", Role.AGENCY_LEADER, agency="33")
    begins, ends = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    [row] = await visits.measures(chief, begins, ends)
    assert (row.facility, row.asked, row.settled, row.matched, row.late) == ("33101", 3, 2, 1, 0)
    assert row.median is not None
    moment = datetime(2026, 7, 31, 23, 50, tzinfo=VIETNAM)
    await ledger.rows("UPDATE clinic_visits SET asked_at = :at", at=moment)
    assert await visits.insured(chief, begins, ends) == {("33101", date(2026, 7, 1)): 1}


async def test_a_reception_is_forgotten_after_two_years(ledger: Ledger, visits: ClinicVisits) -> None:
    await come(visits, WORKER.number)
    engine = ClinicVisits(ledger.engine.database)
    assert await engine.forget() == 0
    await ledger.rows("UPDATE clinic_visits SET asked_at = now() - interval '731 days'")
    assert await engine.forget() == 1

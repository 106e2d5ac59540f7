"""By night dossiers are held against one another, also those of two people with one old number, until all has come."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from activities.vietnam.cleaning import CleaningDesk
from activities.vietnam.cleaning_night import CleaningNight
from api.services.vietnam import cleaning
from domain.dossier import acts
from domain.registers.lookups import Heard, LookUp
from domain.registers.query import Query, answered
from domain.vietnam.queries.civil_status import BirthEntry, RegisterEntry
from domain.vietnam.queries.population import GrantNumber, Person, PersonalNumber, PersonByNumber
from infra.facts.loading import Facts
from infra.facts.units import load_units
from infra.facts.warehouse import load_sharing
from infra.vietnam.cleaning import Corrections
from infra.vietnam.nights import Nights
from tests.support.cleaning_rig import POLICE, Books
from tests.support.examples import (
    APPROVE,
    DESK,
    FATHER_NUMBER,
    INDEX,
    LEADER,
    MOTHER_NUMBER,
    RECEIVE,
    REGISTRAR,
    VERIFY,
    personal,
)
from tests.support.ledger import Ledger, of

OLD = "151234567"
FIRST_NIGHT = datetime(2026, 12, 1, 19, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def night(ledger: Ledger) -> CleaningNight:
    offices, database = Facts.load("").offices, ledger.engine.database
    found = Corrections(database, INDEX)
    return CleaningNight(ledger.engine, found, Nights(database), load_sharing(), offices, load_units(offices))


@pytest.fixture
def desk(ledger: Ledger, books: Books) -> CleaningDesk:
    database = ledger.engine.database
    found, nights = Corrections(database, INDEX), Nights(database)
    return CleaningDesk(ledger.engine, found, books.connectors, books.grounds, Facts.load("").offices, nights=nights)


async def examined(ledger: Ledger, form: dict[str, Any], *heard: tuple[Query[Any], Any, tuple[str, ...]]) -> str:
    """A dossier in which registers said so, and an officer looked at it."""
    code = await ledger.file(personal=personal(form=form))
    await ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
    await ledger.advance(code, *(hear(*one) for one in heard))
    await ledger.through(code, VERIFY, acts.Done(task="", decision="confirm"), REGISTRAR)
    return code


def hear(query: Query[Any], answer: Any, people: tuple[str, ...]) -> tuple[str, acts.AnyAct]:
    look = LookUp(query=query.kind, fields=query.fields(), why="x", about=tuple(map(INDEX.of, people)))
    return query.kind, answered(query, query.kind, answer.model_dump(mode="json"), Heard(look=look))


def someone(number: str) -> tuple[Query[Any], Any, tuple[str, ...]]:
    """Who has a number, and had the old one before."""
    known = {"number": number, "full_name": "Đặng Thị Huệ", "born": "1988-03-25", "sex": "female"}
    more = {"ethnicity": "Kinh", "nationality": "Việt Nam", "residence": "", "commune": "12019", "place_of_origin": ""}
    person = Person.model_validate(known | more | {"old_number": OLD})
    return PersonByNumber(number=number), person, (number,)


BORN = {"commune": "11953", "child_name": "x", "born": "2026-11-10", "sex": "female", "place_of_birth": "x"}
ENTRY = BirthEntry.model_validate(BORN | {"mother": "x", "father": "x", "mother_number": MOTHER_NUMBER})
IN_BOOKS = RegisterEntry.model_validate({"entry": 12, "volume": "01/2026", "registered_on": "2026-11-30"})
ASKED = {"name": "x", "born": "2026-11-10", "sex": "female", "mother": MOTHER_NUMBER, "father": FATHER_NUMBER}
GRANT = GrantNumber.model_validate(ASKED | {"entry": 12, "volume": "01/2026"})
FORM = {"mother": {"number": MOTHER_NUMBER}, "father": {"number": FATHER_NUMBER}}


async def rules(corrections: Corrections) -> list[tuple[str, str, str]]:
    found = await cleaning.queue(POLICE, "", "", corrections, "vi")
    return [(one.rule.code, one.person, one.other) for one in found.items]


async def test_an_old_number_of_two_people_is_one_difference_though_they_share_no_dossier(
    ledger: Ledger, desk: CleaningDesk, night: CleaningNight, corrections: Corrections
) -> None:
    one, other = "033188000601", "033188000777"
    for number in (one, other):
        await examined(ledger, {"mother": {"number": number}}, someone(number))
    await desk.compare()
    ledger.clock.at = FIRST_NIGHT
    assert await night.look() == 2
    assert await rules(corrections) == [("old_number_of_two", one, other)]
    rows = await ledger.rows("SELECT * FROM old_numbers")
    assert OLD not in str(rows)
    assert one not in str(rows)


async def test_a_child_has_no_number_on_the_third_day_after_its_birth_was_entered_and_not_before(
    ledger: Ledger, desk: CleaningDesk, night: CleaningNight, corrections: Corrections
) -> None:
    ledger.clock.at = FIRST_NIGHT - timedelta(hours=10)
    code = await examined(ledger, FORM)
    await approved(ledger, code)
    await desk.compare()
    ledger.clock.at = FIRST_NIGHT
    assert await night.look() == 0, "it is approved: what is entered comes yet"
    await ledger.advance(code, hear(ENTRY, IN_BOOKS, (MOTHER_NUMBER,)))
    for _ in range(2):
        ledger.clock.turn(DAY)
        assert await night.look() == 0
        assert await rules(corrections) == []
    ledger.clock.turn(DAY)
    await night.look()
    assert await rules(corrections) == [("child_without_number", MOTHER_NUMBER, "12, 01/2026")]


async def test_a_child_that_was_given_its_number_is_none(
    ledger: Ledger, desk: CleaningDesk, night: CleaningNight, corrections: Corrections
) -> None:
    given = (GRANT, PersonalNumber(number="033326000001"), (MOTHER_NUMBER, FATHER_NUMBER))
    ledger.clock.at = FIRST_NIGHT - timedelta(hours=10)
    await examined(ledger, FORM, (ENTRY, IN_BOOKS, (MOTHER_NUMBER,)), given)
    await desk.compare()
    for _ in range(5):
        ledger.clock.at = ledger.clock.at.replace(hour=19) + DAY
        await night.look()
    assert await rules(corrections) == []
    assert await ledger.rows("SELECT 1 FROM cleaning_owed") == []


async def approved(ledger: Ledger, code: str) -> None:
    await ledger.through(code, APPROVE, acts.Approved(task="", personal={"name": "Lê Văn Chủ"}), LEADER)

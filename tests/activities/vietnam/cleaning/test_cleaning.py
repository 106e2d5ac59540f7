"""What registers say otherwise is one correction at the office that keeps them, and closed once they say it right."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from activities.vietnam.cleaning import CleaningDesk
from activities.vietnam.cleaning_night import CleaningNight
from activities.warrants import Grounds
from api.services.vietnam import cleaning
from api.services.vietnam.cleaning import NoSuchValue, OtherRegister
from domain.base.law import Role
from domain.base.refusals import AlreadyDone, Missing, WrongRole
from domain.dossier.acts import Actor
from domain.registers.lookups import Heard, LookUp
from domain.registers.query import CIVIL_STATUS, POPULATION, answered
from domain.vietnam.cleaning import Difference, pattern_of, wilson
from domain.vietnam.queries.civil_status import DeathEntry, MarriageOf, RegisterEntry
from domain.vietnam.queries.population import CorrectPerson, PersonByNumber
from infra.facts.loading import Facts
from infra.facts.units import load_units
from infra.facts.warehouse import load_sharing
from infra.reads.lookups import ABOUT_ME, listed
from infra.vietnam.cleaning import Corrections
from infra.vietnam.nights import Nights
from tests.support.cleaning_rig import COUPLES, POLICE, Books, examined, only, sent
from tests.support.examples import DESK, INDEX, REGISTRAR, officer, personal
from tests.support.ledger import Ledger

LEADER = officer("chief", Role.AGENCY_LEADER, agency="33")
LAST = (datetime(9999, 12, 31, tzinfo=UTC), "", 0)


async def shown(corrections: Corrections, by: Actor) -> list[tuple[str, str, str]]:
    found = await cleaning.queue(by, "", "", corrections, "vi")
    return [(one.rule.code, one.said, one.other) for one in found.items]


async def test_a_misspelt_name_is_one_correction_and_the_next_look_up_agrees(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    couple = COUPLES["misspelt"]
    for _ in range(5):
        await examined(ledger, books, couple)
    assert await desk.compare() == 5
    assert await shown(corrections, POLICE) == [("name", couple.mother.full_name, couple.name_on_papers)]
    [row] = await ledger.rows("SELECT dossiers FROM corrections")
    assert len(row["dossiers"]) == 5
    one = await only(corrections, POLICE)
    view = await cleaning.outcome(POLICE, one, sent("other"), corrections, "vi")
    assert (view.state, view.closed_at) == ("decided", None)
    assert [await desk.enter(), await desk.enter()] == [1, 0]
    person = await books.ask(PersonByNumber(number=couple.mother.number))
    assert person.full_name == couple.name_on_papers
    [closed] = (await cleaning.queue(POLICE, "", "closed", corrections, "vi")).items
    assert closed.closed_at
    reader = Actor(kind="citizen", id=INDEX.of(couple.mother.number))
    [line] = await listed(ledger.api.database, reader, ABOUT_ME, 50, LAST, "", "")
    assert (line.register, line.look["act"], line.look["why"]) == ("11953.CA", "corrected", "Làm sạch dữ liệu")


async def a_day_passes(ledger: Ledger) -> None:
    """After what was closed: the database has a clock of its own."""
    await ledger.rows("UPDATE corrections SET closed_at = :at WHERE state = 'closed'", at=ledger.clock.at)
    ledger.clock.turn(timedelta(days=1))


async def told(ledger: Ledger, number: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """What somebody reads of it: by which office, what it did, in which data."""
    reader = Actor(kind="citizen", id=INDEX.of(number))
    rows = await listed(ledger.api.database, reader, ABOUT_ME, 50, LAST, "", "")
    return [(row.register, row.look["act"], tuple(row.look["fields"])) for row in rows]


async def test_what_a_register_says_wrongly_again_after_it_was_put_right_is_a_new_correction_and_one(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    couple = COUPLES["misspelt"]
    before = [await examined(ledger, books, couple) for _ in range(2)]
    await desk.compare()
    await cleaning.outcome(POLICE, await only(corrections, POLICE), sent("other"), corrections, "vi")
    assert await desk.enter() == 1
    wrong = {"number": couple.mother.number, "field": "full_name", "value": couple.mother.full_name, "ground": "x"}
    await books.ask(CorrectPerson.model_validate(wrong))
    # What was said before it was closed is not said again, however late it is compared.
    await examined(ledger, books, couple)
    assert await desk.compare() == 1
    assert len(await ledger.rows("SELECT 1 FROM corrections")) == 1
    await a_day_passes(ledger)
    after = [await examined(ledger, books, couple) for _ in range(2)]
    await desk.compare()
    [again] = (await cleaning.queue(POLICE, "", "open", corrections, "vi")).items
    rows = await ledger.rows("SELECT id, state, dossiers FROM corrections ORDER BY state")
    assert [(row["state"], len(row["dossiers"])) for row in rows] == [("closed", 3), ("open", 2)]
    assert set(before) < set(rows[0]["dossiers"])
    assert set(after) == set(rows[1]["dossiers"])
    await cleaning.outcome(POLICE, again.id, sent("other"), corrections, "vi")
    assert await desk.enter() == 1
    assert (await books.ask(PersonByNumber(number=couple.mother.number))).full_name == couple.name_on_papers


@pytest.mark.parametrize("outcome", ["none", "register"])
async def test_where_the_register_was_not_wrong_it_stays_closed_and_the_person_reads_that_it_was_compared(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections, outcome: str
) -> None:
    couple = COUPLES["misspelt"]
    await examined(ledger, books, couple)
    await desk.compare()
    await cleaning.outcome(POLICE, await only(corrections, POLICE), sent(outcome), corrections, "vi")
    assert await told(ledger, couple.mother.number) == [("11953.CA", "compared", ("full_name",))]
    await a_day_passes(ledger)
    await examined(ledger, books, couple)
    await desk.compare()
    assert await desk.enter() == 0
    assert [row["state"] for row in await ledger.rows("SELECT state FROM corrections")] == ["closed"]
    assert len(await told(ledger, couple.mother.number)) == 1


async def test_what_its_officers_put_right_themselves_is_closed_once_the_register_says_so(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    person = await books.ask(PersonByNumber(number=COUPLES["plain"].mother.number))
    address = {"rule": "address_abolished", "agency": POPULATION, "person": person.number, "field": "residence"}
    found = Corrections(ledger.engine.database, INDEX)
    for said in (person.residence, "Thôn Nội, huyện Phù Cừ"):
        await found.found(Difference.model_validate(address | {"said": said, "other": ""}), "11953.CA", "d-1")
    for one in (await cleaning.queue(POLICE, "", "open", corrections, "vi")).items:
        view = await cleaning.outcome(POLICE, one.id, sent("other"), corrections, "vi")
        assert (view.state, view.closed_at) == ("decided", None)
    assert await told(ledger, person.number) == []
    assert await desk.enter() == 1
    assert await told(ledger, person.number) == [("11953.CA", "corrected", ("residence",))]
    [open_] = (await cleaning.queue(POLICE, "", "decided", corrections, "vi")).items
    assert open_.said == person.residence
    await ledger.rows("UPDATE corrections SET due_at = now() WHERE state = 'decided'")
    assert await desk.enter() == 0, "it says the same still"


async def test_what_no_register_can_be_asked_about_is_closed_by_its_officers_and_the_person_reads_it(
    ledger: Ledger, corrections: Corrections, desk: CleaningDesk
) -> None:
    number = COUPLES["plain"].mother.number
    home = {"rule": "dwelling_without_owner", "agency": "residence", "person": number, "field": "owners"}
    found = Corrections(ledger.engine.database, INDEX)
    await found.found(Difference.model_validate(home | {"said": "", "other": "11953000012"}), "11953.CA", "d-1")
    view = await cleaning.outcome(POLICE, await only(corrections, POLICE), sent("other"), corrections, "vi")
    assert view.state == "closed"
    assert await told(ledger, number) == [("11953.CA", "corrected", ("owners",))]


async def test_a_marriage_of_the_dead_is_one_correction_and_ends(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    couple = COUPLES["father_deceased"]
    await examined(ledger, books, couple)
    await desk.compare()
    assert await shown(corrections, REGISTRAR) == [("married_after_death", "true", "2026-06-18")]
    assert await shown(corrections, POLICE) == []
    await cleaning.outcome(REGISTRAR, await only(corrections, REGISTRAR), sent("other"), corrections, "vi")
    assert await desk.enter() == 1
    marriage = await books.ask(MarriageOf(wife=couple.mother.number, husband=couple.father.number))
    assert not marriage.in_force
    for spouse in (couple.mother, couple.father):
        assert await told(ledger, spouse.number) == [("11953", "corrected", ("in_force",))]


async def test_a_marriage_under_an_old_number_is_one_correction_and_is_found_then(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    couple = COUPLES["old_number"]
    await examined(ledger, books, couple, married=True)
    await desk.compare()
    assert [rule for rule, _, _ in await shown(corrections, REGISTRAR)] == ["marriage_not_found"]
    await cleaning.outcome(REGISTRAR, await only(corrections, REGISTRAR), sent("other"), corrections, "vi")
    assert await desk.enter() == 1
    assert await books.ask(MarriageOf(wife=couple.mother.number, husband=couple.father.number))


async def test_a_namesakes_number_is_one_difference_in_which_the_register_is_right(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    couple = COUPLES["name_clash"]
    assert couple.other
    await examined(ledger, books, couple, father=couple.other.number, married=True)
    await desk.compare()
    assert [rule for rule, _, _ in await shown(corrections, REGISTRAR)] == ["marriage_not_found"]
    view = await cleaning.outcome(REGISTRAR, await only(corrections, REGISTRAR), sent("register"), corrections, "vi")
    assert view.state == "closed"
    assert await desk.enter() == 0
    await examined(ledger, books, couple)
    await desk.compare()
    assert len(await ledger.rows("SELECT 1 FROM corrections")) == 1


@pytest.mark.parametrize(("kind", "married"), [("plain", None), ("no_marriage", False)])
async def test_where_nothing_differs_there_is_none(
    ledger: Ledger, books: Books, desk: CleaningDesk, kind: str, married: bool | None
) -> None:
    await examined(ledger, books, COUPLES[kind], married=married)
    await desk.compare()
    assert await ledger.rows("SELECT 1 FROM corrections") == []
    compared = await ledger.rows("SELECT register FROM compared_people ORDER BY register")
    assert [row["register"] for row in compared] == [CIVIL_STATUS] * 2 + [POPULATION] * 2


async def test_by_night_a_death_of_another_dossier_is_held_against_what_the_population_register_says_since(
    ledger: Ledger, books: Books, corrections: Corrections
) -> None:
    couple, nights = COUPLES["plain"], Nights(ledger.engine.database)
    offices, found = Facts.load("").offices, Corrections(ledger.engine.database, INDEX)
    day = CleaningDesk(ledger.engine, found, books.connectors, books.grounds, offices, nights=nights)
    night = CleaningNight(ledger.engine, found, nights, load_sharing(), offices, load_units(offices))
    dead = couple.mother.number
    form = {"dead": {"number": dead, "full_name": couple.mother.full_name}, "died": "2026-11-01"}
    code = await ledger.approved(personal=personal(form=form))
    look = LookUp(query="death_entry", fields=(), why="x", told=True, about=(INDEX.of(dead),))
    entry = RegisterEntry(entry=1, volume="01/2026", registered_on=date(2026, 11, 2))
    died = {
        "commune": "11953",
        "number": dead,
        "full_name": "x",
        "died": "2026-11-01",
        "place_of_death": "",
        "cause": "",
    }
    query = DeathEntry.model_validate(died)
    await ledger.advance(code, ("death", answered(query, "death", entry.model_dump(mode="json"), Heard(look=look))))
    ledger.clock.turn(timedelta(minutes=1))
    await examined(ledger, books, couple, about=(INDEX.of(dead),))
    await day.compare()
    assert await night.look() == 0
    ledger.clock.at = datetime(2026, 12, 1, 19, tzinfo=UTC)
    assert [await night.look(), await night.look()] == [1, 0]
    assert await shown(corrections, POLICE) == [("dead_alive", "", "2026-11-01")]
    await cleaning.outcome(POLICE, await only(corrections, POLICE), sent("other"), corrections, "vi")
    assert await day.enter() == 1
    assert (await books.ask(PersonByNumber(number=dead))).died == date(2026, 11, 1)
    last = await Nights(ledger.api.database).last(LEADER)
    assert last
    assert (last.day, last.dossiers, last.found) == (date(2026, 12, 2), 1, 1)


async def test_what_rests_on_a_consent_is_never_compared(ledger: Ledger, books: Books, desk: CleaningDesk) -> None:
    await examined(ledger, books, COUPLES["misspelt"], rests_on="consent", consent="d-1/filed")
    await desk.compare()
    assert await ledger.rows("SELECT 1 FROM corrections") == []
    assert await ledger.rows("SELECT 1 FROM compared_people") == []


async def test_where_both_are_wrong_the_right_value_is_entered(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    couple = COUPLES["misspelt"]
    await examined(ledger, books, couple)
    await desk.compare()
    one = await only(corrections, POLICE)
    await cleaning.outcome(POLICE, one, sent("both", value="Lê Thị Hoài Thượng"), corrections, "vi")
    assert await desk.enter() == 1
    assert (await books.ask(PersonByNumber(number=couple.mother.number))).full_name == "Lê Thị Hoài Thượng"


async def test_a_decision_is_one_offices_and_stands(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    await examined(ledger, books, COUPLES["misspelt"])
    await desk.compare()
    one = await only(corrections, POLICE)
    with pytest.raises(Missing):
        await cleaning.outcome(REGISTRAR, one, sent("none"), corrections, "vi")
    with pytest.raises(WrongRole):
        await cleaning.outcome(DESK, one, sent("none"), corrections, "vi")
    first = await cleaning.outcome(POLICE, one, sent("none"), corrections, "vi")
    assert await cleaning.outcome(POLICE, one, sent("none"), corrections, "vi") == first
    with pytest.raises(AlreadyDone):
        await cleaning.outcome(POLICE, one, sent("other"), corrections, "vi")


async def test_a_queue_is_asked_for_by_register_and_by_the_readers_own_office_alone(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    await examined(ledger, books, COUPLES["misspelt"])
    await desk.compare()
    for register, expected in ((POPULATION, 1), (CIVIL_STATUS, 0), ("", 1)):
        found = await cleaning.queue(POLICE, register, "open", corrections, "vi", unit="11953.CA")
        assert len(found.items) == expected
    with pytest.raises(OtherRegister) as refused:
        await cleaning.queue(POLICE, "", "open", corrections, "vi", unit="11983.CA")
    assert "11983.CA" in refused.value.vi


async def test_what_cannot_be_right_is_refused(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    await examined(ledger, books, COUPLES["father_deceased"])
    await desk.compare()
    one = await only(corrections, REGISTRAR)
    with pytest.raises(NoSuchValue):
        await cleaning.outcome(REGISTRAR, one, sent("both", value="hôm nay"), corrections, "vi")
    with pytest.raises(ValueError, match="value is what is right"):
        sent("other", value="hôm nay")


async def test_a_register_that_is_silent_is_owed_it_and_without_a_ground_nobody_tells_it(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections
) -> None:
    await examined(ledger, books, COUPLES["misspelt"])
    await desk.compare()
    await cleaning.outcome(POLICE, await only(corrections, POLICE), sent("other"), corrections, "vi")
    offices, found = Facts.load("").offices, Corrections(ledger.engine.database, INDEX)
    mute = CleaningDesk(ledger.engine, found, books.connectors, Grounds(INDEX), offices)
    assert await mute.enter() == 0
    await ledger.rows("UPDATE corrections SET due_at = now()")
    assert await desk.enter() == 1


async def test_the_summary_counts_and_says_how_sure_it_is(
    ledger: Ledger, books: Books, desk: CleaningDesk, corrections: Corrections, now: Callable[[], datetime]
) -> None:
    for kind in ("misspelt", "plain"):
        await examined(ledger, books, COUPLES[kind])
    await desk.compare()
    await cleaning.outcome(POLICE, await only(corrections, POLICE), sent("other"), corrections, "vi")
    await desk.enter()
    told = {one.register_: one for one in (await cleaning.summary(LEADER, corrections, now(), "en")).registers}
    people = told[POPULATION]
    assert (people.found, people.closed, people.confirmed, people.errors, people.compared) == (1, 1, 1, 1, 4)
    assert (people.cleaned, people.precision, people.error_rate, people.open) == (1.0, 1.0, 0.25, 0)
    assert (people.low, people.high) == wilson(1, 4)
    assert told[CIVIL_STATUS].error_rate == 0


@pytest.mark.parametrize(
    ("rule", "said", "other", "pattern"),
    [
        ("birthday", "1997-10-02", "1997-02-10", "swapped"),
        ("birthday", "1997-10-02", "1997-10-03", "digit"),
        ("birthday", "1997-10-02", "1998-10-12", None),
        ("name", "Lê Thị Hoài Thương", "Lê Thị Hoài Thượng", "accents"),
        ("name", "Lê Thị Hoài Thương", "Lê Thị Hoài Phương", None),
        ("sex", "male", "female", None),
    ],
)
def test_a_slip_of_the_hand_is_named(rule: str, said: str, other: str, pattern: str | None) -> None:
    assert pattern_of(rule, said, other) == pattern


def test_a_rate_of_few_is_less_sure_than_one_of_many() -> None:
    assert wilson(0, 0) is None
    assert wilson(2, 1) is None, "name and birthday of one person"
    few, many = wilson(1, 10), wilson(100, 1000)
    assert few
    assert many
    assert [round(one, 4) for one in few] == [0.0179, 0.4042]
    assert few[0] < many[0] < 0.1 < many[1] < few[1]


@pytest.fixture
def now() -> Callable[[], datetime]:
    return lambda: datetime(2026, 11, 25, 3, tzinfo=UTC)

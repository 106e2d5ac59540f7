"""A made year is as real as any other: chains hold, the same seed makes the same, and figures are slow counts."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.base.calendar import VIETNAM
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.province.periods import Period
from domain.vietnam.programme.roadmap import Measured
from infra.analysis.analysis import Analysis
from infra.analysis.counting import Asked, ProvinceCounts
from infra.analysis.publisher import FactsPublisher
from infra.facts.loading import Facts
from infra.facts.units import load_units
from infra.files.storage import Store
from infra.journal.audit import verify_journals
from infra.province.feed import FactsFeed
from infra.vietnam.made.course import Branch, Case
from infra.vietnam.made.courses import COURSES
from infra.vietnam.made.households import Neighbours
from infra.vietnam.made.making import Maker, Year, apart
from infra.vietnam.made.roadmap import roadmap
from infra.vietnam.made.surroundings import Surroundings
from infra.vietnam.made.weather import DOWN_FOR, dice_of
from sandbox.people.residents import world
from sandbox.vietnam.population import couple_of
from tests.support.examples import CALENDARS, INDEX, REGISTRY
from tests.support.ledger import Ledger, Row, Urls, open_ledger
from workflows.catalogue import catalogue
from workflows.engine.forms import Filing

MANY = 90
BEGIN, END = datetime(2026, 10, 5, tzinfo=VIETNAM), datetime(2026, 10, 26, tzinfo=VIETNAM)
FACTS = Facts.load()
NEIGHBOURS = Neighbours.of([couple_of(couple) for couple in world().couples], FACTS.offices)
BRANCHES = [branch for course in COURSES for branch in course.branches]
EXACT = {course.procedure for course in COURSES if course.exact}
CHANGES = {"hash", "sealed", "digest"}
"""What salts and keys make another in each run."""


def maker(seed: int = 1) -> Maker:
    return Maker(FACTS, REGISTRY, INDEX, NEIGHBOURS, Year(MANY, seed, BEGIN, END))


@pytest.fixture(scope="module")
def database(apart: Urls) -> Urls:
    """A database of these tests alone, which makes are taken off again."""
    return apart


@pytest.fixture
async def ledger(database: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(database) as opened:
        await emptied(opened)
        yield opened


async def emptied(ledger: Ledger) -> None:
    written = "dossiers, dossier_keys, events, tasks, filings, payments, results, outbox, province_facts, counters"
    written += ", register_entries, corrections, compared_people, clinic_visits, agency_states"
    await ledger.rows(f"TRUNCATE {written} CASCADE")


async def made(ledger: Ledger, seed: int = 1, parts: int = 1) -> list[Row]:
    """Make it, in parts one after the other, and give what happened."""
    one = maker(seed)
    for offices in apart(one.plan, parts):
        await one.make(ledger.engine.database, offices)
    rows = await ledger.rows("SELECT * FROM events ORDER BY dossier, seq")
    return [{name: value for name, value in row.items() if name not in CHANGES} for row in rows]


async def test_every_chain_holds_and_every_state_is_what_its_events_make_of_it(ledger: Ledger) -> None:
    await made(ledger)
    found = [journal async for journal in verify_journals(ledger.engine.database, "")]
    filed = await ledger.rows("SELECT count(*) AS many FROM filings WHERE subject <> 'engine'")
    assert [row["many"] for row in filed] == [MANY]
    assert len(found) > MANY, "some of them opened others"
    assert [journal.problem for journal in found if not journal.holds] == []


async def test_the_same_seed_makes_the_same_however_the_offices_are_shared_out(ledger: Ledger) -> None:
    first = await made(ledger)
    await emptied(ledger)
    assert await made(ledger, parts=3) == first
    await emptied(ledger)
    assert await made(ledger, seed=2) != first


async def test_what_is_counted_of_it_is_what_a_slow_count_of_its_journals_gives(ledger: Ledger) -> None:
    await made(ledger)
    await FactsFeed(ledger.engine.database, CALENDARS).rebuild()
    codes = [row["code"] for row in await ledger.rows("SELECT code FROM dossiers")]
    dossiers = [await ledger.engine.dossier(code, ENGINE) for code in codes]
    events = [await ledger.engine.events(code, ENGINE) for code in codes]
    asked = Asked([office.code for office in FACTS.offices.offices], Period.read("2026-10"))
    store = Store.from_url("memory:///")
    await FactsPublisher(ledger.engine.database, store, every=1).publish()
    async with Analysis(store) as analysis:
        counts = await (await ProvinceCounts.now(analysis)).of(asked)
    assert counts.received == sum(dossier.accepted_at is not None for dossier in dossiers)
    facts = await ledger.rows("SELECT * FROM province_facts")
    assert sum(row["paid"] for row in facts) == sum(_paid(dossier) for dossier in dossiers)
    assert sum(row["answers"] for row in facts) == sum(map(_answered, events))


def _paid(dossier: Dossier) -> int:
    return sum(payment.paid for payment in dossier.payments.values())


def _answered(events: list[Event]) -> int:
    return sum(event.act.type == "answered" and event.act.found and event.act.look is not None for event in events)


async def test_what_comes_after_it_is_numbered_after_it(ledger: Ledger) -> None:
    await made(ledger)
    kept = {row["name"]: row["value"] for row in await ledger.rows("SELECT name, value FROM counters")}
    results = await ledger.rows("SELECT left(number, -7) AS name, max(right(number, 6)::int) FROM results GROUP BY 1")
    counted = kept | maker().counters
    assert [row for row in results if counted[f"result/{row['name']}"] < row["max"]] == []
    filed = await ledger.rows("""
        SELECT left(dossier, -5) AS day, count(*) AS many FROM filings WHERE subject <> 'engine' GROUP BY 1
    """)
    assert {f"dossier/{row['day']}": row["many"] for row in filed} == {
        name: value for name, value in kept.items() if name.startswith("dossier/")
    }


async def test_nobody_is_told_of_what_was_made_and_nothing_of_it_is_before_or_after_its_time(ledger: Ledger) -> None:
    happened = await made(ledger)
    assert {row["kind"] for row in await ledger.rows("SELECT kind FROM outbox")} == {"facts"}
    assert min(row["at"] for row in happened) >= BEGIN
    assert max(row["at"] for row in happened) <= END


async def test_what_is_under_way_waits_for_people_at_their_desks_or_for_its_workflow_at_once(ledger: Ledger) -> None:
    await made(ledger)
    left = await ledger.rows("SELECT code, engine_due FROM dossiers WHERE status NOT IN (3, 7, 8, 10)")
    assert left
    for row in left:
        dossier = await ledger.engine.dossier(row["code"], ENGINE)
        if dossier.accepted_at and dossier.procedure not in EXACT:
            told = {event.act.type for event in await ledger.engine.events(row["code"], ENGINE)}
            assert not told & {"answered", "done"}, "its workflow asks for itself"
        owed = row["engine_due"] is not None and row["engine_due"] <= END + timedelta(minutes=5)
        assert owed or dossier.open_tasks


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.procedure)
def test_the_forms_are_such_as_their_procedures_take(course: Any) -> None:
    procedure, day = catalogue()[course.procedure], date(2026, 10, 6)
    case = Case(NEIGHBOURS.by_commune["12019"][1], "12019" if not course.from_elsewhere else "12031", day, dice_of(1))
    form = procedure.form.model_validate(course.form(case))
    body = course.body if course.body[:1].isdigit() else case.commune + course.body
    assert form.competent == body
    number = case.applicant.number
    filing = Filing(applicant=number, organisation="", day=day)
    assert form.faults(filing) == []
    assert form.filer(filing) is not None
    agreements = [one for one in form.agreements(filing) if one.number != number]
    of = course.form(replace(case, dice=dice_of(1)))
    made = [(one.number, {"step": "", "part": part, "of": of}) for one, part in course.agrees(case)]
    assert [(one.number, one.to) for one in agreements] == made


@pytest.mark.parametrize("branch", BRANCHES, ids=lambda branch: branch.course.procedure)
def test_the_forms_of_what_follows_are_such_as_their_procedures_take(branch: Branch) -> None:
    course = next(one for one in COURSES if branch in one.branches)
    case = Case(NEIGHBOURS.by_commune["12019"][1], "12019", date(2026, 10, 6), dice_of(1))
    case = replace(case, form=course.form(case))
    answers = {look.step: look.answer(case) or {} for look in course.told if look.answer}
    form = catalogue()[branch.course.procedure].form.model_validate(branch.form(case, answers))
    filing = Filing(applicant=case.applicant.number, organisation="", day=case.day)
    assert form.parties == branch.parties(branch.form(case, answers))
    assert {one.number for one in form.agreements(filing)} <= {case.applicant.number}


def test_every_procedure_of_the_catalogue_has_its_course() -> None:
    assert {course.procedure for course in COURSES} == catalogue().keys()
    assert sum(course.share for course in COURSES) == 100


def test_each_course_asks_registers_and_gives_results_as_its_procedure_does() -> None:
    for course in COURSES:
        assert {look.query for look in (*course.looks, *course.told)} <= REGISTRY.queries.keys(), course.procedure
        assert course.result == catalogue()[course.procedure].result.kind


def test_all_communes_and_their_police_have_work_and_nobody_is_left_over() -> None:
    plan = Maker(FACTS, REGISTRY, INDEX, NEIGHBOURS, Year(20_000, 1, BEGIN, END)).plan
    assert sum(many for courses in plan.values() for _, many in courses) == 20_000
    assert {code.partition(".")[0] for code in plan} == {"33", *(one.code for one in FACTS.offices.communes)}


async def test_what_lies_beside_it_is_entered_and_the_same_for_the_same_seed(ledger: Ledger) -> None:
    await made(ledger)
    await beside(1).keep(ledger.engine.database, END)
    kept = await ledger.rows("SELECT register, count(*) AS many FROM register_entries GROUP BY 1")
    assert {row["register"] for row in kept} == {
        "petitions", "publications", "spans", "eid", "eid_targets", "work_files", "roadmap", "staff", "haves",
        "services", "fees",
    }  # fmt: skip
    found = {row["state"] for row in await ledger.rows("SELECT state FROM corrections")}
    assert found == {"open", "closed"}, "some wait at the police, none is left to be entered into a register"
    assert [row["due"] for row in await ledger.rows("SELECT bool_and(due_at IS NOT NULL) AS due FROM clinic_visits")]
    assert await ledger.rows("SELECT agency, failing_since FROM agency_states") == [
        {"agency": "criminal_records", "failing_since": END - DOWN_FOR}
    ]
    assert [*beside(1).files()] == [*beside(1).files()] != [*beside(2).files()]


def beside(seed: int) -> Surroundings:
    year = Year(MANY, seed, BEGIN - timedelta(days=60), END)
    return Surroundings(
        year.name, year.since, END, MANY, NEIGHBOURS, load_units(FACTS.offices), FACTS.calendars.common, INDEX
    )


def test_its_plan_of_project_06_stands_as_the_province_reports_its_own() -> None:
    plan = roadmap("33", END.date())
    plan.refuse_strangers(load_units(FACTS.offices))
    contents = [entry.content for entry in plan.entries()]
    found = Counter(one.type for one in contents)
    assert (found["planned"], found["judged"]) == (80 + 29 + 16, 73)
    measured = [(entry.subject, entry.content) for entry in plan.entries() if isinstance(entry.content, Measured)]
    held = Counter(subject for subject, one in measured if one.held)
    assert [*held.values()] == [2] * 19

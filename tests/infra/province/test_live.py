"""Every tile of the operation centre is what a slow count over the same facts finds at that moment."""

import random
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.base.calendar import in_vietnam
from domain.base.law import Channel, Status
from domain.dossier.acts import ENGINE
from domain.province.centre import Day, Narrow, Tiles
from domain.province.facts import DossierFacts
from domain.province.punctual import in_time
from domain.registers.answer_times import class_of, ends_ms
from infra.agencies.watch import AgencyWatch
from infra.journal.journal import utc_now
from infra.province.feed import keep
from infra.province.live import Live
from tests.infra.analysis.test_counting import AUGUST, OFFICES, PROCEDURES, facts_of_one, some
from tests.support.ledger import Ledger, Urls, open_ledger

DAY = timedelta(days=1)
NOW = AUGUST.begins + timedelta(days=17, hours=11)


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE province_facts, province_parts")
        yield opened


@pytest.fixture
def live(ledger: Ledger) -> Live:
    return Live(ledger.engine.database)


@pytest.fixture
async def facts(ledger: Ledger) -> list[DossierFacts]:
    """Dossiers of every kind, some of them due, received and settled around this moment."""
    chance, steps = random.Random(404), random.Random(44)

    def near(fact: DossierFacts) -> dict[str, Any]:
        at = NOW + timedelta(hours=chance.randrange(-40, 40))
        moments = ("accepted_at", "due_at", "appointed_at", "issued_at", "ended_at", "stands_since")
        names = [name for name in moments if getattr(fact, name)]
        waits: dict[str, Any] = {"waits_for": "population"} if chance.random() < 0.1 else {}
        waits |= {"step": steps.choice(("verify", "verify", "approve", ""))}
        return waits | ({chance.choice(names): at} if names and chance.random() < 0.6 else {})

    made = [(fact := some(chance, number)).model_copy(update=near(fact)) for number in range(500)]
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, made)
    return made


def under_way(fact: DossierFacts) -> bool:
    """Whether a result is owed, also one that is corrected."""
    owed = fact.issued_at is None or fact.status not in (Status.DONE, Status.DELIVERED)
    return fact.accepted_at is not None and owed and fact.ended_at is None


def judged_by(fact: DossierFacts) -> datetime | None:
    return fact.due_at if fact.issued_at else fact.appointed_at


def late(fact: DossierFacts, now: datetime) -> bool:
    """Whether its clock ran beyond its date."""
    due = judged_by(fact)
    return due is not None and due < min(fact.stands_since or now, now)


def slowly(facts: list[DossierFacts], offices: tuple[str, ...], now: datetime) -> Tiles:
    """Count one after the other."""
    mine = [f for f in facts if f.competent in offices]
    runs = [f for f in mine if under_way(f)]
    clocks = [f for f in runs if f.due_at and f.stands_since is None]
    midnight = in_vietnam(now).replace(hour=0, minute=0)
    day, week = timedelta(days=1), timedelta(days=7)

    def between(moment: datetime | None, begins: datetime, ends: datetime) -> bool:
        return moment is not None and begins <= moment < ends

    def settled(f: DossierFacts) -> datetime | None:
        return f.issued_at or f.ended_at

    return Tiles(
        received=sum(between(f.accepted_at, midnight, now) for f in mine),
        received_before=sum(between(f.accepted_at, midnight - week, now - week) for f in mine),
        settled=sum(between(settled(f), midnight, now) for f in mine),
        settled_before=sum(between(settled(f), midnight - week, now - week) for f in mine),
        under_way=len(runs),
        standing=sum(f.stands_since is not None for f in runs),
        waiting=sum(f.waits_for != "" for f in runs),
        due_today=sum(between(f.due_at, now, midnight + day) for f in clocks),
        due_in_a_day=sum(between(f.due_at, now, now + day) for f in clocks),
        late=sum(late(f, now) for f in runs),
    )


@pytest.mark.parametrize("offices", [OFFICES, OFFICES[:1]])
async def test_every_tile_equals_a_slow_count(facts: list[DossierFacts], live: Live, offices: tuple[str, ...]) -> None:
    tiles = await live.tiles(offices, NOW, ENGINE)
    assert tiles == slowly(facts, offices, NOW)
    assert all(number > 0 for number in tiles.model_dump().values()) or offices != OFFICES


@pytest.mark.parametrize("narrow", [Narrow(procedure=PROCEDURES[0]), Narrow(channel=Channel.DIRECT)])
async def test_of_one_procedure_or_channel_its_own_are_counted_on_every_screen(
    facts: list[DossierFacts], live: Live, narrow: Narrow
) -> None:
    mine = [f for f in facts if narrow.procedure in ("", f.procedure) and narrow.channel in (None, f.channel)]
    tiles = await live.tiles(OFFICES, NOW, ENGINE, narrow)
    assert tiles == slowly(mine, OFFICES, NOW) != slowly(facts, OFFICES, NOW)
    rows = await live.due(OFFICES, NOW, {}, ENGINE, 200, narrow)
    assert sum(row.under_way for row in rows) == tiles.under_way
    last = max(f.filed_at for f in mine) + timedelta(seconds=1)
    arrived = await live.arrived(OFFICES, last, ENGINE, narrow)
    midnight = in_vietnam(last).replace(hour=0, minute=0, second=0)
    assert sum(arrived.values()) == sum(midnight <= f.filed_at < last for f in mine) > 0


async def test_of_a_past_moment_is_told_what_was_kept_and_of_the_rest_that_it_is_not_known(
    facts: list[DossierFacts], live: Live
) -> None:
    then = NOW - timedelta(days=3)
    tiles = await live.tiles(OFFICES, then, ENGINE, past=True)
    midnight = in_vietnam(then).replace(hour=0, minute=0)
    ends = [(f.accepted_at, f.issued_at or f.ended_at) for f in facts if f.accepted_at]
    assert tiles.under_way == sum(came < then and (end is None or end >= then) for came, end in ends)
    assert tiles.received == sum(midnight <= came < then for came, _ in ends) > 0
    assert {tiles.late, tiles.standing, tiles.waiting, tiles.due_today, tiles.due_in_a_day} == {None}


async def test_a_dossier_is_late_from_its_date_on_without_anything_happening(
    facts: list[DossierFacts], live: Live
) -> None:
    """No event says so: the next count does."""
    running = [f for f in facts if under_way(f) and f.stands_since is None]
    due = min(at for f in running if (at := judged_by(f)) and at > NOW)
    then = due + timedelta(seconds=1)
    many = sum(late(f, then) - late(f, due) for f in facts if under_way(f))
    before, after = await live.tiles(OFFICES, due, ENGINE), await live.tiles(OFFICES, then, ENGINE)
    assert (after.late or 0) == (before.late or 0) + many
    assert many


@pytest.mark.parametrize(
    ("said", "is_late"),
    [
        ({"appointed_at": NOW - DAY}, True),
        ({"appointed_at": NOW - DAY, "due_at": NOW + DAY, "apologies": 1}, True),
        ({"appointed_at": NOW + DAY, "due_at": NOW + DAY, "apologies": 1}, False),
        ({"appointed_at": NOW - DAY, "status": Status.PAYMENT_REQUESTED, "stands_since": NOW - 2 * DAY}, False),
        ({"appointed_at": NOW - 2 * DAY, "status": Status.PAYMENT_REQUESTED, "stands_since": NOW - DAY}, True),
        ({"appointed_at": NOW - 2 * DAY, "status": Status.SUPPLEMENT_REQUESTED, "stands_since": NOW - DAY}, True),
        ({"appointed_at": NOW - 9 * DAY, "issued_at": NOW - 9 * DAY, "due_at": NOW - DAY, "recalled": True}, True),
        ({"appointed_at": NOW - 9 * DAY, "issued_at": NOW - 8 * DAY, "due_at": NOW + DAY, "recalled": True}, False),
    ],
)
async def test_late_is_what_missed_its_date_while_its_clock_ran_and_a_correction_by_its_own(
    ledger: Ledger, live: Live, said: dict[str, Any], *, is_late: bool
) -> None:
    begun = facts_of_one("D-1", NOW - 20 * DAY).model_copy(update={"accepted_at": NOW - 20 * DAY, **said})
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, [begun])
    tiles = await live.tiles(OFFICES, NOW, ENGINE)
    assert (tiles.under_way, tiles.late) == (1, is_late)
    [lateness] = await live.lateness(OFFICES, NOW, ENGINE)
    assert lateness.late == is_late


@pytest.mark.parametrize("status", [Status.DONE, Status.DELIVERED, Status.STOPPED, Status.WITHDRAWN])
async def test_what_has_its_result_or_ended_is_under_way_no_more(ledger: Ledger, live: Live, status: Status) -> None:
    over = facts_of_one("D-1", NOW - DAY).model_copy(update={"accepted_at": NOW - DAY, "status": status})
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, [over])
    tiles = await live.tiles(OFFICES, NOW, ENGINE)
    assert (tiles.under_way, tiles.late) == (0, 0)


async def test_what_is_due_is_told_by_office_procedure_and_step_and_adds_up(
    facts: list[DossierFacts], live: Live
) -> None:
    rows = await live.due(OFFICES, NOW, {}, ENGINE, 200)
    tiles = await live.tiles(OFFICES, NOW, ENGINE)
    assert sum(row.under_way for row in rows) == tiles.under_way
    assert sum(row.late for row in rows) == tiles.late
    assert sum(row.due_in_a_day for row in rows) == tiles.due_in_a_day
    assert [row.late for row in rows] == sorted((row.late for row in rows), reverse=True)
    assert len(await live.due(OFFICES, NOW, {}, ENGINE, 2)) == 2


async def test_at_risk_is_what_has_less_time_left_than_half_of_its_kind_still_took_from_its_step_on(
    facts: list[DossierFacts], live: Live
) -> None:
    takes = {"verify": timedelta(days=2), "approve": timedelta(days=1), "": timedelta(days=6)}
    usual = {(f.procedure, step): time.total_seconds() for f in facts for step, time in takes.items()}

    def done_by(f: DossierFacts, accepted_at: datetime) -> datetime:
        return NOW + takes[f.step] if f.step else max(accepted_at + takes[""], NOW)

    at_risk = [
        f
        for f in facts
        if under_way(f) and f.accepted_at and f.stands_since is None and f.due_at and not late(f, NOW)
        if NOW <= f.due_at < done_by(f, f.accepted_at)
    ]
    rows = await live.due(OFFICES, NOW, usual, ENGINE, 200)
    for step in takes:
        expected = sum(f.step == step for f in at_risk)
        assert sum(row.at_risk for row in rows if row.step == step) == expected > 0
    unknown = await live.due(OFFICES, NOW, {}, ENGINE, 200)
    assert sum(row.at_risk for row in unknown) == 0, "of a step that nobody has seen nothing is said"
    ahead, tiles = await live.ahead(OFFICES, NOW, usual, ENGINE), await live.tiles(OFFICES, NOW, ENGINE)
    assert (ahead.at_risk, ahead.due_in_a_day) == (len(at_risk), tiles.due_in_a_day), "of all, not of a screen's rows"


async def test_arrivals_are_counted_by_five_minutes_of_today(facts: list[DossierFacts], live: Live) -> None:
    midnight = in_vietnam(NOW).replace(hour=0, minute=0)
    today = [f.filed_at for f in facts if midnight <= f.filed_at < NOW]
    expected: dict[int, int] = {}
    for at in today:
        number = int((at - midnight).total_seconds()) // 300
        expected[number] = expected.get(number, 0) + 1
    assert await live.arrived(OFFICES, NOW, ENGINE) == expected
    assert expected


async def test_an_agency_is_told_with_how_many_wait_for_it(
    ledger: Ledger, facts: list[DossierFacts], live: Live
) -> None:
    await ledger.rows("TRUNCATE agency_states")
    await ledger.rows("INSERT INTO agency_states (agency, failing_since) VALUES ('population', now())")
    [told] = await live.agencies(OFFICES, ENGINE)
    assert (told.agency, told.waiting) == ("population", slowly(facts, OFFICES, NOW).waiting)
    assert told.failing_since


async def test_a_day_is_what_happened_in_24_hours_beside_the_24_before(facts: list[DossierFacts], live: Live) -> None:
    day = timedelta(days=1)
    mine = [f for f in facts if f.competent in OFFICES]
    ends = [(at, f) for f in mine if (at := f.issued_at or f.ended_at)]
    missed = [judged_by(f) for f in mine if under_way(f) and late(f, NOW)]

    def within(moments: Iterable[datetime | None], since: datetime) -> int:
        return sum(at is not None and since <= at < since + day for at in moments)

    told = await live.day(OFFICES, NOW, ENGINE)
    assert told == Day(
        received=within([f.accepted_at for f in mine], NOW - day),
        received_before=within([f.accepted_at for f in mine], NOW - 2 * day),
        settled=within([at for at, _ in ends], NOW - day),
        settled_before=within([at for at, _ in ends], NOW - 2 * day),
        newly_late=within(missed, NOW - day),
        late_settled=within(
            [at for at, f in ends if in_time(f.model_copy(update={"supplements": 0}), NOW) is False], NOW - day
        ),
    )
    assert all(told.model_dump().values())


async def test_the_lateness_of_each_office_adds_up_to_all(facts: list[DossierFacts], live: Live) -> None:
    told, tiles = await live.lateness(OFFICES, NOW, ENGINE), await live.tiles(OFFICES, NOW, ENGINE)
    assert {one.office for one in told} == set(OFFICES)
    assert (sum(one.late for one in told), sum(one.under_way for one in told)) == (tiles.late, tiles.under_way)


async def test_how_long_agencies_take_is_counted_from_their_answers_also_of_those_that_are_not_noted_at_once(
    ledger: Ledger, live: Live
) -> None:
    await ledger.rows("TRUNCATE answer_times, agency_states")
    now = [0.0]
    watch = AgencyWatch(ledger.engine.database, lambda: now[0])
    for took, ok in [(0.1, True)] * 9 + [(2.0, True), (8.0, False)]:
        now[0] += 1
        await watch.heard("population", took, ok=ok)
    told = (await live.answering(utc_now(), ENGINE))["population"]
    assert (told.asked, told.failed_percent) == (11, 9.09)
    assert (told.within_ms(0.5), told.within_ms(0.95)) == (ends_ms(class_of(0.1)), ends_ms(class_of(2)))
    assert await live.answering(utc_now() - timedelta(days=2), ENGINE) == {}

"""The operation centre tells what it counted and up to when; what it cannot know it does not tell as nothing."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from api.schemas.province.centre import OverviewView
from api.schemas.province.definitions import Defined
from api.schemas.province.minute import MinuteView
from api.services.province import centre
from api.services.province.centre import Looking
from api.services.province.defining import defined
from api.services.province.downloads import TableTools, table
from api.services.province.minute import MinuteTools, minute
from api.services.vietnam.programme_tools import ProgrammeTools
from bench.figures.province import tools_of
from domain.base.calendar import VIETNAM, in_vietnam, months_after
from domain.base.law import Channel, Role, Status
from domain.base.refusals import Unacceptable
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.province.centre import Narrow
from domain.province.course import Course, NotKept
from domain.province.definitions import Screen
from domain.province.facts import DossierFacts
from domain.province.periods import Period
from domain.province.reach import OutOfReach
from domain.province.units import NoSuchUnit, Unit, Units
from infra.analysis.analysis import Analysis
from infra.analysis.publisher import FactsPublisher
from infra.files.storage import Store
from infra.identity.officers import Officers
from infra.province.feed import FactsFeed, keep
from infra.reads.queues import Asked as Queue
from tests.infra.analysis.test_counting import facts_of_one
from tests.support.examples import CALENDARS, DESK, RECEIVE, REGISTRY
from tests.support.ledger import Ledger, Urls, of, open_ledger

LEADER = Actor(kind="officer", id="cb-leads", agency="33", roles=(Role.AGENCY_LEADER,))
EMPTIED = "dossiers, outbox, province_facts, province_parts, alarms, agency_states, index_days"
NIGHT, DAY, HOUR, MINUTE = timedelta(hours=14), timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass
class Room:
    """Where a leader looks at what a feed makes of journals."""

    ledger: Ledger
    publisher: FactsPublisher
    tools: ProgrammeTools

    async def accepted(self) -> str:
        """A birth, from its filing to its acceptance."""
        code = await self.ledger.file()
        await self.ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
        return code

    async def fed(self) -> None:
        while await FactsFeed(self.ledger.engine.database, CALENDARS).feed():
            pass

    @property
    def look(self) -> Looking:
        """At this moment."""
        return Looking("33", LEADER, self.ledger.clock(), "en")

    async def overview(self, **about: Any) -> OverviewView:
        return await centre.overview(replace(self.look, **about), self.tools.province, self.tools.groups)

    async def minute(self) -> MinuteView:
        look, database = self.look, self.ledger.api.database
        queue = Queue(LEADER.id, LEADER.agency, ("agency_leader",), look.now, look.now)
        made = MinuteTools(self.tools.province, REGISTRY, Officers(database), database, {})
        return await minute(look, queue, made)


@asynccontextmanager
async def open_room(apart: Urls) -> AsyncIterator[Room]:
    """One in which nothing has happened yet."""
    store = Store.from_url("memory:///")
    async with open_ledger(apart) as ledger, Analysis(store, looks_every=0) as analysis:
        await ledger.rows(f"TRUNCATE {EMPTIED} CASCADE")
        publisher = FactsPublisher(ledger.engine.database, store, every=1)
        await publisher.publish()
        yield Room(ledger, publisher, tools_of(analysis, ledger.api.database))


@pytest.fixture
async def room(apart: Urls) -> AsyncIterator[Room]:
    async with open_room(apart) as room:
        yield room


async def test_while_the_feed_stands_still_the_screen_tells_its_age_and_the_counts_of_then(room: Room) -> None:
    for _ in range(3):
        await room.accepted()
    await room.fed()
    room.ledger.clock.turn(HOUR)
    stood = room.ledger.clock()
    await room.accepted()
    room.ledger.clock.turn(NIGHT)
    told = await room.overview()
    assert (told.at, told.as_of, told.behind) == (stood + NIGHT, stood, True)
    assert (told.received.now, told.under_way) == (3, 3), "of the day at whose end the feed stands, which is yesterday"
    await room.fed()
    told = await room.overview()
    assert (told.as_of, told.behind) == (told.at, False)
    assert (told.received.now, told.under_way) == (0, 4), "now it is known that nothing came today"


async def test_every_screen_of_this_moment_tells_up_to_when_it_is_counted(room: Room) -> None:
    await room.accepted()
    stood = room.ledger.clock()
    room.ledger.clock.turn(NIGHT)
    look, province = room.look, room.tools.province
    flow = await centre.flow(look, province)
    screens = (
        flow, await centre.due(look, province, REGISTRY), await centre.registers(look, province, REGISTRY),
        await room.minute(),
    )  # fmt: skip
    assert {(screen.as_of, screen.behind) for screen in screens} == {(stood, True)}
    assert max(one.begins for one in flow.intervals) < stood, "of five minutes that are not known none is told as empty"


async def test_each_screen_tells_by_which_definitions_its_own_figures_are_counted(room: Room) -> None:
    look, province = room.look, room.tools.province
    month = Period.month(look.day)
    told: dict[Screen, Defined] = {
        "overview": await room.overview(),
        "minute": await room.minute(),
        "map": await centre.map_of(look, month, province, {}),
        "due": await centre.due(look, province, REGISTRY),
        "flow": await centre.flow(look, province),
        "registers": await centre.registers(look, province, REGISTRY),
        "payments": await centre.payments(look, month, province),
        "linked": await centre.linked(look, month, province, {}),
    }
    for screen, answer in told.items():
        assert answer.definitions == defined(screen, look.locale), screen


async def test_a_feed_that_runs_is_behind_by_moments_and_nobody_is_told_of_it(room: Room) -> None:
    await room.accepted()
    room.ledger.clock.turn(MINUTE)
    told = await room.overview()
    assert (told.at - told.as_of, told.behind) == (MINUTE, False)


async def test_a_dossier_that_cannot_be_read_keeps_the_age_of_none_of_the_others(room: Room) -> None:
    """It is put off for an hour: the moment of the counts neither stands there nor runs ahead of the clock."""
    bad = await room.accepted()
    unknown = 'UPDATE events SET act = act || \'{"type": "told_by_the_next_release"}\' WHERE dossier = :code'
    await room.ledger.rows(unknown, code=bad)
    await room.fed()
    await room.ledger.rows("UPDATE outbox SET due_at = now() + interval '1 hour' WHERE kind = 'facts'")
    told = await room.overview()
    assert (told.as_of, told.behind) == (told.at, False)
    published = await room.publisher.publish()
    [row] = await room.ledger.rows("SELECT clock_timestamp() AS now")
    assert published
    assert published.as_of <= row["now"]


async def test_a_minute_counts_all_that_is_at_risk_and_names_the_worst_office_however_many_rows_there_are(
    room: Room,
) -> None:
    """One office has more groups of dossiers than a screen has rows; another has the most late ones, one to a group."""
    now = room.ledger.clock()
    ago, ahead = now - 2 * HOUR, now + HOUR

    def made(many: int, office: str, procedure: str, due: datetime, **more: Any) -> list[DossierFacts]:
        plain = facts_of_one("", ago).model_copy(update={"accepted_at": ago, "competent": office})
        plain = plain.model_copy(update={"due_at": due, "appointed_at": due})
        about = {"procedure": procedure, **more}
        return [plain.model_copy(update=about | {"dossier": f"{office}-{procedure}-{one}"}) for one in range(many)]

    facts = [one for kind in range(250) for one in made(2, "11953", f"p{kind}", ago)]
    facts += [one for kind in range(501) for one in made(1, "11983", f"p{kind}", ago)]
    long_ago = {"accepted_at": now - 40 * HOUR, "issued_at": ago, "status": Status.DONE}
    facts += [one for kind in range(5) for one in made(1, "12004", f"p{kind}", ahead, **long_ago)]
    facts += [one for kind in range(5) for one in made(1, "12019", f"p{kind}", ahead)]
    async with room.ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, facts)
    await room.publisher.publish()
    told = await room.minute()
    assert [(one.office.code, one.late) for one in told.worst] == [("11983", 501), ("11953", 500)]
    assert (told.outlook.at_risk, told.outlook.due_in_a_day) == (5, 5)


async def kept(room: Room, *facts: DossierFacts) -> None:
    """These are fed and published."""
    async with room.ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, facts)
    await room.publisher.publish()


async def test_a_month_of_which_nothing_was_handled_does_not_bend_what_a_minute_foresees(room: Room) -> None:
    """Ten points fewer every month: of 100, 90, nothing and 70 the line goes on to 40, three months later."""
    this = in_vietnam(room.ledger.clock()).date().replace(day=1)
    facts = []
    for back, late in ((6, 0), (5, 1), (3, 3)):
        day = datetime.combine(months_after(this, -back), time(9), VIETNAM) + 9 * DAY
        for one in range(10):
            until = {"issued_at": day + (3 if one < late else 1) * DAY}
            facts.append(one_of(f"{back}-{one}", "11953", day, **until))
    await kept(room, *facts)
    assert (await room.minute()).outlook.percent == 40


def one_of(code: str, competent: str, at: datetime, **more: Any) -> DossierFacts:
    """A dossier that was received at a moment and issued a day later, in time."""
    days = {"accepted_at": at, "due_at": at + 2 * DAY, "appointed_at": at + 2 * DAY, "issued_at": at + DAY}
    about = {"competent": competent, **days, **more}
    about |= {"status": Status.DONE} if about["issued_at"] else {}
    return coursed(facts_of_one(code, at).model_copy(update=about))


def coursed(fact: DossierFacts) -> DossierFacts:
    """The same with how it changed: all at its acceptance, but for its result, which also brought what was paid."""
    course, now = Course(), fact.model_dump()
    owed = now | {"status": Status.IN_PROCESS, "sealed": False, "paid": 0, "paid_online": 0, "given_back": 0}
    course.note(fact.accepted_at or fact.filed_at, owed)
    if fact.issued_at:
        course.note(fact.issued_at, now)
    return fact.model_copy(update={"course": " ".join(course.written)})


async def test_of_one_channel_or_procedure_its_own_are_told_and_no_index_where_there_is_none(room: Room) -> None:
    now = room.ledger.clock()
    await kept(
        room,
        one_of("a", "11953", now - HOUR, channel=Channel.DIRECT, issued_at=None, fee=8000),
        one_of("b", "11953", now - HOUR, issued_at=None, procedure="2.000815"),
    )
    told = await room.overview(narrow=Narrow(channel=Channel.DIRECT))
    assert (told.received.now, told.under_way, told.channel, told.index) == (1, 1, "direct", None)
    assert [figure.denominator for figure in told.figures if figure.definition.startswith("online")] == [1]
    told = await room.overview(narrow=Narrow(procedure="2.000815"))
    assert (told.received.now, told.procedure, told.index is None) == (1, "2.000815", False)
    look, month = replace(room.look, narrow=Narrow(procedure="2.000815")), Period.month(in_vietnam(now).date())
    places = (await centre.map_of(look, month, room.tools.province, {})).places
    assert sum(place.received for place in places) == 1
    assert (await centre.payments(look, month, room.tools.province)).channels == []


async def test_a_moment_of_the_past_is_told_by_the_units_that_stood_then(room: Room) -> None:
    """A commune that was merged away is looked at by its own code; its period's map has the communes of then."""
    then = datetime(2025, 3, 4, 9, tzinfo=VIETNAM)
    await kept(room, one_of("a", "11950", then), one_of("b", "11950", then + 3 * DAY))
    told = await room.overview(unit="11950", at=then + HOUR)
    assert (told.received.now, told.under_way, told.late, told.alarms, told.index) == (1, 1, 0, None, None)
    assert (told.unit.words, told.month) == ("Phường Lam Sơn", "2025-03")
    told = await room.overview(unit="323", at=then + 2 * DAY)
    assert (told.received.now, told.settled.now, told.under_way) == (0, 0, 0)
    found = await centre.map_of(room.look, Period.read("2025-03"), room.tools.province, room.tools.province.groups)
    [place] = [one for one in found.places if one.received]
    assert (place.unit.code, place.group, place.received) == ("11950", "323", 2)
    assert len(found.places) > 104
    with pytest.raises(NoSuchUnit):
        await room.overview(unit="11950")
    with pytest.raises(OutOfReach):
        await room.overview(unit="11950", at=then, reader=commune_leader("11953"))


async def test_a_screen_of_a_past_moment_tells_how_dossiers_stood_then_and_nothing_that_came_later(room: Room) -> None:
    """One that is settled now was late then; what was paid later was not paid; what came later was not there."""
    now = room.ledger.clock().replace(microsecond=0)
    ago, then = now - 9 * DAY, now - 2 * DAY
    await kept(
        room,
        one_of("a", "11953", ago, issued_at=now - DAY, fee=8000, paid=8000, paid_online=8000, step="sign"),
        one_of("b", "11953", then - HOUR, step="sign"),
        one_of("c", "11953", then + HOUR),
    )
    look, province = replace(room.look, at=then), room.tools.province
    [row] = (await centre.due(look, province, REGISTRY)).rows
    assert (row.under_way, row.late, row.due_in_a_day, row.first_due_at) == (2, 1, 0, ago + 2 * DAY)
    period = Period(first=in_vietnam(ago).date(), next=in_vietnam(now).date() + DAY)
    places = await centre.map_of(look, period, province, {})
    [place] = [one for one in places.places if one.received]
    assert (places.as_of, place.received, place.on_time.numerator, place.on_time.denominator) == (then, 2, 1, 2)
    [paid] = (await centre.payments(look, period, province)).channels
    assert (paid.asked, paid.paid, paid.online) == (8000, 0, 0)
    [paid] = (await centre.payments(room.look, period, province)).channels
    assert (paid.asked, paid.paid, paid.online) == (8000, 8000, 8000)
    with pytest.raises(Unacceptable, match="had not begun"):
        await centre.payments(look, Period(first=period.next, next=period.next + DAY), province)


def merged(units: Units, day: date) -> Iterator[Unit]:
    """The province as if one commune had become part of another on the day after one."""
    for unit in units.on(day):
        yield unit.model_copy(update={"until": day, "into": ("11983",)}) if unit.code == "11953" else unit


async def test_what_a_commune_did_before_it_became_part_of_another_stays_its_own_on_every_screen_of_the_period(
    room: Room,
) -> None:
    """And is in the province's sums; the commune's own leader of then is the leader of what it became."""
    month = Period.read("2026-08")
    at, day = month.begins + 9 * DAY, date(2026, 8, 15)
    await kept(
        room,
        one_of("a", "11953", at, fee=8000),
        one_of("b", "11983", at, fee=5000),
        one_of("c", "11983", at + 10 * DAY, fee=3000),
        one_of("d", "11953", at, parent="a", procedure="2.000986"),
    )
    units = Units(merged(room.tools.province.units, day))
    province, look = replace(room.tools.province, units=units), replace(room.look, now=month.ends + HOUR)
    places = {one.unit.code: one.received for one in (await centre.map_of(look, month, province, {})).places}
    assert (places["11953"], places["11983"]) == (2, 2)
    for unit, asked, linked in (("33", 16000, 1), ("11953", 8000, 1), ("11983", 8000, 0)):
        of = replace(look, unit=unit)
        assert sum(one.asked for one in (await centre.payments(of, month, province)).channels) == asked
        assert sum(one.dossiers for one in (await centre.linked(of, month, province, {})).parts) == linked
        assert sum(one.dossiers for one in (await centre.linked(of, month, province, {})).wholes) == linked
    became = replace(look, unit="11953", reader=commune_leader("11983"))
    assert (await centre.payments(became, month, province)).channels
    with pytest.raises(NoSuchUnit):
        await centre.payments(replace(look, unit="11953"), Period.read("2026-09"), province)
    told = await centre.overview(
        replace(look, at=month.ends - HOUR), province, replace(room.tools, province=province).groups
    )
    assert told.figures[0].denominator == 4


async def test_an_interlinked_procedure_of_a_past_moment_is_settled_by_what_was_settled_then(room: Room) -> None:
    now = room.ledger.clock().replace(microsecond=0)
    came = now - 5 * DAY
    await kept(
        room,
        one_of("whole", "11953", came, procedure="2.000986"),
        one_of("part", "11953", came, parent="whole", issued_at=now - DAY),
    )
    period = Period(first=in_vietnam(came).date(), next=in_vietnam(now).date() + DAY)
    for at, settled, in_time in ((now - 3 * DAY + HOUR, 0, 0), (came + HOUR, 0, 1), (None, 1, 0)):
        told = await centre.linked(replace(room.look, at=at), period, room.tools.province, {})
        assert [(one.settled, one.in_time) for one in told.parts] == [(settled, in_time)]
        assert [(one.settled, one.in_time) for one in told.wholes] == [(settled, in_time)]
        made = TableTools(room.tools.province, room.tools, REGISTRY, Officers(room.ledger.api.database), {})
        rows = (await table("linked", replace(room.look, at=at), period, made)).rows
        assert [(row["parent"], row.get("procedure"), row["in_time"]) for row in rows] == [
            (told.wholes[0].parent, None, in_time),
            (told.parts[0].parent, told.parts[0].procedure, in_time),
        ]


async def test_how_a_dossier_stood_that_nobody_noted_is_not_told_as_it_is_now(room: Room) -> None:
    """Facts of an edition before say nothing of it: not known is not zero."""
    now = room.ledger.clock().replace(microsecond=0)
    old = one_of("a", "11953", now - 9 * DAY, issued_at=now - DAY).model_copy(update={"course": "", "edition": 4})
    await kept(room, old, one_of("b", "11953", now - 3 * DAY))
    look = replace(room.look, at=now - 2 * DAY - HOUR)
    told = await room.overview(at=look.at)
    assert (told.under_way, told.late, told.due_in_a_day, told.standing, told.figures) == (2, None, None, None, [])
    month, province = Period.month(look.day), room.tools.province
    for asking in (
        centre.map_of(look, month, province, {}),
        centre.payments(look, month, province),
        centre.linked(look, month, province, {}),
        centre.due(look, province, REGISTRY),
    ):
        with pytest.raises(NotKept):
            await asking


async def test_registers_of_a_past_moment_are_told_by_the_hours_that_are_kept(room: Room) -> None:
    now = room.ledger.clock().replace(minute=30, second=0, microsecond=0)
    await room.ledger.rows("TRUNCATE answer_times")
    await room.ledger.rows("INSERT INTO agency_states (agency, answered_at, took_ms) VALUES ('population', now(), 90)")
    await kept(room, one_of("a", "11953", now - 9 * DAY, issued_at=now - DAY, waits_for="population"))
    then, at = replace(room.look, at=now - 2 * DAY), now - 2 * DAY
    with pytest.raises(Unacceptable, match="–"):
        await centre.registers(then, room.tools.province, REGISTRY)
    timed = (
        "INSERT INTO answer_times (agency, hour, number, answered, failed) VALUES ('population', :hour, 3, :many, 1)"
    )
    for hours, many in ((1, 5), (0, 70)):
        await room.ledger.rows(timed, hour=at.replace(minute=0) - hours * HOUR, many=many)
    with pytest.raises(Unacceptable, match="kept only from"):
        await centre.registers(then, room.tools.province, REGISTRY)
    await room.ledger.rows(timed, hour=at.replace(minute=0) - 30 * HOUR, many=900)
    [one] = (await centre.registers(then, room.tools.province, REGISTRY)).agencies
    assert (one.asked, one.waiting, one.state, one.took_ms, one.answered_at) == (6, 1, "unknown", None, None)


async def test_registers_are_told_day_by_day_and_of_a_moment_whose_hours_are_gone_by_its_day(room: Room) -> None:
    now = room.ledger.clock()
    await room.ledger.rows("TRUNCATE answer_times, answer_days")
    await room.ledger.rows("INSERT INTO agency_states (agency, answered_at, took_ms) VALUES ('population', now(), 90)")
    for days, answered, failed in ((3, 8, 0), (2, 3, 1), (1, 0, 2)):
        await room.ledger.rows(
            "INSERT INTO answer_days (agency, day, number, answered, failed)"
            " VALUES ('population', :day, 3, :answered, :failed)",
            day=in_vietnam(now - days * DAY).date(),
            answered=answered,
            failed=failed,
        )
    then = replace(room.look, at=now - DAY)
    told = await centre.registers(then, room.tools.province, REGISTRY)
    assert (told.timed_day, told.agencies[0].asked) == (in_vietnam(now - 2 * DAY).date(), 4)
    assert told.agencies[0].failed_percent == 25.0
    period = Period.read(f"{in_vietnam(now - 2 * DAY).year}")
    series = await centre.register_days(room.look, period, room.tools.province, REGISTRY)
    of = {one.day: (one.agency.code, one.asked, one.failed_percent, one.p50_ms) for one in series.days}
    assert of[in_vietnam(now - 2 * DAY).date()] == ("population", 4, 25.0, 2)
    made = TableTools(room.tools.province, room.tools, REGISTRY, Officers(room.ledger.api.database), {})
    rows = (await table("register-days", room.look, period, made)).rows
    assert [(row["day"], row["asked"]) for row in rows] == [(f"{one.day}", one.asked) for one in series.days]
    with pytest.raises(OutOfReach):
        await centre.register_days(
            replace(room.look, reader=commune_leader("12019")), period, room.tools.province, REGISTRY
        )


def commune_leader(agency: str) -> Actor:
    """Who leads a commune."""
    return Actor(kind="officer", id="cb-commune", agency=agency, roles=(Role.COMMUNE_LEADER,))


async def test_a_table_that_is_not_narrowed_says_so_and_how_to_ask(room: Room) -> None:
    database, look = room.ledger.api.database, replace(room.look, narrow=Narrow(channel=Channel.ONLINE))
    made = TableTools(room.tools.province, room.tools, REGISTRY, Officers(database), {})
    month = Period.month(look.day)
    with pytest.raises(Unacceptable, match="without them"):
        await table("index", look, month, made)
    assert (await table("map", look, month, made)).rows


async def test_how_long_dossiers_took_is_told_of_month_place_and_step_and_in_their_tables(room: Room) -> None:
    now = room.ledger.clock()
    long, short, one = ({"took_in": "hours", "took": many * 8, "took_working_days": many} for many in (4000, 500, 2000))
    done, open_ = {"status": Status.DONE}, {"issued_at": None}
    facts = [one_of("a", "11953", now - 2 * DAY, **long | done), one_of("b", "11953", now - 2 * DAY, **short | done)]
    facts += [one_of("c", "11953.CA", now - 2 * DAY, **one | done), one_of("d", "11983", now - 2 * DAY, **done)]
    await kept(room, *facts, one_of("e", "11953.CA", now - HOUR, **open_))
    told = await room.overview()
    assert (told.took.settled, told.took.days, told.took.mean_days, told.took.median_days) == (3, 6.5, 2.17, 2.0)
    assert (told.took.definition, told.took.mark) == ("took@1", "D")
    look, month = room.look, Period.month(room.look.day)
    places = (await centre.map_of(look, month, room.tools.province, {})).places
    took = {one.unit.code: one.took for one in places}
    assert (took["11953"].settled, took["11953"].median_days) == (3, 2.0)
    assert (took["11983"].settled, took["11983"].mean_days, took["11983"].median_days) == (0, None, None)
    [row] = (await centre.due(look, room.tools.province, REGISTRY)).rows
    assert (row.office, row.took.settled, row.took.mean_days) == ("11953.CA", 1, 2.0)
    assert row.first_due_at
    as_of = (await centre.due(look, room.tools.province, REGISTRY)).as_of
    assert row.hours_left == round((row.first_due_at - as_of) / HOUR, 1)
    made = TableTools(room.tools.province, room.tools, REGISTRY, Officers(room.ledger.api.database), {})
    [line] = (await table("due", look, month, made)).rows
    assert (line["took_mean_days"], line["took_median_days"]) == (2.0, 2.0)
    lines = {line["unit_code"]: line for line in (await table("map", look, month, made)).rows}
    assert (lines["11953"]["took_days"], lines["11983"]["took_mean_days"]) == (6.5, None)


async def test_what_is_unreconciled_is_not_known_where_nobody_reconciles_or_facts_of_before_do_not_say(
    room: Room,
) -> None:
    now, province = room.ledger.clock(), room.tools.province
    owed = {"fee": 8000, "unreconciled": 2, "unreconciled_sum": 16_000}
    await kept(room, one_of("a", "11953", now - HOUR, **owed), one_of("b", "11983", now - HOUR, fee=8000))
    await room.ledger.rows("DELETE FROM counters WHERE name LIKE 'reconciled/%'")
    look, month = room.look, Period.month(room.look.day)
    told = await centre.payments(look, month, province)
    assert [(one.unreconciled, one.unreconciled_sum) for one in told.channels] == [(None, None)]
    assert told.reconciled_until is None
    await room.ledger.rows("INSERT INTO counters (name, value) VALUES ('reconciled/2026-11-16', 0)")
    told = await centre.payments(look, month, province)
    assert [(one.unreconciled, one.unreconciled_sum) for one in told.channels] == [(2, 16_000)]
    assert told.reconciled_until == date(2026, 11, 16)
    past = replace(look, at=datetime(2026, 11, 16, 5, tzinfo=UTC))
    assert (await centre.payments(past, month, province)).reconciled_until is None, "its books were closed later"
    [there] = (await centre.payments(replace(look, unit="11983"), month, province)).channels
    assert there.unreconciled == 0, "of another unit's"
    await kept(room, one_of("c", "11953", now - HOUR, fee=8000, edition=6))
    told = await centre.payments(look, month, province)
    assert [one.unreconciled for one in told.channels] == [None]
    await room.ledger.rows("DELETE FROM counters WHERE name LIKE 'reconciled/%'")

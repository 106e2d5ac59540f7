"""Whatever is kept is told the same for ever, beside today's count or why there is none; all read what is published."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from api.schemas.province.kept_figures import KeptView, OpenFigureView
from api.services.province import kept_figures
from api.services.province.alarms import NamesSomebody
from api.services.province.centre import Looking
from api.services.province.downloads import frozen_table
from api.services.province.kept_figures import NotPublic, OpenFigures
from api.services.vietnam.countable import NoSuchFigure
from api.services.vietnam.programme_tools import NotYet, ProgrammeTools
from bench.figures.province import tools_of
from domain.base.calendar import VIETNAM
from domain.base.law import Channel, Role, Status
from domain.base.refusals import Missing, ReasonMissing, TakenBack, WrongRole
from domain.dossier.acts import ENGINE, Actor
from domain.province.disclosure import TooFewToShow
from domain.province.facts import DossierFacts
from domain.province.periods import NoPeriod
from domain.province.reach import OutOfReach
from domain.province.units import Units
from domain.vietnam.kept import RegisterFile
from infra.analysis.analysis import Analysis
from infra.analysis.publisher import FactsPublisher
from infra.db.database import Database
from infra.files.storage import Store
from infra.province import feed
from infra.vietnam.entries import ProvinceEntries
from tests.support.ledger import Ledger, Urls, open_ledger

FILED = datetime(2026, 8, 3, 9, tzinfo=VIETNAM)
NOW = datetime(2026, 9, 14, 9, tzinfo=VIETNAM)
LATER = NOW + timedelta(days=365)
AUGUST, OFFICE, OTHER = "2026-08", "11953", "11983"


def officer(agency: str, role: Role) -> Actor:
    return Actor(kind="officer", id=f"cb-{agency}-{role}", agency=agency, roles=(role,))


PROVINCE, COMMUNE = officer("33", Role.AGENCY_LEADER), officer(OFFICE, Role.COMMUNE_LEADER)
DESK, POLICE = officer(OFFICE, Role.RECEIVING_OFFICER), officer(f"{OFFICE}.CA", Role.SPECIALIST)
NEIGHBOUR, UNIT_HEAD = officer(OTHER, Role.COMMUNE_LEADER), officer("33", Role.UNIT_HEAD)


@dataclass
class Room:
    """A province of few dossiers whose leaders keep figures."""

    ledger: Ledger
    publisher: FactsPublisher
    tools: ProgrammeTools
    many: int = 0

    def look(self, who: Actor, unit: str = "", now: datetime = NOW, locale: str = "en") -> Looking:
        return Looking(unit or who.agency, who, now, locale)

    async def keep(self, figure: str, who: Actor = PROVINCE, period: str = AUGUST, **others: Any) -> str:
        return await kept_figures.keep(figure, self.look(who, **others), period, self.tools)

    async def shown(self, one: str, who: Actor = PROVINCE, **others: Any) -> KeptView:
        return await kept_figures.show_kept(one, self.look(who, **others), self.tools)

    async def publish(self, one: str, who: Actor = PROVINCE) -> None:
        await kept_figures.publish(one, self.look(who), self.tools)

    async def take_back(self, one: str, reason: str, who: Actor = PROVINCE) -> None:
        await kept_figures.take_back(one, reason, self.look(who), self.tools)

    async def read(self, one: str, locale: str = "en") -> OpenFigureView:
        """As anybody does."""
        return await OpenFigures(self.tools, locale).show(one)

    async def dossiers(self, many: int, office: str = OFFICE, *, late: int = 0) -> None:
        """So many were filed on-line and settled, some of them late; and that is published."""
        one = DossierFacts(
            dossier="", seq=1, procedure="1.001193", version="v", receiving=office, competent=office,
            channel=Channel.ONLINE, status=Status.IN_PROCESS, filed_at=FILED, accepted_at=FILED,
            appointed_at=FILED + timedelta(days=3), issued_at=FILED + timedelta(days=1),
        )  # fmt: skip
        made = [
            one.model_copy(
                update={"dossier": f"D-{self.many + number:04}"}
                | ({"issued_at": FILED + timedelta(days=9)} if number < late else {})
            )
            for number in range(many)
        ]
        self.many += many
        async with self.ledger.engine.database.transaction(ENGINE) as tx:
            await feed.keep(tx, made)
        await self.publisher.publish()

    async def enter(self, kind: str, *lines: tuple[str, str, dict[str, Any]]) -> None:
        told = [{"unit": unit, "day": day, "content": content} for unit, day, content in lines]
        sent = RegisterFile.model_validate({"kind": kind, "document": "Báo cáo", "lines": told})
        entries = ProvinceEntries(self.ledger.engine.database)
        await entries.keep(sent, self.tools.province.units, NOW, ENGINE)

    def with_units(self, units: Units) -> None:
        self.tools = replace(self.tools, province=replace(self.tools.province, units=units))


@pytest.fixture
async def room(apart: Urls) -> AsyncIterator[Room]:
    store = Store.from_url("memory:///")
    async with open_ledger(apart) as ledger, Analysis(store, looks_every=0) as analysis:
        await ledger.rows("TRUNCATE province_facts, province_parts, register_entries")
        database: Database = ledger.api.database
        publisher = FactsPublisher(ledger.engine.database, store, every=1)
        room = Room(ledger, publisher, tools_of(analysis, database))
        await room.dossiers(24, late=4)
        await room.dossiers(3, OTHER)
        accounts = {"eligible": 200, "collected": 150, "issued": 120, "activated": 60, "used": 30}
        await room.enter("eid", (OFFICE, "2026-09-13", accounts))
        await room.enter("eid_targets", (OFFICE, "2026-09-01", {"target": 100, "due": "2026-12-31"}))
        await room.enter("work_files", ("33.SNV", "2026-08-01", {"closed": 100, "online": 90}))
        yield room


def names(tools: ProgrammeTools) -> Iterable[tuple[str, str]]:
    """Every figure, and the period by which it is kept."""
    metrics = [f"index_766.{metric}" for metric in tools.province.index.metrics]
    of_period = ("on_time", "online", "paid_online", "satisfied", "index_766", *metrics, "savings", "filed_online")
    tiers = ("work_online.province", "work_online.commune", "online_766", "full_services")
    yield from ((name, AUGUST) for name in (*of_period, *tiers))
    accounts = ("eid_attainment", "eid_coverage", "eid_activation")
    yield from ((name, "") for name in ("tasks_done", "tasks_weighted", "models_effective", "targets_met", *accounts))


async def test_every_figure_is_kept_with_its_counts_and_definition_and_stays_as_it_was(room: Room) -> None:
    kept = {name: await room.keep(name, period=period) for name, period in names(room.tools)}
    before = {name: await room.shown(one) for name, one in kept.items()}
    await room.dossiers(10, late=10)
    for name, one in kept.items():
        after = await room.shown(one, now=LATER)
        assert after.figure == before[name].figure, name
        assert (after.table, after.as_of, after.period) == (
            before[name].table, before[name].as_of, before[name].period
        )  # fmt: skip
        assert after.figure.definition.partition("@")[2], name
        assert after.figure.how, name
        assert after.why is None, name


async def test_what_is_not_known_stays_not_known_and_is_no_zero(room: Room) -> None:
    for name in ("index_766.3.5", "index_766.3.1", "online_766", "work_online.commune"):
        told = await room.shown(await room.keep(name))
        counted = (told.figure.numerator, told.figure.denominator, told.figure.value)
        assert counted == (None, None, None), name
        assert told.now
        assert told.now.value is None, name
    none = (await room.shown(await room.keep("paid_online"))).figure
    assert (none.numerator, none.denominator, none.value) == (0, 0, None)


async def test_it_is_told_beside_the_same_count_of_today(room: Room) -> None:
    kept = {name: await room.keep(name) for name in ("on_time", "index_766.2.1", "savings")}
    await room.dossiers(10, late=10)
    for name in ("on_time", "index_766.2.1"):
        now = (await room.shown(kept[name], now=LATER)).now
        assert now, name
        assert (now.numerator, now.denominator) == (0, 10), name
        assert now.figure.value == pytest.approx(100 * 23 / 37, abs=0.01), name
    saved = await room.shown(kept["savings"], now=LATER)
    assert saved.figure.value == 27 * 30_612
    assert saved.now
    assert (saved.now.numerator, saved.now.value) == (10, 10 * 30_612)


async def test_what_stands_at_the_end_of_a_day_is_told_beside_today(room: Room) -> None:
    one = await room.keep("eid_attainment", COMMUNE, "2026-09-13")
    more = {"eligible": 200, "collected": 150, "issued": 120, "activated": 80, "used": 30}
    await room.enter("eid", (OFFICE, "2026-09-20", more))
    told = await room.shown(one, COMMUNE, now=NOW + timedelta(days=10))
    assert (told.period, told.figure.value) == ("2026-09-13", 60.0)
    assert told.now
    assert (told.now.period, told.now.figure.value, told.now.value) == ("2026-09-24", 80.0, 20.0)
    with pytest.raises(NotYet):
        await room.keep("eid_attainment", COMMUNE, "2026-10-01")


async def test_the_score_is_kept_with_each_metric_and_its_points(room: Room) -> None:
    told = await room.shown(await room.keep("index_766"))
    lines = {line.of.code: (line.numerator, line.denominator) for line in told.table}
    assert set(lines) == set(room.tools.province.index.metrics)
    assert [lines["3.5"]] == [(None, 2)]
    assert sum(points or 0 for points, _ in lines.values()) == pytest.approx(told.figure.value)
    assert told.figure.denominator == sum(most or 0 for points, most in lines.values() if points is not None)


async def test_what_is_computed_otherwise_today_says_so_and_is_not_compared(room: Room) -> None:
    kept = [await room.keep("index_766.2.1"), await room.keep("eid_coverage", period=""), await room.keep("savings")]
    province, by = room.tools.province, room.tools.parameters
    other = by.definitions["eid_coverage"].model_copy(update={"version": 2})
    [first] = by.savings
    savings = (first.model_copy(update={"each": 40_000}),)
    parameters = by.model_copy(update={"definitions": by.definitions | {"eid_coverage": other}, "savings": savings})
    index = province.index.model_copy(update={"version": "766-2030"})
    room.tools = replace(room.tools, province=replace(province, index=index), parameters=parameters)
    for one, version in zip(kept, ("index_766.2.1@766-2030", "eid_coverage@2", "savings@40000"), strict=True):
        told = await room.shown(one)
        assert version in (told.why or "")
        assert told.now
        assert (told.now.numerator, told.now.denominator, told.now.value) == (None, None, None)


async def test_a_figure_that_is_counted_no_longer_says_so(room: Room) -> None:
    one = await room.keep("index_766.4.6")
    province = room.tools.province
    groups = tuple(
        group.model_copy(update={"metrics": tuple(metric for metric in group.metrics if metric.id != "4.6")})
        for group in province.index.groups
    )
    index = province.index.model_copy(update={"groups": groups})
    room.tools = replace(room.tools, province=replace(province, index=index))
    told = await room.shown(one)
    assert (told.now, told.why) == (None, "It is no longer counted today.")


def merged(units: Units, code: str, into: str, last: date, day: date) -> Units:
    """The same units, one of which became part of another after a day."""
    gone = units.unit(code, day).model_copy(update={"until": last, "into": (into,)})
    return Units([gone if one.code == code else one for one in (*units.on(day), *units.ended)])


async def test_of_a_unit_that_was_merged_it_says_what_it_became_and_whose_it_is_now(room: Room) -> None:
    accounts, share = await room.keep("eid_activation", COMMUNE, ""), await room.keep("on_time", COMMUNE)
    room.with_units(merged(room.tools.province.units, OFFICE, OTHER, date(2026, 12, 31), NOW.date()))
    told = await room.shown(accounts, NEIGHBOUR, now=LATER)
    assert told.figure.value == 50.0
    assert told.now is None
    assert "31/12/2026" in (told.why or "")
    assert "Phường Sơn Nam" in (told.why or "")
    # Dossiers keep the office that decided on them: what was counted of them can be counted again.
    again = (await room.shown(share, NEIGHBOUR, now=LATER)).now
    assert again
    assert (again.numerator, again.denominator) == (0, 0)


async def test_whoever_may_see_a_figure_keeps_it_and_nobody_else(room: Room) -> None:
    with pytest.raises(OutOfReach):
        await room.keep("index_766", COMMUNE, unit="33")
    with pytest.raises(WrongRole):
        await room.keep("on_time", DESK)
    # A unit's own police sees its accounts, whatever it leads.
    own = await room.keep("eid_coverage", POLICE, "", unit=OFFICE)
    assert (await room.shown(own, POLICE)).figure.value == 30.0
    with pytest.raises(WrongRole):
        await room.shown(await room.keep("on_time", COMMUNE), POLICE)
    for one in (await room.keep("on_time", COMMUNE), await room.keep("tasks_done", COMMUNE, ""), "0" * 32):
        with pytest.raises(Missing):
            await room.shown(one, NEIGHBOUR)


async def test_what_is_no_figure_or_no_period_is_told_with_its_cure(room: Room) -> None:
    for figure in ("index_766.9.9", "2.1", "work_online", ""):
        with pytest.raises(NoSuchFigure):
            await room.keep(figure)
    with pytest.raises(NoPeriod):
        await room.keep("on_time", period="08/2026")
    with pytest.raises(NoPeriod):
        await room.keep("tasks_done", period="2026-08")


async def test_everybody_reads_what_a_leader_published_to_the_nearest_five(room: Room) -> None:
    one = await room.keep("on_time")
    with pytest.raises(Missing):
        await room.read(one)
    await room.publish(one)
    told = await room.read(one)
    assert (told.figure.numerator, told.figure.denominator) == (25, 25), "23 of 27"
    assert [line.of.code for line in told.table] == [OFFICE], "three are told nobody of"
    assert "cb-" not in told.model_dump_json()
    assert told.published.office.code == "33"
    await room.dossiers(10, late=10)
    assert await room.read(one) == told
    assert {row["numerator"] for row in frozen_table(told).rows} == {20, 25}


@pytest.mark.parametrize("figure", ["on_time", "index_766.2.1", "savings", "index_766"])
async def test_nothing_is_published_of_fewer_than_five(room: Room, figure: str) -> None:
    one = await room.keep(figure, NEIGHBOUR)
    with pytest.raises(TooFewToShow):
        await room.publish(one, NEIGHBOUR)
    with pytest.raises(Missing):
        await room.read(one)


async def test_of_a_score_everybody_reads_the_total_alone(room: Room) -> None:
    one = await room.keep("index_766")
    await room.publish(one)
    told = await room.read(one)
    assert (told.table, told.figure.value) == ([], (await room.shown(one)).figure.value)


async def test_items_of_a_plan_are_told_as_they_are(room: Room) -> None:
    one = await room.keep("tasks_done", period="")
    await room.publish(one)
    assert (await room.read(one)).figure == (await room.shown(one)).figure


async def test_only_leaders_of_the_unit_publish_and_take_back(room: Room) -> None:
    one, whole = await room.keep("on_time", COMMUNE), await room.keep("on_time")
    for who, refusal in ((NEIGHBOUR, Missing), (UNIT_HEAD, WrongRole), (DESK, WrongRole)):
        with pytest.raises(refusal):
            await room.publish(one, who)
    with pytest.raises(Missing):
        await room.publish(whole, COMMUNE)
    assert not (await room.shown(one, UNIT_HEAD)).publishes
    await room.publish(one, COMMUNE)
    with pytest.raises(Missing):
        await room.take_back(one, "Nhầm", NEIGHBOUR)
    await room.take_back(one, "Nhầm kỳ", PROVINCE)


async def test_what_was_taken_back_says_by_whom_when_and_why(room: Room) -> None:
    one = await room.keep("on_time")
    with pytest.raises(NotPublic):
        await room.take_back(one, "Chưa công khai")
    await room.publish(one)
    with pytest.raises(ReasonMissing):
        await room.take_back(one, " \n ")
    with pytest.raises(NamesSomebody):
        await room.take_back(one, "Hồ sơ của số 033195000101")
    assert await room.read(one), "a reason that is refused takes nothing back"
    for _ in range(2):
        await room.take_back(one, "Số liệu tháng 8\nchưa đủ")
    with pytest.raises(TakenBack) as gone:
        await room.read(one)
    assert gone.value.vi.startswith("Số liệu này đã được Tỉnh Hưng Yên thu hồi lúc 09:00 ngày 14/09/2026.")
    assert gone.value.vi.endswith("Lý do: Số liệu tháng 8 chưa đủ")
    with pytest.raises(NotPublic):
        await room.take_back(one, "Lý do khác")
    told = (await room.shown(one)).published
    assert told
    assert (told.published, told.reason) == (False, "Số liệu tháng 8 chưa đủ")


async def test_published_anew_it_is_read_again_and_all_that_was_said_stays(room: Room) -> None:
    one = await room.keep("on_time")
    await asyncio.gather(room.publish(one), room.publish(one))
    await room.take_back(one, "Nhầm kỳ")
    await room.publish(one)
    assert (await room.read(one)).id == one
    said = await room.ledger.rows("SELECT content FROM register_entries WHERE register = 'figure_releases' ORDER BY 1")
    assert {row["content"]["reason"] for row in said} == {"", "Nhầm kỳ"}


async def test_pressed_twice_it_is_one_figure(room: Room) -> None:
    for name in ("index_766.2.1", "tasks_done"):
        period = AUGUST if name.startswith("index") else ""
        first, again = [await room.keep(name, period=period, now=NOW.astimezone(UTC)) for _ in range(2)]
        assert first == again

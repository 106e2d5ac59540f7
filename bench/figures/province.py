"""What a province's figures take with a million dossiers in a year: ``python -m bench --only province``."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from api.schemas.vietnam.index766 import IndexView, UnitScores
from api.services.procedures import full_services
from api.services.province import centre
from api.services.province.centre import Looking
from api.services.province.tools import ProvinceTools
from api.services.province.warehouse import WarehouseTools
from api.services.province.watching import GLANCED
from api.services.vietnam.index766 import Question, scored, scored_units
from api.services.vietnam.programme_tools import ProgrammeTools
from bench.figures.made import a_year, offices
from bench.tables import Table, alone, number
from domain.base.calendar import in_vietnam
from domain.base.law import Role
from domain.dossier.acts import ENGINE, Actor
from domain.province.periods import Period
from domain.vietnam.index766 import offers
from infra.agencies.consumers import Consumers
from infra.analysis.analysis import Analysis
from infra.analysis.patterns import Patterns
from infra.analysis.promises import Promises
from infra.analysis.publisher import FactsPublisher
from infra.analysis.quality import QualityDays
from infra.db.database import Database
from infra.documents.qr import NO_KEYS, QrKeys
from infra.facts.alarm_limits import load_limits
from infra.facts.index import load_index
from infra.facts.loading import load_offices
from infra.facts.units import load_units
from infra.facts.warehouse import load_sharing
from infra.files.storage import Store
from infra.journal.rounds import Rounds
from infra.province.alarms import Alarms
from infra.province.feed import MADE_WITH, FactsFeed
from infra.province.live import Live
from infra.runtime.background import running
from infra.runtime.once import Once
from infra.verification.examiner import Examiner
from infra.vietnam.documents import ProgrammeDocuments
from infra.vietnam.entries import ProvinceEntries
from infra.vietnam.index_days import IndexDays
from infra.vietnam.portal_catalogue import PublicationTasks
from infra.vietnam.portal_filings import PortalFilings
from infra.vietnam.portal_reads import PortalReads
from infra.vietnam.programme_facts import load_parameters
from infra.warehouse.shelf import Shelf
from tests.support.examples import CALENDARS, INDEX, LAWS, REGISTRY
from tests.support.ledger import open_ledger
from workflows.catalogue import catalogue, decided_at

DOSSIERS, LOOKS, EVENTS = 1_000_000, 30, 300
PER_SECOND = 50
TITLE = "A province's figures"
ABOUT = """{dossiers:,} dossiers of one year at {offices} offices, rows made by SQL; {open:,} are under way. Published
is the whole year at once, by a process of its own for each month. Cold is a front door that has just started: it
fetches the files and asks for the first time; kept is the same question again while the files hold. A screen is the
function behind its address, with its questions to database and files, {looks} times; the answers of the files are
forgotten before each look at a period. The feed is asked every half second, as the worker's is, while {per_second} acts
a second are appended; behind is from the act's answer to its row of facts. The plain way asks the journal's tables for
two of the index's counts, of the same year and offices. Memory is that of a process with the front door's code which
asks the files for all of it at once, as it is now and as it stood a day and a half ago, at its highest."""
PLAIN = text("""
SELECT count(*) FILTER (WHERE coalesce(i.at, :until) <= (a.act ->> 'due_at')::timestamptz) AS in_time,
       count(*) AS handled, count(DISTINCT d.procedure) AS procedures
FROM dossiers d JOIN events a ON a.dossier = d.code AND a.act ->> 'type' = 'accepted'
LEFT JOIN events i ON i.dossier = d.code AND i.act ->> 'type' = 'issued'
WHERE d.competent = ANY(:offices) AND a.at >= :begins AND a.at < :ends
""")
LEADER = Actor(kind="officer", id="cb-1", agency="33", roles=frozenset({Role.AGENCY_LEADER}))


def tools_of(analysis: Analysis, database: Database) -> ProgrammeTools:
    """What the front door asks with."""
    units = load_units(load_offices())
    province = ProvinceTools(
        units=units,
        index=load_index(),
        analysis=analysis,
        patterns=Patterns(analysis),
        live=Live(database),
        alarms=Alarms(database),
        limits=load_limits(),
        promises=Promises(analysis, CALENDARS.of),
        portal=PortalReads(database),
        portal_filings=PortalFilings(database),
        publication_tasks=PublicationTasks(database),
        warehouse=WarehouseTools(
            load_sharing(),
            Consumers({}),
            Shelf(database),
            units,
            INDEX,
            Examiner([], QrKeys(NO_KEYS)),
            QualityDays(database),
        ),
        glances=Once(GLANCED),
        days=Once(0),
    )
    return ProgrammeTools(
        province,
        ProvinceEntries(database),
        ProgrammeDocuments(database),
        IndexDays(database),
        load_parameters(),
        CALENDARS.of,
        INDEX,
        offers(load_offices(), decided_at()),
        partial(full_services, catalogue(), LAWS),
    )


async def took(once: Callable[[], Awaitable[Any]]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    await once()
    return 1000 * (time.perf_counter() - began)


async def many(times: int, once: Callable[[], Awaitable[Any]]) -> tuple[float, float]:
    """The median and the 95th of a hundred."""
    found = sorted([await took(once) for _ in range(times)])
    return found[len(found) // 2], found[int(len(found) * 0.95)]


async def screens(analysis: Analysis, programme: ProgrammeTools, looks: int) -> list[tuple[str, float, float]]:
    """Time what a leader of the province looks at."""
    now = datetime.now(UTC)
    tools = programme.province
    look, month = Looking("33", LEADER, now, "vi"), Period.month(in_vietnam(now).date())
    then = replace(look, at=now - timedelta(hours=36))

    def anew(once: Callable[[], Awaitable[Any]]) -> Callable[[], Awaitable[Any]]:
        async def forgotten() -> None:
            (await analysis.published()).forget()
            await once()

        return forgotten

    asked: dict[str, Callable[[], Awaitable[Any]]] = {
        "overview": lambda: centre.overview(look, tools, programme.groups),
        "map of the communes": anew(lambda: centre.map_of(look, month, tools, tools.groups)),
        "due and late": lambda: centre.due(look, tools, REGISTRY),
        "what comes in": lambda: centre.flow(look, tools),
        "registers": lambda: centre.registers(look, tools, REGISTRY),
        "payments": anew(lambda: centre.payments(look, month, tools)),
        "interlinked procedures": anew(lambda: centre.linked(look, month, tools, {})),
        "overview of a day and a half ago": anew(lambda: centre.overview(then, tools, programme.groups)),
        "map of then": anew(lambda: centre.map_of(then, month, tools, tools.groups)),
        "due and late then": lambda: centre.due(then, tools, REGISTRY),
        "payments of then": anew(lambda: centre.payments(then, month, tools)),
    }
    return [(f"screen: {name}", *await many(looks, once)) for name, once in asked.items()]


async def index(tools: ProgrammeTools, written: str) -> IndexView:
    """The index of the province."""
    return await scored(Question("33", Period.read(written)), tools, LEADER)


async def by_unit(tools: ProgrammeTools, written: str) -> UnitScores:
    """The index of each unit that belongs to the province at once."""
    return await scored_units(Question("33", Period.read(written)), tools, LEADER)


async def behind(urls: Any, events: int) -> tuple[float, float]:
    """How long facts are behind acts that come at an even pace."""
    late: list[float] = []
    async with open_ledger(urls) as ledger:
        # What SQL made has no journal to be made of anew.
        async with ledger.engine.database.transaction(ENGINE) as tx:
            await MADE_WITH.keep(tx)
        rounds = Rounds(ledger.engine.database, 0.5)
        waits: dict[str, float] = {}
        found = text("SELECT dossier FROM province_facts WHERE dossier = ANY(:codes)")

        async def look() -> None:
            while waits or not filed.done():
                rows = await ledger.engine.database.execute(ENGINE, found, {"codes": [*waits]})
                late.extend(1000 * (time.perf_counter() - waits.pop(code)) for (code,) in rows)
                await asyncio.sleep(0.02)

        async def file() -> None:
            begins = time.perf_counter()
            for n in range(events):
                code = await ledger.file()
                waits[code] = time.perf_counter()
                await asyncio.sleep(max(0.0, begins + n / PER_SECOND - time.perf_counter()))

        async with running(rounds.run(), FactsFeed(ledger.engine.database, CALENDARS).run(rounds)):
            filed = asyncio.create_task(file())
            await asyncio.gather(filed, look())
    late.sort()
    return late[len(late) // 2], late[int(len(late) * 0.95)]


async def of_front_door(store: Path) -> float:
    """Megabytes that a front door's process holds at its highest while it asks the files."""
    tool = (sys.executable, "-m", "bench.figures.front_door", store.as_uri())
    asked = await asyncio.create_subprocess_exec(*tool, stdout=asyncio.subprocess.PIPE)
    told, _ = await asked.communicate()
    return int(told) / 1e6


async def measure(dossiers: int = DOSSIERS, looks: int = LOOKS, events: int = EVENTS) -> Table:
    """Make the year, publish it, and ask."""
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(a_year(dossiers))
        folder, engine = made.folder, made.engine
        store, year = Store.from_url((folder / "store").as_uri()), str(in_vietnam(datetime.now(UTC)).year)
        published = await took(FactsPublisher(engine, store, every=1).publish)
        analysis = await stack.enter_async_context(Analysis(store))
        taken_in = await took(analysis.published)
        tools = tools_of(analysis, engine)
        cold = await took(lambda: index(tools, year))
        kept = await many(looks, lambda: index(tools, year))
        each_cold = await took(lambda: by_unit(tools, year))
        each = await many(looks, lambda: by_unit(tools, year))
        period = Period.read(year)
        asked = {"offices": offices(), "begins": period.begins, "ends": period.ends, "until": datetime.now(UTC)}
        by_sql = await many(3, lambda: engine.execute(ENGINE, PLAIN, asked))
        shown = await screens(analysis, tools, looks)
        lag = await behind(made.urls, events)
        rows = [
            ("a year published as files", published, published),
            ("a year's files taken in by another front door", taken_in, taken_in),
            ("index of the province and a year, cold", taken_in + cold, taken_in + cold),
            ("index of the province and a year, kept", *kept),
            ("index of each commune and body, cold", each_cold, each_cold),
            ("index of each commune and body, kept", *each),
            ("plain: two of its counts from the journal's tables", *by_sql),
            *shown,
            (f"facts behind acts at {PER_SECOND} a second", *lag),
        ]
        told = [(name, number(half), number(most)) for name, half, most in rows]
        told.append(("memory of a front door, MB", *(number(await of_front_door(folder / "store"), 0),) * 2))
    about = ABOUT.format(
        dossiers=dossiers, offices=len(offices()), open=made.under_way, looks=looks, per_second=PER_SECOND
    )
    return Table(title=TITLE, about=about, columns=("what", "p50, ms", "p95, ms"), rows=told)


if __name__ == "__main__":
    alone(measure, __doc__, dossiers=(DOSSIERS, "of a year"), looks=(LOOKS, "at each screen"), events=(EVENTS, "acts"))

"""Whoever gets hold of the disks, the logs and the traces of a house learns nothing of what people told it."""

import asyncio
import gzip
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import duckdb
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import create_async_engine

from api.app import create_app
from api.services.views import ROOT
from domain.base.calendar import VIETNAM
from domain.dossier.acts import ENGINE
from domain.province.periods import Period
from domain.vietnam.index766 import offers
from domain.vietnam.programme.importing import PlanFile
from infra.analysis.analysis import Analysis
from infra.analysis.counting import ProvinceCounts
from infra.analysis.publisher import FactsPublisher
from infra.analysis.quality import QualityKeeper
from infra.db.database import Database
from infra.db.province_tables import ProvinceFactsRow
from infra.facts.index import load_index
from infra.facts.loading import load_offices
from infra.facts.units import load_units
from infra.facts.warehouse import load_sharing
from infra.files.storage import Store
from infra.local.folder import DataFolder
from infra.local.house import LocalHouse
from infra.local.people import Caller, People
from infra.local.postgres import find_binaries
from infra.province.feed import FactsFeed
from infra.statistics.releasing import Order, release
from infra.transparency.heads import Heads, Publisher
from infra.vietnam.entries import ROADMAP, ProvinceEntries
from infra.vietnam.index_days import IndexKeeper
from infra.vietnam.kept_counts import KeptCounts
from infra.vietnam.programme_facts import load_parameters
from tests.commands.test_heads import sign
from tests.infra.runtime.test_telemetry import listening
from tests.support.door import Books, Door
from tests.support.examples import CALENDARS
from tests.support.houses import PassingHouse
from tests.system.privacy.figures import in_words, told, ways
from tests.system.privacy.needles import Haystack
from tests.system.privacy.story import Story, Told
from workflows.catalogue import decided_at

EXAMPLE = Path(__file__).parents[3] / "examples" / "programme" / "programme-33.json"
OUTSIDE = "sandbox"
"""What the stand-ins of the world outside keep is theirs: there all of it lies in the open."""


@dataclass
class Left:
    """What a house leaves behind."""

    folder: Path
    told: Told
    exported: str
    dump: bytes
    shown: dict[str, str]
    """What is counted of it, by where it is told: published files, released ones, every answer and page of figures."""


async def dumped(house: LocalHouse) -> bytes:
    """All rows, as a dump has them: what the files hold pressed is here in words."""
    program = find_binaries().path("pg_dump")
    command = [program, house.postgres.url("postgres")]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out


async def counted(house: LocalHouse, people: People, scratch: Path) -> dict[str, str]:
    """What a leader of the province is told of it, what is kept and published of that, and what is released."""
    store = Store.from_url(house.settings().storage_url)
    async with Database.of_engine(house.settings(), 2) as database, Analysis(store) as analysis:
        while await FactsFeed(database, CALENDARS).feed():
            pass
        # The worker may be at it, and tells nobody when it is done.
        while await FactsPublisher(database, store, every=1).publish() is None:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        rows = await (await analysis.published()).rows(select(ProvinceFactsRow), {})
        await beside(database, store, analysis)
        shown = {"facts": str(rows)} | await released(house, database, store, scratch)
    leader, now = await people.who("officer:lanhdao.hungyen"), datetime.now(VIETNAM)
    year, month = f"{now:%Y}", f"{now:%Y-%m}"
    kept = await published(leader, year)
    known = {
        "unit": ("33", "11953"),
        "period": (year,),
        f"{ROOT}/programme/report period": (month,),
        # Not each of these tables is of a unit and a period.
        f"{ROOT}/programme/tables/{{name}} unit": ("",),
        f"{ROOT}/programme/tables/{{name}} period": ("",),
        "since": (f"{year}-01-01",),
        "metric": ("2.1",),
        "no": ("1",),
        "id": (kept,),
        "one": (kept,),
    }
    return shown | await told(create_app(house.settings()), leader, known)


async def beside(database: Database, store: Store, analysis: Analysis) -> None:
    """Enter a plan, and keep the index and the quality of shared data of this day."""
    now, offices = datetime.now(VIETNAM), load_offices()
    units, entries = load_units(offices), ProvinceEntries(database)
    plan = PlanFile.model_validate_json(EXAMPLE.read_bytes())
    await entries.add(ROADMAP, [*plan.entries()], now, ENGINE)
    kept = KeptCounts(entries, load_parameters(), units, CALENDARS.of, offers(offices, decided_at()))
    keeper = IndexKeeper(store, database, kept, load_index(), units, "33", ["1.001193"])
    assert await keeper.keep(now.date(), await ProvinceCounts.now(analysis))
    shared = [one.id for one in load_sharing().datasets]
    await QualityKeeper(store, database, units, "33", shared, lambda: now).round()


async def published(leader: Caller, year: str) -> str:
    """Keep a figure and let everybody read it."""
    sent = {"figure": "online", "period": year, "unit": "33"}
    kept = (await leader.post("kept-figures", json=sent)).raise_for_status().json()["id"]
    (await leader.post(f"kept-figures/{kept}/publication")).raise_for_status()
    return str(kept)


async def released(house: LocalHouse, database: Database, store: Store, scratch: Path) -> dict[str, str]:
    """Both files of a release of this month, as it will be once the month is over."""
    period = Period.month(datetime.now(VIETNAM).date())
    after, files = period.ends + timedelta(days=1), (scratch / "release.gz", scratch / "full.gz")

    async def seal(content: bytes, at: datetime) -> bytes:
        return await sign(content, at, house)

    heads = Publisher(database, Heads(store), seal, every=0, clock=lambda: after)
    await release(Order("33", ("11953",), period, period.ends), database, heads.newest, seal, after, *files)
    return {file.name: gzip.decompress(file.read_bytes()).decode() for file in files}


@pytest.fixture(scope="module")
async def left(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Left]:
    path = tmp_path_factory.mktemp("privacy")
    with listening() as (collector, endpoint), DataFolder(path) as folder:
        house = await PassingHouse.on(folder, otlp_endpoint=endpoint, log_level="DEBUG")
        async with await house.stack(), People(house.api_url, house.sandbox_url) as people:
            database = Database.of_engine(house.settings(), 2)
            [couple] = await people.couples()
            told = Told(couple)
            await Story(people, Door(people, Books(database)), told).live()
            await database.close()
            shown = await counted(house, people, tmp_path_factory.mktemp("release"))
            owner = create_async_engine(house.settings().database_owner_url.get_secret_value())
            async with owner.connect() as connection:
                await connection.execute(text("CHECKPOINT"))
            await owner.dispose()
            dump = await dumped(house)
        yield Left(path, told, "\n".join(collector.said), dump, shown)


def test_the_search_finds_what_the_world_outside_keeps_in_the_open(left: Left) -> None:
    found = Haystack(left.told.values).found_below(left.folder / OUTSIDE)
    seen = set().union(*found.values())
    assert {left.told.given_name, left.told.email, left.told.couple["mother"]["number"]} <= seen


@pytest.mark.parametrize("before", ["", "a", "bc"])
def test_the_search_knows_every_spelling(before: str) -> None:
    stack, value = Haystack(["Khuê Trang Đài"]), "Khuê Trang Đài"
    spelt = [
        value.upper().encode(),
        b64encode(f"{before}{value}, và".encode()),
        f"{before}{value}".encode().hex().encode(),
    ]
    assert [stack.found_in(b"..." + one + b"...") for one in spelt] == [{value}] * 3
    assert stack.found_in(json.dumps({"name": value}).encode()) == {value}
    assert not stack.found_in(b"Khue Trang Dai")


def test_no_file_of_the_house_tells_anything(left: Left) -> None:
    found = Haystack(left.told.values).found_below(left.folder)
    assert {name: values for name, values in found.items() if not name.startswith(OUTSIDE)} == {}


def test_no_row_of_the_database_tells_anything(left: Left) -> None:
    assert b"dossier_keys" in left.dump
    assert Haystack(left.told.values).found_in(left.dump) == set()


def test_no_trace_and_no_measure_tells_anything(left: Left) -> None:
    assert "motcua-worker" in left.exported
    assert Haystack(left.told.values).found_in(left.exported.encode()) == set()


def test_nothing_that_is_counted_tells_anything(left: Left) -> None:
    search = Haystack(left.told.values)
    assert {where: found for where, said in left.shown.items() if (found := search.found_in(said.encode()))} == {}


def test_what_is_counted_is_read_in_every_way_in_which_it_is_told(left: Left) -> None:
    """What has nothing in it has nobody in it either: each kind of answer says something of the dossiers."""
    addresses = [*left.shown]
    for part in ("/figures/flow.svg", "/figures/kept/", "/open-figures/kept/", "format=parquet", "format=csv"):
        assert any(part in one for one in addresses), part
    assert "1.001193" in left.shown["facts"]
    assert "1.001193" in left.shown["full.gz"]
    assert "1.001193" in left.shown[f"{ROOT}/ioc/facts?unit=33&period={datetime.now(VIETNAM):%Y}&format=parquet"]
    report = next(said for one, said in left.shown.items() if one.startswith(f"{ROOT}/programme/report"))
    assert "ĐỀ ÁN 06" in report.upper()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text/html; charset=utf-8", b"<p>Khu&#234; Trang &#272;&agrave;i"),
        ("image/svg+xml", "<text>Khuê Trang Đài</text>".encode()),
        ("text/csv; charset=utf-8", "name\nKhuê Trang Đài\n".encode()),
        ("application/json", json.dumps({"name": "Khuê Trang Đài"}).encode()),
        ("application/vnd.apache.parquet", None),
    ],
)
def test_the_search_reads_each_kind_of_answer(kind: str, content: bytes | None, tmp_path: Path) -> None:
    if content is None:
        file = tmp_path / "table.parquet"
        duckdb.execute(f"COPY (SELECT 'Khuê Trang Đài' AS name) TO '{file}' (FORMAT parquet)")
        content = file.read_bytes()
    assert Haystack(["Khuê Trang Đài"]).found_in(in_words(kind, content).encode()) == {"Khuê Trang Đài"}


def test_a_new_way_below_the_figures_is_walked_and_what_it_asks_has_to_be_known() -> None:
    app = FastAPI()

    @app.get("/figures/new/{kind}")
    async def new(kind: Literal["a", "b"], period: str) -> None:
        """Tell nothing."""

    @app.get("/programme/new/{person}")
    async def other(person: str) -> None:
        """Tell nothing."""

    walked = ways(app, {"period": ("2026",)})
    assert [next(walked), next(walked)] == [(f"/figures/new/{one}", {"period": "2026"}) for one in ("a", "b")]
    with pytest.raises(AssertionError, match="say in `known` what person may be"):
        next(walked)

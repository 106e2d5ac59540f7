"""Whoever gets hold of the disks, the logs and the traces of a house learns nothing of what people told it."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import create_async_engine

from domain.base.calendar import VIETNAM
from infra.analysis.analysis import Analysis
from infra.analysis.publisher import FactsPublisher
from infra.db.database import Database
from infra.db.province_tables import ProvinceFactsRow
from infra.files.storage import Store
from infra.local.folder import DataFolder
from infra.local.house import LocalHouse
from infra.local.people import People
from infra.local.postgres import find_binaries
from infra.province.feed import FactsFeed
from tests.infra.runtime.test_telemetry import listening
from tests.support.door import Books, Door
from tests.support.examples import CALENDARS
from tests.support.houses import PassingHouse
from tests.system.privacy.needles import Haystack
from tests.system.privacy.story import Story, Told

OUTSIDE = "sandbox"
"""What the stand-ins of the world outside keep is theirs: there all of it lies in the open."""
TABLES = ("map", "due", "flow", "registers", "payments", "linked", "alarms")
SCREENS = (
    *(f"ioc/{name}" for name in (*TABLES, "overview", "facts")),
    *(f"ioc/tables/{name}" for name in (*TABLES, "index")),
    *(f"programme/tables/{name}" for name in ("online", "work-files", "savings")),
    *("index/766", "index/766/units", "open-figures", "cleaning/summary", "programme/summary"),
)
"""Everything that is counted, for programs."""


@dataclass
class Left:
    """What a house leaves behind."""

    folder: Path
    told: Told
    exported: str
    dump: bytes
    shown: str
    """What is counted of it: rows of the published files, screens, their tables as files, charts."""


async def dumped(house: LocalHouse) -> bytes:
    """All rows, as a dump has them: what the files hold pressed is here in words."""
    program = find_binaries().path("pg_dump")
    command = [program, house.postgres.url("postgres")]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out


async def counted(house: LocalHouse, people: People) -> str:
    """What a leader of the province sees of it, and what is published."""
    store = Store.from_url(house.settings().storage_url)
    async with Database.of_engine(house.settings(), 2) as database, Analysis(store) as analysis:
        while await FactsFeed(database, CALENDARS).feed():
            pass
        # The worker may be at it, and tells nobody when it is done.
        while await FactsPublisher(database, store, every=1).publish() is None:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        said = [str(await (await analysis.published()).rows(select(ProvinceFactsRow), {}))]
    leader = await people.who("officer:lanhdao.hungyen")
    of = {"unit": "33", "period": f"{datetime.now(VIETNAM):%Y}"}
    said += [(await leader.get(path, params=of)).raise_for_status().text for path in SCREENS]
    return "\n".join(said)


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
            shown = await counted(house, people)
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
    assert "1.001193" in left.shown
    assert Haystack(left.told.values).found_in(left.shown.encode()) == set()

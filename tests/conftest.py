"""One real house for all tests that need one: database, engine, stand-ins, worker and front door."""

import gc
import os
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from infra.db.database import Database
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from infra.local.supervisor import Stack
from infra.runtime.settings import Settings
from tests.support.door import Books, Door
from tests.support.houses import PassingHouse, complaints, running
from tests.support.ledger import Ledger, Server, Urls, open_ledger, running_server

# No test sees what a house beside it left, nor what this shell told one.
for name in (*Settings.model_fields, "url", "sandbox_url"):
    os.environ.pop(f"MOTCUA_{name.upper()}", None)
os.environ["MOTCUA_DATA"] = os.devnull
# A busy machine refutes no property.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

LONGEST = ("bench", "system", "web", "workflows", "api", "commands", "motcua")
"""Packages that take minutes: begun last, one module of them would be waited for by all other processes."""


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """Processes side by side take a module each, in the order of collection: what it shares is made once."""
    config.option.loadscopereorder = False
    return LoadFileScheduling(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Look for no garbage among a million objects that all stay: neither while they come nor ever after."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Look for garbage once at the end: pytest does so five times, among all that stays."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; a random order comes after, and has the last word."""
    items.sort(key=lambda item: LONGEST.index(name) if (name := package(item)) in LONGEST else len(LONGEST))


def package(item: pytest.Item) -> str:
    """The folder of tests that it belongs to."""
    return item.path.relative_to(Path(__file__).parent).parts[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failed test what its house complained of last: an answer 503 does not say which part is down."""
    report = yield
    funcargs: dict[str, object] = getattr(item, "funcargs", {})
    if report.failed:
        for local in {id(one): one for one in funcargs.values() if isinstance(one, LocalHouse)}.values():
            report.sections += [(f"complaints in {log.name}", said) for log, said in complaints(local.folder / "logs")]
    return report


@pytest.fixture(scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalHouse]:
    """A running house on a fresh data folder."""
    async with running(tmp_path_factory.mktemp("house"), PassingHouse) as local:
        yield local


@pytest.fixture(scope="module")
async def signing_house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalHouse]:
    """One whose officers sign, and whose results are stamped and sealed, by the sandbox's trust services.

    Of a module: to the end of the session it would cost more at rest than it does to begin one for each of three.
    """
    async with running(tmp_path_factory.mktemp("signing"), PassingHouse, signs=True) as local:
        yield local


@pytest.fixture(scope="session")
def stack(house: LocalHouse) -> Stack:
    """The house's parts, to be halted and killed."""
    assert house.running
    return house.running


@pytest.fixture(scope="session")
async def people(house: LocalHouse) -> AsyncIterator[People]:
    """Everybody who calls."""
    async with People(house.api_url, house.sandbox_url) as everybody:
        yield everybody


@pytest.fixture(scope="session")
async def books(house: LocalHouse) -> AsyncIterator[Books]:
    """What is written down; whoever takes the database away closes its connections too."""
    async with Database.of_engine(house.settings()) as database:
        yield Books(database)


@pytest.fixture(scope="session")
def door(people: People, books: Books) -> Door:
    """The front door, by which dossiers are brought to where a test begins."""
    return Door(people, books)


@pytest.fixture(scope="session")
async def couple(people: People) -> Json:
    """A married couple of Phố Hiến, known to every register."""
    return (await people.couples())[0]


@pytest.fixture(scope="session")
async def mother(people: People, couple: Json) -> Caller:
    """The mother, with an e-identity of level 2."""
    return await people.who(f"citizen:{couple['mother']['number']}")


@pytest.fixture(scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """Databases without the rest of the house."""
    async with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
async def database(server: Server) -> AsyncIterator[Urls]:
    """One that many modules share."""
    async with server.apart() as urls:
        yield urls


@pytest.fixture(scope="module")
async def apart(server: Server) -> AsyncIterator[Urls]:
    """One of a module alone."""
    async with server.apart() as urls:
        yield urls


@pytest.fixture
async def ledger(database: Urls) -> AsyncIterator[Ledger]:
    """Journals on that database, by a clock that the test sets."""
    async with open_ledger(database) as opened:
        yield opened

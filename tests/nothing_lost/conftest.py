"""A house of its own for every module here: its parts are killed, which no other test should feel."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from infra.local.folder import DataFolder
from infra.local.house import LocalHouse, Ports
from infra.local.people import People
from infra.local.postgres import LocalPostgres
from infra.local.supervisor import Stack
from tests.nothing_lost.audit import Audit
from tests.nothing_lost.crowd import Crowd
from tests.nothing_lost.unheard import SETTINGS


class ImpatientHouse(LocalHouse):
    """A house whose law hears an applicant's silence after seconds, so that a test need not wait for a day."""

    api = "tests.nothing_lost.impatient:create_app"

    def __init__(self, folder: Path, ports: Ports, overrides: Mapping[str, str] | None = None) -> None:
        super().__init__(folder, ports, overrides)
        self.postgres = LocalPostgres(folder, ports.postgres, SETTINGS)


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalHouse]:
    """A running house on a fresh data folder."""
    with DataFolder(tmp_path_factory.mktemp("house")) as folder:
        local = await ImpatientHouse.on(folder, sweep_after="3", relay_interval="0.2")
        async with await local.stack() as stack:
            local.running = stack
            yield local


@pytest.fixture(scope="module")
def stack(house: LocalHouse) -> Stack:
    """The house's parts, to be killed."""
    assert house.running
    return house.running


@pytest.fixture(scope="module")
async def people(house: LocalHouse) -> AsyncIterator[People]:
    """Everybody who calls."""
    async with People(house.api_url, house.sandbox_url) as everybody:
        yield everybody


@pytest.fixture(scope="module")
async def crowd(people: People) -> AsyncIterator[Crowd]:
    """The same people, who never give up."""
    async with Crowd.of(people) as tireless:
        yield tireless


@pytest.fixture(scope="module")
async def audit(house: LocalHouse, people: People) -> AsyncIterator[Audit]:
    """Who compares what everyone holds of a dossier."""
    async with Audit.of(house, people) as auditor:
        yield auditor

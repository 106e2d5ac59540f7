"""A house of its own for the modules here: its parts are killed, which no other test should feel."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.facts.loading import FACTS
from infra.local.house import LocalHouse
from infra.local.people import People
from infra.local.supervisor import Stack
from tests.support.houses import PassingHouse, running
from tests.system.nothing_lost.audit import Audit
from tests.system.nothing_lost.crowd import Crowd
from tests.system.nothing_lost.unheard import SETTINGS

SILENCE = 20
"""Seconds: longer than any applicant here needs, shorter than a test's patience."""


SLEEPS_AFTER = "1"
"""Seconds: between most acts of a dossier its workflow has ended, and the next act begins it again."""


class WaitingHouse(PassingHouse):
    """A house whose database waits for a standby that nobody has, when it is told to."""

    database_settings = PassingHouse.database_settings | SETTINGS


def impatient(folder: Path) -> Path:
    """The law's data, but an applicant's silence is heard after seconds, so that a test need not wait for a day."""
    for file in FACTS.glob("*.json"):
        facts = json.loads(file.read_text(encoding="utf-8"))
        for version in facts.get("versions", []):
            version["silence"] = SILENCE
        (folder / file.name).write_text(json.dumps(facts), encoding="utf-8")
    return folder


@pytest.fixture(scope="package")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalHouse]:
    """A running house on a fresh data folder."""
    facts = impatient(tmp_path_factory.mktemp("facts"))
    async with running(
        tmp_path_factory.mktemp("house"), WaitingHouse, facts=str(facts), sleeps_after=SLEEPS_AFTER
    ) as local:
        yield local


@pytest.fixture(scope="package")
def stack(house: LocalHouse) -> Stack:
    """The house's parts, to be killed."""
    assert house.running
    return house.running


@pytest.fixture(scope="package")
async def people(house: LocalHouse) -> AsyncIterator[People]:
    """Everybody who calls."""
    async with People(house.api_url, house.sandbox_url) as everybody:
        yield everybody


@pytest.fixture(scope="package")
async def crowd(people: People) -> AsyncIterator[Crowd]:
    """The same people, who never give up."""
    async with Crowd.of(people) as tireless:
        yield tireless


@pytest.fixture(scope="module")
async def audit(house: LocalHouse, people: People) -> AsyncIterator[Audit]:
    """Who compares what everyone holds of a dossier."""
    async with Audit.of(house, people) as auditor:
        yield auditor

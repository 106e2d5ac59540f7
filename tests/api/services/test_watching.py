"""Whoever watches a unit is told of an act, and of a date that passes, by the next look, within two seconds."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from api.schemas.province.centre import OverviewView
from api.services.province.centre import Looking
from api.services.province.watching import EVERY, GLANCED, Watch, until_next_look
from api.services.streaming import Stay
from domain.dossier.acts import ENGINE
from domain.province.facts import DossierFacts
from infra.identity.oidc import Identity
from infra.journal.listener import JournalListener
from infra.province.feed import keep
from infra.runtime.once import Once
from infra.runtime.rates import AtOnce
from infra.runtime.settings import Settings
from tests.api.services.provinces import PROVINCE, ProvinceRoom, open_province
from tests.support.ledger import Urls

PATIENCE = 60
HOUR = timedelta(hours=1)


@dataclass
class Watched:
    """A province that its leader watches."""

    room: ProvinceRoom
    watch: Watch

    @property
    def now(self) -> datetime:
        return self.room.ledger.clock()

    async def kept(self, code: str, due: datetime) -> None:
        """A dossier that is under way is in the facts, as the feed keeps it."""
        told = {
            "dossier": code, "seq": 1, "procedure": "1.001193", "version": "v", "receiving": "11953",
            "competent": "11953", "channel": 2, "status": 2, "filed_at": self.now - HOUR,
            "accepted_at": self.now - HOUR, "due_at": due, "appointed_at": due,
        }  # fmt: skip
        async with self.room.ledger.engine.database.transaction(ENGINE) as tx:
            await keep(tx, [DossierFacts.model_validate(told)])


@pytest.fixture
async def watched(apart: Urls) -> AsyncIterator[Watched]:
    async with open_province(apart) as room:
        await room.ledger.rows("DELETE FROM outbox WHERE kind = 'facts'")
        await room.publisher.publish()
        database = room.ledger.api.database
        watch = Watch(
            who=Identity(PROVINCE, "Lãnh đạo"),
            stay=Stay(lasts=PATIENCE),
            rests=PATIENCE,
            live=AtOnce(0),
            listener=JournalListener(database),
            journal=room.ledger.api,
            province=replace(room.tools.province, glances=Once(0)),
            score=room.tools.groups,
            every=0.01,
        )
        yield Watched(room, watch)
        await watch.province.glances.settled()


async def next_of(news: AsyncIterator[OverviewView]) -> OverviewView:
    async with asyncio.timeout(PATIENCE):
        return await anext(news)


async def test_an_act_and_a_date_that_passes_are_told_by_the_next_look(watched: Watched) -> None:
    look = Looking("33", PROVINCE, watched.now, "en")
    news = watched.watch.overviews(look)
    first = await next_of(news)
    assert (first.under_way, first.late) == (0, 0)
    await watched.kept("late-soon", watched.now + HOUR)
    told = await next_of(news)
    assert (told.under_way, told.late, told.due_in_a_day) == (1, 0, 1)
    watched.room.ledger.clock.turn(HOUR + timedelta(seconds=1))
    told = await next_of(news)
    assert (told.under_way, told.late, told.due_in_a_day) == (1, 1, 0), "nobody did anything: its date passed"


def test_whoever_begins_to_watch_between_two_looks_looks_with_those_who_watch_the_same() -> None:
    began = [100.0, 100.3, 100.999, 117.5]
    rests = [until_next_look(("33", "en"), now, EVERY) for now in began]
    assert all(0 < rest <= EVERY for rest in rests)
    looks = [now + rest for now, rest in zip(began, rests, strict=True)]
    assert all((look - looks[0]) % EVERY == pytest.approx(0, abs=1e-6) or
               (look - looks[0]) % EVERY == pytest.approx(EVERY) for look in looks)  # fmt: skip
    assert len({round(until_next_look(unit, 100, EVERY), 3) for unit in range(104)}) > 50, "not all units at once"


def test_the_waits_on_the_way_of_what_happens_come_to_less_than_two_seconds() -> None:
    """The feed's, that of a count that still stands, that until the next look: some of the two is left to count in."""
    assert Settings.model_fields["relay_interval"].default + GLANCED + EVERY <= 1.75

"""What is promised of a dossier is read from its office's own year, without those who were asked for more."""

import random
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.base.law import Channel, Status
from domain.dossier.acts import ENGINE
from domain.province.facts import DossierFacts
from infra.analysis.analysis import Analysis
from infra.analysis.promises import LATELY, Promises, Took, usual_by
from infra.analysis.publisher import FactsPublisher
from infra.files.storage import Store
from infra.province.feed import keep
from tests.support.examples import CALENDAR, TUESDAY
from tests.support.ledger import Ledger, Urls, open_ledger

NOW, OFFICE, OTHER = TUESDAY, "11953", "11983"


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE province_facts, province_parts")
        yield opened


def done(number: int, hours: int, office: str = OFFICE, supplements: int = 0, days_ago: int = 100) -> DossierFacts:
    """One that took so many hours of office time."""
    filed = CALENDAR.next_working_moment(NOW - timedelta(days=days_ago))
    issued = CALENDAR.add_working_time(filed, timedelta(hours=hours))
    return DossierFacts(
        dossier=f"{office}-{number:04}-{supplements}-{days_ago}", seq=9, procedure="1.001193", version="v",
        receiving=office, competent=office, channel=Channel.ONLINE, status=Status.DONE, filed_at=filed,
        accepted_at=filed, due_at=issued, issued_at=issued, supplements=supplements,
    )  # fmt: skip


@pytest.fixture
async def promises(ledger: Ledger) -> AsyncIterator[Promises]:
    """One office takes 1 to 10 hours, and 100 where something was missing; the other has had few."""
    made = [done(n, 1 + n % 10) for n in range(100)] + [done(n, 100, supplements=1) for n in range(50)]
    made += [done(n, 20, OTHER) for n in range(5)]
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, made)
    store = Store.from_url("memory:///")
    await FactsPublisher(ledger.engine.database, store, every=1).publish()
    async with Analysis(store) as analysis:
        known = Promises(analysis, lambda _: CALENDAR)
        await known.read(NOW)
        yield known


async def test_the_date_is_in_office_hours_of_the_office_that_decides(promises: Promises) -> None:
    found = promises.by(OFFICE, "1.001193", NOW, NOW)
    assert found == (CALENDAR.add_working_time(NOW, timedelta(hours=9)), True)


async def test_an_office_that_has_had_few_is_told_by_what_all_offices_did(promises: Promises) -> None:
    found = promises.by(OTHER, "1.001193", NOW, NOW)
    assert found
    assert found[1] is False


async def test_of_a_procedure_that_nobody_has_done_nothing_is_said(promises: Promises) -> None:
    assert promises.by(OFFICE, "9.999999", NOW, NOW) is None


async def test_while_it_is_under_way_the_date_moves_with_what_has_passed(promises: Promises) -> None:
    filed = NOW - timedelta(hours=0)
    later = CALENDAR.add_working_time(filed, timedelta(hours=9, minutes=30))
    found = promises.by(OFFICE, "1.001193", filed, later)
    assert found == (CALENDAR.add_working_time(filed, timedelta(hours=10)), True)


async def test_before_anything_was_published_nothing_is_said_and_nothing_breaks() -> None:
    async with Analysis(Store.from_url("memory:///")) as analysis:
        promises = Promises(analysis, lambda _: CALENDAR)
        await promises.read(NOW)
        assert promises.by(OFFICE, "1.001193", NOW, NOW) is None


async def test_who_looks_waits_for_nothing_and_the_next_who_looks_reads_it(ledger: Ledger, promises: Promises) -> None:
    later = NOW + timedelta(hours=1)
    assert promises.by(OFFICE, "1.001193", later, later), "what was read before, while it is read anew"
    assert promises.reading
    await promises.reading
    assert promises.by(OFFICE, "1.001193", later, later)


def took(days_ago: float, hours: float, *, finished: bool = True, watched: float = 400.0) -> Took:
    filed = NOW - timedelta(days=days_ago)
    return Took(OFFICE, "1.001193", filed, hours * 3600, watched * 3600, finished)


def test_an_outage_stretches_what_is_promised_also_by_what_is_not_done_yet() -> None:
    chance = random.Random(4)
    year = [took(chance.uniform(50, 360), chance.uniform(1, 10)) for _ in range(500)]
    stuck = [took(20, 30, finished=False) for _ in range(40)]
    assert usual_by(year, NOW)[OFFICE, "1.001193"].stretch == 1.0
    assert usual_by(year + stuck, NOW)[OFFICE, "1.001193"].stretch > 2


def test_of_what_was_filed_a_moment_ago_the_quickest_do_not_count_alone() -> None:
    """Only they are done: by them every promise would be too short."""
    year = [took(100, 1 + n % 10) for n in range(300)]
    quick = [took(0.1, 0.5, watched=1.0) for _ in range(200)]
    assert usual_by(year + quick, NOW)[OFFICE, "1.001193"].stretch == 1.0
    assert timedelta(days=45) == LATELY

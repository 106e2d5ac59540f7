"""The monitor records what time has brought about, once, whoever else looks, and says when to look again."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.dossier import acts
from domain.dossier.acts import ENGINE
from infra.journal.deadlines import DeadlineMonitor
from tests.support.examples import DESK, RECEIVE, VERIFY
from tests.support.ledger import Ledger, of
from tests.support.poison import BROKEN, put_off, unreadable


@pytest.fixture
async def code(ledger: Ledger) -> str:
    """A birth that is being verified."""
    code = await ledger.file()
    await ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
    await ledger.advance(code, ("verify", of(code, VERIFY)))
    return code


async def watched_at(ledger: Ledger, code: str) -> datetime | None:
    """When it is looked at next."""
    [row] = await ledger.rows("SELECT watch_at FROM dossiers WHERE code = :code", code=code)
    at: datetime | None = row["watch_at"]
    return at


async def test_a_date_that_passed_is_recorded_once_and_escalated(ledger: Ledger, code: str) -> None:
    monitor = DeadlineMonitor(ledger.engine)
    due = (await ledger.engine.dossier(code, ENGINE)).due_at
    assert due
    ledger.clock.turn(due - ledger.clock() + timedelta(minutes=1))
    for _ in range(2):
        await monitor.look()
        await monitor.mind(code)
    types = [row["act"]["type"] for row in await ledger.whole(code)]
    assert (types.count("overdue"), types.count("task_opened")) == (1, 3)


async def test_it_is_looked_at_when_time_next_has_something_to_say(ledger: Ledger, code: str) -> None:
    due = (await ledger.engine.dossier(code, ENGINE)).due_at
    assert due
    half = due - timedelta(hours=4)
    assert await watched_at(ledger, code) == half
    await ledger.rows("UPDATE dossiers SET watch_at = '2020-01-01' WHERE code = :code", code=code)
    ledger.clock.turn(timedelta(days=-30))
    await DeadlineMonitor(ledger.engine).mind(code)
    assert await watched_at(ledger, code) == half


async def test_nobody_watches_what_has_ended(ledger: Ledger, code: str) -> None:
    [row] = await ledger.rows("SELECT applicant FROM dossiers WHERE code = :code", code=code)
    applicant = acts.Actor(kind="citizen", id=row["applicant"])
    await ledger.act(code, acts.Withdrawn(), applicant)
    assert await watched_at(ledger, code) is None


async def test_the_law_s_time_of_all_others_goes_on_beside_a_dossier_that_nobody_can_read(
    ledger: Ledger, code: str
) -> None:
    poison, monitor = await ledger.file(), DeadlineMonitor(ledger.engine)
    # Of all dossiers these two alone are due: a round takes fifty, and the one that cannot be read comes first.
    due = "UPDATE dossiers SET watch_at = CASE code WHEN :poison THEN CAST('2020-01-01' AS timestamptz) WHEN :code"
    due += " THEN '2020-01-02' END"
    for fails in (1, 2):
        await ledger.rows(due, poison=poison, code=code)
        async with unreadable(ledger, poison):
            assert await monitor.look() == 2
        assert (await put_off(ledger, "watch"))[poison] == (BROKEN, fails)
        later = await watched_at(ledger, poison)
        assert later
        assert later - ledger.clock() > timedelta(seconds=9 * fails), "longer each time"
        assert await watched_at(ledger, code) != datetime(2020, 1, 2, tzinfo=UTC), "the other was looked at"
    await ledger.rows(due, poison=poison, code=code)
    await monitor.look()
    assert poison not in await put_off(ledger, "watch")

"""A day off that is decreed is written once, moves every dossier that counts it, and binds whatever comes after."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest

from domain.base.calendars import DayOff
from domain.base.law import Role
from domain.base.refusals import Unacceptable
from domain.base.term import Term
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from infra.journal.statements import LOCK
from infra.upkeep.days_off import DaysOff, Move
from tests.support.examples import DESK, MOTHER, RECEIVE, TUESDAY, opened
from tests.support.ledger import Ledger, of
from tests.support.poison import unreadable

POSTED = opened("posting", Role.CIVIL_STATUS_OFFICER, "objection", lapses_in=Term.working_days(2))


WEDNESDAY = date(2026, 11, 18)


def storm(*offices: str, day: date = WEDNESDAY) -> DayOff:
    """A day off because of a storm."""
    return DayOff(day=day, basis="Công điện 12/CĐ-UBND", offices=offices)


async def hanging(ledger: Ledger) -> str:
    """A dossier of which something hangs for two working days; it is due the same day."""
    code = await ledger.file()
    await ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
    await ledger.advance(code, ("posting", of(code, POSTED)))
    return code


async def lapses(ledger: Ledger, code: str) -> datetime | None:
    """Until when it hangs."""
    return (await ledger.engine.dossier(code, ENGINE)).tasks[of(code, POSTED).task].lapses_at


@pytest.fixture
async def days_off(ledger: Ledger) -> AsyncIterator[DaysOff]:
    """What a test decrees is lifted after it: other tests count on the same database."""
    yield DaysOff(ledger.engine)
    await ledger.rows("DELETE FROM days_off")


async def test_a_preview_lists_what_would_move_and_writes_nothing(ledger: Ledger, days_off: DaysOff) -> None:
    code = await hanging(ledger)
    before = await ledger.whole(code)
    assert [move.tasks for move in await days_off.preview(storm()) if move.dossier == code] == [1]
    assert await ledger.whole(code) == before
    assert not await ledger.rows("SELECT * FROM days_off")


async def test_a_dossier_that_nobody_can_read_is_named_and_all_others_are_moved(
    ledger: Ledger, days_off: DaysOff
) -> None:
    poison, code = await hanging(ledger), await hanging(ledger)
    async with unreadable(ledger, poison):
        assert code in [move.dossier for move in await days_off.decree(storm(), "test")]
        assert days_off.unmoved == [poison]
    again = DaysOff(ledger.engine)
    assert {poison, code} <= {move.dossier for move in await again.decree(storm(), "test")}
    assert again.unmoved == []


async def test_it_moves_each_dossier_in_its_own_journal_once(ledger: Ledger, days_off: DaysOff) -> None:
    code = await hanging(ledger)
    [move] = [move for move in await days_off.decree(storm(), "clerk") if move.dossier == code]
    assert (move.due_at, move.tasks) == (None, 1)
    assert await lapses(ledger, code) == TUESDAY + timedelta(days=3)
    written = await ledger.whole(code)
    assert (written[-1]["act"]["type"], written[-1]["act"]["reason"]) == ("redated", "Công điện 12/CĐ-UBND")
    again = await days_off.decree(storm(), "clerk")
    assert [move for move in again if move.dossier == code] == [move]
    assert await ledger.whole(code) == written
    [row] = await ledger.rows("SELECT decreed_by FROM days_off")
    assert row["decreed_by"] == "clerk"


async def test_whatever_is_appended_afterwards_counts_by_it(ledger: Ledger, days_off: DaysOff) -> None:
    await days_off.decree(storm(), "clerk")
    code = await hanging(ledger)
    assert await lapses(ledger, code) == TUESDAY + timedelta(days=3)
    assert not [move for move in await days_off.decree(storm(), "clerk") if move.dossier == code]


async def test_what_is_being_appended_by_the_old_calendar_is_waited_for(ledger: Ledger, days_off: DaysOff) -> None:
    code = await ledger.file()
    waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'ExclusiveLock' AND relation = 'dossiers'::regclass"
    async with ledger.api.database.transaction(MOTHER) as tx:
        await tx.execute(LOCK, {"code": code})
        decree = asyncio.ensure_future(days_off.decree(storm(), "clerk"))
        while not await ledger.rows(waits):
            assert not decree.done()
    await decree


async def test_it_may_bind_one_office_alone(ledger: Ledger, days_off: DaysOff) -> None:
    code = await hanging(ledger)
    assert code not in {move.dossier for move in await days_off.decree(storm("11983"), "clerk")}
    assert code in {move.dossier for move in await days_off.decree(storm("11953"), "clerk")}


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 11, 21), date(2031, 1, 6)])
async def test_a_day_on_which_nobody_works_cannot_be_taken_off(days_off: DaysOff, day: date) -> None:
    with pytest.raises(Unacceptable):
        await days_off.decree(storm(day=day), "clerk")


async def test_the_applicant_is_told_of_the_new_date(ledger: Ledger, days_off: DaysOff) -> None:
    """A birth accepted after the cut-off is due the next working day."""
    ledger.clock.at = TUESDAY.replace(hour=16)
    code = await hanging(ledger)
    [move] = [move for move in await days_off.decree(storm(), "clerk") if move.dossier == code]
    closes = TUESDAY.replace(hour=17)
    assert move == Move(code, closes + timedelta(days=1), closes + timedelta(days=2), 1)
    assert "redated" in [topic for kind, _, topic in await ledger.outbox(code) if kind == "notice"]

"""How agencies answered within a whole day is what its hours give together, and stays once they are gone."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest

from domain.base.calendar import VIETNAM, in_vietnam
from domain.dossier.acts import ENGINE
from domain.registers.answer_times import Answering
from infra.agencies.answer_days import HOURS_KEPT, AnswerDays
from infra.journal.journal import utc_now
from infra.province.live import Live, NotTimed
from tests.support.ledger import Ledger, Urls, open_ledger

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AGENCY = "population"
NOTE = (
    "INSERT INTO answer_times (agency, hour, number, answered, failed)"
    " VALUES (:agency, :hour, :number, :answered, :failed) ON CONFLICT (agency, hour, number)"
    " DO UPDATE SET answered = answer_times.answered + excluded.answered,"
    " failed = answer_times.failed + excluded.failed"
)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), VIETNAM)


@dataclass
class Kept:
    """Answers of an agency, and who adds them up."""

    ledger: Ledger
    days: AnswerDays
    live: Live

    @property
    def today(self) -> date:
        """Of Vietnam."""
        return in_vietnam(utc_now()).date()

    async def note(self, hour: datetime, number: int, answered: int, failed: int = 0) -> None:
        """Some answers of an hour."""
        what = {"agency": AGENCY, "hour": hour, "number": number, "answered": answered, "failed": failed}
        await self.ledger.rows(NOTE, **what)

    async def told(self) -> dict[date, Answering]:
        """What is kept by days."""
        found = await self.live.answering_by_day(date(2000, 1, 1), self.today, ENGINE)
        return {day: each[AGENCY] for day, each in found.items()}

    async def hours(self) -> list[datetime]:
        """The hours that are kept."""
        rows = await self.ledger.rows("SELECT DISTINCT hour FROM answer_times ORDER BY hour")
        return [in_vietnam(row["hour"]) for row in rows]


@pytest.fixture
async def kept(apart: Urls) -> AsyncIterator[Kept]:
    async with open_ledger(apart) as ledger:
        await ledger.rows("TRUNCATE answer_times, answer_days")
        yield Kept(ledger, AnswerDays(ledger.engine.database), Live(ledger.engine.database))


async def test_a_day_has_the_percentiles_that_a_slow_count_over_its_hours_has(kept: Kept) -> None:
    chance, today, slowly = random.Random(66), kept.today, dict[date, dict[int, list[int]]]()
    for day in (today - 40 * DAY, today - 2 * DAY, today - DAY):
        for hour in (0, 9, 23):
            for number in chance.sample(range(70), 12):
                answered, failed = chance.randrange(40), chance.randrange(3)
                await kept.note(at(day, hour), number, answered, failed)
                of = slowly.setdefault(day, {}).setdefault(number, [0, 0])
                of[0], of[1] = of[0] + answered, of[1] + failed
    await kept.days.fold()
    told = await kept.told()
    assert set(told) == set(slowly)
    for day, classes in slowly.items():
        each = sorted(number for number, (answered, _) in classes.items() for _ in range(answered))
        assert told[day].answered == {number: answered for number, (answered, _) in classes.items() if answered}
        assert told[day].failed == sum(failed for _, failed in classes.values())
        slow = Answering(answered={number: each.count(number) for number in each})
        assert [told[day].within_ms(share) for share in (0.5, 0.95)] == [slow.within_ms(share) for share in (0.5, 0.95)]


async def test_a_day_begins_and_ends_at_midnight_in_vietnam_and_one_that_is_not_over_is_not_kept(kept: Kept) -> None:
    today = kept.today
    for day, hour in ((today - 2 * DAY, 23), (today - DAY, 0), (today - DAY, 23), (today, 0)):
        await kept.note(at(day, hour), 3, 1)
    await kept.days.fold()
    assert {day: one.asked for day, one in (await kept.told()).items()} == {today - 2 * DAY: 1, today - DAY: 2}


async def test_adding_up_again_and_by_two_at_once_changes_nothing_and_what_was_noted_late_comes_in(kept: Kept) -> None:
    today = kept.today
    await kept.note(at(today - 2 * DAY, 9), 3, 5)
    await kept.note(at(today - DAY, 23), 3, 7, 1)
    await asyncio.gather(kept.days.fold(), kept.days.fold())
    first = await kept.told()
    await kept.days.fold()
    assert await kept.told() == first
    await kept.note(at(today - DAY, 23), 3, 2)
    await kept.days.fold()
    assert [one.asked for one in (await kept.told()).values()] == [5, 10]


async def test_hours_go_by_whole_days_once_their_day_is_kept_and_the_day_stays(kept: Kept) -> None:
    old = in_vietnam(utc_now() - HOURS_KEPT).date()
    for day in (old - DAY, old):
        for hour in (0, 23):
            await kept.note(at(day, hour), 3, 1)
    for _ in range(2):
        await kept.days.fold()
        assert await kept.hours() == [at(old, 0), at(old, 23)]
        assert {day: one.asked for day, one in (await kept.told()).items()} == {old - DAY: 2, old: 2}


async def test_no_hour_goes_where_its_day_could_not_be_kept(kept: Kept) -> None:
    old = in_vietnam(utc_now() - HOURS_KEPT).date()
    await kept.note(at(old - 3 * DAY, 9), 3, 1)
    await kept.ledger.rows("ALTER TABLE answer_days ADD CONSTRAINT none CHECK (false)")
    try:
        with pytest.raises(Exception, match="none"):
            await kept.days.fold()
    finally:
        await kept.ledger.rows("ALTER TABLE answer_days DROP CONSTRAINT none")
    assert await kept.hours() == [at(old - 3 * DAY, 9)]
    await kept.days.fold()
    assert (await kept.hours(), [*await kept.told()]) == ([], [old - 3 * DAY])


async def test_a_moment_whose_hours_are_gone_is_told_by_the_day_before_it_which_is_named(kept: Kept) -> None:
    today = kept.today
    old = in_vietnam(utc_now() - HOURS_KEPT).date() - 9 * DAY
    for days, many in ((0, 1), (1, 20), (2, 300)):
        await kept.note(at(old + days * DAY, 9), 3, many)
    await kept.days.fold()
    day, told = await kept.live.answered_before(at(old + 2 * DAY, 15), ENGINE)
    assert (day, told[AGENCY].asked) == (old + DAY, 20)
    for early in (at(old, 9), at(old + DAY, 15)):  # when the first day began to be kept nobody knows
        with pytest.raises(NotTimed, match=f"{old + DAY:%d/%m/%Y}"):
            await kept.live.answered_before(early, ENGINE)
    await kept.note(at(today - 3 * DAY, 9), 3, 7)
    assert (await kept.live.answered_before(at(today - 2 * DAY, 9), ENGINE))[0] is None

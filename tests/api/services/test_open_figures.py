"""What everybody reads of counts: nothing is nothing, and what is hidden is no number."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from api.schemas.province.open_figures import OpenDay
from api.services.province.open_figures import open_figures, share_of
from domain.base.calendar import in_vietnam, midnight
from domain.province.definitions import ON_TIME
from domain.province.disclosure import LEAST
from domain.province.periods import Period
from tests.api.services.test_centre import DAY, HOUR, Room, kept, one_of, open_room
from tests.support.ledger import Urls


@pytest.mark.parametrize(
    ("numerator", "denominator", "told"),
    [
        (0, 0, (0, 0, None, None)),
        (0, 5, (0, 5, 0.0, None)),
        (7, 8, (5, 10, 50.0, None)),
        (0, 4, (None, None, None, "few")),
        (4, 4, (None, None, None, "few")),
        (4, 100, (None, None, None, "few")),
        (100, 102, (100, 100, 100.0, None)),
    ],
)
def test_a_share_is_told_to_the_nearest_five_as_nothing_or_not_at_all(
    numerator: int, denominator: int, told: tuple[int | None, int | None, float | None, str | None]
) -> None:
    one = share_of(ON_TIME, numerator, denominator, "vi")
    assert (one.numerator, one.denominator, one.percent, one.hidden) == told


def test_from_what_is_told_nobody_tells_one_hidden_count_from_another() -> None:
    few = range(1, LEAST)
    hidden = {share_of(ON_TIME, many, of, "vi") for of in (*few, 60) for many in few if many <= of}
    assert len(hidden) == 1


@pytest.fixture
async def room(apart: Urls) -> AsyncIterator[Room]:
    async with open_room(apart) as room:
        yield room


@pytest.fixture
async def ended(room: Room) -> datetime:
    """The last midnight, at which ten dossiers were under way: seven due on the day after, three late, six settled."""
    published = await room.publisher.publish()
    assert published
    ended = midnight(published.as_of)
    due = [one_of(f"d{n}", "11953", ended - 30 * HOUR, issued_at=None) for n in range(7)]
    late = [one_of(f"l{n}", "11953", ended - 5 * DAY, issued_at=None) for n in range(3)]
    settled = [one_of(f"s{n}", "11953", ended - 2 * DAY, issued_at=ended - HOUR) for n in range(6)]
    await kept(room, *due, *late, *settled)
    return ended


async def opened(room: Room) -> OpenDay:
    day = in_vietnam(room.ledger.clock()).date()
    return (await open_figures("33", Period.month(day), day, room.tools, "vi")).stands


async def test_everybody_reads_how_the_province_stood_at_midnight_to_the_nearest_five(
    room: Room, ended: datetime
) -> None:
    told = await opened(room)
    assert (told.as_of, told.under_way, told.due_today, told.settled) == (ended, 10, 5, 5)
    assert (told.late, told.hidden) == (None, ["late"]), "three are hidden, and are not told as none"


async def test_between_two_looks_on_one_day_nothing_is_told_of_what_happened_meanwhile(
    room: Room, ended: datetime
) -> None:
    """Else whoever looks often sees each single dossier as a count goes from seven to eight."""
    before = await opened(room)
    await kept(room, *(one_of(f"n{n}", "11953", ended, issued_at=None) for n in range(8)))
    assert await opened(room) == before


async def test_of_dossiers_whose_course_was_not_kept_it_is_not_known_how_they_stood(
    room: Room, ended: datetime
) -> None:
    at = ended - 30 * HOUR
    await kept(room, *(one_of(f"o{n}", "11953", at, issued_at=None).model_copy(update={"course": ""}) for n in (1, 2)))
    told = await opened(room)
    assert (told.under_way, told.due_today, told.late, told.hidden) == (10, None, None, [])


@pytest.mark.parametrize(("handled", "points", "hidden"), [(10, 18, []), (4, None, ["index"])])
async def test_the_index_is_that_of_the_last_day_that_was_kept_in_whole_points_and_never_of_few(
    room: Room, ended: datetime, handled: int, points: int | None, hidden: list[str]
) -> None:
    day = in_vietnam(ended).date() - DAY
    kept_one = (
        "INSERT INTO index_days (day, unit, procedure, metric, period, version, numerator, denominator, as_of)"
        " VALUES (:day, '33', '', '2.1', :period, :version, :many, :of, now())"
    )
    of = {"many": handled * 0.9012, "of": handled, "version": room.tools.province.index.version}
    await room.ledger.rows(kept_one, day=day, period=Period.month(day).written, **of)
    told = await opened(room)
    assert (told.index, told.index_day) == (points, day)
    assert told.index_known == (20 if points else 0)
    assert told.hidden == ["late", *hidden]


async def test_without_a_day_that_was_kept_the_index_is_not_known(room: Room, ended: datetime) -> None:
    told = await opened(room)
    assert (told.as_of, told.index, told.index_day, "index" in told.hidden) == (ended, None, None, False)

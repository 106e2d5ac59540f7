"""Where a dossier's clock stands, in a sentence: what it counts, when it stood, when the result is due.

A pause takes its office time out of the count, as ``term.resume`` gives it back to the due date. The count is
therefore read at the moment that would be now, had the clock never stood.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import Literal, Protocol

from domain.base.calendar import NOTHING, Calendar, in_vietnam
from domain.base.term import Part, Term, Unit
from domain.base.words import Words, joined, plain

HOUR = timedelta(hours=1)
Counting = Literal["working_days", "days", "hours"]
"""In what it is told how long something took."""
MONTHS = (
    Words(vi="tháng 1", en="January"), Words(vi="tháng 2", en="February"), Words(vi="tháng 3", en="March"),
    Words(vi="tháng 4", en="April"), Words(vi="tháng 5", en="May"), Words(vi="tháng 6", en="June"),
    Words(vi="tháng 7", en="July"), Words(vi="tháng 8", en="August"), Words(vi="tháng 9", en="September"),
    Words(vi="tháng 10", en="October"), Words(vi="tháng 11", en="November"), Words(vi="tháng 12", en="December"),
)  # fmt: skip
AT_WORK = {
    Unit.WORKING_DAYS: Words(vi="ngày làm việc thứ {} trong {}", en="working day {} of {}"),
    Unit.DAYS: Words(vi="ngày thứ {} trong {}", en="day {} of {}"),
    Unit.HOURS: Words(vi="giờ làm việc thứ {} trong {}", en="hour {} of {}"),
}
NOT_BEGUN = {
    Unit.WORKING_DAYS: Words(vi="0/{} ngày làm việc", en="working day 0 of {}"),
    Unit.DAYS: Words(vi="0/{} ngày", en="day 0 of {}"),
    Unit.HOURS: Words(vi="0/{} giờ làm việc", en="hour 0 of {}"),
}
SILENCE = Words(vi="", en="")
AND = Words(vi="{} và {}", en="{} and {}")
THEN = Words(vi=", sau đó {}", en=", then {}")
DAY_LATE = Words(vi="quá hạn {} ngày làm việc", en="{} working day late")
DAYS_LATE = Words(vi="quá hạn {} ngày làm việc", en="{} working days late")
HOUR_LATE = Words(vi="quá hạn {} giờ làm việc", en="{} working hour late")
HOURS_LATE = Words(vi="quá hạn {} giờ làm việc", en="{} working hours late")
DUE = Words(vi="hẹn trả {}", en="due {}")
WAS_DUE = Words(vi="hẹn trả {}", en="was due {}")
DUE_TODAY = Words(vi="hẹn trả {:%H:%M} hôm nay", en="due today at {:%H:%M}")
WAS_DUE_TODAY = Words(vi="hẹn trả {:%H:%M} hôm nay", en="was due today at {:%H:%M}")
# While the clock stands the old due date is no promise, and the new one isn't known.
NEW_DATE = Words(vi="ngày hẹn trả tính lại khi tiếp tục", en="due date set anew when it runs again")


class Stop(Protocol):
    """A time in which the clock stood, by which form and for which reason; without an end it stands still."""

    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime | None: ...
    @property
    def form(self) -> str: ...
    @property
    def reason(self) -> Words | str: ...


@dataclass(frozen=True)
class _Clock:
    """A dossier's clock: from when it counts, in which times it stood, how far it ran, whether it stands now."""

    begins: datetime
    stood: tuple[tuple[datetime, datetime], ...]
    runs_to: datetime
    stands: bool
    calendar: Calendar

    @property
    def lost(self) -> timedelta:
        return sum((self.calendar.working_time(start, end) for start, end in self.stood), NOTHING)

    def unpaused(self) -> datetime:
        """The moment that it would be, had the clock never stood."""
        would_be = is_now = self.begins
        for start, end in self.stood:
            would_be, is_now = self._ran(would_be, is_now, start), end
        return self._ran(would_be, is_now, self.runs_to)

    def _ran(self, would_be: datetime, is_now: datetime, until: datetime) -> datetime:
        calendar = self.calendar
        if not calendar.working_time(would_be, is_now):
            return until
        at = calendar.add_working_time(would_be, max(calendar.working_time(is_now, until), NOTHING))
        # Between one day's close and the next opening no time passes: before today's close, that is today's opening.
        still_open = calendar.is_working_day(until.date()) and until < calendar.closing(until.date())
        return calendar.next_working_moment(at) if still_open else at


def count(
    term: Term, accepted_at: datetime, due_at: datetime, pauses: Sequence[Stop], now: datetime, calendar: Calendar
) -> Words:
    """How far the clock is at ``now``, when it stood, and when the result is due; ``due_at`` has the pauses in it."""
    now, due_at = in_vietnam(now), in_vietnam(due_at)
    ended, stands = _stops(accepted_at, pauses, now)
    parts = term.parts(accepted_at, calendar)
    clock = _laid(parts[0].begins, ended, stands, now, calendar)
    late = clock.runs_to > due_at
    said = (
        _late(calendar.working_time(due_at, clock.runs_to), calendar) if late else _progress(parts, clock),
        _stopped([_span(in_vietnam(stop.start), in_vietnam(stop.end or now), _why(stop)) for stop in ended]),
        _standing(stands) if stands else SILENCE,
        NEW_DATE if stands else _due(due_at, now, late=late, one_day=len(parts) == 1 and not parts[0].amount),
    )
    return joined("; ", said)


@dataclass(frozen=True)
class Took:
    """How long a dossier took, in thousandths: of what its term is counted in, and of a working day."""

    unit: Counting
    many: int
    working_days: int


def took(term: Term, accepted_at: datetime, pauses: Sequence[Stop], settled_at: datetime, calendar: Calendar) -> Took:
    """How long it took until it was settled, as its date counts: less what its clock stood, from when it began to run.

    One that stands when it is settled took until it stood. What is due the same day is told in hours.

    Raises:
        CalendarEnds: nobody has decided yet which of these days were worked.
    """
    begins = term.begins(accepted_at, calendar)
    ended, stands = _stops(accepted_at, pauses, settled_at)
    clock = _laid(begins, ended, stands, in_vietnam(settled_at), calendar)
    worked = max(calendar.working_time(begins, clock.runs_to) - clock.lost, NOTHING)
    days = _thousandths(worked, calendar.day_length)
    match unit := _counted_in(term):
        case "working_days":
            return Took(unit, days, days)
        case "days":
            # As such a term ends with a day, whatever its hour: days that are over, the first not counted.
            return Took(unit, 1000 * max((clock.unpaused().date() - begins.date()).days, 0), days)
        case "hours":
            return Took(unit, _thousandths(worked, HOUR), days)


def _counted_in(term: Term) -> Counting:
    """What a term is counted in: working days, where any part of it is."""
    units = {term.unit}
    while term.rest:
        term = term.rest
        units.add(term.unit)
    if Unit.WORKING_DAYS in units:
        return "working_days"
    return "days" if Unit.DAYS in units else "hours"


def _thousandths(time: timedelta, unit: timedelta) -> int:
    return (2000 * time + unit) // (2 * unit)


def _stops(accepted_at: datetime, pauses: Sequence[Stop], now: datetime) -> tuple[list[Stop], Stop | None]:
    """The times in which the clock stood until now, and the one in which it stands."""
    # A pause before acceptance stopped no clock.
    begun = [stop for stop in pauses if stop.start <= now and (stop.end is None or stop.end > accepted_at)]
    stands = next((stop for stop in begun if stop.end is None or stop.end > now), None)
    return [stop for stop in begun if stop.end and stop.end <= now], stands


def _laid(begins: datetime, ended: Sequence[Stop], stands: Stop | None, now: datetime, calendar: Calendar) -> _Clock:
    stood = [(in_vietnam(stop.start), in_vietnam(stop.end)) for stop in ended if stop.end]
    return _Clock(
        begins=begins,
        stood=tuple(sorted((max(start, begins), end) for start, end in stood if end > begins)),
        runs_to=in_vietnam(stands.start) if stands else now,
        stands=stands is not None,
        calendar=calendar,
    )


def _late(time: timedelta, calendar: Calendar) -> Words:
    if days := time // calendar.day_length:
        return (DAY_LATE if days == 1 else DAYS_LATE).format(days)
    if hours := time // HOUR:
        return (HOUR_LATE if hours == 1 else HOURS_LATE).format(hours)
    return Words(vi="quá hạn chưa đến 1 giờ làm việc", en="less than a working hour late")


def _progress(parts: list[Part], clock: _Clock) -> Words:
    at = clock.unpaused()
    index = next((index for index, part in enumerate(parts) if at <= part.ends), len(parts) - 1)
    part, earlier, later = parts[index], parts[:index], parts[index + 1 :]
    here, first = part.words if later else SILENCE, SILENCE
    if part.unit is not Unit.SAME_DAY:
        number = _number(part, at, clock.calendar)
        form = AT_WORK[part.unit] if number else NOT_BEGUN[part.unit]
        of = (number, part.amount) if number else (part.amount,)
        here = form.format(*of)
        first = _first(part, clock) if not number and not clock.stands else SILENCE
    return joined("", (_after(earlier), here, *(THEN.format(one.words) for one in later), first))


def _number(part: Part, at: datetime, calendar: Calendar) -> int:
    """Which of its days or hours a part is in; 0 before the first that counts."""
    if part.unit is Unit.HOURS:
        open_at = calendar.next_working_moment(part.begins)
        number = calendar.working_time(open_at, at) // HOUR + 1 if at >= open_at else 0
    elif part.unit is Unit.WORKING_DAYS:
        number = calendar.working_days_between(part.begins.date(), at.date())
    else:
        number = (at.date() - part.begins.date()).days
    return min(max(number, 0), part.amount)


def _first(part: Part, clock: _Clock) -> Words:
    calendar, day = clock.calendar, part.begins.date()
    if part.unit is Unit.HOURS:
        first = calendar.next_working_moment(part.begins)
    elif part.unit is Unit.WORKING_DAYS:
        first = calendar.opening(calendar.next_working_day(day))
    else:
        first = calendar.opening(day + timedelta(1))
    if clock.lost:
        first = calendar.next_working_moment(calendar.add_working_time(first, clock.lost))
    when = _moment(first) if part.unit is Unit.HOURS else _day(first)
    return Words(vi=": bắt đầu tính từ {}", en=": counting begins {}").format(when)


def _after(parts: list[Part]) -> Words:
    if not parts:
        return SILENCE
    words = [part.words if part.amount else Words(vi="ngày đầu", en="the first day") for part in parts]
    return Words(vi="sau {}, ", en="after {}, ").format(reduce(AND.format, words[1:], words[0]))


def _stopped(spans: list[Words]) -> Words:
    if not spans:
        return SILENCE
    return Words(vi="tạm dừng {}", en="stopped {}").format(joined(", ", spans))


def _standing(stop: Stop) -> Words:
    since, why = _moment(in_vietnam(stop.start)), _why(stop)
    return Words(vi="đang tạm dừng từ {}{}", en="clock stopped since {}{}").format(since, why)


def _span(start: datetime, end: datetime, why: Words) -> Words:
    first, last = _day(start), _day(end)
    if start.date() == end.date():
        return Words(vi="{:%H:%M}–{:%H:%M} {}{}", en="{:%H:%M} to {:%H:%M} on {}{}").format(start, end, last, why)
    # English leaves out of the first date what the second says anyway.
    alike = (start.year == end.year) + ((start.year, start.month) == (end.year, end.month))
    begun = first.model_copy(update={"en": " ".join(first.en.split()[: 3 - alike])})
    return Words(vi="{}–{}{}", en="{} to {}{}").format(begun, last, why)


def _why(stop: Stop) -> Words:
    reason = plain(stop.reason) if isinstance(stop.reason, str) else stop.reason
    form = Words(vi="mẫu {}", en="form {}").format(stop.form) if stop.form else SILENCE
    said = joined(": ", (form, reason))
    return Words(vi=" ({})", en=" ({})").format(said) if said != SILENCE else SILENCE


def _due(due_at: datetime, now: datetime, *, late: bool, one_day: bool) -> Words:
    if one_day and due_at.date() == now.date():
        return (WAS_DUE_TODAY if late else DUE_TODAY).format(due_at)
    return (WAS_DUE if late else DUE).format(_moment(due_at))


def _day(at: datetime) -> Words:
    return Words(vi="{0:%d/%m/%Y}", en="{0.day} {1} {0.year}").format(at, MONTHS[at.month - 1])


def _moment(at: datetime) -> Words:
    day = _day(at)
    return Words(vi="{:%H:%M} {}", en="{:%H:%M} on {}").format(at, day)

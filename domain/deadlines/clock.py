"""Where a dossier's clock stands, in a sentence: what it counts, when it stood, when the result is due.

A pause takes its office time out of the count, as ``term.resume`` gives it back to the due date. The count is
therefore read at the moment that would be now, had the clock never stood.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.base.calendar import NOTHING, Calendar, in_vietnam
from domain.base.term import Part, Term, Unit
from domain.base.words import Words

HOUR = timedelta(hours=1)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
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
    # A pause before acceptance stopped no clock.
    begun = [stop for stop in pauses if stop.start <= now and (stop.end is None or stop.end > accepted_at)]
    ended = [(stop, in_vietnam(stop.start), in_vietnam(stop.end)) for stop in begun if stop.end and stop.end <= now]
    stands = next((stop for stop in begun if stop.end is None or stop.end > now), None)
    parts = term.parts(accepted_at, calendar)
    begins = parts[0].begins
    clock = _Clock(
        begins=begins,
        stood=tuple(sorted((max(start, begins), end) for _, start, end in ended if end > begins)),
        runs_to=in_vietnam(stands.start) if stands else now,
        stands=stands is not None,
        calendar=calendar,
    )
    late = clock.runs_to > due_at
    said = (
        _late(calendar.working_time(due_at, clock.runs_to), calendar) if late else _progress(parts, clock),
        _stopped([_span(start, end, _why(stop)) for stop, start, end in ended]),
        _standing(stands) if stands else SILENCE,
        _new_date() if stands else _due(due_at, now, late=late, one_day=len(parts) == 1 and not parts[0].amount),
    )
    return Words(vi="; ".join(one.vi for one in said if one.vi), en="; ".join(one.en for one in said if one.en))


def _late(time: timedelta, calendar: Calendar) -> Words:
    if days := time // calendar.day_length:
        return Words(vi=f"quá hạn {days} ngày làm việc", en=f"{days} working day{_s(days)} late")
    if hours := time // HOUR:
        return Words(vi=f"quá hạn {hours} giờ làm việc", en=f"{hours} working hour{_s(hours)} late")
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
        here = Words(vi=form.vi.format(*of), en=form.en.format(*of))
        first = _first(part, clock) if not number and not clock.stands else SILENCE
    return Words(
        vi="".join((_after(earlier).vi, here.vi, *(f", sau đó {one.words.vi}" for one in later), first.vi)),
        en="".join((_after(earlier).en, here.en, *(f", then {one.words.en}" for one in later), first.en)),
    )


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
    return Words(vi=f": bắt đầu tính từ {when.vi}", en=f": counting begins {when.en}")


def _after(parts: list[Part]) -> Words:
    if not parts:
        return SILENCE
    words = [part.words if part.amount else Words(vi="ngày đầu", en="the first day") for part in parts]
    vi, en = " và ".join(one.vi for one in words), " and ".join(one.en for one in words)
    return Words(vi=f"sau {vi}, ", en=f"after {en}, ")


def _stopped(spans: list[Words]) -> Words:
    if not spans:
        return SILENCE
    vi, en = ", ".join(span.vi for span in spans), ", ".join(span.en for span in spans)
    return Words(vi=f"tạm dừng {vi}", en=f"stopped {en}")


def _standing(stop: Stop) -> Words:
    since, why = _moment(in_vietnam(stop.start)), _why(stop)
    return Words(vi=f"đang tạm dừng từ {since.vi}{why.vi}", en=f"clock stopped since {since.en}{why.en}")


def _span(start: datetime, end: datetime, why: Words) -> Words:
    first, last = _day(start), _day(end)
    if start.date() == end.date():
        hours = f"{start:%H:%M}–{end:%H:%M}"
        return Words(vi=f"{hours} {last.vi}{why.vi}", en=f"{start:%H:%M} to {end:%H:%M} on {last.en}{why.en}")
    # English leaves out of the first date what the second says anyway.
    alike = (start.year == end.year) + ((start.year, start.month) == (end.year, end.month))
    begun = " ".join(first.en.split()[: 3 - alike])
    return Words(vi=f"{first.vi}–{last.vi}{why.vi}", en=f"{begun} to {last.en}{why.en}")


def _why(stop: Stop) -> Words:
    reason = Words(vi=stop.reason, en=stop.reason) if isinstance(stop.reason, str) else stop.reason
    vi = ": ".join(part for part in (stop.form and f"mẫu {stop.form}", reason.vi) if part)
    en = ": ".join(part for part in (stop.form and f"form {stop.form}", reason.en) if part)
    return Words(vi=f" ({vi})" if vi else "", en=f" ({en})" if en else "")


def _due(due_at: datetime, now: datetime, *, late: bool, one_day: bool) -> Words:
    due = "was due" if late else "due"
    if one_day and due_at.date() == now.date():
        return Words(vi=f"hẹn trả {due_at:%H:%M} hôm nay", en=f"{due} today at {due_at:%H:%M}")
    when = _moment(due_at)
    return Words(vi=f"hẹn trả {when.vi}", en=f"{due} {when.en}")


def _new_date() -> Words:
    # While the clock stands the old due date is no promise, and the new one isn't known.
    return Words(vi="ngày hẹn trả tính lại khi tiếp tục", en="due date set anew when it runs again")


def _day(at: datetime) -> Words:
    return Words(vi=f"{at:%d/%m/%Y}", en=f"{at.day} {MONTHS[at.month - 1]} {at.year}")


def _moment(at: datetime) -> Words:
    day = _day(at)
    return Words(vi=f"{at:%H:%M} {day.vi}", en=f"{at:%H:%M} on {day.en}")


def _s(amount: int) -> str:
    return "" if amount == 1 else "s"

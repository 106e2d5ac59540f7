"""When something is due, as people say it: today at half past four, in three working days, two working days late."""

from datetime import datetime, timedelta

from domain.base.calendar import Calendar, in_vietnam
from domain.base.words import Words, joined
from domain.deadlines.model import Pause
from domain.dossier.state import Dossier
from domain.dossier.story import moment

STANDS = Words(vi="Hiện không tính thời hạn", en="No date runs now")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NEAR = 2
"""Working days in which what is due is near: on a Friday, what is due on Monday and on Tuesday."""
WAITED = Words(vi="chờ bổ sung", en="for what was missing")
IN_A_DAY = Words(vi="{:%H:%M, %d/%m/%Y} (còn {} ngày làm việc)", en="{:%H:%M, %d/%m/%Y} (in {} working day)")
IN_DAYS = Words(vi="{:%H:%M, %d/%m/%Y} (còn {} ngày làm việc)", en="{:%H:%M, %d/%m/%Y} (in {} working days)")
DAY_LATE = Words(vi="Trễ {} ngày làm việc", en="{} working day late")
DAYS_LATE = Words(vi="Trễ {} ngày làm việc", en="{} working days late")
HOUR_LATE = Words(vi="Trễ {} giờ làm việc", en="{} working hour late")
HOURS_LATE = Words(vi="Trễ {} giờ làm việc", en="{} working hours late")
HOURS = Words(vi="{} giờ", en="{} h")
MINUTES = Words(vi="{} phút", en="{} min")


def dueness(due: datetime, now: datetime, calendar: Calendar) -> Words:
    """Say how far a date is, or how long ago; a day that no calendar covers is only named."""
    due, now = in_vietnam(due), in_vietnam(now)
    if not (calendar.covers(due.date()) and calendar.covers(now.date())):
        return Words(vi="{:%H:%M, %d/%m/%Y}", en="{:%H:%M, %d/%m/%Y}").format(due)
    if due < now:
        return _late(due, now, calendar)
    if due.date() == now.date():
        return Words(vi="Hôm nay {:%H:%M}", en="Today {:%H:%M}").format(due)
    if due.date() == now.date() + timedelta(days=1):
        return Words(vi="Ngày mai {:%H:%M}", en="Tomorrow {:%H:%M}").format(due)
    days = calendar.working_days_between(now.date(), due.date())
    return (IN_A_DAY if days == 1 else IN_DAYS).format(due, days)


def near_until(now: datetime, calendar: Calendar) -> datetime:
    """The last moment that is near: when the office closes on the second working day after today."""
    return calendar.closing(calendar.add_working_days(in_vietnam(now).date(), NEAR))


def because(dossier: Dossier, calendar: Calendar) -> Words | None:
    """Say how the date of the result came about: from reception and term, the times in which it stood, an apology."""
    term, begins = dossier.counted(dossier.case)
    if begins is None:
        return None
    said = term.explain(begins, calendar)
    stood = [_stood(pause, max(pause.start, begins), calendar) for pause in dossier.pauses if _after(pause, begins)]
    moved = Words(vi="hẹn lại theo văn bản xin lỗi (mẫu 04)", en="put off by the letter of apology (form 04)")
    why = [*stood, *([moved] if dossier.apologies and not dossier.correcting else [])]
    if not why or dossier.due_at is None:
        return said
    due = moment(dossier.due_at)
    return Words(vi="{}; {}; nay hẹn trả {}", en="{}; {}; so now due {}").format(said, joined("; ", why), due)


def _after(pause: Pause, begins: datetime) -> bool:
    return pause.end is not None and pause.end > begins


def _stood(pause: Pause, start: datetime, calendar: Calendar) -> Words:
    end = pause.end or start
    time, why = calendar.working_time(start, end), pause.reason if pause.reason.vi else WAITED
    hours, minutes = time // HOUR, time % HOUR // MINUTE
    long = [form.format(count) for form, count in ((HOURS, hours), (MINUTES, minutes)) if count]
    took = joined(" ", long or [Words(vi="chưa đến 1 phút", en="less than a minute")])
    return Words(vi="tạm dừng từ {} đến {} {}, {} làm việc", en="stood from {} to {} {}, {} of office time").format(
        moment(start), moment(end), why, took
    )


def _late(due: datetime, now: datetime, calendar: Calendar) -> Words:
    if days := calendar.working_days_between(due.date(), now.date()):
        return (DAY_LATE if days == 1 else DAYS_LATE).format(days)
    if hours := calendar.working_time(due, now) // timedelta(hours=1):
        return (HOUR_LATE if hours == 1 else HOURS_LATE).format(hours)
    return Words(vi="Trễ chưa đến 1 giờ làm việc", en="Less than a working hour late")

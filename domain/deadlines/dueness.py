"""When something is due, as people say it: today at half past four, in three working days, two working days late."""

from datetime import datetime, timedelta

from domain.base.calendar import Calendar, in_vietnam
from domain.base.words import Words
from domain.deadlines.model import Pause
from domain.dossier.state import Dossier
from domain.dossier.story import moment

STANDS = Words(vi="Hiện không tính thời hạn", en="No date runs now")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WAITED = Words(vi="chờ bổ sung", en="for what was missing")


def dueness(due: datetime, now: datetime, calendar: Calendar) -> Words:
    """Say how far a date is, or how long ago; a day that no calendar covers is only named."""
    due, now = in_vietnam(due), in_vietnam(now)
    if not (calendar.covers(due.date()) and calendar.covers(now.date())):
        return Words(vi=f"{due:%H:%M, %d/%m/%Y}", en=f"{due:%H:%M, %d/%m/%Y}")
    if due < now:
        return _late(due, now, calendar)
    if due.date() == now.date():
        return Words(vi=f"Hôm nay {due:%H:%M}", en=f"Today {due:%H:%M}")
    if due.date() == now.date() + timedelta(days=1):
        return Words(vi=f"Ngày mai {due:%H:%M}", en=f"Tomorrow {due:%H:%M}")
    days = calendar.working_days_between(now.date(), due.date())
    return Words(
        vi=f"{due:%H:%M, %d/%m/%Y} (còn {days} ngày làm việc)",
        en=f"{due:%H:%M, %d/%m/%Y} (in {days} working day{_s(days)})",
    )


def because(dossier: Dossier, calendar: Calendar) -> Words | None:
    """Say how the date of the result came about: from reception and term, the times in which it stood, an apology."""
    term, begins = dossier.counted(dossier.case)
    if begins is None:
        return None
    said = term.explain(begins, calendar)
    stood = [_stood(pause, max(pause.start, begins), calendar) for pause in dossier.pauses if _after(pause, begins)]
    moved = Words(vi="hẹn lại theo thư xin lỗi (mẫu 04)", en="put off by the letter of apology (form 04)")
    why = [*stood, *([moved] if dossier.apologies and not dossier.correcting else [])]
    if not why or dossier.due_at is None:
        return said
    vi, en = "; ".join(one.vi for one in why), "; ".join(one.en for one in why)
    due = moment(dossier.due_at)
    return Words(vi=f"{said.vi}; {vi}; nay hẹn trả {due}", en=f"{said.en}; {en}; so now due {due}")


def _after(pause: Pause, begins: datetime) -> bool:
    return pause.end is not None and pause.end > begins


def _stood(pause: Pause, start: datetime, calendar: Calendar) -> Words:
    end = pause.end or start
    time, why = calendar.working_time(start, end), pause.reason if pause.reason.vi else WAITED
    hours, minutes = time // HOUR, time % HOUR // MINUTE
    vi = " ".join([f"{hours} giờ"] * bool(hours) + [f"{minutes} phút"] * bool(minutes)) or "chưa đến 1 phút"
    en = " ".join([f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)) or "less than a minute"
    since, until = moment(start), moment(end)
    return Words(
        vi=f"tạm dừng từ {since} đến {until} {why.vi}, {vi} làm việc",
        en=f"stood from {since} to {until} {why.en}, {en} of office time",
    )


def _late(due: datetime, now: datetime, calendar: Calendar) -> Words:
    if days := calendar.working_days_between(due.date(), now.date()):
        return Words(vi=f"Trễ {days} ngày làm việc", en=f"{days} working day{_s(days)} late")
    if hours := calendar.working_time(due, now) // timedelta(hours=1):
        return Words(vi=f"Trễ {hours} giờ làm việc", en=f"{hours} working hour{_s(hours)} late")
    return Words(vi="Trễ chưa đến 1 giờ làm việc", en="Less than a working hour late")


def _s(count: int) -> str:
    return "" if count == 1 else "s"

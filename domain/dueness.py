"""When something is due, as people say it: today at half past four, in three working days, two working days late."""

from datetime import datetime, timedelta

from domain.calendar import Calendar, in_vietnam
from domain.dossier import Dossier
from domain.words import Words

STANDS = Words(vi="Hiện không tính thời hạn", en="No date runs now")
APOLOGY = Words(
    vi="cơ quan đã xin lỗi và hẹn lại ngày này; ban đầu: {first}",
    en="the office apologised and set this date; at first: {first}",
)
STOOD = Words(
    vi="{first}; cộng thêm thời gian hồ sơ tạm dừng", en="{first}; the time in which the clock stood is added"
)


def because(dossier: Dossier, calendar: Calendar) -> Words | None:
    """Say how the date came about on which the result is due; nothing, as long as there is none."""
    term, begins = dossier.counted(dossier.case)
    if begins is None:
        return None
    first, said = term.explain(begins, calendar), None
    if not dossier.correcting and dossier.apologies:
        said = APOLOGY
    elif not dossier.correcting and dossier.pauses:
        said = STOOD
    return Words(vi=said.vi.format(first=first.vi), en=said.en.format(first=first.en)) if said else first


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


def _late(due: datetime, now: datetime, calendar: Calendar) -> Words:
    if days := calendar.working_days_between(due.date(), now.date()):
        return Words(vi=f"Trễ {days} ngày làm việc", en=f"{days} working day{_s(days)} late")
    if hours := calendar.working_time(due, now) // timedelta(hours=1):
        return Words(vi=f"Trễ {hours} giờ làm việc", en=f"{hours} working hour{_s(hours)} late")
    return Words(vi="Trễ chưa đến 1 giờ làm việc", en="Less than a working hour late")


def _s(count: int) -> str:
    return "" if count == 1 else "s"

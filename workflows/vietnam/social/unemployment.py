"""What the law counts from somebody's contributions (bảo hiểm thất nghiệp): Law on Employment 74/2025/QH15."""

from collections.abc import Mapping
from datetime import date

from domain.base.calendar import months_after
from domain.vietnam.queries.insurance import Contributions

Figures = Mapping[str, int]


def months_before_the_end(paid: Contributions, window: int) -> int:
    """Count the months paid among the last so many before the job ended."""
    months, end = paid.by_month, paid.ended_on.replace(day=1)
    last = end if end in months else months_after(end, -1)
    return sum(months_after(last, -window) < month <= last for month in months)


def what_is_lacking(paid: Contributions, filed_on: date, figures: Figures) -> str:
    """Say which condition is not met (điều kiện hưởng, Article 38)."""
    window, least, patience = figures["window"], figures["least_paid"], figures["filing_months"]
    months = months_before_the_end(paid, window)
    if months < least:
        return f"Mới đóng {months} tháng trong {window} tháng trước khi chấm dứt việc làm, chưa đủ {least} tháng."
    if filed_on > months_after(paid.ended_on, patience):
        return f"Nộp hồ sơ quá {patience} tháng kể từ ngày chấm dứt việc làm ({paid.ended_on:%d/%m/%Y})."
    return ""


def monthly(paid: Contributions, region: int, figures: Figures) -> int:
    """How much a month (mức hưởng): a share of what was earned last, up to some minimum wages (Article 39).

    Those are of the region in which the last workplace was; a dossier of before has one for the whole province.
    """
    where = f"_{region}" if region else ""
    minimum = figures[f"regional_minimum{where}"]
    last = sorted(paid.by_month.items())[-figures["average_of"] :]
    share = sum(pay for _, pay in last) * figures["percent"] // (100 * len(last))
    return min(share, figures["cap_times"] * minimum)


def duration(paid: Contributions, figures: Figures) -> int:
    """For how many months (thời gian hưởng): some at least, one more for so many further months paid (Article 39)."""
    further = max(0, len(paid.by_month) - figures["paid_for_least"]) // figures["each_further"]
    return min(figures["least_months"] + further, figures["most_months"])


def kept(paid: Contributions, figures: Figures) -> int:
    """How many months paid for stay for another time (thời gian bảo lưu): what is short of a further month of benefit.

    Of those beyond the most that a benefit counts none stays.
    """
    over, most = len(paid.by_month) - figures["paid_for_least"], figures["most_months"]
    return max(0, over) % figures["each_further"] if duration(paid, figures) < most else 0

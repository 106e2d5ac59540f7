"""Who is paid an allowance every month, and how much of the standard: Decree 20/2021/NĐ-CP, Articles 5 and 6."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from domain.base.calendar import age, months_after
from domain.vietnam.queries.social import Disability, Household, Rate

Kind = Literal["severe", "special", "orphan", "single_parent", "hiv", "elderly_alone", "elderly"]
Figures = Mapping[str, int]
KINDS: dict[Kind, str] = {
    "severe": "người khuyết tật nặng",
    "special": "người khuyết tật đặc biệt nặng",
    "orphan": "trẻ em không có nguồn nuôi dưỡng",
    "single_parent": "người đơn thân thuộc hộ nghèo đang nuôi con",
    "hiv": "đối tượng bảo trợ xã hội thuộc hộ nghèo",  # a paper that others read names no illness
    "elderly_alone": "người cao tuổi thuộc hộ nghèo không có người phụng dưỡng",
    "elderly": "người cao tuổi không có lương hưu, trợ cấp",
}
DISABLED = ("severe", "special", "elderly")
"""Of whom the degree of disability is asked; of the old too, in dossiers of before."""
POOR = ("single_parent", "hiv", "elderly_alone")
"""Who must be of a poor household."""
SEEN = ("orphan", *POOR)
"""Whose need no register knows: an officer looks into it."""
NOT_POOR = (
    "Không có tên trong danh sách hộ nghèo. Nếu hộ gia đình thuộc diện hộ nghèo, đề nghị ông/bà đề nghị xã, phường công"
    " nhận rồi nộp lại hồ sơ."
)


def what_is_lacking(kind: Kind, years: int, proof: Disability | Household | None, figures: Figures) -> str:
    """Say in what they are not of the group that they declare: their age, their paper, their household (Article 5)."""
    if kind == "elderly":
        return too_young(years, figures) if "coefficient_elderly" in figures else social_pension(figures)
    if kind in DISABLED:
        proven = isinstance(proof, Disability) and proof.degree == kind
        paper = f"Không có giấy xác nhận là {KINDS[kind]}."
        return "" if proven else f"{paper} Đề nghị ông/bà làm thủ tục xác định mức độ khuyết tật rồi nộp lại hồ sơ."
    if kind == "orphan" and years >= figures["studies_until"]:
        most = figures["studies_until"]
        return f"Đã đủ {most} tuổi nên không còn thuộc diện này. Nếu thuộc diện khác, đề nghị ông/bà nộp theo diện đó."
    if kind == "elderly_alone" and years < figures["old_from"]:
        return f"Chưa đủ {figures['old_from']} tuổi. Nếu thuộc diện khác, đề nghị ông/bà nộp theo diện đó."
    poor = isinstance(proof, Household) and proof.poor
    return "" if poor or kind not in POOR else NOT_POOR


def too_young(years: int, figures: Figures) -> str:
    """How it was before the old had a pension of their own: dossiers filed by facts that pay them by this Decree."""
    old = figures["age_elderly"]
    return "" if years >= old else f"Chưa đủ {old} tuổi."


def social_pension(figures: Figures) -> str:
    """Where the old go now: Decree 176/2025/NĐ-CP."""
    old, poor = figures["age_elderly"], figures["age_elderly_poor"]
    return (
        f"Từ ngày 01/7/2025, người từ đủ {old} tuổi, hoặc từ đủ {poor} tuổi thuộc hộ nghèo, hộ cận nghèo, hưởng trợ cấp"
        " hưu trí xã hội chứ không hưởng trợ cấp xã hội hằng tháng. Đề nghị ông/bà nộp hồ sơ hưởng trợ cấp hưu trí xã"
        " hội (thủ tục 1.014027) tại xã, phường nơi cư trú."
    )


def coefficient(kind: Kind, years: int, figures: Figures, children: int = 1) -> int:
    """The coefficient in thousandths (hệ số, Article 6), by age; for each child of whoever brings them up alone."""
    share = figures[f"coefficient_{kind}{_band(kind, years, figures)}"]
    dependent = kind in ("severe", "special") and (years < figures["adult_from"] or years >= figures["old_from"])
    times = children if kind == "single_parent" else 1
    return share * times + figures["coefficient_dependent"] * dependent


def rates(kind: Kind, born: date, since: date, figures: Figures, children: int = 1) -> tuple[Rate, ...]:
    """What is paid from a month on, and from each later one in which age alone makes it more or less (Article 8)."""
    bands = ("small_until", "adult_from", "old_from", "oldest_from")
    months = (_counts_from(born, figures[name], figures) for name in bands)
    told = list[Rate]()
    for month in (since, *sorted(month for month in months if month > since)):
        counts_on = months_after(month, 1 - figures["changes_after_months"]) - timedelta(days=1)
        share = coefficient(kind, age(born, counts_on), figures, children)
        if not told or told[-1].coefficient != share:
            told.append(Rate(since=month, coefficient=share, amount=figures["standard"] * share // 1000))
    return tuple(told)


def last_month(kind: Kind, born: date, since: date, figures: Figures) -> date | None:
    """The last month in which it is paid, where age ends it (thôi hưởng): a child's, unless it studies (Article 5)."""
    bounds = (_counts_from(born, figures[name], figures) for name in ("adult_from", "studies_until"))
    return next((months_after(month, -1) for month in bounds if month > since), since) if kind == "orphan" else None


def _counts_from(born: date, years: int, figures: Figures) -> date:
    """The month from which an age counts."""
    return months_after(born, 12 * years + figures["changes_after_months"]).replace(day=1)


def _band(kind: Kind, years: int, figures: Figures) -> str:
    if kind in ("orphan", "hiv") and years < figures["small_until"]:
        return "_small"
    if kind == "hiv" and years < figures["adult_from"]:
        return "_child"
    return "_oldest" if kind == "elderly_alone" and years >= figures["oldest_from"] else ""

"""What the law counts from somebody's contributions (bảo hiểm thất nghiệp): Law on Employment 74/2025/QH15."""

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from domain.base.calendar import age, months_after
from domain.base.words import Words
from domain.registers.query import Answer
from domain.vietnam.people.citizen_number import CitizenNumber, Sex
from domain.vietnam.queries.insurance import Contributions, FoundOut
from workflows.vietnam.phrases import said_as

Figures = Mapping[str, int]
ENDS: dict[FoundOut, Words] = {
    "works": Words(vi="Có việc làm", en="Works again"),
    "two_refusals": Words(
        vi="Từ chối hai lần việc làm do trung tâm giới thiệu mà không có lý do chính đáng",
        en="Refused two jobs that the centre found, without good reason",
    ),
    "military": Words(vi="Thực hiện nghĩa vụ quân sự, nghĩa vụ tham gia Công an", en="Serves in the army or police"),
    "pension": Words(vi="Hưởng lương hưu hằng tháng", en="Draws a pension"),
    "abroad": Words(vi="Ra nước ngoài định cư, đi lao động ở nước ngoài", en="Settles or works abroad"),
    "studies": Words(vi="Đi học có thời hạn từ đủ 12 tháng", en="Studies for twelve months or more"),
    "prison": Words(vi="Chấp hành án phạt tù", en="Serves a prison sentence"),
    "fined": Words(
        vi="Bị xử phạt vi phạm hành chính về bảo hiểm thất nghiệp", en="Was fined for a breach of the insurance's law"
    ),
    "rehabilitation": Words(
        vi="Vào trường giáo dưỡng, cơ sở giáo dục bắt buộc, cơ sở cai nghiện bắt buộc",
        en="Was committed to a reformatory or to rehabilitation",
    ),
    "missing": Words(vi="Bị Tòa án tuyên bố mất tích", en="Was declared missing by a court"),
    "died": Words(vi="Chết", en="Died"),
}
"""What the centre finds out by which a benefit ends (Law on Employment, Article 41)."""
EXCUSES = {
    "none": Words(vi="Không", en="No"),
    "sick": Words(vi="Ốm đau, tai nạn, có xác nhận của cơ sở y tế", en="Ill or hurt, as a clinic confirms"),
    "maternity": Words(vi="Thai sản, có xác nhận của cơ sở y tế", en="Maternity, as a clinic confirms"),
    "training": Words(vi="Đang học nghề theo quyết định ở nơi xa", en="In training far away, by a decision"),
    "contract": Words(vi="Làm việc theo hợp đồng dưới 01 tháng", en="Works by a contract of less than a month"),
    "disaster": Words(vi="Thiên tai, hỏa hoạn, dịch bệnh", en="Disaster, fire, epidemic"),
}
"""By what somebody is excused from looking for work in a month (Decree 374/2025)."""


EXCUSED = said_as(EXCUSES)


class BenefitEnd(Answer):
    """Căn cứ chấm dứt hưởng trợ cấp: what the centre found out, since when it is so, and by which paper."""

    ground: FoundOut = Field(title="Căn cứ chấm dứt hưởng", description="Why it ends", json_schema_extra=said_as(ENDS))
    since: date
    paper: str = Field(
        min_length=3, max_length=200, title="Giấy tờ, thông tin chứng minh", description="The paper that says so"
    )


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


def need_not_report(number: CitizenNumber, born: date, filed_on: date, figures: Figures) -> bool:
    """Whether somebody is too old to be asked every month whether they look for work, on the day of filing."""
    least = figures["no_report_men"] if number.sex == Sex.MALE else figures["no_report_women"]
    return age(born, filed_on) >= least

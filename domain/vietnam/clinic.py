"""Reception at a clinic by citizen number (khám bệnh, chữa bệnh bằng căn cước): whether insurance pays, and why not."""

from datetime import date, timedelta
from typing import Literal

from domain.base.calendar import age
from domain.base.words import Words
from domain.vietnam.queries.insurance import Eligibility

SETTLES = timedelta(hours=24)
"""Within which a reception while the register was down is settled (tạm thời)."""
KEPT = timedelta(days=2 * 365)
"""How long it is known who asked about whom; K, until a source says so."""
SAME_HOUR = timedelta(hours=1)
"""Within which nobody is received by two clinics; where somebody is, a person looks."""
UNDER_SIX = 6
Outcome = Literal["eligible", "expired", "not_yet", "none", "under_six", "deceased", "mismatch", "unknown", "refused"]
REASONS: dict[Outcome, Words] = {
    "eligible": Words(vi="Thẻ bảo hiểm y tế còn giá trị.", en="The insurance card is valid."),
    "expired": Words(vi="Thẻ bảo hiểm y tế đã hết hạn.", en="The insurance card has expired."),
    "not_yet": Words(vi="Thẻ bảo hiểm y tế chưa có giá trị.", en="The insurance card is not valid yet."),
    "none": Words(vi="Không có thẻ bảo hiểm y tế.", en="There is no insurance card."),
    "under_six": Words(
        vi="Trẻ em dưới 6 tuổi chưa có thẻ: dùng Giấy khai sinh hoặc giấy chứng sinh.",
        en="A child under six without a card: take the birth certificate, or the record of the birth.",
    ),
    "deceased": Words(
        vi="Cơ sở dữ liệu ghi người này đã mất: đề nghị đối chiếu, làm sạch dữ liệu.",
        en="The register has this person as deceased: compare, and have the data put right.",
    ),
    "mismatch": Words(
        vi="Họ tên hoặc ngày sinh không khớp cơ sở dữ liệu bảo hiểm: đối chiếu giấy tờ, đề nghị làm sạch dữ liệu.",
        en="Name or birthday are not those of the insurance register: compare papers, and have the data put right.",
    ),
    "unknown": Words(
        vi="Cơ sở dữ liệu bảo hiểm không có số định danh này.", en="The insurance register does not know this number."
    ),
    "refused": Words(
        vi="Cơ sở dữ liệu bảo hiểm không trả lời yêu cầu này: kiểm tra thẻ bằng cách khác.",
        en="The insurance register refuses this question: check the card in another way.",
    ),
}
TEMPORARY = Words(
    vi="Tạm thời: cơ sở dữ liệu bảo hiểm chưa trả lời; kết quả được bổ sung trong 24 giờ.",
    en="Temporary: the insurance register does not answer yet; it is settled within 24 hours.",
)
ANSWERED: frozenset[Outcome] = frozenset(("eligible", "expired", "not_yet", "none", "under_six", "deceased"))
"""The register knows this very person."""


def outcome_of(said: Eligibility | None, born: date | None, day: date) -> Outcome:
    """What the register's answer means on the day of the reception."""
    if said is None:
        return "unknown"
    if not said.matches:
        return "mismatch"
    if said.deceased:
        return "deceased"
    if not said.card:
        return "under_six" if born and age(born, day) < UNDER_SIX else "none"
    if said.valid_from and day < said.valid_from:
        return "not_yet"
    return "expired" if said.valid_until and said.valid_until < day else "eligible"

"""Reception at a clinic by citizen number (khám bệnh, chữa bệnh bằng căn cước): whether insurance pays, and why not."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pydantic import Field, TypeAdapter

from domain.base.calendar import age
from domain.base.law import Frozen
from domain.base.text import composed
from domain.base.words import Words
from domain.province.scoring import MANY
from domain.registers.compare import alike
from domain.vietnam.cleaning import FIELDS, Difference
from domain.vietnam.queries.insurance import INSURANCE, Eligibility, InsuredPerson

SETTLES = timedelta(hours=24)
"""Within which a reception while the register was down is settled (tạm thời)."""
KEPT = timedelta(days=2 * 365)
"""How long it is known who asked about whom; K, until a source says so."""
SAME_HOUR = timedelta(hours=1)
"""Within which nobody is received by two clinics; where somebody is, a person looks."""
UNDER_SIX = 6
"""What they show without a card: Decree 188/2025, K, as its Article was not read."""
Outcome = Literal["eligible", "expired", "not_yet", "none", "under_six", "deceased", "mismatch", "unknown", "refused"]
REASONS: dict[Outcome, Words] = {
    "eligible": Words(vi="Thẻ bảo hiểm y tế còn giá trị.", en="The insurance card is valid."),
    "expired": Words(vi="Thẻ bảo hiểm y tế đã hết hạn.", en="The insurance card has expired."),
    "not_yet": Words(vi="Thẻ bảo hiểm y tế chưa có giá trị.", en="The insurance card is not valid yet."),
    "none": Words(vi="Không có thẻ bảo hiểm y tế.", en="There is no insurance card."),
    "under_six": Words(
        vi="Trẻ em dưới 6 tuổi chưa có thẻ bảo hiểm y tế: xuất trình Giấy khai sinh hoặc giấy chứng sinh (bản chính"
        " hoặc bản sao); trẻ phải điều trị ngay sau khi sinh mà chưa có giấy chứng sinh thì cơ sở khám bệnh, chữa bệnh"
        " và cha, mẹ hoặc thân nhân của trẻ ký xác nhận vào hồ sơ bệnh án.",
        en="A child under six without a card: show the birth certificate or the record of the birth, original or copy;"
        " of one treated right after birth that has neither, clinic and parent or relative sign in the medical record.",
    ),
    "deceased": Words(
        vi="Cơ sở dữ liệu ghi người này đã mất: đề nghị đối chiếu, làm sạch dữ liệu.",
        en="The register has this person as deceased: compare, and have the data put right.",
    ),
    "mismatch": Words(
        vi="Họ tên hoặc ngày sinh không khớp cơ sở dữ liệu bảo hiểm: đối chiếu giấy tờ; theo mong muốn của người bệnh,"
        " gửi đề nghị làm sạch dữ liệu của lượt khám này.",
        en="Name or birthday are not those of the insurance register: compare papers; if the patient wishes it, ask for"
        " the data of this visit to be put right.",
    ),
    "unknown": Words(
        vi="Cơ sở dữ liệu bảo hiểm không có số định danh này.", en="The insurance register does not know this number."
    ),
    "refused": Words(
        vi="Cơ sở dữ liệu bảo hiểm không trả lời yêu cầu này: kiểm tra thẻ bằng cách khác.",
        en="The insurance register refuses this question: check the card in another way.",
    ),
}
KINSHIP = Words(
    vi="Thẻ căn cước hoặc VNeID của người đưa trẻ đến không chứng minh quan hệ với trẻ: đối chiếu Giấy khai sinh hoặc"
    " giấy chứng sinh của trẻ.",
    en="The card or VNeID of whoever brings the child does not prove that they are kin: look at the child's birth"
    " certificate or the record of its birth.",
)
"""Said with every answer about a child that somebody brought."""
TEMPORARY = Words(
    vi="Tạm thời: cơ sở dữ liệu bảo hiểm chưa trả lời; kết quả được bổ sung trong 24 giờ.",
    en="Temporary: the insurance register does not answer yet; it is settled within 24 hours.",
)
Wish = Literal["asked", "opened", "decided", "agrees", "unknown"]
"""What became of a patient's wish that a difference be looked into."""
WISHES: dict[Wish, Words] = {
    "asked": Words(
        vi="Đã ghi nhận đề nghị làm sạch dữ liệu của người bệnh; hệ thống đang lấy dữ liệu của cơ sở dữ liệu bảo hiểm"
        " để đối chiếu.",
        en="The patient's wish is noted; the insurance register is being asked what it says.",
    ),
    "opened": Words(
        vi="Sai lệch đã được chuyển đến cơ quan giữ cơ sở dữ liệu bảo hiểm để đối chiếu, sửa; người bệnh được biết kết"
        " quả ở mục Ai đã xem dữ liệu của tôi. Sau khi sửa, tiếp đón bằng mã lượt khám mới.",
        en="The difference lies at the office that keeps the insurance register; the patient reads what comes of it"
        " under Who looked at my data. Once it is put right, receive them under a new visit.",
    ),
    "decided": Words(
        vi="Cơ quan giữ cơ sở dữ liệu bảo hiểm đã kết luận về sai lệch này và giữ nguyên dữ liệu: người bệnh liên hệ cơ"
        " quan đó, hoặc làm lại giấy tờ đang ghi khác.",
        en="The office that keeps the insurance register decided on this difference before and left the data as they"
        " are: let the patient turn to that office, or have the paper renewed that says otherwise.",
    ),
    "agrees": Words(
        vi="Dữ liệu bảo hiểm nay đã khớp: tiếp đón lại bằng mã lượt khám mới.",
        en="The insurance register agrees by now: receive the patient again under a new visit.",
    ),
    "unknown": Words(
        vi="Cơ sở dữ liệu bảo hiểm không còn số định danh này: người bệnh liên hệ cơ quan bảo hiểm xã hội.",
        en="The insurance register does not know this number any more: let the patient turn to the insurance.",
    ),
}
PROOFS = {
    "chip": Words(vi="Chip thẻ căn cước", en="Chip of the identity card"),
    "vneid": Words(vi="VNeID", en="VNeID"),
    "paper": Words(vi="Giấy tờ của trẻ, do người đưa trẻ đến xuất trình", en="The child's paper, shown at the counter"),
}
"""What a clinic reads name and birthday from."""
ANSWERED: frozenset[Outcome] = frozenset(("eligible", "expired", "not_yet", "none", "under_six", "deceased"))
"""The register knows this very person."""
INSURED: frozenset[Outcome] = frozenset(("eligible", "under_six"))
"""By these a reception is an insured one."""


class Receptions(Frozen):
    """All insured receptions of a facility in a month, by whatever card or paper."""

    facility: str = Field(pattern=r"^[0-9A-Za-z.]{2,20}$")
    insured: int = Field(ge=0, le=MANY)


RECEPTIONS: TypeAdapter[Receptions] = TypeAdapter(Receptions)


class ByNumber(Frozen):
    """Of a facility's insured receptions, those by citizen number, in the months of which both are known."""

    numerator: int
    denominator: int
    months: int

    @property
    def share(self) -> float | None:
        """The one by the other; None where nobody was received."""
        return self.numerator / self.denominator if self.denominator else None


def by_number(
    kept: Iterable[tuple[date, Receptions]], received: Mapping[tuple[str, date], int], since: date
) -> dict[str, ByNumber]:
    """By facility; a month that began before ``since`` is left out, as its receptions were forgotten meanwhile."""
    found: dict[str, ByNumber] = {}
    for month, one in kept:
        if month < since:
            continue
        before = found.get(one.facility, ByNumber(numerator=0, denominator=0, months=0))
        found[one.facility] = ByNumber(
            numerator=before.numerator + received.get((one.facility, month), 0),
            denominator=before.denominator + one.insured,
            months=before.months + 1,
        )
    return found


def is_under_six(born: date, day: date) -> bool:
    """Whether somebody is born and not yet six on a day."""
    return 0 <= age(born, day) < UNDER_SIX


def outcome_of(said: Eligibility | None, born: date | None, day: date) -> Outcome:
    """What the register's answer means on the day of the reception."""
    is_small = born is not None and is_under_six(born, day)
    if said is None:
        return "under_six" if is_small else "unknown"
    if not said.matches:
        return "mismatch"
    if said.deceased:
        return "deceased"
    if not said.card:
        return "under_six" if is_small else "none"
    if said.valid_from and day < said.valid_from:
        return "not_yet"
    return "expired" if said.valid_until and said.valid_until < day else "eligible"


def differences(
    patient: Mapping[str, Any], said: InsuredPerson, receipt: str, at: datetime | None
) -> Iterator[Difference]:
    """What the register says otherwise of a patient than the clinic read, each field by itself."""
    for field in ("full_name", "born"):
        read, known = patient.get(field), getattr(said, field)
        if not read or not known or alike(read, f"{known}"):
            continue
        # Chips print names in capitals, papers do not: one difference however it was read.
        other = as_written(read) if field == "full_name" else read
        yield Difference(
            rule=FIELDS[field],
            agency=INSURANCE,
            person=patient["number"],
            field=field,
            said=f"{known}",
            other=other,
            receipt=receipt,
            at=at,
            shown=patient.get("proof", ""),
        )


def as_written(name: str) -> str:
    """A name as papers write it: each word with a capital letter."""
    return " ".join(composed(name).title().split())

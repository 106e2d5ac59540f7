"""The citizen identity card (thẻ căn cước): what its chip and the QR code on its face say of the holder.

``CardRefused(Unacceptable)``, each by its name
├── ``CardUnreadable``      a part is missing or not as the law lays it out
├── ``CardForged``          something on the chip is not what the State signed
├── ``CardSwapped``         parts of two cards, or of two persons
├── ``CardExpired``         the card's own term has ended
├── ``CardSignerExpired``   the certificate that signed the chip has ended, or not begun
├── ``CardSignerRevoked``   it was withdrawn
├── ``CardIssuerUnknown``   no country authority that is trusted here issued it
├── ``RevocationUnknown``   nobody can say whether it was withdrawn: the list is missing or too old
└── ``CardProofWrong``      the proof of an earlier reading is altered, too old, another officer's or another person's
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar, NoReturn

from pydantic import Field

from domain.base.law import Frozen
from domain.base.refusals import Unacceptable
from domain.base.text import unaccented
from domain.base.words import Words
from domain.vietnam.people.citizen_number import CitizenNumber, IdentityNumberError, OldIdentityNumber
from domain.vietnam.people.mrz import Mrz

DETAILS = {
    1: ("number",),
    2: ("full_name",),
    3: ("born",),
    4: ("sex",),
    5: ("nationality",),
    6: ("ethnicity",),
    8: ("place_of_origin",),
    9: ("residence",),
    11: ("issued",),
    12: ("expires",),
    13: ("father", "mother"),
    14: ("spouse",),
    16: ("old_number",),
}
"""What stands in Viet Nam's own data group (DG13), by the number of the field. As read off cards by others, no standard
tells it; religion (7) and identifying marks (10) are not read, for no procedure asks for them."""
QR = ("number", "old_number", "full_name", "born", "sex", "residence", "issued")
"""What stands on the card's face, by position; cards since 2024 append more, which is passed over."""
SEXES = {"nam": "male", "nữ": "female"}
MRZ_SEXES = {"male": "M", "female": "F"}
FOR_LIFE = ("không thời hạn", "không xác định")
LATIN = str.maketrans({"ð": "d", "Ð": "D", "'": "", "’": "", "-": " "})
"""What no accent makes of it; Eth is often typed for the letter that looks like it."""
DATE = re.compile("[0-9]{8}")
LONGEST = 300
FULL_LINE = 30


class CardRefused(Unacceptable):
    """The card proves nothing; ``said`` tells it, ``vi`` and ``en`` what exactly, and neither quotes anything of it."""

    said: ClassVar[Words]

    def __init__(self, vi: str = "", en: str = "", *of: object) -> None:
        super().__init__("{0}", "{0}", self.said.format(Words(vi=vi, en=en).format(*of)))


class CardUnreadable(CardRefused):
    """A part is missing or not as the law lays it out (không đọc được thẻ)."""

    said = Words(vi="Không đọc được thẻ: {0}. Đề nghị đọc lại.", en="The card cannot be read: {0}. Read it again.")


class CardForged(CardRefused):
    """Something on the chip is not what the State signed (dữ liệu bị sửa)."""

    said = Words(
        vi="Dữ liệu trong chip đã bị sửa: {0}. Không nhận thẻ này.",
        en="The chip's data were altered: {0}. Do not accept this card.",
    )


class CardSwapped(CardRefused):
    """Parts of two cards, or of two persons (dữ liệu của hai người)."""

    said = Words(
        vi="Dữ liệu là của hai thẻ khác nhau: {0}. Không nhận thẻ này.",
        en="The data are of two different cards: {0}. Do not accept this card.",
    )


class CardExpired(CardRefused):
    """The card's own term has ended (thẻ hết hạn)."""

    said = Words(
        vi="Thẻ đã hết hạn sử dụng. Đề nghị công dân đổi thẻ, hoặc xuất trình giấy tờ khác.",
        en="The card has expired. The holder must renew it, or show another paper.",
    )


class CardSignerExpired(CardRefused):
    """The certificate that signed the chip has ended, or not begun."""

    said = Words(
        vi="Chứng thư ký dữ liệu chip không còn (hoặc chưa có) hiệu lực. Kiểm tra thẻ bằng mắt.",
        en="The certificate that signed the chip is out of its term. Check the card by eye.",
    )


class CardSignerRevoked(CardRefused):
    """The certificate that signed the chip was withdrawn (bị thu hồi)."""

    said = Words(
        vi="Chứng thư ký dữ liệu chip đã bị thu hồi. Không nhận thẻ này; báo cơ quan quản lý căn cước.",
        en="The certificate that signed the chip was revoked. Do not accept this card; tell the identity authority.",
    )


class CardIssuerUnknown(CardRefused):
    """No country authority that is trusted here issued it."""

    said = Words(
        vi="Thẻ không do cơ quan cấp quốc gia được tin cậy ký. Không nhận thẻ này.",
        en="No country authority that is trusted here signed this card. Do not accept it.",
    )


class RevocationUnknown(CardRefused):
    """Nobody can say whether the signer was withdrawn: the list is missing or too old."""

    slug = "card-revocation-unknown"
    said = Words(
        vi="Danh sách thu hồi của cơ quan cấp thẻ thiếu hoặc đã cũ. Cần cập nhật MOTCUA_CARD_TRUST_FILE.",
        en="The issuer's revocation list is missing or too old. An operator must renew MOTCUA_CARD_TRUST_FILE.",
    )


class CardProofWrong(CardRefused):
    """The proof of an earlier reading does not hold for this filing."""

    said = Words(
        vi="Chứng minh đọc chip không còn dùng được cho hồ sơ này. Đề nghị đọc lại chip của người nộp.",
        en="The proof of the chip does not hold for this filing. Read the applicant's chip again.",
    )


class Holder(Frozen):
    """Whose card it is, as a form is pre-filled."""

    number: CitizenNumber = Field(description="Personal identification number.")
    full_name: str
    born: date
    sex: str = ""
    nationality: str = ""
    ethnicity: str = ""
    place_of_origin: str = ""
    residence: str = ""
    father: str = ""
    mother: str = ""
    spouse: str = ""
    old_number: OldIdentityNumber | None = Field(default=None, description="Of the identity card before it.")
    issued: date | None = None
    expires: date | None = Field(
        default=None, description="Null on a card for life, and where only the QR code was read."
    )


def read_qr(text: str) -> Holder:
    """Read the QR code of a card's face, or ``CardUnreadable``: fields by position, all behind the name optional."""
    return _holder(dict(zip(QR, text.split("|"), strict=False)))


def read_details(fields: Mapping[int, Sequence[str]]) -> Holder:
    """Read the fields of Viet Nam's data group, or ``CardUnreadable``; unknown ones are passed over."""
    named = {
        name: value for at, names in DETAILS.items() for name, value in zip(names, fields.get(at, ()), strict=False)
    }
    return _holder(named)


def _holder(said: Mapping[str, str]) -> Holder:
    text = {name: unicodedata.normalize("NFC", " ".join(value.split())) for name, value in said.items()}
    if any(len(value) > LONGEST or not value.isprintable() for value in text.values()):
        raise CardUnreadable("có ký tự lạ hoặc mục quá dài", "it holds strange characters or too long a field")
    dates = {name: _date(text.pop(name, "")) for name in ("born", "issued", "expires")}
    if not text.get("full_name") or not dates["born"]:
        raise CardUnreadable("thiếu họ tên hoặc ngày sinh", "the name or the date of birth is missing")
    try:
        number, old = CitizenNumber(text.pop("number", "")), text.pop("old_number", "")
        identity = {"number": number, "old_number": OldIdentityNumber(old) if old else None}
    except IdentityNumberError:
        raise CardUnreadable("số định danh không hợp lệ", "its number cannot be one") from None
    sex = SEXES.get(text.pop("sex", "").casefold(), "")
    return Holder.model_validate(text | dates | identity | {"sex": sex})


def _date(said: str) -> date | None:
    if not said or said.casefold() in FOR_LIFE:
        return None
    digits = said.replace("/", "")
    try:
        return date(int(digits[4:]), int(digits[2:4]), int(digits[:2])) if DATE.fullmatch(digits) else _no_date()
    except ValueError:
        return _no_date()


def _no_date() -> NoReturn:
    raise CardUnreadable("có ngày không hợp lệ", "it holds a date that cannot be")


def hold_together(mrz: Mrz, holder: Holder, qr: Holder | None) -> None:
    """See that all parts are of one person's one card, or ``CardSwapped``."""
    one = (mrz.number, mrz.born) == (holder.number, holder.born)
    term = None in (mrz.expires, holder.expires) or mrz.expires == holder.expires
    sex = mrz.sex in ("<", MRZ_SEXES.get(holder.sex, mrz.sex))
    if not (one and term and sex and _same_name(mrz.name, holder.full_name)):
        raise CardSwapped("dòng máy đọc và dữ liệu công dân", "the machine-readable zone and the citizen's data")
    if qr and _face(qr) != _face(holder):
        raise CardSwapped("mã QR và chip", "the QR code and the chip")


def _face(holder: Holder) -> tuple[str, str, date]:
    return holder.number, holder.full_name.casefold(), holder.born


def in_term(mrz: Mrz, holder: Holder, today: date) -> None:
    """See that the card has not expired (``CardExpired``), wherever it says until when; all of its last day is good."""
    if any(expires and expires < today for expires in (mrz.expires, holder.expires)):
        raise CardExpired


def latin(name: str) -> str:
    """Write a name as the machine-readable zone does: capitals without diacritics."""
    return " ".join(unaccented(name.translate(LATIN)).upper().split())


def _same_name(zone: str, name: str) -> bool:
    """Whether the zone's name is this one, as far as its line of thirty had room."""
    said, written = zone.replace(" ", ""), latin(name).replace(" ", "")
    return said == written or (len(zone) >= FULL_LINE - 2 and written.startswith(said))

"""What cannot be taken of what people send on the national portal, as they are told: why, and what they can do."""

from datetime import datetime

from domain.base.calendar import in_vietnam
from domain.base.words import Words, joined, plain
from domain.vietnam.portal.filings import Asks

NOT_OURS, UNREADABLE, NO_PAPER, TOO_LARGE = "not-ours", "unreadable", "paper-not-there", "paper-too-large"
"""Why a message is held that cannot be filed as it came, beside what the intake refuses."""
NOT_FILED_YET = "NotFiledYet"
"""What keeps a supplement or a withdrawal that came before its filing."""
OURS = frozenset({"not-confirmed", "upload-missing", "too-many-requests"})
"""Causes that lie with the house: they are mended here, and nobody is refused for them."""
A_PERSONS = frozenset({NOT_OURS})
"""Causes for which a person alone declines: whether the other province has it, the house cannot know."""

DECLINED: dict[Asks, Words] = {
    "file": Words(
        vi="Từ chối tiếp nhận hồ sơ nộp trên Cổng Dịch vụ công quốc gia, chuyển đến lúc {:%H:%M ngày %d/%m/%Y}",
        en="The application filed on the national portal, which came here on {:%d %B %Y at %H:%M}, is not accepted",
    ),
    "supply": Words(
        vi="Không tiếp nhận hồ sơ bổ sung nộp trên Cổng Dịch vụ công quốc gia, chuyển đến lúc {:%H:%M ngày %d/%m/%Y}",
        en="The supplement sent on the national portal, which came here on {:%d %B %Y at %H:%M}, is not taken",
    ),
    "withdraw": Words(
        vi="Không thực hiện yêu cầu rút hồ sơ trên Cổng Dịch vụ công quốc gia, chuyển đến lúc {:%H:%M ngày %d/%m/%Y}",
        en="The withdrawal sent on the national portal, which came here on {:%d %B %Y at %H:%M}, is not done",
    ),
}
WHY = Words(vi="Lý do: {}", en="Why: {}")
CAUSES = {
    NOT_OURS: Words(vi="hồ sơ mang mã của tỉnh khác, không thuộc thẩm quyền", en="it bears another province's code"),
    UNREADABLE: Words(
        vi="dữ liệu của hồ sơ không đúng cấu trúc quy định nên không đọc được",
        en="its data do not have the form that is laid down, and cannot be read",
    ),
    "invalid": Words(
        vi="thông tin người nộp chưa hợp lệ ({})", en="what it says of the applicant cannot be right ({})"
    ),
    NO_PAPER: Words(vi="chưa nhận được đủ tệp của hồ sơ", en="not all of its files have come"),
    TOO_LARGE: Words(vi="có tệp vượt dung lượng cho phép", en="one of its files is larger than files may be"),
    "not-verified": Words(
        vi="tài khoản nộp hồ sơ chưa được xác thực bằng danh tính điện tử mức độ 2 (VNeID)",
        en="the account that sent it is not verified by an e-identity of level 2 (VNeID)",
    ),
    "unknown-procedure": Words(vi="thủ tục này không được tiếp nhận tại tỉnh", en="the province does not offer it"),
    "filed-otherwise": Words(
        vi="mã này đã có hồ sơ khác được tiếp nhận, và hồ sơ đó vẫn được giải quyết",
        en="something else was filed under its code before, and that goes on",
    ),
    "not-found": Words(
        vi="người gửi không phải là người nộp hoặc chủ hồ sơ",
        en="whoever sent it neither filed the dossier nor owns it",
    ),
    NOT_FILED_YET: Words(vi="chưa nhận được hồ sơ mang mã này", en="no application of this code has come"),
}
REFUSED = Words(vi="{}", en="it was refused here ({})")
"""Any other: in the refusal's own Vietnamese words, in English by its name."""
ONE_STOP = Words(vi="hoặc liên hệ bộ phận một cửa để được hướng dẫn", en="or ask the one-stop desk")
TO_DO: dict[Asks, Words] = {
    "file": Words(
        vi="Đề nghị ông/bà hoàn thiện và nộp lại hồ sơ trên Cổng, {}.",
        en="Please put that right and file again on the portal, {}.",
    ),
    "supply": Words(
        vi="Đề nghị ông/bà bổ sung lại trên Cổng trước khi hết thời hạn bổ sung, {}.",
        en="Please send it again on the portal before the term for it ends, {}.",
    ),
    "withdraw": Words(
        vi="Nếu vẫn muốn rút hồ sơ, đề nghị ông/bà gửi lại yêu cầu bằng tài khoản của người nộp hồ sơ, {}.",
        en="If you still wish to withdraw, please send that again from the account that filed the dossier, {}.",
    ),
}
INSTEAD = {
    NOT_OURS: Words(
        vi="Đề nghị ông/bà nộp hồ sơ đến đúng cơ quan có thẩm quyền trên Cổng, {}.",
        en="Please file with the competent province on the portal, {}.",
    ),
    "unknown-procedure": Words(
        vi="Đề nghị ông/bà chọn đúng thủ tục, đúng cơ quan có thẩm quyền trên Cổng, {}.",
        en="Please choose the procedure and the competent agency on the portal anew, {}.",
    ),
    "not-verified": Words(
        vi="Đề nghị ông/bà đăng nhập bằng tài khoản định danh điện tử mức độ 2 rồi gửi lại trên Cổng, {}.",
        en="Please log in with an e-identity of level 2 and send it again on the portal, {}.",
    ),
    TOO_LARGE: Words(
        vi="Đề nghị ông/bà giảm dung lượng hoặc chia tệp rồi gửi lại trên Cổng, {}.",
        en="Please make the file smaller or split it, and send it again on the portal, {}.",
    ),
    "filed-otherwise": Words(
        vi="Nếu cần nộp hồ sơ khác, đề nghị ông/bà nộp mới trên Cổng để có mã riêng, {}.",
        en="If you need another one, please file it anew on the portal under a code of its own, {}.",
    ),
}
"""Where something else helps than to do the same again."""


def may_be_declined(why: str) -> bool:
    """Whether the cause lies with what was sent."""
    return why not in OURS


def reason_of(asks: Asks, why: str, said: str, came_at: datetime) -> Words:
    """What whoever sent it is told; ``said`` are the words of the refusal that keeps it."""
    words = said.strip(" .") or why
    cause = CAUSES[why].format(plain(words)) if why in CAUSES else REFUSED.format(Words(vi=words, en=why))
    to_do = INSTEAD.get(why, TO_DO[asks]).format(ONE_STOP)
    return joined(". ", (DECLINED[asks].format(in_vietnam(came_at)), WHY.format(cause), to_do))

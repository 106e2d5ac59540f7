"""Whether a document is real, was changed, still counts: what is told to whoever holds it, lay person first."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from domain.base.law import Frozen
from domain.base.words import Words


class Verdict(StrEnum):
    """The one word that somebody at a counter needs."""

    VALID = "valid"
    ALTERED = "altered"
    RECALLED = "recalled"
    NOT_OURS = "not_ours"
    UNREADABLE = "unreadable"
    EXPIRED_KEY = "expired_key"


class Reason(StrEnum):
    """Why it is not simply valid."""

    CODE_UNREADABLE = "code_unreadable"
    CODE_ALTERED = "code_altered"
    CODE_FOREIGN = "code_foreign"
    KEY_EXPIRED = "key_expired"
    CODE_UNREGISTERED = "code_unregistered"
    NO_PDF = "no_pdf"
    TOO_MUCH = "too_much"
    TOO_LARGE = "too_large"
    NOTHING_SENT = "nothing_sent"
    NO_SEAL = "no_seal"
    FOREIGN_SEAL = "foreign_seal"
    CHANGED = "changed"
    CODE_OF_ANOTHER = "code_of_another"
    FILE_UNREGISTERED = "file_unregistered"
    ANOTHER_FILE = "another_file"
    RECALLED = "recalled"
    PROOF_OVER = "proof_over"
    OLDER_COPY = "older_copy"


class Claim(Frozen):
    """What a document's code says of the document."""

    issuer: str
    """The body that issued it."""
    kind: str
    """What kind of document it is, as the document calls itself."""
    number: str
    issued_at: datetime
    shown: dict[str, str] = Field(default={}, max_length=20)
    """Of its holder what the printed document shows too, under the same labels."""
    digest: str
    """SHA-256 of the data that travel in the file."""


class Registered(Frozen):
    """What the register of results says publicly about one of them."""

    number: str
    sha256: str
    """Of the file that was issued."""
    stamped: tuple[str, ...] = ()
    """Of that file with each archive time stamp that it got, in their order; the last proves it for longest."""
    recalled_at: datetime | None = None
    recalled_why: str | None = None
    replaced_by: str | None = None


@dataclass(frozen=True)
class Finding:
    """What came out about a code or a file."""

    verdict: Verdict
    reason: Reason | None = None
    claim: Claim | None = None
    registered: Registered | None = None


OF_REASON: dict[Reason, Verdict] = {
    Reason.CODE_UNREADABLE: Verdict.UNREADABLE,
    Reason.CODE_ALTERED: Verdict.ALTERED,
    Reason.CODE_FOREIGN: Verdict.NOT_OURS,
    Reason.KEY_EXPIRED: Verdict.EXPIRED_KEY,
    Reason.CODE_UNREGISTERED: Verdict.NOT_OURS,
    Reason.NO_PDF: Verdict.UNREADABLE,
    Reason.TOO_MUCH: Verdict.UNREADABLE,
    Reason.TOO_LARGE: Verdict.UNREADABLE,
    Reason.NOTHING_SENT: Verdict.UNREADABLE,
    Reason.NO_SEAL: Verdict.NOT_OURS,
    Reason.FOREIGN_SEAL: Verdict.NOT_OURS,
    Reason.CHANGED: Verdict.ALTERED,
    Reason.CODE_OF_ANOTHER: Verdict.ALTERED,
    Reason.FILE_UNREGISTERED: Verdict.NOT_OURS,
    Reason.ANOTHER_FILE: Verdict.ALTERED,
    Reason.RECALLED: Verdict.RECALLED,
    Reason.PROOF_OVER: Verdict.NOT_OURS,
    Reason.OLDER_COPY: Verdict.VALID,
}


def refused(reason: Reason) -> Finding:
    """Tell only what is wrong: nothing that a document says of itself is repeated where it proves nothing."""
    return Finding(OF_REASON[reason], reason)


def of_code(claim: Claim, registered: Registered | None) -> Finding:
    """Judge a code that is ours by what the register says of its number."""
    if registered is None:
        return refused(Reason.CODE_UNREGISTERED)
    return _standing(claim, registered)


def of_file(sha256: str, claim: Claim | None, registered: Registered | None) -> Finding:
    """Judge a file whose seal and code hold by what the register says of it."""
    if registered is None:
        return refused(Reason.FILE_UNREGISTERED)
    if sha256 not in (registered.sha256, *registered.stamped) or (claim and claim.number != registered.number):
        return refused(Reason.ANOTHER_FILE)
    older = registered.stamped and sha256 != registered.stamped[-1]
    return _standing(claim, registered, Reason.OLDER_COPY if older else None)


def _standing(claim: Claim | None, registered: Registered, remark: Reason | None = None) -> Finding:
    if registered.recalled_at:
        return Finding(Verdict.RECALLED, Reason.RECALLED, claim, registered)
    return Finding(Verdict.VALID, remark, claim, registered)


HEADINGS: dict[Verdict, Words] = {
    Verdict.VALID: Words(vi="Có giá trị", en="Valid"),
    Verdict.ALTERED: Words(vi="Đã bị sửa đổi", en="Altered"),
    Verdict.RECALLED: Words(vi="Đã bị thu hồi", en="Recalled"),
    Verdict.NOT_OURS: Words(vi="Không phải giấy tờ do hệ thống này cấp", en="Not issued here"),
    Verdict.UNREADABLE: Words(vi="Không đọc được", en="Cannot be read"),
    Verdict.EXPIRED_KEY: Words(vi="Mã được ký bằng khóa đã hết hạn", en="Signed with a key that had ended"),
}
CODE_HEADING = Words(vi="Mã thật, hãy so sánh với giấy", en="The code is real: compare the paper")
"""A real code may stand on a forged paper: it is the reader who sees that."""
CODE_HOLDS = Words(
    vi="Mã này thuộc về giấy tờ nêu dưới đây, do cơ quan có thẩm quyền cấp và chưa bị thu hồi.",
    en="The code belongs to the document below, which was issued by the body named there and is not recalled.",
)
CODE_ADVICE = Words(
    vi="Hãy so sánh từng dòng với giấy trên tay. Mọi dòng đều khớp thì có thể sử dụng; khác ở bất kỳ dòng nào thì"
    " đừng sử dụng: mã đã bị chép sang một tờ giấy khác.",
    en="Compare every line with the paper in your hand. If all are the same you can rely on it; if any differs do not:"
    " the code was copied onto another paper.",
)
FILE_HOLDS = Words(
    vi="Tệp đúng là tệp đã được cấp, không ai sửa đổi từ khi đóng dấu, chưa bị thu hồi.",
    en="The file is the one that was issued, nobody changed it since it was sealed, and it is not recalled.",
)
MEANINGS: dict[Reason, Words] = {
    Reason.CODE_UNREADABLE: Words(
        vi="Nội dung này không phải mã của một giấy tờ, hoặc bị thiếu một phần.",
        en="This is not a document's code, or a part of it is missing.",
    ),
    Reason.CODE_ALTERED: Words(
        vi="Mã đã bị sửa: chữ ký trong mã không khớp với nội dung.",
        en="The code was changed: its signature does not fit what it says.",
    ),
    Reason.CODE_FOREIGN: Words(
        vi="Mã không được ký bằng khóa nào của hệ thống này.", en="The code is signed with none of our keys."
    ),
    Reason.KEY_EXPIRED: Words(
        vi="Ngày ghi trong mã muộn hơn ngày khóa ký hết hạn.",
        en="The date in the code is later than the end of the key that signed it.",
    ),
    Reason.CODE_UNREGISTERED: Words(
        vi="Chữ ký của mã đúng, nhưng sổ kết quả không có số này.",
        en="The code's signature holds, but the register of results has no such number.",
    ),
    Reason.NO_PDF: Words(vi="Tệp không phải PDF hoặc đã hỏng.", en="The file is no PDF, or is damaged."),
    Reason.TOO_MUCH: Words(
        vi="Tệp quá phức tạp để kiểm tra; giấy tờ của chúng tôi không như vậy.",
        en="The file takes too much work to check; no document of ours does.",
    ),
    Reason.TOO_LARGE: Words(vi="Tệp quá lớn.", en="The file is too large."),
    Reason.NOTHING_SENT: Words(vi="Chưa có tệp hoặc mã nào.", en="There was neither a file nor a code."),
    Reason.NO_SEAL: Words(
        vi="Tệp không có chữ ký số của cơ quan nào.", en="The file carries no body's electronic seal."
    ),
    Reason.FOREIGN_SEAL: Words(
        vi="Chữ ký số trong tệp không thuộc cơ quan mà hệ thống này tin cậy, hoặc tệp không chứng minh được điều đó.",
        en="The file was signed by nobody whom we trust to seal, or does not prove that it was.",
    ),
    Reason.CHANGED: Words(
        vi="Nội dung tệp đã thay đổi sau khi đóng dấu.", en="The file was changed after it was sealed."
    ),
    Reason.CODE_OF_ANOTHER: Words(
        vi="Mã trong tệp là của một giấy tờ khác.", en="The code in the file belongs to another document."
    ),
    Reason.FILE_UNREGISTERED: Words(
        vi="Con dấu đúng, nhưng sổ kết quả không có tệp này.",
        en="The seal holds, but the register of results does not know this file.",
    ),
    Reason.ANOTHER_FILE: Words(
        vi="Con dấu đúng, nhưng sổ kết quả ghi một tệp khác dưới số này.",
        en="The seal holds, but the register keeps another file under this number.",
    ),
    Reason.RECALLED: Words(
        vi="Giấy tờ này từng được cấp nhưng không còn giá trị.", en="It was issued, and counts no longer."
    ),
    Reason.PROOF_OVER: Words(
        vi="Chứng thư của dấu thời gian cuối cùng đã hết hạn: tệp không còn tự chứng minh được.",
        en="The certificate of its last time stamp is over: the file proves itself no longer.",
    ),
    Reason.OLDER_COPY: Words(
        vi="Tệp đúng là tệp đã được cấp và chưa bị thu hồi. Tệp này đã được gia hạn bằng một dấu thời gian mới hơn:"
        " nên tải lại bản mới nhất, vì bản đó tự chứng minh được lâu hơn.",
        en="The file is one that was issued, and it is not recalled. It has been stamped again since: fetch the newest,"
        " which proves itself for longer.",
    ),
}
ADVICE: dict[Verdict, Words] = {
    Verdict.VALID: Words(vi="Có thể sử dụng.", en="You can rely on it."),
    Verdict.ALTERED: Words(
        vi="Đừng sử dụng. Hãy giữ lại và báo cho cơ quan cấp hoặc công an nơi gần nhất.",
        en="Do not rely on it. Keep it and tell the body that it names, or the police.",
    ),
    Verdict.RECALLED: Words(
        vi="Đừng sử dụng. Hãy yêu cầu giấy tờ thay thế, nếu có, hoặc hỏi cơ quan cấp.",
        en="Do not rely on it. Ask for what replaced it, if anything did, or ask the body that issued it.",
    ),
    Verdict.NOT_OURS: Words(
        vi="Đừng sử dụng trước khi cơ quan ghi trên giấy xác nhận. Giấy tờ của nơi khác phải được kiểm tra ở nơi đó.",
        en="Do not rely on it before the body that it names has confirmed it. What others issued is checked with them.",
    ),
    Verdict.UNREADABLE: Words(
        vi="Hãy quét lại mã ở nơi đủ sáng, hoặc gửi tệp PDF gốc, không phải ảnh chụp hay bản in ra rồi quét lại.",
        en="Scan the code again in good light, or send the PDF itself, not a picture or a scan of a print.",
    ),
    Verdict.EXPIRED_KEY: Words(
        vi="Đừng sử dụng trước khi cơ quan ghi trên giấy xác nhận.",
        en="Do not rely on it before the body that it names has confirmed it.",
    ),
}

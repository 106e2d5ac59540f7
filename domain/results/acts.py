"""What comes of a dossier, as typed acts: it is approved, numbered, issued and handed over, or refused or stopped."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from domain.base.words import Words
from domain.dossier.act import Act, Offer, TaskAct
from domain.dossier.state import Dossier
from domain.tasks.model import FACTS_WRONG, GO_ON, PROPOSE_REFUSAL, VERIFY_AGAIN


class Rated(Act):
    """Đánh giá: the applicant's judgement of the service, 1 to 5."""

    type: Literal["rated"] = "rated"
    told = Words(vi="Đánh giá", en="Rated")
    offer = Offer("rate", Words(vi="Đánh giá việc phục vụ", en="Rate how you were served"))
    after_end = True
    stars: int = Field(ge=1, le=5)
    wakes = False

    @classmethod
    def is_offered(cls, dossier: Dossier) -> bool:
        """Whether the result has reached them, and they said nothing yet."""
        return dossier.received and dossier.stars is None


class Stopped(Act):
    """Dừng giải quyết (form 05): what the law asks for did not come, or a leader stopped it; ``personal`` names who."""

    type: Literal["stopped"] = "stopped"
    told = Words(vi="Dừng giải quyết", en="Stopped")
    notice = "stopped"
    reason: str


class HandedOver(TaskAct):
    """Trả kết quả: the result reached the applicant; ``personal`` says who took it, and how they signed for it."""

    type: Literal["handed_over"] = "handed_over"
    told = Words(vi="Trả kết quả", en="Result handed over")
    notice = "delivered"
    verb = "hand_over"
    documents: tuple[str, ...] = ()
    """SHA-256 of what whoever received it signed, where they did on the counter's screen."""


class DutiesBegun(Act):
    """Bắt đầu thực hiện quyết định: what it decides goes on after the hand-over, which is not the end then."""

    type: Literal["duties_begun"] = "duties_begun"
    told = Words(vi="Bắt đầu thực hiện quyết định", en="What was decided begins to be carried out")
    wakes = False


class DutiesDone(Act):
    """Đã thực hiện xong quyết định: nothing is left to do."""

    type: Literal["duties_done"] = "duties_done"
    told = Words(vi="Đã thực hiện xong quyết định", en="What was decided was carried out")
    wakes = False


class Refused(TaskAct):
    """Từ chối giải quyết: the leader refused, with a reason."""

    type: Literal["refused"] = "refused"
    told = Words(vi="Từ chối giải quyết", en="Refused")
    notice = "refused"
    verb = "refuse"
    reason: str = ""
    article: str = ""
    """Where the law says so (căn cứ); of a condition that is not met, what the task says, fixed under the lock."""


class RefusalProposed(TaskAct):
    """Đề nghị từ chối: an officer finds that the law forbids it, and says where; the leader decides."""

    type: Literal["refusal_proposed"] = "refusal_proposed"
    told = Words(vi="Đề nghị từ chối giải quyết", en="Refusal proposed by the officer")
    verb = PROPOSE_REFUSAL
    reason: str = ""
    article: str = ""
    """Where the law says so (căn cứ)."""


class RefusalDeclined(TaskAct):
    """Không từ chối, tiếp tục giải quyết: the leader settles a doubt, with a reason."""

    type: Literal["refusal_declined"] = "refusal_declined"
    told = Words(vi="Lãnh đạo không từ chối, cho giải quyết tiếp", en="Not refused: the leader lets it go on")
    verb = GO_ON
    reason: str = ""


class FactsDisputed(TaskAct):
    """Căn cứ từ chối chưa đúng: the leader finds a fact wrong that would forbid it; it is found out anew."""

    type: Literal["facts_disputed"] = "facts_disputed"
    told = Words(
        vi="Lãnh đạo thấy thông tin dùng làm căn cứ từ chối chưa đúng: phải tra cứu, thẩm tra lại",
        en="The leader finds a fact wrong on which the refusal would rest: it is found out again",
    )
    verb = FACTS_WRONG
    asks_again = True
    reason: str = ""

    @property
    def begins_anew(self) -> bool:
        """Always: what was found out is not trusted."""
        return True


class ReviewReturned(TaskAct):
    """Trả lại để thẩm tra lại: the head of a unit does not agree with what was verified, and says why."""

    type: Literal["review_returned"] = "review_returned"
    told = Words(
        vi="Lãnh đạo phòng trả lại để thẩm tra lại", en="Returned by the head of the unit to be verified again"
    )
    verb = VERIFY_AGAIN
    reason: str = ""

    @property
    def begins_anew(self) -> bool:
        """Always: what officers verified does not count; what registers and other offices said does."""
        return True


class Approved(TaskAct):
    """Phê duyệt: the leader agreed; ``personal`` names who signs."""

    type: Literal["approved"] = "approved"
    told = Words(vi="Phê duyệt", en="Approved")
    verb = "approve"


class ApprovalVoided(Act):
    """Phê duyệt không còn hiệu lực: a register will not enter what was approved, so the officers look at it again."""

    type: Literal["approval_voided"] = "approval_voided"
    told = Words(
        vi="Cơ sở dữ liệu không ghi nhận được, hồ sơ trở lại bước thẩm tra",
        en="A register would not enter it, so it is verified again",
    )
    agency: str
    step: str
    reason: str = ""
    wakes = False
    asks_again = True

    @property
    def begins_anew(self) -> bool:
        """Always: nothing is known to be right of what a register will not enter."""
        return True


class Numbered(Act):
    """Cấp số: the result got its number, once."""

    type: Literal["numbered"] = "numbered"
    told = Words(vi="Cấp số kết quả", en="Result numbered")
    kind: str
    number: str = ""
    symbol: str | None = None
    """What stands behind it, where the office counts all that bears this symbol together."""
    alike: tuple[str, ...] | None = None
    """The kinds that bear it."""
    wakes = False


class Issued(Act):
    """Ban hành: the sealed result is stored."""

    type: Literal["issued"] = "issued"
    told = Words(vi="Ban hành kết quả", en="Result sealed and issued")
    notice = "issued"
    kind: str
    number: str
    sha256: str
    path: str
    stamped_until: datetime | None = None
    """When the certificate of its newest archive time stamp ends, where it carries one."""
    replaces: str = ""
    """Number of the recalled one in whose place it stands."""
    encloses: tuple[str, ...] | None = None
    """SHA-256 of the papers that are bound into it."""
    wakes = False


class Restamped(Act):
    """Gia hạn dấu thời gian: another archive time stamp keeps the proof of the result alive."""

    type: Literal["restamped"] = "restamped"
    told = Words(vi="Gia hạn dấu thời gian lưu trữ", en="Archive time stamp renewed")
    number: str
    sha256: str
    path: str
    stamped_until: datetime
    wakes = False
    after_end = True


AnyResultAct = (
    Rated
    | Stopped
    | HandedOver
    | DutiesBegun
    | DutiesDone
    | Refused
    | RefusalProposed
    | RefusalDeclined
    | FactsDisputed
    | ReviewReturned
    | Approved
    | ApprovalVoided
    | Numbered
    | Issued
    | Restamped
)

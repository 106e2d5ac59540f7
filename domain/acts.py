"""What can happen to a dossier, as typed acts. Recorded, an act is an event of the journal."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.act import ENGINE as ENGINE
from domain.act import PAYMENTS as PAYMENTS
from domain.act import Act as Act
from domain.act import Actor as Actor
from domain.act import TaskAct as TaskAct
from domain.law import Channel, Role
from domain.money_acts import CallbackRefused as CallbackRefused
from domain.money_acts import MoneyBack as MoneyBack
from domain.money_acts import MoneyIn as MoneyIn
from domain.money_acts import PaymentBegun as PaymentBegun
from domain.money_acts import Receipted as Receipted
from domain.money_acts import ReturnOrdered as ReturnOrdered
from domain.versions import Rules


class Filed(Act):
    """Nộp hồ sơ: an application came in; ``personal`` holds form, documents and contact.

    The desk's task is opened with it, so the engine owes nothing until somebody acts.
    """

    type: Literal["filed"] = "filed"
    procedure: str
    channel: Channel
    receiving: str
    competent: str
    applicant: str
    parties: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    """SHA-256 of each paper, so that the chain holds them."""
    rules: Rules
    case: str = ""
    units: int = 1
    """What a fee by units counts: pages, copies."""
    owes: ClassVar[bool] = False


class Accepted(TaskAct):
    """Tiếp nhận (form 01): the desk found it complete; the clock starts."""

    type: Literal["accepted"] = "accepted"
    verb: ClassVar[str] = "accept"
    due_at: datetime | None = None
    rules: Rules | None = None
    """Those in force at reception, where the law changed since the filing."""


class SupplementRequested(TaskAct):
    """Yêu cầu bổ sung (form 02): what is missing, and why."""

    type: Literal["supplement_requested"] = "supplement_requested"
    verb: ClassVar[str] = "request_supplement"
    items: tuple[str, ...] = ()
    reason: str = ""


class Supplied(TaskAct):
    """Bổ sung hồ sơ: the applicant supplied what was asked."""

    type: Literal["supplied"] = "supplied"
    verb: ClassVar[str] = "supply"
    documents: tuple[str, ...] = ()
    due_at: datetime | None = None


class NotAccepted(TaskAct):
    """Từ chối tiếp nhận (form 03), with its legal reason."""

    type: Literal["not_accepted"] = "not_accepted"
    verb: ClassVar[str] = "not_accept"
    reason: str = ""


class TaskOpened(TaskAct):
    """A person has something to do."""

    type: Literal["task_opened"] = "task_opened"
    kind: str
    role: Role
    agency: str = ""
    decisions: tuple[str, ...] = ()
    answer: str = ""
    """Name of the model that an answer must have."""
    needs_fresh_eyes: bool = False
    """Whether those who acted before are barred."""
    lapses_at: datetime | None = None
    lapses_after: float | None = None
    """Seconds until silence speaks; the moment itself is fixed under the lock."""
    amount: int = 0
    """Đồng that the task is about."""
    about: str = ""
    """What else of the dossier it is about: the order by which money goes back."""
    wakes: ClassVar[bool] = False
    ends_task: ClassVar[bool] = False


class TaskClaimed(TaskAct):
    """An officer took the task."""

    type: Literal["task_claimed"] = "task_claimed"
    wakes: ClassVar[bool] = False
    ends_task: ClassVar[bool] = False


class TaskReleased(TaskAct):
    """An officer gave the task back."""

    type: Literal["task_released"] = "task_released"
    wakes: ClassVar[bool] = False
    ends_task: ClassVar[bool] = False


class Done(TaskAct):
    """A task was done: verified, or answered by hand; ``personal`` holds answer and note."""

    type: Literal["done"] = "done"
    decision: str

    @property
    def decided(self) -> str:
        """The decision by which the task is closed."""
        return self.decision


class Confirmed(TaskAct):
    """Xác nhận: the applicant agreed to the draft."""

    type: Literal["confirmed"] = "confirmed"
    verb: ClassVar[str] = "confirm"


class Corrected(TaskAct):
    """Đề nghị chỉnh sửa: the applicant corrected the draft; ``personal`` holds the form as it should be."""

    type: Literal["corrected"] = "corrected"
    verb: ClassVar[str] = "correct"


class Lapsed(TaskAct):
    """Silence, and what the law makes of it (quá hạn không phản hồi)."""

    type: Literal["lapsed"] = "lapsed"
    wakes: ClassVar[bool] = False


class AgencyWaited(Act):
    """An agency does not answer; the dossier waits and says so."""

    type: Literal["agency_waited"] = "agency_waited"
    agency: str
    step: str
    wakes: ClassVar[bool] = False


class Answered(Act):
    """An agency answered or recorded what it was told; ``personal`` holds the answer."""

    type: Literal["answered"] = "answered"
    agency: str
    step: str
    found: bool
    wakes: ClassVar[bool] = False


class Approved(TaskAct):
    """Phê duyệt: the leader agreed; ``personal`` names who signs."""

    type: Literal["approved"] = "approved"
    verb: ClassVar[str] = "approve"


class Refused(TaskAct):
    """Từ chối giải quyết: the leader refused, with a reason."""

    type: Literal["refused"] = "refused"
    verb: ClassVar[str] = "refuse"
    reason: str = ""


class Numbered(Act):
    """Cấp số: the result got its number, once."""

    type: Literal["numbered"] = "numbered"
    kind: str
    number: str = ""
    wakes: ClassVar[bool] = False


class Issued(Act):
    """Ban hành: the sealed result is stored."""

    type: Literal["issued"] = "issued"
    kind: str
    number: str
    sha256: str
    path: str
    wakes: ClassVar[bool] = False


class HandedOver(TaskAct):
    """Trả kết quả: the result reached the applicant."""

    type: Literal["handed_over"] = "handed_over"
    verb: ClassVar[str] = "hand_over"


class Stopped(Act):
    """Dừng giải quyết (form 05): what the law asks for did not come."""

    type: Literal["stopped"] = "stopped"
    reason: str
    wakes: ClassVar[bool] = False


class Rated(Act):
    """Đánh giá: the applicant's judgement of the service, 1 to 5."""

    type: Literal["rated"] = "rated"
    after_end: ClassVar[bool] = True
    stars: int = Field(ge=1, le=5)
    wakes: ClassVar[bool] = False


class Withdrawn(Act):
    """Rút hồ sơ: the applicant took the dossier back."""

    type: Literal["withdrawn"] = "withdrawn"
    reason: str = ""


AnyAct = Annotated[
    Filed
    | Accepted
    | SupplementRequested
    | Supplied
    | NotAccepted
    | TaskOpened
    | TaskClaimed
    | TaskReleased
    | Done
    | Confirmed
    | Corrected
    | Lapsed
    | AgencyWaited
    | Answered
    | Approved
    | Refused
    | Numbered
    | Issued
    | HandedOver
    | PaymentBegun
    | MoneyIn
    | ReturnOrdered
    | MoneyBack
    | Receipted
    | CallbackRefused
    | Stopped
    | Rated
    | Withdrawn,
    Field(discriminator="type"),
]

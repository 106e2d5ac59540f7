"""What can happen to a dossier, as typed acts. Recorded, an act is an event of the journal."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.agencies.acts import AgencyWaited as AgencyWaited
from domain.agencies.acts import Answered as Answered
from domain.agencies.acts import AnsweredLate as AnsweredLate
from domain.agencies.acts import ConsentWithdrawn as ConsentWithdrawn
from domain.base.law import Channel, Frozen
from domain.branches.acts import BranchEnded as BranchEnded
from domain.branches.acts import BranchOpened as BranchOpened
from domain.branches.acts import Parent as Parent
from domain.branches.acts import PassedOn as PassedOn
from domain.deadlines.acts import Apologised as Apologised
from domain.deadlines.acts import DueSoon as DueSoon
from domain.deadlines.acts import Overdue as Overdue
from domain.deadlines.acts import Redated as Redated
from domain.deadlines.acts import Reminded as Reminded
from domain.dossier.act import ENGINE as ENGINE
from domain.dossier.act import PAYMENTS as PAYMENTS
from domain.dossier.act import Act as Act
from domain.dossier.act import Actor as Actor
from domain.dossier.act import TaskAct as TaskAct
from domain.dossier.export_acts import Exported as Exported
from domain.erasure.acts import DataErased as DataErased
from domain.mandates.acts import MandateRevoked as MandateRevoked
from domain.money.acts import CallbackRefused as CallbackRefused
from domain.money.acts import MoneyBack as MoneyBack
from domain.money.acts import MoneyIn as MoneyIn
from domain.money.acts import PaymentBegun as PaymentBegun
from domain.money.acts import Receipted as Receipted
from domain.money.acts import ReturnOrdered as ReturnOrdered
from domain.opinions.acts import OpinionAsked as OpinionAsked
from domain.opinions.acts import OpinionGiven as OpinionGiven
from domain.people.identity import ChipRead as ChipRead
from domain.results.acts import Issued as Issued
from domain.results.acts import Numbered as Numbered
from domain.results.acts import Recalled as Recalled
from domain.results.acts import Restamped as Restamped
from domain.results.acts import SignatureAsked as SignatureAsked
from domain.results.acts import SignatureDeclined as SignatureDeclined
from domain.results.acts import Signed as Signed
from domain.statute.versions import Rules
from domain.tasks.acts import Done as Done
from domain.tasks.acts import Lapsed as Lapsed
from domain.tasks.acts import TaskClaimed as TaskClaimed
from domain.tasks.acts import TaskDelegated as TaskDelegated
from domain.tasks.acts import TaskOpened as TaskOpened
from domain.tasks.acts import TaskReleased as TaskReleased
from domain.tasks.acts import TaskTakenOver as TaskTakenOver


class Consent(Frozen):
    """Somebody who must agree (người phải đồng ý), and as what."""

    person: str
    """Blind index."""
    part: str


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
    identity: ChipRead | None = None
    owner: str = ""
    """Whose matter it is (chủ hồ sơ), where somebody else files it with a mandate."""
    mandate_until: date | None = None
    """The last day on which they may act for the owner."""
    parties: tuple[str, ...] = ()
    consents: tuple[Consent, ...] = ()
    parent: Parent | None = None
    documents: tuple[str, ...] = ()
    """SHA-256 of each paper, so that the chain holds them."""
    digitised: tuple[str, ...] = ()
    """Of those, what the counter scanned and sealed from paper."""
    rules: Rules
    case: str = ""
    units: int = 1
    """What a fee by units counts: pages, copies."""
    owes: ClassVar[bool] = False

    @property
    def proxy_until(self) -> date | None:
        """The last day on which whoever files it for its owner acts for them; none where they file for themselves."""
        return self.mandate_until if self.owner not in ("", self.applicant) else None


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
    """Bổ sung hồ sơ: what was asked came in; ``personal`` holds papers, and the form where it is corrected."""

    type: Literal["supplied"] = "supplied"
    verb: ClassVar[str] = "supply"
    documents: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    """Names of the form's fields that are corrected; who had agreed to it is asked anew, until it is accepted."""
    due_at: datetime | None = None


class SupplementProposed(TaskAct):
    """Đề nghị yêu cầu bổ sung: a specialist misses something; the one-stop desk asks the applicant for it."""

    type: Literal["supplement_proposed"] = "supplement_proposed"
    verb: ClassVar[str] = "propose_supplement"
    items: tuple[str, ...] = ()
    reason: str = ""


class NotAccepted(TaskAct):
    """Từ chối tiếp nhận (form 03), with its legal reason."""

    type: Literal["not_accepted"] = "not_accepted"
    verb: ClassVar[str] = "not_accept"
    reason: str = ""


class Consented(TaskAct):
    """Đồng ý: somebody whose consent the law asks for agreed."""

    type: Literal["consented"] = "consented"
    verb: ClassVar[str] = "consent"
    wakes: ClassVar[bool] = False


class Objected(TaskAct):
    """Không đồng ý: somebody whose consent the law asks for did not agree; they can still agree later."""

    type: Literal["objected"] = "objected"
    verb: ClassVar[str] = "object"
    reason: str = ""
    wakes: ClassVar[bool] = False
    ends_task: ClassVar[bool] = False


class Confirmed(TaskAct):
    """Xác nhận: the applicant agreed to the draft."""

    type: Literal["confirmed"] = "confirmed"
    verb: ClassVar[str] = "confirm"


class Corrected(TaskAct):
    """Đề nghị chỉnh sửa: the applicant corrected the draft; ``personal`` holds the form as it should be."""

    type: Literal["corrected"] = "corrected"
    verb: ClassVar[str] = "correct"


class Approved(TaskAct):
    """Phê duyệt: the leader agreed; ``personal`` names who signs."""

    type: Literal["approved"] = "approved"
    verb: ClassVar[str] = "approve"


class Refused(TaskAct):
    """Từ chối giải quyết: the leader refused, with a reason."""

    type: Literal["refused"] = "refused"
    verb: ClassVar[str] = "refuse"
    reason: str = ""


class HandedOver(TaskAct):
    """Trả kết quả: the result reached the applicant; ``personal`` says who took it, and how they signed for it."""

    type: Literal["handed_over"] = "handed_over"
    verb: ClassVar[str] = "hand_over"
    documents: tuple[str, ...] = ()
    """SHA-256 of what whoever received it signed, where they did on the counter's screen."""


class Stopped(Act):
    """Dừng giải quyết (form 05): what the law asks for did not come, or a leader stopped it; ``personal`` names who."""

    type: Literal["stopped"] = "stopped"
    reason: str


class Rated(Act):
    """Đánh giá: the applicant's judgement of the service, 1 to 5."""

    type: Literal["rated"] = "rated"
    after_end: ClassVar[bool] = True
    stars: int = Field(ge=1, le=5)
    wakes: ClassVar[bool] = False


class CaseChanged(Act):
    """Chuyển trường hợp giải quyết: the law gives another term because of what turned up."""

    type: Literal["case_changed"] = "case_changed"
    case: str
    reason: str
    due_at: datetime | None = None
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
    | SupplementProposed
    | NotAccepted
    | TaskOpened
    | TaskClaimed
    | TaskReleased
    | TaskDelegated
    | TaskTakenOver
    | Done
    | Consented
    | Objected
    | Confirmed
    | Corrected
    | Lapsed
    | OpinionAsked
    | OpinionGiven
    | AgencyWaited
    | Answered
    | AnsweredLate
    | ConsentWithdrawn
    | MandateRevoked
    | Approved
    | Refused
    | SignatureAsked
    | Signed
    | SignatureDeclined
    | Numbered
    | Issued
    | Restamped
    | Recalled
    | HandedOver
    | PaymentBegun
    | MoneyIn
    | ReturnOrdered
    | MoneyBack
    | Receipted
    | CallbackRefused
    | Stopped
    | BranchOpened
    | BranchEnded
    | PassedOn
    | CaseChanged
    | Reminded
    | DueSoon
    | Overdue
    | Apologised
    | Redated
    | Rated
    | Exported
    | DataErased
    | Withdrawn,
    Field(discriminator="type"),
]

ENDINGS = (NotAccepted, Refused, Stopped, Withdrawn)
"""The acts that end a dossier without a result; a recall may too, and says so itself."""

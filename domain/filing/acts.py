"""How an application comes in, is received, completed, put right and taken back, as typed acts."""

from datetime import date, datetime
from typing import Literal

from domain.base.law import Channel, Role
from domain.base.words import Words
from domain.branches.model import Parent
from domain.dossier import keys
from domain.dossier.act import Act, Declares, Offer, TaskAct
from domain.dossier.state import Dossier
from domain.filing.model import BY_RIGHT, FEE_BY_FORM, LASTING, ONE_FORM, PROVED, SETTLED
from domain.filing.model import Consent as Consent
from domain.money.model import PaidThere
from domain.people.identity import ChipRead
from domain.statute.versions import Rules


class Filed(Declares):
    """Nộp hồ sơ: an application came in; ``personal`` holds form, documents and contact.

    The desk's task is opened with it, so the engine owes nothing until somebody acts.
    """

    type: Literal["filed"] = "filed"
    told = Words(vi="Nộp hồ sơ", en="Filed")
    notice = "filed"
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
    filed_as: str = ""
    """As what who files it may do so, or whoever they act for: ``Filer.role``; nothing before that was asked."""
    parties: tuple[str, ...] = ()
    consents: tuple[Consent, ...] = ()
    parent: Parent | None = None
    documents: tuple[str, ...] = ()
    """SHA-256 of each paper, so that the chain holds them."""
    digitised: tuple[str, ...] = ()
    """Of those, what the counter scanned and sealed from paper."""
    reused: tuple[str, ...] | None = None
    """Of those, what was not brought anew: the shared warehouse had it, or the national portal took it over."""
    from_store: tuple[str, ...] | None = None
    """Of those, what lay in its owner's store on the national portal (kho dữ liệu điện tử)."""
    rules: Rules
    case: str = ""
    units: int = 1
    """What a fee by units counts: pages, copies."""
    fee_class: str = ""
    """As what they pay (đối tượng nộp phí), on the day of the filing."""
    edition: int | None = None
    """The edition of the engine's bars that binds it, fixed under the lock; none for what was filed before they had
    editions: that is judged for ever as it was."""
    reviewed: bool = False
    """Whether the head of a unit reviews it before the leader decides: as the deciding office was when it came in."""
    portal: str | None = None
    """The code that the national portal gave it (mã hồ sơ trên Cổng), where it was filed there."""
    paid_there: PaidThere | None = None
    """What was paid for it there, where it was."""
    organ: str = ""
    """The body of the deciding office that decides in its own name, whose head signs, if one did when it came in."""
    owes = False

    @property
    def one_form(self) -> bool:
        """Whether its steps say what they rest on, so that none counts for another form."""
        return (self.edition or 0) >= ONE_FORM

    @property
    def settles(self) -> bool:
        """Whether what registers say otherwise is settled, and whoever is asked is asked by name."""
        return (self.edition or 0) >= SETTLED

    def leader(self, decided_by: Role) -> Role:
        """Who decides on it: whom its procedure names, or the head of the body that does."""
        return Role.UNIT_HEAD if self.organ else decided_by

    @property
    def proves(self) -> bool:
        """Whether registers are asked for what only papers proved before, and age counts when it has to."""
        return (self.edition or 0) >= PROVED

    @property
    def lasts(self) -> bool:
        """Whether what is paid month by month goes on until the law ends it, and months that were paid count."""
        return (self.edition or 0) >= LASTING

    @property
    def by_right(self) -> bool:
        """Whether the form says by what right it asks, and the books are looked into for what was done before."""
        return (self.edition or 0) >= BY_RIGHT

    @property
    def fee_follows(self) -> bool:
        """Whether what it costs follows the form as it is corrected."""
        return (self.edition or 0) >= FEE_BY_FORM

    @property
    def proxy_until(self) -> date | None:
        """The last day on which whoever files it for its owner acts for them; none where they file for themselves."""
        return self.mandate_until if self.owner not in ("", self.applicant) else None


class Accepted(TaskAct):
    """Tiếp nhận (form 01): the desk found it complete; the clock starts."""

    type: Literal["accepted"] = "accepted"
    told = Words(vi="Tiếp nhận, hẹn trả kết quả", en="Accepted, date of the result fixed")
    notice = "accepted"
    verb = "accept"
    due_at: datetime | None = None
    rules: Rules | None = None
    """Those in force at reception, where the law changed since the filing."""


class SupplementRequested(TaskAct):
    """Yêu cầu bổ sung (form 02): what is missing, and why."""

    type: Literal["supplement_requested"] = "supplement_requested"
    told = Words(vi="Yêu cầu bổ sung", en="Supplement requested")
    notice = "supplement_requested"
    verb = "request_supplement"
    items: tuple[str, ...] = ()
    reason: str = ""


class Supplied(Declares, TaskAct):
    """Bổ sung hồ sơ: what was asked came in; ``personal`` holds papers, and the form where it is corrected."""

    type: Literal["supplied"] = "supplied"
    told = Words(vi="Đã bổ sung", en="Supplied")
    verb = "supply"
    documents: tuple[str, ...] = ()
    reused: tuple[str, ...] | None = None
    """Of those, what was not brought anew."""
    from_store: tuple[str, ...] | None = None
    """Of those, what lay in its owner's store on the national portal."""
    corrected: tuple[str, ...] = ()
    """Names of the form's fields that are corrected; who had agreed to it is asked anew, until it is accepted."""
    due_at: datetime | None = None


class SupplementProposed(TaskAct):
    """Đề nghị yêu cầu bổ sung: a specialist misses something; the one-stop desk asks the applicant for it."""

    type: Literal["supplement_proposed"] = "supplement_proposed"
    told = Words(vi="Đề nghị yêu cầu bổ sung", en="Supplement proposed by the specialist")
    verb = "propose_supplement"
    items: tuple[str, ...] = ()
    reason: str = ""


class NotAccepted(TaskAct):
    """Từ chối tiếp nhận (form 03), with its legal reason."""

    type: Literal["not_accepted"] = "not_accepted"
    told = Words(vi="Từ chối tiếp nhận", en="Not accepted")
    notice = "not_accepted"
    verb = "not_accept"
    reason: str = ""


class Confirmed(TaskAct):
    """Xác nhận: the applicant agreed to the draft."""

    type: Literal["confirmed"] = "confirmed"
    told = Words(vi="Người nộp xác nhận bản nháp", en="Draft confirmed")
    verb = "confirm"


class Corrected(Declares, TaskAct):
    """Đề nghị chỉnh sửa: the applicant corrected the draft; ``personal`` holds the form as it should be."""

    type: Literal["corrected"] = "corrected"
    told = Words(vi="Người nộp đề nghị chỉnh sửa", en="Draft corrected")
    verb = "correct"


class Withdrawn(Act):
    """Rút hồ sơ: the applicant took the dossier back."""

    type: Literal["withdrawn"] = "withdrawn"
    told = Words(vi="Rút hồ sơ", en="Withdrawn")
    notice = "withdrawn"
    own_key = keys.WITHDRAWN
    offer = Offer("withdraw", Words(vi="Rút hồ sơ", en="Withdraw the application"))
    reason: str = ""

    @classmethod
    def is_offered(cls, dossier: Dossier) -> bool:
        """Whether there is no result yet."""
        return not dossier.ended and dossier.approved_at is None


class NotTaken(Act):
    """Không tiếp nhận nội dung gửi qua Cổng: what came on the national portal was not done, and the dossier stands."""

    type: Literal["not_taken"] = "not_taken"
    told = Words(
        vi="Không tiếp nhận nội dung gửi qua Cổng Dịch vụ công quốc gia",
        en="Something that was sent on the national portal was not taken",
    )
    reason: Words
    """In our own words, of ``domain.vietnam.portal.declining``: whoever sent it reads them."""
    wakes = False
    after_end = True
    said = ()


AnyFilingAct = (
    Filed
    | Accepted
    | SupplementRequested
    | Supplied
    | SupplementProposed
    | NotAccepted
    | Confirmed
    | Corrected
    | Withdrawn
    | NotTaken
)

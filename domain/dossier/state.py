"""A dossier (hồ sơ) as its events made it: the state that rules are applied to (``domain.dossier.apply`` makes it)."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from domain.base.calendar import in_vietnam
from domain.base.law import ENDED, Channel, Status
from domain.base.term import Term
from domain.branches.model import Branch, Parent
from domain.deadlines.model import Pause
from domain.dossier.digest import resting_on
from domain.filing.model import ONE_FORM, Consent
from domain.money.model import Payment
from domain.recall.model import Recall
from domain.results.model import Issue
from domain.signing.model import Signature
from domain.slips.model import Slip
from domain.statute.versions import Rules
from domain.tasks.model import (
    APPROVE,
    COMPARE,
    CORRECT_REGISTER,
    GIVE_BACK,
    PAID_THERE,
    PAY,
    PROPOSED_RECALL,
    RECONCILE,
    SIGN_SLIP,
    Task,
)


def reader(agency: str) -> str:
    """Name an agency among those who may look at a dossier, where people and offices stand too."""
    return agency and f"agency:{agency}"


class Dossier(BaseModel):
    """One application going through a procedure."""

    model_config = ConfigDict(serialize_by_alias=True)

    code: str
    seq: int = 0
    head: str = ""
    last_at: datetime | None = None
    keys: dict[str, int] = {}
    woke: int = 0
    """The newest event that the workflow has to hear of."""
    procedure: str = ""
    channel: Channel = Channel.ONLINE
    receiving: str = ""
    competent: str = ""
    organ: str = ""
    """The body of that office that decides in its own name."""
    applicant: str = ""
    owner: str = ""
    mandate_until: date | None = None
    mandate_revoked_at: datetime | None = None
    parties: tuple[str, ...] = ()
    consents: tuple[Consent, ...] = ()
    """Who must agree, in the order of their tasks, and to what as it was put to them."""
    documents: tuple[str, ...] = ()
    rules: Rules | None = None
    case: str = ""
    units: int = 1
    fee_class: str = ""
    """As what its applicant pays (đối tượng nộp phí)."""
    edition: int = 0
    """The edition of the bars that binds it; 0 for what was filed before they had any."""
    secret: str = ""
    """By which what its people say is told apart; here, as in the filing, it lies sealed."""
    form: str = ""
    """Keyed digest of the form as it stands."""
    voided: int = 0
    """How often registers had to be asked again: one would not enter what was approved, or a fact was disputed."""
    approved: str = ""
    """The digest of all that the approval which stands was given to."""
    rests: dict[str, str] = {}
    """By the step that asked, the digest of what the asking rests on."""
    told: dict[str, str] = {}
    """By the step, the agency that was told something which it keeps."""
    status: Status = Status.FILED
    filed_at: datetime | None = None
    accepted_at: datetime | None = None
    due_at: datetime | None = None
    approved_at: datetime | None = None
    delivered_at: datetime | None = None
    """When the newest result was handed over: not the end, where it is still carried out."""
    duties: bool = False
    """Whether its result is being carried out (thực hiện quyết định), which the hand-over does not wait for."""
    tasks: dict[str, Task] = {}
    acted_by: dict[str, str] = Field(default={}, validation_alias="doers", serialization_alias="doers")
    """Who acted, by id, and what they did first, but for a review, which counts least: nobody here approves."""
    delegates: dict[str, tuple[str, ...]] = {}
    """By officer, those for whom they did or may do something: all of them count as one pair of eyes."""
    warned_of: datetime | None = None
    overdue_of: datetime | None = None
    """The dates that people were warned of, and that passed."""
    apologies: int = 0
    pauses: list[Pause] = []
    supplements: int = 0
    awaits: str = ""
    """What it waited for last that comes on a day, and on which."""
    awaits_on: date | None = None
    waiting_agency: str = ""
    waiting_since: datetime | None = None
    waiting_paused: bool = False
    """Whether it waits because nobody asks that agency just now."""
    withdrawn: tuple[str, ...] = ()
    """The kinds of look-ups for which the consent was taken back."""
    reason: str = ""
    payments: dict[str, Payment] = {}
    """By the task that asks for them."""
    parent: Parent | None = None
    branches: dict[str, Branch] = {}
    """By the step that opened them."""
    ending: str = ""
    """The act that ended it."""
    signatures: dict[str, Signature] = {}
    """By the step that issues the result."""
    slips: dict[str, Slip] = {}
    """By the step that makes each out."""
    result: Issue | None = None
    """The newest, recalled or not."""
    replaced: list[Issue] = []
    """Those before it, oldest first."""
    recalls: list[Recall] = []
    stars: int | None = None

    @property
    def law(self) -> Rules:
        """The rules of its reception."""
        if self.rules is None:
            raise ValueError(f"{self.code} has no filing yet")
        return self.rules

    @property
    def supplementable(self) -> bool:
        """Whether the law lets its applicant be asked for more (yêu cầu bổ sung), as often as they were."""
        return self.supplements < self.law.supplement_limit

    @property
    def ended(self) -> bool:
        """Whether nothing can still happen but a rating, or the recall of its result."""
        return self.status in ENDED

    @property
    def recalled(self) -> Recall | None:
        """The recall of the newest result, as long as none replaced it."""
        last = self.recalls[-1] if self.recalls else None
        return last if last and not last.replaced_by else None

    @property
    def received(self) -> bool:
        """Whether the result has reached the applicant; it may still be carried out."""
        return self.status == Status.DELIVERED or (self.duties and self.delivered_at is not None)

    @property
    def one_form(self) -> bool:
        """Whether its steps say what they rest on, so that none counts for another form."""
        return self.edition >= ONE_FORM

    @property
    def basis(self) -> str:
        """The digest of all that an approval rests on, as it stands: one with another was given to something else."""
        corrections = sum(recall.corrects for recall in self.recalls)
        return resting_on(self.secret, self.form, self.documents, self.voided, corrections)

    @property
    def sealed(self) -> bool:
        """Whether a result is sealed and stands."""
        return self.result is not None and bool(self.result.sha256) and self.recalled is None

    @property
    def approval_stands(self) -> bool:
        """Whether it was approved, and nobody has declined to sign what was."""
        return self.approved_at is not None and (not self.one_form or bool(self.approved))

    @property
    def decided(self) -> bool:
        """Whether an approval stands, given to the very form and papers that are here."""
        return bool(self.approved) and self.approved == self.basis

    @property
    def correcting(self) -> Recall | None:
        """The recall whose correction is under way."""
        return self.recalled if self.recalled and self.recalled.corrects and not self.ended else None

    def counted(self, case: str) -> tuple[Term, datetime | None]:
        """The term that counts and since when: of a case since reception, or of a correction since the recall."""
        if self.correcting:
            return self.law.correction or self.law.term_of(case), self.correcting.at
        return self.law.term_of(case), self.accepted_at

    def outlives(self, kind: str) -> bool:
        """Whether a task of this kind stays after the end: money, registers, results and slips have to be right."""
        stays = (GIVE_BACK, RECONCILE, PAID_THERE, CORRECT_REGISTER, SIGN_SLIP, PROPOSED_RECALL)
        return kind in stays or (kind == COMPARE and self.status == Status.DELIVERED)

    @property
    def applicants(self) -> tuple[str, ...]:
        """Who files it and whose matter it is: either may act for it."""
        return (self.applicant, self.owner) if self.owner else (self.applicant,)

    @property
    def by_mandate(self) -> bool:
        """Whether somebody else filed it for its owner."""
        return self.owner not in ("", self.applicant)

    @property
    def proxy_until(self) -> date | None:
        """The last day on which whoever filed it for its owner acts for them, and sees it."""
        return self.mandate_until if self.by_mandate else None

    def mandate_over(self, person: str, at: datetime) -> bool:
        """Whether somebody filed it for its owner and may no longer act for them."""
        if not self.by_mandate or person != self.applicant:
            return False
        ended = self.proxy_until is not None and in_vietnam(at).date() > self.proxy_until
        return ended or self.mandate_revoked_at is not None

    @property
    def seen_by(self) -> tuple[str, ...]:
        """The people and offices that may look at it: who files, who must agree, who receives, decides or is asked."""
        above = self.parent.offices if self.parent else ()
        asked = [name for task in self.tasks.values() for name in (task.person, task.agency, reader(task.asks))]
        people = (self.owner,) if self.mandate_revoked_at else self.applicants
        return tuple(dict.fromkeys(filter(None, (*people, self.receiving, self.competent, *above, *asked))))

    def asked(self, agency: str, message: str) -> Task | None:
        """The task that asks an agency by this message."""
        return next((task for task in self.tasks.values() if (task.asks, task.message) == (agency, message)), None)

    @property
    def approval(self) -> Task | None:
        """The newest task by which the result was approved."""
        approved = [task for task in self.tasks.values() if task.kind == APPROVE and task.decision == APPROVE]
        return max(approved, key=lambda task: task.opened_at, default=None)

    def signature(self, step: str) -> Signature | None:
        """The officer's signature under what a step issues or makes out, if they were asked."""
        if step in self.slips:
            return self.slips[step].signature
        return self.signatures.get(step)

    @property
    def unsigned(self) -> Signature | None:
        """The signature under the result that an officer was asked for and has neither given nor declined."""
        return next((one for one in self.signatures.values() if one.awaited), None)

    @property
    def awaited_signatures(self) -> list[Signature]:
        """The same for all that officers sign: the result, and slips."""
        under_slips = [slip.signature for slip in self.slips.values() if slip.signature]
        return [one for one in (*self.signatures.values(), *under_slips) if one.awaited]

    @property
    def fee_title(self) -> str:
        """What the fee is called on a receipt."""
        return self.law.fee.title.vi if self.law.fee else ""

    def owed_back(self, payment: str) -> int:
        """Đồng of a payment that must go back; what came too late to settle it has paid for nothing."""
        paid = self.payments[payment]
        if paid.there and (self.unsure_of(payment) or not (paid.met or self.ended)):
            return 0
        settled = bool(paid.met) if paid.there else self.tasks[payment].decision == PAY
        return paid.owed_back(self.law.fee, self.ending, settled=settled)

    def unsure_of(self, payment: str) -> bool:
        """Whether nobody has said yet for sure how much the national portal took."""
        paid, task = self.payments[payment], self.tasks.get(payment)
        return paid.there and (task.open if task else not paid.transactions)

    def is_unasked(self, payment: str) -> bool:
        """Whether it ended before any accountant was asked how much the national portal took."""
        return self.ended and self.unsure_of(payment) and payment not in self.tasks

    def is_asked(self, payment: str) -> bool:
        """Whether a payment is still asked of the applicant."""
        return not self.payments[payment].there and self.tasks[payment].open

    @property
    def fees_asked(self) -> list[Task]:
        """The tasks that ask the applicant for a fee now."""
        return [task for task in self.tasks.values() if task.open and task.kind == PAY]

    @property
    def open_tasks(self) -> list[Task]:
        """The tasks that wait for somebody, oldest first."""
        return sorted((task for task in self.tasks.values() if task.open), key=lambda task: task.opened_at)

"""Something that a person must do (công việc), as the dossier's state holds it, and the kinds that the kit knows."""

from datetime import datetime

from pydantic import BaseModel

from domain.base.law import Role
from domain.base.term import Term

PAY = "pay"
"""Kind of the task that asks for a fee."""
PAY_TO = "pay_to"
"""Kind of the task that asks for the account that money is to go to."""
LATE = "late"
"""Kind of the task that tells a superior of a date that has passed."""
REFUSE = "refuse"
"""Kind of the task by which a leader decides on a proposed refusal."""
FORWARD = "forward_supplement"
"""Kind of the desk's task to ask the applicant for what somebody else misses."""
SUPPLY = "supply"
"""Kind of the applicant's task to bring what was asked, and its decision."""
DIFFERENCE = "difference"
"""Kind of the task to settle what a register says otherwise than the form."""
APPROVE = "approve"
"""Kind of the task by which a leader approves the result, which they then sign."""
REVIEW = "review"
"""Kind of the task by which the head of a unit looks at what specialists verified, before the leader does."""
AGREE = "agree"
"""The decision of the head of a unit to lay before the leader what was verified."""
VERIFY_AGAIN = "verify_again"
"""The decision of the head of a unit that specialists verify again, with the reason."""
HAND_OVER = "hand_over"
"""Kind of the task by which the desk gives the result to the applicant."""
PROPOSE_REFUSAL = "propose_refusal"
"""The decision of an officer who finds that the law forbids what is applied for: the leader decides on it."""
GO_ON = "continue"
"""The decision of a leader not to refuse what seemed doubtful, with the reason."""
FACTS_WRONG = "facts_wrong"
"""The decision of a leader that a fact is wrong by which the law would forbid it: registers are asked again."""
PROPOSED_RECALL = "proposed_recall"
"""Kind of the task by which a leader decides whether a result is recalled that rests on data which were wrong."""
SET_ASIDE = "set_aside"
"""The decision of a leader not to recall a result that was proposed for it, with the reason."""
NO_HAND_IN_IT = (LATE, REFUSE, PROPOSED_RECALL)
"""Tasks by which a superior looks at a dossier: who does them may still approve it."""
CONSENT = "consent"
"""Kind of the task that asks somebody to agree."""
GIVE_BACK = "give_back"
"""Kind of the counter's task to give cash back."""
RECONCILE = "reconcile"
"""Kind of the accountant's task to clear a difference between our books and the platform's."""
PAID_THERE = "paid_there"
"""Kind of the accountant's task to say how much the national portal took, and its step: once in a dossier."""
OPINION = "opinion"
"""Kind of the task by which another office that was asked gives its opinion."""
CORRECT_REGISTER = "correct_register"
"""Kind of the task to make a register say what the dossier came to: it was told something that holds no longer."""
SIGN_SLIP = "sign_slip"
"""Kind of the task to sign a slip that whoever made it out did not sign."""
COMPARE = "compare_answers"
"""Kind of the task to compare what an agency answered late with what an officer had entered."""
RECALLED_PAPER = "recalled_paper"
"""Kind of the task to look at a paper of the dossier again that was recalled where it was issued."""


class Task(BaseModel):
    """Something that a person must do (công việc)."""

    id: str
    step: str
    kind: str
    role: Role
    agency: str
    person: str = ""
    decisions: tuple[str, ...]
    answer: str
    needs_fresh_eyes: bool
    opened_at: datetime
    lapses_at: datetime | None
    lapses_in: Term | None = None
    reason: str = ""
    amount: int = 0
    about: str = ""
    message: str = ""
    asks: str = ""
    article: str = ""
    """Where the law says what its reason rests on: a refusal cites it."""
    rests: str = ""
    grounds: dict[str, str] = {}
    papers: tuple[str, ...] = ()
    refusals: int = 0
    """Call-backs about it whose signature did not hold."""
    objection: str = ""
    """Why whoever must agree does not: the task stays open, so that they still can."""
    anew: int = 0
    """How often whoever had agreed was asked again, because the form was corrected."""
    claimed_by: str = ""
    reminded: bool = False
    any_time: bool = False
    """Whether nothing waits for it: whoever does it may, and need not."""
    delegated_by: str = ""
    delegated_until: datetime | None = None
    lends_on: bool = False
    """Whether who borrowed it may lend it on."""
    closed_at: datetime | None = None
    closed_by: str = ""
    decision: str = ""

    def holder(self, at: datetime) -> str:
        """Who has it at a moment: a delegation that is over gives it back."""
        return self.delegated_by if self.delegated_until and at >= self.delegated_until else self.claimed_by

    def is_delegate(self, officer: str, at: datetime) -> bool:
        """Whether somebody may do it in the place of whoever delegated it."""
        return bool(self.delegated_by) and self.claimed_by == officer == self.holder(at)

    @property
    def open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.closed_at is None

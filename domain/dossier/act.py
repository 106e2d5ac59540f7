"""Who acts on a dossier, and what every act has in common.

Public facts are fields; what tells about a person stands under ``personal`` and enters the chain as a salted digest.
"""

from datetime import datetime
from typing import Any, ClassVar, Literal, NamedTuple

from pydantic import Field

from domain.base.law import Frozen, Role
from domain.base.words import Words
from domain.dossier.keys import EACH_TIME
from domain.dossier.state import Dossier
from domain.filing.model import Consent

Personal = dict[str, Any]


class Actor(Frozen):
    """Who acts: citizen or organisation by blind index, officer by staff code, agency by name, or the engine."""

    kind: Literal["citizen", "organisation", "officer", "agency", "engine"]
    id: str
    agency: str = ""
    roles: tuple[Role, ...] = ()
    person: str = ""
    """Blind index of the citizen number of who acts as an officer, where that is told, or for an organisation."""

    @property
    def applies(self) -> bool:
        """Whether they come for a matter of their own or of whom they act for: a citizen, or an organisation."""
        return self.kind in ("citizen", "organisation")


ENGINE = Actor(kind="engine", id="engine")
PAYMENTS = Actor(kind="agency", id="payments")
"""The payment platform, whose word a call-back or the reconciliation brings."""


class Offer(NamedTuple):
    """What an applicant may do of their own accord: its name, for pages and programs, and the words on its button."""

    name: str
    words: Words


class Act(Frozen):
    """The common part of every act."""

    type: str
    told: ClassVar[Words]
    """That it happened, as a history says it."""
    notice: ClassVar[str] = ""
    """The kind of notice that the dossier's people get of it, where they get one."""
    personal: Personal = Field(default_factory=dict)
    own_key: ClassVar[str] = EACH_TIME
    """Its key, where it happens once in its dossier."""
    wakes: ClassVar[bool] = True
    """Whether the workflow has to hear of it."""
    owes: ClassVar[bool] = True
    """Whether the engine then owes the dossier a step."""
    asks_again: ClassVar[bool] = False
    """Whether registers are asked again after it, though it is the same that they are asked."""
    reaches_branches: ClassVar[bool] = False
    """Whether it happens in the same moment to every dossier that this one opened."""
    after_end: ClassVar[bool] = False
    """Whether it can still happen to a dossier that has ended."""
    said: ClassVar[tuple[str, ...]] = ("reason", "items", "article")
    """Fields in which people write what they want, and may name anybody: they are kept with what is personal."""
    staff: ClassVar[tuple[str, ...]] = ()
    """Fields that hold officers' staff codes: told to officers alone."""
    offer: ClassVar[Offer | None] = None
    """As what the applicant is offered it, where no task asks for it."""

    @property
    def begins_anew(self) -> bool:
        """Whether the dossier is examined from the beginning again after it."""
        return False

    @classmethod
    def is_offered(cls, _dossier: Dossier) -> bool:
        """Whether the applicant may do it now."""
        return False


class Declares(Act):
    """An act whose ``personal`` may hold the form as it is to stand from then on."""

    form: str | None = None
    """Keyed digest of that form, fixed under the lock; none where it brings no form, or in a dossier of before."""
    consents: tuple[Consent, ...] = ()
    """Who must agree to that form, and to what of it."""

    @property
    def begins_anew(self) -> bool:
        """Where it brings a form or papers."""
        return "form" in self.personal or bool(getattr(self, "documents", ()))


class Recorded(Frozen):
    """How an act stands in the journal: its place, its time, who did it."""

    seq: int
    at: datetime
    key: str
    actor: Actor


class TaskAct(Act):
    """An act on one task."""

    task: str
    ends_task: ClassVar[bool] = True
    verb: ClassVar[str] = ""
    """The decision that this act is, as the task offers it; empty where the law or the engine acts."""

    @property
    def closes(self) -> bool:
        """Whether the task is closed by it."""
        return self.ends_task

    @property
    def decided(self) -> str:
        """The decision by which the task is closed."""
        return self.verb or self.type

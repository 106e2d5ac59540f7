"""What workflows see of activities: names and models, nothing that touches the world."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from domain.dossier.journal import Entry
from domain.filing.model import Agreement
from domain.registers.lookups import Heard

ADVANCE = "advance"
ASK = "ask"
TELL = "tell"
ISSUE = "issue"
BRANCH = "branch"
DIGITISE = "digitise"
FORGET_PAGES = "forget_pages"
STALE = "stale"
RESTAMP = "restamp"
SEAL_SLIP = "seal_slip"


class Advance(BaseModel):
    """Append what the workflow did since it last wrote, and give what happened meanwhile."""

    code: str
    entries: list[Entry] = []
    since: int
    latest: int
    """The newest event it knows; between ``since`` and it some may be missing."""
    waits: bool = False
    """Whether the workflow will now wait for news, with nothing under way outside."""
    until: datetime | None = None
    """The moment at which it has to go on though nobody says anything, beside the silences of its tasks."""


class Question(BaseModel):
    """One query to an agency; its step makes it the same one whenever it is put again."""

    step: str
    kind: str
    query: dict[str, Any]
    rests: str | None = None
    """Keyed digest of the query."""
    reason: str = ""
    """Why it is put, as the agency is told: for which procedure, to what purpose."""


class Ask(BaseModel):
    """What an agency is asked at one time."""

    code: str
    office: str
    questions: list[Question]


class Reply(BaseModel):
    """What the agency said to each question, in their order; None where it knows of nothing."""

    answers: list[dict[str, Any] | None]
    heard: list[Heard] = []
    """What came with each; nothing in what was recorded before there were receipts."""


class Tell(Question):
    """What an agency must keep; the activity itself journals its answer, right behind the effect."""

    code: str
    office: str
    since: int


class Issue(BaseModel):
    """Number, render, seal, store and journal the result, once."""

    code: str
    step: str
    kind: str
    template: str
    content: dict[str, Any]
    title: str = ""
    """What the document calls itself; nothing for those that were asked for before documents had a code."""
    shown: dict[str, str] = {}
    """What its code says of the holder."""
    office: str
    signatory: str
    since: int
    encloses: str = ""
    """SHA-256 of the paper that is bound behind it, as it was asked for before several could be."""
    enclosed: tuple[str, ...] = ()
    """SHA-256 of each paper that is bound behind it, in their order."""
    then: list[Entry] = []
    """What is recorded with it: the task to hand it over."""


class Branch(BaseModel):
    """File another procedure for the same applicant, once, and journal its code."""

    code: str
    step: str
    procedure: str
    form: dict[str, Any]
    competent: str
    parties: tuple[str, ...] = ()
    """Citizen numbers."""
    agreements: list[Agreement] = []
    """Who must agree to it, and to what; nobody in what was asked for before consents were carried."""
    case: str
    units: int
    since: int

"""Officers' tasks, and what they need to decide them."""

from typing import Literal

from pydantic import Field

from api.schemas.base import Free, Listing, Moment, Schema, if_any
from api.schemas.dossiers import FilledForm
from api.schemas.journal import EventView
from domain.base.law import Role
from domain.opinions.acts import Opinion

State = Literal["open", "closed"]


class QueuedTask(Schema):
    """A task as it stands in a queue."""

    id: str
    dossier: str
    """Code of its dossier."""
    kind: str
    """What is to be done."""
    role: Role
    """Who may do it."""
    claimed: Literal["mine"] | bool
    """Whether the reader has it, or else whether a colleague does."""
    opened_at: Moment
    due_at: Moment
    """By which the queue is ordered: the dossier's date, or the task's opening while none is fixed."""


class TaskPage(Listing[QueuedTask]):
    """Tasks of the reader's office and roles, the first due first."""


class TaskView(Schema):
    """A task: something that a person must do."""

    id: str
    dossier: str
    """Code of its dossier."""
    kind: str
    """What is to be done."""
    about: str
    """What it is about, where there may be several of a kind."""
    reason: str
    """Why it was opened, in the words of whoever caused it."""
    role: Role
    """Who may do it."""
    role_words: str
    """The same in the reader's language."""
    agency: str
    """Code of the office that has it; empty where it is the applicant's."""
    state: State
    claimed: bool
    """Whether somebody has taken it."""
    decisions: tuple[str, ...]
    """What may be decided."""
    decision: str
    """What was; empty while it is open."""
    amount: int
    """Đồng, where money is asked for or given."""
    opened_at: Moment
    due_at: Moment | None
    """When the dossier's result is due."""


class PaperView(Schema):
    """A paper that came with the dossier; its fields in the order in which the journal keeps them."""

    digitised: bool = if_any(False)
    """Whether our counter scanned and sealed it; absent where it did not."""
    kind: str
    """Which of the procedure's papers it is."""
    media_type: str
    name: str
    """As whoever brought it called the file."""
    sha256: str
    """Of the file, in hex: by it the file is asked for."""


class ComparedAnswer(Schema):
    """One of the answers that a task lays side by side: what an officer entered, and what the agency said late."""

    by: str
    """The officer's staff code, or the agency's name."""
    seq: int
    """Number of the event that brought it."""
    answer: Free | None
    """Its fields are those of what was asked; null where nothing was known."""


class OpinionView(Schema):
    """A question to another office, and what came of it."""

    office: str
    """Its code."""
    office_words: str
    """What it is called."""
    question: str
    asked_at: Moment
    until: Moment
    """When silence ends the waiting."""
    opinion: Opinion | None
    """Null while there is none."""
    opinion_words: str | None
    """The same in the reader's language."""
    answer: str
    """In the other office's own words."""
    answered_at: Moment | None
    silent: bool
    """Whether the time passed without an answer."""


class WrongDataView(Schema):
    """Something wrong in the data that a result rests on, for which its recall is proposed."""

    register_: str = Field(serialization_alias="register")
    """Whose data they are."""
    person: str
    """Citizen number."""
    what: str
    """What kind of difference it is, in the reader's language, as all that follows."""
    field: str
    said: str
    """By the register."""
    other: str
    """By what stood against it."""
    right: str
    """As the office that keeps the register decided."""
    paper: str
    """What shows it."""
    basis: str
    """The provision or decision by which it was put right."""


class TaskInFull(TaskView):
    """A task with all that is needed to decide it."""

    form: FilledForm
    papers: list[PaperView]
    registers: dict[str, Free | None]
    """What registers said, by the step that asked: each in the fields of its question, null where nothing was known."""
    compare: list[ComparedAnswer]
    """What is to be compared, in its order; empty where nothing is."""
    opinions: list[OpinionView]
    wrong_data: list[WrongDataView]
    """Why the recall of the result is proposed; empty where it is not."""
    events: list[EventView]
    """What happened, in order."""

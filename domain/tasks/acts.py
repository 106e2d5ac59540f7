"""What can happen to any task, as typed acts."""

from datetime import datetime
from typing import Literal

from domain.base.law import Role
from domain.base.term import Term
from domain.base.words import Words
from domain.dossier.act import TaskAct


class TaskOpened(TaskAct):
    """A person has something to do."""

    type: Literal["task_opened"] = "task_opened"
    told = Words(vi="Giao việc", en="Task opened")
    kind: str
    role: Role
    agency: str = ""
    person: str = ""
    """Blind index of whom it is for, where that is not the applicant."""
    decisions: tuple[str, ...] = ()
    answer: str = ""
    """Name of the model that an answer must have."""
    needs_fresh_eyes: bool = False
    """Whether those who acted before are barred."""
    lapses_at: datetime | None = None
    lapses_after: float | None = None
    """Seconds until silence speaks; the moment itself is fixed under the lock."""
    lapses_in: Term | None = None
    """The same, counted by the calendar."""
    reason: str = ""
    amount: int = 0
    """Đồng that the task is about."""
    about: str = ""
    """What else of the dossier it is about: the order by which money goes back."""
    message: str = ""
    """The message to an agency that it is about, by its step."""
    article: str = ""
    """Where the law says what its reason rests on (căn cứ): a refusal cites it."""
    tells: str | None = None
    """The kind of notice that whoever is asked gets, where its procedure has one of its own."""
    any_time: bool | None = None
    """Whether nothing waits for it: an office may say something as long as it is open, and need not."""
    asks: str = ""
    """The agency that may close it too, by answering that message."""
    again: str = ""
    """The task that is opened again by it, for whoever had that one."""
    rests: str | None = None
    """Keyed digest of what it rests on: form and papers, or a part of it; where nothing is examined, if it says so."""
    grounds: dict[str, str] | None = None
    """What an approval rests on: by the step, the digest of what was looked up, verified, posted, agreed to."""
    papers: tuple[str, ...] | None = None
    """SHA-256 of the papers that it is to be compared with: those alone may become part of a result."""
    wakes = False
    ends_task = False


class TaskClaimed(TaskAct):
    """An officer took the task."""

    type: Literal["task_claimed"] = "task_claimed"
    told = Words(vi="Nhận việc", en="Task claimed")
    wakes = False
    ends_task = False


class TaskReleased(TaskAct):
    """An officer gave the task back."""

    type: Literal["task_released"] = "task_released"
    told = Words(vi="Trả lại việc", en="Task released")
    wakes = False
    ends_task = False


class TaskDelegated(TaskAct):
    """Ủy quyền xử lý: whoever has the task lets a colleague do it, until a day."""

    type: Literal["task_delegated"] = "task_delegated"
    told = Words(vi="Ủy quyền xử lý cho đồng nghiệp", en="Task delegated to a colleague")
    staff = ("to",)
    to: str
    """Staff code."""
    until: datetime
    lends_on: bool = False
    """Whether the colleague may lend it on, for no longer than they have it."""
    wakes = False
    ends_task = False


class TaskTakenOver(TaskAct):
    """Điều chuyển việc: a superior takes a task from a colleague who is absent, for somebody else or for all."""

    type: Literal["task_taken_over"] = "task_taken_over"
    told = Words(vi="Lãnh đạo điều chuyển việc", en="Task taken over by a superior")
    staff = ("to",)
    to: str = ""
    """Staff code; empty puts it back into the queue."""
    reason: str
    wakes = False
    ends_task = False


class Done(TaskAct):
    """A task was done: verified, or answered by hand; ``personal`` holds answer and note."""

    type: Literal["done"] = "done"
    told = Words(vi="Hoàn thành việc", en="Task done")
    decision: str

    @property
    def decided(self) -> str:
        """The decision by which the task is closed."""
        return self.decision


class TaskSuperseded(TaskAct):
    """Việc không còn cần: the form as it stands now asks for something else, or something else settled it."""

    type: Literal["task_superseded"] = "task_superseded"
    told = Words(vi="Không còn phải thực hiện", en="No longer to be done")
    kind: str
    due_at: datetime | None = None
    """Where the clock stood for it, when the result is due now that it goes on."""
    wakes = False


class Lapsed(TaskAct):
    """Silence, and what the law makes of it (quá hạn không phản hồi)."""

    type: Literal["lapsed"] = "lapsed"
    told = Words(vi="Không phản hồi trong thời hạn, coi như đồng ý", en="No reply in time, taken as agreement")
    of: datetime | None = None
    """The moment at which it was to be heard, as the workflow knew it."""
    kind: str = ""
    """Kind of the task: it says who was silent."""
    wakes = False


AnyTaskAct = TaskOpened | TaskClaimed | TaskReleased | TaskDelegated | TaskTakenOver | Done | TaskSuperseded | Lapsed

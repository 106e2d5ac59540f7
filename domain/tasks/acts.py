"""What can happen to any task, as typed acts."""

from datetime import datetime
from typing import ClassVar, Literal

from domain.base.law import Role
from domain.base.term import Term
from domain.dossier.act import TaskAct


class TaskOpened(TaskAct):
    """A person has something to do."""

    type: Literal["task_opened"] = "task_opened"
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
    asks: str = ""
    """The agency that may close it too, by answering that message."""
    again: str = ""
    """The task that is opened again by it, for whoever had that one."""
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


class TaskDelegated(TaskAct):
    """Ủy quyền xử lý: whoever has the task lets a colleague do it, until a day."""

    type: Literal["task_delegated"] = "task_delegated"
    to: str
    """Staff code."""
    until: datetime
    wakes: ClassVar[bool] = False
    ends_task: ClassVar[bool] = False


class TaskTakenOver(TaskAct):
    """Điều chuyển việc: a superior takes a task from a colleague who is absent, for somebody else or for all."""

    type: Literal["task_taken_over"] = "task_taken_over"
    to: str = ""
    """Staff code; empty puts it back into the queue."""
    reason: str
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


class Lapsed(TaskAct):
    """Silence, and what the law makes of it (quá hạn không phản hồi)."""

    type: Literal["lapsed"] = "lapsed"
    of: datetime | None = None
    """The moment at which it was to be heard, as the workflow knew it."""
    kind: str = ""
    """Kind of the task: it says who was silent."""
    wakes: ClassVar[bool] = False

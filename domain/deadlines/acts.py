"""What the law's time makes of a dossier, as typed acts. Late is a fact, never a status, and bars nothing."""

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import Field

from domain.dossier.act import Act, TaskAct


class Reminded(Act):
    """Nhắc việc: half of the time to answer is over."""

    type: Literal["reminded"] = "reminded"
    task: str
    kind: str = ""
    """Kind of the task: it says whom to remind."""
    wakes: ClassVar[bool] = False


class DueSoon(Act):
    """Sắp đến hạn: the date of the result is near."""

    type: Literal["due_soon"] = "due_soon"
    due_at: datetime
    wakes: ClassVar[bool] = False


class Overdue(Act):
    """Quá hạn: the date of the result has passed."""

    type: Literal["overdue"] = "overdue"
    due_at: datetime
    wakes: ClassVar[bool] = False


class Apologised(TaskAct):
    """Xin lỗi và gia hạn (form 04): the reason, and the new date."""

    type: Literal["apologised"] = "apologised"
    verb: ClassVar[str] = "apologise"
    reason: str = ""
    due_at: datetime
    wakes: ClassVar[bool] = False


class Redated(Act):
    """Tính lại ngày hẹn: a day was taken off after the dates were given, and those that count it move."""

    type: Literal["redated"] = "redated"
    day: date
    reason: str
    """The decision that took it off."""
    was: datetime | None = None
    due_at: datetime | None = None
    """The date of the result, where it moves."""
    lapses: dict[str, datetime] = Field(default_factory=dict)
    """By task, until when it now waits, where that moves."""
    said: ClassVar[tuple[str, ...]] = ()


class CaseChanged(Act):
    """Chuyển trường hợp giải quyết: the law gives another term because of what turned up."""

    type: Literal["case_changed"] = "case_changed"
    case: str
    reason: str
    due_at: datetime | None = None
    wakes: ClassVar[bool] = False

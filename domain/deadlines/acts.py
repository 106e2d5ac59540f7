"""What the law's time makes of a dossier, as typed acts. Late is a fact, never a status, and bars nothing."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from domain.base.words import Words
from domain.dossier.act import Act, TaskAct


class Reminded(Act):
    """Nhắc việc: half of the time to answer is over."""

    type: Literal["reminded"] = "reminded"
    told = Words(vi="Nhắc người được yêu cầu", en="Whoever is asked was reminded")
    notice = "reminded"
    task: str
    kind: str = ""
    """Kind of the task: it says whom to remind."""
    wakes = False


class DueSoon(Act):
    """Sắp đến hạn: the date of the result is near."""

    type: Literal["due_soon"] = "due_soon"
    told = Words(vi="Sắp đến hạn trả kết quả", en="The date of the result is near")
    due_at: datetime
    wakes = False


class Overdue(Act):
    """Quá hạn: the date of the result has passed."""

    type: Literal["overdue"] = "overdue"
    told = Words(vi="Quá hạn trả kết quả", en="The date of the result has passed")
    due_at: datetime
    wakes = False


class Apologised(TaskAct):
    """Xin lỗi và gia hạn (form 04): the reason, and the new date."""

    type: Literal["apologised"] = "apologised"
    told = Words(vi="Xin lỗi và hẹn lại ngày trả kết quả", en="Apology, and a new date of the result")
    notice = "apologised"
    verb = "apologise"
    reason: str = ""
    due_at: datetime
    wakes = False


class Redated(Act):
    """Tính lại ngày hẹn: a day was taken off after the dates were given, and those that count it move."""

    type: Literal["redated"] = "redated"
    told = Words(vi="Tính lại ngày hẹn vì có thêm ngày nghỉ", en="Dates set anew because of a day off")
    day: date
    reason: str
    """The decision that took it off."""
    was: datetime | None = None
    due_at: datetime | None = None
    """The date of the result, where it moves."""
    lapses: dict[str, datetime] = Field(default_factory=dict)
    """By task, until when it now waits, where that moves."""
    said = ()


class CaseChanged(Act):
    """Chuyển trường hợp giải quyết: the law gives another term because of what turned up."""

    type: Literal["case_changed"] = "case_changed"
    told = Words(vi="Chuyển trường hợp, thời hạn thay đổi", en="Another case, so another term")
    case: str
    reason: str
    due_at: datetime | None = None
    wakes = False


class DayAwaited(Act):
    """Chờ đến ngày: the law lets nothing be done before a day that is to come."""

    type: Literal["day_awaited"] = "day_awaited"
    told = Words(vi="Chờ đến ngày luật định", en="Waits for a day that the law names")
    day: date
    step: str
    """What happens on that day."""
    wakes = False


AnyDeadlineAct = Reminded | DueSoon | Overdue | Apologised | Redated | CaseChanged | DayAwaited

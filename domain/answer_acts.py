"""What agencies say that answer in their own time, as typed acts; in time, they close their task as an officer does."""

from typing import ClassVar, Literal

from domain.act import Act


class AnsweredLate(Act):
    """Trả lời đến muộn: an agency answered what was answered by hand or needs no answer; ``personal`` holds it."""

    type: Literal["answered_late"] = "answered_late"
    agency: str
    step: str
    """The message that it answers."""
    task: str
    differs: bool
    """Whether it says something else than what was entered."""
    wakes: ClassVar[bool] = False
    after_end: ClassVar[bool] = True

"""An officer who answers a task again: the same changes nothing, something else is a conflict and told as one."""

from domain.base.calendar import in_vietnam
from domain.base.refusals import AnsweredOtherwise
from domain.dossier.act import Personal
from domain.dossier.acts import TaskAct
from domain.dossier.journal import Event, canonical

HOW = ("name", "batch", "second")
"""How an answer is signed and came, which is no part of what it says."""


def same_answer(act: TaskAct, recorded: Event) -> None:
    """See that an officer says again what they said; what the rules fixed in the recorded act is not theirs.

    Raises:
        AnsweredOtherwise: they said something else.
    """
    before = recorded.act
    stated = act.model_fields_set - {"personal"}
    alike = type(act) is type(before) and all(getattr(act, name) == getattr(before, name) for name in stated)
    if alike and _content(act.personal) == _content(before.personal):
        return
    raise AnsweredOtherwise(
        "Việc này đã được ông/bà trả lời lúc {0:%H:%M ngày %d/%m/%Y} ({1}), với nội dung khác. Nội dung đã ghi được"
        " giữ nguyên, nội dung vừa gửi chưa được ghi: hãy tải lại hồ sơ để xem nội dung đã ghi.",
        "You answered this task at {0:%H:%M on %d %B %Y} ({1}), and said something else. What was recorded stands and"
        " what you sent now was not recorded: reload the dossier to see what was.",
        in_vietnam(recorded.at),
        before.told,
    )


def _content(personal: Personal) -> bytes:
    return canonical({name: value for name, value in personal.items() if name not in HOW})

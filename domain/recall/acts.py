"""How an issued result is taken back (thu hồi văn bản), as a typed act.

What was issued by mistake is recalled, and where it is corrected a new result replaces it (Decree 30/2020): nothing of
the old one is deleted.
"""

from datetime import datetime
from typing import Literal

from domain.base.words import Words
from domain.dossier.act import Declares, TaskAct
from domain.tasks.model import SET_ASIDE


class Recalled(Declares):
    """Thu hồi: a leader took an issued result back; ``personal`` names who, explains it, and holds a corrected form."""

    type: Literal["recalled"] = "recalled"
    told = Words(vi="Thu hồi kết quả", en="Result recalled")
    notice = "recalled"
    number: str
    reason: Words
    """One of ``domain.recall.model``: whoever holds the document may read it."""
    basis: str
    """The decision or provision of law."""
    corrects: bool
    """Whether a corrected result is to replace it."""
    due_at: datetime | None = None
    """Until when, by the term that the law gives a correction."""
    ends: bool = False
    """Whether the dossier ends with it: the result had not reached the applicant, and none will."""
    after_end = True
    said = ()

    @property
    def begins_anew(self) -> bool:
        """Where a corrected result is to be made, though the form stay as it is."""
        return self.corrects


class RecallSetAside(TaskAct):
    """Không thu hồi: a leader lets a result stand that was proposed to be recalled, with a reason."""

    type: Literal["recall_set_aside"] = "recall_set_aside"
    told = Words(vi="Lãnh đạo không thu hồi kết quả", en="The leader lets the result stand")
    verb = SET_ASIDE
    reason: str = ""
    wakes = False


AnyRecallAct = Recalled | RecallSetAside

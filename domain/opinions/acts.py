"""How an office that decides hears another one (lấy ý kiến cơ quan phối hợp), as typed acts.

What is asked and answered stands under ``personal`` as ``text``: it is the offices' own, and may name anybody.
"""

from datetime import datetime
from typing import Literal

from domain.base.law import Role
from domain.base.words import Words
from domain.dossier.act import TaskAct

CONSULT = "consult"
"""The decision to ask another office first."""
Opinion = Literal["opinion_agrees", "opinion_objects", "opinion_differs", "opinion_not_ours"]


class OpinionAsked(TaskAct):
    """Lấy ý kiến: whoever is to decide asks another office first; the task is back once it answered or was silent."""

    type: Literal["opinion_asked"] = "opinion_asked"
    told = Words(vi="Lấy ý kiến cơ quan khác", en="Another office was asked for its opinion")
    verb = CONSULT
    office: str
    role: Role
    """Who answers there."""
    until: datetime


class OpinionGiven(TaskAct):
    """Cho ý kiến: the office that was asked says what it thinks of it, or that it is not its to answer."""

    type: Literal["opinion_given"] = "opinion_given"
    told = Words(vi="Cơ quan được hỏi cho ý kiến", en="The office that was asked gave its opinion")
    opinion: Opinion

    @property
    def decided(self) -> str:
        """What it thinks."""
        return self.opinion


AnyOpinionAct = OpinionAsked | OpinionGiven

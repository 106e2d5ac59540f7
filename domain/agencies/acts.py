"""What agencies say, as typed acts: at once, or in their own time, when they close their task as an officer does."""

from typing import Literal

from domain.base.words import Words
from domain.dossier.act import Act
from domain.registers.lookups import LookUp


class AgencyWaited(Act):
    """An agency does not answer; the dossier waits and says so."""

    type: Literal["agency_waited"] = "agency_waited"
    told = Words(vi="Hệ thống bên ngoài chưa trả lời, hồ sơ chờ", en="No answer from outside, waiting")
    agency: str
    step: str
    paused: bool | None = None
    """Whether an operator has it left alone for now, so that it was not asked."""
    wakes = False


class Answered(Act):
    """An agency answered or recorded what it was told; ``personal`` holds the answer."""

    type: Literal["answered"] = "answered"
    told = Words(vi="Cơ sở dữ liệu trả lời", en="The register answered")
    agency: str
    step: str
    found: bool
    look: LookUp | None = None
    """None where an officer, or nobody, answered."""
    rests: str | None = None
    """Keyed digest of what was asked or told."""
    instead_of: str | None = None
    """The kind of paper that nobody has to bring where the register knows it, if one was asked in its place."""
    wakes = False


class AnsweredLate(Act):
    """Trả lời đến muộn: an agency answered what was answered by hand or needs no answer; ``personal`` holds it."""

    type: Literal["answered_late"] = "answered_late"
    told = Words(vi="Nhận trả lời đến muộn", en="An answer came late")
    agency: str
    step: str
    """The message that it answers."""
    task: str
    differs: bool
    """Whether it says something else than what was entered."""
    wakes = False
    after_end = True


AnyAgencyAct = AgencyWaited | Answered | AnsweredLate

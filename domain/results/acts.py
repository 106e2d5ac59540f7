"""What comes of a dossier, as typed acts: it is approved, numbered, issued and handed over, or refused or stopped."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from domain.dossier.act import Act, TaskAct


class Rated(Act):
    """Đánh giá: the applicant's judgement of the service, 1 to 5."""

    type: Literal["rated"] = "rated"
    after_end: ClassVar[bool] = True
    stars: int = Field(ge=1, le=5)
    wakes: ClassVar[bool] = False


class Stopped(Act):
    """Dừng giải quyết (form 05): what the law asks for did not come, or a leader stopped it; ``personal`` names who."""

    type: Literal["stopped"] = "stopped"
    reason: str


class HandedOver(TaskAct):
    """Trả kết quả: the result reached the applicant; ``personal`` says who took it, and how they signed for it."""

    type: Literal["handed_over"] = "handed_over"
    verb: ClassVar[str] = "hand_over"
    documents: tuple[str, ...] = ()
    """SHA-256 of what whoever received it signed, where they did on the counter's screen."""


class Refused(TaskAct):
    """Từ chối giải quyết: the leader refused, with a reason."""

    type: Literal["refused"] = "refused"
    verb: ClassVar[str] = "refuse"
    reason: str = ""


class Approved(TaskAct):
    """Phê duyệt: the leader agreed; ``personal`` names who signs."""

    type: Literal["approved"] = "approved"
    verb: ClassVar[str] = "approve"


class Numbered(Act):
    """Cấp số: the result got its number, once."""

    type: Literal["numbered"] = "numbered"
    kind: str
    number: str = ""
    wakes: ClassVar[bool] = False


class Issued(Act):
    """Ban hành: the sealed result is stored."""

    type: Literal["issued"] = "issued"
    kind: str
    number: str
    sha256: str
    path: str
    stamped_until: datetime | None = None
    """When the certificate of its newest archive time stamp ends, where it carries one."""
    replaces: str = ""
    """Number of the recalled one in whose place it stands."""
    wakes: ClassVar[bool] = False


class Restamped(Act):
    """Gia hạn dấu thời gian: another archive time stamp keeps the proof of the result alive."""

    type: Literal["restamped"] = "restamped"
    number: str
    sha256: str
    path: str
    stamped_until: datetime
    wakes: ClassVar[bool] = False
    after_end: ClassVar[bool] = True

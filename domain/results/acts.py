"""What becomes of an approved result, as typed acts: its officer signs, it gets its number, the body seals it.

What was issued by mistake is recalled, and where it is corrected a new result replaces it (Decree 30/2020): nothing of
the old one is deleted.
"""

from datetime import datetime
from typing import ClassVar, Literal

from domain.base.words import Words
from domain.dossier.act import Act


class SignatureAsked(Act):
    """Trình ký số: whoever approved was asked to sign the draft, and has not answered yet."""

    type: Literal["signature_asked"] = "signature_asked"
    step: str
    signer: str
    """Staff code."""
    sha256: str
    """Of the draft."""
    handle: str
    """By which the signing service knows what was asked."""
    wakes: ClassVar[bool] = False


class Signed(Act):
    """Ký số: the officer's signature stands in the document."""

    type: Literal["signed"] = "signed"
    step: str
    signer: str
    sha256: str
    path: str
    wakes: ClassVar[bool] = False


class SignatureDeclined(Act):
    """Không ký: there will be no signature, so the approval is void."""

    type: Literal["signature_declined"] = "signature_declined"
    step: str
    signer: str
    reason: Words
    """In our own words, of ``domain.signing.signing``."""
    wakes: ClassVar[bool] = False
    said: ClassVar[tuple[str, ...]] = ()


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


class Recalled(Act):
    """Thu hồi: a leader took an issued result back; ``personal`` names who, explains it, and holds a corrected form."""

    type: Literal["recalled"] = "recalled"
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
    after_end: ClassVar[bool] = True
    said: ClassVar[tuple[str, ...]] = ()

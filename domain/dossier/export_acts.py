"""What leaves the house for good, as a typed act."""

from typing import Literal

from pydantic import Field

from domain.base.words import Words
from domain.dossier.act import Act


class Exported(Act):
    """Xuất hồ sơ: an archive that stands without us was made; to whom and on what basis, never what is in it."""

    type: Literal["exported"] = "exported"
    told = Words(vi="Xuất hồ sơ lưu trữ", en="An archive of it was made")
    to: str = ""
    """The office or court that gets it; never a person's name."""
    basis: str = ""
    recipients: tuple[str, ...] = ()
    """Thumbprints of the keys it is encrypted to (RFC 7638); none where it is in the open."""
    holds: dict[str, str] = Field(default_factory=dict)
    """SHA-256 of each part that no other event commits to, by its path, before encryption."""
    wakes = False
    after_end = True

"""That a slip was sealed, as a typed act; how it is signed, ``domain.signing.acts`` say of its step."""

from datetime import datetime
from typing import Literal

from domain.base.words import Words
from domain.dossier.act import Act
from domain.slips.model import FormNumber


class SlipSealed(Act):
    """Ký số phiếu của cơ quan: the slip lies signed and sealed in the store, and anybody can check it."""

    type: Literal["slip_sealed"] = "slip_sealed"
    told = Words(vi="Phiếu đã có chữ ký số của cơ quan", en="A slip was sealed")
    step: str
    form: FormNumber
    number: str
    sha256: str
    path: str
    stamped_until: datetime | None = None
    """When the certificate of its newest archive time stamp ends, where it carries one."""
    wakes = False
    after_end = True

"""What an owner says about the mandate they gave, as a typed act."""

from typing import Literal

from domain.base.words import Words
from domain.dossier.act import Act


class MandateRevoked(Act):
    """Hủy bỏ ủy quyền: from now on nobody acts for the owner, or looks for them; ``personal`` holds their contact.

    Civil Code 2015, Article 569. It can be said of a dossier that has ended too: who filed it sees it no longer.
    """

    type: Literal["mandate_revoked"] = "mandate_revoked"
    told = Words(vi="Chủ hồ sơ hủy bỏ ủy quyền", en="The owner revoked the mandate")
    reason: str = ""
    wakes = False
    after_end = True

"""What an owner says about the mandate they gave, as a typed act."""

from typing import ClassVar, Literal

from domain.dossier.act import Act


class MandateRevoked(Act):
    """Hủy bỏ ủy quyền: from now on nobody acts for the owner, or looks for them; ``personal`` holds their contact.

    Civil Code 2015, Article 569. It can be said of a dossier that has ended too: who filed it sees it no longer.
    """

    type: Literal["mandate_revoked"] = "mandate_revoked"
    reason: str = ""
    wakes: ClassVar[bool] = False
    after_end: ClassVar[bool] = True

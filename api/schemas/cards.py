"""Identity cards as the counter reads them."""

from datetime import datetime

from api.schemas.base import Schema
from domain.vietnam.people.cards import Holder


class CardRead(Schema):
    """Whose card it is, and whether that is proved."""

    proved: bool
    """Whether the chip proves it; the QR code on the face proves nothing."""
    words: str
    """What to do next, in the reader's language."""
    holder: Holder
    card: str = ""
    """What a filing for the holder carries as `card`; only a chip gives it."""
    until: datetime | None = None
    """Until when a filing may carry it."""

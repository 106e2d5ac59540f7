"""The identity-card database (cơ sở dữ liệu căn cước)."""

from datetime import date

from domain.base.words import Words
from domain.registers.query import Agency, Answer, Query

ID_CARDS = "id_cards"


class Card(Answer):
    """An identity card that somebody has or that is being made (thẻ căn cước)."""

    number: str
    issued_on: date | None = None


class CardReceipt(Answer):
    """The request that is recorded, and when the card will be ready (giấy hẹn trả thẻ căn cước)."""

    receipt: str
    ready_on: date


class CardOf(Query[Card]):
    """Does this person have a card?"""

    agency = ID_CARDS
    kind = "card_of"
    purpose = "Kiểm tra thẻ căn cước đã cấp"

    number: str
    full_name: str


class CardRequest(Query[CardReceipt]):
    """Ask for a child's first card (đề nghị cấp thẻ căn cước cho trẻ em dưới 6 tuổi)."""

    agency = ID_CARDS
    kind = "card_request"
    purpose = "Cấp thẻ căn cước cho trẻ em dưới 6 tuổi"
    about = ("number", "representative")

    number: str
    full_name: str
    born: date
    commune: str
    representative: str
    """Citizen number of the legal representative (người đại diện hợp pháp)."""


AGENCY = Agency(ID_CARDS, Words(vi="Cơ sở dữ liệu căn cước", en="the identity-card database"), (CardOf, CardRequest))

"""What a card that was read at a counter says: the chip proves its holder, the QR code only fills the form in."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Base64Bytes, Field, model_validator

from api.schemas.base import Sent
from api.schemas.cards import CardRead
from domain.base.refusals import Conflict
from domain.base.words import Words
from domain.vietnam.people.cards import read_qr
from infra.id_cards.card_proof import LIVES, CardProofs
from infra.id_cards.card_trust import CardTrust
from infra.id_cards.chip import Chip, proved
from infra.identity.oidc import Identity

PROVED = Words(
    vi="Chip căn cước xác thực danh tính. Đối chiếu khuôn mặt với ảnh trên thẻ.",
    en="The chip proves the identity. Compare the face with the card's portrait.",
)
FILLED_IN = Words(
    vi="Mã QR chỉ để điền sẵn, không chứng minh danh tính.",
    en="The QR code only fills the form in; it proves nobody's identity.",
)
Group = Annotated[Base64Bytes, Field(max_length=200_000)]


class ChipsNotRead(Conflict):
    """This installation trusts no country authority yet."""


class ChipIn(Sent):
    """What a reader read off the chip: data groups 1, 2 and 13, and the object that signs them, in base64."""

    dg1: Group
    dg2: Group
    dg13: Group
    sod: Group


class CardIn(Sent):
    """A card as it was read: its chip, the QR code on its face, or both."""

    chip: ChipIn | None = None
    qr: str = Field(default="", max_length=2000)

    @model_validator(mode="after")
    def _brings_something(self) -> Self:
        if self.chip is None and not self.qr:
            raise ValueError("bring the chip, the QR code, or both")
        return self


def read(
    card: CardIn, who: Identity, trust: CardTrust | None, proofs: CardProofs, now: datetime, locale: str
) -> CardRead:
    """The holder's data to fill a form in, and from a chip the proof for the filing.

    Raises:
        ChipsNotRead: this installation trusts no country's chips.
        CardRefused, CardUnreadable: the card is none to be believed, or cannot be read.
    """
    if card.chip is None:
        return CardRead(proved=False, words=FILLED_IN.in_(locale), holder=read_qr(card.qr))
    if trust is None:
        raise ChipsNotRead(
            "Nơi này chưa được thiết lập để đọc chip.", "No chips are read here: MOTCUA_CARD_TRUST_FILE is not set."
        )
    sent = card.chip
    read = proved(Chip({1: sent.dg1, 2: sent.dg2, 13: sent.dg13}, sent.sod, card.qr), trust, now)
    proof = proofs.issue(read.holder.number, read.holder.full_name, read.sod, who.actor, now)
    return CardRead(proved=True, words=PROVED.in_(locale), holder=read.holder, card=proof, until=now + LIVES)

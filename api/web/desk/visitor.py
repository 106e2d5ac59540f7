"""Who stands at a counter: kept beside the officer's own session, never in an address, until the next one comes."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, Self

from fastapi import Depends, Request
from pydantic import BaseModel

from api.container import SESSION, Container, DeskOfficer, Tools
from api.http.problems import Unauthenticated
from domain.base.refusals import Conflict, WrongRole
from domain.base.words import Words
from domain.dossier.acts import Actor
from domain.vietnam.people.cards import Holder
from domain.vietnam.people.citizen_number import CitizenNumber
from infra.identity.oidc import Identity
from infra.identity.sessions import Session

STANDING = "standing"
KNOWN = {
    "chip": Words(vi="Đã chứng minh bằng chip", en="Proved by the chip"),
    "qr": Words(vi="Chỉ đọc từ mã QR", en="Only read from the QR code"),
    "typed": Words(vi="Do cán bộ nhập", en="Typed by an officer"),
}
ADVICE = {
    "chip": Words(
        vi="Chip xác thực danh tính. Đối chiếu khuôn mặt với ảnh trên thẻ.",
        en="The chip proves the identity. Compare the face with the card's portrait.",
    ),
    "qr": Words(
        vi="Mã QR không chứng minh danh tính: xem thẻ, đối chiếu khuôn mặt, hoặc đọc chip.",
        en="A QR code proves nobody's identity: look at the card and the face, or read the chip.",
    ),
    "typed": Words(
        vi="Chưa có gì chứng minh danh tính: xem giấy tờ, hoặc quét thẻ.",
        en="Nothing proves the identity yet: look at a paper, or scan the card.",
    ),
}


class AnotherStands(Conflict):
    """The page is about somebody who has left the counter."""

    slug = "another-person-at-the-counter"


class Standing(BaseModel):
    """Somebody at the counter."""

    id: str
    """Names this person at this time, so that a page left open acts for nobody else."""
    number: CitizenNumber
    name: str = ""
    how: Literal["chip", "qr", "typed"]
    born: date | None = None
    sex: str = ""
    residence: str = ""
    card: str = ""
    """What a filing carries where the chip was read."""
    until: datetime | None = None

    @classmethod
    def typed(cls, number: CitizenNumber) -> Self:
        """Begin with a number alone."""
        return cls(id=secrets.token_hex(8), number=number, how="typed")

    @classmethod
    def of(cls, holder: Holder, card: str = "", until: datetime | None = None) -> Self:
        """Take what a card says."""
        return cls(
            id=secrets.token_hex(8),
            number=holder.number,
            name=holder.full_name,
            how="chip" if card else "qr",
            born=holder.born,
            sex=holder.sex,
            residence=holder.residence,
            card=card,
            until=until,
        )


@dataclass(frozen=True)
class Desk:
    """An officer's counter, and who stands at it."""

    who: Identity
    tools: Container
    session: Session | None
    person: Standing | None

    @property
    def actor(self) -> Actor:
        """Who acts here."""
        return self.who.actor

    async def take(self, person: Standing | None) -> None:
        """Let somebody stand here, or nobody; who came by a token has no counter, and is ``Unauthenticated``."""
        if self.session is None:
            raise Unauthenticated(
                "Quầy một cửa cần đăng nhập bằng trình duyệt.", "A counter is kept in a browser: log in by one."
            )
        others = {name: kept for name, kept in self.session.pending.items() if name != STANDING}
        held = {STANDING: person.model_dump(mode="json")} if person else {}
        await self.tools.sessions.keep(self.session, others | held)

    def serving(self, name: str) -> Standing:
        """Who stands here, if it is still who the page was about; else ``AnotherStands``."""
        if self.person is None or self.person.id != name:
            raise AnotherStands(
                "Người này đã rời quầy: chưa có gì được ghi. Hãy quét lại thẻ của người đang đứng tại quầy.",
                "This person has left the counter, and nothing was recorded. Scan the card of who stands here.",
            )
        return self.person


async def at_desk(who: DeskOfficer, tools: Tools, request: Request) -> Desk:
    """Let in officers of the one-stop desk, with who stands before them; a clinic's receive patients alone.

    Raises:
        WrongRole: they are of a clinic.
    """
    if who.actor.agency in tools.offices.clinics:
        raise WrongRole(
            "Cơ sở khám bệnh, chữa bệnh không tiếp nhận hồ sơ thủ tục hành chính: hãy tiếp đón người bệnh tại trang"
            " “Tiếp đón khám bệnh bằng căn cước”.",
            "A clinic receives no dossiers: receive patients on the page “Reception at the clinic”.",
        )
    session = await tools.sessions.find(request.cookies.get(SESSION, ""))
    return Desk(who, tools, session, _held(session))


async def whoever_stands(tools: Tools, request: Request) -> Standing | None:
    """Say who stands before an officer, to a page that is for more than the desk."""
    return _held(await tools.sessions.find(request.cookies.get(SESSION, "")))


def _held(session: Session | None) -> Standing | None:
    held = session.pending.get(STANDING) if session and session.who else None
    return Standing.model_validate(held) if held else None


Whoever = Annotated[Standing | None, Depends(whoever_stands)]
AtDesk = Annotated[Desk, Depends(at_desk)]

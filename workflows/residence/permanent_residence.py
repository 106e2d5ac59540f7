"""Permanent residence (đăng ký thường trú): Law on Residence 68/2020/QH14, Articles 20 to 22."""

import asyncio
from datetime import date

from pydantic import Field

from domain.citizen_number import CitizenNumber
from domain.civil_status import Declared
from domain.law import Role
from domain.queries.population import PersonByNumber
from domain.queries.residence import DwellingAt, Registration
from domain.words import Words
from workflows.forms import Filing, Form, Paper, Result
from workflows.procedure import Procedure, procedure


class Mover(Declared):
    """Who moves in."""

    number: CitizenNumber = Field(title="Số định danh cá nhân", description="Citizen number")
    full_name: str = Field(min_length=2, max_length=120, title="Họ, chữ đệm, tên", description="Full name")
    born: date = Field(title="Ngày sinh", description="Date of birth")


class PermanentResidenceForm(Form):
    """Tờ khai thay đổi thông tin cư trú (CT01)."""

    person: Mover
    address: str = Field(min_length=3, max_length=200, title="Nơi đề nghị đăng ký", description="Address")
    commune: str = Field(pattern=r"^\d{5}$", title="Xã, phường", description="Code of the commune")
    head: CitizenNumber = Field(title="Số định danh của chủ hộ", description="Head of the household")
    relation: str = Field(min_length=2, max_length=60, title="Quan hệ với chủ hộ", description="Relation to the head")
    owner: CitizenNumber | None = Field(
        default=None, title="Số định danh của chủ sở hữu", description="Owner of the dwelling, if another"
    )

    @property
    def competent(self) -> str:
        """The police of the commune (Article 22)."""
        return f"{self.commune}.CA"

    @property
    def parties(self) -> tuple[str, ...]:
        """Who moves in, who heads the household, who owns the dwelling."""
        return tuple(number for number in (self.person.number, self.head, self.owner) if number)

    @property
    def consents(self) -> dict[str, str]:
        """Household head and owner must agree (Article 20)."""
        return {number: part for number, part in ((self.owner, "owner"), (self.head, "household head")) if number}

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: somebody not yet born moves in."""
        if self.person.born > filed.day:
            return [Words(vi="Ngày sinh ở tương lai.", en="The date of birth is in the future.")]
        return []


class ResidenceNotice(Result):
    """Thông báo kết quả giải quyết đăng ký cư trú."""

    template = "results/residence_notice.html"
    kind = "TBCT"

    person: Mover
    address: str
    household: str
    notice: str
    registered_on: date
    what: str
    until: date | None = None


@procedure
class PermanentResidence(Procedure[PermanentResidenceForm]):
    """Đăng ký thường trú: the register has somebody at an address whose owner and household agree."""

    code = "1.004222"
    title = Words(vi="Đăng ký thường trú", en="Permanent residence")
    form = PermanentResidenceForm
    papers = (
        Paper(kind="dwelling", title=Words(vi="Giấy tờ về chỗ ở hợp pháp", en="Proof of the dwelling"), required=False),
    )
    result = ResidenceNotice
    by_hand = Role.SPECIALIST

    async def examine(self, form: PermanentResidenceForm) -> ResidenceNotice:
        """Compare the declaration with the registers, approve, and enter it."""
        await asyncio.gather(
            self.look_up("person", PersonByNumber(number=form.person.number)),
            self.look_up("dwelling", DwellingAt(address=form.address, commune=form.commune)),
        )
        await self.task("verify", Role.SPECIALIST)
        await self.approve(Role.AGENCY_LEADER)
        entered = await self.record(
            "registration",
            Registration(
                what="permanent",
                number=form.person.number,
                full_name=form.person.full_name,
                **form.model_dump(include={"address", "commune", "head", "relation"}),
            ),
        )
        return ResidenceNotice(person=form.person, address=form.address, what="thường trú", **entered.model_dump())

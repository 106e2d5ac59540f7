"""Child's identity card (cấp thẻ căn cước cho trẻ em dưới 6 tuổi): Law on Identity 26/2023/QH15, Articles 19 and 23."""

from datetime import date

from pydantic import Field

from domain.base.calendar import age
from domain.base.law import Role
from domain.base.words import Words
from domain.statute.offices import OF_POLICE, police_of
from domain.vietnam.guide import CHILDS_OWN, POLICE
from domain.vietnam.people.citizen_number import CitizenNumber
from domain.vietnam.people.declared import Citizen
from domain.vietnam.queries.id_cards import CardOf, CardRequest
from domain.vietnam.queries.population import IdentityOf
from domain.vietnam.who_files import representative
from workflows.engine.forms import Filing, Form, Guide, Result
from workflows.engine.procedure import procedure
from workflows.vietnam.kinship import KIN, ForChild
from workflows.vietnam.personal import UNBORN, wrong
from workflows.vietnam.phrases import CARD, CHILD


class ChildCardForm(Form):
    """Phiếu đề nghị cấp thẻ căn cước cho trẻ em dưới 6 tuổi."""

    filed_by = (representative("representative"),)
    decided_at = OF_POLICE

    child: Citizen = Field(title="Trẻ em", description="The child")
    representative: CitizenNumber = Field(
        title="Số định danh của người đại diện hợp pháp", description="Legal representative"
    )
    commune: str = Field(pattern=r"^\d{5}$", title="Xã, phường nơi cư trú", description="Commune of residence")

    @property
    def competent(self) -> str:
        """The police of the commune where the child lives."""
        return police_of(self.commune)

    @property
    def parties(self) -> tuple[str, ...]:
        """The child and who stands for it."""
        return (self.child.number, self.representative)

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: a child to come."""
        return wrong((self.child.born > filed.day, UNBORN))


class CardNotice(Result):
    """Giấy hẹn trả thẻ căn cước."""

    template = "results/id_card_receipt.html"
    kind = "GHCC"
    title = "Giấy hẹn trả thẻ căn cước"

    child: Citizen
    receipt: str
    ready_on: date

    @property
    def shown(self) -> dict[str, str]:
        """The child."""
        return self.child.shown()


@procedure
class ChildIdentityCard(ForChild[ChildCardForm, CardNotice]):
    """Cấp thẻ căn cước cho trẻ em dưới 6 tuổi: asked for by the representative, without taking biometrics."""

    code = "3.000722.02"
    recorded_as = "workflows.police.child_id_card.ChildIdentityCard"
    title = Words(vi="Cấp thẻ căn cước cho trẻ em dưới 6 tuổi", en="Identity card of a child under 6")
    decided_by = Role.AGENCY_LEADER
    by_hand = Role.SPECIALIST
    guide = Guide(who=CHILDS_OWN, office=POLICE, said="căn cước công dân cccd trẻ em cho con id card")
    steps = {**CHILD, **KIN, **CARD, "request": Words(vi="yêu cầu cấp", en="the request to issue it")}

    async def examine(self, form: ChildCardForm) -> CardNotice:
        """See that the child is young enough and has no card yet, approve, and record the request."""
        who, under = form.child, self.rules.figures["under_age"]
        child, card = await self.look_up_all(("child", IdentityOf.of(who)), ("card", CardOf.of(who)))
        await self.compare(form, child=child)
        await self.represented(who, form.representative)
        older = f"Trẻ em không còn dưới {under} tuổi, phải đến làm thủ tục."
        await self.require(age(who.born, self.filed_on) < under, older, "under_age")
        await self.require(card is None, "Trẻ em đã có thẻ căn cước hoặc đã được đề nghị cấp thẻ.", "no_card_yet")
        await self.task("verify", Role.SPECIALIST)
        await self.approve()
        return CardNotice.of(form, await self.record("request", CardRequest.of(who, form)))

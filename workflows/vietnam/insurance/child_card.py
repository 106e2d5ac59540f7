"""A small child's health-insurance card (thẻ bảo hiểm y tế): Law on Health Insurance 25/2008/QH12, Article 17."""

from datetime import date

from pydantic import Field

from domain.base.calendar import age
from domain.base.law import Role
from domain.base.words import Words
from domain.vietnam.guide import CHILDS_OWN, PROVINCIAL_INSURANCE
from domain.vietnam.people.citizen_number import CitizenNumber
from domain.vietnam.people.declared import Citizen
from domain.vietnam.queries.insurance import CardForChild, InsuredBy
from domain.vietnam.queries.population import IdentityOf
from domain.vietnam.who_files import representative
from workflows.engine.forms import Filing, Guide, Result
from workflows.engine.procedure import procedure
from workflows.vietnam.kinship import KIN, ForChild
from workflows.vietnam.personal import CHILD_UNBORN, wrong
from workflows.vietnam.phrases import CARD, CHILD, HOW_INSURED
from workflows.vietnam.provincial import InsuranceForm


class InsuranceCardForm(InsuranceForm):
    """Tờ khai tham gia bảo hiểm y tế (TK1-TS)."""

    filed_by = (representative("parent"),)

    child: Citizen = Field(title="Trẻ em", description="The child")
    parent: CitizenNumber = Field(title="Số định danh của cha, mẹ, người giám hộ", description="Parent or guardian")
    commune: str = Field(pattern=r"^\d{5}$", title="Xã, phường nơi trẻ cư trú", description="Commune of residence")
    clinic: str = Field(
        min_length=3, max_length=200, title="Nơi đăng ký khám bệnh, chữa bệnh ban đầu", description="First clinic"
    )

    @property
    def parties(self) -> tuple[str, ...]:
        """The child, and who answers for it."""
        return (self.child.number, self.parent)

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: a birth to come."""
        return wrong((self.child.born > filed.day, CHILD_UNBORN))


class InsuranceCardNotice(Result):
    """Thông báo cấp thẻ bảo hiểm y tế."""

    template = "results/child_card.html"
    kind = "TBBHYT"
    title = "Thông báo cấp thẻ bảo hiểm y tế"

    child: Citizen
    clinic: str
    card: str
    valid_from: date
    valid_until: date

    @property
    def shown(self) -> dict[str, str]:
        """The child."""
        return self.child.shown()


@procedure
class ChildInsuranceCard(ForChild[InsuranceCardForm, InsuranceCardNotice]):
    """Cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi: from its birth a child is insured, and the card says so."""

    code = "1.014137"
    recorded_as = "workflows.insurance.child_card.ChildInsuranceCard"
    title = Words(vi="Cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi", en="Health-insurance card of a child under 6")
    decided_by = Role.AGENCY_LEADER
    by_hand = Role.SPECIALIST
    guide = Guide(
        who=CHILDS_OWN, office=PROVINCIAL_INSURANCE, said="thẻ bhyt trẻ em khám bệnh cho con em bé health baby"
    )
    steps = {**CHILD, **KIN, **HOW_INSURED, **CARD}

    async def examine(self, form: InsuranceCardForm) -> InsuranceCardNotice:
        """A small child that has no card yet is given one, which the insurance keeps."""
        who, under = form.child, self.rules.figures["under_age"]
        child, known = await self.look_up_all(("child", IdentityOf.of(who)), ("insured", InsuredBy.of(who)))
        await self.compare(form, child=child)
        await self.represented(who, form.parent)
        await self.require(age(who.born, self.filed_on) < under, f"Trẻ đã đủ {under} tuổi.", "under_age")
        if known and known.card:
            await self.refuse(f"Trẻ đã có thẻ bảo hiểm y tế số {known.card}.", "one_card")
        await self.task("verify", Role.SPECIALIST)
        await self.approve()
        card = await self.record("card", CardForChild.of(who, form, sex=who.number.sex))
        return InsuranceCardNotice.of(form, card)

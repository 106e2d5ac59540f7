"""Interlinked birth (liên thông khai sinh): Decrees 63/2024 and 301/2026."""

import asyncio
from typing import Any

from pydantic import Field

from domain.base.words import Words
from domain.vietnam.guide import COMMUNE_OF_PARENT, PARENT
from domain.vietnam.people.citizen_number import CitizenNumber
from domain.vietnam.people.declared import Citizen
from workflows.engine.forms import Form, Guide
from workflows.engine.procedure import procedure
from workflows.vietnam.civil_status.birth_registration import Birth, BirthCertificate, BirthForm
from workflows.vietnam.insurance.child_card import ChildInsuranceCard, InsuranceCardForm
from workflows.vietnam.police.child_id_card import ChildCardForm, ChildIdentityCard
from workflows.vietnam.residence.permanent_residence import PermanentResidence
from workflows.vietnam.residence.registration import ResidenceForm


class InterlinkedBirthForm(BirthForm):
    """Tờ khai điện tử liên thông: the birth, and the household that the child joins."""

    household_head: CitizenNumber = Field(title="Số định danh của chủ hộ", description="Head of the household")
    address: str = Field(min_length=3, max_length=200, title="Nơi thường trú của trẻ", description="The child's home")
    clinic: str = Field(
        default="Trạm y tế nơi thường trú",
        min_length=3,
        max_length=200,
        title="Nơi đăng ký khám bệnh, chữa bệnh ban đầu",
        description="First clinic",
    )
    dwelling_owner: CitizenNumber | None = Field(
        default=None,
        title="Số định danh của chủ sở hữu chỗ ở, nếu khác chủ hộ",
        description="Owner of the dwelling, if another",
    )

    @property
    def linked(self) -> dict[str, Form]:
        """Who heads the household, and who owns the dwelling, agree before anything is received."""
        return {"residence": self.residence()}

    def residence(self, number: str = "") -> ResidenceForm:
        """The child's home, under the number that it gets only with its registration."""
        said: dict[str, Any] = {"number": number, "full_name": self.child.full_name, "born": self.child.born}
        return ResidenceForm.model_construct(
            person=Citizen.model_construct(**said),
            address=self.address,
            commune=self.competent,
            basis="kin",
            head=self.household_head,
            relation="Con" if self.household_head in self.parties else "Khác",
            owner=self.dwelling_owner,
        )


@procedure
class InterlinkedBirth(Birth[InterlinkedBirthForm]):
    """Khai sinh, thường trú, thẻ bảo hiểm, thẻ căn cước cho trẻ: one filing, each office its own dossier and clock."""

    code = "3.000722"
    recorded_as = "workflows.civil_status.interlinked_birth.InterlinkedBirth"
    title = Words(
        vi="Liên thông: đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế, thẻ căn cước cho trẻ dưới 6 tuổi",
        en="Interlinked: birth, permanent residence, health-insurance and identity card of a child under 6",
    )
    guide = Guide(
        who=PARENT,
        office=COMMUNE_OF_PARENT,
        said="trọn gói làm giấy khai sinh nhập hộ khẩu bảo hiểm căn cước cho con em bé trẻ mới sinh baby newborn child",
    )

    async def afterwards(self, form: InterlinkedBirthForm, result: BirthCertificate) -> None:
        """Let the child's number open the other doors; a door that stays shut undoes nothing."""
        number, commune = result.child.personal_number, form.competent
        child = Citizen(number=CitizenNumber(number), full_name=form.child.full_name, born=form.child.born)
        # Who filed it stands for the child: nobody asked the other parent about the cards.
        parent = CitizenNumber(form.stands(self.filing.applicant) or form.parties[0])
        residence, clinic = ResidenceForm.model_validate(form.residence(number).model_dump()), form.clinic
        card = ChildCardForm(child=child, representative=parent, commune=commune)
        insured = InsuranceCardForm(child=child, parent=parent, commune=commune, clinic=clinic)
        await asyncio.gather(
            self.branch("residence", PermanentResidence, residence, case="interlinked"),
            self.branch("id_card", ChildIdentityCard, card),
            self.branch("insurance", ChildInsuranceCard, insured, case="interlinked"),
        )

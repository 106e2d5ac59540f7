"""Interlinked birth (liên thông khai sinh): Decrees 63/2024 and 301/2026."""

import asyncio
from typing import cast

from pydantic import Field

from domain.citizen_number import CitizenNumber
from domain.words import Words
from workflows.civil_status.birth_registration import Birth, BirthCertificate, BirthForm
from workflows.forms import Result
from workflows.procedure import procedure
from workflows.residence.permanent_residence import Mover, PermanentResidence, PermanentResidenceForm


class InterlinkedBirthForm(BirthForm):
    """Tờ khai điện tử liên thông: the birth, and the household that the child joins."""

    household_head: CitizenNumber = Field(title="Số định danh của chủ hộ", description="Head of the household")
    address: str = Field(min_length=3, max_length=200, title="Nơi thường trú của trẻ", description="The child's home")


@procedure
class InterlinkedBirth(Birth):
    """Đăng ký khai sinh, đăng ký thường trú cho trẻ dưới 6 tuổi: one filing, each office its own dossier and clock."""

    code = "3.000722"
    title = Words(
        vi="Liên thông: đăng ký khai sinh, đăng ký thường trú cho trẻ dưới 6 tuổi",
        en="Interlinked: birth and permanent residence of a child under 6",
    )
    form = InterlinkedBirthForm

    async def afterwards(self, form: BirthForm, result: Result) -> None:
        """Let the child's number open the other doors; a door that stays shut undoes nothing."""
        linked, child = cast("InterlinkedBirthForm", form), cast("BirthCertificate", result).child
        mover = Mover(number=child.personal_number, full_name=form.child.full_name, born=form.child.born)
        residence = PermanentResidenceForm(
            person=mover,
            address=linked.address,
            commune=form.competent,
            head=linked.household_head,
            relation="Con" if linked.household_head in form.parties else "Khác",
        )
        await asyncio.gather(self.branch("residence", PermanentResidence, residence, case="interlinked"))

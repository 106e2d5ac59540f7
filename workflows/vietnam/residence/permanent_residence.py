"""Permanent residence (đăng ký thường trú): Law on Residence 68/2020/QH14, Articles 20 to 22."""

from domain.base.words import Words
from domain.vietnam.guide import POLICE, WHO_LIVES_THERE
from domain.vietnam.queries.residence import Dwelling
from workflows.engine.forms import Guide
from workflows.engine.procedure import procedure
from workflows.vietnam.residence.by_right import SEEN, is_roomy, too_small
from workflows.vietnam.residence.registration import ResidenceForm, ResidenceNotice, ResidenceProcedure


@procedure
class PermanentResidence(ResidenceProcedure[ResidenceForm]):
    """Đăng ký thường trú: the register has somebody at an address whose owner and household agree."""

    code = "1.004222"
    recorded_as = "workflows.residence.permanent_residence.PermanentResidence"
    title = Words(vi="Đăng ký thường trú", en="Permanent residence")
    guide = Guide(who=WHO_LIVES_THERE, office=POLICE, said="nhập hộ khẩu chuyển hộ khẩu chuyển nhà move home")

    async def examine(self, form: ResidenceForm) -> ResidenceNotice:
        """Compare the declaration with the registers, approve, and enter it."""
        dwelling = await self.checked(form)
        if self.filed.by_right:
            await self.lived_in(form, dwelling)
        await self.verified(form)
        await self.approve()
        return await self.enter(form, "permanent")

    async def lived_in(self, form: ResidenceForm, dwelling: Dwelling | None) -> None:
        """See that there is room enough for who lodges; what no register knows the commune says (Article 20)."""
        least, lodges = self.rules.figures["least_area"], form.basis == "lodging"
        if form.basis in SEEN or (lodges and not is_roomy(dwelling, len(form.movers), least)):
            found = await self.dwelling_seen(form)
            await self.require(not lodges or found.area >= least * found.people, too_small(found, least), "roomy")

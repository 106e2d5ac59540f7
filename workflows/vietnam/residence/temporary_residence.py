"""Temporary residence (đăng ký tạm trú): Law on Residence 68/2020/QH14, Articles 27 and 28."""

import asyncio
from datetime import date
from typing import Literal

from pydantic import Field

from domain.base.calendar import months_after
from domain.base.words import Words
from domain.vietnam.guide import POLICE, WHO_LIVES_THERE
from domain.vietnam.queries.residence import HomeOf
from workflows.engine.forms import Filing, Guide
from workflows.engine.procedure import procedure
from workflows.vietnam.personal import wrong
from workflows.vietnam.phrases import HOME
from workflows.vietnam.residence.by_right import BASES
from workflows.vietnam.residence.registration import ResidenceForm, ResidenceNotice, ResidenceProcedure


class TemporaryResidenceForm(ResidenceForm):
    """Tờ khai thay đổi thông tin cư trú (CT01): đăng ký tạm trú."""

    choices = {
        **BASES,
        "purpose=work": Words(vi="Lao động", en="Work"),
        "purpose=study": Words(vi="Học tập", en="Study"),
    }

    until: date = Field(title="Tạm trú đến hết ngày", description="Last day of the stay")
    purpose: Literal["work", "study", "other"] = Field(title="Mục đích tạm trú", description="Purpose of the stay")

    by_list: bool = Field(
        default=False,
        title="Đăng ký theo danh sách (ký túc xá, khu nhà ở của người lao động, cơ sở trợ giúp xã hội)",
        description="Whether it is a list of those who lodge in a dormitory, workers' quarters or a home of assistance",
    )

    @property
    def case(self) -> str:
        """A list costs less, for each who is on it."""
        return "list" * self.by_list

    @property
    def units(self) -> int:
        """The fee of a list counts people."""
        return len(self.movers)

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: a stay that is over before it is asked for."""
        over = Words(vi="Thời hạn tạm trú đã qua.", en="The stay would end before it begins.")
        return super().faults(filed) + wrong((self.until <= filed.day, over))


@procedure
class TemporaryResidence(ResidenceProcedure[TemporaryResidenceForm]):
    """Đăng ký tạm trú: somebody lives outside their own commune for a time, of at most two years."""

    code = "1.004194"
    recorded_as = "workflows.residence.temporary_residence.TemporaryResidence"
    title = Words(vi="Đăng ký tạm trú", en="Temporary residence")
    guide = Guide(who=WHO_LIVES_THERE, office=POLICE, said="thuê nhà ở trọ KT3 sinh viên rent student")
    steps = HOME

    async def examine(self, form: TemporaryResidenceForm) -> ResidenceNotice:
        """See that they live outside their own commune and not for too long, approve, and enter it."""
        found = asyncio.gather(*(self.look_up("home", HomeOf.of(one)) for one, _ in form.movers))
        _, homes = await asyncio.gather(self.checked(form), found)
        here = "Nơi tạm trú không ở ngoài xã, phường nơi đã đăng ký thường trú."
        await self.require(all(home is None or home.commune != form.commune for home in homes), here, "elsewhere")
        longest, least = self.rules.figures["months"], self.rules.figures.get("least_days", 0)
        short = f"Ở dưới {least} ngày thì thông báo lưu trú, không phải đăng ký tạm trú."
        lodges = not self.filed.proves or (form.until - self.filed_on).days >= least
        await self.require(lodges, short, "shortest", doubt=True)
        too_long = f"Thời hạn tạm trú quá {longest} tháng kể từ ngày nộp hồ sơ."
        await self.require(form.until <= months_after(self.filed_on, longest), too_long, "longest")
        await self.verified(form)
        await self.approve()
        return await self.enter(form, "temporary", form.until)

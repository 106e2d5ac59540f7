"""Who stands for a child: a parent by the population register (Civil Code 2015, Articles 136 and 137)."""

from domain.base.words import Words
from domain.vietnam.people.citizen_number import CitizenNumber
from domain.vietnam.people.declared import Citizen
from domain.vietnam.queries.population import KinOf
from workflows.engine.forms import Form, Result
from workflows.engine.procedure import Procedure

KIN = {"kin": Words(vi="quan hệ cha, mẹ, con", en="who the parents are")}

STANDS = {
    "verify_guardian": Words(
        vi="Chờ xác minh người đại diện của trẻ", en="Waits for who stands for the child to be verified"
    )
}
STOOD = {"verify_guardian": Words(vi="Đã xác minh người đại diện của trẻ", en="Who stands for the child was verified")}


class ForChild[F: Form, R: Result](Procedure[F, R]):
    """What somebody asks for a child."""

    waits = STANDS
    finished = STOOD

    async def represented(self, child: Citizen, by: CitizenNumber, about: str = "") -> None:
        """See that who stands for a child is its parent by the register; a guardian's papers an officer looks at."""
        if not self.filed.proves:
            return
        kin = await self.look_up("kin", KinOf.of(child))
        if kin is None or by not in (kin.father, kin.mother):
            await self.task("verify_guardian", self.by_hand, about=about)

"""Funeral grant (trợ cấp mai táng): Law on Social Insurance 41/2024/QH15, Articles 85 and 109."""

from collections.abc import Mapping

from pydantic import Field

from domain.base.law import Role
from domain.base.words import Words
from domain.vietnam.guide import PROVINCIAL_INSURANCE, RELATIVE
from domain.vietnam.people.declared import Citizen
from domain.vietnam.queries.insurance import FuneralGrant, InsuredBy, MonthsPaid, MonthsPaidBy
from domain.vietnam.queries.payments import MoneyGoesTo
from domain.vietnam.queries.population import KinOf
from domain.vietnam.who_files import BURIES
from workflows.engine.forms import Guide, Result
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.phrases import HOW_INSURED, HOW_LONG_PAID
from workflows.vietnam.provincial import InsuranceForm

INSURED = ("worker", "pensioner")
"""As what somebody must have been insured, where nobody asks for how long they paid: in dossiers of before."""
NEVER = "Người chết không tham gia bảo hiểm xã hội, không hưởng lương hưu."
PUT_RIGHT = (
    " Nếu còn thời gian đóng chưa được ghi nhận, đề nghị ông/bà liên hệ cơ quan bảo hiểm xã hội để bổ sung rồi nộp lại"
    " hồ sơ."
)


class FuneralForm(InsuranceForm):
    """Tờ khai đề nghị hưởng trợ cấp mai táng (mẫu 09-HSB)."""

    filed_by = (BURIES,)

    dead: Citizen = Field(title="Người chết", description="Who died")
    receiver: Citizen = Field(title="Người lo mai táng", description="Who has arranged the funeral")
    relation: str = Field(min_length=2, max_length=60, title="Quan hệ với người chết", description="Relation")
    account: MoneyGoesTo = None

    @property
    def parties(self) -> tuple[str, ...]:
        """Who has arranged the funeral."""
        return (self.receiver.number,)


class FuneralNotice(Result):
    """Thông báo giải quyết trợ cấp mai táng."""

    template = "results/funeral_grant.html"
    kind = "TBMT"
    title = "Thông báo giải quyết trợ cấp mai táng"

    dead: Citizen
    receiver: Citizen
    relation: str
    decision: str
    amount: int
    to_account: bool

    @property
    def shown(self) -> dict[str, str]:
        """Who died, and who receives the grant."""
        return {"Người chết": self.dead.full_name, "Người nhận": self.receiver.full_name}


@procedure
class FuneralGrants(Procedure[FuneralForm, FuneralNotice]):
    """Trợ cấp mai táng: who buries somebody who was insured, or drew a pension, is paid for it once."""

    code = "2.002913.02"
    recorded_as = "workflows.insurance.funeral_grant.FuneralGrants"
    title = Words(vi="Trợ cấp mai táng", en="Funeral grant")
    decided_by = Role.AGENCY_LEADER
    by_hand = Role.SPECIALIST
    guide = Guide(who=RELATIVE, office=PROVINCIAL_INSURANCE, said="tiền mai táng phí tử tuất đám tang burial")
    waits = {
        "verify_receiver": Words(
            vi="Chờ xác minh người lo mai táng", en="Waits for it to be verified who has arranged the funeral"
        )
    }
    finished = {
        "verify_receiver": Words(vi="Đã xác minh người lo mai táng", en="Who has arranged the funeral was verified")
    }
    steps = {
        **HOW_INSURED,
        **HOW_LONG_PAID,
        "dead_kin": Words(vi="thân nhân của người chết", en="the kin of the dead"),
        "receiver_kin": Words(vi="thân nhân của người nhận", en="the kin of who receives it"),
        "grant": Words(vi="trợ cấp mai táng", en="the funeral grant"),
    }

    async def examine(self, form: FuneralForm) -> FuneralNotice:
        """See how the dead was insured, verify, approve, and let the insurance pay."""
        await self.insured(form.dead)
        await self.buried(form)
        await self.task("verify", Role.SPECIALIST)
        await self.approve()
        to, account = form.receiver, form.account.number if form.account else ""
        paid_to = {"receiver": to.number, "receiver_name": to.full_name, "account": account}
        return FuneralNotice.of(form, await self.record("grant", FuneralGrant.of(form.dead, form, **paid_to)))

    async def insured(self, dead: Citizen) -> None:
        """See that the dead drew a pension, or paid for long enough (Articles 85 and 109)."""
        known = await self.look_up("insured", InsuredBy.of(dead))
        if not self.filed.lasts:
            await self.require(known is not None and known.insured_as in INSURED, NEVER, "insured")
        elif known is None or known.insured_as != "pensioner":
            paid = await self.find("months_paid", MonthsPaidBy.of(dead), NEVER, "insured")
            lacking = too_few(paid, self.rules.figures)
            await self.require(not lacking, lacking, "paid_enough")

    async def buried(self, form: FuneralForm) -> None:
        """Of parent, child or spouse by the register it is taken that they buried the dead; anybody else proves it."""
        if not self.filed.proves:
            return
        dead, receiver = form.dead, form.receiver
        theirs, own = await self.look_up_all(("dead_kin", KinOf.of(dead)), ("receiver_kin", KinOf.of(receiver)))
        of_dead = theirs is not None and receiver.number in (theirs.father, theirs.mother, theirs.spouse)
        of_receiver = own is not None and dead.number in (own.father, own.mother, own.spouse)
        if not (of_dead or of_receiver):
            await self.task("verify_receiver", Role.SPECIALIST)


def too_few(paid: MonthsPaid, figures: Mapping[str, int]) -> str:
    """Say that too few months were paid, where no accident at work was the cause: by employers, else in all."""
    least, in_all = figures["least_compulsory"], figures["least_in_all"]
    if paid.work_accident or paid.compulsory >= least or paid.total >= in_all:
        return ""
    return (
        f"Người chết đóng bảo hiểm xã hội bắt buộc {paid.compulsory} tháng, chưa đủ {least} tháng; đóng tất cả"
        f" {paid.total} tháng, chưa đủ {in_all} tháng.{PUT_RIGHT}"
    )

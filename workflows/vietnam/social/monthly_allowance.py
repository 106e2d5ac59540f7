"""Monthly social allowance (trợ cấp xã hội hằng tháng): Decree 20/2021/NĐ-CP, Articles 4 to 8."""

import asyncio
from datetime import date

from pydantic import Field

from domain.base.calendar import age, months_after
from domain.base.law import Role
from domain.base.words import Words
from domain.registers.query import Answer
from domain.vietnam.guide import COMMUNE
from domain.vietnam.people.declared import Resident
from domain.vietnam.queries.insurance import InsuredBy
from domain.vietnam.queries.payments import Account, MoneyGoesTo
from domain.vietnam.queries.population import IdentityOf
from domain.vietnam.queries.social import (
    AllowancesOf,
    Beneficiary,
    Disability,
    DisabilityOf,
    Household,
    HouseholdOf,
    MonthlyPayments,
    NewAllowance,
    Rate,
)
from domain.vietnam.who_files import kin, themselves
from workflows.engine.forms import Filing, Guide, Paper
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.personal import UNBORN, PersonForm, PersonResult, wrong
from workflows.vietnam.phrases import HOW_INSURED, PERSON
from workflows.vietnam.social.allowance_groups import (
    DISABLED,
    KINDS,
    POOR,
    SEEN,
    Kind,
    coefficient,
    last_month,
    rates,
    what_is_lacking,
)

NEED = Words(
    vi="Giấy tờ chứng minh hoàn cảnh (trẻ em không có nguồn nuôi dưỡng, đơn thân nuôi con, nhiễm HIV)",
    en="Proof of the need: of a child whom nobody brings up, a single parent, HIV",
)
BRING = "Nếu hoàn cảnh đã thay đổi, đề nghị ông/bà nộp lại hồ sơ kèm giấy tờ chứng minh."


class AllowanceForm(PersonForm):
    """Tờ khai đề nghị trợ cấp xã hội."""

    choices = {
        "kind=severe": Words(vi="Người khuyết tật nặng", en="A person with a severe disability"),
        "kind=special": Words(vi="Người khuyết tật đặc biệt nặng", en="A person with a very severe disability"),
        "kind=orphan": Words(vi="Trẻ em không có nguồn nuôi dưỡng", en="A child whom nobody brings up"),
        "kind=single_parent": Words(
            vi="Người đơn thân thuộc hộ nghèo đang nuôi con", en="A poor parent who brings up children alone"
        ),
        "kind=hiv": Words(vi="Người nhiễm HIV thuộc hộ nghèo", en="A poor person who lives with HIV"),
        "kind=elderly_alone": Words(
            vi="Người cao tuổi thuộc hộ nghèo không có người phụng dưỡng", en="A poor old person whom nobody supports"
        ),
        "kind=elderly": Words(
            vi="Người cao tuổi không có lương hưu (nay là hưu trí xã hội, thủ tục 1.014027)",
            en="An old person without a pension (now the social pension, procedure 1.014027)",
        ),
    }

    filed_by = (themselves(), kin("relation"))

    person: Resident = Field(title="Người hưởng trợ cấp", description="Whom the allowance is for")
    kind: Kind = Field(title="Diện hưởng trợ cấp", description="Why it is asked for")
    need: str = Field(
        default="",
        max_length=500,
        title="Hoàn cảnh: con đang nuôi, người phụng dưỡng, nơi học hoặc nơi điều trị",
        description="Your need: children you bring up, who supports you, where you study or are treated",
    )
    account: MoneyGoesTo = None
    relation: str = Field(
        default="",
        max_length=60,
        title="Quan hệ của người nộp với người hưởng, nếu nộp thay",
        description="How you are related to them, where you file for them",
    )

    @property
    def competent(self) -> str:
        """The commune where the person lives (Article 8)."""
        return self.person.commune

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: somebody not yet born, a need of which nothing is said."""
        unsaid = Words(
            vi="Ông/bà ghi hoàn cảnh của người hưởng: không có cơ sở dữ liệu nào biết.",
            en="Say what the need is: no register knows it.",
        )
        return wrong((self.person.born > filed.day, UNBORN), (self.kind in SEEN and not self.need.strip(), unsaid))


class Need(Answer):
    """Hoàn cảnh đã xác minh: whether the need is as it was declared, and how many children count."""

    so: bool = Field(title="Đúng hoàn cảnh đã khai", description="Whether the need is as declared")
    children: int = Field(default=0, ge=0, le=15, title="Số con được tính hưởng", description="Children who count")


class AllowanceDecision(PersonResult):
    """Quyết định về việc trợ cấp xã hội hằng tháng."""

    template = "results/monthly_allowance.html"
    kind = "QDTCXH"
    title = "Quyết định trợ cấp xã hội hằng tháng"

    person: Resident
    what: str
    coefficient: int
    amount: int
    since: date
    beneficiary: str
    account: Account | None
    rates: tuple[Rate, ...] = ()
    """From month to month, as age makes it more or less; none in a decision of before."""
    until: date | None = None
    """The last month, where age ends it."""


@procedure
class MonthlyAllowance(Procedure[AllowanceForm, AllowanceDecision]):
    """Trợ cấp xã hội hằng tháng: who is badly disabled, or in a need that the law names, is paid every month."""

    code = "1.001776"
    recorded_as = "workflows.social.monthly_allowance.MonthlyAllowance"
    papers = (Paper(kind="need", title=NEED, required=False),)
    answers = (Need,)
    title = Words(vi="Thực hiện trợ cấp xã hội hằng tháng", en="Monthly social allowance")
    decided_by = Role.COMMUNE_LEADER
    by_hand = Role.SPECIALIST
    guide = Guide(
        who=Words(
            vi="Người thuộc diện được trợ cấp, hoặc người thân nộp thay",
            en="Whoever the allowance is for, or a relative for them",
        ),
        office=COMMUNE,
        said="người già cao tuổi khuyết tật trẻ mồ côi đơn thân tiền hằng tháng elderly disabled orphan pension",
    )
    steps = {
        **HOW_INSURED,
        **PERSON,
        "disability": Words(vi="mức độ khuyết tật", en="the degree of disability"),
        "household": Words(vi="hộ nghèo", en="whether the household is poor"),
        "allowances": Words(vi="trợ cấp đang hưởng", en="allowances that are paid already"),
        "allowance": Words(vi="khoản trợ cấp", en="the allowance"),
        "payments": Words(vi="việc chi trả các tháng sau", en="the later months' payment"),
        "first_month": Words(vi="khoản chi trả tháng đầu", en="the first month's payment"),
        "first_month_account": Words(vi="tài khoản nhận tiền", en="the account that it is paid to"),
    }
    waits = {
        "need": Words(vi="Chờ xác minh hoàn cảnh", en="Waits for the need to be looked into"),
        "posting": Words(vi="Đang niêm yết công khai", en="Is posted publicly"),
        "objection": Words(vi="Chờ xem xét ý kiến không đồng ý", en="An objection waits to be looked into"),
    }
    finished = {
        "need": Words(vi="Đã xác minh hoàn cảnh", en="The need was looked into"),
        "objection": Words(vi="Đã xem xét ý kiến không đồng ý", en="The objection was looked into"),
    }

    async def examine(self, form: AllowanceForm) -> AllowanceDecision:
        """Compare, verify, post, hear who objects, decide, and enter the allowance."""
        who, figures = form.person, self.rules.figures
        person, allowances, insured, proof = await asyncio.gather(
            self.look_up("person", IdentityOf.of(who)),
            self.look_up("allowances", AllowancesOf.of(who)),
            self.look_up("insured", InsuredBy.of(who)),
            self.proof(form),
        )
        await self.compare(form, person=person)
        drawn = [*(allowances.drawn_on(self.filed_on) if allowances else ())]
        if insured and insured.draws_pension:
            drawn.append("lương hưu")
        years = age(who.born, self.filed_on)
        if lacking := what_is_lacking(form.kind, years, proof, figures):
            await self.refuse(lacking, "entitled")
        await self.require(not drawn, f"Đang hưởng {', '.join(drawn)}.", "nothing_else")
        children = await self.needy(form) if form.kind in SEEN else 0
        await self.task("verify", Role.SPECIALIST)
        await self.posted(form)
        await self.approve()
        since, steps = self.approved_on.replace(day=1), tuple[Rate, ...]()
        if self.filed.lasts:
            steps = rates(form.kind, who.born, since, figures, children)
        share = steps[0].coefficient if steps else coefficient(form.kind, years, figures, children)
        new = allowance(form, share, since, figures)
        decided = decision(form, new, await self.record("allowance", new), steps, figures)
        if not self.filed.one_form:
            await self.first_month(form, decided)  # which came before the seal then, and may be under way
        return decided

    async def proof(self, form: AllowanceForm) -> Disability | Household | None:
        """What a register knows of the group that is declared."""
        if form.kind in POOR:
            return await self.look_up("household", HouseholdOf.of(form.person))
        return await self.look_up("disability", DisabilityOf.of(form.person)) if form.kind in DISABLED else None

    async def needy(self, form: AllowanceForm) -> int:
        """Have the need looked into that no register knows; give how many children count."""
        seen = await self.task("need", Role.SPECIALIST, ("answer",), Need)
        need = Need.model_validate(seen.personal["answer"])
        alone = form.kind != "single_parent" or need.children > 0
        await self.require(need.so and alone, f"Không đúng là {KINDS[form.kind]}. {BRING}", "entitled")
        return need.children

    async def posted(self, form: AllowanceForm) -> None:
        """Post who is to be paid, but never who lives with HIV; look into an objection (Article 8)."""
        if form.kind == "hiv":
            return
        if await self.post("posting", Role.SPECIALIST, self.rules.figures["posting_days"]):
            found = await self.task("objection", Role.SPECIALIST, ("unfounded", "founded"))
            founded = "Ý kiến không đồng ý khi niêm yết công khai là có căn cứ."
            await self.require(found.decision == "unfounded", founded, "posted", doubt=True)

    async def afterwards(self, form: AllowanceForm, result: AllowanceDecision) -> None:
        """Pay the first month, once the decision is signed and sealed, and have every later one paid like it."""
        first = await self.first_month(form, result) if self.filed.one_form else ""
        if not self.filed.lasts or (second := months_after(result.since, 1)) > (result.until or second):
            return
        order = {"decision": self.number, "since": second, "first_paid": first}
        await self.record("payments", MonthlyPayments.of(form.person, result, **order))

    async def first_month(self, form: AllowanceForm, decided: AllowanceDecision) -> str:
        """Pay it, to their own account or at the counter; give the transaction, if any."""
        content = f"Trợ cấp xã hội tháng {decided.since:%m/%Y}"
        return await self.pay_out("first_month", form.person.number, decided.amount, form.account, content)


def allowance(form: AllowanceForm, share: int, since: date, figures: dict[str, int]) -> NewAllowance:
    """What the database is told: so much from the month of the decision (Article 8)."""
    return NewAllowance(
        number=form.person.number,
        full_name=form.person.full_name,
        what="disability" if form.kind == "severe" or form.kind == "special" else form.kind,
        coefficient=share,
        amount=figures["standard"] * share // 1000,
        since=since,
        to_account=form.account is not None,
    )


def decision(
    form: AllowanceForm, new: NewAllowance, entered: Beneficiary, steps: tuple[Rate, ...], figures: dict[str, int]
) -> AllowanceDecision:
    """What they are given."""
    told = new.model_dump(include={"coefficient", "amount", "since"})
    if steps:
        told |= {"rates": steps, "until": last_month(form.kind, form.person.born, new.since, figures)}
    return AllowanceDecision(
        person=form.person, what=KINDS[form.kind], account=form.account, beneficiary=entered.beneficiary, **told
    )

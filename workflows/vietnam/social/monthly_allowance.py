"""Monthly social allowance (trợ cấp xã hội hằng tháng): Decree 20/2021/NĐ-CP, Articles 4 to 8."""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.base.calendar import age
from domain.base.law import Role
from domain.base.words import Words
from domain.vietnam.guide import COMMUNE
from domain.vietnam.people.declared import Resident
from domain.vietnam.queries.insurance import InsuredBy
from domain.vietnam.queries.payments import Account, MoneyGoesTo
from domain.vietnam.queries.population import IdentityOf
from domain.vietnam.queries.social import AllowancesOf, Beneficiary, Disability, DisabilityOf, NewAllowance
from domain.vietnam.who_files import kin, themselves
from workflows.engine.forms import Filing, Guide
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.personal import UNBORN, PersonForm, PersonResult, wrong
from workflows.vietnam.phrases import HOW_INSURED, PERSON

Kind = Literal["severe", "special", "elderly"]
KINDS: dict[Kind, str] = {
    "severe": "người khuyết tật nặng",
    "special": "người khuyết tật đặc biệt nặng",
    "elderly": "người cao tuổi không có lương hưu, trợ cấp",
}


class AllowanceForm(PersonForm):
    """Tờ khai đề nghị trợ cấp xã hội."""

    choices = {
        "kind=severe": Words(vi="Người khuyết tật nặng", en="A person with a severe disability"),
        "kind=special": Words(vi="Người khuyết tật đặc biệt nặng", en="A person with a very severe disability"),
        "kind=elderly": Words(
            vi="Người cao tuổi không có lương hưu, trợ cấp", en="An old person without a pension or an allowance"
        ),
    }

    filed_by = (themselves(), kin("relation"))

    person: Resident = Field(title="Người hưởng trợ cấp", description="Whom the allowance is for")
    kind: Kind = Field(title="Diện hưởng trợ cấp", description="Why it is asked for")
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
        """Name what cannot be true: somebody not yet born."""
        return wrong((self.person.born > filed.day, UNBORN))


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


@procedure
class MonthlyAllowance(Procedure[AllowanceForm, AllowanceDecision]):
    """Trợ cấp xã hội hằng tháng: who is badly disabled or old, and has nothing else, is paid every month."""

    code = "1.001776"
    recorded_as = "workflows.social.monthly_allowance.MonthlyAllowance"
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
        "allowances": Words(vi="trợ cấp đang hưởng", en="allowances that are paid already"),
        "allowance": Words(vi="khoản trợ cấp", en="the allowance"),
        "first_month": Words(vi="khoản chi trả tháng đầu", en="the first month's payment"),
        "first_month_account": Words(vi="tài khoản nhận tiền", en="the account that it is paid to"),
    }
    waits = {
        "posting": Words(vi="Đang niêm yết công khai", en="Is posted publicly"),
        "objection": Words(vi="Chờ xem xét ý kiến không đồng ý", en="An objection waits to be looked into"),
    }
    finished = {"objection": Words(vi="Đã xem xét ý kiến không đồng ý", en="The objection was looked into")}

    async def examine(self, form: AllowanceForm) -> AllowanceDecision:
        """Compare, verify, post, hear who objects, decide, and enter the allowance."""
        who, figures = form.person, self.rules.figures
        person, disability, allowances, insured = await self.look_up_all(
            ("person", IdentityOf.of(who)),
            ("disability", DisabilityOf.of(who)),
            ("allowances", AllowancesOf.of(who)),
            ("insured", InsuredBy.of(who)),
        )
        await self.compare(form, person=person)
        drawn = [*(allowances.drawn_on(self.filed_on) if allowances else ())]
        if insured and insured.draws_pension:
            drawn.append("lương hưu")
        if lacking := what_is_lacking(form, disability, self.filed_on, figures):
            await self.refuse(lacking, "entitled")
        await self.require(not drawn, f"Đang hưởng {', '.join(drawn)}.", "nothing_else")
        await self.task("verify", Role.SPECIALIST)
        if await self.post("posting", Role.SPECIALIST, figures["posting_days"]):
            found = await self.task("objection", Role.SPECIALIST, ("unfounded", "founded"))
            founded = "Ý kiến không đồng ý khi niêm yết công khai là có căn cứ."
            await self.require(found.decision == "unfounded", founded, "posted", doubt=True)
        await self.approve()
        new = allowance(form, self.filed_on, self.approved_on, figures)
        decided = decision(form, new, await self.record("allowance", new))
        if not self.filed.one_form:
            await self.first_month(form, decided)  # which came before the seal then, and may be under way
        return decided

    async def afterwards(self, form: AllowanceForm, result: AllowanceDecision) -> None:
        """Pay the first month, once the decision is signed and sealed."""
        if self.filed.one_form:
            await self.first_month(form, result)

    async def first_month(self, form: AllowanceForm, decided: AllowanceDecision) -> None:
        """Pay it, to their own account or at the counter."""
        content = f"Trợ cấp xã hội tháng {decided.since:%m/%Y}"
        await self.pay_out("first_month", form.person.number, decided.amount, form.account, content)


def what_is_lacking(form: AllowanceForm, disability: Disability | None, day: date, figures: dict[str, int]) -> str:
    """Say in what they are not as old, or by their paper as disabled, as they declare (Article 5)."""
    old = figures["age_elderly"]
    if form.kind == "elderly":
        return "" if age(form.person.born, day) >= old else f"Chưa đủ {old} tuổi."
    proven = disability is not None and disability.degree == form.kind
    return "" if proven else f"Không có giấy xác nhận là {KINDS[form.kind]}."


def coefficient(form: AllowanceForm, day: date, figures: dict[str, int]) -> int:
    """The coefficient in thousandths (hệ số, Article 6): more for the disabled who are children or old."""
    years, share = age(form.person.born, day), figures[f"coefficient_{form.kind}"]
    dependent = form.kind != "elderly" and (years < figures["adult_from"] or years >= figures["old_from"])
    return share + figures["coefficient_dependent"] * dependent


def allowance(form: AllowanceForm, filed_on: date, decided_on: date, figures: dict[str, int]) -> NewAllowance:
    """What the database is told: so much from the month of the decision (Article 8)."""
    share = coefficient(form, filed_on, figures)
    return NewAllowance(
        number=form.person.number,
        full_name=form.person.full_name,
        what="elderly" if form.kind == "elderly" else "disability",
        coefficient=share,
        amount=figures["standard"] * share // 1000,
        since=decided_on.replace(day=1),
        to_account=form.account is not None,
    )


def decision(form: AllowanceForm, new: NewAllowance, entered: Beneficiary) -> AllowanceDecision:
    """What they are given."""
    told = new.model_dump(include={"coefficient", "amount", "since"})
    return AllowanceDecision(
        person=form.person, what=KINDS[form.kind], account=form.account, beneficiary=entered.beneficiary, **told
    )

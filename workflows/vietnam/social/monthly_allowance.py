"""Monthly social allowance (trợ cấp xã hội hằng tháng): Decree 20/2021/NĐ-CP, Articles 4 to 8."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field

from domain.base.calendar import age, months_after
from domain.base.law import Role
from domain.base.words import Words
from domain.filing.model import LASTING
from domain.registers.query import Answer
from domain.vietnam.guide import COMMUNE
from domain.vietnam.people.declared import Declared, Resident
from domain.vietnam.queries.insurance import Insured, InsuredBy
from domain.vietnam.queries.payments import Account, MoneyGoesTo
from domain.vietnam.queries.population import IdentityOf
from domain.vietnam.queries.social import (
    AllowanceChange,
    AllowanceEnd,
    AllowancesOf,
    Disability,
    DisabilityOf,
    EndGround,
    Household,
    HouseholdOf,
    MonthlyPayments,
    NewAllowance,
    Rate,
    What,
)
from domain.vietnam.who_files import kin, themselves
from workflows.engine.forms import Filing, Guide, Paper
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.personal import UNBORN, PersonForm, PersonResult, wrong
from workflows.vietnam.phrases import HOW_INSURED, PERSON, said_as
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
ENDS: dict[EndGround, Words] = {
    "died": Words(vi="Người hưởng đã chết", en="They died"),
    "moved": Words(vi="Chuyển nơi cư trú khỏi xã, phường", en="They moved out of the commune"),
    "no_longer": Words(vi="Không còn đủ điều kiện hưởng", en="The conditions are no longer met"),
    "declined": Words(vi="Không còn nhu cầu hưởng", en="They want it no longer"),
}
"""Why it is paid no more (Article 8)."""
UNENDED = Words(
    vi="Đề nghị thôi hưởng thì ông/bà ghi lý do và ngày thay đổi; đề nghị khác thì không ghi.",
    en="Say why and since when it is to end; and only where you ask for that.",
)
ANOTHER_FILING = Words(
    vi="Hồ sơ này chỉ đề nghị hưởng trợ cấp: điều chỉnh, thôi hưởng thì ông/bà nộp hồ sơ khác.",
    en="This application asks only that an allowance is paid: file another for its change or end.",
)
NOT_DRAWN = "Không đang hưởng trợ cấp xã hội hằng tháng. Nếu chưa hưởng, đề nghị ông/bà nộp hồ sơ đề nghị hưởng."
BRING = "Nếu hoàn cảnh đã thay đổi, đề nghị ông/bà nộp lại hồ sơ kèm giấy tờ chứng minh."


class Ending(Declared):
    """Why and since when an allowance is to be paid no more."""

    ground: EndGround = Field(title="Lý do thôi hưởng", description="Why it is to end", json_schema_extra=said_as(ENDS))
    on: date = Field(title="Ngày thay đổi", description="Since when it is so")


class AllowanceForm(PersonForm):
    """Tờ khai đề nghị trợ cấp xã hội."""

    choices = {
        "matter=new": Words(vi="Hưởng trợ cấp", en="That an allowance is paid"),
        "matter=adjust": Words(vi="Điều chỉnh mức hoặc diện đang hưởng", en="That another sum or group is paid"),
        "matter=end": Words(vi="Thôi hưởng", en="That nothing is paid any more"),
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
    matter: Literal["new", "adjust", "end"] = Field(
        default="new", title="Nội dung đề nghị", description="What you ask for"
    )
    ended: Ending | None = Field(default=None, title="Thôi hưởng", description="Where it is to end")

    @property
    def competent(self) -> str:
        """The commune where the person lives (Article 8)."""
        return self.person.commune

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: somebody not yet born, a need or an end of which nothing is said."""
        unsaid = Words(
            vi="Ông/bà ghi hoàn cảnh của người hưởng: không có cơ sở dữ liệu nào biết.",
            en="Say what the need is: no register knows it.",
        )
        early = Words(vi="Ngày thay đổi ở tương lai.", en="The day of the change lies in the future.")
        return wrong(
            (self.person.born > filed.day, UNBORN),
            (self.kind in SEEN and self.matter != "end" and not self.need.strip(), unsaid),
            ((self.matter == "end") != (self.ended is not None), UNENDED),
            (self.ended is not None and self.ended.on > filed.day, early),
            (self.matter != "new" and filed.edition < LASTING, ANOTHER_FILING),
        )


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
    matter: Literal["new", "adjust", "end"] = "new"
    ends: str = ""
    """Why it is paid no more."""


@procedure
class MonthlyAllowance(Procedure[AllowanceForm, AllowanceDecision]):
    """Trợ cấp xã hội hằng tháng: who is badly disabled, or in a need that the law names, is paid every month."""

    code = "1.001776"
    recorded_as = "workflows.social.monthly_allowance.MonthlyAllowance"
    papers = (Paper(kind="need", title=NEED, required=False),)
    answers = (Need,)
    title = Words(
        vi="Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hằng tháng",
        en="Monthly social allowance: start, change, end",
    )
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
        "allowance_change": Words(vi="việc điều chỉnh trợ cấp", en="the change of the allowance"),
        "allowance_end": Words(vi="việc thôi hưởng trợ cấp", en="the end of the allowance"),
        "later_months": Words(vi="việc chi trả các tháng sau", en="the later months' payment"),
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

    @classmethod
    def preview(cls, form: AllowanceForm, applicant: Mapping[str, str]) -> dict[str, Any]:
        """The draft says what it is about: that something is paid, paid otherwise, or no more."""
        return super().preview(form, applicant) | {"matter": form.matter, "what": KINDS[form.kind]}

    async def examine(self, form: AllowanceForm) -> AllowanceDecision:
        """Compare, see that it is due, verify, post, hear who objects, decide; enter it, where it is a new one."""
        who, figures = form.person, self.rules.figures
        person, allowances, insured, proof = await asyncio.gather(
            self.look_up("person", IdentityOf.of(who)),
            self.look_up("allowances", AllowancesOf.of(who)),
            self.insured(form),
            self.proof(form),
        )
        await self.compare(form, person=person)
        drawn = [*(allowances.drawn_on(self.filed_on) if allowances else ())]
        if form.matter != "new":
            await self.require(bool(drawn), NOT_DRAWN, "drawn")
            drawn = []
        if insured and insured.draws_pension:
            drawn.append("lương hưu")
        children = 0 if form.ended else await self.entitled(form, drawn, proof)
        await self.task("verify", Role.SPECIALIST)
        await self.posted(form)
        await self.approve()
        since, steps = self.since(form), tuple[Rate, ...]()
        if self.filed.lasts and not form.ended:
            steps = rates(form.kind, who.born, since, figures, children)
        share = steps[0].coefficient if steps else 0
        if not self.filed.lasts:
            share = coefficient(form.kind, age(who.born, self.filed_on), figures, children)
        new = allowance(form, share, since, figures)
        entered = (await self.record("allowance", new)).beneficiary if form.matter == "new" else ""
        decided = decision(form, new, entered, steps, figures)
        if not self.filed.one_form:
            await self.first_month(form, decided)  # which came before the seal then, and may be under way
        return decided

    def since(self, form: AllowanceForm) -> date:
        """The month from which it is decided: this one, or for a change and an end the one after it (Article 8)."""
        if form.matter == "new":
            return self.approved_on.replace(day=1)
        changed = form.ended.on if form.ended else self.approved_on
        return months_after(changed.replace(day=1), self.rules.figures["changes_after_months"])

    async def insured(self, form: AllowanceForm) -> Insured | None:
        """How they are insured; of who wants it no more nobody asks."""
        return None if form.ended else await self.look_up("insured", InsuredBy.of(form.person))

    async def entitled(self, form: AllowanceForm, drawn: list[str], proof: Disability | Household | None) -> int:
        """See that they are of the group that they declare and draw nothing else; give how many children count."""
        if lacking := what_is_lacking(form.kind, age(form.person.born, self.filed_on), proof, self.rules.figures):
            await self.refuse(lacking, "entitled")
        await self.require(not drawn, f"Đang hưởng {', '.join(drawn)}.", "nothing_else")
        return await self.needy(form) if form.kind in SEEN else 0

    async def proof(self, form: AllowanceForm) -> Disability | Household | None:
        """What a register knows of the group that is declared."""
        if form.ended:
            return None
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
        if form.kind == "hiv" or form.ended:
            return
        if await self.post("posting", Role.SPECIALIST, self.rules.figures["posting_days"]):
            found = await self.task("objection", Role.SPECIALIST, ("unfounded", "founded"))
            founded = "Ý kiến không đồng ý khi niêm yết công khai là có căn cứ."
            await self.require(found.decision == "unfounded", founded, "posted", doubt=True)

    async def afterwards(self, form: AllowanceForm, result: AllowanceDecision) -> None:
        """Once it is sealed: pay the first month and have every later one paid like it; or change that, or end it."""
        who = form.person
        if form.ended:
            end = AllowanceEnd.of(who, result, decision=self.number, ground=form.ended.ground)
            await self.record("allowance_end", end)
        elif form.matter == "adjust":
            change = AllowanceChange.of(who, result, decision=self.number, what=what(form.kind))
            await self.record("allowance_change", change)
        elif self.filed.one_form:
            first, second = await self.first_month(form, result), months_after(result.since, 1)
            if self.filed.lasts and second <= (result.until or second):
                order = {"decision": self.number, "since": second, "first_paid": first}
                await self.record("later_months", MonthlyPayments.of(who, result, **order))

    async def first_month(self, form: AllowanceForm, decided: AllowanceDecision) -> str:
        """Pay it, to their own account or at the counter; give the transaction, if any."""
        content = f"Trợ cấp xã hội tháng {decided.since:%m/%Y}"
        return await self.pay_out("first_month", form.person.number, decided.amount, form.account, content)


def allowance(form: AllowanceForm, share: int, since: date, figures: dict[str, int]) -> NewAllowance:
    """What the database is told: so much from the month of the decision (Article 8)."""
    return NewAllowance(
        number=form.person.number,
        full_name=form.person.full_name,
        what=what(form.kind),
        coefficient=share,
        amount=figures["standard"] * share // 1000,
        since=since,
        to_account=form.account is not None,
    )


def what(kind: Kind) -> What:
    """As what the database has a group."""
    return "disability" if kind == "severe" or kind == "special" else kind


def decision(
    form: AllowanceForm, new: NewAllowance, entered: str, steps: tuple[Rate, ...], figures: dict[str, int]
) -> AllowanceDecision:
    """What they are given."""
    told = new.model_dump(include={"coefficient", "amount", "since"})
    if steps:
        told |= {"rates": steps, "until": last_month(form.kind, form.person.born, new.since, figures)}
    if form.ended:
        told |= {"ends": ENDS[form.ended.ground].vi}
    return AllowanceDecision(
        person=form.person,
        what=KINDS[form.kind],
        account=form.account,
        beneficiary=entered,
        matter=form.matter,
        **told,
    )

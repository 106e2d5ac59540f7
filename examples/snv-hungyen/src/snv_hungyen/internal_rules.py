"""Registration of internal labour rules (đăng ký nội quy lao động): Labour Code 45/2019/QH14, Articles 118 to 121."""

from datetime import date, timedelta

from motcua import Answer, Filer, Filing, Form, Paper, Procedure, Result, Role, Words, procedure
from motcua.vietnam import CitizenNumber
from pydantic import Field

from snv_hungyen.employers import REGISTER, EmployerByCode

HOME_AFFAIRS = "33.SNV"
"""As the province's list of offices has it."""
EMPLOYER = Filer(role="employer", words=Words(vi="người sử dụng lao động", en="the employer"), organisation="employer")
SPEAKS_FOR_IT = Filer(
    role="representative",
    words=Words(vi="người đại diện theo pháp luật", en="its legal representative"),
    at=("representative",),
)


class InternalRulesForm(Form):
    """Văn bản đề nghị đăng ký nội quy lao động."""

    filed_by = (EMPLOYER, SPEAKS_FOR_IT)
    decided_at = HOME_AFFAIRS

    employer: str = Field(pattern=r"^\d{10}$", title="Mã số doanh nghiệp", description="Enterprise code")
    name: str = Field(min_length=3, max_length=200, title="Tên người sử dụng lao động", description="Employer")
    representative: CitizenNumber = Field(
        title="Số định danh của người đại diện theo pháp luật", description="Legal representative"
    )
    decision: str = Field(
        min_length=1, max_length=60, title="Số quyết định ban hành", description="Decision that issued the rules"
    )
    issued_on: date = Field(title="Ngày ban hành", description="Day on which the rules were issued")

    @property
    def competent(self) -> str:
        """The province's department of home affairs."""
        return self.decided_at

    @property
    def parties(self) -> tuple[str, ...]:
        """Who speaks for the employer may not decide on it."""
        return (self.representative,)

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: rules that are not issued yet."""
        if self.issued_on > filed.day:
            return [Words(vi="Ngày ban hành nội quy ở tương lai.", en="The rules are issued in the future.")]
        return []


class RulesRead(Answer):
    """What the specialist found when reading the rules (kết quả thẩm tra nội quy)."""

    contrary: str = Field(default="", max_length=1000, title="Nội dung trái pháp luật, nếu có")


class RulesRegistered(Result):
    """Thông báo về việc đăng ký nội quy lao động."""

    template = "snv_hungyen/internal_rules.html"
    kind = "DKNQLD"

    employer: str
    name: str
    decision: str
    issued_on: date
    received_on: date
    in_force_on: date


@procedure
class InternalRules(Procedure[InternalRulesForm]):
    """Đăng ký nội quy lao động: what an employer of ten or more demands of its people is read against the law."""

    code = "2.001955"
    title = Words(vi="Đăng ký nội quy lao động", en="Registration of internal labour rules")
    form = InternalRulesForm
    papers = (
        Paper(kind="rules", title=Words(vi="Nội quy lao động", en="Internal labour rules")),
        Paper(
            kind="opinion",
            title=Words(vi="Văn bản góp ý của tổ chức đại diện người lao động", en="Opinion of the employees' body"),
            required=False,
        ),
    )
    result = RulesRegistered
    decided_by = Role.AGENCY_LEADER
    organisations = True
    answers = (RulesRead,)
    agencies = (REGISTER,)
    waits = {
        "read_rules": Words(
            vi="Chờ đối chiếu nội quy với Bộ luật Lao động", en="Waits for the rules to be read against the Labour Code"
        )
    }
    finished = {
        "read_rules": Words(
            vi="Đã đối chiếu nội quy với Bộ luật Lao động", en="The rules were read against the Labour Code"
        )
    }
    steps = {"employer": Words(vi="người sử dụng lao động", en="the employer")}
    by_hand = Role.SPECIALIST

    async def examine(self, form: InternalRulesForm) -> RulesRegistered:
        """See that the employer has to register, read the rules against the law, approve."""
        none = f"Không có người sử dụng lao động mã số {form.employer}."
        known, least = await self.find("employer", of(form), none, "employer"), self.rules.figures["least_employees"]
        few = f"Dưới {least} người lao động, không phải đăng ký nội quy lao động."
        await self.require(known.employees >= least, few, "enough_employees")
        read = await self.task("read_rules", Role.SPECIALIST, ("answer",), RulesRead)
        if contrary := RulesRead.model_validate(read.personal["answer"]).contrary:
            await self.refuse(f"Nội quy lao động có nội dung trái pháp luật: {contrary}.", "lawful")
        await self.approve()
        return registered(form, self.accepted_on, self.rules.figures["days_to_force"])


def of(form: InternalRulesForm) -> EmployerByCode:
    """What the register is asked."""
    return EmployerByCode(code=form.employer)


def registered(form: InternalRulesForm, received_on: date, days: int) -> RulesRegistered:
    """The rules are in force when so many days have passed since the dossier was whole (Article 121)."""
    return RulesRegistered(
        **form.model_dump(include={"employer", "name", "decision", "issued_on"}),
        received_on=received_on,
        # The day of receipt is not counted, the last day is counted whole (Civil Code, Articles 147 and 148).
        in_force_on=received_on + timedelta(days=days + 1),
    )

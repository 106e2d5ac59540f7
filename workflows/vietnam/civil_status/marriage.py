"""Marriage registration (đăng ký kết hôn): Law on Civil Status 60/2014/QH13, Articles 17 and 18."""

import asyncio
from datetime import date
from typing import Literal

from pydantic import Field

from domain.base.calendar import comes_of_age
from domain.base.law import Role
from domain.base.words import Words
from domain.filing.filers import Filer
from domain.vietnam.people.citizen_number import Sex
from domain.vietnam.people.declared import EntryInRegister, Resident
from domain.vietnam.queries.civil_status import MaritalStatus, MaritalStatusOf, MarriageEntry
from workflows.engine.forms import Filing, Form, Guide, Result
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.civil_status.marriage_status import MaritalFinding
from workflows.vietnam.personal import wrong
from workflows.vietnam.phrases import ANSWERED_ELSEWHERE, ELSEWHERE, ENTRY

Side = Literal["wife", "husband"]
SIDES: dict[Side, str] = {"wife": "Bên nữ", "husband": "Bên nam"}
EITHER = Filer(
    role="spouse",
    words=Words(vi="một trong hai bên nam, nữ", en="either of the two"),
    at=("wife.number", "husband.number"),
)


class MarriageForm(Form):
    """Tờ khai đăng ký kết hôn."""

    filed_by = (EITHER,)

    wife: Resident = Field(title="Bên nữ", description="The bride")
    husband: Resident = Field(title="Bên nam", description="The groom")
    register_where: Side = Field(
        default="wife", title="Đăng ký tại nơi cư trú của", description="Whose residence decides on the commune"
    )

    @property
    def competent(self) -> str:
        """The commune where one of them resides (Article 17)."""
        return self.side(self.register_where).commune

    @property
    def parties(self) -> tuple[str, ...]:
        """Both."""
        return (self.wife.number, self.husband.number)

    @property
    def consents(self) -> dict[str, str]:
        """Both must want it, whoever of them files."""
        return {self.wife.number: "wife", self.husband.number: "husband"}

    def side(self, side: Side) -> Resident:
        """One of them."""
        return self.wife if side == "wife" else self.husband

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: somebody unborn, a groom's number for the bride."""
        swapped = Words(
            vi="Số định danh không đúng với bên nữ, bên nam.", en="The numbers are not bride's and groom's."
        )
        return wrong(
            (
                any(born > filed.day for born in (self.wife.born, self.husband.born)),
                Words(vi="Ngày sinh ở tương lai.", en="A date of birth is in the future."),
            ),
            ((self.wife.number.sex, self.husband.number.sex) != (Sex.FEMALE, Sex.MALE), swapped),
        )


class MarriageCertificate(Result):
    """Giấy chứng nhận kết hôn."""

    template = "results/marriage_certificate.html"
    kind = "GCNKH"
    title = "Giấy chứng nhận kết hôn"

    wife: Resident
    husband: Resident
    entry_in_register: EntryInRegister
    originals: int

    @property
    def shown(self) -> dict[str, str]:
        """Wife and husband."""
        return {"Vợ": self.wife.full_name, "Chồng": self.husband.full_name}


@procedure
class MarriageRegistration(Procedure[MarriageForm, MarriageCertificate]):
    """Đăng ký kết hôn: two who are of age and free sign before the officer and become husband and wife."""

    code = "1.000894"
    recorded_as = "workflows.civil_status.marriage.MarriageRegistration"
    title = Words(vi="Đăng ký kết hôn", en="Marriage registration")
    decided_by = Role.COMMUNE_LEADER
    answers = (MaritalFinding,)
    in_person = ("sign_together",)
    guide = Guide(
        who=Words(vi="Một trong hai bên; bên kia được hỏi ý kiến trực tuyến", en="One of the two; the other is asked"),
        office=Words(
            vi="Ủy ban nhân dân xã, phường nơi một trong hai bên cư trú",
            en="The People's Committee of the commune where one of the two lives",
        ),
        said="cưới lấy vợ lấy chồng giấy hôn thú đám cưới wedding marry",
    )
    steps = {
        **ENTRY,
        "wife_status": Words(vi="tình trạng hôn nhân của bên nữ", en="the wife's marital status"),
        "husband_status": Words(vi="tình trạng hôn nhân của bên nam", en="the husband's marital status"),
        "of_age": Words(vi="cả hai bên đủ tuổi kết hôn", en="both are of age to marry"),
    }
    waits = {
        **ELSEWHERE,
        "verify_status": Words(
            vi="Chờ xác minh tình trạng hôn nhân", en="Waits for somebody's marital status to be verified"
        ),
        "sign_together": Words(
            vi="Chờ hai bên nam, nữ đến ký trước công chức", en="Waits for both to come and sign before the officer"
        ),
    }
    finished = {
        **ANSWERED_ELSEWHERE,
        "verify_status": Words(vi="Đã xác minh tình trạng hôn nhân", en="The marital status was looked into"),
        "sign_together": Words(vi="Hai bên nam, nữ đã đến trước công chức", en="Both came before the officer"),
    }

    async def examine(self, form: MarriageForm) -> MarriageCertificate:
        """Both are free, and of age when they are registered; both sign before the officer, the leader agrees."""
        known = await asyncio.gather(*(self.status(side, form) for side in SIDES))
        latest = self.last_day if self.filed.proves else self.filed_on
        of_age = {side: comes_of_age(form.side(side).born, self.rules.figures[f"age_{side}"]) for side in SIDES}
        for side, standing in zip(SIDES, known, strict=True):
            await self.require(of_age[side] <= latest, too_young(side, of_age[side]), "of_age")
            await self.require(standing.status != "married", f"{SIDES[side]} đang có vợ hoặc có chồng.", "unmarried")
        await self.verify(Role.CIVIL_STATUS_OFFICER)
        # Age counts on the day of registration, not of filing (Article 8): before it nobody signs or decides.
        if self.filed.proves and max(of_age.values()) > self.accepted_on:
            await self.until(max(of_age.values()), name="of_age")
        came = await self.task("sign_together", Role.CIVIL_STATUS_OFFICER, ("signed", "unwilling"))
        unwilling = "Việc kết hôn không do hai bên tự nguyện quyết định."
        await self.require(came.decision == "signed", unwilling, "willing")
        await self.approve()
        entry = await self.record("entry", marriage_entry(form))
        stands, originals = EntryInRegister(**entry.model_dump()), self.rules.figures["originals"]
        return MarriageCertificate.of(form, entry_in_register=stands, originals=originals)

    async def status(self, side: Side, form: MarriageForm) -> MaritalStatus | MaritalFinding:
        """Look into the register, else ask the commune where they live, else let our officer find out."""
        spouse = form.side(side)
        if known := await self.look_up(f"{side}_status", MaritalStatusOf.of(spouse)):
            return known
        if spouse.commune != form.competent:
            self.change_case("elsewhere", "Phải xác minh tình trạng hôn nhân ở nơi cư trú khác.")
            if found := await self.ask_office("verify_elsewhere", spouse.commune, MaritalFinding, spouse):
                return found
        officer, about = Role.CIVIL_STATUS_OFFICER, SIDES[side]
        done = await self.task("verify_status", officer, ("answer",), MaritalFinding, about, of=spouse)
        return MaritalFinding.model_validate(done.personal["answer"])


def too_young(side: Side, since: date) -> str:
    """Why they cannot be registered within the term, and from when on they can."""
    when = f"{since:%d/%m/%Y}"
    return f"{SIDES[side]} chưa đủ tuổi kết hôn trong thời hạn giải quyết: đề nghị nộp lại hồ sơ từ ngày {when}."


def marriage_entry(form: MarriageForm) -> MarriageEntry:
    """What the civil-status register is told."""
    return MarriageEntry(
        commune=form.competent,
        wife=form.wife.number,
        wife_name=form.wife.full_name,
        husband=form.husband.number,
        husband_name=form.husband.full_name,
    )

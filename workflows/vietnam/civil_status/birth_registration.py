"""Birth registration (đăng ký khai sinh): Law on Civil Status 60/2014/QH13, Articles 13 to 16."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field

from domain.base.calendar import age
from domain.base.law import Role
from domain.base.text import plain_name
from domain.base.words import Words
from domain.registers.query import Answer
from domain.vietnam.guide import COMMUNE_OF_PARENT, PARENT
from domain.vietnam.people.declared import Child, Declarant, EntryInRegister, Named, Newborn, Parent
from domain.vietnam.queries.civil_status import BirthEntry, BirthInBooks, BirthsOf, Marriage, MarriageOf, RegisterEntry
from domain.vietnam.queries.population import GrantNumber, KinOf, Person, PersonByNumber
from workflows.engine.forms import Filing, Form, Guide, Result
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.civil_status.birth_filing import ALONE, CHOICES, FILED_BY, FINISHED, PAPERS, STEPS, WAITS

YOUNGEST_PARENT = 12
"""Years; below it a declaration is taken for a slip of the pen, not for a parent."""
MOTHER, FATHER = Words(vi="mẹ", en="mother"), Words(vi="cha", en="father")
UNMARRIED = (
    "Cha, mẹ không có quan hệ hôn nhân: để trống phần ghi về cha, hoặc làm thủ tục đăng ký khai sinh kết hợp"
    " nhận cha, mẹ, con (1.000689)."
)


class BirthForm(Form):
    """Tờ khai đăng ký khai sinh."""

    choices = CHOICES

    filed_by = FILED_BY

    child: Child = Field(title="Trẻ em", description="The child")
    mother: Parent = Field(title="Mẹ", description="Mother")
    father: Parent | None = Field(default=None, title="Cha", description="Father")
    register_where: Literal["mother", "father"] = Field(
        default="mother", title="Đăng ký tại nơi cư trú của", description="At whose residence it is registered"
    )
    """Whose residence decides which commune is competent (Article 13)."""
    twin: bool = Field(
        default=False, title="Trẻ là con sinh đôi, sinh ba trở lên", description="Whether the child is one of twins"
    )
    proved_by: Literal["birth_record", "witnesses", "declaration"] = Field(
        default="birth_record", title="Giấy tờ chứng minh việc sinh", description="What proves the birth"
    )
    relation: str = Field(
        default="",
        max_length=60,
        title="Quan hệ của người nộp với trẻ, nếu không phải cha, mẹ",
        description="How you are related to the child, where you are no parent",
    )
    agreed_with: Literal["mother", "father"] = Field(
        default="mother",
        title="Cha hoặc mẹ đã thống nhất nội dung khai sinh với người nộp, nếu người nộp không phải cha, mẹ",
        description="With which parent it was agreed on, where you are no parent",
    )
    brings_up: bool = Field(
        default=False,
        title="Người nộp đang nuôi dưỡng trẻ, cha mẹ không thể thống nhất nội dung khai sinh",
        description="Whether you bring the child up, and no parent can agree",
    )
    exempt: bool = Field(
        default=False,
        title="Thuộc diện miễn lệ phí nếu đăng ký quá hạn (hộ nghèo, người khuyết tật, người có công)",
        description="Whether no fee is paid though it is late: the poor, the disabled, people of merit",
    )

    @property
    def competent(self) -> str:
        """Code of the commune where the chosen parent resides."""
        parent = self.father if self.register_where == "father" and self.father else self.mother
        return parent.commune

    @property
    def parties(self) -> tuple[str, ...]:
        """The parents' numbers."""
        return tuple(parent.number for parent in (self.mother, self.father) if parent and parent.number)

    def stands(self, filer: str) -> str:
        """Who stands for the child: the parent who files, whoever brings it up, else the parent who agreed."""
        if filer in self.parties or self.brings_up:
            return filer
        first = self.father if self.agreed_with == "father" else self.mother
        return (first and first.number) or ""

    def agreeing(self, filed: Filing) -> dict[str, str]:
        """A parent, where other kin file: they need no mandate, and agree on what is declared (Circular 04/2020)."""
        parent = self.stands(filed.applicant)
        return {parent: self.agreed_with} if parent and parent != filed.applicant else {}

    @property
    def fee_class(self) -> str:
        """The poor, the disabled and people of merit pay nothing."""
        return "exempt" * self.exempt

    @property
    def payers_born(self) -> tuple[date, ...]:
        """When the child was born: who has it registered in time pays nothing."""
        return (self.child.born,)

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: a birth to come, a parent younger than the child, kin who agreed with nobody."""
        faults = [] if self.stands(filed.applicant) else [ALONE]
        if self.child.born > filed.day:
            faults.append(Words(vi="Ngày sinh của trẻ ở tương lai.", en="The child's date of birth is in the future."))
        for title, parent in ((MOTHER, self.mother), (FATHER, self.father)):
            if parent and age(parent.born, self.child.born) < YOUNGEST_PARENT:
                faults.append(Words(vi="Tuổi của {} không hợp lý so với trẻ.", en="The {} is too young.").format(title))
        return faults


class MarriageFinding(Answer):
    """What the officer found out about the parents' marriage."""

    married: bool = Field(title="Cha mẹ đã đăng ký kết hôn", description="Whether the parents are married")
    evidence: str = Field(min_length=3, max_length=500, title="Căn cứ", description="Evidence")


class BirthCertificate(Result):
    """Giấy khai sinh."""

    template = "results/birth_certificate.html"
    kind = "GKS"
    title = "Giấy khai sinh"

    child: Newborn
    mother: Named
    father: Named | None
    declarant: Declarant
    entry_in_register: EntryInRegister

    @property
    def shown(self) -> dict[str, str]:
        """The child."""
        return {"Họ, chữ đệm, tên": self.child.full_name, "Ngày sinh": f"{self.child.born:%d/%m/%Y}"}


class Birth[F: BirthForm](Procedure[F, BirthCertificate]):
    """What registering a birth is, alone or at the head of interlinked procedures."""

    papers = PAPERS
    decided_by = Role.COMMUNE_LEADER
    answers = (MarriageFinding,)
    steps, waits, finished = STEPS, WAITS, FINISHED

    async def examine(self, form: F) -> BirthCertificate:
        """Look up parents and marriage, verify, let the parent see the draft and the leader decide, enter the birth."""
        mother, father, marriage = await asyncio.gather(
            self.person("mother", form.mother), self.person("father", form.father), self.marriage(form)
        )
        await self.compare(form, mother=mother, father=father)
        if self.filed.by_right:
            await self.unregistered(form)
            await self.filed_by_kin(form)
        await self.fatherhood(form, marriage)
        await self.verify(Role.CIVIL_STATUS_OFFICER)
        await self.approve()
        entry = await self.record("entry", birth_entry(form, says_number=self.filed.by_right))
        granted = await self.record("number", grant_number(form, entry))
        return certificate(form, entry, granted.number, self.filed.personal["applicant"])

    async def unregistered(self, form: F) -> None:
        """See that the birth is not in the books: twins have mother and day in common, and names of their own.

        Where another child is there of which the form says nothing, an officer says whether it is another.
        """
        mother = form.mother
        found = await self.look_up(
            "births", BirthsOf(mother=mother.number or "", mother_name=mother.full_name, born=form.child.born)
        )
        others = [one for one in (found.births if found else ()) if one.dossier != self.dossier_code]
        for one in others:
            same = plain_name(one.child_name) == plain_name(form.child.full_name)
            await self.require(not same, registered(one), "not_registered")
        if others and not form.twin:
            of = [form.child.full_name, *map(registered, others)]
            done = await self.task(
                "verify_other_child", Role.CIVIL_STATUS_OFFICER, ("another_child", "same_child"), of=of
            )
            await self.require(done.decision == "another_child", registered(others[0]), "not_registered")

    async def filed_by_kin(self, form: F) -> None:
        """See that who files for no child of theirs is its grandparent by the register, or by what an officer sees."""
        filer = self.filing.applicant
        if filer in form.parties:
            return
        kin = await asyncio.gather(*(self.look_up("kin", KinOf(number=number)) for number in form.parties))
        if form.brings_up or not any(one and filer in (one.father, one.mother) for one in kin):
            await self.task("verify_filer", Role.CIVIL_STATUS_OFFICER, about=form.relation)

    async def fatherhood(self, form: F, marriage: Marriage | None) -> None:
        """See that whoever is named as father is married to the mother; else he is left out, or acknowledges the child.

        A marriage that has ended may have been in force when the child was conceived: an officer finds that out.
        """
        if form.father is None or (marriage and (marriage.in_force or not self.filed.settles)):
            return
        done = await self.task("verify_marriage", Role.CIVIL_STATUS_OFFICER, ("answer",), MarriageFinding)
        found = MarriageFinding.model_validate(done.personal["answer"])
        await self.require(found.married or not self.filed.settles, UNMARRIED, "fatherhood")

    @classmethod
    def preview(cls, form: F, applicant: Mapping[str, str]) -> dict[str, Any]:
        """Everything but the entry in the register and the child's number."""
        parents = {"mother": form.mother, "father": form.father}
        return {
            "child": Newborn.of(form.child, "").model_dump(mode="json", exclude={"personal_number"}),
            "declarant": Declarant(full_name=applicant["name"], id_number=applicant["number"]).model_dump(),
            **{name: Named.of(one).model_dump() if one else None for name, one in parents.items()},
        }

    async def person(self, name: str, parent: Parent | None) -> Person | None:
        """Ask the population register for a parent who has a number."""
        if parent is None or parent.number is None:
            return None
        return await self.look_up(name, PersonByNumber(number=parent.number))

    async def marriage(self, form: F) -> Marriage | None:
        """Ask the civil-status register whether the parents are married."""
        if form.father is None or form.father.number is None or form.mother.number is None:
            return None
        return await self.look_up("marriage", MarriageOf(wife=form.mother.number, husband=form.father.number))


@procedure
class BirthRegistration(Birth[BirthForm]):
    """Đăng ký khai sinh: a child gets a name, a place in the register and a number, on the day it is asked for."""

    code = "1.001193"
    recorded_as = "workflows.civil_status.birth_registration.BirthRegistration"
    title = Words(vi="Đăng ký khai sinh", en="Birth registration")
    guide = Guide(
        who=PARENT, office=COMMUNE_OF_PARENT, said="làm giấy khai sinh cho con em bé trẻ mới sinh baby newborn child"
    )


def registered(one: BirthInBooks) -> str:
    """Why a birth is not registered again."""
    return (
        f"Trẻ đã được đăng ký khai sinh: {one.child_name}, số {one.entry}, quyển số {one.volume},"
        f" ngày {one.registered_on:%d/%m/%Y}."
    )


def birth_entry(form: BirthForm, *, says_number: bool = True) -> BirthEntry:
    """What the civil-status register is told."""
    return BirthEntry(
        commune=form.competent,
        child_name=form.child.full_name,
        born=form.child.born,
        sex=form.child.sex,
        place_of_birth=form.child.place_of_birth,
        mother=form.mother.full_name,
        father=form.father.full_name if form.father else "",
        mother_number=(form.mother.number or "") * says_number,
    )


def grant_number(form: BirthForm, entry: RegisterEntry) -> GrantNumber:
    """What the population register is told."""
    return GrantNumber(
        name=form.child.full_name,
        born=form.child.born,
        sex=form.child.sex,
        mother=form.mother.number or "",
        father=(form.father.number if form.father else None) or "",
        entry=entry.entry,
        volume=entry.volume,
    )


def certificate(form: BirthForm, entry: RegisterEntry, number: str, declarant: dict[str, str]) -> BirthCertificate:
    """What the family is given."""
    return BirthCertificate(
        child=Newborn.of(form.child, number),
        mother=Named.of(form.mother),
        father=Named.of(form.father) if form.father else None,
        declarant=Declarant(full_name=declarant["name"], id_number=declarant["number"]),
        entry_in_register=EntryInRegister(**entry.model_dump()),
    )

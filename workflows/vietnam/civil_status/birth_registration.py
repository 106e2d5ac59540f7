"""Birth registration (đăng ký khai sinh): Law on Civil Status 60/2014/QH13, Articles 13 to 16."""

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from domain.base.calendar import age
from domain.base.law import Role
from domain.base.words import Words
from domain.registers.query import Answer
from domain.vietnam.guide import COMMUNE_OF_PARENT, PARENT
from domain.vietnam.people.declared import Child, Declarant, EntryInRegister, Named, Newborn, Parent
from domain.vietnam.queries.civil_status import BirthEntry, Marriage, MarriageOf, RegisterEntry
from domain.vietnam.queries.population import GrantNumber, Person, PersonByNumber
from domain.vietnam.who_files import parents
from workflows.engine.forms import Filing, Form, Guide, Paper, Result
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.phrases import ENTRY

YOUNGEST_PARENT = 12
MOTHER, FATHER = Words(vi="mẹ", en="mother"), Words(vi="cha", en="father")
"""Years; below it a declaration is taken for a slip of the pen, not for a parent."""
UNMARRIED = (
    "Cha, mẹ không có quan hệ hôn nhân: để trống phần ghi về cha, hoặc làm thủ tục đăng ký khai sinh kết hợp"
    " nhận cha, mẹ, con."
)


class BirthForm(Form):
    """Tờ khai đăng ký khai sinh."""

    filed_by = (parents("mother.number", "father.number"),)

    child: Child = Field(title="Trẻ em", description="The child")
    mother: Parent = Field(title="Mẹ", description="Mother")
    father: Parent | None = Field(default=None, title="Cha", description="Father")
    register_where: Literal["mother", "father"] = Field(
        default="mother", title="Đăng ký tại nơi cư trú của", description="At whose residence it is registered"
    )
    """Whose residence decides which commune is competent (Article 13)."""

    @property
    def competent(self) -> str:
        """Code of the commune where the chosen parent resides."""
        parent = self.father if self.register_where == "father" and self.father else self.mother
        return parent.commune

    @property
    def parties(self) -> tuple[str, ...]:
        """The parents' numbers."""
        return tuple(parent.number for parent in (self.mother, self.father) if parent and parent.number)

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: a birth to come, a parent younger than the child."""
        faults = []
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

    papers = (Paper(kind="birth_record", title=Words(vi="Giấy chứng sinh", en="Birth record")),)
    decided_by = Role.COMMUNE_LEADER
    answers = (MarriageFinding,)
    steps = {
        **ENTRY,
        "mother": Words(vi="người mẹ", en="the mother"),
        "father": Words(vi="người cha", en="the father"),
        "marriage": Words(vi="quan hệ hôn nhân", en="the marriage"),
        "number": Words(vi="số định danh cá nhân", en="the personal number"),
    }
    waits = {
        "verify_marriage": Words(
            vi="Chờ xác minh quan hệ hôn nhân của cha, mẹ", en="Waits for the parents' marriage to be verified"
        )
    }
    finished = {
        "verify_marriage": Words(
            vi="Đã xác minh quan hệ hôn nhân của cha, mẹ", en="The parents' marriage was looked into"
        )
    }

    async def examine(self, form: F) -> BirthCertificate:
        """Look up parents and marriage, verify, let the parent see the draft and the leader decide, enter the birth."""
        mother, father, marriage = await asyncio.gather(
            self.person("mother", form.mother), self.person("father", form.father), self.marriage(form)
        )
        await self.compare(form, mother=mother, father=father)
        await self.fatherhood(form, marriage)
        await self.verify(Role.CIVIL_STATUS_OFFICER)
        await self.approve()
        entry = await self.record("entry", birth_entry(form))
        granted = await self.record("number", grant_number(form, entry))
        return certificate(form, entry, granted.number, self.filed.personal["applicant"])

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


def birth_entry(form: BirthForm) -> BirthEntry:
    """What the civil-status register is told."""
    return BirthEntry(
        commune=form.competent,
        child_name=form.child.full_name,
        born=form.child.born,
        sex=form.child.sex,
        place_of_birth=form.child.place_of_birth,
        mother=form.mother.full_name,
        father=form.father.full_name if form.father else "",
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

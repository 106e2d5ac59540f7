"""Births whose code has a mistake that only shows while a dossier is under way."""

from datetime import date

from domain.base.law import Role
from workflows.engine.procedure import procedure
from workflows.vietnam.civil_status.birth_registration import (
    Birth,
    BirthCertificate,
    BirthForm,
    BirthRegistration,
    MarriageFinding,
    birth_entry,
    certificate,
    grant_number,
)


class Broken(Birth[BirthForm]):
    """As today, but for what is wrong in it."""

    code, title = BirthRegistration.code, BirthRegistration.title

    async def examine(self, form: BirthForm) -> BirthCertificate:
        """Verify, make a mistake, and go on."""
        await self.task("verify", Role.CIVIL_STATUS_OFFICER)
        await self.mistaken(form)
        await self.approve()
        entry = await self.record("entry", birth_entry(form))
        granted = await self.record("number", grant_number(form, entry))
        return certificate(form, entry, granted.number, self.filed.personal["applicant"])

    async def mistaken(self, form: BirthForm) -> object:
        """What is wrong."""
        raise NotImplementedError


@procedure
class FigureMissing(Broken):
    """Takes a figure that the facts have not."""

    async def mistaken(self, form: BirthForm) -> object:
        """What is wrong."""
        return self.rules.figures["age_of_nobody"]


@procedure
class NameLookedUp(Broken):
    """Looks for a person's name where it is not."""

    async def mistaken(self, form: BirthForm) -> object:
        """What is wrong."""
        return self.rules.figures[form.mother.full_name]


@procedure
class WithoutArticle(Broken):
    """Calls a verb with too little."""

    async def mistaken(self, form: BirthForm) -> object:
        """What is wrong."""
        return await self.refuse("Không đủ điều kiện.")  # type: ignore[call-arg,func-returns-value] # the mistake


@procedure
class WithoutPart(Broken):
    """Asks a form for what it has not."""

    async def mistaken(self, form: BirthForm) -> object:
        """What is wrong."""
        return form.mother.nickname  # type: ignore[attr-defined] # which is the mistake


@procedure
class OwnClock(Broken):
    """Looks at the machine's clock."""

    async def mistaken(self, form: BirthForm) -> object:
        """What is wrong."""
        return date.today()  # noqa: DTZ011 - which is the mistake


@procedure
class Early(Broken):
    """Has a register keep what nobody has approved."""

    async def mistaken(self, form: BirthForm) -> object:
        """What is wrong."""
        return await self.record("entry", birth_entry(form))


@procedure
class Misread(Broken):
    """Reads an answer as another."""

    async def mistaken(self, form: BirthForm) -> object:
        """What is wrong."""
        return MarriageFinding.model_validate({"married": form.mother.full_name, "evidence": "Sổ"})


@procedure
class Raised(Broken):
    """Fails with words of its own, about somebody."""

    async def mistaken(self, form: BirthForm) -> object:
        """What is wrong."""
        raise LookupError(f"không tìm thấy {form.mother.full_name}")

"""Birth registration as other builds of the code might have it."""

import asyncio

from domain.base.law import Role
from workflows.engine.procedure import procedure
from workflows.vietnam.civil_status.birth_registration import (
    Birth,
    BirthCertificate,
    BirthForm,
    BirthRegistration,
    birth_entry,
    certificate,
    grant_number,
)


async def in_the_books(birth: Birth[BirthForm], form: BirthForm) -> None:
    """As today: what was filed before the books were looked into has nothing of it."""
    if birth.filed.by_right:
        await birth.unregistered(form)
        await birth.filed_by_kin(form)


class Later(Birth[BirthForm]):
    """Asks the registers one after the other: another history, the same steps."""

    code, title = BirthRegistration.code, BirthRegistration.title

    async def examine(self, form: BirthForm) -> BirthCertificate:
        """As today, and what is new where it is new."""
        await self.person("mother", form.mother)
        await self.person("father", form.father)
        await self.marriage(form)
        await in_the_books(self, form)
        await self.verify(Role.CIVIL_STATUS_OFFICER)
        await self.before()
        await self.approve()
        entry = await self.record("entry", birth_entry(form))
        granted = await self.record("number", grant_number(form, entry))
        return certificate(form, entry, granted.number, self.filed.personal["applicant"])

    async def before(self) -> None:
        """What the unchanged law asks for before the leader decides: nothing."""


@procedure
class OneByOne(Later):
    """The same steps in another manner."""


@procedure
class Renamed(Birth[BirthForm]):
    """The same order of the same kinds of work, but what officers are asked to do has another name."""

    code, title = BirthRegistration.code, BirthRegistration.title

    async def examine(self, form: BirthForm) -> BirthCertificate:
        """As today, to the last command that the engine keeps."""
        await asyncio.gather(
            self.person("mother", form.mother), self.person("father", form.father), self.marriage(form)
        )
        await in_the_books(self, form)
        await self.task("objection", Role.CIVIL_STATUS_OFFICER)
        await self.approve()
        entry = await self.record("entry", birth_entry(form))
        granted = await self.record("number", grant_number(form, entry))
        return certificate(form, entry, granted.number, self.filed.personal["applicant"])


@procedure
class SecondReading(Later):
    """A second officer reads it before the leader does."""

    async def before(self) -> None:
        """Let it be read again."""
        await self.task("objection", Role.CIVIL_STATUS_OFFICER)


@procedure
class LeaderFirst(Later):
    """The leader decides before anybody has verified."""

    async def examine(self, form: BirthForm) -> BirthCertificate:
        """In another order than was promised."""
        await self.person("mother", form.mother)
        await self.person("father", form.father)
        await self.marriage(form)
        await in_the_books(self, form)
        await self.approve()
        await self.verify(Role.CIVIL_STATUS_OFFICER)
        return await super().examine(form)


@procedure
class Counted(Later):
    """Costs by what the form says, so that whoever corrects it may have to pay more or less."""

    async def examine(self, form: BirthForm) -> BirthCertificate:
        """Have it paid first: so much for each letter of the child's name."""
        await self.collect(units=len(form.child.given_name))
        return await super().examine(form)


@procedure
class Beside(Later):
    """The same, verified while the fee is waited for."""

    async def examine(self, form: BirthForm) -> BirthCertificate:
        """Have it paid beside all else that is done."""
        done, _ = await asyncio.gather(super().examine(form), self.collect(units=len(form.child.given_name)))
        return done

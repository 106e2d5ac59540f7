"""How each procedure of the catalogue goes when nothing is in the way, and people who take a dossier through it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from domain.base.calendar import VIETNAM, in_vietnam, months_after
from domain.base.law import Role
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import Entry
from domain.dossier.state import Dossier
from domain.tasks.model import CONSENT, PAY, Task
from domain.vietnam.queries.civil_status import RegisterEntry
from domain.vietnam.queries.insurance import Contributions, Insured, PaidMonth
from infra.journal.journal import utc_now
from tests.support.examples import FORM as BIRTH
from tests.support.examples import officer
from tests.workflows.rig import Rig
from tests.workflows.vietnam.business import test_household_business
from tests.workflows.vietnam.certification import test_certified_copy
from tests.workflows.vietnam.civil_status import (
    test_interlinked_birth,
    test_interlinked_death,
    test_marriage,
    test_marriage_status,
)
from tests.workflows.vietnam.insurance import test_child_card, test_funeral_grant
from tests.workflows.vietnam.police import test_child_id_card, test_judicial_record, test_licence_exchange
from tests.workflows.vietnam.residence import test_permanent_residence, test_residence_removal, test_temporary_residence
from tests.workflows.vietnam.social import test_monthly_allowance, test_unemployment_benefit
from workflows.engine.procedure import Procedure
from workflows.vietnam.business.household_business import HouseholdBusiness
from workflows.vietnam.certification.certified_copy import CertifiedElectronicCopy
from workflows.vietnam.civil_status.birth_registration import BirthRegistration
from workflows.vietnam.civil_status.interlinked_birth import InterlinkedBirth
from workflows.vietnam.civil_status.interlinked_death import InterlinkedDeath
from workflows.vietnam.civil_status.marriage import MarriageRegistration
from workflows.vietnam.civil_status.marriage_status import MarriageStatus
from workflows.vietnam.insurance.child_card import ChildInsuranceCard
from workflows.vietnam.insurance.funeral_grant import FuneralGrants
from workflows.vietnam.police.child_id_card import ChildIdentityCard
from workflows.vietnam.police.judicial_record import JudicialRecord
from workflows.vietnam.police.licence_exchange import DrivingLicenceExchange
from workflows.vietnam.residence.permanent_residence import PermanentResidence
from workflows.vietnam.residence.residence_removal import ResidenceRemoval
from workflows.vietnam.residence.temporary_residence import TemporaryResidence
from workflows.vietnam.social.monthly_allowance import MonthlyAllowance
from workflows.vietnam.social.unemployment_benefit import UnemploymentBenefits

Form = dict[str, Any]
MOMENT = timedelta(minutes=1)
PATIENCE = 60
"""Seconds after which a dossier that does not move is a mistake."""
LISTENED_FOR = ("works_again", "benefit_ends")
"""Kinds of task by which an applicant may say something at any time."""
LAW_S_SILENCE = ("posting", "found_work", "works_again", "benefit_ends")
"""Kinds of task that the law closes when nobody says anything, which is what everybody hopes for."""
Filing = Callable[[Rig], Form]
"""Lets the registers know what it takes, and gives the form."""


async def file(rig: Rig, procedure: type[Procedure[Any]], filing: Filing | None = None) -> str:
    """File it today as its test does, with registers that know what it takes; give the dossier's code."""
    rig.ledger.clock.turn(utc_now() - rig.ledger.clock())
    return await rig.apply(procedure, (filing or FILINGS[procedure])(rig))


def _same(form: Form) -> Filing:
    return lambda _: form


def _funeral(rig: Rig) -> Form:
    rig.insurance.answers["insured_by"] = Insured(insured_as="worker")
    return test_funeral_grant.FORM


def _death(rig: Rig) -> Form:
    rig.insurance.answers["insured_by"] = Insured(insured_as="worker")
    rig.residence.answers["home_of"] = test_residence_removal.HOME
    entry = RegisterEntry(entry=9, volume="01/2026-KT", registered_on=date(2026, 11, 17))
    rig.civil_status.answers["death_entry"] = entry
    return test_interlinked_death.FORM


def _removal(rig: Rig) -> Form:
    rig.residence.answers["home_of"] = test_residence_removal.HOME
    return test_residence_removal.FORM


def _allowance(rig: Rig) -> Form:
    rig.social.answers["disability_of"] = test_monthly_allowance.SEVERE
    return test_monthly_allowance.FORM


def unemployed(rig: Rig, contributions: int) -> Form:
    """Who paid for so many months loses the job: 12 give three months of benefit, 144 the twelve that are the most."""
    ended_on = in_vietnam(rig.ledger.clock()).date() - timedelta(30)
    months = [months_after(ended_on.replace(day=1), -n) for n in range(1, contributions + 1)]
    rig.insurance.answers["contributions_of"] = Contributions(
        paid=tuple(PaidMonth(month=month, pay=9_000_000) for month in months),
        ended_on=ended_on,
        employer="Công ty TNHH May Bãi Sậy",
        decision="112/QĐ-MBS",
    )
    return test_unemployment_benefit.form(ended_on)


FILINGS: dict[type[Procedure[Any]], Filing] = {
    BirthRegistration: _same(BIRTH),
    CertifiedElectronicCopy: _same(test_certified_copy.DIPLOMA),
    ChildIdentityCard: _same(test_child_id_card.CHILD),
    ChildInsuranceCard: _same(test_child_card.FORM),
    DrivingLicenceExchange: _same(test_licence_exchange.DRIVER),
    FuneralGrants: _funeral,
    HouseholdBusiness: _same(test_household_business.SHOP),
    InterlinkedBirth: _same(test_interlinked_birth.FAMILY),
    InterlinkedDeath: _death,
    JudicialRecord: _same(test_judicial_record.ASKED),
    MarriageRegistration: _same(test_marriage.COUPLE),
    MarriageStatus: _same(test_marriage_status.FORM),
    MonthlyAllowance: _allowance,
    PermanentResidence: _same(test_permanent_residence.FORM),
    ResidenceRemoval: _removal,
    TemporaryResidence: test_temporary_residence.stay,
    UnemploymentBenefits: partial(unemployed, contributions=12),
}


def needed(dossier: Dossier) -> list[Task]:
    """The tasks that something waits for; what an applicant may say at any time holds nothing up."""
    return [task for task in dossier.open_tasks if task.kind not in LISTENED_FOR]


@dataclass
class Course:
    """Everybody who is needed, from the desk to the hand-over; time passes where the law waits."""

    rig: Rig
    silent: tuple[str, ...] = LAW_S_SILENCE
    """Kinds of task that nobody does, until the law closes them."""
    skips: list[timedelta] = field(default_factory=list)
    """Times that passed while the law waited."""
    codes: list[str] = field(default_factory=list)
    """The dossier's, and its branches'."""

    async def take(self, code: str) -> None:
        """Take a filed dossier to its end, its branches with it."""
        self.codes.append(code)
        while not (dossier := await self._somebody_is_needed(code)).ended:
            waiting = needed(dossier)
            urgent = [task for task in waiting if task.kind not in self.silent]
            if urgent:
                await self._do(code, min(urgent, key=lambda task: (task.kind != CONSENT, task.opened_at)))
            elif lapsing := [(task.lapses_at, task.id) for task in waiting if task.lapses_at]:
                await self._lapse(code, *min(lapsing))
            elif steps := [step for step, branch in dossier.branches.items() if not branch.ended]:
                for step in steps:
                    await self.take(await self.rig.branch(code, step))
                await self.rig.report(code)
            else:
                await self._begin(code, self._next_month())
        await self.rig.handle(code).result()

    async def _somebody_is_needed(self, code: str) -> Dossier:
        """Wait until there is something to do, or until the workflow itself waits for a month to begin."""
        async with asyncio.timeout(PATIENCE):
            while True:
                moved = self.rig.engine.moved
                # In this order: an engine that owed nothing a moment ago has not just opened a task.
                idle = await self._owes_nothing(code)
                dossier = await self.rig.engine.dossier(code, ENGINE)
                under_way = any(not branch.ended for branch in dossier.branches.values())
                if dossier.ended or needed(dossier) or under_way or (idle and "benefit" in dossier.keys):
                    return dossier
                await moved.wait()

    async def _owes_nothing(self, code: str) -> bool:
        """Whether the engine owes it nothing before a day begins."""
        [row] = await self.rig.ledger.rows("SELECT engine_due FROM dossiers WHERE code = :code", code=code)
        return row["engine_due"] is None or row["engine_due"] > self.rig.ledger.clock() + timedelta(days=1)

    async def _lapse(self, code: str, at: datetime, task: str) -> None:
        """Let a task's time run out, and wait until the workflow has noticed."""
        await self._skip_to(code, at)
        await self.rig.until(code, lambda dossier: not dossier.tasks[task].open)

    async def _begin(self, code: str, at: datetime) -> None:
        """Let a month begin, and wait until its report is asked for: until then the workflow seems to sleep on.

        With the first day after the last month it is all over.
        """
        month = f"{at:%m/%Y}"
        await self._skip_to(code, at)
        await self.rig.until(code, lambda d: d.ended or any(task.reason == month for task in d.tasks.values()))

    async def _do(self, code: str, task: Task) -> None:
        by = officer(f"{task.role}", task.role, agency=task.agency)
        if task.role == Role.APPLICANT:
            applicant = (await self.rig.engine.dossier(code, ENGINE)).applicant
            by = Actor(kind="citizen", id=task.person or applicant)
        key = f"{task.step}/{task.decisions[0]}"
        await self.rig.ledger.api.act(code, Entry.model_validate({"key": key, "act": act(code, task)}), by)
        await self.rig.deliver()

    async def _skip_to(self, code: str, at: datetime) -> None:
        by = at - self.rig.ledger.clock() + MOMENT
        await self.rig.skip(code, by)
        self.skips.append(by)

    def _next_month(self) -> datetime:
        """When the next month of a benefit begins, by the decision that was printed."""
        since, now = date.fromisoformat(self.rig.press.printed[-1]["since"]), self.rig.ledger.clock()
        begins = (datetime.combine(months_after(since, month), time(), VIETNAM) for month in range(1, 100))
        return next(at for at in begins if at > now)


def act(code: str, task: Task) -> acts.TaskAct:
    """What somebody says who does what is hoped for."""
    if task.kind == PAY:
        return acts.MoneyIn(task=task.id, amount=task.amount, transaction=f"cash/{code}", method="cash")
    report, end = {"answer": test_unemployment_benefit.REPORT}, test_unemployment_benefit.LAWFUL.personal
    personal = (end if task.kind == "job_end" else report) if task.decisions[0] == "answer" else {}
    said: dict[str, acts.TaskAct] = {
        "consent": acts.Consented(task=task.id),
        "accept": acts.Accepted(task=task.id),
        "approve": acts.Approved(task=task.id, personal={"name": "Lê Văn Chủ"}),
        "hand_over": acts.HandedOver(task=task.id),
    }
    if task.kind == "confirm":
        return acts.Confirmed(task=task.id)
    done = acts.Done(task=task.id, decision=task.decisions[0], personal=personal)
    return said.get(task.decisions[0], done)

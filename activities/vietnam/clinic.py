"""Settles receptions at clinics: the worker alone may ask the insurance register, with the ground of each question."""

import asyncio

import structlog

from activities.connector import AgencyRefused, AgencyUnavailable, Connector, Envelope
from activities.warrants import Grounds, Warrant
from domain.base.calendar import in_vietnam
from domain.dossier import keys
from domain.vietnam.clinic import Outcome, outcome_of
from domain.vietnam.queries.insurance import Eligibility, EligibilityOf
from infra.journal.rounds import Rounds, each_apart
from infra.runtime.background import over_and_over
from infra.vietnam.clinic import DUE, Asked, ClinicVisits, Settled, Visit

log = structlog.get_logger()

STEP = "eligibility"
PROCEDURE = "KCB"
"""What the ground names in a procedure's place: a reception is part of none."""
HOURLY = 3600.0
UNASKED = Settled("under_six", None, "", None)
"""A child without a number: its paper alone says what it is due."""


class ClinicDesk:
    """Asks for each reception that is owed, again and again until the register answers."""

    def __init__(self, visits: ClinicVisits, insurance: Connector | None, grounds: Grounds) -> None:
        self._visits, self._insurance, self._grounds = visits, insurance, grounds

    async def run(self, rounds: Rounds) -> None:
        """Settle until cancelled, and forget what is kept no longer."""
        await asyncio.gather(rounds.whenever(DUE, self.settle), over_and_over(self._visits.forget, HOURLY))

    async def settle(self) -> int:
        """Ask for what is owed now; give how many were settled."""
        settled, faults = await each_apart(await self._visits.due(), self._settled)
        for visit, why in faults:
            log.error("clinic_fault", facility=visit.facility, why=type(why).__name__)
        return settled

    async def _settled(self, visit: Visit) -> bool:
        if not visit.patient["number"]:  # there is nothing to ask by: the counter sees the paper
            await self._visits.settle(visit, UNASKED)
            return True
        # Nobody's insurance is asked for without a ground that the register can check.
        if self._insurance is None or self._grounds.mint is None:
            return False
        query = EligibilityOf.model_validate(visit.patient)
        code = f"{PROCEDURE}-{visit.facility}-{visit.visit}"
        message, why = keys.outside(code, STEP), query.purpose
        warrant = Warrant(self._grounds, query, code, message, visit.facility, PROCEDURE, why)
        try:
            said = await self._insurance.answer(query, Envelope(code, STEP, visit.facility, why, warrant=warrant))
        except AgencyUnavailable as error:
            log.warning("clinic_waits", facility=visit.facility, why=type(error).__name__)
            return False
        except AgencyRefused:
            await self._visits.settle(visit, _became("refused", None, warrant, message))
            return True
        answer = said if isinstance(said, Eligibility) else None
        # By the day on which they came, however late the register answers.
        outcome = outcome_of(answer, query.born, in_vietnam(visit.asked_at).date())
        await self._visits.settle(visit, _became(outcome, answer, warrant, message))
        return True


def _became(outcome: Outcome, said: Eligibility | None, warrant: Warrant, message: str) -> Settled:
    receipt = warrant.receipt
    asked = Asked(
        message=message,
        purpose=warrant.why,
        basis=warrant.query.basis.words.vi,
        fields=warrant.query.fields(),
        request=receipt.request if receipt else "",
    )
    answer = said.model_dump(mode="json") if said and said.matches else None
    return Settled(outcome, answer, receipt.signature if receipt else "", asked)

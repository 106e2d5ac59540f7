"""What patients want looked into: the insurance register says whom it has, and each difference is a correction."""

from collections.abc import Iterable
from datetime import UTC, datetime

import structlog

from activities.connector import AgencyError, Connector, Envelope
from activities.vietnam.cleaning import keeper
from activities.warrants import Grounds, Warrant
from domain.dossier import keys
from domain.statute.offices import Offices
from domain.vietnam.cleaning import PROCEDURE, PURPOSE, Difference, shown_to_officers
from domain.vietnam.clinic import Wish, differences
from domain.vietnam.queries.insurance import INSURANCE, InsuredPerson, InsuredPersonOf
from infra.journal.rounds import Rounds, each_apart
from infra.vietnam.cleaning import Corrections
from infra.vietnam.clinic import WISHED, Asked, ClinicVisits, Visit

log = structlog.get_logger()


class WishDesk:
    """Asks what the register says by right of the office that keeps it, never by what a reception was told."""

    def __init__(
        self,
        visits: ClinicVisits,
        corrections: Corrections,
        insurance: Connector | None,
        grounds: Grounds,
        offices: Offices,
    ) -> None:
        self._visits, self._corrections = visits, corrections
        self._insurance, self._grounds, self._offices = insurance, grounds, offices

    async def run(self, rounds: Rounds) -> None:
        """Look into what is wished until cancelled."""
        await rounds.whenever(WISHED, self.look)

    async def look(self) -> int:
        """Look into what is wished now; give how many wishes were settled."""
        settled, faults = await each_apart(await self._visits.wished(), self._looked)
        for _, why in faults:
            log.error("wish_fault", why=type(why).__name__)
        return settled

    async def _looked(self, visit: Visit) -> bool:
        if self._insurance is None or self._grounds.mint is None:
            return False
        # Of whoever keeps the register where the clinic is, or the province itself: never of the clinic.
        office = keeper(INSURANCE, self._offices.province.code, self._offices)
        query = InsuredPersonOf(number=visit.patient["number"])
        code, step = visit.wish_code, "compare"
        message = keys.outside(code, step)
        warrant = Warrant(self._grounds, query, code, message, office, PROCEDURE, PURPOSE)
        try:
            said = await self._insurance.answer(query, Envelope(code, step, office, PURPOSE, warrant=warrant))
        except AgencyError as error:
            log.warning("wish_waits", why=type(error).__name__)
            return False
        receipt = warrant.receipt
        became: Wish = "unknown"
        if isinstance(said, InsuredPerson):
            at = receipt.at if receipt else datetime.now(UTC)
            became = await self._became(visit, office, differences(visit.patient, said, shown_to_officers(receipt), at))
        asked = Asked(message, PURPOSE, query.basis.words.vi, query.fields(), receipt.request if receipt else "")
        await self._visits.grant(visit, became, office, asked)
        return True

    async def _became(self, visit: Visit, office: str, found: Iterable[Difference]) -> Wish:
        stand = {await self._corrections.found(one, office, reception=visit.id) for one in found}
        if not stand:
            return "agrees"
        return "decided" if stand == {"closed"} else "opened"

"""Where an approved result is on its way: the officer signs, it is numbered, the body seals (Decree 30/2020)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce

from domain.base.law import Frozen
from domain.base.words import Words
from domain.dossier import acts
from domain.signing.trust_services import SERVICES
from domain.slips.words import of_slip

TOLD = (
    "approved",
    "signature_asked",
    "signed",
    "signature_declined",
    "agency_waited",
    "numbered",
    "issued",
    "recalled",
)
"""The acts by which this is known."""
HANGS_AFTER = timedelta(minutes=5)
"""What the engine does by itself takes seconds."""
NOT_ASKED = Words(vi="Đã phê duyệt, chưa trình ký số", en="Approved; the leader was not asked to sign yet")
ASKED = Words(vi="Đã trình lãnh đạo ký số, chưa ký", en="The leader was asked to sign and has not signed yet")
SIGNED = Words(vi="Đã ký số, hệ thống đang cấp số", en="Signed; the number is being given")
NUMBERED = Words(vi="Đã cấp số, hệ thống đang đóng dấu", en="Numbered; the seal is being put under it")
DOWN = Words(vi="Không liên lạc được với {service}", en="No answer from {service}")


class Step(StrEnum):
    """What a result waits for."""

    SIGNATURE = "signature"
    NUMBER = "number"
    SEAL = "seal"
    STAMP = "stamp"
    """Another archive time stamp, before the proof of the one before ends."""


class Awaited(Frozen):
    """What a result waits for, since when and why."""

    step: Step
    since: datetime
    why: Words
    service: str = ""
    """Of ``domain.signing.trust_services``, where one gives no answer."""
    person: bool = False
    """Whether it is a person who has to do something: then trying again helps nobody."""
    number: str = ""

    def hangs(self, now: datetime) -> bool:
        """Whether the engine should have done it long since, and nobody is known to keep it: then it is woken."""
        by_itself = not (self.person or self.service or self.step is Step.STAMP)
        return by_itself and now - self.since > HANGS_AFTER


def awaited(trail: Iterable[tuple[datetime, acts.AnyAct]]) -> Awaited | None:
    """What the result of a dossier waits for; None where none was approved, or it is issued."""
    return reduce(_then, trail, None)


def _then(before: Awaited | None, happened: tuple[datetime, acts.AnyAct]) -> Awaited | None:
    at, act = happened
    if of_slip(act):
        return before
    match act:
        case acts.Approved():
            return Awaited(step=Step.SIGNATURE, since=at, why=NOT_ASKED)
        case acts.SignatureAsked():
            asked = before.since if before and before.person and before.why == ASKED else at
            return Awaited(step=Step.SIGNATURE, since=asked, why=ASKED, person=True)
        case acts.SignatureDeclined():
            return Awaited(step=Step.SIGNATURE, since=at, why=act.reason, person=True)
        case acts.Signed():
            return Awaited(step=Step.NUMBER, since=at, why=SIGNED)
        case acts.Numbered():
            return Awaited(step=Step.SEAL, since=at, why=NUMBERED, number=act.number)
        case acts.Issued() | acts.Recalled():
            return None
        case acts.AgencyWaited(agency=name) if before and name in SERVICES:
            return _down(before, at, name)
    return before


def _down(before: Awaited, at: datetime, service: str) -> Awaited:
    named = SERVICES[service]
    why = DOWN.format(service=named)
    return before.model_copy(update={"since": at, "why": why, "service": service, "person": False})

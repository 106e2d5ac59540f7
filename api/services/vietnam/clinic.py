"""Receptions at clinics: who is received is proved, asked about once a visit, and told as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.schemas.vietnam.clinic import Child, ClinicMeasures, EligibilityView, FacilityView, ReceptionIn, WishView
from api.services.province.centre import share
from api.services.province.defining import defined
from domain.base.calendar import in_vietnam
from domain.base.refusals import Conflict, Forbidden, Missing, Unacceptable
from domain.dossier.acts import Actor
from domain.province.definitions import BY_NUMBER, CLINIC, RECEIVING
from domain.province.periods import Period
from domain.statute.offices import Offices
from domain.vietnam.clinic import (
    KEPT,
    KINSHIP,
    REASONS,
    SETTLES,
    TEMPORARY,
    WISHES,
    ByNumber,
    by_number,
    is_under_six,
)
from domain.vietnam.clinic import RECEPTIONS as OF_A_MONTH
from infra.crypto.blind_index import BlindIndex
from infra.id_cards.card_proof import CardProofs
from infra.identity.oidc import Identity, TokenRefused, Verifier
from infra.vietnam.clinic import ClinicVisits, Visit
from infra.vietnam.entries import RECEPTIONS, ProvinceEntries, Wanted


class OtherFacility(Forbidden):
    """The reception is another clinic's."""


class NoClinic(Forbidden):
    """Whoever asks is of no clinic."""


class NotTheirs(Unacceptable):
    """The VNeID token is not a citizen's, or does not hold."""


class NotUnderSix(Unacceptable):
    """Somebody else's proof stands for a child under six alone."""


class NotInsured(Missing):
    """The insurance register does not know the number."""

    slug = "not-insured"

    def __init__(self) -> None:
        words = REASONS["unknown"]
        super().__init__(words.vi, words.en)


class DoesNotMatch(Conflict):
    """Name or birthday are another's."""


class NothingDiffers(Conflict):
    """Only of what the register says otherwise there is anything to look into."""


@dataclass(frozen=True)
class ClinicTools:
    """What it takes to receive somebody."""

    visits: ClinicVisits
    card_proofs: CardProofs
    verifier: Verifier
    index: BlindIndex
    entries: ProvinceEntries
    patience: float


def of_a_clinic(who: Actor, offices: Offices) -> None:
    """Let in the staff of clinics: an office that is none has no ground to ask about anybody's insurance.

    Raises:
        NoClinic: theirs is none.
    """
    if who.agency not in offices.clinics:
        raise NoClinic(
            "Chỉ cán bộ tiếp đón của cơ sở khám bệnh, chữa bệnh tra cứu thẻ bảo hiểm y tế, mà {} không có trong danh"
            " sách cơ sở của tỉnh: nếu đây là cơ sở khám bệnh, chữa bệnh, đề nghị đơn vị vận hành bổ sung.",
            "Only the counter of a clinic asks about health insurance, and {} is not on the province's list of"
            " clinics: if it is one, have whoever runs this system add it.",
            who.agency,
        )


async def received(sent: ReceptionIn, who: Identity, tools: ClinicTools, now: datetime, locale: Any) -> EligibilityView:
    """Whether the insurance pays, as the register says, or as long as it is silent for the time being.

    Raises:
        OtherFacility, CardProofWrong, NotTheirs, NotUnderSix: nothing was asked.
        OtherPatient: the visit is somebody else's.
        NotInsured, DoesNotMatch: as the register says.
    """
    if sent.facility != who.actor.agency:
        raise OtherFacility(
            "Ông/bà chỉ tiếp đón cho cơ sở của mình.", "You receive people for your own clinic: send its code."
        )
    proved = await _proved(sent, who, tools, now)
    about, patient = [tools.index.of(proved["number"])], proved
    if sent.child:
        patient = _child(sent.child, now)
        about = [tools.index.of(patient["number"] or f"{patient['certificate']}/{patient['born']}"), *about]
    await tools.visits.ask(who.actor, sent.visit, about, patient)
    return _shown(await tools.visits.answered(who.actor, sent.visit, tools.patience), locale)


async def settled(visit: str, who: Identity, tools: ClinicTools, locale: Any) -> EligibilityView:
    """What became of a reception of the officer's clinic.

    Raises:
        Missing: nobody was received under this number.
        NotInsured, DoesNotMatch: as the register says.
    """
    return _shown(await tools.visits.find(who.actor, visit), locale)


async def wish(visit: str, who: Identity, tools: ClinicTools, locale: Any) -> WishView:
    """Have a difference looked into, as the patient wishes; sent again it says what became of it.

    Raises:
        Missing: nobody was received under this number.
        NothingDiffers: the register has not answered, or says nothing else than the clinic.
    """
    there = await tools.visits.wish(who.actor, visit)
    if not there.wish:
        raise NothingDiffers(
            "Lượt khám này không có sai lệch họ tên, ngày sinh để làm sạch: xem lại kết quả tiếp đón.",
            "In this visit neither name nor birthday differ: look at its answer again.",
        )
    return _wish(there, locale)


async def wished(visit: str, who: Identity, tools: ClinicTools, locale: Any) -> WishView | None:
    """What became of the patient's wish; None where there is none.

    Raises:
        Missing: nobody was received under this number.
    """
    there = await tools.visits.find(who.actor, visit)
    return _wish(there, locale) if there.wish else None


def _wish(visit: Visit, locale: Any) -> WishView:
    words = WISHES[visit.wish].in_(locale)  # type: ignore[index] # stored by us
    return WishView.model_validate({"state": visit.wish, "words": words, "wished_at": visit.wished_at})


def _child(child: Child, now: datetime) -> dict[str, Any]:
    if not is_under_six(child.born, in_vietnam(now).date()):
        raise NotUnderSix(
            "Giấy tờ của cha, mẹ chỉ dùng cho trẻ em dưới 6 tuổi: kiểm tra ngày sinh, hoặc đọc thẻ căn cước, VNeID của"
            " chính người bệnh.",
            "A parent's proof stands for a child under six alone: check the birthday, or read the patient's own card or"
            " VNeID.",
        )
    return child.model_dump(mode="json") | {
        "certificate": " ".join(child.certificate.split()).upper(),
        "brought": True,
        "proof": "paper",
    }


async def _proved(sent: ReceptionIn, who: Identity, tools: ClinicTools, now: datetime) -> dict[str, Any]:
    if sent.patient:
        tools.card_proofs.read(sent.card_proof, sent.patient.number, sent.patient.full_name, who.actor, now)
        return sent.patient.model_dump(mode="json") | {"proof": "chip"}
    try:
        person = await tools.verifier.identity(sent.vneid_token)
    except TokenRefused as error:
        raise _not_theirs() from error
    if not person.citizen or not person.number or person.organisation:
        raise _not_theirs()
    return {"number": person.number, "full_name": person.name, "born": None, "proof": "vneid"}


def _not_theirs() -> NotTheirs:
    return NotTheirs(
        "Mã VNeID không hợp lệ hoặc đã hết hạn: đề nghị người bệnh xác thực lại, hoặc đọc chip thẻ căn cước.",
        "The VNeID token does not hold: let the patient confirm again, or read the chip of their card.",
    )


def _shown(visit: Visit, locale: Any) -> EligibilityView:
    settled = visit.outcome or None
    if settled == "unknown":
        raise NotInsured
    if settled == "mismatch":
        raise DoesNotMatch.saying(REASONS["mismatch"])
    words = REASONS[settled] if settled else TEMPORARY  # type: ignore[index] # what is stored is one of them
    none = {"card": "", "group": "", "clinic": "", "valid_from": None, "valid_until": None, "five_years_from": None}
    answer = none | {"rate": None} | dict(visit.answer or {})
    return EligibilityView.model_validate(
        answer
        | {
            "state": "settled" if settled else "temporary",
            "settled_by": visit.asked_at + SETTLES,
            "eligible": settled == "eligible" if settled else None,
            "reason": settled,
            "words": words.in_(locale),
            "kinship": KINSHIP.in_(locale) if visit.patient.get("brought") else "",
            "elsewhere": visit.elsewhere,
            "receipt": visit.receipt,
        }
    )


async def measured(
    period: Period, tools: ClinicTools, clinics: Mapping[str, str], reader: Actor, now: datetime, locale: str
) -> ClinicMeasures:
    """What all receptions of a period came to; ``clinics`` are the names of the province's, by code."""
    rows = await tools.visits.measures(reader, period.begins, period.ends)
    received = await tools.visits.insured(reader, period.begins, period.ends)
    wanted = Wanted(RECEPTIONS, first=period.first, next=period.next)
    kept = [(one.day, one.content) for one in await tools.entries.standing(wanted, OF_A_MONTH, reader)]
    since = in_vietnam(now - KEPT).date()
    shares = by_number(kept, received, since)
    facilities = _facilities({row.facility: row for row in rows}, shares, clinics)
    there = sum(one.facility in clinics and one.asked > 0 for one in facilities)
    known = [one for one in facilities if one.insured is not None]
    asked, matched = sum(one.asked for one in facilities), sum(one.matched for one in facilities)
    insured, by_card = sum(one.insured or 0 for one in known), sum(one.insured_by_number or 0 for one in known)
    return ClinicMeasures(
        as_of=now,
        period=period.written,
        definition=CLINIC.written,
        receiving=share(RECEIVING, there, len(clinics), locale) if period.first >= since else None,
        by_number=share(BY_NUMBER, by_card, insured, locale),
        success=share(CLINIC, matched, asked, locale),
        facilities=facilities,
        definitions=defined("clinic", locale),
    )


def _facilities(
    rows: Mapping[str, Any], shares: Mapping[str, ByNumber], clinics: Mapping[str, str]
) -> list[FacilityView]:
    return [
        _facility(name, clinics.get(name, name), rows.get(name), shares.get(name))
        for name in sorted({*rows, *shares, *clinics})
    ]


def _facility(name: str, title: str, row: Any, part: ByNumber | None) -> FacilityView:
    return FacilityView(
        facility=name,
        title=title,
        asked=row.asked if row else 0,
        settled=row.settled if row else 0,
        matched=row.matched if row else 0,
        late=row.late if row else 0,
        success=row.matched / row.asked if row else None,
        median_seconds=None if row is None or row.median is None else round(float(row.median), 3),
        by_number=part.share if part else None,
        insured=part.denominator if part else None,
        insured_by_number=part.numerator if part else None,
        months=part.months if part else 0,
    )

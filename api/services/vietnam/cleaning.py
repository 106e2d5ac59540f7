"""Data cleaning at offices: what they have to look at, and what they found out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from api.schemas.base import Coded
from api.schemas.vietnam.cleaning import (
    CleaningSummary,
    CorrectionList,
    CorrectionView,
    NightView,
    OutcomeIn,
    RecallProposal,
    RecallProposals,
    RegisterErrors,
)
from api.services.province.defining import defined
from domain.base.law import Role
from domain.base.refusals import Forbidden, Unacceptable, WrongRole
from domain.dossier.acts import Actor
from domain.dossier.eligibility import LEADERS
from domain.province.definitions import FOUND
from domain.vietnam.cleaning import GRAVE, PATTERNS, RULES, pattern_of, wilson
from domain.vietnam.clinic import PROOFS
from domain.vietnam.people.citizen_number import CitizenNumber
from infra.db.database import Database
from infra.reads.results import proposed
from infra.vietnam.cleaning import Correction, Corrections, Decision
from infra.vietnam.nights import Nights

STATES = ("open", "decided", "closed")
KEEPERS = frozenset((Role.CIVIL_STATUS_OFFICER, Role.SPECIALIST))
"""Who keeps the registers of an office."""
SEXES = ("male", "female")
NUMBERS = ("number", "old_number")
"""Fields of which the right value is whose personal number it is."""


class OtherRegister(Forbidden):
    """The differences are at another office, which alone knows whom they are about."""


class NoSuchValue(Unacceptable):
    """What is said to be right cannot stand in that field."""


async def queue(
    by: Actor, register: str, state: str, corrections: Corrections, locale: Any, *, unit: str = ""
) -> CorrectionList:
    """What the reader's office has to look at, or had.

    Raises:
        WrongRole: they keep no register.
        OtherRegister: ``unit`` names another office.
    """
    _keeps(by)
    if unit not in ("", by.agency):
        raise OtherRegister(
            "Sai lệch của đơn vị {} chỉ đơn vị đó xem được: ông/bà hãy để trống unit, hoặc ghi mã đơn vị của mình.",
            "Differences of {} are read there alone: leave unit empty, or give your own office's code.",
            unit,
        )
    found = await corrections.queue(by, register, [state] if state else STATES)
    return CorrectionList(items=[_view(one, locale) for one in found])


async def one(by: Actor, name: str, corrections: Corrections, locale: Any) -> CorrectionView:
    """One that the reader's office has to look at, or had.

    Raises:
        WrongRole: they keep no register.
        Missing: it is not at their office.
    """
    _keeps(by)
    return _view(await corrections.one(by, name), locale)


async def outcome(by: Actor, name: str, sent: OutcomeIn, corrections: Corrections, locale: Any) -> CorrectionView:
    """Record what an officer found out about one, with paper and basis; said again it is the same.

    Raises:
        WrongRole: they keep no register.
        Missing: it is not at their office.
        AlreadyDone: it was decided otherwise.
        NoSuchValue: the field cannot say that.
    """
    _keeps(by)
    if sent.value:
        _possible((await corrections.one(by, name)).field, sent.value)
    decision = Decision(sent.outcome, sent.paper, sent.basis, sent.value)
    return _view(await corrections.decide(by, name, decision), locale)


def _keeps(by: Actor) -> None:
    if not KEEPERS & set(by.roles):
        raise WrongRole(
            "Chỉ cán bộ giữ cơ sở dữ liệu của cơ quan này xem và kết luận sai lệch.",
            "Only officers who keep this office's registers look at differences.",
        )


def _possible(field: str, value: str) -> None:
    try:
        holds = field == "full_name" or (field in ("born", "died") and bool(date.fromisoformat(value)))
        holds = holds or (field in NUMBERS and bool(CitizenNumber(value)))
    except ValueError:
        holds = False
    if not holds and not (field == "sex" and value in SEXES):
        raise NoSuchValue(
            "Giá trị đúng không hợp lệ cho nội dung này: ngày viết năm-tháng-ngày, giới tính là male hoặc female,"
            " số định danh gồm 12 chữ số.",
            "This cannot be the right value here: write a day as 1997-10-10, a sex as male or female, a number with its"
            " twelve digits.",
        )


def _view(one: Correction, locale: Any) -> CorrectionView:
    return CorrectionView.model_validate(
        {
            "id": one.id,
            "register_": one.register,
            "rule": Coded(code=one.rule, words=RULES[one.rule].in_(locale)),  # type: ignore[index] # stored by us
            "person": one.told["person"],
            "field": one.field,
            "said": one.told["said"],
            "other": one.told["other"],
            "receipt": one.told.get("receipt", ""),
            "pattern": _pattern(one, locale),
            "grave": one.rule in GRAVE,
            "shown": PROOFS[shown].in_(locale) if (shown := one.told.get("shown")) else "",
            "dossiers": len(one.dossiers),
            "receptions": len(one.receptions),
            "found_at": one.found_at,
            "state": one.state,
            "outcome": one.verdict,
            "closed_at": one.closed_at,
        }
    )


def _pattern(one: Correction, locale: Any) -> Coded | None:
    found = pattern_of(one.rule, str(one.told["said"]), str(one.told["other"]))
    return Coded(code=found, words=PATTERNS[found].in_(locale)) if found else None


async def recalls(by: Actor, database: Database) -> RecallProposals:
    """Results of the reader's office that rest on what was found wrong, and nobody has decided on.

    Raises:
        WrongRole: they neither lead the office nor keep a register.
    """
    if not (KEEPERS | LEADERS) & set(by.roles):
        raise WrongRole(
            "Chỉ lãnh đạo và cán bộ giữ cơ sở dữ liệu của cơ quan này xem đề nghị thu hồi.",
            "Only leaders of this office, and officers who keep its registers, look at proposed recalls.",
        )
    return RecallProposals(items=[RecallProposal.model_validate(row) for row in await proposed(database, by)])


async def summary(by: Actor, corrections: Corrections, now: datetime, locale: str) -> CleaningSummary:
    """How good registers proved to be."""
    night = await Nights(corrections.database).last(by)
    return CleaningSummary(
        as_of=now,
        definition=FOUND.written,
        registers=_registers(await corrections.summary(by)),
        night=NightView(day=night.day, dossiers=night.dossiers, found=night.found) if night else None,
        definitions=defined("cleaning", locale),
    )


def _registers(rows: Sequence[Any]) -> list[RegisterErrors]:
    return [_errors(row) for row in rows]


def _errors(row: Any) -> RegisterErrors:
    found, people = int(row.found), int(row.compared)  # sums come as decimals
    between = wilson(row.errors, people) or (None, None)
    return RegisterErrors(
        register_=row.register,
        found=found,
        closed=row.closed,
        confirmed=row.confirmed,
        errors=row.errors,
        compared=people,
        cleaned=row.closed / found if found else None,
        precision=row.confirmed / found if found else None,
        error_rate=row.errors / people if people else None,
        low=between[0],
        high=between[1],
        open=row.older_0,
        open_a_week=row.older_7,
        open_a_month=row.older_30,
    )

"""Data cleaning by night: what registers said of one person in whatever dossiers, held against one another."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from domain.base.calendar import in_vietnam
from domain.base.law import Frozen
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.province.warehouse import Sharing
from domain.registers.compare import parts
from domain.registers.query import CIVIL_STATUS, POPULATION
from domain.vietnam.cleaning import IDENTITIES, Difference, receipt_of, spouses_of
from domain.vietnam.queries.civil_status import DeathEntry, MarriageEntry, MarriageOf
from domain.vietnam.queries.insurance import INSURANCE, InsuredBy

CONSUMER = "cleaning"
"""Its name in agreements."""
TWO_TIERS = date(2025, 7, 1)
"""Since when there are no districts (Law on the Organisation of Local Government 72/2025/QH15)."""
DISTRICT = re.compile(r"\b(?:huyện|quận|thị xã)\b", re.IGNORECASE)
DIGITS = 12
SEX = 3
"""Where a number says the sex: even digits are men's."""


class Said(Frozen):
    """What a register said of somebody, or was told of them, by right of the law."""

    agency: str
    kind: str
    people: tuple[str, ...]
    """Citizen numbers."""
    answer: Mapping[str, Any]
    """The fields that an agreement gives for cleaning."""
    at: datetime
    receipt: str = ""


def agreed(sharing: Sharing, day: date) -> Mapping[str, frozenset[str]]:
    """The fields of each register that an agreement in force gives for cleaning; none: nothing of it is used."""
    found: dict[str, frozenset[str]] = {}
    for one in sharing.agreements:
        if one.consumer == CONSUMER and one.stands(day):
            found[one.provider] = found.get(one.provider, frozenset()) | one.fields
    return found


def said(
    form: Mapping[str, Any],
    events: Iterable[Event],
    index: Callable[[str], str],
    fields: Mapping[str, frozenset[str]],
) -> Iterator[Said]:
    """What the registers said in a dossier, so far as agreements give it; what rests on a consent is never used.

    ``index`` gives the blind index of a number: by it a look says of whom it was.
    """
    numbers = {index(number): number for _, part in parts(form) if (number := str(part.get("number") or ""))}
    for event in events:
        act = event.act
        if not isinstance(act, acts.Answered) or act.look is None or act.look.rests_on != "law":
            continue
        if (given := fields.get(act.agency)) is None:
            continue
        answer = dict(act.personal.get("answer") or {})
        if act.look.query == DeathEntry.kind and form.get("died"):
            answer["died"] = form["died"]
        of = tuple(dict.fromkeys(numbers[one] for one in act.look.about if one in numbers))
        if act.look.query == MarriageOf.kind:
            of = spouses_of(form)
        if act.look.query in IDENTITIES and answer.get("number"):
            of = (str(answer["number"]),)
        told = {name: value for name, value in answer.items() if name in given}
        yield Said(agency=act.agency, kind=act.look.query, people=of, answer=told, at=event.at, receipt=receipt_of(act))


def by_night(told: Iterable[Said], abolished: Callable[[str], bool]) -> list[Difference]:
    """What does not go together in all that was said; each difference once.

    ``abolished`` says whether a unit's code is that of one which nothing followed.
    """
    rows = sorted(told, key=lambda one: one.at)
    people = {number for one in rows for number in one.people}
    found = [
        *(each for number in sorted(people) for each in _of_person(number, rows, abolished)),
        *(each for number in sorted(people) for each in _married_to_two(number, rows)),
    ]
    return list({str(one.itself): one for one in found}.values())


def _of_person(number: str, rows: list[Said], abolished: Callable[[str], bool]) -> Iterator[Difference]:
    identity = _last(rows, number, POPULATION, IDENTITIES)
    death = next((one for one in rows if one.kind == DeathEntry.kind and number in one.people), None)
    died = str((identity and identity.answer.get("died")) or (death and death.answer.get("died")) or "")
    if identity:
        yield from _sex(number, identity)
        yield from _address(number, identity, abolished)
        if death and died and death.at < identity.at and not identity.answer.get("died"):
            yield _differs("dead_alive", number, "died", identity, "", died)
    card = _last(rows, number, INSURANCE, (InsuredBy.kind,))
    if card and died and card.answer.get("card") and died < in_vietnam(card.at).date().isoformat():
        yield _differs("card_of_dead", number, "card", card, str(card.answer["card"]), died)


def _last(rows: list[Said], number: str, agency: str, kinds: tuple[str, ...]) -> Said | None:
    found = (one for one in reversed(rows) if one.agency == agency and one.kind in kinds and one.answer)
    return next((one for one in found if number in one.people), None)


def _sex(number: str, identity: Said) -> Iterator[Difference]:
    known = identity.answer.get("sex")
    by_number = ("male", "female")[int(number[SEX]) % 2] if len(number) == DIGITS and number.isdigit() else known
    if known and known != by_number:
        yield _differs("sex_number", number, "sex", identity, str(known), str(by_number))


def _address(number: str, identity: Said, abolished: Callable[[str], bool]) -> Iterator[Difference]:
    residence, commune = (str(identity.answer.get(name) or "") for name in ("residence", "commune"))
    if commune and abolished(commune):
        yield _differs("address_abolished", number, "commune", identity, commune, "")
    elif in_vietnam(identity.at).date() >= TWO_TIERS and DISTRICT.search(residence):
        yield _differs("address_abolished", number, "residence", identity, residence, "")


def _married_to_two(number: str, rows: list[Said]) -> Iterator[Difference]:
    """A marriage of which the register still says that it is in force when the same person has a later one."""
    begun: dict[tuple[str, ...], str] = {}
    newest: dict[tuple[str, ...], Said] = {}
    for one in rows:
        if one.agency != CIVIL_STATUS or one.kind not in (MarriageOf.kind, MarriageEntry.kind) or not one.answer:
            continue
        if number in one.people and len(one.people) == 2 and one.answer.get("registered_on"):
            begun[one.people], newest[one.people] = str(one.answer["registered_on"]), one
    order = sorted(begun, key=lambda pair: begun[pair])
    for earlier, later in pairwise(order):
        asked = newest[earlier]
        still = asked.answer.get("in_force") is True and in_vietnam(asked.at).date().isoformat() >= begun[later]
        if still and set(earlier) != set(later) and newest[later].answer.get("in_force") is not False:
            yield _differs("married_two", number, "in_force", asked, "true", begun[later], spouses=earlier)


def _differs(rule: str, number: str, field: str, one: Said, is_said: str, other: str, **more: Any) -> Difference:
    told = {"rule": rule, "agency": one.agency, "person": number, "field": field, "said": is_said, "other": other}
    return Difference.model_validate(told | more | {"receipt": one.receipt})

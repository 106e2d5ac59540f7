"""Data cleaning by night: what registers said of one person in whatever dossiers, held against one another."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from domain.base.calendar import in_vietnam
from domain.base.law import Frozen
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.province.warehouse import Sharing
from domain.registers.compare import parts
from domain.registers.query import CIVIL_STATUS, POPULATION
from domain.vietnam.cleaning import IDENTITIES, Difference, entry_of, given_at, receipt_of, spouses_of
from domain.vietnam.queries.civil_status import BirthEntry, DeathEntry, MarriageEntry, MarriageOf
from domain.vietnam.queries.insurance import INSURANCE, InsuredBy
from domain.vietnam.queries.population import GrantNumber, PersonalNumber
from domain.vietnam.queries.residence import DwellingAt, Registration

CONSUMER = "cleaning"
"""Its name in agreements."""
TWO_TIERS = date(2025, 7, 1)
"""Since when there are no districts (Law on the Organisation of Local Government 72/2025/QH15)."""
DISTRICT = re.compile(r"\b(?:huyện|quận|thị xã)\b", re.IGNORECASE)
NUMBER_WITHIN = timedelta(days=3)
"""After the entry of a birth its child has a number; no source at hand names a term (K)."""
NEWBORN = (BirthEntry.kind, GrantNumber.kind)
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
    given: datetime | None = None
    """The same by its signature, where that is known: what is recorded late was said before."""
    receipt: str = ""
    dossier: str = ""
    """In which it was said."""


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
    dossier: str = "",
) -> Iterator[Said]:
    """What the registers said in a dossier, so far as agreements give it; what rests on a consent is never used.

    ``index`` gives the blind index of a number: by it a look says of whom it was.
    """
    told = list(events)
    yield from _by_hand(form, told, dossier)
    numbers = {index(number): number for _, part in parts(form) if (number := str(part.get("number") or ""))}
    for event in told:
        act = event.act
        if not isinstance(act, acts.Answered) or act.look is None or act.look.rests_on != "law":
            continue
        if (given := fields.get(act.agency)) is None or not _is_of_use(act, act.look.query, fields):
            continue
        answer = dict(act.personal.get("answer") or {})
        if act.look.query == DeathEntry.kind and form.get("died"):
            answer["died"] = form["died"]
        of = tuple(dict.fromkeys(numbers[one] for one in act.look.about if one in numbers))
        of = _by_form(act.look.query, form, of)
        if act.look.query in IDENTITIES and answer.get("number"):
            of = (str(answer["number"]),)
        more = {"at": event.at, "given": given_at(event), "receipt": receipt_of(act), "dossier": dossier}
        agreed_to = {name: value for name, value in answer.items() if name in given}
        yield Said.model_validate(
            {"agency": act.agency, "kind": act.look.query, "people": of, "answer": agreed_to} | more
        )


def _is_of_use(act: acts.Answered, query: str, fields: Mapping[str, frozenset[str]]) -> bool:
    """Whether it tells something; that a child has no number, only where it would be heard that it has one."""
    if query == BirthEntry.kind:
        return "number" in fields.get(POPULATION, ())
    return query != GrantNumber.kind or act.found


def _by_form(query: str, form: Mapping[str, Any], of: tuple[str, ...]) -> tuple[str, ...]:
    """Of whom the form says that it was; ``of``, where the look alone does."""
    if query == MarriageOf.kind:
        return spouses_of(form)
    if query in NEWBORN:
        return _parents(form)
    return _named(form, "person") if query == DwellingAt.kind else of


def _by_hand(form: Mapping[str, Any], events: Sequence[Event], dossier: str) -> Iterator[Said]:
    """The number of a child that an officer had granted where the register was silent."""
    asked = set[str]()
    for event in events:
        if isinstance(event.act, acts.TaskOpened) and event.act.answer == PersonalNumber.__name__:
            asked.add(event.act.task)
        if isinstance(event.act, acts.Done) and event.act.task in asked and event.act.decision == "answer":
            yield Said(
                agency=POPULATION, kind=GrantNumber.kind, people=_parents(form), answer={}, at=event.at, dossier=dossier
            )


def _parents(form: Mapping[str, Any]) -> tuple[str, ...]:
    return (*_named(form, "mother"), *_named(form, "father"))


def _named(form: Mapping[str, Any], part: str) -> tuple[str, ...]:
    number = str((form.get(part) or {}).get("number") or "")
    return (number,) if number else ()


def by_night(told: Iterable[Said], abolished: Callable[[str], bool], day: date) -> list[Difference]:
    """What does not go together in all that was said until a day; each difference once.

    ``abolished`` says whether a unit's code is that of one which nothing followed.
    """
    rows = sorted(told, key=lambda one: one.at)
    people = {number for one in rows for number in one.people}
    found = [
        *(each for number in sorted(people) for each in _of_person(number, rows, abolished)),
        *(each for number in sorted(people) for each in _married_to_two(number, rows)),
        *(_without_number(one) for one in _ungranted(rows) if _is_late(one, day)),
        *_without_owner(rows),
        *_old_numbers(rows),
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
        named = str((identity and identity.answer.get("full_name")) or "")
        yield _differs("card_of_dead", number, "card", card, str(card.answer["card"]), died, named=named)


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


def awaits_number(told: Iterable[Said], day: date) -> bool:
    """Whether a child's number may still be on its way: then it is looked at in the next night again."""
    return any(not _is_late(one, day) for one in _ungranted(list(told)))


def _ungranted(rows: list[Said]) -> list[Said]:
    """Births in the books whose child got no number; one that is known by a parent's number only can be told."""
    granted = {one.dossier for one in rows if one.kind == GrantNumber.kind}
    return [one for one in rows if one.kind == BirthEntry.kind and one.people and one.dossier not in granted]


def _is_late(entry: Said, day: date) -> bool:
    return day - in_vietnam(entry.at).date() >= NUMBER_WITHIN


def _without_number(entry: Said) -> Difference:
    more = {"agency": POPULATION, "receipt": ""}
    return _differs("child_without_number", entry.people[0], "number", entry, "", entry_of(entry.answer), **more)


def _without_owner(rows: list[Said]) -> Iterator[Difference]:
    """Dwellings that have no owner and somebody was registered at."""
    entered = [one for one in rows if one.kind == Registration.kind and one.answer.get("household")]
    homes = {one.dossier: str(one.answer["household"]) for one in entered}
    for asked in rows:
        empty = asked.kind == DwellingAt.kind and asked.answer.get("owners") in ([], ())
        if empty and asked.people and asked.dossier in homes:
            home = homes[asked.dossier]
            yield _differs("dwelling_without_owner", asked.people[0], "owners", asked, "", home)


def _old_numbers(rows: list[Said]) -> Iterator[Difference]:
    """Nine-digit numbers that the register has of two people, or of one under two numbers."""
    whose: dict[str, dict[str, Said]] = {}
    for one in rows:
        if one.kind in IDENTITIES and one.people and (old := str(one.answer.get("old_number") or "")):
            whose.setdefault(old, {})[one.people[0]] = one
    for old, people in whose.items():
        first, *others = sorted(people)
        for other in others:
            yield _differs("old_number_of_two", first, "old_number", people[first], old, other)


def _differs(rule: str, number: str, field: str, one: Said, is_said: str, other: str, **more: Any) -> Difference:
    told = {"rule": rule, "agency": one.agency, "person": number, "field": field, "said": is_said, "other": other}
    return Difference.model_validate(told | {"receipt": one.receipt, "at": one.given or one.at} | more)

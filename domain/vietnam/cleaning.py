"""What registers say otherwise than papers, or than one another, as a dossier shows it (làm sạch dữ liệu)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from math import sqrt
from typing import Any, Literal

from domain.base.law import Frozen
from domain.base.text import plain_name, unaccented
from domain.base.words import Words, plain
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.registers.compare import alike, parts
from domain.registers.lookups import Receipt
from domain.registers.query import CIVIL_STATUS, POPULATION
from domain.vietnam.queries.civil_status import MarriageOf
from domain.vietnam.queries.insurance import INSURANCE
from domain.vietnam.queries.population import IdentityOf, PersonByNumber

Rule = Literal[
    "name",
    "birthday",
    "sex",
    "married_after_death",
    "marriage_not_found",
    "sex_number",
    "dead_alive",
    "married_two",
    "card_of_dead",
    "address_abolished",
    "child_without_number",
    "dwelling_without_owner",
    "old_number_of_two",
]
PURPOSE = "Làm sạch dữ liệu"
PROCEDURE = "LSDL"
"""What the ground names in a procedure's place: cleaning is part of none."""
Verdict = Literal["register", "other", "both", "none"]
"""Which of the two is right: the register (A), what stands against it (B), neither (C), or nothing is wrong."""
RULES: Mapping[Rule, Words] = {
    "name": Words(vi="Họ tên khác giữa giấy tờ và cơ sở dữ liệu", en="A name differs between papers and register"),
    "birthday": Words(vi="Ngày sinh khác giữa giấy tờ và cơ sở dữ liệu", en="A birthday differs"),
    "sex": Words(vi="Giới tính khác giữa giấy tờ và cơ sở dữ liệu", en="The sex differs"),
    "married_after_death": Words(
        vi="Hộ tịch ghi hôn nhân còn hiệu lực của người dân cư ghi đã mất",
        en="A marriage is in force of somebody whom the population register has as deceased",
    ),
    "marriage_not_found": Words(
        vi="Hộ tịch không có hôn nhân mà cán bộ đã xác minh là có",
        en="The books do not have a marriage that an officer found to be there",
    ),
    "sex_number": Words(
        vi="Giới tính khác với chữ số thứ tư của số định danh", en="The sex is not that of the number's fourth digit"
    ),
    "dead_alive": Words(
        vi="Hộ tịch đã đăng ký khai tử, dân cư ghi còn sống", en="Dead in civil status, alive in population"
    ),
    "married_two": Words(
        vi="Hộ tịch ghi hai hôn nhân cùng còn hiệu lực", en="Two marriages of one person are in force"
    ),
    "card_of_dead": Words(
        vi="Thẻ bảo hiểm y tế còn hiệu lực của người đã mất", en="The insurance card of a dead person is in force"
    ),
    "address_abolished": Words(
        vi="Nơi cư trú ghi theo đơn vị hành chính đã bãi bỏ", en="The address is in a unit that was abolished"
    ),
    "child_without_number": Words(
        vi="Hộ tịch đã đăng ký khai sinh, dân cư chưa cấp số định danh cho trẻ",
        en="The birth is in the books, and the child was given no number",
    ),
    "dwelling_without_owner": Words(
        vi="Có người đăng ký cư trú tại chỗ ở mà cơ sở dữ liệu không ghi chủ sở hữu",
        en="Somebody is registered at a dwelling of which the register has no owner",
    ),
    "old_number_of_two": Words(
        vi="Một số chứng minh nhân dân 9 số gắn với hai số định danh",
        en="One nine-digit number belongs to two personal numbers",
    ),
}
"""What kinds of differences there are; the last eight are found by night, across dossiers."""
GRAVE: frozenset[Rule] = frozenset(("married_after_death", "dead_alive", "married_two", "card_of_dead"))
"""By these somebody is paid, married or represented who must not be."""
ENTERED: Mapping[str, frozenset[str]] = {
    POPULATION: frozenset(("full_name", "born", "sex", "died")),
    CIVIL_STATUS: frozenset(("in_force", "numbers")),
    INSURANCE: frozenset(("full_name", "born")),
}
"""What registers let us put right; anything else whoever keeps them changes there, and says here that it is done."""
FIELDS: Mapping[str, Rule] = {"full_name": "name", "born": "birthday", "sex": "sex"}
FIELD_WORDS = {
    "full_name": Words(vi="Họ, chữ đệm, tên", en="Full name"),
    "born": Words(vi="Ngày, tháng, năm sinh", en="Birthday"),
    "sex": Words(vi="Giới tính", en="Sex"),
    "died": Words(vi="Ngày mất", en="Day of death"),
    "in_force": Words(vi="Hôn nhân còn hiệu lực", en="Marriage in force"),
    "numbers": Words(vi="Số định danh vợ, chồng", en="Numbers of the spouses"),
    "card": Words(vi="Thẻ bảo hiểm y tế", en="Insurance card"),
    "commune": Words(vi="Mã xã nơi cư trú", en="Commune of residence"),
    "residence": Words(vi="Nơi cư trú", en="Residence"),
    "number": Words(vi="Số định danh của trẻ", en="Number of the child"),
    "owners": Words(vi="Chủ sở hữu chỗ ở", en="Owners of the dwelling"),
    "old_number": Words(vi="Số chứng minh nhân dân", en="Nine-digit number"),
}
MEANINGS = {
    "true": Words(vi="còn hiệu lực", en="in force"),
    "male": Words(vi="Nam", en="male"),
    "female": Words(vi="Nữ", en="female"),
    "": Words(vi="không có dữ liệu", en="nothing"),
}
"""What values mean that are no words of people."""
IDENTITIES = (PersonByNumber.kind, IdentityOf.kind)
COUPLES = (("mother", "father"), ("bride", "groom"), ("wife", "husband"))
NORMAL = 1.959964
"""Of 95 per cent, both sides."""


Pattern = Literal["swapped", "digit", "accents"]
PATTERNS: Mapping[Pattern, Words] = {
    "swapped": Words(vi="Ngày và tháng đổi chỗ cho nhau", en="Day and month are swapped"),
    "digit": Words(vi="Khác một chữ số", en="One digit differs"),
    "accents": Words(vi="Chỉ khác dấu", en="Only the accents differ"),
}
"""By what slip a difference may have come about."""


def pattern_of(rule: str, said: str, other: str) -> Pattern | None:
    """The slip that a difference of names or birthdays looks like; None where it looks like none."""
    if rule == "name":
        return "accents" if unaccented(plain_name(said)) == unaccented(plain_name(other)) else None
    if rule != "birthday" or len(said) != len(other):
        return None
    parts_of_day = said.split("-")
    if len(parts_of_day) == 3 and other == "-".join((parts_of_day[0], parts_of_day[2], parts_of_day[1])):
        return "swapped"
    return "digit" if sum(one != two for one, two in zip(said, other, strict=True)) == 1 else None


def meaning(field: str, value: str) -> Words:
    """What a value of a field says to people."""
    return MEANINGS[value] if value in MEANINGS and (not value or field in ("in_force", "sex")) else plain(value)


class Difference(Frozen):
    """One thing that a register says otherwise, about one person."""

    rule: Rule
    agency: str
    """Whose register it is."""
    person: str
    """Citizen number."""
    field: str
    said: str
    """By the register (A)."""
    other: str
    """By what stands against it (B)."""
    spouses: tuple[str, ...] = ()
    """Wife and husband, where it is about their marriage."""
    receipt: str = ""
    """What the register signed of it: when, by which key, over which answer."""
    at: datetime | None = None
    """When the register said it: what it says after it was put right is a new difference; None: before that."""
    named: str = ""
    """The full name by which the register is asked again, where it is not asked by the number alone."""
    shown: str = ""
    """What the other value was read from, where it stands in no dossier."""

    @property
    def itself(self) -> dict[str, Any]:
        """All by which it is the same wherever it is found."""
        return self.model_dump(mode="json", exclude={"receipt", "at", "named", "shown"})


class Compared(Frozen):
    """What came of comparing a dossier: whom each register was compared about, and in what it differs."""

    people: frozenset[tuple[str, str]]
    """Register and number."""
    differences: tuple[Difference, ...]


def compared(form: Mapping[str, Any], events: Iterable[Event]) -> Compared:
    """Compare all that registers answered by right of the office; what rests on a consent is its dossier's alone."""
    told = list(events)
    answers: list[Any] = [event for event in told if isinstance(event.act, acts.Answered) and _usable(event.act)]
    holders = {str(part["number"]): part for _, part in parts(form) if part.get("number")}
    found = [*_identities(answers, holders), *_marriages(answers, form, told)]
    people = {(event.act.agency, number) for event in answers for number in _asked(event.act, form)}
    unique = {(one.rule, one.person, one.field): one for one in found}
    return Compared(people=frozenset(people), differences=tuple(unique.values()))


def _usable(act: acts.Answered) -> bool:
    return act.look is not None and act.look.rests_on == "law" and not act.look.told


def receipt_of(act: acts.Answered) -> str:
    """What its register signed of an answer, as an officer reads it; empty where it signs nothing."""
    return shown_to_officers(act.look.receipt if act.look else None)


def shown_to_officers(signed: Receipt | None) -> str:
    """When, by which key and over which answer; empty where nothing was signed."""
    return f"{signed.at:%Y-%m-%dT%H:%MZ} {signed.kid} {signed.answer}" if signed else ""


def given_at(event: Event) -> datetime:
    """When a register gave an answer: by its own signature, as it is recorded some time after that."""
    look = event.act.look if isinstance(event.act, acts.Answered) else None
    return look.receipt.at if look and look.receipt else event.at


def _said(act: Any) -> Mapping[str, Any]:
    return act.personal.get("answer") or {}


def _asked(act: Any, form: Mapping[str, Any]) -> Iterator[str]:
    kind, said = act.personal.get("kind"), _said(act)
    if kind in IDENTITIES and said.get("number"):
        yield str(said["number"])
    if kind == MarriageOf.kind:
        yield from spouses_of(form)


def _identities(answers: Iterable[Event], holders: Mapping[str, Mapping[str, Any]]) -> Iterator[Difference]:
    for event in answers:
        act: Any = event.act
        said = _said(act)
        number = str(said.get("number", ""))
        if act.personal.get("kind") not in IDENTITIES or number not in holders:
            continue
        for field, rule in FIELDS.items():
            declared, known = holders[number].get(field), said.get(field)
            if declared and known and not alike(declared, known):
                found = {"rule": rule, "agency": POPULATION, "person": number, "field": field}
                shown = {"said": str(known), "other": str(declared), "receipt": receipt_of(act)}
                yield Difference.model_validate(found | shown | {"at": given_at(event)})


def _marriages(answers: list[Event], form: Mapping[str, Any], events: list[Event]) -> Iterator[Difference]:
    spouses = spouses_of(form)
    known = [_said(event.act) for event in answers]
    died = {str(said["number"]): str(said["died"]) for said in known if said.get("died")}
    for event in answers:
        act: Any = event.act
        if act.personal.get("kind") != MarriageOf.kind or len(spouses) < 2:
            continue
        common: dict[str, Any] = {"agency": CIVIL_STATUS, "spouses": spouses, "receipt": receipt_of(act)}
        common["at"] = given_at(event)
        dead = [number for number in spouses if number in died]
        if _said(act).get("in_force") and dead:
            yield Difference(
                rule="married_after_death", person=dead[0], field="in_force", said="true", other=died[dead[0]], **common
            )
        if not _said(act) and found_married(events):
            both = " ".join(spouses)
            yield Difference(
                rule="marriage_not_found", person=spouses[0], field="numbers", said="", other=both, **common
            )


def spouses_of(form: Mapping[str, Any]) -> tuple[str, ...]:
    """Wife and husband as the form numbers them; nobody where it names no two."""
    for names in COUPLES:
        numbers = [str((form.get(name) or {}).get("number") or "") for name in names]
        if all(numbers):
            return tuple(numbers)
    return ()


def found_married(events: Iterable[Event]) -> bool | None:
    """Whether an officer found out last that they are married; None where nobody had to."""
    done = [event.act for event in events if isinstance(event.act, acts.Done)]
    found = [(act.personal.get("answer") or {}).get("married") for act in done]
    return next((one for one in reversed(found) if one is not None), None)


def entry_of(answer: Mapping[str, Any]) -> str:
    """Where an act of civil status stands in the books: number and volume."""
    return f"{answer.get('entry')}, {answer.get('volume')}"


def wilson(errors: int, all_: int) -> tuple[float, float] | None:
    """Between what the rate of errors lies, with 95 per cent (Wilson's interval); None where nothing was compared.

    None too where there are more errors than people: name and birthday of one person may both be wrong, and whom a
    night or a clinic found was not counted among the compared.
    """
    if not 0 <= errors <= all_ or not all_:
        return None
    rate, square = errors / all_, NORMAL**2
    middle, width = rate + square / (2 * all_), NORMAL * sqrt(rate * (1 - rate) / all_ + square / (4 * all_**2))
    whole = 1 + square / all_
    return max(0.0, (middle - width) / whole), min(1.0, (middle + width) / whole)

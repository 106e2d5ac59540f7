"""Whether an issued result rests on data that cleaning found to be otherwise: its office may have to recall it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.base.calendar import in_vietnam
from domain.base.law import Frozen
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.recall.model import WrongData
from domain.registers.compare import alike, parts
from domain.vietnam.cleaning import (
    FIELD_WORDS,
    IDENTITIES,
    RULES,
    Rule,
    Verdict,
    entry_of,
    found_married,
    meaning,
    spouses_of,
)
from domain.vietnam.queries.civil_status import BirthEntry, DeathEntry, MarriageEntry, MarriageOf
from domain.vietnam.queries.residence import Registration


class Correction(Frozen):
    """A difference as its office decided on it."""

    id: str
    rule: Rule
    agency: str
    """Whose register it is."""
    person: str
    """Citizen number."""
    field: str
    said: str
    other: str
    spouses: tuple[str, ...] = ()
    named: str = ""
    verdict: Verdict
    value: str = ""
    """What is right, where neither register nor paper is."""
    paper: str
    basis: str

    @property
    def right(self) -> str:
        """What was found to be right."""
        return {"register": self.said, "other": self.other, "both": self.value}.get(self.verdict, "")


MARRIAGES = ("married_after_death", "marriage_not_found", "married_two")
IN_FORCE = {
    True: Words(vi="hôn nhân còn hiệu lực", en="the marriage is in force"),
    False: Words(vi="không có hôn nhân còn hiệu lực", en="no marriage is in force"),
}


def wrong_data(one: Correction) -> WrongData:
    """The same for the leaders of the office whose result rests on it."""
    right = IN_FORCE[_in_force(one)] if one.rule in MARRIAGES else meaning(one.field, one.right)
    return WrongData(
        what=RULES[one.rule],
        field=FIELD_WORDS[one.field],
        said=meaning(one.field, one.said),
        other=meaning(one.field, one.other),
        right=right,
        **one.model_dump(include={"id", "agency", "person", "paper", "basis"}),
    )


def _in_force(one: Correction) -> bool:
    """Whether the marriage is in force that it is about: of the register's word nothing else can be right."""
    return one.said == "true" if one.verdict == "register" else one.rule == "marriage_not_found"


def rests_otherwise(one: Correction, form: Mapping[str, Any], events: Sequence[Event]) -> bool:
    """Whether a dossier with this form and these events took something else for right.

    An insurance card, a nine-digit number, or an address in a unit that was abolished makes no result wrong: none rests
    on the first two, and what was issued under a unit's former name stays valid.
    """
    answers = [event for event in events if isinstance(event.act, acts.Answered) and _by_law(event.act)]
    match one.rule:
        case _ if one.verdict == "none":
            return False
        case "name" | "birthday" | "sex" | "sex_number":
            stated = _stated(one, form, answers)
            return bool(stated) and not alike(stated, one.right)
        case "dead_alive":
            return _lives_otherwise(one, form, answers)
        case rule if rule in MARRIAGES and one.verdict != "both":
            return _married_otherwise(one, form, answers, events)
        case "child_without_number" if one.verdict == "register":
            return any(entry_of(_said(event)) == one.other for event in _of_kind(answers, BirthEntry.kind))
        case "dwelling_without_owner" if one.verdict == "register":
            return any(_said(event).get("household") == one.other for event in _of_kind(answers, Registration.kind))
        case _:
            return False


def _by_law(act: acts.Answered) -> bool:
    """Whether it was asked by right of the office: what rests on a consent is its dossier's alone."""
    return act.look is not None and act.look.rests_on == "law"


def _said(event: Event) -> Mapping[str, Any]:
    return event.act.personal.get("answer") or {}


def _of_kind(answers: Iterable[Event], *kinds: str) -> list[Event]:
    return [
        one for one in answers if isinstance(one.act, acts.Answered) and one.act.look and one.act.look.query in kinds
    ]


def _identities(one: Correction, answers: Iterable[Event]) -> list[Event]:
    return [event for event in _of_kind(answers, *IDENTITIES) if _said(event).get("number") == one.person]


def _stated(one: Correction, form: Mapping[str, Any], answers: Sequence[Event]) -> Any:
    """What the form says of them; where it says nothing, what the register was heard to say last."""
    declared = [part[one.field] for _, part in parts(form) if part.get("number") == one.person and part.get(one.field)]
    heard = [_said(event)[one.field] for event in _identities(one, answers) if _said(event).get(one.field)]
    return next(iter((*declared, *reversed(heard))), None)


def _lives_otherwise(one: Correction, form: Mapping[str, Any], answers: Sequence[Event]) -> bool:
    """Whether it registers another death than there was, or took somebody for alive after they had died."""
    if _of_kind(answers, DeathEntry.kind) and (form.get("dead") or {}).get("number") == one.person:
        return str(form.get("died") or "") != one.right
    alive = [event for event in _identities(one, answers) if not _said(event).get("died")]
    return bool(one.right) and any(in_vietnam(event.at).date().isoformat() > one.right for event in alive)


def _married_otherwise(
    one: Correction, form: Mapping[str, Any], answers: Sequence[Event], events: Sequence[Event]
) -> bool:
    """Whether it took a marriage for one in force that is none, or for none that is in force."""
    in_force, couple = _in_force(one), spouses_of(form)
    if set(couple) == set(one.spouses):
        asked = _of_kind(answers, MarriageOf.kind)
        if not asked:
            return False
        known = found_married(events)
        return in_force != (_said(asked[-1]).get("in_force") is True if known is None else known)
    # Whoever married again was free to, or was not.
    later = [_said(event).get("registered_on") for event in _of_kind(answers, MarriageEntry.kind)]
    return one.rule == "married_two" and in_force and one.person in couple and one.other in later

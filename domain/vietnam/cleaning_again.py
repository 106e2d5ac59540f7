"""How a register that was found wrong is put right, and what it is asked after that."""

from datetime import date
from typing import Any

from domain.registers.query import CIVIL_STATUS, POPULATION, Answer, Query
from domain.vietnam.cleaning import ENTERED
from domain.vietnam.cleaning_recall import Correction
from domain.vietnam.queries.civil_status import CorrectMarriage, Marriage, MarriageOf
from domain.vietnam.queries.insurance import (
    INSURANCE,
    CorrectInsured,
    Insured,
    InsuredBy,
    InsuredPerson,
    InsuredPersonOf,
)
from domain.vietnam.queries.population import CorrectPerson, Person, PersonByNumber

WRONG = ("other", "both")
"""The outcomes by which it is the register that has to change."""


def entry(one: Correction) -> Query[Any] | None:
    """What the register is told; None where it lets nobody, and its own officers put it right."""
    if one.verdict not in WRONG or one.field not in ENTERED.get(one.agency, ()):
        return None
    ground = f"{one.basis}; {one.paper}"
    if one.agency == CIVIL_STATUS:
        wife, husband = one.spouses
        return CorrectMarriage.model_validate({"wife": wife, "husband": husband, "field": one.field, "ground": ground})
    told = {"number": one.person, "field": one.field, "value": one.right, "ground": ground}
    return (CorrectInsured if one.agency == INSURANCE else CorrectPerson).model_validate(told)


def question(one: Correction) -> Query[Any] | None:
    """What the register is asked before it is believed; None where it stands, or cannot be asked by what is known."""
    if one.verdict not in WRONG:
        return None
    if one.agency == CIVIL_STATUS:
        wife, husband = one.spouses
        return MarriageOf(wife=wife, husband=husband)
    if one.agency == INSURANCE and one.field in ENTERED[INSURANCE]:
        return InsuredPersonOf(number=one.person)
    if one.agency == INSURANCE:
        return InsuredBy(number=one.person, full_name=one.named) if one.named else None
    if one.agency != POPULATION:
        return None  # a dwelling is asked by its address, which no difference holds
    if one.field == "number":  # a child is asked by the number that it was given
        return PersonByNumber(number=one.value) if one.value else None
    return PersonByNumber(number=one.person)


def is_put_right(one: Correction, said: Answer | None) -> bool:
    """Whether the register says now what was decided, or where that is not ours to say, what it said no more."""
    if isinstance(said, Marriage):
        return not said.in_force if one.field == "in_force" else True
    if isinstance(said, InsuredPerson):
        return _told(getattr(said, one.field)) == one.right
    if one.agency == INSURANCE and one.field in ENTERED[INSURANCE]:
        return False
    if one.agency == INSURANCE:
        return not isinstance(said, Insured) or said.card != one.said
    if not isinstance(said, Person):
        return False
    if one.field == "number":
        return True
    known = _told(getattr(said, one.field))
    return known == one.right if one.field in ENTERED[POPULATION] else known != one.said


def _told(value: str | date | None) -> str:
    return "" if value is None else str(value)

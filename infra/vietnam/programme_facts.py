"""Reads from the law's data what figures of the programme are counted with."""

from pathlib import Path
from typing import Any

from domain.base.words import Words
from domain.province.units import Tier
from domain.vietnam.programme.parameters import Definition, Parameters
from domain.vietnam.programme.savings import Part
from infra.facts.loading import FACTS, PROGRAMME, FactFile, Marked, own_or_ours, read


class Value(Marked):
    """A figure, a day or a code, with what says so."""

    value: Any


class Goal(Marked):
    """What a tier is to reach, in per cent."""

    tier: Tier
    value: int


class DefinitionIn(Marked):
    """A definition, with what says so."""

    id: str
    version: int
    words: Words


class ProgrammeFile(FactFile):
    """What the file holds."""

    standing_body: Value
    province: Value
    effective_periods: Value
    green: Value
    yellow: Value
    trend_months: Value
    refused_days: Value
    asked_days: Value
    answered_days: Value
    answer_published_days: Value
    decided_before_days: Value
    published_days: Value
    dislike_stars: Value
    for_organisations: Value
    certified_copy: Value
    official_tolerance: Value
    portal_login_since: Value
    saving: Value
    saving_method: Words
    saving_parts: tuple[Part, ...]
    online_goal: Value
    work_goals: tuple[Goal, ...]
    definitions: tuple[DefinitionIn, ...]


def load_parameters(folder: str = "") -> Parameters:
    """Those of a province's folder, ours unless it has some.

    Raises:
        FactsWrong: the file cannot be used.
    """
    file = read(ProgrammeFile, own_or_ours(Path(folder) if folder else FACTS, PROGRAMME))
    plain = {name: one.value for name, one in file if isinstance(one, Value)}
    given = plain | {"saving_mark": file.saving.mark, "saving_basis": file.saving.basis}
    return Parameters.model_validate(
        given
        | {
            "saving_method": file.saving_method,
            "saving_parts": file.saving_parts,
            "work_goals": {one.tier: one.value for one in file.work_goals},
            "definitions": {
                one.id: Definition(id=one.id, version=one.version, mark=one.mark, words=one.words)
                for one in file.definitions
            },
        }
    )

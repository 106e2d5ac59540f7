"""Reads from the law's data what figures of the programme are counted with."""

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from domain.base.words import Words
from domain.province.periods import FIRST_DAY
from domain.province.units import Tier
from domain.vietnam.programme.parameters import Definition, Parameters
from domain.vietnam.programme.savings import Part, Version
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


class SavingsIn(BaseModel, frozen=True, extra="forbid"):
    """The parameters of what a dossier saves, from a month on."""

    since: date
    each: Value
    parts: tuple[Part, ...]

    def version(self) -> Version:
        """The same without its frame."""
        each = {"each": self.each.value, "basis": self.each.basis, "mark": self.each.mark}
        return Version.model_validate({"since": self.since, "parts": self.parts} | each)


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
    saving_since: Value | None = None
    saving_method: Words
    saving_parts: tuple[Part, ...]
    savings: tuple[SavingsIn, ...] = ()
    """Later versions of the three before."""
    online_goal: Value
    work_goals: tuple[Goal, ...]
    definitions: tuple[DefinitionIn, ...]


def load_parameters(folder: str = "") -> Parameters:
    """Those of a province's folder, ours unless it has some.

    Raises:
        FactsWrong: the file cannot be used.
    """
    file = read(ProgrammeFile, own_or_ours(Path(folder) if folder else FACTS, PROGRAMME))
    plain = {name: one.value for name, one in file if isinstance(one, Value) and not name.startswith("saving")}
    return Parameters.model_validate(
        plain
        | {
            "effective_periods": file.effective_periods.model_dump(),
            "saving_method": file.saving_method,
            "savings": tuple(one.version() for one in (_first(file), *file.savings)),
            "work_goals": {one.tier: one.value for one in file.work_goals},
            "definitions": {
                one.id: Definition(id=one.id, version=one.version, mark=one.mark, words=one.words)
                for one in file.definitions
            },
        }
    )


def _first(file: ProgrammeFile) -> SavingsIn:
    since = file.saving_since.value if file.saving_since else FIRST_DAY
    return SavingsIn.model_validate({"since": since, "each": file.saving, "parts": file.saving_parts})

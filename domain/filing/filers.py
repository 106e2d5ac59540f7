"""Who may file an application (người có quyền nộp hồ sơ): as what, and how its form knows them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.base.calendar import age
from domain.base.law import Frozen
from domain.base.words import Words

Said = Mapping[str, Any]
"""A form as it is sent."""


class Filer(Frozen):
    """One of those who may file it themselves; whoever files it for one of them needs a mandate."""

    role: str
    """As what they file, as the journal keeps it."""
    words: Words
    at: tuple[str, ...] = ()
    """Where the form has their citizen number: ``mother.number``."""
    organisation: str = ""
    """Where the form has the code of their organisation."""
    declares: str = ""
    """Where the form has how they are related: their word, which the desk holds against papers."""
    under_age: str = ""
    """Where the form has the birthday of a person for whom they file as long as that one is not of age."""
    of_age: int = 18
    """Years at which somebody files for themselves (Civil Code 2015, Article 20)."""
    anybody: bool = False
    """Whether the law asks nobody who they are."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Every place of the form that it names."""
        return tuple(filter(None, (*self.at, self.organisation, self.declares, self.under_age)))

    def is_one(self, said: Said, applicant: str, organisation: str, day: date) -> bool:
        """Whether who files this form on this day is one of them."""
        if self.under_age and not is_minor(date.fromisoformat(named(said, self.under_age)), day, self.of_age):
            return False
        if self.anybody or (self.declares and named(said, self.declares).strip()):
            return True
        known = {named(said, path) for path in ((self.organisation,) if organisation else self.at)}
        return (organisation or applicant) in known - {""}


def is_minor(born: date, day: date, of_age: int = 18) -> bool:
    """Whether somebody is not of age on a day (chưa thành niên)."""
    return age(born, day) < of_age


def named(said: Said, path: str) -> str:
    """What a form says at a place; nothing where it says nothing there."""
    found: Any = said
    for name in path.split(".") if path else ():
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""

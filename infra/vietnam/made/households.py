"""The people who file: couples of the sandbox's population register, by commune."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from domain.statute.offices import Offices


@dataclass(frozen=True)
class Person:
    """Somebody as papers name them."""

    number: str
    name: str
    born: str
    commune: str
    residence: str

    @property
    def named(self) -> dict[str, Any]:
        """Number, name and birthday, as forms have them."""
        return {"number": self.number, "full_name": self.name, "born": self.born}

    @property
    def lives(self) -> dict[str, Any]:
        """The same, with where they live."""
        return self.named | {"residence": self.residence, "commune": self.commune}

    @property
    def whole(self) -> dict[str, Any]:
        """The same, with what certificates print beside it."""
        return self.lives | {"ethnicity": "Kinh", "nationality": "Việt Nam"}

    @property
    def sex(self) -> str:
        """As the number says."""
        return "female" if int(self.number[3]) % 2 else "male"


@dataclass(frozen=True)
class Household:
    """A couple."""

    mother: Person
    father: Person
    certificate: str


@dataclass(frozen=True)
class Neighbours:
    """Those who live in each commune."""

    by_commune: dict[str, list[Household]]

    @classmethod
    def of(cls, couples: Iterable[dict[str, Any]], offices: Offices) -> "Neighbours":
        """Those of whom the sandbox tells (``GET /population/_couples``), as far as both are alive and have numbers."""
        titles = {office.code: office.title for office in offices.communes}
        where = f"{offices.province.kind.lower()} {offices.province.name}"
        homes = dict[str, list[Household]]()
        for couple in couples:
            two = [couple["mother"], couple["father"]]
            if any(not one["number"] or "died" in one or one["commune"] not in titles for one in two):
                continue
            mother, father = (
                Person(
                    one["number"],
                    one.get("register_name", one["name"]),
                    one["born"],
                    one["commune"],
                    f"{titles[one['commune']][0].lower()}{titles[one['commune']][1:]}, {where}",
                )
                for one in two
            )
            if mother.commune == father.commune and mother.born[:4] < "2005":
                homes.setdefault(mother.commune, []).append(Household(mother, father, couple["certificate"] or ""))
        return cls(homes)

    def one(self, commune: str, dice: Random) -> Household:
        """One of a commune."""
        return dice.choice(self.by_commune[commune])

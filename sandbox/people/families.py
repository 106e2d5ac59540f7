"""Plausible families, always the same ones: three generations whose years, numbers and surnames agree."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from sandbox.people.names import COMMUNES, FAMILY_NAMES, FEMALE_GIVEN, FEMALE_MIDDLE, MALE_GIVEN, MALE_MIDDLE, Commune

SINGLE, MARRIED, DIVORCED, WIDOWED = "Chưa kết hôn", "Đã kết hôn", "Đã ly hôn", "Góa"
THIS_YEAR = 2026


@dataclass(frozen=True, slots=True)
class Person:
    """Someone the population register knows; `number` is empty only for a foreigner it does not know."""

    number: str
    name: tuple[str, str, str]
    female: bool
    born: date
    commune: Commune
    address: str
    marital: str = SINGLE
    father: str | None = None
    mother: str | None = None
    spouse: str | None = None
    old_number: str | None = None
    died: date | None = None
    nationality: str = "Việt Nam"
    passport: str | None = None

    @property
    def full_name(self) -> str:
        return " ".join(part for part in self.name if part)


@dataclass(frozen=True, slots=True)
class Marriage:
    """An entry of the marriage register; husband and wife by the number it was written under."""

    certificate: str
    registered: date
    commune: Commune
    husband: str
    wife: str
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class Couple:
    """Two parents, found by what is special about them."""

    kind: str
    mother: Person
    father: Person
    marriage: Marriage | None = None
    other: Person | None = None
    name_on_papers: str | None = None


@dataclass(slots=True)
class World:
    """Everyone and every marriage."""

    persons: list[Person] = field(default_factory=list)
    couples: list[Couple] = field(default_factory=list)
    marriages: list[Marriage] = field(default_factory=list)

    def add(self, couple: Couple) -> None:
        """Takes in a couple with its marriage, and whoever of it the register knows."""
        self.couples.append(couple)
        self.persons += [who for who in (couple.mother, couple.father, couple.other) if who and who.number]
        if couple.marriage:
            self.marriages.append(couple.marriage)


def citizen_number(province: str, female: bool, year: int, serial: int) -> str:
    """PPP G YY NNNNNN: G says sex and century, and there is no check digit."""
    return f"{province}{2 * (year // 100 - 19) + female}{year % 100:02}{serial:06}"


class Families:
    """Grows families from one seed, never reusing a number."""

    def __init__(self, seed: int = 6, taken: Iterator[str] | tuple[str, ...] = ()) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - sample data, and it must come out the same each time
        self.numbers = set(taken)
        self.certificates = 0

    def grow(self, world: World, persons: int) -> None:
        """Adds families until the world has about that many persons."""
        while len(world.persons) < persons:
            self._family(world, self.dice.choice(COMMUNES))

    def settle(self, world: World, communes: Iterable[Commune]) -> None:
        """Lets a family live in each of these communes."""
        for home in communes:
            self._family(world, home)

    def _family(self, world: World, home: Commune) -> None:
        grandfather, grandmother = self._elders(home)
        elders = self._join("elders", grandfather, grandmother, recorded=0.7)
        world.add(elders)
        year = min(max(grandfather.born.year, grandmother.born.year) + self.dice.randint(21, 34), 2002)
        husband = self._person(home, False, year, parents=(elders.father, elders.mother))
        wife = self._person(home, True, year + self.dice.randint(-5, 2))
        young = self._join("plain", husband, wife, recorded=0.7)
        world.add(young)
        world.persons += self._children(young)

    def _elders(self, home: Commune) -> tuple[Person, Person]:
        year = self.dice.randint(1944, 1968)
        grandfather = self._person(home, False, year)
        if self.dice.random() < 0.12:
            grandfather = replace(grandfather, died=self._day(self.dice.randint(2010, 2025)))
        return grandfather, self._person(home, True, year + self.dice.randint(-4, 4))

    def _join(self, kind: str, husband: Person, wife: Person, recorded: float) -> Couple:
        wife = replace(wife, address=husband.address)
        if self.dice.random() >= recorded:
            return self._unrecorded(kind, husband, wife)
        year = min(max(husband.born.year + 20, wife.born.year + 18) + self.dice.randint(1, 6), THIS_YEAR - 1)
        husband = replace(husband, marital=MARRIED, spouse=wife.number)
        wife = replace(wife, marital=WIDOWED if husband.died else MARRIED, spouse=husband.number)
        marriage = Marriage(self._certificate(year), self._day(year), husband.commune, husband.number, wife.number)
        return Couple(self._kind(kind, wife), wife, husband, marriage)

    def _unrecorded(self, kind: str, husband: Person, wife: Person) -> Couple:
        if kind != "elders":
            return Couple(self._kind("no_marriage", wife), wife, husband)
        husband = replace(husband, marital=MARRIED, spouse=wife.number)
        return Couple(kind, replace(wife, marital=MARRIED, spouse=husband.number), husband)

    def _kind(self, kind: str, wife: Person) -> str:
        return kind if kind == "elders" or 20 <= THIS_YEAR - wife.born.year <= 42 else "older"

    def _children(self, parents: Couple) -> list[Person]:
        first = max(parents.mother.born.year + 20, parents.father.born.year + 20)
        last = min(THIS_YEAR - 1, parents.mother.born.year + 42)
        years = sorted(self.dice.sample(range(first, last + 1), min(self.dice.choice((0, 1, 1, 2)), last + 1 - first)))
        father, mother = parents.father, parents.mother
        return [
            self._person(father.commune, self.dice.random() < 0.48, year, parents=(father, mother)) for year in years
        ]

    def _person(self, home: Commune, female: bool, year: int, parents: tuple[Person, Person] | None = None) -> Person:
        middle, given = (FEMALE_MIDDLE, FEMALE_GIVEN) if female else (MALE_MIDDLE, MALE_GIVEN)
        family = parents[0].name[0] if parents else self._surname()
        return Person(
            number=self._number(home.birth_code, female, year),
            name=(family, self.dice.choice(middle), self.dice.choice(given)),
            female=female,
            born=self._day(year),
            commune=home,
            address=parents[0].address if parents else self._address(home),
            father=parents[0].number if parents else None,
            mother=parents[1].number if parents else None,
        )

    def _surname(self) -> str:
        return self.dice.choices(tuple(FAMILY_NAMES), tuple(FAMILY_NAMES.values()))[0]

    def _address(self, home: Commune) -> str:
        return f"Số {self.dice.randint(1, 240)}, {self.dice.choice(home.streets)}"

    def _day(self, year: int) -> date:
        return date(year, self.dice.randint(1, 12), self.dice.randint(1, 28))

    def _certificate(self, year: int) -> str:
        self.certificates += 1
        return f"{self.certificates:03}/{year}"

    def _number(self, province: str, female: bool, year: int) -> str:
        while (number := citizen_number(province, female, year, self.dice.randint(1000, 999_999))) in self.numbers:
            pass
        self.numbers.add(number)
        return number

"""The units of a province as a tree in time: founded, merged, dissolved on days; others may bear their codes later."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from domain.base.law import Frozen
from domain.base.refusals import Unacceptable
from domain.province.periods import Period
from domain.statute.offices import Offices

Tier = Literal["province", "district", "commune"]


class NoSuchUnit(Unacceptable):
    """No unit bears this code on the day that is asked about."""

    def __init__(self, code: str, day: date) -> None:
        super().__init__(
            "Không có đơn vị mã {} vào ngày {}.", "No unit has the code {} on {}.", code, f"{day:%d/%m/%Y}"
        )


class Unit(Frozen):
    """An administrative unit or a body of one (đơn vị), while it is what it is."""

    code: str
    kind: str
    name: str
    tier: Tier
    parent: str = ""
    """Code of the unit that it belongs to; none has the province."""
    since: date | None = None
    """Its first day; None where it is older than what is counted."""
    until: date | None = None
    """Its last day."""
    into: tuple[str, ...] = ()
    """Codes of what it became part of."""
    body: bool = False
    """Whether it is an office of a unit, and no area."""
    desk: bool = True
    """Whether it has one, or what belongs to it: of a body without, no dossier is ever counted."""
    drawn: tuple[int, int] | None = None
    """Row and column on the map of tiles; None where nobody gave it a place."""

    @property
    def key(self) -> str:
        """By which it is told apart in a list: codes are borne again, and one that was cut up has a line a part."""
        return "/".join((self.code, str(self.since or date.min), *self.into))

    @property
    def title(self) -> str:
        """Its kind and its name."""
        return f"{self.kind} {self.name}"

    def stands(self, day: date) -> bool:
        """Whether it is there on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def with_desks(units: Iterable[Unit]) -> list[Unit]:
    """Those of which dossiers are counted: they have a desk, or what belongs to them does."""
    return [unit for unit in units if unit.desk]


class Units:
    """All units that a province has and had; what is asked of them is asked of a day."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._all = tuple(units)
        self._by_code, self._by_parent = defaultdict[str, list[Unit]](list), defaultdict[str, list[Unit]](list)
        for unit in self._all:
            self._by_code[unit.code].append(unit)
            self._by_parent[unit.parent].append(unit)

    def unit(self, code: str, day: date) -> Unit:
        """The unit with a code on a day.

        Raises:
            NoSuchUnit: none bears it then.
        """
        for unit in self._by_code.get(code, ()):
            if unit.stands(day):
                return unit
        raise NoSuchUnit(code, day)

    def has(self, code: str, day: date) -> bool:
        """Whether one bears a code on a day."""
        return any(unit.stands(day) for unit in self._by_code.get(code, ()))

    def latest(self, code: str, day: date) -> Unit:
        """The unit with a code on a day, or the last that bore it before.

        Raises:
            NoSuchUnit: none bears it then or bore it before.
        """
        ended = [unit for unit in self._all if unit.code == code and unit.until and unit.until < day]
        try:
            return self.unit(code, day)
        except NoSuchUnit:
            if not ended:
                raise
            return max(ended, key=lambda unit: unit.until or day)

    def nearest(self, code: str, day: date) -> Unit:
        """The unit with a code on a day, or else the last that bore it before, or the first after.

        Raises:
            NoSuchUnit: none ever bore it.
        """
        with suppress(NoSuchUnit):
            return self.latest(code, day)
        later = self._by_code.get(code, ())
        if not later:
            raise NoSuchUnit(code, day)
        return min(later, key=lambda unit: unit.since or date.min)

    def above(self, code: str, day: date) -> Iterator[Unit]:
        """A unit and all that it belongs to, the nearest first, each as it was on the day or nearest to it.

        Raises:
            NoSuchUnit: none ever bore the code.
        """
        while code:
            unit = self.nearest(code, day)
            yield unit
            code = unit.parent

    def last(self, code: str, period: Period, until: date) -> date:
        """The last day of a period up to one on which a unit was there: its figures are those of that unit.

        Raises:
            NoSuchUnit: in none of it.
        """
        day = min(period.last, until)
        unit = self.latest(code, day)
        if unit.until and unit.until < period.first:
            raise NoSuchUnit(code, day)
        return min(day, unit.until or day)

    def on(self, day: date) -> Iterator[Unit]:
        """All that stand on a day."""
        return (unit for unit in self._all if unit.stands(day))

    @property
    def listed(self) -> list[Unit]:
        """All that are and were, by code, each code's bearers in their order."""
        return sorted(self._all, key=lambda unit: unit.key)

    @property
    def ended(self) -> Iterator[Unit]:
        """All that are no more."""
        return (unit for unit in self._all if unit.until)

    def children(self, code: str, day: date) -> tuple[Unit, ...]:
        """What belongs to a unit at once."""
        return tuple(unit for unit in self._by_parent.get(code, ()) if unit.stands(day))

    def below(self, code: str, day: date) -> tuple[Unit, ...]:
        """A unit and all that belongs to it, however far down.

        Raises:
            NoSuchUnit: none bears the code then.
        """
        found, ahead = list[Unit](), [self.unit(code, day)]
        while ahead:
            unit = ahead.pop()
            found.append(unit)
            ahead += self.children(unit.code, day)
        return tuple(found)

    def stretches(self, period: Period) -> tuple[Period, ...]:
        """A period cut where a unit was founded or ended: within each part the tree is the same."""
        begun = {unit.since for unit in self._all if unit.since}
        over = {unit.until + timedelta(days=1) for unit in self._all if unit.until and unit.until < period.last}
        cuts = sorted(day for day in begun | over if period.first < day < period.next)
        edges = (period.first, *cuts, period.next)
        return tuple(Period(first=first, next=last) for first, last in pairwise(edges))

    def through(self, code: str, period: Period, until: date, tree: date | None = None) -> dict[Period, frozenset[str]]:
        """By the stretches of a period up to a day, the codes of a unit and of all that belonged to it.

        Where a day's tree is named, it is the unit of that tree, with all that it was made of. What came to belong
        to it later, and was not there yet, is its own from the beginning: a dossier that it was given when it was
        founded came in before. So is what comes to one that has ended.

        Raises:
            NoSuchUnit: in none of them it was there.
        """
        parts = [part for part in self.stretches(period) if part.first <= until] or [Period.month(until)]
        standing = {part: {unit.code for unit in self.on(part.first)} for part in parts}
        below = {part: self._codes(code, part.first, tree) for part in parts}
        ever = frozenset[str]().union(*below.values())
        if not ever:
            raise NoSuchUnit(code, min(until, period.last))
        return {part: below[part] | (ever - standing[part]) for part in parts}

    def _codes(self, code: str, day: date, tree: date | None) -> frozenset[str]:
        try:
            tops = [one.code for one in self.parts(code, day, tree)] if tree else [code]
            return frozenset(unit.code for top in tops for unit in self.below(top, day))
        except NoSuchUnit:
            return frozenset()

    def tier(self, code: str, day: date) -> Tier:
        """On which level a unit stood on a day: districts are none since 2025-07-01."""
        return self.unit(code, day).tier

    def became(self, code: str, day: date) -> tuple[str, ...]:
        """What a unit of a day is today: itself, where it still stands."""
        unit = self.unit(code, day)
        return unit.into if unit.until else (unit.code,)

    def parts(self, code: str, day: date, tree: date) -> tuple[Unit, ...]:
        """The units of a day of which a unit of another day's tree was made: what became part of it, and itself.

        Raises:
            NoSuchUnit: none bears the code in that tree.
        """
        unit = self.unit(code, tree)
        return tuple(one for one in self.on(day) if code in one.into or one == unit)


def units_of(offices: Offices, communes: Iterable[Unit], before: Iterable[Unit], others: Iterable[Unit] = ()) -> Units:
    """The province with its communes and what they were made of, the offices that are bodies of these, and others.

    A body with a superior among the offices belongs to that one, as the police of a commune does to the province's.
    """
    province = offices.province
    top = Unit(code=province.code, kind=province.kind, name=province.name, tier="province")
    listed = {unit.code: unit for unit in communes}
    for office in offices.communes:
        listed.setdefault(office.code, Unit(code=office.code, kind=office.kind, name=office.name, tier="commune"))
    areas = [unit.model_copy(update={"parent": province.code}) for unit in listed.values()]
    by_body = {office.body: office.code for office in offices.offices}
    bodies = [
        Unit(
            code=office.code,
            kind=office.kind,
            name=office.name,
            tier="commune" if office.code.partition(".")[0] in listed else "province",
            parent=by_body.get(office.superior, province.code),
            body=True,
        )
        for office in offices.offices
        if office.code not in listed
    ]
    deskless = [unit.model_copy(update={"parent": province.code, "desk": False}) for unit in others]
    return Units((top, *areas, *bodies, *deskless, *before))


def districts(units: Units) -> dict[str, str]:
    """By the code of each commune, the old district in which most of the communes lay that became part of it."""
    counted = dict[str, Counter[str]]()
    for unit in units.ended:
        for code in unit.into if unit.tier == "commune" else ():
            counted.setdefault(code, Counter())[unit.parent] += 1
    return {code: found.most_common(1)[0][0] for code, found in counted.items()}

"""Counts the facts of dossiers: each figure in one pass over the rows of a period, and nothing of people in any."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    Label,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import aliased

from domain.base.law import Channel, Frozen, Status
from domain.province.counts import Counts, Share
from domain.province.periods import Period
from domain.province.units import NoSuchUnit, Unit, Units
from infra.analysis.analysis import Analysis, Published
from infra.analysis.downloads import Format
from infra.db.province_tables import OF_CHANNEL, OF_OFFICES, OF_PROCEDURE
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.punctual import HANDLED, HAS_DATE, IN_TIME, RECEIVED, STILL
from infra.db.tables import constant, one_of

ONLINE = Row.channel == constant(int(Channel.ONLINE))
THERE = literal_column("portal_until", TIMESTAMP(timezone=True))
"""Up to when the national portal knows a dossier, as it is published."""
TOLD = aliased(Row, name="told")
TELLS = exists(select(constant(1)).select_from(TOLD).where(literal_column("told.portal_until").is_not(None)))
"""Whether it was ever told of any: without it nothing is known of what it knows, which is not none."""
ISSUED, SEALED = Row.issued_at.is_not(None), and_(Row.sealed)
HAS_FEE = case((Row.edition < constant(10), Row.fee > constant(0)), else_=Row.has_fee)
"""Whether the law has it cost something; in facts that are not made anew yet, whether anything was asked for."""
PAID_ONLINE = Row.paid_online > constant(0)
DISLIKES = 2
"""So many stars and fewer are a complaint."""
ELECTRONIC = or_(Row.issued_at.is_(None), SEALED)
"""With a sealed result where there is one."""
IS_THERE = func.coalesce(Row.accepted_at <= THERE, false())
IS_PUSHED = or_(func.coalesce(and_(SEALED, Row.issued_at <= THERE), false()), func.coalesce(Row.from_store, false()))
"""Whose result reached its owner's store there, or of which a paper came from it."""
UNHAPPY = or_(func.coalesce(Row.stars <= bindparam("stars"), false()), Row.dossier == one_of("petitioned"))
REUSED = case((Row.edition < constant(4), Row.answers > constant(0)), else_=Row.reused)
"""Of which a paper was re-used; in facts that are not made anew yet, of which a register knew anything."""
KNOWN = or_(Row.identity != constant(""), Row.population_asked)
"""Whose applicant was known by their e-identity or card, or whose people the population register answered for."""


def _many(*which: ColumnElement[bool]) -> Any:
    return func.count().filter(*which)


DOSSIERS = {
    "received": _many(RECEIVED),
    "handled": _many(HANDLED, HAS_DATE),
    "in_time": _many(HANDLED, IN_TIME),
    "online": _many(RECEIVED, ONLINE),
    "with_fee": _many(RECEIVED, HAS_FEE),
    "paid_online": _many(RECEIVED, HAS_FEE, PAID_ONLINE),
    "sealed": _many(RECEIVED, SEALED),
    "digitised": _many(RECEIVED, Row.papers > constant(0), ELECTRONIC),
    "reused": _many(RECEIVED, REUSED),
    "online_electronic": _many(RECEIVED, ONLINE, ELECTRONIC),
    "synced": _many(RECEIVED, IS_THERE),
    "pushed": _many(RECEIVED, IS_PUSHED),
    "known": _many(RECEIVED, KNOWN),
    "rated": _many(RECEIVED, Row.stars.is_not(None)),
    "disliked": _many(RECEIVED, Row.stars <= constant(DISLIKES)),
}
ONLY_TOLD = ("synced", "pushed")
"""What is not known where the portal was never told of any dossier."""
PROCEDURES = {
    "procedures": _many(RECEIVED),
    "procedures_online": _many(RECEIVED, ONLINE),
    "procedures_with_fee": _many(RECEIVED, HAS_FEE),
    "procedures_paid_online": _many(RECEIVED, HAS_FEE, PAID_ONLINE),
    "procedures_known": _many(RECEIVED, KNOWN),
    "procedures_fee_synced": _many(RECEIVED, HAS_FEE, IS_THERE),
}
"""Of which procedures there are such dossiers."""
FEW = ("received", "handled", "in_time")
OFFICE, OF = Row.competent.label("office"), Row.procedure.label("of")
PUNCTUAL = select(OFFICE, *(DOSSIERS[name].label(name) for name in FEW))
SHORT: dict[Share, ColumnElement[bool]] = {
    "in_time": and_(HANDLED, HAS_DATE, not_(IN_TIME)),
    "paid_online": and_(RECEIVED, HAS_FEE, not_(PAID_ONLINE)),
    "sealed": and_(RECEIVED, not_(SEALED)),
    "digitised": and_(RECEIVED, or_(Row.papers == constant(0), and_(ISSUED, not_(SEALED)))),
    "reused": and_(RECEIVED, not_(REUSED)),
    "known": and_(RECEIVED, not_(KNOWN)),
    "synced": and_(RECEIVED, not_(IS_THERE)),
    "online_electronic": and_(RECEIVED, not_(and_(ONLINE, ELECTRONIC, IS_THERE))),
    "pushed": and_(RECEIVED, not_(IS_PUSHED)),
    "content": or_(and_(HANDLED, HAS_DATE, not_(IN_TIME)), and_(RECEIVED, UNHAPPY)),
}
"""Which dossiers a share of them is short of."""
BEHIND = select(
    Row.dossier,
    Row.procedure,
    Row.competent,
    Row.status,
    Row.supplements,
    func.epoch_us(Row.filed_at).label("filed_at"),
    func.epoch_us(Row.due_at).label("due_at"),
)
ONWARD = or_(
    func.epoch_us(Row.filed_at) > bindparam("after"),
    and_(func.epoch_us(Row.filed_at) == bindparam("after"), Row.dossier > bindparam("code")),
)
OF_KIND = and_(OF_PROCEDURE, OF_CHANNEL)
COUNTED = and_(OF_KIND, STILL)
"""What a count of a period looks at."""

ACCEPTED = and_(Row.accepted_at >= bindparam("since"), Row.accepted_at < bindparam("before"))
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
FACTS = select(*(column for column in Row.__table__.c if column.name != Row.changed_at.name)).order_by(
    Row.filed_at, Row.dossier
)
"""What is no fact says nothing of a dossier."""
FILED = and_(Row.filed_at >= bindparam("begins"), Row.filed_at < bindparam("ends"))


class Punctual(Frozen):
    """How many dossiers an office received and handled in a period, and how many of these in time."""

    office: str
    received: int
    handled: int
    in_time: int


class Behind(Frozen):
    """A dossier that keeps a share from being whole."""

    dossier: str
    procedure: str
    competent: str
    status: Status
    supplements: int
    filed_at: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class Complaints:
    """What makes a dossier one with which people were not content: so few stars, or a petition about it."""

    stars: int = DISLIKES
    petitioned: Sequence[str] = ()


@dataclass(frozen=True)
class Asked:
    """What is counted: some offices, a period, and one procedure or one channel where it is named."""

    offices: Sequence[str]
    period: Period
    procedure: str = ""
    accepted: Period | None = None
    """Of what is counted only what was accepted then: an office may have belonged to others before or after."""
    channel: Channel | None = None

    @property
    def stretch(self) -> Period:
        """From when to when these offices are meant."""
        return self.accepted or self.period

    @property
    def held(self) -> ColumnElement[bool]:
        """Which rows are of these offices."""
        return and_(OF_OFFICES, ACCEPTED) if self.accepted else OF_OFFICES

    @property
    def which(self) -> tuple[ColumnElement[bool], ...]:
        """Which rows are looked at."""
        return self.held, OF_KIND

    def values(self, as_of: datetime) -> dict[str, Any]:
        """The same for a statement; what is under way is looked at as it was then, or at the period's end."""
        return {
            "offices": [*self.offices],
            "procedure": self.procedure,
            "channel": int(self.channel or 0),
            "begins": self.period.begins.isoformat(),
            "ends": self.period.ends.isoformat(),
            "until": min(as_of, self.period.ends).isoformat(),
        } | self._accepted()

    def _accepted(self) -> dict[str, Any]:
        if self.accepted is None:
            return {}
        # What came in before the period counts with its beginning.
        since = EARLIEST if self.accepted.first == self.period.first else self.accepted.begins
        return {"since": since.isoformat(), "before": self.accepted.ends.isoformat()}


@dataclass(frozen=True)
class OfUnit:
    """What is counted of a unit: in each stretch of a period what belonged to it then."""

    parts: tuple[Asked, ...]

    @classmethod
    def through(
        cls,
        units: Units,
        code: str,
        period: Period,
        until: date,
        procedure: str = "",
        channel: Channel | None = None,
        tree: date | None = None,
    ) -> Self:
        """A unit through a period, up to a day; with what it was made of, where it is that of a named day's tree.

        Raises:
            NoSuchUnit: it was not there in any of it.
        """
        found = units.through(code, period, until, tree)
        alone, last = len(found) == 1, [*found][-1]
        # A figure of before is asked for anew: what changed since its day cuts nothing off its period's end.
        stretches = {one: Period(first=one.first, next=period.next if one == last else one.next) for one in found}
        return cls(
            tuple(
                Asked(sorted(of), period, procedure, None if alone else stretches[part], channel)
                for part, of in found.items()
            )
        )

    def below(self, units: Units, code: str, until: date) -> list[Unit]:
        """A unit and what belonged to it in the period up to a day, each code with its last bearer.

        One that ended meanwhile stands beside those that are there: what came to it stays its own.
        """
        days = [*(part.accepted.first for part in self.parts[:-1] if part.accepted), until]
        found = dict[str, Unit]()
        for day in days:
            with suppress(NoSuchUnit):  # it was founded later, or ended before
                found |= {unit.code: unit for unit in units.below(code, day)}
        return [*found.values()]

    def within(self, period: Period) -> Self:
        """The same of a part of its period that has begun."""
        found = [(one, shared) for one in self.parts if (shared := one.stretch.shared(period))]
        alone = len(found) == 1
        return replace(
            self, parts=tuple(replace(one, period=period, accepted=None if alone else part) for one, part in found)
        )

    def holds(self, code: str, day: date) -> bool:
        """Whether a unit belonged to it on a day."""
        return any(part.stretch.first <= day < part.stretch.next and code in part.offices for part in self.parts)

    @property
    def whole(self) -> Asked:
        """The same whenever it belonged to it."""
        offices = sorted({code for part in self.parts for code in part.offices})
        return replace(self.parts[0], offices=offices, accepted=None)

    @property
    def held(self) -> ColumnElement[bool]:
        """Which rows are of what belonged to it when they were accepted."""
        if len(self.parts) == 1:
            return self.parts[0].held
        return or_(
            *(
                and_(
                    Row.competent == one_of(f"offices_{number}"),
                    Row.accepted_at >= bindparam(f"since_{number}"),
                    Row.accepted_at < bindparam(f"before_{number}"),
                )
                for number in range(len(self.parts))
            )
        )

    def values(self, as_of: datetime) -> dict[str, Any]:
        """The same for a statement that asks so."""
        whole = self.whole.values(as_of)
        for number, part in enumerate(self.parts):
            whole |= {f"{name}_{number}": part.values(as_of).get(name) for name in ("offices", "since", "before")}
        return whole


type Held = Asked | OfUnit
"""Whose dossiers are counted: of some offices, or of a unit whose tree changed meanwhile."""


def _all(which: Sequence[ColumnElement[bool]], *by: Label[str]) -> Select[*tuple[Any, ...]]:
    """Count all of it, by these columns.

    By procedure first: to tell the different ones of each kind apart among the dossiers took twice the memory.
    """
    counted = (number.label(name) for name, number in (DOSSIERS | PROCEDURES).items())
    each = select(*by, Row.procedure.label("one"), *counted).where(*which).group_by(*by, Row.procedure).subquery()
    keys = [each.c[column.name] for column in by]
    numbers: dict[str, ColumnElement[Any]] = {
        name: func.coalesce(func.sum(each.c[name]), constant(0)) for name in DOSSIERS
    }
    numbers |= {name: case((TELLS, numbers[name])) for name in ONLY_TOLD}
    found = {name: func.array_agg(each.c.one).filter(each.c[name] > constant(0)) for name in PROCEDURES}
    told = (number.label(name) for name, number in (numbers | found).items())
    return select(*keys, *told).group_by(*keys)


class ProvinceCounts:
    """Counts in one publication of the facts: figures that are shown together are asked of one of these."""

    def __init__(self, published: Published) -> None:
        self.published = published

    @classmethod
    async def now(cls, analysis: Analysis) -> Self:
        """Of what is published now.

        Raises:
            FactsUnpublished: there are no facts yet.
        """
        return cls(await analysis.published())

    @property
    def as_of(self) -> datetime:
        """The moment up to which everything is counted."""
        return self.published.as_of

    async def of(self, asked: Asked) -> Counts:
        """Count all of it in one pass."""
        [found] = await self.published.rows(_all((*asked.which, STILL)), asked.values(self.as_of))
        return Counts.model_validate(found)

    async def then(self, moment: datetime | None) -> "ProvinceCounts":
        """The same as it stood at a moment of the past; this, where none is named or nothing happened since.

        Raises:
            NotKept: nobody knows how some dossiers stood.
        """
        return ProvinceCounts(await self.published.then(moment)) if moment and moment < self.as_of else self

    async def of_unit(self, unit: OfUnit) -> Counts:
        """Count all of it of a unit, however its tree changed meanwhile."""
        return Counts.added([await self.of(part) for part in unit.parts])

    async def each(self, asked: Asked) -> dict[str, Counts]:
        """The same for each of the offices by itself, in one pass; those that never had a dossier are not named."""
        rows = await self.published.rows(_all(asked.which, OFFICE), asked.values(self.as_of))
        return {row.pop("office"): Counts.model_validate(row) for row in rows}

    async def each_procedure(self, asked: Asked) -> dict[str, dict[str, Counts]]:
        """The same by procedure, also in one pass."""
        found: dict[str, dict[str, Counts]] = {}
        for row in await self.published.rows(_all(asked.which, OFFICE, OF), asked.values(self.as_of)):
            found.setdefault(row.pop("of"), {})[row.pop("office")] = Counts.model_validate(row)
        return found

    async def punctual(self, of: Held) -> list[Punctual]:
        """Of each office what a map shows: a quarter of the work of all counts."""
        statement = PUNCTUAL.where(of.held, COUNTED).group_by(Row.competent)
        rows = await self.published.rows(statement, of.values(self.as_of))
        return [Punctual.model_validate(row) for row in rows]

    async def facts(self, asked: Asked, as_: Format) -> Path:
        """All that is counted of the dossiers that were filed in a period, as a file that is the caller's to remove."""
        return await self.published.file(FACTS.where(OF_OFFICES, FILED), asked.values(self.as_of), as_)

    async def behind(
        self, of: Held, share: Share, after: datetime, code: str, many: int, about: Complaints | None = None
    ) -> list[Behind]:
        """Which dossiers a share is short of, the first filed first, from behind one of them on."""
        told = about or Complaints()
        values = of.values(self.as_of) | {"after": int(after.timestamp() * 1_000_000), "code": code}
        values |= {"stars": told.stars, "petitioned": [*told.petitioned]}
        statement = BEHIND.where(of.held, COUNTED, SHORT[share], ONWARD)
        ordered = statement.order_by(Row.filed_at, Row.dossier).limit(constant(many))
        return [Behind.model_validate(row | _moments(row)) for row in await self.published.rows(ordered, values)]


def _moments(row: dict[str, Any]) -> dict[str, datetime | None]:
    # Microseconds as they were counted: a moment of the past needs no zone that a file of its own names.
    told = {name: row[name] for name in ("filed_at", "due_at")}
    return {
        name: None if at is None else datetime.fromtimestamp(0, UTC) + timedelta(microseconds=at)
        for name, at in told.items()
    }

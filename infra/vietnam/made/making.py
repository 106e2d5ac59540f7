"""Makes the year: who comes to which office with what, office by office, each in the order of time."""

import asyncio
import heapq
import math
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from multiprocessing import get_context
from typing import Any

import uvloop
from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError

from domain.base.law import Channel
from domain.base.refusals import Refusal
from domain.dossier.acts import ENGINE
from domain.registers.registry import Registry
from domain.statute.versions import NotInForce
from infra.crypto.blind_index import BlindIndex
from infra.db.database import Database
from infra.db.tables import CounterRow, constant
from infra.facts.loading import Facts
from infra.journal.statements import COUNT, KEEP_UP
from infra.runtime.settings import Settings
from infra.vietnam.made.course import Course
from infra.vietnam.made.courses import COURSES
from infra.vietnam.made.hand import Arrival, World
from infra.vietnam.made.households import Neighbours
from infra.vietnam.made.life import Life
from infra.vietnam.made.on_duty import Staff
from infra.vietnam.made.pen import Page, Pen
from infra.vietnam.made.weather import Weather, dice_of, shares

AT_ONCE = 50
"""Dossiers that one transaction writes."""
ONLINE = 0.62
Registered = Callable[[], Registry]
"""What gives the registry, by its name: other processes make one of their own."""
MADE = select(CounterRow.value).where(CounterRow.name == bindparam("name"))
HIGHEST = select(func.coalesce(func.max(CounterRow.value), constant(0)))


class MadeBefore(Exception):
    """This year was made here already, by this seed, or a part of it."""

    def __init__(self, year: "Year") -> None:
        super().__init__(f"{year.name} was made here before: choose another seed, or begin in another folder")


class NotAdmitted(Exception):
    """Somebody in a made-up life did what the law's rules refuse: a mistake of whoever wrote that life."""


@dataclass(frozen=True)
class Year:
    """What is to be made."""

    dossiers: int
    seed: int
    since: datetime
    until: datetime

    @property
    def name(self) -> str:
        """By which it is known that it was made."""
        return f"made/{self.seed}/{self.since:%Y%m%d}-{self.until:%Y%m%d}"


@dataclass(frozen=True)
class Maker:
    """Makes a year on one database."""

    facts: Facts
    registry: Registry
    index: BlindIndex
    neighbours: Neighbours
    year: Year
    after: int = 0
    """The highest number that anything has before it is made."""

    @cached_property
    def weather(self) -> Weather:
        """Of the year, by the common calendar."""
        return Weather(self.year.seed, self.year.since, self.year.until, self.facts.calendars.common)

    @cached_property
    def _begins(self) -> dict[str, date]:
        """By procedure, the first day of the year on which the law has it, and all that follows it."""
        found = dict[str, date]()
        for course in COURSES:
            codes = [course.procedure, *(branch.course.procedure for branch in course.branches)]
            for day in self.weather.days:
                with suppress(NotInForce):
                    for code in codes:
                        self.facts.laws.version(code, day)
                    found[course.procedure] = day
                    break
        return found

    @cached_property
    def plan(self) -> dict[str, list[tuple[Course, int]]]:
        """How many dossiers of each course come to each office; whose desks are few, has many."""
        plan = dict[str, list[tuple[Course, int]]]()
        parts = {
            course.procedure: course.share * self.weather.share_since(self._begins[course.procedure])
            for course in COURSES
            if course.procedure in self._begins
        }
        by_code = {course.procedure: course for course in COURSES}
        for code, many in shares(self.year.dossiers, parts):
            for office, part in shares(many, self._where(by_code[code])):
                if part and office in self.facts.offices.bodies:
                    plan.setdefault(office, []).append((by_code[code], part))
        return plan

    def _where(self, course: Course) -> dict[str, float]:
        """By office, how much of a course comes to it beside others."""
        if course.body[:1].isdigit():
            return {course.body: 1.0}
        # Where more families of the sandbox live, more comes in, and yet not the same ones over and over elsewhere.
        return {
            code + course.body: self.weather.weight(code) * math.sqrt(lives)
            for code, homes in sorted(self.neighbours.by_commune.items())
            if (lives := sum(map(course.lives, homes)))
        }

    @cached_property
    def _opening(self) -> dict[tuple[str, str], int]:
        """How many branches each office may open at another, by both."""
        opening = dict[tuple[str, str], int]()
        for office, courses in sorted(self.plan.items()):
            many = sum(part * len(course.branches) for course, part in courses)
            bodies = {branch.course.body for course, _ in courses for branch in course.branches}
            for body in sorted(bodies):
                opening[office, body if body[:1].isdigit() else office + body] = many
        return opening

    @cached_property
    def places(self) -> dict[tuple[str, str], int]:
        """Where the numbers begin that the branches of an office have at another: after those that people file there.

        Whoever makes one office knows of no other what it has come to: so each has its numbers to itself.
        """
        begins, last = dict[tuple[str, str], int](), dict[str, int]()
        for (office, at), many in self._opening.items():
            begins[office, at] = last.get(at, self.after + sum(part for _, part in self.plan.get(at, ())))
            last[at] = begins[office, at] + many
        return begins

    @property
    def counters(self) -> dict[str, int]:
        """How far those numbers go, by the names that the journal counts them under."""
        kinds = defaultdict[str, set[str]](set)
        for course in COURSES:
            for branch in course.branches:
                kinds[branch.course.body].add(branch.course.result)
        years = range(self.year.since.year, self.year.until.year + 1)
        return {
            f"result/{kind}-{at_office}": self.places[office, at] + many
            for (office, at), many in self._opening.items()
            for kind in kinds[at if at in kinds else f".{at.partition('.')[2]}"]
            for at_office in (f"{at}-{year}" for year in years)
        }

    async def make(self, database: Database, offices: Iterable[str]) -> int:
        """Make the dossiers of some offices; give how many."""
        pen = Pen(database, self.facts.calendars, self.facts.laws, self.registry, self.year.since)
        made = 0
        async with database.engine.connect() as connection:
            tx = await connection.execution_options(isolation_level="AUTOCOMMIT")
            staff = Staff(self.weather)
            world = World(pen, tx, self.index, self.weather, staff, self.facts.offices, self.places)
            for office in offices:
                made += await self._office(world, office, self.plan[office])
        return made

    def arrivals(self, office: str, courses: Sequence[tuple[Course, int]]) -> list[Arrival]:
        """Who comes to an office, in the order in which they come."""
        found, place = list[Arrival](), 0
        for course, many in courses:
            for number in range(many):
                found.append(
                    self._arrival(office, course, f"{self.year.name}/{office}/{course.procedure}/{number}", place)
                )
                place += len(course.branches)
        return sorted(found, key=lambda one: (one.at, one.key))

    def _arrival(self, office: str, course: Course, key: str, place: int) -> Arrival:
        own, dice, by_commune = office.partition(".")[0], dice_of(key), self.neighbours.by_commune
        channel = Channel.DIRECT if course.counter_only or dice.random() > ONLINE else Channel.ONLINE
        first = self._begins[course.procedure]
        at = self.weather.arrival(dice, counter=channel == Channel.DIRECT, first=first)
        commune = own if own in by_commune else dice.choice(self._communes)
        elsewhere = [one for one in self._communes if one != commune] if course.from_elsewhere else [commune]
        home = dice.choice([one for one in by_commune[dice.choice(elsewhere)] if course.lives(one)])
        of = self.facts.offices.office(office)
        return Arrival(at, course, of, commune, home, channel, f"{key}/{dice.randrange(16):x}", place)

    @cached_property
    def _communes(self) -> list[str]:
        return sorted(self.neighbours.by_commune)

    async def _office(self, world: World, office: str, courses: Sequence[tuple[Course, int]]) -> int:
        """Lead every life of an office to its end, or to that of the year, one step after the other."""
        due = list[tuple[datetime, int, Life, AsyncIterator[datetime]]]()
        over, written, coming = list[Page](), 0, enumerate(self.arrivals(office, courses))
        comes = next(coming, None)
        while comes or due:
            # Whoever has not come yet takes no room: a body of the province has tens of thousands in a year.
            if comes and (not due or comes[1].at <= due[0][0]):
                life = Life(world, comes[1])
                heapq.heappush(due, (comes[1].at, comes[0], life, life.led()))
                comes = next(coming, None)
            at, number, life, led = heapq.heappop(due)
            if (then := await self._stepped(world, at, life, led)) is not None:
                heapq.heappush(due, (max(then, at), number, life, led))
                continue
            over += life.pages
            if len(over) >= AT_ONCE:
                await world.pen.write(over)
                written, over = written + len(over), []
        await world.pen.write(over)
        return written + len(over)

    async def _stepped(self, world: World, at: datetime, life: Life, led: AsyncIterator[datetime]) -> datetime | None:
        """Let a dossier's next step happen, and give when the one after it does; None where none does this year."""
        if at >= world.weather.until:
            await life.left(led)
            return None
        if not life.filed:
            await anext(led)
        else:
            await life.wait(at)
        world.pen.at = at
        return await anext(led, None)


def apart(plan: dict[str, list[tuple[Course, int]]], into: int) -> list[list[str]]:
    """The offices in so many parts with about as many dossiers each."""
    parts: list[tuple[int, list[str]]] = [(0, []) for _ in range(into)]
    for office in sorted(plan, key=lambda one: (-sum(many for _, many in plan[one]), one)):
        load, offices = min(parts, key=lambda part: part[0])
        parts.remove((load, offices))
        parts.append((load + sum(many for _, many in plan[office]), [*offices, office]))
    return [offices for _, offices in parts if offices]


async def make(
    settings: Settings, registry: Registered, couples: Sequence[dict[str, Any]], year: Year, processes: int = 0
) -> int:
    """Make a year on an installation, in several processes; give how many dossiers there are.

    Numbers are counted by office, and an office is one process's alone: so the same seed gives the same, however many.

    Raises:
        MadeBefore: it is there.
    """
    maker = _maker(settings, registry, couples, year)
    async with Database.of_engine(settings, 1) as database:
        if (await database.execute(ENGINE, MADE, {"name": year.name})).scalar_one_or_none():
            raise MadeBefore(year)
        maker = replace(maker, after=(await database.execute(ENGINE, HIGHEST)).scalar_one())
    parts = apart(maker.plan, processes or os.cpu_count() or 1)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(len(parts), get_context("spawn")) as pool:
        how = (settings, registry, couples, year, maker.after)
        done = [loop.run_in_executor(pool, _part, *how, part) for part in parts]
        try:
            many = sum(await asyncio.gather(*done))
        except IntegrityError as error:  # its dossiers are filed under its own keys: a run that died left some of them
            raise MadeBefore(year) from error
    async with Database.of_engine(settings, 1) as database:
        counters = [{"name": name, "value": value} for name, value in sorted(maker.counters.items())]
        async with database.transaction(ENGINE) as tx:
            await tx.execute(COUNT, {"name": year.name})
            if counters:
                await tx.execute(KEEP_UP, counters)
    return many


def _maker(
    settings: Settings, registry: Registered, couples: Sequence[dict[str, Any]], year: Year, after: int = 0
) -> Maker:
    facts = Facts.load(settings.facts)
    index = BlindIndex(settings.blind_index_key.get_secret_value())
    return Maker(facts, registry(), index, Neighbours.of(couples, facts.offices), year, after)


def _part(
    settings: Settings,
    registry: Registered,
    couples: Sequence[dict[str, Any]],
    year: Year,
    after: int,
    offices: list[str],
) -> int:
    async def made() -> int:
        async with Database.of_engine(settings, 2) as database:
            try:
                return await _maker(settings, registry, couples, year, after).make(database, offices)
            except Refusal as refusal:  # which does not go from one process to another
                raise NotAdmitted(refusal.words.en) from None

    return uvloop.run(made())

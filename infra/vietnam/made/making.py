"""Makes the year: who comes to which office with what, office by office, each in the order of time."""

import asyncio
import heapq
import math
import os
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from multiprocessing import get_context
from typing import Any

import uvloop
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from domain.base.law import Channel
from domain.base.refusals import Refusal
from domain.dossier.acts import ENGINE
from domain.registers.registry import Registry
from infra.crypto.blind_index import BlindIndex
from infra.db.database import Database
from infra.db.tables import CounterRow
from infra.facts.loading import Facts
from infra.journal.statements import COUNT
from infra.runtime.settings import Settings
from infra.vietnam.made.courses import COURSES, Course
from infra.vietnam.made.households import Neighbours
from infra.vietnam.made.life import Arrival, Life, World
from infra.vietnam.made.on_duty import Staff
from infra.vietnam.made.pen import Page, Pen
from infra.vietnam.made.weather import Weather, dice_of, shares

AT_ONCE = 50
"""Dossiers that one transaction writes."""
ONLINE = 0.62
Registered = Callable[[], Registry]
"""What gives the registry, by its name: other processes make one of their own."""
MADE = select(CounterRow.value).where(CounterRow.name == bindparam("name"))


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

    @cached_property
    def weather(self) -> Weather:
        """Of the year, by the common calendar."""
        return Weather(self.year.seed, self.year.since, self.year.until, self.facts.calendars.common)

    def plan(self) -> dict[str, list[tuple[Course, int]]]:
        """How many dossiers of each course come to each office; whose desks are few, has many."""
        offices, weather = self.facts.offices, self.weather
        plan = dict[str, list[tuple[Course, int]]]()
        for course, many in shares_of(COURSES, self.year.dossiers):
            # Where more families of the sandbox live, more comes in, and yet not the same ones over and over elsewhere.
            homes = {
                code: weather.weight(code) * math.sqrt(len(homes))
                for code, homes in sorted(self.neighbours.by_commune.items())
            }
            at = (
                {course.body: 1.0}
                if course.body[:1].isdigit()
                else {code + course.body: w for code, w in homes.items()}
            )
            for office, part in shares(many, at):
                if part and office in offices.bodies:
                    plan.setdefault(office, []).append((course, part))
        return plan

    async def make(self, database: Database, offices: Iterable[str]) -> int:
        """Make the dossiers of some offices; give how many."""
        pen = Pen(database, self.facts.calendars, self.facts.laws, self.registry, self.year.since)
        plan, made = self.plan(), 0
        async with database.engine.connect() as connection:
            tx = await connection.execution_options(isolation_level="AUTOCOMMIT")
            weather = self.weather
            world = World(pen, tx, self.index, weather, Staff(weather))
            for office in offices:
                made += await self._office(world, office, plan[office])
        return made

    def arrivals(self, office: str, courses: Sequence[tuple[Course, int]]) -> list[Arrival]:
        """Who comes to an office, in the order in which they come."""
        weather, found = self.weather, list[Arrival]()
        communes = sorted(self.neighbours.by_commune)
        for course, many in courses:
            for number in range(many):
                key = f"{self.year.name}/{office}/{course.procedure}/{number}"
                dice = dice_of(key)
                channel = Channel.DIRECT if course.counter_only or dice.random() > ONLINE else Channel.ONLINE
                at = weather.arrival(dice, counter=channel == Channel.DIRECT)
                own = office.partition(".")[0]
                commune = own if own in self.neighbours.by_commune else dice.choice(communes)
                elsewhere = [one for one in communes if one != commune] if course.from_elsewhere else [commune]
                home = self.neighbours.one(dice.choice(elsewhere), dice)
                of = self.facts.offices.office(office)
                found.append(Arrival(at, course, of, commune, home, channel, f"{key}/{dice.randrange(16):x}"))
        return sorted(found, key=lambda one: (one.at, one.key))

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
            over.append(life.page)
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


def shares_of(courses: Sequence[Course], dossiers: int) -> list[tuple[Course, int]]:
    """How many of all dossiers each course has."""
    by_code = {course.procedure: course for course in courses}
    weights = {code: float(course.share) for code, course in by_code.items()}
    return [(by_code[code], many) for code, many in shares(dossiers, weights)]


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
    parts = apart(maker.plan(), processes or os.cpu_count() or 1)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(len(parts), get_context("spawn")) as pool:
        done = [loop.run_in_executor(pool, _part, settings, registry, couples, year, part) for part in parts]
        try:
            many = sum(await asyncio.gather(*done))
        except IntegrityError as error:  # its dossiers are filed under its own keys: a run that died left some of them
            raise MadeBefore(year) from error
    async with Database.of_engine(settings, 1) as database:
        await database.execute(ENGINE, COUNT, {"name": year.name})
    return many


def _maker(settings: Settings, registry: Registered, couples: Sequence[dict[str, Any]], year: Year) -> Maker:
    facts = Facts.load(settings.facts)
    index = BlindIndex(settings.blind_index_key.get_secret_value())
    return Maker(facts, registry(), index, Neighbours.of(couples, facts.offices), year)


def _part(
    settings: Settings, registry: Registered, couples: Sequence[dict[str, Any]], year: Year, offices: list[str]
) -> int:
    async def made() -> int:
        async with Database.of_engine(settings, 2) as database:
            try:
                return await _maker(settings, registry, couples, year).make(database, offices)
            except Refusal as refusal:  # which does not go from one process to another
                raise NotAdmitted(refusal.words.en) from None

    return uvloop.run(made())

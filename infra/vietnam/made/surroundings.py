"""What a made-up year holds beside its dossiers: petitions, publications, counts, corrections, clinics' receptions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from domain.base.calendar import VIETNAM, Calendar, months_after
from domain.base.law import Role
from domain.base.text import unaccented
from domain.dossier.acts import ENGINE, Actor
from domain.province.units import Units
from domain.registers.query import POPULATION
from domain.vietnam.cleaning import Difference, Verdict
from domain.vietnam.kept import LineIn, Register, RegisterFile, SpanIn
from domain.vietnam.publications import PARTS
from infra.crypto.blind_index import BlindIndex
from infra.db.database import Database
from infra.db.tables import AgencyStateRow, DossierRow, constant, one_of
from infra.vietnam.cleaning import Corrections, Decision
from infra.vietnam.clinic import ClinicVisits
from infra.vietnam.entries import HAVES, ROADMAP, STAFF, ProvinceEntries
from infra.vietnam.made.births import BIRTH
from infra.vietnam.made.courses import COURSES
from infra.vietnam.made.households import Household, Neighbours
from infra.vietnam.made.roadmap import roadmap
from infra.vietnam.made.three_haves import staff_of
from infra.vietnam.made.weather import DOWN, DOWN_FOR, dice_of, shares

PROVINCE = "33"
DOCUMENT = "Dữ liệu mô phỏng"
TARGET, REACHED = 794_007, 1.207
"""Accounts that the Ministry asks for, and what share of that is activated as the year ends."""
WEEKS = 8
CLINICS = ("33101", "33102", "33103")
RECEPTIONS = 45
BIRTHS = (
    select(DossierRow.applicant, func.min(DossierRow.code).label("dossier"))
    .where(DossierRow.procedure == constant(BIRTH.procedure), DossierRow.applicant == one_of("people"))
    .group_by(DossierRow.applicant)
)
SILENT = insert(AgencyStateRow)
# The worker may have found out before, by the first dossier that waits for it.
SILENT = SILENT.on_conflict_do_update(
    index_elements=[AgencyStateRow.agency],
    set_={"failing_since": func.least(AgencyStateRow.failing_since, SILENT.excluded.failing_since)},
)
PAPER, BASIS = "Giấy khai sinh, thẻ căn cước", "Kết quả đối chiếu trong dữ liệu mô phỏng"


@dataclass(frozen=True)
class Surroundings:
    """All of it, by the seed of a year: whose dice do not fall for any dossier."""

    name: str
    since: datetime
    until: datetime
    dossiers: int
    neighbours: Neighbours
    units: Units
    calendar: Calendar
    index: BlindIndex = field(repr=False)

    async def keep(self, database: Database, now: datetime) -> None:
        """Enter it, as whoever keeps each of these enters it."""
        entries = ProvinceEntries(database)
        for file in self.files():
            await entries.keep(file, self.units, now, ENGINE)
        await entries.add(ROADMAP, [*roadmap(PROVINCE, self._last).entries()], now, ENGINE)
        served, looked = staff_of(self.name, (*self._bodies, *self._communes), self._first, self.index)
        await entries.add(STAFF, served, now, ENGINE)
        await entries.add(HAVES, looked, now, ENGINE)
        if now - self.until < DOWN_FOR:  # a year that is long over leaves no register down today
            silent = {"agency": DOWN, "failing_since": self.until - DOWN_FOR}
            await database.execute(ENGINE, SILENT, silent)
        await self._clean(Corrections(database, self.index))
        await self._receive(ClinicVisits(database))

    def files(self) -> Iterator[RegisterFile]:
        """The registers that come in as files."""
        yield self._file("petitions", self._petitions, whole=True)
        yield self._file("publications", self._publications, whole=True)
        yield self._file("eid_targets", self._targets)
        yield self._file("eid", self._accounts)
        yield self._file("work_files", self._work_files)
        yield self._file("services", self._services)
        yield self._file("fees", self._fees)

    def _file(
        self, kind: Register, lines: Callable[[Random], Iterator[LineIn]], *, whole: bool = False
    ) -> RegisterFile:
        span = SpanIn(unit=PROVINCE, first=self._first, last=self._last)
        made = tuple(lines(dice_of(self.name, kind)))
        return RegisterFile(kind=kind, document=DOCUMENT, lines=made, whole=(span,) if whole else ())

    @property
    def _first(self) -> date:
        return self.since.astimezone(VIETNAM).date()

    @property
    def _last(self) -> date:
        return self.until.astimezone(VIETNAM).date() - timedelta(days=1)

    @cached_property
    def _communes(self) -> list[str]:
        return sorted(self.neighbours.by_commune)

    @cached_property
    def _bodies(self) -> list[str]:
        return sorted({course.body for course in COURSES if course.body[:1].isdigit()})

    def _petitions(self, dice: Random) -> Iterator[LineIn]:
        for number in range(min(max(12, self.dossiers // 100), 3_000)):
            received = self.since + (self.until - self.since) * dice.random()
            late = dice.random() < 0.06
            told: dict[str, Any] = {
                "code": f"PA-{self._last:%y}-{number + 1:05}",
                "klass": dice.choices(("conduct", "procedure", "regulation", "other"), (3, 6, 2, 1))[0],
                "received_at": received,
            }
            if dice.random() < 0.08:
                told["refused_at"] = self._after(received, 1, dice)
            else:
                told |= self._answered(received, 18 if late else dice.randint(2, 14), dice)
            happened = {name: at for name, at in told.items() if not isinstance(at, datetime) or at < self.until}
            unit = dice.choice(self._bodies) if dice.random() < 0.3 else dice.choice(self._communes)
            yield LineIn(unit=unit, content=happened)

    def _answered(self, received: datetime, days: int, dice: Random) -> dict[str, Any]:
        answered = self._after(received, days, dice)
        told: dict[str, Any] = {"answered_at": answered, "published_at": self._after(answered, 1, dice)}
        if told["published_at"] < self.until:
            told |= {"likes": dice.randint(0, 6), "dislikes": dice.choices((0, 1, 5), (80, 15, 5))[0]}
            told["repeated"] = dice.random() < 0.02
        return told

    def _after(self, at: datetime, days: int, dice: Random) -> datetime:
        """In office hours, so many working days later; never before it."""
        day = self.calendar.add_working_days(at.astimezone(VIETNAM).date(), days)
        return self.calendar.opening(day) + timedelta(minutes=dice.randrange(200))

    def _publications(self, dice: Random) -> Iterator[LineIn]:
        for course in COURSES:
            decided = self._first + (self._last - self._first) * dice.random()
            late, unpublished = dice.random() < 0.1, dice.random() < 0.1
            published = self.calendar.add_working_days(decided, 8 if unpublished else dice.randint(1, 4))
            content: dict[str, Any] = {
                "procedure": course.procedure,
                "decision": "/".join((str(dice.randint(100, 2_999)), "QĐ-UBND")),
                "decided_on": decided,
                "effective_on": decided + timedelta(days=3 if late else dice.randint(14, 45)),
                "parts": PARTS[: 6 if dice.random() < 0.06 else 7],
            }
            yield LineIn(
                unit=PROVINCE, content=content | ({"published_on": published} if published <= self._last else {})
            )

    def _weights(self, what: str) -> dict[str, float]:
        return {code: dice_of(self.name, what, code).lognormvariate(0, 0.3) for code in self._communes}

    def _targets(self, _: Random) -> Iterator[LineIn]:
        due = date(self._last.year, 12, 31)
        for code, target in shares(TARGET, self._weights("eid")):
            yield LineIn(unit=code, day=self._first, content={"target": target, "due": due})

    def _accounts(self, dice: Random) -> Iterator[LineIn]:
        for code, target in shares(TARGET, self._weights("eid")):
            reached = target * REACHED * dice.uniform(0.9, 1.1)
            for weeks in range(WEEKS):
                day = self._last - timedelta(weeks=weeks)
                activated = int(reached * (1 - 0.004 * weeks))
                content = {
                    "eligible": int(target * 1.55),
                    "collected": int(activated * 1.15),
                    "issued": int(activated * 1.08),
                    "activated": activated,
                    "used": int(activated * 0.61),
                }
                if day >= self._first:
                    yield LineIn(unit=code, day=day, content=content)

    def _services(self, dice: Random) -> Iterator[LineIn]:
        for code, authority in ((PROVINCE, 1_881), *((code, 402) for code in self._communes)):
            full = int(authority * dice.uniform(0.3, 0.5))
            content = {"authority": authority, "partial": int(authority * dice.uniform(0.2, 0.4)), "full": full}
            yield LineIn(unit=code, day=self._first, content=content)

    def _fees(self, dice: Random) -> Iterator[LineIn]:
        for code, priced in ((PROVINCE, 780), *((code, 96) for code in self._communes)):
            synced = int(priced * dice.uniform(0.3, 0.7))
            yield LineIn(unit=code, day=self._first, content={"with_fee": priced, "synced": synced})

    def _work_files(self, dice: Random) -> Iterator[LineIn]:
        month = months_after(self._first.replace(day=1), int(self._first.day > 1))
        while (following := months_after(month, 1)) <= self._last + timedelta(days=1):
            for code in (PROVINCE, *self._communes):
                closed = dice.randint(900, 1_400) if code == PROVINCE else dice.randint(60, 220)
                online = round(
                    closed * dice.uniform(0.86, 0.97) if code == PROVINCE else closed * dice.uniform(0.5, 0.9)
                )
                yield LineIn(unit=code, day=month, content={"closed": closed, "online": online})
            month = following

    async def _clean(self, corrections: Corrections) -> None:
        """What the population register says otherwise than papers: most is settled, the rest waits at the police."""
        couples = [(code, one) for code in self._communes for one in self.neighbours.by_commune[code]]
        await corrections.note(sorted({(POPULATION, one.mother.number) for _, one in couples}))
        people = {self.index.of(one.mother.number): (code, one) for code, one in couples}
        found = await corrections.database.execute(ENGINE, BIRTHS, {"people": [*people]})
        dice = dice_of(self.name, "corrections")
        wanted = min(max(6, self.dossiers // 400), 300)
        for place, row in enumerate(sorted(found.all(), key=lambda row: row.dossier)[:wanted]):
            commune, home = people[row.applicant]
            await self._differs(corrections, commune, home, row.dossier, dice.random() if place % 3 else 1.0)

    async def _differs(self, corrections: Corrections, commune: str, home: Household, dossier: str, lot: float) -> None:
        who, office = home.mother, f"{commune}.CA"
        wrong = unaccented(who.name)
        said, other = (wrong, who.name) if lot < 0.5 else (who.name, wrong)
        one = Difference(rule="name", agency=POPULATION, person=who.number, field="full_name", said=said, other=other)
        await corrections.found(one, office, dossier)
        if lot == 1:
            return
        officer = Actor(kind="officer", id=f"cb-{office}-02", agency=office, roles=(Role.SPECIALIST,))
        queue = await corrections.queue(officer, POPULATION, ["open"])
        there = next(each for each in queue if dossier in each.dossiers)
        verdict: Verdict = "other" if lot < 0.5 else "register" if lot < 0.9 else "none"
        decided = await corrections.decide(officer, there.id, Decision(verdict, PAPER, BASIS))
        if verdict == "other":  # the sandbox's register says it as it was decided already
            await corrections.close(decided)

    async def _receive(self, visits: ClinicVisits) -> None:
        """Let people come to clinics this morning: the worker asks the insurance about each, as about anybody."""
        dice = dice_of(self.name, "clinics")
        for number in range(RECEPTIONS):
            who = self.neighbours.one(dice.choice(self._communes), dice).mother
            clinic = dice.choice(CLINICS)
            desk = Actor(kind="officer", id=f"cb-{clinic}-01", agency=clinic, roles=(Role.RECEIVING_OFFICER,))
            await visits.ask(desk, f"{self.name}/{number}", [self.index.of(who.number)], who.named)

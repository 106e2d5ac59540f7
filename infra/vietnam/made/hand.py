"""The hand of whoever acts on one made-up dossier: what they open, do, ask and wait for, at a clock that is set."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.calendar import in_vietnam
from domain.base.law import Channel, Role
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.digest import digest
from domain.dossier.journal import task_id
from domain.registers.lookups import CONSENT, LookUp
from domain.statute.offices import Office, Offices
from domain.statute.versions import Rules
from domain.tasks.model import LATE, Task
from infra.crypto.blind_index import BlindIndex
from infra.vietnam.made.course import Case, Course, Form, Look
from infra.vietnam.made.households import Household
from infra.vietnam.made.on_duty import Staff
from infra.vietnam.made.pen import Page, Pen
from infra.vietnam.made.weather import Weather, dice_of

STOOD_IN_AFTER = 2
"""Working days for which nobody stands in for who is away."""
LATE_BECAUSE = "Khối lượng hồ sơ tăng đột biến."


@dataclass(frozen=True)
class World:
    """What all dossiers of a year have in common."""

    pen: Pen
    tx: AsyncConnection
    index: BlindIndex
    weather: Weather
    staff: Staff
    offices: Offices
    places: Mapping[tuple[str, str], int]
    """After how many others an office of whom and the office of a branch number those that the first opens there."""


@dataclass(frozen=True)
class Arrival:
    """Somebody comes with something."""

    at: datetime
    course: Course
    office: Office
    commune: str
    home: Household
    channel: Channel
    key: str
    place: int = 0
    """How many branches those may open that are before it at its office."""


class Hand:
    """Acts on one dossier."""

    page: Page

    def __init__(self, world: World, arrival: Arrival) -> None:
        self.world, self.arrival, self.dice = world, arrival, dice_of(arrival.key)
        self.course, self.office = arrival.course, arrival.office
        self.case = Case(arrival.home, arrival.commune, in_vietnam(arrival.at).date(), self.dice)
        self.citizen = self.person(self.case.applicant.number)
        self.grounds, self.answers = dict[str, str](), dict[str, Form]()
        self.number = ""

    def person(self, number: str) -> Actor:
        """Somebody as journals know them."""
        return Actor(kind="citizen", id=self.world.index.of(number))

    def declares(self, form: Form) -> None:
        """Note what was declared."""
        self.case = replace(self.case, form=form)

    @property
    def form(self) -> Form:
        """What was declared."""
        return self.case.form

    @property
    def rules(self) -> Rules:
        """The law that binds it."""
        return self.page.dossier.law

    @property
    def now(self) -> datetime:
        """The moment that the clock is set to."""
        return self.world.pen.at

    # What is written down

    async def add(self, act: acts.AnyAct, actor: Actor = ENGINE, key: str = "") -> None:
        """Record an act."""
        await self.world.pen.add(self.world.tx, self.page, act, actor, key)

    async def open(
        self, step: str, role: Role, agency: str, decisions: tuple[str, ...], kind: str = "", **how: Any
    ) -> None:
        """Open a task, as its procedure does."""
        opened = acts.TaskOpened(
            task=self.task(step), kind=kind or step, role=role, agency=agency, decisions=decisions, **how
        )
        if rests := opened.rests:
            self.grounds[step] = rests
        await self.add(opened, key=step)

    async def silent(self, step: str, kind: str = "") -> None:
        """Let silence close a task."""
        await self.add(
            acts.Lapsed(task=self.task(step), of=self.lapses(step), kind=kind or step), key=keys.lapsed(step)
        )

    async def asked(self, look: Look, *, told: bool = False) -> AsyncIterator[datetime]:
        """Ask a register, or tell it, once it answers."""
        yield self.now + timedelta(seconds=self.dice.uniform(0.2, 3))
        if back := self.world.weather.down_until(look.agency, self.now):
            await self.add(acts.AgencyWaited(agency=look.agency, step=look.step), key=keys.waited(look.step))
            yield back + timedelta(seconds=self.dice.uniform(1, 600))
        answer = look.answer(self.case) if look.answer else None
        query = look.asks(self.form, self.answers) if look.asks else None
        asked = [query.kind, query.model_dump(mode="json")] if query else ["made", look.step]
        rests = digest(self.page.dossier.secret, asked)
        self.answers[look.step] = answer or {}
        self.grounds[look.step] = rests
        consent = keys.outside(self.page.dossier.code, keys.FILED)
        by = {"rests_on": "consent", "consent": consent} if query and query.basis == CONSENT else {}
        said = {"query": look.query, "fields": tuple(sorted(answer or ())), "why": self.course.procedure}
        seen = LookUp.model_validate(said | by | {"told": told})
        await self.add(
            acts.Answered(
                agency=look.agency, step=look.step, found=answer is not None, look=seen, rests=rests,
                instead_of=look.instead_of,
                personal={"kind": look.query, "answer": answer},
            ),
            key=look.step,
        )  # fmt: skip

    # Who and when

    def task(self, step: str) -> str:
        """The id of a task."""
        return task_id(self.page.dossier.code, step)

    def sha256(self, what: object) -> str:
        """In the place of a file, or of a secret: the same for the same seed."""
        return sha256(f"{self.arrival.key}/{what}".encode()).hexdigest()

    def lapses(self, step: str) -> datetime:
        """When silence speaks."""
        return self.page.dossier.tasks[self.task(step)].lapses_at or self.now

    def officer(self, role: Role) -> Actor:
        """Who does it here today."""
        return self.world.staff.at(self.office.code, role, in_vietnam(self.now).date(), int(self.arrival.key[-1], 16))

    def soon(self, role: Role, hours: float) -> datetime:
        """Within some working hours, once somebody is there."""
        after = timedelta(hours=self.dice.expovariate(1 / hours))
        at = self.world.weather.calendar.add_working_time(self.now, min(after, timedelta(hours=40)))
        return self.there(at, role)

    def there(self, at: datetime, role: Role) -> datetime:
        """At a moment, or as soon as somebody is there after it."""
        calendar, staff, days = self.world.weather.calendar, self.world.staff, STOOD_IN_AFTER
        while days and not staff.is_there(self.office.code, role, at.date()) and at < self.world.weather.until:
            at, days = calendar.opening(calendar.next_working_day(at.date())), days - 1
        return at + timedelta(seconds=self.dice.uniform(0, 59))

    async def wait(self, until: datetime) -> None:
        """Let the law's time pass until a moment: people are reminded, what is late is told to who answers for it."""
        pen, page = self.world.pen, self.page
        while True:
            then, late = pen.next_look(page), self._late()
            if late and (then is None or late[0] <= then) and late[0] <= until:
                pen.at = late[0]
                await self.add(self._excuse(late[1]), self._head(late[1]))
            elif then is not None and then <= until:
                pen.at = then
                if not await pen.look(self.world.tx, page):
                    break
            else:
                break
        pen.at = until

    def _late(self) -> tuple[datetime, Task] | None:
        """Whom they told first of a date that has passed, and when that one answers."""
        dossier = self.page.dossier
        told = next((task for task in dossier.open_tasks if task.kind == LATE), None)
        if told is None or dossier.ended:
            return None
        answers = self.world.weather.calendar.add_working_time(told.opened_at, timedelta(hours=3))
        return max(answers, dossier.last_at or told.opened_at), told

    def _excuse(self, task: Task) -> acts.AnyAct:
        dossier, calendar = self.page.dossier, self.world.weather.calendar
        if dossier.apologies >= dossier.law.apologies:
            return acts.Done(task=task.id, decision="seen")
        again = calendar.closing(calendar.add_working_days(in_vietnam(self.now).date(), 2))
        return acts.Apologised(task=task.id, reason=LATE_BECAUSE, due_at=again)

    def _head(self, task: Task) -> Actor:
        return self.world.staff.at(task.agency, task.role, in_vietnam(self.now).date())

"""One dossier's life in a made-up year, as its people, officers and registers lead it, moment by moment.

Under way it stands where the engine would have it: with the keys and digests that its procedure asks for, so that the
workflow which begins when somebody acts finds its tasks done or open. What registers said before is asked anew then.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.calendar import in_vietnam
from domain.base.law import Channel, Role
from domain.base.words import Words
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE, PAYMENTS, Actor
from domain.dossier.digest import digest
from domain.dossier.journal import task_id
from domain.people.identity import ChipRead
from domain.registers.lookups import LookUp
from domain.statute.fees import When
from domain.statute.offices import Office
from domain.statute.versions import Rules
from domain.tasks.model import AGREE, APPROVE, HAND_OVER, LATE, PAY, REFUSE, REVIEW, VERIFY_AGAIN, Task
from infra.crypto.blind_index import BlindIndex
from infra.vietnam.made.courses import Case, Course, Look
from infra.vietnam.made.households import Household
from infra.vietnam.made.on_duty import SIGNS, Staff
from infra.vietnam.made.pen import Mark, Page, Pen
from infra.vietnam.made.weather import Weather, dice_of

CONFIRM = "confirm"
NOT_ACCEPTED = "Hồ sơ không thuộc thẩm quyền giải quyết của cơ quan."
MISSING = ("Giấy tờ chứng minh", "Bản chụp không rõ")
REFUSED = "Không đủ điều kiện theo quy định."
LATE_BECAUSE = "Khối lượng hồ sơ tăng đột biến."
RECALL = Words(vi="Có sai sót trong kết quả", en="The result holds a mistake")
RECALL_BASIS = "Quyết định thu hồi trong dữ liệu mô phỏng"


@dataclass(frozen=True)
class World:
    """What all dossiers of a year have in common."""

    pen: Pen
    tx: AsyncConnection
    index: BlindIndex
    weather: Weather
    staff: Staff


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


class Life:
    """Goes from the filing to the rating, or to wherever the year ends."""

    page: Page

    def __init__(self, world: World, arrival: Arrival) -> None:
        self.world, self.arrival, self.dice = world, arrival, dice_of(arrival.key)
        self.course, self.office = arrival.course, arrival.office
        self.case = Case(arrival.home, arrival.commune, in_vietnam(arrival.at).date(), self.dice)
        self.citizen = Actor(kind="citizen", id=world.index.of(self.case.applicant.number))
        self._grounds, self._answers = dict[str, str](), dict[str, dict[str, Any]]()
        self._accepted: Mark | None = None
        self.filed, self._pace = False, timedelta()

    @property
    def _reviewed(self) -> bool:
        return self.office.reviewed(self.course.procedure)

    @property
    def _online(self) -> bool:
        return self.arrival.channel == Channel.ONLINE

    @property
    def _now(self) -> datetime:
        return self.world.pen.at

    async def led(self) -> AsyncIterator[datetime]:
        """The moments at which something happens; it happens once the clock is set to them."""
        yield self.arrival.at
        await self._file()
        self.filed = True
        async for at in self._received():
            yield at
        if self.page.dossier.accepted_at is None:
            return
        for steps in (self._examined, self._decided, self._given):
            async for at in steps():
                yield at
            if self.page.dossier.ended:
                return

    async def _file(self) -> None:
        rules = self.world.pen.laws.in_force(self.course.procedure, self.case.day)
        form = self.course.form(self.case)
        counted = int(form.get(self.course.units, 1))
        papers = tuple(self._sha256(place) for place in range(self.dice.choice((1, 1, 2, 3))))
        who, chip = self.case.applicant, not self._online and self.dice.random() < 0.6
        act = acts.Filed(
            procedure=self.course.procedure,
            channel=self.arrival.channel,
            receiving=self.office.code,
            competent=self.office.code,
            applicant=self.citizen.id,
            identity=ChipRead(sod=self._sha256("chip"), at=self.arrival.at) if chip else None,
            parties=tuple(dict.fromkeys((self.citizen.id, *self._parties()))),
            documents=papers,
            digitised=papers if not self._online and self.dice.random() < 0.85 else (),
            rules=rules,
            units=counted,
            reviewed=self._reviewed,
            organ=self.office.organ(self.course.procedure),
            personal={
                "form": form,
                "documents": [],
                "contact": {"email": "", "locale": "vi"},
                "applicant": {"number": who.number, "name": who.name},
                "secret": self._sha256("secret")[:32],
            },
        )
        files = self.citizen if self._online else self._officer(Role.RECEIVING_OFFICER)
        self.page = await self.world.pen.begin(self.world.tx, self.office.dossier_prefix, act, files, self.arrival.key)

    def _parties(self) -> tuple[str, ...]:
        both = (self.case.home.mother, self.case.home.father) if self.course.procedure == "1.001193" else ()
        return tuple(self.world.index.of(one.number) for one in both)

    async def _received(self) -> AsyncIterator[datetime]:
        yield self._soon(Role.RECEIVING_OFFICER, 0.2 if not self._online else 3)
        desk, lot = self._officer(Role.RECEIVING_OFFICER), self.dice.random()
        if lot < 0.012:
            await self._add(acts.NotAccepted(task=self._task("receive"), reason=NOT_ACCEPTED), desk)
            return
        if lot < 0.02:
            await self._add(acts.Withdrawn(reason="Không còn nhu cầu."), self.citizen, keys.WITHDRAWN)
            return
        step = "receive"
        if lot < 0.08 and self.page.dossier.supplementable:
            async for at in self._supplemented(desk):
                yield at
            if self.page.dossier.ended:
                return
            step = "receive#2"
        await self._add(acts.Accepted(task=self._task(step)), self._officer(Role.RECEIVING_OFFICER))
        self._set_pace()
        # Under way it stands as accepted then: its workflow asks the registers itself, and goes on by their answers.
        self._accepted = None if self.course.exact else self.world.pen.mark(self.page)

    async def _supplemented(self, desk: Actor) -> AsyncIterator[datetime]:
        asked = acts.SupplementRequested(task=self._task("receive"), items=MISSING[:1], reason=MISSING[1])
        await self._add(asked, desk)
        wait, task = self._rules.supplement_wait, self._task("supply")
        await self._open("supply", Role.APPLICANT, "", ("supply",), lapses_after=wait.total_seconds())
        if self.dice.random() < 0.1:
            yield self._now + wait
            await self._silent("supply")
            await self._add(acts.Stopped(reason="Quá 30 ngày không bổ sung hồ sơ."), key=keys.STOPPED)
            return
        yield self._now + timedelta(days=self.dice.uniform(0.2, 12))
        await self._add(acts.Supplied(task=task, documents=(self._sha256("more"),)), self.citizen)
        choices = ("accept", "not_accept")
        await self._open("receive#2", Role.RECEIVING_OFFICER, self.office.code, choices, kind="receive")
        yield self._soon(Role.RECEIVING_OFFICER, 3)

    async def _silent(self, step: str) -> None:
        lapsed = acts.Lapsed(task=self._task(step), of=self._now, kind=step)
        await self._add(lapsed, key=keys.lapsed(step))

    def _set_pace(self) -> None:
        """How fast the office works on it: so that it is done in good time, or late."""
        due = self.page.dossier.due_at or self._now
        late = self.dice.random() < self.world.weather.slowness(self.office.code)
        share = self.dice.uniform(1.05, 2.4) if late else self.dice.betavariate(3, 4) * 0.9
        steps = 3 + self._reviewed
        self._pace = (due - self._now) * share / steps

    async def _examined(self) -> AsyncIterator[datetime]:
        if self._collected(When.INTAKE):
            async for at in self._paid():
                yield at
            if self.page.dossier.ended:
                return
        for look in self.course.looks:
            async for at in self._asked(look):
                yield at
        async for at in self._verified():
            yield at
        if self.course.collects:
            async for at in self._paid():
                yield at

    async def _verified(self) -> AsyncIterator[datetime]:
        step, verifier, dossier = self.course.verified, self.course.verifier, self.page.dossier
        choices = (CONFIRM, "propose_supplement", "propose_refusal", "consult")
        await self._open(step, verifier, self.office.code, choices, rests=dossier.basis)
        yield self._working(verifier)
        await self._add(acts.Done(task=self._task(step), decision=CONFIRM), self._officer(verifier))
        if not (self.course.drafted and self._online):
            return
        silence, rests = self._rules.silence, digest(dossier.secret, ["draft", self._form])
        after = silence.total_seconds()
        await self._open(CONFIRM, Role.APPLICANT, "", (CONFIRM, "correct"), lapses_after=after, rests=rests)
        silent = self.dice.random() < 0.25
        yield self._now + (silence if silent else silence * self.dice.uniform(0.01, 0.9))
        if silent:
            await self._silent(CONFIRM)
        else:
            await self._add(acts.Confirmed(task=self._task(CONFIRM)), self.citizen)

    async def _decided(self) -> AsyncIterator[datetime]:
        dossier, code = self.page.dossier, self.office.code
        if self._reviewed:
            rests = digest(dossier.secret, [REVIEW, dossier.basis, 0])
            await self._open(REVIEW, Role.UNIT_HEAD, code, (AGREE, VERIFY_AGAIN), rests=rests, needs_fresh_eyes=True)
            yield self._working(Role.UNIT_HEAD)
            await self._add(acts.Done(task=self._task(REVIEW), decision=AGREE), self._officer(Role.UNIT_HEAD))
        leader = self.course.leader
        how: dict[str, Any] = {"rests": dossier.basis, "grounds": {**self._grounds} or None, "needs_fresh_eyes": True}
        await self._open(APPROVE, leader, code, (APPROVE, REFUSE, "consult"), **how)
        yield self._working(leader)
        if self.dice.random() < 0.008 and not dossier.payments:
            await self._add(acts.Refused(task=self._task(APPROVE), reason=REFUSED), self._officer(leader))
            return
        await self._add(acts.Approved(task=self._task(APPROVE), personal={"name": SIGNS}), self._officer(leader))
        if self._collected(When.RETURN):
            async for at in self._paid():
                yield at

    async def _given(self) -> AsyncIterator[datetime]:
        for look in self.course.told:
            async for at in self._asked(look, told=True):
                yield at
        yield self._now + timedelta(seconds=self.dice.uniform(2, 40))
        await self._add(acts.Numbered(kind=self.course.result), key=keys.number("issue"))
        number = cast("acts.Numbered", self.page.done.events[-1].act).number
        sealed = self._sha256("result")
        path = f"results/{self.page.dossier.code}/issue.pdf"
        await self._add(acts.Issued(kind=self.course.result, number=number, sha256=sealed, path=path), key="issue")
        await self._open(HAND_OVER, Role.RECEIVING_OFFICER, self.office.code, (HAND_OVER,))
        yield self._soon(Role.RECEIVING_OFFICER, 30 if not self._online else 4)
        await self._add(acts.HandedOver(task=self._task(HAND_OVER)), self._officer(Role.RECEIVING_OFFICER))
        lot = self.dice.random()
        if lot < 0.35:
            yield self._now + timedelta(hours=self.dice.uniform(0.1, 70))
            late = bool(self.page.dossier.apologies or self.page.dossier.overdue_of)
            stars = self.dice.choices((1, 2, 3, 4, 5), (8, 10, 20, 30, 32) if late else (1, 1, 4, 24, 70))[0]
            await self._add(acts.Rated(stars=stars), self.citizen)
        elif lot > 0.996 and not self.page.dossier.payments:
            yield self.world.weather.calendar.next_working_moment(self._now + timedelta(days=self.dice.uniform(1, 30)))
            recalled = acts.Recalled(number=number, reason=RECALL, basis=RECALL_BASIS, corrects=False)
            chief = Role.AGENCY_LEADER if "." in self.office.code else Role.COMMUNE_LEADER
            await self._add(recalled, self._officer(chief), keys.recalled(number, "0" * 16))

    def _collected(self, when: When) -> bool:
        fee = self._rules.fee
        return fee is not None and fee.when == when and not self.course.collects

    async def _paid(self) -> AsyncIterator[datetime]:
        dossier, fee = self.page.dossier, self._rules.fee
        amount = fee.amount(dossier.channel, dossier.case, dossier.units, dossier.fee_class) if fee else 0
        if not fee or not amount:
            return
        patience = fee.patience
        how: dict[str, Any] = {"amount": amount, "lapses_after": patience.total_seconds()}
        how["rests"] = digest(dossier.secret, [PAY, amount])
        await self._open(PAY, Role.RECEIVING_OFFICER, self.office.code, ("pay",), **how)
        task = self._task(PAY)
        if self.dice.random() < 0.004:
            yield self._now + patience
            await self._silent(PAY)
            unpaid = f"Quá {patience.days} ngày chưa nộp {fee.title.vi.lower()}."
            await self._add(acts.Stopped(reason=unpaid), key=keys.STOPPED)
            return
        if self._online or self.dice.random() < 0.35:
            yield self._now + timedelta(minutes=self.dice.uniform(2, 900))
            paid = f"NAPAS{self._sha256(PAY)[:12]}"
            money = acts.MoneyIn(task=task, amount=amount, transaction=paid, method="gateway")
            await self._add(money, PAYMENTS, keys.money_in(paid))
            await self._receipt(task, paid)
        else:
            yield self._soon(Role.RECEIVING_OFFICER, 0.3)
            money = acts.MoneyIn(task=task, amount=amount, transaction=f"cash/{task}", method="cash")
            await self._add(money, self._officer(Role.RECEIVING_OFFICER))
            await self._receipt(task, money.transaction)

    async def _receipt(self, task: str, transaction: str) -> None:
        receipt = f"BL{self._sha256('receipt')[:10].upper()}"
        made = acts.Receipted(task=task, transaction=transaction, receipt=receipt)
        await self._add(made, key=keys.receipt(transaction))

    async def _asked(self, look: Look, *, told: bool = False) -> AsyncIterator[datetime]:
        yield self._now + timedelta(seconds=self.dice.uniform(0.2, 3))
        if back := self.world.weather.down_until(look.agency, self._now):
            await self._add(acts.AgencyWaited(agency=look.agency, step=look.step), key=keys.waited(look.step))
            yield back + timedelta(seconds=self.dice.uniform(1, 600))
        answer = look.answer(self.case) if look.answer else None
        query = look.asks(self._form, self._answers) if look.asks else None
        asked = [query.kind, query.model_dump(mode="json")] if query else ["made", look.step]
        rests = digest(self.page.dossier.secret, asked)
        self._answers[look.step] = answer or {}
        self._grounds[look.step] = rests
        seen = LookUp(query=look.query, fields=tuple(sorted(answer or ())), why=self.course.procedure, told=told)
        await self._add(
            acts.Answered(
                agency=look.agency, step=look.step, found=answer is not None, look=seen, rests=rests,
                personal={"kind": look.query, "answer": answer},
            ),
            key=look.step,
        )  # fmt: skip

    async def _open(
        self, step: str, role: Role, agency: str, decisions: tuple[str, ...], kind: str = "", **how: Any
    ) -> None:
        opened = acts.TaskOpened(
            task=self._task(step), kind=kind or step, role=role, agency=agency, decisions=decisions, **how
        )
        if rests := opened.rests:
            self._grounds[step] = rests
        await self._add(opened, key=step)

    async def _add(self, act: acts.AnyAct, actor: Actor = ENGINE, key: str = "") -> None:
        await self.world.pen.add(self.world.tx, self.page, act, actor, key)

    async def left(self, led: AsyncIterator[datetime]) -> None:
        """Let it stand as the year leaves it: where its people, or its workflow, take it from there."""
        pen, page, until = self.world.pen, self.page, self.world.weather.until
        if self._accepted and page.dossier.approved_at:
            async for at in led:
                pen.at = min(at, until)
            return
        if self._accepted:
            pen.go_back(page, self._accepted)
        await self.wait(until)
        waits = page.dossier.accepted_at is None or bool({task.kind for task in page.dossier.open_tasks} - {LATE})
        pen.rest(page, waits=waits)

    async def wait(self, until: datetime) -> None:
        """Let the law's time pass until a moment: people are reminded, what is late is told to who answers for it."""
        pen, page = self.world.pen, self.page
        while True:
            then, late = pen.next_look(page), self._late()
            if late and (then is None or late[0] <= then) and late[0] <= until:
                pen.at = late[0]
                await self._add(self._excuse(late[1]), self._head(late[1]))
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
        return max(self._soon_after(told.opened_at), dossier.last_at or told.opened_at), told

    def _excuse(self, task: Task) -> acts.AnyAct:
        dossier, calendar = self.page.dossier, self.world.weather.calendar
        if dossier.apologies >= dossier.law.apologies:
            return acts.Done(task=task.id, decision="seen")
        again = calendar.closing(calendar.add_working_days(in_vietnam(self._now).date(), 2))
        return acts.Apologised(task=task.id, reason=LATE_BECAUSE, due_at=again)

    def _head(self, task: Task) -> Actor:
        return self.world.staff.at(task.agency, task.role, in_vietnam(self._now).date())

    def _soon_after(self, at: datetime) -> datetime:
        return self.world.weather.calendar.add_working_time(at, timedelta(hours=3))

    def _sha256(self, what: object) -> str:
        """In the place of a file, or of a secret: the same for the same seed."""
        return sha256(f"{self.arrival.key}/{what}".encode()).hexdigest()

    def _task(self, step: str) -> str:
        return task_id(self.page.dossier.code, step)

    @property
    def _rules(self) -> Rules:
        return self.page.dossier.law

    @property
    def _form(self) -> dict[str, Any]:
        return dict(self.page.done.events[0].act.personal["form"])

    def _officer(self, role: Role) -> Actor:
        return self.world.staff.at(self.office.code, role, in_vietnam(self._now).date(), int(self.arrival.key[-1], 16))

    def _soon(self, role: Role, hours: float) -> datetime:
        """Within some working hours, once somebody is there."""
        after = timedelta(hours=self.dice.expovariate(1 / hours))
        at = self.world.weather.calendar.add_working_time(self._now, min(after, timedelta(hours=40)))
        return self._there(at, role)

    def _working(self, role: Role) -> datetime:
        """After its part of the term, in office hours."""
        at = self._now + self._pace * self.dice.uniform(0.6, 1.4) + timedelta(minutes=self.dice.uniform(3, 30))
        return self._there(self.world.weather.calendar.next_working_moment(at), role)

    def _there(self, at: datetime, role: Role) -> datetime:
        calendar, staff = self.world.weather.calendar, self.world.staff
        while not staff.is_there(self.office.code, role, at.date()) and at < self.world.weather.until:
            at = calendar.opening(calendar.next_working_day(at.date()))
        return at + timedelta(seconds=self.dice.uniform(0, 59))

"""One dossier's life in a made-up year, as its people, officers and registers lead it, moment by moment.

Under way it stands where the engine would have it: with the keys and digests that its procedure asks for, so that the
workflow which begins when somebody acts finds its tasks done or open. What registers said before is asked anew then.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any, cast

from domain.base.law import Channel, Role
from domain.base.term import Term
from domain.base.words import Words
from domain.dossier import acts, keys
from domain.dossier.acts import Actor
from domain.dossier.digest import digest
from domain.filing.model import Consent
from domain.people.identity import ChipRead
from domain.statute.fees import When
from domain.tasks.model import AGREE, APPROVE, HAND_OVER, LATE, REFUSE, REVIEW, VERIFY_AGAIN
from infra.vietnam.made.branching import Branching
from infra.vietnam.made.course import Task
from infra.vietnam.made.fees import Fees
from infra.vietnam.made.hand import Arrival, World
from infra.vietnam.made.on_duty import SIGNS
from infra.vietnam.made.pen import Mark

CONFIRM = "confirm"
SILENT = 0.04
"""What share never looks at a draft: silence agrees."""
PROPOSES = ("propose_supplement", "propose_refusal", "consult")
"""What an officer may do first."""
NOT_ACCEPTED = "Hồ sơ không thuộc thẩm quyền giải quyết của cơ quan."
MISSING = ("Giấy tờ chứng minh", "Bản chụp không rõ")
REFUSED = "Không đủ điều kiện theo quy định."
RECALL = Words(vi="Có sai sót trong kết quả", en="The result holds a mistake")
RECALL_BASIS = "Quyết định thu hồi trong dữ liệu mô phỏng"


class Life(Branching, Fees):
    """Goes from the filing to the rating, or to wherever the year ends."""

    def __init__(self, world: World, arrival: Arrival) -> None:
        super().__init__(world, arrival)
        self._accepted: Mark | None = None
        self._pace = timedelta()

    @property
    def _reviewed(self) -> bool:
        return self.office.reviewed(self.course.procedure)

    async def led(self) -> AsyncIterator[datetime]:
        """The moments at which something happens; it happens once the clock is set to them."""
        if not self.filed:
            yield self.arrival.at
            await self._file()
            self.filed = True
        async for at in self._received():
            yield at
        if self.page.dossier.accepted_at is None:
            return
        for steps in (self._examined, self._decided, self._given, self._kept):
            async for at in steps():
                yield at
            if self.page.dossier.ended and steps != self._given:
                return

    async def _file(self) -> None:
        self.declares(self.course.form(self.case))
        papers = tuple(self.sha256(place) for place in range(self.dice.choice((1, 1, 2, 3))))
        who, chip = self.case.applicant, not self.online and self.dice.random() < 0.6
        parties = (self.world.index.of(one.number) for one in self.course.parties(self.case))
        secret = self.sha256("secret")[:32]
        act = acts.Filed(
            procedure=self.course.procedure,
            channel=self.arrival.channel,
            receiving=self.office.code,
            competent=self.office.code,
            applicant=self.citizen.id,
            identity=ChipRead(sod=self.sha256("chip"), at=self.arrival.at) if chip else None,
            parties=tuple(dict.fromkeys((self.citizen.id, *parties))),
            consents=self._consents(secret),
            documents=papers,
            digitised=papers if not self.online and self.dice.random() < 0.85 else (),
            rules=self.world.pen.laws.in_force(self.course.procedure, self.case.day),
            units=int(self.form.get(self.course.units, 1)),
            reviewed=self._reviewed,
            organ=self.office.organ(self.course.procedure),
            personal={
                "form": self.form,
                "documents": [],
                "contact": {"email": "", "locale": "vi"},
                "applicant": {"number": who.number, "name": who.name},
                "secret": secret,
            },
        )
        files = self.citizen if self.online else self.officer(Role.RECEIVING_OFFICER)
        self.page = await self.world.pen.begin(self.world.tx, self.office.dossier_prefix, act, files, self.arrival.key)

    def _consents(self, secret: str) -> tuple[Consent, ...]:
        return tuple(
            Consent(
                person=self.world.index.of(one.number),
                part=part,
                digests=(digest(secret, {"step": "", "part": part, "of": self.form}),),
            )
            for one, part in self.course.agrees(self.case)
        )

    async def _received(self) -> AsyncIterator[datetime]:
        for place, (one, _) in enumerate(() if self.is_branch else self.course.agrees(self.case)):
            yield self.now + timedelta(hours=self.dice.uniform(0.2, 60))
            await self.add(acts.Consented(task=self.task(keys.consent(place + 1))), self.person(one.number))
        yield self.soon(Role.RECEIVING_OFFICER, 0.2 if not self.online else 3)
        desk, lot = self.officer(Role.RECEIVING_OFFICER), self.dice.random()
        if lot < 0.012:
            await self.add(acts.NotAccepted(task=self.task("receive"), reason=NOT_ACCEPTED), desk)
            return
        if lot < 0.02 and not self.is_branch:
            await self.add(acts.Withdrawn(reason="Không còn nhu cầu."), self.citizen, keys.WITHDRAWN)
            return
        step = "receive"
        if lot < 0.08 and self.page.dossier.supplementable:
            async for at in self._supplemented(desk):
                yield at
            if self.page.dossier.ended:
                return
            step = "receive#2"
        await self.add(acts.Accepted(task=self.task(step)), self.officer(Role.RECEIVING_OFFICER))
        self._set_pace()
        # Under way it stands as accepted then: its workflow asks the registers itself, and goes on by their answers.
        self._accepted = None if self.course.exact else self.world.pen.mark(self.page)

    async def _supplemented(self, desk: Actor) -> AsyncIterator[datetime]:
        asked = acts.SupplementRequested(task=self.task("receive"), items=MISSING[:1], reason=MISSING[1])
        await self.add(asked, desk)
        wait, task = self.rules.supplement_wait, self.task("supply")
        await self.open("supply", Role.APPLICANT, "", ("supply",), lapses_after=wait.total_seconds())
        if self.dice.random() < 0.1:
            yield self.now + wait
            await self.silent("supply")
            await self.add(acts.Stopped(reason="Quá 30 ngày không bổ sung hồ sơ."), key=keys.STOPPED)
            return
        yield self.now + timedelta(days=self.dice.uniform(0.2, 12))
        await self.add(acts.Supplied(task=task, documents=(self.sha256("more"),)), self.citizen)
        choices = ("accept", "not_accept")
        await self.open("receive#2", Role.RECEIVING_OFFICER, self.office.code, choices, kind="receive")
        yield self.soon(Role.RECEIVING_OFFICER, 3)

    def _set_pace(self) -> None:
        """How fast the office works on it: so that it is done in good time, or late."""
        left = self.world.weather.calendar.working_time(self.now, self.page.dossier.due_at or self.now)
        late = self.dice.random() < self.world.weather.slowness(self.office.code)
        share = self.dice.uniform(1.05, 2.4) if late else self.dice.betavariate(3, 4) * 0.9
        steps = 3 + self._reviewed + len(self.course.first) + len(self.course.then)
        self._pace = left * share / steps

    async def _examined(self) -> AsyncIterator[datetime]:
        if self.collected(When.INTAKE):
            async for at in self.paid():
                yield at
            if self.page.dossier.ended:
                return
        if meanwhile := self.course.meanwhile:
            await self._opened(meanwhile)
        for look in self.course.looks:
            async for at in self.asked(look):
                yield at
        for task in self.course.first:
            async for at in self._done(task):
                yield at
        async for at in self._verified():
            yield at
        for task in self.course.then:
            async for at in self._done(task):
                yield at
        if meanwhile:
            yield max(self.lapses(meanwhile.kind), self.now)
            await self.silent(meanwhile.kind)
        if self.course.collects:
            async for at in self.paid():
                yield at

    async def _verified(self) -> AsyncIterator[datetime]:
        step, verifier, dossier = self.course.verified, self.course.verifier, self.page.dossier
        await self.open(step, verifier, self.office.code, (CONFIRM, *PROPOSES), rests=dossier.basis)
        yield self._working(verifier)
        await self.add(acts.Done(task=self.task(step), decision=CONFIRM), self.officer(verifier))
        if not (self.course.drafted and self.online):
            return
        silence, rests = self.rules.silence, digest(dossier.secret, ["draft", self.form])
        after = silence.total_seconds()
        await self.open(CONFIRM, Role.APPLICANT, "", (CONFIRM, "correct"), lapses_after=after, rests=rests)
        silent = self.dice.random() < SILENT
        yield self.now + (silence if silent else min(timedelta(hours=self.dice.expovariate(2)), silence * 0.9))
        if silent:
            await self.silent(CONFIRM)
        else:
            await self.add(acts.Confirmed(task=self.task(CONFIRM)), self.citizen)

    async def _opened(self, task: Task) -> None:
        dossier, how = self.page.dossier, dict[str, Any]()
        how["rests"] = dossier.basis if task.of is None else digest(dossier.secret, [task.of(self.form)])
        if task.lapses:
            days = self.rules.figures[task.lapses]
            how |= {"lapses_in": Term.working_days(days)}
            how |= {"rests": digest(dossier.secret, [task.kind, "", days])} if task.role == Role.APPLICANT else {}
        office = "" if task.role == Role.APPLICANT else self.office.code
        choices = task.choices if task.lapses else (*task.choices, *PROPOSES)
        await self.open(task.kind, task.role, office, choices, answer=task.answer, **how)

    async def _done(self, task: Task) -> AsyncIterator[datetime]:
        """Let it be done by whose it is, or by silence."""
        await self._opened(task)
        if task.lapses:
            yield self.lapses(task.kind)
            await self.silent(task.kind)
            return
        yield self._working(task.role)
        said = {"answer": task.says} if task.says else {}
        await self.add(
            acts.Done(task=self.task(task.kind), decision=task.decides, personal=said), self.officer(task.role)
        )

    async def _decided(self) -> AsyncIterator[datetime]:
        dossier, code = self.page.dossier, self.office.code
        if self._reviewed:
            rests = digest(dossier.secret, [REVIEW, dossier.basis, 0])
            await self.open(REVIEW, Role.UNIT_HEAD, code, (AGREE, VERIFY_AGAIN), rests=rests, needs_fresh_eyes=True)
            yield self._working(Role.UNIT_HEAD)
            await self.add(acts.Done(task=self.task(REVIEW), decision=AGREE), self.officer(Role.UNIT_HEAD))
        leader = self.course.leader
        how: dict[str, Any] = {"rests": dossier.basis, "grounds": {**self.grounds} or None, "needs_fresh_eyes": True}
        await self.open(APPROVE, leader, code, (APPROVE, REFUSE, "consult"), **how)
        yield self._working(leader)
        if self.dice.random() < 0.008 and not dossier.payments:
            await self.add(acts.Refused(task=self.task(APPROVE), reason=REFUSED), self.officer(leader))
            return
        await self.add(acts.Approved(task=self.task(APPROVE), personal={"name": SIGNS}), self.officer(leader))
        if self.collected(When.RETURN):
            async for at in self.paid():
                yield at

    async def _given(self) -> AsyncIterator[datetime]:
        for look in self.course.told:
            async for at in self.asked(look, told=True):
                yield at
        yield self.now + timedelta(seconds=self.dice.uniform(2, 40))
        await self.add(acts.Numbered(kind=self.course.result), key=keys.number("issue"))
        self.number = cast("acts.Numbered", self.page.done.events[-1].act).number
        sealed, path = self.sha256("result"), f"results/{self.page.dossier.code}/issue.pdf"
        await self.add(acts.Issued(kind=self.course.result, number=self.number, sha256=sealed, path=path), key="issue")
        if self.is_branch:
            await self.add(acts.PassedOn(), key=keys.PASSED_ON)
            return
        async for at in self._followed():
            yield at
        await self.open(HAND_OVER, Role.RECEIVING_OFFICER, self.office.code, (HAND_OVER,))
        if self.course.later:
            await self.add(acts.DutiesBegun(), key=keys.DUTIES)
        yield self.soon(Role.RECEIVING_OFFICER, 30 if not self.online else 4)
        await self.add(acts.HandedOver(task=self.task(HAND_OVER)), self.officer(Role.RECEIVING_OFFICER))

    async def _followed(self) -> AsyncIterator[datetime]:
        """What follows the result before it is handed over."""
        async for at in self.branched():
            yield at
        if self.course.afterwards:
            async for at in self.course.afterwards(self):
                yield at

    async def _kept(self) -> AsyncIterator[datetime]:
        """What comes after the hand-over: people rate it, a few results are recalled, some are carried out."""
        lot = self.dice.random()
        if self.is_branch:
            return
        if lot < 0.35:
            yield self.now + timedelta(hours=self.dice.uniform(0.1, 70))
            late = bool(self.page.dossier.apologies or self.page.dossier.overdue_of)
            stars = self.dice.choices((1, 2, 3, 4, 5), (8, 10, 20, 30, 32) if late else (1, 1, 4, 24, 70))[0]
            await self.add(acts.Rated(stars=stars), self.citizen)
        elif lot > 0.996 and not (self.page.dossier.payments or self.course.later or self.course.branches):
            yield self.world.weather.calendar.next_working_moment(self.now + timedelta(days=self.dice.uniform(1, 30)))
            recalled = acts.Recalled(number=self.number, reason=RECALL, basis=RECALL_BASIS, corrects=False)
            chief = Role.AGENCY_LEADER if "." in self.office.code else Role.COMMUNE_LEADER
            await self.add(recalled, self.officer(chief), keys.recalled(self.number, "0" * 16))
        if self.course.later:
            async for at in self.course.later(self):
                yield at
            await self.add(acts.DutiesDone(), key=keys.DUTIES_DONE)

    async def left(self, led: AsyncIterator[datetime]) -> None:
        """Let it stand as the year leaves it: where its people, or its workflow, take it from there."""
        pen, page, until = self.world.pen, self.page, self.world.weather.until
        if self._accepted and page.dossier.approved_at:
            async for at in led:
                pen.at = min(at, until)
            return
        if self._accepted:
            pen.go_back(page, self._accepted)
        await self.branches_left()
        await self.wait(until)
        waits = page.dossier.accepted_at is None or bool({task.kind for task in page.dossier.open_tasks} - {LATE})
        pen.rest(page, waits=waits)

    def _working(self, role: Role) -> datetime:
        """After its part of the term, in office hours."""
        after = self._pace * self.dice.uniform(0.6, 1.4) + timedelta(minutes=self.dice.uniform(1, 8))
        return self.there(self.world.weather.calendar.add_working_time(self.now, after), role)

    @property
    def online(self) -> bool:
        """Whether it was filed on the portal."""
        return self.arrival.channel == Channel.ONLINE

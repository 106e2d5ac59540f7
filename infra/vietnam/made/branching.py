"""What follows a made-up result at other offices: each a dossier of its own, led beside the one that opened it."""

import heapq
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self, cast

from domain.base.law import Role
from domain.branches.model import Parent
from domain.branches.opening import filed_for
from domain.dossier import acts, keys
from infra.vietnam.made.course import Branch
from infra.vietnam.made.hand import Arrival, Hand, World
from infra.vietnam.made.pen import Page

FAILED = "Thủ tục liên thông không có kết quả: {}"


@dataclass
class Beside:
    """A branch that was opened, and where its life stands."""

    step: str
    life: "Branching"
    led: AsyncIterator[datetime]
    told: bool = False


class Branching(Hand):
    """Opens branches, leads them, and hears how they end."""

    def __init__(self, world: World, arrival: Arrival) -> None:
        super().__init__(world, arrival)
        self.is_branch, self.filed = False, False
        self._beside: list[Beside] = []

    def led(self) -> AsyncIterator[datetime]:
        """The moments at which something happens."""
        raise NotImplementedError

    async def left(self, led: AsyncIterator[datetime]) -> None:
        """Let it stand as the year leaves it."""
        raise NotImplementedError

    @property
    def pages(self) -> list[Page]:
        """What is to be written of it, and of what it opened."""
        return [self.page, *(page for one in self._beside for page in one.life.pages)]

    async def branched(self) -> AsyncIterator[datetime]:
        """Open each branch, and lead them until all have come to their end."""
        due = list[tuple[datetime, int, Beside]]()
        for number, branch in enumerate(self.course.branches):
            for look in branch.looks:
                async for at in self.asked(look):
                    yield at
            if branch.opens(self.answers):
                yield self.now + timedelta(seconds=self.dice.uniform(1, 20))
                one = await self._branch(branch, number)
                heapq.heappush(due, (await anext(one.led), number, one))
        while due:
            at, number, one = heapq.heappop(due)
            yield max(at, self.now)
            await one.life.wait(self.now)
            if (then := await anext(one.led, None)) is not None:
                heapq.heappush(due, (then, number, one))
            else:
                await self._ended(one)
        desk = Role.RECEIVING_OFFICER
        for task in [task for task in self.page.dossier.open_tasks if task.kind == "follow_up"]:
            yield self.soon(desk, 8)
            await self.add(acts.Done(task=task.id, decision="done"), self.officer(desk))

    async def branches_left(self) -> None:
        """Let each stand as the year leaves it."""
        for one in self._beside:
            if not one.told:
                await one.life.left(one.led)
                if one.life.page.dossier.ended:
                    await self._ended(one)

    async def _branch(self, branch: Branch, number: int) -> Beside:
        """File one under the parent's hand, as its procedure does."""
        body, world = branch.course.body, self.world
        office = world.offices.office(body if body[:1].isdigit() else self.case.commune + body)
        arrival = Arrival(
            self.now, branch.course, office, self.case.commune, self.case.home, self.arrival.channel,
            f"{self.arrival.key}/{branch.step}/{self.dice.randrange(16):x}",
        )  # fmt: skip
        life = type(self)(world, arrival)
        place = world.places[self.office.code, office.code] + self.arrival.place + number + 1
        await life.filed_as(self._filed(branch, life), keys.outside(self.page.dossier.code, branch.step), place)
        opened = acts.BranchOpened(step=branch.step, branch=life.page.dossier.code, procedure=branch.course.procedure)
        await self.add(opened, key=branch.step)
        one = Beside(branch.step, life, life.led())
        self._beside.append(one)
        return one

    def _filed(self, branch: Branch, life: Self) -> acts.Filed:
        told, procedure, office = self.page.done.events, branch.course.procedure, life.office
        filed, form = cast("acts.Filed", told[0].act), branch.form(self.case, self.answers)
        people = filed_for(self.page.dossier, filed, told, self.now)
        parent = Parent(code=self.page.dossier.code, step=branch.step, offices=(filed.receiving, filed.competent))
        return acts.Filed(
            procedure=procedure,
            channel=self.arrival.channel,
            receiving=office.code,
            competent=office.code,
            parties=tuple(map(self.world.index.of, branch.parties(form))),
            parent=parent,
            documents=filed.documents,
            rules=self.world.pen.laws.in_force(procedure, life.case.day),
            case=branch.case,
            edition=filed.edition,
            reviewed=office.reviewed(procedure),
            organ=office.organ(procedure),
            **people | {"personal": people["personal"] | {"form": form}},
        )

    async def filed_as(self, act: acts.Filed, key: str, place: int) -> None:
        """Be filed by the engine, as a branch."""
        self.declares(act.personal["form"])
        world, prefix = self.world, self.office.dossier_prefix
        self.page = await world.pen.begin(world.tx, prefix, act, acts.ENGINE, key, place)
        self.filed = self.is_branch = True

    async def _ended(self, one: Beside) -> None:
        """Hear of its end; what came to nothing its desk follows up."""
        one.told, dossier = True, one.life.page.dossier
        ended = acts.BranchEnded(
            step=one.step,
            branch=dossier.code,
            status=dossier.status,
            reason=dossier.reason,
            number=dossier.result.number if dossier.result else "",
        )
        await self.add(ended, key=keys.ended(one.step))
        if not ended.succeeded:
            step, desk = keys.follow_up(one.step), Role.RECEIVING_OFFICER
            reason = FAILED.format(ended.reason)
            await self.open(step, desk, self.office.code, ("done",), kind="follow_up", reason=reason)

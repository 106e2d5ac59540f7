"""Whatever people, registers and time do in whatever order, every dossier of every procedure comes to a lawful end."""

import asyncio
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from activities.agencies import AgencyUnavailable
from domain import acts
from domain.acts import ENGINE, PAYMENTS, Actor
from domain.dossier import CONSENT, LATE, PAY, Dossier, Task
from domain.fold import fold
from domain.journal import Entry
from domain.law import ENDED, Channel, Role, Status
from domain.queries.civil_status import MaritalStatus
from domain.refusals import Refusal
from domain.registers import ANSWERS
from infra.journal import utc_now
from tests.examples import FORM, MOTHER, officer
from tests.workflows import (
    test_certified_copy,
    test_interlinked_birth,
    test_marriage_status,
    test_permanent_residence,
)
from tests.workflows.rig import Rig
from workflows.catalogue import catalogue
from workflows.certification.certified_copy import CertifiedElectronicCopy
from workflows.civil_status.birth_registration import BirthRegistration
from workflows.civil_status.interlinked_birth import InterlinkedBirth
from workflows.civil_status.marriage_status import MarriageStatus
from workflows.procedure import Procedure
from workflows.residence.permanent_residence import PermanentResidence

FORMS: dict[type[Procedure[Any]], dict[str, Any]] = {
    BirthRegistration: FORM,
    CertifiedElectronicCopy: test_certified_copy.DIPLOMA,
    InterlinkedBirth: test_interlinked_birth.FAMILY,
    MarriageStatus: test_marriage_status.EARLIER,
    PermanentResidence: test_permanent_residence.FORM,
}
WILD = 14
"""Steps of any kind, before everybody does what helps."""
PATIENT = 60
LONGEST = timedelta(days=90)
HELPFUL = (
    "accept",
    "consent",
    "confirm",
    "answer",
    "approve",
    "pay",
    "supply",
    "hand_over",
    "return",
    "continue",
    "done",
    "seen",
)


@dataclass
class Walk:
    """One dossier, and all that happened to it, as a story."""

    rig: Rig
    chance: Random
    code: str = ""
    waited: timedelta = timedelta()
    story: list[str] = field(default_factory=list)

    async def begin(self, procedure: type[Procedure[Any]], form: dict[str, Any]) -> None:
        """File it, at the counter or from home."""
        known = MaritalStatus(status="single")
        self.rig.civil_status.answers["marital_status_of"] = self.chance.choice([known, None])
        channel = self.chance.choice([Channel.ONLINE, Channel.DIRECT])
        self.code = await self.rig.apply(procedure, form, channel=channel)
        self.story.append(f"filed {channel.name.lower()}")

    async def to_the_end(self) -> Dossier:
        """Let anything happen for a while, then let everybody help."""
        for step in range(WILD + PATIENT):
            dossier = await self._where()
            if dossier.ended:
                return dossier
            if step >= WILD:
                self.rig.heal()
                await self._do(dossier, self._helpful(dossier), kindly=True)
            else:
                await self.chance.choice(self._anything(dossier))()
        raise AssertionError("no end after everybody helped")

    async def _where(self) -> Dossier:
        """Wait until somebody has something to do; branches go on by themselves."""
        while True:
            try:
                async with asyncio.timeout(1.5):
                    dossier = await self.rig.until(self.code, _somebody_is_needed)
            except TimeoutError:
                # A register is silent, and the engine's next try is far off: it answers again, and time passes.
                self.rig.heal()
                await self.rig.skip(self.code, timedelta(minutes=5))
                self.story.append("the registers answer again")
                continue
            if dossier.ended or dossier.open_tasks:
                return dossier
            for step, branch in dossier.branches.items():
                if branch.ended is None:
                    child = Walk(self.rig, self.chance, await self.rig.branch(self.code, step))
                    await child.to_the_end()
                    self.story += [f"  branch {step}: {line}" for line in child.story]
            await self.rig.report(self.code)

    def _anything(self, dossier: Dossier) -> list[Callable[[], Any]]:
        task = self.chance.choice(dossier.open_tasks)
        decides = [partial(self._do, dossier, task)] * 5
        return [*decides, self._wait, self._lose, self._withdraw, self._silence]

    def _helpful(self, dossier: Dossier) -> Task:
        order = [CONSENT, LATE]
        return min(dossier.open_tasks, key=lambda task: (task.kind not in order, task.opened_at))

    async def _do(self, dossier: Dossier, task: Task, *, kindly: bool = False) -> None:
        """Let somebody decide a task, rightly or not."""
        decision = self.chance.choice(task.decisions)
        if kindly:
            decision = next((one for one in HELPFUL if one in task.decisions), task.decisions[0])
            if decision == "accept" and any(task.decision == "object" for task in dossier.tasks.values()):
                decision = "not_accept"
        actor = self._somebody(dossier, task, new=kindly)
        act = self._act(task, decision)
        self.story.append(f"{actor.id}: {decision} on {task.kind}")
        try:
            key = f"{task.step}/{decision}/{len(self.story)}"
            await self.rig.ledger.api.act(self.code, Entry.model_validate({"key": key, "act": act}), actor)
        except Refusal as refusal:
            if kindly:
                raise AssertionError(f"refused although everybody helps: {refusal.en}") from refusal
            self.story.append(f"  refused: {type(refusal).__name__}")
        await self.rig.deliver()

    def _somebody(self, dossier: Dossier, task: Task, *, new: bool) -> Actor:
        if task.kind == PAY:
            return self.chance.choice([PAYMENTS, officer("desk", Role.RECEIVING_OFFICER, agency=task.agency)])
        if task.role == Role.APPLICANT:
            return Actor(kind="citizen", id=task.person or dossier.applicant)
        name = f"{task.role}-{len(self.story) if new else self.chance.choice('ab')}"
        every = (task.role, Role.COMMUNE_LEADER, Role.RECEIVING_OFFICER) if self.chance.random() < 0.2 else (task.role,)
        return officer(name, *every, agency=task.agency)

    def _act(self, task: Task, decision: str) -> acts.AnyAct:
        why, items = "Theo quy định của pháp luật", ("Giấy tờ còn thiếu",)
        money = {"amount": task.amount, "transaction": f"t-{task.id}-{len(self.story)}", "method": "gateway"}
        made: dict[str, Callable[[], acts.AnyAct]] = {
            "accept": lambda: acts.Accepted(task=task.id),
            "request_supplement": lambda: acts.SupplementRequested(task=task.id, items=items, reason=why),
            "propose_supplement": lambda: acts.SupplementProposed(task=task.id, items=items, reason=why),
            "not_accept": lambda: acts.NotAccepted(task=task.id, reason=why),
            "supply": lambda: acts.Supplied(task=task.id),
            "consent": lambda: acts.Consented(task=task.id),
            "object": lambda: acts.Objected(task=task.id, reason=why),
            "correct": lambda: acts.Confirmed(task=task.id),
            "approve": lambda: acts.Approved(task=task.id, personal={"name": "Lê Văn Chủ"}),
            "refuse": lambda: acts.Refused(task=task.id, reason=why),
            "hand_over": lambda: acts.HandedOver(task=task.id),
            "pay": lambda: acts.MoneyIn(task=task.id, **money),
            "answer": lambda: acts.Done(task=task.id, decision="answer", personal={"answer": self._answer(task)}),
        }
        if decision == "confirm" and task.role == Role.APPLICANT:
            return acts.Confirmed(task=task.id)
        return made.get(decision, lambda: acts.Done(task=task.id, decision=decision))()

    def _answer(self, task: Task) -> dict[str, Any]:
        models = ANSWERS | {m.__name__: m for one in catalogue().values() for m in one.answers}
        return made_up(models[task.answer], self.chance).model_dump(mode="json")

    async def _wait(self) -> None:
        """Let time pass, at times beyond the law's patience."""
        by = timedelta(hours=self.chance.choice([1, 30, 24 * 8, 24 * 40 if self.waited < LONGEST else 2]))
        self.waited += by
        # An engine that tries a silent register every half minute for weeks is no test of anything.
        self.rig.heal()
        self.story.append(f"{by} pass")
        await self.rig.skip(self.code, by)

    async def _lose(self) -> None:
        """Let the engine lose the workflow, which begins again from the journal."""
        self.story.append("the workflow is lost")
        await self.rig.handle(self.code).terminate("lost")
        dossier = await self.rig.engine.dossier(self.code, ENGINE)
        await self.rig.wake(self.code, procedure=dossier.procedure)

    async def _withdraw(self) -> None:
        self.story.append("withdrawn?")
        try:
            await self.rig.ledger.act(self.code, acts.Withdrawn(), MOTHER)
        except Refusal as refusal:
            self.story.append(f"  refused: {type(refusal).__name__}")
        await self.rig.deliver()

    async def _silence(self) -> None:
        """Let a register say nothing for a while."""
        register = self.chance.choice([self.rig.population, self.rig.civil_status, self.rig.residence])
        kind = self.chance.choice(sorted(register.answers))
        register.faults[kind] = AgencyUnavailable("HTTP 503")
        self.story.append(f"{kind} is not answered")


def _somebody_is_needed(dossier: Dossier) -> bool:
    return dossier.ended or bool(dossier.open_tasks) or any(not branch.ended for branch in dossier.branches.values())


def made_up(model: type[BaseModel], chance: Random) -> BaseModel:
    """An answer that its model takes."""
    values: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        kind = info.annotation
        if get_origin(kind) is Literal:
            values[name] = chance.choice(get_args(kind))
        elif kind is date:
            values[name] = date(2026, 1, 2)
        elif kind is bool:
            values[name] = chance.random() < 0.5
        elif kind is int:
            values[name] = 3
        elif kind is str:
            values[name] = "033196000017" if "number" in name else "Theo sổ đăng ký lưu tại cơ quan"
        elif inspect.isclass(kind) and issubclass(kind, BaseModel):
            values[name] = made_up(kind, chance)
        elif not info.is_required():
            continue
    return model.model_validate(values)


async def lawful(walk: Walk, dossier: Dossier) -> None:
    """See that what stands is what the law allows."""
    rows = await walk.rig.ledger.whole(walk.code)
    kinds = [row["act"]["type"] for row in rows]
    events = await walk.rig.engine.events(walk.code, ENGINE)
    again = Dossier(code=walk.code)
    for event in events:
        again.head = event.hash
        fold(again, event)
    assert again == await walk.rig.engine.dossier(walk.code, ENGINE), "the projection is the journal folded"
    assert dossier.status in ENDED
    assert dossier.status in (Status.DELIVERED, Status.WITHDRAWN) or dossier.reason, "every refusal has its reason"
    assert kinds.count("numbered") == kinds.count("issued") == (dossier.status == Status.DELIVERED)
    if dossier.status == Status.DELIVERED:
        assert not any(payment.outstanding for payment in dossier.payments.values()), "no result without its fee"
        approved = next(event for event in events if event.act.type == "approved")
        earlier = {event.actor.id for event in events if event.seq < approved.seq and event.actor.kind == "officer"}
        assert approved.actor.id not in earlier, "four eyes"
    for task, payment in dossier.payments.items():
        kept = payment.paid - sum(back.amount for back in payment.returns.values()) - dossier.owed_back(task)
        assert kept in (0, payment.asked), "nothing kept that must go back"
        if dossier.status != Status.DELIVERED and dossier.law.fee and dossier.ending in dossier.law.fee.refunded_on:
            assert kept == 0


@pytest.mark.parametrize("procedure", FORMS, ids=lambda procedure: procedure.code)
@given(seed=st.integers(min_value=0, max_value=2**32))
@settings(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_every_dossier_comes_to_a_lawful_end(rig: Rig, procedure: type[Procedure[Any]], seed: int) -> None:
    rig.heal()
    rig.ledger.clock.turn(utc_now() - rig.ledger.clock())
    walk = Walk(rig, Random(seed))
    await walk.begin(procedure, FORMS[procedure])
    try:
        async with asyncio.timeout(20):
            await lawful(walk, await walk.to_the_end())
    except (AssertionError, TimeoutError, StopIteration) as failure:
        raise AssertionError("\n".join([f"{procedure.code}: {failure!r}", *walk.story])) from failure

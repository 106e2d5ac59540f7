"""How a workflow collects a fee: what was paid for it already counts, and only the rest is asked for.

Paid it was on the national portal, where the filing came from, or here before the form was corrected to one that costs
otherwise. Of what the portal says the very fee is taken as it is; how much it took otherwise an accountant says.
"""

from collections.abc import Iterator
from typing import Any

from domain.base.law import Role
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, Event, task_id
from domain.dossier.state import Dossier
from domain.money.asking import how_much
from domain.money.model import Payment
from domain.statute.fees import Fee
from domain.tasks.model import PAID_THERE, PAY
from workflows.engine.tasks import Tasks
from workflows.engine.walk import Walk


class Collecting:
    """Asks for what is due and was not paid."""

    def __init__(self, walk: Walk, tasks: Tasks) -> None:
        self._walk = walk
        self._tasks = tasks

    async def collect(self, amount: int, fee: Fee, desk: str) -> Event | None:
        """Have so much paid, and give what ended the waiting; None where nothing was left to pay.

        In this order: how much the portal took must be sure, and no other asking for this fee open, before the rest is
        reckoned; what comes in later under an asking that is off pays for nothing, and goes back by itself. Counted it
        is last of all: who does not pay the rest has all of it back, as long as nothing was counted.
        """
        walk = self._walk
        await self._hear_of_the_portal(amount, desk)
        rests = walk.digest(PAY, amount)
        step, round_ = walk.next(PAY, rests), keys.round_of(PAY, walk.run.rounds[PAY])
        before = self._paid_before(round_, step)
        if not (amount or before):
            return None
        if before:
            await self._call_off_others(round_, step)
        left = amount - sum(paid.kept for _, paid in await self._towards(round_)) if before else amount
        if left <= 0 and step not in walk.by_key:
            walk.run.rounds[PAY] += 1
            ended = None
        else:
            how: dict[str, Any] = {"amount": max(left, 0), "lapses_after": fee.patience.total_seconds(), "rests": rests}
            ended = await self._tasks.do(PAY, Role.RECEIVING_OFFICER, desk, ("pay",), **how)
            if isinstance(ended.act, acts.Lapsed):
                return ended
        if before:
            await self._count(amount, round_)
        return ended

    async def _hear_of_the_portal(self, amount: int, desk: str) -> None:
        """Let an accountant say what the national portal took, unless it says itself that it took this very fee."""
        walk, there = self._walk, self._walk.filed.paid_there
        if there is None or not amount:
            return
        is_known = there.amount == amount or walk.is_counted(task_id(walk.code, PAID_THERE))
        if is_known and PAID_THERE not in walk.by_key:
            return
        await self._tasks.opened(how_much(walk.code, desk, there, amount))

    def _paid_before(self, round_: str, step: str) -> bool:
        """Whether anything else than this step may have been paid for a fee."""
        return self._walk.filed.paid_there is not None or any(
            key != step and keys.round_part(key) == round_
            for key, event in self._walk.by_key.items()
            if isinstance(event.act, acts.TaskOpened) and event.act.kind == PAY
        )

    async def _call_off_others(self, round_: str, step: str) -> None:
        """Ask no more for this fee as a former form made it.

        Those tasks would be called off anyway, but only once all has come to rest: until then somebody could pay one
        after it was reckoned what is left, and nobody would count that again.
        """
        walk = self._walk
        others = {
            event.act.task: key
            for key, event in walk.by_key.items()
            if isinstance(event.act, acts.TaskOpened) and event.act.kind == PAY
            if key != step and keys.round_part(key) == round_ and event.act.task not in walk.closed
        }
        if not others:
            return
        for task, key in others.items():
            off = acts.TaskSuperseded(task=task, kind=PAY)
            walk.pending.append(Entry(key=keys.superseded(key), act=off))
        await walk.flush()
        await walk.wait(lambda: others.keys() <= walk.closed.keys())  # by that, or by money that was faster

    async def _towards(self, round_: str) -> list[tuple[str, Payment]]:
        """What was paid for a fee, the newest first, and what the portal took for none yet."""
        walk = self._walk
        if walk.seen < max(walk.events):
            await walk.flush()  # what was paid after a gap counts too
        return sorted(_towards(walk.dossier(), round_), key=lambda found: found[1].asked_at, reverse=True)

    async def _count(self, amount: int, round_: str) -> None:
        """Have what was paid counted towards the fee: what is more than that goes back, of what came last first."""
        walk, paid = self._walk, await self._towards(round_)
        over = max(sum(one.kept for _, one in paid) - amount, 0)
        for name, one in paid:
            kept = max(one.kept - over, 0)
            over -= one.kept - kept
            if kept < one.kept or (one.there and not one.met and one.kept):
                met = acts.FeeMet(payment=name, step=round_, amount=kept)
                walk.pending.append(Entry(key=keys.fee_met(name, kept), act=met))
        await walk.flush_pending()


def _towards(dossier: Dossier, round_: str) -> Iterator[tuple[str, Payment]]:
    for name, paid in dossier.payments.items():
        if paid.there:
            if paid.met in ("", round_) and not dossier.unsure_of(name):
                yield name, paid
        elif (task := dossier.tasks[name]).decision == PAY and keys.round_part(task.step) == round_:
            yield name, paid

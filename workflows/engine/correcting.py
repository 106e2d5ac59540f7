"""How a recalled result is corrected (thu hồi, sửa, ký và ban hành lại): Decree 30/2020.

The procedure examines the corrected form as it did the first: what is recorded is adopted, so nothing is asked or told
twice. A look-up that now asks something else is put again.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, cast

from domain.base.calendar import in_vietnam
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, Event
from domain.registers.query import Answer, Query
from domain.tasks.model import APPROVE, REFUSE
from workflows.engine.forms import Result
from workflows.engine.issuing import Issuing

DISAGREES = "Người thẩm tra không đồng ý với nội dung sửa."


class Correcting(Issuing):
    """Corrects what was recalled, as often as it is."""

    def __init__(self) -> None:
        super().__init__()
        self._asked_before = Counter[str]()
        self._asked_first: Counter[str] | None = None
        """How often each step was asked for before the procedure first examined, and while it did."""
        self._put: dict[str, Query[Any]] = {}
        self._corrected = self._form_from = 0

    async def _examined(self, seq: int) -> Result:
        """Examine the form as it stood then."""
        raise NotImplementedError

    def _recalled(self) -> Event | None:
        """The oldest recall whose correction was not begun."""
        recalls = [e for _, e in sorted(self._events.items()) if isinstance(e.act, acts.Recalled) and e.act.corrects]
        return recalls[self._corrected] if len(recalls) > self._corrected else None

    async def _recalled_again(self) -> bool:
        """Say whether there is a recall, once all is heard that happened."""
        if self._recalled() is None and self._seen < max(self._events):
            await self._flush(waits=True)
        return self._recalled() is not None

    async def _returned(self, hand_over: Entry, follows: asyncio.Future[None] | None) -> bool:
        """Have the result handed over when all is done that follows it; False as soon as it is recalled."""
        if follows is not None:
            await self._wait(lambda: follows.done() or self._recalled() is not None)
        if self._recalled() is not None:
            return False
        if follows is not None:
            follows.result()
        task = cast("acts.TaskOpened", hand_over.act).task
        while task not in self._closed and self._recalled() is None:
            if hand_over.key not in self._by_key and hand_over not in self._pending:
                self._pending.append(hand_over)
            if self._pending or self._heard:
                await self._flush(waits=True)
            await self._wait(lambda: task in self._closed or self._heard or self._recalled() is not None)
        return not await self._recalled_again()

    async def _correct(self, *then: Entry) -> None:
        """Have a correction verified, examined, approved by fresh eyes, and issued in the place of the recalled one."""
        recall = cast("Event", self._recalled())
        number = cast("acts.Recalled", recall.act).number
        self._corrected, self._form_from = self._corrected + 1, recall.seq
        choices = ("confirm", "disagree")
        verified = await self._weighed("verify_correction", self.by_hand, self.filed.competent, choices, reason=number)
        result = await self._examined(recall.seq)
        disagrees = cast("acts.Done", verified.act).decision == "disagree"
        await self._approval(self._approver, APPROVE, REFUSE, reason=DISAGREES if disagrees else "")
        self._issuing, self._replaces = keys.correction(self._corrected), self._identified(number)
        await self._issue(result, *then)

    def _identified(self, number: str) -> dict[str, str]:
        """Number and day by which a document names another."""
        numbered = (e for e in self._events.values() if isinstance(e.act, acts.Numbered) and e.act.number == number)
        return {"number": number, "issued_on": in_vietnam(next(numbered).at).date().isoformat()}

    async def _once_more[T](self, examine: Callable[[], Awaitable[T]]) -> T:
        """Examine, under the same steps each time; what follows a result may go on meanwhile under its own."""
        before, first = self._rounds.copy(), self._asked_first
        if first is None:
            done = await self._unless_over(examine())
            self._asked_before, self._asked_first = before, self._rounds - before
            return done
        # Steps of the first examination get the keys that they had then; those outside go on counting. So `mother`,
        # asked once then, and `late`, which `afterwards` has counted to 2 meanwhile: the examination sees
        # `mother` at 0 again, asks under the same key and adopts the answer, and `late` goes on with #3.
        self._rounds.update({step: self._asked_before[step] - before[step] for step in first})
        done = await self._unless_over(examine())
        self._rounds |= Counter({step: before[step] for step in first})
        return done

    async def _agency[A: Answer](
        self, name: str, query: Query[A], put: Callable[[str, Query[A]], Awaitable[Any]]
    ) -> A | None:
        first = self._put.setdefault(self._next(name), query)
        # The key is taken by another question: adopted, its answer would be that of the form before it was corrected.
        if first != query and put == self._ask:
            self._rounds[name] += 1
            name = keys.put_again(name, self._corrected)
        return await super()._agency(name, query, put)

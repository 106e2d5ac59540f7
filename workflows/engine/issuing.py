"""How a result is approved by a leader, and issued: signed by whoever approved it, numbered, sealed; and issued anew.

A recalled result is corrected (thu hồi, sửa, ký và ban hành lại): Decree 30/2020.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.contracts import ISSUE, Issue
from domain.base.calendar import in_vietnam
from domain.base.law import Role
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, Event
from domain.dossier.messages import News
from domain.tasks.model import APPROVE, REFUSE
from workflows.engine.forms import Result
from workflows.engine.tasks import Tasks
from workflows.engine.walk import Over, Walk

PRESS = workflow.ActivityConfig(
    start_to_close_timeout=timedelta(minutes=2),
    heartbeat_timeout=timedelta(seconds=3),
    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=30)),
)
DISAGREE = "disagree"
"""The decision of a specialist who finds that a correction is wrong: the leader hears of it, and decides."""
DISAGREES = "Người thẩm tra không đồng ý với nội dung sửa."


class Issuing:
    """Has results approved and issued, and those that were recalled verified once more."""

    def __init__(self, walk: Walk, tasks: Tasks, decided_by: Role, by_hand: Role) -> None:
        self._walk = walk
        self._tasks = tasks
        self._leader, self._role = decided_by, by_hand
        self._signatory = ""
        self._step, self._replaces = "issue", dict[str, str]()
        self.reason = ""
        """What a leader has to know who is to approve."""
        self._verified = self.corrected = 0
        """How many of the recalls were verified anew, and how many results were replaced, or are about to be."""

    async def approval(self) -> None:
        """Let a leader who had no hand in it decide, once all have agreed, and remember who signs."""
        walk, office = self._walk, self._walk.filed.competent
        await self._tasks.all_agreed()
        how: dict[str, Any] = {"reason": self.reason, "needs_fresh_eyes": True}
        how |= {"rests": walk.basis(approval=True), "grounds": walk.grounds or None}
        event = await self._tasks.weighed(APPROVE, walk.filed.leader(self._leader), office, (APPROVE, REFUSE), **how)
        self._signatory = str(event.act.personal.get("name", ""))

    async def issue(self, result: Result, *then: Entry) -> None:
        """Have the result signed, numbered and sealed; where its officer would not sign, it is decided anew."""
        while (declined := await self._issued(result, then)) is not None:
            self.reason = declined.reason.vi
            with self._walk.decided_after():
                await self.approval()
        self._walk.go_on()

    def recalled(self) -> Event | None:
        """The oldest recall whose correction was not begun."""
        return self._recall(self.corrected)

    def _recall(self, number: int) -> Event | None:
        recalls = [e for e in self._walk.in_order() if isinstance(e.act, acts.Recalled) and e.act.corrects]
        return recalls[number] if len(recalls) > number else None

    async def recalled_again(self) -> bool:
        """Whether there is a recall, once all is heard that happened."""
        if self.recalled() is None and self._walk.seen < max(self._walk.events):
            await self._walk.flush(waits=True)
        return self.recalled() is not None

    async def verified(self) -> None:
        """Have each correction verified before it is examined: also by a workflow that was lost and begins anew.

        Where the form is another, those verify it who did the first: the examination asks them.
        """
        while (recall := self._recall(self._verified)) is not None:
            self._verified += 1
            self.reason = ""
            if not (self._walk.filed.one_form and self._is_other(recall)):
                number, office = cast("acts.Recalled", recall.act).number, self._walk.filed.competent
                done = await self._tasks.weighed(
                    "verify_correction", self._role, office, ("confirm", DISAGREE), reason=number
                )
                self.heard(cast("acts.Done", done.act))

    def heard(self, done: acts.Done) -> None:
        """Let the leader know of a specialist who does not agree with a correction."""
        if done.decision == DISAGREE:
            self.reason = DISAGREES

    @property
    def replaced(self) -> bool:
        """Whether the journal holds a result that replaces the one just come to: a lost workflow comes to that next."""
        return sum(isinstance(event.act, acts.Issued) for event in self._walk.in_order()) > self.corrected + 1

    @property
    def corrects(self) -> bool:
        """Whether what is examined corrects a result that was recalled."""
        return self._recall(0) is not None

    def _is_other(self, recall: Event) -> bool:
        return self._walk.form(recall.seq) != self._walk.form(recall.seq - 1)

    def correct(self) -> None:
        """Let what is issued next stand in the place of the recalled result."""
        number = cast("acts.Recalled", cast("Event", self.recalled()).act).number
        self.corrected += 1
        self._step, self._replaces = keys.correction(self.corrected), self._identified(number)

    def _identified(self, number: str) -> dict[str, str]:
        """Number and day by which a document names another."""
        numbered = [event for event in self._walk.in_order() if isinstance(event.act, acts.Numbered)]
        at = next(event.at for event in numbered if getattr(event.act, "number", "") == number)
        return {"number": number, "issued_on": in_vietnam(at).date().isoformat()}

    def _content(self, result: Result) -> dict[str, Any]:
        """What is printed: of a corrected result also which one it replaces."""
        return result.model_dump(mode="json") | ({"replaces": self._replaces} if self._replaces else {})

    async def _issued(self, result: Result, then: Sequence[Entry]) -> acts.SignatureDeclined | None:
        """Issue a result once, and give why it was not signed, if it was not."""
        walk = self._walk
        step = walk.step(self._step)
        unsigned = keys.declined(step)
        if step not in walk.by_key and unsigned not in walk.by_key:
            await walk.flush_pending()
            request = Issue(
                code=walk.code,
                step=step,
                kind=result.kind,
                template=result.template,
                content=self._content(result),
                title=result.title,
                shown=result.shown,
                office=walk.filed.competent,
                signatory=self._signatory,
                since=walk.seen,
                enclosed=result.encloses,
                then=list(then),
            )
            async with walk.outside():
                walk.adopt((await workflow.execute_activity(ISSUE, request, result_type=News, **PRESS)).events)
        if step in walk.by_key:
            return None
        if unsigned not in walk.by_key:
            raise Over  # it ended meanwhile, so there is no result
        return cast("acts.SignatureDeclined", walk.by_key[unsigned].act)

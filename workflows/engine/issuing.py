"""How a result is approved by a leader, and issued: signed by whoever approved it, numbered, sealed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.contracts import ISSUE, Issue
from domain.base.law import Role
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, Event
from domain.dossier.messages import News
from domain.tasks.model import APPROVE
from workflows.engine.forms import Result
from workflows.engine.payouts import PayOuts
from workflows.engine.steps import Over

PRESS = workflow.ActivityConfig(
    start_to_close_timeout=timedelta(minutes=2),
    heartbeat_timeout=timedelta(seconds=3),
    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=30)),
)


class Issuing(PayOuts):
    """Has results approved and issued."""

    def __init__(self) -> None:
        super().__init__()
        self._approver, self._signatory = Role.AGENCY_LEADER, ""
        self._issuing, self._replaces = "issue", dict[str, str]()

    async def _approval(self, role: Role, *decisions: str, **how: Any) -> Event:
        """Let a leader who had no hand in it decide, and remember who signs."""
        event = await self._weighed(APPROVE, role, self.filed.competent, decisions, needs_fresh_eyes=True, **how)
        self._approver, self._signatory = role, str(event.act.personal.get("name", ""))
        return event

    async def _issue(self, result: Result, *then: Entry) -> None:
        """Have the result signed, numbered and sealed; where its officer would not sign, it is approved anew."""
        while (declined := await self._issued(result, then)) is not None:
            await self._approval(self._approver, APPROVE, reason=declined.reason.vi)

    def _content(self, result: Result) -> dict[str, Any]:
        """What is printed: of a corrected result also which one it replaces."""
        return result.model_dump(mode="json") | ({"replaces": self._replaces} if self._replaces else {})

    async def _issued(self, result: Result, then: Sequence[Entry]) -> acts.SignatureDeclined | None:
        """Issue a result once, and give why it was not signed, if it was not."""
        step = self._step(self._issuing)
        unsigned = keys.declined(step)
        if step not in self._by_key and unsigned not in self._by_key:
            await self._flush_pending()
            request = Issue(
                code=self._code,
                step=step,
                kind=result.kind,
                template=result.template,
                content=self._content(result),
                title=result.title,
                shown=result.shown,
                office=self.filed.competent,
                signatory=self._signatory,
                since=self._seen,
                encloses=result.encloses,
                then=list(then),
            )
            async with self._outside():
                self._adopt((await workflow.execute_activity(ISSUE, request, result_type=News, **PRESS)).events)
        if step in self._by_key:
            return None
        if unsigned not in self._by_key:
            raise Over  # it ended meanwhile, so there is no result
        return cast("acts.SignatureDeclined", self._by_key[unsigned].act)

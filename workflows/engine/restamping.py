"""Results are proved for longer, a few at a time, on a schedule of the worker's (gia hạn dấu thời gian lưu trữ)."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.contracts import RESTAMP, STALE

AT_ONCE = 4
LOOK = workflow.ActivityConfig(start_to_close_timeout=timedelta(minutes=1))
STAMP = workflow.ActivityConfig(
    start_to_close_timeout=timedelta(minutes=2),
    heartbeat_timeout=timedelta(seconds=10),
    # What does not come out in an hour is tried again at the schedule's next round: the proof still holds for months.
    schedule_to_close_timeout=timedelta(hours=1),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5)),
)


@workflow.defn(name="restamping")
class Restamping:
    """One round over all results whose proof ends soon."""

    @workflow.run
    async def run(self, after: str = "") -> None:
        """Stamp them in the order of their numbers; one that fails keeps none of the others."""
        while numbers := await workflow.execute_activity(STALE, after, result_type=list[str], **LOOK):
            places = asyncio.Semaphore(AT_ONCE)
            await asyncio.gather(*(self._stamp(number, places) for number in numbers))
            after = numbers[-1]
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(after)

    async def _stamp(self, number: str, places: asyncio.Semaphore) -> None:
        async with places:
            try:
                await workflow.execute_activity(RESTAMP, number, **STAMP)
            except ActivityError as error:
                if is_cancelled_exception(error):
                    raise
                workflow.logger.warning("not stamped again in this round")

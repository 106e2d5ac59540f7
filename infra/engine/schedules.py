"""What the engine does by the calendar and not for a dossier: its schedules are there as long as a worker is."""

from datetime import timedelta

import structlog
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)

from infra.runtime.background import over_and_over

log = structlog.get_logger()

RESTAMPING = "restamping"
"""The schedule and its workflow."""
EVERY = timedelta(days=1)
LOOK_AFTER_IT = 3600.0
"""Seconds after which a schedule is made again that was lost with the engine."""


class Schedules:
    """Makes the schedules, and makes them again where the engine has lost them."""

    def __init__(self, client: Client, task_queue: str) -> None:
        self._client = client
        self._task_queue = task_queue

    async def run(self) -> None:
        """See to it, until cancelled."""
        await over_and_over(self.ensure, LOOK_AFTER_IT)

    async def ensure(self) -> int:
        """Make the schedule unless it is there; there is never more to do at once."""
        name = f"{self._task_queue}.{RESTAMPING}"
        start = ScheduleActionStartWorkflow(RESTAMPING, id=name, task_queue=self._task_queue)
        spec, policy = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=EVERY)]), ScheduleOverlapPolicy.SKIP
        try:
            await self._client.create_schedule(
                name, Schedule(action=start, spec=spec, policy=SchedulePolicy(overlap=policy))
            )
        except ScheduleAlreadyRunningError:
            return 0
        log.info("schedule_made", name=name)
        return 0

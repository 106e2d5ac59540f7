"""A slip is signed and sealed by the worker, after whoever made it out had their answer; nothing waits for it."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.contracts import SEAL_SLIP
from domain.slips.model import SLIP, SealSlip

SEAL = workflow.ActivityConfig(
    start_to_close_timeout=timedelta(minutes=2),
    heartbeat_timeout=timedelta(seconds=10),
    # An officer may sign it days later, and somebody may have to put a seal right: then it is begun again, with
    # whichever code is there. One that waited on would keep its build from being taken away.
    schedule_to_close_timeout=timedelta(minutes=20),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5)),
)


@workflow.defn(name=SLIP)
class Slips:
    """One slip."""

    @workflow.run
    async def run(self, slip: SealSlip) -> None:
        """Have it signed, where its form wants that, and sealed."""
        await workflow.execute_activity(SEAL_SLIP, slip, **SEAL)

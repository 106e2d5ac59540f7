"""A counter's scan is sealed where the body's key is: by the worker, while the desk waits (số hóa bản giấy)."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.contracts import DIGITISE, DIGITISING, Digitise

AT_ONCE = workflow.ActivityConfig(
    start_to_close_timeout=timedelta(minutes=2),
    heartbeat_timeout=timedelta(seconds=10),
    # The desk stands before it: what does not come out soon is scanned again.
    schedule_to_close_timeout=timedelta(minutes=2),
    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=10)),
)


@workflow.defn(name=DIGITISING)
class Digitising:
    """One scan."""

    @workflow.run
    async def run(self, scan: Digitise) -> str:
        """Have it bound and sealed; give the SHA-256 of what came out."""
        digest: str = await workflow.execute_activity(DIGITISE, scan, result_type=str, **AT_ONCE)
        return digest

"""A counter's scan is sealed where the body's key is: by the worker, while the desk waits (số hóa bản giấy)."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

from activities.contracts import DIGITISE, FORGET_PAGES
from domain.filing.scans import DIGITISING, PATIENCE, Digitise

SOON = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=10))
DELETE = workflow.ActivityConfig(start_to_close_timeout=timedelta(seconds=30), retry_policy=SOON)


@workflow.defn(name=DIGITISING)
class Digitising:
    """One scan."""

    @workflow.run
    async def run(self, scan: Digitise) -> str:
        """Have it bound and sealed; give the upload that it became. The pages go, whatever comes of it."""
        try:
            return await self._sealed(scan)
        finally:
            await workflow.execute_activity(FORGET_PAGES, scan.pages, **DELETE)

    async def _sealed(self, scan: Digitise) -> str:
        left = PATIENCE - (workflow.now() - workflow.info().start_time)
        if left <= timedelta(0):
            raise ApplicationError("the desk has scanned it again by now", type="TooLate", non_retryable=True)
        upload: str = await workflow.execute_activity(
            DIGITISE,
            scan,
            result_type=str,
            heartbeat_timeout=timedelta(seconds=10),
            schedule_to_close_timeout=left,
            retry_policy=SOON,
        )
        return upload

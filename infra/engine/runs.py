"""The newest run of a dossier's workflow, as the engine knows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode


@dataclass(frozen=True)
class Run:
    """One run: with which build, and whether it goes on."""

    id: str
    version: WorkerDeploymentVersion | None
    """The build that it is pinned to; None where builds are not told apart."""
    status: WorkflowExecutionStatus | None
    closed_at: datetime | None = None

    @property
    def build(self) -> str:
        """The build's name; empty where builds are not told apart."""
        return self.version.build_id if self.version else ""

    @property
    def going(self) -> bool:
        """Whether it is open."""
        return self.status == WorkflowExecutionStatus.RUNNING

    @property
    def failed(self) -> bool:
        """Whether what its code or a call gave up on ended it."""
        return self.status == WorkflowExecutionStatus.FAILED

    @property
    def over(self) -> bool:
        """Whether it came to its own end, and nobody cut it off."""
        return self.status == WorkflowExecutionStatus.COMPLETED


async def newest_run(client: Client, code: str, patience: timedelta | None = None) -> Run | None:
    """The newest run of a dossier; None where none began yet, or the engine knows of none any longer.

    Raises:
        RPCError: the engine does not answer (within ``patience``): nothing is known of its runs.
    """
    try:
        told = await client.get_workflow_handle(code).describe(rpc_timeout=patience)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    pinned = told.raw_description.workflow_execution_info.versioning_info.deployment_version
    version = WorkerDeploymentVersion(pinned.deployment_name, pinned.build_id) if pinned.build_id else None
    return Run(told.run_id or "", version, told.status, told.close_time)

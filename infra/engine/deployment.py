"""Which build of this code takes new dossiers: a dossier under way stays on the build that began it, until it is moved.

Without ``MOTCUA_BUILD_ID`` nothing is pinned: every worker takes whatever there is, as on a developer's machine.
"""

import asyncio
from dataclasses import dataclass

from temporalio.api.enums.v1 import VersionDrainageStatus
from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentRequest, SetWorkerDeploymentCurrentVersionRequest
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkerDeploymentConfig

from infra.runtime.settings import Settings

NOT_YET = (RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION)
"""What the engine says of a build whose workers it has not heard of, or not of all."""
PATIENCE = 15.0
"""Seconds in which workers that just started make themselves known."""


@dataclass(frozen=True)
class Build:
    """A build that the engine knows, and whether dossiers are still on it."""

    id: str
    current: bool
    drained: bool
    """Whether no dossier is left on it, so that its workers can be stopped."""


def pinned(settings: Settings) -> WorkerDeploymentConfig | None:
    """What a worker says of its build; None where none is named."""
    if not settings.build_id:
        return None
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=settings.task_queue, build_id=settings.build_id),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.PINNED,
    )


async def builds(client: Client, settings: Settings) -> list[Build]:
    """The builds that the engine knows, the newest first; none where nothing was ever pinned."""
    asked = DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=settings.task_queue)
    try:
        told = (await client.workflow_service.describe_worker_deployment(asked)).worker_deployment_info
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return []
        raise
    current = told.routing_config.current_deployment_version.build_id
    drained = VersionDrainageStatus.VERSION_DRAINAGE_STATUS_DRAINED
    known = sorted(told.version_summaries, key=lambda version: version.create_time.ToDatetime(), reverse=True)
    return [
        Build(
            one.deployment_version.build_id, one.deployment_version.build_id == current, one.drainage_status == drained
        )
        for one in known
    ]


async def take_new_dossiers(client: Client, settings: Settings, build: str) -> None:
    """Let a build begin every dossier from now on; those under way stay where they are.

    Raises:
        RPCError: the engine has not heard of its workers within ``PATIENCE``.
    """
    asked = SetWorkerDeploymentCurrentVersionRequest(
        namespace=client.namespace, deployment_name=settings.task_queue, build_id=build
    )
    until = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            await client.workflow_service.set_worker_deployment_current_version(asked)
        except RPCError as error:
            if error.status not in NOT_YET or asyncio.get_running_loop().time() > until:
                raise
            await asyncio.sleep(0.2)
        else:
            return


async def take_new_dossiers_if_nobody_does(client: Client, settings: Settings) -> None:
    """Let an installation's first build begin dossiers; a later one is told to by its operator."""
    if settings.build_id and not any(build.current for build in await builds(client, settings)):
        await take_new_dossiers(client, settings, settings.build_id)

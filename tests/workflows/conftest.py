"""One engine with time skipping for all tests of procedures."""

from collections.abc import AsyncIterator

import pytest
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from infra.db.database import Database
from infra.engine.codec import converter, make_system_key
from infra.local.temporal_server import find_binary
from tests.support.keys import keyring
from tests.support.ledger import Urls
from tests.workflows.rig import Rig, open_rig

PROMPT = 'history.timerProcessorMaxTimeShift="10ms"'
"""Each skip of time would wait a second for the server's clock to be sure of itself."""


def setting(value: str) -> tuple[str, str]:
    """Set one of the server's dynamic values."""
    return "--dynamic-config-value", value


@pytest.fixture(scope="session")
async def env(database: Urls) -> AsyncIterator[WorkflowEnvironment]:
    """An engine in which time passes when a test says so; its payloads are sealed under the keys of that database."""
    keys = Database(database.engine, keyring(), 2)
    await make_system_key(keys)
    async with await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        data_converter=converter(keys),
        dev_server_existing_path=find_binary(),
        dev_server_log_level="error",
        dev_server_extra_args=[*setting("frontend.WorkflowTimeSkippingEnabled=true"), *setting(PROMPT)],
    ) as started:
        yield started
    await keys.close()


@pytest.fixture
async def rig(env: WorkflowEnvironment, database: Urls) -> AsyncIterator[Rig]:
    """A worker, a journal and an outside world."""
    async with open_rig(env, database) as opened:
        yield opened

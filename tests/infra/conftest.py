"""The trust services of the world outside, and a body with everything that a result needs."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.conftest import Sandbox
from tests.support.signing_rig import House, house


@pytest.fixture(scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    """A stand-in of the module's own."""
    running = await Sandbox(tmp_path_factory.mktemp("trust")).start()
    yield running
    await running.stop()


@pytest.fixture(scope="module")
async def ours(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The body whose results are looked at."""
    async with house(sandbox, tmp_path_factory.mktemp("body")) as made:
        yield made

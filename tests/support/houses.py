"""Real houses on fresh data folders, for as long as some tests need one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from infra.local.folder import DataFolder
from infra.local.house import LocalHouse

FORGETFUL = {"fsync": "off"}
"""Of a database that outlives every kill of its processes, but no power cut: nobody waits for the disk."""


class PassingHouse(LocalHouse):
    """A house for some tests, which starts with the least that it needs."""

    worker = ("-m", "tests.support.small_worker")
    database_settings = FORGETFUL


@asynccontextmanager
async def running[H: LocalHouse](
    home: Path, kind: type[H], *, signs: bool = False, facts: str = "", **settings: str
) -> AsyncIterator[H]:
    """Run a house whose sweep is in a hurry; one that ``signs`` has the sandbox's trust services.

    It tells no portal: each act would be told in the middle of what the other tests are about.
    """
    with DataFolder(home) as folder:
        local = await kind.on(folder, None, None, **{"sweep_after": "3", "facts": facts, "portal_url": ""} | settings)
        local.signs = signs
        async with await local.stack() as stack:
            local.running = stack
            yield local

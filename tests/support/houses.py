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
    home: Path, kind: type[H], *, signs: bool = False, tells: bool = False, facts: str = "", **settings: str
) -> AsyncIterator[H]:
    """Run a house whose sweep is in a hurry; one that ``signs`` has the sandbox's trust services.

    Only one that ``tells`` speaks to the national portal: in others each act would be told beside what tests look at.
    """
    silent = {} if tells else {"portal_url": ""}
    with DataFolder(home) as folder:
        local = await kind.on(folder, None, None, **silent | {"sweep_after": "3", "facts": facts} | settings)
        local.signs = signs
        async with await local.stack() as stack:
            local.running = stack
            yield local


def complaints(logs: Path, most: int = 8) -> list[tuple[Path, str]]:
    """The last lines of a house's own processes that warn of something or report an error."""
    found = []
    for log in (logs / "api.log", logs / "worker.log"):
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        said = [line for line in lines if '"level": "error"' in line or '"level": "warning"' in line]
        found += [(log, "\n".join(said[-most:]))] if said else []
    return found

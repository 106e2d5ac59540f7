"""A house in the foreground, and the note in its data folder by which other commands find it."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from infra.local.folder import DataFolder, FolderBusy, until
from infra.local.house import LocalHouse, Ports
from infra.local.processes import ServiceFailed
from infra.local.temporal_server import NoTemporal
from infra.terminal.client import NOTE, Complaint, read_note

USUAL: Mapping[str, int] = {"api": 8000, "sandbox": 8001, "temporal": 7233, "temporal_ui": 8233}
PATIENCE = 60.0
"""Seconds for which a house that is just starting in another process is waited for."""


@asynccontextmanager
async def opened(
    data: Path, port: int | None = None, on_ready: Callable[[str, float], None] | None = None
) -> AsyncIterator[LocalHouse]:
    """Start every part on a data folder, leave word of it there, and stop everything at the end.

    Raises:
        Complaint: another process has the folder, the port is taken, or a part did not come up.
    """
    async with AsyncExitStack() as stack:
        try:
            folder = stack.enter_context(DataFolder(data))
            (folder.path / NOTE).unlink(missing_ok=True)
            house = await LocalHouse.on(folder, port, USUAL)
            house.signs = True
            house.running = await stack.enter_async_context(await house.stack(on_ready))
        except FolderBusy:
            raise
        except (ServiceFailed, NoTemporal, OSError) as error:
            raise Complaint(str(error)) from error
        _leave_note(house)
        stack.callback((folder.path / NOTE).unlink, missing_ok=True)
        yield house


async def found(data: Path) -> LocalHouse:
    """The house that another process runs on this folder, once it is open.

    Raises:
        Complaint: it did not open in time.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            await until(lambda: bool(read_note(data)), pause=0.1)
    except TimeoutError:
        raise Complaint(f"the house on {data} is starting, and did not open within {PATIENCE:.0f} s") from None
    return beside(data)


def beside(data: Path) -> LocalHouse:
    """The same house as the process that runs it has, by the note it left; for its addresses and settings.

    Raises:
        Complaint: none runs on this folder.
    """
    if not (note := read_note(data)):
        raise Complaint(f"no house runs on {data}: start one with `motcua up`")
    house = LocalHouse(data.absolute(), Ports(**note["ports"]))
    house.signs = note["signs"]
    return house


def _leave_note(house: LocalHouse) -> None:
    note: dict[str, Any] = house.addresses() | {"pid": os.getpid(), "ports": vars(house.ports), "signs": house.signs}
    fresh = house.folder / f"{NOTE}.new"
    fresh.write_text(json.dumps(note, indent=2))
    fresh.replace(house.folder / NOTE)

"""Replays the recorded histories against the code on the path, and says which break."""

import asyncio
import sys
from collections.abc import AsyncIterator

from temporalio.client import WorkflowHistory

from commands.deploy import verdicts
from tests.support.histories import recorded


async def histories() -> AsyncIterator[WorkflowHistory]:
    """All that were recorded."""
    for history in recorded().values():
        yield history


async def main() -> int:
    """Replay each; 1 where one breaks."""
    broken = [(verdict, place) for verdict, place in await verdicts(histories()) if verdict.fault]
    for verdict, place in broken:
        print(verdict.dossier, place, verdict.fault)  # noqa: T201
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

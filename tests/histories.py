"""Histories of dossiers, one for each waiting state of each procedure: new code shows by them that it replays old ones.

``make histories`` records them anew from the tests of the procedures; that is right only before anybody runs this code.
"""

import gzip
import os
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHandle, WorkflowHistory

FOLDER = Path(__file__).parent / "histories"
RECORD = "MOTCUA_RECORD_HISTORIES"


async def keep(handle: WorkflowHandle[Any, Any], procedure: str, state: str) -> None:
    """Keep a dossier's history in this state, where histories are being recorded and none is there."""
    path = FOLDER / f"{procedure}.{state}.json.gz"
    if os.environ.get(RECORD) and not path.exists():
        FOLDER.mkdir(exist_ok=True)
        history = await handle.fetch_history()
        path.write_bytes(gzip.compress(history.to_json().encode(), mtime=0))


def recorded() -> dict[str, WorkflowHistory]:
    """Give every history that was recorded, by procedure and state."""
    return {
        path.name.removesuffix(".json.gz"): WorkflowHistory.from_json(
            path.name.removesuffix(".json.gz"), gzip.decompress(path.read_bytes()).decode()
        )
        for path in sorted(FOLDER.glob("*.json.gz"))
    }

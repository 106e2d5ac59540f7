"""Histories of dossiers, one for each waiting state of each procedure: new code shows by them that it replays old ones.

``make histories`` records them anew from the tests of the procedures; that is right only before anybody runs this code.
"""

import gzip
import os
from pathlib import Path
from typing import Any

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHandle, WorkflowHistory
from temporalio.converter import DataConverter

FOLDER = Path(__file__).parents[1] / "histories"
RECORD = "MOTCUA_RECORD_HISTORIES"


async def keep(handle: WorkflowHandle[Any, Any], procedure: str, state: str, converter: DataConverter) -> None:
    """Keep a dossier's history in this state, where histories are being recorded and none is there."""
    path = FOLDER / f"{procedure}.{state}.json.gz"
    if os.environ.get(RECORD) and not path.exists():
        FOLDER.mkdir(exist_ok=True)
        history = await handle.fetch_history()
        for event in history.events:
            await _open(event, converter)
        path.write_bytes(gzip.compress(history.to_json().encode(), mtime=0))


async def _open(message: Message, converter: DataConverter) -> None:
    """Open every payload of a message: a recorded history outlives the keys of the test that made it."""
    assert converter.payload_codec
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        parts = value.values() if hasattr(value, "values") else value if hasattr(value, "__iter__") else [value]
        for part in parts:
            if isinstance(part, Payload):
                [opened] = await converter.payload_codec.decode([part])
                part.CopyFrom(opened)
            elif isinstance(part, Message):
                await _open(part, converter)


def recorded() -> dict[str, WorkflowHistory]:
    """Give every history that was recorded, by procedure and state."""
    return {
        path.name.removesuffix(".json.gz"): WorkflowHistory.from_json(
            path.name.removesuffix(".json.gz"), gzip.decompress(path.read_bytes()).decode()
        )
        for path in sorted(FOLDER.glob("*.json.gz"))
    }

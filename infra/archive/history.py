"""The engine's memory of a dossier: every run that Temporal still has, as any Temporal tool reads it."""

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowHistory
from temporalio.converter import PayloadCodec
from temporalio.service import RPCError

from infra.engine.replay import history_of


class EngineSilent(Exception):
    """Temporal does not answer."""


async def histories(client: Client, code: str) -> dict[str, bytes]:
    """The history of each run by its id, payloads as the workflow read them.

    Raises:
        EngineSilent: Temporal does not answer.
    """
    try:
        found = {execution.run_id async for execution in client.list_workflows(f"WorkflowId = '{code}'")}
        # The list is made a moment after a run begins: the newest run is asked for by the dossier's code too.
        for run in ("", *sorted(found)):
            found |= {history.run_id} if (history := await _fetched(client, code, run)) else set()
        kept = [await _fetched(client, code, run) for run in sorted(found)]
    except RPCError as error:
        raise EngineSilent(error.message) from error
    return {history.run_id: history.to_json().encode() for history in kept if history}


async def _fetched(client: Client, code: str, run: str) -> WorkflowHistory | None:
    history = await history_of(client, code, run)
    if history and (codec := client.data_converter.payload_codec):
        for event in history.events:
            await _decode(event, codec)
    return history


async def _decode(message: Message, codec: PayloadCodec) -> None:
    """Take the house's own encryption off every payload: whoever opens the archive has other keys."""
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        if field.message_type.GetOptions().map_entry:
            values = [one for one in value.values() if isinstance(one, Message)]
        else:
            values = list(value) if field.is_repeated else [value]
        for one in values:
            if isinstance(one, Payload):
                [plain] = await codec.decode([one])
                one.CopyFrom(plain)
            else:
                await _decode(one, codec)

"""What keeps a slip from being sealed is known; that an officer has not signed it yet is nothing amiss."""

import secrets

import pytest
from temporalio import activity
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from activities.contracts import SEAL_SLIP
from domain.dossier import keys
from domain.signing.model import UNCONFIRMED
from domain.slips.model import SealSlip
from infra.journal.dispatcher import Deliverer
from tests.workflows.rig import Rig
from workflows.engine.slips import Slips


@pytest.mark.parametrize(
    ("text", "kind", "kept"),
    [
        ("Incomplete: 02.html:9: 'gide' is undefined", "Unprintable", "'gide' is undefined"),
        ("the dossier holds no such act", "NoSuchSlip", "NoSuchSlip"),
        ("the officer has not answered yet", UNCONFIRMED, ""),
    ],
)
async def test_what_keeps_a_slip_is_told_also_once_its_try_was_given_up(
    rig: Rig, text: str, kind: str, kept: str
) -> None:
    @activity.defn(name=SEAL_SLIP)
    async def cannot(_: SealSlip) -> None:
        raise ApplicationError(text, type=kind, non_retryable=True)

    code, step, queue = await rig.ledger.file(), keys.slip("02", 2), f"slips-{secrets.token_hex(4)}"
    deliverer = Deliverer(rig.env.client, queue, rig.engine.database)
    assert await deliverer.keeps(code, step) == ""
    async with Worker(rig.env.client, task_queue=queue, workflows=[Slips], activities=[cannot]):
        await deliverer.make_out(code, step)
        with pytest.raises(WorkflowFailureError):
            await rig.env.client.get_workflow_handle(f"{step}/{code}").result()
    assert await deliverer.keeps(code, step) == kept

"""An approved result waits for its officer's signature; where they decline, it is approved anew."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment

from domain.base.law import Status
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.signing.signing import DECLINED
from domain.tasks.model import CORRECT_REGISTER
from tests.support.examples import DESK, LEADER, REGISTRAR
from tests.support.ledger import Urls
from tests.support.signers import Signers, SigningPress
from tests.workflows.engine.test_lost import bare, places, story
from tests.workflows.rig import APPROVED, HANDED, Rig, go_on, open_rig

DEPUTY = LEADER.model_copy(update={"id": "deputy"})
TO_APPROVAL = ("receive", "verify", "confirm", "approve")


@pytest.fixture
async def signers(tmp_path: Path) -> AsyncIterator[Signers]:
    async with Signers.on(tmp_path) as opened:
        yield opened


@pytest.fixture
async def rig(env: WorkflowEnvironment, database: Urls, signers: Signers) -> AsyncIterator[Rig]:
    """The usual one, whose officers sign."""
    async with open_rig(env, database, SigningPress(), signers.service) as opened:
        yield opened


async def asked(rig: Rig, code: str) -> str:
    """The handle by which somebody was asked to sign, once they were."""
    unsigned = (await rig.until(code, lambda dossier: dossier.unsigned is not None)).unsigned
    assert unsigned
    return unsigned.handle


def since_approval(types: list[str]) -> list[str]:
    return [kind for kind in types[types.index("approved") :] if kind not in ("answered", "task_opened")]


async def test_a_birth_is_signed_then_numbered_then_sealed(rig: Rig, signers: Signers) -> None:
    code = await rig.file()
    await go_on(rig, code, *TO_APPROVAL)
    await signers.services.say(await asked(rig, code))
    await go_on(rig, code, "hand_over")
    await rig.ended(code)
    assert since_approval(await rig.types(code)) == [
        "approved", "signature_asked", "signed", "numbered", "issued", "handed_over"
    ]  # fmt: skip


async def declined(rig: Rig, signers: Signers) -> str:
    """A birth whose leader declined to sign; their deputy's approval and signature follow."""
    await signers.enrol(DEPUTY.id)
    code = await rig.file()
    await go_on(rig, code, *TO_APPROVAL)
    await signers.services.say(await asked(rig, code), "refuse")
    task = await rig.task(code, "approve")
    assert (task.reason, task.decisions) == (DECLINED.vi, ("approve", "refuse", "consult"))
    await rig.do(code, "approve", APPROVED, DEPUTY)
    await signers.services.say(await asked(rig, code))
    await rig.do(code, "hand_over", HANDED, DESK)
    return code


async def test_what_one_leader_declined_another_approves_and_signs(rig: Rig, signers: Signers) -> None:
    rows = await rig.ended(await declined(rig, signers))
    keys = [row["key"] for row in rows]
    assert [key for key in keys if key.startswith("issue")] == [
        "issue/signature", "issue/declined", "issue#2/signature", "issue#2/signed", "issue/number", "issue#2"
    ]  # fmt: skip
    signed = next(row["act"] for row in rows if row["act"]["type"] == "signed")
    assert signed["signer"] == DEPUTY.id


async def test_a_leader_who_declined_may_think_again(rig: Rig, signers: Signers) -> None:
    await signers.always("refuse")
    code = await rig.file()
    await go_on(rig, code, *TO_APPROVAL)
    await rig.task(code, "approve")
    await signers.always("confirm")
    await rig.do(code, "approve", APPROVED, LEADER)
    await go_on(rig, code, "hand_over")
    assert "issued" in [row["act"]["type"] for row in await rig.ended(code)]


async def test_a_leader_who_declined_because_it_is_wrong_refuses_and_what_registers_were_told_is_taken_back(
    rig: Rig, signers: Signers
) -> None:
    await signers.always("refuse")
    code = await rig.file()
    await go_on(rig, code, *TO_APPROVAL)
    await rig.do(code, "approve", acts.Refused(task="", reason="Nội dung không đúng"), LEADER)
    await rig.ended(code)
    dossier = await rig.engine.dossier(code, ENGINE)
    told = sorted(task.about for task in dossier.open_tasks if task.kind == CORRECT_REGISTER)
    assert (dossier.status, told) == (Status.STOPPED, ["civil_status", "population"])
    for task in dossier.open_tasks:
        await rig.ledger.act(code, acts.Done(task=task.id, decision="done"), REGISTRAR)
    assert not (await rig.engine.dossier(code, ENGINE)).open_tasks


async def test_while_nobody_signs_the_engine_writes_no_history(rig: Rig, signers: Signers) -> None:
    code = await rig.file()
    await go_on(rig, code, *TO_APPROVAL)
    await asked(rig, code)

    async def length() -> int:
        return (await rig.handle(code).describe()).history_length

    before = await length()
    await signers.fault("unavailable", "credentials/authorizeCheck", calls=3)
    while (await signers.services.client.get("/_faults")).json():  # noqa: ASYNC110 - it tries in its own time
        await asyncio.sleep(0.05)
    assert await length() == before


class Loss:
    """Takes the workflow away in the middle of its own append, at one event."""

    def __init__(self, rig: Rig, at: int) -> None:
        self.rig, self.at, self.struck = rig, at, False
        rig.engine.after = self.strike

    async def strike(self, code: str, seq: int) -> None:
        """Terminate it, and let another begin from the journal."""
        if self.struck or seq < self.at:
            return
        self.struck = True
        handle = self.rig.handle(code)
        if (await handle.describe()).status == WorkflowExecutionStatus.RUNNING:
            await handle.terminate("lost, as a test")
            # The activity in which this happens is cancelled with its workflow: that must not call off the waking.
            self.waking = asyncio.create_task(self.rig.wake(code))
            await asyncio.shield(self.waking)


async def test_a_workflow_lost_anywhere_after_the_approval_goes_on_from_the_journal(rig: Rig, signers: Signers) -> None:
    whole = await rig.ended(await declined(rig, signers))
    first = next(row["seq"] for row in whole if row["act"]["type"] == "approved")
    for at in places(first, len(whole)):
        loss = Loss(rig, at)
        rows = await rig.ended(await declined(rig, signers))
        assert loss.struck
        assert [row["act"]["type"] for row in rows[first:]] == [row["act"]["type"] for row in whole[first:]]
        assert sorted(bare(key) for key, *_ in story(rows)) == sorted(bare(key) for key, *_ in story(whole))

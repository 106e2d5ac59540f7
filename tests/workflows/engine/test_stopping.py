"""A leader stops a dossier: its procedure ends at once, wherever it is, and does nothing more outside."""

import pytest
from temporalio.worker import Replayer

from activities.connector import AgencyUnavailable
from domain.base import refusals
from domain.base.law import Status
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.registers.query import CIVIL_STATUS
from infra.engine.temporal import sandbox
from tests.support.examples import DESK, FEE, LEADER, MOTHER, REGISTRAR, RULES
from tests.workflows.rig import ACCEPT, BIRTH, Rig, go_on
from workflows.vietnam.civil_status.birth_registration import BirthRegistration

STOP = acts.Stopped(reason="Quyết định của Tòa án", personal={"name": "Lê Văn Chủ"})


async def stopped(rig: Rig, code: str) -> list[str]:
    """Stop it as the leader; give what happened, once its workflow has ended."""
    await rig.ledger.act(code, STOP, LEADER)
    await rig.deliver()
    return [row["act"]["type"] for row in await rig.ended(code)]


@pytest.mark.parametrize("kind", ["receive", "verify", "confirm", "approve"])
async def test_a_leader_stops_it_while_somebody_has_it(rig: Rig, kind: str) -> None:
    code = await rig.file()
    kinds = [step[0] for step in BIRTH]
    await go_on(rig, code, *kinds[: kinds.index(kind)] or ("",))
    await rig.task(code, kind)
    assert (await stopped(rig, code))[-1] == "stopped"
    dossier = await rig.engine.dossier(code, ENGINE)
    assert (dossier.status, dossier.open_tasks) == (Status.STOPPED, [])
    assert rig.press.printed == []


async def test_a_stop_while_a_register_is_down_ends_it_at_once_and_replays(rig: Rig) -> None:
    rig.civil_status.faults["marriage_of"] = AgencyUnavailable("no answer")
    code = await rig.file()
    await go_on(rig, code, "receive")
    await rig.until(code, lambda dossier: dossier.waiting_agency == CIVIL_STATUS)
    assert (await stopped(rig, code))[-1] == "stopped"
    replayer = Replayer(
        workflows=[BirthRegistration], workflow_runner=sandbox(), data_converter=rig.env.client.data_converter
    )
    await replayer.replay_workflow(await rig.handle(code).fetch_history())


async def test_a_workflow_that_was_lost_hears_of_the_stop_from_the_journal(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive")
    await rig.task(code, "verify")
    await rig.handle(code).terminate("lost")
    assert (await stopped(rig, code))[-1] == "stopped"


async def test_what_the_procedure_stops_itself_wakes_nobody(rig: Rig) -> None:
    code = await rig.file()
    ask = acts.SupplementRequested(task="", items=("Giấy chứng sinh",), reason="Bản chụp mờ")
    await rig.do(code, "receive", ask, DESK)
    supply = await rig.task(code, "supply")
    assert supply.lapses_at
    await rig.skip(code, supply.lapses_at - rig.ledger.clock())
    rows = await rig.ended(code)
    assert rows[-1]["act"]["type"] == "stopped"
    assert ("wake", rows[-1]["seq"]) not in [(kind, seq) for kind, seq, _ in await rig.ledger.outbox(code)]


async def test_a_fee_that_was_paid_is_owed_back(rig: Rig) -> None:
    rules = RULES.model_copy(update={"fee": FEE.model_copy(update={"refunded_on": ("stopped",)})})
    code = await rig.file(rules=rules)
    await rig.do(code, "receive", ACCEPT, DESK)
    paid = await rig.task(code, "pay")
    await rig.do(code, "pay", acts.MoneyIn(task="", transaction=f"cash/{code}", method="cash"), DESK)
    await rig.task(code, "verify")
    await stopped(rig, code)
    assert (await rig.engine.dossier(code, ENGINE)).owed_back(paid.id) == paid.amount


async def test_neither_the_specialist_nor_the_desk_stops_it_and_the_applicant_hears_nothing_of_the_try(
    rig: Rig,
) -> None:
    code = await rig.file()
    for officer in (DESK, REGISTRAR):
        with pytest.raises(refusals.WrongRole):
            await rig.ledger.act(code, STOP, officer)
    with pytest.raises(refusals.Missing):
        await rig.ledger.act(code, STOP, MOTHER)
    assert "stopped" not in await rig.types(code)

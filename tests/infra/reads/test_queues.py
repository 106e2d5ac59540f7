"""What queues list: each task once, by the law's date, for who has it, and nothing of another office."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.dossier.journal import task_id
from infra.db.task_tables import TaskRow
from infra.reads import queues, workload
from infra.reads.queues import Asked, Box
from tests.support.examples import COMMUNE, DESK, LEADER, NEIGHBOUR, RECEIVE, REGISTRAR, SUPPLY, VERIFY, officer
from tests.support.ledger import Ledger, of

OFFICE, OTHERS = "12019", "13075"
"""Offices of this module alone: what others file is not counted with it."""
REGISTRARS = [officer(name, *REGISTRAR.roles, agency=OFFICE) for name in ("first", "second")]
LENT = timedelta(days=1)


def asked(ledger: Ledger, who: Actor, box: Box = Box.UNIT, agency: str = "", **what: Any) -> Asked:
    """Ask for somebody's tasks, or for those of another agency."""
    now = ledger.clock()
    roles = tuple(role.value for role in who.roles)
    return Asked(who.id, agency or who.agency, roles, now, now + timedelta(days=1), box, **what)


async def listed(ledger: Ledger, who: Actor, box: Box = Box.UNIT, agency: str = "", **what: str) -> Sequence[TaskRow]:
    """Read a queue as its officer, and see that it is counted as it is listed."""
    wanted = asked(ledger, who, box, agency, **what)
    async with ledger.api.database.transaction(who) as tx:
        rows = await queues.page(tx, wanted, 50)
        assert what or (await queues.counts(tx, wanted))[box] == len(rows)
    return rows


async def accepted(ledger: Ledger, office: str = OFFICE) -> str:
    """A dossier that was accepted at an office, with a task for its registrar."""
    code = await ledger.file(receiving=office, competent=office)
    desk = officer("desk", *DESK.roles, agency=office)
    await ledger.act(code, acts.Accepted(task=task_id(code, "receive")), desk)
    await ledger.advance(code, ("verify", of(code, VERIFY).model_copy(update={"agency": office})))
    return code


async def test_an_open_task_moves_with_the_date_of_its_dossier_and_is_late_only_while_the_clock_runs(
    ledger: Ledger,
) -> None:
    code = await accepted(ledger)
    one = officer("apologiser", *REGISTRAR.roles, *LEADER.roles, agency=OFFICE)
    [before] = [row for row in await listed(ledger, one) if row.dossier == code]
    assert before.dated
    late = acts.TaskOpened(
        task=task_id(code, "late"), kind="late", role=LEADER.roles[0], agency=OFFICE, decisions=("apologise",)
    )
    await ledger.advance(code, ("late", late))
    until = before.due_at + timedelta(days=8)
    await ledger.act(code, acts.Apologised(task=late.task, reason="Chờ xác minh", due_at=until), one)
    [after] = [row for row in await listed(ledger, one, kind="verify") if row.dossier == code]
    assert (after.due_at, after.dated) == (until, True)

    ledger.clock.turn(timedelta(days=30))
    assert code in {row.dossier for row in await listed(ledger, one, Box.LATE)}
    ask = acts.TaskOpened(
        task=task_id(code, "ask"), kind="receive", role=DESK.roles[0], agency=OFFICE, decisions=("request_supplement",)
    )
    desk = officer("desk", *DESK.roles, agency=OFFICE)
    await ledger.advance(code, ("ask", ask))
    await ledger.act(code, acts.SupplementRequested(task=ask.task, items=("Giấy",), reason="Mờ"), desk)
    assert code not in {row.dossier for row in await listed(ledger, one, Box.LATE)}
    await ledger.advance(code, ("supply", of(code, SUPPLY)))
    assert code in {row.dossier for row in await listed(ledger, one, Box.OTHERS)}


async def test_a_task_that_was_lent_is_its_borrowers_until_the_day_and_then_comes_back(ledger: Ledger) -> None:
    code = await accepted(ledger)
    giver, borrower = REGISTRARS
    task, until = task_id(code, "verify"), ledger.clock() + LENT
    await ledger.act(code, acts.TaskClaimed(task=task), giver)
    await ledger.act(code, acts.TaskDelegated(task=task, to=borrower.id, until=until), giver)

    async def where(who: Actor) -> set[Box]:
        return {box for box in Box if task in {row.id for row in await listed(ledger, who, box)}} - {Box.TODAY}

    assert await where(borrower) == {Box.MINE, Box.UNIT}
    assert await where(giver) == {Box.OTHERS, Box.UNIT}
    ledger.clock.turn(LENT)
    assert await where(borrower) - {Box.LATE} == {Box.UNIT}
    assert await where(giver) - {Box.LATE} == {Box.MINE, Box.UNIT}
    async with ledger.api.database.transaction(giver) as tx:
        loads = await workload.load(tx, asked(ledger, giver))
    assert {one.officer for one in loads if one.kind == "verify"} >= {giver.id}


async def test_pages_hold_each_task_once_whoever_has_it(ledger: Ledger) -> None:
    codes = {await accepted(ledger, OTHERS) for _ in range(5)}
    one = officer("keeper", *REGISTRAR.roles, *DESK.roles, agency=OTHERS)
    for code in sorted(codes)[:2]:
        await ledger.act(code, acts.TaskClaimed(task=task_id(code, "verify")), one)
    found: list[TaskRow] = []
    async with ledger.api.database.transaction(one) as tx:
        while rows := await queues.page(
            tx, asked(ledger, one), 2, *((found[-1].due_at, found[-1].id) if found else (queues.FIRST, ""))
        ):
            found += rows
    assert sorted(row.dossier for row in found) == sorted(codes)
    assert [row.id for row in found] == [row.id for row in sorted(found, key=lambda row: (row.due_at, row.id))]
    assert {row.dossier for row in await listed(ledger, one, holder="free")} == codes - set(sorted(codes)[:2])


async def test_an_officer_finds_nothing_of_another_office_whatever_they_ask_for(ledger: Ledger) -> None:
    code = await accepted(ledger)
    foreign = officer("foreign", *REGISTRAR.roles, *DESK.roles, agency=NEIGHBOUR)
    for box in Box:
        assert code not in {row.dossier for row in await listed(ledger, foreign, box, agency=OFFICE)}
    homeless = officer("homeless", *REGISTRAR.roles, agency="")
    assert not [row for box in Box for row in await listed(ledger, homeless, box, agency=OFFICE)]


async def test_a_task_is_written_only_into_a_dossier_that_one_sees(ledger: Ledger) -> None:
    code = await ledger.file(receiving=COMMUNE)
    await ledger.advance(code, ("receive", of(code, RECEIVE)))
    foreign = officer("foreign", *DESK.roles, agency=NEIGHBOUR)
    with pytest.raises(DBAPIError) as refused:
        async with ledger.api.database.transaction(foreign) as tx:
            await tx.exec_driver_sql(
                "INSERT INTO tasks (id, dossier, kind, role, agency, claimed_by, opened_at, due_at)"
                f" VALUES ('forged', '{code}', 'verify', 'receiving_officer', '{NEIGHBOUR}', '', now(), now())"
            )
    assert refused.value.orig is not None
    assert asyncpg.InsufficientPrivilegeError.sqlstate in str(getattr(refused.value.orig, "sqlstate", ""))

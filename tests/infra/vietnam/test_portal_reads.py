"""Operators read how far the portal knows each dossier and have one told again; nobody else is told any of it."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from domain.base.law import Role
from domain.base.refusals import Missing
from domain.dossier import acts
from infra.engine.temporal import connect
from infra.province.feed import FactsFeed
from infra.reads.operations import Operations
from infra.runtime.settings import Settings
from infra.vietnam.portal_reads import PortalReads
from tests.support.examples import CALENDARS, DESK, LEADER, MOTHER, RECEIVE, officer
from tests.support.ledger import Ledger, Urls, of, open_ledger
from tests.support.portal_rig import PortalRig

OPERATOR = officer("operator", Role.OPERATOR, agency="33")
EVER = (datetime(1, 1, 1, tzinfo=UTC), "")
NOWHERE = Settings(temporal_address="127.0.0.1:9")
THAT_DAY = date(2026, 11, 17)


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE dossiers, outbox, province_facts, portal_syncs, portal_differences CASCADE")
        yield opened


@pytest.fixture
def rig(ledger: Ledger, tmp_path: Path) -> PortalRig:
    return PortalRig(ledger, tmp_path)


@pytest.fixture
def reads(ledger: Ledger) -> PortalReads:
    return PortalReads(ledger.api.database)


async def refused(ledger: Ledger, rig: PortalRig, times: int = 1) -> str:
    code = await ledger.file()
    await rig.says("DongBoHoSoMC", "-2", "Sai định dạng", does=False, calls=times)
    for _ in range(times):
        await rig.sync.owe()
        await rig.at_once()
        await rig.sync.tell()
    return code


async def test_operators_read_each_state_and_what_the_portal_said(
    ledger: Ledger, rig: PortalRig, reads: PortalReads
) -> None:
    bad = await refused(ledger, rig)
    good = await ledger.file()
    await rig.sync.owe()
    await rig.sync.tell()
    everything = await reads.told("", EVER, 50, OPERATOR)
    assert [(one.dossier, one.state) for one in everything] == [(bad, "refused"), (good, "confirmed")]
    [one] = await reads.told("refused", EVER, 50, OPERATOR)
    assert (one.message, one.why, one.tries) == ("-2: Sai định dạng", "PortalRefused", 1)
    [first] = await reads.told("", EVER, 1, OPERATOR)
    [second] = await reads.told("", (first.changed_at, first.dossier), 50, OPERATOR)
    assert (first.dossier, second.dossier) == (bad, good)
    assert await reads.told("", (second.changed_at + timedelta(seconds=1), ""), 50, OPERATOR) == []


async def test_nobody_else_reads_what_the_portal_said_or_has_it_told_again(
    ledger: Ledger, rig: PortalRig, reads: PortalReads
) -> None:
    code = await refused(ledger, rig)
    for reader in (LEADER, DESK, MOTHER):
        assert await reads.told("", EVER, 50, reader) == []
        with pytest.raises(Missing):
            await reads.retry(code, reader)
        async with ledger.api.database.transaction(reader) as tx:
            with pytest.raises(ProgrammingError, match="permission denied"):
                await tx.execute(text("SELECT message FROM portal_syncs"))
            await tx.rollback()
    assert (await rig.stands(code))["tries"] == 1


async def test_an_operator_has_one_told_again_and_that_is_written_down(
    ledger: Ledger, rig: PortalRig, reads: PortalReads
) -> None:
    code = await refused(ledger, rig, times=12)
    assert (await rig.stands(code))["state"] == "given_up"
    await reads.retry(code, OPERATOR)
    assert await rig.sync.tell() == 1
    assert (await rig.stands(code))["state"] == "confirmed"
    acts_ = await ledger.rows("SELECT act, operator FROM operator_acts WHERE about = :code", code=code)
    assert acts_ == [{"act": "retry", "operator": "operator"}]
    with pytest.raises(Missing):
        await reads.retry("000.01.00.H31-261117-9999", OPERATOR)


async def test_what_is_refused_again_and_again_stands_among_what_is_put_off(ledger: Ledger, rig: PortalRig) -> None:
    code = await refused(ledger, rig, times=3)
    operations = Operations(ledger.api.database, await connect(NOWHERE, ledger.api.database, lazy=True), NOWHERE)
    [put_off] = [one for one in await operations.put_off(OPERATOR) if one.loop == "portal"]
    assert (put_off.dossier, put_off.why, put_off.fails) == (code, "PortalRefused", 3)
    await operations.retry_put_off("portal", code, OPERATOR)
    assert await rig.sync.tell() == 1
    assert [one for one in await operations.put_off(OPERATOR) if one.loop == "portal"] == []


async def test_a_day_is_reconciled_by_what_was_filed_and_what_the_portal_knows(
    ledger: Ledger, rig: PortalRig, reads: PortalReads
) -> None:
    bad = await refused(ledger, rig)
    good, moved, never = [await ledger.file() for _ in range(3)]
    await ledger.rows("DELETE FROM outbox WHERE kind = 'portal' AND dossier = :code", code=never)
    await rig.sync.owe()
    await rig.sync.tell()
    await ledger.act(moved, acts.Accepted(task=of(moved, RECEIVE).task), DESK)
    await FactsFeed(ledger.engine.database, CALENDARS).feed()
    found = await reads.reconciled(THAT_DAY, OPERATOR)
    assert found.by_state == {"refused": 1, "confirmed": 2, "unknown": 1}
    # Confirmed, and something happened since that is not even owed yet: it is behind all the same.
    assert (found.filed, {*found.behind}) == (4, {bad, moved, never})
    assert good not in found.behind
    assert found.differed is None
    await rig.sync.reconcile(THAT_DAY)
    assert (await reads.reconciled(THAT_DAY, OPERATOR)).differed == 0
    assert (await reads.reconciled(THAT_DAY + timedelta(days=1), OPERATOR)).filed == 0


async def test_operators_read_where_the_lists_differ(ledger: Ledger, rig: PortalRig, reads: PortalReads) -> None:
    await rig.sync.compare_lists()
    found = {one.procedure: one.what for one in await reads.differences(OPERATOR)}
    assert found["1.004222"] == "not there"
    assert list(await reads.differences(LEADER)) == []

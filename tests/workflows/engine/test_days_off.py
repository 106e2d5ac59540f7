"""A day off that is decreed while a procedure waits: the law's silence is heard a working day later."""

from datetime import timedelta

from domain.base.calendar import in_vietnam
from domain.base.calendars import DayOff
from infra.upkeep.days_off import DaysOff
from tests.workflows.rig import VERIFIED, Rig
from tests.workflows.vietnam.social.test_monthly_allowance import CARER, accepted, given
from workflows.vietnam.social.monthly_allowance import MonthlyAllowance

MINUTE = timedelta(minutes=1)


async def test_what_hangs_for_two_working_days_hangs_for_one_more(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.do(code, "verify", VERIFIED, CARER)
    posting = await rig.task(code, "posting")
    assert posting.lapses_at
    day = rig.engine.facts.common.next_working_day(in_vietnam(rig.ledger.clock()).date())
    try:
        moves = await DaysOff(rig.engine).decree(DayOff(day=day, basis="Công điện thử"), "clerk")
        assert code in {move.dossier for move in moves}
        await rig.wake(code, procedure=MonthlyAllowance.code)
        until = (await rig.task(code, "posting")).lapses_at
        assert until
        assert until > posting.lapses_at
        await rig.skip(code, posting.lapses_at - rig.ledger.clock() + MINUTE)
        await rig.skip(code, until - rig.ledger.clock() + MINUTE)
        await given(rig, code)
    finally:
        await rig.ledger.rows("DELETE FROM days_off")
    [lapsed] = [row for row in await rig.ledger.whole(code) if row["act"]["type"] == "lapsed"]
    assert lapsed["at"] >= until

"""Thirty working days, three holidays and a pause pass as the law counts them, in skipped time."""

from datetime import date, datetime, timedelta

from domain.base.calendar import VIETNAM, in_vietnam
from domain.base.term import Term
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.view import clock
from domain.statute.versions import Laws, Version
from tests.support.examples import DESK, LEADER, MOTHER, REGISTRAR, RULES
from tests.workflows.rig import ACCEPT, AGREED, APPROVED, HANDED, VERIFIED, Rig

THIRTY = Version(code="1.001193", valid_from=date(2025, 7, 1), **dict(RULES) | {"term": Term.working_days(30)})
MISSING = acts.SupplementProposed(task="", items=("Giấy chứng sinh",), reason="Bản chụp không rõ")
ASKED = acts.SupplementRequested(task="", items=MISSING.items, reason=MISSING.reason)


async def until(rig: Rig, code: str, moment: datetime) -> None:
    """Let time pass until then."""
    await rig.skip(code, moment - rig.ledger.clock())


async def test_thirty_working_days_with_three_holidays_and_a_pause(rig: Rig) -> None:
    rig.ledger.api.laws = rig.engine.laws = Laws([THIRTY])
    monday = datetime(2027, 4, 12, 9, 0, tzinfo=VIETNAM)
    code = await rig.file(rules=THIRTY.rules())
    await rig.task(code, "receive")
    await until(rig, code, monday)
    dossier = await rig.do(code, "receive", ACCEPT, DESK)
    # Hùng Kings on Friday 16 April, 30 April, and Monday 3 May for the Saturday before.
    assert dossier.due_at
    assert in_vietnam(dossier.due_at).date() == date(2027, 5, 27)
    await until(rig, code, monday + timedelta(days=7))
    await rig.do(code, "verify", MISSING, REGISTRAR)
    await rig.do(code, "forward_supplement", ASKED, DESK)
    await rig.task(code, "supply")
    await until(rig, code, monday + timedelta(days=10))
    await rig.do(code, "supply", acts.Supplied(task=""), MOTHER)
    dossier = await rig.engine.dossier(code, ENGINE)
    assert dossier.due_at
    assert in_vietnam(dossier.due_at).date() == date(2027, 6, 1)
    said = clock(dossier, rig.ledger.clock(), rig.engine.calendar_of(dossier))
    assert said
    assert said.en.startswith("working day 4 of 30; stopped 19 to 22 April 2027 (form 02)")
    await rig.task(code, "verify")
    await until(rig, code, dossier.due_at - timedelta(days=4))
    for kind, act, actor in (("verify", VERIFIED, REGISTRAR), ("confirm", AGREED, MOTHER)):
        await rig.do(code, kind, act, actor)
    await rig.do(code, "approve", APPROVED, LEADER)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    assert rig.press.printed[-1]["issued_at"] < dossier.due_at

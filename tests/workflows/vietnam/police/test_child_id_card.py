"""Child's identity card (3.000722.02), each test named for what happens under the law."""

from datetime import date, timedelta
from typing import Any

from domain.base.calendar import in_vietnam, months_after
from domain.base.law import Status
from domain.dossier import acts
from domain.vietnam.queries.id_cards import Card
from domain.vietnam.queries.population import Kin
from tests.support.examples import COMMUNE, MOTHER, MOTHER_NUMBER
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from tests.workflows.vietnam.residence.test_permanent_residence import CHIEF, POLICE_DESK, POLICEMAN
from workflows.engine.forms import Filing
from workflows.vietnam.police.child_id_card import ChildCardForm, ChildIdentityCard

CHILD: dict[str, Any] = {
    "child": {"number": "033326000011", "full_name": "Trịnh Hoàng Vỹ", "born": "2026-11-10"},
    "representative": MOTHER_NUMBER,
    "commune": COMMUNE,
}


def child(born: date) -> dict[str, Any]:
    """The same child, born another day."""
    return CHILD | {"child": CHILD["child"] | {"born": born.isoformat()}}


async def accepted(rig: Rig, form: dict[str, Any] = CHILD) -> str:
    """A request that the police accepted."""
    code = await rig.apply(ChildIdentityCard, form)
    await rig.do(code, "receive", ACCEPT, POLICE_DESK)
    return code


async def refused(rig: Rig, code: str) -> str:
    """The leader refuses and no card is asked for; give what was proposed."""
    proposed = await rig.task(code, "refuse")
    await rig.do(code, "refuse", acts.Refused(task="", reason="Không đủ điều kiện cấp thẻ"), CHIEF)
    await rig.ended(code)
    assert (await rig.engine.dossier(code, MOTHER)).status == Status.STOPPED
    assert not any(message.endswith("/request") for message in rig.id_cards.asked)
    return proposed.reason


async def test_a_request_is_recorded_and_says_when_the_card_is_ready(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.do(code, "verify", VERIFIED, POLICEMAN)
    await rig.do(code, "approve", APPROVED, CHIEF)
    await rig.do(code, "hand_over", HANDED, POLICE_DESK)
    await rig.ended(code)
    told = rig.press.printed[-1]
    assert (told["receipt"], told["ready_on"]) == ("CC-11953-2026-00001", "2026-12-04")
    assert not (await rig.engine.dossier(code, MOTHER)).payments


async def test_from_six_years_on_it_is_too_late(rig: Rig) -> None:
    sixth_birthday = months_after(in_vietnam(rig.ledger.clock()).date(), -72)
    assert "dưới 6 tuổi" in await refused(rig, await accepted(rig, child(sixth_birthday)))
    code = await accepted(rig, child(sixth_birthday + timedelta(days=1)))
    assert (await rig.task(code, "verify")).open


async def test_who_has_a_card_gets_no_second_one(rig: Rig) -> None:
    rig.id_cards.answers["card_of"] = Card(number="033326000011")
    assert "đã có thẻ căn cước" in await refused(rig, await accepted(rig))


async def test_who_is_no_parent_by_the_register_proves_to_stand_for_the_child(rig: Rig) -> None:
    rig.population.answers["kin_of"] = Kin(mother="033187268155")
    code = await accepted(rig)
    proposed = acts.RefusalProposed(task="", reason="Không phải cha, mẹ, giám hộ", article="Bộ luật Dân sự, Điều 136")
    await rig.do(code, "verify_guardian", proposed, POLICEMAN)
    assert await refused(rig, code)


def test_it_is_asked_for_only_after_the_birth() -> None:
    form = ChildCardForm.model_validate(CHILD)
    assert not form.faults(Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 17)))
    assert len(form.faults(Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 9)))) == 1

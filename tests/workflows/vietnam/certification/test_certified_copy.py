"""Certified electronic copy (2.000815), each test named for what happens under the law."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from domain.base.law import Channel, Status
from domain.dossier import acts
from domain.dossier.acts import PAYMENTS
from infra.documents.orders import ENCLOSED
from tests.support.examples import COMMUNE, DESK, LAWS, LEADER, REGISTRAR
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from workflows.vietnam.certification.certified_copy import NOT_COPIED, CertifiedElectronicCopy

DIPLOMA: dict[str, Any] = {
    "commune": COMMUNE,
    "title": "Bằng tốt nghiệp đại học",
    "issuer": "Đại học Bách khoa Hà Nội",
    "number": "QH-2018-001234",
    "issued_on": "2018-06-30",
    "pages": 3,
}
FEE = 2 * 2000 + 1000


async def to_the_fee(rig: Rig) -> str:
    """A copy that is approved and waits to be paid."""
    code = await rig.apply(CertifiedElectronicCopy, DIPLOMA, channel=Channel.DIRECT)
    await rig.do(code, "receive", ACCEPT, DESK)
    await rig.do(code, "compare", VERIFIED, REGISTRAR)
    await rig.do(code, "approve", APPROVED, LEADER)
    return code


async def paid(rig: Rig, code: str, amount: int = FEE, transaction: str = "t-1") -> None:
    """The platform says that money came in."""
    task = await rig.task(code, "pay")
    act = acts.MoneyIn(task=task.id, amount=amount, transaction=transaction, method="gateway")
    await rig.ledger.act(code, act, PAYMENTS, f"money/{transaction}")
    await rig.deliver()


async def test_a_copy_is_certified_once_its_pages_are_paid(rig: Rig) -> None:
    code = await to_the_fee(rig)
    assert (await rig.task(code, "pay")).amount == FEE
    assert not rig.press.printed
    await paid(rig, code)
    await rig.do(code, "hand_over", HANDED, DESK)
    rows = await rig.ended(code)
    kinds = [row["act"]["type"] for row in rows]
    assert kinds.index("money_in") < kinds.index("numbered")
    assert rig.press.printed[0]["original"]["title"] == DIPLOMA["title"]
    assert rig.press.printed[0]["scans"] == [sha256(rig.scan).hexdigest()]
    assert rig.press.printed[0][ENCLOSED] == [rig.scan], "the copy and its certificate are one document"


async def test_the_counter_takes_cash(rig: Rig) -> None:
    code = await to_the_fee(rig)
    await rig.do(code, "pay", acts.MoneyIn(task="", transaction="cash/1", method="cash"), DESK)
    dossier = await rig.until(code, lambda d: d.status == Status.DONE)
    assert [payment.paid for payment in dossier.payments.values()] == [FEE]


async def test_a_copy_that_is_not_paid_for_in_thirty_days_is_stopped(rig: Rig) -> None:
    code = await to_the_fee(rig)
    await rig.task(code, "pay")
    await rig.skip(code, timedelta(days=31))
    rows = await rig.ended(code)
    assert rows[-1]["act"] == {"type": "stopped"}
    said = {"reason": "Quá 30 ngày chưa nộp phí chứng thực bản sao từ bản chính."}
    assert rows[-1]["personal"] == {"words": said}
    assert not rig.press.printed


async def test_too_little_money_does_not_issue_the_copy(rig: Rig) -> None:
    code = await to_the_fee(rig)
    await paid(rig, code, 3000)
    await paid(rig, code, 2000, "t-2")
    await rig.do(code, "hand_over", HANDED, DESK)
    rows = await rig.ended(code)
    assert [row["act"]["amount"] for row in rows if row["act"]["type"] == "money_in"] == [3000, 2000]


@pytest.mark.parametrize(("pages", "amount"), [(1, 2000), (500, 200_000)])
async def test_the_fee_counts_the_pages_and_has_a_cap(rig: Rig, pages: int, amount: int) -> None:
    code = await rig.apply(CertifiedElectronicCopy, DIPLOMA | {"pages": pages}, channel=Channel.DIRECT)
    await rig.do(code, "receive", ACCEPT, DESK)
    await rig.do(code, "compare", VERIFIED, REGISTRAR)
    await rig.do(code, "approve", APPROVED, LEADER)
    assert (await rig.task(code, "pay")).amount == amount


async def test_every_page_that_was_compared_is_bound_and_no_paper_beside_them(rig: Rig) -> None:
    papers = [("mandate", b"%PDF mandate"), *(("scan", b"%PDF page " + bytes([n])) for n in range(3))]
    code = await rig.apply(CertifiedElectronicCopy, DIPLOMA, channel=Channel.DIRECT, papers=papers)
    await rig.do(code, "receive", ACCEPT, DESK)
    task = await rig.task(code, "compare")
    assert "propose_supplement" not in task.decisions, "the law lets the desk ask for nothing more"
    assert task.kind in CertifiedElectronicCopy.in_person, (
        "the original is shown, so nobody is promised all of it on-line"
    )
    assert task.papers == tuple(sha256(content).hexdigest() for kind, content in papers if kind == "scan")
    await rig.do(code, "compare", VERIFIED, REGISTRAR)
    await rig.do(code, "approve", APPROVED, LEADER)
    await paid(rig, code)
    await rig.task(code, "hand_over")
    assert rig.press.printed[0][ENCLOSED] == [content for kind, content in papers if kind == "scan"]


async def test_a_scan_that_a_supplement_brings_is_the_one_that_is_compared_and_certified(rig: Rig) -> None:
    blue, red = b"%PDF the blue page", b"%PDF the red page"
    once = LAWS.in_force(CertifiedElectronicCopy.code, rig.ledger.clock().date()).model_copy(
        update={"supplement_limit": 1}
    )
    code = await rig.apply(
        CertifiedElectronicCopy, DIPLOMA, channel=Channel.DIRECT, papers=[("scan", blue)], rules=once
    )
    asked = acts.SupplementRequested(task="", items=("Bản chụp",), reason="Bản chụp không rõ")
    await rig.do(code, "receive", asked, DESK)
    await rig.supply(code, [("scan", red)])
    await rig.do(code, "receive", ACCEPT, DESK)
    await rig.do(code, "compare", VERIFIED, REGISTRAR)
    await rig.do(code, "approve", APPROVED, LEADER)
    await paid(rig, code)
    await rig.task(code, "hand_over")
    assert rig.press.printed[0][ENCLOSED] == [red]


@pytest.mark.parametrize("why", NOT_COPIED)
async def test_what_may_not_be_copied_is_refused_with_its_clause_and_nobody_waives_that(rig: Rig, why: str) -> None:
    code = await rig.apply(CertifiedElectronicCopy, DIPLOMA, channel=Channel.DIRECT)
    await rig.do(code, "receive", ACCEPT, DESK)
    await rig.do(code, "compare", acts.Done(task="", decision=why), REGISTRAR)
    refused = await rig.task(code, "refuse")
    assert refused.reason == f"Bản chính {NOT_COPIED[why]}: không được chứng thực bản sao."
    assert refused.article == "Nghị định 23/2015/NĐ-CP, Điều 22"
    assert refused.decisions == ("refuse", "facts_wrong")

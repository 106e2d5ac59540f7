"""Whoever looks at a dossier reads that its fee was paid on the national portal; how much, an accountant may say."""

import re

from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.money.model import PaidThere
from infra.db.database import Database
from infra.facts.loading import Facts
from infra.journal.journal import Journal
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json
from tests.api.rest.test_payments import ORIGINAL
from tests.support.door import Door, new_key
from tests.support.scanned import RED, document
from tests.web.browser import PHONE, expect
from tests.web.conftest import SitDown
from tests.web.following.seeing import looks_right_in_both, sees
from workflows.catalogue import registry

THERE = "Đã nộp trên Cổng Dịch vụ công quốc gia"
TOLD = "Nộp hồ sơ, đã nộp phí, lệ phí trên Cổng Dịch vụ công quốc gia"


async def as_from_the_portal(house: LocalHouse, door: Door, mother: Caller) -> str:
    """File a copy as the portal would hand it over, which says that 3000 đồng were paid; give its code."""
    paper = {"kind": "scan", "upload": await door.people.upload(mother, document(RED))}
    sent = {"procedure": "2.000815", "form": ORIGINAL, "documents": [paper]}
    here: Json = (await mother.post("dossiers", json=sent, headers=new_key())).raise_for_status().json()
    facts = Facts.load()
    async with Database.of_engine(house.settings(), 2) as database:
        journal = Journal(database, facts.calendars, facts.laws, registry())
        filed = (await journal.events(here["code"], ENGINE))[0]
        assert isinstance(filed.act, acts.Filed)
        there = filed.act.model_copy(update={"portal": "H31-1", "paid_there": PaidThere(amount=3_000), "form": None})
        prefix = re.sub(r"-\d{6}-\d+$", "", here["code"])
        return (await journal.file(prefix, there, filed.actor, "portal/H31-1", "x"))[1]


async def test_who_files_it_who_works_on_it_and_the_accountant_read_that_it_was_paid_on_the_portal(
    somebody: SitDown, house: LocalHouse, door: Door, mother: Caller
) -> None:
    code = await as_from_the_portal(house, door, mother)
    she = await somebody(mother.name, size=PHONE)
    await she.visit(f"/dossiers/{code}")
    await sees(she.page, THERE, "3.000", TOLD)
    await door.accept(code)
    await door.people.decide(await door.officer("hotich.phohien"), code, "confirm", kind="compare")
    await door.approve(code)

    accountant = await door.officer("ketoan.phohien")
    task = await door.people.task(accountant, code, "paid_there")
    books = await somebody("officer:ketoan.phohien")
    page = await books.visit(f"/work/{task['id']}")
    await sees(page, "Cổng Dịch vụ công quốc gia báo đã thu 3.000 đồng; phí, lệ phí phải nộp là 5.000 đồng")
    await books.looks_right("deciding/paid-there")
    await she.visit(f"/dossiers/{code}")
    await sees(she.page, THERE, "Kế toán đang xác nhận số tiền đã nộp trên Cổng")
    await looks_right_in_both(she, "states/paid-there-asked")
    desk = await somebody("officer:tiepnhan.phohien")
    page = await desk.visit(f"/desk/dossiers/{code}")
    await sees(page, THERE, "Kế toán đang xác nhận")

    answered = {"decision": "answer", "answer": {"amount": 5_000}}
    for _ in range(2):
        (await accountant.post(f"tasks/{task['id']}/decision", json=answered)).raise_for_status()
    shown = await door.people.until(mother, code, lambda shown: shown["result"] is not None)
    [payment] = shown["payments"]
    assert (payment["amount"], payment["paid"], payment["receipts"]) == (5_000, 5_000, [])
    assert (payment["paid_on_portal"], payment["confirmed"], payment["outstanding"]) == (True, True, 0)
    await she.visit(f"/dossiers/{code}")
    await sees(she.page, THERE, "5.000", "Trong đó tính vào phí, lệ phí")
    await expect(she.page.locator("main")).not_to_contain_text("Chờ nộp phí")
    page = await desk.visit(f"/desk/dossiers/{code}")
    await sees(page, f"{THERE}: 5.000")

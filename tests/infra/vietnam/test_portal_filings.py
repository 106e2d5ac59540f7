"""What people file on the national portal is a dossier here, once, or held with its reason; the portal hears of it."""

from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.services.vietnam.portal_intake import PortalIntake, filer
from domain.base.law import Channel, Role
from domain.base.refusals import Missing
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.vietnam.portal.filings import FilingThere
from infra.crypto.blind_index import BlindIndex
from infra.facts.loading import Facts
from infra.facts.open_facts import Unconfirmed
from infra.files.storage import Store
from infra.files.uploads import ScannerDown, Uploads
from infra.files.vault import Vault
from infra.foreign.reader import Reader
from infra.id_cards.card_proof import CardProofs
from infra.printing.pool import RenderPool
from infra.reads.access_log import Looks
from infra.vietnam.portal_client import Portal, PortalDown
from infra.vietnam.portal_filings import PortalFilings
from infra.vietnam.portal_inbox import PortalInbox
from infra.warehouse.shelf import Shelf
from motcua.testing.house import Front
from tests.support.examples import DESK, FATHER_NUMBER, FORM, LEADER, MOTHER_NUMBER, RECEIVE, SUPPLY, officer
from tests.support.ledger import Ledger, Urls, of, open_ledger
from tests.support.portal_rig import CODES, ON_PORTAL, PortalRig
from workflows.catalogue import Catalogue

OPERATOR = officer("operator", Role.OPERATOR, agency="33")
EVER = (datetime(1, 1, 1, tzinfo=UTC), "")
FACTS = Facts.load()
INDEX = BlindIndex("ab" * 32)
HERS = "000.00.00.H31-261117-900001"
BIRTH: dict[str, Any] = {
    "MaHoSo": HERS,
    "MaTTHC": "1.001193",
    "TenTTHC": "Đăng ký khai sinh",
    "NgayNopHoSo": "20261117080000",
    "ChuHoSo": "Tạ Kiều Oanh",
    "SoGiayToChuHoSo": MOTHER_NUMBER,
    "LoaiDoiTuong": "0",
    "TaiKhoanDuocXacThucVoiVNeID": "1",
    "Email": "oanh@example.vn",
    "ToKhai": FORM,
    "TaiLieuNop": [
        {"TepDinhKemId": "t1", "TenTepDinhKem": "giay-chung-sinh.pdf", "MaThanhPhanHoSo": "birth_record"},
    ],
}
SUPPLIES: dict[str, Any] = {
    "LoaiThongDiep": "bosung",
    "ToKhai": None,
    "TaiLieuNop": [{"TepDinhKemId": "t2", "TenTepDinhKem": "ro.pdf", "MaThanhPhanHoSo": "birth_record"}],
}
TAKES_BACK: dict[str, Any] = {"LoaiThongDiep": "rut", "LyDo": "Đổi ý", "ToKhai": None, "TaiLieuNop": []}
PAPER = b"%PDF-1.7 giay chung sinh"
PAPERS = {"t1": b64encode(PAPER).decode()}


class Willing(Reader):
    """Finds nothing in any file; with ``down`` nobody could look."""

    def __init__(self) -> None:
        self.down = False

    async def look(self, name: str, data: bytes, whose: str) -> str:
        """Take it for what its name says."""
        if self.down:
            raise ScannerDown
        return "application/pdf"

    async def legible(self, files: Any, whose: str) -> None:
        """Read anything."""


class Arriving:
    """The portal, what takes filings in, and what files them."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.rig = PortalRig(ledger, folder)
        self.ledger, self.reader = ledger, Willing()
        self.inbox = self.receiving(self.rig.portal)
        self.filings = PortalFilings(ledger.api.database)
        store = Store.from_url("memory:///")
        self.intake = PortalIntake(
            Front(
                **vars(Catalogue.installed()),
                journal=ledger.api,
                index=INDEX,
                uploads=Uploads(ledger.api.database, store, 0, reader=self.reader),
                reader=self.reader,
                press=RenderPool.__new__(RenderPool),
                store=Vault(store, ledger.api.database),
                shelf=Shelf(ledger.api.database),
                offices=FACTS.offices,
                opinions=FACTS.opinions,
                card_proofs=CardProofs(INDEX, "ab" * 32),
                looks=Looks(ledger.api.database),
                unconfirmed=Unconfirmed({}),
                takes_unconfirmed=True,
            ),
            self.filings,
            CODES,
        )

    def receiving(self, portal: Portal, limit: int = 10_000) -> PortalInbox:
        """What takes filings in, once more."""
        return PortalInbox(self.ledger.engine.database, portal, ON_PORTAL, INDEX, limit, interval=0.01)

    async def filed_there(self, papers: dict[str, str] | None = None, **changes: Any) -> None:
        """Let somebody file on the portal."""
        sent = {"hoso": BIRTH | changes, "papers": PAPERS if papers is None else papers}
        (await self.rig.client.post("/_filings", json=sent)).raise_for_status()

    async def arrives(self) -> int:
        """Take in and file until nothing more comes; give how many dossiers came of it."""
        while await self.inbox.receive():
            pass
        await self.ledger.rows("UPDATE portal_filings SET due_at = now() WHERE due_at IS NOT NULL")
        return await self.intake.take()

    async def stand(self) -> list[tuple[str, str]]:
        """State of each filing and what keeps it, in the order in which they came."""
        rows = await self.ledger.rows("SELECT state, why FROM portal_filings ORDER BY received_at, id")
        return [(row["state"], row["why"]) for row in rows]

    async def dossiers(self) -> list[str]:
        """Codes of all dossiers."""
        return [row["code"] for row in await self.ledger.rows("SELECT code FROM dossiers ORDER BY code")]


@pytest.fixture
async def arriving(apart: Urls, tmp_path: Path) -> AsyncIterator[Arriving]:
    async with open_ledger(apart) as ledger:
        await ledger.rows("TRUNCATE dossiers, filings, outbox, portal_syncs, portal_filings, uploads CASCADE")
        yield Arriving(ledger, tmp_path)


async def test_a_filing_on_the_portal_is_the_filer_s_own_dossier_here_filed_on_line_with_its_papers(
    arriving: Arriving,
) -> None:
    await arriving.filed_there()
    assert await arriving.arrives() == 1
    [code] = await arriving.dossiers()
    event = (await arriving.ledger.engine.events(code, ENGINE))[0]
    filed = event.act
    assert isinstance(filed, acts.Filed)
    assert (event.actor.kind, event.actor.id) == ("citizen", INDEX.of(MOTHER_NUMBER))
    assert (filed.channel, filed.portal) == (Channel.ONLINE, HERS)
    assert FORM["child"].items() <= filed.personal["form"]["child"].items()
    [paper] = filed.personal["documents"]
    assert (paper["kind"], paper["name"]) == ("birth_record", "giay-chung-sinh.pdf")
    assert filed.personal["contact"]["email"] == "oanh@example.vn"


async def test_the_portal_hears_of_it_under_its_own_code_and_of_no_second_dossier(arriving: Arriving) -> None:
    await arriving.filed_there()
    await arriving.arrives()
    [code] = await arriving.dossiers()
    receive = next(
        one.act.task
        for one in await arriving.ledger.engine.events(code, ENGINE)
        if isinstance(one.act, acts.TaskOpened) and one.act.kind == "receive"
    )
    desk = DESK.model_copy(update={"agency": FORM["mother"]["commune"]})
    await arriving.ledger.act(code, acts.NotAccepted(task=receive, reason="Sai thẩm quyền"), desk)
    await arriving.rig.told()
    assert await arriving.rig.statuses(HERS) == [1, 3]
    record = await arriving.rig.record(HERS)
    assert record
    assert (record["hoso"]["NoiNopHoSo"], record["hoso"]["MaHoSo"]) == ("1", HERS)
    assert await arriving.rig.record(code) is None
    # In the night it is looked up by the same code.
    assert await arriving.rig.sync.reconcile(datetime.now(UTC).date()) == 0


async def test_of_it_nothing_is_kept_here_but_that_it_came_once_it_is_a_dossier(arriving: Arriving) -> None:
    await arriving.filed_there()
    while await arriving.inbox.receive():
        pass
    [row] = await arriving.ledger.rows("SELECT * FROM portal_filings")
    told = str({name: value for name, value in row.items() if name not in ("sealed", "wrapped")})
    assert not any(word in told for word in (MOTHER_NUMBER, "Oanh", "oanh"))
    assert b"Oanh" not in row["sealed"]
    await arriving.arrives()
    [row] = await arriving.ledger.rows("SELECT sealed, wrapped FROM portal_filings")
    assert (row["sealed"], row["wrapped"]) == (None, None)
    assert await arriving.ledger.rows("SELECT 1 FROM portal_papers") == []


@pytest.mark.parametrize("lost", ["LayHoSoNop", "LayTepHoSoNop", "XacNhanHoSoNop"])
async def test_an_answer_that_is_lost_on_the_way_makes_no_second_dossier(arriving: Arriving, lost: str) -> None:
    await arriving.filed_there()
    await arriving.rig.fails(kind="drop_answer", operation=lost)
    with pytest.raises(PortalDown):
        await arriving.inbox.receive()
    await arriving.intake.take()
    await arriving.arrives()
    (await arriving.rig.client.post(f"/_filings/{HERS}/again")).raise_for_status()
    await arriving.arrives()
    assert len(await arriving.dossiers()) == 1
    assert await arriving.stand() == [("filed", "")]


async def test_a_process_that_dies_after_it_filed_files_no_second_one(arriving: Arriving) -> None:
    await arriving.filed_there()
    await arriving.arrives()
    [before] = await arriving.dossiers()
    await arriving.filed_there(GhiChu="as if nothing had been written")
    while await arriving.inbox.receive():
        pass
    await arriving.ledger.rows("DELETE FROM portal_filings WHERE state = 'filed'")
    assert await arriving.intake.take() == 1
    assert await arriving.dossiers() == [before]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"MaTTHC": "9.999999"}, "unknown-procedure"),
        ({"ToKhai": {"child": {}}}, "form-invalid"),
        ({"MaHoSo": "000.00.00.H26-261117-900001"}, "not-ours"),
        ({"ToKhai": "không phải biểu mẫu"}, "unreadable"),
        ({"SoGiayToChuHoSo": "123"}, "invalid"),
        ({"TaiKhoanDuocXacThucVoiVNeID": "0"}, "not-verified"),
        ({"TaiLieuNop": []}, "paper-missing"),
    ],
)
async def test_what_cannot_be_filed_is_held_with_its_reason_and_keeps_none_of_the_others(
    arriving: Arriving, changes: dict[str, Any], why: str
) -> None:
    await arriving.filed_there(**{"MaHoSo": "000.00.00.H31-261117-900002"} | changes)
    await arriving.filed_there()
    assert await arriving.arrives() == 1
    assert sorted(await arriving.stand()) == [("filed", ""), ("held", why)]
    held, _ = await arriving.filings.open_ones(OPERATOR)
    assert [one.why for one in held] == [why]
    assert not any(MOTHER_NUMBER in one.message or "Oanh" in one.message for one in held)


async def test_something_else_under_a_code_that_was_filed_is_held_whoever_sends_it(arriving: Arriving) -> None:
    await arriving.filed_there()
    await arriving.arrives()
    await arriving.filed_there(Email="khac@example.vn")
    await arriving.filed_there(SoGiayToChuHoSo=FATHER_NUMBER, ChuHoSo="Trịnh Quốc Bảo")
    assert await arriving.arrives() == 0
    assert await arriving.stand() == [("filed", ""), *[("held", "filed-otherwise")] * 2]
    assert len(await arriving.dossiers()) == 1


async def test_a_file_that_the_portal_does_not_give_yet_is_asked_for_again(arriving: Arriving) -> None:
    await arriving.filed_there(papers={})
    assert await arriving.inbox.receive() == 0
    assert await arriving.stand() == [("held", "paper-not-there")]
    await arriving.filed_there()  # it gives the file by the same name now
    await arriving.arrives()
    assert await arriving.stand() == [("filed", "")]
    assert len(await arriving.dossiers()) == 1


async def test_a_file_that_is_larger_than_any_upload_may_be_is_not_kept(arriving: Arriving) -> None:
    await arriving.filed_there()
    arriving.inbox = arriving.receiving(arriving.rig.portal, limit=len(PAPER) - 1)
    await arriving.arrives()
    assert await arriving.stand() == [("held", "paper-too-large")]
    assert await arriving.ledger.rows("SELECT 1 FROM portal_papers") == []


async def test_while_nobody_can_look_into_its_files_it_waits_and_is_not_refused(arriving: Arriving) -> None:
    await arriving.filed_there()
    arriving.reader.down = True
    assert await arriving.arrives() == 0
    assert await arriving.stand() == [("received", "ScannerDown")]
    arriving.reader.down = False
    assert await arriving.arrives() == 1


async def test_an_operator_has_one_filed_again_and_nobody_else_reads_any(arriving: Arriving) -> None:
    await arriving.filed_there(TaiKhoanDuocXacThucVoiVNeID="0")
    await arriving.arrives()
    [one] = await arriving.filings.told("held", EVER, 50, OPERATOR)
    for reader in (LEADER, DESK):
        assert await arriving.filings.told("", EVER, 50, reader) == []
        with pytest.raises(Missing):
            await arriving.filings.retry(one.id, reader)
    await arriving.filings.retry(one.id, OPERATOR)
    assert await arriving.stand() == [("received", "not-verified")]
    said = await arriving.ledger.rows("SELECT act, operator FROM operator_acts WHERE about = :code", code=HERS)
    assert said == [{"act": "retry", "operator": "operator"}]


def test_who_files_for_an_organisation_files_as_that_organisation() -> None:
    told = BIRTH | {"LoaiDoiTuong": "1", "SoGiayToChuHoSo": "0101234567", "ChuHoSo": "Công ty TNHH Thử"}
    there = FilingThere.model_validate(told | {"NguoiNop": {"HoTen": "Tạ Kiều Oanh", "SoDinhDanh": MOTHER_NUMBER}})
    who = filer(there, INDEX, CODES)
    assert (who.actor.kind, who.organisation, who.person) == ("organisation", "0101234567", INDEX.of(MOTHER_NUMBER))


async def test_what_the_filer_supplies_there_is_supplied_here_and_the_portal_hears_that_it_goes_on(
    arriving: Arriving,
) -> None:
    code = await lacking(arriving)
    await arriving.filed_there({"t2": PAPERS["t1"]}, **SUPPLIES)
    await arriving.arrives()
    assert [act for act in await happened(arriving, code) if act == "supplied"] == ["supplied"]
    await arriving.rig.told()
    assert (await arriving.rig.statuses(HERS))[:2] == [1, 5]
    # The portal says it once more under another name: nothing is done twice.
    await arriving.filed_there({"t2": PAPERS["t1"]}, **SUPPLIES, GhiChu="again")
    await arriving.arrives()
    assert [act for act in await happened(arriving, code) if act == "supplied"] == ["supplied"]


async def test_what_the_filer_takes_back_there_is_taken_back_here_and_by_nobody_else(arriving: Arriving) -> None:
    await arriving.filed_there()
    await arriving.arrives()
    [code] = await arriving.dossiers()
    await arriving.filed_there({}, **TAKES_BACK, SoGiayToChuHoSo="033094000017", ChuHoSo="Người Khác")
    await arriving.arrives()
    assert "withdrawn" not in await happened(arriving, code)
    assert ("held", "not-found") in await arriving.stand()
    await arriving.filed_there({}, **TAKES_BACK)
    await arriving.arrives()
    assert (await happened(arriving, code))[-1] == "withdrawn"
    await arriving.rig.told()
    assert (await arriving.rig.statuses(HERS))[-1] == 7


async def test_what_comes_before_its_filing_waits_for_it(arriving: Arriving) -> None:
    await arriving.filed_there({}, **TAKES_BACK)
    await arriving.arrives()
    assert await arriving.stand() == [("received", "NotFiledYet")]
    await arriving.filed_there()
    await arriving.arrives()
    await arriving.arrives()
    [code] = await arriving.dossiers()
    assert (await happened(arriving, code))[-1] == "withdrawn"


async def happened(arriving: Arriving, code: str) -> list[str]:
    """What happened to a dossier, by its types, without what the engine opened."""
    events = await arriving.ledger.engine.events(code, ENGINE)
    return [one.act.type for one in events if not isinstance(one.act, acts.TaskOpened)]


async def lacking(arriving: Arriving) -> str:
    """A dossier from the portal that the desk asked a paper for."""
    await arriving.filed_there()
    await arriving.arrives()
    [code] = await arriving.dossiers()
    desk = DESK.model_copy(update={"agency": FORM["mother"]["commune"]})
    ask = acts.SupplementRequested(task=of(code, RECEIVE).task, items=("Giấy chứng sinh",), reason="Bản chụp không rõ")
    await arriving.ledger.act(code, ask, desk)
    await arriving.ledger.advance(code, ("supply", of(code, SUPPLY)))
    return code

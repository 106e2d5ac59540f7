"""What people send on the national portal, from the stand-in to the dossiers of a ledger."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from api.services.application import Application
from api.services.filing import Intake
from api.services.vietnam.portal_intake import PortalIntake, filer
from domain.base.law import Role
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
from infra.vietnam.portal_client import Portal
from infra.vietnam.portal_filings import PortalFilings
from infra.vietnam.portal_inbox import PortalInbox
from infra.warehouse.shelf import Shelf
from motcua.testing.house import Front
from tests.support.examples import DESK, FORM, MOTHER_NUMBER, RECEIVE, SUPPLY, officer
from tests.support.ledger import Ledger, of
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
                result_files=None,
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

    async def filed_here(self) -> str:
        """Let the same mother file here, by herself; give her dossier's code."""
        there = FilingThere.model_validate(BIRTH)
        who, tools = filer(there, INDEX, CODES), self.intake.tools
        paper = (await tools.uploads.keep("giay-chung-sinh.pdf", PAPER, who.actor)).id
        sent = {"procedure": there.procedure, "form": FORM, "documents": [{"kind": "birth_record", "upload": paper}]}
        return (await Intake(tools, who).once(Application.model_validate(sent), "here"))[1]

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


async def happened(arriving: Arriving, code: str) -> list[str]:
    """What happened to a dossier, by its types, without what the engine opened."""
    events = await arriving.ledger.engine.events(code, ENGINE)
    return [one.act.type for one in events if not isinstance(one.act, acts.TaskOpened)]


async def lacking(arriving: Arriving, *, here: bool = False) -> str:
    """A dossier that the desk asked a paper for: from the portal, or filed ``here``."""
    if here:
        await arriving.filed_here()
    else:
        await arriving.filed_there()
        await arriving.arrives()
    [code] = await arriving.dossiers()
    desk = DESK.model_copy(update={"agency": FORM["mother"]["commune"]})
    ask = acts.SupplementRequested(task=of(code, RECEIVE).task, items=("Giấy chứng sinh",), reason="Bản chụp không rõ")
    arriving.ledger.clock.turn(timedelta(minutes=1))
    await arriving.ledger.act(code, ask, desk)
    await arriving.ledger.advance(code, ("supply", of(code, SUPPLY)))
    arriving.ledger.clock.turn(timedelta(minutes=1))
    return code

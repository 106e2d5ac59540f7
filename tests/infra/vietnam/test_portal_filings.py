"""What people file on the national portal is a dossier here, once, or held with its reason; the portal hears of it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import httpx2
import pytest

from api.services.vietnam.portal_intake import filer
from domain.base.law import Channel
from domain.base.refusals import Missing
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.province.warehouse import SharedResult
from domain.vietnam.portal.filings import FilingThere
from infra.facts.warehouse import load_sharing
from infra.vietnam.portal_client import PortalDown
from infra.vietnam.portal_filings import TAKEN
from infra.warehouse.fetching import ResultFiles
from infra.warehouse.shelf import Exchange, Shelf
from tests.support.arriving import (
    BIRTH,
    EVER,
    HERS,
    INDEX,
    OPERATOR,
    PAPER,
    PAPERS,
    SUPPLIES,
    TAKES_BACK,
    Arriving,
    happened,
    lacking,
)
from tests.support.examples import DESK, FATHER_NUMBER, FORM, LEADER, MOTHER_NUMBER
from tests.support.portal_rig import CODES

FORMER = SharedResult(
    number="XN-1", provider="civil_status", kind="XNHN", issuer="11953", owners=(INDEX.of(MOTHER_NUMBER),),
    issued_on=date(2026, 3, 2), issued_at=datetime(2026, 3, 2, 3, tzinfo=UTC), path="https://files.example/a.pdf",
    sha256=sha256(PAPER).hexdigest(), signature="declared",
)  # fmt: skip


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


async def test_what_the_portal_said_of_its_filer_and_their_papers_it_reads_again_of_the_dossier(
    arriving: Arriving,
) -> None:
    [paper] = BIRTH["TaiLieuNop"]
    brought = paper | {"DuocTaiSuDung": "2", "MaKetQuaThayThe": "KQ-2025-1", "DuocLayTuKhoDMQG": "1"}
    await arriving.filed_there(MaDoiTuong="TECH-0815", DuocThanhToanTrucTuyen="1", TaiLieuNop=[brought])
    await arriving.arrives()
    await arriving.rig.told()
    record = await arriving.rig.record(HERS)
    assert record
    assert (record["hoso"]["MaDoiTuong"], record["hoso"]["DuocThanhToanTrucTuyen"]) == ("TECH-0815", "1")
    [told] = record["hoso"]["TaiLieuNop"]
    names = ("DuocTaiSuDung", "MaKetQuaThayThe", "DuocLayTuKhoDMQG")
    assert [told[name] for name in names] == ["2", "KQ-2025-1", "1"]
    filed = (await arriving.ledger.engine.events((await arriving.dossiers())[0], ENGINE))[0].act
    assert isinstance(filed, acts.Filed)
    assert filed.reused == filed.from_store == filed.documents, "what figures count stands in the open"


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


@pytest.mark.parametrize(
    ("answers", "stands"), [(503, ("received", "paper-not-fetched")), (404, ("held", "paper-not-fetched"))]
)
async def test_a_paper_whose_agency_is_down_is_waited_for_and_one_that_is_not_given_is_for_a_person(
    arriving: Arriving, answers: int, stands: tuple[str, str]
) -> None:
    files, shelf = OtherFiles(answers), Shelf(arriving.ledger.api.database)
    tools = replace(arriving.intake.tools, result_files=files.way())
    arriving.intake = replace(arriving.intake, tools=tools)
    line = Exchange("civil_status", "1", "", "put", "results", "", "", ())
    await shelf.put(Actor(kind="agency", id="civil_status"), FORMER, line)
    form = {"person": FORM["mother"], "purpose": "loan", "purpose_text": "vay vốn", "former": "handed_in"}
    await arriving.filed_there({}, MaTTHC="1.004873", ToKhai=form, TaiLieuNop=[])
    assert await arriving.arrives() == 0
    assert await arriving.stand() == [stands]
    files.answers, tools = 200, replace(tools, result_files=files.way())
    arriving.intake = replace(arriving.intake, tools=tools)
    if stands[0] == "held":
        [one] = await arriving.filings.told("held", EVER, 50, OPERATOR)
        await arriving.filings.retry(one.id, OPERATOR)
    assert await arriving.arrives() == 1


class OtherFiles:
    """The files of another agency, which answers so."""

    def __init__(self, answers: int) -> None:
        self.answers = answers

    def way(self) -> ResultFiles:
        """To them, from a front door that never asked."""
        client = httpx2.AsyncClient(transport=httpx2.MockTransport(self._answer))
        return ResultFiles(client, load_sharing(), {"civil_status": "https://files.example/"}, 1000)

    def _answer(self, _: httpx2.Request) -> httpx2.Response:
        async def parts() -> AsyncIterator[bytes]:
            yield PAPER

        return httpx2.Response(self.answers, content=parts())


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
    assert await arriving.rig.statuses(HERS) == [1, 5, 1]
    record = await arriving.rig.record(HERS)
    assert record
    assert (record["hoso"]["TrangThaiHoSo"], record["steps"][-1]["NoiDungXuLy"]) == ("1", "Đã bổ sung")
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


async def test_what_was_filed_here_is_supplied_there_and_the_portal_hears_that_it_goes_on(arriving: Arriving) -> None:
    code = await lacking(arriving, here=True)
    await arriving.filed_there({"t2": PAPERS["t1"]}, **SUPPLIES, MaHoSo=code)
    await arriving.arrives()
    assert await arriving.stand() == [("filed", "")]
    assert [act for act in await happened(arriving, code) if act == "supplied"] == ["supplied"]
    await arriving.rig.told()
    assert await arriving.rig.statuses(code) == [1, 5, 1]


async def test_what_was_filed_here_is_taken_back_there_by_its_filer_alone(arriving: Arriving) -> None:
    code = await arriving.filed_here()
    somebody = {"SoGiayToChuHoSo": "033094000017", "ChuHoSo": "Người Khác"}
    await arriving.filed_there({}, **TAKES_BACK, MaHoSo=code, **somebody)
    await arriving.arrives()
    assert (await arriving.stand(), "withdrawn" in await happened(arriving, code)) == ([("held", "not-found")], False)
    await arriving.filed_there({}, **TAKES_BACK, MaHoSo=code)
    await arriving.arrives()
    assert (await happened(arriving, code))[-1] == "withdrawn"


async def test_no_second_dossier_comes_of_a_filing_there_under_the_code_of_one_filed_here(arriving: Arriving) -> None:
    code = await arriving.filed_here()
    await arriving.filed_there(MaHoSo=code)
    assert await arriving.arrives() == 0
    assert (await arriving.stand(), await arriving.dossiers()) == ([("held", "filed-otherwise")], [code])


async def test_which_dossier_a_code_of_the_portal_means_is_told_to_no_person_s_request(arriving: Arriving) -> None:
    code = await arriving.filed_here()
    for reader in (DESK, LEADER, OPERATOR):
        [found] = await arriving.ledger.api.database.execute(reader, TAKEN, {"code": code})
        assert found == (None,)

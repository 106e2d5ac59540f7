"""A fee that was paid as it was filed on the national portal comes in with the filing, as far as it can be read."""

from typing import Any

import pytest

from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import task_id
from domain.money.model import PaidThere
from domain.tasks.model import PAID_THERE
from tests.support.arriving import BIRTH, HERS, INDEX, TAKES_BACK, Arriving
from tests.support.examples import MOTHER_NUMBER

FEES = [{"TenPhiLePhi": "Lệ phí", "MaPhiLePhi": "", "HinhThucThu": "1", "Gia": "10000", "LoaiPhiLePhi": ""}]
PAID: dict[str, Any] = {"DuocThanhToanTrucTuyen": "1", "DanhSachLePhi": FEES}


async def filing(arriving: Arriving) -> acts.Filed:
    """The one filing that came of it."""
    [code] = await arriving.dossiers()
    filed = (await arriving.ledger.engine.events(code, ENGINE))[0].act
    assert isinstance(filed, acts.Filed)
    return filed


async def test_what_the_portal_took_stands_in_the_open_of_the_filing_and_it_reads_the_same_again(
    arriving: Arriving,
) -> None:
    await arriving.filed_there(**PAID)
    await arriving.arrives()
    assert (await filing(arriving)).paid_there == PaidThere(amount=10_000)
    await arriving.rig.told()
    record = await arriving.rig.record(HERS)
    assert record
    assert record["hoso"]["DuocThanhToanTrucTuyen"] == "1"
    assert [fee["Gia"] for fee in record["hoso"]["DanhSachLePhi"]] == ["10000"]


@pytest.mark.parametrize("fees", [None, [], "mười nghìn", [{"Gia": "10.000"}], [{"Gia": "9" * 300}], {"Gia": 10000}])
async def test_a_sum_that_cannot_be_read_keeps_nobody_s_filing_out_and_is_told_to_be_unknown(
    arriving: Arriving, fees: Any
) -> None:
    await arriving.filed_there(**PAID | {"DanhSachLePhi": fees})
    assert await arriving.arrives() == 1
    assert (await filing(arriving)).paid_there == PaidThere()
    await arriving.rig.told()
    record = await arriving.rig.record(HERS)
    assert record
    assert (record["hoso"]["DuocThanhToanTrucTuyen"], record["hoso"]["DanhSachLePhi"]) == ("1", [])


@pytest.mark.parametrize("how", ["", "0", "2"])
async def test_fees_that_the_portal_lists_and_did_not_take_are_not_paid(arriving: Arriving, how: str) -> None:
    await arriving.filed_there(**PAID | {"DuocThanhToanTrucTuyen": how})
    await arriving.arrives()
    assert (await filing(arriving)).paid_there is None


async def test_the_same_message_once_more_pays_nothing_more(arriving: Arriving) -> None:
    await arriving.filed_there(**PAID)
    await arriving.arrives()
    (await arriving.rig.client.post(f"/_filings/{HERS}/again")).raise_for_status()
    await arriving.filed_there(**PAID)
    await arriving.arrives()
    [code] = await arriving.dossiers()
    [payment] = (await arriving.ledger.engine.dossier(code, ENGINE)).payments.values()
    assert payment.paid == 10_000
    await arriving.filed_there(**PAID | {"DanhSachLePhi": [FEES[0] | {"Gia": "20000"}]})
    await arriving.arrives()
    assert len(await arriving.dossiers()) == 1
    assert (await filing(arriving)).paid_there == PaidThere(amount=10_000), "a code names one filing"


async def test_who_takes_it_back_on_the_portal_is_owed_what_they_paid_there(arriving: Arriving) -> None:
    await arriving.filed_there(**PAID)
    await arriving.arrives()
    await arriving.filed_there({}, **TAKES_BACK)
    await arriving.arrives()
    [code] = await arriving.dossiers()
    dossier = await arriving.ledger.engine.dossier(code, ENGINE)
    assert (dossier.ending, dossier.owed_back(task_id(code, PAID_THERE))) == ("withdrawn", 10_000)


async def test_nothing_of_whoever_paid_is_in_what_is_told_of_it_in_the_open(arriving: Arriving) -> None:
    await arriving.filed_there(**PAID)
    await arriving.arrives()
    [code] = await arriving.dossiers()
    row = (await arriving.ledger.whole(code))[0]
    assert row["act"]["paid_there"] == {"amount": 10_000}
    assert MOTHER_NUMBER not in str(row["act"])
    assert BIRTH["ChuHoSo"] not in str(row["act"])
    assert INDEX.of(MOTHER_NUMBER) in str(row["act"]), "known by blind index alone"

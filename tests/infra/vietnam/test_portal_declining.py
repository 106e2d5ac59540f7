"""What cannot be taken of what people send on the portal is declined, once, and they hear there why and what to do."""

import asyncio
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from api.services.vietnam.portal_intake import NotFiledYet
from domain.base.calendar import VIETNAM
from domain.base.refusals import Missing
from domain.dossier.acts import ENGINE
from domain.dossier.history import history
from domain.vietnam.portal.declining import NOT_FILED_YET
from infra.files.storage import Store
from infra.files.uploads import Uploads
from infra.runtime.settings import Settings
from infra.upkeep.sweeper import Sweeper
from infra.vietnam.portal_client import Portal
from infra.vietnam.portal_declining import PortalDeclining, held_since
from infra.vietnam.portal_filings import LiesWithUs, NoLongerHeld, Received
from tests.support.arriving import BIRTH, HERS, OPERATOR, PAPERS, SUPPLIES, TAKES_BACK, Arriving, happened, lacking
from tests.support.examples import CALENDARS, LEADER, REGISTRY
from tests.support.ledger import Row
from tests.support.portal_rig import ACCOUNT, CODES, ON_PORTAL

UNVERIFIED: dict[str, Any] = {"TaiKhoanDuocXacThucVoiVNeID": "0"}
TUESDAY, WEDNESDAY, FRIDAY, MONDAY = (datetime(2026, 11, day, 9, tzinfo=VIETNAM) for day in (17, 18, 20, 23))
FIND, TELL = "TraCuuHoSo", "CapNhatTienDoHoSoMC"
KEPT = 20


class Declining:
    """What declines and answers, with what operators see of it."""

    def __init__(self, arriving: Arriving) -> None:
        self.arriving, self.ledger, self.rig = arriving, arriving.ledger, arriving.rig
        self.worker = self.another()

    def another(self, portal: Portal | None = None) -> PortalDeclining:
        """Another worker, or by another way."""
        return PortalDeclining(self.ledger.engine, portal or self.rig.portal, ON_PORTAL, interval=0.01)

    async def held(self, papers: dict[str, str] | None = None, **changes: Any) -> Received:
        """Something that came and is held."""
        await self.arriving.filed_there(papers, **changes)
        await self.arriving.arrives()
        return [one for one in await self.listed() if one.state == "held"][-1]

    async def listed(self) -> list[Received]:
        """What operators have left to do."""
        return (await self.arriving.filings.open_ones(OPERATOR))[0]

    async def decline(self, one: Received) -> None:
        """As an operator who read why it is held."""
        await self.arriving.filings.decline(one.id, one.why, OPERATOR)

    async def answered(self) -> None:
        """Tell people until nobody is left, however often it has to be tried."""
        for _ in range(20):
            await self.at_once()
            await self.worker.answer()
            if not await self.owed():
                return
        raise AssertionError("still owed after twenty rounds")

    async def owed(self) -> Sequence[Row]:
        """Those who have not been told."""
        return await self.ledger.rows("SELECT * FROM portal_filings WHERE state = 'declined' AND answered_at IS NULL")

    async def at_once(self) -> None:
        """Let whoever is to be told be told now."""
        await self.ledger.rows(
            "UPDATE portal_filings SET due_at = now() WHERE state = 'declined' AND due_at IS NOT NULL"
        )

    async def age(self, at: datetime, why: str = "") -> None:
        """Let what lies here, or what this keeps, have come and been held at a moment."""
        await self.ledger.rows(
            "UPDATE portal_filings SET received_at = :at, changed_at = :at WHERE :why IN ('', why)", at=at, why=why
        )

    async def steps(self, code: str = HERS) -> list[dict[str, str]]:
        """What whoever filed it reads on the portal."""
        record = await self.rig.record(code)
        return record["steps"] if record else []


@pytest.fixture
def declining(arriving: Arriving) -> Declining:
    return Declining(arriving)


async def test_whoever_filed_what_is_declined_reads_on_the_portal_why_and_what_to_do(declining: Declining) -> None:
    one = await declining.held(**UNVERIFIED)
    await declining.decline(one)
    await declining.answered()
    [step] = await declining.steps()
    assert (step["TrangThai"], step["NguoiXuLy"]) == ("3", "operator")
    assert step["PhongBanXuLy"] == "Ủy ban nhân dân tỉnh Hưng Yên"
    assert step["NoiDungXuLy"].startswith("Từ chối tiếp nhận hồ sơ nộp trên Cổng Dịch vụ công quốc gia")
    assert "Lý do: tài khoản nộp hồ sơ chưa được xác thực bằng danh tính điện tử mức độ 2" in step["NoiDungXuLy"]
    assert "Đề nghị ông/bà đăng nhập" in step["NoiDungXuLy"]
    page = (await declining.rig.client.get(f"/ho-so/{HERS}")).text
    assert "Không được tiếp nhận" in page
    assert "Đề nghị ông/bà đăng nhập" in page
    assert (await declining.arriving.intake.take(), await declining.arriving.dossiers()) == (0, [])
    assert await declining.listed() == []
    [act] = await declining.ledger.rows("SELECT act, about, why, operator FROM operator_acts WHERE act = 'decline'")
    assert act == {"act": "decline", "about": HERS, "why": "not-verified", "operator": "operator"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"MaHoSo": "000.00.00.H26-261117-900001"}, "hồ sơ mang mã của tỉnh khác"),
        ({"ToKhai": "không phải biểu mẫu"}, "dữ liệu của hồ sơ không đúng cấu trúc quy định"),
        ({"SoGiayToChuHoSo": "123"}, "thông tin người nộp chưa hợp lệ (number)"),
        ({"MaTTHC": "9.999999"}, "thủ tục này không được tiếp nhận tại tỉnh"),
        ({"TaiLieuNop": []}, "Thiếu "),
        ({"ToKhai": {"child": {}}}, "Tờ khai chưa đúng"),
    ],
)
async def test_every_cause_that_lies_with_what_was_sent_is_told_in_words(
    declining: Declining, changes: dict[str, Any], says: str
) -> None:
    await declining.decline(await declining.held(**changes))
    await declining.answered()
    [step] = await declining.steps(changes.get("MaHoSo", HERS))
    assert f"Lý do: {says}" in step["NoiDungXuLy"]
    assert "ông/bà" in step["NoiDungXuLy"]


@pytest.mark.parametrize("lost", [FIND, TELL])
async def test_an_answer_that_the_portal_loses_is_one_step_there(declining: Declining, lost: str) -> None:
    await declining.decline(await declining.held(**UNVERIFIED))
    await declining.rig.fails(kind="drop_answer", operation=lost)
    assert await declining.worker.answer() == 0
    [row] = await declining.owed()
    assert row["tries"] == 1
    await declining.answered()
    assert len(await declining.steps()) == 1


async def test_while_the_portal_is_down_all_wait_and_one_asks(declining: Declining) -> None:
    for serial in range(3):
        await declining.decline(await declining.held(**UNVERIFIED, MaHoSo=f"000.00.00.H31-261117-90001{serial}"))
    await declining.rig.fails(kind="unavailable", calls=-1)
    await declining.worker.answer()
    assert sorted(row["tries"] for row in await declining.owed()) == [0, 0, 1]
    (await declining.rig.client.delete("/_faults")).raise_for_status()
    await declining.answered()
    assert [len(await declining.steps(f"000.00.00.H31-261117-90001{serial}")) for serial in range(3)] == [1] * 3


class Killed(Portal):
    """The way to the portal of a worker that dies once it has told it."""

    async def tell(self, code: str, steps: Sequence[dict[str, Any]]) -> None:
        """Tell it, and be no more."""
        await super().tell(code, steps)
        raise asyncio.CancelledError


async def test_a_worker_that_dies_once_it_has_told_the_portal_tells_no_second_step(declining: Declining) -> None:
    await declining.decline(await declining.held(**UNVERIFIED))
    with pytest.raises(asyncio.CancelledError):
        await declining.another(Killed(declining.rig.client, ACCOUNT, CODES)).answer()
    assert len(await declining.owed()) == 1
    await declining.answered()
    record = await declining.rig.record(HERS)
    assert record
    assert (len(record["steps"]), record["came"]) == (1, [2])


class Slow(Portal):
    """The way to the portal of a worker beside whom another one looks what is to be told."""

    def __init__(self, declining: Declining, one: Received) -> None:
        super().__init__(declining.rig.client, ACCOUNT, CODES)
        self._other, self._one = declining.another(), one
        self.became = ""

    async def tell(self, code: str, steps: Sequence[dict[str, Any]]) -> None:
        """Tell it, once the other has looked."""
        self.became = await self._other.answer_one(self._one.id, self._one.code)
        await super().tell(code, steps)


async def test_two_workers_tell_it_once(declining: Declining) -> None:
    await declining.decline(one := await declining.held(**UNVERIFIED))
    slow = Slow(declining, one)
    assert await declining.another(slow).answer() == 1
    assert slow.became == "left"
    record = await declining.rig.record(HERS)
    assert record
    assert record["came"] == [1]


async def test_of_two_operators_at_once_one_declines_and_the_other_is_told(declining: Declining) -> None:
    one = await declining.held(**UNVERIFIED)
    became = await asyncio.gather(declining.decline(one), declining.decline(one), return_exceptions=True)
    assert [type(each) for each in became if each] == [NoLongerHeld]
    done = await declining.ledger.rows("SELECT 1 FROM operator_acts WHERE act = 'decline' AND about = :of", of=HERS)
    await declining.answered()
    assert (len(done), len(await declining.steps())) == (1, 1)


async def test_what_is_mended_and_tried_again_is_not_declined(declining: Declining) -> None:
    one = await declining.held(**UNVERIFIED)
    await declining.arriving.filings.retry(one.id, OPERATOR)
    with pytest.raises(NoLongerHeld):
        await declining.decline(one)
    await declining.age(TUESDAY)
    declining.ledger.clock.at = MONDAY
    assert await declining.worker.decline() == 0
    assert await declining.owed() == []


async def test_what_was_declined_is_never_filed_after_all(declining: Declining) -> None:
    one = await declining.held(**UNVERIFIED)
    await declining.decline(one)
    await declining.arriving.filings.retry(one.id, OPERATOR)
    await declining.ledger.rows("UPDATE portal_filings SET due_at = now()")
    assert await declining.arriving.intake.take() == 0
    assert await declining.arriving.stand() == [("declined", "not-verified")]
    await declining.answered()
    with pytest.raises(Missing):
        await declining.arriving.filings.retry(one.id, OPERATOR)


async def test_what_cannot_be_declined_says_why(declining: Declining) -> None:
    one = await declining.held(**UNVERIFIED)
    filings = declining.arriving.filings
    with pytest.raises(NoLongerHeld):
        await filings.decline(one.id, "form-invalid", OPERATOR)
    with pytest.raises(LiesWithUs):
        await filings.decline(one.id, "not-confirmed", OPERATOR)
    with pytest.raises(Missing):
        await filings.decline("no such", one.why, OPERATOR)
    with pytest.raises(Missing):
        await filings.decline(one.id, one.why, LEADER)
    assert await declining.arriving.stand() == [("held", "not-verified")]


async def test_a_supplement_that_cannot_be_taken_is_answered_and_the_dossier_stays_as_it_is(
    declining: Declining,
) -> None:
    code = await lacking(declining.arriving)
    await declining.rig.told()
    before = await declining.rig.statuses(HERS)
    await declining.decline(await declining.held({"t2": PAPERS["t1"]}, **SUPPLIES, **UNVERIFIED))
    await declining.answered()
    await declining.rig.told()
    assert await declining.rig.statuses(HERS) == [*before, 5]
    record = await declining.rig.record(HERS)
    assert record
    assert (record["hoso"]["TrangThaiHoSo"], before[-1]) == ("5", 5)
    assert record["steps"][-1]["NoiDungXuLy"].startswith("Không tiếp nhận hồ sơ bổ sung nộp trên Cổng")
    # Whoever follows the dossier here reads the same.
    dossier = await declining.ledger.engine.dossier(code, ENGINE)
    newest = history(await declining.ledger.engine.events(code, ENGINE), dossier, REGISTRY)[0]
    assert "Lý do: tài khoản nộp hồ sơ chưa được xác thực" in newest.what.vi
    # It can still be supplied, and goes on.
    await declining.arriving.filed_there({"t2": PAPERS["t1"]}, **SUPPLIES)
    await declining.arriving.arrives()
    assert "supplied" in await happened(declining.arriving, code)


async def test_a_worker_that_dies_once_the_journal_has_it_records_no_second_one(declining: Declining) -> None:
    code = await lacking(declining.arriving)
    await declining.decline(await declining.held({}, **TAKES_BACK, **UNVERIFIED))
    await declining.answered()
    await declining.ledger.rows("UPDATE portal_filings SET answered_at = NULL, due_at = now() WHERE state = 'declined'")
    await declining.answered()
    assert (await happened(declining.arriving, code)).count("not_taken") == 1


@pytest.mark.parametrize("filed", ["there", "here"])
async def test_the_withdrawal_of_somebody_else_is_answered_and_the_dossier_goes_on(
    declining: Declining, filed: str
) -> None:
    if filed == "there":
        await declining.arriving.filed_there()
        await declining.arriving.arrives()
    else:
        await declining.arriving.filed_here()
    [code] = await declining.arriving.dossiers()
    known_as = HERS if filed == "there" else code
    other = {"SoGiayToChuHoSo": "033094000017", "ChuHoSo": "Người Khác", "MaHoSo": known_as}
    await declining.decline(await declining.held({}, **TAKES_BACK, **other))
    await declining.answered()
    await declining.rig.told()
    assert set(await declining.rig.statuses(known_as)) == {1}
    assert "người gửi không phải là người nộp hoặc chủ hồ sơ" in (await declining.steps(known_as))[-1]["NoiDungXuLy"]
    assert (await happened(declining.arriving, code))[-1] == "not_taken"


async def test_what_is_sent_of_a_dossier_that_is_over_changes_neither_its_end_nor_when_that_was(
    declining: Declining,
) -> None:
    await declining.arriving.filed_there()
    await declining.arriving.arrives()
    await declining.arriving.filed_there({}, **TAKES_BACK)
    await declining.arriving.arrives()
    await declining.rig.told()
    before = await declining.rig.record(HERS)
    declining.ledger.clock.turn(timedelta(days=3))
    await declining.decline(await declining.held({"t2": PAPERS["t1"]}, **SUPPLIES))
    await declining.answered()
    await declining.rig.told()
    after = await declining.rig.record(HERS)
    assert before
    assert after
    assert after["hoso"]["NgayKetThucXuLy"] == before["hoso"]["NgayKetThucXuLy"] != ""
    assert [step["TrangThai"] for step in after["steps"]] == ["1", "7", "7"]


async def test_a_second_filing_under_a_code_is_answered_and_its_dossier_stays_as_it_is(declining: Declining) -> None:
    await declining.arriving.filed_there()
    await declining.arriving.arrives()
    await declining.decline(await declining.held(Email="khac@example.vn"))
    await declining.answered()
    await declining.rig.told()
    assert set(await declining.rig.statuses(HERS)) == {1}
    assert "đã có hồ sơ khác được tiếp nhận" in (await declining.steps())[-1]["NoiDungXuLy"]


async def test_a_filing_that_was_put_right_under_its_code_is_not_refused_for_the_first_one(
    declining: Declining,
) -> None:
    first = await declining.held(**UNVERIFIED)
    await declining.arriving.filed_there()
    while await declining.arriving.inbox.receive():
        pass
    await declining.decline(first)
    # Whether the second becomes a dossier nobody knows yet: no word of the first goes before that.
    assert await declining.worker.answer() == 0
    assert await declining.steps() == []
    await declining.arriving.arrives()
    await declining.answered()
    await declining.rig.told()
    assert set(await declining.rig.statuses(HERS)) == {1}


@pytest.mark.parametrize("there", ["2", "7"])
async def test_what_somebody_went_on_with_there_is_not_refused(declining: Declining, there: str) -> None:
    await declining.arriving.filed_there(**UNVERIFIED)
    hoso = {name: value for name, value in BIRTH.items() if name != "ToKhai"} | {"TrangThaiHoSo": there}
    await declining.rig.portal.put(hoso, known=True)
    await declining.arriving.arrives()
    await declining.decline((await declining.listed())[0])
    await declining.answered()
    assert await declining.steps() == []


async def test_what_the_portal_refuses_over_and_over_is_left_to_an_operator_who_has_it_told_again(
    declining: Declining,
) -> None:
    await declining.decline(one := await declining.held(**UNVERIFIED))
    await declining.rig.says(TELL, "-2", "Sai mã đơn vị", does=False, calls=12)
    for _ in range(12):
        await declining.at_once()
        await declining.worker.answer()
    [given_up] = await declining.listed()
    assert (given_up.state, given_up.due_at, given_up.tries) == ("declined", None, 12)
    await declining.arriving.filings.retry(one.id, OPERATOR)
    await declining.answered()
    assert len(await declining.steps()) == 1


def test_the_working_days_that_it_was_held_are_counted_without_its_own_and_today() -> None:
    calendar = CALENDARS.of("33")
    for today, since in (
        (FRIDAY, WEDNESDAY),  # held on Tuesday, mended neither on Wednesday nor on Thursday
        (MONDAY, WEDNESDAY + timedelta(days=1)),
        (FRIDAY + timedelta(days=1), WEDNESDAY),
    ):
        assert held_since(today.date(), 2, calendar) == since.replace(hour=0)


async def test_what_nobody_mends_in_the_working_days_of_the_province_is_declined_by_itself(
    declining: Declining,
) -> None:
    await declining.held(**UNVERIFIED)
    await declining.age(TUESDAY)
    declining.ledger.clock.at = FRIDAY - timedelta(days=1)
    assert await declining.worker.decline() == 0
    declining.ledger.clock.at = FRIDAY
    assert (await declining.worker.decline(), await declining.worker.decline()) == (1, 0)
    await declining.answered()
    [step] = await declining.steps()
    assert (step["TrangThai"], step["NguoiXuLy"]) == ("3", "Hệ thống")
    assert (
        await declining.ledger.rows("SELECT 1 FROM operator_acts WHERE about = :of AND act = 'decline'", of=HERS) == []
    )


async def test_nobody_is_refused_by_itself_for_what_lies_with_the_house_or_may_be_another_province_s(
    declining: Declining,
) -> None:
    await declining.held(MaHoSo="000.00.00.H26-261117-900001")
    await declining.held(**UNVERIFIED)
    await declining.ledger.rows("UPDATE portal_filings SET why = 'not-confirmed' WHERE why = 'not-verified'")
    await declining.age(TUESDAY)
    declining.ledger.clock.at = MONDAY
    assert await declining.worker.decline() == 0
    assert sorted(await declining.arriving.stand()) == [("held", "not-confirmed"), ("held", "not-ours")]


async def test_a_withdrawal_waits_as_long_as_its_filing_and_is_done_with_once_that_is_refused(
    declining: Declining,
) -> None:
    assert NotFiledYet.__name__ == NOT_FILED_YET
    await declining.arriving.filed_there({}, **TAKES_BACK)
    await declining.held(**UNVERIFIED)
    await declining.age(TUESDAY, NOT_FILED_YET)
    await declining.age(FRIDAY, "not-verified")
    declining.ledger.clock.at = MONDAY
    assert await declining.worker.decline() == 0
    await declining.age(TUESDAY)
    assert sum([await declining.worker.decline() for _ in range(2)]) == 2
    await declining.answered()
    assert [step["TrangThai"] for step in await declining.steps()] == ["3"]
    assert sorted(await declining.arriving.stand()) == [("declined", NOT_FILED_YET), ("declined", "not-verified")]


async def test_what_lacks_files_leaves_the_portal_s_list_once_it_is_declined_and_files_that_come_late_change_nothing(
    declining: Declining,
) -> None:
    one = await declining.held(papers={})
    assert one.why == "paper-not-there"
    assert len(await declining.rig.portal.filings(50)) == 1
    await declining.decline(one)
    await declining.arriving.filed_there({"t9": PAPERS["t1"], **PAPERS})
    await declining.arriving.arrives()
    assert await declining.rig.portal.filings(50) == []
    await declining.answered()
    assert await declining.arriving.dossiers() == []
    assert [step["TrangThai"] for step in await declining.steps()] == ["3"]


class Late(Portal):
    """A portal that gives the files while an operator declines what lacked them."""

    def __init__(self, declining: Declining, one: Received) -> None:
        super().__init__(declining.rig.client, ACCOUNT, CODES)
        self._declining, self._one = declining, one

    async def paper(self, code: str, paper: str) -> bytes:
        """Give it, once the operator was quicker."""
        await self._declining.decline(self._one)
        return b"%PDF-1.7"


async def test_files_that_come_in_the_moment_in_which_it_is_declined_do_not_let_it_be_filed(
    declining: Declining,
) -> None:
    one = await declining.held(papers={})
    declining.arriving.inbox = declining.arriving.receiving(Late(declining, one))
    await declining.arriving.arrives()
    assert await declining.arriving.stand() == [("declined", "paper-not-there")]
    assert await declining.ledger.rows("SELECT 1 FROM portal_papers") == []


async def test_what_a_declined_filing_said_goes_with_its_key_after_its_time_and_what_became_of_it_stays(
    declining: Declining,
) -> None:
    await declining.decline(await declining.held(**UNVERIFIED))
    kept = timedelta(days=KEPT, hours=1)
    assert await swept(declining, kept) == (True, 1), "nobody has been told"
    await declining.answered()
    assert await swept(declining, timedelta(days=KEPT, hours=-1)) == (True, 1)
    await declining.ledger.rows("UPDATE portal_filings SET taken_at = NULL")
    assert await swept(declining, kept) == (True, 1), "the portal lists it still"
    await declining.ledger.rows("UPDATE portal_filings SET taken_at = now()")
    assert await swept(declining, kept) == (False, 0)
    [row] = await declining.ledger.rows("SELECT * FROM portal_filings")
    assert (row["code"], row["state"], row["why"], row["wrapped"]) == (HERS, "declined", "not-verified", None)
    # The portal lists it once more: it is known, and comes to nothing again.
    (await declining.rig.client.post(f"/_filings/{HERS}/again")).raise_for_status()
    await declining.arriving.arrives()
    assert await declining.arriving.stand() == [("declined", "not-verified")]
    assert await declining.rig.portal.filings(50) == []


async def test_what_is_held_is_never_swept(declining: Declining) -> None:
    await declining.held(**UNVERIFIED)
    assert await swept(declining, timedelta(days=KEPT * 100)) == (True, 1)


async def swept(declining: Declining, ago: timedelta) -> tuple[bool, int]:
    """Whether what it said is still there, and how many files, after a sweep so long after its sender was told."""
    database = declining.ledger.engine.database
    await declining.ledger.rows(
        "UPDATE portal_filings SET answered_at = now() - CAST(:ago AS interval) WHERE answered_at IS NOT NULL", ago=ago
    )
    settings = Settings(portal_filings_kept=KEPT)
    await Sweeper(database, Uploads(database, Store.from_url("memory:///"), 0), settings).sweep()
    [row] = await declining.ledger.rows("SELECT sealed FROM portal_filings")
    return row["sealed"] is not None, len(await declining.ledger.rows("SELECT 1 FROM portal_papers"))


async def test_a_file_that_is_too_large_is_told_as_that(declining: Declining) -> None:
    declining.arriving.inbox = declining.arriving.receiving(declining.rig.portal, limit=3)
    await declining.decline(await declining.held({"t1": b64encode(b"%PDF").decode()}))
    await declining.answered()
    assert "có tệp vượt dung lượng cho phép. Đề nghị ông/bà giảm" in (await declining.steps())[0]["NoiDungXuLy"]

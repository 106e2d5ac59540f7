"""The insurance register knows who paid what, and makes cards, grants and benefits once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox.people import residents
from sandbox.people.residents import world
from sandbox.vietnam import insurance
from tests.sandbox.conftest import NOW, Sandbox, client_of

PEOPLE, CONTRIBUTIONS = "/v1/people/search", "/v1/contributions/search"
PERIODS = "/v1/insurance-periods/search"
CARDS, GRANTS, BENEFITS = "/v1/child-cards", "/v1/funeral-grants", "/v1/unemployment-benefits"
NEWBORN = "033326004711"


def card(message_id: str = "t-1", **changes: Any) -> dict[str, Any]:
    return {
        "MaThongDiep": message_id, "MaHoSo": "H33.1-261124-0001", "SoDinhDanh": NEWBORN,
        "HoTen": "Trần Nguyễn Bảo Ấn", "NgaySinh": "20261101", "GioiTinh": "Nữ", "MaPhuongXa": "11953",
        "NoiKhamBenh": "Trạm y tế phường Phố Hiến",
    } | changes  # fmt: skip


def grant(message_id: str = "m-1", **changes: Any) -> dict[str, Any]:
    receiver = {"SoDinhDanh": residents.FATHER_DECEASED_MOTHER, "HoTen": "Vũ Thị Hồng Nhung", "QuanHe": "Vợ"}
    return {
        "MaThongDiep": message_id, "MaHoSo": "H33.1-261124-0002", "SoDinhDanh": residents.FATHER_DECEASED_FATHER,
        "NguoiNhan": receiver, "TaiKhoan": "9103000391430",
    } | changes  # fmt: skip


def benefit(message_id: str = "b-1", **changes: Any) -> dict[str, Any]:
    return {
        "MaThongDiep": message_id, "MaHoSo": "H33.1-261124-0003", "SoDinhDanh": insurance.JOB_LOST,
        "SoQuyetDinh": "15/QĐ-TTDVVL", "MucHuong": 5_220_000, "SoThang": 3, "TuNgay": "20261116",
    } | changes  # fmt: skip


def suspension(message_id: str = "s-1", **changes: Any) -> dict[str, Any]:
    return {"MaThongDiep": message_id, "Thang": "202612", "LyDo": "Không thông báo tìm kiếm việc làm"} | changes


async def member(
    insurer: httpx2.AsyncClient, number: str, grounds: dict[str, str], **more: str
) -> list[dict[str, Any]]:
    answer = await insurer.post(PEOPLE, json={"SoDinhDanh": number} | more | grounds)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["KetQua"]
    return found


async def paid(insurer: httpx2.AsyncClient, number: str, grounds: dict[str, str], **more: str) -> dict[str, Any]:
    answer = await insurer.post(CONTRIBUTIONS, json={"SoDinhDanh": number} | more | grounds)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def refusal(insurer: httpx2.AsyncClient, path: str, sent: dict[str, Any]) -> tuple[int, str]:
    answer = await insurer.post(path, json=sent)
    return answer.status_code, answer.json()["title"]


async def test_a_worker_is_told_with_the_card(insurer: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    card = {"SoThe": "DN4333092000102", "TuNgay": "20260101", "DenNgay": "20261231"}
    told = {"SoDinhDanh": residents.PLAIN_FATHER, "MaSoBHXH": "3092000102", "LoaiThamGia": "bat_buoc", "TheBHYT": card}
    assert await member(insurer, residents.PLAIN_FATHER, grounds) == [told | {"DangHuongLuongHuu": False}]


async def test_nothing_is_told_to_whoever_gives_no_grounds_or_another_name(
    insurer: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    for path in (PEOPLE, CONTRIBUTIONS):
        answer = await insurer.post(path, json={"SoDinhDanh": residents.PLAIN_FATHER})
        assert answer.json()["missing"] == ["MaHoSo", "CoQuan", "CanBo", "LyDo"]
    for other in ({"HoTen": "Trần Văn Mình"}, {"NgaySinh": "19921104"}):
        assert not await member(insurer, residents.PLAIN_FATHER, grounds, **other)
        assert not (await paid(insurer, residents.PLAIN_FATHER, grounds, **other))["KetQua"]
    assert await member(insurer, residents.PLAIN_FATHER, grounds, HoTen="Trần Văn Minh", NgaySinh="19921103")


@pytest.mark.parametrize("number", [insurance.NEVER_INSURED, "001099999999"])
async def test_who_was_never_insured_is_unknown(
    insurer: httpx2.AsyncClient, grounds: dict[str, str], number: str
) -> None:
    assert await member(insurer, number, grounds) == []
    assert await paid(insurer, number, grounds) == {"KetQua": [], "ChamDut": None}


async def test_the_awkward_are_who_the_readme_says() -> None:
    known = {who.number: f"{who.full_name}, {who.born}, {who.commune.code}" for who in world().persons}
    assert known[insurance.PENSIONER] == "Đoàn Thị Kim Yến, 1948-01-08, 11953"
    assert known[insurance.JOB_LOST] == "Đặng Minh Nam, 1991-05-24, 11953"
    assert known[insurance.JOB_LOST_LONG_AGO] == "Phạm Bá Thắng, 1987-12-13, 13225"
    assert known[insurance.ELEVEN_MONTHS] == "Ngô Thị Minh Uyên, 1995-05-23, 11983"
    assert known[insurance.BRIEFLY_INSURED] == "Chu Văn Phong, 1982-10-01, 12019"
    assert known[insurance.VOLUNTARILY_INSURED] == "Ngô Ngọc Việt, 1982-06-20, 11953"
    assert known[insurance.NEVER_INSURED] == "Nguyễn Thị Yến, 1990-02-14, 12019"


async def test_a_pensioner_draws_a_pension_and_the_dead_do_not(
    insurer: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    [pensioner] = await member(insurer, insurance.PENSIONER, grounds)
    assert (pensioner["LoaiThamGia"], pensioner["DangHuongLuongHuu"]) == ("huu_tri", True)
    for who in [who for who in world().persons if who.died]:
        [dead] = await member(insurer, who.number, grounds)
        assert (dead["DangHuongLuongHuu"], dead["TheBHYT"]) == (False, None)


async def test_most_grown_people_work_and_have_paid_24_to_300_months(
    insurer: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    grown = [who for who in world().persons if 1968 <= who.born.year <= 2003 and not who.died]
    some = [who for who in grown if who.number not in insurance.SPELLS][::20]
    told = [await paid(insurer, who.number, grounds) for who in some]
    months = [sum(month["Thang"] < "202611" for month in one["KetQua"]) for one in told]
    working = [count for count in months if count]
    assert len(working) > len(some) * 3 / 4
    assert all(24 <= count <= 300 for count in working)
    assert {one["ChamDut"] for one in told} == {None}


async def test_who_still_works_has_paid_until_last_month(insurer: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    months = (await paid(insurer, residents.PLAIN_MOTHER, grounds))["KetQua"]
    assert months[-1] == {"Thang": "202610", "MucLuong": 6_409_000, "DonVi": "Công ty CP Thép Văn Giang"}
    assert [month["Thang"] for month in months] == sorted({month["Thang"] for month in months})
    assert (await paid(insurer, residents.FATHER_DECEASED_FATHER, grounds))["KetQua"][-1]["Thang"] == "202605"


async def test_a_lost_job_is_told_with_its_months_and_its_end(
    insurer: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    told = await paid(insurer, insurance.JOB_LOST, grounds)
    assert tuple(told["ChamDut"].values()) == ("20261012", "Công ty TNHH May Bãi Sậy", "112/QĐ-MBS")
    assert len(told["KetQua"]) == 40
    assert [month["MucLuong"] for month in told["KetQua"][-6:]] == [8_400_000] * 3 + [9_000_000] * 3
    long_ago = await paid(insurer, insurance.JOB_LOST_LONG_AGO, grounds)
    assert (len(long_ago["KetQua"]), long_ago["ChamDut"]["NgayChamDut"]) == (60, "20260501")


async def test_eleven_months_are_too_few_of_the_last_24_though_not_of_all(
    insurer: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    told = await paid(insurer, insurance.ELEVEN_MONTHS, grounds)
    late = [month for month in told["KetQua"] if "202410" <= month["Thang"] <= "202610"]
    assert (len(late), len(told["KetQua"]), told["ChamDut"]["NgayChamDut"]) == (11, 41, "20261016")


@pytest.mark.parametrize(
    ("number", "compulsory", "voluntary"),
    [
        (insurance.BRIEFLY_INSURED, 7, 0),
        (insurance.VOLUNTARILY_INSURED, 0, 72),
        (insurance.ELEVEN_MONTHS, 41, 0),
        (insurance.PENSIONER, 0, 0),
    ],
)
async def test_how_long_was_paid_is_told_of_both_kinds(
    insurer: httpx2.AsyncClient, grounds: dict[str, str], number: str, compulsory: int, voluntary: int
) -> None:
    answer = await insurer.post(PERIODS, json={"SoDinhDanh": number} | grounds)
    told = {"SoThangBatBuoc": compulsory, "SoThangTuNguyen": voluntary, "TaiNanLaoDong": False}
    assert answer.json() == {"KetQua": [{"SoDinhDanh": number} | told]}


async def test_how_long_was_paid_is_told_of_nobody_who_is_unknown(
    insurer: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    for asked in ({"SoDinhDanh": insurance.NEVER_INSURED}, {"SoDinhDanh": insurance.PENSIONER, "HoTen": "Khác"}):
        assert (await insurer.post(PERIODS, json=asked | grounds)).json() == {"KetQua": []}


async def test_a_newborns_card_is_made_and_known_from_then_on(
    insurer: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    answer = await insurer.post(CARDS, json=card())
    told = {"SoThe": "TE1333326004711", "TuNgay": "20261101", "DenNgay": "20321130"}
    assert (answer.status_code, answer.json()) == (201, told)
    [child] = await member(insurer, NEWBORN, grounds, HoTen="Trần Nguyễn Bảo Ấn")
    assert (child["LoaiThamGia"], child["TheBHYT"]) == ("tre_em", told)
    assert await member(insurer, NEWBORN, grounds, HoTen="Trần Nguyễn Bảo An") == []


@pytest.mark.parametrize(
    ("born", "until"), [("20230510", "20290930"), ("20230930", "20290930"), ("20231005", "20291031")]
)
async def test_a_childs_card_lasts_until_school(insurer: httpx2.AsyncClient, born: str, until: str) -> None:
    assert (await insurer.post(CARDS, json=card(NgaySinh=born))).json()["DenNgay"] == until


@pytest.mark.parametrize(
    ("born", "told"), [("20201126", None), ("20201125", "not-a-child"), ("20120229", "not-a-child")]
)
async def test_a_child_is_under_six(insurer: httpx2.AsyncClient, born: str, told: str | None) -> None:
    answer = await insurer.post(CARDS, json=card(NgaySinh=born))
    assert (answer.status_code, answer.json().get("title")) == (409 if told else 201, told)


async def test_a_child_that_has_a_card_gets_no_other(insurer: httpx2.AsyncClient) -> None:
    await insurer.post(CARDS, json=card())
    assert await refusal(insurer, CARDS, card("t-2")) == (409, "card-exists")
    small = next(who for who in world().persons if who.born.year > 2021)
    sent = card("t-3", SoDinhDanh=small.number, HoTen=small.full_name, NgaySinh=f"{small.born:%Y%m%d}")
    assert await refusal(insurer, CARDS, sent) == (409, "card-exists")


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"NgaySinh": "20261301"}, 400), ({"NgaySinh": "20261126"}, 400), ({"NoiKhamBenh": ""}, 400),
     ({"SoDinhDanh": residents.PLAIN_MOTHER}, 409)],
)  # fmt: skip
async def test_a_card_that_cannot_be_is_refused(
    insurer: httpx2.AsyncClient, wrong: dict[str, str], status: int
) -> None:
    assert (await insurer.post(CARDS, json=card(**wrong))).status_code == status
    assert (await insurer.get(f"{CARDS}/count")).json() == {"count": 0}


async def test_a_funeral_grant_is_ten_reference_levels(insurer: httpx2.AsyncClient) -> None:
    answer = await insurer.post(GRANTS, json=grant())
    assert answer.status_code == 201
    assert answer.json() == {"SoQuyetDinh": "00001/2026/QĐ-BHXH-MT", "SoTien": 23_400_000, "HinhThuc": "TAI_KHOAN"}


async def test_a_pensioners_grant_too_is_of_the_services_level_and_in_cash_without_an_account(tmp_path: Path) -> None:
    async with client_of(insurance.create_app(tmp_path, lambda: NOW, level=2_500_000)) as client:
        told = (await client.post(GRANTS, json=grant(SoDinhDanh=insurance.PENSIONER, TaiKhoan=None))).json()
    assert (told["SoTien"], told["HinhThuc"]) == (25_000_000, "TIEN_MAT")


async def test_a_funeral_is_granted_once_and_only_for_the_insured(insurer: httpx2.AsyncClient) -> None:
    await insurer.post(GRANTS, json=grant())
    assert await refusal(insurer, GRANTS, grant("m-2")) == (409, "already-granted")
    for number in (insurance.NEVER_INSURED, insurance.BRIEFLY_INSURED, residents.YOUNG_MOTHER, "001099999999"):
        assert await refusal(insurer, GRANTS, grant("m-3", SoDinhDanh=number)) == (409, "not-insured")
    assert (await insurer.get(f"{GRANTS}/count")).json() == {"count": 1}
    assert (await insurer.post(GRANTS, json=grant("m-4", SoDinhDanh=insurance.VOLUNTARILY_INSURED))).status_code == 201


async def test_a_grant_goes_to_somebody_who_is_who_they_say(insurer: httpx2.AsyncClient) -> None:
    receiver = grant()["NguoiNhan"]
    assert await refusal(insurer, GRANTS, grant(NguoiNhan="Vợ")) == (400, "bad-field")
    assert await refusal(insurer, GRANTS, grant(NguoiNhan=receiver | {"QuanHe": ""})) == (400, "missing-fields")
    other = receiver | {"HoTen": "Vũ Thị Hồng"}
    assert await refusal(insurer, GRANTS, grant(NguoiNhan=other)) == (409, "does-not-agree")


async def test_a_benefit_is_paid_but_for_the_months_in_which_it_is_suspended(insurer: httpx2.AsyncClient) -> None:
    answer = await insurer.post(BENEFITS, json=benefit())
    assert (answer.status_code, answer.json()) == (201, {"MaChiTra": "TN-33-2026-00001"})
    path = f"{BENEFITS}/TN-33-2026-00001/suspensions"
    first, again = [await insurer.post(path, json=suspension()) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == {"Thang": "202612", "TrangThai": "TAM_DUNG"}
    more = answer.json() | {"MaHoSo": "H33.1-261124-0003"}
    assert (await insurer.get(f"{path}/s-1")).json() == suspension() | first.json() | more
    assert (await insurer.get(f"{BENEFITS}/b-1")).json() == benefit() | answer.json() | {"TamDung": ["202612"]}
    assert (await insurer.get(f"{BENEFITS}/TN-33-2026-00002/suspensions/s-1")).status_code == 404


async def test_a_month_is_suspended_once_and_only_while_the_benefit_lasts(insurer: httpx2.AsyncClient) -> None:
    await insurer.post(BENEFITS, json=benefit())
    await insurer.post(BENEFITS, json=benefit("b-2", TuNgay="20261201"))
    path, whole = f"{BENEFITS}/TN-33-2026-00001/suspensions", f"{BENEFITS}/TN-33-2026-00002/suspensions"
    assert (await insurer.post(path, json=suspension())).status_code == 201
    assert await refusal(insurer, path, suspension("s-2")) == (409, "already-suspended")
    assert await refusal(insurer, whole, suspension()) == (409, "message-differs")
    for month in ("202610", "202703", "2026-12", "202613"):
        assert await refusal(insurer, path, suspension("s-3", Thang=month)) == (400, "bad-field")
    assert (await insurer.post(path, json=suspension("s-4", Thang="202702"))).status_code == 201
    assert await refusal(insurer, whole, suspension("s-5", Thang="202703")) == (400, "bad-field")
    assert await refusal(insurer, f"{BENEFITS}/unknown/suspensions", suspension("s-6")) == (404, "not-found")


def termination(message_id: str = "e-1", **changes: Any) -> dict[str, Any]:
    why = {"CanCu": "co_viec_lam", "LyDo": "Chấm dứt hưởng trợ cấp thất nghiệp trước thời hạn"}
    return {"MaThongDiep": message_id, "TuNgay": "20261220"} | why | changes


async def test_a_benefits_card_is_for_its_time_and_ends_with_it(
    insurer: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    await insurer.post(BENEFITS, json=benefit())
    path = f"{BENEFITS}/TN-33-2026-00001"
    asked = {"MaThongDiep": "k-1", "SoDinhDanh": insurance.JOB_LOST, "TuNgay": "20261116", "DenNgay": "20270215"}
    early = await insurer.post(f"{path}/cards", json=asked | {"DenNgay": "20270815", "LyDo": "Cấp thẻ"})
    assert early.status_code == 400
    given = await insurer.post(f"{path}/cards", json=asked | {"LyDo": "Cấp thẻ"})
    assert (given.status_code, given.json()) == (201, {"SoTheBHYT": "TN4333091781764", "DenNgay": "20270215"})
    [known] = await member(insurer, insurance.JOB_LOST, grounds)
    assert (known["TheBHYT"]["TuNgay"], known["TheBHYT"]["DenNgay"]) == ("20261116", "20270215")
    over = {"MaThongDiep": "e-1", "TuNgay": "20270105", "CanCu": "chap_hanh_an_phat_tu", "LyDo": "Chấm dứt"}
    assert (await insurer.post(f"{path}/terminations", json=over)).status_code == 201
    [known] = await member(insurer, insurance.JOB_LOST, grounds)
    assert known["TheBHYT"]["DenNgay"] == "20270105"


async def test_a_benefit_ends_once_on_a_day_on_which_it_is_paid(insurer: httpx2.AsyncClient) -> None:
    await insurer.post(BENEFITS, json=benefit())
    path = f"{BENEFITS}/TN-33-2026-00001/terminations"
    for wrong in ({"TuNgay": "20261031"}, {"TuNgay": "20270301"}, {"CanCu": "khac"}):
        assert await refusal(insurer, path, termination("e-0", **wrong)) == (400, "bad-field")
    first, again = [await insurer.post(path, json=termination()) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == {"ChamDutTu": "20261220"}
    assert await refusal(insurer, path, termination("e-2")) == (409, "already-ended")
    standing = {"TamDung": [], "ChamDutTu": "20261220"}
    paid_as = {"MaChiTra": "TN-33-2026-00001"}
    assert (await insurer.get(f"{BENEFITS}/b-1")).json() == benefit() | paid_as | standing


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"MucHuong": "5220000"}, (400, "bad-field")), ({"SoThang": 0}, (400, "bad-field")),
     ({"TuNgay": "2026-11-16"}, (400, "bad-field")), ({"SoQuyetDinh": None}, (400, "missing-fields")),
     ({"HoTen": "Đặng Văn Nam"}, (409, "does-not-agree")),
     ({"SoDinhDanh": insurance.NEVER_INSURED}, (409, "not-insured"))],
)  # fmt: skip
async def test_a_benefit_that_cannot_be_is_refused(
    insurer: httpx2.AsyncClient, wrong: dict[str, Any], told: tuple[int, str]
) -> None:
    assert await refusal(insurer, BENEFITS, benefit(**wrong)) == told
    assert (await insurer.get(f"{BENEFITS}/count")).json() == {"count": 0}


@pytest.mark.parametrize(("path", "sent"), [(CARDS, card("a/1")), (GRANTS, grant("a/1")), (BENEFITS, benefit("a/1"))])
async def test_the_same_message_gets_the_same_answer_after_a_restart_too(
    tmp_path: Path, path: str, sent: dict[str, Any]
) -> None:
    async with client_of(insurance.create_app(tmp_path, lambda: NOW)) as client:
        first = await client.post(path, json=sent)
    later = datetime(2026, 12, 1, tzinfo=UTC)
    async with client_of(insurance.create_app(tmp_path, lambda: later)) as client:
        again = await client.post(path, json=sent)
        assert (first.status_code, again.status_code, first.json() == again.json()) == (201, 200, True)
        assert await refusal(client, path, sent | {"MaHoSo": "another"}) == (409, "message-differs")
        kept = (await client.get(f"{path}/a/1")).json()
        assert kept.items() >= (sent | first.json()).items()
        assert (await client.get(path, params={"MaHoSo": sent["MaHoSo"]})).json() == {"KetQua": [kept]}
        assert (await client.get(f"{path}/count")).json() == {"count": 1}


async def test_messages_of_one_operation_are_not_told_by_another(insurer: httpx2.AsyncClient) -> None:
    await insurer.post(CARDS, json=card(MaHoSo="H"))
    await insurer.post(GRANTS, json=grant(MaHoSo="H"))
    assert [one["SoThe"] for one in (await insurer.get(CARDS, params={"MaHoSo": "H"})).json()["KetQua"]]
    assert (await insurer.get(f"{GRANTS}/count")).json() == {"count": 1}
    assert (await insurer.get(f"{BENEFITS}/t-1")).status_code == 404
    assert await refusal(insurer, GRANTS, grant("t-1", SoDinhDanh=insurance.PENSIONER)) == (409, "message-differs")


async def test_it_is_mounted_and_fails_on_demand(running: Sandbox) -> None:
    async with running.client() as client:
        assert "giả lập" in (await client.get("/insurance/")).text
        await client.put("/insurance/_faults", json={"kind": "drop_answer", "operation": "child-cards"})
        with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
            await client.post(f"/insurance{CARDS}", json=card())
        assert (await client.post(f"/insurance{CARDS}", json=card())).status_code == 200

"""What stands on the national portal, by programs: the running house tells its stand-in, operators read how far."""

from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from domain.base.calendar import VIETNAM
from infra.local.people import PAPER, PATIENCE, Json, People, birth_form, found
from tests.support.door import problem_of
from tests.support.houses import PassingHouse, running

SYNC = "sync"
LOST = {"LayHoSoNop": 2, "XacNhanHoSoNop": 1, "TraCuuHoSo": 1, "CapNhatTienDoHoSoMC": 2}
"""How many answers of which service the portal loses."""


@pytest.fixture(scope="module")
async def people(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[People]:
    """Everybody who calls a house that tells the portal."""
    tells = running(tmp_path_factory.mktemp("tells"), PassingHouse, tells=True, portal_looks_every="0.2")
    async with tells as house, People(house.api_url, house.sandbox_url) as everybody:
        yield everybody


async def test_a_dossier_that_is_filed_stands_on_the_portal_and_operators_read_that(people: People) -> None:
    couple = (await people.couples())[0]
    mother = await people.who(f"citizen:{couple['mother']['number']}")
    code = await people.file(mother, couple)

    async def there() -> Json | None:
        answer = await people.sandbox.get(f"/portal/_records/{code}")
        return dict(answer.json()) if answer.status_code == 200 and answer.json()["steps"] else None

    record = await found(there, PATIENCE, lambda: f"{code} does not stand on the portal")
    assert record["hoso"]["ChuHoSo"] == couple["mother"]["name"]
    assert record["steps"][0]["TrangThai"] == "1"
    operator, since = await people.who("officer:vanhanh.hungyen"), datetime.now(VIETNAM) - timedelta(minutes=1)
    assert (await operator.post(f"{SYNC}/{code}/retry")).raise_for_status().json() == {"dossier": code}

    async def listed() -> Json | None:
        page: Json = {"next": ""}
        while page["next"] is not None:
            asked = {"since": since.isoformat(), "cursor": page["next"]}
            page = (await operator.get(SYNC, params=asked)).raise_for_status().json()
            if one := next((one for one in page["items"] if one["dossier"] == code), None):
                return dict(one)
        return None

    one = await found(listed, PATIENCE, lambda: f"{code} is not listed")
    assert (one["destination"], one["why"]) == ("portal", "")


async def test_a_filing_made_on_the_portal_is_a_dossier_that_its_filer_follows_here(people: People) -> None:
    couple = (await people.couples(limit=2))[1]
    mother = await people.who(f"citizen:{couple['mother']['number']}")
    code = "000.00.00.H31-261201-900001"
    hoso: Json = {"MaHoSo": code, "MaTTHC": "1.001193", "TenTTHC": "Đăng ký khai sinh", "NgayNopHoSo": "20261201080000"}
    hoso |= {"ChuHoSo": couple["mother"]["name"], "SoGiayToChuHoSo": couple["mother"]["number"], "LoaiDoiTuong": "0"}
    hoso |= {"TaiKhoanDuocXacThucVoiVNeID": "1", "ToKhai": birth_form(couple)}
    paper = {"TepDinhKemId": "1", "TenTepDinhKem": "giay-chung-sinh.pdf", "MaThanhPhanHoSo": "birth_record"}
    sent = {"hoso": hoso | {"TaiLieuNop": [paper]}, "papers": {"1": b64encode(PAPER).decode()}}
    (await people.sandbox.post("/portal/_filings", json=sent)).raise_for_status()
    operator = await people.who("officer:vanhanh.hungyen")

    async def filed() -> Json | None:
        listed = (await operator.get(f"{SYNC}/filings", params={"state": "filed"})).raise_for_status().json()["items"]
        return next((dict(one) for one in listed if one["code"] == code), None)

    one = await found(filed, PATIENCE, lambda: f"{code} was not filed")
    assert (await people.show(mother, one["dossier"]))["code"] == one["dossier"]


async def test_whoever_filed_what_is_declined_reads_why_on_the_portal_though_it_loses_answers(
    people: People,
) -> None:
    couple = (await people.couples(limit=3))[2]
    code = "000.00.00.H31-261201-900002"
    hoso: Json = {"MaHoSo": code, "MaTTHC": "1.001193", "TenTTHC": "Đăng ký khai sinh", "NgayNopHoSo": "20261201080000"}
    hoso |= {"ChuHoSo": couple["mother"]["name"], "SoGiayToChuHoSo": couple["mother"]["number"], "LoaiDoiTuong": "0"}
    hoso |= {"TaiKhoanDuocXacThucVoiVNeID": "0", "ToKhai": birth_form(couple), "TaiLieuNop": []}
    lost = [{"kind": "drop_answer", "operation": name, "calls": many} for name, many in LOST.items()]
    (await people.sandbox.put("/portal/_faults", json=lost)).raise_for_status()
    try:
        (await people.sandbox.post("/portal/_filings", json={"hoso": hoso})).raise_for_status()
        operator = await people.who("officer:vanhanh.hungyen")

        async def held() -> Json | None:
            listed = (
                (await operator.get(f"{SYNC}/filings", params={"state": "held"})).raise_for_status().json()["items"]
            )
            return next((dict(one) for one in listed if one["code"] == code), None)

        one = await found(held, PATIENCE, lambda: f"{code} is not held")
        decline = f"{SYNC}/filings/{one['id']}/decline"
        assert problem_of(await operator.post(decline, json={"why": "not-ours"}), 409, "no-longer-held")
        assert problem_of(await operator.post(decline, json={"why": "not-confirmed"}), 409, "lies-with-us")
        sent = (await operator.post(decline, json={"why": one["why"]})).raise_for_status().json()
        assert sent == {"id": one["id"]}

        async def told() -> Json | None:
            answer = await people.sandbox.get(f"/portal/_records/{code}")
            return dict(answer.json()) if answer.status_code == 200 and answer.json()["steps"] else None

        record = await found(told, PATIENCE, lambda: f"nobody was told that {code} is declined")
        assert [step["TrangThai"] for step in record["steps"]] == ["3"]

        async def answered() -> Json | None:
            query = {"state": "declined"}
            listed = (await operator.get(f"{SYNC}/filings", params=query)).raise_for_status().json()["items"]
            return next((dict(one) for one in listed if one["code"] == code and one["answered_at"]), None)

        await found(answered, PATIENCE, lambda: f"the answer of {code} is never over")
    finally:
        (await people.sandbox.delete("/portal/_faults")).raise_for_status()
    page = (await people.sandbox.get(f"/portal/ho-so/{code}")).raise_for_status().text
    assert "Đề nghị ông/bà đăng nhập bằng tài khoản định danh điện tử mức độ 2" in page
    assert (await people.sandbox.get(f"/portal/_records/{code}")).json()["steps"] == record["steps"]


async def test_a_day_is_reconciled(people: People) -> None:
    operator = await people.who("officer:vanhanh.hungyen")
    told = (await operator.get(f"{SYNC}/reconciliation", params={"day": "2020-01-01"})).raise_for_status().json()
    assert (told["day"], told["filed"], told["behind"]) == ("2020-01-01", 0, [])
    assert set(told["states"].values()) == {0}


async def test_whoever_runs_no_installation_is_refused_and_what_was_never_told_is_missing(people: People) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    assert problem_of(await leader.get(SYNC), 403, "wrong-role")
    operator = await people.who("officer:vanhanh.hungyen")
    assert problem_of(await operator.post(f"{SYNC}/000.01.00.H31-200101-0001/retry"), 404, "not-found")
    assert problem_of(await operator.get(SYNC, params={"since": "hôm qua"}), 422, "invalid")

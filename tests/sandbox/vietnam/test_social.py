"""The social-assistance register knows who is helped and why, and takes each beneficiary once."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox.people import residents
from sandbox.people.residents import world
from sandbox.vietnam import insurance, social
from tests.sandbox.conftest import NOW, Sandbox, client_of

BENEFICIARIES, DISABILITY = "/v1/beneficiaries/search", "/v1/disability/search"
HOUSEHOLDS, ALLOWANCES = "/v1/households/search", "/v1/allowances"
ORDERS, CHANGES, ENDS = "/v1/monthly-payments", "/v1/allowance-changes", "/v1/allowance-ends"


def allowance(message_id: str = "a-1", **changes: Any) -> dict[str, Any]:
    return {
        "MaThongDiep": message_id, "MaHoSo": "H33.1-261124-0009", "SoDinhDanh": social.SEVERE_DISABILITY,
        "LoaiTroCap": "khuyet_tat", "HeSo": 1.5, "MucHuong": 810_000, "TuThang": "202612", "HinhThuc": "TAI_KHOAN",
    } | changes  # fmt: skip


async def found(
    assistance: httpx2.AsyncClient, path: str, number: str, grounds: dict[str, str], **more: str
) -> list[dict[str, Any]]:
    answer = await assistance.post(path, json={"SoDinhDanh": number} | more | grounds)
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["KetQua"]
    return results


async def refusal(assistance: httpx2.AsyncClient, sent: dict[str, Any], path: str = ALLOWANCES) -> tuple[int, str]:
    answer = await assistance.post(path, json=sent)
    return answer.status_code, answer.json()["title"]


async def test_a_beneficiary_is_told_with_the_allowance(
    assistance: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    assert await found(assistance, BENEFICIARIES, social.ALREADY_BENEFICIARY, grounds) == [
        {
            "SoDinhDanh": social.ALREADY_BENEFICIARY,
            "LoaiTroCap": "huu_tri_xa_hoi",
            "MucHuong": 540_000,
            "TuNgay": "20250701",
            "DenNgay": None,
        }
    ]


@pytest.mark.parametrize(
    ("number", "degree"), [(social.SEVERE_DISABILITY, "nang"), (social.SPECIAL_DISABILITY, "dac_biet_nang")]
)
async def test_a_disability_is_told_by_degree_before_any_allowance(
    assistance: httpx2.AsyncClient, grounds: dict[str, str], number: str, degree: str
) -> None:
    [told] = await found(assistance, DISABILITY, number, grounds)
    assert told["MucDo"] == degree
    assert told.keys() == {"SoDinhDanh", "MucDo", "SoGiay", "NgayCap"}
    assert await found(assistance, BENEFICIARIES, number, grounds) == []


async def test_who_is_not_disabled_has_no_certificate(assistance: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    assert await found(assistance, DISABILITY, residents.PLAIN_MOTHER, grounds) == []


async def test_a_poor_household_is_poor_with_everybody_in_it(
    assistance: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    poor = next(who for who in world().persons if who.number == social.POOR_HOUSEHOLD)
    home = [who for who in world().persons if (who.commune, who.address) == (poor.commune, poor.address)]
    assert len(home) > 1
    for who in home:
        told = await found(assistance, HOUSEHOLDS, who.number, grounds)
        assert told == [{"SoDinhDanh": who.number, "HoNgheo": True, "HoCanNgheo": False, "SoGiay": "6316/GCN-HN"}]


async def test_most_households_are_not_poor_and_some_nearly(
    assistance: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    told = [(await found(assistance, HOUSEHOLDS, who.number, grounds))[0] for who in world().persons[::15]]
    assert sum(one["HoNgheo"] or one["HoCanNgheo"] for one in told) < len(told) / 8
    assert any(one["HoCanNgheo"] for one in told)
    assert not any(one["HoNgheo"] and one["HoCanNgheo"] for one in told)
    assert all((one["SoGiay"] is not None) == (one["HoNgheo"] or one["HoCanNgheo"]) for one in told)


async def test_nothing_is_told_to_whoever_gives_no_grounds_or_another_name(
    assistance: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    cases = {
        BENEFICIARIES: social.ALREADY_BENEFICIARY,
        DISABILITY: social.SEVERE_DISABILITY,
        HOUSEHOLDS: residents.PLAIN_MOTHER,
    }
    for path, number in cases.items():
        answer = await assistance.post(path, json={"SoDinhDanh": number})
        assert answer.json()["missing"] == ["MaHoSo", "CoQuan", "CanBo", "LyDo"]
        assert await found(assistance, path, number, grounds)
        assert await found(assistance, path, number, grounds, HoTen="Nguyễn Thị Lan") == []
        assert await found(assistance, path, number, grounds, NgaySinh="19000101") == []
        assert await found(assistance, path, "001099999999", grounds) == []


async def test_nobody_draws_the_social_pension_and_another(
    assistance: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    old = [who for who in world().persons if social.age(who) >= 75 and not who.died]
    drawing = [who for who in old if await found(assistance, BENEFICIARIES, who.number, grounds)]
    assert 0 < len(drawing) < len(old) / 2
    assert not any(insurance.is_pensioner(who) for who in drawing)
    assert sum(not insurance.is_pensioner(who) for who in old) > len(drawing)


async def test_the_awkward_are_who_the_readme_says() -> None:
    known = {who.number: who for who in world().persons}
    told = [(known[number].full_name, f"{known[number].born}", known[number].commune.code) for number in (
        social.SEVERE_DISABILITY, social.SPECIAL_DISABILITY, social.ALREADY_BENEFICIARY, social.PENSIONER_TOO,
        social.ELDERLY, social.POOR_HOUSEHOLD,
    )]  # fmt: skip
    assert told == [
        ("Đỗ Mạnh Hoàng", "1993-07-23", "13075"),
        ("Nguyễn Tuấn Sơn", "1983-11-28", "11953"),
        ("Nguyễn Thị Dung", "1949-06-09", "13225"),
        ("Đoàn Thị Kim Yến", "1948-01-08", "11953"),
        ("Vũ Văn Đông", "1947-02-17", "11953"),
        ("Hà Mai Oanh", "1954-04-20", "13075"),
    ]
    drawing = {number for number in social.AWKWARD if insurance.is_pensioner(known[number])}
    assert drawing == {social.PENSIONER_TOO} == {insurance.PENSIONER}
    assert not any(known[number].died for number in social.AWKWARD)


async def test_a_new_allowance_is_known_from_then_on(assistance: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    answer = await assistance.post(ALLOWANCES, json=allowance())
    assert (answer.status_code, answer.json()) == (201, {"MaDoiTuong": "BTXH-2026-00001", "NgayGhi": "20261125"})
    [told] = await found(assistance, BENEFICIARIES, social.SEVERE_DISABILITY, grounds)
    assert (told["LoaiTroCap"], told["MucHuong"], told["TuNgay"]) == ("khuyet_tat", 810_000, "20261201")


def order(message_id: str = "o-1", **changes: Any) -> dict[str, Any]:
    return {
        "MaThongDiep": message_id, "MaHoSo": "H33.1-261124-0009", "SoDinhDanh": social.SEVERE_DISABILITY,
        "MaDoiTuong": "BTXH-2026-00001", "SoQuyetDinh": "15/QĐ-UBND", "TuThang": "202701", "DenThang": None,
        "MucChiTra": [{"TuThang": "202612", "HeSo": 1.5, "MucHuong": 810_000}], "GiaoDichDau": "CHI-1",
    } | changes  # fmt: skip


async def test_a_beneficiary_is_paid_every_month_by_one_order(assistance: httpx2.AsyncClient) -> None:
    await assistance.post(ALLOWANCES, json=allowance())
    first, again = [await assistance.post(ORDERS, json=order()) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == {"MaChiTra": "CTXH-2026-00001"}
    assert (await assistance.get(f"{ORDERS}/o-1")).json() == order() | first.json()
    assert await refusal(assistance, order("o-2"), ORDERS) == (409, "already-ordered")


async def test_what_runs_is_changed_and_then_ends(assistance: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    await assistance.post(ALLOWANCES, json=allowance())
    rates = [{"TuThang": "202702", "HeSo": 2, "MucHuong": 1_080_000}]
    more = {"MucChiTra": rates, "LoaiTroCap": "khuyet_tat"}
    changed = await assistance.post(CHANGES, json=order("c-1", TuThang="202702", **more))
    assert (changed.status_code, changed.json()) == (201, {"TuThang": "202702"})
    over = order("e-1", TuThang="202705", LyDoThoiHuong="chet")
    assert (await assistance.post(ENDS, json=over)).json() == {"TuThang": "202705"}
    told = await found(assistance, BENEFICIARIES, social.SEVERE_DISABILITY, grounds)
    assert [(one["MucHuong"], one["DenNgay"]) for one in told] == [(810_000, "20270131"), (1_080_000, "20270430")]
    assert await refusal(assistance, over | {"MaThongDiep": "e-2"}, ENDS) == (409, "not-beneficiary")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"SoDinhDanh": social.ALREADY_BENEFICIARY}, (409, "not-beneficiary")),
        ({"TuThang": "202612"}, (409, "not-beneficiary")),
        ({"LyDoThoiHuong": "khac"}, (400, "bad-field")),
    ],
    ids=["of the social pension", "before it began", "for no reason of the law"],
)
async def test_an_end_that_cannot_be_is_refused(
    assistance: httpx2.AsyncClient, wrong: dict[str, Any], told: tuple[int, str]
) -> None:
    await assistance.post(ALLOWANCES, json=allowance())
    assert await refusal(assistance, order(**({"LyDoThoiHuong": "chet"} | wrong)), ENDS) == told


RATES = [{"TuThang": "202703", "HeSo": 1.5, "MucHuong": 810_000}, {"TuThang": "202612", "HeSo": 2, "MucHuong": 1}]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"MaDoiTuong": "BTXH-2026-00002"}, (409, "not-beneficiary")),
        ({"SoDinhDanh": social.SPECIAL_DISABILITY}, (409, "not-beneficiary")),
        ({"SoDinhDanh": "001099999999"}, (409, "does-not-agree")),
        ({"MucChiTra": []}, (400, "bad-field")),
        ({"MucChiTra": "540000"}, (400, "bad-field")),
        ({"MucChiTra": RATES}, (400, "bad-field")),
        ({"DenThang": "202612"}, (400, "bad-field")),
    ],
)
async def test_an_order_that_cannot_be_is_refused(
    assistance: httpx2.AsyncClient, wrong: dict[str, Any], told: tuple[int, str]
) -> None:
    await assistance.post(ALLOWANCES, json=allowance())
    assert await refusal(assistance, order(**wrong), ORDERS) == told


async def test_nobody_draws_two_allowances(assistance: httpx2.AsyncClient) -> None:
    assert await refusal(assistance, allowance(SoDinhDanh=social.ALREADY_BENEFICIARY)) == (409, "already-beneficiary")
    assert (await assistance.post(ALLOWANCES, json=allowance())).status_code == 201
    again = allowance("a-2", LoaiTroCap="huu_tri_xa_hoi", TuThang="202701")
    assert await refusal(assistance, again) == (409, "already-beneficiary")
    assert (await assistance.get(f"{ALLOWANCES}/count")).json() == {"count": 1}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"HeSo": "1.5"}, (400, "bad-field")), ({"HeSo": 0}, (400, "bad-field")), ({"MucHuong": 1.5}, (400, "bad-field")),
     ({"TuThang": "202613"}, (400, "bad-field")), ({"TuThang": "20261"}, (400, "bad-field")),
     ({"HinhThuc": "VANG"}, (400, "bad-field")), ({"LoaiTroCap": ""}, (400, "missing-fields")),
     ({"HoTen": "Đỗ Mạnh Hoàn"}, (409, "does-not-agree")), ({"SoDinhDanh": "001099999999"}, (409, "does-not-agree"))],
)  # fmt: skip
async def test_an_allowance_that_cannot_be_is_refused(
    assistance: httpx2.AsyncClient, wrong: dict[str, Any], told: tuple[int, str]
) -> None:
    assert await refusal(assistance, allowance(**wrong)) == told
    assert (await assistance.get(f"{ALLOWANCES}/count")).json() == {"count": 0}


async def test_the_same_message_gets_the_same_answer_after_a_restart_too(tmp_path: Path) -> None:
    sent = allowance("a/1", HinhThuc="TIEN_MAT")
    async with client_of(social.create_app(tmp_path, lambda: NOW)) as client:
        first = await client.post(ALLOWANCES, json=sent)
    async with client_of(social.create_app(tmp_path)) as client:
        again = await client.post(ALLOWANCES, json=sent)
        assert (first.status_code, again.status_code, first.json() == again.json()) == (201, 200, True)
        assert await refusal(client, sent | {"MucHuong": 1}) == (409, "message-differs")
        assert (await client.get(f"{ALLOWANCES}/a/1")).json() == sent | first.json()
        kept = (await client.get(ALLOWANCES, params={"MaHoSo": sent["MaHoSo"]})).json()
        assert kept == {"KetQua": [sent | first.json()]}


async def test_it_is_mounted_and_fails_on_demand(running: Sandbox) -> None:
    async with running.client() as client:
        assert "giả lập" in (await client.get("/social/")).text
        await client.put("/social/_faults", json={"kind": "drop_answer", "operation": "allowances"})
        with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
            await client.post(f"/social{ALLOWANCES}", json=allowance())
        assert (await client.post(f"/social{ALLOWANCES}", json=allowance())).status_code == 200

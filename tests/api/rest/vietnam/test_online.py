"""On-line rates by programs: tiers as they were, three rates with their names, and what is not known as null."""

from datetime import datetime

from domain.base.calendar import VIETNAM
from infra.local.people import PATIENCE, Caller, Json, People, found
from tests.support.door import problem_of

RATE = "programme/online-rate"
THIS_YEAR = datetime.now(VIETNAM).year


async def of(people: People, who: str) -> Caller:
    return await people.who(f"officer:{who}")


async def enter(who: Caller, kind: str, *lines: tuple[str, str, Json]) -> None:
    told = [{"unit": unit, "day": day, "content": content} for unit, day, content in lines]
    (await who.post("registers", json={"kind": kind, "document": "Báo cáo", "lines": told})).raise_for_status()


async def asked(who: Caller, path: str = RATE, **params: str) -> Json:
    return dict((await who.get(path, params=params)).raise_for_status().json())


def percents(view: Json) -> dict[str, float | None]:
    return {rate["tier"] or rate["rate"]["definition"]: rate["rate"]["percent"] for rate in view["rates"]}


async def test_work_files_show_three_tiers_until_june_2025_and_two_after(people: People) -> None:
    leader = await of(people, "lanhdao.hungyen")
    june, july = "2025-06-01", "2025-07-01"
    await enter(
        leader, "work_files",
        ("33.SNV", june, {"closed": 100, "online": 90}), ("323", june, {"closed": 100, "online": 80}),
        ("13282", june, {"closed": 100, "online": 60}), ("33.SNV", july, {"closed": 100, "online": 91}),
        ("11953", july, {"closed": 100, "online": 61}),
    )  # fmt: skip
    told = await asked(leader, unit="33", period="2025-06", kind="work")
    assert percents(told) == {"province": 90, "district": 80, "commune": None}
    # The commune was Thái Bình's then: it counts where both are asked for together.
    both = await asked(leader, unit="33", period="2025-06", kind="work", merged="true")
    assert percents(both) == {"province": 90, "district": 80, "commune": 60}
    assert [rate["goal"] for rate in both["rates"]] == [90, 80, 60]
    assert both["months"][0]["imported"] is True
    assert percents(await asked(leader, unit="33", period="2025-07", kind="work")) == {"province": 91, "commune": 61}
    quarter = await asked(leader, unit="33", period="2025", kind="work")
    assert [len(month["rates"]) for month in quarter["months"]] == [3] * 6 + [2] * 6
    one = await asked(leader, unit="33", period="2025-06", kind="work", tier="district")
    assert percents(one) == {"district": 80}


async def test_the_rates_of_services_and_savings_are_those_of_the_seed(people: People) -> None:
    leader = await of(people, "lanhdao.hungyen")
    await enter(
        leader, "channels",
        ("33", "2023-05-01", {"online": 591_643, "direct": 8_414}),
        ("33", "2024-05-01", {"online": 489_000, "kiosk": 1000, "unknown": 10_000}),
    )  # fmt: skip
    told = await asked(leader, unit="33", period="2023", kind="service")
    assert percents(told) == {"filed_online@1": 98.6, "online_766@1": None, "full_services@2": None}
    assert [rate["goal"] for rate in told["rates"]] == [80, None, None]
    assert told["months"][0]["rates"][0]["rate"]["numerator"] is None
    saved = await asked(leader, "programme/savings", unit="33", period="2024")
    assert (saved["online"], saved["each"], saved["total"]) == (490_000, 30_612, 14_999_880_000)
    assert (saved["mark"], saved["imported"]) == ("D", True)
    assert "on-line" in saved["method"]
    nothing = await asked(leader, "programme/savings", unit="33", period="2021")
    assert (nothing["online"], nothing["total"], nothing["versions"]) == (None, None, [])
    assert [one["since"] for one in saved["versions"]] == ["2022-01-01"]


async def test_savings_by_procedure_and_by_unit_are_of_the_same_dossiers(
    people: People, mother: Caller, couple: Json
) -> None:
    leader, desk = await of(people, "lanhdao.hungyen"), await of(people, "tiepnhan.phohien")
    await people.decide(desk, await people.file(mother, couple), "accept", "receive")

    async def counted() -> Json | None:
        told = await asked(leader, "programme/savings", unit="33", period=f"{THIS_YEAR}", by="procedure")
        return told if any(one["of"]["code"] == "1.001193" for one in told["by"]) else None

    told = await found(counted, PATIENCE, lambda: "no birth was counted")
    units = await asked(leader, "programme/savings", unit="33", period=f"{THIS_YEAR}", by="unit")
    birth = next(one for one in told["by"] if one["of"]["code"] == "1.001193")
    assert birth["total"] == birth["online"] * birth["each"]
    assert "11953" in {one["of"]["code"] for one in units["by"]}
    assert sum(one["total"] for one in units["by"]) >= sum(one["total"] for one in told["by"])
    assert {one["part"]["code"] for one in told["parameters"]} >= {"trips", "wage", "fee"}
    assert all(one["basis"] for one in told["parameters"])


async def test_a_forecast_of_december_has_a_band_and_what_is_needed(people: People) -> None:
    leader = await of(people, "lanhdao.hungyen")
    lines = [
        ("33", f"{THIS_YEAR}-{month:02}-01", {"online": 50 + month, "direct": 50 - month})
        for month in range(1, datetime.now(VIETNAM).month)
    ]
    if len(lines) < 3:  # in the first quarter a year has too few months behind it
        lines = [("33", f"{THIS_YEAR - 1}-{month:02}-01", {"online": 60, "direct": 40}) for month in range(6, 13)]
    await enter(leader, "channels", *lines)
    ahead = (await asked(leader, unit="33", period=f"{THIS_YEAR}", kind="service"))["forecast"]
    assert ahead["month"] == f"{THIS_YEAR}-12"
    assert ahead["low"] <= ahead["percent"] <= ahead["high"]


async def test_a_leader_sees_their_own_and_no_other_unit(people: People) -> None:
    leader, officer = await of(people, "chutich.phohien"), await of(people, "tiepnhan.phohien")
    assert (await asked(leader, unit="11953", period="2026-08", kind="service"))["unit"]["code"] == "11953"
    params = {"unit": "33", "period": "2026-08", "kind": "work"}
    assert problem_of(await leader.get(RATE, params=params), 403, "out-of-reach")
    assert problem_of(await officer.get(RATE, params=params | {"unit": "11953"}), 403, "wrong-role")
    assert problem_of(await leader.get(RATE, params=params | {"unit": "11953", "period": "8/2026"}), 422, "no-period")

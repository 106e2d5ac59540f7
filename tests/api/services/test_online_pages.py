"""The pages of on-line rates say what programs get: each rate by its name, its goal, and what is not known as that."""

import re
from html import unescape
from typing import Any

import httpx2
import pytest
from PIL.ImageFont import truetype

from api.schemas.vietnam.online import ForecastView, OnlineRateView
from api.web.show import _environment
from api.web.vietnam.online import chart, names, seam
from infra.local.people import Caller, Json, People
from infra.printing.charts import LETTERING, ROOM, WIDTH, drawn
from infra.printing.pdf import FONTS
from infra.runtime.languages import LANGUAGES

UNKNOWN: Json = {"numerator": None, "denominator": None, "percent": None}
PLOT = WIDTH + ROOM
RULE = re.compile(r'<line [^>]*x2="([\d.]+)"[^>]*stroke-dasharray="2,6"')
AHEAD: Json = {"month": "2026-12", "percent": 96.5, "low": 85.2, "high": 107.8, "needed": 40.0, "needed_a_month": 12}


def rate(name: str, tier: str | None, percent: float | None, goal: int | None) -> Json:
    known = UNKNOWN if percent is None else {"numerator": percent * 10, "denominator": 1000, "percent": percent}
    return {"tier": tier, "goal": goal, "rate": known | {"definition": f"{name}@1", "method": "Cách tính", "mark": "F"}}


def services(filed: float | None) -> list[Json]:
    return [
        rate("filed_online", None, filed, 80),
        rate("online_766", None, None, None),
        rate("full_services", None, 30, None),
    ]


def view(kind: str, period: str, months: dict[str, list[Json]], ahead: Json | None = None) -> OnlineRateView:
    told = {
        "unit": {"code": "33", "words": "Tỉnh Hưng Yên"},
        "kind": kind,
        "period": period,
        "merged": False,
        "computed_at": "2026-10-05T08:00:00+07:00",
        "rates": next(iter(months.values())),
        "months": [{"month": month, "imported": False, "rates": rates} for month, rates in months.items()],
        "forecast": ahead,
        "sources": [],
        "own_as_of": None,
    }
    return OnlineRateView.model_validate(told)


def macro(name: str, *given: Any, language: str = "vi") -> str:
    parts = _environment(LANGUAGES[language]).get_template("web/programme/rates.html").make_module()
    return unescape(" ".join(str(getattr(parts, name)(*given)).split()))


def test_a_month_of_which_nothing_is_known_breaks_the_line_and_is_never_zero() -> None:
    told = view("service", "2026", {"2026-08": services(70), "2026-09": services(None), "2026-10": services(74)})
    of = [one for one in chart(told, "vi")["data"]["values"] if one["of"] == "Hồ sơ nộp trực tuyến"]
    assert [(one["month"], one["per cent"]) for one in of] == [("2026-08", 70), ("2026-09", None), ("2026-10", 74)]
    rows = re.findall(r"<tr.*?</tr>", macro("by_month", told, names(told)))
    assert "70 %" in rows[1]
    assert rows[2].count("chưa có số liệu") == 2, "filed on-line, and metric 3.3"
    assert "<strong>0" not in rows[2]


def test_what_is_expected_stands_in_december_of_its_own_year_and_in_no_other_chart() -> None:
    this = drawn(chart(view("service", "2026", {"2026-08": services(70)}, AHEAD), "vi"))
    for said in ("2026-08", "2026-11", "2026-12", "Dự báo tháng 12, khoảng tin cậy 80 %", ">120<"):
        assert said in this, said
    for period, month in (("2025", "2025-08"), ("2026-08", "2026-08")):
        other = drawn(chart(view("service", period, {month: services(70)}, AHEAD), "vi"))
        assert "2026-12" not in other
        assert "Dự báo" not in other


def test_each_rate_is_drawn_with_its_own_name_and_a_goal_where_one_is_set() -> None:
    described = chart(view("service", "2026", {"2026-08": services(70)}), "en")
    assert [one["data"]["values"] for one in described["layer"] if "data" in one] == [
        [{"of": "Dossiers filed on-line", "goal": 80, "month": "2026-08", "until": "2026-08"}]
    ]
    picture = drawn(described)
    for said in ("Dossiers filed on-line", "On-line dossiers as metric 3.3 has them", "Full on-line services"):
        assert f">{said}</text>" in picture
    assert "<script" not in picture


@pytest.mark.parametrize(
    ("change", "said", "never"),
    [
        ({}, ("96,5 %", "từ 85,2 % đến 107,8 %", "có thể vượt quá", "12 hồ sơ", "40 %"), "Không còn khả năng"),
        ({"high": 99.0}, ("từ 85,2 % đến 99 %",), "có thể vượt quá"),
        ({"low": -3.0, "high": 99.0}, ("từ -3 % đến 99 %", "có thể vượt quá"), "Không còn khả năng"),
        ({"needed": 130.5, "needed_a_month": 40}, ("Không còn khả năng đạt mục tiêu", "130,5 %"), "40 hồ sơ"),
        ({"needed": 0.0, "needed_a_month": 0}, ("chắc chắn đạt",), "0 hồ sơ"),
    ],
)
def test_a_forecast_says_its_band_that_it_may_pass_the_whole_and_what_must_come(
    change: Json, said: tuple[str, ...], never: str
) -> None:
    told = macro("outlook", ForecastView.model_validate(AHEAD | change))
    for words in said:
        assert words in told, words
    assert never not in told


def test_of_too_few_months_nothing_is_expected_and_that_is_said() -> None:
    assert "Chưa có dự báo" in macro("outlook", None)
    assert "Nothing is expected yet" in macro("outlook", None, language="en")


WIDER = 1.15
"""How much wider letters are in DejaVu Sans, which many systems show in the place of Arial, than in Arimo."""
BESIDE = 21
"""What the mark of a name takes."""


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_name_fits_into_the_plot_also_where_the_font_is_wide(language: str) -> None:
    font = truetype(str(FONTS / "Arimo[wght].ttf"), LETTERING["labelFontSize"])
    every = {"2025-06": tiers(91, 61, 81)}, {"2026-08": services(70)}
    for told in (view("work", "2025", every[0]), view("service", "2026", every[1], AHEAD)):
        picture = drawn(chart(told, language))
        shown = [unescape(one) for one in re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", picture)]
        names_shown = " ".join(shown)
        for name in names(told).values():
            assert name.in_(language) in names_shown, "no letter is lost"
        assert "…" not in names_shown
        assert max(font.getlength(one) * WIDER for one in shown) + BESIDE < PLOT


def tiers(province: float | None, commune: float | None, district: float | None = None) -> list[Json]:
    found = [("province", province, 90), ("district", district, 80), ("commune", commune, 60)]
    return [rate("work_online", tier, percent, goal) for tier, percent, goal in found]


def test_districts_end_with_june_2025_which_is_said_and_is_neither_zero_nor_unknown() -> None:
    both = [one for one in tiers(92, 62) if one["tier"] != "district"]
    told = view("work", "2025", {"2025-06": tiers(91, None, 81), "2025-07": both})
    assert seam(told) == "2025-07"
    district = "Hồ sơ công việc xử lý trên môi trường mạng, cấp huyện"
    described = chart(told, "vi")
    of = [one["per cent"] for one in described["data"]["values"] if one["of"] == district]
    assert of == [81, None]
    goals = {one["goal"]: one["until"] for one in described["layer"][2]["data"]["values"]}
    assert goals == {90: "2025-07", 80: "2025-06", 60: "2025-07"}
    # Of two months each has half of the plot: the goal of districts ends with June.
    assert [float(end) for end in RULE.findall(drawn(described))] == [PLOT, PLOT / 2, PLOT]
    june, july = re.findall(r"<tr.*?</tr>", macro("by_month", told, names(told)))[1:]
    assert "81 %" in june
    assert "chưa có số liệu" in june, "of communes"
    assert "không có cấp này" in july
    assert "chưa có số liệu" not in july
    after = view("work", "2026", {"2026-01": both})
    assert (seam(after), [*names(after)]) == ("", ["province", "commune"])
    assert not seam(view("work", "2024", {"2024-01": tiers(91, 61, 81)}))


async def page(officer: Caller, path: str, **params: str) -> httpx2.Response:
    address = str(officer.http.base_url).partition("/api")[0] + path
    async with httpx2.AsyncClient(timeout=None) as http:
        return await http.get(address, params=params or None, headers=officer.headers)


async def test_a_page_says_what_its_answer_for_programs_says_and_leads_there(people: People) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    line = {"unit": "33", "day": "2022-05-01", "content": {"online": 591_643, "direct": 8_414}}
    sent = {"kind": "channels", "document": "Báo cáo", "lines": [line]}
    (await leader.post("registers", json=sent)).raise_for_status()
    answer = await page(leader, "/programme/online", unit="33", period="2022", lang="vi")
    assert answer.status_code == 200, answer.text
    shown = " ".join(unescape(answer.text).split())
    for said in (
        "Tỉnh Hưng Yên", "98,6", "591.643 / 600.057", "mục tiêu 80 %", "filed_online@1", "online_766@1",
        "full_services@2", "chưa có số liệu", "có số liệu nhập từ báo cáo", "Tính lúc", "Cách tính",
    ):  # fmt: skip
        assert said in shown, said
    [link] = re.findall(r'href="/api/v1/(programme/online-rate[^"]+)"', shown)
    assert dict((await leader.get(link)).raise_for_status().json())["rates"][0]["rate"]["percent"] == 98.6
    [picture] = re.findall(r'src="(/programme/online.svg[^"]+)"', shown)
    chart = await page(leader, picture)
    assert (chart.status_code, chart.headers["content-type"]) == (200, "image/svg+xml")
    assert "2022-05" in chart.text
    kept = re.findall(r'<option value="(\w+)"', shown)
    assert kept == ["filed_online", "online_766", "full_services"]


async def test_a_page_shows_its_reader_their_own_and_no_other_unit(people: People) -> None:
    own = await people.who("officer:chutich.phohien")
    assert "Phường Phố Hiến" in (await page(own, "/programme/online")).text
    for path in (f"/programme/{name}" for name in ("online", "online.svg", "work-files", "work-files.svg")):
        assert (await page(own, path, unit="33")).status_code == 403
        assert (await page(own, path, period="8/2026")).status_code == 422


async def test_work_files_stand_on_their_own_page_by_tier_with_goals_and_sources(people: People) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    lines = [
        {"unit": unit, "day": day, "content": {"closed": 100, "online": online}}
        for unit, day, online in (
            ("33.SNV", "2025-05-01", 90), ("323", "2025-05-01", 80), ("33.SNV", "2025-08-01", 91),
        )
    ]  # fmt: skip
    sent = {"kind": "work_files", "document": "Báo cáo", "lines": lines}
    (await leader.post("registers", json=sent)).raise_for_status()
    answer = await page(leader, "/programme/work-files", unit="33", period="2025", lang="vi")
    assert answer.status_code == 200, answer.text
    shown = " ".join(unescape(answer.text).split())
    for said in (
        "mục tiêu 90 %", "mục tiêu 80 %", "mục tiêu 60 %", "Từ tháng 07/2025 không còn cấp huyện", "work_online@2",
        "không có cấp này", "chưa có số liệu", "80 / 100", "cơ quan gửi", "Tính lúc", "Cách tính",
    ):  # fmt: skip
        assert said in shown, said
    assert "filed_online" not in shown, "the rates are not to be mixed"
    assert re.findall(r'<option value="(work_online[.\w]+)"', shown) == [
        f"work_online.{tier}" for tier in ("province", "district", "commune")
    ]
    [link] = re.findall(r'href="/api/v1/(programme/online-rate[^"]+)"', shown)
    assert (await leader.get(link)).raise_for_status().json()["kind"] == "work"
    [picture] = re.findall(r'src="(/programme/work-files.svg[^"]+)"', shown)
    assert "cấp huyện" in (await page(leader, picture)).text

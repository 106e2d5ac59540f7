"""Each table of the programme comes as a file that says what its page says, to whoever reads the page."""

import csv
import io
import re
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import get_args

import httpx2
import pytest

from api.services.vietnam.tables import Name
from domain.base.calendar import VIETNAM
from domain.dossier.acts import ENGINE
from domain.vietnam.programme.importing import PlanFile
from infra.local.people import Json, People
from infra.vietnam.entries import ROADMAP, ProvinceEntries
from tests.support.door import Books, Door, problem_of

EXAMPLE = Path(__file__).parents[4] / "examples" / "programme" / "programme-33.json"
PARQUET = "application/vnd.apache.parquet"
TABLES = "programme/tables"
LEADER, SPECIALIST = "officer:lanhdao.hungyen", "officer:canbo.snvhungyen"


def lines(answer: httpx2.Response) -> list[dict[str, str]]:
    assert answer.raise_for_status().headers["content-type"] == "text/csv; charset=utf-8"
    return [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))]


async def table(people: People, who: str, name: str, **params: str) -> list[dict[str, str]]:
    return lines(await (await people.who(who)).get(f"{TABLES}/{name}", params=params))


@pytest.fixture(autouse=True)
async def seeded(books: Books) -> None:
    plan = PlanFile.model_validate_json(EXAMPLE.read_bytes())
    await ProvinceEntries(books.database).add(ROADMAP, [*plan.entries()], datetime.now(VIETNAM), ENGINE)


@pytest.mark.parametrize("name", get_args(Name))
async def test_a_table_is_a_file_named_by_what_it_is_of(people: People, name: str) -> None:
    leader = await people.who(LEADER)
    answer = await leader.get(f"{TABLES}/{name}")
    lines(answer)
    assert f'filename="{name}-33-20' in answer.headers["content-disposition"]
    asked = await leader.get(f"{TABLES}/{name}", headers={"Accept": PARQUET})
    assert (asked.headers["content-type"], asked.content[:4]) == (PARQUET, b"PAR1")


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("tasks", {"tasks"}),
        ("timeline", {"tasks"}),
        ("models", {"models", "measurements"}),
        ("targets", {"targets", "measurements"}),
        ("online", {"online"}),
        ("work-files", {"work-files"}),
        ("three-haves", {"three-haves"}),
        ("eid", {"eid"}),
        ("savings?by=unit", {"savings"}),
    ],
)
async def test_each_page_leads_to_its_table_as_it_shows_it(people: People, page: str, names: set[str]) -> None:
    leader = await people.who(LEADER)
    address = str(leader.http.base_url).partition("/api")[0] + f"/programme/{page}"
    async with httpx2.AsyncClient(timeout=None) as http:
        shown = (await http.get(address, headers=leader.headers)).raise_for_status().text
    found = [unescape(link) for link in re.findall(rf'href="/api/v1/({TABLES}/[^"]+)"', shown)]
    assert {re.split("[/?]", link)[2] for link in found} == names
    assert len(found) == 2 * len(names), "CSV and Parquet"
    for link in found:
        assert (await leader.get(link)).status_code == 200, link


async def test_tasks_and_models_are_those_of_their_reader_and_unknown_is_empty(people: People) -> None:
    specialist = await people.who(SPECIALIST)
    for kind in ("tasks", "models", "targets"):
        told: list[Json] = (await specialist.get(f"programme/{kind}")).raise_for_status().json()["items"]
        rows = await table(people, SPECIALIST, kind)
        assert [row["no"] for row in rows] == [one["no"] for one in told]
        assert {row["lead_code"] for row in rows} <= {"33.SNV"}
        assert len(await table(people, LEADER, kind)) > len(rows)
    task, *_ = await table(people, SPECIALIST, "tasks")
    assert {"state", "to_judge", "due"} <= set(task)
    assert not {"effective", "goal", "evidence", "version"} & set(task)
    models = {row["no"]: row for row in await table(people, LEADER, "models", at="2026-09-29")}
    assert [models["1"][name] for name in ("effective", "effective_since", "value")] == ["", "", ""]
    assert models["29"]["effective"] == "False"
    measured = [
        row for row in await table(people, LEADER, "measurements") if (row["kind"], row["no"]) == ("models", "1")
    ]
    assert [(row["day"], row["held"], row["value"], row["counts"]) for row in measured] == [
        ("2026-06-30", "True", "", "True"),
        ("2026-09-30", "True", "", "True"),
    ]


async def test_rates_by_month_are_those_of_programs_and_what_is_not_known_is_no_zero(people: People) -> None:
    leader = await people.who(LEADER)
    line = {"unit": "33", "day": "2020-05-01", "content": {"online": 591_643, "direct": 8_414}}
    sent = {"kind": "channels", "document": "Báo cáo", "lines": [line]}
    (await leader.post("registers", json=sent)).raise_for_status()
    rows = await table(people, LEADER, "online", period="2020")
    asked = {"kind": "service", "unit": "33", "period": "2020"}
    told = (await leader.get("programme/online-rate", params=asked)).raise_for_status().json()
    assert [row["month"] for row in rows] == [month["month"] for month in told["months"] for _ in month["rates"]]
    may = [row for row in rows if (row["month"], row["rate_definition"]) == ("2020-05", "filed_online@1")]
    assert [(row["rate_percent"], row["rate_denominator"], row["imported"]) for row in may] == [
        ("98.6", "600057.0", "True")
    ]
    assert {row["rate_percent"] for row in rows if row["rate_definition"] == "online_766@1"} == {""}


async def test_who_leads_nothing_gets_their_offices_items_and_nobodys_rates(people: People) -> None:
    specialist, commune = await people.who(SPECIALIST), await people.who("officer:chutich.phohien")
    for name in ("online", "work-files", "three-haves", "eid", "savings"):
        assert problem_of(await specialist.get(f"{TABLES}/{name}"), 403, "wrong-role")
        assert problem_of(await commune.get(f"{TABLES}/{name}", params={"unit": "33"}), 403, "out-of-reach")
    [own] = await table(people, "officer:chutich.phohien", "eid")
    assert own["unit_code"] == "11953", "which has no areas below it"


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("tasks", {"unit": "33"}),
        ("eid", {"period": "2026"}),
        ("online", {"at": "2026-01-01"}),
        ("online", {"by": "unit"}),
    ],
)
async def test_what_a_table_is_not_told_apart_by_is_refused_and_named(
    people: People, door: Door, name: str, asked: dict[str, str]
) -> None:
    leader = await people.who(LEADER)
    told = await door.refuses(leader, 422, "unacceptable", f"{TABLES}/{name}", "GET", params=asked)
    assert next(iter(asked)) in told["title"]
    await door.refuses(leader, 422, "no-period", f"{TABLES}/savings", "GET", params={"period": "8/2026"})
    await door.refuses(leader, 422, "not-yet", f"{TABLES}/tasks", "GET", params={"at": "2099-01-01"})

"""Each table of the screens comes as a file, to those who see the screen; facts tell of one's own units alone."""

import csv
import io
from typing import get_args

import httpx2
import pytest

from api.services.province.downloads import Name
from infra.db.province_tables import ProvinceFactsRow
from infra.local.people import People
from tests.support.door import problem_of

PARQUET = "application/vnd.apache.parquet"


def lines(answer: httpx2.Response) -> list[dict[str, str]]:
    assert answer.raise_for_status().headers["content-type"] == "text/csv; charset=utf-8"
    return [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))]


@pytest.mark.parametrize("name", get_args(Name))
async def test_a_screen_is_a_file_for_whoever_sees_it(people: People, name: str) -> None:
    leader, desk = await people.who("officer:lanhdao.hungyen"), await people.who("officer:tiepnhan.phohien")
    answer = await leader.get(f"ioc/tables/{name}")
    lines(answer)
    assert f'filename="{name}-33-' in answer.headers["content-disposition"]
    asked = await leader.get(f"ioc/tables/{name}", headers={"Accept": PARQUET})
    assert (asked.headers["content-type"], asked.content[:4]) == (PARQUET, b"PAR1")
    assert problem_of(await desk.get(f"ioc/tables/{name}"), 403, "wrong-role")


async def test_the_map_says_in_its_file_what_it_says_on_the_screen(people: People) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    told = (await leader.get("ioc/map")).raise_for_status().json()
    rows = lines(await leader.get("ioc/tables/map", params={"format": "csv"}))
    assert [row["unit_code"] for row in rows] == [one["unit"]["code"] for one in (*told["places"], *told["others"])]
    assert {(row["period"], row["on_time_definition"]) for row in rows} == {(told["period"], "on_time@2")}
    assert {row["definitions"] for row in rows} == {"map_colours@1 received@1"}
    assert {row["on_time_percent"] for row in rows if row["on_time_denominator"] == "0"} <= {""}, "no zero"


async def test_facts_are_those_of_ones_own_units(people: People) -> None:
    leader = await people.who("officer:chutich.phohien")
    answer = await leader.get("ioc/facts")
    assert {row["competent"] for row in lines(answer)} <= {"11953"}
    names = answer.content.decode("utf-8-sig").partition("\r")[0].split(",")
    facts = [column.name for column in ProvinceFactsRow.__table__.c if column.name != "changed_at"]
    assert names == facts, "and nothing of whom they are about"
    assert problem_of(await leader.get("ioc/facts", params={"unit": "33"}), 403, "out-of-reach")


async def test_everybody_gets_what_everybody_reads_and_nothing_of_few(people: People) -> None:
    rows = lines(await people.api.get("open-figures/table"))
    assert {row["definition"] for row in rows} >= {"on_time@2", "online@1"}
    assert {row["definition"] for row in rows} >= {"under_way@1", "due_today@1", "late@1", "settled_on_day@1"}
    told = [row for row in rows if not row["hidden"] and not row["definition"].startswith("index")]
    counts = [row[name] for row in told for name in ("numerator", "denominator") if row[name]]
    assert counts
    assert not [one for one in counts if int(one) % 5]
    kept_back = [row for row in rows if row["hidden"]]
    assert not [row for row in kept_back if row["numerator"] or row["denominator"] or row["percent"]], "no zero"

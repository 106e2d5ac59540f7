"""Official figures are kept as they came and differ visibly from our own; the index goes from month to month."""

import csv
from io import StringIO

from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.local.people import Caller, Json, People
from tests.support.door import Books, problem_of

OFFICIAL = "index/766/official"
MARCH = "2022-03-01T09:00:00+07:00"
ASKED = {"unit": "33", "period": "2021-08"}
RAW = '{ "data" : [ {"indexCode":"PETITION_PROCESSING_ON_TIME","score":5.98}, {"indexCode":"ON_TIME","score":18.10} ] }'

KEPT_DAY = text("""
    INSERT INTO index_days (day, unit, procedure, metric, period, version, numerator, denominator, as_of)
    VALUES ('2021-08-02', '33', '', '2.1', '2021-08', 'test', 3, 4, now()) ON CONFLICT DO NOTHING
""")


async def of(people: People, who: str) -> Caller:
    return await people.who(f"officer:{who}")


async def test_official_figures_are_kept_byte_for_byte_and_compared(people: People, books: Books) -> None:
    leader, kept = await of(people, "lanhdao.hungyen"), {"kind": "petitions", "document": "Sổ"}
    span = {"unit": "33", "first": "2021-08-01", "last": "2021-08-31"}
    (await leader.post("registers", json=kept | {"whole": [span]})).raise_for_status()
    assert problem_of(await leader.get(OFFICIAL, params=ASKED | {"period": "2021-07"}), 404, "not-found")
    headers = leader.headers | {"Content-Type": "application/json"}
    params = ASKED | {"document": "Cổng DVCQG"}
    answer = await leader.http.post(OFFICIAL, params=params, headers=headers, content=RAW)
    told: Json = answer.raise_for_status().json()
    rows = {row["id"]: row for row in told["metrics"]}
    petitions = rows["5.2"]
    assert (petitions["official"], petitions["own"], petitions["difference"], petitions["differs"]) == (
        5.98,
        6,
        -0.02,
        True,
    )
    assert (rows["2.1"]["official"], rows["2.1"]["own"], rows["2.1"]["differs"]) == (18.1, None, False)
    assert rows["1.1"]["official"] is None
    stored = await books.database.execute(
        ENGINE, text("SELECT content->>'raw' FROM register_entries WHERE subject = '33/2021-08'")
    )
    assert stored.scalars().all() == [RAW]


async def test_official_figures_are_entered_by_the_province_and_must_be_some(people: People) -> None:
    leader, other = await of(people, "lanhdao.hungyen"), await of(people, "lanhdao.snvhungyen")
    params = ASKED | {"document": "x"}
    right, wrong = {"code": "ON_TIME", "score": 18}, {"code": "ON_TIME", "score": 99}
    assert problem_of(
        await other.http.post(OFFICIAL, params=params, headers=other.headers, json=right), 403, "wrong-role"
    )
    refused = await leader.http.post(OFFICIAL, params=params, headers=leader.headers, json=wrong)
    assert problem_of(refused, 422, "nothing-official")


async def test_the_index_goes_from_month_to_month(people: People) -> None:
    leader = await of(people, "lanhdao.hungyen")
    told = (await leader.get("index/766/trend", params={"unit": "33", "months": 3})).raise_for_status().json()
    assert len(told["months"]) == 3
    assert [one["period"] for one in told["months"]] == sorted(one["period"] for one in told["months"])
    assert set(told["months"][0]["groups"]) >= {"publication", "progress"}
    commune = await of(people, "chutich.phohien")
    refused = await commune.get("index/766/trend", params={"unit": "33"})
    assert problem_of(refused, 403, "out-of-reach")


async def test_a_metric_is_given_as_it_was_counted_each_day_to_whoever_leads(people: People, books: Books) -> None:
    await books.database.execute(ENGINE, KEPT_DAY)
    leader, commune = await of(people, "lanhdao.hungyen"), await of(people, "chutich.phohien")
    asked = {"unit": "33", "metric": "2.1", "since": "2021-08-01"}
    told = (await leader.get("index/766/days", params=asked)).raise_for_status().json()
    assert [(day["day"], day["percent"]) for day in told["days"][:1]] == [("2021-08-02", 75.0)]
    assert problem_of(await commune.get("index/766/days", params=asked), 403, "out-of-reach")
    unknown = await leader.get("index/766/days", params=asked | {"metric": "9.9"})
    assert problem_of(unknown, 404, "not-found")


async def test_petitions_are_shown_by_what_they_are_about_and_the_newest_entry_of_each_counts(people: People) -> None:
    leader, commune = await of(people, "lanhdao.hungyen"), await of(people, "chutich.phohien")
    lines = [
        {"unit": unit, "content": {"code": code, "klass": klass, "received_at": MARCH, "refused_at": MARCH}}
        for unit, code, klass in (("33", "A", "conduct"), ("33", "A", "regulation"), ("33.SNV", "B", "conduct"))
    ]
    sent = {"kind": "petitions", "document": "Sổ", "lines": lines}
    (await leader.post("registers", json=sent)).raise_for_status()
    asked = {"unit": "33", "period": "2022-03"}
    told = (await leader.get("registers/petitions", params=asked)).raise_for_status().json()
    assert (told["received"], told["repeated"]) == (2, 0)
    assert told["classes"] == {"conduct": 1, "procedure": 0, "regulation": 1, "other": 0}
    assert [(one["metric"], one["percent"]) for one in told["shares"]] == [("5.2", 100.0), ("5.3", 100.0)]
    assert [one["first_day"] for one in told["open"]] == [0, 6, 16, 31]
    assert problem_of(await commune.get("registers/petitions", params=asked), 403, "out-of-reach")
    file = (await leader.get("ioc/tables/petitions", params=asked | {"format": "csv"})).raise_for_status().text
    rows = {(row["counted"], row["of"]): row for row in csv.DictReader(StringIO(file.removeprefix("\ufeff")))}
    assert {(kind, of): row["petitions"] for (kind, of), row in rows.items() if kind in ("received", "repeated")} == {
        ("received", ""): "2",
        ("received", "conduct"): "1",
        ("received", "procedure"): "0",
        ("received", "regulation"): "1",
        ("received", "other"): "0",
        ("repeated", ""): "0",
    }
    for one in told["shares"]:
        row = rows["share", one["metric"]]
        said = (row["petitions"], row["denominator"], float(row["percent"]))
        assert said == (f"{one['numerator']}", f"{one['denominator']}", one["percent"])
    assert [row["petitions"] for (kind, _), row in rows.items() if kind == "open"] == [
        f"{one['open']}" for one in told["open"]
    ]

"""The index by programs: what was counted beside each point, what nobody counts as null, and no other's figures."""

from infra.local.people import Json, People
from tests.support.door import Door, problem_of

INDEX = "index/766"


async def asked(people: People, who: str, **params: str) -> Json:
    answer = await (await people.who(f"officer:{who}")).get(INDEX, params=params)
    return dict(answer.raise_for_status().json())


async def test_the_index_says_what_was_counted_and_null_where_nobody_counts(people: People, door: Door) -> None:
    told = await asked(people, "lanhdao.hungyen", unit="33", period="2026")
    assert (told["unit"]["code"], told["period"], told["version"]) == ("33", "2026", "766-2022.3")
    metrics = {metric["id"]: metric for group in told["groups"] for metric in group["metrics"]}
    assert metrics["1.1"]["score"] is None
    assert metrics["1.1"]["numerator"] is None
    assert metrics["2.1"]["mark"] == "K"
    assert metrics["3.5"]["score"] is None
    assert "national database" in metrics["3.5"]["unknown"]
    assert all(metric["how"] for metric in metrics.values())
    assert [name for name, metric in metrics.items() if (metric["score"] is None) != bool(metric["unknown"])] == []
    assert sum(group["max"] for group in told["groups"]) == 100
    assert told["band"] is None
    assert told["known"] < 100


async def test_a_leader_is_refused_the_figures_of_another_office(people: People) -> None:
    leader = await people.who("officer:chutich.phohien")
    params = {"unit": "11983", "period": "2026-11"}
    assert problem_of(await leader.get(INDEX, params=params), 403, "out-of-reach")


async def test_what_is_no_period_or_no_unit_is_told_with_its_cure(people: People) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    assert problem_of(await leader.get(INDEX, params={"unit": "33", "period": "11/2026"}), 422, "no-period")
    assert problem_of(await leader.get(INDEX, params={"unit": "336", "period": "2026-11"}), 422, "no-such-unit")

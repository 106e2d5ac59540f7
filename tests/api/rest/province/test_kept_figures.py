"""A kept figure is the same next year, with its table, for those whose unit it is, and says how it differs today."""

from datetime import UTC, date, datetime

from domain.dossier.acts import ENGINE
from domain.province.kept_figures import FIGURES, KeptFigure, Line
from infra.local.people import People
from infra.vietnam.entries import ProvinceEntries
from infra.vietnam.figures import KeptFigures
from tests.support.door import Books, problem_of

FIGURE = {"figure": "on_time", "period": "2026-11"}
KEPT, OPEN = "kept-figures", "open-figures/kept"


def of_last_year(version: int) -> KeptFigure:
    """What nobody would count today."""
    definition, _ = FIGURES["online"]
    table = (Line(office="11953", title="Phường Phố Hiến", numerator=30, denominator=40),)
    return KeptFigure(
        figure="online", definition=f"online@{version}", title=definition.title, how=definition.how, mark="F",
        unit="11953", unit_title="Phường Phố Hiến", period="2021-05", day=date(2026, 1, 1),
        as_of=datetime(2026, 1, 1, tzinfo=UTC), numerator=30, denominator=40, table=table,
    )  # fmt: skip


async def kept(books: Books, figure: KeptFigure) -> str:
    await KeptFigures(ProvinceEntries(books.database)).keep(figure, figure.as_of, ENGINE)
    return figure.id


async def test_what_is_kept_is_what_is_told_and_has_one_address(people: People) -> None:
    leader = await people.who("officer:chutich.phohien")
    first, again = [(await leader.post("ioc/figures", json=FIGURE)).raise_for_status().json() for _ in range(2)]
    assert first["figure"]["definition"] == "on_time@2"
    assert first["id"] == again["id"] or first["as_of"] != again["as_of"]
    told = (await leader.get(f"ioc/figures/{first['id']}")).raise_for_status().json()
    assert {name: told[name] for name in ("figure", "table", "as_of")} == {
        name: first[name] for name in ("figure", "table", "as_of")
    }
    assert sum(row["denominator"] for row in told["table"]) == told["figure"]["denominator"]


async def test_it_stays_as_it_was_and_says_how_it_differs_today(people: People, books: Books) -> None:
    one = await kept(books, of_last_year(1))
    told = (await (await people.who("officer:lanhdao.hungyen")).get(f"ioc/figures/{one}")).raise_for_status().json()
    assert (told["figure"]["percent"], told["table"][0]["percent"]) == (75.0, 75.0)
    now = told["now"]
    assert (now["figure"]["percent"], now["numerator"], now["denominator"]) == (None, -30, -40)
    assert (now["points"], now["redefined"]) == (None, False), "nothing to count is not zero"


async def test_what_is_computed_otherwise_today_says_so(people: People, books: Books) -> None:
    one = await kept(books, of_last_year(0))
    told = (await (await people.who("officer:chutich.phohien")).get(f"ioc/figures/{one}")).raise_for_status().json()
    assert (told["figure"]["definition"], told["now"]["redefined"]) == ("online@0", True)


async def test_those_see_it_whose_unit_it_is(people: People, books: Books) -> None:
    one = await kept(books, of_last_year(1))
    other, desk = await people.who("officer:lanhdao.snvhungyen"), await people.who("officer:tiepnhan.phohien")
    assert problem_of(await other.get(f"ioc/figures/{one}"), 404, "not-found")
    assert problem_of(await desk.get(f"ioc/figures/{one}"), 403, "wrong-role")
    refused = await other.post("ioc/figures", json=FIGURE | {"unit": "33"})
    assert problem_of(refused, 403, "out-of-reach")


async def test_the_index_and_the_programme_are_kept_by_programs_as_files_too(people: People) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    for name, period in (("index_766", "2026-11"), ("index_766.3.5", "2026-11"), ("tasks_done", "")):
        body = {"figure": name, "unit": "33", "period": period}
        first = (await leader.post(KEPT, json=body)).raise_for_status().json()
        told = (await leader.get(f"{KEPT}/{first['id']}")).raise_for_status().json()
        assert {key: told[key] for key in ("figure", "table", "as_of")} == {
            key: first[key] for key in ("figure", "table", "as_of")
        }
        file = (await leader.get(f"{KEPT}/{first['id']}/table")).raise_for_status()
        assert file.text.splitlines()[0].startswith("\ufeffid,period,as_of")
        assert problem_of(await leader.get(f"ioc/figures/{first['id']}"), 404, "not-found")


async def test_a_unit_s_figures_are_listed_with_what_became_of_each_and_everybody_s_without_what_was_taken_back(
    people: People, books: Books
) -> None:
    figures = [of_last_year(1).model_copy(update={"period": f"2019-0{month}"}) for month in (1, 2, 3)]
    private, public, back = [await kept(books, one) for one in figures]
    leader = await people.who("officer:chutich.phohien")
    for one in (public, back):
        (await leader.post(f"{KEPT}/{one}/publication")).raise_for_status()
    (await leader.post(f"{KEPT}/{back}/withdrawal", json={"reason": "Nhầm kỳ"})).raise_for_status()
    told = (await leader.get(KEPT)).raise_for_status().json()
    stand = {one["id"]: one["published"] and one["published"]["published"] for one in told["items"]}
    assert [stand[one] for one in (private, public, back)] == [None, True, False]
    assert told["unit"]["code"] == "11953"
    assert [one["id"] for one in told["items"] if one["id"] in (private, public, back)] == [back, public, private]
    shown = (await people.api.get(OPEN)).raise_for_status().json()["items"]
    assert {one["id"] for one in shown} & {private, public, back} == {public}
    assert all("officer" not in one["published"] for one in shown)
    province = await people.who("officer:lanhdao.hungyen")
    over = (await province.get(KEPT, params={"unit": "11953"})).raise_for_status().json()
    assert {private, public, back} <= {one["id"] for one in over["items"]}


async def test_nobody_lists_what_another_unit_keeps(people: People, books: Books) -> None:
    await kept(books, of_last_year(1))
    other, desk = await people.who("officer:lanhdao.snvhungyen"), await people.who("officer:tiepnhan.phohien")
    assert problem_of(await other.get(KEPT, params={"unit": "11953"}), 403, "out-of-reach")
    assert problem_of(await desk.get(KEPT), 403, "wrong-role")
    assert (await other.get(KEPT)).raise_for_status().json()["items"] == []


async def test_what_is_published_is_read_without_an_account_until_it_is_taken_back(
    people: People, books: Books
) -> None:
    one, leader = await kept(books, of_last_year(1)), await people.who("officer:chutich.phohien")
    assert problem_of(await people.api.get(f"{OPEN}/{one}"), 404, "not-found")
    (await leader.post(f"{KEPT}/{one}/publication")).raise_for_status()
    answer = (await people.api.get(f"{OPEN}/{one}")).raise_for_status()
    assert (answer.json()["figure"]["numerator"], answer.json()["figure"]["value"]) == (30, 75.0)
    assert answer.headers["cache-control"] == "public, max-age=300"
    known = {"If-None-Match": answer.headers["etag"]}
    assert (await people.api.get(f"{OPEN}/{one}", headers=known)).status_code == 304
    file = (await people.api.get(f"{OPEN}/{one}/table")).raise_for_status()
    assert len(file.text.splitlines()) == 3
    back = await leader.post(f"{KEPT}/{one}/withdrawal", json={"reason": "Kỳ này chưa đủ số liệu"})
    assert back.raise_for_status().json()["published"]["reason"] == "Kỳ này chưa đủ số liệu"
    for path in (f"{OPEN}/{one}", f"{OPEN}/{one}/table"):
        gone = await people.api.get(path, headers=known)
        assert "Kỳ này chưa đủ số liệu" in problem_of(gone, 410, "taken-back")["title"]
        assert gone.headers["cache-control"] == "no-store"

"""Every role by every way in, as `docs/access.md` tells it: that table is what is run, on the real app and database."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import text

from api.services.views import ROOT
from domain.base.law import Role
from infra.local.people import People
from tests.support.routes import parameters
from tests.system.access.setting import CITIZENS, OF_ANOTHER, OF_THE_OFFICE, STREAMS, Setting
from tests.system.access.ways import FOR_PROGRAMS, UNITS, way

TABLE = Path(__file__).parents[3] / "docs" / "access.md"
ROW = re.compile(r"^\| `((?:GET|POST|PUT) \S+)` \| ([^|]*?) ?\| ([^|]*) \|$", re.MULTILINE)
GROUPS = {
    "citizens": CITIZENS,
    "the office": tuple(OF_THE_OFFICE),
    "another office": (*OF_ANOTHER, "province leader", "clinic desk"),
    "unknown": ("nobody", "expired", "elsewhere", "forger"),
    "representatives": ("director", "colleague"),
    "signers": ("platform", "agency"),
}
REST = "everybody else"


@dataclass(frozen=True)
class Row:
    """A way in, the object it leads to, and what each hears who goes it."""

    route: str
    about: str
    told: str
    page: bool

    def expected(self, everybody: set[str]) -> dict[str, int | str]:
        """Give the status for everybody; each is named once, or all who are not named together."""
        said: dict[str, int | str] = {}
        for part in self.told.split(";"):
            status, _, names = part.strip().partition(" ")
            for name in (name.strip() for name in names.split(",")):
                for who in [*(everybody - set(said))] if name == REST else GROUPS.get(name, (name,)):
                    assert who in everybody, f"{self.route}: nobody is called {who}"
                    assert who not in said, f"{self.route}, {self.about}: {who} is named twice"
                    said[who] = status if status == "login" else int(status)
        assert set(said) == everybody, f"{self.route}, {self.about}: not named: {everybody - set(said)}"
        return said


ROWS = [
    Row(route, about, told, page)
    for part, page in zip(TABLE.read_text().split("\n## Pages\n"), (False, True), strict=True)
    for route, about, told in ROW.findall(part)
]
OWN = [row for row in ROWS if row.about not in UNITS]
"""Whose figures are asked for changes who is told, not how."""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{'page ' * row.page}{row.route} {row.about}".strip())
async def test_each_hears_what_the_table_says(setting: Setting, row: Row) -> None:
    expected = row.expected(set(setting.callers))
    heard = {who: await setting.status(who, **way(row.route, row.about, setting, row.page)) for who in expected}
    assert heard == expected


LOOKED = {"looks", "officers", "sessions"}
"""What a look leaves behind: who looked, whose name that is, and when a session was last used or a login begun."""
CHANGES = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del AS changes FROM pg_stat_xact_user_tables"
"""Of this connection, those of acts before that the database has not counted elsewhere yet among them."""
LOOKS = [row for row in OWN if row.route.startswith("GET ") and not row.route.endswith(STREAMS)]


@pytest.mark.parametrize("row", LOOKS, ids=lambda row: f"{'page ' * row.page}{row.route} {row.about}".strip())
async def test_who_only_looks_changes_nothing(setting: Setting, row: Row) -> None:
    going = way(row.route, row.about, setting, row.page)
    for who in ("applicant", "desk", "leader", "operator"):
        assert await changed(setting, who, row.page, going) <= LOOKED


async def test_who_acts_changes_what_is_counted_here(setting: Setting) -> None:
    going = way("POST /dossiers/{code}/withdrawal", "filed", setting)
    assert await changed(setting, "applicant", False, going) >= {"dossiers", "events", "outbox"}


async def changed(setting: Setting, who: str, page: bool, going: dict[str, Any]) -> set[str]:
    """Go a way, name the tables in which it changed anything, and take that back."""
    headers = (setting.browsers if page else setting.callers)[who]
    sent = {name: value for name, value in going.items() if name in ("method", "params", "json")}
    async with setting.database.taken_back():
        before = await _changes(setting)
        await setting.http.request(url=going["path"], headers=headers, **sent)
        after = await _changes(setting)
    return {name for name, changes in after.items() if changes > before.get(name, 0)}


async def _changes(setting: Setting) -> dict[str, int]:
    return {row.relname: row.changes for row in await setting.database.held.execute(text(CHANGES))}


def test_every_route_of_the_door_stands_in_the_table(setting: Setting) -> None:
    ways = [route for route in iter_route_contexts(setting.app.routes) if route.path]
    routes = {
        (f"{method} {str(route.path).removeprefix(ROOT)}", not str(route.path).startswith((ROOT, *FOR_PROGRAMS)))
        for route in ways
        for method in route.methods or ()
        if method != "HEAD"
    }
    assert routes == {(row.route, row.page) for row in ROWS}


def test_what_is_asked_of_a_unit_stands_in_the_table_of_another_office_and_of_the_province_too(
    setting: Setting,
) -> None:
    of_a_unit = {
        (f"GET {path.removeprefix(ROOT)}", not path.startswith((ROOT, *FOR_PROGRAMS)))
        for route in iter_route_contexts(setting.app.routes)
        if "GET" in (route.methods or ()) and "unit" in parameters(route)[1] and (path := str(route.path))
    }
    told = {way: {row.about for row in ROWS if (row.route, row.page) == way} for way in of_a_unit}
    assert len(of_a_unit) > len(UNITS)
    assert [way for way, about in told.items() if "of nothing" not in about and not UNITS.keys() < about] == []


def test_every_role_stands_in_the_table() -> None:
    assert set(OF_THE_OFFICE.values()) | {Role.APPLICANT, Role.OPERATOR} == set(Role)
    told = TABLE.read_text()
    assert [role for role in Role if f"| {role} |" not in told] == []


async def test_what_was_done_for_the_table_left_nothing_behind(setting: Setting, people: People) -> None:
    asked = way("GET /dossiers/{code}", "agreed", setting)
    done = way("POST /tasks/{task}/decision", "agreed", setting)
    for _ in range(2):
        assert await setting.status("desk", **done) == 200
    answer = await people.api.get(asked["path"].lstrip("/"), headers=setting.callers["desk"])
    assert answer.json()["status"]["code"] == 1

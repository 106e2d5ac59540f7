"""Who may not see a thing learns nothing of whether it is there: the same answer, for the same queries."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from api.app import create_app
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.api.inside import calling

NO_CODE, NO_TASK = "000.01.00.H31-990101-9999", "0" * 24
WAYS = [
    ("GET", "dossiers/{code}"),
    ("GET", "dossiers/{code}/events"),
    ("GET", "dossiers/{code}/form"),
    ("GET", "dossiers/{code}/proof"),
    ("GET", "dossiers/{code}/forms/01"),
    ("GET", "dossiers/{code}/documents/00"),
    ("POST", "dossiers/{code}/withdrawal"),
    ("POST", "dossiers/{code}/confirmation"),
    ("POST", "dossiers/{code}/payments"),
    ("POST", "dossiers/{code}/stop"),
    ("GET", "tasks/{task}"),
    ("POST", "tasks/{task}/claim"),
    ("POST", "tasks/{task}/decision"),
]
BODIES: dict[str, Json] = {"decision": {"decision": "accept"}, "stop": {"reason": "x"}}


@pytest.fixture(scope="module")
async def app(house: LocalHouse) -> AsyncIterator[FastAPI]:
    """A front door in this process, whose queries can be read."""
    opened = create_app(house.settings())
    async with opened.router.lifespan_context(opened):
        yield opened


@pytest.mark.parametrize(("method", "path"), WAYS)
async def test_what_is_not_theirs_and_what_is_not_there_cost_and_say_the_same(
    app: FastAPI, people: People, mother: Caller, couple: Json, stranger: Caller, method: str, path: str
) -> None:
    code = await people.file(mother, couple)
    task = (await people.task(await people.who("officer:tiepnhan.phohien"), code))["id"]
    who = await people.who("officer:chutich.vangiang") if "task" in path or "stop" in path else stranger
    said, queries = [], []
    engine = app.state.container.journal.database.engine.sync_engine

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        queries.append(statement)

    async with calling(app) as http:
        await http.get("dossiers", headers=who.headers)  # whoever comes for the first time is noted by name
        event.listen(engine, "before_cursor_execute", note)
        for values in ({"code": code, "task": task}, {"code": NO_CODE, "task": NO_TASK}):
            queries.clear()
            body = BODIES.get(path.rpartition("/")[2], {})
            sent: Json = {"json": body} if method == "POST" else {}
            answer = await http.request(method, path.format_map(values), headers=who.headers, **sent)
            said.append((answer.status_code, answer.text, list(queries)))
        event.remove(engine, "before_cursor_execute", note)
    assert said[0][0] == 404
    assert said[0] == said[1]

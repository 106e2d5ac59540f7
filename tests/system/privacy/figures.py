"""All that is counted of a province, in every way in which it is told: its routes are walked, new ones too."""

import subprocess
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import duckdb
import httpx2
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.services.views import ROOT
from infra.local.people import Caller, Json
from tests.support.routes import parameters

OF_FIGURES = (
    *("/figures", "/programme", "/open-figures", "/warehouse/v1/datasets", "/warehouse/v1/quality"),
    *(f"{ROOT}/{part}" for part in ("ioc", "index", "programme", "kept-figures", "open-figures", "registers")),
    *(f"{ROOT}/{part}" for part in ("cleaning/summary", "clinic/measures")),
)
"""Below which figures are told."""
NOT_WALKED = {
    "/warehouse/v1/datasets/{dataset}/rows": "by an agency's token alone; of people, to whom they agreed to",
    "/warehouse/v1/datasets/papers/rows": "the same",
    "/warehouse/v1/datasets/facts/rows": "by an agency's token alone: the rows of the published files, searched here",
    "/warehouse/v1/datasets/units/rows": "by an agency's token alone: the list of units",
    "/warehouse/v1/datasets/open/rows": "by an agency's token alone: what everybody reads at /open-figures",
    f"{ROOT}/programme/documents/{{id}}": "the report once it is signed, searched as it is printed before",
}
NOTHING_THERE = {f"{ROOT}/index/766/official"}
"""Where nothing is told before somebody enters it."""
STREAMS = ("/live", "/stream")
"""Ways that go on telling: their first message is read."""


def ways(app: FastAPI, known: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each way and what is asked there: every table by its name, and as each kind of file.

    What a new parameter may be has to stand among what is ``known``, by its name or by its route and name; nothing is
    not asked.
    """
    for route in iter_route_contexts(app.routes):
        path = str(route.path)
        if "GET" not in (route.methods or ()) or not path.startswith(OF_FIGURES) or path in NOT_WALKED:
            continue
        inside, asked = _parameters(route)
        values = {name: _values(path, name, field, known) for name, field in (inside | asked).items()}
        for one in product(*values.values()):
            said = dict(zip(values, one, strict=True))
            yield path.format(**said), {name: said[name] for name in asked if said[name]}


def _parameters(route: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Those of a path, and those that have to be asked or say of what and as which file."""
    inside, asked = parameters(route)
    wanted = ("unit", "period", "format")
    return inside, {name: info for name, info in asked.items() if info.is_required() or name in wanted}


def _values(path: str, name: str, field: Any, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if found := known.get(f"{path} {name}") or known.get(name):
        return found
    choices = tuple(str(one) for one in get_args(field.annotation) if one)
    assert choices, f"{path}: say in `known` what {name} may be, or in NOT_WALKED why nobody needs to look"
    return choices


async def told(app: FastAPI, leader: Caller, known: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What a leader is told there, in words, by its address."""
    found, refused = dict[str, str](), list[str]()
    door = str(leader.http.base_url).partition(ROOT)[0]
    async with httpx2.AsyncClient(base_url=door, headers=leader.headers, timeout=60) as http:
        for path, asked in ways(app, known):
            address = str(httpx2.URL(path, params=asked))
            if path.endswith(STREAMS):
                found[address] = await _first(http, path, asked)
                continue
            answer = await http.get(path, params=asked)
            if answer.status_code != (404 if path in NOTHING_THERE else 200):
                refused.append(f"{address}: {answer.status_code} {answer.text[:300]}")
            found[address] = in_words(answer.headers["content-type"], answer.content)
    assert not refused, "\n".join(refused)
    return found


async def _first(http: httpx2.AsyncClient, path: str, asked: Json) -> str:
    async with http.stream("GET", path, params=asked) as answer:
        assert answer.status_code == 200, path
        async for line in answer.aiter_lines():
            if line.startswith("data:"):
                return unescape(line)
    raise AssertionError(f"{path} told nothing")


def in_words(kind: str, content: bytes) -> str:
    """What an answer says: rows of a Parquet file, the text of a PDF, what a page or chart shows."""
    match kind.partition(";")[0]:
        case "application/vnd.apache.parquet":
            with TemporaryDirectory() as folder, duckdb.connect() as engine:
                file = Path(folder) / "table.parquet"
                file.write_bytes(content)
                table = engine.read_parquet(str(file))
                return f"{table.columns}\n{table.fetchall()}"
        case "application/pdf":
            read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
            return " ".join(read.stdout.decode().split())
        case "text/html" | "image/svg+xml":
            return unescape(content.decode())
        case "text/csv" | "application/json" | "application/problem+json":
            return content.decode()
    raise AssertionError(f"nobody said how {kind} is read")

"""What the API tells of itself to programs (OpenAPI 3.1)."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.schemas.problems import Problem

TITLE = "Motcua"
DESCRIPTION = """\
The one door: file an application, follow it, decide on it.

- **Who calls** is said by a bearer token of the OpenID Connect provider; the catalogue, the journals'
  published heads and the check of a document alone are open to everyone.
- **Filing is done once**: the same `Idempotency-Key` with the same body gets the same answer again.
- **Every "no"** is a problem document (RFC 9457) with a stable `type`, in Vietnamese or English (`Accept-Language`).
- **429** means that you came too often: wait `Retry-After` seconds.
- **503** means that a part of the system is down: send the same again after `Retry-After` seconds.
- **Lists** come in pages; `next` is the cursor of the page that follows.
"""
MEANINGS = {
    400: "The request cannot be read.",
    401: "No token, or one that does not hold.",
    403: "Not this person's to do.",
    404: "Nothing of that name that this person may see.",
    409: "No longer, or not yet, possible.",
    410: "What it said of people was erased, or it was taken back.",
    413: "Too large.",
    422: "The content cannot be accepted.",
    429: "Too often; come again after `Retry-After` seconds.",
    431: "Too many or too long headers.",
    503: "A part of the system is down; try again.",
}
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


ANYWHERE = (400, 429, 431)
"""What the guards before every route may answer."""


def told(*statuses: int, on_a_page: bool = False) -> dict[int | str, dict[str, Any]]:
    """Document the problems that a route answers with; some tell people of them ``on_a_page``."""
    page: dict[str, Any] = {"text/html": {}} if on_a_page else {}
    return {status: {"description": MEANINGS[status], "content": PROBLEM | page} for status in statuses}


def file_of(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Document a route that answers with a file."""
    return {200: {"description": "The file.", "content": {media_type: {} for media_type in media_types}}}


def stream_of(media_type: str, words: str) -> dict[int | str, dict[str, Any]]:
    """Document a route that, if asked so, answers with a stream beside its JSON."""
    return {200: {"content": {media_type: {"schema": {"type": "string", "description": words}}}}}


def describe(app: FastAPI) -> None:
    """Let the application's schema hold the problem document too."""

    def schema() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            schemas = made["components"]["schemas"]
            problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= problem.pop("$defs") | {"Problem": problem}
            for way in (way for ways in made["paths"].values() for way in ways.values()):
                way["responses"] = {str(status): told(status)[status] for status in ANYWHERE} | way["responses"]
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = schema  # type: ignore[method-assign]

"""What was sent when its sender had to log in first waits in the page that says so, for them alone to send again.

The tab holds it and nothing else does. Who logged out by themselves left no mark of whose it was, and nothing is held.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from api.container import container_of
from api.http.cross_site import from_own_page
from api.http.files import counted
from api.http.page_owner import MARKED, WHOSE, SomebodyElses
from api.http.problems import Unauthenticated, read_by_people, refused
from api.web import every
from api.web.login import BACK
from api.web.show import show
from domain.base.refusals import Refusal, StepUp

LONGEST = 512 * 1024
"""Characters that a page holds: what a request without files may bring."""
MOST_FILES, MOST_FIELDS = 20, 2000

WHO_FIRST = (Unauthenticated, StepUp, SomebodyElses)
"""Refusals that end with a login."""


async def held(request: Request, error: Exception) -> Response:
    """Refuse; of what a page of ours sent, hold every field in the answer."""
    assert isinstance(error, Refusal)  # noqa: S101 - registered for it
    said, whose = refused(request, error), request.query_params.get(WHOSE) or request.cookies.get(MARKED)
    ours = from_own_page(request.headers, container_of(request).settings.public_url)
    if request.method != "POST" or not whose or not ours or not read_by_people(request):
        return said
    try:
        posted = await _read(request)
    except (Refusal, HTTPException):
        return said
    texts = [(name, value) for name, value in posted.multi_items() if isinstance(value, str)]
    if sum(len(name) + len(value) for name, value in texts) > LONGEST:
        return said
    again = "" if isinstance(error, Unauthenticated) else "again=true&"
    page: dict[str, Any] = {"title": error.words, "texts": texts, "files": _files(posted)}
    page |= {"to": request.url.include_query_params(**{WHOSE: whose}), "login": f"/login?{again}next={quote(BACK)}"}
    return show(request, "held", None, said.status_code, unknown_reader=True, **page)


async def _read(request: Request) -> FormData:
    """Read the form; where files come in, no more of it than one file may have."""
    if request.url.path in every.FILES:
        request = counted(request, container_of(request).uploads.limit)
    return await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)


def _files(posted: FormData) -> Iterable[tuple[str, list[str]]]:
    """The fields in which files came, and what those were called: they have to be chosen again."""
    names: dict[str, list[str]] = {}
    for field, file in posted.multi_items():
        if isinstance(file, UploadFile) and file.filename:
            names.setdefault(field, []).append(file.filename)
    return names.items()

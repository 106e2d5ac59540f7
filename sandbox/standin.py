"""What every stand-in starts from."""

from collections.abc import Callable

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from sandbox.answers import Refused, page
from sandbox.faults import Switchboard, controls
from sandbox.middleware import Faults
from sandbox.registers.agreements import Agreements


def new_app(
    title: str, about: str | Callable[[], str], agreements: Agreements | None = None, over_http: bool = True
) -> FastAPI:
    """A service that says it is a stand-in and fails on demand; `about` is HTML, a register has its agreements."""
    app = FastAPI(title=f"{title} (stand-in)", docs_url=None, redoc_url=None)
    board = app.state.board = Switchboard()
    app.state.agreements = agreements or {}
    app.add_middleware(Faults, board=board, owner=app, over_http=over_http)
    app.add_exception_handler(Refused, _refused)
    app.include_router(controls(board))

    @app.get("/", include_in_schema=False)
    async def front() -> Response:
        return page(title, about() if callable(about) else about)

    return app


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refused)  # noqa: S101
    return refusal.answer

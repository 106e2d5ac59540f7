"""The front door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from api import openapi, problems
from api.body_limit import BodyLimit
from api.house import open_house
from api.request_log import RequestLog
from api.routes import agencies, dossiers, journal, payments, procedures, results, tasks, track, uploads, verify
from api.views import ROOT
from infra.settings import Settings
from infra.telemetry import Telemetry

BODY_LIMIT = 512 * 1024
"""Bytes of a request that brings no file."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the API; settings come from the environment unless given."""
    chosen = settings or Settings()
    telemetry = Telemetry(chosen, service="motcua-api")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_house(chosen) as house:
            app.state.house = house
            telemetry.watch_database(house.journal.database.engine)
            yield
        telemetry.close()

    app = FastAPI(
        title=openapi.TITLE,
        description=openapi.DESCRIPTION,
        version="1",
        lifespan=lifespan,
        openapi_url=f"{ROOT}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    openapi.describe(app)
    problems.install(app)
    app.add_middleware(BodyLimit, limit=BODY_LIMIT, unless=(f"{ROOT}/uploads", "/verify"))
    app.add_middleware(RequestLog)
    for router in (procedures, uploads, dossiers, journal, payments, agencies, tasks, results, verify, track):
        app.include_router(router.router)
    app.include_router(health)
    telemetry.watch_api(app)
    return app


health = APIRouter()


@health.get("/health", include_in_schema=False)
async def alive() -> dict[str, str]:
    """Say that the door is open."""
    return {"status": "open"}

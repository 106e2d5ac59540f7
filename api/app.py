"""The front door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from api import problems
from api.house import open_house
from api.routes import dossiers, procedures, results, tasks, uploads
from infra.settings import Settings
from infra.telemetry import Telemetry


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

    app = FastAPI(title="Motcua", version="1", lifespan=lifespan, openapi_url="/api/v1/openapi.json", docs_url=None)
    problems.install(app)
    for router in (procedures, uploads, dossiers, tasks, results):
        app.include_router(router.router, prefix="/api/v1")
    app.include_router(health)
    telemetry.watch_api(app)
    return app


health = APIRouter()


@health.get("/health", include_in_schema=False)
async def alive() -> dict[str, str]:
    """Say that the door is open."""
    return {"status": "open"}

"""The front door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from api.container import open_container
from api.http import openapi, problems
from api.http.bodies import Bodies
from api.http.cors import CodecOrigin
from api.http.cross_site import OwnPages
from api.http.headers import Headers
from api.http.packing import Packing
from api.http.rates import RateLimit, Rates
from api.http.request_log import RequestLog
from api.rest import (
    agencies,
    batches,
    cards,
    codec,
    dossiers,
    journal,
    lookups,
    offices,
    operations,
    payments,
    procedures,
    province,
    results,
    slips,
    tasks,
    uploads,
    vietnam,
)
from api.schemas.health import Health
from api.services.vietnam.portal_intake import PortalIntake
from api.services.views import ROOT
from api.web import every, verify
from api.web.held import WHO_FIRST, held
from api.web.refusals import problem_page
from infra.runtime.background import running
from infra.runtime.languages import LANGUAGES, Languages
from infra.runtime.settings import NOT_THE_APIS, Settings
from infra.runtime.telemetry import Telemetry
from infra.vietnam.exchange import load_codes

BODY_LIMIT = 512 * 1024
"""Bytes of a request that brings no file."""
SIGNED = (f"{ROOT}/agencies/", f"{ROOT}/payments/callback")
"""What comes with a signature over it instead of a token."""
FILES = (f"{ROOT}/uploads", f"{ROOT}/scans", "/verify", "/warehouse/v1/verification", *every.FILES)
"""Where files come in."""


def create_app(settings: Settings | None = None, languages: Languages = LANGUAGES) -> FastAPI:
    """Build the API; settings come from the environment unless given."""
    chosen = settings or Settings().refuse_others(*NOT_THE_APIS)
    telemetry = Telemetry(chosen, service="motcua-api")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_container(chosen) as container:
            app.state.container = container
            telemetry.watch_database(container.journal.database.engine)
            intake = PortalIntake(container, container.province.portal_filings, load_codes(chosen.facts))
            async with running(intake.run()):
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
    app.state.problem_page, app.state.languages = problem_page, languages
    for refusal in WHO_FIRST:
        app.add_exception_handler(refusal, held)
    _guard(app, chosen)
    if chosen.temporal_ui_origin:
        app.add_middleware(CodecOrigin, prefix=codec.router.prefix, origin=chosen.temporal_ui_origin)
    filing = (procedures, slips, uploads, cards, dossiers, lookups)
    for router in (*filing, journal, payments, agencies, tasks, batches, results, offices, operations, codec, verify):
        app.include_router(router.router)
    for programs in (*province.ROUTERS, *vietnam.ROUTERS):
        app.include_router(programs)
    for web in every.ROUTERS:
        app.include_router(web)
    app.include_router(health)
    telemetry.watch_api(app)
    return app


def _guard(app: FastAPI, settings: Settings) -> None:
    """Put the guards before every route; who is named last is met first."""
    app.state.https = settings.environment == "production"
    app.state.rates = rates = Rates.of(settings)
    app.add_middleware(Packing)
    app.add_middleware(Bodies, limit=BODY_LIMIT, files=FILES, signed=SIGNED)
    app.add_middleware(OwnPages, home=settings.public_url)
    app.add_middleware(RateLimit, rates=rates, settings=settings, uploads=FILES)
    app.add_middleware(Headers, https=app.state.https)
    app.add_middleware(RequestLog)


health = APIRouter()


@health.get("/health", include_in_schema=False)
async def alive() -> Health:
    """Say that the door is open."""
    return Health()

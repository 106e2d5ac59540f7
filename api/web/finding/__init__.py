"""Finding a procedure, one's documents, who looked at one's data."""

from fastapi import APIRouter

from api.web.finding import documents, lookups, procedures

router = APIRouter()
for part in (procedures, documents, lookups):
    router.include_router(part.router)

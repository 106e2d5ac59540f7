"""What stands on the national portal, for operators: how far each dossier, what keeps it, and a day's books."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime

from api.container import Tools
from api.http.cursors import PAGE, Cursor, following, position
from api.http.openapi import told
from api.rest.codec import Operator
from api.schemas.vietnam.sync import (
    DeclinedView,
    DeclineIn,
    DifferenceView,
    FiledAgainView,
    FilingState,
    PortalFilingPage,
    PortalFilingView,
    PublicationTaskPage,
    PublicationTaskView,
    ReconciliationView,
    RetriedView,
    State,
    StatesView,
    SyncPage,
    SyncView,
)
from api.services.views import ROOT

router = APIRouter(prefix=f"{ROOT}/sync", tags=["sync"], responses=told(401, 403, 503))

EVER = datetime(1, 1, 1, tzinfo=UTC)
Since = Annotated[AwareDatetime | None, Query(description="What changed at this moment or later; with its zone.")]


FilingId = Annotated[str, Path(alias="id", description="Of a filing of the portal, as it is listed.")]


@router.get("", responses=told(422))
async def syncs(
    who: Operator, tools: Tools, state: State | None = None, since: Since = None, cursor: Cursor = ""
) -> SyncPage:
    """List what changed, oldest first."""
    begins = position(cursor, since or EVER)
    found = await tools.province.portal.told(state or "", begins, PAGE, who.actor)
    last = found[-1] if found else None
    return SyncPage(
        items=[SyncView.model_validate(one.model_dump()) for one in found],
        next=following(len(found), last.changed_at, last.dossier) if last else None,
    )


@router.get("/filings", responses=told(422))
async def filings(
    who: Operator, tools: Tools, state: FilingState | None = None, since: Since = None, cursor: Cursor = ""
) -> PortalFilingPage:
    """List what people filed on the portal by what became of it here, what changed first."""
    begins = position(cursor, since or EVER)
    found = await tools.province.portal_filings.told(state or "", begins, PAGE, who.actor)
    last = found[-1] if found else None
    return PortalFilingPage(
        items=[PortalFilingView.model_validate(one.model_dump() | {"dossier": one.dossier or None}) for one in found],
        next=following(len(found), last.changed_at, last.id) if last else None,
    )


@router.post("/filings/{id}/retry", responses=told(404, 422))
async def file_again(filing: FilingId, who: Operator, tools: Tools) -> FiledAgainView:
    """Have a filing of the portal filed again at once, or its sender told again that it was declined."""
    await tools.province.portal_filings.retry(filing, who.actor)
    return FiledAgainView(id=filing)


@router.post("/filings/{id}/decline", responses=told(404, 409, 422))
async def decline(filing: FilingId, sent: DeclineIn, who: Operator, tools: Tools) -> DeclinedView:
    """Decline a filing of the portal for what keeps it, in the law's words: its sender hears of it there."""
    await tools.province.portal_filings.decline(filing, sent.why, who.actor)
    return DeclinedView(id=filing)


@router.get("/publications", responses=told(422))
async def publications(
    who: Operator, tools: Tools, state: Literal["open", "closed"] | None = None, cursor: Cursor = ""
) -> PublicationTaskPage:
    """List what of the procedures' publication on the portal is to be put right, as it was found night by night."""
    after = position(cursor, EVER)[1]
    number = int(after) if after.isdecimal() else 0
    found = await tools.province.publication_tasks.told(state or "", number, PAGE, who.actor)
    last = found[-1] if found else None
    return PublicationTaskPage(
        items=[PublicationTaskView.model_validate(one, from_attributes=True) for one in found],
        next=following(len(found), last.found_at, str(last.number)) if last else None,
    )


@router.post("/{code}/retry", responses=told(404, 422))
async def retry(code: str, who: Operator, tools: Tools) -> RetriedView:
    """Have a dossier told to the portal again at once."""
    await tools.province.portal.retry(code, who.actor)
    return RetriedView(dossier=code)


@router.get("/reconciliation", responses=told(422))
async def reconciliation(who: Operator, tools: Tools, day: date) -> ReconciliationView:
    """Hold a day's dossiers against what the portal has confirmed."""
    portal = tools.province.portal
    found, differ = await portal.reconciled(day, who.actor), await portal.differences(who.actor)
    return ReconciliationView(
        day=day.isoformat(),
        filed=found.filed,
        states=StatesView.model_validate(found.by_state),
        behind=found.behind,
        differed=found.differed,
        catalogue=[DifferenceView.model_validate(one, from_attributes=True) for one in differ],
    )

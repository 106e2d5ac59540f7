"""Who looked at whose data, as people are told: what registers were asked or told, and what officers opened."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Select,
    Text,
    bindparam,
    cast,
    column,
    func,
    null,
    or_,
    select,
    table,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.dossier.acts import Actor
from infra.db.database import Database
from infra.db.tables import DossierRow, EventRow, constant
from infra.reads.queues import PAGE

Listing = Select[*tuple[Any, ...]]
LOOKUPS = table(
    "lookups", *map(column, ("dossier", "seq", "at", "register", "found", "look", "procedure", "competent"))
)
"""The view of what registers were asked or told about the reader, in whatever dossier."""
OPENED = table("officer_looks", *map(column, ("dossier", "seq", "at", "procedure", "agency", "opened", "roles"))).c
"""The view of what officers opened of dossiers that are the reader's, or are about them."""
BY_OFFICERS = select(
    OPENED.dossier,
    OPENED.seq,
    OPENED.at,
    null(),
    null(),
    null(),
    OPENED.procedure,
    OPENED.agency,
    OPENED.opened,
    OPENED.roles,
)
NOT_OPENED = tuple(cast(null(), ARRAY(Text)).label(name) for name in ("opened", "roles"))
SHARING = table(
    "shared_looks",
    *map(column, ("number", "at", "consumer", "act", "dataset", "purpose", "basis", "fields", "refused")),
)
"""The view of what others asked of the shared data about the reader."""
SHARED = select(
    constant("").label("dossier"),
    SHARING.c.number.label("seq"),
    SHARING.c.at,
    SHARING.c.consumer.label("register"),
    (SHARING.c.refused == constant("")).label("found"),
    func.jsonb_build_object(
        *(constant("query"), SHARING.c.dataset, constant("fields"), func.to_jsonb(SHARING.c.fields)),
        *(constant("why"), SHARING.c.purpose, constant("basis"), SHARING.c.basis),
        *(constant("act"), SHARING.c.act),
    ).label("look"),
    constant("").label("procedure"),
    constant("").label("competent"),
    *NOT_OPENED,
)
"""What others asked of the shared data about the reader, or brought: in no dossier of ours."""
CODE, WHAT = bindparam("code", type_=Text), bindparam("what", type_=Text)
OF_EVENTS = (
    select(
        EventRow.dossier,
        EventRow.seq,
        EventRow.at,
        EventRow.act["agency"].astext.label("register"),
        cast(EventRow.act["found"].astext, Boolean).label("found"),
        EventRow.act["look"].label("look"),
        DossierRow.procedure,
        DossierRow.competent,
        *NOT_OPENED,
    )
    .join(DossierRow, DossierRow.code == EventRow.dossier)
    .where(EventRow.dossier == CODE, func.jsonb_exists(EventRow.act, constant("look")))
)


def _listing(*asked: Listing, of_one: bool) -> Listing:
    looks = union_all(*asked, BY_OFFICERS).subquery("looks")
    place = (looks.c.at, looks.c.dossier, looks.c.seq)
    after = tuple_(*place) < tuple_(bindparam("at"), bindparam("before"), bindparam("seq"))
    theirs = looks.c.dossier == CODE if of_one else CODE.in_([constant(""), looks.c.dossier])
    of_kind = or_(constant("") == WHAT, (constant("opened") == WHAT) == looks.c.look.is_(None))
    return select(looks).where(theirs, of_kind, after).order_by(*(one.desc() for one in place)).limit(PAGE)


ABOUT_ME = _listing(select(LOOKUPS, *NOT_OPENED), SHARED, of_one=False)
"""The looks about the reader, in one dossier if it is named."""
OF_DOSSIER = _listing(OF_EVENTS, of_one=True)
"""All looks of a dossier that the reader sees."""


async def listed(
    database: Database,
    reader: Actor,
    listing: Listing,
    size: int,
    place: tuple[datetime, str, int],
    code: str,
    what: str,
) -> Sequence[Any]:
    """A page of a list of looks, the newest first, after a place in it."""
    at, before, seq = place
    asked = {"code": code, "what": what, "at": at, "before": before, "seq": seq, "page": size}
    return (await database.execute(reader, listing, asked)).all()

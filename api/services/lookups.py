"""Who looked at whose data, at agencies or in the dossier: for whom it was about, and for who sees the dossier.

Of an officer who opened something office and role are told, not the name: whom the law lets know it asks the office.
"""

from datetime import datetime
from typing import Any, Literal

from api.http.cursors import LAST, PAGE, following, position
from api.http.problems import Malformed
from api.schemas.base import Coded, Named, ProcedureName
from api.schemas.lookups import AskedLook, Ground, LookPage, OpenedLook, RegisterReceipt, SharedLook
from api.services.views import ROOT, ViewTools
from domain.base.law import Role
from domain.base.words import Words, plain
from domain.dossier import acts, keys
from domain.dossier.access_log import OPENED
from domain.dossier.acts import Actor
from domain.dossier.journal import Entry
from domain.dossier.state import Dossier
from domain.dossier.view import ROLES
from domain.province.warehouse import WAREHOUSE
from domain.registers.lookups import CONSENT, DUTY, LookUp
from domain.registers.registry import Registry
from domain.statute.offices import Offices, UnknownOffice
from domain.vietnam.labels import field_words
from infra.identity.oidc import Identity
from infra.journal.journal import Journal
from infra.reads import lookups
from infra.reads.lookups import Listing

What = Literal["", "opened", "asked"]
"""Of which kind: everything, what officers opened, what was asked of registers or told to them."""


async def page_of(
    listing: Listing, code: str, cursor: str, reader: Actor, tools: ViewTools, locale: str, what: What = ""
) -> LookPage:
    """A page of a list of looks, in the reader's language; about a dossier alone, of a kind alone, where named."""
    rows = await lookups.listed(tools.journal.database, reader, listing, PAGE, _place(cursor), code, what)
    items = [_line(row, tools, locale) for row in rows]
    last = rows[-1] if rows else None
    return LookPage(items=items, next=following(len(rows), last.at, f"{last.dossier}/{last.seq}") if last else None)


async def take_back(code: str, query: str, who: Identity, journal: Journal) -> Dossier:
    """Take back the consent to a kind of look-up: from now on nothing is looked up on it in this dossier."""
    entry = Entry(key=keys.consent_withdrawn(query), act=acts.ConsentWithdrawn(query=query))
    return await journal.act(code, entry, who.actor)


def _place(cursor: str) -> tuple[datetime, str, int]:
    at, name = position(cursor, LAST)
    dossier, _, seq = name.rpartition("/")
    if not (seq.isdecimal() and len(seq) < 19) and name:
        raise Malformed("Con trỏ trang không hợp lệ.", "This cursor is not one of ours.")
    return at, dossier, int(seq or 0)


def _line(row: Any, tools: ViewTools, locale: str) -> OpenedLook | AskedLook | SharedLook:
    if not row.dossier:
        return _shared(row, tools, locale)
    procedure = tools.procedures.get(row.procedure)
    title = procedure.title.in_(locale) if procedure else row.procedure
    common: dict[str, Any] = {
        "at": row.at,
        "dossier": row.dossier,
        "procedure": ProcedureName(code=row.procedure, title=title),
        "by": _body(row.competent, tools.offices),
    }
    if row.look is None:
        return OpenedLook(
            **common,
            what="opened",
            roles=[ROLES[Role(role)].in_(locale) for role in row.roles],
            opened=[Named(name=name, words=OPENED[name].in_(locale)) for name in row.opened],
        )
    return _asked(row, common, tools.registry, locale)


def _body(office: str, offices: Offices) -> str:
    """Name an office; who runs the installation belongs to none of those that receive and decide."""
    try:
        return offices.office(office).body
    except UnknownOffice:
        return f"{offices.province.kind} {offices.province.name}"


BECAME: dict[str, Literal["shared", "brought", "corrected", "compared"]] = {
    "put": "brought",
    "recalled": "brought",
    "corrected": "corrected",
    "compared": "compared",
}
"""What stands in a line, by what was done."""
CLINIC = Words(vi="Cơ sở khám bệnh, chữa bệnh {}", en="Clinic {}")
"""Who received the reader as a patient, and asked whether the insurance pays."""


def _consumer(row: Any, tools: ViewTools) -> Words:
    if known := tools.registry.agencies.get(row.register):
        return known
    received = row.look["query"] == "insurance" and row.look["act"] == "asked"
    if not received:
        return plain(_body(row.register, tools.offices))
    # What has left the list by now is told by its code.
    name = tools.offices.clinics.get(row.register)
    return plain(name) if name else CLINIC.format(row.register)


def _shared(row: Any, tools: ViewTools, locale: str) -> SharedLook:
    look = row.look
    return SharedLook(
        what="fetched" if row.register == WAREHOUSE else BECAME.get(look["act"], "shared"),
        at=row.at,
        by=_consumer(row, tools).in_(locale),
        answered=row.found,
        dataset=look["query"],
        fields=look["fields"],
        why=look["why"],
        basis=look["basis"],
    )


def _asked(row: Any, common: dict[str, Any], registry: Registry, locale: str) -> AskedLook:
    look = LookUp.model_validate(row.look)
    register = registry.agency(row.register)
    asked = registry.queries.get(look.query)
    basis = asked.basis if asked else DUTY
    # As it was then: a ground that a query has since been given is not what was looked up on.
    words = (basis if basis.rests_on == look.rests_on else {"law": DUTY, "consent": CONSENT}[look.rests_on]).words
    here = f"{ROOT}/dossiers/{row.dossier}/consents/{look.query}/withdrawal"
    return AskedLook(
        **common,
        agency=Coded(code=row.register, words=register.in_(locale)),
        what="told" if look.told else "asked",
        found=row.found,
        fields=[Named(name=name, words=field_words(asked, name).in_(locale)) for name in look.fields],
        why=look.why,
        basis=Ground(rests_on=look.rests_on, words=words.in_(locale)),
        query=look.query,
        withdrawal=here if look.rests_on == "consent" else None,
        receipt=RegisterReceipt(**vars(look.receipt)) if look.receipt else None,
    )

"""Temporal's payloads for its own pages: an operator may look into them; each look is logged, and told to those meant.

The protocol is that of Temporal's remote codecs: ``{"payloads": […]}`` in, the same out.
"""

from collections.abc import Iterable
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.exceptions import ApplicationError

from api.container import Known, Tools
from api.http.openapi import told
from api.schemas.codec import PayloadsView
from domain.base.law import Role
from domain.base.refusals import Missing, Unacceptable, WrongRole
from domain.dossier.access_log import ENGINE_DATA
from infra.crypto.keys import KeyMissing, SealBroken
from infra.engine.codec import ENCODING, KEY_ID, SYSTEM, Codec
from infra.identity.oidc import Identity

log = structlog.get_logger()
router = APIRouter(prefix="/codec", include_in_schema=False, responses=told(401, 403, 404, 410, 422, 503))


class NoPayloads(Unacceptable):
    """The body is none of Temporal's payloads, or they were altered."""

    def __init__(self) -> None:
        super().__init__(
            "Dữ liệu gửi lên không đọc được.", "These are no payloads of Temporal's, or they were altered."
        )


async def only_operators(who: Known) -> Identity:
    """Let in who runs the installation."""
    if Role.OPERATOR not in who.actor.roles:
        raise WrongRole("Chức năng dành cho người vận hành hệ thống.", "This is for operators of the installation.")
    return who


Operator = Annotated[Identity, Depends(only_operators)]


@router.post("/decode")
async def decode(body: dict[str, Any], who: Operator, tools: Tools) -> PayloadsView:
    """Open payloads."""
    payloads = _read(body)
    sealed = [one for one in payloads.payloads if one.metadata.get("encoding") == ENCODING]
    dossiers = sorted({one.metadata[KEY_ID].decode(errors="replace") for one in sealed})
    # Before they are opened: who looks is known even where something breaks on the way.
    log.info("payloads_decoded", operator=who.actor.id, dossiers=dossiers, payloads=len(sealed))
    for dossier in dossiers:
        await tools.looks.note(dossier, who.actor, ENGINE_DATA)
    try:
        opened = await Codec(tools.journal.database, SYSTEM, who.actor).decode(payloads.payloads)
    except ApplicationError as gone:
        raise gone.__cause__ or gone from None
    except KeyMissing as missing:
        raise Missing("Không có khóa của hồ sơ này.", "There is no key of this dossier here.") from missing
    except SealBroken as broken:
        raise NoPayloads from broken
    return _shown(opened)


@router.post("/encode")
async def encode(body: dict[str, Any], who: Operator, tools: Tools) -> PayloadsView:
    """Seal what an operator types into Temporal's pages, under the system's key: it says of no dossier whose it is."""
    sealed = await Codec(tools.journal.database, SYSTEM, who.actor).encode(_read(body).payloads)
    return _shown(sealed)


def _shown(payloads: Iterable[Payload]) -> PayloadsView:
    return PayloadsView.model_validate(MessageToDict(Payloads(payloads=payloads)))


def _read(body: dict[str, Any]) -> Payloads:
    try:
        return ParseDict(body, Payloads(), ignore_unknown_fields=True)
    except ParseError as error:
        raise NoPayloads from error

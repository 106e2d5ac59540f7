"""Who reads: said to the database at the start of each transaction, whose policies then show what is theirs."""

from sqlalchemy import bindparam, case, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.law import Role
from domain.base.refusals import NotInService
from domain.dossier.acts import Actor
from infra.db.tables import OfficerOutRow, constant

# A token may outlive its officer's service: so each transaction asks for it, on the way that it goes anyhow.
IS_OUT = or_(OfficerOutRow.state == constant("ended"), OfficerOutRow.until > func.clock_timestamp())
OUT = select(case((IS_OUT, OfficerOutRow.state))).where(OfficerOutRow.officer == bindparam("officer"))
NEWEST = OUT.order_by(OfficerOutRow.number.desc()).limit(constant(1)).scalar_subquery()
SAID = ("motcua.actor", "motcua.person", "motcua.agency", "motcua.dossier", "motcua.operator")
"""As policies read it."""
READER = select(
    NEWEST, *(func.set_config(constant(name), bindparam(name.removeprefix("motcua.")), true()) for name in SAID)
)


async def introduce(connection: AsyncConnection, reader: Actor, dossier: str) -> None:
    """Say who reads; an agency names the one dossier it speaks of.

    Raises:
        NotInService: an officer who has left, or is away.
    """
    out = (await connection.execute(READER, _reader(reader, dossier))).scalar_one()
    if out == "ended":
        raise NotInService("Bạn không còn làm nhiệm vụ này.", "Your service has ended: this account acts no longer.")
    if out == "away":
        raise NotInService("Bạn đang được ghi là vắng mặt.", "You are entered as away: ask whoever entered it.")


def _reader(actor: Actor, dossier: str) -> dict[str, str]:
    return {
        "actor": actor.id,
        "person": actor.id if actor.applies else "",
        "agency": actor.agency if actor.kind == "officer" else "",
        "officer": actor.id if actor.kind == "officer" else "",
        # Only an agency is let in by the dossier that it names: people and officers see what is theirs.
        "dossier": dossier if actor.kind == "agency" else "",
        "operator": "yes" if actor.kind == "officer" and Role.OPERATOR in actor.roles else "",
    }

"""Who reads: said to the database at the start of each transaction, whose policies then show what is theirs."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.law import Role
from domain.base.refusals import NotInService
from domain.dossier.acts import Actor

# A token may outlive its officer's service: so each transaction asks for it, on the way that it goes anyhow.
READER = text("""
SELECT (SELECT CASE WHEN state = 'ended' OR until > clock_timestamp() THEN state END FROM officers_out
        WHERE officer = :officer ORDER BY number DESC LIMIT 1) AS out,
       set_config('motcua.actor', :actor, true), set_config('motcua.person', :person, true),
       set_config('motcua.agency', :agency, true), set_config('motcua.dossier', :dossier, true),
       set_config('motcua.operator', :operator, true)
""")


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

"""What the register of results says to whoever holds one: issued, recalled, replaced, and nothing of a person.

Numbers can be guessed. So nobody asks this who has not shown a code or a file that holds.
"""

from typing import TYPE_CHECKING

from sqlalchemy import Text, bindparam, func, select

from domain.dossier.acts import Actor
from domain.transparency.authenticity import Finding, Reason, Registered, of_code, of_file, refused
from infra.db.database import Database
from infra.documents.qr import QrError, QrKeys

if TYPE_CHECKING:
    from infra.verification.paper import Paper

ASKED = (bindparam("number", type_=Text), bindparam("sha256", type_=Text))
STANDING = select(func.result_standing(*ASKED).table_valued(*Registered.model_fields))
ANYBODY = Actor(kind="citizen", id="")


async def standing_of_code(text: str, keys: QrKeys, database: Database) -> Finding:
    """Judge a code."""
    try:
        claim = keys.read(text)
    except QrError as fault:
        return refused(fault.reason)
    return of_code(claim, await _registered(database, number=claim.number))


async def standing_of_file(paper: "Paper", database: Database) -> Finding:
    """Judge a file that was looked at."""
    over = paper.problem == Reason.PROOF_OVER
    if paper.problem and not over:
        return refused(paper.problem)
    registered = await _registered(database, sha256=paper.sha256)
    if registered is None and over:
        # What proves itself no longer is real only where the register knows it bit by bit.
        return refused(Reason.PROOF_OVER)
    if registered is None and paper.claim:
        registered = await _registered(database, number=paper.claim.number)
    return of_file(paper.sha256, paper.claim, registered)


async def _registered(database: Database, number: str | None = None, sha256: str | None = None) -> Registered | None:
    row = (await database.execute(ANYBODY, STANDING, {"number": number, "sha256": sha256})).mappings().first()
    return Registered(**row) if row else None

"""Codes by which somebody follows a dossier without an account: six digits to its contact, for ten minutes, five tries.

The front door asks for one and tries one by two functions of the database, since it may see neither the dossier nor its
code; it is asked for at most once a minute and ten times a day. The worker makes it at the moment of the first try of
its mail, and makes the same of the same message again: of a nonce that the front door cannot read and a key that lies
in no database. So the digits lie nowhere: what is kept is an HMAC of them.
"""

import secrets
from datetime import timedelta

from sqlalchemy import bindparam, func, select, update

from domain.dossier.acts import ENGINE, Actor
from infra.crypto.blind_index import BlindIndex
from infra.db.database import Database
from infra.db.tables import OneTimeCodeRow, constant

TOPIC = "one_time_code"
"""Of its notice in the outbox."""
DIGITS = 6
NOBODY = Actor(kind="citizen", id="")
ASK = select(func.ask_one_time_code(bindparam("code")))
TRY = select(func.try_one_time_code(bindparam("code"), bindparam("digest")))
IN_TIME = func.clock_timestamp() + timedelta(minutes=10)
HOLDS = (OneTimeCodeRow.digest != constant("")) & (OneTimeCodeRow.ends_at > func.clock_timestamp())
OF = OneTimeCodeRow.dossier == bindparam("code")
KNOWN = select(OneTimeCodeRow.message, OneTimeCodeRow.nonce, HOLDS.label("holds")).where(OF).with_for_update()
MADE = update(OneTimeCodeRow).where(OF).values(tries=0, ends_at=IN_TIME)


class OneTimeCodes:
    """Asks for codes, makes and tries them."""

    def __init__(self, database: Database, index: BlindIndex) -> None:
        self._database = database
        self._index = index

    async def ask(self, code: str) -> None:
        """Let one be sent, if there is such a dossier; whoever asks hears the same in any case."""
        await self._database.execute(NOBODY, ASK, {"code": code})

    async def made(self, message: int, code: str) -> str:
        """The digits that a message tells a dossier's contact, at each try the same; the code before holds no longer.

        Nothing, where they have ended, were used, or a newer message has told others.
        """
        async with self._database.transaction(ENGINE) as tx:
            known = (await tx.execute(KNOWN, {"code": code})).one()
            if known.message >= message:
                return self._digits(code, known.nonce) if known.message == message and known.holds else ""
            nonce = secrets.token_hex(16)
            digits = self._digits(code, nonce)
            await tx.execute(
                MADE, {"code": code, "message": message, "nonce": nonce, "digest": self._digest(code, digits)}
            )
        return digits

    async def tried(self, code: str, digits: str) -> Actor | None:
        """Give as whom somebody reads who has the right digits: whose contact they went to."""
        async with self._database.transaction(NOBODY) as tx:
            person = (await tx.execute(TRY, {"code": code, "digest": self._digest(code, digits)})).scalar_one()
        return Actor(kind="citizen", id=person) if person else None

    def _digits(self, code: str, nonce: str) -> str:
        return f"{int(self._index.of(f'{TOPIC}/made/{code}/{nonce}'), 16) % 10**DIGITS:0{DIGITS}}"

    def _digest(self, code: str, digits: str) -> str:
        return self._index.of(f"{TOPIC}/{code}/{digits}")

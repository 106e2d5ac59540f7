"""Who is logged in with which browser: the browser holds a secret of no meaning, the rest lies here, sealed.

A session ends when its person says so, when nobody came for a while, and at its limit, whoever comes; that of who comes
for an organisation no later than the token that said so. What somebody was about to do when they had to log in waits in
a session that is nobody's yet, and ends in minutes.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Double, Function, Interval, bindparam, delete, func, insert, select, true, update
from sqlalchemy.sql.dml import ReturningDelete

from domain.dossier.acts import ENGINE, Actor
from infra.crypto.keys import Wrapped
from infra.db.database import Database
from infra.db.tables import SessionRow, constant
from infra.identity.oidc import Identity

NOBODY = "nobody"
LOGGING_IN = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=1)
"""A page more often than this writes nothing."""
SAY = select(func.set_config("motcua.session", bindparam("name"), true()))
NOW: Function[datetime] = func.clock_timestamp()
LASTS, UNTIL = bindparam("lasts", type_=Interval), bindparam("until", type_=Double)
THIS = SessionRow.id == bindparam("session")
OWN = SessionRow.owner == bindparam("whose")
LIVE = (SessionRow.ends_at > NOW) & (SessionRow.seen_at > NOW - bindparam("idle", type_=Interval))
BEGIN = insert(SessionRow).values(ends_at=func.least(NOW + LASTS, func.to_timestamp(UNTIL)))
STALE = SessionRow.seen_at < NOW - SEEN_EVERY
LEFT = func.extract("epoch", SessionRow.ends_at - NOW).label("left")
FIND = select(SessionRow, STALE.label("stale"), LEFT).where(THIS, LIVE)
KEY = select(SessionRow.master, SessionRow.wrapped).where(THIS).with_for_update()
KEEP = update(SessionRow).where(THIS)
SEEN = update(SessionRow).where(THIS).values(seen_at=NOW)
END = delete(SessionRow).where(THIS)
LIST = select(SessionRow).where(OWN, LIVE).order_by(SessionRow.seen_at.desc()).limit(constant(50))
END_ALL = delete(SessionRow).where(OWN).returning(SessionRow.id)
END_ONE = delete(SessionRow).where(OWN, THIS).returning(SessionRow.id)
SWEEP = delete(SessionRow).where(SessionRow.ends_at < NOW - timedelta(hours=1))


@dataclass(frozen=True)
class Session:
    """What a browser that came stands for."""

    id: str
    who: Identity | None
    pending: dict[str, Any] = field(default_factory=dict)
    """What waits for a login: where it goes on, what proves that the answer is to our question. At a counter, once
    logged in: who stands there."""
    left: float = 0.0
    """Seconds until its limit, whoever comes."""
    device: str = ""
    """Browser and system, as roughly as its owner needs to know it again."""

    @property
    def news(self) -> str:
        """What is cried when it ends: of no use to who hears it."""
        return news_of(self.id)


@dataclass(frozen=True)
class Device:
    """Where somebody is logged in, as they are shown it."""

    id: str
    name: str
    """Browser and system; empty where it did not say."""
    organisation: str
    """The name of the one for which they came there."""
    began_at: datetime
    seen_at: datetime


class Sessions:
    """Keeps and finds sessions; ``idle`` and ``lasts`` say after how long they end, ``ended`` hears of each end."""

    def __init__(
        self, database: Database, idle: timedelta, lasts: timedelta, ended: Callable[[str], None] = lambda _: None
    ) -> None:
        self._database = database
        self._idle = idle
        self._lasts = lasts
        self._ended = ended

    async def begin(
        self,
        who: Identity | None,
        pending: dict[str, Any] | None = None,
        lasts: timedelta = LOGGING_IN,
        device: str = "",
    ) -> str:
        """Begin one, and give the secret that the browser is to hold; one that is nobody's ends after ``lasts``."""
        secret = secrets.token_urlsafe(32)
        name = name_of(secret)
        key, wrapped = await self._database.keys.make(_key(name))
        sealed = key.seal(_said(who, pending or {}, device), name)
        row: dict[str, Any] = {"id": name, "owner": owner_of(_holder(who)) if who else NOBODY, "sealed": sealed}
        row |= {"lasts": self._lasts if who else lasts, "master": wrapped.master, "wrapped": wrapped.key}
        # Who represents an organisation is the provider's to say, as often as its tokens end.
        row |= {"until": who.until if who and who.organisation and who.until else None}
        async with self._database.transaction(ENGINE) as tx:
            await tx.execute(SAY, {"name": name})
            await tx.execute(BEGIN, row)
        return secret

    async def find(self, secret: str, *, seen: bool = True) -> Session | None:
        """The session of who holds this secret, unless it has ended; they were not ``seen`` who did not come."""
        if not secret:
            return None
        name = name_of(secret)
        async with self._database.transaction(ENGINE) as tx:
            await tx.execute(SAY, {"name": name})
            if (row := (await tx.execute(FIND, {"session": name, "idle": self._idle})).one_or_none()) is None:
                return None
            if seen and row.stale:
                await tx.execute(SEEN, {"session": name})
        said = await self._opened(row)
        who = said["who"] and _identity(said["who"])
        return Session(name, who, said["pending"], float(row.left), said.get("device", ""))

    async def keep(self, session: Session, pending: dict[str, Any]) -> None:
        """Put other things beside who is logged in; what was there before is gone."""
        async with self._database.transaction(ENGINE) as tx:
            await tx.execute(SAY, {"name": session.id})
            row = (await tx.execute(KEY, {"session": session.id})).one_or_none()
            if row is None:
                return  # it ended meanwhile
            key = await self._database.keys.open(_key(session.id), Wrapped(row.master, row.wrapped))
            sealed = key.seal(_said(session.who, pending, session.device), session.id)
            await tx.execute(KEEP, {"session": session.id, "sealed": sealed})

    async def end(self, session: Session) -> None:
        """End it: the browser's secret opens nothing any more."""
        async with self._database.transaction(ENGINE) as tx:
            await tx.execute(SAY, {"name": session.id})
            await tx.execute(END, {"session": session.id})
        self._ended(session.news)

    async def devices(self, who: Identity) -> list[Device]:
        """Where a person is logged in now, for whomever they act there, the one that was used last first."""
        asked = {"whose": owner_of(_holder(who)), "idle": self._idle}
        found = []
        for row in (await self._database.execute(_holder(who), LIST, asked)).all():
            said = await self._opened(row)
            organisation = said["who"]["organisation_name"]
            found.append(Device(row.id, said.get("device", ""), organisation, row.began_at, row.seen_at))
        return found

    async def end_one(self, who: Identity, name: str) -> None:
        """End one session of a person, on whatever device; one that has ended, or is another's, is left alone."""
        await self._end_own(who, END_ONE, session=name)

    async def end_all(self, who: Identity) -> None:
        """End every session of a person, on whatever device."""
        await self._end_own(who, END_ALL)

    async def _end_own(self, who: Identity, ending: ReturningDelete[str], **named: str) -> None:
        ended = await self._database.execute(_holder(who), ending, {"whose": owner_of(_holder(who)), **named})
        for name in ended.scalars():
            self._ended(news_of(name))

    async def _opened(self, row: Any) -> Any:
        key = await self._database.keys.open(_key(row.id), Wrapped(row.master, row.wrapped))
        return json.loads(key.open(row.sealed, row.id))


async def swept(database: Database) -> None:
    """Forget sessions that ended."""
    await database.execute(ENGINE, SWEEP)


def owner_of(actor: Actor) -> str:
    """Name whose a session or a draft is, as the database's policy reads it."""
    return f"{'officer' if actor.kind == 'officer' else 'applicant'}:{actor.id}"


def _holder(who: Identity) -> Actor:
    """Say who sits there, whoever they act for: colleagues of an organisation do not log one another out."""
    return Actor(kind="citizen", id=who.person) if who.citizen else who.actor


def _said(who: Identity | None, pending: dict[str, Any], device: str) -> bytes:
    said = {"who": asdict(who) | {"actor": who.actor.model_dump(mode="json")} if who else None}
    return json.dumps(said | {"pending": pending, "device": device}).encode()


def _identity(said: dict[str, Any]) -> Identity:
    return Identity(**said | {"actor": Actor.model_validate(said["actor"])})


def name_of(secret: str) -> str:
    """What a session is called whose secret a browser holds: it opens nothing."""
    return sha256(secret.encode()).hexdigest()


def news_of(name: str) -> str:
    """What is cried when this session ends."""
    return f"session/{name}"


def _key(name: str) -> str:
    return f"session/{name}"

"""Receptions at clinics as they lie in the database: asked by the front door, settled by the worker."""

import asyncio
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Date,
    Interval,
    bindparam,
    cast,
    column,
    delete,
    exists,
    func,
    literal_column,
    select,
    table,
    update,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from domain.base.refusals import Conflict, Missing
from domain.dossier.acts import ENGINE, Actor
from domain.vietnam.cleaning import PROCEDURE
from domain.vietnam.clinic import ANSWERED, INSURED, KEPT, SAME_HOUR, SETTLES, Outcome, Wish
from domain.vietnam.queries.insurance import InsuredPersonOf
from infra.crypto.keys import Wrapped
from infra.db.clinic_tables import ClinicVisitRow as Row
from infra.db.database import Database
from infra.db.due import NOW, first_due, growing
from infra.db.tables import constant, one_of
from infra.db.warehouse_tables import ExchangeRow
from infra.journal.rounds import due

MANY = 20
"""Receptions that are settled at a time."""
LOOKS_EVERY = 0.2
"""Seconds between looks for an answer that somebody waits for."""
THIS = (Row.facility == bindparam("of"), Row.visit == bindparam("which"))
FIND = select(Row).where(*THIS)
UNSETTLED = (
    select(Row.visit, Row.asked_at)
    .where(Row.facility == bindparam("of"), Row.due_at.is_not(None))
    .order_by(Row.asked_at)
    .limit(50)
)
ENTER = (
    insert(Row).values(asked_at=NOW, due_at=NOW).on_conflict_do_nothing(constraint="uq_clinic_visits_facility_visit")
)
DUE = due(Row.due_at)
# Leased: whoever takes one has the pause to be done with it; from a second to five minutes.
LEASE = (
    update(Row)
    .where(Row.id.in_(first_due([Row.id], Row.due_at, MANY)))
    .values(
        tries=func.least(Row.tries + constant(1), constant(1000)),
        due_at=NOW + growing(Row.tries, 300) + timedelta(seconds=9),
    )
    .returning(Row)
)
OTHER = aliased(Row)
# The patient comes first; whoever brings a child is at another clinic for themself, too.
ELSEWHERE = exists().where(
    OTHER.about.overlap(Row.about),
    OTHER.about[constant(1)] == Row.about[constant(1)],
    OTHER.facility != Row.facility,
    OTHER.asked_at.between(Row.asked_at - SAME_HOUR, Row.asked_at + SAME_HOUR),
)
SETTLE = (
    update(Row)
    .where(Row.id == bindparam("one"), Row.due_at.is_not(None))
    .values(due_at=None, settled_at=NOW, elsewhere=ELSEWHERE)
)
NOTE = insert(ExchangeRow).values(act="asked", dataset="insurance", results=[])
# By another name than a reception: who reads it is told of the office that asked, and of no clinic.
NOTE_WISH = insert(ExchangeRow).values(act="asked", dataset=InsuredPersonOf.kind, results=[])
# Asked for by the patient, and of a difference alone; the first who sends it has sent it.
WISH = (
    update(Row)
    .where(*THIS, Row.outcome == constant("mismatch"), Row.wish == constant(""))
    .values(wish="asked", wished_at=NOW, wish_due_at=NOW)
)
WISHED = due(Row.wish_due_at)
LEASE_WISH = (
    update(Row)
    .where(Row.id.in_(first_due([Row.id], Row.wish_due_at, MANY)))
    .values(
        wish_tries=func.least(Row.wish_tries + constant(1), constant(1000)),
        wish_due_at=NOW + growing(Row.wish_tries, 86400) + timedelta(seconds=9),
    )
    .returning(Row)
)
GRANT_WISH = update(Row).where(Row.id == bindparam("one"), Row.wish_due_at.is_not(None)).values(wish_due_at=None)
FORGET = delete(Row).where(Row.asked_at < NOW - bindparam("kept", type_=Interval))
RECEPTIONS = table("clinic_receptions", *map(column, ("facility", "asked_at", "settled_at", "outcome"))).c
TOOK = func.extract("epoch", RECEPTIONS.settled_at - RECEPTIONS.asked_at)
SETTLED_BY_NOW = func.coalesce(RECEPTIONS.settled_at, NOW)
MEASURES = (
    select(
        RECEPTIONS.facility,
        func.count().label("asked"),
        func.count(RECEPTIONS.settled_at).label("settled"),
        func.count().filter(RECEPTIONS.outcome == one_of("answered")).label("matched"),
        func.count().filter(RECEPTIONS.asked_at + SETTLES < SETTLED_BY_NOW).label("late"),
        func.percentile_cont(0.5).within_group(TOOK).label("median"),
    )
    .where(RECEPTIONS.asked_at >= bindparam("begins"), RECEPTIONS.asked_at < bindparam("ends"))
    .group_by(RECEPTIONS.facility)
    .order_by(RECEPTIONS.facility)
)
MONTH = cast(func.date_trunc("month", func.timezone(literal_column("INTERVAL '7 hours'"), RECEPTIONS.asked_at)), Date)
BY_MONTH = (
    select(RECEPTIONS.facility, MONTH.label("month"), func.count().label("received"))
    .where(
        RECEPTIONS.asked_at >= bindparam("begins"),
        RECEPTIONS.asked_at < bindparam("ends"),
        RECEPTIONS.outcome == one_of("insured"),
    )
    .group_by(RECEPTIONS.facility, MONTH)
)


class OtherPatient(Conflict):
    """The visit is another person's already."""


@dataclass(frozen=True)
class Visit:
    """A reception, opened."""

    id: str
    facility: str
    visit: str
    about: tuple[str, ...]
    """The patient, and whoever brought them."""
    asked_at: datetime
    outcome: str
    elsewhere: bool
    receipt: str
    patient: Mapping[str, Any]
    answer: Mapping[str, Any] | None
    wish: str = ""
    wished_at: datetime | None = None

    @property
    def wish_code(self) -> str:
        """What registers know the wish by, where else a dossier has its code; it says nothing of clinic or visit."""
        return f"{PROCEDURE}-{self.id}"


@dataclass(frozen=True)
class Asked:
    """What the register was asked, as it is told to whom it was about."""

    message: str
    purpose: str
    basis: str
    fields: Sequence[str]
    request: str = ""


@dataclass(frozen=True)
class Settled:
    """What came of a reception."""

    outcome: Outcome
    answer: Mapping[str, Any] | None
    receipt: str
    asked: Asked | None
    """None where nobody was asked."""


class ClinicVisits:
    """Keeps receptions; what they say of people lies sealed, each under a key of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, by: Actor, visit: str, about: Sequence[str], patient: Mapping[str, Any]) -> Visit:
        """Enter a reception of the officer's facility, once; it is there when this returns.

        ``about`` are blind indices, the patient's first: by it another proof of the same person is the same reception.

        Raises:
            OtherPatient: another person was received under this number.
        """
        name = secrets.token_hex(16)
        key, wrapped = await self._database.keys.make(_key(name))
        sealed = key.seal(_packed(patient, None), name)
        row: dict[str, Any] = {
            "id": name,
            "facility": by.agency,
            "visit": visit,
            "about": list(about),
            "said": about[0],
            "asked_by": by.id,
        }
        row |= {"sealed": sealed, "master": wrapped.master, "wrapped": wrapped.key}
        async with self._database.transaction(by) as tx:
            await tx.execute(ENTER, row)
            there: Any = (await tx.execute(FIND, {"of": by.agency, "which": visit})).one()
        if there.about[0] != about[0]:
            raise OtherPatient(
                "Lượt khám này đã ghi người khác: hãy dùng mã lượt khám khác.",
                "Another person was received under this visit: use another number.",
            )
        return await self._opened(there)

    async def answered(self, by: Actor, visit: str, patience: float) -> Visit:
        """The reception once it is settled, or as it stands when patience is over."""
        until = asyncio.get_running_loop().time() + patience
        while True:
            found = await self.find(by, visit)
            if found.outcome or asyncio.get_running_loop().time() >= until:
                return found
            await asyncio.sleep(LOOKS_EVERY)

    async def find(self, by: Actor, visit: str) -> Visit:
        """A reception of the officer's facility.

        Raises:
            Missing: nobody was received under this number.
        """
        row = (await self._database.execute(by, FIND, {"of": by.agency, "which": visit})).one_or_none()
        if row is None:
            raise Missing
        return await self._opened(row)

    async def unsettled(self, by: Actor) -> Sequence[tuple[str, datetime]]:
        """The receptions of the officer's facility that the register has not answered, the oldest first."""
        found = (await self._database.execute(by, UNSETTLED, {"of": by.agency})).all()
        return [(row.visit, row.asked_at) for row in found]

    async def due(self) -> list[Visit]:
        """Receptions to be settled now; they are not given again for a while."""
        return [await self._opened(row) for row in (await self._database.execute(ENGINE, LEASE)).all()]

    async def settle(self, visit: Visit, became: Settled) -> None:
        """Keep what came of one, and let whom it was about read that the register was asked; once."""
        row = await self._row(visit)
        key = await self._database.keys.open(_key(visit.id), row)
        sealed = key.seal(_packed(visit.patient, became.answer), visit.id)
        values = {"one": visit.id, "outcome": became.outcome, "receipt": became.receipt, "sealed": sealed}
        async with self._database.transaction(ENGINE) as tx:
            if (await tx.execute(SETTLE, values)).rowcount and became.asked:
                await self._noted(tx, visit, became.outcome, became.asked)

    async def wish(self, by: Actor, visit: str) -> Visit:
        """Note that the patient wants the difference looked into, once; a reception without one stays as it is.

        Raises:
            Missing: nobody was received under this number.
        """
        asked = {"of": by.agency, "which": visit, "wished_by": by.id}
        async with self._database.transaction(by) as tx:
            await tx.execute(WISH, asked)
        return await self.find(by, visit)

    async def wished(self) -> list[Visit]:
        """Receptions of which a difference is to be looked into now; they are not given again for a while."""
        return [await self._opened(row) for row in (await self._database.execute(ENGINE, LEASE_WISH)).all()]

    async def grant(self, visit: Visit, became: Wish, office: str, asked: Asked) -> None:
        """Keep what became of a wish, and let whom it was about read that the register was asked; once."""
        line: dict[str, Any] = vars(asked) | {"consumer": office, "fields": list(asked.fields), "refused": ""}
        async with self._database.transaction(ENGINE) as tx:
            if (await tx.execute(GRANT_WISH, {"one": visit.id, "wish": became})).rowcount:
                await tx.execute(NOTE_WISH, line | {"about": [visit.about[0]]})

    async def _noted(self, tx: AsyncConnection, visit: Visit, outcome: Outcome, asked: Asked) -> None:
        line: dict[str, Any] = vars(asked) | {"consumer": visit.facility, "fields": list(asked.fields)}
        refused = outcome if outcome == "refused" else ""
        await tx.execute(NOTE, line | {"about": list(visit.about), "refused": refused})

    async def _row(self, visit: Visit) -> Wrapped:
        found = await self._database.execute(ENGINE, KEY, {"one": visit.id})
        row = found.one()
        return Wrapped(row.master, row.wrapped)

    async def forget(self) -> int:
        """Forget what is older than it may be kept."""
        return (await self._database.execute(ENGINE, FORGET, {"kept": KEPT})).rowcount

    async def measures(self, by: Actor, begins: datetime, ends: datetime) -> Sequence[Any]:
        """By facility, what was asked, settled, matched and late in a period, and the median seconds."""
        asked = {"begins": begins, "ends": ends, "answered": sorted(ANSWERED)}
        return (await self._database.execute(by, MEASURES, asked)).all()

    async def insured(self, by: Actor, begins: datetime, ends: datetime) -> dict[tuple[str, date], int]:
        """By facility and month, the insured receptions of a period by citizen number."""
        asked = {"begins": begins, "ends": ends, "insured": sorted(INSURED)}
        found = (await self._database.execute(by, BY_MONTH, asked)).all()
        return {(row.facility, row.month): row.received for row in found}

    async def _opened(self, row: Any) -> Visit:
        key = await self._database.keys.open(_key(row.id), Wrapped(row.master, row.wrapped))
        told = json.loads(key.open(row.sealed, row.id))
        return Visit(
            row.id, row.facility, row.visit, tuple(row.about), row.asked_at, row.outcome, row.elsewhere, row.receipt,
            told["patient"], told["answer"], row.wish, row.wished_at,
        )  # fmt: skip


KEY = select(Row.master, Row.wrapped).where(Row.id == bindparam("one"))


def _packed(patient: Mapping[str, Any], answer: Mapping[str, Any] | None) -> bytes:
    return json.dumps({"patient": patient, "answer": answer}, ensure_ascii=False).encode()


def _key(name: str) -> str:
    return f"visit/{name}"

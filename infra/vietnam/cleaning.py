"""Corrections as they lie in the database: found in dossiers, decided by offices, entered and closed by the worker."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import Text, and_, any_, bindparam, case, column, func, or_, select, table, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.refusals import AlreadyDone, Missing
from domain.dossier import keys
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import canonical
from domain.registers.lookups import DUTY
from domain.vietnam.cleaning import ENTERED, PROCEDURE, PURPOSE, Difference, Verdict
from domain.vietnam.cleaning_again import WRONG, question
from domain.vietnam.cleaning_recall import Correction as Found
from infra.crypto.blind_index import BlindIndex
from infra.crypto.keys import Wrapped
from infra.db.cleaning_tables import ComparedRow, CorrectionRow
from infra.db.database import Database
from infra.db.due import NOW, first_due, growing
from infra.db.tables import EventRow, OutboxRow, ResultRow, constant, is_act, one_of
from infra.db.warehouse_tables import ExchangeRow
from infra.journal.rounds import due

MANY = 20
PAGE = 200
ANSWERS = "answers"
"""Their kind in the outbox."""
RESULT = "result"
"""What is owed of a dossier whose result may rest on what was found wrong."""
State = Literal["new", "open", "decided", "closed"]
"""How a difference stands that was found: entered just now, or what became of it before."""
Row = CorrectionRow
DOSSIER = bindparam("dossier", type_=Text)
RECEPTION = bindparam("reception", type_=Text)


def _with(there: Any, one: Any) -> Any:
    """What is there and one more, unless it is there too or none."""
    return case((or_(one == constant(""), any_(there) == one), there), else_=func.array_append(there, one))


ENTER = (
    insert(Row)
    .on_conflict_do_update(
        index_elements=[Row.same],
        set_={"dossiers": _with(Row.dossiers, DOSSIER), "receptions": _with(Row.receptions, RECEPTION)},
    )
    .returning(Row.id, Row.state)
)
COMPARED = insert(ComparedRow).on_conflict_do_nothing()
# Locked, so that what closes it just now has closed it.
BEFORE = select(Row.id, Row.verdict, Row.closed_at).where(Row.same == bindparam("same")).with_for_update()
SHOW = select(Row).where(Row.id == bindparam("one"))
FIND = SHOW.with_for_update()
QUEUE = (
    select(Row)
    .where(
        Row.office == bindparam("at"),
        bindparam("of", type_=Text).in_([constant(""), Row.register]),
        Row.state == one_of("states"),
    )
    .order_by(Row.found_at, Row.id)
    .limit(PAGE)
)
DECIDE = update(Row).where(Row.id == bindparam("one"), Row.state == constant("open")).values(decided_at=NOW)
DUE = due(Row.due_at)
FROM_HERE = or_(
    *(and_(Row.register == constant(name), Row.field.in_(map(constant, sorted(of)))) for name, of in ENTERED.items())
)
# What officers put right in their own system takes days: the register is not asked about somebody each hour for that.
AGAIN = NOW + growing(Row.tries, case((FROM_HERE, 3600), else_=86400)) + timedelta(seconds=9)
LEASE = (
    update(Row)
    .where(Row.id.in_(first_due([Row.id], Row.due_at, MANY)))
    .values(
        tries=func.least(Row.tries + constant(1), constant(1000)),
        due_at=case((Row.state == constant("decided"), AGAIN), else_=None),
    )
    .returning(Row)
)
LOOKED_AT = EventRow.act.op("->")(constant("look")).op("->")(constant("about"))
"""By literals, as the index of it."""
LOOKS = and_(is_act("answered"), EventRow.act.op("?")(constant("look")))
ABOUT_PEOPLE = and_(LOOKS, LOOKED_AT.op("?|")(bindparam("people", type_=ARRAY(Text))))
# Whichever comes first, the decision or the result: what is owed for the second finds both.
OWE_RESULTS = insert(OutboxRow).from_select(
    ["kind", "dossier", "seq", "topic", "trace", "due_at"],
    select(constant(ANSWERS), ResultRow.dossier, constant(0), constant(RESULT), func.jsonb_build_object(), NOW)
    .where(
        ResultRow.recalled_at.is_(None),
        ~ResultRow.path.startswith("slips/"),
        ResultRow.dossier.in_(select(EventRow.dossier).where(ABOUT_PEOPLE)),
    )
    .distinct(),
)
CONCERNING = (
    select(Row)
    .where(
        Row.person.in_(
            select(func.jsonb_array_elements_text(LOOKED_AT)).where(EventRow.dossier == bindparam("code"), LOOKS)
        ),
        Row.verdict.in_([constant("register"), constant("other"), constant("both")]),
    )
    .order_by(Row.decided_at, Row.id)
)
CLOSE = (
    update(Row)
    .where(Row.id == bindparam("one"), Row.state == constant("decided"))
    .values(state="closed", closed_at=NOW, due_at=None)
)
TELL = insert(ExchangeRow).values(request="", results=[], refused="")
SEEN = table("cleaning", *map(column, ("register", "office", "state", "verdict", "found_at", "found", "compared"))).c
ERRORS = SEEN.verdict.in_([constant("other"), constant("both")])
SUMMARY = (
    select(
        SEEN.register,
        func.sum(SEEN.found).label("found"),
        func.count().filter(SEEN.state == constant("closed")).label("closed"),
        func.count().filter(SEEN.verdict.not_in([constant(""), constant("none")])).label("confirmed"),
        func.count().filter(ERRORS).label("errors"),
        func.sum(SEEN.compared).label("compared"),
        *(
            func.count()
            .filter(SEEN.state != constant("closed"), SEEN.found_at < NOW - timedelta(days=days))
            .label(f"older_{days}")
            for days in (0, 7, 30)
        ),
    )
    .group_by(SEEN.register)
    .order_by(SEEN.register)
)


@dataclass(frozen=True)
class Correction:
    """A difference, opened."""

    id: str
    register: str
    rule: str
    field: str
    office: str
    about: str
    dossiers: Sequence[str]
    receptions: Sequence[str]
    found_at: datetime
    state: str
    verdict: str
    closed_at: datetime | None
    tries: int
    told: Mapping[str, Any]

    @property
    def code(self) -> str:
        """What registers know it by, where else a dossier has its code."""
        return f"{PROCEDURE}-{self.id}"


@dataclass(frozen=True)
class Decision:
    """What an office found out about a difference."""

    verdict: Verdict
    paper: str
    basis: str
    value: str = ""
    """What is right where neither is."""


@dataclass(frozen=True)
class Corrections:
    """Keeps differences once each; what they say of people lies sealed, each under a key of its own."""

    database: Database
    index: BlindIndex = field(repr=False)

    async def note(self, people: Sequence[tuple[str, str]]) -> None:
        """Note about whom which register was compared; each counts once."""
        if people:
            rows = [{"register": register, "person": self.index.of(number)} for register, number in people]
            await self.database.execute(ENGINE, COMPARED, rows)

    async def found(self, one: Difference, office: str, dossier: str = "", *, reception: str = "") -> State:
        """Enter a difference, unless it is there: then it was found in this dossier or reception too.

        What a register says again after it was put right is new; what was no error, or said before that, is not.
        """
        name = secrets.token_hex(16)
        key, wrapped = await self.database.keys.make(_key(name))
        told = one.itself | {"receipt": one.receipt, "named": one.named, "shown": one.shown}
        row = {
            "id": name,
            "person": self.index.of(one.person),
            "register": one.agency,
            "rule": one.rule,
            "field": one.field,
            "office": office,
            "dossiers": [dossier] if dossier else [],
            "receptions": [reception] if reception else [],
            "sealed": key.seal(json.dumps(told, ensure_ascii=False).encode(), name),
            "master": wrapped.master,
            "wrapped": wrapped.key,
        }
        async with self.database.transaction(ENGINE) as tx:
            row["same"] = await self._same(tx, one)
            there = (await tx.execute(ENTER, row | {"dossier": dossier, "reception": reception})).one()
        return "new" if there.id == name else cast(State, there.state)

    async def _same(self, tx: AsyncConnection, one: Difference) -> str:
        """By what it is known; one that came back is known by the one that was put right before it, too."""
        same, told = self.index.of(canonical(one.itself).decode()), one.itself
        while before := (await tx.execute(BEFORE, {"same": same})).one_or_none():
            put_right = before.closed_at if before.verdict in WRONG else None
            if put_right is None or one.at is None or one.at <= put_right:
                break
            same = self.index.of(canonical(told | {"after": before.id}).decode())
        return same

    async def queue(self, by: Actor, register: str, states: Sequence[str]) -> list[Correction]:
        """What the reader's office has to look at, the oldest first."""
        asked = {"at": by.agency, "of": register, "states": list(states)}
        return [await self._opened(row) for row in (await self.database.execute(by, QUEUE, asked)).all()]

    async def one(self, by: Actor, name: str) -> Correction:
        """One at the reader's office.

        Raises:
            Missing: there is none of this name.
        """
        row = (await self.database.execute(by, SHOW, {"one": name})).one_or_none()
        if row is None:
            raise Missing
        return await self._opened(row)

    async def decide(self, by: Actor, one: str, decision: Decision) -> Correction:
        """Record what was found out; a register that is wrong is asked until it is right, anything else is closed.

        Raises:
            Missing: it is not at the reader's office.
            AlreadyDone: it was decided before, otherwise.
        """
        async with self.database.transaction(by) as tx:
            row = (await tx.execute(FIND, {"one": one})).one_or_none()
            if row is None:
                raise Missing
            there = await self._opened(row)
            if row.state == "open":
                await self._decided(tx, by, row, there, decision)
            elif _decision(there) != decision:
                raise AlreadyDone(
                    "Sai lệch này đã có kết luận khác.", "This difference was decided otherwise before: look at it."
                )
            return await self._opened((await tx.execute(FIND, {"one": one})).one())

    async def _decided(self, tx: AsyncConnection, by: Actor, row: Any, there: Correction, decision: Decision) -> None:
        key = await self.database.keys.open(_key(row.id), Wrapped(row.master, row.wrapped))
        told = dict(there.told) | {"decision": vars(decision)}
        asked = question(_found(there, decision)) is not None
        ends = {"state": "decided"} if asked else {"state": "closed", "closed_at": NOW}
        sealed = key.seal(json.dumps(told, ensure_ascii=False).encode(), row.id)
        values = {"one": row.id, "verdict": decision.verdict, "decided_by": by.id, "sealed": sealed}
        # The worker looks at it in any case: results may rest on what was wrong.
        await tx.execute(DECIDE.values(due_at=NOW, **ends), values)
        if not asked:
            await self._tell(tx, there, decision.verdict)

    async def due(self) -> list[Correction]:
        """What has to be entered now; it is not given again for a while. The first time results are owed a look too."""
        async with self.database.transaction(ENGINE) as tx:
            rows = (await tx.execute(LEASE)).all()
            people = sorted({row.person for row in rows if row.tries == 1 and row.verdict != "none"})
            if people:
                await tx.execute(OWE_RESULTS, {"people": people})
        return [await self._opened(row) for row in rows if row.state == "decided"]

    async def concerning(self, code: str) -> list[Correction]:
        """What offices decided of those whom registers were asked about in a dossier, the oldest first."""
        rows = (await self.database.execute(ENGINE, CONCERNING, {"code": code})).all()
        return [await self._opened(row) for row in rows]

    async def close(self, one: Correction) -> None:
        """Close what the register says now as it was decided, and let the person read it; once."""
        async with self.database.transaction(ENGINE) as tx:
            if (await tx.execute(CLOSE, {"one": one.id})).rowcount:
                await self._tell(tx, one, one.verdict)

    async def _tell(self, tx: AsyncConnection, one: Correction, verdict: str) -> None:
        """Let those whom it is about read what came of it: that the register changed, or that it was compared."""
        message, act = keys.outside(one.code, "correct"), "corrected" if verdict in WRONG else "compared"
        about = sorted({one.about, *map(self.index.of, one.told.get("spouses", ()))})
        line = {"consumer": one.office, "message": message, "act": act, "dataset": one.register}
        more = {"purpose": PURPOSE, "basis": DUTY.words.vi, "fields": [one.field], "about": about}
        await tx.execute(TELL, line | more)

    async def summary(self, by: Actor) -> Sequence[Any]:
        """By register, what was found, confirmed and closed, and about how many people it was compared."""
        return (await self.database.execute(by, SUMMARY)).all()

    async def _opened(self, row: Any) -> Correction:
        key = await self.database.keys.open(_key(row.id), Wrapped(row.master, row.wrapped))
        return Correction(
            row.id, row.register, row.rule, row.field, row.office, row.person, row.dossiers, row.receptions,
            row.found_at, row.state, row.verdict, row.closed_at, row.tries, json.loads(key.open(row.sealed, row.id)),
        )  # fmt: skip


def _decision(one: Correction) -> Decision:
    return Decision(**one.told["decision"])


def decided(one: Correction) -> Found:
    """It with what the office found out."""
    return _found(one, _decision(one))


def _found(one: Correction, decision: Decision) -> Found:
    told = {name: value for name, value in one.told.items() if name in Found.model_fields}
    return Found.model_validate({"id": one.id} | told | vars(decision))


def _key(name: str) -> str:
    return f"correction/{name}"

"""The register of the numbers that an office gives its results in a year (sổ đăng ký văn bản đi)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Text, bindparam, case, cast, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from infra.crypto.keys import Keyring
from infra.db.database import Database
from infra.db.tables import CounterRow, DossierRow, EventRow, ResultRow, is_act, one_of, said
from infra.journal.encryption import event_of
from infra.journal.statements import EVENT

COUNTERS = select(CounterRow.name, CounterRow.value).where(CounterRow.name == one_of("names"))

VALUE = func.generate_series(1, bindparam("last", type_=Integer)).column_valued("value")
NUMBER = bindparam("series", type_=Text) + func.lpad(cast(VALUE, Text), 6, "0")
STATES = {"recalled": ResultRow.recalled_at.is_not(None), "empty": ResultRow.number.is_(None)}
IS_STATE = case(STATES, value=bindparam("state", type_=Text), else_=true())
NUMBERS = select(VALUE).outerjoin(ResultRow, ResultRow.number == NUMBER).where(bindparam("below") > VALUE, IS_STATE)
LISTED = NUMBERS.order_by(VALUE.desc()).limit(bindparam("page"))

GIVEN = func.numbers_given(bindparam("numbers", type_=ARRAY(Text))).table_valued("number", "dossier", "seq", "at")
RECALL = (ResultRow.recalled_at, ResultRow.recalled_why, ResultRow.replaced_by)
LINES = (
    select(GIVEN, DossierRow.procedure, DossierRow.status, ResultRow.sha256, *RECALL)
    .join(DossierRow, DossierRow.code == GIVEN.c.dossier)
    .outerjoin(ResultRow, ResultRow.number == GIVEN.c.number)
)
SIGNERS = EVENT.where(EventRow.dossier == one_of("codes"), is_act("approved")).order_by(EventRow.dossier, EventRow.seq)
NUMBERED = select(said("number")).where(EventRow.dossier == bindparam("code"), is_act("numbered"))
OF_DOSSIER = NUMBERED.order_by(EventRow.seq)


@dataclass(frozen=True)
class Line:
    """A number of the register, and what was given under it; nothing where the journal has no such number."""

    number: str
    dossier: str = ""
    seq: int = 0
    at: datetime | None = None
    procedure: str = ""
    status: int = 0
    sha256: str | None = None
    recalled_at: datetime | None = None
    recalled_why: str | None = None
    replaced_by: str | None = None
    signer: str = ""
    """As the document names them; empty where that was erased."""

    @property
    def value(self) -> int:
        """Its place in the series."""
        return int(self.number.rpartition("-")[2])


@dataclass(frozen=True)
class Series:
    """The numbers that an office gives in a year to one kind of result."""

    kind: str
    office: str
    year: int

    @property
    def prefix(self) -> str:
        """What every number of it begins with."""
        return f"{self.kind}-{self.office}-{self.year}-"

    @property
    def counter(self) -> str:
        """Under which name the journal counts them."""
        return f"result/{self.prefix[:-1]}"

    def number(self, value: int) -> str:
        """Write a number as documents have it."""
        return f"{self.prefix}{value:06d}"


async def given(tx: AsyncConnection, office: str, year: int, kinds: Sequence[str]) -> dict[str, int]:
    """Say how many numbers of each kind an office gave in a year, those of which it gave none left out."""
    names = {Series(kind, office, year).counter: kind for kind in kinds}
    rows = await tx.execute(COUNTERS, {"names": list(names)})
    return {names[row.name]: row.value for row in rows}


async def listed(tx: AsyncConnection, series: Series, last: int, below: int, state: str, size: int) -> list[int]:
    """The newest numbers below one: all, those of recalled results, or those under which none was issued."""
    asked = {"series": series.prefix, "last": last, "below": below, "state": state, "page": size}
    return list((await tx.execute(LISTED, asked)).scalars())


async def numbers_of(tx: AsyncConnection, code: str) -> list[str]:
    """The numbers of a dossier's results."""
    return list((await tx.execute(OF_DOSSIER, {"code": code})).scalars())


async def lines(database: Database, tx: AsyncConnection, numbers: Sequence[str]) -> list[Line]:
    """The line of each number, in this order; what is missing in the journal is a line without a dossier."""
    rows = {row.number: dict(row._mapping) for row in await tx.execute(LINES, {"numbers": list(numbers)})}
    signers = await _signers(database.keys, tx, {row["dossier"] for row in rows.values()})
    return [Line(**rows[one], signer=_signer(rows[one], signers)) if one in rows else Line(one) for one in numbers]


async def _signers(keys: Keyring, tx: AsyncConnection, codes: set[str]) -> list[tuple[str, int, str]]:
    rows = (await tx.execute(SIGNERS, {"codes": list(codes)})).mappings().all()
    events = [(row["dossier"], await event_of(keys, row["dossier"], row)) for row in rows]
    return [(code, event.seq, str(event.act.personal.get("name", ""))) for code, event in events]


def _signer(row: dict[str, Any], signers: list[tuple[str, int, str]]) -> str:
    """Whoever approved last before the number was given: they, and nobody else, sign."""
    return next((name for code, seq, name in reversed(signers) if code == row["dossier"] and seq < row["seq"]), "")

"""The register of the numbers that an office gives its results in a year (sổ đăng ký văn bản đi)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Text, bindparam, case, cast, column, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from infra.crypto.keys import Keyring
from infra.db.database import Database
from infra.db.tables import CounterRow, DossierRow, EventRow, ResultRow, is_act, one_of, said
from infra.journal.encryption import event_of
from infra.journal.statements import EVENT

COUNTERS = select(CounterRow.name, CounterRow.value).where(CounterRow.name == one_of("names"))

VALUE = func.generate_series(1, bindparam("last", type_=Integer)).column_valued("value")
PREFIXES = bindparam("series", type_=ARRAY(Text))
KINDS = func.unnest(PREFIXES).table_valued(column("prefix", Text), name="kinds").render_derived()
NUMBER = KINDS.c.prefix + func.lpad(cast(VALUE, Text), 6, "0")
STATES = {"recalled": func.bool_or(ResultRow.recalled_at.is_not(None)), "empty": func.count(ResultRow.number) == 0}
IS_STATE = case(STATES, value=bindparam("state", type_=Text), else_=true())
NUMBERS = select(VALUE).join(KINDS, true()).outerjoin(ResultRow, ResultRow.number == NUMBER)
BELOW = NUMBERS.where(bindparam("below") > VALUE).group_by(VALUE).having(IS_STATE)
LISTED = BELOW.order_by(VALUE.desc()).limit(bindparam("page"))

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
    """The numbers that an office gives in a year to one kind of result, or to all that bear one symbol."""

    kinds: tuple[str, ...]
    office: str
    year: int

    @property
    def prefixes(self) -> list[str]:
        """What its numbers begin with."""
        return [f"{kind}-{self.office}-{self.year}-" for kind in self.kinds]

    @property
    def counters(self) -> list[str]:
        """Under which names the journal counts them; what is counted together, each kind keeps up with."""
        return [f"result/{prefix[:-1]}" for prefix in self.prefixes]

    def numbers(self, value: int) -> list[str]:
        """The numbers at a place of it: one of them was given, more where each kind was counted by itself."""
        return [f"{prefix}{value:06d}" for prefix in self.prefixes]


async def given(tx: AsyncConnection, every: Mapping[str, Series]) -> dict[str, int]:
    """Say how far each series came, by its name; those of which no number was given are left out."""
    names = {counter: name for name, series in every.items() for counter in series.counters}
    rows = [(names[row.name], row.value) for row in await tx.execute(COUNTERS, {"names": list(names)})]
    return {name: max(value for of, value in rows if of == name) for name in dict.fromkeys(of for of, _ in rows)}


async def listed(tx: AsyncConnection, series: Series, last: int, below: int, state: str, size: int) -> list[int]:
    """The newest numbers below one: all, those of recalled results, or those under which none was issued."""
    asked = {"series": series.prefixes, "last": last, "below": below, "state": state, "page": size}
    return list((await tx.execute(LISTED, asked)).scalars())


async def numbers_of(tx: AsyncConnection, code: str) -> list[str]:
    """The numbers of a dossier's results."""
    return list((await tx.execute(OF_DOSSIER, {"code": code})).scalars())


async def lines_at(database: Database, tx: AsyncConnection, series: Series, values: Sequence[int]) -> list[Line]:
    """The lines at these places of a series, in this order."""
    found = await lines(database, tx, [number for value in values for number in series.numbers(value)])
    known = {value: [line for line in found if line.value == value and line.dossier] for value in values}
    return [line for value in values for line in known[value] or [Line(series.numbers(value)[0])]]


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

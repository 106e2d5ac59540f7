"""Counts a release again: off-line, by anybody; and, with the full leaves, against the journals, by inspectors."""

from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import batched
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from domain.base.calendars import Calendars, CalendarsAsKnown
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event
from domain.province.facts import DossierFacts, facts_of
from domain.province.periods import Period
from domain.province.punctual import handled, in_time
from domain.statistics.release import (
    ON_TIME,
    Combination,
    Counted,
    Further,
    Header,
    answer,
    commitment,
    entry,
    further,
    is_blurred_from,
    rare,
    written,
)
from domain.transparency.heads import Kept
from domain.transparency.merkle import Frontier
from infra.db.database import Database
from infra.db.tables import EventRow, LeafRow, constant, one_of, said
from infra.journal.feeding import OPEN_EVENTS, read_event
from infra.journal.journal import decreed_when
from infra.statistics.files import opened, opened_full

type Made = Callable[[str, Iterable[Event]], DossierFacts]
AT_ONCE = 500
"""Dossiers whose journals are read at a time."""


@dataclass
class Checked:
    """What came out; the release holds exactly when there is no problem."""

    header: Header
    problems: list[str] = field(default_factory=list)
    dossiers: int = 0
    """Whose journals were looked at."""

    @property
    def holds(self) -> bool:
        """Whether everything that was looked at is as the release says."""
        return not self.problems


async def verified(path: Path, trust: Sequence[Path]) -> Checked:
    """Count a release again, and see that all of it is under the root that a trusted body signed.

    Raises:
        NotARelease: the file is none.
    """
    from infra.signing.detached import fault
    from infra.transparency.head_file import unproved

    with opened(path) as (signed, leaves):
        header, frontier, counts = signed.header, Frontier(), Counter[Combination]()
        for leaf in leaves:
            frontier.append(entry(leaf.committed, leaf.combination))
            counts[leaf.combination] += 1
    checked = Checked(header)
    if why := await fault(header.signed, _bytes(signed.signature), trust, header.made_at):
        checked.problems.append(f"the header proves nothing: {why}")
    if why := await unproved(Kept(signed_head=header.head), trust):
        checked.problems.append(f"the head of all journals proves nothing: {why}")
    if (frontier.size, frontier.root.hex()) != (header.leaves, header.root):
        checked.problems.append(f"the {frontier.size} leaves are not the {header.leaves} that were signed")
    for combination in rare(counts):
        checked.problems.append(f"{' '.join(combination)} occurs {counts[combination]} times: it tells of few")
    if (found := answer(header.definition, counts)) != (header.numerator, header.denominator):
        told = f"{header.numerator} of {header.denominator}"
        checked.problems.append(f"counted again it is {found[0]} of {found[1]}, the release says {told}")
    for one in header.also:
        if (again := further(one.definition, counts)) != one:
            checked.problems.append(f"counted again it is {_written(again)}, the release says {_written(one)}")
    return checked


def _written(figure: Further) -> str:
    written = f"{figure.definition.id} {figure.numerator} of {figure.denominator}"
    return f"{written}, and {figure.untold} untold" if figure.untold else written


async def inspected(
    path: Path, full: Path, offices: Sequence[str], database: Database, calendars: Calendars
) -> Checked:
    """Hold a release to the journals: each dossier is what it was counted as, and none is left out.

    Raises:
        NotARelease: a file is none, or they are of two releases.
    """
    with opened(path) as (signed, leaves), opened_full(full) as (first, counted):
        checked = Checked(signed.header)
        if (was := signed.header.definition) != ON_TIME:
            told = f"it was counted by {was.id}@{was.version}: inspect it with the version of Motcua that released it"
            checked.problems.append(told)
            return checked
        if first.root != signed.header.root:
            checked.problems.append("the full leaves are those of another release")
            return checked
        async with database.transaction(ENGINE) as tx:
            made = partial(facts_of, calendar_at=CalendarsAsKnown(calendars, await decreed_when(tx)).at)
        named = set[str]()
        pairs = zip(leaves, counted, strict=False)
        for some in batched(pairs, AT_ONCE):
            for leaf, one in some:
                named.add(one.dossier)
                if commitment(bytes.fromhex(first.secret), one.dossier, one.content) != leaf.committed:
                    checked.problems.append(f"{one.dossier}: it is not what the leaf commits to")
                elif not is_blurred_from(one.seen, leaf.combination):
                    checked.problems.append(f"{one.dossier}: it stands under {' '.join(leaf.combination)}")
            checked.problems += await _against_journals([one for _, one in some], signed.header, database, made)
            checked.dossiers += len(some)
    if len(named) != signed.header.leaves:
        checked.problems.append(f"{len(named)} dossiers are named for {signed.header.leaves} leaves")
    checked.problems += await _left_out(named, offices, signed.header, database, made)
    known = {problem.partition(":")[0] for problem in checked.problems}
    checked.problems += await _altered(signed.header, database, known)
    return checked


async def _altered(header: Header, database: Database, known: set[str]) -> list[str]:
    """Name the journals that are not those under the head of all: who counts what they altered counts right."""
    from infra.transparency.head_audit import compare

    compared, problems = await compare(database, Kept(signed_head=header.head)), list[str]()
    for one in compared.problems:
        if one.dossier not in known:
            problems.append(f"{one.dossier}: {one.what}" if one.dossier else one.what)
            known |= {one.dossier} if one.dossier else set()
    return problems


# What was accepted before the period's end by an office, as the journals have it.
MOMENT = TIMESTAMP(timezone=True)
ACCEPTED = (
    select(EventRow.dossier)
    .where(said("type") == constant("accepted"), EventRow.at < bindparam("ends", type_=MOMENT))
    .order_by(EventRow.dossier)
)
COVERED = (
    select(LeafRow.dossier, func.max(LeafRow.seq).label("seq"))
    .where(LeafRow.position < bindparam("size"), LeafRow.dossier == one_of("codes"))
    .group_by(LeafRow.dossier)
)


async def _against_journals(some: list[Counted], header: Header, database: Database, made: Made) -> list[str]:
    codes = [one.dossier for one in some]
    async with database.transaction(ENGINE) as tx:
        rows = (await tx.execute(OPEN_EVENTS, {"codes": codes})).mappings().all()
        covered = await tx.execute(COVERED, {"size": header.head.head.tree_size, "codes": codes})
        reaches: dict[str, int] = {row.dossier: row.seq for row in covered}
    journals: dict[str, list[Any]] = {}
    for row in rows:
        journals.setdefault(row["dossier"], []).append(row)
    problems = []
    for one in some:
        events = [row for row in journals.get(one.dossier, []) if row["seq"] <= one.seq]
        if why := _otherwise(one, events, header, made):
            problems.append(f"{one.dossier}: {why}")
        elif reaches.get(one.dossier, 0) < one.seq:
            problems.append(f"{one.dossier}: the head of all journals does not reach event {one.seq}")
    return problems


def _otherwise(one: Counted, events: list[Any], header: Header, made: Made) -> str:
    """In what a dossier's journal says otherwise; empty where it says the same."""
    if len(events) != one.seq or events[-1]["hash"] != one.head:
        return f"its journal has no such event {one.seq}"
    facts = made(one.dossier, map(read_event, events))
    found = in_time(facts, header.until)
    told = {
        "office": facts.competent,
        "procedure": facts.procedure,
        "channel": facts.channel.name.lower(),
        "accepted_at": written(facts.accepted_at),
        "due_at": written(facts.appointed_at),
        "supplements": facts.supplements,
        "outcome": "in_time" if found else "late",
    }
    return "; ".join(
        f"{name} is {value} in its journal, counted was {counted}"
        for name, value in told.items()
        if (counted := getattr(one, name)) != value
    )


async def _left_out(
    named: set[str], offices: Sequence[str], header: Header, database: Database, made: Made
) -> list[str]:
    """Name what the journals have and the release has not."""
    period, problems = Period.read(header.period), list[str]()
    async with database.transaction(ENGINE) as tx:
        accepted = await tx.execute(ACCEPTED, {"ends": period.ends})
        missing = [code for code in accepted.scalars() if code not in named]
        for codes in batched(missing, AT_ONCE):
            rows = (await tx.execute(OPEN_EVENTS, {"codes": [*codes]})).mappings().all()
            covered = await tx.execute(COVERED, {"size": header.head.head.tree_size, "codes": [*codes]})
            reaches = {row.dossier: row.seq for row in covered}
            for code, events in _journals(rows):
                known = [event for event in events if event["seq"] <= reaches.get(code, 0)]
                if known and _belongs(made(code, map(read_event, known)), offices, period, header.until):
                    problems.append(f"{code}: it was handled in the period and is left out")
    return problems


def _belongs(facts: DossierFacts, offices: Sequence[str], period: Period, until: datetime) -> bool:
    of_period = facts.competent in offices and handled(facts, period.begins, period.ends)
    return of_period and in_time(facts, until) is not None


def _journals(rows: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row["dossier"], []).append(row)
    yield from found.items()


def _bytes(signature: str) -> bytes:
    try:
        return b64decode(signature, validate=True)
    except ValueError:
        return b""

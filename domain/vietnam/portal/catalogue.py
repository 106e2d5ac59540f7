"""The portal's catalogue of procedures beside ours and beside the register of publications: what somebody has to do.

What stands on neither side is nobody's task; what the portal did not tell of a procedure is no difference.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Literal

from domain.base.law import Frozen
from domain.vietnam.portal.exchange_codes import ExchangeCodes
from domain.vietnam.portal.listed import Listed, differences
from domain.vietnam.publications import PARTS, Part, Publication

TaskKind = Literal[
    "not there",
    "not here",
    "another title",
    "older there",
    "newer there",
    "parts missing",
    "sector gone",
    "agency gone",
]
OF_LISTS: frozenset[TaskKind] = frozenset({"not there", "not here", "another title"})
"""Known from the list alone; the others from what the portal says of the procedure itself."""
TOLD = "LayThuTuc"
"""Under what the exchange codes hold the names of a procedure's fields."""


class Described(Frozen):
    """A procedure as the portal publishes it."""

    decision: str = ""
    """Number of the decision that publishes it there (quyết định công bố), and its day."""
    decided_on: date | None = None
    published_on: date | None = None
    sector: str = ""
    agency: str = ""
    parts: tuple[Part, ...] = ()
    """Which of the seven parts stand there (Decree 63/2010, Article 8)."""

    @classmethod
    def of(cls, told: Mapping[str, Any], codes: ExchangeCodes) -> "Described":
        """The same as the portal tells it."""

        def field(meaning: str) -> str:
            return str(told.get(codes.of(TOLD, meaning)) or "").strip()

        return cls(
            decision=field("decision"),
            decided_on=_day(field("decided_on")),
            published_on=_day(field("published_on")),
            sector=field("sector"),
            agency=field("agency_code"),
            parts=tuple(part for part in PARTS if field(part)),
        )


class PublicationTask(Frozen):
    """Something about a procedure's publication that somebody has to put right, there or here."""

    procedure: str
    what: TaskKind
    ours: str = ""
    theirs: str = ""


class Catalogue(Frozen):
    """What the portal publishes for us."""

    listed: Mapping[str, Listed]
    described: Mapping[str, Described]
    """Those of the listed of which it told more."""
    sectors: frozenset[str]
    agencies: frozenset[str]
    """Codes of its own lists; what is compared with an empty one is not judged."""


def newest(found: Iterable[Publication]) -> dict[str, Publication]:
    """The newest decision of each procedure."""
    return {one.procedure: one for one in sorted(found, key=lambda one: one.decided_on)}


def tasks_of(
    titles: Mapping[str, str], there: Catalogue, registered: Mapping[str, Publication]
) -> list[PublicationTask]:
    """What is to be done, by procedure."""
    lists = [
        PublicationTask(procedure=one.procedure, what=one.what, ours=one.ours, theirs=one.theirs)
        for one in differences(titles, there.listed)
    ]
    details = [
        task
        for code, one in sorted(there.described.items())
        if code in titles
        for task in (*_decision(code, one, registered.get(code)), *_contents(code, one, there))
    ]
    return [*lists, *details]


def _decision(code: str, there: Described, here: Publication | None) -> Iterable[PublicationTask]:
    """Which of two decisions is the newer; without both days nobody can say."""
    if here is None or there.decided_on is None or same(here.decision, there.decision):
        return
    what: TaskKind = "older there" if there.decided_on <= here.decided_on else "newer there"
    yield PublicationTask(procedure=code, what=what, ours=here.decision, theirs=there.decision)


def _contents(code: str, one: Described, there: Catalogue) -> Iterable[PublicationTask]:
    if missing := [part for part in PARTS if part not in one.parts]:
        yield PublicationTask(procedure=code, what="parts missing", theirs=", ".join(missing))
    codes: tuple[tuple[TaskKind, str, Collection[str]], ...] = (
        ("sector gone", one.sector, there.sectors),
        ("agency gone", one.agency, there.agencies),
    )
    for what, named, known in codes:
        if named and known and named not in known:
            yield PublicationTask(procedure=code, what=what, theirs=named)


def as_published(here: Publication, there: Described) -> Publication:
    """The register's entry with what the portal shows of the same decision; what an officer entered stays."""
    if not same(here.decision, there.decision):
        return here
    day = here.published_on or there.published_on
    if day and day < here.decided_on:
        day = None  # It was there before it was decided: that is said of an older decision.
    return here.model_copy(update={"published_on": day, "parts": there.parts})


def same(one: str, other: str) -> bool:
    """Whether two numbers of decisions are the same, however they are spaced and cased."""
    return re.sub(r"\s", "", one).casefold() == re.sub(r"\s", "", other).casefold()


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told[:8] if told[:8].isdigit() else told[:10])
    except ValueError:
        return None

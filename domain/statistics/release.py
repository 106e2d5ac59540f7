"""A figure with its proof: what it was counted from, coarse enough to tell of nobody, under hashes of all of it.

Each dossier is a leaf of a Merkle tree (RFC 9162). A leaf binds two things together: what everybody may see of it, in
which no combination occurs fewer than five times, and a salted hash of all that was counted, which inspectors open.
The signed header says the tree's root, the definition as code, the answer, and the head of all journals by then.
"""

import hmac
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

from pydantic import AwareDatetime, ConfigDict

from domain.base.law import Frozen
from domain.base.refusals import Unacceptable
from domain.dossier.journal import canonical
from domain.transparency.heads import Hash, SignedHead
from domain.transparency.merkle import leaf_hash

LEAST = 5
"""So often each combination occurs (k)."""
ANY = "*"
"""In place of what would tell of few."""
BLURRED = ("procedure", "channel", "place")
"""Of a combination that is rare, in this order."""

Outcome = Literal["in_time", "late"]
type Combination = tuple[str, str, str, Outcome]
"""Place, procedure, channel, outcome."""


class CellTooSmall(Unacceptable):
    """So few dossiers came to one outcome that the figure would tell of them."""

    def __init__(self, least: int) -> None:
        super().__init__(
            "Kỳ này có dưới {} hồ sơ cùng kết quả đúng hạn hoặc trễ hạn: hãy chọn kỳ dài hơn hoặc đơn vị rộng hơn.",
            "Fewer than {} dossiers came to one outcome: publish a longer period, or a larger unit.",
            str(least),
        )


class Counted(Frozen):
    """A dossier as the figure counts it: all of it that was looked at, for inspectors."""

    dossier: str
    seq: int
    """Of the event up to which it was looked at."""
    head: str
    """Hash of that event: of the whole journal up to there."""
    office: str
    procedure: str
    channel: str
    accepted_at: str
    due_at: str
    """By when it had to have its first result."""
    settled_at: str
    """Empty where it was under way."""
    supplements: int
    outcome: Outcome

    @property
    def content(self) -> bytes:
        """What is hashed: its JSON with sorted keys and no spaces."""
        return canonical(self.model_dump())

    @property
    def seen(self) -> Combination:
        """What is coarsened for everybody."""
        return seen(self.office, self.procedure, self.channel, self.outcome)


def seen(office: str, procedure: str, channel: str, outcome: Outcome) -> Combination:
    """What is coarsened for everybody: a commune's police stand where it stands."""
    return office.partition(".")[0], procedure, channel, outcome


class Definition(Frozen):
    """How the figure is counted, as code: of the leaves whose fields have one of the values that are named."""

    id: str
    version: int
    numerator: dict[str, tuple[str, ...]]
    denominator: dict[str, tuple[str, ...]]
    """Every leaf, where nothing is named."""


ON_TIME = Definition(id="on_time", version=2, numerator={"outcome": ("in_time",)}, denominator={})

HANDLED_ONLINE = Definition(id="handled_online", version=1, numerator={"channel": ("online",)}, denominator={})
FURTHER = (HANDLED_ONLINE,)
"""What else the same leaves prove."""


class Further(Frozen):
    """Another figure that is counted of the same leaves, as far as they tell what it looks at."""

    definition: Definition
    numerator: int
    """At least so many."""
    untold: int
    """At most so many more: leaves on which that is blurred, as it would tell of few."""
    denominator: int


class Header(Frozen):
    """What is signed of a release."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["motcua-statistics-1"] = "motcua-statistics-1"
    definition: Definition
    unit: str
    """Code of whose dossiers are counted."""
    period: str
    until: AwareDatetime
    """What was under way is judged as it was then."""
    made_at: AwareDatetime
    leaves: int
    root: Hash
    numerator: int
    denominator: int
    also: tuple[Further, ...] = ()
    """None in releases of before there were any."""
    head: SignedHead
    """Of all journals, published after the leaves were read: it covers each of them."""

    @property
    def signed(self) -> bytes:
        """The bytes that are signed: its JSON with sorted keys and no spaces."""
        return canonical(self.model_dump(mode="json", exclude=None if self.also else {"also"}))


FIELDS = ("place", "procedure", "channel", "outcome")


def answer(definition: Definition, counts: Mapping[Combination, int]) -> tuple[int, int]:
    """Count again: numerator and denominator."""

    def many(wanted: Mapping[str, tuple[str, ...]]) -> int:
        return sum(
            number
            for combination, number in counts.items()
            if all(dict(zip(FIELDS, combination, strict=True))[name] in values for name, values in wanted.items())
        )

    return many(definition.numerator), many(definition.denominator)


def further(definition: Definition, counts: Mapping[Combination, int]) -> Further:
    """Count another figure of the same leaves, and on how many it is not told."""
    numerator, denominator = answer(definition, counts)
    blurred = definition.model_copy(
        update={"numerator": {name: (*values, ANY) for name, values in definition.numerator.items()}}
    )
    untold = answer(blurred, counts)[0] - numerator
    return Further(definition=definition, numerator=numerator, untold=untold, denominator=denominator)


def coarsening(counts: Mapping[Combination, int]) -> dict[Combination, Combination]:
    """For each combination what stands for it in the open: blurred step by step until each of those occurs five times.

    Outcomes are never blurred: the answer is counted by them.

    Raises:
        CellTooSmall: an outcome by itself is rarer than that.
    """
    told = {one: one for one in counts}
    for number in range(1, len(BLURRED) + 1):
        rare_ones = {*rare(_occurring(told, counts))}
        told = {one: _blurred(now, BLURRED[:number]) if now in rare_ones else now for one, now in told.items()}
    for outcome in ("in_time", "late"):
        told = _joined(told, counts, (ANY, ANY, ANY, outcome))
    return told


def _occurring(told: Mapping[Combination, Combination], counts: Mapping[Combination, int]) -> Counter[Combination]:
    found = Counter[Combination]()
    for one, now in told.items():
        found[now] += counts[one]
    return found


def _blurred(combination: Combination, names: Sequence[str]) -> Combination:
    place, procedure, channel, outcome = combination
    return (
        ANY if "place" in names else place,
        ANY if "procedure" in names else procedure,
        ANY if "channel" in names else channel,
        outcome,
    )


def _joined(
    told: dict[Combination, Combination], counts: Mapping[Combination, int], all_of_it: Combination
) -> dict[Combination, Combination]:
    """Let the smallest that are frequent enough join those that are still rare."""
    while 0 < (found := _occurring(told, counts))[all_of_it] < LEAST:
        others = sorted((many, now) for now, many in found.items() if now[3] == all_of_it[3] and now != all_of_it)
        if not others:
            raise CellTooSmall(LEAST)
        told = {one: all_of_it if now == others[0][1] else now for one, now in told.items()}
    return told


def written(at: datetime | None) -> str:
    """A moment as it is counted: in UTC; empty where there is none."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else ""


def salt(secret: bytes, dossier: str) -> bytes:
    """What keeps a hash from being guessed: of the release's secret, which inspectors hold."""
    return hmac.digest(secret, dossier.encode(), "sha256")[:16]


def commitment(secret: bytes, dossier: str, content: bytes) -> bytes:
    """The hash that stands in the open for all that was counted of a dossier."""
    return sha256(salt(secret, dossier) + content).digest()


def entry(committed: bytes, combination: Combination) -> bytes:
    """The hash of a leaf of the tree."""
    return leaf_hash(committed + canonical([*combination]))


def rare(counts: Mapping[Combination, int]) -> Iterator[Combination]:
    """The combinations that would tell of few."""
    return (one for one, many in counts.items() if many < LEAST)


def is_blurred_from(seen: Combination, combination: Combination) -> bool:
    """Whether a combination is that of a dossier, or blurred from it."""
    return all(told in (own, ANY) for own, told in zip(seen, combination, strict=True)) and combination[3] == seen[3]

"""A figure with its proof: what it was counted from, coarse enough to tell of nobody, under hashes of all of it.

Each dossier is a leaf of a Merkle tree (RFC 9162). A leaf binds two things together: what everybody may see of it, in
which no combination occurs fewer than five times, and a salted hash of all that was counted, which inspectors open.
The signed header says the tree's root, the definition as code, the answer, and the head of all journals by then.
"""

import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    settled_at: str
    """Empty where it was under way."""
    supplements: int
    outcome: Outcome

    def seen(self) -> Combination:
        """What is coarsened for everybody."""
        return self.office.partition(".")[0], self.procedure, self.channel, self.outcome


class Definition(Frozen):
    """How the figure is counted, as code: of the leaves whose fields have one of the values that are named."""

    id: str
    version: int
    numerator: dict[str, tuple[str, ...]]
    denominator: dict[str, tuple[str, ...]]
    """Every leaf, where nothing is named."""


ON_TIME = Definition(id="on_time", version=1, numerator={"outcome": ("in_time",)}, denominator={})


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
    head: SignedHead
    """Of all journals, published after the leaves were read: it covers each of them."""

    @property
    def signed(self) -> bytes:
        """The bytes that are signed: its JSON with sorted keys and no spaces."""
        return canonical(self.model_dump(mode="json"))


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


def coarsened(combinations: Sequence[Combination]) -> list[Combination]:
    """The same with what is rare blurred, step by step, until each occurs five times; outcomes are never blurred.

    Raises:
        CellTooSmall: an outcome by itself is rarer than that.
    """
    made = list(combinations)
    for number in range(1, len(BLURRED) + 1):
        rare = {one for one, many in Counter(made).items() if many < LEAST}
        made = [_blurred(one, BLURRED[:number]) if one in rare else one for one in made]
    return _joined(made)


def _blurred(combination: Combination, names: Sequence[str]) -> Combination:
    place, procedure, channel, outcome = combination
    return (
        ANY if "place" in names else place,
        ANY if "procedure" in names else procedure,
        ANY if "channel" in names else channel,
        outcome,
    )


def _joined(made: list[Combination]) -> list[Combination]:
    """Let the smallest that are frequent enough join those that are still rare."""
    for outcome in ("in_time", "late"):
        all_of_it: Combination = (ANY, ANY, ANY, outcome)
        while 0 < (counts := Counter(one for one in made if one[3] == outcome))[all_of_it] < LEAST:
            others = sorted((many, one) for one, many in counts.items() if one != all_of_it)
            if not others:
                raise CellTooSmall(LEAST)
            joins = others[0][1]
            made = [all_of_it if one == joins else one for one in made]
    return made


def written(at: datetime | None) -> str:
    """A moment as it is counted: in UTC; empty where there is none."""
    return at.astimezone(UTC).isoformat() if at else ""


def salt(secret: bytes, dossier: str) -> bytes:
    """What keeps a hash from being guessed: of the release's secret, which inspectors hold."""
    return hmac.digest(secret, dossier.encode(), "sha256")[:16]


def commitment(secret: bytes, counted: Counted) -> bytes:
    """The hash that stands in the open for all that was counted of a dossier."""
    return sha256(salt(secret, counted.dossier) + canonical(counted.model_dump())).digest()


def entry(committed: bytes, combination: Combination) -> bytes:
    """The hash of a leaf of the tree."""
    return leaf_hash(committed + canonical([*combination]))


def rare(counts: Mapping[Combination, int]) -> Iterator[Combination]:
    """The combinations that would tell of few."""
    return (one for one, many in counts.items() if many < LEAST)


def is_blurred_from(seen: Combination, combination: Combination) -> bool:
    """Whether a combination is that of a dossier, or blurred from it."""
    return all(told in (own, ANY) for own, told in zip(seen, combination, strict=True)) and combination[3] == seen[3]


def counted_by(combinations: Iterable[Combination]) -> Counter[Combination]:
    """How often each occurs."""
    return Counter(combinations)

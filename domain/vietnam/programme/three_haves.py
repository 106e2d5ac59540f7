"""“Ba có”: who serves the State has a chip card, an electronic identity and an account of the national portal."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from pydantic import Field, TypeAdapter

from domain.base.law import Frozen
from domain.province.scoring import Counted
from domain.vietnam.programme.entries import Entry, in_force

SUBSTANTIAL = 2
"""The level of an electronic identity that counts."""


class Serves(Frozen):
    """Somebody serves in a body, from a day to another."""

    code: str
    """Staff code: by it their head knows who it is."""
    kind: Literal["cadre", "civil_servant", "public_employee", "worker"]
    since: date
    until: date | None = None
    main: bool = True
    """Whether it is their main body, where they serve in several."""
    foreign: bool = False
    """Foreign experts have no card to have."""

    def serves(self, day: date) -> bool:
        """Whether they are in service on a day, on leave too."""
        return self.since <= day and (self.until is None or day <= self.until) and not self.foreign


class Looked(Frozen):
    """What was found of somebody when it was looked into; of their card only its last day is kept."""

    card_until: date | None = None
    account: bool
    portal: bool
    card: bool | None = Field(default=None, exclude_if=lambda card: card is None)
    """Of what was entered before last days were kept: whether the card held on that day."""

    def on(self, day: date, looked: date) -> "Haves | None":
        """What they have on a day; None where it must be looked into anew, for nobody knows how long the card held."""
        if self.card and self.card_until is None and day > looked:
            return None
        card = self.card if self.card_until is None else self.card_until >= day
        return Haves(card=bool(card), account=self.account, portal=self.portal)


class Haves(Frozen):
    """What somebody has on a day."""

    card: bool
    account: bool
    portal: bool

    @property
    def all(self) -> bool:
        """Whether they have all three."""
        return self.card and self.account and self.portal


SERVES: TypeAdapter[Serves] = TypeAdapter(Serves)
LOOKED: TypeAdapter[Looked] = TypeAdapter(Looked)


def found(
    day: date, card_until: date | None, level: int, *, activated: bool, portal: bool, login_since: date
) -> Looked:
    """What the police answer comes to: where the portal takes that login, the electronic identity is its account."""
    account = level >= SUBSTANTIAL and activated
    return Looked(card_until=card_until, account=account, portal=account if day >= login_since else portal)


class Member(Frozen):
    """Somebody in service in a body, and what they have; None where nobody knows: nobody looked, or must do so anew."""

    body: str
    code: str
    haves: Haves | None


def members(staff: Iterable[Entry[Serves]], looked: Iterable[Entry[Looked]], day: date) -> list[Member]:
    """Who serves on a day, each once, in their main body."""
    known = {one.subject: one.content.on(day, one.day) for one in in_force(looked, day)}
    serving: dict[str, list[Entry[Serves]]] = {}
    for one in staff:
        if one.content.serves(day):
            serving.setdefault(person_of(one.subject), []).append(one)
    chosen = [min(of, key=lambda one: (not one.content.main, one.content.since)) for of in serving.values()]
    return [Member(body=one.unit, code=one.content.code, haves=known.get(person_of(one.subject))) for one in chosen]


def subject_of(person: str, body: str) -> str:
    """What an entry is about that somebody serves in a body."""
    return f"{person}/{body}"


def person_of(subject: str) -> str:
    """Of whom such an entry is."""
    return subject.partition("/")[0]


def counted(of: Iterable[Member]) -> Mapping[str, Counted | None]:
    """How many are known to have each and all, of all in service; None where nobody was looked into.

    Where some were not, it is at least so many: what is not known is no lack.
    """
    of = [*of]
    haves = [one.haves for one in of if one.haves]
    told = {
        "card": sum(one.card for one in haves),
        "account": sum(one.account for one in haves),
        "portal": sum(one.portal for one in haves),
        "all": sum(one.all for one in haves),
    }
    return {name: Counted.of(many, len(of)) if haves else None for name, many in told.items()}

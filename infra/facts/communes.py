"""A province's communes as offices, each with its police: made of the list of communes and what holds for each.

What one commune has otherwise stands with it; who has no list of communes writes each office whole.
"""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, Field

from domain.base.text import unaccented
from domain.statute.offices import Office, Organ, police_of

Kind = Literal["Phường", "Xã", "Đặc khu"]
CODE, NUMBER = "{code}", "{number}"


class Commune(BaseModel, frozen=True, extra="forbid"):
    """A commune of the list of administrative units (Decision 19/2025/QĐ-TTg)."""

    code: str
    kind: str
    name: str

    @property
    def title(self) -> str:
        """Its kind and its name."""
        return f"{self.kind} {self.name}"


class OfPolice(BaseModel, frozen=True, extra="forbid"):
    """What the police of every commune has."""

    dossier_prefix: str
    superior: str
    signs_as: str
    symbol: dict[Kind, str]


class OfCommune(BaseModel, frozen=True, extra="forbid"):
    """What every commune has: by its kind, or with its code and number where ``{code}`` and ``{number}`` stand."""

    dossier_prefix: str
    deputies: dict[str, str] = {}
    organs: dict[Kind, tuple[Organ, ...]] = {}
    police: OfPolice | None = None


class Station(BaseModel, frozen=True, extra="forbid"):
    """The health station of every commune (trạm y tế), where ``{code}`` and ``{title}`` are the commune's."""

    code: str
    name: str

    def of(self, commune: Office) -> tuple[str, str]:
        """Code and name of a commune's own."""
        title = f"{commune.kind.lower()} {commune.name}"
        return self.code.replace(CODE, commune.code), self.name.replace("{title}", title)


class CommuneOffice(BaseModel, frozen=True, extra="forbid"):
    """A commune that has a desk, and what it has otherwise than every other."""

    code: str
    number: str = Field(pattern=r"^\d{2,3}$")
    """Of its dossier prefixes: given once and for ever, for dossiers bear it."""
    own: dict[str, Any] = {}
    """Fields of its office that are its own."""
    police: dict[str, Any] = {}
    """Fields of its police's office that are its own."""

    def filled(self, text: str) -> str:
        """A text of all communes with its own code and number."""
        return text.replace(CODE, self.code).replace(NUMBER, self.number)


def offices_of(communes: dict[str, Commune], listed: tuple[CommuneOffice, ...], every: OfCommune) -> Iterator[Office]:
    """The office of each commune, then that of each commune's police.

    Raises:
        KeyError: one is none of the communes.
    """
    for one in listed:
        yield _commune(communes[one.code], one, every)
    if every.police:
        for one in listed:
            yield _police(communes[one.code], one, every.police)


def _commune(commune: Commune, one: CommuneOffice, every: OfCommune) -> Office:
    common = {
        "code": commune.code,
        "kind": commune.kind,
        "name": commune.name,
        "slug": slug_of(commune.name),
        "dossier_prefix": one.filled(every.dossier_prefix),
        "body": f"Ủy ban nhân dân {commune.kind.lower()} {commune.name}",
        "place": commune.name,
        "deputies": {one.filled(officer): title for officer, title in every.deputies.items()},
        "organs": [organ for kind, organs in every.organs.items() if kind == commune.kind for organ in organs],
    }
    return Office.model_validate(common | one.own)


def _police(commune: Commune, one: CommuneOffice, every: OfPolice) -> Office:
    there = f"{commune.kind.lower()} {commune.name}"
    common = {
        "code": police_of(commune.code),
        "kind": "Công an",
        "name": there,
        "slug": f"ca{slug_of(commune.name)}",
        "dossier_prefix": one.filled(every.dossier_prefix),
        "superior": every.superior,
        "body": f"Công an {there}",
        "symbol": next((symbol for kind, symbol in every.symbol.items() if kind == commune.kind), ""),
        "place": commune.name,
        "signs_as": every.signs_as,
    }
    return Office.model_validate(common | one.police)


def slug_of(name: str) -> str:
    """A name as addresses and logins have it: no marks, no spaces."""
    return unaccented(name).lower().replace(" ", "")

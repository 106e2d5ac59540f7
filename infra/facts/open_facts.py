"""What of the law's data nobody has confirmed (chưa xác nhận), to be read before anybody relies on it."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Self

from pydantic import BaseModel

from infra.facts.index import INDEX
from infra.facts.loading import (
    ALARMS,
    BULK,
    FACTS,
    OPINIONS,
    PORTAL,
    PROGRAMME,
    REASONS,
    RETENTION,
    FactFile,
    FactsWrong,
    foreign_files,
    read,
)

SHARED = (RETENTION, REASONS, BULK, OPINIONS, INDEX, PORTAL, PROGRAMME, ALARMS)
"""Files that a province's folder may do without."""
OPEN = {
    "K": "known, not confirmed (chưa xác nhận)",
    "D": "derived from what was found (suy ra)",
    "plan": "announced or expected (dự kiến)",
}
"""Every mark but that of what was found in a source."""
OF_EVERYBODY = (RETENTION, REASONS, BULK, OPINIONS, INDEX, PROGRAMME, ALARMS)
"""Files of ours that hold where a province has none of its own."""
CONFIRMED = "confirmed.json"
"""In a province's folder: what it has confirmed."""
OF_A_VERSION = {
    "term": "Thời hạn giải quyết",
    "cases": "Trường hợp “{0[0]}”",
    "fee": "Phí, lệ phí",
    "fee exempt": "Đối tượng được miễn phí, lệ phí “{0[0]}”",
    "figures": "Định mức “{0[0]}”",
    "articles": "Căn cứ “{0[0]}”",
}
"""By where a fact stands in a version, what it is."""
OF_ALL = {
    "correction": "Thời hạn đính chính kết quả đã thu hồi",
    "defaults silence": "Thời gian người nộp im lặng thì coi như đồng ý",
    "defaults supplement_limit": "Số lần được yêu cầu bổ sung",
    "defaults supplement_wait": "Thời gian chờ bổ sung",
    "defaults consent_wait": "Thời gian chờ người phải đồng ý",
    "defaults patience": "Thời gian chờ cơ sở dữ liệu trả lời",
    "defaults apologies": "Số lần được hẹn lại ngày trả kết quả",
    "defaults warn_before": "Thời điểm nhắc cơ quan trước hạn",
    "defaults elsewhere": "Thời hạn xã, phường khác trả lời",
}
"""What holds for every procedure."""
VERSION = "Phiên bản quy định"
TELLS_APART = ("code", "fee_class", "procedure", "id", "what", "kind", "decision", "date", "valid_from")
"""By which of its fields an entry of a list is known from the others."""


class OpenFact(NamedTuple):
    """An entry of a file that is not confirmed."""

    file: str
    place: str
    mark: str
    basis: str
    """What would say so; empty where the file names nothing."""

    @property
    def path(self) -> str:
        """By which a province confirms it."""
        return f"{self.file}: {self.place}"

    @property
    def words(self) -> str:
        """What of a procedure's version is open, in Vietnamese: for officers and lawyers."""
        kind, *place = self.place.split()
        if kind != "versions":
            return OF_ALL[" ".join((kind, *place))]
        what, *name = place[2:] or [""]
        return OF_A_VERSION.get(" ".join([what, *name[:1]]), OF_A_VERSION.get(what, VERSION)).format(name[-1:])


class Confirmed(BaseModel, frozen=True, extra="forbid"):
    """A fact that the province has confirmed (xác nhận), by which document, when and by whom."""

    fact: str
    """Its path, as ``motcua facts`` prints it: each fact for itself."""
    document: str
    on: date
    office: str


class ConfirmedFile(FactFile):
    """What a file of confirmed facts holds."""

    confirmed: tuple[Confirmed, ...]


def open_facts(folder: str = "") -> list[OpenFact]:
    """Those that hold for a province with this folder, ours unless named, in the order of its files.

    Raises:
        FactsWrong: something is confirmed that is no open fact.
    """
    home = Path(folder) if folder else FACTS
    shared = [FACTS / name for name in SHARED if not (home / name).exists()]
    files = {path.name: path for path in (*sorted(home.glob("*.json")), *(shared if home != FACTS else []))}
    files |= {f"{path.parent.name}/{path.name}": path for path in foreign_files()}
    read_in = ((name, json.loads(path.read_text(encoding="utf-8"))) for name, path in files.items())
    found = [fact for name, file in read_in for fact in _within(file, name, "")]
    return _without_confirmed(found, home / CONFIRMED)


def _without_confirmed(found: list[OpenFact], path: Path) -> list[OpenFact]:
    if not path.exists():
        return found
    confirmed, paths = {one.fact for one in read(ConfirmedFile, path).confirmed}, [fact.path for fact in found]
    for fact in sorted(confirmed - {*paths}):
        near = difflib.get_close_matches(fact, paths, 1)
        raise FactsWrong(f"{path.name}: {fact} is no open fact" + (f": {near[0]} is one" if near else ""))
    return [fact for fact in found if fact.path not in confirmed]


@dataclass(frozen=True)
class Unconfirmed:
    """What is open in each version of a procedure."""

    by_version: Mapping[tuple[str, str], tuple[OpenFact, ...]]
    """By its code and first day."""
    common: tuple[OpenFact, ...] = ()
    """What is open for all of them."""
    many: int = 0
    """How many are open in all files, as ``motcua facts`` lists them."""

    @classmethod
    def load(cls, folder: str = "") -> Self:
        """Read those of a province's folder, ours unless named."""
        found: dict[tuple[str, str], tuple[OpenFact, ...]] = {}
        listed = open_facts(folder)
        open_ = [fact for fact in listed if Path(fact.file).name.startswith("procedures-")]
        for fact in open_:
            kind, *rest = fact.place.split()
            if kind == "versions" and len(rest) > 1:
                version = (rest[0], rest[1])
                found[version] = (*found.get(version, ()), fact)
        return cls(found, tuple(fact for fact in open_ if not fact.place.startswith("versions")), len(listed))

    def of(self, version: str) -> tuple[OpenFact, ...]:
        """Those of a version by the name that dossiers keep: ``1.000894/33/2025-07-01``."""
        code, _, since = version.split("/")
        return (*self.by_version.get((code, since), ()), *self.common)


def in_words(facts: Sequence[OpenFact]) -> list[str]:
    """What is open, each with what would say so."""
    return [f"{fact.words}" + (f" ({fact.basis})" if fact.basis else "") + "." for fact in facts]


def _within(value: Any, file: str, place: str) -> Iterator[OpenFact]:
    if isinstance(value, dict):
        if (mark := value.get("mark")) in OPEN:
            yield OpenFact(file, place, mark, value.get("basis", ""))
        for name, inner in value.items():
            yield from _within(inner, file, f"{place} {name}".strip())
    if isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _within(inner, file, f"{place} {_called(inner) or number}")


def _called(entry: Any) -> str:
    """An entry by what tells it apart."""
    return " ".join(str(entry[name]) for name in TELLS_APART if name in entry) if isinstance(entry, dict) else ""

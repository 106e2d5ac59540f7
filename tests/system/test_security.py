"""`docs/security.md` speaks of every requirement of ASVS 5.0.0, levels 1 and 2, and proves what it calls met."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from api.services.views import HIDDEN
from domain.dossier.acts import ACTS
from infra.db.batch_tables import BatchItemRow, BatchRow
from infra.db.cleaning_tables import CorrectionRow
from infra.db.clinic_tables import ClinicVisitRow
from infra.db.every_table import METADATA
from infra.db.portal_tables import PortalFilingRow, PortalPaperRow
from infra.db.tables import DossierRow, DraftRow, EventRow, SessionRow, UploadRow

ROOT = Path(__file__).parents[2]
STATES = ("met", "operator", "open", "n/a")
ROW = re.compile(r"^\| ([\d.]+)(?:–([\d.]+))? \| [^|]+ \| ([a-z/]+) \|([^|]*)\| ([^|]+) \|$", re.MULTILINE)
COUNT = re.compile(r"^\| \*\*([a-z/]+)\*\* \| (\d+) \|$", re.MULTILINE)
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5,
    "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4,
    "17.3": 2,
}  # fmt: skip
"""By section of ASVS 5.0.0, its requirements of levels 1 and 2: in each they come before those of level 3."""
PAGE = (ROOT / "docs" / "security.md").read_text()
ROWS = ROW.findall(PAGE)


def numbers(first: str, last: str) -> Iterator[str]:
    """Give what a row speaks of."""
    section, _, begin = first.rpartition(".")
    end = last.rpartition(".")[2] or begin
    yield from (f"{section}.{number}" for number in range(int(begin), int(end) + 1))


def test_every_requirement_of_levels_1_and_2_is_spoken_of_once() -> None:
    wanted = Counter(f"{section}.{number}" for section, most in SECTIONS.items() for number in range(1, most + 1))
    assert sum(wanted.values()) == 253
    assert Counter(number for first, last, *_ in ROWS for number in numbers(first, last)) == wanted


def test_each_is_met_or_the_operators_or_open_or_nothing_to_us_and_the_figures_say_how_many() -> None:
    counted = Counter(state for first, last, state, *_ in ROWS for _ in numbers(first, last))
    assert set(counted) == set(STATES)
    assert {state: int(figure) for state, figure in COUNT.findall(PAGE)} == counted


def test_what_is_called_met_names_a_guard_that_is_there_and_nothing_else_does() -> None:
    guards = {(first, state): re.findall(r"`([^`]+)`", named) for first, _, state, named, _ in ROWS}
    assert [first for (first, state), named in guards.items() if (state == "met") != bool(named)] == []
    assert [
        (first, file) for (first, _), named in guards.items() for file in named if not (ROOT / file).is_file()
    ] == []


def test_what_is_called_met_names_a_test_that_is_there() -> None:
    code = "".join(file.read_text() for file in ROOT.glob("tests/**/test_*.py"))
    there = set(re.findall(r"def (test_\w+)", code))
    proofs = {first: re.findall(r"`(test_\w+)`", why) for first, _, state, _, why in ROWS if state == "met"}
    assert [first for first, named in proofs.items() if not named] == []
    assert {name for *_, why in ROWS for name in re.findall(r"`(test_\w+)`", why)} - there == set()


def test_every_table_is_classified() -> None:
    told = re.findall(r"^\| (`[a-z_`, ]+`) \| ([a-z, ]+) \|", PAGE, re.MULTILINE)
    classes = {name: what.split(", ") for names, what in told for name in re.findall(r"`(\w+)`", names)}
    assert set(classes) == set(METADATA.tables)
    assert {one for what in classes.values() for one in what} == {"personal", "pseudonymous", "secret", "open"}
    of_dossiers = (BatchItemRow, BatchRow, DossierRow, DraftRow, EventRow, SessionRow, UploadRow)
    sealed = {
        row.__tablename__ for row in (*of_dossiers, ClinicVisitRow, CorrectionRow, PortalFilingRow, PortalPaperRow)
    }
    assert {name for name, what in classes.items() if "personal" in what} == sealed


def test_what_an_event_hides_is_told() -> None:
    section = (ROOT / "docs" / "access.md").read_text().partition("## What an event keeps to itself")[2]
    told = re.findall(r"^\| (`[^|]+`) \|", section.partition("\n## ")[0], re.MULTILINE)
    names = {name for row in told for name in re.findall(r"`([\w.]+)`", row)}
    hidden = {name if what is True else f"{name}.{part}" for name, what in HIDDEN.items() for part in _parts(what)}
    inside = {f"{act.model_fields['type'].default}.{name}" for act in ACTS for name in act.staff}
    assert names == hidden | inside


def _parts(what: bool | set[str]) -> set[str]:
    return what if isinstance(what, set) else {""}

"""What an agency's author imports stays, and nothing else of ours is needed to write a procedure."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import motcua
from motcua import exports, testing, vietnam

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OURS = {"activities", "api", "commands", "domain", "infra", "motcua", "sandbox", "workflows"}
EXPORTED = {
    "Acknowledged", "Agency", "AgencyRefused", "AgencyUnavailable", "Answer", "Channel", "Connector", "Envelope",
    "Filer", "Filing", "Form", "Guide", "Paper", "Procedure", "Province", "Query", "Request", "Result", "Role",
    "Status", "Term", "Words", "acts", "months_after", "procedure",
}  # fmt: skip
VIETNAM = {
    "ANYBODY", "Citizen", "CitizenNumber", "Declared", "EntryInRegister", "Resident", "Sex", "age", "household_head",
    "kin", "parents", "police_of", "representative", "themselves",
}  # fmt: skip
TESTING = {
    "Caller", "DataFolder", "Engine", "FiledDossier", "GaveUp", "House", "Json", "LocalHouse", "PAPER", "People",
    "Register", "refusing", "silent",
}  # fmt: skip


def imported(source: str) -> set[str]:
    """The packages of ours that a module imports."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {top for name in names if (top := name.partition(".")[0]) in OURS}


def test_what_is_exported_stays_exported() -> None:
    assert {name for name in vars(exports) if not name.startswith("_")} == EXPORTED
    assert all(getattr(motcua, name) for name in EXPORTED)
    assert {name for name in vars(vietnam) if not name.startswith("_")} == VIETNAM
    offered = {name for name, held in vars(testing).items() if not isinstance(held, ModuleType)}
    assert {name for name in offered if not name.startswith("_")} == TESTING


def test_what_is_not_exported_is_said_to_be_missing() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from motcua import Journal"], capture_output=True, text=True, check=False
    )
    assert "cannot import name 'Journal'" in said.stderr


def test_the_example_and_the_guide_import_nothing_else_of_ours() -> None:
    example = [path.read_text() for path in (ROOT / "examples").rglob("*.py") if ".venv" not in path.parts]
    guide = BLOCK.findall((ROOT / "docs" / "write-a-procedure.md").read_text())
    assert example
    assert guide
    assert set().union(*map(imported, [*example, *guide])) - {"workflows"} == {"motcua"}
    own = re.findall(r"^from (workflows\.\S+) import", "\n".join(guide), re.MULTILINE)
    assert set(own) == {"workflows.vietnam.civil_status.extract_copy"}, "the guide's test imports what the guide wrote"

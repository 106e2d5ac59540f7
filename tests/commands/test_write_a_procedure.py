"""Who follows docs/write-a-procedure.md literally ends with a running procedure."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from domain.base.law import Role
from domain.statute.offices import Office
from sandbox.people.officers import brought

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGE = (ROOT / "docs" / "write-a-procedure.md").read_text(encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What somebody has who has just cloned and installed."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            copy = tmp_path / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((ROOT / name).read_bytes())
    binaries = tmp_path / ".venv" / "bin"
    binaries.mkdir(parents=True)
    for name, program in (("python", ""), ("motcua", "-m motcua ")):
        (binaries / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {program}"$@"\n')
        (binaries / name).chmod(0o755)
    return tmp_path


def run(command: str, checkout: Path) -> str:
    """Run what a block says in the checkout."""
    environment = os.environ | {"PYTHONPATH": str(checkout), "PYTEST_ADDOPTS": "-q -p no:cacheprovider"}
    done = subprocess.run(
        ["bash", "-euc", command], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def put(path: Path, text: str) -> None:
    """Write a file, or a version into the law's data in the place of what was begun."""
    if path.suffix != ".json":
        path.write_text(text, encoding="utf-8")
        return
    version, facts = json.loads(text), json.loads(path.read_text(encoding="utf-8"))
    facts["versions"] = [one for one in facts["versions"] if one["code"] != version["code"]] + [version]
    path.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def test_who_follows_the_guide_ends_with_a_running_procedure(checkout: Path) -> None:
    said = []
    for language, name, text in BLOCK.findall(PAGE):
        if language == "sh":
            said.append(run(text, checkout))
        else:
            assert name, f"a block of {language} says which file it is"
            put(checkout / name, text)
    assert "workflows/vietnam/civil_status/extract_copy.py" in said[0]
    assert "no mistake found" in said[1]
    assert "2 passed" in said[1]


def test_what_was_begun_fails_until_somebody_says_what_the_law_refuses(checkout: Path) -> None:
    begin = next(text for language, _, text in BLOCK.findall(PAGE) if language == "sh")
    run(begin, checkout)
    assert "no mistake found" in run(".venv/bin/motcua check", checkout)
    first = "tests/workflows/vietnam/civil_status/test_extract_copy.py"
    tried = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", first],
        cwd=checkout, env=os.environ | {"PYTHONPATH": str(checkout)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "1 failed, 1 passed" in tried.stdout


def test_the_first_procedure_of_a_sector_brings_the_sector_with_it(checkout: Path) -> None:
    begun = run(".venv/bin/motcua new 1.012345 --name stall_licence --sector market --title 'Chợ'", checkout)
    assert begun.splitlines()[2] == "tests/workflows/vietnam/market/test_stall_licence.py"
    assert (checkout / "tests/workflows/vietnam/market/__init__.py").is_file()
    assert "no mistake found" in run(".venv/bin/motcua check", checkout)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ("new 2.0006 --name x --sector y --title Z", "no code of a procedure"),
        ("new 2.000635 --name Extract-Copy --sector y --title Z", "becomes a Python module"),
        ("new 1.001193 --name again --sector civil_status --title Z", "is there already"),
    ],
)
def test_what_cannot_be_begun_says_why(checkout: Path, given: str, complaint: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "motcua", *given.split()],
        cwd=checkout, env=os.environ | {"PYTHONPATH": str(checkout)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert complaint in done.stderr


def test_the_guides_own_office_has_officers_for_all_that_it_does(tmp_path: Path) -> None:
    office, officers = (
        json.loads(PAGE[at : PAGE.index("\n\n", at)]) for at in map(PAGE.index, ('{"code": "33.SYT"', '[{"login"'))
    )
    (file := tmp_path / "officers.json").write_text(json.dumps(officers))
    known = Office.model_validate(office)
    staff = brought(str(file))
    assert known.reviews
    assert {one.agency for one in staff} == {known.code}
    assert {role for one in staff for role in one.roles} == {
        *(Role.RECEIVING_OFFICER, Role.SPECIALIST, Role.UNIT_HEAD, Role.AGENCY_LEADER)
    }

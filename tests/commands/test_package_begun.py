"""Who begins a package of their agency's own has a procedure that runs, in one command and outside of our tree."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from workflows.catalogue import PROCEDURES

ROOT = Path(__file__).parents[2]
BEGIN = ("new", "1.012345", "--name", "stall_licence", "--title", "Cấp giấy phép sử dụng điểm kinh doanh tại chợ")


def say(folder: Path, *words: str, package: str = "cho-vangiang") -> subprocess.CompletedProcess[str]:
    """Run Python where the package is installed as ``uv sync`` would do it: its modules, and its entry points."""
    home = folder / package
    if (project := home / "pyproject.toml").is_file():
        said = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
        (beside := home / "src" / f"{package.replace('-', '_')}-1.0.0.dist-info").mkdir(exist_ok=True)
        (beside / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {said['name']}\nVersion: {said['version']}\n")
        points = (
            f"[{group}]\n" + "".join(f"{name} = {at}\n" for name, at in entries.items())
            for group, entries in said["entry-points"].items()
        )
        (beside / "entry_points.txt").write_text("\n".join(points))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=home if home.is_dir() else folder,
        env=clean | {"PYTHONPATH": f"{ROOT}:{home / 'src'}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_package_is_begun_in_one_command_and_only_what_the_law_refuses_is_missing(tmp_path: Path) -> None:
    begun = say(tmp_path, "motcua", *BEGIN, "--package", "cho-vangiang")
    assert begun.stdout.splitlines() == [
        "src/cho_vangiang/stall_licence.py",
        "src/cho_vangiang/templates/cho_vangiang/stall_licence.html",
        "tests/test_stall_licence.py",
        "src/cho_vangiang/procedures-33.json",
        "pyproject.toml",
        "now: cd cho-vangiang && uv sync && uv run motcua check && uv run pytest",
    ], begun.stderr
    checked = say(tmp_path, "motcua", "check")
    assert checked.stdout == f"{len(PROCEDURES) + 1} procedures, no mistake found\n", checked.stderr
    assert "1 failed, 1 passed" in say(tmp_path, "pytest", "-q", "-p", "no:cacheprovider").stdout


def test_a_second_procedure_joins_the_package(tmp_path: Path) -> None:
    say(tmp_path, "motcua", *BEGIN, "--package", "cho-vangiang")
    second = ("new", "1.012346", "--name", "stall_transfer", "--title", "Chuyển điểm kinh doanh", "--package", ".")
    assert say(tmp_path, "motcua", *second).returncode == 0
    checked = say(tmp_path, "motcua", "check")
    assert checked.stdout == f"{len(PROCEDURES) + 2} procedures, no mistake found\n", checked.stderr
    facts = json.loads((tmp_path / "cho-vangiang/src/cho_vangiang/procedures-33.json").read_text(encoding="utf-8"))
    assert [one["code"] for one in facts["versions"]] == ["1.012345", "1.012346"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (BEGIN, "say where it goes: --package FOLDER for your agency's own, or --sector FOLDER"),
        ((*BEGIN, "--package", "x", "--sector", "y"), "say where it goes"),
        ((*BEGIN, "--package", "Chợ Văn Giang"), "becomes a Python module"),
        ((*BEGIN[:1], "1.001193", *BEGIN[2:], "--package", "x"), "1.001193 is there already, in"),
    ],
)
def test_what_cannot_be_begun_says_why_and_leaves_nothing_behind(
    tmp_path: Path, words: tuple[str, ...], complaint: str
) -> None:
    refused = say(tmp_path, "motcua", *words)
    assert refused.returncode == 1
    assert complaint in refused.stderr
    assert [*tmp_path.iterdir()] == []


def test_what_stands_there_is_never_written_over(tmp_path: Path) -> None:
    say(tmp_path, "motcua", *BEGIN, "--package", "cho-vangiang")
    written = tmp_path / "cho-vangiang/src/cho_vangiang/stall_licence.py"
    written.write_text("# mine\n")
    again = say(tmp_path, "motcua", "new", "1.012346", *BEGIN[2:], "--package", ".")
    assert "stall_licence.py is there already: choose another name" in again.stderr
    assert written.read_text() == "# mine\n"

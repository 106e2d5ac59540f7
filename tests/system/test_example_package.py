"""An agency's own package, built and installed beside Motcua, brings a procedure that runs to its end."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from uv import find_uv_bin

from workflows.catalogue import catalogue

EXAMPLE = Path(__file__).parents[2] / "examples" / "snv-hungyen"


def run(*command: str | Path, folder: Path) -> str:
    """Run it as somebody would who has nothing set; what goes wrong is shown."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "PYTHON", "PYTEST_"))}
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def uv(*words: str | Path, folder: Path) -> None:
    """Run uv without network and without leaving anything behind."""
    run(find_uv_bin(), *words, "--offline", "--no-cache", folder=folder)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as its agency would hand it out."""
    folder = tmp_path_factory.mktemp("wheel")
    uv("build", "--wheel", "--out-dir", folder, EXAMPLE, folder=folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has Motcua and the package, and forgets both."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    uv("venv", "--no-project", "--python", sys.executable, venv, folder=venv.parent)
    uv("pip", "install", "--no-deps", "--python", venv, wheel, folder=venv.parent)
    [packages] = venv.glob("lib/python*/site-packages")
    ours = sysconfig.get_path("purelib")
    (packages / "motcua_beside.pth").write_text(f"import site; site.addsitedir({ours!r})\n")
    return venv / "bin" / "python"


def test_a_package_carries_its_facts_and_its_template(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    files = {"internal_rules.py", "py.typed", "procedures-33.json", "templates/snv_hungyen/internal_rules.html"}
    assert {f"snv_hungyen/{file}" for file in files} <= carried


def test_its_procedure_is_checked_with_all_others(python: Path, tmp_path: Path) -> None:
    assert run(python, "-m", "motcua", "check", folder=tmp_path) == (
        f"{len(catalogue()) + 1} procedures, no mistake found\n"
    )


def test_its_own_tests_take_dossiers_to_their_end(python: Path, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(EXAMPLE / "pyproject.toml", tmp_path)
    said = run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", folder=tmp_path)
    assert " passed" in said
    assert "skipped" not in said

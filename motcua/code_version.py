"""Which code this is: what an archive says it was made by, and what a replay compares itself with."""

import inspect
import platform
import re
import subprocess
from collections.abc import Iterable
from hashlib import sha256
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from types import ModuleType
from typing import Any

import domain
import workflows.engine
from infra.engine.build_registry import Carried
from workflows.catalogue import catalogue
from workflows.engine.procedure import Procedure

ROOT = Path(__file__).parent.parent


def code_version(procedure: str, build: str) -> dict[str, Any]:
    """Name the build, the package, the commit, the procedure's source and what all of it stands on."""
    declared = catalogue().get(procedure)
    source = inspect.getsource(declared).encode() if declared else b""
    return {
        "build": build,
        "commit": _commit(),
        "dependencies": {name: _version(name) for name in sorted(_names())},
        "motcua": _version("motcua"),
        "procedure": _recorded_as(declared) if declared else "",
        "procedure_sha256": sha256(source).hexdigest() if source else "",
        "python": platform.python_version(),
    }


def _recorded_as(declared: type[Procedure[Any]]) -> str:
    # Only its own word: a package's procedure that builds on one of ours is other code.
    return str(vars(declared).get("recorded_as", f"{declared.__module__}.{declared.__qualname__}"))


def carried() -> Carried:
    """Say what this code carries: each procedure and, apart, what all of them share, by a digest of its sources."""
    shared = tuple(file for room in (workflows.engine, domain) for file in sorted(_folder(room).rglob("*.py")))
    ours = {base.__module__ for base in Procedure.__mro__}
    own = {
        code: sorted({base.__module__ for base in procedure.__mro__ if base.__module__ not in ours})
        for code, procedure in catalogue().items()
    }
    procedures = {code: _digest(_source(name) for name in modules) for code, modules in own.items()}
    return Carried(
        release=_version("motcua"), engine=_digest(file.read_text() for file in shared), procedures=procedures
    )


def _folder(room: ModuleType) -> Path:
    return Path(str(room.__file__)).parent


def _source(module: str) -> str:
    try:
        return inspect.getsource(import_module(module))
    except (OSError, TypeError):
        return ""  # a module of the interpreter's own has none


def _digest(sources: Iterable[str]) -> str:
    return sha256("\0".join(sources).encode()).hexdigest()[:12]


def differing(then: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Say in what two versions of the code differ, by name."""
    flat = [
        {name: value for name, value in one.items() if name != "dependencies"} | dict(one.get("dependencies", {}))
        for one in (then, now)
    ]
    names = sorted(flat[0].keys() | flat[1].keys())
    return [
        f"{name}: {flat[0].get(name) or '-'} → {flat[1].get(name) or '-'}"
        for name in names
        if flat[0].get(name) != flat[1].get(name)
    ]


def _names() -> set[str]:
    """Name the packages that production needs, those of an extra apart."""
    wanted = [line for line in requires("motcua") or [] if "extra ==" not in line]
    return {found.group() for line in wanted if (found := re.match(r"[A-Za-z0-9._-]+", line))}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _commit() -> str:
    """Name the commit of a checkout; an image has its build's name instead."""
    if not (ROOT / ".git").exists():
        return ""
    said = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return said.stdout.strip()

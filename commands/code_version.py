"""Which code this is: what an archive says it was made by, and what a replay compares itself with."""

import inspect
import platform
import re
import subprocess
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Any

from commands.options import ROOT
from workflows.catalogue import catalogue


def code_version(procedure: str, build: str) -> dict[str, Any]:
    """Name the build, the package, the commit, the procedure's source and what all of it stands on."""
    declared = catalogue().get(procedure)
    source = inspect.getsource(declared).encode() if declared else b""
    return {
        "build": build,
        "commit": _commit(),
        "dependencies": {name: _version(name) for name in sorted(_names())},
        "motcua": _version("motcua"),
        "procedure": f"{declared.__module__}.{declared.__qualname__}" if declared else "",
        "procedure_sha256": sha256(source).hexdigest() if source else "",
        "python": platform.python_version(),
    }


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

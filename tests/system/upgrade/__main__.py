"""``python -m tests.system.upgrade COMMIT``: a house of that commit's code, with dossiers in every state, is stopped,
started with this code on the same data, and every dossier ends; no command in between. Prints what became of each.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
DOSSIERS = Path(__file__).with_name("dossiers.py")
AS_IT_MUST = ("delivered", "stopped", "waits for its day", "not_accepted", "withdrawn")
"""Ends, and the one reason not to have ended: a day of the law's that is still to come."""
Json = dict[str, Any]


def main() -> int:
    """Try it; 0 where every dossier went on and ended."""
    commit = sys.argv[1] if len(sys.argv) > 1 else ""
    if not commit:
        print("say from which commit: make upgrade FROM=COMMIT, ONLY='1.001193 2.000815' for some procedures")
        return 2
    with tempfile.TemporaryDirectory(prefix="motcua-upgrade-") as folder:
        there, data, left = Path(folder) / "code", Path(folder) / "data", Path(folder) / "left.json"
        _check_out(commit, there)
        _run(there, "begin", data, left, *sys.argv[2:])
        ends = _run(ROOT, "finish", data, left)
    _tell(ends)
    return 0 if all(one["ended"] in AS_IT_MUST and one["went"] in ("replays", "walks") for one in ends) else 1


def _check_out(commit: str, there: Path) -> None:
    """Get that commit's code, with an environment of its own."""
    subprocess.run(["git", "clone", "--quiet", "--shared", "--no-checkout", str(ROOT), str(there)], check=True)
    subprocess.run(["git", "checkout", "--quiet", commit], cwd=there, check=True)
    subprocess.run(["make", "--quiet", "install-for-tests"], cwd=there, check=True, stdout=sys.stderr)


def _run(code: Path, what: str, data: Path, left: Path, *only: str) -> list[Json]:
    """Run a house with this code; its parts are its own, its logs lie with its data."""
    command = [str(code / ".venv/bin/python"), str(DOSSIERS), what, str(data), str(left), *only]
    around = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    environment = around | {"PYTHONPATH": str(code)}
    said = subprocess.run(command, cwd=code, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if said.returncode:
        sys.exit(f"{what} failed: {data}")
    return [json.loads(line) for line in said.stdout.splitlines()]


def _tell(ends: list[Json]) -> None:
    columns = ("procedure", "state", "went", "ended", "seconds")
    rows = [columns, *(tuple(str(one[name]) for name in columns) for one in ends)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(columns))]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
    went, how = Counter(one["went"] for one in ends), Counter(one["ended"] for one in ends)
    print(f"\n{len(ends)} states; {dict(went)}; {dict(how)}")


if __name__ == "__main__":
    sys.exit(main())

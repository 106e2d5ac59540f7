"""New code replays the dossiers that are under way, or the gate is red."""

import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory

from infra.engine.replay import Verdict, replay
from tests.support.histories import recorded
from workflows.catalogue import PROCEDURES

HISTORIES = recorded()


async def given() -> AsyncIterator[WorkflowHistory]:
    """All of them, one by one."""
    for history in HISTORIES.values():
        yield history


@pytest.fixture(scope="module")
async def verdicts() -> dict[str, Verdict]:
    """What the code of this checkout makes of each."""
    return {verdict.dossier: verdict async for verdict in replay(list(PROCEDURES), given())}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_dossier_of_before_replays(name: str, verdicts: dict[str, Verdict]) -> None:
    assert verdicts[name] == Verdict(name)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.code)
def test_every_procedure_has_its_histories(procedure: type) -> None:
    states = {name.rpartition(".")[2] for name in HISTORIES if name.startswith(f"{procedure.code}.")}  # type: ignore[attr-defined]
    assert {"receive", "approve"} <= states


def breaking(text: str) -> str:
    """Another order of what was promised: the leader decides before anybody has verified."""
    verified = "        await self.verify(Role.CIVIL_STATUS_OFFICER)\n"
    approved = "        await self.approve(Role.COMMUNE_LEADER)\n"
    assert verified in text
    return text.replace(approved, "").replace(verified, approved + verified)


def test_a_change_that_breaks_dossiers_under_way_turns_the_gate_red(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    for folder in ("activities", "domain", "infra", "templates", "tests", "workflows", "commands"):
        (tmp_path / folder).symlink_to(root / folder)
    (tmp_path / "workflows").unlink()
    for path in (root / "workflows").rglob("*.py"):
        copy = tmp_path / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        copy.write_text(breaking(text) if path.name == "birth_registration.py" else text, encoding="utf-8")
    command = [sys.executable, "-m", "tests.workflows.gate"]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 1
    assert re.search(r"1\.001193\.approve birth_registration\.py:\d+, step “approve”", done.stdout)
    assert "1.001193.receive" not in done.stdout

"""The README's shell lines do what they say, as they are printed."""

import asyncio
import os
import re
from pathlib import Path

import pytest

from infra.local.house import LocalHouse
from infra.local.people import People
from infra.runtime.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
LINES = "\n".join(re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE))


async def test_a_dossier_is_filed_by_hand_with_the_lines_of_the_readme(
    house: LocalHouse, people: People, tmp_path: Path
) -> None:
    at_home = {"MOTCUA_URL": house.api_url, "MOTCUA_SANDBOX_URL": house.sandbox_url, "MOTCUA_DATA": str(tmp_path)}
    shell = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", LINES),
        cwd=ROOT,
        env=os.environ | at_home,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(shell.communicate(), 240)
    except TimeoutError:
        shell.kill()
        queue = await (await people.who("officer:tiepnhan.vangiang")).get("tasks")
        pytest.fail(f"the lines do not come to an end; the desk's queue: {queue.text}")
    assert shell.returncode == 0, err.decode()
    said = out.decode()
    assert len(set(re.findall(r"000\.\d\d\.00\.H31-\d{6}-\d{4}", said))) == 2
    assert '"decision":"accept"' in said
    assert "Accepted, date of the result fixed" in said


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", README))))
def test_what_the_readme_links_to_is_there(path: str) -> None:
    assert (ROOT / path).is_file()


def test_every_setting_is_told_to_operators() -> None:
    told = set(re.findall(r"^\| `MOTCUA_(\w+)`", (ROOT / "docs/operate.md").read_text(), re.MULTILINE))
    assert told == {name.upper() for name in Settings.model_fields}


def test_the_map_names_every_folder_of_the_code() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= set(re.findall(r"^(?:\S.*  )?(\w+)/", README, re.MULTILINE)) | {"tests", "bench"}

"""What we are made of is known, told, and looked at; a machine without a network says that it did not look."""

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).parents[2]
FOUND = {"id": "GHSA-test", "modified": "2026-01-01T00:00:00Z", "summary": "made up", "affected": []}


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one of our own tools."""
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True)


@contextmanager
def advisories(vulnerable: str) -> Iterator[str]:
    """An advisory service that knows of one package."""

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))["queries"]
            named = [json.dumps(query) for query in asked]
            self.say({"results": [{"vulns": [FOUND]} if f'"{vulnerable}"' in one else {} for one in named]})

        def do_GET(self) -> None:
            self.say(FOUND)

        def say(self, body: object) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_package_known_to_be_vulnerable_stops_the_check() -> None:
    with advisories("jinja2") as service:
        said = run(".ci/audit", ADVISORIES_URL=service)
    assert said.returncode == 1, said.stderr
    assert "jinja2" in said.stderr


def test_packages_of_which_nothing_is_known_pass() -> None:
    with advisories("nothing-of-ours") as service:
        said = run(".ci/audit", ADVISORIES_URL=service)
    assert (said.returncode, said.stdout) == (0, "dependencies: no known vulnerability\n")


def test_a_machine_that_reaches_no_advisories_says_so_loudly_and_goes_on() -> None:
    said = run(".ci/audit", ADVISORIES_URL="http://127.0.0.1:9")
    assert said.returncode == 0
    assert "NOT CHECKED" in said.stderr
    assert "no known" not in said.stdout


def test_a_key_in_a_file_is_found_and_what_is_none_is_known(tmp_path: Path) -> None:
    planted = tmp_path / "settings.py"
    planted.write_text("-----BEGIN RSA " + "PRIVATE KEY-----\n")
    baseline = tmp_path / "baseline.json"  # a copy: the hook writes to it, and says 3, where a line has moved
    baseline.write_text((ROOT / ".secrets.baseline").read_text())
    hook = (str(ROOT / ".venv/bin/detect-secrets-hook"), "--baseline", str(baseline))
    assert run(*hook, str(planted)).returncode == 1
    known = [name for name in json.loads((ROOT / ".secrets.baseline").read_text())["results"] if (ROOT / name).exists()]
    assert run(*hook, *known).returncode in (0, 3)


def declared() -> dict[str, str]:
    """When each package is needed that pyproject.toml asks for, in the words of docs/libraries.md."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {
        "runs": project["project"]["dependencies"],
        "local": project["project"]["optional-dependencies"]["local"],
        "dev": project["dependency-groups"]["dev"],
        "fuzz": project["dependency-groups"]["fuzz"],
    }
    named = {re.split(r"[^\w.-]", line)[0]: when for when, lines in asked.items() for line in lines}
    return {name: when for name, when in named.items() if name != project["project"]["name"]}


def test_each_dependency_has_its_row_and_no_row_is_of_one_that_is_gone() -> None:
    table = (ROOT / "docs" / "libraries.md").read_text().partition("## Dependencies")[2]
    rows = re.findall(r"^\| `([\w.-]+)` \| (\w+) \| (?=\S[^|]* \| \S[^|]* \| \S)", table, re.MULTILINE)
    assert len(rows) == len(dict(rows))
    assert dict(rows) == declared()


def test_the_bill_of_materials_is_valid_and_names_what_production_runs(tmp_path: Path) -> None:
    # With the grammars that it reads on import, which every process of a run would pay for.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    bill = tmp_path / "sbom.json"
    export = (".venv/bin/uv", "export", "--frozen", "--no-dev", "--format", "cyclonedx1.5", "--preview-features")
    assert run(*export, "sbom-export", "--quiet", "--output-file", str(bill)).returncode == 0
    assert " ".join(export[1:]) in (ROOT / "Makefile").read_text()
    made = json.loads(bill.read_text())
    # The validator parses each address by a grammar, a second each: a few stand for all, which uv makes alike.
    few = made["components"][:2]
    refs = {part["bom-ref"] for part in few}
    sample = made | {"components": few, "dependencies": [d for d in made["dependencies"] if d["ref"] in refs]}
    assert JsonStrictValidator(SchemaVersion.V1_5).validate_str(json.dumps(sample)) is None
    named = {part["name"]: part["purl"] for part in made["components"] if "purl" in part}
    assert {"fastapi", "cryptography", "pyhanko", "temporalio"} <= set(named)
    assert named["fastapi"].startswith("pkg:pypi/fastapi@")
    assert "pytest" not in named

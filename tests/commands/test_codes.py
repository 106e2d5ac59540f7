"""Codes and files are checked at a terminal with nothing but the published keys and the authorities to trust."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.documents.qr import QrKeys, QrSigner
from tests.support.papers import NAME, NUMBER, PUBLIC_URL, Body, claim

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> Body:
    body = Body.at(tmp_path_factory.mktemp("body"))
    (body.folder / "keys.json").write_bytes(body.keys.file)
    return body


def say(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command line without any house beside it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    command = [sys.executable, "-m", "motcua", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)


def test_a_code_is_read_off_line(body: Body, tmp_path: Path) -> None:
    link = body.signer.link(claim())
    asked: list[str | Path] = ["verify", "--qr", link, "--keys", body.folder / "keys.json", "--data", tmp_path]
    said = say(*asked)
    assert said.returncode == 0, said.stderr
    for words in (NUMBER, NAME, "Compare every line", "known on-line only"):
        assert words in said.stdout
    assert json.loads(say(*asked, "--json").stdout)["number"] == NUMBER


def test_a_code_that_does_not_hold_is_refused(body: Body, tmp_path: Path) -> None:
    link = body.signer.link(claim())
    for wrong in (link[:-5], Body.at(tmp_path / "b").signer.link(claim())):
        said = say("verify", "--qr", wrong, "--keys", body.folder / "keys.json", "--data", tmp_path)
        assert (said.returncode, said.stdout.startswith("✗ Not valid:")) == (1, True)


def test_without_keys_one_is_told_where_they_are(body: Body, tmp_path: Path) -> None:
    said = say("verify", "--qr", body.signer.link(claim()), "--data", tmp_path)
    assert (said.returncode, "/.well-known/motcua/qr-keys" in said.stderr) == (1, True)


def test_a_file_with_the_code_of_another_is_refused(body: Body, tmp_path: Path) -> None:
    asked: list[str | Path] = ["--keys", body.folder / "keys.json", "--trust", body.identity.trust, "--data", tmp_path]
    (tmp_path / "own.pdf").write_bytes(body.document())
    (tmp_path / "other.pdf").write_bytes(body.document(link=body.signer.link(claim(number="GKS-2026-000777"))))
    own = say("verify", tmp_path / "own.pdf", *asked)
    assert (own.returncode, f"Giấy khai sinh, {NUMBER}" in own.stdout) == (0, True)
    other = say("verify", tmp_path / "other.pdf", *asked)
    assert (other.returncode, "belongs to another document" in other.stdout) == (1, True)
    assert json.loads(say("verify", tmp_path / "other.pdf", *asked, "--json").stdout)["valid"] is False


def test_a_key_is_made_once_and_followed_by_the_next(tmp_path: Path) -> None:
    key, keys = tmp_path / "key.pem", tmp_path / "keys.json"
    assert say("qr-key", key, keys).returncode == 0
    assert key.stat().st_mode & 0o777 == 0o600
    signer = QrSigner.load(key, keys, PUBLIC_URL, production=True)
    published = keys.read_bytes()
    assert say("qr-key", key, keys).returncode == 0
    assert keys.read_bytes() == published
    assert say("qr-key", tmp_path / "next.pem", keys).returncode == 0
    assert QrKeys.load(keys).has(signer.key_id) is False
    assert QrSigner.load(tmp_path / "next.pem", keys, PUBLIC_URL)
    broken = say("qr-key", ROOT / "README.md", keys)
    assert (broken.returncode, "README.md" in broken.stderr) == (1, True)

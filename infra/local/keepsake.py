"""The archive that the demonstration leaves behind, and its proof by a process that reaches nothing but the file."""

import asyncio
import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

MOTCUA = (sys.executable, "-m", "motcua")
ALONE = ("unshare", "-rn")
"""A process without any network, where the machine lets one be made."""


async def kept(data: Path, code: str) -> tuple[list[str], str]:
    """Export a dossier to a key of the demonstration's own; give lines to show, and what went wrong."""
    home = data / "archives"
    home.mkdir(exist_ok=True)
    key, public, archive = home / "key.pem", home / "public.pem", home / f"{code}.zip"
    if not key.exists():
        _make_pair(key, public)
    words = ("journal", "export", code, "--to", str(archive), "--recipient", str(public), "--data", str(data))
    done, _, err = await _said(*MOTCUA, *words, "--basis", "Bản mẫu của sandbox")
    return [f"  archive      {archive}, for the key {key}"], err if done else ""


async def proved(data: Path, code: str) -> tuple[list[str], str]:
    """Verify it in a process without a network, where there can be one; give its story, and what went wrong."""
    home = data / "archives"
    words = ("verify", str(home / f"{code}.zip"), "--key", str(home / "key.pem"), "--data", str(data))
    alone = not (await _said(*ALONE, "true"))[0]
    done, out, err = await _said(*(ALONE if alone else ()), *MOTCUA, *words)
    title = (
        "without a network" if alone else "off-line; this machine does not let a process be cut off from its network"
    )
    return [f"The archive by itself, {title}", *out.splitlines()], f"the archive does not hold: {out}{err}" * bool(done)


def _make_pair(key: Path, public: Path) -> None:
    made = ec.generate_private_key(ec.SECP256R1())
    pem = serialization.Encoding.PEM
    key.touch(mode=0o600)
    key.write_bytes(made.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    public.write_bytes(made.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo))


async def _said(*command: str) -> tuple[int, str, str]:
    """Run it without our own settings, and give what it left behind."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(*command, env=inherited, stdout=pipe, stderr=pipe)
    except FileNotFoundError as missing:
        return 1, "", str(missing)
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()

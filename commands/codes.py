"""The codes on results: making and publishing their key, and checking a code or a file without any connection."""

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import complain

if TYPE_CHECKING:
    from infra.documents.qr import QrKeys

Keys = Annotated[Path | None, typer.Option("--keys", exists=True, help="The published keys of codes.")]
KEPT = "Whether it was recalled since is known on-line only."


def qr_key(
    key: Annotated[Path, typer.Argument(dir_okay=False, help="The secret key, PEM; made where it is not there.")],
    keys: Annotated[Path, typer.Argument(dir_okay=False, help="The published keys; what is in it stays in it.")],
) -> None:
    """Publish a key that signs the codes on results; whatever key was published before ends a day later."""
    from infra.crypto.secret_files import write_new
    from infra.documents.qr_keys import key_id_of, new_key, publish

    if not key.exists():
        write_new(key, new_key())
    pem = key.read_bytes()
    try:
        after = publish(pem, keys.read_bytes() if keys.exists() else b"", datetime.now(UTC))
    except ValueError as fault:
        complain(f"{key}, {keys}: {fault}")
    fresh = keys.with_name(f"{keys.name}.new")
    fresh.write_bytes(after)
    fresh.replace(keys)
    print(f"{keys} publishes {key_id_of(pem)}; start the API anew with it, then the worker within a day")


def published(keys: Path | None, data: Path) -> "QrKeys | None":
    """The published keys: those named, else those of the environment or of this data, where there are any."""
    from infra.documents.qr import QrKeys

    path = keys or Path(os.environ.get("MOTCUA_QR_KEYS_FILE") or data / "development-qr" / "keys.json")
    try:
        return QrKeys(path.read_bytes()) if keys or path.is_file() else None
    except ValueError as fault:
        complain(f"{path}: {fault}")


def verify_code(text: str, keys: "QrKeys | None", *, as_json: bool) -> bool:
    """Say what a code proves, and whether it holds."""
    from domain.transparency.authenticity import MEANINGS
    from infra.documents.qr import QrError

    if keys is None:
        complain("name the published keys of codes with --keys: GET /.well-known/motcua/qr-keys of whoever issued it")
    try:
        claim = keys.read(text)
    except QrError as fault:
        _tell(MEANINGS[fault.reason].en, {"valid": False, "reason": fault.reason}, as_json=as_json, held=False)
        return False
    lines = {"issued by": claim.issuer, "document": claim.kind, "number": claim.number}
    lines |= {"issued at": f"{claim.issued_at:%d.%m.%Y %H:%M:%S %Z}"} | claim.shown
    said = {"valid": True, **claim.model_dump(mode="json")}
    _tell("Compare every line with the paper. " + KEPT, said, lines, as_json=as_json, held=True)
    return True


def verify_file(path: Path, trust: list[Path], keys: "QrKeys | None", *, as_json: bool) -> bool:
    """Say what a sealed file proves, and whether it holds."""
    from domain.transparency.authenticity import MEANINGS, Reason
    from infra.terminal.terminal import console, judgement
    from infra.verification.paper import examine

    paper = examine(path.read_bytes(), trust, keys)
    proof, foreign = paper.proof, paper.problem == Reason.CODE_OF_ANOTHER
    held = proof.holds and not foreign
    if as_json:
        code = {"code": paper.claim and paper.claim.model_dump(mode="json"), "valid": held}
        print(json.dumps(asdict(proof) | code, ensure_ascii=False, default=str))
        return held
    console().print("\n".join(judgement(proof, trust)))
    if foreign:
        console().print(f"[red]✗ {MEANINGS[Reason.CODE_OF_ANOTHER].en}[/]")
    elif paper.claim:
        console().print(f"  its code   {paper.claim.kind}, {paper.claim.number}", markup=False)
    return held


def _tell(
    words: str, said: dict[str, object], lines: dict[str, str] | None = None, *, as_json: bool, held: bool
) -> None:
    from infra.terminal.terminal import console

    if as_json:
        print(json.dumps(said, ensure_ascii=False))
        return
    console().print(f"[green]✓ Valid:[/] {words}" if held else f"[red]✗ Not valid:[/] {words}")
    for label, value in (lines or {}).items():
        console().print(f"  {label:<18}{value}", markup=False)

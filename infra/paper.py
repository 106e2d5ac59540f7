"""A file in hand, judged with nothing but itself, the authorities to trust and the published keys."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from domain.authenticity import Claim, Reason
from infra.enclosures import CODE, DATA
from infra.qr import QrError, QrKeys
from infra.seal import Validation, validate


@dataclass(frozen=True)
class Paper:
    """What a file proves by itself: nothing where there is a ``problem``."""

    problem: Reason | None
    proof: Validation
    sha256: str
    claim: Claim | None = None
    """What its code says; documents of the time before codes have none."""


def examine(pdf: bytes, trust: Sequence[Path], keys: QrKeys | None) -> Paper:
    """Judge the seal, and the code where there are keys for it.

    Works the processor for a moment, and longer where whoever made the file wants it to.
    """
    digest, opened = sha256(pdf).hexdigest(), _opened(pdf)
    if opened is None:
        return Paper(Reason.NO_PDF, Validation(problems=("the file is no PDF",)), digest)
    enclosed, sealed = opened
    proof = validate(pdf, trust)
    if problem := _of_seal(proof) if sealed else Reason.NO_SEAL:
        return Paper(problem, proof, digest)
    try:
        return Paper(None, proof, digest, _claim(enclosed, keys) if keys else None)
    except (QrError, ValueError, KeyError, TypeError):
        return Paper(Reason.CODE_OF_ANOTHER, proof, digest)


def _of_seal(proof: Validation) -> Reason | None:
    # Of a seal that does not fit the file nobody can say whose it is.
    if proof.intact and not proof.trusted:
        return Reason.FOREIGN_SEAL
    return None if proof.holds else Reason.CHANGED


def _claim(enclosed: dict[str, bytes], keys: QrKeys) -> Claim | None:
    """Give what the code says where it is this document's own.

    Raises:
        QrError, ValueError: it is not.
    """
    if CODE not in enclosed:
        return None
    claim = keys.read(enclosed[CODE].decode())
    said: Any = json.loads(enclosed[DATA])
    if (claim.digest, claim.number, claim.issuer) != (_digest(enclosed[DATA]), said["number"], said["body"]):
        raise ValueError("the code belongs to another document")
    return claim


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _opened(pdf: bytes) -> tuple[dict[str, bytes], bool] | None:
    """Give the files within the file by name, and whether anybody sealed it; None of what is no PDF."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        root, sealed = reader.root, bool(reader.embedded_signatures)
        named = "/Names" in root and "/EmbeddedFiles" in root["/Names"]
        listed = root["/Names"]["/EmbeddedFiles"]["/Names"] if named else []
        files = [listed[place] for place in range(1, len(listed), 2)]
        return {str(file["/UF"]): bytes(file["/EF"]["/F"].data) for file in files}, sealed
    except MemoryError:
        raise
    except Exception:  # whatever a reader trips over in what somebody made to be read badly
        return None

"""A file in hand, judged with nothing but itself, the authorities to trust and the published keys."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader

from domain.transparency.authenticity import Claim, Reason
from infra.documents.anchors import CODE
from infra.documents.qr import QrError, QrKeys
from infra.signing import contents
from infra.signing.validate import PROOF_OVER, Validation, validate


@dataclass(frozen=True)
class Paper:
    """What a file proves by itself: nothing where there is a ``problem``."""

    problem: Reason | None
    proof: Validation
    sha256: str
    claim: Claim | None = None
    """What its code says; documents of the time before codes have none."""
    code: str = ""
    """The code's text, where it is this document's own: the address at which anybody checks it."""


@dataclass(frozen=True)
class _Opened:
    sealed: bool
    code: str
    data: bytes


def examine(pdf: bytes, trust: Sequence[Path], keys: QrKeys | None, now: datetime | None = None) -> Paper:
    """Judge the seal, and the code where there are keys for it, as they are now or will be.

    Works the processor for a moment, and longer where whoever made the file wants it to.
    """
    digest, opened = sha256(pdf).hexdigest(), _opened(pdf)
    if opened is None:
        return Paper(Reason.NO_PDF, Validation(problems=("the file is no PDF",)), digest)
    proof = validate(pdf, trust, now)
    problem = _of_seal(proof) if opened.sealed else Reason.NO_SEAL
    if problem not in (None, Reason.PROOF_OVER):
        return Paper(problem, proof, digest)
    try:
        claim = _claim(opened, proof, keys) if keys else None
        return Paper(problem, proof, digest, claim, opened.code if claim else "")
    except (QrError, ValueError, KeyError, TypeError):
        return Paper(Reason.CODE_OF_ANOTHER, proof, digest)


def _of_seal(proof: Validation) -> Reason | None:
    if proof.problems == (PROOF_OVER,):
        return Reason.PROOF_OVER
    # Of a seal that does not fit the file nobody can say whose it is.
    if proof.intact and not proof.trusted:
        return Reason.FOREIGN_SEAL
    return None if proof.holds else Reason.CHANGED


def _claim(opened: _Opened, proof: Validation, keys: QrKeys) -> Claim | None:
    """What the code says where it is this document's own.

    Raises:
        QrError, ValueError: it is not.
    """
    if not opened.code:
        return None
    claim = keys.read(opened.code)
    # The number that counts is what was filled in after the signature, and only before there was one the data's.
    own = sha256(opened.data).hexdigest(), proof.number, json.loads(opened.data)["body"]
    if (claim.digest, claim.number, claim.issuer) != own:
        raise ValueError("the code belongs to another document")
    return claim


def _opened(pdf: bytes) -> _Opened | None:
    """What a file carries; None of what is no PDF."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        code = contents.values(reader).get(CODE, "")
        return _Opened(bool(reader.embedded_signatures), code, contents.data(reader) or b"")
    except MemoryError:
        raise
    except Exception:  # whatever a reader trips over in what somebody made to be read badly
        return None

"""What a file proves by itself, with nothing but the certificates one trusts and no network.

Read from the end: the last time stamp holds now, each earlier signature held at a time that what comes after it proves.
Results of the old way, one seal without a time stamp, are judged by the clock of today.
"""

import asyncio
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from infra.documents.anchors import BODY_SEAL, ISSUED, NUMBER, OFFICER, SEAL
from infra.signing import contents
from infra.signing.development import DEVELOPMENT_NAME, is_development
from infra.signing.judge import SKEW, Judge, Verdict
from infra.signing.names import name_of, same_name
from infra.signing.seal_key import certificates_in

LONGEST_ASKING = timedelta(days=31)
"""For how long an officer may have been asked before they sign: their signature claims the time of the asking."""
NO_SEAL = "the file carries no seal"
"""What is wrong with a file that was not made here, whoever signed it."""
PROOF_OVER = "the certificate of the last time stamp is over: nothing proves the file any longer"
"""What is wrong with a file that was right, and that nobody stamped again in time."""


@dataclass(frozen=True)
class Signed:
    """One signature: whose it is, in what office, and when it was proved to be there."""

    name: str
    title: str
    organisation: str
    at: datetime | None


@dataclass(frozen=True)
class Validation:
    """What a sealed file proves by itself; ``problems`` is empty exactly when it proves all of it."""

    problems: tuple[str, ...]
    intact: bool = False
    trusted: bool = False
    covers_whole_file: bool = False
    signer: str = ""
    """The body that sealed it."""
    signed_at: datetime | None = None
    development: bool = False
    signatory: Signed | None = None
    """Who signed before the body sealed."""
    number: str = ""
    issued: str = ""
    level: str = ""
    """How long it can be proved: ``B-B``, ``B-T`` or ``B-LTA`` (ETSI EN 319 142-1)."""
    stamped_until: datetime | None = None
    """When the certificate of its last time stamp ends: stamp it again before."""

    @property
    def holds(self) -> bool:
        """Nobody touched the file since a trusted body sealed it."""
        return not self.problems

    @property
    def signed(self) -> bool:
        """Whether somebody whom one trusts signed it and nobody touched it since, also where another house made it."""
        return self.intact and self.trusted and self.covers_whole_file and set(self.problems) <= {NO_SEAL}


def validate(pdf: bytes, trust: Sequence[Path], now: datetime | None = None) -> Validation:
    """Judge a sealed file off-line, as it is now or will be, against the certificates that its signatures chain to.

    Works the processor for a moment: from a coroutine, call it in a thread.
    """
    return asyncio.run(_validate(pdf, trust, now or datetime.now(UTC)))


async def _validate(pdf: bytes, trust: Sequence[Path], now: datetime) -> Validation:
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        signatures = reader.embedded_signatures
        if not signatures:
            return Validation(problems=(NO_SEAL,))
        roots = [certificate for path in trust for certificate in certificates_in(path)]
        verdicts = await Judge(reader, roots).verdicts(signatures)
        return _proved(reader, verdicts, now)
    except Exception as fault:  # a file that was tampered with can make the readers fail in any way
        return Validation(problems=(f"the seal cannot be read: {type(fault).__name__} {fault}".strip(),))


def _proved(reader: PdfFileReader, verdicts: list[Verdict], now: datetime) -> Validation:
    by_field = {verdict.field: verdict for verdict in verdicts if not verdict.stamp}
    sealed = by_field.get(SEAL) or by_field.get(BODY_SEAL)
    signed, stamps = by_field.get(OFFICER), [verdict for verdict in verdicts if verdict.stamp]
    last = verdicts[-1]
    values, data = contents.values(reader), _told(contents.data(reader))
    problems = [
        *(problem for verdict in verdicts for problem in verdict.problems),
        *_about_order(verdicts, sealed, signed, now),
        *(_about_seal(sealed, data, now) if sealed else ()),
        *(_about_signatory(signed, sealed, data) if signed else ()),
    ]
    return Validation(
        problems=tuple(dict.fromkeys(problems)),
        intact=all(verdict.intact for verdict in verdicts),
        trusted=all(verdict.trusted for verdict in verdicts),
        covers_whole_file=last.whole_file,
        signer=sealed.name if sealed else "",
        signed_at=(sealed.proved_at or sealed.claimed_at) if sealed else None,
        development=any(is_development(verdict.certificate) for verdict in verdicts),
        signatory=_signed(signed) if signed else None,
        number=values.get(NUMBER) or str((data or {}).get("number", "")),
        issued=values.get(ISSUED, ""),
        level=_level(sealed, stamps) if sealed else "",
        stamped_until=stamps[-1].certificate.not_valid_after if stamps else None,
    )


def _about_order(
    verdicts: list[Verdict], sealed: Verdict | None, signed: Verdict | None, now: datetime
) -> Iterator[str]:
    last = verdicts[-1]
    if last.stamp and last.certificate.not_valid_after < now:
        yield PROOF_OVER
    if not sealed:
        yield NO_SEAL
        return
    expected = {sealed.field, signed.field if signed else ""}
    if others := sorted(v.field for v in verdicts if not v.stamp and v.field not in expected):
        yield f"the file carries a signature that has no place in it: {', '.join(others)}"
    if (sealed.field == SEAL) != (signed is not None):
        yield "signature and seal do not belong together"
    if not last.whole_file:
        yield "something was appended after the seal" if last is sealed else "something was appended at the end"


def _about_seal(sealed: Verdict, data: dict[str, Any] | None, now: datetime) -> Iterator[str]:
    claimed, proved = sealed.claimed_at, sealed.proved_at
    if claimed is None or claimed > now + SKEW:
        yield "the seal's time is missing or lies in the future"
    elif proved and abs(claimed - proved) > SKEW:
        yield f"the clock was wrong: the seal says {_at(claimed)}, its time stamp proves {_at(proved)}"
    body, sealer = str(data.get("body", "")) if data else "", sealed.organisation or sealed.name
    if body and sealer != DEVELOPMENT_NAME and not same_name(body, sealer):
        yield f"the seal is that of {sealer}, the document is issued by {body}"


def _about_signatory(signed: Verdict, sealed: Verdict | None, data: dict[str, Any] | None) -> Iterator[str]:
    claimed, proved = signed.claimed_at, signed.proved_at
    if claimed is None:
        yield "the signature does not say when it was asked for"
    elif proved and not claimed - SKEW <= proved <= claimed + LONGEST_ASKING:
        yield f"the clock was wrong: the signature says {_at(claimed)}, its time stamp proves {_at(proved)}"
    if sealed and proved and sealed.proved_at and proved > sealed.proved_at + SKEW:
        yield "the signature is younger than the seal"
    told = data.get("signatory") if data else None
    name = str(told.get("name", "")) if isinstance(told, dict) else ""
    if name and not same_name(name, signed.name):
        yield f"{signed.name} signed, the document names {name}"


def _level(sealed: Verdict, stamps: list[Verdict]) -> str:
    if not sealed.own_stamp:
        return "B-B"
    return "B-LTA" if stamps else "B-T"


def _signed(verdict: Verdict) -> Signed:
    at = verdict.proved_at or verdict.claimed_at
    return Signed(verdict.name, name_of(verdict.certificate, "title"), verdict.organisation, at)


def _told(content: bytes | None) -> dict[str, Any] | None:
    told = json.loads(content) if content is not None else None
    return told if isinstance(told, dict) else None


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"

"""The chips of the stand-in's identity cards: whole ones, and on demand those that no counter may accept."""

import base64
import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from asn1crypto import algos, cms, core, x509  # type: ignore[import-untyped]
from cryptography.hazmat.primitives import serialization
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from sandbox.answers import nobody
from sandbox.people.families import Person
from sandbox.people.residents import PLAIN_FATHER, PLAIN_MOTHER, world
from sandbox.vietnam import chip_layout
from sandbox.vietnam.chip_layout import Card, tlv
from sandbox.vietnam.chip_signers import CURRENT, EXPIRED, FOREIGN, REVOKED, RSA, Signer, Signers

TRUST_FILE = "card-trust.pem"
SIGNERS = {"expired_signer": EXPIRED, "revoked_signer": REVOKED, "unknown_country": FOREIGN}
NOTE = "Thẻ giả lập (stand-in): không phải thẻ căn cước của Nhà nước."
ALGORITHMS: dict[str, dict[str, Any]] = {
    "ecdsa": {"algorithm": "sha256_ecdsa"},
    "rsa": {"algorithm": "sha256_rsa"},
    "rsa_pss": {
        "algorithm": "rsassa_pss",
        "parameters": {"hash_algorithm": {"algorithm": "sha256"}, "salt_length": 32},
    },
}
LDS_SECURITY_OBJECT = "2.23.136.1.1.1"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"


class Wish(BaseModel, extra="forbid"):
    """What is to be wrong with the card, if anything."""

    wrong: Literal[
        "", "forged", "swapped", "swapped_face", "swapped_qr", "expired_card", "expired_signer", "revoked_signer",
        "unknown_country", "altered_sod", "wrong_check_digit",
    ] = ""  # fmt: skip
    algorithm: Literal["ecdsa", "rsa", "rsa_pss"] = "ecdsa"
    """How a card that is whole is signed."""
    other: str = ""
    """Whose parts a swapped one has; a sample person's unless told."""


class _Hash(core.Sequence):  # type: ignore[misc]
    _fields = [("number", core.Integer), ("value", core.OctetString)]  # noqa: RUF012 - as asn1crypto wants it


class _Hashes(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Hash


class _SecurityObject(core.Sequence):  # type: ignore[misc]
    """LDSSecurityObject, version 0 (ICAO 9303-10, 4.6.2.3)."""

    _fields = [  # noqa: RUF012 - as asn1crypto wants it
        ("version", core.Integer),
        ("algorithm", algos.DigestAlgorithm),
        ("hashes", _Hashes),
    ]


class _Values(core.SetOf):  # type: ignore[misc]
    _child_spec = core.Any


class _Attribute(core.Sequence):  # type: ignore[misc]
    """Our own: asn1crypto's, used before the signing library is loaded, would spoil that one in this process."""

    _fields = [("type", core.ObjectIdentifier), ("values", _Values)]  # noqa: RUF012


class _Attributes(core.SetOf):  # type: ignore[misc]
    _child_spec = _Attribute


class Chips:
    """Writes cards, always as the register has them now."""

    def __init__(self, store: sqlite3.Connection, clock: Callable[[], datetime]) -> None:
        self.store, self.signers, self.clock = store, Signers(store, clock), clock

    def chip(self, number: str, wish: Wish) -> dict[str, Any] | None:
        """The data groups, what signs them, and the QR of the card's face, base64; None for who has no card."""
        card = self._card(number)
        spare = PLAIN_FATHER if number != PLAIN_FATHER else PLAIN_MOTHER
        other = self._card(wish.other or spare)
        if card is None or other is None:
            return None
        if wish.wrong == "expired_card":
            yesterday = self.clock().date() - timedelta(days=1)
            card = replace(card, issued=yesterday.replace(day=1, year=yesterday.year - 10), expires=yesterday)
        groups = {1: chip_layout.dg1(card, wish.wrong == "wrong_check_digit")}
        groups |= {2: chip_layout.dg2(card), 13: chip_layout.dg13(card)}
        usual = CURRENT if wish.algorithm == "ecdsa" else RSA
        sod = security_object(groups, self.signers.signer(SIGNERS.get(wish.wrong, usual)), wish.algorithm)
        if wish.wrong == "altered_sod":
            sod = _altered(sod, groups)
        groups |= self._spoilt(card, other, wish.wrong)
        told = {f"DG{at}": group for at, group in groups.items()} | {"SOD": sod}
        face = chip_layout.qr(other if wish.wrong == "swapped_qr" else card)
        texts = {"SoDinhDanh": number, "QR": face, "GhiChu": NOTE}
        return texts | {name: base64.b64encode(content).decode() for name, content in told.items()}

    def _spoilt(self, card: Card, other: Card, wrong: str) -> dict[int, bytes]:
        """What somebody put onto the chip after it was signed."""
        match wrong:
            case "forged":
                return {13: chip_layout.dg13(replace(card, residence="Số 1, phố Giả Mạo, phường Phố Hiến"))}
            case "swapped":
                return {2: chip_layout.dg2(other), 13: chip_layout.dg13(other)}
            case "swapped_face":
                return {2: chip_layout.dg2(other)}
        return {}

    def _card(self, number: str) -> Card | None:
        people = {who.number: who for who in world().persons}
        who, dates = people.get(number), self._dates(number)
        return _written(who, people, *dates) if who and dates else None

    def _dates(self, number: str) -> tuple[date, date | None] | None:
        row = self.store.execute("SELECT issued, expires FROM cards WHERE person = ?", (number,)).fetchone()
        return (date.fromisoformat(row[0]), date.fromisoformat(row[1]) if row[1] else None) if row else None


def _written(who: Person, people: dict[str, Person], issued: date, expires: date | None) -> Card:
    names = [people[other].full_name if other in people else "" for other in (who.father, who.mother, who.spouse)]
    return Card(
        number=who.number,
        full_name=who.full_name,
        born=who.born,
        female=who.female,
        nationality=who.nationality,
        residence=f"{who.address}, {who.commune.name}, tỉnh Hưng Yên",
        place_of_origin=f"{who.commune.name}, tỉnh Hưng Yên",
        issued=issued,
        expires=expires,
        parents=(names[0], names[1]),
        spouse=names[2],
        old_number=who.old_number or "",
    )


def security_object(groups: dict[int, bytes], signer: Signer, algorithm: str) -> bytes:
    """The signed hashes of the data groups (EF.SOD, ICAO 9303-10, 4.6.2): CMS with the signer's certificate in it."""
    listed = [{"number": at, "value": hashlib.sha256(group).digest()} for at, group in groups.items()]
    content = _SecurityObject({"version": 0, "algorithm": {"algorithm": "sha256"}, "hashes": listed}).dump()
    certificate = x509.Certificate.load(signer.certificate.public_bytes(serialization.Encoding.DER))
    said = {CONTENT_TYPE: core.ObjectIdentifier(LDS_SECURITY_OBJECT)}
    said |= {MESSAGE_DIGEST: core.OctetString(hashlib.sha256(content).digest())}
    listed = [{"type": oid, "values": _Values([value])} for oid, value in said.items()]
    attributes = cms.CMSAttributes.load(_Attributes(listed).dump())
    who = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    info = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": who}),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": attributes,
        "signature_algorithm": ALGORITHMS[algorithm],
        "signature": signer.sign(attributes.dump(), algorithm),
    }
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": LDS_SECURITY_OBJECT, "content": core.ParsableOctetString(content)},
            "certificates": [certificate],
            "signer_infos": [info],
        }
    )
    return tlv(b"\x77", cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def _altered(sod: bytes, groups: dict[int, bytes]) -> bytes:
    """Another hash in place of the one that was signed."""
    one = hashlib.sha256(groups[13]).digest()
    return sod.replace(one, hashlib.sha256(b"another").digest())


def serve(app: FastAPI, chips: Chips, data: Path) -> None:
    """The cards on demand, and what who reads them has to trust, as an answer and as a file beside the stores."""
    (data / TRUST_FILE).write_text(chips.signers.trust())

    @app.get("/trust.pem")
    async def trust() -> Response:
        return Response(chips.signers.trust(), media_type="application/x-pem-file")

    @app.post("/_chip/{number}")
    async def chip(number: str, wish: Wish | None = None) -> Response:
        told = chips.chip(number, wish or Wish())
        return JSONResponse(told) if told else nobody()

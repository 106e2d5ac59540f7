"""Passive authentication of an identity card's chip (ICAO 9303-11, 5.1): signature, signer, chain, data groups, holder.

A chip that copies all of another one passes it: the officer compares face and holder, as the law asks anyway.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import algos, cms, core, parser  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from domain.base.calendar import VIETNAM
from domain.vietnam.people import cards
from domain.vietnam.people.cards import CardForged, CardUnreadable, Holder, read_details
from domain.vietnam.people.mrz import Mrz, MrzFault, read_mrz
from infra.id_cards.card_trust import CardTrust

LDS_SECURITY_OBJECT = bytes.fromhex("678108010101")
"""2.23.136.1.1.1, as it stands in DER."""
CONTENT_TYPE, MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010903"), bytes.fromhex("2a864886f70d010904")
"""PKCS#9's attributes 3 and 4."""
HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
SOD = (1, 23)
BAD_CERTIFICATE = (x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
"""What the library raises, and calls no ValueError, over a certificate that is none."""
GROUPS = (1, 2, 13)
"""What must be on a card and must be read: the zone, the face, the citizen's data."""

BROKEN = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError, UnsupportedAlgorithm,
)  # fmt: skip
"""What the parsers raise over bytes that are none of theirs."""
Tag = tuple[int, int]
"""Class and number of an ASN.1 tag."""
INTEGER, SEQUENCE, TEXTS = (0, 2), (0, 16), ((0, 12), (0, 19))
DG1, MRZ, DG13 = (1, 1), (1, 31), (1, 13)


class _Hash(core.Sequence):  # type: ignore[misc]
    _fields = [("number", core.Integer), ("value", core.OctetString)]  # noqa: RUF012 - as asn1crypto wants it


class _Hashes(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Hash


class _SecurityObject(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012 - as asn1crypto wants it
        ("version", core.Integer),
        ("algorithm", algos.DigestAlgorithm),
        ("hashes", _Hashes),
        ("about", core.Any, {"optional": True}),
    ]


@dataclass(frozen=True)
class Chip:
    """What a card reader read: the data groups by number, and the object that signs their hashes."""

    groups: Mapping[int, bytes]
    sod: bytes
    qr: str = ""


@dataclass(frozen=True)
class _Listed:
    """The hashes that were signed, and by which algorithm they are."""

    algorithm: str
    hashes: Mapping[int, bytes]


@dataclass(frozen=True)
class Proved:
    """Whose card it is, as the State signed it; ``sod`` is the SHA-256 of the signed object."""

    holder: Holder
    sod: str


def proved(chip: Chip, trust: CardTrust, now: datetime) -> Proved:
    """See that the State signed what is on the chip, and that it is one person's card in its term.

    Raises:
        CardRefused: says by its type and words what is wrong.
        CardTrustUnusable: nothing can be proved here.
    """
    trust.load()
    try:
        signed, signer = _security_object(chip.sod)
        trust.vouch(signer, now)
        listed = _signed_hashes(signed, signer)
    except (*BROKEN, *BAD_CERTIFICATE) as fault:
        raise CardUnreadable("không đọc được SOD", "its security object (SOD)") from fault
    _unaltered(chip.groups, listed)
    mrz, holder = read_groups(chip.groups)
    cards.hold_together(mrz, holder, cards.read_qr(chip.qr) if chip.qr else None)
    cards.in_term(mrz, holder, now.astimezone(VIETNAM).date())
    return Proved(holder, hashlib.sha256(chip.sod).hexdigest())


def _security_object(sod: bytes) -> tuple[cms.SignedData, x509.Certificate]:
    """Open the SOD and find who signed it; the card brings the certificate along."""
    signed = cms.ContentInfo.load(inner(sod, *SOD), strict=True)["content"]
    [info] = signed["signer_infos"]
    carried = [x509.load_der_x509_certificate(each.chosen.dump()) for each in signed["certificates"]]
    sid = info["sid"].chosen
    for certificate in carried:
        if isinstance(sid, cms.IssuerAndSerialNumber):
            found = (sid["serial_number"].native, sid["issuer"].dump()) == (
                certificate.serial_number,
                certificate.issuer.public_bytes(),
            )
        else:
            found = sid.native == x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest
        if found:
            return signed, certificate
    raise CardUnreadable("SOD thiếu chứng thư ký", "its security object lacks the signer's certificate")


def _signed_hashes(signed: cms.SignedData, signer: x509.Certificate) -> _Listed:
    """The hash of each data group, if the signer signed them."""
    [info], content = signed["signer_infos"], signed["encap_content_info"]
    whole, algorithm = bytes(content["content"]), info["digest_algorithm"]["algorithm"].native
    attributes = _attributes(info["signed_attrs"].contents)
    kinds = {attributes[CONTENT_TYPE], content["content_type"].contents}
    lds = _SecurityObject.load(whole, strict=True)
    listed = _Listed(
        lds["algorithm"]["algorithm"].native, {each["number"].native: each["value"].native for each in lds["hashes"]}
    )
    if not {algorithm, listed.algorithm} <= set(HASHES):
        raise CardUnreadable("thuật toán băm không được chấp nhận", "its hash algorithm is none that is accepted")
    # What is signed has the tag of a set; inside the message it has another (RFC 5652, 5.4).
    attested = _is_signed_by(signer, info, b"\x31" + info["signed_attrs"].dump()[1:])
    digest = attributes[MESSAGE_DIGEST]
    if kinds != {LDS_SECURITY_OBJECT} or digest != hashlib.new(algorithm, whole).digest() or not attested:
        raise CardForged("SOD không khớp chữ ký", "its security object is not what was signed")
    return listed


def _attributes(content: bytes) -> dict[bytes, bytes]:
    """Read the signed attributes, each with its one value; not by asn1crypto's own class, whose table of names is made
    at its first use and would lack what the signing library, loaded later into the same process, adds to it.
    """
    found = {}
    for _, attribute in elements(content):
        (_, name), (_, values) = elements(attribute)
        [(_, found[name])] = elements(values)
    return found


def _is_signed_by(signer: x509.Certificate, info: cms.SignerInfo, attributes: bytes) -> bool:
    key, signature = signer.public_key(), info["signature"].native
    digest = HASHES[info["digest_algorithm"]["algorithm"].native]
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, attributes, ec.ECDSA(digest))
            return True
        if isinstance(key, rsa.RSAPublicKey):
            pss = info["signature_algorithm"]["algorithm"].native == "rsassa_pss"
            scheme = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO) if pss else padding.PKCS1v15()
            key.verify(signature, attributes, scheme, digest)
            return True
    except InvalidSignature:
        return False
    raise UnsupportedAlgorithm("a document signer's key is RSA or ECDSA")


def _unaltered(groups: Mapping[int, bytes], listed: _Listed) -> None:
    """Compare each data group with the hash that was signed."""
    if absent := [at for at in GROUPS if at not in groups or at not in listed.hashes]:
        raise CardUnreadable("thiếu nhóm dữ liệu {}", "data group {} is missing", absent[0])
    changed = [at for at in GROUPS if hashlib.new(listed.algorithm, groups[at]).digest() != listed.hashes[at]]
    if changed:
        with suppress(CardUnreadable):
            cards.hold_together(*read_groups(groups), None)
        raise CardForged("nhóm dữ liệu {}", "data group {} is not what was signed", changed[0])


def read_groups(groups: Mapping[int, bytes]) -> tuple[Mrz, Holder]:
    try:
        mrz = read_mrz(inner(inner(groups[1], *DG1), *MRZ).decode("ascii"))
        fields = _fields(inner(inner(groups[13], *DG13), *SEQUENCE))
    except MrzFault as fault:
        raise CardUnreadable("dòng máy đọc (MRZ) sai", "the machine-readable zone: {0}", fault) from None
    except BROKEN as fault:
        raise CardUnreadable("nhóm dữ liệu sai khuôn dạng", "a data group is laid out otherwise") from fault
    return mrz, read_details(fields)


def _fields(content: bytes) -> dict[int, list[str]]:
    """Read Viet Nam's data group: each field is a sequence of its number and one text, or several in sequences."""
    fields = {}
    for kind, field in elements(content):
        (numbered, number), *values = elements(field)
        if kind != SEQUENCE or numbered != INTEGER:
            raise ValueError("a field without its number")
        nested = [each for kind, value in values for each in (elements(value) if kind == SEQUENCE else [(kind, value)])]
        fields[int.from_bytes(number)] = [value.decode() for kind, value in nested if kind in TEXTS]
    return fields


def elements(content: bytes) -> Iterator[tuple[Tag, bytes]]:
    """The elements that stand one behind the other (DER)."""
    while content:
        kind, _, tag, *parts = parser.parse(content)
        yield (kind, tag), parts[1]
        content = content[sum(map(len, parts)) :]


def inner(data: bytes, *wanted: int) -> bytes:
    """What is in the one element that the data are."""
    kind, _, tag, _, inside, _ = parser.parse(data, strict=True)
    if (kind, tag) != wanted:
        raise ValueError("another element stands there")
    return bytes(inside)

"""The code on a document: a signed CWT (RFC 8392) in a COSE_Sign1 (RFC 9052) that anybody can check without us.

As text it is base32 behind the address of the public page, all in capitals. A QR code packs capitals, digits and a few
signs in 5½ bits each: base32 there is 3 % larger than base45, and unlike base45 it has no space, percent sign or slash,
which phones, browsers and proxies each rewrite in their own way.

``QrError``
├── ``NotACode``    no code at all, or part of one
├── ``ForeignKey``  signed with none of the keys
├── ``Forged``      not what the key signed
└── ``KeyEnded``    dated after its key had ended
"""

import json
import re
from base64 import b32decode, b32encode, urlsafe_b64encode
from binascii import Error as NoBase32
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

import cbor2
import segno
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cwt import COSE, COSEKey
from cwt.exceptions import CWTError
from markupsafe import Markup

from domain.transparency.authenticity import Claim, Reason
from infra.crypto.secret_files import DEVELOPMENT_MARK

NO_KEYS = b'{"keys": []}'
MOST_BYTES = 380
"""Of a token: with it the printed code has 81 modules a side, a third of a millimetre each at 28 mm."""
LONGEST_TEXT = 2048
"""Characters that are looked at: a token behind an address."""
ISSUER, ISSUED_AT = 1, 6
KIND, NUMBER, SHOWN, DIGEST = "k", "n", "s", "d"
ALTERNATIVE = "Mã QR để kiểm tra giấy tờ này"
CAPITALS = re.compile(r"[A-Z2-7]+")


class QrError(Exception):
    """A code does not prove what it says."""

    reason: ClassVar[Reason]


class NotACode(QrError):
    """This is no code of a document, or only a part of one."""

    reason = Reason.CODE_UNREADABLE


class ForeignKey(QrError):
    """None of the keys signed it."""

    reason = Reason.CODE_FOREIGN


class Forged(QrError):
    """The key that it names did not sign this."""

    reason = Reason.CODE_ALTERED


class KeyEnded(QrError):
    """It is dated after its key had ended."""

    reason = Reason.KEY_EXPIRED


class QrKeyUnusable(Exception):
    """A key file is missing, unreadable, made for development or not published: an operator must act."""


class QrSigner:
    """The key that signs codes, loaded once."""

    def __init__(self, pem: bytes, public_url: str) -> None:
        key = private_key(pem)
        self._key = COSEKey.from_pem(pem[pem.index(b"-----BEGIN") :], kid=key_id(key.public_key()).encode())
        self._cose = COSE.new(alg_auto_inclusion=True, kid_auto_inclusion=True)
        self._public_url = public_url

    @classmethod
    def load(cls, key: Path, published: Path, public_url: str, *, production: bool = False) -> Self:
        """Read the key and see that everybody can check what it signs.

        Raises:
            QrKeyUnusable: it cannot sign here.
        """
        try:
            pem = key.read_bytes()
            if production and DEVELOPMENT_MARK.encode() in pem:
                raise QrKeyUnusable("MOTCUA_QR_KEY_FILE is made for development; name a real one")
            signer, known = cls(pem, public_url), QrKeys.load(published)
        except (OSError, ValueError, TypeError) as fault:
            raise QrKeyUnusable(f"MOTCUA_QR_KEY_FILE: {fault}") from fault
        if not known.has(signer.key_id):
            raise QrKeyUnusable("MOTCUA_QR_KEY_FILE is not in use by MOTCUA_QR_KEYS_FILE; publish it: motcua qr-key")
        return signer

    @property
    def key_id(self) -> str:
        """Name of the key among the published ones."""
        return (self._key.kid or b"").decode()

    @property
    def page(self) -> str:
        """The address that somebody can type who has no camera at hand."""
        return f"{self._public_url.rstrip('/')}/verify"

    def link(self, claim: Claim) -> str:
        """Sign what a document says of itself and give the address behind which it is checked."""
        token = self._sign(claim) or self._sign(claim.model_copy(update={"shown": {}}))
        return address(self._public_url, "verify", spelt(token))

    def _sign(self, claim: Claim) -> bytes:
        said: dict[int | str, Any] = {ISSUER: claim.issuer, ISSUED_AT: int(claim.issued_at.timestamp())}
        said |= {KIND: claim.kind, NUMBER: claim.number, DIGEST: bytes.fromhex(claim.digest)}
        payload = cbor2.dumps(said | ({SHOWN: claim.shown} if claim.shown else {}))
        token = bytes(self._cose.encode(payload, self._key))
        # Better a code that says less of its holder than one that no phone can read.
        return token if len(token) <= MOST_BYTES or not claim.shown else b""


class QrKeys:
    """The published keys: those in use and those that were, each with its time."""

    def __init__(self, published: bytes) -> None:
        """Read a JWK Set.

        Raises:
            ValueError: it is none.
        """
        try:
            self._keys = {str(jwk["kid"]): jwk for jwk in json.loads(published)["keys"]}
            self._cose = {kid: COSEKey.from_jwk(jwk) for kid, jwk in self._keys.items()}
        except (KeyError, TypeError, CWTError) as fault:
            raise ValueError(f"no JWK Set: {fault}") from fault
        self.file = published

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file.

        Raises:
            QrKeyUnusable: it is missing, or no JWK Set.
        """
        try:
            return cls(path.read_bytes())
        except (OSError, ValueError) as fault:
            raise QrKeyUnusable(f"MOTCUA_QR_KEYS_FILE: {fault}") from fault

    def has(self, key: str) -> bool:
        """Whether a key is published and still in use."""
        return key in self._keys and "exp" not in self._keys[key]

    def read(self, text: str) -> Claim:
        """What a code says, out of its token or the address it stands in.

        Raises:
            NotACode, ForeignKey, Forged, KeyEnded: it proves nothing.
        """
        token = token_of(text)
        key = _named_key(token)
        if key not in self._cose:
            raise ForeignKey
        try:
            payload = COSE.new().decode(token, self._cose[key])
        except Exception as fault:  # whatever the library trips over is not what the key signed
            raise Forged from fault
        claim = _claim(payload)
        if claim.issued_at.timestamp() > self._keys[key].get("exp", float("inf")):
            raise KeyEnded
        return claim


def address(public_url: str, page: str, name: str) -> str:
    """A page's address, in capitals where they mean the same: not in a folder that somebody else serves."""
    whole = f"{public_url.rstrip('/')}/{page}/{name}"
    return whole if urlsplit(public_url).path.strip("/") else whole.upper()


def spelt(token: bytes) -> str:
    """A token as text."""
    return b32encode(token).decode().rstrip("=")


def token_of(text: str) -> bytes:
    """The token that stands in an address, or alone.

    Raises:
        NotACode: there is none.
    """
    capitals = text.strip()[-LONGEST_TEXT:].rpartition("/")[2].upper()
    try:
        token = b32decode(capitals + "=" * (-len(capitals) % 8)) if CAPITALS.fullmatch(capitals) else b""
    except NoBase32:
        token = b""
    # The last letter has bits to spare: of all spellings of a token one is taken.
    if not token or spelt(token) != capitals:
        raise NotACode
    return token


def qr_svg(text: str, alternative: str = ALTERNATIVE) -> Markup:
    """Draw a QR code, level M, with the words that a screen reader says in its place."""
    drawn = segno.make_qr(text, error="m")
    svg = drawn.svg_inline(border=0, omitsize=True, svgclass="qr", lineclass=None, title=alternative)
    return Markup(svg)  # noqa: S704 - drawn by segno out of squares, its title escaped; the text itself is not in it


def key_id(public: ec.EllipticCurvePublicKey) -> str:
    """Name a key by its digest: eight characters that stand in each code."""
    spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return urlsafe_b64encode(sha256(spki).digest()[:6]).decode()


def private_key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """Read a key that can sign codes.

    Raises:
        ValueError: it is none.
    """
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("a code's key is EC P-256")
    return key


def _named_key(token: bytes) -> str:
    try:
        sign1 = cbor2.loads(token)
        protected, unprotected, payload, signature = sign1.value
        if sign1.tag != 18 or not isinstance(payload, bytes) or not isinstance(signature, bytes):
            raise NotACode
        return str((unprotected.get(4) or cbor2.loads(protected)[4]).decode("ascii"))
    except (cbor2.CBORDecodeError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as fault:
        raise NotACode from fault


def _claim(payload: Any) -> Claim:
    try:
        said = cbor2.loads(payload) if isinstance(payload, bytes) else payload
        return Claim(
            issuer=said[ISSUER],
            kind=said[KIND],
            number=said[NUMBER],
            issued_at=datetime.fromtimestamp(said[ISSUED_AT], UTC),
            shown=said.get(SHOWN, {}),
            digest=said[DIGEST].hex(),
        )
    except (cbor2.CBORDecodeError, AttributeError, LookupError, TypeError, ValueError, OverflowError) as fault:
        raise NotACode from fault

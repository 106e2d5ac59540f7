"""What reads foreign bytes, what is valid for it, and what must hold whatever comes: a typed refusal or the truth."""

import asyncio
import base64
import json
import zlib
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.jwk import KeySet

from activities.connector import Unreadable
from activities.vietnam.police import CriminalRecords
from domain.dossier.act import Actor
from domain.dossier.journal import canonical
from domain.vietnam.people.cards import CardProofWrong
from domain.vietnam.queries.criminal_records import PlaceFinding
from infra.agencies.signatures import SIGNATURE, is_signed, signature
from infra.crypto.blind_index import BlindIndex
from infra.foreign import opening, papers
from infra.foreign.naming import ALLOWED, Disguised, fits
from infra.foreign.papers import Trap
from infra.id_cards.card_proof import CardProofs
from infra.identity.oidc import Identity, TokenRefused, Verifier
from infra.payments.gateway import Forged, Garbled, Gateway
from infra.payments.reconciler import money_in
from sandbox.identity.tokens import Mint, Subject, load_key
from sandbox.people.residents import PLAIN_MOTHER
from tests.support.hostile import FOOT, HEAD, OBJECT
from tests.system.fuzz import mutations
from tests.system.fuzz.card_targets import group, mrz, qr, sod
from tests.system.fuzz.code_target import code
from tests.system.fuzz.target import NOW, Target, folder

ISSUER, KEY, SHARED = "https://identity.example.vn", "ab" * 32, b"a secret of both"
DESK = Actor(kind="officer", id="cb-1", agency="11953")
PAID = {
    "MaDoiTac": "P", "TrangThai": "00", "MaThamChieu": "t" * 24, "MaGiaoDich": "GD1", "SoTien": 10_000, "Loai": "THU",
}  # fmt: skip
JUDGED = {
    "BanAn": "15/2024/HS-ST", "NgayTuyen": "20240301", "ToiDanh": "Trộm cắp", "HinhPhat": "06 tháng tù", "DaXoa": False,
}  # fmt: skip
FOUND = {
    "MaThongDiep": "x/y",
    "SoVanBan": "12/CV",
    "NgayTraLoi": "20261124",
    "KetLuan": "co_an_tich",
    "AnTich": [JUDGED],
}


def upload() -> Target:
    """A file that somebody brings, under the name that its first line gives."""
    kinds = {ending: kind for kind, endings in ALLOWED.items() for ending in endings}

    def run(data: bytes) -> bool:
        name, _, content = data.partition(b"\n")
        try:
            fits(said := name.decode("utf-8", "surrogateescape"), found := opening.kind_of(content))
        except Disguised:
            return False
        assert kinds["." + said.lower().rpartition(".")[2]] == found
        return True

    heads = (
        b"a.pdf\n%PDF-1.7\n%%EOF\n",
        b"a.png\n\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"a.jpg\n\xff\xd8\xff\xe0\0\x10JFIF\0",
    )
    return Target(heads, run)


def paper() -> Target:
    """What lies in a file that is taken: found harmless or not, in few steps, whatever was done to it."""

    def run(data: bytes) -> bool:
        try:
            papers.inspect(papers.PDF if data.startswith(b"%PDF") else papers.JPEG, data)
        except Trap:
            return False
        return True

    whole = HEAD + OBJECT % zlib.compress(b"4 0 <</S/Java>>") + OBJECT % b"87cURD]" + FOOT
    return Target((whole, b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\7\x08\0\x10\0\x10\3"), run, mutations.packed)


def verify() -> Target:
    """A sealed file: no failure, and no seal holds for other bytes than those it was set on."""
    from tests.system.fuzz.sealed import sealed_page

    page, judged = sealed_page(folder())

    def run(data: bytes) -> bool:
        if not judged(data).holds:
            return False
        assert _covered(data) == _covered(page)
        return True

    return Target((page,), run, mutations.pdf)


def _covered(data: bytes) -> str:
    """The file without its signature, which cannot cover itself."""
    start = data.index(b"/Contents <")
    return sha256(data[:start] + data[data.index(b">", start + 11) :]).hexdigest()


def token() -> Target:
    """A bearer token: a person only where the provider signed it."""
    mint = Mint(load_key(folder() / "identity-key.json"), ISSUER)
    keys = KeySet([mint.key]).as_dict(private=False)

    def provider(request: httpx2.Request) -> httpx2.Response:
        found = request.url.path.endswith("openid-configuration")
        return httpx2.Response(200, json={"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"} if found else keys)

    client = httpx2.AsyncClient(transport=httpx2.MockTransport(provider))
    verifier, loop = Verifier(client, ISSUER, "motcua", BlindIndex(KEY)), asyncio.new_event_loop()

    def run(data: bytes) -> bool:
        try:
            who = loop.run_until_complete(verifier.identity(data.decode("latin-1")))
        except TokenRefused:
            return False
        assert isinstance(who, Identity)
        canonical(who.actor.model_dump(mode="json"))
        return True

    claims = {"citizen_number": PLAIN_MOTHER, "eid_level": 2}
    officer = {"officer_id": "cb-1", "agency": "11953", "roles": ["receiving_officer"], "citizen_number": PLAIN_MOTHER}
    subjects = (Subject("citizen:x", "A B", claims), Subject("officer:x", "C D", officer))
    seeds = tuple(mint.access_token(subject, "motcua", 3600).encode() for subject in subjects)
    return Target(seeds, run, mutations.token_of(lambda head, said: _signed(head, said, mint.key)))


def _signed(head: Any, claims: Any, key: Any) -> bytes:
    """Sign whatever claims as the provider would; where the library refuses to, without its signature."""
    try:
        return jwt.encode(head, claims, key).encode()
    except Exception:
        return base64.urlsafe_b64encode(json.dumps([head, claims]).encode())


def card_proof() -> Target:
    """Our own word that a chip was read, as it comes back with a filing."""
    proofs = CardProofs(BlindIndex(KEY), KEY)
    said = proofs.issue(PLAIN_MOTHER, "A B", "cd" * 32, DESK, NOW)

    def run(data: bytes) -> bool:
        try:
            assert proofs.read(data.decode("latin-1"), PLAIN_MOTHER, "A B", DESK, NOW).sod == "cd" * 32
        except CardProofWrong:
            return False
        return True

    return Target((said.encode(),), run, mutations.token_of(lambda head, claims: _signed(head, claims, "x" * 32)))


def payment() -> Target:
    """What the payment platform calls back, signed or not."""
    gateway = Gateway(httpx2.AsyncClient(), "P", SHARED.decode())

    def run(data: bytes) -> bool:
        if (message := _message(data)) is None:
            return False
        try:
            line = gateway.heard(message)
        except (Forged, Garbled):
            return False
        assert is_signed(message, SHARED)
        if line is not None:
            canonical(money_in(line).model_dump(mode="json"))
        return True

    return Target((json.dumps(_sealed(PAID)).encode(),), run, mutations.json_of(_sealed))


def answer() -> Target:
    """What an agency brings in its own time."""

    def run(data: bytes) -> bool:
        if (message := _message(data)) is None or not is_signed(message, SHARED):
            return False
        try:
            said = CriminalRecords.hear(PlaceFinding, message)
        except Unreadable:
            return False
        canonical(said.model_dump(mode="json"))
        return True

    return Target((json.dumps(_sealed(FOUND)).encode(),), run, mutations.json_of(_sealed))


def _sealed(said: Any) -> Any:
    return said | {SIGNATURE: signature(said, SHARED)} if isinstance(said, dict) else said


def _message(data: bytes) -> dict[str, Any] | None:
    """What the front door makes of a body; it answers 400 or 422 where this gives nothing."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


TARGETS: dict[str, Callable[[], Target]] = {
    "mrz": mrz,
    "qr": qr,
    "sod": sod,
    "dg1": lambda: group(1),
    "dg13": lambda: group(13),
    "upload": upload,
    "paper": paper,
    "code": code,
    "verify": verify,
    "token": token,
    "card_proof": card_proof,
    "payment": payment,
    "answer": answer,
}

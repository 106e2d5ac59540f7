"""What reads foreign bytes, what is valid for it, and what must hold whatever comes: a typed refusal or the truth."""

import asyncio
import base64
import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.jwk import KeySet

from activities.agencies import Unreadable
from activities.police import CriminalRecords
from domain.act import Actor
from domain.cards import CardProofWrong, CardRefused, read_qr
from domain.journal import canonical
from domain.mrz import MrzFault, check_digit, read_mrz
from domain.queries.criminal_records import PlaceFinding
from infra.blind_index import BlindIndex
from infra.card_groups import read_groups
from infra.card_proof import CardProofs
from infra.card_trust import CardTrust
from infra.chip import Chip, proved
from infra.gateway import Forged, Garbled, Gateway
from infra.oidc import Identity, TokenRefused, Verifier
from infra.signatures import SIGNATURE, is_signed, signature
from infra.treasurer import money_in
from infra.uploads import ALLOWED, Disguised, sniff
from sandbox import chips, id_cards
from sandbox.people import PLAIN_MOTHER
from sandbox.store import open_store
from sandbox.tokens import Mint, Subject, load_key
from tests.fuzz import mutations
from tests.fuzz.mutations import Mutation
from tests.infra.cards import chip_of

KEYS = "MOTCUA_FUZZ_KEYS"
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
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


@dataclass(frozen=True)
class Target:
    """One reader of foreign bytes: ``run`` says whether it took them, and raises only where something is broken."""

    seeds: tuple[bytes, ...]
    run: Callable[[bytes], bool]
    layout: Mutation = mutations.bytewise


@cache
def _folder() -> Path:
    """Where keys lie: of ``make fuzz`` the same each time, so that what broke something breaks it again."""
    folder = Path(os.environ.get(KEYS) or tempfile.mkdtemp(prefix="motcua-fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@cache
def _card() -> tuple[Chip, CardTrust]:
    cards = id_cards.Cards(open_store(_folder(), "id-cards", id_cards.SCHEMA), lambda: NOW)
    cards.fill()
    made = chips.Chips(cards.store, lambda: NOW)
    (_folder() / "trust.pem").write_text(made.signers.trust())
    told = made.chip(PLAIN_MOTHER, chips.Wish())
    assert told
    return chip_of(told), CardTrust(_folder() / "trust.pem")


def mrz() -> Target:
    """Three lines of a card, with check digits put right as often as not."""
    zone = _card()[0].groups[1][-90:]

    def run(data: bytes) -> bool:
        taken = False
        for text in (said := data.decode("utf-8", "replace"), _resealed(said)):
            with suppress(MrzFault):
                assert len(read_mrz(text).number) == 12
                taken = True
        return taken

    return Target((zone,), run, mutations.fields(b"<"))


def _resealed(text: str) -> str:
    if len(text) != 90 or not text.isascii() or not text.replace("<", "").isalnum():
        return text
    one, two = text[:30].upper(), text[30:60].upper()
    one = one[:14] + check_digit(one[5:14]) + one[15:]
    two = two[:6] + check_digit(two[:6]) + two[7:14] + check_digit(two[8:14]) + two[15:29]
    return one + two + check_digit(one[5:] + two[:7] + two[8:15] + two[18:29]) + text[60:].upper()


def qr() -> Target:
    """The QR code on a card's face."""

    def run(data: bytes) -> bool:
        try:
            assert len(read_qr(data.decode("utf-8", "surrogateescape")).number) == 12
        except CardRefused:
            return False
        return True

    face = _card()[0].qr
    return Target((face.encode(), f"{face}|A|B||".encode()), run, mutations.fields(b"|"))


def sod() -> Target:
    """What signs a chip: whatever is done to it, it proves nobody but its own holder."""
    chip, trust = _card()
    holder = proved(chip, trust, NOW).holder

    def run(data: bytes) -> bool:
        try:
            assert proved(replace(chip, sod=data), trust, NOW).holder == holder
        except CardRefused:
            return False
        return True

    return Target((chip.sod,), run, mutations.der)


def group(number: int) -> Target:
    """A data group that nobody signed: it is opened to name what is wrong, and never believed."""
    chip, trust = _card()
    whole = chip.groups[number]

    def run(data: bytes) -> bool:
        groups = {**chip.groups, number: data}
        with suppress(CardRefused):
            read_groups(groups)
        try:
            proved(replace(chip, groups=groups), trust, NOW)
        except CardRefused:
            return False
        assert data == whole
        return True

    return Target((whole,), run, mutations.der)


def upload() -> Target:
    """A file that somebody brings, under the name that its first line gives."""
    kinds = {ending: kind for kind, endings in ALLOWED.items() for ending in endings}

    def run(data: bytes) -> bool:
        name, _, content = data.partition(b"\n")
        try:
            found = sniff(said := name.decode("utf-8", "surrogateescape"), content)
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


def verify() -> Target:
    """A sealed file: no failure, and no seal holds for other bytes than those it was set on."""
    from tests.fuzz.sealed import sealed_page

    page, judged = sealed_page(_folder())

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
    mint = Mint(load_key(_folder() / "identity-key.json"), ISSUER)
    keys = KeySet([mint.key]).as_dict(private=False)

    def provider(request: httpx2.Request) -> httpx2.Response:
        found = request.url.path.endswith("openid-configuration")
        return httpx2.Response(200, json={"jwks_uri": f"{ISSUER}/jwks"} if found else keys)

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
    seeds = tuple(mint.access_token(subject, "motcua", 10**9).encode() for subject in subjects)
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
    "verify": verify,
    "token": token,
    "card_proof": card_proof,
    "payment": payment,
    "answer": answer,
}

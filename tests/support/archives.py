"""Archives that tests make of real journals, and bend as whoever owns the file can."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE
from domain.dossier.journal import link
from domain.filing.reception import reception
from domain.transparency.archive import EVENTS, Manifest, frame, read_rows
from domain.transparency.heads import Kept, SignedHead
from infra.archive.container import listed, pack, unpack
from infra.archive.export import Exporter, Order
from infra.archive.law import files
from infra.archive.secrecy import Recipient, private_key, public_key
from infra.archive.verify import Checked, verify
from infra.files.storage import Store
from infra.files.uploads import Uploads
from infra.local.demo import birth_record
from infra.signing import detached
from infra.signing.development import DevelopmentIdentity
from infra.signing.seal import Sealer
from infra.transparency.heads import Heads, Publisher
from tests.support.examples import (
    APPROVE,
    ASK_MORE,
    CONFIRM,
    DESK,
    HAND_OVER,
    LEADER,
    MOTHER,
    RECEIVE,
    REGISTRAR,
    SUPPLY,
    VERIFY,
)
from tests.support.ledger import Ledger, of
from tests.support.reading import HERE

CODE_VERSION = {"build": "", "dependencies": {}, "motcua": "0"}
PAPER, MORE = b"%PDF-1.4\n% the birth record\n%%EOF\n", b"%PDF-1.4\n% a better copy of it\n%%EOF\n"
NUMBER = "GKS-11953-2026-000001"
Parts = dict[str, bytes]


@dataclass(frozen=True)
class House:
    """What an archive is made from, without the rest of the house."""

    ledger: Ledger
    store: Store
    identity: DevelopmentIdentity

    async def publish(self) -> SignedHead:
        """Sign what all journals have come to."""
        seal = Sealer(self.identity.key, self.identity.certificate)

        async def sign(content: bytes, at: datetime) -> bytes:
            return await detached.sign(seal.signer, content, at)

        publisher = Publisher(self.ledger.engine.database, Heads(self.store), sign, every=600)
        signed = await publisher.publish()
        assert signed
        return signed

    async def export(
        self,
        code: str,
        *recipients: Recipient,
        publish: bool = True,
        by: Callable[[], Awaitable[object]] | None = None,
        **order: Any,
    ) -> bytes:
        """Export a dossier, its head published as usual or by another; nobody runs an engine here."""
        publishing = (by or self.publish) if publish else None
        exporter = Exporter(self.ledger.engine, self.store, files("", []), None, publishing)
        return (await exporter.export(Order(code, recipients=recipients, **order), CODE_VERSION))[1]

    async def delivered(self) -> str:
        """A birth that was supplemented, approved, sealed and handed over."""
        ledger, paper, more = self.ledger, sha256(PAPER).hexdigest(), sha256(MORE).hexdigest()
        uploads = Uploads(ledger.api.database, self.store, 10_000, reader=HERE)
        for content in (PAPER, MORE):
            await uploads.keep("giay.pdf", content, MOTHER)
        code = await ledger.file(documents=(paper,))
        await ledger.act(code, ASK_MORE.model_copy(update={"task": of(code, RECEIVE).task}), DESK)
        await ledger.through(code, SUPPLY, acts.Supplied(task="", documents=(more,)), MOTHER)
        again = reception(code, DESK.agency, "receive#2")
        await ledger.advance(code, (again.key, again.act))
        await ledger.act(code, acts.Accepted(task=getattr(again.act, "task", "")), DESK)
        await self._receipt(code)
        await ledger.through(code, VERIFY, acts.Done(task="", decision="confirm"), REGISTRAR)
        await ledger.through(code, CONFIRM, acts.Confirmed(task=""), MOTHER)
        await ledger.through(code, APPROVE, acts.Approved(task="", personal={"name": "Lê Văn Chủ"}), LEADER)
        await self._issued(code)
        await ledger.through(code, HAND_OVER, acts.HandedOver(task=""), DESK)
        return code

    async def _receipt(self, code: str) -> None:
        step = keys.slip("01", (await self.ledger.engine.dossier(code, ENGINE)).seq)
        sealed, path = await asyncio.to_thread(self._sealed), f"slips/{code}/01.pdf"
        await self.store.put_new(path, sealed)
        digest, number = sha256(sealed).hexdigest(), f"{code}/TNHS"
        slip = acts.SlipSealed(step=step, form="01", number=number, sha256=digest, path=path)
        await self.ledger.advance(code, (step, slip))

    async def _issued(self, code: str) -> None:
        sealed, path = await asyncio.to_thread(self._sealed), f"results/{code}/1.pdf"
        await self.store.put_new(path, sealed)
        [numbered] = await self.ledger.advance(code, ("issue/number", acts.Numbered(kind="GKS")))
        number = getattr(numbered.act, "number", "")
        issued = acts.Issued(kind="GKS", number=number, sha256=sha256(sealed).hexdigest(), path=path)
        await self.ledger.advance(code, ("issue", issued))

    def _sealed(self) -> bytes:
        person = {"name": "Tạ Kiều Oanh", "number": "033196000017"}
        page = birth_record({"mother": person, "father": person}, "10/11/2026")
        seal = Sealer(self.identity.key, self.identity.certificate)
        return asyncio.run(seal.seal(page, reason="Thử", location="Hưng Yên", at=datetime.now(UTC)))


def pair(folder: Path, name: str) -> tuple[Recipient, Recipient]:
    """A key to encrypt to, and the one that opens it."""
    made, pem = ec.generate_private_key(ec.SECP256R1()), serialization.Encoding.PEM
    own, public = folder / f"{name}.pem", folder / f"{name}.public.pem"
    own.write_bytes(made.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    public.write_bytes(made.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo))
    return public_key(public), private_key(own)


def written(path: Path, content: bytes) -> Path:
    """Keep an archive."""
    path.write_bytes(content)
    return path


def bent(archive: Path, change: Callable[[Parts], object], **said: Any) -> Path:
    """Write the archive anew with other parts, and a manifest that fits them."""
    manifest, parts = unpack(archive)
    change(parts)
    made = Manifest.model_validate(manifest.model_dump() | {"parts": listed(parts)} | said)
    path = archive.with_name("bent.zip")
    path.write_bytes(pack(made, parts))
    return path


def lines(parts: Parts, change: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change the lines of the events, and nothing else."""
    told = [json.loads(line) for line in parts[EVENTS].splitlines()]
    change(told)
    written = [json.dumps(one, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for one in told]
    parts[EVENTS] = "".join(f"{line}\n" for line in written).encode()


def chained_anew(parts: Parts) -> str:
    """Make every hash anew, as somebody does who knows the rule; give the head."""
    rows, head = read_rows(parts[EVENTS]), "0" * 64
    for seq, row in enumerate(rows, start=1):
        row["seq"] = seq
        row["hash"] = head = link(head, seq, row["at"], row["key"], row["actor"], row["act"], row["digest"])
    parts[EVENTS] = frame(rows)
    return head


async def faults(archive: Path, house: House, own: Recipient | None = None, *kept: Kept) -> list[str]:
    """Verify, and give what does not hold, in English."""
    checked = await verify(archive, [house.identity.trust], own, kept)
    return said(checked)


def said(checked: Checked) -> list[str]:
    """Give what does not hold, in English."""
    return [f"{fault.part}: {fault.what.en}" for fault in checked.faults]


def read(archive: Path) -> tuple[Manifest, Mapping[str, bytes]]:
    """Give what is in an archive."""
    return unpack(archive)

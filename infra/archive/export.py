"""Makes the archive of a dossier: journals that it is made, then takes everything that belongs to it.

The events bind what no event names by itself: the facts, the code's version and the engine's histories stand with their
digests in the act that the export leaves in the journal, so the published head covers them with the rest.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from temporalio.client import Client

from domain.base.refusals import Missing
from domain.dossier import keys
from domain.dossier.acts import ENGINE, Exported
from domain.dossier.journal import Entry, canonical, instant
from domain.transparency import archive
from domain.transparency.archive import ENCRYPTED, Absent, Growth, Manifest, frame, is_secret, payloads
from domain.transparency.heads import DossierProof, SignedHead
from infra.archive.container import listed, pack
from infra.archive.history import EngineSilent, histories
from infra.archive.secrecy import Recipient, encrypt
from infra.crypto.keys import KeyMissing
from infra.db.database import Database
from infra.files.storage import NotStored, Store
from infra.files.uploads import Uploads
from infra.journal.encryption import opened
from infra.journal.journal import Journal
from infra.journal.statements import CHAIN, DECREED
from infra.transparency import proofs
from infra.transparency.heads import Heads, NothingPublished


@dataclass(frozen=True)
class Order:
    """Which dossier is exported, to whom, on what basis; to nobody's key only where that was said aloud."""

    code: str
    to: str = ""
    basis: str = ""
    recipients: tuple[Recipient, ...] = ()
    since: tuple[SignedHead, ...] = ()
    """Heads that somebody keeps: the archive proves that its own holds all of each."""


@dataclass
class Exporter:
    """What an archive is made from."""

    journal: Journal
    store: Store
    facts: dict[str, bytes]
    client: Client | None
    """None where Temporal does not answer."""
    publish: Callable[[], Awaitable[object]] | None = None
    """Publishes a head, where the body's seal is at hand."""
    absent: list[Absent] = field(default_factory=list)

    async def export(self, order: Order, code_version: dict[str, Any]) -> tuple[Manifest, bytes]:
        """Journal it and make it; the same export again is the same archive.

        Raises:
            Missing: there is no such dossier.
        """
        code = canonical(code_version) + b"\n"
        bound = {archive.CODE: code, **self.facts, **await self._histories(order.code)}
        exported = await self._record(
            order, {path: sha256(content).hexdigest() for path, content in sorted(bound.items())}
        )
        if self.publish:
            await self.publish()
        # The proof before the rows: a head that is published between them would cover what the archive does not hold.
        proof, proved = await self._proofs(order)
        rows = await rows_of(self.journal.database, order.code)
        if proof and proof.leaf.seq >= exported:
            # What came since the head is the next archive's: nothing here goes without a proof.
            rows = rows[: proof.leaf.seq]
        papers = await self._papers(order.code, rows)
        parts = {archive.EVENTS: frame(rows), archive.PERSONAL: payloads(rows)} | bound | proved | papers
        return self._packed(order, rows, proof, parts)

    async def _record(self, order: Order, holds: dict[str, str]) -> int:
        """Append that it is exported, unless that is the last thing that happened, and say which event tells it."""
        act = Exported(
            to=order.to, basis=order.basis, recipients=tuple(one.thumbprint for one in order.recipients), holds=holds
        )
        last = (await self.journal.events(order.code, ENGINE))[-1:]
        if not last or last[0].act != act:
            await self.journal.act(order.code, Entry(key=keys.EACH_TIME, act=act), ENGINE)
            last = [event for event in await self.journal.events(order.code, ENGINE) if event.act == act]
        return last[-1].seq

    async def _histories(self, code: str) -> dict[str, bytes]:
        try:
            found = await histories(self.client, code) if self.client else None
        except EngineSilent:
            found = None
        if not found:
            why = "the engine does not answer" if found is None else "the engine keeps no history of it any more"
            self.absent.append(Absent(path=archive.HISTORY, why=why))
        return {f"{archive.HISTORY}{run}.json": content for run, content in (found or {}).items()}

    async def _papers(self, code: str, rows: Sequence[dict[str, Any]]) -> dict[str, bytes]:
        """Take every document that came in, every result and every slip."""
        acts = [row["act"] for row in rows]
        uploads, papers = Uploads(self.journal.database, self.store, 0), {}
        wanted = {
            f"{archive.DOCUMENTS}{digest}": uploads.content(code, digest, ENGINE)
            for digest in {digest: None for act in acts for digest in act.get("documents", ())}
        }
        issued = {act["sha256"]: act["path"] for act in acts if act["type"] in archive.SEALED}
        wanted |= {f"{archive.RESULTS}{digest}.pdf": self.store.get(path) for digest, path in issued.items()}
        for path, content in wanted.items():
            try:
                papers[path] = await content
            except (NotStored, KeyMissing, Missing):
                self.absent.append(Absent(path=path, why="the document store does not hold it any more"))
        return papers

    async def _proofs(self, order: Order) -> tuple[DossierProof | None, dict[str, bytes]]:
        """Prove the journal in the newest head, and what that head grew out of."""
        heads = Heads(self.store)
        if (newest := await heads.latest()) is None:
            return None, {}
        older = {head.head.tree_size: head for head in (*await _before(heads, newest), *order.since)}
        async with self.journal.database.transaction(ENGINE) as tx:
            if (proof := await proofs.inclusion(tx, order.code, newest)) is None:
                return None, {}
            parts = {archive.PROOF: canonical(proof.model_dump()) + b"\n"}
            for size, head in older.items():
                if size <= newest.head.tree_size:
                    grown = await proofs.consistency(tx, size, newest.head.tree_size)
                    growth = Growth(signed_head=head, proof=grown)
                    parts[f"{archive.GROWTH}{size:012d}.json"] = canonical(growth.model_dump()) + b"\n"
        return proof, parts

    def _packed(
        self, order: Order, rows: Sequence[dict[str, Any]], proof: DossierProof | None, parts: dict[str, bytes]
    ) -> tuple[Manifest, bytes]:
        if order.recipients:
            parts = {
                path + ENCRYPTED * is_secret(path): encrypt(content, order.recipients) if is_secret(path) else content
                for path, content in parts.items()
            }
        filed = rows[0]["act"]
        manifest = Manifest(
            dossier=order.code,
            procedure=filed["procedure"],
            exported_at=instant(rows[-1]["at"]),
            events=len(rows),
            head=rows[-1]["hash"],
            covered=proof.leaf.seq if proof else 0,
            recipients=tuple(one.thumbprint for one in order.recipients),
            parent=(filed.get("parent") or {}).get("code", ""),
            branches=tuple(row["act"]["branch"] for row in rows if row["act"]["type"] == "branch_opened"),
            absent=tuple(sorted(self.absent, key=lambda one: one.path)),
            parts=listed(parts),
        )
        return manifest, pack(manifest, parts)


async def rows_of(database: Database, code: str) -> list[dict[str, Any]]:
    """The events as the chain hashes them, payloads in the open.

    Raises:
        Missing: there is no such dossier.
    """
    rows = (await database.execute(ENGINE, CHAIN, {"code": code})).mappings().all()
    if not rows:
        raise Missing
    return await opened(database.keys, rows)


async def days_off(database: Database) -> list[dict[str, Any]]:
    """The days off that were decreed after the calendars were written, and when each was."""
    return [dict(row) for row in (await database.execute(ENGINE, DECREED)).mappings()]


async def _before(heads: Heads, newest: SignedHead) -> list[SignedHead]:
    """The head that was published before the newest, if there is one."""
    try:
        before = newest.head.previous
        return [SignedHead.model_validate_json(await heads.file(before.tree_size))] if before else []
    except NothingPublished:
        return []

"""Verifies an archive with nothing but the file, the certificates to trust, and the key of whom it is for.

What binds what: the published head the last event, each event the one before it and the digest of its payload, events
the documents and results, the export's own event everything else. Whatever nothing binds is a fault.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from domain.base.words import Words
from domain.dossier.journal import BrokenChain, check_chain, instant
from domain.transparency import archive
from domain.transparency.archive import DOCUMENTS, ENCRYPTED, EVENTS, GROWTH, HISTORY, PERSONAL, PROOF, RESULTS, SEALED
from domain.transparency.heads import DossierProof, Kept
from infra.archive.container import unpack
from infra.archive.secrecy import NotForThisKey, Recipient, Undecipherable, decrypt
from infra.transparency.head_file import unproved

BROKEN = {
    "missing": "không có ở vị trí của nó",
    "its personal payload": "nội dung cá nhân đã bị sửa",
    "it carries a payload": "có nội dung cá nhân mà không mã băm nào cam kết",
    "it does not follow": "không nối tiếp sự kiện trước nó",
}


@dataclass(frozen=True)
class Fault:
    """What does not hold, and of which part."""

    part: str
    what: Words


@dataclass
class Checked:
    """What came out: it holds exactly when there is no fault. What could not be looked at is said beside it."""

    manifest: archive.Manifest
    parts: dict[str, bytes]
    """Those that could be read, before encryption, by path."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Everything follows from a published head."""
        return not self.faults

    @property
    def opened(self) -> bool:
        """Whether what tells about people could be read."""
        return PERSONAL in self.parts

    def fault(self, part: str, vi: str, en: str, *of: object) -> None:
        """Add what does not hold."""
        self.faults.append(Fault(part, Words(vi=vi, en=en).format(*of)))

    def note(self, vi: str, en: str, *of: object) -> None:
        """Add what could not be looked at."""
        self.notes.append(Words(vi=vi, en=en).format(*of))


async def verify(path: Path, trust: Sequence[Path], own: Recipient | None = None, kept: Sequence[Kept] = ()) -> Checked:
    """Verify an archive; with a key also what tells about people.

    Raises:
        NotAnArchive: it is none, or a part is not what its manifest says.
    """
    manifest, parts = unpack(path)
    checked = Checked(manifest, {})
    _open(checked, parts, own)
    try:
        checked.rows = archive.read_rows(checked.parts.get(EVENTS, b""), checked.parts.get(PERSONAL, b""))
    except archive.Unreadable as error:
        checked.fault(EVENTS, "không đọc được: {}", "it cannot be read: {}", error)
        return checked
    if not (_chain(checked) and _known(checked)):
        return checked
    _said(checked)
    _bound(checked)
    await _papers(checked, trust)
    await _compare(checked, trust, kept)
    return checked


def _open(checked: Checked, parts: Mapping[str, bytes], own: Recipient | None) -> None:
    """Take off the encryption where a key is given."""
    secret = {path for path in parts if archive.is_secret(path)}
    if wrong := [path for path in secret if path.endswith(ENCRYPTED) != bool(checked.manifest.recipients)]:
        checked.fault(min(wrong), "không mã hóa như tệp kê khai", "it is not encrypted as the manifest says")
    if (personal := PERSONAL + ENCRYPTED * bool(checked.manifest.recipients)) not in parts:
        checked.fault(personal, "bị thiếu", "it is missing")
    checked.parts = {path: content for path, content in parts.items() if not path.endswith(ENCRYPTED)}
    closed = sorted(path for path in parts if path.endswith(ENCRYPTED))
    if closed and own is None:
        checked.note(
            "Không có khóa: nội dung cá nhân, giấy tờ, kết quả và lịch sử xử lý chưa được đọc và đối chiếu (--key).",
            "No key: payloads, documents, results and histories were neither read nor compared (--key).",
        )
        return
    for path in closed:
        assert own  # noqa: S101 - nothing is closed otherwise
        try:
            checked.parts[path.removesuffix(ENCRYPTED)] = decrypt(parts[path], own)
        except NotForThisKey:
            checked.fault(path, "không mã hóa cho khóa này", "it was not encrypted to this key")
        except Undecipherable as error:
            checked.fault(path, "không giải mã được, đã bị sửa", "it cannot be deciphered: {0}", error)


def _chain(checked: Checked) -> bool:
    """Walk the chain; name the first event that does not hold."""
    try:
        check_chain(checked.rows)
    except BrokenChain as broken:
        row = next((row for row in checked.rows if row["seq"] == broken.seq), None)
        named = f" ({row['act'].get('type')})" if row else ""
        vi = next((words for begins, words in BROKEN.items() if broken.why.startswith(begins)), broken.why)
        why = Words(vi=vi, en=broken.why)
        checked.fault(EVENTS, "sự kiện {}{}: {}", "event {}{}: {}", broken.seq, named, why)
        return False
    if checked.opened and (erased := sum(bool(row["digest"]) and row["salt"] is None for row in checked.rows)):
        checked.note(
            "Nội dung cá nhân của {} sự kiện không có trong hồ sơ lưu trữ (đã xóa).",
            "The personal payloads of {} events are not in the archive (erased).",
            erased,
        )
    return True


def _known(checked: Checked) -> bool:
    """See that every act is one that this code knows: only then is anything read out of them."""
    try:
        archive.events_of(checked.rows)
    except ValueError:
        checked.fault(
            EVENTS,
            "có sự kiện mà phiên bản này không đọc được: dùng phiên bản mới hơn",
            "it holds an act that this version cannot read: use a newer one",
        )
        return False
    return True


def _said(checked: Checked) -> None:
    """See that the manifest says what the events say."""
    rows, manifest = checked.rows, checked.manifest
    filed = rows[0]["act"] if rows else {}
    follows = {
        "events": len(rows),
        "head": rows[-1]["hash"] if rows else "",
        "exported_at": instant(rows[-1]["at"]) if rows else "",
        "procedure": filed.get("procedure"),
        "parent": (filed.get("parent") or {}).get("code", ""),
        "branches": tuple(row["act"].get("branch") for row in rows if row["act"].get("type") == "branch_opened"),
    }
    for name, value in follows.items():
        if getattr(manifest, name) != value:
            checked.fault(archive.MANIFEST, "“{}” không khớp với các sự kiện", "“{}” is not what the events say", name)


def _bound(checked: Checked) -> None:
    """See that the parts which no other event names are those that the export journaled."""
    exports = [row["act"] for row in checked.rows if row["act"].get("type") == "exported"]
    holds: dict[str, str] = exports[-1].get("holds", {}) if exports else {}
    ours = {EVENTS, PERSONAL, PROOF}
    for path in sorted(checked.parts.keys() | holds.keys()):
        if path in ours or path.startswith((GROWTH, DOCUMENTS, RESULTS)):
            continue
        if path not in holds:
            checked.fault(path, "không sự kiện nào cam kết phần này", "no event commits to it")
        elif path in checked.parts:
            if sha256(checked.parts[path]).hexdigest() != holds[path]:
                checked.fault(path, "không phải phần đã được ghi khi xuất", "it is not what the export journaled")
        elif checked.opened or not archive.is_secret(path):
            checked.fault(path, "bị thiếu", "it is missing")
    if exports and tuple(exports[-1].get("recipients", ())) != checked.manifest.recipients:
        checked.fault(archive.MANIFEST, "người nhận không khớp với sự kiện xuất", "it names other recipients")


async def _papers(checked: Checked, trust: Sequence[Path]) -> None:
    """Compare documents, results and slips with the events, and judge their seals."""
    acts = [row["act"] for row in checked.rows]
    papers = {f"{DOCUMENTS}{digest}": digest for act in acts for digest in act.get("documents", ())}
    results = {f"{RESULTS}{act['sha256']}.pdf": act["sha256"] for act in acts if act.get("type") in SEALED}
    named = {one.path: one.why for one in checked.manifest.absent}
    for path in sorted(checked.parts):
        if path.startswith((DOCUMENTS, RESULTS)) and path not in papers | results:
            checked.fault(path, "không sự kiện nào nhắc đến", "no event names it")
    for path, digest in (papers | results).items() if checked.opened else ():
        if path in named:
            checked.note("{} không có: {}.", "{} is not there: {}.", path, named[path])
        elif path not in checked.parts:
            checked.fault(path, "bị thiếu", "it is missing")
        elif sha256(checked.parts[path]).hexdigest() != digest:
            checked.fault(path, "không phải tài liệu mà sự kiện đã ghi", "it is not what the event names")
        elif path in results:
            await _sealed(checked, path, trust)
    if HISTORY in named:
        checked.note("Không có lịch sử xử lý: {}.", "No history of the engine: {}.", named[HISTORY])


async def _sealed(checked: Checked, path: str, trust: Sequence[Path]) -> None:
    # Loading the signing library takes longer than everything else here.
    from infra.signing.validate import validate

    proof = await asyncio.to_thread(validate, checked.parts[path], trust)
    for problem in proof.problems:
        checked.fault(path, "chữ ký số của cơ quan không hợp lệ: {}", "the seal is not valid: {}", problem)


async def _compare(checked: Checked, trust: Sequence[Path], kept: Sequence[Kept]) -> None:
    """Lead the last event to a signed head, and that head to those that somebody kept."""
    if PROOF not in checked.parts:
        checked.fault(
            PROOF,
            "chưa đầu cây nào được công bố bao trùm nhật ký này: ai làm ra hồ sơ lưu trữ có thể đã viết ra tất cả",
            "no published head covers this journal: whoever made the archive may have written all of it",
        )
        return
    try:
        proof = DossierProof.model_validate_json(checked.parts[PROOF])
    except ValueError:
        checked.fault(PROOF, "không đọc được", "it cannot be read")
        return
    _proved(checked, proof)
    if why := await unproved(Kept(signed_head=proof.signed_head, proof=proof), trust):
        checked.fault(PROOF, "đầu cây không chứng minh được gì: {}", "the head proves nothing: {}", why)
    growths = _growths(checked, proof)
    for one in kept:
        if why := await unproved(one, trust):
            checked.fault("", "tệp đã giữ không chứng minh được gì: {}", "the kept file proves nothing: {}", why)
        else:
            _consistent(checked, proof, one, growths)


def _proved(checked: Checked, proof: DossierProof) -> None:
    leaf, rows = proof.leaf, checked.rows
    if leaf.dossier != checked.manifest.dossier:
        checked.fault(PROOF, "chứng minh của hồ sơ khác, {}", "it proves another dossier, {}", leaf.dossier)
    elif leaf.seq > len(rows):
        checked.fault(
            EVENTS,
            "nhật ký kết thúc ở sự kiện {}, đã công bố đến sự kiện {}",
            "the journal ends with event {}, event {} was published",
            len(rows),
            leaf.seq,
        )
    elif leaf.seq < 1 or rows[leaf.seq - 1]["hash"] != leaf.head:
        checked.fault(
            EVENTS,
            "sự kiện {} không phải sự kiện đã công bố: nhật ký bị viết lại",
            "event {} is not the one that was published: the journal was rewritten",
            leaf.seq,
        )
    elif leaf.seq < len(rows):
        checked.fault(
            EVENTS,
            "chưa đầu cây nào bao trùm các sự kiện {} đến {}",
            "no published head covers events {} to {}",
            leaf.seq + 1,
            len(rows),
        )
    if checked.manifest.covered != leaf.seq:
        checked.fault(archive.MANIFEST, "“covered” không khớp với chứng minh", "“covered” is not what the proof says")


def _growths(checked: Checked, proof: DossierProof) -> dict[int, archive.Growth]:
    grown = {}
    for path in sorted(path for path in checked.parts if path.startswith(GROWTH)):
        try:
            growth = archive.Growth.model_validate_json(checked.parts[path])
        except ValueError:
            checked.fault(path, "không đọc được", "it cannot be read")
            continue
        if not growth.proof.proves(growth.signed_head.head, proof.signed_head.head):
            checked.fault(
                path, "đầu cây không lớn lên từ đầu cây cũ này", "the head did not grow out of this older one"
            )
        grown[growth.signed_head.head.tree_size] = growth
    return grown


def _consistent(checked: Checked, proof: DossierProof, kept: Kept, growths: Mapping[int, archive.Growth]) -> None:
    """See that what somebody kept is in the archive's head, or names an event of the archive."""
    ours, theirs, rows = proof.signed_head.head, kept.signed_head.head, checked.rows
    if kept.proof and kept.proof.leaf.dossier == checked.manifest.dossier:
        leaf = kept.proof.leaf
        if leaf.seq > len(rows) or rows[leaf.seq - 1]["hash"] != leaf.head:
            checked.fault(
                EVENTS,
                "sự kiện {} không phải sự kiện trong chứng minh đã giữ",
                "event {} is not the one of the kept proof",
                leaf.seq,
            )
        return
    grown = growths.get(theirs.tree_size)
    same = (theirs.tree_size, theirs.root) == (ours.tree_size, ours.root)
    if grown and grown.signed_head.head.root != theirs.root:
        checked.fault(
            PROOF, "nhật ký chung bị viết lại sau đầu cây đã giữ", "the log was rewritten after the kept head"
        )
    elif theirs.tree_size == ours.tree_size and not same:
        checked.fault(PROOF, "đầu cây khác với đầu cây đã giữ", "the head is another than the kept one of that size")
    elif not same and not grown:
        checked.fault(
            PROOF,
            "không có chứng minh từ đầu cây đã giữ ({} lá): xuất lại với --since, hoặc hỏi cổng",
            "no proof leads from the kept head of {} leaves: export again with --since that file",
            theirs.tree_size,
        )

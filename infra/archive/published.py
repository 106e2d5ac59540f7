"""Leads an archive's last event to a signed head, and that head to those that somebody kept."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from domain.transparency.archive import EVENTS, GROWTH, MANIFEST, PROOF, Growth
from domain.transparency.heads import DossierProof, Kept
from infra.archive.checked import Checked
from infra.transparency.head_file import unproved


async def compare(checked: Checked, trust: Sequence[Path], kept: Sequence[Kept]) -> None:
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
        checked.fault(MANIFEST, "“covered” không khớp với chứng minh", "“covered” is not what the proof says")


def _growths(checked: Checked, proof: DossierProof) -> dict[int, Growth]:
    grown = {}
    for path in sorted(path for path in checked.parts if path.startswith(GROWTH)):
        try:
            growth = Growth.model_validate_json(checked.parts[path])
        except ValueError:
            checked.fault(path, "không đọc được", "it cannot be read")
            continue
        if not growth.proof.proves(growth.signed_head.head, proof.signed_head.head):
            checked.fault(
                path, "đầu cây không lớn lên từ đầu cây cũ này", "the head did not grow out of this older one"
            )
        grown[growth.signed_head.head.tree_size] = growth
    return grown


def _consistent(checked: Checked, proof: DossierProof, kept: Kept, growths: Mapping[int, Growth]) -> None:
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

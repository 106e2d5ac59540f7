"""Nothing that somebody may do to a result passes for one, and each forgery is told by its name."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest

from infra.documents.orders import SignatureRefused
from infra.signing import officer
from infra.signing.revisions import ArchivalWriter
from tests.sandbox.conftest import Sandbox
from tests.support.signing_rig import BODY, OTHER_BODY, House, ago, house, own_certificate
from tests.system.nothing_lost.crowd import STORM

EVERY, OF_THE_STAMP = (2_503, 251) if STORM else (7_507, 1_009)
"""Bytes from one that is changed to the next, before the last time stamp and in it."""
AFTER_SEAL = "something was changed behind it that may not be after the seal"
AFTER_OFFICER = "something was changed behind it that may not be after the officer's signature"
Forge = Callable[[ArchivalWriter], None]


@pytest.fixture(scope="module")
async def result(ours: House) -> bytes:
    return await ours.result()


def revised(pdf: bytes, forge: Forge) -> bytes:
    """With a revision more, as any editor writes it."""
    writer, out = ArchivalWriter(pdf), io.BytesIO()
    forge(writer)
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def replace_text(writer: ArchivalWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 200 200 re f"))
    writer.update_container(page)


def redefine_text(writer: ArchivalWriter) -> None:
    """The page names the same object, which says something else."""
    contents = writer.root["/Pages"]["/Kids"][0].raw_get("/Contents")
    contents.get_object()._data = b"0 0 200 200 re f"
    stream = generic.StreamObject(stream_data=b"0 0 200 200 re f")
    writer.objects[(contents.reference.generation, contents.reference.idnum)] = stream


def cover_with_note(writer: ArchivalWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = {"/Type": "/Annot", "/Subtype": "/FreeText", "/F": 4}
    made = generic.DictionaryObject({pdf_name(key): _object(value) for key, value in note.items()})  # type: ignore[no-untyped-call]
    made[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (100, 600, 400, 700)))
    made[pdf_name("/Contents")] = generic.TextStringObject("BÃI BỎ")
    page["/Annots"].append(writer.add_object(made))
    writer.update_container(page["/Annots"])
    writer.update_container(page)


def swap_data(writer: ArchivalWriter) -> None:
    file = writer.root["/Names"]["/EmbeddedFiles"]["/Names"][1]
    file["/EF"][pdf_name("/F")] = writer.add_object(generic.StreamObject(stream_data=b'{"number": "1"}'))
    writer.update_container(file)


def refill_number(writer: ArchivalWriter) -> None:
    fields = {str(one.get_object()["/T"]): one.get_object() for one in writer.root["/AcroForm"]["/Fields"]}
    fields["number"][pdf_name("/V")] = generic.TextStringObject("999/2026")
    writer.update_container(fields["number"])


def claim_another_title(writer: ArchivalWriter) -> None:
    writer.root[pdf_name("/Lang")] = generic.TextStringObject("en")
    writer.update_root()  # type: ignore[no-untyped-call]


def _object(value: Any) -> Any:
    return pdf_name(value) if isinstance(value, str) else generic.NumberObject(value)  # type: ignore[no-untyped-call]


FORGERIES = [replace_text, redefine_text, cover_with_note, swap_data, refill_number, claim_another_title]


async def test_an_untouched_result_holds(ours: House, result: bytes) -> None:
    proof = ours.judged(result)
    assert proof.problems == ()
    assert (proof.level, proof.signer, proof.number) == ("B-LTA", BODY, "128/2026")
    assert proof.signatory
    assert proof.signatory.title == "Chủ tịch"


async def test_no_byte_can_be_changed(ours: House, result: bytes) -> None:
    """Bytes at even distances, nearer to each other in the last time stamp, which nothing covers."""
    last = result.rindex(b"/Contents <")
    altered = [*range(0, last, EVERY), *range(last, len(result), OF_THE_STAMP)]
    assert [place for place in altered if ours.judged(changed(result, place)).holds] == []


def changed(pdf: bytes, place: int) -> bytes:
    altered = bytearray(pdf)
    altered[place] ^= 1
    return bytes(altered)


@pytest.mark.parametrize("forge", FORGERIES)
async def test_a_revision_after_the_last_time_stamp_is_found(ours: House, result: bytes, forge: Forge) -> None:
    proof = ours.judged(revised(result, forge))
    assert "something was appended at the end" in proof.problems


@pytest.mark.parametrize("forge", FORGERIES)
async def test_a_forger_who_has_it_stamped_again_is_found(ours: House, result: bytes, forge: Forge) -> None:
    """Anybody may ask for a time stamp: it says when, not that it is right."""
    proof = ours.judged(await ours.archived(revised(result, forge)))
    assert AFTER_SEAL in proof.problems
    assert proof.covers_whole_file


@pytest.mark.parametrize("forge", [one for one in FORGERIES if one is not refill_number])
async def test_between_signature_and_seal_only_number_and_date_come_in(ours: House, forge: Forge) -> None:
    """The body itself changes what its officer has signed."""
    proof = ours.judged(await ours.archived(await ours.sealed(revised(await ours.signed(), forge))))
    assert AFTER_OFFICER in proof.problems


@pytest.mark.parametrize("tail", [b"\n% more\n", b"\n9 0 obj\n<< >>\nendobj\n", b"\0" * 64])
async def test_what_is_appended_without_a_table_of_its_own_is_found(ours: House, result: bytes, tail: bytes) -> None:
    assert not ours.judged(result + tail).holds


async def test_a_file_cut_back_to_the_officers_signature_has_no_seal(ours: House, result: bytes) -> None:
    ends = [place + 6 for place in range(len(result)) if result.startswith(b"%%EOF\n", place)]
    *unsealed, sealed, _ = ends
    assert len(unsealed) >= 2
    assert {ours.judged(result[:end]).problems for end in unsealed} == {("the file carries no seal",)}
    assert ours.judged(result[:sealed]).level == "B-T"


async def test_a_signature_does_not_move_to_another_document(ours: House) -> None:
    draft, other = await ours.draft(), await ours.draft(place="Hưng Yên")
    signature = await ours.signature(draft)
    with pytest.raises(SignatureRefused, match="not the signatory's over this document"):
        await officer.complete(other, signature, stamper=ours.stamper, register=ours.room.register)


async def test_an_envelope_does_not_move_to_another_document(ours: House) -> None:
    draft, other = await ours.draft(), await ours.draft(place="Hưng Yên")
    start, end = draft.room
    taken = bytes.fromhex((await ours.complete(draft))[start + 1 : end - 1].decode())
    moved = io.BytesIO(other.pdf)
    PreparedByteRangeDigest(other.digest, *other.room).fill_with_cms(moved, taken)
    proof = ours.judged(await ours.archived(await ours.sealed(moved.getvalue())))
    assert "the file was altered after the officer's signature" in proof.problems


async def test_a_seal_by_another_body_is_told(sandbox: Sandbox, ours: House, tmp_path: Path) -> None:
    async with house(sandbox, tmp_path, OTHER_BODY) as theirs:
        proof = ours.judged(await theirs.archived(await theirs.sealed(await ours.signed())))
    assert proof.problems == (f"the seal is that of {OTHER_BODY}, the document is issued by {BODY}",)


async def test_a_document_that_names_another_signatory_is_told(ours: House) -> None:
    signed = await ours.signed(signatory={"title": "Chủ tịch", "name": "Trần Văn Hưởng"})
    [problem] = ours.judged(await ours.archived(await ours.sealed(signed))).problems
    assert problem.endswith("signed, the document names Trần Văn Hưởng")


@pytest.mark.parametrize(("hours", "why"), [(3, "the clock was wrong: the seal says"), (-3, "lies in the future")])
async def test_a_clock_that_was_set_is_told(ours: House, hours: int, why: str) -> None:
    sealed = await ours.sealed(await ours.signed(), at=ago(hours=hours))
    [problem] = ours.judged(await ours.archived(sealed)).problems
    assert why in problem


async def test_a_signature_may_be_asked_for_days_before_and_not_later_than_it_was_given(ours: House) -> None:
    for asked, right in ((ago(days=3), True), (ago(days=60), False), (ago(hours=-1), False)):
        signed = await ours.complete(await ours.draft(asked))
        proof = ours.judged(await ours.archived(await ours.sealed(signed)))
        assert any("the clock was wrong" in one for one in proof.problems) is not right


async def test_a_certificate_withdrawn_before_it_sealed_is_told(sandbox: Sandbox, tmp_path: Path) -> None:
    async with house(sandbox, tmp_path, id="11953.R") as theirs:
        seal = own_certificate(theirs.render_config)
        signed = await theirs.signed()
        since = {"reason": "key_compromise", "since": ago(hours=1).isoformat()}
        await theirs.office.post(f"/_certificates/{seal.serial_number:x}/revocation", **since)
        sealed = await theirs.sealed(signed)
        with pytest.raises(SignatureRefused, match="withdrawn"):
            await theirs.archived(sealed)
        proof = theirs.judged(await theirs.proved_blindly(sealed, seal, "bodies"))
    assert "the certificate of the seal had been withdrawn" in proof.problems


async def test_a_certificate_withdrawn_after_it_sealed_leaves_the_result_as_good(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    async with house(sandbox, tmp_path, id="11953.L") as theirs:
        result = await theirs.result()
        serial = own_certificate(theirs.render_config).serial_number
        await theirs.office.post(f"/_certificates/{serial:x}/revocation", reason="key_compromise")
        assert theirs.judged(result).holds


async def test_a_certificate_that_was_over_is_told(sandbox: Sandbox, tmp_path: Path) -> None:
    wish = {"id": "11953.O", "valid_from": ago(days=30).isoformat(), "valid_to": ago(days=1).isoformat()}
    async with house(sandbox, tmp_path, **wish) as theirs:
        sealed = await theirs.sealed(await theirs.signed())
        with pytest.raises(SignatureRefused, match="is over"):
            await theirs.archived(sealed)
        proof = theirs.judged(await theirs.proved_blindly(sealed, own_certificate(theirs.render_config), "bodies"))
    assert "the certificate of the seal was over, or had not begun" in proof.problems


async def test_who_trusts_another_root_trusts_nothing(ours: House, result: bytes, tmp_path: Path) -> None:
    own = await Sandbox(tmp_path / "other").start()
    async with house(own, tmp_path) as theirs:
        proof = theirs.judged(result)
    await own.stop()
    assert not proof.trusted
    assert "the seal does not chain to a trusted certificate" in proof.problems
    assert "the officer's signature does not chain to a trusted certificate" in proof.problems

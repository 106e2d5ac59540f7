"""A result is signed from afar, numbered, sealed and proved for good, whatever is down meanwhile."""

import asyncio
import io
import json
import re
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from asn1crypto import cms, x509  # type: ignore[import-untyped]

from api.services.procedures import result_schema
from infra.documents.orders import Draft, SealNotReady, SignatureRefused, TrustServiceDown, Unprintable
from infra.printing.pool import RenderPool
from infra.printing.pool_worker import furnish
from infra.signing import officer
from infra.signing.detached import fault
from tests.infra.printing.test_pdf import CERTIFICATE
from tests.sandbox.conftest import Sandbox
from tests.support.papers import scanned
from tests.support.signing_rig import BODY, CODED, NUMBER, TEMPLATE, WORDS, House, house
from workflows.vietnam.civil_status.birth_registration import BirthRegistration

ISSUED_AT = datetime(2026, 11, 24, 2, 5, tzinfo=UTC)
REFERENCE = "28/QĐ-UBND"
BYTE_RANGE = "PDFA3A-SIGNATURE-BYTERANGE-001"
"""The checker wants each signature to reach the end of the file, which of several only the last can; those before it
reach the end of their revision, as PAdES wants it."""
LENGTH = "PDFA3A-STREAM-LENGTH-001"
"""The checker takes a stream's last byte for the end of a line where it happens to be CR; qpdf checks all lengths."""
SCHEMA = result_schema(BirthRegistration)
LEAVER, SUSPENDED = "cb-11953-05", "cb-11953-06"


@pytest.fixture
async def fresh(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[House]:
    """One that has asked nobody anything yet."""
    async with house(sandbox, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
async def press(ours: House) -> AsyncIterator[RenderPool]:
    press = RenderPool(ours.render_config, processes=1)
    yield press
    press.close()


@pytest.fixture(scope="module")
async def result(ours: House, press: RenderPool) -> bytes:
    return await through_the_press(ours, press)


async def through_the_press(ours: House, press: RenderPool, number: str = NUMBER) -> bytes:
    context, at = await ours.context(), datetime.now(UTC)
    draft = await press.draft(TEMPLATE, context, signatory=await ours.signatory(), code=CODED, at=at, **WORDS)
    waits = Draft.load(draft.dump())
    signed = await press.signed(waits, await ours.signature(waits))
    given: dict[str, Any] = {"number": number, "reference": REFERENCE, "issued_at": ISSUED_AT}
    return await press.seal(signed, **given, context=context, code=CODED, at=at, **WORDS)


@asynccontextmanager
async def down(ours: House, operation: str) -> AsyncIterator[None]:
    """While a service answers 503."""
    wrong = {"kind": "unavailable", "calls": -1, "operation": operation}
    async with ours.office.session.put(f"{ours.office.url}/_faults", json=wrong) as answer:
        assert answer.status == 200
    try:
        yield
    finally:
        async with ours.office.session.delete(f"{ours.office.url}/_faults") as answer:
            assert answer.status == 204


async def test_a_result_names_who_signed_who_sealed_and_for_how_long(ours: House, result: bytes) -> None:
    proof = ours.judged(result)
    assert proof.problems == ()
    assert (proof.level, proof.signer, proof.number, proof.issued) == (
        "B-LTA",
        BODY,
        NUMBER,
        "ngày 24 tháng 11 năm 2026",
    )
    assert proof.signatory
    assert (proof.signatory.title, proof.signatory.at is not None) == ("Chủ tịch", True)
    assert proof.stamped_until
    assert proof.stamped_until.year >= 2036


async def test_number_date_and_the_hour_of_vietnam_stand_on_the_page(result: bytes) -> None:
    read = await asyncio.to_thread(
        subprocess.run, ["pdftotext", "-layout", "-", "-"], input=result, capture_output=True
    )
    told = read.stdout.decode()
    assert re.search(rf"Số: *{REFERENCE} +Phố Hiến, *ngày 24 tháng 11 năm 2026", told)
    assert NUMBER in told, "by which the register is asked"
    assert re.search(rf"Ký bởi: {BODY}", told)
    assert re.search(r"Thời gian ký: 20\S+\+07:00", told)


async def test_its_code_is_read_back_from_the_page_and_says_what_the_result_says(ours: House, result: bytes) -> None:
    [read] = await asyncio.to_thread(scanned, result, 200)
    claim = ours.keys.read(read)
    assert (claim.kind, claim.shown, claim.issuer) == (CODED.title, CODED.shown, BODY)
    assert (claim.number, claim.issued_at) == (NUMBER, ISSUED_AT)
    with pikepdf.open(io.BytesIO(result)) as pdf:
        [data] = pdf.attachments.values()
        assert claim.digest == sha256(data.get_file().read_bytes()).hexdigest()
        assert {str(field.T): str(field.V) for field in pdf.Root.AcroForm.Fields if field.FT == "/Tx"} == {
            "number": NUMBER,
            "issued": "ngày 24 tháng 11 năm 2026",
            "code": read,
        }


async def test_a_result_is_archival_and_can_be_read_by_everybody(result: bytes, tmp_path: Path) -> None:
    archival = {BYTE_RANGE} | ({LENGTH} if b"\r\nendstream" in result else set())
    for profile, allowed in ((page.ValidationProfile.PDF_A_3A, archival), (page.ValidationProfile.PDF_UA_1, set())):
        report = page.validate_pdf_bytes(result, profile=profile)
        assert {failure.rule_id for failure in report.failures} <= allowed
    file = tmp_path / "result.pdf"
    file.write_bytes(result)
    checked = await asyncio.to_thread(subprocess.run, ["qpdf", "--check", str(file)], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    with pikepdf.open(io.BytesIO(result)) as pdf:
        assert pdf.open_metadata().pdfa_status == "3A"
        [data] = pdf.attachments.values()
        assert data.relationship == pikepdf.Name.Data
        told = json.loads(data.get_file().read_bytes())
    assert set(SCHEMA["required"]) | {"$schema"} <= set(told) <= set(SCHEMA["properties"])
    assert told["$schema"] == SCHEMA["$id"]


async def test_a_result_is_stamped_again_before_its_time_stamp_ends(
    ours: House, press: RenderPool, result: bytes
) -> None:
    again = await press.restamp(result)
    assert again.startswith(result)
    assert ours.judged(again).problems == ()
    assert ours.judged(await press.restamp(again)).problems == ()


async def test_who_signs_nothing_from_afar_still_seals_for_good(ours: House, press: RenderPool) -> None:
    sealed = await press.issue(TEMPLATE, CERTIFICATE, at=ISSUED_AT, **WORDS)
    proof = ours.judged(sealed)
    assert proof.problems == ()
    assert (proof.level, proof.number, proof.signatory) == ("B-LTA", "128/2026", None)
    coded = await press.issue(TEMPLATE, CERTIFICATE, code=CODED, at=ISSUED_AT, **WORDS)
    assert ours.judged(coded).problems == ()
    [read] = await asyncio.to_thread(scanned, coded, 200)
    assert ours.keys.read(read).number == proof.number


async def test_a_head_carries_the_authoritys_word_for_its_time(ours: House, press: RenderPool) -> None:
    at = datetime.now(UTC)
    signature = await press.sign(b"all journals", at)
    assert await fault(b"all journals", signature, [ours.root], at) == ""
    [signer] = cms.ContentInfo.load(signature)["content"]["signer_infos"]
    assert [one["type"].native for one in signer["unsigned_attrs"]] == ["signature_time_stamp_token"]


async def test_a_signature_that_is_not_the_signatorys_is_refused(ours: House, press: RenderPool) -> None:
    context, who = await ours.context(), await ours.signatory()
    draft = await press.draft(TEMPLATE, context, signatory=who, at=datetime.now(UTC), **WORDS)
    with pytest.raises(SignatureRefused, match="not the signatory's over this document"):
        await press.signed(draft, b"nothing")


async def test_a_draft_is_neither_sealed_nor_numbered_twice(ours: House, press: RenderPool, result: bytes) -> None:
    context, at = await ours.context(), datetime.now(UTC)
    with pytest.raises(Unprintable, match="set before"):
        await press.seal(result, number="2", issued_at=at, context=context, code=CODED, at=at, **WORDS)
    page = await press.render(TEMPLATE, CERTIFICATE)
    with pytest.raises(Unprintable, match="no place"):
        await press.seal(page, number="2", issued_at=at, context=context, at=at, **WORDS)


async def test_while_the_time_stamp_authority_is_down_nothing_is_signed_and_later_all_goes_on(fresh: House) -> None:
    async with down(fresh, "/tsa"):
        with pytest.raises(TrustServiceDown, match="time-stamp authority"):
            await fresh.draft()
    assert fresh.judged(await fresh.result()).holds


@pytest.mark.parametrize("operation", ["/ocsp/{name}", "/crl/{name}.crl"])
async def test_of_ocsp_and_revocation_lists_one_is_enough(fresh: House, operation: str) -> None:
    async with down(fresh, operation):
        assert fresh.judged(await fresh.result()).holds


async def test_without_any_word_on_what_was_withdrawn_nothing_is_proved(fresh: House) -> None:
    sealed = await fresh.room.seal().seal(await page_of(fresh), at=datetime.now(UTC), stamper=fresh.stamper, **WORDS)
    async with down(fresh, ""):
        with pytest.raises(TrustServiceDown, match="OCSP and revocation list"):
            await fresh.archived(sealed)
    assert fresh.judged(await fresh.archived(sealed)).holds


async def page_of(ours: House) -> bytes:
    return ours.room.renderer.render(TEMPLATE, CERTIFICATE, CERTIFICATE)


async def test_an_officer_who_leaves_between_signature_and_seal_has_signed(sandbox: Sandbox, tmp_path: Path) -> None:
    """What counts is the time that was stamped."""
    async with house(sandbox, tmp_path, credential=LEAVER) as theirs:
        signed = await theirs.signed()
        certificate = x509.Certificate.load((await theirs.signatory()).certificate)
        serial = f"{certificate.serial_number:x}"
        await theirs.office.post(f"/_certificates/{serial}/revocation", reason="affiliation_changed")
        # One that has not asked about them before.
        again = House(theirs.office, furnish(theirs.render_config), theirs.render_config)
        proof = again.judged(await again.archived(await again.sealed(signed)))
    assert proof.problems == ()


async def test_an_officer_whose_certificate_was_withdrawn_signs_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    async with house(sandbox, tmp_path, credential=SUSPENDED) as theirs:
        draft = await theirs.draft()
        signature = await theirs.signature(draft)
        serial = x509.Certificate.load((await theirs.signatory()).certificate).serial_number
        await theirs.office.post(f"/_certificates/{serial:x}/revocation", reason="key_compromise")
        with pytest.raises(SignatureRefused, match="was withdrawn"):
            await officer.complete(draft, signature, stamper=theirs.stamper, register=theirs.room.register)


async def test_a_time_stamp_authority_needs_certificates_to_trust(ours: House) -> None:
    room = furnish(replace(ours.render_config, trust=()))
    with pytest.raises(SealNotReady, match="MOTCUA_SEAL_TRUST_FILE"):
        room.seal()


def test_a_draft_that_is_none_is_not_loaded() -> None:
    for stored in (b"", b"%PDF-1.7\n", b"{}\n%PDF", b"[1]\n"):
        with pytest.raises(ValueError, match="no draft"):
            Draft.load(stored)

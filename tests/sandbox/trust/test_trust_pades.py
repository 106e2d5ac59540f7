"""PDFs signed by officers and bodies of the sandbox hold for those who trust its root, and only for them."""

import asyncio
import base64
import hashlib
import io
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from pyhanko.keys.pemder import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import ExternalSigner, PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfTBSDocument
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleCertificateStore, SimpleTrustManager

from sandbox.trust.holders import EXPIRED, REVOKED
from tests.sandbox.conftest import Sandbox
from tests.sandbox.trust_rig import ECDSA, LEADER, Office, blank_pdf, certificate_of

needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not here")


@pytest.fixture
async def office(running: Sandbox) -> AsyncIterator[Office]:
    async with aiohttp.ClientSession() as session:
        yield Office(running.url, session)


async def body(office: Office, code: str) -> tuple[SimpleSigner, str]:
    """A body that signs with its own key, and its certificate's serial number."""
    told = await office.post("/_certificates", kind="body", id=code, name="Ủy ban nhân dân xã Văn Giang")
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(load_certs_from_pemder_data(told["chain"].encode()))
    key = load_private_key_from_pemder_data(told["key"].encode(), None)
    return SimpleSigner(certificate_of(told["certificate"]), key, store), str(told["serial"])


async def output_of(*command: str) -> str:
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


async def test_an_officers_remote_signature_holds_with_its_time_stamp(office: Office) -> None:
    status = await office.validated(await office.signed(await office.officer()))
    assert status.bottom_line, status.summary()
    assert status.timestamp_validity
    assert status.timestamp_validity.trusted
    assert status.signing_cert.subject.native["serial_number"] == LEADER


@pytest.mark.parametrize("kind", ["ocsp", "crl"])
async def test_either_source_of_revocation_is_enough(office: Office, kind: str) -> None:
    """The other one is out of order."""
    signed = await office.signed(await office.officer())
    other = "/crl/{name}.crl" if kind == "ocsp" else "/ocsp/{name}"
    fault = {"kind": "unavailable", "calls": -1, "operation": other}
    async with office.session.put(f"{office.url}/_faults", json=fault) as answer:
        assert answer.status == 200
    try:
        status = await office.validated(signed)
    finally:
        async with office.session.delete(f"{office.url}/_faults") as answer:
            assert answer.status == 204
    assert status.bottom_line, status.summary()


async def test_who_does_not_trust_the_root_trusts_no_signature(office: Office) -> None:
    signed = await office.signed(await office.officer())
    status = await office.validated(signed, trust_roots=[], revocation_mode="soft-fail")
    assert status.intact
    assert not status.trusted


async def test_an_officer_who_refuses_signs_nothing(office: Office) -> None:
    signer = await office.officer(how="refuse")
    with pytest.raises(SigningError):
        await office.signed(signer)
    assert office.asked.refusal["error"] == "access_denied"


async def test_an_officer_may_confirm_long_after_the_document_was_made(office: Office) -> None:
    """What lies between asking and signing is a file, a few numbers and the attributes to be signed."""
    await office.officer()
    known, waits = office.asked.credential_info, io.BytesIO()
    metadata = PdfSignatureMetadata(field_name="Officer", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    unsigned = ExternalSigner(known.signing_cert, known.as_cert_store())
    prepared, _, _ = await PdfSigner(metadata, unsigned).async_digest_doc_for_signing(
        IncrementalPdfFileWriter(io.BytesIO(blank_pdf())), bytes_reserved=16_384, output=waits
    )
    attributes = await unsigned.signed_attrs(prepared.document_digest, "sha256", use_pades=True)
    hashed = base64.b64encode(hashlib.sha256(attributes.dump()).digest()).decode()

    activation = await office.asked.authorize_signature([hashed])

    sent = {"credentialID": LEADER, "SAD": activation.sad, "hashes": [hashed], "signAlgo": ECDSA}
    headers = office.asked.auth_headers
    async with office.session.post(f"{office.url}/csc/v2/signatures/signHash", json=sent, headers=headers) as answer:
        value = base64.b64decode((await answer.json())["signatures"][0])
    signer = ExternalSigner(known.signing_cert, known.as_cert_store(), signature_value=value)
    cms = await signer.async_sign_prescribed_attributes("sha256", attributes, timestamper=office.stamper)
    await PdfTBSDocument.async_finish_signing(waits, prepared, cms)
    status = await office.validated(waits.getvalue())
    assert status.bottom_line, status.summary()
    assert status.timestamp_validity


@pytest.mark.parametrize("who", [REVOKED, EXPIRED])
async def test_an_officer_who_may_not_sign_any_more_signs_nothing(office: Office, who: str) -> None:
    signer = await office.officer(who)
    with pytest.raises(SigningError):
        await office.signed(signer)
    assert office.asked.refusal["error"] == "invalid_request"


async def test_a_bodys_seal_holds_until_its_certificate_is_withdrawn(office: Office) -> None:
    signer, serial = await body(office, "12019.P1")
    signed = await office.signed(signer)
    assert (await office.validated(signed)).bottom_line
    await office.post(f"/_certificates/{serial}/revocation", reason="key_compromise")
    status = await office.validated(signed)
    assert status.revoked
    assert not status.bottom_line


async def test_a_signature_with_everything_in_it_holds_off_line(office: Office) -> None:
    """PAdES B-LTA."""
    context = await office.context()
    signed = await office.signed(
        await office.officer(), embed_validation_info=True, use_pades_lta=True, validation_context=context
    )
    root = certificate_of((await office.get("/root.pem")).decode())
    policy = CertValidationPolicySpec(SimpleTrustManager.build([root]), CertRevTrustPolicy(REQUIRE_REVINFO))
    local = RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY)
    spec = PdfSignatureValidationSpec(SignatureValidationSpec(policy, local))
    result = await ades_lta_validation(PdfFileReader(io.BytesIO(signed)).embedded_signatures[0], spec)
    assert result.api_status
    assert result.api_status.bottom_line, result.failure_msg
    assert result.oldest_evidence_record_timestamp


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig is not here")
async def test_pdfsig_agrees(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(await office.signed(await office.officer()))
    told = await output_of("pdfsig", str(file))
    assert "Signature is Valid." in told
    assert "Total document signed" in told
    assert f"serialNumber={LEADER}" in told


@needs_openssl
async def test_openssl_agrees_on_chain_lists_and_ocsp(office: Office, tmp_path: Path) -> None:
    await office.officer()
    known = office.asked.credential_info
    for name, content in (
        ("leaf", known.signing_cert.dump()), ("issuer", known.chain[0].dump()),
        ("root", await office.get("/ca/root.crt")), ("root.crl", await office.get("/crl/root.crl")),
        ("persons.crl", await office.get("/crl/persons.crl")),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(content)
    leaf, above, root, *lists = (str(tmp_path / name) for name in ("leaf", "issuer", "root", "root.crl", "persons.crl"))
    crls = [word for one in lists for word in ("-CRLfile", one)]
    told = await output_of(
        "openssl", "verify", "-x509_strict", "-crl_check_all", *crls, "-CAfile", root, "-untrusted", above, leaf
    )
    assert "OK" in told
    told = await output_of(
        "openssl", "ocsp", "-issuer", above, "-cert", leaf, "-url", f"{office.url}/ocsp/persons", "-CAfile", root,
        "-verify_other", above,
    )  # fmt: skip
    assert "Response verify OK" in told
    assert ": good" in told


@needs_openssl
async def test_openssl_agrees_on_time_stamps(office: Office, tmp_path: Path) -> None:
    query, reply, root = (tmp_path / name for name in ("query", "reply", "root"))
    root.write_bytes(await office.get("/root.pem"))
    await output_of("openssl", "ts", "-query", "-data", str(root), "-sha512", "-cert", "-out", str(query))
    async with office.session.post(f"{office.url}/tsa", data=query.read_bytes()) as answer:
        reply.write_bytes(await answer.read())
    told = await output_of(
        "openssl", "ts", "-verify", "-queryfile", str(query), "-in", str(reply), "-CAfile", str(root)
    )
    assert "Verification: OK" in told

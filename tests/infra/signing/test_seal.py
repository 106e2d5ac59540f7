"""A seal holds for exactly the bytes it was set on, by exactly the body that is trusted."""

import asyncio
import io
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from infra.documents.orders import SealNotReady, Unprintable
from infra.printing.pdf import Renderer
from infra.signing.development import DevelopmentIdentity, development_identity
from infra.signing.seal import Sealer
from infra.signing.validate import validate
from sandbox.trust.pki import pem_of_key
from tests.support.signing_rig import Key, certified

AT = datetime(2026, 11, 24, 9, 5, 7, tzinfo=timezone(timedelta(hours=7)))


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> DevelopmentIdentity:
    return development_identity(tmp_path_factory.mktemp("body"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    templates = tmp_path_factory.mktemp("templates")
    (templates / "results").mkdir()
    for style in ("decree30.css", "tight.css"):
        (templates / "results" / style).touch()
    (templates / "page.html").write_text('<html lang="vi"><title>Giấy</title><body><p>Đỗ Ngọc Ấn</p></body></html>')
    return Renderer(templates).render("page.html", {})


@pytest.fixture(scope="module")
def sealed(identity: DevelopmentIdentity, page: bytes) -> bytes:
    return sealed_by(identity, page, AT, "Cấp bản chính")


def sealed_by(identity: DevelopmentIdentity, page: bytes, at: datetime, reason: str = "Cấp") -> bytes:
    sealer = Sealer(identity.key, identity.certificate)
    return asyncio.run(sealer.seal(page, reason=reason, location="Phố Hiến", at=at))


def forge_revision(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    first = writer.root["/Pages"]["/Kids"][0]
    first["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 200 200 re f"))
    writer.update_container(first)
    forged = io.BytesIO()
    writer.write(forged)  # type: ignore[no-untyped-call]
    return forged.getvalue()


def test_a_sealed_document_proves_itself_off_line(sealed: bytes, identity: DevelopmentIdentity) -> None:
    proof = validate(sealed, [identity.trust])
    assert proof.holds
    assert (proof.intact, proof.trusted, proof.covers_whole_file) == (True, True, True)
    assert proof.signed_at == AT
    assert proof.development
    assert "NOT VALID" in proof.signer


def test_sealing_leaves_the_document_archival_and_its_first_revision_untouched(sealed: bytes, page: bytes) -> None:
    assert sealed.startswith(page)
    pdf = pikepdf.open(io.BytesIO(sealed))
    assert pdf.open_metadata().pdfa_status == "3A"
    assert pdf.Root.AcroForm.Fields[0].V.Reason == "Cấp bản chính"


@pytest.mark.parametrize("place", [0.1, 0.5, 0.75])
def test_one_altered_byte_breaks_the_seal(
    sealed: bytes, page: bytes, identity: DevelopmentIdentity, place: float
) -> None:
    at = int(len(page) * place)
    altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    proof = validate(altered, [identity.trust])
    assert not proof.intact
    assert not proof.holds


def test_an_altered_byte_that_every_reader_ignores_breaks_the_seal(
    sealed: bytes, identity: DevelopmentIdentity
) -> None:
    end = sealed.index(b"\n") + 3
    proof = validate(sealed[:end] + bytes([sealed[end] ^ 1]) + sealed[end + 1 :], [identity.trust])
    assert not proof.intact
    assert "the file was altered after the seal" in proof.problems


def test_a_forged_revision_behind_the_seal_is_found(sealed: bytes, identity: DevelopmentIdentity) -> None:
    proof = validate(forge_revision(sealed), [identity.trust])
    assert not proof.covers_whole_file
    assert not proof.holds
    assert "something was appended after the seal" in proof.problems


def signed_elsewhere(identity: DevelopmentIdentity, page: bytes) -> bytes:
    """Signed as another house does it: in a field of a name of its own."""
    signer = signers.SimpleSigner.load(str(identity.key), str(identity.certificate))  # type: ignore[no-untyped-call]
    assert signer
    writer = IncrementalPdfFileWriter(io.BytesIO(page))
    meta = signers.PdfSignatureMetadata(field_name="Signature1", subfilter=SigSeedSubFilter.PADES)
    return signers.PdfSigner(meta, signer).sign_pdf(writer).getvalue()  # type: ignore[no-any-return]


def test_what_another_house_made_is_signed_though_it_carries_no_seal_of_ours(
    identity: DevelopmentIdentity, page: bytes, sealed: bytes, tmp_path: Path
) -> None:
    theirs = signed_elsewhere(identity, page)
    proof = validate(theirs, [identity.trust])
    assert (proof.signed, proof.holds) == (True, False)
    assert validate(sealed, [identity.trust]).signed
    stranger = development_identity(tmp_path).trust
    for pdf, trust in ((page, identity.trust), (theirs, stranger), (forge_revision(theirs), identity.trust)):
        assert not validate(pdf, [trust]).signed
    assert not validate(theirs + b"\n% more\n", [identity.trust]).signed


def test_bytes_behind_the_end_are_found(sealed: bytes, identity: DevelopmentIdentity) -> None:
    assert not validate(sealed + b"\n% and something more\n", [identity.trust]).holds


def test_the_seal_of_an_unknown_authority_is_not_trusted(sealed: bytes, tmp_path: Path) -> None:
    proof = validate(sealed, [development_identity(tmp_path).trust])
    assert proof.intact
    assert not proof.trusted
    assert not proof.holds


@pytest.mark.parametrize("nothing", [b"", b"not a pdf", b"%PDF-1.7\n%%EOF"])
def test_a_file_that_is_none_proves_nothing(nothing: bytes, identity: DevelopmentIdentity) -> None:
    proof = validate(nothing, [identity.trust])
    assert (proof.intact, proof.trusted, proof.holds) == (False, False, False)


@pytest.mark.parametrize("number", [b"99999999999999999999", b"-1", b"0"])
@pytest.mark.parametrize("name", [rb"startxref\s+(\d+)", rb"/Prev (\d+)", rb"/Size (\d+)"])
def test_numbers_that_lead_nowhere_prove_nothing(
    sealed: bytes, identity: DevelopmentIdentity, name: bytes, number: bytes
) -> None:
    last = list(re.finditer(name, sealed))[-1]
    assert not validate(sealed[: last.start(1)] + number + sealed[last.end(1) :], [identity.trust]).holds


def test_an_unsealed_document_proves_nothing(page: bytes, identity: DevelopmentIdentity) -> None:
    assert validate(page, [identity.trust]).problems == ("the file carries no seal",)


def test_a_seal_dated_in_the_future_does_not_hold(page: bytes, identity: DevelopmentIdentity) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert not validate(sealed_by(identity, page, tomorrow), [identity.trust]).holds


def test_production_refuses_the_development_seal_and_names_the_setting(identity: DevelopmentIdentity) -> None:
    with pytest.raises(SealNotReady, match="MOTCUA_SEAL_CERTIFICATE_FILE"):
        Sealer(identity.key, identity.certificate, production=True)


def test_a_key_that_is_not_the_certificates_is_refused(identity: DevelopmentIdentity, tmp_path: Path) -> None:
    with pytest.raises(SealNotReady, match="MOTCUA_SEAL_CERTIFICATE_FILE"):
        Sealer(development_identity(tmp_path).key, identity.certificate)


@pytest.mark.parametrize("key", [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP224R1())])
def test_a_key_that_is_too_short_seals_nothing(tmp_path: Path, key: Key) -> None:
    (tmp_path / "key.pem").write_bytes(pem_of_key(key))
    (tmp_path / "own.pem").write_bytes(certified(key))
    with pytest.raises(SealNotReady, match="MOTCUA_SEAL_CERTIFICATE_FILE: an RSA key has at least 3072 bits"):
        Sealer(tmp_path / "key.pem", tmp_path / "own.pem")


def test_a_missing_key_is_named(identity: DevelopmentIdentity, tmp_path: Path) -> None:
    with pytest.raises(SealNotReady, match="MOTCUA_SEAL_KEY_FILE"):
        Sealer(tmp_path / "none.pem", identity.certificate)


def test_what_is_no_pdf_cannot_be_sealed(identity: DevelopmentIdentity) -> None:
    with pytest.raises(Unprintable):
        sealed_by(identity, b"nothing", AT)


def test_the_development_key_is_the_owners_alone_and_made_once(tmp_path: Path) -> None:
    first = development_identity(tmp_path)
    key = first.key.read_bytes()
    assert first.key.stat().st_mode & 0o777 == 0o600
    assert development_identity(tmp_path).key.read_bytes() == key
    assert [entry.name for entry in tmp_path.iterdir()] == ["development-seal"]

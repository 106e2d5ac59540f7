"""A file in hand is ours, is another's, was changed, or carries the code of another document: each by name."""

import io
import re
import zipfile
from pathlib import Path

import pikepdf
import pytest

from domain.transparency.authenticity import Reason
from infra.documents.qr import QrKeys
from infra.documents.qr_keys import new_key, publish
from infra.verification.paper import Paper, examine
from tests.support.papers import AT, NAME, NUMBER, Body, claim


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> Body:
    return Body.at(tmp_path_factory.mktemp("body"))


@pytest.fixture(scope="module")
def document(body: Body) -> bytes:
    return body.document()


def judged(body: Body, pdf: bytes, keys: QrKeys | None = None) -> Paper:
    return examine(pdf, [body.identity.trust], keys or body.keys)


def test_a_document_of_ours_proves_itself_and_its_code(body: Body, document: bytes) -> None:
    paper = judged(body, document)
    assert (paper.problem, paper.proof.holds) == (None, True)
    assert paper.claim
    assert (paper.claim.number, paper.claim.kind) == (NUMBER, "Giấy khai sinh")


def test_a_document_of_the_time_before_codes_holds_without_one(body: Body) -> None:
    paper = judged(body, body.document(link=""))
    assert (paper.problem, paper.claim) == (None, None)


def test_a_changed_byte_is_found_anywhere(body: Body, document: bytes) -> None:
    padding = re.search(rb"0{200,}>", document)
    assert padding, "the room that the signature left, in which nothing is said"
    for place in set(range(20, len(document), 997)) - set(range(*padding.span())):
        changed = bytearray(document)
        changed[place] ^= 1
        assert judged(body, bytes(changed)).problem, place


def test_what_is_appended_is_a_change(body: Body, document: bytes) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("x", "y")
    for more in (b"\n", b"%%EOF\n", archive.getvalue()):
        assert judged(body, document + more).problem in (Reason.CHANGED, Reason.NO_PDF)


def test_what_is_put_before_it_makes_it_no_document_of_ours(body: Body, document: bytes) -> None:
    for before in (b"GIF89a", b"<html><script>alert(1)</script>", b"PK\x03\x04"):
        assert judged(body, before + document).problem in (Reason.NO_PDF, Reason.NO_SEAL, Reason.CHANGED)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"nothing", b"\x00" * 5000, b"PK\x03\x04"])
def test_what_is_no_pdf_is_said_to_be_none(body: Body, content: bytes) -> None:
    assert judged(body, content).problem == Reason.NO_PDF


def test_a_page_without_a_seal_is_nobodys(body: Body) -> None:
    assert judged(body, body.renderer.render("page.html", {"number": NUMBER})).problem == Reason.NO_SEAL


def test_a_foreign_seal_is_not_ours(body: Body, tmp_path: Path) -> None:
    assert judged(body, Body.at(tmp_path / "other").document()).problem == Reason.FOREIGN_SEAL


def test_the_code_of_another_document_is_found(body: Body) -> None:
    other = body.signer.link(claim(number="GKS-2026-000777"))
    assert judged(body, body.document(link=other)).problem == Reason.CODE_OF_ANOTHER


def test_the_code_of_another_document_is_found_under_the_same_number(body: Body) -> None:
    forged = body.document(child="Đỗ Ngọc Ấn", link=code_of(body.document()))
    assert judged(body, forged).problem == Reason.CODE_OF_ANOTHER


def test_the_code_of_the_same_data_under_another_number_is_found(body: Body) -> None:
    forged = body.document(number="GKS-2026-000129", link=code_of(body.document()))
    assert judged(body, forged).problem == Reason.CODE_OF_ANOTHER


@pytest.mark.parametrize("link", ["nothing", "HTTPS://X/VERIFY/AAAA"])
def test_a_sealed_document_with_a_code_that_is_none_is_found(body: Body, link: str) -> None:
    assert judged(body, body.document(link=link)).problem == Reason.CODE_OF_ANOTHER


def test_a_sealed_document_with_the_code_of_a_foreign_key_is_found(body: Body, document: bytes) -> None:
    foreign = QrKeys(publish(new_key(), b"", AT))
    assert judged(body, document, foreign).problem == Reason.CODE_OF_ANOTHER


def test_without_published_keys_the_seal_alone_is_judged(body: Body, document: bytes) -> None:
    paper = examine(document, [body.identity.trust], None)
    assert (paper.problem, paper.claim) == (None, None)


def test_nothing_of_a_document_that_does_not_hold_is_repeated(body: Body) -> None:
    paper = judged(body, body.document(link="nothing"))
    assert paper.claim is None
    assert not re.search(NAME, repr(paper))


def code_of(document: bytes) -> str:
    """Read the code out of a document."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        return next(str(field.V) for field in pdf.Root.AcroForm.Fields if field.T == "code")

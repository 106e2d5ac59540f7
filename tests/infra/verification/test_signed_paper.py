"""What is said of a fully signed result in hand: it is ours with its own code, and with no other."""

import asyncio
import io
from datetime import UTC, datetime

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from domain.transparency.authenticity import Reason
from infra.documents.anchors import CODE, NUMBER
from infra.documents.qr import QrSigner
from infra.documents.qr_keys import new_key
from infra.signing.contents import fields
from infra.signing.revisions import ArchivalWriter
from infra.verification.paper import Paper, examine
from tests.support.papers import PUBLIC_URL, claim
from tests.support.signing_rig import BODY, CODED, House
from tests.support.signing_rig import NUMBER as GIVEN


@pytest.fixture(scope="module")
async def signed(ours: House) -> bytes:
    return await ours.signed()


@pytest.fixture(scope="module")
async def result(ours: House, signed: bytes) -> bytes:
    return await ours.archived(await ours.sealed(signed))


async def judged(ours: House, pdf: bytes, now: datetime | None = None) -> Paper:
    return await asyncio.to_thread(examine, pdf, [ours.root], ours.keys, now)


def code_of(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return next(str(field.V) for field in file.Root.AcroForm.Fields if field.T == CODE)


async def test_a_result_proves_itself_by_signature_seal_and_code(ours: House, result: bytes) -> None:
    paper = await judged(ours, result)
    assert (paper.problem, paper.proof.level) == (None, "B-LTA")
    assert paper.claim
    assert (paper.claim.number, paper.claim.kind, paper.claim.issuer) == (GIVEN, CODED.title, BODY)


async def test_the_code_of_another_result_is_found(ours: House, signed: bytes, result: bytes) -> None:
    """Sealed by the body itself: only who holds its key can put any code there at all."""
    other = await ours.signed(place="Văn Giang")
    for forged in (await ours.sealed(other, link=code_of(result)), await ours.sealed(signed, link="nothing")):
        assert (await judged(ours, await ours.archived(forged))).problem == Reason.CODE_OF_ANOTHER


async def test_the_code_of_the_same_data_under_another_number_is_found(
    ours: House, signed: bytes, result: bytes
) -> None:
    forged = await ours.archived(await ours.sealed(signed, number="129/2026", link=code_of(result)))
    assert (await judged(ours, forged)).problem == Reason.CODE_OF_ANOTHER


async def test_a_code_signed_by_nobody_of_ours_is_found(ours: House, signed: bytes) -> None:
    foreign = QrSigner(new_key(), PUBLIC_URL).link(claim(number=GIVEN))
    forged = await ours.archived(await ours.sealed(signed, link=foreign))
    assert (await judged(ours, forged)).problem == Reason.CODE_OF_ANOTHER


@pytest.mark.parametrize("place", [CODE, NUMBER])
async def test_a_field_that_was_filled_again_after_the_seal_is_found(ours: House, result: bytes, place: str) -> None:
    writer, out = ArchivalWriter(result), io.BytesIO()
    field = fields(writer.root)[place]
    field[pdf_name("/V")] = generic.TextStringObject("HTTPS://X.VN/VERIFY/AAAA")
    writer.update_container(field)
    writer.write(out)  # type: ignore[no-untyped-call]
    for forged in (out.getvalue(), await ours.archived(out.getvalue())):
        assert (await judged(ours, forged)).problem == Reason.CHANGED


async def test_a_result_that_nobody_stamped_again_in_time_is_said_to_be_that_and_not_altered(
    ours: House, result: bytes
) -> None:
    late = (await judged(ours, result)).proof.stamped_until
    assert late
    paper = await judged(ours, result, late.replace(year=late.year + 1))
    assert (paper.problem, paper.proof.intact) == (Reason.PROOF_OVER, True)
    assert (await judged(ours, result + b"x", late.replace(year=late.year + 1))).problem == Reason.CHANGED


async def test_what_was_stamped_again_is_still_its_own(ours: House, result: bytes) -> None:
    paper = await judged(ours, await ours.archived(result), datetime.now(UTC))
    assert (paper.problem, paper.claim and paper.claim.number) == (None, GIVEN)

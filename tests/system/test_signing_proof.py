"""A result of the running house, as others read it, and as it is proved when its first time stamp is long over."""

import asyncio
import io
import json
import re
import subprocess
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from asn1crypto.cms import ContentInfo  # type: ignore[import-untyped]
from pyhanko.pdf_utils.reader import PdfFileReader
from temporalio.client import ScheduleHandle
from temporalio.worker import Worker

from activities.restamping import Restamping
from infra.documents.anchors import OFFICER, SEAL
from infra.engine.schedules import RESTAMPING, Schedules
from infra.engine.temporal import connect, sandbox
from infra.facts.loading import Facts
from infra.files.storage import Store
from infra.files.vault import Vault
from infra.journal.journal import Journal
from infra.local.house import LocalHouse
from infra.local.people import Json
from infra.printing.configured import render_config
from infra.printing.pool import RenderPool
from infra.signing import contents
from infra.signing.validate import PROOF_OVER, Validation, validate
from tests.support.signed_births import LONG, Birth, proved
from tests.support.signed_births import birth as birth
from tests.support.signed_births import house as house
from tests.support.signed_births import journal as journal
from tests.support.signed_births import people as people
from workflows.engine.restamping import Restamping as Rounds

QUEUE = "restamping-test"
SOON = timedelta(days=10 * 365 + 30)
"""Before this much is left of the first authority's certificate, a result is stamped again: at once."""


@pytest.fixture
async def result(birth: Birth) -> bytes:
    """A certificate that people have."""
    await birth.approve()
    await birth.sign()
    return (await birth.result())[1]


async def test_other_readers_find_what_our_own_verifier_finds(house: LocalHouse, result: bytes, tmp_path: Path) -> None:
    own = await asyncio.to_thread(proved, house, result)
    assert own.holds
    file = tmp_path / "result.pdf"
    file.write_bytes(result)

    assert "No syntax or stream encoding errors found" in said_by("qpdf", "--check", str(file))
    told = said_by("pdfsig", "-nocert", str(file))
    signatures = {said_in(one, "Signature Field Name"): one for one in told.split("Signature #")[1:]}
    assert set(signatures) == {OFFICER, SEAL, "archive-2"}, told
    assert own.signatory
    for field, name in ((OFFICER, own.signatory.name), (SEAL, own.signer)):
        assert said_in(signatures[field], "Signature Validation") == "Signature is Valid."
        assert said_in(signatures[field], "Signer Certificate Common Name").startswith(name)
    assert [field for field, one in signatures.items() if "- Total document signed" in one] == ["archive-2"]
    assert own.covers_whole_file
    # poppler reads no time stamps over documents, openssl does.
    token, covered = tmp_path / "token", tmp_path / "covered"
    for path, content in zip((token, covered), stamped(result), strict=True):
        path.write_bytes(content)
    trust = house.settings().seal_trust_file
    verified = ("openssl", "ts", "-verify", "-token_in", "-in", str(token), "-data", str(covered), "-CAfile", trust)
    assert "Verification: OK" in said_by(*verified)
    with pikepdf.open(io.BytesIO(result)) as pdf:
        assert pdf.check_pdf_syntax() == []
        [attachment] = pdf.attachments.values()
        data = attachment.get_file().read_bytes()
    assert data == contents.data(PdfFileReader(io.BytesIO(as_it_was_signed(result))))
    assert own.signatory.name == json.loads(data)["signatory"]["name"]


async def test_other_readers_refuse_what_our_own_verifier_refuses(
    house: LocalHouse, result: bytes, tmp_path: Path
) -> None:
    altered = bytearray(result)
    altered[ranges(result)[0][0] // 2] ^= 1
    (tmp_path / "altered.pdf").write_bytes(altered)

    assert not (await asyncio.to_thread(proved, house, bytes(altered))).intact
    told = said_by("pdfsig", "-nocert", str(tmp_path / "altered.pdf"), holds=False)
    assert told.count("Signature Validation: Digest Mismatch.") == 2, told


def said_by(*command: str, holds: bool = True) -> str:
    """What a tool says; of what holds it says so by its exit code too."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or not holds, done.stdout + done.stderr
    return done.stdout + done.stderr


def said_in(told: str, what: str) -> str:
    """What pdfsig says of one thing."""
    return next(line.partition(": ")[2] for line in told.splitlines() if f"- {what}: " in line)


def ranges(pdf: bytes) -> list[tuple[int, int, int]]:
    """Up to where, and from where to where, each signature covers the file; in the file's order."""
    found = re.findall(rb"/ByteRange *\[ *0 +(\d+) +(\d+) +(\d+)", pdf)
    return sorted((int(end), int(begin), int(begin) + int(more)) for end, begin, more in found)


def stamped(pdf: bytes) -> tuple[bytes, bytes]:
    """The time-stamp token at a file's end, and what it stamps."""
    end, begin, whole = ranges(pdf)[-1]
    assert whole == len(pdf)
    padded = bytes.fromhex(pdf[end + 1 : begin - 1].decode())
    return ContentInfo.load(padded).dump(), pdf[:end] + pdf[begin:]


def as_it_was_signed(pdf: bytes) -> bytes:
    """The file's revision that the officer signed."""
    return pdf[: ranges(pdf)[0][2]]


@pytest.fixture
async def restamping(house: LocalHouse, journal: Journal) -> AsyncIterator[ScheduleHandle]:
    """The schedule of a worker beside the house's, whose time-stamp authority ends later than that of the results."""
    settings = house.settings()
    later = settings.model_copy(update={"timestamp_url": f"{settings.timestamp_url}/later"})
    press = RenderPool(render_config(later, Facts.load("").offices), processes=1)
    client = await connect(settings, journal.database)
    store = Vault(Store.from_url(settings.storage_url), journal.database)
    work = Restamping(journal, press, store, SOON)
    await Schedules(client, QUEUE).ensure()
    handle = client.get_schedule_handle(f"{QUEUE}.{RESTAMPING}")
    try:
        async with Worker(
            client,
            task_queue=QUEUE,
            workflows=[Rounds],
            activities=[work.stale, work.restamp],
            workflow_runner=sandbox(),
        ):
            yield handle
    finally:
        await handle.delete()
        press.close()


async def test_a_result_that_the_schedule_stamped_again_is_proved_when_the_first_authority_is_over(
    house: LocalHouse, birth: Birth, result: bytes, restamping: ScheduleHandle
) -> None:
    first = await asyncio.to_thread(proved, house, result)
    assert first.stamped_until
    over = first.stamped_until + timedelta(days=1)

    await restamping.trigger()
    await birth.people.until(birth.mother, birth.code, lambda shown: is_another(shown, result), LONG)
    number, newer = await birth.result()

    assert newer.startswith(result)
    then = [await asyncio.to_thread(judged, house, pdf, over) for pdf in (result, newer)]
    assert then[0].problems == (PROOF_OVER,)
    assert (then[1].problems, then[1].level, then[1].number) == ((), "B-LTA", number)
    assert then[1].stamped_until
    assert then[1].stamped_until > over + timedelta(days=4 * 365)
    assert (await birth.told())[-1] == "restamped"


def is_another(shown: Json, pdf: bytes) -> bool:
    """Whether people are told of another file than this."""
    return bool(shown["result"]["sha256"] != sha256(pdf).hexdigest())


def judged(house: LocalHouse, pdf: bytes, at: datetime) -> Validation:
    """What a file proves at some time."""
    return validate(pdf, [Path(house.settings().seal_trust_file)], at)

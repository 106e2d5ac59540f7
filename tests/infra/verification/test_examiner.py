"""A stranger's file costs little, whatever it was made to cost."""

import asyncio
import os
import signal
import zlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.transparency.authenticity import Reason
from infra.runtime.confined import CellsBusy
from infra.verification.examiner import MOST_OF_ONE, Examiner, TooMuch
from infra.verification.paper import Paper
from tests.support.papers import NUMBER, Body
from tests.support.reading import children

AN, BINH = "an", "binh"


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> Body:
    return Body.at(tmp_path_factory.mktemp("body"))


@pytest.fixture(scope="module")
def document(body: Body) -> bytes:
    return body.document()


def examiner_with(seconds: int) -> Any:
    """An examiner that gives a file so many seconds of a processor."""

    @pytest.fixture
    async def examiner(body: Body) -> AsyncIterator[Examiner]:
        examiner = Examiner([body.identity.trust], body.keys, seconds=seconds)
        yield examiner
        await examiner.close()

    return examiner


hasty, examiner = examiner_with(1), examiner_with(100)
"""A busy machine needs more of a processor for the same file: only who has to give a file up is hasty."""


def bomb(mebibytes: int) -> bytes:
    """A small PDF whose list of objects unpacks to so much, each four bytes of it an object to be looked at."""
    packer = zlib.compressobj(9)
    first = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    next_one = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = (mebibytes * 2**20 % 65521 << 16 | 1).to_bytes(4)
    packed = first + next_one * (mebibytes - 1) + b"\x03\x00" + checksum
    kind = b"/Type/XRef/Size %d/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d" % (mebibytes * 2**18, len(packed))
    return b"%PDF-1.7\n1 0 obj\n<<" + kind + b">>\nstream\n" + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


async def test_a_file_is_judged_beside_the_event_loop(examiner: Examiner, document: bytes) -> None:
    paper = await examiner.examine(document, AN)
    assert paper.claim
    assert paper.claim.number == NUMBER


async def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_judged(hasty: Examiner, document: bytes) -> None:
    slow, mine = await asyncio.gather(
        hasty.examine(bomb(40), AN), hasty.examine(document, BINH), return_exceptions=True
    )
    assert isinstance(slow, TooMuch)
    assert isinstance(mine, Paper)
    assert mine.problem is None


async def test_a_file_that_unpacks_to_more_than_memory_is_no_document(examiner: Examiner, document: bytes) -> None:
    assert (await examiner.examine(bomb(4096), AN)).problem == Reason.NO_PDF
    assert (await examiner.examine(document, AN)).problem is None


async def test_a_killed_process_costs_no_answer(examiner: Examiner, document: bytes) -> None:
    before = children()
    await examiner.examine(b"x", AN)
    for child in children() - before:
        os.kill(child, signal.SIGKILL)
    assert (await examiner.examine(document, AN)).problem is None


async def test_more_files_than_can_be_held_are_turned_away(examiner: Examiner, document: bytes) -> None:
    asked = [examiner.examine(document, AN) for _ in range(1 + MOST_OF_ONE + 3)]
    answers = await asyncio.gather(*asked, examiner.examine(document, BINH), return_exceptions=True)
    busy = [isinstance(answer, CellsBusy) for answer in answers]
    assert busy == [False] * (1 + MOST_OF_ONE) + [True] * 3 + [False], "others are not turned away for it"
    assert (await examiner.examine(document, AN)).problem is None

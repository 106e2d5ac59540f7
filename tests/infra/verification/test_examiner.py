"""A stranger's file costs little, whatever it was made to cost."""

import asyncio
import multiprocessing
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from domain.transparency.authenticity import Reason
from infra.verification.examiner import MOST_WAITING, Examiner, ExaminerBusy, TooMuch
from infra.verification.paper import Paper
from tests.support.papers import NUMBER, Body


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> Body:
    return Body.at(tmp_path_factory.mktemp("body"))


@pytest.fixture(scope="module")
def document(body: Body) -> bytes:
    return body.document()


def examiner_with(seconds: int) -> Any:
    """An examiner that gives a file so many seconds of a processor."""

    @pytest.fixture
    def examiner(body: Body) -> Iterator[Examiner]:
        examiner = Examiner([body.identity.trust], body.keys, seconds=seconds)
        yield examiner
        examiner.close()

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
    paper = await examiner.examine(document)
    assert paper.claim
    assert paper.claim.number == NUMBER


async def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_judged(hasty: Examiner, document: bytes) -> None:
    slow, mine = await asyncio.gather(hasty.examine(bomb(40)), hasty.examine(document), return_exceptions=True)
    assert isinstance(slow, TooMuch)
    assert isinstance(mine, Paper)
    assert mine.problem is None


async def test_a_file_that_unpacks_to_more_than_memory_is_no_document(examiner: Examiner, document: bytes) -> None:
    assert (await examiner.examine(bomb(4096))).problem == Reason.NO_PDF
    assert (await examiner.examine(document)).problem is None


async def test_a_killed_process_costs_no_answer(examiner: Examiner, document: bytes) -> None:
    before = set(multiprocessing.active_children())
    await examiner.examine(b"x")
    for child in set(multiprocessing.active_children()) - before:
        child.kill()
    assert (await examiner.examine(document)).problem is None


async def test_more_files_than_can_be_held_are_turned_away(examiner: Examiner, document: bytes) -> None:
    asked = [examiner.examine(document) for _ in range(MOST_WAITING + 3)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [isinstance(answer, ExaminerBusy) for answer in answers] == [False] * MOST_WAITING + [True] * 3
    assert (await examiner.examine(document)).problem is None

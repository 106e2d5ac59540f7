"""Files of strangers are read apart: pages in order and turned as they were held, budgets told, nobody kept waiting."""

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from domain.base.refusals import Refusal
from infra.documents.orders import Leaf, Unprintable
from infra.foreign.harm import Harmful, TooManyPages, TooWide
from infra.foreign.naming import Disguised
from infra.foreign.papers import PAGES
from infra.foreign.reader import A_PAGE, DOOR, MOST_BOUND, ROOM, Reader
from infra.foreign.scans import GLANCE, LARGEST
from infra.runtime.confined import Allowance, Answer, CellsBusy, Confined
from tests.support.hostile import of_pages, painted, picture
from tests.support.reading import HERE
from tests.support.scanned import BLUE, RED, TURNED, WHITE, document, page

AN, BINH = "an", "binh"


def colour(jpeg: bytes, across: float, down: float) -> tuple[int, int, int]:
    """The nearest of our colours at a place of a picture."""
    picture = Image.open(io.BytesIO(jpeg))
    found = picture.convert("RGB").crop(
        (x := int(picture.width * across), y := int(picture.height * down), x + 1, y + 1)
    )
    return min((RED, BLUE, WHITE), key=lambda one: sum(abs(a - b) for a, b in zip(one, found.tobytes(), strict=True)))


async def leaves(papers: list[bytes], turns: tuple[int, ...] = ()) -> list[Leaf]:
    """Their pages, as they are bound."""
    return await HERE.leaves(papers, AN, turns)


async def test_pages_come_in_order_whatever_they_are() -> None:
    found = await leaves([page(RED), document(BLUE, RED), page(BLUE, kind="PNG")])
    assert [colour(leaf.jpeg, 0.5, 0.25) for leaf in found] == [RED, BLUE, RED, BLUE]
    assert {colour(leaf.jpeg, 0.5, 0.9) for leaf in found} == {WHITE}
    assert not any(leaf.wide for leaf in found)


async def test_all_pages_of_a_long_paper_come_though_they_are_drawn_in_many_turns() -> None:
    order = [RED, BLUE, BLUE] * 4
    found = await leaves([document(*order), page(RED)])
    assert [colour(leaf.jpeg, 0.5, 0.25) for leaf in found] == [*order, RED]


async def test_a_page_is_turned_as_the_camera_was_held_and_what_the_camera_noted_is_gone() -> None:
    [leaf] = await leaves([page(RED, size=(877, 620), turned=TURNED)])
    assert not leaf.wide
    assert (colour(leaf.jpeg, 0.9, 0.5), colour(leaf.jpeg, 0.1, 0.5)) == (RED, WHITE)
    assert not Image.open(io.BytesIO(leaf.jpeg)).getexif()
    noted = io.BytesIO()
    Image.open(io.BytesIO(page(RED))).save(noted, "JPEG", comment="Nguyễn Văn A".encode())
    [leaf] = await leaves([noted.getvalue()])
    assert "Nguyễn".encode() not in leaf.jpeg


async def test_a_page_is_made_no_larger_than_paper_is_read() -> None:
    [leaf] = await leaves([page(RED, size=(5000, 7000))])
    assert max(Image.open(io.BytesIO(leaf.jpeg)).size) == LARGEST


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L"])
async def test_what_is_seen_through_is_white_paper(mode: str) -> None:
    drawn, written = Image.new("RGBA", (60, 80), (0, 0, 0, 0)), io.BytesIO()
    plain = Image.new("L", (60, 80), 255) if mode in ("1", "L") else drawn
    plain.convert(mode).save(written, "PNG", **({"transparency": 0} if mode == "P" else {}))
    [leaf] = await leaves([written.getvalue()])
    assert colour(leaf.jpeg, 0.5, 0.5) == WHITE


async def test_pages_are_turned_as_the_desk_says_and_seen_small_as_they_will_be_bound() -> None:
    upright, lying = await leaves([page(RED), page(RED)], (0, 90))
    assert (upright.wide, lying.wide) == (False, True)
    assert (colour(lying.jpeg, 0.9, 0.5), colour(lying.jpeg, 0.1, 0.5)) == (RED, WHITE)
    [over] = await leaves([document(BLUE)], (180,))
    assert (colour(over.jpeg, 0.5, 0.75), colour(over.jpeg, 0.5, 0.1)) == (BLUE, WHITE)
    seen = await HERE.glance(document(RED, BLUE), AN, 270)
    assert seen.pages == 2
    assert (colour(seen.jpeg, 0.1, 0.5), colour(seen.jpeg, 0.9, 0.5)) == (RED, WHITE)
    assert max(Image.open(io.BytesIO(seen.jpeg)).size) == GLANCE


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"%PDF-1.4\n%%EOF\n", b"\xff\xd8\xff\xe0 cut", page(RED)[:200]])
async def test_what_is_no_page_is_refused(data: bytes) -> None:
    for reading in (leaves([data]), HERE.glance(data, AN), HERE.legible([data], AN)):
        with pytest.raises(Unprintable):
            await reading


async def test_a_picture_that_swells_is_refused() -> None:
    with pytest.raises(Unprintable):
        await leaves([picture(144_000_000)])


async def test_how_many_pages_and_pixels_are_read_of_a_file_is_told_at_the_door() -> None:
    assert await HERE.look("a.pdf", of_pages(PAGES), AN) == "application/pdf"
    with pytest.raises(TooManyPages, match=str(PAGES)) as refused:
        await HERE.look("a.pdf", of_pages(PAGES + 1), AN)
    assert "chia" in refused.value.vi
    with pytest.raises(TooWide, match="50 million"):
        await HERE.look("a.png", picture(51_000_000), AN)


async def test_how_many_pages_are_bound_together_is_told_before_anything_is_filed() -> None:
    papers = [of_pages(PAGES)] * (MOST_BOUND // PAGES)
    await HERE.legible(papers, AN)
    with pytest.raises(TooManyPages, match=str(MOST_BOUND)):
        await HERE.legible([*papers, of_pages(PAGES)], AN)


class Slow:
    """Cells in which each page takes so long."""

    def __init__(self, pages: int, spent: float) -> None:
        self.pages, self.spent = pages, spent

    async def run(self, whose: str, work: str, data: bytes, **said: object) -> Answer:
        """Draw one."""
        assert (whose, work, data) == (AN, "leaves", b"x")
        return Answer({"pages": self.pages, "leaves": [said]}, b"", self.spent)


async def test_pages_that_each_take_long_are_given_up_together() -> None:
    await Reader(Slow(50, A_PAGE)).legible([b"x"], AN)
    await Reader(Slow(1, DOOR.seconds)).legible([b"x"], AN)
    with pytest.raises(Unprintable):
        await Reader(Slow(50, DOOR.seconds)).legible([b"x"], AN)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.pdf", b"", Disguised),
        ("a.exe", b"MZ" + bytes(100), Disguised),
        ("a.png", document(RED), Disguised),
        ("a\u202efdp.pdf", document(RED), Disguised),
        ("a.pdf", document(RED) + b"/JavaScript ", Harmful),
    ],
)
async def test_what_is_no_paper_is_refused(name: str, data: bytes, why: type[Refusal]) -> None:
    with pytest.raises(why):
        await HERE.look(name, data, AN)


@pytest.fixture(scope="module")
async def reader() -> AsyncIterator[Reader]:
    async with Reader.opened() as opened:
        yield opened


async def test_a_paper_is_read_in_a_cell_as_it_is_in_this_process(reader: Reader) -> None:
    paper = document(RED, BLUE)
    assert await reader.look("a.pdf", paper, AN) == "application/pdf"
    assert await reader.glance(paper, AN) == await HERE.glance(paper, AN)
    assert await reader.leaves([paper, page(RED)], AN, [0, 90]) == await leaves([paper, page(RED)], (0, 90))
    await reader.legible([paper], AN)


async def test_a_page_that_takes_too_long_is_given_up_and_others_papers_are_read(reader: Reader) -> None:
    slow = painted(800_000)
    found = await asyncio.gather(
        *(reader.glance(slow, AN) for _ in range(3)),
        *(reader.look("a.pdf", document(RED), BINH) for _ in range(3)),
        return_exceptions=True,
    )
    assert [type(one) for one in found[:3]] == [Unprintable] * 3
    assert found[3:] == ["application/pdf"] * 3


async def test_a_file_that_takes_too_long_at_the_door_is_refused_with_what_to_do() -> None:
    hasty = Confined(ROOM, processes=1, allowance=Allowance(seconds=0.001))
    with pytest.raises(Harmful) as refused:
        await Reader(hasty).look("a.pdf", b"%PDF-1.7\n" + b"/#4a" * 10**6, AN)
    assert "in lại" in refused.value.vi
    await hasty.close()


async def test_who_sends_more_than_can_be_held_is_asked_to_wait() -> None:
    cells = Confined(ROOM, processes=1, most_of_one=1)
    asked = [Reader(cells).look("a.pdf", document(RED), AN) for _ in range(3)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [isinstance(one, CellsBusy) for one in found] == [False, False, True]
    await cells.close()

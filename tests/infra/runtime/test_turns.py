"""Turns are taken one of a person at a time, and nobody waits behind all that another brought."""

import asyncio

import pytest

from infra.runtime.turns import Crowded, Turns


class Rehearsal:
    """Turns on a clock of their own, and the order in which they were had."""

    def __init__(self, at_once: int, most: int = 100, most_each: int = 100) -> None:
        self.now = 0.0
        self.turns = Turns(at_once, most=most, most_each=most_each, clock=lambda: self.now)
        self.had: list[str] = []
        self.at_work: list[str] = []
        self.together: list[tuple[str, ...]] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.held: asyncio.Event | None = None

    def bring(self, whose: str, cost: float, name: str = "") -> asyncio.Task[None]:
        """Bring a file that takes so long."""
        task = asyncio.create_task(self._read(whose, cost, name or whose))
        self.tasks.append(task)
        return task

    async def _read(self, whose: str, cost: float, name: str) -> None:
        async with self.turns.turn(whose):
            self.had.append(name)
            self.at_work.append(whose)
            self.together.append(tuple(self.at_work))
            if self.held:
                await self.held.wait()
            for _ in range(3):
                await asyncio.sleep(0)
            self.now += cost
            self.at_work.remove(whose)

    async def done(self) -> list[str]:
        """Wait for all, and give the order."""
        await asyncio.gather(*self.tasks)
        return self.had


@pytest.fixture
def one() -> Rehearsal:
    return Rehearsal(1)


async def test_of_a_person_one_file_is_read_at_a_time_though_another_place_is_free() -> None:
    rehearsal = Rehearsal(2)
    for whose in ("an", "an", "an", "binh"):
        rehearsal.bring(whose, 1)
    await rehearsal.done()
    assert ("an", "an") not in rehearsal.together
    assert ("an", "binh") in rehearsal.together


async def test_who_comes_last_with_one_file_does_not_wait_behind_all_that_another_brought(one: Rehearsal) -> None:
    for place in range(5):
        one.bring("an", 1, f"an {place}")
    await asyncio.sleep(0)
    one.bring("binh", 1)
    assert (await one.done())[:3] == ["an 0", "binh", "an 1"]


async def test_who_used_much_goes_after_who_used_little(one: Rehearsal) -> None:
    await one.bring("an", 10)
    one.bring("chi", 1)
    await asyncio.sleep(0)
    one.bring("an", 1)
    for place in range(4):
        one.bring("binh", 1, f"binh {place}")
    await one.done()
    assert one.had[1:] == ["chi", "binh 0", "binh 1", "binh 2", "binh 3", "an"]


async def test_who_used_much_never_takes_the_last_place() -> None:
    rehearsal = Rehearsal(2)
    for whose in ("an", "binh"):
        await rehearsal.bring(whose, 10)
    rehearsal.held = asyncio.Event()
    for whose in ("an", "binh", "an", "binh"):
        rehearsal.bring(whose, 10)
    await asyncio.sleep(0)
    assert rehearsal.at_work == ["an"]
    rehearsal.bring("chi", 0.1)
    await asyncio.sleep(0)
    assert rehearsal.at_work == ["an", "chi"], "who comes fresh waits for nobody"
    rehearsal.held.set()
    await rehearsal.done()
    assert max(map(len, rehearsal.together)) == 2
    assert not {("an", "binh"), ("binh", "an")} & set(rehearsal.together)
    rehearsal.now += 1000
    rehearsal.held = asyncio.Event()
    tasks = [rehearsal.bring(whose, 1) for whose in ("an", "binh")]
    await asyncio.sleep(0)
    assert rehearsal.at_work == ["an", "binh"], "what was used long ago is forgotten"
    rehearsal.held.set()
    await asyncio.gather(*tasks)


async def test_of_one_and_of_all_only_so_many_wait() -> None:
    rehearsal = Rehearsal(1, most=3, most_each=2)
    rehearsal.held = asyncio.Event()
    brought = [rehearsal.bring("an", 1) for _ in range(4)] + [rehearsal.bring(who, 1) for who in ("binh", "chi")]
    rehearsal.held.set()
    answers = await asyncio.gather(*brought, return_exceptions=True)
    assert [isinstance(answer, Crowded) for answer in answers] == [False, False, False, True, False, True]


async def test_who_goes_away_while_waiting_leaves_the_turn_to_the_next(one: Rehearsal) -> None:
    one.held = asyncio.Event()
    first, second, third = (one.bring(who, 1) for who in ("an", "binh", "chi"))
    await asyncio.sleep(0)
    second.cancel()
    one.held.set()
    await asyncio.gather(first, third)
    # Called in the very moment in which they go: the place is not lost.
    one.held = asyncio.Event()
    fourth, fifth = one.bring("dung", 1), one.bring("em", 1)
    await asyncio.sleep(0)
    one.held.set()
    await fourth
    fifth.cancel()
    await asyncio.gather(fifth, return_exceptions=True)
    await one.bring("giang", 1)
    assert [who for who in one.had if who != "em"] == ["an", "chi", "dung", "giang"]

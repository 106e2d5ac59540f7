"""A question that finds too little memory beside another is asked again alone, and refused if that is too little."""

import asyncio
import threading

import duckdb
import pytest

from infra.analysis.analysis import AT_ONCE, TooLarge, Turns


class Memory:
    """Enough for one question, and for none of two that meet."""

    def __init__(self, together: int) -> None:
        self._meet = threading.Barrier(together)
        self._first = threading.Semaphore(together)
        self._lock = threading.Lock()
        self._inside = 0
        self.most = 0

    def ask(self, number: int) -> int:
        """The number, alone; the first of them meet each other."""
        if self._first.acquire(blocking=False):
            self._meet.wait()
            raise duckdb.OutOfMemoryException("failed to allocate")
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)
        with self._lock:
            self._inside -= 1
        return number


async def test_questions_that_find_too_little_memory_together_are_answered_one_after_the_other() -> None:
    turns, memory = Turns(), Memory(together=2)
    found = await asyncio.gather(turns.take(memory.ask, 1), turns.take(memory.ask, 2))
    assert tuple(found) == (1, 2)
    assert memory.most == 1


async def test_a_question_holds_its_turn_until_it_ends_also_where_nobody_waits_for_its_answer() -> None:
    turns, begun, ends, told = Turns(), threading.Semaphore(0), threading.Event(), list[str]()

    def ask() -> None:
        begun.release()
        ends.wait()
        told.append("ended")

    asking = [asyncio.create_task(turns.take(ask)) for _ in range(AT_ONCE)]
    for _ in asking:
        await asyncio.to_thread(begun.acquire)
    for one in asking:
        one.cancel()
    await asyncio.wait(asking)
    after = asyncio.create_task(turns.take(told.append, "began"))
    for _ in range(20):
        await asyncio.to_thread(int)  # as long as a free turn needs to be taken
    ends.set()
    await after
    assert told[0] == "ended"


def greedy(engine: duckdb.DuckDBPyConnection, megabytes: int) -> int:
    """How many letters one word has that was put together of so many."""
    with engine.cursor() as cursor:
        [(many,)] = cursor.execute(
            "SELECT length(string_agg(repeat('x', 1000000), '')) FROM range($1)", [megabytes]
        ).fetchall()
    return int(many)


async def test_what_all_the_memory_is_too_little_for_is_refused_with_its_cure() -> None:
    with duckdb.connect(config={"memory_limit": "16MB", "threads": 1}) as engine:
        turns = Turns()
        with pytest.raises(TooLarge, match="shorter period or fewer units"):
            await turns.take(greedy, engine, 64)
        assert await turns.take(greedy, engine, 1) == 1_000_000

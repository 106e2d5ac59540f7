"""Processes of our own that work beside an event loop."""

import asyncio
import atexit
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.connection import wait
from typing import Any


class Children:
    """Some processes that begin with the same call; where one dies, all are made anew."""

    def __init__(self, processes: int, begin: Callable[..., None], *given: Any) -> None:
        # Spawned, not forked: the parent holds an event loop, threads and Temporal's runtime.
        context = multiprocessing.get_context("spawn")
        self._new = partial(ProcessPoolExecutor, processes, context, initializer=begin, initargs=given)
        self._pool = self._new()

    async def run[**P, T](self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """What comes of work in one of them; tried twice, as it may have died of something else.

        Raises:
            BrokenProcessPool: it died of it twice.
        """
        for _attempt in range(2):
            pool = self._pool
            try:
                return await asyncio.get_running_loop().run_in_executor(pool, partial(work, *args, **named))
            except BrokenProcessPool:
                if self._pool is pool:
                    self._pool = self._new()
                    pool.shutdown(wait=False)
        raise BrokenProcessPool("it died twice of one work")

    def close(self) -> None:
        """Finish what they have in hand and let them go."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def die_with_parent() -> None:
    """Let this child end with the process that started it, however that ends, and say nothing over it."""
    # Libraries complain about each other while the interpreter takes them down: it does not come to that.
    atexit.register(os._exit, 0)
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(0)

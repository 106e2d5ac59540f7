"""Processes of our own that work beside an event loop."""

import atexit
import multiprocessing
import os
import threading
from multiprocessing.connection import wait


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

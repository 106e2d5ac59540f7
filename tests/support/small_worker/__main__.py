"""The worker of a test's house: it prints in one process, where a second takes longer to start than to print.

It is a package's ``__main__``, which the process that prints does not load as well, as it would another main module.
"""

import asyncio
import signal

import uvloop

from infra.facts.loading import Facts
from infra.foreign.reader import BINDING, Reader
from infra.printing.configured import render_config
from infra.printing.pool import RenderPool
from infra.runtime.settings import Settings
from worker import work


class IdlePress(RenderPool):
    """Loads fonts and seal for the first document: most houses of tests print none."""

    async def ready(self) -> None:
        """Is ready as it is."""


async def main() -> None:
    """Run until told to stop."""
    stop, settings = asyncio.Event(), Settings()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with Reader.opened(allowance=BINDING) as reader:
        press = IdlePress(render_config(settings, Facts.load(settings.facts).offices), processes=1, reader=reader)
        await work(settings, stop, press)


if __name__ == "__main__":
    asyncio.run(main(), loop_factory=uvloop.new_event_loop)

"""The malware scanner has its time, whatever it does with the connection."""

import asyncio

import pytest

from infra.files.clamd import Clamd
from infra.files.uploads import ScannerDown


async def test_a_scanner_that_reads_nothing_is_down_once_its_time_is_over() -> None:
    given_up = asyncio.Event()

    async def deaf(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await given_up.wait()
        writer.transport.abort()

    async with await asyncio.start_server(deaf, "127.0.0.1", 0) as server:
        scanner = Clamd(f"127.0.0.1:{server.sockets[0].getsockname()[1]}", patience=0.2)
        with pytest.raises(ScannerDown):
            await scanner.scan(bytes(24 * 1024 * 1024))
        given_up.set()

"""The malware scanner ClamAV, asked over TCP (clamd's INSTREAM)."""

import asyncio

from infra.files.uploads import ScannerDown

PIECE = 64 * 1024
PATIENCE = 15.0


class Clamd:
    """One clamd, at ``host:port``."""

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        self._host, _, port = address.rpartition(":")
        self._port = int(port)
        self._patience = patience

    async def scan(self, data: bytes) -> str:
        """The name of the signature that was found, or nothing.

        Raises:
            ScannerDown: no verdict came.
        """
        try:
            async with asyncio.timeout(self._patience):
                return _verdict(await self._answer(data))
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise ScannerDown(type(error).__name__) from error

    async def _answer(self, data: bytes) -> str:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(data), PIECE):
                piece = data[start : start + PIECE]
                writer.write(len(piece).to_bytes(4, "big") + piece)
                await writer.drain()
            writer.write(bytes(4))
            return (await reader.readuntil(b"\0")).rstrip(b"\0").decode("utf-8", "replace")
        finally:
            writer.close()


def _verdict(answer: str) -> str:
    verdict = answer.removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise ScannerDown(f"no verdict: {verdict[:80]}")

"""Where results are printed and sealed: a few processes of their own, so that the event loop never waits for a page.

The parent imports neither the renderer nor the signing library; each child loads both once.

``PressError``
├── ``PressDown``    the processes died twice over this document; try again later
├── ``Unprintable``  this template, context or document will never come out; final
└── ``SealNotReady`` key or certificate must be put right by an operator
"""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from infra.children import die_with_parent
from infra.enclosures import Enclosure

if TYPE_CHECKING:
    from infra.pdf import Renderer
    from infra.seal import Sealer

NICE = 10
"""Loading and printing take seconds of a whole core: they give way to the event loops that serve everybody else."""


class PressError(Exception):
    """A document did not come out."""


class PressDown(PressError):
    """The processes died twice over this document; it may come out later."""


class Unprintable(PressError):
    """This document will never come out as it is: a field is missing, it is too long, or it cannot be sealed."""


class SealNotReady(PressError):
    """The seal's key or certificate cannot be used here; an operator must act, then it can be tried again."""


@dataclass(frozen=True)
class Plates:
    """What every process loads before it prints: the templates and the body's seal."""

    templates: Path
    seal_key: Path
    seal_certificate: Path
    production: bool = False
    packages: tuple[Path, ...] = ()
    """Templates of agencies' own packages."""


class Press:
    """A pool of printing and sealing processes that outlives the death of any of them."""

    def __init__(self, plates: Plates, *, processes: int = 2) -> None:
        self._plates = plates
        self._processes = processes
        self._pool = self._new_pool()

    async def issue(
        self,
        template: str,
        context: Mapping[str, object],
        *,
        reason: str,
        location: str,
        at: datetime,
        enclosed: Sequence[Enclosure] = (),
    ) -> bytes:
        """Print a result and seal it; the template finds the time of sealing as ``sealed_at``.

        Raises:
            Unprintable: the template refuses the context, or the seal the document.
            SealNotReady: the seal cannot be used.
            PressDown: the processes died.
        """
        return await self._run(_issue, template, {**context, "sealed_at": at}, tuple(enclosed), reason, location, at)

    async def render(self, template: str, context: Mapping[str, object]) -> bytes:
        """Print without a seal: receipts, slips, drafts.

        Raises:
            Unprintable: the template refuses the context.
            PressDown: the processes died.
        """
        return await self._run(_render, template, dict(context))

    async def sign(self, content: bytes, at: datetime) -> bytes:
        """Sign what is no document: the detached CMS signature of the body, DER.

        Raises:
            SealNotReady: the seal cannot be used.
            PressDown: the processes died.
        """
        return await self._run(_sign, content, at)

    async def ready(self) -> None:
        """Load fonts and seal now rather than over the first document.

        Raises:
            SealNotReady: the seal cannot be used.
        """
        await self._run(_check)

    def close(self) -> None:
        """Finish the pages in hand and let the processes go."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _run[**P, T](self, work: Callable[P, T], *args: P.args, **_: P.kwargs) -> T:
        for _attempt in range(2):
            pool = self._pool
            try:
                return await asyncio.get_running_loop().run_in_executor(pool, work, *args)
            except BrokenProcessPool:
                self._replace(pool)
        raise PressDown("the press died twice over one document")

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        if self._pool is broken:
            self._pool = self._new_pool()
            broken.shutdown(wait=False)

    def _new_pool(self) -> ProcessPoolExecutor:
        # Spawned, not forked: the parent holds an event loop, threads and Temporal's runtime.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._processes, context, initializer=_start, initargs=(self._plates,))


# What follows runs in the children.

_renderer: "Renderer | None" = None
_sealer: "Sealer | SealNotReady | None" = None


def _start(plates: Plates) -> None:
    global _renderer, _sealer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the whole terminal; the parent says when to stop
    die_with_parent()
    if hasattr(os, "nice"):
        os.nice(NICE)
    from infra.pdf import Renderer
    from infra.seal import Sealer, SealError

    _renderer = Renderer(plates.templates, plates.packages)
    try:
        _sealer = Sealer(plates.seal_key, plates.seal_certificate, production=plates.production)
    except SealError as fault:
        _sealer = SealNotReady(str(fault))  # said over each document: a child that dies here could not say why


def _check() -> None:
    _seal_at_hand()


def _seal_at_hand() -> "Sealer":
    if isinstance(_sealer, SealNotReady):
        raise _sealer
    assert _sealer, "only a child of the press seals"  # noqa: S101
    return _sealer


def _render(template: str, context: Mapping[str, object], enclosed: tuple[Enclosure, ...] = ()) -> bytes:
    from infra.pdf import NotRenderable

    assert _renderer, "only a child of the press prints"  # noqa: S101
    try:
        return _renderer.render(template, context, enclosed)
    except NotRenderable as fault:
        raise Unprintable(f"{type(fault).__name__}: {fault}") from None


def _issue(
    template: str,
    context: Mapping[str, object],
    enclosed: tuple[Enclosure, ...],
    reason: str,
    location: str,
    at: datetime,
) -> bytes:
    from infra.seal import SealingFailed

    seal = _seal_at_hand()
    page = _render(template, context, enclosed)
    try:
        return seal.seal(page, reason=reason, location=location, at=at)
    except SealingFailed as fault:
        raise Unprintable(f"{type(fault).__name__}: {fault}") from None


def _sign(content: bytes, at: datetime) -> bytes:
    from infra import detached

    return asyncio.run(detached.sign(_seal_at_hand().signer, content, at))

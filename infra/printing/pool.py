"""Where results are printed, signed and sealed: a few processes of their own, so that the event loop never waits.

The parent imports neither the renderer nor the signing library; each child loads both once (``pool_worker.py``).
What can fail is drawn in ``infra/documents/orders.py``.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from hashlib import sha256
from typing import Any, Unpack

from infra.documents.orders import ENCLOSED, TURNS, Coded, Draft, PressDown, RenderConfig, Said, Signatory
from infra.foreign.reader import Reader
from infra.printing import charts, pool_worker
from infra.runtime.children import Children
from infra.runtime.confined import NotDone

FIRST_BYTES = 4096
"""Of papers, by which one document is told from another."""
STAMPED = b"ETSI.RFC3161"
"""What every document says in the open that carries an archive time stamp."""


class RenderPool:
    """A pool of printing and sealing processes that outlives the death of any of them.

    Whatever is asked of it may raise ``PressDown``: the processes died over it twice. They open no file that strangers
    made: papers that are to be bound are drawn by the ``reader`` before.
    """

    def __init__(self, config: RenderConfig, *, processes: int = 2, reader: Reader | None = None) -> None:
        self._children = Children(processes, pool_worker.start, config)
        self._reader = reader

    async def issue(
        self,
        template: str,
        context: Mapping[str, object],
        *,
        code: Coded | None = None,
        office: str = "",
        **said: Unpack[Said],
    ) -> bytes:
        """Print a result with its number and seal it, where nobody signs before; B-LTA with a time-stamp authority.

        Raises:
            Unprintable: the template refuses the context, or the seal the document.
            SealNotReady: the seal cannot be used.
            TrustServiceDown: time stamps or proofs of validity are not to be had now.
        """
        return await self._run(pool_worker.issue, template, await self._drawn(context), code, office, **said)

    async def draft(
        self,
        template: str,
        context: Mapping[str, object],
        *,
        signatory: Signatory,
        code: Coded | None = None,
        **said: Unpack[Said],
    ) -> Draft:
        """Print a result for its signatory: places of number, date and code are empty, and the context has none.

        Raises:
            Unprintable: the template refuses the context.
            SignatureRefused: the signatory's certificate cannot be read.
            TrustServiceDown, SealNotReady: of the time-stamp authority.
        """
        return await self._run(pool_worker.draft, template, await self._drawn(context), code, signatory, **said)

    async def signed(self, draft: Draft, signature: bytes) -> bytes:
        """Put the signatory's signature, and the time of it, into its document.

        Raises:
            SignatureRefused: it is not theirs over this draft, or their certificate is withdrawn, over or not trusted.
            TrustServiceDown, SealNotReady: of the time-stamp authority, or of who knows what was withdrawn.
        """
        return await self._run(pool_worker.signed, draft, signature)

    async def seal(
        self,
        signed: bytes,
        *,
        number: str,
        issued_at: datetime,
        context: Mapping[str, object],
        reference: str = "",
        code: Coded | None = None,
        office: str = "",
        **said: Unpack[Said],
    ) -> bytes:
        """Fill number, date and code into a signed document, seal it, and put in what proves it for good (B-LTA).

        The seal is the office's own where it has one, and dated by the clock where a time stamp proves that. Of the
        context only ``body`` is read. ``reference`` is the number as the law writes it (số, ký hiệu).

        Raises:
            Unprintable: it has no places for number and date, or was sealed before.
            SignatureRefused: the seal's certificate is withdrawn, over or not trusted.
            TrustServiceDown, SealNotReady: as for ``issue``.
        """
        given = {"number": number, "reference": reference or number, "issued_at": issued_at, "body": context["body"]}
        return await self._run(pool_worker.seal, signed, given, code, office, **said)

    async def bind(
        self, pages: Sequence[bytes], context: Mapping[str, object], *, office: str = "", **said: Unpack[Said]
    ) -> bytes:
        """Bind the pages of a scan (JPEG, PNG, PDF) into one document with the body's note on it, and seal it.

        Raises:
            Unprintable: a page cannot be read.
            TrustServiceDown, SealNotReady: as for ``issue``.
        """
        plain = await self._drawn({**context, ENCLOSED: list(pages)})
        return await self._run(pool_worker.bind, plain.pop(ENCLOSED), plain, office, **said)

    async def copies(self, pdf: bytes, many: int) -> bytes:
        """A document so often in one file, to be printed; alone, it stays as it is."""
        return pdf if many == 1 else await self._run(pool_worker.copies, pdf, many)

    async def restamp(self, pdf: bytes) -> bytes:
        """Prove a B-LTA document for longer, before the certificate of its last time stamp ends.

        Raises:
            Unprintable: it is no sealed document.
            TrustServiceDown, SealNotReady: as for ``issue``.
        """
        return await self._run(pool_worker.restamp, pdf)

    async def proved_until(self, pdf: bytes) -> datetime | None:
        """Say when the certificate of a document's last archive time stamp ends; none where it carries none."""
        return await self._run(pool_worker.proved_until, pdf) if STAMPED in pdf else None

    async def render(self, template: str, context: Mapping[str, object]) -> bytes:
        """Print without a seal: receipts, slips, drafts.

        Raises:
            Unprintable: the template refuses the context.
        """
        return await self._run(pool_worker.render, template, dict(context))

    async def chart(self, specification: dict[str, Any]) -> str:
        """Draw a chart as SVG."""
        return await self._run(charts.drawn, specification)

    async def sign(self, content: bytes, at: datetime) -> bytes:
        """Sign what is no document: the detached CMS signature of the body, DER, time-stamped where it can be.

        Raises:
            SealNotReady: the seal cannot be used.
            TrustServiceDown: the time-stamp authority does not answer.
        """
        return await self._run(pool_worker.sign, content, at)

    async def ready(self) -> None:
        """Load fonts and seal now rather than over the first document.

        Raises:
            SealNotReady: the seal cannot be used.
        """
        await self._run(pool_worker.check)

    def close(self) -> None:
        """Finish the pages in hand and let the processes go."""
        self._children.close()

    async def _drawn(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """The context with pages drawn of the papers in it."""
        plain = {name: one for name, one in context.items() if name != TURNS}
        if ENCLOSED not in plain:
            return plain
        assert self._reader, "only a press with a reader binds papers"  # noqa: S101
        papers: Sequence[bytes] = plain[ENCLOSED]
        try:
            # Fair by document here: whose papers they are, the press is not told.
            whose = sha256(b"".join(one[:FIRST_BYTES] for one in papers)).hexdigest()
            return plain | {ENCLOSED: await self._reader.leaves(papers, whose, context.get(TURNS, ()))}
        except NotDone as down:
            raise PressDown(f"papers could not be drawn: {down}") from down

    async def _run[**P, T](self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        try:
            return await self._children.run(work, *args, **named)
        except BrokenProcessPool as died:
            raise PressDown("the press died twice over one document") from died

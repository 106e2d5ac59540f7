"""The outside world as a test has it: registers that are plain functions, and a press that prints and seals nothing."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Unpack

from activities.connector import AgencyRefused, AgencyUnavailable, Connector, Envelope
from domain.registers.query import Answer, Query
from domain.statute.versions import Rules
from infra.documents.orders import Coded, Said, Unprintable
from infra.printing.pdf import NotRenderable, Renderer
from infra.printing.pool import RenderPool
from infra.runtime.packages import template_folders

PATIENCE: timedelta = Rules.model_fields["patience"].default
"""How long a register is asked, where the facts say nothing else."""
Register = Callable[[Any], Answer | Awaitable[Answer | None] | None]
"""What a register answers to a query: what it holds, or None, where it knows of nothing."""


def silent(query: Query[Any]) -> Answer | None:
    """A register that does not answer: the dossier waits, and after days an officer answers in its place."""
    raise AgencyUnavailable(f"{query.agency} is silent")


def refusing(query: Query[Any]) -> Answer | None:
    """A register that will not say: an officer answers in its place at once."""
    raise AgencyRefused(f"{query.agency} refuses")


class Answering(Connector):
    """An agency as the test has it just then.

    The engine gives a look-up up after days; of a call that is under way it skips no time, so that is done here.
    """

    def __init__(self, name: str, registers: Mapping[str, Register], clock: Callable[[], datetime]) -> None:
        self._name = name
        self._registers = registers
        self._clock = clock
        self._asked: dict[str, datetime] = {}
        """When each question was put first."""

    async def answer(self, query: Query[Any], envelope: Envelope) -> Answer | None:
        """What the function says; one that the test does not give is silent."""
        first = self._asked.setdefault(envelope.message, self._clock())
        try:
            if (register := self._registers.get(self._name)) is None:
                raise AgencyUnavailable(f"the test gives no register “{self._name}”")
            said = register(query)
            return await said if inspect.isawaitable(said) else said
        except AgencyUnavailable as silence:
            looked_up = envelope.warrant is not None and not envelope.warrant.told
            if looked_up and self._clock() - first >= PATIENCE:
                raise AgencyRefused(f"{self._name} was silent for {PATIENCE.days} days") from silence
            raise


class ProofPress(RenderPool):
    """Prints each result by its template as the press does, and seals nothing."""

    def __init__(self) -> None:
        self.printed: list[dict[str, Any]] = []
        """What was printed, in order: what the templates were given."""
        self._renderer: Renderer | None = None

    async def issue(
        self,
        template: str,
        context: Mapping[str, object],
        *,
        code: Coded | None = None,  # noqa: ARG002 - nothing is sealed, so nothing has a code
        office: str = "",  # noqa: ARG002
        **said: Unpack[Said],
    ) -> bytes:
        """Print.

        Raises:
            Unprintable: the template refuses what it is given.
        """
        pdf = await asyncio.to_thread(self._print, template, {**context, "sealed_at": said["at"]})
        self.printed.append(dict(context))
        return pdf

    def _print(self, template: str, context: Mapping[str, object]) -> bytes:
        self._renderer = self._renderer or Renderer(*template_folders())
        try:
            return self._renderer.render(template, context)
        except NotRenderable as fault:
            raise Unprintable(f"{type(fault).__name__}: {fault}") from None

    async def proved_until(self, pdf: bytes) -> datetime | None:  # noqa: ARG002
        """Never: there is no seal."""
        return None

    def close(self) -> None:
        """Nothing runs."""

"""How an officer asks another office before they decide (lấy ý kiến cơ quan phối hợp), whatever the procedure.

The question closes their task, and the other office's is opened with it. Answered or not, the task is then opened again
for whoever had it; nothing waits longer than the day that was named, and the law's time runs on meanwhile.
"""

from collections.abc import Sequence
from typing import Any

from domain.base.law import Role
from domain.dossier import acts, keys
from domain.dossier.journal import Event
from domain.opinions.acts import CONSULT
from domain.opinions.model import asking
from workflows.engine.agencies import Agencies


class Consulting(Agencies):
    """Lets officers decide who may ask others first."""

    async def _weighed(self, kind: str, role: Role, agency: str, decisions: Sequence[str], **how: Any) -> Event:
        """Let an officer decide, as often as they ask another office first."""
        again, choices = "", (*decisions, CONSULT)
        while True:
            opening = self._opening(kind, role, agency, choices, again=again, **how)
            event = await self._opened(opening)
            if not isinstance(asked := event.act, acts.OpinionAsked):
                return event
            self._step(keys.opinion(opening.key))
            await self._opened(asking(self._code, opening.key, asked))
            again = asked.task

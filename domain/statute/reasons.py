"""The reasons for which the law lets an office say no or ask for more, ready to be ticked (danh mục lý do)."""

from collections.abc import Sequence

from domain.base.law import Frozen
from domain.base.words import Words
from domain.tasks.model import PROPOSE_REFUSAL, REFUSE


class Reason(Frozen):
    """A reason, for which decisions and procedures it is one, and where it stands in the law."""

    id: str
    words: Words
    basis: str = ""
    on: tuple[str, ...]
    """The decisions."""
    procedures: tuple[str, ...] = ()
    """By code; empty for all."""


class Reasons:
    """All of them."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        self._reasons = reasons

    def of(self, decision: str, procedure: str) -> list[Reason]:
        """Those for a decision on a procedure, its own before what holds for all."""
        decision = REFUSE if decision == PROPOSE_REFUSAL else decision
        fit = [
            one for one in self._reasons if decision in one.on and (not one.procedures or procedure in one.procedures)
        ]
        return sorted(fit, key=lambda one: not one.procedures)

    def written(self, chosen: Sequence[str], own: str, *, cites: bool = True) -> str:
        """Write the chosen ones and what somebody adds in words of their own, in Vietnamese, as forms have them.

        Where the Articles are said apart (``articles``) it does not cite them.
        """
        said = [
            f"{one.words.vi} ({one.basis})" if one.basis and cites else one.words.vi
            for one in self._reasons
            if one.id in chosen
        ]
        return "\n".join([*said, *([own.strip()] if own.strip() else [])])

    def articles(self, chosen: Sequence[str], own: str) -> str:
        """Cite where the law says the chosen ones, and what somebody cites beside them."""
        cited = [one.basis for one in self._reasons if one.id in chosen and one.basis]
        return "; ".join(dict.fromkeys([*cited, *([own.strip()] if own.strip() else [])]))

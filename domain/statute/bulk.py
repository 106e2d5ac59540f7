"""What an office lets officers decide of many at once (xử lý hàng loạt), and when a second person is needed."""

from datetime import timedelta

from domain.base.law import Frozen


class Together(Frozen):
    """A decision that may be made of many tasks of a kind at once."""

    kind: str
    decision: str
    second_above: int | None = None
    """Above how many dossiers a second person must agree; None where one is enough."""
    basis: str = ""
    """Whose rule it is."""
    mark: str = ""
    """How sure that is, as files of the law's data mark it."""


class BulkRules(Frozen):
    """The office's rules of deciding together."""

    most: int
    """Dossiers in one batch."""
    undo: timedelta
    """How long a batch can be taken back before anything of it is recorded."""
    together: tuple[Together, ...]

    def decisions(self, kind: str) -> list[str]:
        """What may be decided of many tasks of this kind at once."""
        return [one.decision for one in self.together if one.kind == kind]

    @property
    def kinds(self) -> list[str]:
        """The kinds of tasks that may be decided together."""
        return list(dict.fromkeys(one.kind for one in self.together))

    def rule(self, kind: str, decision: str) -> Together:
        """The rule by which this may be decided of many at once."""
        return next(one for one in self.together if (one.kind, one.decision) == (kind, decision))

    def second_needed(self, kind: str, decision: str, many: int) -> bool:
        """Whether a second person must agree to so many at once."""
        above = [one.second_above for one in self.together if (one.kind, one.decision) == (kind, decision)]
        return any(limit is not None and many > limit for limit in above)

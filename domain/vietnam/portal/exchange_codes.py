"""The codes that are exchanged with the portal, and the terms of that: data, for most are known from clients alone."""

from collections.abc import Mapping
from datetime import datetime

from domain.base.calendar import in_vietnam
from domain.base.law import Frozen

TRUE, FALSE = "True", "False"
"""How the portal's clients write whether something is so."""


class ExchangeCodes(Frozen):
    """By the name of a field, its codes by what they mean here."""

    values: Mapping[str, Mapping[str, str]]
    decline_after: int | None = None
    """Working days after which the house declines by itself what it cannot take; none: never."""

    def of(self, field: str, meaning: str) -> str:
        """A code; empty where the portal has none for it."""
        return self.values[field].get(meaning, "")


def moment(at: datetime | None) -> str:
    """A moment as the portal reads it, ``yyyyMMddHHmmss`` in Vietnam; empty where it has not come."""
    return f"{in_vietnam(at):%Y%m%d%H%M%S}" if at else ""

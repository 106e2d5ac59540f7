"""How much of the law's data nobody has confirmed, for whoever runs the installation."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.schemas.operations import OpenFactsView
from domain.statute.versions import Laws, NotInForce
from infra.facts.open_facts import Unconfirmed
from workflows.engine.procedure import Procedure

COMMAND = "motcua facts"
"""What lists them, with what would say so."""


def open_facts_view(
    procedures: Mapping[str, type[Procedure[Any]]], laws: Laws, unconfirmed: Unconfirmed, today: date, *, taken: bool
) -> OpenFactsView:
    """How many are open, and how many bear on each procedure as it holds today; ``taken``, whether it is filed so."""
    bears = {code: _of(code, laws, unconfirmed, today) for code in sorted(procedures)}
    open_ = {code: many for code, many in bears.items() if many}
    return OpenFactsView(open=unconfirmed.many, procedures=open_, refused=bool(open_) and not taken, command=COMMAND)


def _of(code: str, laws: Laws, unconfirmed: Unconfirmed, today: date) -> int:
    try:
        return len(unconfirmed.of(laws.in_force(code, today).version))
    except NotInForce:
        return 0

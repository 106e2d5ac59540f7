"""How many walks a test takes, by which seeds, and what it says of one that went wrong."""

import os
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st

from tests.workflows.walks.walking import Failed, Walking
from workflows.engine.procedure import Procedure

EXAMPLES = int(os.environ.get("MOTCUA_WALKS", "0"))
"""So many walks of each procedure on the engine, by chance, for a long hunt; else some, always the same."""
SEEDS = st.just(int(os.environ["MOTCUA_WALK"])) if "MOTCUA_WALK" in os.environ else st.integers(0, 2**32)
"""A story names its seed: with it in ``MOTCUA_WALK`` it is walked again."""
ALWAYS = 1
PATIENCE = 600 + 5 * EXAMPLES
TOLD: dict[tuple[str, str, int], Failed] = {}
"""Hypothesis tries what failed once more; what was made plain is not made so again."""


def by_chance(many: int) -> settings:
    """So many walks of each procedure, always the same, or as many as a hunt asks for."""
    return settings(
        max_examples=EXAMPLES * many or many,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        verbosity=Verbosity.quiet,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


async def holds(kind: str, walking: Walking[Any], procedure: type[Procedure[Any]], seed: int) -> None:
    """Walk, or tell the plainest story of a walk that fails alike."""
    about = kind, procedure.code, seed
    if about not in TOLD and (found := await walking.tried(procedure, seed)):
        TOLD[about] = found
    if told := TOLD.get(about):
        raise AssertionError(told.told(procedure.code, seed)) from told.cause

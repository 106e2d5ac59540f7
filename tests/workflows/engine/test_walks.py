"""Whatever people, registers, banks and time do in whatever order, every dossier comes to a lawful end."""

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st

from tests.workflows.bare_stage import BareStage
from tests.workflows.rig import Rig
from tests.workflows.walks.bank import Bank, ClosedBank, open_bank
from tests.workflows.walks.bare import BARE, Bare
from tests.workflows.walks.forms import FORMS
from tests.workflows.walks.money import WITH_MONEY, settle_up
from tests.workflows.walks.on_engine import OnEngine
from tests.workflows.walks.walking import Failed, Walking
from workflows.catalogue import PROCEDURES
from workflows.engine.procedure import Procedure

EXAMPLES = int(os.environ.get("MOTCUA_WALKS", "0"))
"""So many walks of each procedure, by chance, for a long hunt; else some, always the same."""
SEEDS = st.just(int(os.environ["MOTCUA_WALK"])) if "MOTCUA_WALK" in os.environ else st.integers(0, 2**32)
"""A story names its seed: with it in ``MOTCUA_WALK`` it is walked again."""
ALWAYS, BARE_ALWAYS = 3, 30
TOLD: dict[tuple[str, str, int], Failed] = {}
"""Hypothesis tries what failed once more; what was made plain is not made so again."""


def by_chance(many: int) -> settings:
    """So many walks of each procedure, always the same, or as many as a hunt asks for."""
    return settings(
        max_examples=EXAMPLES * many // ALWAYS or many,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        verbosity=Verbosity.quiet,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@pytest.fixture(scope="session")
async def bank(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bank]:
    """One payment platform for all walks, as their books are those of one database."""
    async with open_bank(tmp_path_factory.mktemp("bank")) as opened:
        yield opened


@pytest.fixture(scope="module")
def stage() -> Iterator[BareStage]:
    """A house without database and engine."""
    opened = BareStage.of()
    yield opened
    opened.workflows.close()


def test_every_procedure_is_walked() -> None:
    assert FORMS.keys() == set(PROCEDURES)


async def holds(kind: str, walking: Walking[Any], procedure: type[Procedure[Any]], seed: int) -> None:
    """Walk, or tell the plainest story of a walk that fails alike."""
    about = kind, procedure.code, seed
    if about not in TOLD and (found := await walking.tried(procedure, seed)):
        TOLD[about] = found
    if told := TOLD.get(about):
        raise AssertionError(told.told(procedure.code, seed)) from told.cause


@pytest.mark.timeout(600 + 5 * EXAMPLES)
@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.code)
@given(seed=SEEDS)
@by_chance(ALWAYS)
async def test_every_dossier_comes_to_a_lawful_end(
    rig: Rig, bank: Bank, procedure: type[Procedure[Any]], seed: int
) -> None:
    walking = Walking(lambda chance: OnEngine(rig, bank, chance), WITH_MONEY, settle_up)
    await holds("on the engine", walking, procedure, seed)


@pytest.mark.timeout(600 + 5 * EXAMPLES)
@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.code)
@given(seed=SEEDS)
@by_chance(BARE_ALWAYS)
async def test_so_it_does_in_whatever_order_news_calls_and_timers_come(
    stage: BareStage, procedure: type[Procedure[Any]], seed: int
) -> None:
    walking = Walking(lambda chance: Bare(stage, ClosedBank(), chance), BARE, Bare.settled)
    await holds("bare", walking, procedure, seed)

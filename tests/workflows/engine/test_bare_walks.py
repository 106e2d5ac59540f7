"""Every dossier comes to a lawful end in whatever order news, calls and timers come, so that no engine is needed."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from tests.workflows.bare_stage import BareStage
from tests.workflows.walks.bank import ClosedBank
from tests.workflows.walks.bare import BARE, Bare
from tests.workflows.walks.hunting import PATIENCE, SEEDS, by_chance, holds
from tests.workflows.walks.walking import Walking
from workflows.catalogue import PROCEDURES
from workflows.engine.procedure import Procedure

ALWAYS = 15


@pytest.fixture(scope="module")
def stage() -> Iterator[BareStage]:
    """A house without database and engine."""
    opened = BareStage.of()
    yield opened
    opened.workflows.close()


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.code)
@given(seed=SEEDS)
@by_chance(ALWAYS)
async def test_every_dossier_comes_to_a_lawful_end_without_an_engine(
    stage: BareStage, procedure: type[Procedure[Any]], seed: int
) -> None:
    walking = Walking(lambda chance: Bare(stage, ClosedBank(), chance), BARE, Bare.settled)
    await holds("bare", walking, procedure, seed)

"""Whatever people, registers, banks and time do in whatever order, every dossier comes to a lawful end."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given

from tests.workflows.rig import Rig
from tests.workflows.walks.bank import Bank, open_bank
from tests.workflows.walks.forms import FORMS
from tests.workflows.walks.hunting import ALWAYS, PATIENCE, SEEDS, by_chance, holds
from tests.workflows.walks.money import WITH_MONEY, settle_up
from tests.workflows.walks.on_engine import OnEngine
from tests.workflows.walks.walking import Walking
from workflows.catalogue import PROCEDURES
from workflows.engine.procedure import Procedure


@pytest.fixture(scope="session")
async def bank(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bank]:
    """One payment platform for all walks, as their books are those of one database."""
    async with open_bank(tmp_path_factory.mktemp("bank")) as opened:
        yield opened


def test_every_procedure_is_walked() -> None:
    assert FORMS.keys() == set(PROCEDURES)


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.code)
@given(seed=SEEDS)
@by_chance(ALWAYS)
async def test_every_dossier_comes_to_a_lawful_end(
    rig: Rig, bank: Bank, procedure: type[Procedure[Any]], seed: int
) -> None:
    walking = Walking(lambda chance: OnEngine(rig, bank, chance), WITH_MONEY, settle_up)
    await holds("on the engine", walking, procedure, seed)

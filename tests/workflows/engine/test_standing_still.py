"""A dossier that stands still says why to whoever looks after it: procedure, step, line and cause, and no data."""

import asyncio
import inspect
from collections.abc import Sequence

import pytest

from domain.base.law import Role
from infra.engine.failing import Failing, Failures
from infra.reads.operations import Operations
from infra.runtime.settings import Settings
from tests.support.examples import DESK, LEADER, MOTHER, MOTHER_NUMBER, officer
from tests.workflows import broken
from tests.workflows.rig import PATIENCE, Rig, go_on
from workflows.vietnam.civil_status.birth_registration import BirthRegistration

OPERATOR = officer("operator", Role.OPERATOR, agency="33")


async def why(rig: Rig, code: str) -> Sequence[Failing]:
    """What an operator reads of it, once there is something."""
    operations = Operations(rig.ledger.api.database, rig.env.client, Settings())
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await operations.in_engine(code, OPERATOR)
            assert found
            if found.fails:
                return found.fails
            await asyncio.sleep(0.02)  # the engine tells nobody that a step failed


@pytest.mark.parametrize(
    ("wrong", "cause", "about"),
    [
        (broken.FigureMissing, "missing-name", "age_of_nobody"),
        (broken.NameLookedUp, "missing-name", "…"),
        (broken.WithoutArticle, "wrong-call", "missing 1 required positional argument: 'article'"),
        (broken.WithoutPart, "missing-part", "nickname"),
        (broken.OwnClock, "clock-or-chance", "date.today"),
        (broken.Early, "too-early", "step entry: birth_entry"),
        (broken.Misread, "unlike", "MarriageFinding: married (bool_parsing)"),
        (broken.Raised, "other", "LookupError"),
    ],
)
async def test_the_operator_reads_procedure_step_line_and_cause(
    rig: Rig, wrong: type[broken.Broken], cause: str, about: str
) -> None:
    async with rig.other_code(wrong):
        code = await rig.file()
        await go_on(rig, code, "receive", "verify")
        [failing] = await why(rig, code)
        await rig.lose(code)
    said, lines = failing.standstill, inspect.getsourcelines(wrong.mistaken)
    assert failing.procedure == BirthRegistration.code
    assert (said.cause, said.step) == (cause, "entry" if wrong is broken.Early else "verify")
    assert about in said.about
    assert said.place == f"broken.py:{lines[1] + len(lines[0]) - 1}, mistaken"
    for words in (said.why.vi, said.why.en):
        assert said.about in words
        assert "Oanh" not in words
        assert MOTHER_NUMBER not in words


async def test_nobody_but_operators_is_told(rig: Rig) -> None:
    async with rig.other_code(broken.FigureMissing):
        code = await rig.file()
        await go_on(rig, code, "receive", "verify")
        await why(rig, code)
        operations = Operations(rig.ledger.api.database, rig.env.client, Settings())
        assert [await operations.in_engine(code, reader) for reader in (DESK, LEADER, MOTHER)] == [None] * 3
        await rig.lose(code)


async def test_of_a_dossier_that_goes_on_nothing_is_said(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive")
    await rig.task(code, "verify")
    assert await Failures(rig.env.client, rig.engine.database, OPERATOR).of(code) == []
    assert await Failures(rig.env.client, rig.engine.database, OPERATOR).of("000.00.00.H31-000000-0000") == []

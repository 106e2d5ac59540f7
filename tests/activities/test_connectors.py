"""Which connector a question goes to."""

from dataclasses import replace

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.agencies import Agencies
from activities.contracts import Ask, Question
from domain.dossier.acts import ENGINE
from domain.vietnam.queries.population import PersonByNumber
from tests.support.examples import COMMUNE, GROUNDS, MOTHER_NUMBER
from tests.support.ledger import Ledger


async def test_a_dossier_waits_for_a_register_whose_address_nobody_gave(ledger: Ledger) -> None:
    code, who = await ledger.file(), PersonByNumber(number=MOTHER_NUMBER)
    question = Question(step="mother", kind=who.kind, query=who.model_dump(mode="json"))
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, attempt=2)
    with pytest.raises(ApplicationError, match="MOTCUA_REGISTERS has no address of population") as failed:
        await environment.run(
            Agencies(ledger.engine, {}, grounds=GROUNDS).ask, Ask(code=code, office=COMMUNE, questions=[question])
        )
    assert not failed.value.non_retryable
    assert (await ledger.engine.dossier(code, ENGINE)).waiting_agency == who.agency

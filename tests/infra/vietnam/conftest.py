"""The portal with people who file there, for whoever looks at what becomes of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.arriving import Arriving
from tests.support.ledger import Urls, open_ledger


@pytest.fixture
async def arriving(apart: Urls, tmp_path: Path) -> AsyncIterator[Arriving]:
    async with open_ledger(apart) as ledger:
        await ledger.rows(
            "TRUNCATE dossiers, filings, outbox, portal_syncs, portal_filings, uploads, operator_acts,"
            " warehouse_results, exchanges CASCADE"
        )
        yield Arriving(ledger, tmp_path)

"""Production works as a role that its rights bind, or not at all."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.engine import make_url

from infra.db.database import Database
from infra.db.role import RoleTooStrong, refuse_strong_role
from infra.runtime.settings import Settings
from tests.infra.runtime.test_settings import PRODUCTION
from tests.support.keys import keyring
from tests.support.ledger import Ledger, Urls

STRONG = {
    "is a superuser": ("ALTER ROLE strong SUPERUSER", "ALTER ROLE strong NOSUPERUSER"),
    "BYPASSRLS": ("ALTER ROLE strong BYPASSRLS", "ALTER ROLE strong NOBYPASSRLS"),
    "CREATEROLE": ("ALTER ROLE strong CREATEROLE", "ALTER ROLE strong NOCREATEROLE"),
    "owns tables": ("ALTER TABLE looks OWNER TO strong", "ALTER TABLE looks OWNER TO postgres"),
    "a member of": ("GRANT postgres TO strong", "REVOKE postgres FROM strong"),
}
"""How a role becomes too strong, and what it was."""


@pytest.fixture
async def strong(ledger: Ledger, database: Urls) -> AsyncIterator[str]:
    """Where a role is reached that may nothing yet."""
    await ledger.rows("CREATE ROLE strong LOGIN PASSWORD 'strong'")
    yield make_url(database.engine).set(username="strong", password="strong").render_as_string(hide_password=False)
    await ledger.rows("DROP ROLE strong")


async def come(url: str, **settings: str) -> None:
    """Start a process of production as the role of this address."""
    async with Database(url, keyring(), 1) as database:
        await refuse_strong_role(database, Settings(**PRODUCTION | settings), "database_api_url")


@pytest.mark.parametrize("what", STRONG)
async def test_a_role_that_nothing_binds_is_refused_with_what_it_may_and_what_to_do(
    ledger: Ledger, strong: str, what: str
) -> None:
    grown, as_it_was = STRONG[what]
    await ledger.rows(grown)
    try:
        with pytest.raises(RoleTooStrong, match=what) as refused:
            await come(strong)
        await come(strong, environment="development")
    finally:
        await ledger.rows(as_it_was)
    assert "MOTCUA_DATABASE_API_URL" in str(refused.value)
    assert "motcua_api to the API" in str(refused.value)
    await come(strong)


async def test_our_own_roles_do_and_the_owner_does_not(database: Urls) -> None:
    for url in (database.engine, database.api):
        await come(url)
    with pytest.raises(RoleTooStrong, match=r"is a superuser.*owns tables"):
        await come(database.owner)

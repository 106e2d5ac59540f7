"""Figures of periods are there once the first facts were published, which a house does as soon as it stands."""

import pytest

from infra.local.people import PATIENCE, Json, People, found


@pytest.fixture(scope="session", autouse=True)
async def published(people: People) -> Json:
    """Wait for the first publication of this house."""
    leader = await people.who("officer:lanhdao.hungyen")

    async def told() -> Json | None:
        answer = await leader.get("ioc/overview")
        return dict(answer.json()) if answer.is_success else None

    return await found(told, PATIENCE, lambda: "the facts were not published")

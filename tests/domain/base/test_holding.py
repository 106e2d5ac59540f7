"""Which models a field may hold is read in one place, at every depth."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from domain.base.holding import members, models_in, models_of


class Cash(BaseModel):
    """One kind."""


class Account(BaseModel):
    """Another."""


type Paid = Annotated[Cash | Account, Field(description="How")]


@pytest.mark.parametrize(
    ("said", "is_one", "holds"),
    [
        (str, [], []),
        (Cash | None, [Cash], [Cash]),
        (Paid, [Cash, Account], [Cash, Account]),
        (Annotated[Paid | None, Field(description="How")], [Cash, Account], [Cash, Account]),
        (list[Cash], [], [Cash]),
        (list[list[Paid]] | None, [], [Cash, Account]),
        (dict[str, tuple[Cash, ...]], [], [Cash]),
        (Cash | list[Account], [Cash], [Cash, Account]),
    ],
)
def test_the_models_of_a_field_are_found_at_every_depth(said: Any, is_one: list[type], holds: list[type]) -> None:
    assert models_of(said) == is_one
    assert models_in(said) == holds


def test_a_union_under_a_name_has_the_members_of_the_union() -> None:
    assert [*members(Paid | None)] == [Cash, Account, type(None)]

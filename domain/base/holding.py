"""What a field may hold, as its type says it: the one place that takes unions, names of types and lists apart."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, TypeAliasType, Union, get_args, get_origin

from pydantic import BaseModel


def members(said: Any) -> Iterator[Any]:
    """The types of which a value has one: those of a union, also under a name and with what is noted beside it."""
    if isinstance(said, TypeAliasType):
        yield from members(said.__value__)
    elif get_origin(said) is Annotated:
        yield from members(get_args(said)[0])
    elif get_origin(said) in (Union, UnionType):
        for one in get_args(said):
            yield from members(one)
    else:
        yield said


def models_of(said: Any) -> list[type[BaseModel]]:
    """The models of which a value is one; none that it only holds in a list or under a name."""
    return [one for one in members(said) if isinstance(one, type) and issubclass(one, BaseModel)]


def models_in(said: Any) -> list[type[BaseModel]]:
    """The models that a field may hold at any depth: one, many, or many by name."""
    held = [one for member in members(said) for part in get_args(member) for one in models_in(part)]
    return [*models_of(said), *held]

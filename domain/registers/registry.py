"""All that the procedures of an installation declare beside themselves: made once where a process is put together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Protocol

from domain.base.words import Words
from domain.dossier.keys import name_of
from domain.registers.query import Agency, Answer, Query, Request
from domain.signing.trust_services import SERVICES
from domain.tasks.words import BY_HAND, FINISHED, WAITS

Said = Mapping[str, Words]


class Declares(Protocol):
    """A procedure, as far as it says what it asks; its words are those of all that it is made of."""

    agencies: ClassVar[tuple[Agency, ...]]


@dataclass(frozen=True)
class Registry:
    """Agencies, queries and answers by the names under which they are stored; tasks and steps in words."""

    agencies: Said
    """Also the services without which nothing is signed, as a dossier waits for those too."""
    queries: Mapping[str, type[Query[Any]]]
    answers: Mapping[str, type[Answer]]
    """What agencies answer; what only officers and applicants do is its procedure's."""
    waits: Said
    """By the kind of an open task, what those read who wait."""
    finished: Said
    """By the kind of a task, that it was done."""
    steps: Said
    """By the step of a procedure, what an agency is asked or told of."""
    choices: Said
    """By value, what many forms mean by it."""

    def agency(self, name: str) -> Words:
        """The words for an agency; its own name where no package here knows it."""
        return self.agencies.get(name) or Words(vi=name, en=name)

    def waits_for(self, kind: str) -> Words:
        """What those read who wait for a task; one without words of its own is done in an agency's place."""
        return self.waits.get(kind, BY_HAND)

    def step(self, key: str) -> Words | None:
        """What a step is about, whichever time it is done; nothing where only its own package knows."""
        return self.steps.get(name_of(key))


def build_registry(
    agencies: Iterable[Agency], procedures: Iterable[type[Declares]], choices: Said = MappingProxyType({})
) -> Registry:
    """The registry of these agencies and procedures; ``TypeError``, where two packages call two things by one name."""
    declared = list(procedures)
    known = list(dict.fromkeys([*agencies, *(agency for one in declared for agency in one.agencies)]))
    queries = [query for agency in known for query in agency.queries]
    answers = [answer for query in queries for answer in _answers(query)]
    return Registry(
        agencies=MappingProxyType(SERVICES | {agency.name: agency.words for agency in known}),
        queries=_named((query.kind, query) for query in queries),
        answers=_named((answer.__name__, answer) for answer in answers),
        waits=MappingProxyType(WAITS | said(declared, "waits")),
        finished=MappingProxyType(FINISHED | said(declared, "finished")),
        steps=MappingProxyType(said(declared, "steps")),
        choices=MappingProxyType(dict(choices)),
    )


def said(declared: Iterable[type], what: str) -> dict[str, Words]:
    """What these classes say of their tasks or steps, each after all that it is made of."""
    bases = (base for one in declared for base in reversed(one.__mro__))
    return {name: words for base in bases for name, words in vars(base).get(what, {}).items()}


def _answers(query: type[Query[Any]]) -> Iterator[type[Answer]]:
    yield query.answer
    if issubclass(query, Request):
        yield query.later


def _named[T: type](found: Iterable[tuple[str, T]]) -> Mapping[str, T]:
    """Everything by a name that nothing else has taken."""
    known: dict[str, T] = {}
    for name, one in found:
        if (earlier := known.setdefault(name, one)) is not one:
            both = f"{earlier.__module__} and {one.__module__}"
            raise TypeError(f"{both} both call something {name}: give one another name")
    return MappingProxyType(known)

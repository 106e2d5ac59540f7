"""What agencies are asked and told, and what they answer: a query is a typed object that knows its answer's type."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from domain.agencies.acts import Answered
from domain.base.gathered import gathered
from domain.base.words import Words
from domain.registers.lookups import DUTY, Basis, Heard, people_of

POPULATION = "population"
CIVIL_STATUS = "civil_status"


class Answer(BaseModel):
    """What an agency said. New fields may come, so unknown ones are passed over."""

    model_config = ConfigDict(frozen=True)

    about: ClassVar[tuple[str, ...]] = ()
    """The fields that hold citizen numbers: of these people something is learned, whoever was asked about."""

    free: ClassVar[tuple[str, ...]] = ()
    """The fields that may rightly be otherwise in a form: addresses as people write them, where they live for now."""

    def agrees_with(self, entered: Self) -> bool:
        """Whether it says the same as what an officer entered, in all that the law makes something of."""
        return self == entered


class Acknowledged(Answer):
    """The agency has the request (tiếp nhận yêu cầu) and answers in its own time."""

    number: str
    """The agency's own number of it."""
    on: date


def _named_in(query: type[BaseModel]) -> list[type[Answer]]:
    """The answer that ``Query[Answer]`` names: said once, for who checks types and for who asks."""
    named = query.__pydantic_generic_metadata__["args"]
    return [one for one in named if isinstance(one, type) and issubclass(one, Answer)]


class Query[A: Answer](BaseModel):
    """One question or one message to one agency, with the purpose and the ground that the law gives for it.

    What may be answered is what the answer's type holds: who needs less asks a query with a smaller answer.
    """

    model_config = ConfigDict(frozen=True)

    agency: ClassVar[str]
    kind: ClassVar[str]
    answer: ClassVar[type[Answer]]
    purpose: ClassVar[str]
    basis: ClassVar[Basis] = DUTY
    about: ClassVar[tuple[str, ...]] = ("number",)
    """The fields that hold the citizen numbers of those whom it is about."""
    pays: ClassVar[bool] = False
    """Whether money moves by it: nothing may before a sealed result stands."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        for answer in _named_in(cls):
            cls.answer = answer

    @classmethod
    def of(cls, *said: BaseModel, **more: Any) -> Self:
        """Put it about somebody or something, from what the form or an answer says under its own fields' names."""
        return cls.model_validate(gathered(cls, said, more))

    @classmethod
    def fields(cls) -> tuple[str, ...]:
        """Name what may be answered, and nothing else."""
        return tuple(sorted(cls.answer.model_fields))

    def people(self, said: Answer | None) -> tuple[str, ...]:
        """The citizen numbers of those whom it and its answer are about."""
        found = people_of(said, said.about) if said else ()
        return tuple(dict.fromkeys((*people_of(self, self.about), *found)))


class Request[A: Answer](Query[Acknowledged]):
    """What an agency answers in its own time (bất đồng bộ): first that it has it, later what it found."""

    later: ClassVar[type[Answer]]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        for answer in _named_in(cls):
            cls.later = answer


@dataclass(frozen=True)
class Agency:
    """One whom procedures ask and tell, by the name that settings and journals have for it."""

    name: str
    words: Words
    queries: tuple[type[Query[Any]], ...] = ()
    """All that is put to it."""


def answered(
    query: Query[Any],
    step: str,
    said: dict[str, Any] | None,
    heard: Heard | None = None,
    rests: str = "",
    instead_of: str = "",
) -> Answered:
    """Write down what an agency said to a query, and what came with it; ``rests`` is the query's digest.

    ``instead_of`` is the kind of paper in whose place it was asked.
    """
    heard = heard or Heard()
    personal = {"kind": query.kind, "answer": said} | ({"said": heard.said} if heard.said else {})
    found = said is not None
    return Answered(
        agency=query.agency,
        step=step,
        found=found,
        look=heard.look,
        rests=rests or None,
        instead_of=instead_of or None,
        personal=personal,
    )

"""What agencies are asked and told, and what they answer: a query is a typed object that knows its answer's type."""

from datetime import date
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from domain.acts import Answered
from domain.words import Words

POPULATION = "population"
CIVIL_STATUS = "civil_status"

AGENCIES = {
    POPULATION: Words(vi="Cơ sở dữ liệu quốc gia về dân cư", en="the national population database"),
    CIVIL_STATUS: Words(vi="Cơ sở dữ liệu hộ tịch điện tử", en="the electronic civil-status database"),
}


QUERIES: dict[str, "type[Query[Any]]"] = {}
ANSWERS: dict[str, "type[Answer]"] = {}


class Answer(BaseModel):
    """What an agency said. New fields may come, so unknown ones are passed over."""

    model_config = ConfigDict(frozen=True)

    def agrees_with(self, entered: Self) -> bool:
        """Whether it says the same as what an officer entered, in all that the law makes something of."""
        return self == entered


class Acknowledged(Answer):
    """The agency has the request (tiếp nhận yêu cầu) and answers in its own time."""

    number: str
    """The agency's own number of it."""
    on: date


class Query[A: Answer](BaseModel):
    """One question or one message to one agency, with the purpose that the law gives for it."""

    model_config = ConfigDict(frozen=True)

    agency: ClassVar[str]
    kind: ClassVar[str]
    answer: ClassVar[type[Answer]]
    purpose: ClassVar[str]

    @classmethod
    def __pydantic_init_subclass__(cls, **more: Any) -> None:
        """Let it be known by its kind, and its answer by its name: an agency's package declares its own as we do."""
        super().__pydantic_init_subclass__(**more)
        if "kind" in vars(cls):
            _enter(QUERIES, cls.kind, cls)
            _enter(ANSWERS, cls.answer.__name__, cls.answer)


class Request[A: Answer](Query[Acknowledged]):
    """What an agency answers in its own time (bất đồng bộ): first that it has it, later what it found."""

    answer = Acknowledged
    later: ClassVar[type[Answer]]

    @classmethod
    def __pydantic_init_subclass__(cls, **more: Any) -> None:
        """Let what follows be known by its name too."""
        super().__pydantic_init_subclass__(**more)
        if "kind" in vars(cls):
            _enter(ANSWERS, cls.later.__name__, cls.later)


def _enter[T: type](known: dict[str, T], name: str, one: T) -> None:
    """Let something be known by a name that no other package has taken."""
    earlier = known.setdefault(name, one)
    if (earlier.__module__, earlier.__qualname__) != (one.__module__, one.__qualname__):
        raise TypeError(f"{earlier.__module__} and {one.__module__} both call something {name}: give one another name")
    known[name] = one


def answered(query: Query[Any], step: str, said: dict[str, Any] | None) -> Answered:
    """Write down what an agency said to a query."""
    personal = {"kind": query.kind, "answer": said}
    return Answered(agency=query.agency, step=step, found=said is not None, personal=personal)

"""What agencies are asked and told, and what they answer: a query is a typed object that knows its answer's type."""

from datetime import date
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from domain.base.words import Words
from domain.dossier.acts import Answered
from domain.registers.lookups import DUTY, Basis, Heard, people_of

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

    about: ClassVar[tuple[str, ...]] = ()
    """The fields that hold citizen numbers: of these people something is learned, whoever was asked about."""

    def agrees_with(self, entered: Self) -> bool:
        """Whether it says the same as what an officer entered, in all that the law makes something of."""
        return self == entered


class Acknowledged(Answer):
    """The agency has the request (tiếp nhận yêu cầu) and answers in its own time."""

    number: str
    """The agency's own number of it."""
    on: date


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

    @classmethod
    def __pydantic_init_subclass__(cls, **more: Any) -> None:
        """Let it be known by its kind, and its answer by its name: an agency's package declares its own as we do."""
        super().__pydantic_init_subclass__(**more)
        if "kind" in vars(cls):
            _enter(QUERIES, cls.kind, cls)
            _enter(ANSWERS, cls.answer.__name__, cls.answer)

    @classmethod
    def fields(cls) -> tuple[str, ...]:
        """Name what may be answered, and nothing else."""
        return tuple(sorted(cls.answer.model_fields))

    def people(self, said: Answer | None) -> tuple[str, ...]:
        """Give the citizen numbers of those whom it and its answer are about."""
        found = people_of(said, said.about) if said else ()
        return tuple(dict.fromkeys((*people_of(self, self.about), *found)))


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


def answered(query: Query[Any], step: str, said: dict[str, Any] | None, heard: Heard | None = None) -> Answered:
    """Write down what an agency said to a query, and what came with it."""
    heard = heard or Heard()
    personal = {"kind": query.kind, "answer": said} | ({"said": heard.said} if heard.said else {})
    return Answered(agency=query.agency, step=step, found=said is not None, look=heard.look, personal=personal)

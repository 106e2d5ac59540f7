"""What a procedure declares: its form, the papers it asks for, and the result that it gives."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from domain.base.gathered import gathered
from domain.base.holding import models_in
from domain.base.words import Words
from domain.filing.filers import Filer
from domain.filing.model import EDITION, Agreement
from domain.registers.compare import Compared, compared
from domain.registers.query import Answer


class Filing(BaseModel):
    """Who files, and on what day."""

    applicant: str
    """Citizen number of whose matter it is; empty where it is an organisation's."""
    organisation: str = ""
    """Its code."""
    day: date
    edition: int = EDITION
    """The edition of the bars that bind it."""


class Form(BaseModel):
    """What the applicant declares (tờ khai)."""

    model_config = ConfigDict(extra="forbid")

    choices: ClassVar[Mapping[str, Words]] = {}
    """What values mean in it alone (``"reason=died"``); those of many forms are in the registry."""
    filed_by: ClassVar[tuple[Filer, ...]] = ()
    """Who may file it themselves; whoever else files it does so by a mandate of one of them."""

    decided_at: ClassVar[str] = ""
    """Whose that office is: "" of a commune, ".CA" of its police, else the code of a body of the province."""

    @property
    def competent(self) -> str:
        """Code of the office that decides (cơ quan có thẩm quyền)."""
        raise NotImplementedError

    @property
    def parties(self) -> tuple[str, ...]:
        """Citizen numbers of those whom it concerns: none of them may decide on it."""
        return ()

    @property
    def consents(self) -> dict[str, str]:
        """Citizen numbers of those who must agree before it is accepted, and as what: spouse, owner, household head."""
        return {}

    def agreeing(self, filed: Filing) -> dict[str, str]:  # noqa: ARG002 - what a form of its own looks at
        """The same, where it depends on who files, or on the day: the person themselves, where somebody else does."""
        return self.consents

    def agreed_to(self, part: str) -> Any:  # noqa: ARG002 - what a form of its own looks at
        """What of the form somebody agrees to as this part: all of it. Said otherwise, they are asked anew."""
        return self.model_dump(mode="json")

    @property
    def linked(self) -> Mapping[str, "Form"]:
        """The forms of the branches that follow, by step, as far as this says them: who must agree is asked at filing.

        Who must agree to a branch and was not asked here is asked in the branch, before its desk may accept it.
        """
        return {}

    def agreements(self, filed: Filing, step: str = "") -> list[Agreement]:
        """All who must agree to it and to the branches that follow it, with what each of them agrees to."""
        if not filed.edition:
            return [Agreement(number=number, part=part, to={}) for number, part in self.consents.items()]
        own = [
            Agreement(number=number, part=part, to={"step": step, "part": part, "of": self.agreed_to(part)})
            for number, part in self.agreeing(filed).items()
        ]
        return [*own, *(one for name, form in self.linked.items() for one in form.agreements(filed, name))]

    def must_agree(self, filed: Filing) -> dict[str, str]:
        """The citizen numbers of all of them, and as what each is asked first."""
        found: dict[str, str] = {}
        for one in self.agreements(filed):
            found.setdefault(one.number, one.part)
        return found

    def filer(self, filed: Filing) -> Filer | None:
        """As what they may file it; None, where they may not."""
        said = self.model_dump(mode="json")
        who = (one for one in self.filed_by if one.is_one(said, filed.applicant, filed.organisation, filed.day))
        return next(who, None)

    @property
    def case(self) -> str:
        """The case of the procedure (trường hợp), where cases differ in term or fee."""
        return ""

    @property
    def fee_class(self) -> str:
        """As what they declare to pay (đối tượng nộp phí), where the fee has classes."""
        return ""

    @property
    def payers_born(self) -> tuple[date, ...]:
        """When each of those was born whom it is for, where some are exempt by their age."""
        return ()

    @property
    def units(self) -> int:
        """Pages or copies, where the fee counts them."""
        return 1

    def faults(self, filed: Filing) -> list[Words]:  # noqa: ARG002 - what a form of its own looks at
        """Name what cannot be true about the form on the day it is filed."""
        return []


def assumed(form: type[BaseModel], said: Mapping[str, Any]) -> dict[str, Any]:
    """What a form that is not filled in whole says so far, with what it says by itself where nothing was chosen."""
    by_itself = {name: field.default for name, field in form.model_fields.items() if not field.is_required()}
    return by_itself | dict(said)


def unlabelled(form: type[BaseModel]) -> list[str]:
    """Name the fields of a form, and of its parts, that lack a title or its translation, which is the description."""
    schema = form.model_json_schema()
    models = {form.__name__: schema, **schema.get("$defs", {})}
    return [
        f"{name}.{field}"
        for name, model in models.items()
        for field, spec in model.get("properties", {}).items()
        if not spec.get("description") or spec.get("title", "") in ("", field.replace("_", " ").title())
    ]


def label(model: type[BaseModel], path: Sequence[str], which: str = "") -> str:
    """A field in the form's own words: its titles, from the outside in; ``which`` tells those of a list apart."""
    field = model.model_fields[path[0]]
    own = field.title or path[0]
    inside = next((one for one in models_in(field.annotation) if path[1:2] and path[1] in one.model_fields), None)
    return own if inside is None else f"{own}{which}: {label(inside, path[1:])}"


def differing(
    form: Form, answers: Mapping[str, Answer | Sequence[Answer | None] | None]
) -> list[tuple[str, list[Any]]]:
    """What registers say otherwise than a form: each in the form's own words, with what both of them say.

    Each answer is named by the part of the form that it is about; of a list there is one for each, in its order.
    """
    said = form.model_dump(mode="json")
    found: list[tuple[str, list[Any]]] = []
    for part, told in answers.items():
        several = isinstance(told, Sequence)
        pairs = zip(said[part], told, strict=True) if isinstance(told, Sequence) else [(said.get(part), told)]
        for place, (declared, answer) in enumerate(pairs, 1):
            if declared and answer:
                which = [place] if several else []
                for one in otherwise(declared, answer):
                    where = label(type(form), (part, one.name), f" {place}" * several)
                    found.append((where, [part, *which, one.name, declared[one.name], one.said]))
    return found


def otherwise(declared: Mapping[str, Any], answer: Answer) -> list[Compared]:
    """In what an answer differs from what is declared, where it may not."""
    both = compared(declared, answer.model_dump(mode="json"))
    return [one for one in both if not one.agrees and one.name not in answer.free]


class Guide(BaseModel):
    """What people want to know before they file: who may, which office decides, what they call it who read no laws."""

    who: Words
    office: Words
    said: str


class Paper(BaseModel):
    """A paper that the law asks for (thành phần hồ sơ)."""

    kind: str
    title: Words
    required: bool = True
    known_by: str = ""
    """The agency whose register holds it already, so that nobody has to bring it (Resolution 66.7/2025/NQ-CP)."""
    bound: bool = False
    """Whether its pages become part of the result: a file that cannot be read is refused when it is filed."""
    when: tuple[str, ...] = ()
    """The choices of the form with which it is required (``"basis=lodging"``); without any, it is with all of them."""

    results: tuple[str, ...] = ()
    """Kinds of results that are this paper: one of the applicant's own is taken from the shared warehouse for it."""
    expired: bool = False
    """Whether a result will do whose time is over: a former certificate is handed in all the same."""

    def asked(self, said: Mapping[str, Any]) -> bool:
        """Whether a form that says this asks for it, whoever has it."""
        chosen = {f"{name}={value}" for name, value in said.items()}
        return self.required and (not self.when or bool(chosen & {*self.when}))

    def may_be_brought(self, said: Mapping[str, Any]) -> bool:
        """Whether a form that says this asks for it, and somebody may have to bring it."""
        return self.asked(said) and bool(not self.known_by or self.results)

    def needed(self, said: Mapping[str, Any]) -> bool:
        """Whether who files a form that says this has to bring it."""
        return self.asked(said) and not self.known_by


class Result(BaseModel):
    """What the procedure gives: the content of a document that is numbered, sealed and stored."""

    template: ClassVar[str]
    kind: ClassVar[str]
    """Series of its number."""
    title: ClassVar[str] = "Kết quả giải quyết thủ tục hành chính"
    """What the document calls itself."""

    @classmethod
    def of(cls, *said: BaseModel, **more: Any) -> Self:
        """The result that takes from form and answers what its own fields are called; ``more`` is the rest."""
        return cls.model_validate(gathered(cls, said, more))

    @property
    def shown(self) -> dict[str, str]:
        """What its code says of the holder, under the labels that the document has: few things, none that it hides."""
        return {}

    @property
    def encloses(self) -> tuple[str, ...]:
        """SHA-256 of the papers that are bound behind it, before anybody signs: those alone that a task compared."""
        return ()

"""What a form asks, as parts of a page: read from the JSON Schema of its model."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel

from domain.choices import PROVINCES, label_of, words_of
from domain.office import Offices
from domain.words import Words

Schema = dict[str, Any]

DIGITS = re.compile(r"^\^\(?(?:\[0-9\]|\\d)\{(?P<least>\d+)(?:,(?P<most>\d+))?\}\)?\??\$$")
DATE = ("day", "month", "year")
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
CITIZEN, COMMUNE, PROVINCE = "^[0-9]{12}$", (r"^\d{5}$", r"^(\d{5})?$"), r"^\d{2}$"
LONG = 250
"""Characters from which on an answer gets several lines."""
COMMUNES = {"Phường", "Xã", "Đặc khu"}
MONEY = "đồng"
OTHER_THINGS = "details"
"""The section of what is not about a person or a thing of its own."""
DETAILS = Words(vi="Nội dung đề nghị", en="What you apply for")
CODE_OF = "Code of the "
WORDS = "x-words"
"""Where an agency's own form says what its choices mean: ``json_schema_extra={"x-words": {"a": {"vi": …, "en": …}}}``.
"""


class NotAskable(TypeError):
    """A form has a field that no page can ask for; says which, and what to do."""


@dataclass(frozen=True)
class Choice:
    """One of several answers."""

    value: Any
    words: Words

    @property
    def typed(self) -> str:
        """What a browser sends for it."""
        return {True: "yes", False: "no"}[self.value] if isinstance(self.value, bool) else str(self.value)

    def chosen(self, answer: Any) -> bool:
        """Whether this is the answer; 1 is not yes."""
        return isinstance(answer, bool) == isinstance(self.value, bool) and bool(answer == self.value)


@dataclass(frozen=True)
class Question:
    """Asks for one thing; ``kind`` says how: text, long, lines, digits, number, money, date, yes_no, choice, place."""

    shape: ClassVar[str] = "one"
    name: str
    """Where its answer stands in the form: ``trades.0.code``."""
    kind: str
    label: Words
    required: bool = True
    default: Any = None
    choices: tuple[Choice, ...] = ()
    least: float | None = None
    """Characters or digits, or for a number the number itself; as ``most``."""
    most: float | None = None
    pattern: str = ""

    @property
    def key(self) -> str:
        """Its name in the part that it belongs to."""
        return self.name.rpartition(".")[2]

    @property
    def id(self) -> str:
        """Its place on the page."""
        return id_of(self.name)

    def typed(self, answer: Any) -> str:
        """Write an answer as it is typed in."""
        if isinstance(answer, list):
            return "\n".join(str(line) for line in answer)
        known = [choice.words.vi for choice in self.choices if choice.value == answer]
        return known[0] if known else "" if answer is None else str(answer)

    def day(self, answer: Any) -> dict[str, str]:
        """Give a date in the parts that it is typed in, also one that there is not."""
        if isinstance(answer, dict):
            return {part: str(answer.get(part, "")) for part in DATE}
        found = ISO.fullmatch(str(answer or ""))
        return dict(zip(DATE, (found[3].lstrip("0"), found[2].lstrip("0"), found[1]), strict=True)) if found else {}


@dataclass(frozen=True)
class Group:
    """Asks about a person or thing; of one that need not be there it is asked first whether it is."""

    shape: ClassVar[str] = "group"
    name: str
    label: Words
    parts: "tuple[Part, ...]"
    optional: bool = False

    @property
    def key(self) -> str:
        """Its name in the part that it belongs to."""
        return self.name.rpartition(".")[2]

    @property
    def id(self) -> str:
        """Its place on the page."""
        return id_of(self.name)

    @property
    def there(self) -> str:
        """The name of the question whether it is there."""
        return f"{self.name}-there"

    @property
    def person(self) -> bool:
        """Whether it asks who somebody is, by number and name."""
        return {"number", "full_name"} <= {part.key for part in self.parts}


@dataclass(frozen=True)
class Many:
    """Asks about several things of a kind; ``at`` gives what is asked about one."""

    shape: ClassVar[str] = "many"
    name: str
    label: Words
    at: Callable[[int], Group]
    least: int = 0
    most: int = 50

    @property
    def key(self) -> str:
        """Its name in the part that it belongs to."""
        return self.name.rpartition(".")[2]

    @property
    def id(self) -> str:
        """Its place on the page."""
        return id_of(self.name)

    def shown(self, answers: Any) -> int:
        """Say how many are asked about: those there are, and at first as many as there must be."""
        return max(len(answers) if isinstance(answers, list) else 0, self.least)


Part = Question | Group | Many


@dataclass(frozen=True)
class Section:
    """What stands on a page of its own."""

    slug: str
    label: Words
    parts: tuple[Part, ...]


def id_of(name: str) -> str:
    """Give the id that a name has on a page."""
    return name.replace(".", "-")


def questions(model: type[BaseModel], offices: Offices | None = None) -> tuple[Part, ...]:
    """Give everything that a model asks, in its order."""
    schema = model.model_json_schema()
    return _Asked(schema.get("$defs", {}), offices).parts(schema, "", model.__name__)


def sections(model: type[BaseModel], offices: Offices | None = None) -> tuple[Section, ...]:
    """Give what a model asks, a page for each person or thing and one for the rest, where its first question stands."""
    parts = questions(model, offices)
    plain = tuple(part for part in parts if isinstance(part, Question))
    made: dict[str, Section] = {}
    for part in parts:
        if isinstance(part, Question):
            made.setdefault(OTHER_THINGS, Section(OTHER_THINGS, DETAILS, plain))
        else:
            made[part.key] = Section(part.key, part.label, (part,))
    return tuple(made.values())


@dataclass(frozen=True)
class _Asked:
    """Reads one schema."""

    models: dict[str, Schema]
    offices: Offices | None

    def parts(self, schema: Schema, prefix: str, model: str) -> tuple[Part, ...]:
        required = set(schema.get("required", []))
        return tuple(
            self._part(f"{prefix}{key}", spec, key in required, model) for key, spec in schema["properties"].items()
        )

    def _part(self, name: str, spec: Schema, required: bool, model: str) -> Part:
        kinds = [kind for kind in spec.get("anyOf", [spec]) if kind.get("type") != "null"]
        if len(kinds) > 1 and any("$ref" in kind or kind.get("type") == "array" for kind in kinds):
            raise NotAskable(f"{model}.{name}: a page asks for one kind of thing; let the form name each by itself")
        whole = spec | (kinds[0] if len(kinds) == 1 else {"type": "string"})
        label = _label(name.rpartition(".")[2], whole, model)
        if reference := whole.get("$ref"):
            return self._group(name, reference, label, optional="anyOf" in spec)
        if whole.get("type") == "array":
            return self._many(name, whole, label)
        return self._question(name, whole, label, required, model)

    def _group(self, name: str, reference: str, label: Words, optional: bool = False) -> Group:
        model = reference.rpartition("/")[2]
        return Group(name, label, self.parts(self.models[model], f"{name}.", model), optional)

    def _many(self, name: str, spec: Schema, label: Words) -> Part:
        least, most = spec.get("minItems", 0), spec.get("maxItems", 50)
        if not (reference := spec["items"].get("$ref")):
            return Question(name, "lines", label, required=bool(least), least=least, most=most)
        return Many(name, label, lambda index: self._group(f"{name}.{index}", reference, label), least, most)

    def _question(self, name: str, spec: Schema, label: Words, required: bool, model: str) -> Question:
        kind, default = _kind(spec), spec.get("default")
        least, most = _bounds(spec)
        return Question(
            name,
            kind,
            label,
            required=required or default not in (None, ""),
            default=default,
            choices=tuple(self._choices(name, kind, spec, model)),
            least=least,
            most=most,
            pattern=spec.get("pattern", ""),
        )

    def _choices(self, name: str, kind: str, spec: Schema, model: str) -> Iterator[Choice]:
        if kind == "yes_no":
            yield from (Choice(True, words_of("yes")), Choice(False, words_of("no")))
        elif kind == "choice":
            values = spec.get("enum", [spec.get("const")])
            field, own = f"{model}.{name.rpartition('.')[2]}", spec.get(WORDS, {})
            yield from (Choice(v, Words(**own[str(v)]) if str(v) in own else words_of(v, field)) for v in values)
        elif spec.get("pattern") == PROVINCE:
            yield from (Choice(code, Words(vi=said, en=said)) for code, said in PROVINCES.items())
        elif kind == "place" and self.offices:
            communes = (office for office in self.offices.offices if office.kind in COMMUNES)
            yield from (Choice(office.code, Words(vi=office.title, en=office.title)) for office in communes)


def _label(key: str, spec: Schema, model: str) -> Words:
    vi, en = spec.get("title", ""), spec.get("description", "")
    if not en or vi in ("", key.replace("_", " ").title()):
        return label_of(key, model)
    if spec.get("pattern") in (*COMMUNE, PROVINCE) and en.startswith(CODE_OF):
        en = en.removeprefix(CODE_OF).capitalize()
    return Words(vi=vi, en=en)


def _kind(spec: Schema) -> str:
    pattern, kind = spec.get("pattern", ""), spec.get("type", "string")
    if "enum" in spec or "const" in spec:
        return "choice"
    if spec.get("format") == "date":
        return "date"
    if pattern in (*COMMUNE, PROVINCE):
        return "place"
    if DIGITS.match(pattern):
        return "digits"
    if kind in ("integer", "number"):
        return "money" if MONEY in spec.get("title", "") else "number"
    if kind == "boolean":
        return "yes_no"
    return "long" if spec.get("maxLength", 0) > LONG else "text"


def _bounds(spec: Schema) -> tuple[float | None, float | None]:
    if found := DIGITS.match(spec.get("pattern", "")):
        return float(found["least"]), float(found["most"] or found["least"])
    least, above = spec.get("minLength", spec.get("minimum")), spec.get("exclusiveMinimum")
    return (above + 1 if above is not None else least), spec.get("maxLength", spec.get("maximum"))

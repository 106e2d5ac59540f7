"""What a form asks, read from the JSON Schema of its model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from api.web.fields.questions import Alternative, Choice, Either, Group, Many, Part, Question, Section
from domain.base.words import Words, made, plain
from domain.statute.offices import Offices
from domain.vietnam.labels import CHOICES, PROVINCES, label_of, words_of
from workflows.engine.askable import Schema, Schemas, Shape

DIGITS = re.compile(r"^\^\(?(?:\[0-9\]|\\d)\{(?P<least>\d+)(?:,(?P<most>\d+))?\}\)?\??\$$")
COMMUNE, PROVINCE = (r"^\d{5}$", r"^(\d{5})?$"), r"^\d{2}$"
LONG = 250
"""Characters from which on an answer gets several lines."""
MONEY = "đồng"
OTHER_THINGS = "details"
"""The section of what is not about a person or a thing of its own."""
DETAILS = Words(vi="Nội dung đề nghị", en="What you apply for")
CODE_OF = "Code of the "


def questions(model: type[BaseModel], offices: Offices | None = None) -> tuple[Part, ...]:
    """Everything that a model asks, in its order; ``NotAskable`` names a field that no page can ask for."""
    schemas = Schemas(model, CHOICES)
    return _Asked(schemas, offices).parts(schemas.top, "", model.__name__)


def sections(model: type[BaseModel], offices: Offices | None = None) -> tuple[Section, ...]:
    """What a model asks, a page for each person or thing and one for the rest, where its first question stands."""
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
    """Reads one form."""

    schemas: Schemas
    offices: Offices | None

    def parts(self, schema: Schema, prefix: str, model: str, told: str = "") -> tuple[Part, ...]:
        """What a model asks, but for the tag by which it was told already."""
        required = set(schema.get("required", []))
        fields = [(key, spec) for key, spec in schema["properties"].items() if key != told]
        return tuple(self._part(f"{prefix}{key}", spec, key in required, model) for key, spec in fields)

    def _part(self, name: str, spec: Schema, required: bool, model: str) -> Part:
        key = name.rpartition(".")[2]
        shape = self.schemas.shape(spec, f"{model}.{key}")
        label = _label(key, shape.spec, model)
        if shape.items:
            return self._many(name, shape, label)
        if shape.model or shape.kinds:
            return self._thing(name, shape, label, shape.optional)
        return self._question(name, shape.spec, label, required, model)

    def _thing(self, name: str, shape: Shape, label: Words, optional: bool = False) -> Group | Either:
        models = self.schemas.models
        if shape.model:
            return Group(name, label, self.parts(models[shape.model], f"{name}.", shape.model), optional)
        kinds: list[Alternative] = []
        for kind in shape.kinds:
            choice = Choice(kind.model if kind.tag is None else kind.tag, kind.words)
            told = "" if kind.tag is None else kind.mark
            parts = self.parts(models[kind.model], f"{name}.{choice.typed}.", kind.model, told)
            kinds.append(Alternative(choice, parts, kind.mark, kind.tag))
        return Either(name, label, tuple(kinds), optional)

    def _many(self, name: str, shape: Shape, label: Words) -> Part:
        spec, items = shape.spec, shape.items
        least, most = spec.get("minItems", 0), spec.get("maxItems", 50)
        if items and (items.model or items.kinds):
            return Many(name, label, lambda index: self._thing(f"{name}.{index}", items, label), least, most)
        return Question(name, "lines", label, required=bool(least), least=least, most=most)

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
            field = f"{model}.{name.rpartition('.')[2]}"
            yield from (Choice(v, self.schemas.words_of(v, spec, field)) for v in values)
        elif spec.get("pattern") == PROVINCE:
            yield from (Choice(code, plain(said)) for code, said in PROVINCES.items())
        elif kind == "place" and self.offices:
            for office in self.offices.communes_by_name:
                yield Choice(office.code, plain(office.title))


def _label(key: str, spec: Schema, model: str) -> Words:
    vi, en = spec.get("title", ""), spec.get("description", "")
    if not en or vi in ("", key.replace("_", " ").title()):
        return label_of(key, model)
    said = Words(vi=vi, en=en)
    if spec.get("pattern") in (*COMMUNE, PROVINCE) and en.startswith(CODE_OF):
        return made(_of_place, said)
    return said


def _of_place(text: str) -> str:
    """A place is chosen by its name, whatever a program sends."""
    return text.removeprefix(CODE_OF).capitalize() if text.startswith(CODE_OF) else text


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

"""How a form may be asked on pages, read from its JSON Schema; what no page can ask is refused by its name."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from domain.base.words import Words, plain
from domain.registers.registry import Said

Schema = dict[str, Any]

WORDS = "x-words"
"""Where an agency's own form says what its choices mean: ``json_schema_extra={"x-words": {"a": {"vi": …, "en": …}}}``.
"""
TELLS_NOTHING = {"$ref", "anyOf", "oneOf", "discriminator"}
UNTYPED = {"date-time", "time", "duration", "binary"}
"""Formats that nobody types in."""


class NotAskable(TypeError):
    """A form has a field that no page can ask for: ``what`` says which and why, ``instead`` what to write."""

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(f"{what}; {instead}")
        self.what, self.instead = what, instead


@dataclass(frozen=True)
class Kind:
    """One of the models that a field may be; told from the others by its tag, or by a field that it alone requires."""

    model: str
    words: Words
    mark: str
    tag: Any = None
    """What ``mark`` says, where it is a tag."""


@dataclass(frozen=True)
class Shape:
    """What a field is: of one model, of one of several kinds, several things of ``items``, or a plain answer."""

    spec: Schema
    """Its own schema, with that of a plain type to which it refers."""
    optional: bool = False
    model: str = ""
    kinds: tuple[Kind, ...] = ()
    items: "Shape | None" = None


class Schemas:
    """The models of one form, by name; ``choices`` says what values mean in many forms."""

    def __init__(self, form: type[BaseModel], choices: Said) -> None:
        schema = form.model_json_schema()
        self.models: dict[str, Schema] = schema.get("$defs", {})
        self.top = self.models[_name(schema["$ref"])] if "$ref" in schema else schema
        own: Said = getattr(form, "choices", {})
        self._choices = {**choices, **{f"{form.__name__}.{choice}": words for choice, words in own.items()}}

    def shape(self, spec: Schema, where: str) -> Shape:
        """Say what a field is, or ``NotAskable``."""
        found = list(self._opened(spec))
        one_of = [one for one in found if one.get("type") != "null"]
        own, optional = {key: said for key, said in spec.items() if key not in TELLS_NOTHING}, one_of != found
        models = [_name(one["$ref"]) for one in one_of if "$ref" in one]
        if models and len(models) < len(one_of):
            raise NotAskable(f"{where} is one of several models, or something else", "give each a field of its own")
        if len(models) > 1:
            return Shape(own, optional, kinds=self._kinds(models, self._declared(spec), where))
        if models:
            return Shape(own, optional, model=models[0])
        if len(one_of) == 1:
            return self._plain(one_of[0] | own, where, optional)
        for one in one_of:
            if self._plain(one, where).items:
                raise NotAskable(f"{where} is a list, or something else", "give each a field of its own")
        return Shape(own | {"type": "string"}, optional)

    def _opened(self, spec: Schema) -> Iterator[Schema]:
        """What a field may be, one by one."""
        if "$ref" in spec and "properties" not in (there := self.models[_name(spec["$ref"])]):
            yield from self._opened(there)
        elif several := spec.get("anyOf") or spec.get("oneOf"):
            for one in several:
                yield from self._opened(one)
        else:
            yield spec

    def _declared(self, spec: Schema) -> str:
        """Name the tag that the form itself declares for a union, or nothing."""
        there = [self.models[_name(spec["$ref"])]] if "$ref" in spec else spec.get("anyOf", [])
        own = spec.get("discriminator", {}).get("propertyName", "")
        return own or next((tag for one in there if (tag := self._declared(one))), "")

    def _plain(self, spec: Schema, where: str, optional: bool = False) -> Shape:
        if spec.get("type") == "array":
            return Shape(spec, optional, items=self._items(spec, where))
        if spec.get("format") in UNTYPED:
            raise NotAskable(f"{where} is a {spec['format']}, which nobody types in", "use date, or str")
        if "enum" in spec or "const" in spec or spec.get("type") in ("string", "integer", "boolean"):
            return Shape(spec, optional)
        if spec.get("type") == "number":
            raise NotAskable(f"{where} is a number with a fraction, and pages ask for whole ones", "use int, or str")
        raise NotAskable(f"{where} has no fields of its own to ask for", "write a model, or a list of models")

    def _items(self, spec: Schema, where: str) -> Shape:
        if "items" not in spec:
            raise NotAskable(f"{where} has places of different types", "write a model that names each")
        item = self.shape(spec["items"], where)
        chosen = {"enum", "const", "format"} & set(item.spec)
        text = item.spec.get("type") == "string" and not chosen
        if item.optional or not (item.model or item.kinds or text):
            raise NotAskable(f"{where} is a list of neither texts nor models", "write a model with one field")
        return item

    def _kinds(self, models: list[str], declared: str, where: str) -> tuple[Kind, ...]:
        tagged = self._tagged(models, declared)
        kinds = tagged or tuple(self._told_by_field(models))
        if len(kinds) < len(models):
            instead = 'give each a tag, kind: Literal["…"], or a required field that no other has'
            raise NotAskable(f"{where}: nothing tells apart {', '.join(models)}", instead)
        for kind in kinds:
            if kind.words.vi in (kind.model, str(kind.tag)):
                instead = 'write model_config = ConfigDict(title="…") in Vietnamese, and a docstring in English'
                raise NotAskable(f"{where}: nobody is told what {kind.model} is", instead)
        return kinds

    def _tagged(self, models: list[str], declared: str) -> tuple[Kind, ...]:
        """Tell models apart by the declared tag, or the first field of which each has values of its own."""
        for key in (declared, *self.models[models[0]]["properties"]):
            values = [_values(self.models[model]["properties"].get(key, {})) for model in models]
            every = Counter(value for own in values for value in own)
            if all(values) and max(every.values()) == 1:
                pairs = [(model, value) for model, own in zip(models, values, strict=True) for value in own]
                return tuple(Kind(model, self._words(model, key, value), key, value) for model, value in pairs)
        return ()

    def _told_by_field(self, models: list[str]) -> Iterator[Kind]:
        for model in models:
            others = {key for other in models if other != model for key in self.models[other]["properties"]}
            own = [key for key in self.models[model].get("required", []) if key not in others]
            if own:
                yield Kind(model, self._titled(model), own[0])

    def words_of(self, value: Any, spec: Schema, field: str) -> Words:
        """Say what a value of a model's field means."""
        if own := spec.get(WORDS, {}).get(str(value)):
            return Words(**own)
        return self._choices.get(f"{field}={value}") or self._choices.get(str(value)) or plain(str(value))

    def _words(self, model: str, key: str, value: Any) -> Words:
        words = self.words_of(value, self.models[model]["properties"][key], f"{model}.{key}")
        return self._titled(model) if words.vi == str(value) else words

    def _titled(self, model: str) -> Words:
        schema = self.models[model]
        vi, en = schema.get("title", model), schema.get("description", "").partition("\n")[0].removesuffix(".")
        return Words(vi=vi if en else model, en=en or model)


def unaskable(form: type[BaseModel], choices: Said) -> Iterator[NotAskable]:
    """Everything in a form that no page can ask for."""
    schemas = Schemas(form, choices)
    yield from _Walk(schemas).through(form.__name__, schemas.top, ())


class _Walk:
    """Looks at each model once, however often it is asked about."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas, self._seen = schemas, set[str]()

    def through(self, model: str, schema: Schema, around: tuple[str, ...]) -> Iterator[NotAskable]:
        self._seen.add(model)
        for key, spec in schema["properties"].items():
            try:
                shape = self._schemas.shape(spec, f"{model}.{key}")
                yield from self._inside(shape, f"{model}.{key}", (*around, model))
            except NotAskable as mistake:
                yield mistake

    def _inside(self, shape: Shape, where: str, around: tuple[str, ...]) -> Iterator[NotAskable]:
        if shape.items:
            # Of a list at first nothing is asked, so that a model may hold a list of its like.
            yield from self._inside(shape.items, where, ())
        for model in dict.fromkeys([kind.model for kind in shape.kinds] or [shape.model]):
            if model in around:
                raise NotAskable(f"{where} holds a {model} inside of a {model}, without end", "write a list of them")
            if model and model not in self._seen:
                yield from self.through(model, self._schemas.models[model], around)


def _values(spec: Schema) -> tuple[Any, ...]:
    """The values that a tag may have."""
    return tuple(spec.get("enum", [spec["const"]] if "const" in spec else []))


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]

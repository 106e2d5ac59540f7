"""A further language is a folder of catalogues and nothing else: what the tool makes says all that is read."""

import ast
import importlib
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from pydantic import BaseModel

from api.web.fields import questions, read
from commands.options import ROOT
from commands.texts import PLACE, WORDS, places_of_english
from domain.base.words import Words, joined, plain
from domain.statute.offices import UnknownOffice
from infra.facts.loading import FACTS
from infra.notifications.notices import KINDS, compose
from tests.infra.notifications.test_notices import CONTEXT
from tests.support.pseudo import accented, languages, untranslated
from tests.web.filing.sheet import Sheet, rendered
from tests.web.filing.test_fields import MODELS, OFFICES, every

MODULES = [
    path.relative_to(ROOT)
    for folder in WORDS
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path.name != "__init__.py" and "migrations" not in path.parts
]
FAMILIAR = re.compile(r"\bbạn\b", re.IGNORECASE)
TEXTS = (".py", ".po", ".html", ".txt", ".json")
NAMES = ("Motcua", "đồñĝ")
"""What is called so in every language."""


def words_in(value: Any, depth: int = 4) -> Iterator[Words]:
    """Give the words that a thing holds, however deep."""
    if isinstance(value, Words):
        yield value
        return
    inner: list[Any] = []
    if isinstance(value, dict):
        inner = [*value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inner = [*value]
    elif is_dataclass(value):
        inner = [getattr(value, field.name, None) for field in fields(value)]
    elif isinstance(value, BaseModel):
        inner = [getattr(value, name, None) for name in type(value).model_fields]
    elif isinstance(value, type) and depth == 4:
        inner = [*vars(value).values()]
    yield from (one for each in inner if depth for one in words_in(each, depth - 1))


def lacking(words: Words, *data: str) -> list[str]:
    """Give what of these words the catalogues do not have."""
    return untranslated(PLACE.sub(" ", words.in_(accented())), *NAMES, *data)


def test_what_a_folder_is_called_is_offered_after_the_two_of_the_house() -> None:
    assert languages().codes == ("vi", "en", "en-XA")
    assert languages()["fr"] == "vi", "who asks for another reads Vietnamese"


def test_words_that_no_catalogue_has_are_seen() -> None:
    words = Words(vi="Chưa dịch", en="Not in any catalogue")
    assert words.in_(accented()) == "Not in any catalogue"
    assert lacking(words)


def test_words_made_of_words_are_said_anew_in_each_language() -> None:
    refused = UnknownOffice("X.1").words
    said = joined("; ", [refused, Words(vi="", en=""), plain("Nguyễn Thị Lan Anh")])
    assert (said.vi, said.en) == (f"{refused.vi}; Nguyễn Thị Lan Anh", f"{refused.en}; Nguyễn Thị Lan Anh")
    assert said.in_(accented()) == "[Ñö öƒƒîçë ĥåš ţĥë çöðë X.1.]; Nguyễn Thị Lan Anh"
    assert said == Words(vi=said.vi, en=said.en), "how they were made is nobody's business"
    assert said.model_dump() == {"vi": said.vi, "en": said.en}


def test_no_words_that_a_module_holds_are_left_in_english() -> None:
    names = [".".join(path.with_suffix("").parts) for path in MODULES]
    held = {one for name in names for value in vars(importlib.import_module(name)).values() for one in words_in(value)}
    assert len(held) > 800
    assert [(words.en, lacking(words)) for words in held if lacking(words)] == []


def test_no_fact_is_left_in_english() -> None:
    facts = [json.loads(path.read_text()) for path in sorted(FACTS.glob("*.json"))]
    said = [*_facts(facts)]
    assert len(said) > 40
    assert [words.en for words in said if lacking(words)] == []


def _facts(fact: Any) -> Iterator[Words]:
    if isinstance(fact, dict) and {"vi", "en"} <= fact.keys():
        yield Words.model_validate(fact)
    elif isinstance(fact, dict | list):
        yield from (one for each in (fact.values() if isinstance(fact, dict) else fact) for one in _facts(each))


@pytest.mark.parametrize("kind", KINDS)
def test_no_notice_is_left_in_english(kind: str) -> None:
    data = ["17:00, 24/11/2026 (UTC+7)", "20,000 VND", *(str(one) for one in CONTEXT.values()), "Giấy chứng sinh"]
    for corrects in (True, False):
        subject, body = compose(kind, accented(), CONTEXT | {"corrects": corrects})
        assert untranslated(f"{subject}\n{body}", *data) == []
        assert "[" in subject


@pytest.mark.parametrize("model", MODELS, ids=lambda one: one.__name__)
def test_no_question_of_a_form_is_left_in_english(model: type[BaseModel]) -> None:
    named = [office.title for office in OFFICES.offices]
    parts = questions(model, OFFICES)
    for question in every(parts):
        assert lacking(question.label) == [], question.name
        assert [choice for choice in question.choices if _shown(choice.words, named)] == [], question.name
    _, errors = read(parts, Sheet(rendered(parts, {})).sent)
    assert [words.en for words in errors.values() if lacking(words)] == []


def _shown(words: Words, named: list[str]) -> list[str]:
    """Give what is lacking, but for the names of offices and provinces, which read alike."""
    return [] if words.vi == words.en else lacking(words, *named)


def test_people_are_called_as_an_office_calls_them() -> None:
    folders = (*WORDS, "locales", "sandbox", "templates")
    said = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in TEXTS]
    assert len(said) > 400
    familiar = [str(path.relative_to(ROOT)) for path in said if FAMILIAR.search(path.read_text())]
    assert familiar == [], "an office writes “ông/bà” to whoever reads"


def test_no_refusal_and_no_words_are_put_together_out_of_sight_of_the_catalogues() -> None:
    trees = {path: ast.parse((ROOT / path).read_text()) for path in MODULES if path.parts[:2] != ("infra", "local")}
    places = places_of_english(trees.values())
    assert {"Refusal", "LimitReached", "CardUnreadable", "fault"} <= places.keys()
    found = [
        f"{path}:{call.lineno}"
        for path, tree in trees.items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(_english_of(call, places), ast.JoinedStr | ast.BinOp)
    ]
    assert found == [], "what fills a text is given beside it"


def _english_of(call: ast.Call, places: dict[str, int]) -> ast.expr | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    named = {one.arg: one.value for one in call.keywords}
    return next(iter(call.args[places[name] :]), None) if name in places else named.get("en")

"""Every text that people read, in English, and where it stands first: what the catalogues of a language translate.

Of ``PAGES`` every language says all; of ``WORDS``, beside which Vietnamese stands already, every further language.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.extract import DEFAULT_KEYWORDS, extract

from domain.base.words import VIETNAMESE
from infra.notifications.notices import translated

Key = tuple[str, str]
"""A text's context and the text; of a text with a plural, its singular."""
Ids = str | tuple[str, ...]
"""The text, or its singular and plural."""
Found = Iterator[tuple[Key, Ids, str]]
PAGES = {"templates/web/**/*.html": "jinja2", "api/web/**/*.py": "python"}
WORDS = ("domain", "infra", "api", "workflows", "activities", "commands")
# As api/web/show.py sets its environment: what is extracted must be what is asked for.
OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}
KEYWORDS = DEFAULT_KEYWORDS | {"say": None}
"""``say = language.says`` is how Python says a text."""
PLACE = re.compile(r"%\(\w+\)\w|%%|{{.*?}}|{%.*?%}|{[^{}]*}")
"""What is filled in, or read by Jinja; not translated."""
LETTER = re.compile(r"[^\W\d_]")


def of_pages(root: Path) -> Found:
    """What templates and routes of the pages say."""
    for pattern, method in PAGES.items():
        for path in sorted(root.glob(pattern)):
            with path.open("rb") as file:
                options = OPTIONS if method == "jinja2" else {}
                for line, ids, _, context in extract(method, file, KEYWORDS, options=options):
                    singular = ids if isinstance(ids, str) else ids[0]
                    yield (context or "", singular), ids, f"{path.relative_to(root)}:{line}"


def said(root: Path, language: str) -> dict[Key, str]:
    """Every text that a language has to say, and where it stands first."""
    texts: dict[Key, str] = {}
    for key, _, where in wanted(root, language):
        texts.setdefault(key, where)
    return texts


def wanted(root: Path, language: str) -> Found:
    """Every text that a language has to say, wherever it stands."""
    yield from of_pages(root)
    if language != VIETNAMESE:
        yield from of_words(root)


def of_words(root: Path) -> Found:
    """What ``Words``, refusals, forms, facts and notices say."""
    for text, where in (*_in_code(root), *_in_facts(root), *_in_notices(root)):
        if LETTER.search(PLACE.sub("", text)):
            yield ("", text), text, where


def _in_code(root: Path) -> Iterator[tuple[str, str]]:
    files = [path for folder in WORDS for path in sorted((root / folder).rglob("*.py"))]
    trees = {path: ast.parse(path.read_text()) for path in files}
    places = places_of_english(trees.values())
    for path, tree in trees.items():
        for node in ast.walk(tree):
            for text in _english(node, places):
                yield text, f"{path.relative_to(root)}:{getattr(node, 'lineno', 1)}"


def _english(node: ast.AST, places: dict[str, int]) -> Iterator[str]:
    """The English beside Vietnamese: ``Words``, refusals, a field's title and description, what its choices mean."""
    pairs: list[Sequence[ast.AST | None]]
    if isinstance(node, ast.Call):
        named = {one.arg: one.value for one in node.keywords}
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = places.get(name)
        given = node.args[place - 1 : place + 1] if place else []
        pairs = [(named.get("vi"), named.get("en")), (named.get("title"), named.get("description")), given]
    elif isinstance(node, ast.Dict):
        items = {_text(key): value for key, value in zip(node.keys, node.values, strict=True)}
        pairs = [(items.get("vi"), items.get("en"))]
    elif isinstance(node, ast.FunctionDef):
        names = [one.arg for one in node.args.args]
        unsaid = dict(zip(reversed(names), reversed(node.args.defaults), strict=False))
        pairs = [(unsaid.get("vi"), unsaid.get("en"))]
    else:
        return
    for pair in pairs:
        texts = [text for one in pair if (text := _text(one)) is not None]
        if len(texts) == 2:
            yield texts[1]


def places_of_english(trees: Iterable[ast.AST]) -> dict[str, int]:
    """By the name of what is called: which argument is English, as the parameter ``en`` says, after Vietnamese."""
    places: dict[str, int] = {}
    bases: dict[str, list[str]] = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.ClassDef):
            bases[node.name] = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
            for one in node.body:
                if isinstance(one, ast.FunctionDef) and one.name == "__init__" and (place := _place(one)):
                    places[node.name] = place
        elif isinstance(node, ast.FunctionDef) and (place := _place(node)):
            places[node.name] = place
    while inherited := {
        name: places[base] for name, known in bases.items() for base in known if name not in places and base in places
    }:
        places |= inherited
    return places


def _place(function: ast.FunctionDef) -> int | None:
    names = [one.arg for one in function.args.args if one.arg not in ("self", "cls")]
    return names.index("en") if "en" in names[1:] else None


def _text(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _in_facts(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "domain").rglob("facts/*.json")):
        for text in _english_of(json.loads(path.read_text())):
            yield text, str(path.relative_to(root))


def _english_of(fact: Any) -> Iterator[str]:
    if isinstance(fact, dict) and {"vi", "en"} <= fact.keys():
        yield fact["en"]
    elif isinstance(fact, dict | list):
        for one in fact.values() if isinstance(fact, dict) else fact:
            yield from _english_of(one)


def _in_notices(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "templates" / "notices").glob("*.en.txt")):
        texts: list[str] = []
        translated(path.read_text(), lambda text, texts=texts: texts.append(text) or text)  # type: ignore[misc]
        yield from ((text, str(path.relative_to(root))) for text in texts)

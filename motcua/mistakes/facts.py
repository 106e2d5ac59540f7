"""Mistakes in what a procedure takes from the law's data: a figure or an Article that its version does not have."""

import ast
import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from domain.statute.fees import When
from domain.statute.versions import Rules
from motcua.mistakes.mistake import Mistake
from motcua.mistakes.reading import UNSAID, Method, Reading, function

CITES = {"refuse", "require", "find"}
Place = tuple[str, int]


def not_in_the_facts(reading: Reading, rules: Rules) -> Iterator[Mistake]:
    """What it names and the version in force does not have."""
    for method, key in _figures(reading):
        if lacks(key, method, rules.figures):
            shown = ast.unparse(key).strip("'f\"")
            what = f"{rules.version} has no figure “{shown}”"
            wanted = _near(shown, rules.figures) or f'add "figures": {{"{shown}": {{"value": …}}}} to its facts'
            yield Mistake(method.file, key.lineno, what, wanted)
    yield from _unpaid(reading, rules)
    for method in reading.all:
        for call in method.calls():
            verb, given = reading.verb(call), None
            if verb in CITES and (given := reading.arguments(call)) is not None:
                yield from _uncited(method, call, verb, given, rules)


def _unpaid(reading: Reading, rules: Rules) -> Iterator[Mistake]:
    """A fee that is collected twice, or never: the facts say when it is due, and the procedure collects it or not."""
    collects = [(one, call) for one in reading.all for call in one.calls() if reading.verb(call) == "collect"]
    if rules.fee is None or (examine := reading.examine) is None:
        return
    by_the_procedure, when = rules.fee.when == When.SUPPLEMENT, rules.fee.when.value
    if by_the_procedure and not collects:
        what = f'{rules.version} has a fee that the procedure collects ("when": {when}), and it does not'
        wanted = 'write await self.collect(), or "when": 1 (as it is accepted) or 4 (before the result is handed over)'
        yield Mistake(*examine.at, what, wanted)
    for method, call in () if by_the_procedure else collects:
        what = f'the engine collects the fee of {rules.version} by itself ("when": {when}), and it is collected here'
        yield Mistake(method.file, call.lineno, what, 'leave it out, or write "when": 2 in its facts')


def _uncited(
    method: Method, call: ast.Call, verb: str, given: Mapping[str, ast.expr], rules: Rules
) -> Iterator[Mistake]:
    """A refusal says where the law says so (căn cứ)."""
    said, reason = given.get("article"), method.value(given["reason"]) if "reason" in given else UNSAID
    listed = "one of " + ", ".join(rules.articles) if rules.articles else '"articles": {"…": {"basis": …}} to its facts'
    if said is None and isinstance(reason, str) and reason in rules.articles:
        wanted = f'write self.{verb}(…, "…", "{reason}"), the reason first, as the applicant is to read it'
        yield Mistake(method.file, call.lineno, f"{verb} gives the Article “{reason}” and no reason", wanted)
    elif said is None or method.value(said) == "":
        cite = "name" if rules.articles else "add"
        yield Mistake(method.file, call.lineno, f"{verb} is a refusal without an Article", f"{cite} {listed}")
    elif lacks(said, method, rules.articles):
        shown = str(method.value(said)) if method.value(said) is not UNSAID else ast.unparse(said)
        what = f"{rules.version} has no Article “{shown}”, so {verb} is a refusal without an Article"
        wanted = _near(shown, rules.articles) or f'add "articles": {{"{shown}": {{"basis": …}}}} to its facts'
        yield Mistake(method.file, said.lineno, what, wanted)


def lacks(said: ast.expr, method: Method, known: Mapping[str, object]) -> bool:
    """Whether nothing has this name; of one made of parts, whether nothing could."""
    if isinstance(said, ast.JoinedStr):
        parts = (re.escape(str(one.value)) if isinstance(one, ast.Constant) else ".*" for one in said.values)
        fits = re.compile("".join(parts))
        return not any(fits.fullmatch(name) for name in known)
    name = method.value(said)
    return isinstance(name, str) and name not in known


def _near(name: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"write {near[0]}" if near else ""


def _figures(reading: Reading) -> Iterator[tuple[Method, ast.expr]]:
    """Every figure that is taken, wherever the figures were given to."""
    methods = {one.at: one for one in (*reading.methods.values(), *reading.reached)}
    called = defaultdict[Place, set[str]](set)
    while _given_on(reading, methods, called):
        pass
    for at, method in methods.items():
        figures = called[at] | {*_aliases(method, called[at])}
        for node in method.walk():
            match node:
                case ast.Subscript(value=said, slice=key) if _are(said, figures):
                    yield method, key
                case ast.Call(func=ast.Attribute(value=said, attr="get"), args=[key, *_]) if _are(said, figures):
                    yield method, key


def _given_on(reading: Reading, methods: Mapping[Place, Method], called: dict[Place, set[str]]) -> bool:
    """Note under what names functions are given the figures; whether there are new ones."""
    before = sum(map(len, called.values()))
    for at, method in methods.items():
        figures = called[at] | {*_aliases(method, called[at])}
        for call in method.calls():
            own = reading.methods.get(reading.called(call))
            named = method.names.get(call.func.id) if isinstance(call.func, ast.Name) else None
            if (to := own or function(named, reading.procedure.__module__)) is None:
                continue
            given = [*zip(to.parameters, call.args, strict=False), *((one.arg, one.value) for one in call.keywords)]
            called[to.at] |= {name for name, value in given if name and _are(value, figures)}
    return sum(map(len, called.values())) > before


def _aliases(method: Method, given: set[str]) -> Iterator[str]:
    for target, value in method.assigned():
        if isinstance(target, ast.Name) and _are(value, given):
            yield target.id


def _are(said: ast.expr, names: set[str]) -> bool:
    """Whether it is the figures."""
    if isinstance(said, ast.Attribute):
        return said.attr == "figures"
    return isinstance(said, ast.Name) and said.id in names

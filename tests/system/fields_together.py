"""What the fields of a form must be together, as the forms say it when it is not so: the table of `docs/fields.md`.

``python -m tests.system.fields_together`` writes it anew.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from api.web.fields.checking import CONTRADICT
from domain.base.words import Words
from workflows.catalogue import every
from workflows.engine.forms import Form

PAGE = Path(__file__).parents[2] / "docs" / "fields.md"
HEAD = "| procedure | refused with | | by |\n|---|---|---|---|\n"


def table() -> str:
    """Write a row for each refusal of each procedure's form."""
    forms = {procedure.code: procedure.form for procedure in every()}
    rows = [(code, *refusal) for code, form in sorted(forms.items()) for refusal in of(form)]
    return HEAD + "".join(f"| {code} | {vi} | {en} | `{where}` |\n" for code, vi, en, where in rows)


def of(form: type[Form]) -> Iterator[tuple[str, str, str]]:
    """Give what a form refuses in both languages, and the class and function that do."""
    for kind in form.__mro__:
        if "faults" in kind.__dict__ and issubclass(kind, Form):
            where = f"{kind.__name__}.faults"
            yield from ((words.vi, words.en, where) for words in words_of(kind.__dict__["faults"]))
            if "super().faults" not in inspect.getsource(kind.__dict__["faults"]):
                break
    for name, validator in form.__pydantic_decorators__.model_validators.items():
        for en in raised(validator.func):
            yield CONTRADICT.vi, en, f"{form.__name__}.{name}"


def words_of(function: Callable[..., Any]) -> Iterator[Words]:
    """Find the words that stand in a function, written there or by name."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Words")):
                yield Words(**{part.arg: ast.literal_eval(part.value) for part in node.keywords if part.arg})
            case ast.Name(id=name):
                words = function.__globals__.get(name)
                if isinstance(words, Words) and words.vi.endswith("."):  # a sentence, and no word to put into one
                    yield words


def raised(function: Callable[..., Any]) -> Iterator[str]:
    """Find the texts with which a function refuses."""
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        match node:
            case ast.Raise(exc=ast.Call(args=[ast.Constant(value=str(text))])):
                yield text


if __name__ == "__main__":
    before, _, _ = PAGE.read_text().partition(HEAD)
    PAGE.write_text(before + table())

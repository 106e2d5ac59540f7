"""Mistakes by which a dossier that goes through its journal anew would not find what it found: a clock, or chance."""

import ast
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from motcua.mistakes.mistake import Mistake
from motcua.mistakes.reading import Method, Reading, outer

CLOCK = {
    *("datetime.date.today", "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow"),
    *("asyncio.sleep", "temporalio.workflow.now", "temporalio.workflow.sleep"),
    *("temporalio.workflow.time", "temporalio.workflow.time_ns"),
}
CHANCE = {"os.urandom", "os.environ", "os.getenv", "temporalio.workflow.random", "temporalio.workflow.uuid4"}
OF_CLOCKS, OF_CHANCE = ("time.",), ("random.", "secrets.", "uuid.uuid")
DAYS = "take self.filed_on, accepted_on, approved_on or last_day, and wait with self.until(…)"
SAID = "let the form, an answer or a register say it; numbers are the engine's"


class Imported(str):
    """What a function imports by itself, under the name that the library has for it."""

    __slots__ = ()


def of_its_own(reading: Reading) -> Iterator[Mistake]:
    """Where what the engine calls asks the machine, and not the journal."""
    for method in reading.reached:
        names = _names(method)
        for node in method.walk():
            if isinstance(node, ast.Attribute | ast.Name) and not isinstance(outer(node), ast.Attribute):
                name, shown = _full(node, names), ast.unparse(node)
                if name in CLOCK or name.startswith(OF_CLOCKS):
                    what = f"{method.node.name} asks a clock of its own ({shown}), which says otherwise the next time"
                    yield Mistake(method.file, node.lineno, what, DAYS)
                elif name in CHANCE or name.startswith(OF_CHANCE):
                    what = f"{method.node.name} leaves something to chance ({shown}), which differs the next time"
                    yield Mistake(method.file, node.lineno, what, SAID)


def _names(method: Method) -> Mapping[str, Any]:
    """What names mean in it, but for its own."""
    own = {one.id for one in method.walk() if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    found = {name: held for name, held in method.names.items() if name not in own | {*method.parameters}}
    for node in method.walk():
        if isinstance(node, ast.Import):
            found |= {one.asname or one.name: Imported(one.name) for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {one.asname or one.name: Imported(f"{node.module}.{one.name}") for one in node.names}
    return found


def _full(node: ast.expr, names: Mapping[str, Any]) -> str:
    """Under what name the library has what is named; "" for what has none."""
    if isinstance(node, ast.Attribute):
        home = _full(node.value, names)
        return f"{home}.{node.attr}" if home else ""
    held = names.get(node.id) if isinstance(node, ast.Name) else None
    if held is None or isinstance(held, Imported | ModuleType):
        return held.__name__ if isinstance(held, ModuleType) else held or ""
    home = getattr(held, "__module__", None) or type(getattr(held, "__self__", held)).__module__
    return f"{home}.{getattr(held, '__qualname__', '')}"

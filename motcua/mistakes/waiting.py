"""Mistakes by which nothing comes of what a method writes: a verb nobody waits for, an answer nobody looks at."""

import ast
import inspect
from collections.abc import Iterator

from motcua.mistakes.mistake import Mistake
from motcua.mistakes.reading import Method, Reading, outer
from workflows.engine.procedure import Procedure

COLLECTS = ast.Tuple | ast.List | ast.IfExp | ast.GeneratorExp | ast.ListComp | ast.NamedExpr
"""What holds a step until somebody waits for it."""
LOOKS = {
    "look_up": "use what it answers, or ask nothing: a register is asked only for what the law makes something of",
    "look_up_all": "use what they answer, or ask nothing: a register is asked only for what the law makes something of",
    "post": "settle what was objected (niêm yết): if await self.post(…): await self.task(…)",
}
"""What answers, and what to do with it."""


def never_done(reading: Reading) -> Iterator[Mistake]:
    """Steps that are written and never taken, and look-ups for nothing."""
    for method in reading.all:
        read = {one.id for one in method.walk() if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
        for call in method.calls():
            if _is_step(reading, call) and not _waited_for(method, call):
                name = reading.called(call)
                what = f"nobody waits for self.{name}(…), so it is never done"
                yield Mistake(method.file, call.lineno, what, f"write await self.{name}(…)")
        for call in _in_vain(reading, method, read):
            name = reading.called(call)
            yield Mistake(method.file, call.lineno, f"nothing is made of what self.{name}(…) answers", LOOKS[name])


def _is_step(reading: Reading, call: ast.Call) -> bool:
    name = reading.called(call)
    if own := reading.methods.get(name):
        generates = any(isinstance(one, ast.Yield | ast.YieldFrom) for one in own.walk())
        return isinstance(own.node, ast.AsyncFunctionDef) and not generates
    return inspect.iscoroutinefunction(vars(Procedure).get(name))


def _waited_for(method: Method, call: ast.Call) -> bool:
    """Whether it is waited for where it stands, is given on to what does (``gather``), or by the name it is given."""
    node: ast.AST = call
    while isinstance(within := outer(node), COLLECTS | ast.Starred | ast.keyword):
        node = within
    match within:
        case ast.Await() | ast.Call() | ast.Lambda():
            return True
        case ast.Return():
            return isinstance(method.node, ast.FunctionDef)
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return any(_hands_on(one) for one in method.walk() if isinstance(one, ast.Name) and one.id == name)
    return False


def _hands_on(name: ast.Name) -> bool:
    """Whether what has this name is waited for, or given on."""
    node: ast.AST = name
    while isinstance(outer(node), ast.Starred | ast.Tuple | ast.List):
        node = outer(node)
    return isinstance(name.ctx, ast.Load) and isinstance(outer(node), ast.Await | ast.Call)


def _in_vain(reading: Reading, method: Method, read: set[str]) -> Iterator[ast.Call]:
    """The look-ups of which nobody reads the answer."""
    for node in method.walk():
        if isinstance(node, ast.Expr):
            yield from _looks(reading, node.value)
    for target, value in method.assigned():
        for name, asked in _taken(target, value):
            if isinstance(name, ast.Name) and name.id not in read:
                yield from _looks(reading, asked)


def _looks(reading: Reading, value: ast.expr) -> Iterator[ast.Call]:
    """The look-ups of which this is the answer: one, or those that are gathered."""
    said = _call(value)
    if said is not None and reading.verb(said) in LOOKS:
        yield said
    elif said is not None and _gathers(said):
        for one in said.args:
            yield from _looks(reading, one)


def _taken(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Each name with what it stands for, of what is gathered and taken apart."""
    said = _call(value)
    if not isinstance(target, ast.Tuple):
        yield target, value
    elif said is not None and _gathers(said) and len(said.args) == len(target.elts):
        yield from zip(target.elts, said.args, strict=True)
    else:  # several in one breath
        yield from ((one, value) for one in target.elts)


def _call(value: ast.expr) -> ast.Call | None:
    said = value.value if isinstance(value, ast.Await) else value
    return said if isinstance(said, ast.Call) else None


def _gathers(call: ast.Call) -> bool:
    return ast.unparse(call.func) in ("asyncio.gather", "gather")

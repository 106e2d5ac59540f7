"""Random mutants of the rules: one operator, condition or number of a module turned into another."""

import ast
import random
from collections.abc import Iterator

from tests.mutants.applied import ROOT
from tests.mutants.running import Mutant

RULES = (
    "domain/*/rules.py",
    "domain/*/effects.py",
    "domain/dossier/admit.py",
    "domain/dossier/apply.py",
    "domain/dossier/eligibility.py",
    "domain/dossier/state.py",
    "domain/deadlines/*.py",
    "domain/money/model.py",
    "domain/opinions/model.py",
    "domain/recall/model.py",
    "domain/results/model.py",
    "domain/statute/*.py",
    "domain/tasks/*.py",
    "domain/base/calendar.py",
    "domain/base/term.py",
    "domain/consents.py",
    "domain/erasure.py",
    "domain/mandates.py",
)
TESTS = ("tests/domain",)
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
SWAPPED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
}  # fmt: skip
Turn = tuple[ast.AST, ast.AST]
"""A part of a module, and what may stand in its place."""


def drawn(many: int, seed: int, file: str = "") -> list[Mutant]:
    """So many of all, the same for a seed as long as the code is."""
    everything = [mutant for name in ([file] if file else modules()) for mutant in mutants(name)]
    return random.Random(seed).sample(everything, min(many, len(everything)))


def modules() -> list[str]:
    """The modules of the rules, from the root."""
    return sorted({str(path.relative_to(ROOT)) for pattern in RULES for path in ROOT.glob(pattern)})


def mutants(file: str) -> Iterator[Mutant]:
    """Every mutant of a module."""
    tree = ast.parse((ROOT / file).read_text())
    for number, (was, then) in enumerate(list(turns(tree))):
        again = ast.parse((ROOT / file).read_text())
        place, instead = list(turns(again))[number]
        text = ast.unparse(ast.fix_missing_locations(_Put(place, instead).visit(again)))
        name = f"{file}:{getattr(was, 'lineno', 0)}  {ast.unparse(was)}  →  {ast.unparse(then)}"
        yield Mutant(name, file, text, TESTS)


def turns(tree: ast.AST) -> Iterator[Turn]:
    """What can be turned in a module, in its order."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for place, operator in enumerate(node.ops):
                if other := TURNED.get(type(operator)):
                    operators = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                    yield node, ast.Compare(node.left, operators, node.comparators)
        elif isinstance(node, ast.BoolOp):
            other_op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield node, ast.BoolOp(other_op, node.values)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, node.operand
        elif isinstance(node, ast.BinOp) and (swapped := SWAPPED.get(type(node.op))):
            yield node, ast.BinOp(node.left, swapped(), node.right)
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield node, ast.Constant(not node.value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, int):
            yield node, ast.Constant(node.value + 1)
        elif isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            yield node.test, ast.UnaryOp(ast.Not(), node.test)


class _Put(ast.NodeTransformer):
    """Puts one part into another's place."""

    def __init__(self, place: ast.AST, instead: ast.AST) -> None:
        self._place, self._instead = place, instead

    def visit(self, node: ast.AST) -> ast.AST:
        """Where that part stands, what is put there; everything else as it is."""
        return self._instead if node is self._place else super().generic_visit(node)

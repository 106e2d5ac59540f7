"""Mistakes in the order of an examination: what has effects before the approval, and what comes to no approval."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from motcua.mistakes.mistake import Mistake
from motcua.mistakes.reading import Method, Reading

APPROVES = "approve"
BEFORE = {
    "record": "a register is told before the approval (self.record)",
    "branch": "another procedure is opened before the approval (self.branch)",
    "pay_out": "money is paid before the result is sealed (self.pay_out)",
}
CURE = {
    "record": "write await self.approve() before it",
    "branch": "open it in afterwards(), which follows the result",
    "pay_out": "pay in afterwards() or later(), which follow the result",
}


def out_of_order(reading: Reading) -> Iterator[Mistake]:
    """What an examination does too early, too late, or not at all."""
    if (examine := reading.examine) is None:
        return
    yield from _unreachable(examine)
    going = Going(reading)
    approved = going.through(examine, approved=False)
    yield from going.mistakes
    if not going.approves:
        wanted = "write await self.approve() before the result: a leader decides on every dossier"
        yield Mistake(*examine.at, "examine comes to no approval", wanted)
    elif not approved:
        yield Mistake(*examine.at, "examine may end without an approval", "write await self.approve() on every way")
    else:
        for line in going.unapproved:
            what = "this result was approved by nobody"
            yield Mistake(
                examine.file, line, what, "write await self.approve() before it, on every way that leads here"
            )


def _unreachable(examine: Method) -> Iterator[Mistake]:
    for node in examine.walk():
        for body in (getattr(node, "body", []), getattr(node, "orelse", [])):
            if isinstance(body, list):
                for step, after in pairwise(body):
                    if isinstance(step, ast.Return):
                        what, wanted = "a step after the result", "do it before, or in afterwards()"
                        yield Mistake(examine.file, after.lineno, what, wanted)


class Going:
    """One going through an examination, line by line, and into the methods that it calls.

    Wherever a way ends, it counts as approved: nothing happens on it any more.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._in: list[tuple[str, int]] = []
        self.mistakes: set[Mistake] = set()
        self.unapproved: set[int] = set()
        """The lines of ``examine`` that give a result which nobody approved."""
        self.approves = False
        """Whether it comes to an approval anywhere."""

    def through(self, method: Method, *, approved: bool) -> bool:
        """Whether all is approved, wherever a method ends."""
        if method.at in self._in:
            return approved
        self._in.append(method.at)
        ends: list[bool] = []
        goes_on = self._body(method, method.node.body, ends, approved=approved)
        self._in.pop()
        return goes_on and (not self._in or all(ends))

    def _body(self, method: Method, body: list[ast.stmt], ends: list[bool], *, approved: bool) -> bool:
        for step in body:
            approved = self._step(method, step, ends, approved=approved)
        return approved

    def _step(self, method: Method, step: ast.stmt, ends: list[bool], *, approved: bool) -> bool:
        if isinstance(step, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return approved
        for said in ast.iter_child_nodes(step):
            if not isinstance(said, ast.stmt | ast.excepthandler | ast.match_case):
                approved = self._said(method, said, approved=approved)
        match step:
            case ast.Return():
                ends.append(approved)
                if not approved and len(self._in) == 1:
                    self.unapproved.add(step.lineno)
                return True
            case ast.Raise() | ast.Continue() | ast.Break():
                return True
            case ast.If():
                if _of_before(step.test):
                    return approved
                does = self._body(method, step.body, ends, approved=approved)
                return self._body(method, step.orelse, ends, approved=approved) and does
            case ast.For() | ast.AsyncFor() | ast.While():
                self._body(method, [*step.body, *step.orelse], ends, approved=approved)
                return approved
            case ast.Try() | ast.TryStar():
                does = self._body(method, [*step.body, *step.orelse], ends, approved=approved)
                for caught in step.handlers:
                    does = self._body(method, caught.body, ends, approved=approved) and does
                return self._body(method, step.finalbody, ends, approved=does)
            case ast.With() | ast.AsyncWith():
                return self._body(method, step.body, ends, approved=approved)
            case ast.Match():
                cases = [self._body(method, case.body, ends, approved=approved) for case in step.cases]
                return approved or (all(cases) and _whatever(step.cases[-1]))
            case ast.Expr(value=ast.Await(value=ast.Call() as call)) if self._ends(call):
                return True
        return approved

    def _ends(self, call: ast.Call) -> bool:
        """Whether it is a bar, which is never the way to a result."""
        return self._reading.verb(call) == "refuse" and not any(one.arg == "doubt" for one in call.keywords)

    def _said(self, method: Method, said: ast.AST, *, approved: bool) -> bool:
        """Go through an expression as it is worked out: what a call is given comes before the call."""
        if isinstance(said, ast.Lambda):
            return approved
        for inner in ast.iter_child_nodes(said):
            approved = self._said(method, inner, approved=approved)
        if not isinstance(said, ast.Call):
            return approved
        verb = self._reading.verb(said)
        if own := self._reading.methods.get(self._reading.called(said)):
            return self.through(own, approved=approved)
        if verb == APPROVES:
            self.approves = True
            return True
        if verb in BEFORE and (not approved or verb == "pay_out"):
            self.mistakes.add(Mistake(method.file, said.lineno, BEFORE[verb], CURE[verb]))
        return approved


def _of_before(test: ast.expr) -> bool:
    """Whether it asks for dossiers of an earlier edition, of which this reads nothing: ``not self.filed.settles``."""
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and "self.filed." in ast.unparse(test)


def _whatever(case: ast.match_case) -> bool:
    """Whether it takes all that no case before it took."""
    return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None

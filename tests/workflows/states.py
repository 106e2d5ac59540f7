"""Where a dossier of each procedure may wait for somebody, read from what its class and its law ask for."""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator
from datetime import date
from fnmatch import fnmatch
from typing import Any

from domain.dossier import keys
from domain.tasks.model import CORRECT_REGISTER
from tests.support.examples import LAWS
from tests.support.journals import ANEW, CORRECTED, FORWARDED, VOIDED
from workflows.engine.procedure import Procedure

EVERYWHERE = ("receive", "review", "approve", "hand_over", "ended")
CORRECTING = tuple(f"{kind}{CORRECTED}" for kind in ("verify_correction", "approve", "hand_over", "ended"))
ASKS = ("task", "ask", "ask_within", "ask_office", "request", "post", "listen")
"""Verbs whose first word is the kind of the task that they open."""
ANSWERED = ("look_up", "record")
"""Verbs in whose place an officer answers, where the agency does not."""
OTHERS = {
    "verify": ("verify", "confirm"),
    "confirm": ("confirm",),
    "refuse": ("refuse",),
    "branch": ("follow_up",),
    "pay_out": ("pay_cash", "wrong_account", "pay_to"),
}


def waiting(procedure: type[Procedure[Any]]) -> set[str]:
    """Name every state, as patterns where a name is put together as the dossier goes."""
    rules = LAWS.in_force(procedure.code, date(2026, 11, 25))
    states = {*EVERYWHERE, *CORRECTING, *(state for call in _calls(procedure) for state in _of(call))}
    if rules.fee:
        states.add("pay")
    if {"verify", "compare"} & states:
        states.add("opinion")
    if rules.supplement_limit:
        states |= {"supply", "forward_supplement", f"supply{FORWARDED}"}
    if "consents" in vars(procedure.form):
        states.add("consent")
    if rules.supplement_limit or "confirm" in states:
        states.add(f"approve{ANEW}")
    # What follows a sealed result undoes nothing of it.
    told = (_calls(procedure), _calls(procedure, "afterwards"), _calls(procedure, "later"))
    examined, *after = (sum(getattr(call.func, "attr", "") == "record" for call in calls) for calls in told)
    if examined > sum(after):
        states.add(f"approve{VOIDED}")
    if examined:
        states.add(f"{CORRECT_REGISTER}{CORRECTED}")
    return states


def missing(procedure: type[Procedure[Any]], names: Iterable[str]) -> set[str]:
    """Name the states of which none is kept among these, each named by procedure and state."""
    kept = [state for code, _, state in (name.rpartition(".") for name in names) if code == procedure.code]
    return {state for state in waiting(procedure) if not any(fnmatch(name, state) for name in kept)}


def _calls(procedure: type[Procedure[Any]], inside: str = "") -> Iterator[ast.Call]:
    """What the procedure's own lines, or those of one of its methods, call; the engine's are the same for all."""
    for one in procedure.__mro__:
        if one.__module__.startswith("workflows.") and not one.__module__.startswith("workflows.engine."):
            lines = vars(one).get(inside, one) if inside else one
            if inside and lines is one:
                continue
            for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(lines)))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    yield node


def _of(call: ast.Call) -> Iterator[str]:
    verb = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    yield from OTHERS.get(verb, ())
    if call.args and verb in (*ASKS, *ANSWERED, "pay_out"):
        name = _text(call.args[0])
        if verb in ASKS:
            yield name
        if verb != "request" and verb not in ASKS:
            yield keys.by_hand(name)
        if verb == "pay_out":
            yield keys.by_hand(keys.account(name))


def _text(node: ast.expr) -> str:
    """A text as it is written, with ``*`` for what is put in."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text(part) for part in parts)
    return "*"

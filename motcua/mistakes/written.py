"""Mistakes in what a procedure's methods write to each verb: roles, words, reasons, answers, agencies."""

import ast
import difflib
from collections.abc import Collection, Iterator, Mapping

from domain.base.law import Role
from domain.registers.query import Answer, Query
from domain.registers.registry import Registry
from motcua.mistakes.mistake import Mistake
from motcua.mistakes.reading import UNSAID, Method, Reading, outer
from workflows.engine.forms import Form

WORDED = {"task", "post", "request"}
ASKS = {"task", "ask", "ask_within", "ask_office", "ask_offices", "listen"}
REFUSES = {"refuse", "require", "find", "change_case"}


def written(reading: Reading, known: Registry, connected: Collection[str]) -> Iterator[Mistake]:
    """What is wrong in what its methods say, whoever calls them."""
    for method in reading.all:
        yield from _roles(method)
        for call in method.calls():
            yield from _unasked(method, call, reading)
            if verb := reading.verb(call):
                given = reading.arguments(call)
                yield from _verb(method, call, verb, given or {}, reading, known)
                if given is not None and verb in REFUSES:
                    yield from _reason(method, call, verb, given)
    for method in reading.reached:
        yield from _unconnected(method, reading, known, connected)


def _roles(method: Method) -> Iterator[Mistake]:
    for node in method.walk():
        match node:
            case ast.Attribute(value=ast.Name(id="Role"), attr=name) if name not in Role.__members__:
                near = difflib.get_close_matches(name, Role.__members__, 1)
                choose = f"write Role.{near[0]}" if near else f"choose one of {', '.join(Role.__members__)}"
                yield Mistake(method.file, node.lineno, f"there is no role {name}", choose)


def _unasked(method: Method, call: ast.Call, reading: Reading) -> Iterator[Mistake]:
    """A branch to which people must agree, and the form does not say so: they would be asked late, in the branch."""
    if reading.called(call) != "branch" or len(call.args) < 2 or "linked" in _said_by(reading.procedure.form):
        return
    branch = method.value(call.args[1])
    if branch is not UNSAID and _said_by(branch.form):
        what = f"who must agree to {branch.__name__} is not asked at filing"
        yield Mistake(method.file, call.lineno, what, "name its form in the form's linked")


def _said_by(form: type[Form]) -> set[str]:
    """What a form says of whom it asks to agree."""
    return {name for name in ("consents", "agreeing", "linked") if getattr(form, name) is not getattr(Form, name)}


def _verb(
    method: Method, call: ast.Call, verb: str, given: Mapping[str, ast.expr], reading: Reading, known: Registry
) -> Iterator[Mistake]:
    """A task without words for those who wait; an answer that nobody could be asked to fill in."""
    kind = method.value(given["kind"]) if "kind" in given else UNSAID
    if verb in WORDED and isinstance(kind, str) and kind not in known.waits:
        wanted = f'add waits = {{"{kind}": Words(vi="Chờ …", en="Waits …")}} to the procedure'
        yield Mistake(method.file, call.lineno, f"the task “{kind}” has no words for those who wait", wanted)
    answer = method.value(given["answer"]) if verb in ASKS and "answer" in given else None
    listed = (*reading.procedure.answers, *known.answers.values())
    if isinstance(answer, type) and issubclass(answer, Answer) and answer not in listed:
        name, task = answer.__name__, f" of “{kind}”" if isinstance(kind, str) else ""
        wanted = f"write answers = ({name},) in the procedure, beside what it has there"
        yield Mistake(method.file, given["answer"].lineno, f"the answer {name}{task} is not listed", wanted)


def _reason(method: Method, call: ast.Call, verb: str, given: Mapping[str, ast.expr]) -> Iterator[Mistake]:
    """Whoever is refused is told why."""
    said = given.get("reason")
    reason = "" if said is None else method.value(said)
    if isinstance(reason, str) and not reason.strip():
        lack = "no reason" if said is None else "an empty reason"
        wanted = f'write self.{verb}(…, reason="…"), in Vietnamese, as the applicant is to read it'
        yield Mistake(method.file, call.lineno, f"{verb} gives {lack}", wanted)


def _unconnected(method: Method, reading: Reading, known: Registry, connected: Collection[str]) -> Iterator[Mistake]:
    """Whoever asks an agency to which nothing speaks waits for ever."""
    for node in method.walk():
        asked = None
        if isinstance(node, ast.Name) and isinstance(outer(node), ast.Call | ast.Attribute):
            asked = method.names.get(node.id)
        agency = getattr(asked, "agency", "") if isinstance(asked, type) and issubclass(asked, Query) else ""
        if isinstance(node, ast.Call) and reading.verb(node) == "pay_out":
            agency = getattr(known.queries.get("pay_out"), "agency", "")
        if isinstance(node, ast.expr) and agency and agency not in connected:
            wanted = f"write a Connector, and name it in pyproject.toml among motcua.connectors as {agency}"
            what = f"nothing speaks to the agency “{agency}”, only to {', '.join(sorted(connected))}"
            yield Mistake(method.file, node.lineno, what, wanted)

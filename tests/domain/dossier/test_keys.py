"""Every event key is made by the one grammar; its bytes are those that journals hold."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from domain.dossier import keys
from tests.support.sources import modules, trees

ROOMS = ("activities", "api", "commands", "domain", "infra", "workflows")
TAKES_KEYS = {"Entry", "Event", "_step", "_begun", "_recorded", "_agency", "_record", "task_id", "reception", "asking"}
KEYS = {"key", "step", "message"}
"""What variables and fields that hold one are called."""
OTHER_KEYS = (
    "infra/crypto",
    "infra/runtime",
    "infra/files",
    "infra/identity",
    "infra/documents",
    "infra/terminal",
    "infra/vietnam/cleaning",
    "infra/vietnam/clinic",
    "infra/vietnam/made",
    "infra/warehouse/telling",
)
"""Of ciphers, counters, cookies, requests, messages to consumers, and the dice of a made year."""
OF_A_STEP = re.compile(r"[\w/#-]*[/#_-][\w/#-]*")
"""What an f-string is made of that can only be a step."""


def called(call: ast.Call) -> str:
    """The name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def given(tree: ast.AST) -> Iterator[ast.expr]:
    """Every expression that becomes a key."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (word.value for word in node.keywords if word.arg in KEYS)
            if called(node) in TAKES_KEYS:
                yield from node.args
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if KEYS & {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}:
                yield node.value


def returned(tree: ast.AST) -> Iterator[ast.expr]:
    """What functions give that are called after keys."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.endswith("key"):
            yield from (part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value)


def put_together(value: ast.AST) -> Iterator[ast.AST]:
    """Everything in it that is made of several texts."""
    for part in ast.walk(value):
        added = isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add)
        if (added or isinstance(part, ast.JoinedStr)) and any(sign in ast.unparse(part) for sign in "/#-_"):
            yield part


def steps(tree: ast.AST) -> Iterator[ast.JoinedStr]:
    """Every f-string that reads like a step, wherever it stands."""
    for part in ast.walk(tree):
        if isinstance(part, ast.JoinedStr):
            told = "".join(str(text.value) for text in part.values if isinstance(text, ast.Constant))
            if OF_A_STEP.fullmatch(told):
                yield part


def read_apart(tree: ast.AST) -> Iterator[ast.Call]:
    """Every place where a key is taken to pieces."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in ("partition", "rpartition", "split", "replace"):
            of = ast.unparse(node.func).rpartition(".")[0].rpartition(".")[2]
            if of in KEYS and node.args and ast.unparse(node.args[0]).strip("'\"") in ("/", "#"):
                yield node


def unruly(name: str, tree: ast.AST) -> list[str]:
    """What a module does with keys by itself."""
    entries = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) == "Entry"]
    written = [word.value for entry in entries for word in entry.keywords if isinstance(word.value, ast.Constant)]
    made = [part for value in (*given(tree), *returned(tree)) for part in put_together(value)]
    looks = list(steps(tree)) if name.startswith("workflows/engine") else []
    return [ast.unparse(part) for part in (*written, *made, *looks, *read_apart(tree))]


def test_only_the_grammar_makes_keys_and_reads_them_apart() -> None:
    others = ("domain/dossier/keys.py", *OTHER_KEYS)
    ours = {name: tree for name, tree in trees(*modules(*ROOMS)).items() if not name.startswith(others)}
    assert {name: found for name, tree in ours.items() if (found := unruly(name, tree))} == {}


DUE, DAY = datetime(2026, 11, 17, 9, 5, 7, tzinfo=UTC), date(2026, 11, 18)
BYTES = {
    "accepted#7": keys.at_its_place("accepted", 7),
    "mother": keys.round_of("mother", 0),
    "mother#2": keys.round_of("mother", 1),
    "verify": keys.about("verify", ""),
    "verify_place/33": keys.about("verify_place", "33"),
    "mother_by_hand": keys.by_hand("mother"),
    "first_month_account": keys.account("first_month"),
    "correction-2": keys.correction(2),
    "mother@0123456789abcdef": keys.put_anew("mother", "0123456789abcdef"),
    "mother#2@0123456789abcdef-2": keys.put_anew("mother#2", "0123456789abcdef", 1),
    "entry_corrected": keys.corrects("entry"),
    "entry/undone": keys.undone("entry"),
    "entry/voided": keys.voided("entry"),
    "verify/superseded": keys.superseded("verify"),
    "case/elsewhere": keys.case("elsewhere"),
    "verify_place/33#2/request": keys.request("verify_place/33#2"),
    "verify_place/request/ab": keys.answer("verify_place/request", "ab"),
    "verify_place/request/ab/compare": keys.compare("verify_place/request/ab"),
    "mother/waited": keys.waited("mother"),
    "issue/signature#1/waited": keys.waited("issue", keys.asking(1)),
    "mother/paused": keys.paused("mother"),
    "verify/opinion": keys.opinion("verify"),
    "consent/1": keys.consent(1),
    "confirm/lapsed": keys.lapsed("confirm"),
    "confirm/reminded": keys.reminded("confirm"),
    "residence/ended": keys.ended("residence"),
    "residence/follow_up": keys.follow_up("residence"),
    "issue/number": keys.number("issue#3"),
    "issue/signature": keys.signature("issue", 0),
    "issue#2/signature#2": keys.signature("issue#2", 1),
    "issue/signed": keys.signed("issue"),
    "issue/declined": keys.declined("issue"),
    "restamped/20261117090507": keys.restamped(DUE),
    "due-soon/202611170905": keys.due_soon(DUE),
    "overdue/202611170905": keys.overdue(DUE),
    "late/202611170905": keys.late(DUE),
    "late/202611170905/2": keys.late_still(DUE),
    "redated/2026-11-18": keys.redated(DAY),
    "pay/begun": keys.begun("pay"),
    "money/T1": keys.money_in("T1"),
    "receipt/T1": keys.receipt("T1"),
    "task-1": keys.order("task", 1),
    "task-1/counter": keys.counter("task-1"),
    "task-1/back": keys.back("task-1"),
    "reconcile/T1": keys.reconcile("T1"),
    "task/approve/leader": keys.decision("task", "approve", "leader"),
    "task/object/f/1/0123456789abcdef": keys.said_again("task/object/f", 1, "0123456789abcdef0"),
    "supply/supplied/0123456789abcdef": keys.said("supply", "supplied", "0123456789abcdef0", 0),
    "supply/supplied/0123456789abcdef/1": keys.said("supply", "supplied", "0123456789abcdef0", 1),
    "stopped/0123456789abcdef": keys.stopped_for("0123456789abcdef0"),
    "recalled/GKS-1/0123456789abcdef": keys.recalled("GKS-1", "0123456789abcdef0"),
    "consent/health_check_of/withdrawn": keys.consent_withdrawn("health_check_of"),
    "forged/ab": keys.forged("ab"),
    "H31-1/verify_place/33/request": keys.outside("H31-1", "verify_place/33/request"),
}


@pytest.mark.parametrize("written", BYTES)
def test_a_key_is_what_journals_hold(written: str) -> None:
    assert BYTES[written] == written


def test_a_key_is_read_apart_as_it_was_made() -> None:
    assert keys.name_of(keys.request(keys.round_of(keys.about("verify_place", "Hà Nội"), 1))) == "verify_place"
    assert keys.parted(keys.outside("H31-1", "verify_place/33/request")) == ("H31-1", "verify_place/33/request")
    assert keys.file_name("issue#2") == "issue-2"

"""Whatever a task of an officer offers, the screen has a way to it; and whatever can be wrong with it has its words."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from api.container import Container
from api.services.deciding import Decision, act_of
from api.services.results import Receipt
from api.web.deciding.choices import ANSWER, CHOICES, DELEGATE, STOP, TAKE_OVER, Choice, choice_of
from domain.base.law import Role
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.opinions.acts import CONSULT
from domain.opinions.model import GIVEN
from domain.tasks.model import AGREE, CONSENT, FACTS_WRONG, GO_ON, PROPOSE_REFUSAL, SET_ASIDE, VERIFY_AGAIN
from infra.facts.loading import load_reasons
from infra.identity.oidc import Identity
from tests.support.declared import WAITS
from workflows.catalogue import catalogue
from workflows.vietnam.certification.certified_copy import NOT_COPIED

ROOT = Path(__file__).parents[3]
NOT_OFFICERS = {
    "supply",
    "confirm",
    "commitment",
    "pay_to",
    "found_work",
    "works_again",
    "job_search_report",
    "sign",
}
"""What waits for the applicant, or is done on the signer's page."""
KINDS = {
    "receive": ("accept", "request_supplement", "not_accept"),
    "consent": ("consent", "object"),
    "verify_correction": ("confirm", "disagree", CONSULT),
    "verify": ("confirm", "look_at_dwelling", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "forward_supplement": ("request_supplement", "return"),
    "verify_elsewhere": ("answer", "not_found"),
    "verify_former": ("answer", "not_found"),
    "take_former": ("confirm", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "pay_cash": ("paid",),
    "sign_slip": ("sign",),
    "wrong_account": ("ask_again", "cash"),
    "late": ("apologise", "seen"),
    "difference": ("proved", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "refuse": ("refuse", GO_ON, FACTS_WRONG, "propose_supplement"),
    "follow_up": ("done",),
    "correct_register": ("answer", "done"),
    "verify_marriage": ("answer", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "verify_status": ("answer", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "verify_other_child": ("another_child", "same_child", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "verify_filer": ("confirm", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "verify_guardian": ("confirm", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "verify_relation": ("confirm", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "verify_dwelling": ("answer", "not_found"),
    "inspect_dwelling": ("answer", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "verify_receiver": ("confirm", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "sign_together": ("signed", "unwilling", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "health_paper": ("answer", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "make_licence": ("made", CONSULT),
    "swap_licence": ("swapped", "declared_lost", CONSULT),
    "need": ("answer", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "job_end": ("answer", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "benefit_ends": ("answer",),
    "excuse": ("excused", "not_excused", CONSULT),
    "verify_place": ("answer",),
    "posting": ("objection",),
    "objection": ("unfounded", "founded", "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "compare_answers": ("seen",),
    "recalled_paper": ("seen",),
    "proposed_recall": (SET_ASIDE,),
    "compare": ("confirm", *NOT_COPIED, "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "review": (AGREE, VERIFY_AGAIN, "propose_supplement", PROPOSE_REFUSAL, CONSULT),
    "approve": ("approve", "refuse", CONSULT),
    "opinion": GIVEN,
    "pay": ("pay",),
    "give_back": ("give_back",),
    "reconcile": ("cleared",),
    "paid_there": ("answer",),
    "hand_over": ("hand_over",),
}
OFFICER = Identity(Actor(kind="officer", id="cb-1", agency="11953"), "Nguyễn Văn Thử")
MONEY = ("pay", "give_back")
"""What is closed once the money is all there."""
OPENERS = ("do", "weighed", "task", "post", "opening", "TaskOpened")
"""The calls by which tasks are opened with their decisions."""
CITIZENS = {"supply", "correct"}
UNTIL = datetime(2026, 12, 1, tzinfo=UTC)


def test_every_kind_of_task_is_an_officers_with_ways_to_decide_it_or_not_theirs() -> None:
    assert catalogue()
    assert set(KINDS) | NOT_OFFICERS == set(WAITS)
    assert not set(KINDS) & NOT_OFFICERS


@pytest.mark.parametrize("kind", KINDS)
async def test_the_screen_sends_the_decision_that_the_task_offers(kind: str) -> None:
    for choice in map(choice_of, KINDS[kind]):
        assert choice.decision in CHOICES, "it has words of its own"
        act = cast("acts.TaskAct", await _act(choice, kind))
        assert act.closes or kind in (CONSENT, *MONEY)
        assert act.decided == choice.decision or kind in MONEY


def test_every_decision_that_tasks_are_opened_with_has_its_words() -> None:
    opened_with = set(_decisions())
    assert opened_with >= {"signed", "unwilling", "founded", "not_found", "seen", "cleared", "paid"}
    assert opened_with <= set(CHOICES) | CITIZENS


def test_what_an_agencys_package_invents_is_offered_by_its_own_name() -> None:
    assert choice_of("weighed").words.vi == "weighed"


def test_every_decision_that_asks_for_a_reason_has_some_to_tick() -> None:
    reasons = load_reasons()
    asks = [name for name, choice in CHOICES.items() if "reason" in choice.asks and name != "object"]
    assert set(asks) >= {"refuse", "not_accept", STOP, TAKE_OVER}
    assert not [name for name in asks if not reasons.of(name, "1.001193")]
    assert DELEGATE not in asks


def test_a_reason_is_offered_for_its_own_procedures_alone_and_written_with_its_basis() -> None:
    reasons = load_reasons()
    assert "already-married" in {reason.id for reason in reasons.of("refuse", "1.000894")}
    assert "already-married" not in {reason.id for reason in reasons.of("refuse", "1.001193")}
    written = reasons.written(["already-married", "no such"], " Theo xác minh. ")
    assert written == ("Đang có vợ hoặc có chồng (Luật Hôn nhân và gia đình 52/2014/QH13, Điều 5)\nTheo xác minh.")


async def _act(choice: Choice, kind: str) -> acts.AnyAct:
    said = Decision(decision=choice.decision, reason="vì", article="Điều 5", items=["Giấy"], until=UNTIL)
    if kind == "hand_over":
        said.receipt = Receipt(receiver="Nguyễn Thị Nhận", relation="owner", signed="paper")
    if ANSWER in choice.asks:
        return acts.Done(task=kind, decision="answer")
    if choice.decision == CONSULT:
        return acts.OpinionAsked(task=kind, office="11953.CA", role=Role.SPECIALIST, until=UNTIL)
    return await act_of(kind, said, OFFICER, cast("Container", None))


def _decisions() -> Iterator[str]:
    """Read from the code which decisions tasks are opened with."""
    for path in (file for part in ("workflows", "domain", "infra") for file in (ROOT / part).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _called(node) in OPENERS:
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                tuples = [value for value in given if isinstance(value, ast.Tuple)]
                yield from (str(one.value) for value in tuples for one in value.elts if isinstance(one, ast.Constant))


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")

"""An approval is of the form, the papers and the steps that stand, or it is refused by name."""

from typing import Any

import pytest

from domain.agencies.follows import follows
from domain.agencies.rules import may_be_told
from domain.base import refusals
from domain.base.law import Role
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.dossier.digest import digest, resting_on, secret_of
from domain.registers.lookups import LookUp
from domain.tasks.model import CONSENT, CORRECT_REGISTER
from domain.vietnam.queries.civil_status import BirthEntry
from domain.vietnam.queries.criminal_records import PlaceVerification
from domain.vietnam.queries.payments import PayOut
from tests.support.examples import (
    ACCEPTED,
    APPROVE,
    APPROVED,
    ASK_MORE,
    CONFIRM,
    CONFIRMED,
    DESK,
    FATHER,
    FORM,
    ISSUED,
    LEADER,
    MOTHER,
    NUMBERED,
    REGISTRAR,
    SUPPLY,
    TO_APPROVE,
    TO_HAND_OVER,
    Book,
    Step,
    filed,
    opened,
    personal,
    verdict,
    written,
)

OTHER = FORM | {"register_where": "father"}
YES = acts.Approved(task=APPROVE.task)
TOLD = LookUp(query=BirthEntry.kind, fields=("entry",), why="Đăng ký khai sinh", told=True)


def bound(**said: object) -> Book:
    """A dossier with a secret of its own."""
    book = Book()
    book.write(filed(personal=personal(secret="s" * 32, **said)), MOTHER)
    return book


def told(step: str = "entry") -> acts.Answered:
    """That a register keeps something of it."""
    return acts.Answered(agency="civil_status", step=step, found=True, look=TOLD, rests="e" * 16)


def test_a_digest_of_what_people_said_needs_the_secret_of_their_dossier() -> None:
    assert digest("a", FORM) == digest("a", FORM)
    assert digest("a", FORM) != digest("b", FORM)
    assert digest("a", FORM) != digest("a", OTHER)


def test_a_dossier_of_before_is_told_apart_by_all_that_its_filing_holds() -> None:
    assert secret_of(personal()) != secret_of(personal(form=OTHER))
    assert secret_of(personal(secret="s")) == "s"


def test_the_form_that_stands_is_known_by_its_digest_and_by_nothing_else() -> None:
    book = bound()
    assert isinstance(filing := book.events[0].act, acts.Filed)
    assert filing.form == book.dossier.form == digest("s" * 32, FORM)


def test_what_an_act_says_of_its_form_s_digest_counts_for_nothing() -> None:
    forged = filed(form="f" * 16, personal=personal(secret="s" * 32))
    judged = Book().judge(forged, MOTHER)
    assert isinstance(judged, acts.Filed)
    assert judged.form == digest("s" * 32, FORM)


@pytest.mark.parametrize("brought", [{"personal": {"form": OTHER}}, {"documents": ("e" * 64,)}], ids=["form", "papers"])
def test_an_approval_of_what_changed_while_the_leader_read_is_refused(brought: dict[str, Any]) -> None:
    book = written(*TO_APPROVE[:1], (ASK_MORE, DESK), SUPPLY, APPROVE)
    assert verdict(book, YES, LEADER) is None
    book.write(acts.Supplied.model_validate({"task": SUPPLY.task} | brought), MOTHER)
    assert verdict(book, YES, LEADER) is refusals.FormChanged


def test_the_same_form_sent_again_changes_nothing() -> None:
    book = written(*TO_APPROVE[:1], (ASK_MORE, DESK), SUPPLY, APPROVE)
    book.write(acts.Supplied(task=SUPPLY.task, personal={"form": FORM}), MOTHER)
    assert verdict(book, YES, LEADER) is None


@pytest.mark.parametrize(
    ("grounds", "why"),
    [
        ({"mother": "a" * 16}, None),
        ({"mother": "b" * 16}, refusals.FormChanged),
        ({"father": "a" * 16}, refusals.FormChanged),
    ],
    ids=["asked of this form", "asked of another", "never asked"],
)
def test_an_approval_rests_on_what_was_asked_of_this_very_form(
    grounds: dict[str, str], why: type[refusals.Refusal] | None
) -> None:
    known = acts.Answered(agency="population", step="mother", found=True, rests="a" * 16)
    book = written(*CONFIRMED)
    book.write(known, key="mother")
    book.write(APPROVE.model_copy(update={"grounds": grounds}))
    assert verdict(book, YES, LEADER) is why


def test_what_was_filed_before_is_approved_as_it_was_then() -> None:
    book = written(*CONFIRMED)
    book.dossier.edition = 0
    book.write(APPROVE.model_copy(update={"grounds": {"father": "a" * 16}, "rests": "c" * 16}))
    assert verdict(book, YES, LEADER) is None


def test_nothing_takes_effect_outside_before_the_approval_and_no_money_moves_before_the_seal() -> None:
    before, after, sealed = written(*TO_APPROVE), written(*APPROVED), written(*APPROVED, NUMBERED, ISSUED)
    assert verdict(before, told()) is refusals.TooEarly
    assert verdict(after, told()) is None
    with pytest.raises(refusals.TooEarly):
        may_be_told(after.dossier, PayOut)
    may_be_told(sealed.dossier, PayOut)
    may_be_told(before.dossier, PlaceVerification)
    before.dossier.edition = 0
    may_be_told(before.dossier, PayOut)


def test_an_approval_that_a_register_will_not_enter_falls_and_binds_nobody() -> None:
    book = written(*APPROVED)
    voided = acts.ApprovalVoided(agency="civil_status", step="entry", reason="HTTP 409 already-dead")
    assert verdict(book, voided, LEADER) is refusals.Missing
    book.write(voided)
    assert verdict(book, acts.Withdrawn(), MOTHER) is None
    assert verdict(book, voided) is refusals.Missing
    assert verdict(book, told()) is refusals.TooEarly
    again = APPROVE.model_copy(update={"task": "again"})
    book.write(again, key="approve#2")
    assert verdict(book, acts.Approved(task="again"), LEADER) is None
    assert verdict(book, acts.Approved(task="again"), REGISTRAR) is refusals.WrongRole


def test_an_approval_whose_result_is_sealed_falls_no_more() -> None:
    voided = acts.ApprovalVoided(agency="payments", step="first_month", reason="HTTP 409")
    assert verdict(written(*APPROVED), voided) is None
    assert verdict(written(*APPROVED, NUMBERED, ISSUED), voided) is refusals.Missing


def test_an_approval_of_before_is_not_one_of_what_fell() -> None:
    book = written(*CONFIRMED, APPROVE, APPROVE.model_copy(update={"task": "twin"}))
    book.write(YES, LEADER)
    book.write(acts.ApprovalVoided(agency="civil_status", step="entry"))
    assert verdict(book, acts.Approved(task="twin"), LEADER) is refusals.FormChanged


AGREES = opened(CONSENT, Role.APPLICANT, "consent", "object", person=FATHER.id, about="husband")
TO_HIS = (acts.Consent(person=FATHER.id, part="husband", digests=("a" * 16,)),)


def agreed() -> Book:
    """A dossier to which the father agreed, whose applicant is asked whether the draft is right."""
    book = Book()
    book.write(filed(consents=TO_HIS, personal=personal(secret="s" * 32)), MOTHER)
    book.go_on([AGREES, (acts.Consented(task=AGREES.task), FATHER), *ACCEPTED, CONFIRM])
    return book


@pytest.mark.parametrize(("to", "why"), [("a", None), ("b", refusals.ConsentMissing)], ids=["the same", "another"])
def test_who_agreed_to_something_else_than_is_approved_is_asked_again(
    to: str, why: type[refusals.Refusal] | None
) -> None:
    book = agreed()
    now = (TO_HIS[0].model_copy(update={"digests": (to * 16,)}),)
    book.write(acts.Corrected(task=CONFIRM.task, consents=now, personal={"form": OTHER}), MOTHER)
    book.write(APPROVE)
    assert verdict(book, YES, LEADER) is why
    if why:
        book.write(acts.Consented(task=AGREES.task), FATHER)
        assert verdict(book, YES, LEADER) is None


COMPARE = opened("compare", Role.CIVIL_STATUS_OFFICER, "confirm", papers=("d" * 64,))


@pytest.mark.parametrize(
    ("steps", "encloses", "why"),
    [
        ((), ("d" * 64,), refusals.NotCompared),
        ((COMPARE,), ("d" * 64,), refusals.NotCompared),
        ((COMPARE, (acts.Done(task=COMPARE.task, decision="confirm"), REGISTRAR)), ("d" * 64,), None),
        (
            (COMPARE, (acts.Done(task=COMPARE.task, decision="confirm"), REGISTRAR)),
            ("d" * 64, "e" * 64),
            refusals.NotCompared,
        ),
    ],
    ids=["not at all", "not yet", "this one", "another beside it"],
)
def test_only_what_was_compared_becomes_part_of_a_result(
    steps: tuple[Step, ...], encloses: tuple[str, ...], why: type[refusals.Refusal] | None
) -> None:
    book = written(*ACCEPTED, *steps, APPROVE, (YES, LEADER), NUMBERED)
    assert verdict(book, ISSUED.model_copy(update={"encloses": encloses})) is why


def owed(book: Book, act: acts.AnyAct, actor: Actor) -> list[tuple[str, str]]:
    """The tasks that the engine opens in the transaction of this act: their kind, and about whom they are."""
    following = follows(book.dossier, book.write(act, actor))
    return [(entry.act.kind, entry.act.about) for entry in following if isinstance(entry.act, acts.TaskOpened)]


def test_what_registers_were_told_of_a_dossier_that_comes_to_nothing_is_taken_back_there() -> None:
    declined = acts.SignatureDeclined(step="issue", signer=LEADER.id, reason=Words(vi="Sai", en="Wrong"))
    book = written(*APPROVED, told())
    book.write(declined)
    assert owed(book, acts.Stopped(reason="Sai nội dung"), LEADER) == [(CORRECT_REGISTER, "civil_status")]


def test_so_it_is_where_a_result_is_recalled_for_good_and_not_where_another_takes_its_place() -> None:
    recall = acts.Recalled(
        number=ISSUED.number, reason=Words(vi="Sai", en="Wrong"), basis="Quyết định 1", corrects=False
    )
    book = written(*APPROVED, told(), *TO_HAND_OVER[-3:])
    assert owed(book, recall, LEADER) == [(CORRECT_REGISTER, "civil_status")]
    other = written(*APPROVED, told(), *TO_HAND_OVER[-3:])
    assert owed(other, recall.model_copy(update={"corrects": True}), LEADER) == []


def test_nothing_is_taken_back_that_nobody_was_told() -> None:
    assert owed(written(*ACCEPTED), acts.Withdrawn(), MOTHER) == []


def test_what_was_voided_or_recalled_is_looked_at_again_though_nothing_of_it_changed() -> None:
    assert resting_on("s", "f", ("p",)) == resting_on("s", "f", ("p",), 0, 0)
    assert len({resting_on("s", "f", ("p",), *undone) for undone in ((0, 0), (1, 0), (0, 1), (1, 1))}) == 4

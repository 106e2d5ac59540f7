"""What the shared warehouse makes of a journal's open fields, and what agreements give."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import ENGINE, AnyAct
from domain.dossier.journal import Event
from domain.province.warehouse import (
    Agreement,
    BeyondAgreement,
    NotAgreed,
    PaperType,
    SharedResult,
    Sharing,
    Wish,
    results_of,
)
from domain.registers.lookups import LookUp
from tests.support.examples import CODE, FATHER, MOTHER, TUESDAY, filed

CHILD = "c" * 32
TITLE = Words(vi="Giấy khai sinh", en="Birth certificate")
BIRTH = PaperType(kind="GKS", title=TITLE, owners="parties", told="grant_number")
ISSUED = acts.Issued(kind="GKS", number="GKS-1", sha256="a" * 64, path="results/1.pdf")
RECALLED = acts.Recalled(number="GKS-1", reason=Words(vi="Sai", en="Wrong"), basis="QĐ 15", corrects=True)
DAY = date(2026, 11, 17)


def journal(*said: AnyAct) -> list[Event]:
    return [
        Event(seq=seq, at=TUESDAY + timedelta(hours=seq), key=str(seq), actor=ENGINE, act=act, hash="")
        for seq, act in enumerate(said, start=1)
    ]


def results(*said: AnyAct, papers: Mapping[str, PaperType] | None = None) -> list[SharedResult]:
    return results_of(CODE, journal(filed(), *said), {"GKS": BIRTH} if papers is None else papers)


def numbered(person: str) -> acts.Answered:
    look = LookUp(query="grant_number", fields=("number",), why="x", about=(MOTHER.id, person))
    return acts.Answered(agency="population", step="number", found=True, look=look)


def test_a_birth_certificate_is_both_parents_and_the_childs() -> None:
    [one] = results(numbered(CHILD), ISSUED)
    assert one.owners == (MOTHER.id, FATHER.id, CHILD)
    assert (one.issuer, one.issued_on, one.valid_until, one.signature) == ("11953", DAY, None, "sealed")


def test_of_a_kind_that_nobody_listed_it_is_the_applicants() -> None:
    [one] = results(numbered(CHILD), ISSUED, papers={})
    assert one.owners == (MOTHER.id,)


def test_it_may_be_used_as_long_as_the_law_said_at_its_reception() -> None:
    rules = filed().rules
    short, long = (rules.model_copy(update={"figures": {"valid_months": months}}) for months in (3, 6))
    papers = {"GKS": BIRTH.model_copy(update={"months": "valid_months"})}
    first = filed(rules=short)
    [one] = results_of(CODE, journal(first, ISSUED), papers)
    assert one.valid_until == date(2027, 2, 17)
    [one] = results_of(CODE, journal(first, acts.Accepted(task="t", rules=long), ISSUED), papers)
    assert one.valid_until == date(2027, 5, 17)


def test_one_that_was_replaced_names_what_stands_in_its_place() -> None:
    second = ISSUED.model_copy(update={"number": "GKS-2", "replaces": "GKS-1"})
    old, new = results(ISSUED, RECALLED, second)
    assert (old.replaced_by, bool(old.recalled_at), new.recalled_at) == ("GKS-2", True, None)


def test_stamped_again_it_is_another_file_with_the_same_number() -> None:
    stamped = acts.Restamped(number="GKS-1", sha256="b" * 64, path="results/2.pdf", stamped_until=TUESDAY)
    [one] = results(ISSUED, stamped)
    assert (one.sha256, one.path, one.signature) == ("b" * 64, "results/2.pdf", "stamped")


@pytest.mark.parametrize("with_result", [True, False])
def test_erased_it_is_nobodys_and_its_number_and_digest_stay(with_result: bool) -> None:
    [one] = results(ISSUED, acts.DataErased(basis="Luật", with_result=with_result))
    assert (one.owners, one.number, one.sha256) == ((), "GKS-1", "a" * 64)
    assert (one.path, one.erased_at is None) == (("", False) if with_result else ("results/1.pdf", True))


def test_it_is_usable_from_its_issue_until_it_is_recalled_or_its_time_is_over() -> None:
    [one] = results(ISSUED)
    assert [one.usable(DAY + timedelta(days=days)) for days in (-1, 0, 4000)] == [False, True, True]
    short = one.model_copy(update={"valid_until": DAY})
    assert [short.usable(DAY + timedelta(days=days)) for days in (0, 1)] == [True, False]
    taken = one.model_copy(update={"recalled_at": datetime.combine(DAY + timedelta(days=2), TUESDAY.timetz())})
    assert [taken.usable(DAY + timedelta(days=days)) for days in (1, 2)] == [True, False]


def agreement(**other: object) -> Agreement:
    said = {
        "provider": "motcua", "consumer": "residence", "dataset": "results", "fields": {"number", "kind"},
        "purpose": "cư trú", "decision": "QĐ 1", "since": DAY,
    }  # fmt: skip
    return Agreement.model_validate(said | other)


def agreed(wish: Wish, day: date, *stand: Agreement) -> Agreement:
    return Sharing(datasets=(), papers=(), agreements=stand).agreed(wish, day)


def test_an_agreement_counts_from_its_first_to_its_last_day() -> None:
    wish = Wish(consumer="residence", dataset="results", fields=frozenset({"number"}), purpose="cư trú")
    one = agreement(until=DAY)
    assert agreed(wish, DAY, one) == one
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=1)):
        with pytest.raises(NotAgreed):
            agreed(wish, day, one)
    for other in ({"consumer": "tax"}, {"dataset": "people"}, {"purpose": "quảng cáo"}):
        with pytest.raises(NotAgreed):
            agreed(wish.model_copy(update=other), DAY, one)


def test_two_agreements_do_not_add_up_to_a_wider_one() -> None:
    wide = Wish(consumer="residence", dataset="results", fields=frozenset({"number", "sha256"}), purpose="cư trú")
    other = agreement(fields={"sha256"})
    with pytest.raises(BeyondAgreement):
        agreed(wide, DAY, agreement(), other)
    assert agreed(wide, DAY, agreement(), agreement(fields={"number", "sha256"})).fields == {"number", "sha256"}

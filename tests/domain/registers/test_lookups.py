"""Of each look at somebody's data it is known on what ground, of which fields, and about whom."""

from datetime import date
from typing import Any

import pytest

from domain.base.refusals import AlreadyDone, DossierEnded, Missing, NotOnConsent, Refusal
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.registers.lookups import CONSENT, DUTY, Heard, LookUp
from domain.registers.query import Answer, Query, answered
from domain.vietnam.labels import FIELDS, field_words
from domain.vietnam.queries.insurance import RECEPTION
from domain.vietnam.queries.payments import AccountOf, AccountOwner
from domain.vietnam.queries.population import GrantNumber, PersonalNumber
from domain.vietnam.queries.residence import Dwelling, DwellingAt
from domain.vietnam.queries.traffic import HealthCheckOf, LicenceOf
from tests.support.declared import QUERIES
from tests.support.examples import DESK, FATHER, FATHER_NUMBER, MOTHER, MOTHER_NUMBER, verdict, written

NOBODY_NAMED = {"names_like", "benefit_suspension", "benefit_termination", "account_of", "dwelling_at"}
"""They ask by names, codes or addresses; whom they find is in the answer."""
OURS = [query for query in QUERIES.values() if query.__module__.startswith("domain.vietnam.queries.")]


@pytest.mark.parametrize("query", OURS, ids=lambda query: query.kind)
def test_every_question_says_whom_it_is_about_and_what_may_be_answered(query: type[Query[Any]]) -> None:
    assert set(query.about) <= set(query.model_fields)
    assert bool(query.about) is (query.kind not in NOBODY_NAMED)
    assert set(query.answer.about) <= set(query.answer.model_fields)
    assert query.fields()
    assert set(query.fields()) <= set(FIELDS)
    assert query.basis in (DUTY, CONSENT, RECEPTION)


@pytest.mark.parametrize(
    ("query", "said", "people"),
    [
        (LicenceOf(number=MOTHER_NUMBER, full_name="Tạ Kiều Oanh"), None, (MOTHER_NUMBER,)),
        (DwellingAt(address="Số 1", commune="11953"), Dwelling(owners=("1", "2")), ("1", "2")),
        (DwellingAt(address="Số 1", commune="11953"), None, ()),
        (AccountOf(bank="VCB", account="9"), AccountOwner(number=FATHER_NUMBER, name="A"), (FATHER_NUMBER,)),
        (
            GrantNumber(
                name="Vỹ", born=date(2026, 11, 10), sex="female", mother=MOTHER_NUMBER, father="", entry=1, volume="1"
            ),
            PersonalNumber(number="033326000011"),
            (MOTHER_NUMBER, "033326000011"),
        ),
    ],
)
def test_a_look_is_about_those_who_were_asked_for_and_those_who_were_found(
    query: Query[Any], said: Answer | None, people: tuple[str, ...]
) -> None:
    assert query.people(said) == people


def test_the_signed_text_is_kept_with_the_answer_where_it_can_be_erased() -> None:
    look = LookUp(query="licence_of", fields=("number",), why="Thử")
    act = answered(
        LicenceOf(number=MOTHER_NUMBER, full_name="A"), "licence", {"number": "1"}, Heard(look=look, said="{}")
    )
    assert act.personal == {"kind": "licence_of", "answer": {"number": "1"}, "said": "{}"}
    assert "said" not in answered(LicenceOf(number=MOTHER_NUMBER, full_name="A"), "licence", None).personal


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_a_field_that_we_have_no_word_for_is_called_by_its_title(locale: str) -> None:
    assert field_words(QUERIES["place_verification"], "on").in_(locale) in ("ngày", "day")
    assert field_words(QUERIES.get("no_such_query"), "shoe_size").in_(locale) == "shoe_size"


HEALTH = acts.ConsentWithdrawn(query=HealthCheckOf.kind)


@pytest.mark.parametrize(
    ("steps", "act", "actor", "refused"),
    [
        ((), HEALTH, MOTHER, None),
        ((), HEALTH, FATHER, Missing),
        ((), HEALTH, DESK, Missing),
        ((), acts.ConsentWithdrawn(query=LicenceOf.kind), MOTHER, NotOnConsent),
        ((), acts.ConsentWithdrawn(query="shoe_size_of"), MOTHER, NotOnConsent),
        (((HEALTH, MOTHER),), HEALTH, MOTHER, AlreadyDone),
        (((acts.Withdrawn(), MOTHER),), HEALTH, MOTHER, DossierEnded),
    ],
)
def test_the_applicant_alone_takes_back_what_rests_on_their_consent_once(
    steps: Any, act: acts.ConsentWithdrawn, actor: Actor, refused: type[Refusal] | None
) -> None:
    assert verdict(written(*steps), act, actor) is refused


def test_a_consent_taken_back_is_remembered() -> None:
    assert written((HEALTH, MOTHER)).dossier.withdrawn == ("health_check_of",)

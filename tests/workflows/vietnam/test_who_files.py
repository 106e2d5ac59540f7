"""Each procedure is filed by those whom its law names, and by nobody else without their mandate."""

from datetime import date
from typing import Any

import pytest

from tests.support.examples import FATHER_NUMBER, MOTHER_NUMBER
from tests.workflows.vietnam.residence import test_permanent_residence, test_residence_removal
from tests.workflows.walks.forms import FORMS
from workflows.catalogue import PROCEDURES
from workflows.engine.forms import Filing, Form
from workflows.engine.procedure import Procedure
from workflows.vietnam.certification.certified_copy import CertifiedElectronicCopy
from workflows.vietnam.civil_status.interlinked_birth import InterlinkedBirthForm
from workflows.vietnam.civil_status.interlinked_death import DeathForm
from workflows.vietnam.residence.registration import ResidenceForm
from workflows.vietnam.residence.residence_removal import RemovalForm

DAY = date(2026, 11, 25)
STRANGER, ANOTHER, CHILD_NUMBER = "034192001101", "034065001102", "033316000021"
MOVES = test_permanent_residence.FORM
CHILD = MOVES | {"person": MOVES["person"] | {"born": "2016-04-02"}}


def as_what(form: Form, number: str) -> str:
    """As what somebody may file it; nothing where they may not."""
    filer = form.filer(Filing(applicant=number, day=DAY))
    return filer.role if filer else ""


def asked(form: Form, number: str) -> dict[str, str]:
    """Who else must agree, and as what."""
    must = form.must_agree(Filing(applicant=number, day=DAY))
    return {one: part for one, part in must.items() if one != number}


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_a_stranger_files_nothing_that_is_not_for_everybody(procedure: type[Procedure[Any]]) -> None:
    form = procedure.form.model_validate(FORMS[procedure](DAY)[0])
    assert as_what(form, MOTHER_NUMBER)
    assert as_what(form, STRANGER) == ("anybody" if procedure is CertifiedElectronicCopy else "")


def test_who_moves_files_or_the_head_or_for_a_minor_the_parent() -> None:
    grown, child = (ResidenceForm.model_validate(form | {"parent": ANOTHER}) for form in (MOVES, CHILD))
    assert [as_what(grown, one) for one in (MOTHER_NUMBER, FATHER_NUMBER, ANOTHER)] == ["person", "head", ""]
    assert as_what(child, ANOTHER) == "representative"


def test_nobody_is_moved_by_the_head_alone() -> None:
    grown = ResidenceForm.model_validate(MOVES)
    assert asked(grown, FATHER_NUMBER) == {MOTHER_NUMBER: "person"}
    assert asked(grown, MOTHER_NUMBER) == {FATHER_NUMBER: "household head"}
    child = ResidenceForm.model_validate(CHILD | {"parent": ANOTHER})
    assert asked(child, FATHER_NUMBER) == {ANOTHER: "parent"}


def test_a_minor_whose_parent_is_not_named_is_not_moved() -> None:
    alone = ResidenceForm.model_validate(CHILD)
    assert ["chưa đủ 18 tuổi" in fault.vi for fault in alone.faults(Filing(applicant=FATHER_NUMBER, day=DAY))] == [True]
    assert not alone.faults(Filing(applicant=FATHER_NUMBER, day=DAY, edition=0))


CHILD_ALONG = {"number": CHILD_NUMBER, "full_name": "Trịnh Gia Hân", "born": "2016-04-02", "relation": "Con"}
ALONG = [
    {"number": ANOTHER, "full_name": "Trịnh Văn Phúc", "born": "1965-05-01", "relation": "Cha"},
    CHILD_ALONG | {"parent": MOTHER_NUMBER},
]


def test_all_who_move_together_agree_and_for_their_children_a_parent() -> None:
    together = ResidenceForm.model_validate(MOVES | {"others": ALONG})
    assert asked(together, FATHER_NUMBER) == {MOTHER_NUMBER: "parent", ANOTHER: "person"}
    assert asked(together, MOTHER_NUMBER) == {FATHER_NUMBER: "household head", ANOTHER: "person"}
    assert set(together.parties) == {MOTHER_NUMBER, FATHER_NUMBER, ANOTHER, CHILD_NUMBER}


def test_nobody_moves_along_twice_or_as_a_child_of_nobody() -> None:
    form = ResidenceForm.model_validate(MOVES | {"others": [CHILD_ALONG, MOVES["person"] | {"relation": "Vợ"}]})
    twice, alone = form.faults(Filing(applicant=MOTHER_NUMBER, day=DAY))
    assert "ghi hai lần" in twice.vi
    assert alone.vi == "Trịnh Gia Hân chưa đủ 18 tuổi: ghi số định danh của cha, mẹ hoặc người giám hộ."
    assert alone.en == "Trịnh Gia Hân is not 18 yet: give the number of a parent or guardian."


def test_who_moves_alone_agrees_to_what_was_agreed_to_before_others_could_be_named() -> None:
    alone, together = (ResidenceForm.model_validate(form) for form in (MOVES, MOVES | {"others": ALONG}))
    assert "others" not in alone.agreed_to("owner")
    assert [one["full_name"] for one in together.agreed_to("owner")["others"]] == ["Trịnh Văn Phúc", "Trịnh Gia Hân"]


def test_who_is_alive_is_taken_off_their_home_only_if_they_agree() -> None:
    form = test_residence_removal.FORM | {"relation": "Chủ hộ"}
    alive, dead = (RemovalForm.model_validate(form | {"reason": reason}) for reason in ("home_lost", "died"))
    assert as_what(alive, STRANGER) == as_what(dead, STRANGER) == "kin"
    assert as_what(alive, MOTHER_NUMBER) == "person"
    assert asked(alive, STRANGER) == {MOTHER_NUMBER: "person"}
    assert asked(dead, STRANGER) == {}


def test_a_death_is_told_by_who_buries_or_by_kin_who_say_so() -> None:
    [form] = FORMS[next(one for one in PROCEDURES if one.form is DeathForm)](DAY)
    assert as_what(DeathForm.model_validate(form), MOTHER_NUMBER) == "receiver"
    assert as_what(DeathForm.model_validate(form | {"declares": "Em trai"}), STRANGER) == "kin"


def test_a_child_joins_a_household_that_its_head_and_the_dwellings_owner_agree_to() -> None:
    [form] = FORMS[next(one for one in PROCEDURES if one.form is InterlinkedBirthForm)](DAY)
    strange = form | {"household_head": STRANGER, "dwelling_owner": ANOTHER}
    born = InterlinkedBirthForm.model_validate(strange)
    assert asked(born, MOTHER_NUMBER) == {ANOTHER: "owner", STRANGER: "household head"}


def test_what_they_agree_to_before_the_child_has_a_number_is_what_its_branch_asks() -> None:
    [form] = FORMS[next(one for one in PROCEDURES if one.form is InterlinkedBirthForm)](DAY)
    born, filing = InterlinkedBirthForm.model_validate(form), Filing(applicant=MOTHER_NUMBER, day=DAY)
    home = ResidenceForm.model_validate(born.residence("033326000011").model_dump())
    assert home.agreements(filing, "residence") == born.agreements(filing)
    moved = home.model_copy(update={"address": "Số 99, đường Bãi Sậy"})
    assert moved.agreements(filing, "residence") != born.agreements(filing)


def test_a_form_of_before_asks_whom_it_asked_then() -> None:
    [form] = FORMS[next(one for one in PROCEDURES if one.form is InterlinkedBirthForm)](DAY)
    born = InterlinkedBirthForm.model_validate(form)
    assert born.must_agree(Filing(applicant=MOTHER_NUMBER, day=DAY, edition=0)) == {}

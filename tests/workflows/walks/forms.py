"""The forms that people file in a walk, of every procedure: those of its own tests, and some that the law refuses."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from domain.base.calendar import months_after
from tests.support.examples import FORM, NEIGHBOUR
from tests.workflows.vietnam.business import test_household_business
from tests.workflows.vietnam.certification import test_certified_copy
from tests.workflows.vietnam.civil_status import (
    test_interlinked_birth,
    test_interlinked_death,
    test_marriage,
    test_marriage_status,
)
from tests.workflows.vietnam.insurance import test_child_card, test_funeral_grant
from tests.workflows.vietnam.police import test_child_id_card, test_judicial_record, test_licence_exchange
from tests.workflows.vietnam.residence import test_permanent_residence, test_residence_removal
from tests.workflows.vietnam.social import test_monthly_allowance, test_unemployment_benefit
from workflows.engine.procedure import Procedure
from workflows.vietnam.business.household_business import HouseholdBusiness
from workflows.vietnam.certification.certified_copy import CertifiedElectronicCopy
from workflows.vietnam.civil_status.birth_registration import BirthRegistration
from workflows.vietnam.civil_status.interlinked_birth import InterlinkedBirth
from workflows.vietnam.civil_status.interlinked_death import InterlinkedDeath
from workflows.vietnam.civil_status.marriage import MarriageRegistration
from workflows.vietnam.civil_status.marriage_status import MarriageStatus
from workflows.vietnam.insurance.child_card import ChildInsuranceCard
from workflows.vietnam.insurance.funeral_grant import FuneralGrants
from workflows.vietnam.police.child_id_card import ChildIdentityCard
from workflows.vietnam.police.judicial_record import JudicialRecord
from workflows.vietnam.police.licence_exchange import DrivingLicenceExchange
from workflows.vietnam.residence.permanent_residence import PermanentResidence
from workflows.vietnam.residence.residence_removal import ResidenceRemoval
from workflows.vietnam.residence.temporary_residence import TemporaryResidence
from workflows.vietnam.social.monthly_allowance import MonthlyAllowance
from workflows.vietnam.social.unemployment_benefit import UnemploymentBenefits

Form = dict[str, Any]
Forms = Callable[[date], Sequence[Form]]
"""By the day of the filing: what is usual first."""


def _always(*forms: Form) -> Forms:
    return lambda _today: forms


def _weddings(today: date) -> Sequence[Form]:
    usual, elsewhere = test_marriage.COUPLE, test_marriage.groom(**test_marriage.ELSEWHERE)
    tomorrow, in_a_year = months_after(today + timedelta(1), -12 * 20), months_after(today, -12 * 19)
    young = (test_marriage.groom(born=born.isoformat()) for born in (tomorrow, in_a_year))
    return usual, elsewhere, *young


def _stays(today: date) -> Sequence[Form]:
    stays = [{"until": (today + timedelta(days)).isoformat(), "purpose": "work"} for days in (365, 900)]
    alone, too_long = (test_permanent_residence.FORM | stay for stay in stays)
    return alone, too_long, test_permanent_residence.FAMILY | stays[0] | {"by_list": True}


FORMS: dict[type[Procedure[Any]], Forms] = {
    BirthRegistration: lambda today: (
        FORM,
        FORM | {"father": None},
        FORM | {"register_where": "father"},
        FORM | {"child": FORM["child"] | {"born": (today - timedelta(61)).isoformat()}},
    ),
    CertifiedElectronicCopy: _always(test_certified_copy.DIPLOMA, test_certified_copy.DIPLOMA | {"pages": 500}),
    ChildIdentityCard: lambda today: (
        test_child_id_card.CHILD,
        test_child_id_card.child(months_after(today, -12 * 7)),
    ),
    ChildInsuranceCard: _always(test_child_card.FORM),
    DrivingLicenceExchange: _always(test_licence_exchange.DRIVER),
    FuneralGrants: _always(test_funeral_grant.FORM, test_funeral_grant.FORM | {"account": None}),
    HouseholdBusiness: _always(
        test_household_business.SHOP, test_household_business.SHOP | {"members": [test_household_business.MEMBER]}
    ),
    InterlinkedBirth: _always(test_interlinked_birth.FAMILY),
    InterlinkedDeath: _always(test_interlinked_death.FORM),
    JudicialRecord: _always(
        test_judicial_record.ASKED,
        test_judicial_record.ASKED | test_judicial_record.FORM_2,
        test_judicial_record.ASKED | {"reduced": True},
    ),
    MarriageRegistration: _weddings,
    MarriageStatus: _always(
        test_marriage_status.FORM,
        test_marriage_status.EARLIER,
        test_marriage_status.TO_MARRY,
        test_marriage_status.FORM | test_marriage_status.LOST,
        test_marriage_status.FORM | {"former": "handed_in"},
    ),
    MonthlyAllowance: _always(
        test_monthly_allowance.FORM,
        test_monthly_allowance.OLD,
        test_monthly_allowance.ALONE,
        test_monthly_allowance.ALONE | {"kind": "hiv", "account": None},
        test_monthly_allowance.ADJUSTED,
        test_monthly_allowance.ENDED,
    ),
    PermanentResidence: _always(
        test_permanent_residence.FORM, test_permanent_residence.FAMILY, test_permanent_residence.LODGES
    ),
    ResidenceRemoval: _always(
        test_residence_removal.FORM, test_residence_removal.FORM | {"commune": NEIGHBOUR, "reason": "home_lost"}
    ),
    TemporaryResidence: _stays,
    UnemploymentBenefits: lambda today: [test_unemployment_benefit.form(today - timedelta(days)) for days in (30, 120)],
}

"""What each agency is asked and told: one file an agency."""

from domain.vietnam.queries import (
    business,
    civil_status,
    criminal_records,
    id_cards,
    insurance,
    payments,
    population,
    residence,
    social,
    traffic,
)

AGENCIES = (
    population.AGENCY,
    civil_status.AGENCY,
    business.BUSINESS_AGENCY,
    business.TAX_AGENCY,
    criminal_records.AGENCY,
    id_cards.AGENCY,
    insurance.AGENCY,
    payments.AGENCY,
    residence.AGENCY,
    social.AGENCY,
    traffic.AGENCY,
)
"""The agencies that every installation knows; an agency's own package brings its own with its procedure."""

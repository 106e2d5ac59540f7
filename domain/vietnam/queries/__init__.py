"""What each agency is asked and told: one file an agency. Importing this package makes all of them known."""

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

__all__ = [
    "business",
    "civil_status",
    "criminal_records",
    "id_cards",
    "insurance",
    "payments",
    "population",
    "residence",
    "social",
    "traffic",
]

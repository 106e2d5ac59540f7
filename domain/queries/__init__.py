"""What each agency is asked and told: one file an agency. Importing this package makes all of them known."""

from domain.queries import civil_status, population, residence

__all__ = ["civil_status", "population", "residence"]

"""A revision to come is linted by every rule, those that have run by fewer; ``make check`` lints them all."""

import pytest

from tests.infra.db.migration_lint import RELEASED, mistakes

WITH_LIMITS = "SET LOCAL lock_timeout = '5s';\nSET LOCAL statement_timeout = '30s';\n"
NEW = f"{RELEASED + 1:04d}"


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("CREATE INDEX ix_dossiers_status ON dossiers (status);", "require-concurrent-index-creation"),
        ("ALTER TABLE dossiers DROP COLUMN head;", "ban-drop-column"),
    ],
)
def test_a_new_revision_is_held_to_what_was_not_asked_of_those_before(statement: str, rule: str) -> None:
    assert rule in mistakes(NEW, WITH_LIMITS + statement)
    assert mistakes(f"{RELEASED:04d}", WITH_LIMITS + statement) == ""


def test_what_a_new_revision_must_do_all_the_same_is_said_above_it() -> None:
    told = "-- squawk-ignore ban-drop-column\nALTER TABLE dossiers DROP COLUMN head;"
    assert mistakes(NEW, WITH_LIMITS + told) == ""

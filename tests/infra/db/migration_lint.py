"""Lints the SQL of each revision with squawk: ``python -m tests.infra.db.migration_lint``, which ``make check`` does.

What a new revision must do although a rule is against it says so above the statement, with its reason:
``op.execute("-- squawk-ignore ban-drop-constraint\\nALTER TABLE …")``.
"""

import subprocess
import sys
from io import StringIO
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import Script, ScriptDirectory

from infra.db.migrate import SCRIPTS

SQUAWK = Path(sys.executable).with_name("squawk")
RELEASED = 26
"""The newest revision that was there before anybody linted: it has run, and is never changed."""
NOT_ASKED_THEN = (
    "adding-foreign-key-constraint",
    "ban-drop-column",
    "ban-drop-constraint",
    "ban-drop-default",
    "constraint-missing-not-valid",
    "prefer-bigint-over-smallint",
    "renaming-column",
    "require-concurrent-index-creation",
    "require-concurrent-index-deletion",
    "require-statement-timeout",
)


def revisions() -> list[Script]:
    """Every revision, the oldest first."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return list(ScriptDirectory.from_config(config).walk_revisions())[::-1]


def sql_of(revision: Script) -> str:
    """What a revision tells an empty database."""
    told = StringIO()
    asked = {"as_sql": True, "output_buffer": told, "literal_binds": True}
    context = MigrationContext.configure(dialect_name="postgresql", opts=asked)
    setattr(context.bind, "scalars", lambda *_: ())  # noqa: B010 - nothing answers here: who reads rows finds none
    with Operations.context(context):
        revision.module.upgrade()
    return told.getvalue()


def mistakes(name: str, sql: str) -> str:
    """What squawk has against it, in its own words; empty where it has nothing."""
    left_out = [f"--exclude={','.join(NOT_ASKED_THEN)}"] if int(name) <= RELEASED else []
    how = ["--assume-in-transaction", "--reporter=gcc", f"--stdin-filepath={name}.sql", *left_out]
    done = subprocess.run([SQUAWK, *how], input=sql, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def main() -> None:
    """Tell every mistake, and fail where there is one."""
    sys.exit("".join(mistakes(one.revision, sql_of(one)) for one in revisions()) or 0)


if __name__ == "__main__":
    main()

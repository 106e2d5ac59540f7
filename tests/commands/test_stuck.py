"""What `motcua stuck` says of a dossier that stands still: all that is needed to mend it, in one line."""

from commands.builds import line_of
from domain.base.standstill import Standstill
from infra.engine.failing import Failing

CODE = "000.01.00.H31-261117-0001"


def test_a_line_names_procedure_file_line_step_cause_and_tries() -> None:
    said = Standstill("internal_rules.py:91, examine", "employer", "missing-name", "leest")
    line = line_of(CODE, Failing("2.001955", said, 4))
    assert line.startswith(f"{CODE}  2.001955  internal_rules.py:91, examine, step “employer”: there is no “leest”")
    assert line.endswith("(tried 4 times)")


def test_what_has_no_line_is_told_all_the_same() -> None:
    line = line_of(CODE, Failing("2.001955", Standstill("", "", "silent"), 1))
    assert "2.001955  -: no worker answered in time" in line

"""`docs/fields.md` says what the fields of each form must be together, and the forms refuse just that."""

from tests.system.fields_together import HEAD, PAGE, table
from workflows.catalogue import every


def test_what_fields_must_be_together_is_written_as_the_forms_refuse_it() -> None:
    _, head, rows = PAGE.read_text().partition(HEAD)
    assert head + rows == table(), "write it anew: python -m tests.system.fields_together"


def test_every_form_that_looks_at_several_fields_is_in_the_table() -> None:
    looks = {one.code for one in every() if one.form.faults.__qualname__ != "Form.faults"}
    assert {row.split(" | ")[0].strip("| ") for row in table().splitlines()[2:]} >= looks

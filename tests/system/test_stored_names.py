"""No name that is stored or sent is changed or lost, whatever is moved, renamed or taken apart.

``stored_names.json`` lists them, a section a kind, as the code says them of itself (``stored_names``). Whoever makes a
new one adds its line (``python -m tests.system.stored_names`` does) and commits it with the code. A line that is there
stays: journals, histories, archives and programs outside know the name, so the code goes on saying it. Only what a
release has taken back on purpose, with what was stored of it, loses its line, in a commit that says so.
"""

import pytest

from tests.system.stored_names import SECTIONS, listed


def test_the_list_is_in_order() -> None:
    kept = listed()
    assert list(kept) == sorted(SECTIONS)
    assert {section: sorted(set(names)) for section, names in kept.items()} == kept


@pytest.mark.parametrize("section", SECTIONS)
def test_a_name_that_is_stored_or_sent_stays(section: str) -> None:
    said, kept = SECTIONS[section](), set(listed()[section])
    assert sorted(kept - said) == [], "the code no longer says what is stored or sent"
    assert sorted(said - kept) == [], "a new name: add its line to stored_names.json"

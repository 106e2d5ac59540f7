"""Every word of an act that stays in the open was looked at: it is a name of ours, a code, a number or a law's own."""

from typing import Any

import pytest

from domain.dossier.acts import ACTS

NAMES = {
    "type",
    "task",
    "again",
    "step",
    "kind",
    "agency",
    "role",
    "verb",
    "case",
    "procedure",
    "query",
    "decision",
    "decisions",
    "answer",
    "filed_as",
    "fee_class",
}
"""Names that code or catalogue give."""
PEOPLE = {"applicant", "owner", "parties", "person", "to", "signer"}
"""Blind indices, and staff codes."""
OFFICES = {"receiving", "competent", "organ", "asks", "office"}
NUMBERS = {"number", "replaces", "path", "branch", "transaction", "receipt", "order", "payment", "message", "handle"}
NUMBERS |= {"given_in"}
DIGESTS = {"sha256", "documents", "digitised", "recipients"}
OWN = {"about", "corrected", "method", "basis"}
"""What part of the dossier it is about, names of the form's fields, a way of paying, the law that erases."""
OPEN = NAMES | PEOPLE | OFFICES | NUMBERS | DIGESTS | OWN


def words(act: Any) -> set[str]:
    """The fields of an act that are text, and not sealed."""
    text = {name for name, field in act.model_fields.items() if field.annotation in (str, tuple[str, ...])}
    return text - set(act.said)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_an_act_says_nothing_in_the_open_that_people_wrote(act: Any) -> None:
    own = {"reason"} if act.__name__ == "Redated" else set()
    assert words(act) - OPEN - own == set()

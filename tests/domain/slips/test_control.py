"""The control slip (form 06) tells each hand-over from the journal: who gave, who received, and whether in time."""

from datetime import timedelta

import pytest

from domain.dossier import acts
from domain.slips.control import Punctual, hand_overs, punctual
from tests.support.examples import CODE, DELIVERED, DESK, LEADER, REGISTRAR, TUESDAY, VERIFY, written


def test_each_hand_over_names_who_gave_and_who_received() -> None:
    rows = hand_overs(CODE, written(*DELIVERED).events)
    assert [(row.kind, row.giver, row.receiver, row.result) for row in rows] == [
        ("receive", "", DESK.id, Punctual.ON_TIME),
        ("verify", DESK.id, REGISTRAR.id, Punctual.ON_TIME),
        ("approve", REGISTRAR.id, LEADER.id, Punctual.ON_TIME),
        ("hand_over", LEADER.id, DESK.id, Punctual.ON_TIME),
    ]


def test_what_the_applicant_does_is_no_hand_over_and_what_is_open_is_told_as_open() -> None:
    rows = hand_overs(CODE, written(*DELIVERED[:3]).events)
    assert [(row.kind, row.receiver, row.result) for row in rows][-1] == (VERIFY.kind, "", Punctual.OPEN)
    assert "confirm" not in {row.kind for row in hand_overs(CODE, written(*DELIVERED).events)}


def test_who_signed_by_name_stands_there_by_name() -> None:
    book = written(*DELIVERED[:1])
    book.write(acts.Accepted(task=hand_overs(CODE, book.events)[0].task, personal={"name": "Bùi Thu Hà"}), DESK)
    assert hand_overs(CODE, book.events)[0].receiver == "Bùi Thu Hà"


@pytest.mark.parametrize(
    ("after", "result"),
    [(timedelta(0), Punctual.ON_TIME), (timedelta(hours=-3), Punctual.ON_TIME), (timedelta(minutes=1), Punctual.LATE),
     (timedelta(days=-1), Punctual.EARLY)],
)  # fmt: skip
def test_a_step_is_held_against_the_date_of_the_result(after: timedelta, result: Punctual) -> None:
    assert punctual(TUESDAY + after, TUESDAY) == result

"""Dossiers lie under an office's code: no list of offices gives it to another."""

import secrets

import pytest

from domain.statute.offices import Office, Offices
from infra.db.database import Database
from infra.facts.loading import load_offices
from infra.facts.office_codes import OfficeMoved, note_offices, refuse_moved_offices
from tests.support.examples import MOTHER, filed
from tests.support.ledger import Ledger, prefix

CODE = "77701"
OURS = Office(
    code=CODE,
    kind="Xã",
    name="Thử",
    slug="thu",
    dossier_prefix="000.77.00.H31",
    body="Ủy ban nhân dân xã Thử",
    place="Thử",
)
RENAMED = OURS.model_copy(update={"kind": "Phường"})
NEIGHBOUR = OURS.model_copy(update={"code": "77702", "name": "Bên", "slug": "ben", "dossier_prefix": "000.78.00.H31"})


def listed(*offices: Office) -> Offices:
    """The offices of a house."""
    return Offices(province=load_offices().province, offices=offices)


@pytest.fixture
async def both(ledger: Ledger) -> list[Database]:
    """The databases of front door and worker, in a house that knows its offices, under one of which a dossier lies."""
    await ledger.rows("DELETE FROM office_codes")
    act = filed(receiving=CODE, competent=CODE)
    await ledger.api.file(prefix(), act, MOTHER, secrets.token_hex(8), "body")
    await note_offices(ledger.engine.database, listed(OURS, NEIGHBOUR))
    return [ledger.api.database, ledger.engine.database]


async def test_a_code_under_which_dossiers_lie_goes_to_no_other_office_and_is_not_left_out(
    both: list[Database],
) -> None:
    for database in both:
        await refuse_moved_offices(database, listed(OURS, NEIGHBOUR))
        with pytest.raises(OfficeMoved, match="77701 is Xã Thử, and would be Phường Thử"):
            await refuse_moved_offices(database, listed(RENAMED, NEIGHBOUR))
        with pytest.raises(OfficeMoved, match=r"77701 is Xã Thử, and would be none\. Let the offices file"):
            await refuse_moved_offices(database, listed(NEIGHBOUR))


async def test_an_office_that_was_renamed_says_so_and_keeps_its_code(both: list[Database]) -> None:
    renamed = RENAMED.model_copy(update={"formerly": (OURS.title,)})
    for database in both:
        await refuse_moved_offices(database, listed(renamed, NEIGHBOUR))
    await note_offices(both[1], listed(renamed, NEIGHBOUR))
    with pytest.raises(OfficeMoved, match="77701 is Phường Thử, and would be Xã Thử"):
        await refuse_moved_offices(both[0], listed(OURS, NEIGHBOUR))


async def test_a_code_under_which_nothing_lies_may_go_to_another_office(both: list[Database]) -> None:
    other = NEIGHBOUR.model_copy(update={"name": "Khác"})
    for database in both:
        await refuse_moved_offices(database, listed(OURS, other))
        await refuse_moved_offices(database, listed(OURS))


async def test_a_house_from_before_names_were_noted_keeps_the_codes_of_its_dossiers(
    both: list[Database], ledger: Ledger
) -> None:
    await ledger.rows("UPDATE office_codes SET name = ''")
    for database in both:
        await refuse_moved_offices(database, listed(OURS))
        with pytest.raises(OfficeMoved, match="77701 is of an office, and would be none"):
            await refuse_moved_offices(database, listed(NEIGHBOUR))

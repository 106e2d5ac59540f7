"""The index of a unit and of those that belong to it: by the same counts, ranked by what they lost, with its band."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from api.schemas.vietnam.index766 import UnitMetric, UnitScores
from api.services.vietnam.index766 import Question, behind, scored, scored_units
from domain.base.refusals import Missing
from domain.dossier.acts import ENGINE
from domain.province.periods import Period
from domain.province.units import NoSuchUnit, Unit, Units
from domain.vietnam.kept import RegisterFile
from infra.vietnam.entries import ProvinceEntries
from tests.api.services.test_kept_figures import NOW, OFFICE, OTHER, PROVINCE, Room
from tests.api.services.test_kept_figures import room as whole

__all__ = ["whole"]
AUGUST = Question("33", Period.read("2026-08"), locale="en")
TOLD = """INSERT INTO portal_syncs (destination, dossier, state, seq, confirmed_until, owed_since)
          SELECT 'portal', dossier, 'confirmed', 9, now() + interval '99 years', now() FROM province_facts"""


@pytest.fixture
async def room(whole: Room) -> Room:
    """A province without a dossier, of which the portal was told nothing."""
    await whole.ledger.rows("TRUNCATE province_facts, province_parts, register_entries, portal_syncs")
    whole.many = 0
    return whole


async def enter(room: Room, kind: str, *contents: dict[str, Any], whole: bool = False) -> None:
    """What the province keeps beside its dossiers."""
    sent = {
        "kind": kind,
        "document": "Sổ",
        "lines": [{"unit": "33", "day": "2026-01-01", "content": one} for one in contents],
        "whole": [{"unit": "33", "first": "2026-01-01", "last": "2026-12-31"}] if whole else [],
    }
    entries = ProvinceEntries(room.ledger.engine.database)
    await entries.keep(RegisterFile.model_validate(sent), room.tools.province.units, NOW, ENGINE)


async def units_of(room: Room, question: Question = AUGUST) -> UnitScores:
    return await scored_units(question, room.tools, PROVINCE)


def metrics(found: UnitScores, unit: str) -> dict[str, UnitMetric]:
    return {one.id: one for row in found.units if row.unit.code == unit for one in row.metrics}


async def test_whoever_lost_most_stands_first_and_whoever_had_no_dossier_is_not_ranked(room: Room) -> None:
    await room.dossiers(10, OFFICE, late=1)
    await room.dossiers(10, OTHER, late=6)
    await room.dossiers(1, "11977")
    await room.ledger.rows(
        "UPDATE province_facts SET ended_at = accepted_at - interval '9 days', issued_at = NULL,"
        " accepted_at = accepted_at - interval '10 days' WHERE competent = '11977'"
    )
    await room.ledger.rows("UPDATE province_parts SET changed = changed + 1")
    await room.publisher.publish()
    found = await units_of(room)
    assert [row.unit.code for row in found.units] == [OTHER, OFFICE]
    assert [row.lost for row in found.units] == sorted((row.lost for row in found.units), reverse=True)
    late = metrics(found, OTHER)["2.1"]
    assert (late.numerator, late.denominator, late.score, late.lost, late.mark) == (4, 10, 8.0, 12.0, "K")


async def test_a_unit_s_line_comes_to_what_its_own_page_says(room: Room) -> None:
    await room.dossiers(10, OFFICE, late=2)
    await room.dossiers(10, OTHER)
    petition = {"code": "P-1", "received_at": "2026-08-03T09:00:00+07:00", "dossier": "D-0003"}
    await enter(room, "petitions", petition, whole=True)
    for row in (await units_of(room)).units:
        own = await scored(Question(row.unit.code, AUGUST.period), room.tools, PROVINCE)
        assert (row.total, row.known) == (own.total, own.known)
        assert row.points["5.4"] is not None


async def test_all_points_are_known_once_every_register_is_kept_and_the_portal_was_told(room: Room) -> None:
    await room.dossiers(10, OFFICE)
    await enter(room, "petitions", whole=True)
    await enter(room, "publications", whole=True)
    await enter(room, "services", {"authority": 10, "full": 9})
    found = await scored(AUGUST, room.tools, PROVINCE)
    assert (found.band, found.known) == (None, 100 - 2 - 6 - 6 - 4)
    await enter(room, "fees", {"with_fee": 10})
    await room.ledger.rows("TRUNCATE portal_syncs")
    await room.ledger.rows(TOLD)
    await room.ledger.rows("UPDATE province_parts SET changed = changed + 1")
    await room.publisher.publish()
    found = await scored(AUGUST, room.tools, PROVINCE)
    assert found.known == 100
    assert found.band == room.tools.province.index.band(Decimal(str(found.total))).title.en
    sources = {one.id: one.source for group in found.groups for one in group.metrics if one.source}
    assert sources.keys() == {"1.4"}
    assert "our own dossiers" in str(sources["1.4"])


async def test_what_more_dossiers_would_bring_is_told_of_as_many_as_are_asked_about(room: Room) -> None:
    await room.dossiers(10, OFFICE, late=5)
    one, many = [await scored(Question("33", AUGUST.period, more=more), room.tools, PROVINCE) for more in (1, 5)]
    gains = [next(m for g in told.groups for m in g.metrics if m.id == "2.1") for told in (one, many)]
    assert [(told.gain, told.hundred_more) for told in gains] == [(2.0, 10.0), (10.0, 10.0)]


async def test_who_made_people_discontent_is_named_and_who_is_not_known_is_refused(room: Room) -> None:
    await room.dossiers(5, OFFICE, late=1)
    with pytest.raises(Missing, match="register of petitions"):
        await behind(AUGUST, "5.4", room.tools, PROVINCE, "")
    with pytest.raises(Missing, match="national portal has not been told"):
        await behind(AUGUST, "1.4", room.tools, PROVINCE, "")
    petition = {"code": "P-1", "received_at": "2026-08-03T09:00:00+07:00", "dossier": "D-0003"}
    await enter(room, "petitions", petition)
    # The register's line is the province's, as is its dossier.
    found = await behind(AUGUST, "5.4", room.tools, PROVINCE, "")
    assert [one.code for one in found.items] == ["D-0000", "D-0003"]


def merged(units: Units) -> Iterator[Unit]:
    """The province as if one commune had become part of another in the middle of August."""
    for unit in units.on(date(2026, 8, 1)):
        yield unit.model_copy(update={"until": date(2026, 8, 15), "into": (OTHER,)}) if unit.code == OFFICE else unit


async def test_what_a_commune_did_before_it_became_part_of_another_is_not_lost(room: Room) -> None:
    await room.dossiers(4, OFFICE, late=1)
    await room.dossiers(4, OTHER)
    room.with_units(Units(merged(room.tools.province.units)))
    found = await scored(AUGUST, room.tools, PROVINCE)
    assert [one.denominator for group in found.groups for one in group.metrics if one.id == "2.1"] == [8]
    assert {row.unit.code for row in (await units_of(room)).units} == {OFFICE, OTHER}
    own = await scored(Question(OFFICE, AUGUST.period), room.tools, PROVINCE)
    assert [one.denominator for group in own.groups for one in group.metrics if one.id == "2.1"] == [4]
    with pytest.raises(NoSuchUnit):
        await scored(Question(OFFICE, Period.read("2026-09")), room.tools, PROVINCE)


def moved(units: Units) -> Iterator[Unit]:
    """The province as if one commune belonged to another from the middle of August on."""
    for unit in units.on(date(2026, 8, 1)):
        if unit.code == OFFICE:
            yield unit.model_copy(update={"until": date(2026, 8, 15), "into": (OFFICE,)})
            yield unit.model_copy(update={"since": date(2026, 8, 16), "parent": OTHER})
        else:
            yield unit


async def test_dossiers_that_a_metric_lacks_are_those_that_it_counted_whoever_has_the_office_now(room: Room) -> None:
    await room.dossiers(3, OFFICE, late=3)
    await room.dossiers(2, OTHER, late=1)
    room.with_units(Units(moved(room.tools.province.units)))
    question = Question(OTHER, AUGUST.period)
    found = await scored(question, room.tools, PROVINCE)
    told = [(one.numerator, one.denominator) for group in found.groups for one in group.metrics if one.id == "2.1"]
    named = await behind(question, "2.1", room.tools, PROVINCE, "")
    assert (told, [one.office for one in named.items]) == ([(1, 2)], [OTHER])


async def test_whether_procedures_are_published_whole_is_as_of_now_also_for_a_month_of_before(room: Room) -> None:
    await room.dossiers(1, OFFICE)
    said = {
        "procedure": "1.001193",
        "decision": "1/QĐ",
        "decided_on": "2026-08-03",
        "effective_on": "2026-09-01",
        "published_on": "2026-09-02",
        "parts": ["name", "steps", "ways", "papers", "term", "subjects", "agency"],
    }
    await enter(room, "publications", said)
    found = await scored(AUGUST, room.tools, PROVINCE)
    whole = next(one for group in found.groups for one in group.metrics if one.id == "1.3")
    assert (whole.numerator, whole.denominator) == (1, 1)


async def test_the_average_time_is_told_of_one_procedure_alone_in_its_terms_units_and_worth_no_points(
    room: Room,
) -> None:
    await room.dossiers(4, OFFICE)
    assert (await scored(AUGUST, room.tools, PROVINCE)).average_time is None
    birth = replace(AUGUST, procedure="1.001193")
    told = await scored(birth, room.tools, PROVINCE)
    assert told.average_time
    assert (told.average_time.id, told.average_time.mark, told.average_time.units) == ("2.2", "K", [])
    for code, unit, took in (("D-0000", "hours", 2500), ("D-0001", "hours", 4000), ("D-0002", "days", 15_000)):
        made = f"UPDATE province_facts SET took_in = '{unit}', took = {took} WHERE dossier = '{code}'"
        await room.ledger.rows(made)
    await room.ledger.rows("UPDATE province_parts SET changed = changed + 1")
    await room.publisher.publish()
    again = await scored(birth, room.tools, PROVINCE)
    assert again.average_time
    units = [(one.unit, one.numerator, one.denominator, one.average) for one in again.average_time.units]
    assert units == [("hours", 6.5, 2, 3.25), ("days", 15.0, 1, 15.0)]
    assert (again.total, again.known) == (told.total, told.known)
    other = await scored(replace(AUGUST, procedure="2.000815"), room.tools, PROVINCE)
    assert other.average_time
    assert other.average_time.units == []

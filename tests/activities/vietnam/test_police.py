"""The registers of the police are asked and told in their own words: each test speaks to the stand-in itself."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI

from activities.connector import AgencyRefused, Unreadable
from activities.vietnam.police import CriminalRecords, IdentityCards, Residence, Traffic
from domain.registers.query import Acknowledged
from domain.vietnam.queries.criminal_records import CriminalRecord, CriminalRecordOf, PlaceFinding, PlaceVerification
from domain.vietnam.queries.id_cards import Card, CardOf, CardReceipt, CardRequest
from domain.vietnam.queries.residence import Home, HomeOf, Registered, Registration
from domain.vietnam.queries.traffic import (
    HealthCheck,
    HealthCheckOf,
    Licence,
    LicenceExchange,
    LicenceOf,
    NewLicence,
    Violations,
    ViolationsOf,
)
from sandbox.people.residents import (
    CONVICTED,
    EXPUNGED,
    LICENCE_EXPIRED,
    NO_HEALTH_CHECK,
    OPEN_VIOLATION,
    RENTED,
    TO_VERIFY,
)
from sandbox.vietnam import criminal_records, id_cards, residence, traffic
from tests.activities.vietnam.test_social import ask

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
CLEAN = "033195000101", "Nguyễn Thị Lan Anh", date(1995, 4, 12)


@pytest.fixture
def drivers(tmp_path: Path) -> FastAPI:
    """The traffic police's registers."""
    return traffic.create_app(tmp_path, lambda: NOW)


@pytest.fixture
def records(tmp_path: Path) -> FastAPI:
    """The criminal records."""
    return criminal_records.create_app(tmp_path, lambda: NOW)


@pytest.fixture
def cards(tmp_path: Path) -> FastAPI:
    """The identity cards."""
    return id_cards.create_app(tmp_path, lambda: NOW)


async def test_a_licence_that_ran_out_is_known_as_such(drivers: FastAPI) -> None:
    held = await ask(Traffic, drivers, LicenceOf(number=LICENCE_EXPIRED, full_name="Phùng Thế Anh"))
    assert isinstance(held, Licence)
    assert (held.in_force, held.expires_on) == (False, date(2026, 6, 30))


async def test_a_violation_counts_until_it_is_settled(drivers: FastAPI) -> None:
    found = await ask(Traffic, drivers, ViolationsOf(number=OPEN_VIOLATION, full_name="Quách Văn Đông"))
    assert isinstance(found, Violations)
    [report] = found.unsettled
    assert report.startswith("BB-33-2026-")
    none = await ask(Traffic, drivers, ViolationsOf(number=LICENCE_EXPIRED, full_name="Phùng Thế Anh"))
    assert none == Violations(unsettled=())


async def test_a_health_check_is_there_or_not(drivers: FastAPI) -> None:
    found = await ask(Traffic, drivers, HealthCheckOf(number=OPEN_VIOLATION, full_name="Quách Văn Đông"))
    assert isinstance(found, HealthCheck)
    assert found.expires_on > NOW.date()
    assert await ask(Traffic, drivers, HealthCheckOf(number=NO_HEALTH_CHECK, full_name="Mai Đình Khoa")) is None


async def test_an_old_licence_is_exchanged_for_a_new_one(drivers: FastAPI) -> None:
    who = {"number": NO_HEALTH_CHECK, "full_name": "Mai Đình Khoa"}
    old = await ask(Traffic, drivers, LicenceOf(**who))
    assert isinstance(old, Licence)
    new = await ask(Traffic, drivers, LicenceExchange(**who, old=old.number, classes=old.classes))
    assert isinstance(new, NewLicence)
    now_held = await ask(Traffic, drivers, LicenceOf(**who))
    assert isinstance(now_held, Licence)
    assert (now_held.number, now_held.issued_on) == (new.licence, NOW.date())


async def test_nothing_is_exchanged_over_an_open_violation(drivers: FastAPI) -> None:
    who = {"number": OPEN_VIOLATION, "full_name": "Quách Văn Đông"}
    old = await ask(Traffic, drivers, LicenceOf(**who))
    assert isinstance(old, Licence)
    with pytest.raises(AgencyRefused):
        await ask(Traffic, drivers, LicenceExchange(**who, old=old.number, classes=old.classes))


@pytest.mark.parametrize(
    ("number", "name", "born", "finding", "expunged", "places"),
    [
        (*CLEAN, "clean", [], ()),
        (CONVICTED, "Tô Văn Lực", date(1988, 7, 19), "convicted", [False], ()),
        (EXPUNGED, "Khổng Minh Tuấn", date(1985, 12, 2), "clean", [True], ()),
        (TO_VERIFY, "Nghiêm Thị Thu Phương", date(1990, 1, 11), "to_verify", [], ("01", "31")),
    ],
)
async def test_the_records_tell_what_stands_and_where_to_ask(
    records: FastAPI,
    number: str,
    name: str,
    born: date,
    finding: str,
    expunged: list[bool],
    places: tuple[str, ...],
) -> None:
    found = await ask(CriminalRecords, records, CriminalRecordOf(number=number, full_name=name, born=born))
    assert isinstance(found, CriminalRecord)
    assert (found.finding, [one.expunged for one in found.convictions]) == (finding, expunged)
    assert tuple(sorted(found.places)) == places


async def test_of_another_s_number_nothing_is_told(records: FastAPI) -> None:
    query = CriminalRecordOf(number=CONVICTED, full_name="Nguyễn Thị Lan Anh", born=date(1995, 4, 12))
    assert await ask(CriminalRecords, records, query) is None


async def test_another_place_is_asked_and_answers_in_its_own_time(records: FastAPI) -> None:
    who = {"number": TO_VERIFY, "full_name": "Nghiêm Thị Thu Phương", "born": date(1990, 1, 11)}
    for _ in range(2):
        told = await ask(CriminalRecords, records, PlaceVerification(**who, place="01"))
        assert told == Acknowledged(number="00001/2026/PXM", on=NOW.date())
    with pytest.raises(AgencyRefused):
        await ask(CriminalRecords, records, PlaceVerification(**who, place="Hà Nội"), step="elsewhere")


ANSWER = {"SoVanBan": "00001/2026/PXM-TL", "KetLuan": "co_an_tich", "AnTich": [criminal_records.THEFT]}


def test_what_it_answers_is_read() -> None:
    found = CriminalRecords.hear(PlaceFinding, ANSWER)
    assert isinstance(found, PlaceFinding)
    assert (found.reply, [one.judgment for one in found.convictions]) == ("00001/2026/PXM-TL", ["15/2024/HS-ST"])
    expunged = ANSWER | {"KetLuan": "khong_co_an_tich", "AnTich": [criminal_records.DISORDER]}
    assert [one["expunged"] for one in CriminalRecords.hear(PlaceFinding, expunged).model_dump()["convictions"]] == [1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"KetLuan": "khong_co_an_tich"},
        {"AnTich": []},
        {"KetLuan": "can_xac_minh"},
        {"KetLuan": None},
        {"AnTich": [{"BanAn": "1"}]},
        {"AnTich": 7},
        {"SoVanBan": None},
    ],
    ids=str,
)
def test_an_answer_that_contradicts_itself_or_lacks_something_is_not_read(wrong: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        CriminalRecords.hear(PlaceFinding, ANSWER | wrong)


def test_an_agency_answers_only_what_its_connector_can_read() -> None:
    with pytest.raises(Unreadable):
        Traffic.hear(PlaceFinding, ANSWER)


async def test_a_child_gets_a_receipt_and_then_has_a_card_under_way(cards: FastAPI) -> None:
    child = {"number": "033326000011", "full_name": "Trịnh Hoàng Vỹ"}
    request = CardRequest(**child, born=date(2026, 11, 10), commune="11953", representative=CLEAN[0])
    assert await ask(IdentityCards, cards, CardOf(**child)) is None
    told = await ask(IdentityCards, cards, request)
    assert told == CardReceipt(receipt="CC-11953-2026-00001", ready_on=date(2026, 12, 4))
    assert await ask(IdentityCards, cards, CardOf(**child)) == Card(number="033326000011")
    with pytest.raises(AgencyRefused):
        await ask(IdentityCards, cards, request, step="again")


async def test_who_lodges_is_registered_until_a_day(tmp_path: Path) -> None:
    homes = residence.create_app(tmp_path, lambda: NOW)
    home = await ask(Residence, homes, HomeOf(number=RENTED))
    assert isinstance(home, Home)
    assert home.commune == "13075"
    told = await ask(
        Residence,
        homes,
        Registration(
            what="temporary",
            number=RENTED,
            full_name="Lương Thị Hải Yến",
            address="Số 18, đường Trưng Trắc",
            commune="11953",
            head=RENTED,
            relation="Chủ hộ",
            until=date(2028, 11, 25),
        ),
    )
    assert isinstance(told, Registered)
    assert told.registered_on == NOW.date()

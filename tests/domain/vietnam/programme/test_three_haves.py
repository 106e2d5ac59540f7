"""Each official counts once, in service, with what was found of them; an expired card is none."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from domain.province.scoring import rounded
from domain.vietnam.programme.entries import Entry
from domain.vietnam.programme.three_haves import (
    LOOKED,
    Haves,
    Looked,
    Member,
    Serves,
    counted,
    found,
    members,
    subject_of,
)

DAY = date(2026, 11, 30)
SINCE = date(2020, 1, 1)
LOGIN = date(2024, 7, 1)
TOLD = {"entered_at": datetime(2026, 11, 1, tzinfo=UTC), "officer": "", "office": "", "document": "", "imported": False}


def serves(person: int, body: str = "33.SNV", number: int = 1, **others: object) -> Entry[Serves]:
    content = Serves.model_validate({"code": f"cb-{person}", "kind": "civil_servant", "since": SINCE} | others)
    subject = subject_of(f"p{person}", body)
    told = TOLD | {"number": number, "unit": body, "subject": subject, "day": SINCE, "content": content}
    return Entry[Serves].model_validate(told)


def looked(
    person: int, *, card: bool = True, account: bool = True, portal: bool = True, until: date = DAY
) -> Entry[Looked]:
    content = Looked(card_until=until if card else None, account=account, portal=portal)
    told = TOLD | {"number": person + 1, "unit": "33.SNV", "subject": f"p{person}", "day": DAY, "content": content}
    return Entry[Looked].model_validate(told)


TEN = [serves(person) for person in range(10)]
FOUND = [
    *(looked(person) for person in range(7)),
    looked(7, card=False),
    looked(8, account=False, portal=False),
    looked(9, account=False, portal=False),
]


def shares(of: list[Member]) -> dict[str, tuple[int, int, Decimal]]:
    told = {}
    for name, one in counted(of).items():
        assert one is not None
        assert one.ratio is not None
        told[name] = (int(one.numerator), int(one.denominator), rounded(one.ratio * 100))
    return told


def test_of_ten_nine_eight_and_eight_have_each_and_seven_all_three() -> None:
    told = shares(members(TEN, FOUND, DAY))
    assert [told[name][0] for name in ("card", "account", "portal")] == [9, 8, 8]
    assert told["all"] == (7, 10, Decimal("70.00"))


def test_who_retires_counts_no_more_from_the_day_after() -> None:
    staff = [*TEN[:9], serves(9, until=DAY - timedelta(days=1))]
    assert shares(members(staff, FOUND, DAY))["all"] == (7, 9, Decimal("77.78"))
    assert len(members(staff, FOUND, DAY - timedelta(days=1))) == 10


def test_who_serves_in_two_bodies_counts_once_in_the_main_one() -> None:
    staff = [serves(1, "33.BHXH", main=False), serves(1), serves(2, foreign=True)]
    assert [(one.body, one.code) for one in members(staff, [], DAY)] == [("33.SNV", "cb-1")]


def test_whom_nobody_looked_into_is_among_those_in_service_and_lacks_nothing() -> None:
    of = members(TEN, FOUND[:1], DAY)
    assert sum(one.haves is None for one in of) == 9
    assert shares(of)["all"] == (1, 10, Decimal("10.00"))
    assert counted(members(TEN, [], DAY))["all"] is None
    # What was found later was not known then.
    assert counted(members(TEN, FOUND, DAY - timedelta(days=1)))["all"] is None


def test_a_card_counts_until_its_last_day_and_no_longer() -> None:
    last = DAY + timedelta(days=30)
    found = [looked(person, until=last) for person in range(10)]
    assert shares(members(TEN, found, last))["card"] == (10, 10, Decimal("100.00"))
    after = members(TEN, found, last + timedelta(days=1))
    assert shares(after)["card"] == (0, 10, Decimal("0.00"))
    assert shares(after)["account"] == (10, 10, Decimal("100.00"))


def test_of_a_card_whose_last_day_was_not_kept_nobody_knows_until_when_it_held() -> None:
    before = LOOKED.validate_python({"card": True, "account": True, "portal": True})
    assert before.on(DAY, DAY) == Haves(card=True, account=True, portal=True)
    assert before.on(DAY + timedelta(days=1), DAY) is None
    lacking = LOOKED.validate_python({"card": False, "account": True, "portal": True})
    assert lacking.on(DAY + timedelta(days=1), DAY) == Haves(card=False, account=True, portal=True)


def test_an_expired_card_is_none_and_the_portal_takes_the_electronic_identity_since_july_2024() -> None:
    def has(day: date, until: date | None, level: int, *, activated: bool, portal: bool) -> tuple[bool, bool, bool]:
        one = found(day, until, level, activated=activated, portal=portal, login_since=LOGIN).on(day, day)
        assert one
        return one.card, one.account, one.portal

    assert has(DAY, DAY, 2, activated=True, portal=False) == (True, True, True)
    assert has(DAY, DAY - timedelta(days=1), 2, activated=False, portal=True) == (False, False, False)
    assert has(DAY, None, 1, activated=True, portal=True) == (False, False, False)
    assert has(LOGIN - timedelta(days=1), DAY, 1, activated=True, portal=True) == (True, False, True)

"""How the portal publishes procedures is compared each night; what differs is a task until it differs no more."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.base.law import Role
from domain.base.words import Words
from domain.dossier.acts import ENGINE
from domain.vietnam.programme.entries import NewEntry
from domain.vietnam.publications import PARTS, PUBLICATION, Publication
from infra.vietnam.entries import PUBLICATIONS, ProvinceEntries, Wanted
from infra.vietnam.portal_catalogue import PortalCatalogue, PublicationTasks
from infra.vietnam.portal_client import PortalDown, PortalRefused
from tests.support.examples import LEADER, officer
from tests.support.ledger import Ledger, Urls, open_ledger
from tests.support.portal_rig import ON_PORTAL, PortalRig

OPERATOR = officer("operator", Role.OPERATOR, agency="33")
BIRTH, STATUS = "1.001193", "1.004873"
THERE = date(2026, 1, 5)
OURS = {BIRTH: Words(vi="Đăng ký khai sinh", en="Birth"), STATUS: ON_PORTAL.titles[STATUS]}


class Night:
    """The portal's catalogue beside ours."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.ledger, self.rig = ledger, PortalRig(ledger, folder)
        titles = {code: replace_title(title, self.rig, code) for code, title in OURS.items()}
        self.catalogue = PortalCatalogue(ledger.engine, self.rig.portal, replace(ON_PORTAL, titles=titles))
        self.entries = ProvinceEntries(ledger.engine.database)

    async def publish(self, code: str, **changes: str) -> None:
        """Have the portal publish a procedure otherwise."""
        (await self.rig.client.put(f"/_catalogue/{code}", json=changes)).raise_for_status()

    async def register(self, decision: str, decided_on: date = THERE, **more: Any) -> None:
        """Enter a decision on births in the register of publications."""
        content = Publication(
            procedure=BIRTH, decision=decision, decided_on=decided_on, effective_on=decided_on + timedelta(30), **more
        )
        entry = NewEntry[Publication](
            unit="33", subject=f"{BIRTH}/{decision}", day=decided_on, document="Quyết định", content=content
        )
        await self.entries.add(PUBLICATIONS, [entry], self.ledger.clock(), ENGINE)

    async def registered(self) -> list[Publication]:
        """What stands in the register."""
        return [one.content for one in await self.entries.standing(Wanted(PUBLICATIONS), PUBLICATION, ENGINE)]

    async def open_tasks(self) -> list[tuple[str, str]]:
        """What is to be put right."""
        rows = await PublicationTasks(self.ledger.api.database).told("open", 0, 50, OPERATOR)
        return [(row.procedure, row.what) for row in rows]


def replace_title(title: Words, rig: PortalRig, code: str) -> Words:
    """Ours as the portal has it."""
    return title.model_copy(update={"vi": rig.app.state.portal.catalogue[code]["TenTTHC"]})


@pytest.fixture
async def night(apart: Urls, tmp_path: Path) -> AsyncIterator[Night]:
    async with open_ledger(apart) as ledger:
        await ledger.rows("TRUNCATE publication_tasks, register_entries")
        await ledger.rows("DELETE FROM counters WHERE name LIKE 'portal/%'")
        yield Night(ledger, tmp_path)


async def test_where_nothing_differs_nothing_is_to_be_done(night: Night) -> None:
    assert await night.catalogue.compare() == 0
    assert await night.open_tasks() == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"TenTTHC": "Khai sinh"}, "another title"),
        ({"ThoiHanGiaiQuyet": "", "CachThucThucHien": " "}, "parts missing"),
        ({"MaLinhVuc": "G99"}, "sector gone"),
        ({"MaCoQuan": "H99"}, "agency gone"),
    ],
)
async def test_what_stands_there_otherwise_is_a_task_until_it_was_put_right(
    night: Night, changes: dict[str, str], what: str
) -> None:
    before = {name: night.rig.app.state.portal.catalogue[BIRTH][name] for name in changes}
    await night.publish(BIRTH, **changes)
    await night.catalogue.compare()
    await night.catalogue.compare()
    assert await night.open_tasks() == [(BIRTH, what)]
    await night.publish(BIRTH, **before)
    await night.catalogue.compare()
    assert await night.open_tasks() == []
    [closed] = await night.ledger.rows("SELECT what, closed_at FROM publication_tasks")
    assert (closed["what"], closed["closed_at"]) == (what, night.ledger.clock())


async def test_what_is_missing_there_and_what_is_there_and_not_here_are_told_apart(night: Night) -> None:
    (await night.rig.client.delete(f"/_catalogue/{BIRTH}")).raise_for_status()
    await night.publish("9.999999", TenTTHC="Thủ tục khác")
    await night.catalogue.compare()
    assert await night.open_tasks() == [(BIRTH, "not there"), ("9.999999", "not here")]


@pytest.mark.parametrize(("days", "what"), [(1, "older there"), (-1, "newer there")])
async def test_another_decision_there_than_here_is_older_or_newer(night: Night, days: int, what: str) -> None:
    await night.register("2/QĐ-BTP", THERE + timedelta(days))
    await night.catalogue.compare()
    assert await night.open_tasks() == [(BIRTH, what)]


async def test_the_register_learns_since_when_and_how_whole_its_decision_stands_there(night: Night) -> None:
    await night.register("1/qđ-btp")
    await night.catalogue.compare()
    await night.catalogue.compare()
    [one] = await night.registered()
    assert (one.published_on, one.parts) == (date(2026, 1, 7), PARTS)
    assert len(await night.ledger.rows("SELECT 1 FROM register_entries")) == 2


async def test_a_day_that_an_officer_entered_stays(night: Night) -> None:
    await night.register("1/QĐ-BTP", published_on=date(2026, 1, 6))
    await night.catalogue.compare()
    [one] = await night.registered()
    assert (one.published_on, one.parts) == (date(2026, 1, 6), PARTS)


async def test_of_a_procedure_that_the_portal_says_nothing_of_no_task_is_closed(night: Night) -> None:
    await night.publish(BIRTH, ThoiHanGiaiQuyet="")
    await night.catalogue.compare()
    await night.publish(BIRTH, ThoiHanGiaiQuyet="1 ngày")
    await night.rig.says("LayThuTuc", "-2", "Lỗi", calls=2)
    await night.catalogue.compare()
    assert await night.open_tasks() == [(BIRTH, "parts missing")]


async def test_a_portal_that_lists_nothing_or_is_down_changes_nothing_and_is_asked_again(night: Night) -> None:
    await night.rig.says("LayDanhSachTTHC", "0", "Thành công")
    with pytest.raises(PortalRefused):
        await night.catalogue.night()
    await night.rig.fails(kind="unavailable", operation="LayDanhMucCoQuan")
    with pytest.raises(PortalDown):
        await night.catalogue.night()
    assert await night.open_tasks() == []
    tasks = PublicationTasks(night.ledger.api.database)
    assert await tasks.compared(OPERATOR) is None
    await night.catalogue.night()
    assert await tasks.compared(OPERATOR) == night.ledger.clock().date()
    asked = await night.rig.calls()
    await night.catalogue.night()  # of this night
    assert await night.rig.calls() == asked
    night.ledger.clock.turn(timedelta(days=1))
    await night.catalogue.night()
    assert await night.rig.calls() != asked


async def test_nobody_but_operators_reads_the_tasks(night: Night) -> None:
    await night.publish("9.999999", TenTTHC="Thủ tục khác")
    await night.catalogue.compare()
    assert list(await PublicationTasks(night.ledger.api.database).told("", 0, 50, LEADER)) == []

"""The demonstration of a whole province: weeks of it, made before your eyes, and a living house at every desk."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rich.console import Console

from domain.base.calendar import VIETNAM
from domain.registers.registry import Registry
from infra.analysis.publisher import FactsPublisher
from infra.db.database import Database
from infra.facts.loading import Facts
from infra.files.storage import Store
from infra.journal.audit import verify_journals
from infra.local.demo import house_on
from infra.local.house import LocalHouse
from infra.local.people import PATIENCE, Json, People, found, ok
from infra.local.peopled import Wanted, fill
from infra.province.feed import FactsFeed

DAYS = 60
"""Weeks, not a year: so queues are as full as they would be."""
MADE = "province-made"
"""What says in the house's folder that it is there: it is not made again on another day."""
CONFLICT = 409
"""While nothing is published yet."""
DOWN = "criminal-records"
"""The register that is down since yesterday, as the made weeks have it."""


async def show(data: Path, registry: Callable[[], Registry], dossiers: int, *, once: bool, console: Console) -> bool:
    """Make it and say where to look; ``once`` holds every journal to its chain and leaves. True when all held."""
    began, held = time.monotonic(), True
    async with house_on(data, console) as (house, ours), People(house.api_url, house.sandbox_url) as people:
        console.print(f"[bold]A province is made[/]: {dossiers} dossiers of {DAYS} days")
        # Before anything waits for it: the worker asks as soon as a dossier is there.
        await people.sandbox.put(f"/{DOWN}/_faults", json={"kind": "unavailable", "calls": -1})
        if (made := house.folder / MADE).exists():
            console.print("  it is there already")
        else:
            many = await fill(house, registry, Wanted(dossiers, days=DAYS))
            made.touch()
            console.print(f"  [green]✓[/] {many} dossiers at 104 communes, their police and the province's bodies")
        async with Database.of_engine(house.settings(), 2) as database:
            feed = FactsFeed(database, Facts.load(house.settings().facts).calendars)
            while await feed.feed():  # the worker does so too, so each does what the other has not
                pass
            fed = await _published(house, database)
            if once:
                held = await _hold(database, console)
        console.print("\n".join([*await _index(people, fed), "", *links(house)]))
        console.print(f"\n[dim]{time.monotonic() - began:.0f} s since the beginning.[/]")
        if not once:
            console.print("[dim]Ctrl+C stops the house.[/]" if ours else "[dim]The house goes on running.[/]")
            await (asyncio.Event().wait() if ours else asyncio.sleep(0))
    return held


async def _hold(database: Database, console: Console) -> bool:
    broken = [journal.code async for journal in verify_journals(database, "") if not journal.holds]
    console.print(f"  [red]{len(broken)} journals are broken[/]" if broken else "  [green]✓[/] every journal is whole")
    return not broken


def _year() -> str:
    return f"{datetime.now(VIETNAM):%Y}"


async def _published(house: LocalHouse, database: Database) -> datetime:
    """Publish what was fed, or see the worker do so; give up to when it is whole."""
    publisher = FactsPublisher(database, Store.from_url(house.settings().storage_url), every=1)
    # The worker may be at it, and tells nobody when it is done.
    while (published := await publisher.publish()) is None:  # noqa: ASYNC110
        await asyncio.sleep(0.2)
    return published.as_of


async def _index(people: People, fed: datetime) -> list[str]:
    """What the index of Decision 766 says of it, once the front door has what was published."""
    leader = await people.who("officer:lanhdao.hungyen")

    async def look() -> Json | None:
        answer = await leader.get("index/766", params={"unit": "33", "period": _year()})
        told: Json = {} if answer.status_code == CONFLICT else ok(answer).json()
        return told if told and datetime.fromisoformat(told["as_of"]) >= fed.replace(microsecond=0) else None

    said = await found(look, PATIENCE, lambda: "the figures were not published")
    groups = [f"  {group['title']:<44} {group['score']:>6} of {group['known']}" for group in said["groups"]]
    return ["", "[bold]The index of Decision 766[/], as far as dossiers know it (formulas unconfirmed)", *groups]


def links(house: LocalHouse) -> list[str]:
    """Where leaders, officers and an operator look: each logs in by one click."""
    at = house.addresses()

    def page(who: str, path: str) -> str:
        return f"{at['api']}/login?hint=officer:{who}&next={path}"

    bearer = "motcua token --as officer:lanhdao.hungyen"
    index = f"{at['api']}/api/v1/index/766?unit=33&period={_year()}"
    return [
        "[bold]Look around[/]",
        f"  commune's leader     {page('chutich.phohien', '/unit')}",
        f"  police's leader      {page('lanhdao.cahungyen', '/unit')}",
        f"  one-stop desk        {page('tiepnhan.phohien', '/desk')}",
        f"  civil-status officer {page('hotich.vangiang', '/work')}",
        f"  police's specialist  {page('canbo.cahungyen', '/work')}   a register is down: {DOWN}",
        f"  operator             {page('vanhanh.hungyen', '/operations')}",
        f"  province's leader    {page('lanhdao.hungyen', '/figures')}   moves by itself",
        f"    map, index, dates  {page('lanhdao.hungyen', '/figures/map')}, /figures/index, /figures/due",
        f"    programme          {page('lanhdao.hungyen', '/programme')}",
        f"  everybody            {at['api']}/open-figures",
        f'  index 766            curl -H "Authorization: Bearer $({bearer})" "{index}"',
    ]

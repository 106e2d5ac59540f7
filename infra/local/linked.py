"""The demonstration's second part: an interlinked birth, each of whose branches is a dossier of another office."""

import asyncio
import time

from rich.console import Console

from infra.local.people import Caller, Json, People

OFFICES = {"1.004222": "caphohien", "3.000722.02": "caphohien", "1.014137": "bhxhhungyen"}
"""Whose officers decide each branch."""
WITH_UNITS = ("bhxhhungyen",)
"""Of those, whose units' heads review before the leader decides."""
ENDED = 10


async def play(people: People, console: Console) -> list[str]:
    """File one, let every office do its part, and hand all of it over; give what does not hold."""
    console.print("\n[bold]An interlinked birth goes through its branches[/]")
    began = time.monotonic()
    mother, couple = await _family(people)
    home = await people.home(couple["mother"]["number"])
    code = await _file(people, mother, couple, home)
    console.print(f"  {mother.name} files once, for the birth, the home and both cards: [bold]{code}[/]")
    if home["head"] != couple["mother"]["number"]:
        await people.agree(code, home["head"])
        console.print("  the head of the household agrees that the child joins it")
    desk, registrar, leader = await people.desks()
    await people.decide(desk, code, "accept")
    await people.decide(registrar, code, "confirm", kind="verify")
    await people.confirm(mother, code)
    await people.decide(leader, code, "approve")
    await people.sign(leader, code)
    opened = await people.until(mother, code, lambda shown: len(shown["branches"]) == len(OFFICES))
    console.print(f"  the commune registers the birth: {opened['result']['number']}")
    await asyncio.gather(*(_decide(people, branch) for branch in opened["branches"]))
    await people.decide(desk, code, "hand_over", kind="hand_over")
    done = await people.until(mother, code, lambda shown: shown["status"]["code"] == ENDED)
    for branch in done["branches"]:
        number = branch["result"]["number"] if branch["result"] else "no result"
        console.print(f"  {branch['agency']}, {branch['code']}: {branch['procedure']['title']}: {number}")
    console.print(f"  [dim]all of it handed over together, {time.monotonic() - began:.1f} s after the filing began[/]")
    return [f"{branch['code']} has no result" for branch in done["branches"] if not branch["result"]]


async def _family(people: People) -> tuple[Caller, Json]:
    couple = (await people.couples("plain", 1, "11953"))[0]
    return await people.who(f"citizen:{couple['mother']['number']}"), couple


async def _file(people: People, mother: Caller, couple: Json, home: Json) -> str:
    sent = await people.application(mother, couple)
    household = {"household_head": home["head"], "address": home["address"]}
    return await mother.file(sent | {"procedure": "3.000722", "form": sent["form"] | household})


async def _decide(people: People, branch: Json) -> None:
    office = OFFICES[branch["procedure"]["code"]]
    await people.decide(await people.who(f"officer:tiepnhan.{office}"), branch["code"], "accept")
    await people.decide(await people.who(f"officer:canbo.{office}"), branch["code"], "confirm", kind="verify")
    if office in WITH_UNITS:
        head = await people.who(f"officer:truongphong.{office}")
        await people.decide(head, branch["code"], "agree", kind="review")
    leader = await people.who(f"officer:lanhdao.{office}")
    await people.decide(leader, branch["code"], "approve", kind="approve")
    await people.sign(leader, branch["code"])

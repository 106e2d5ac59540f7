"""Dossiers in every state, begun in a house of one commit's code and ended in the same house with another's.

Each commit runs this file with its own code: what has moved since is looked for where it was, and nothing else is told
apart. Acts are appended to the house's journal as the front door appends them; engine and agencies are the house's own.
"""

import argparse
import asyncio
import json
import secrets
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from sqlalchemy import text


def since(*homes: str) -> Any:
    """A module that has moved: the first of these homes that there is."""
    for home in homes:
        try:
            return import_module(home)
        except ModuleNotFoundError as missing:
            if not home.startswith(str(missing.name)):
                raise
    raise ModuleNotFoundError(homes[0])


law = since("domain.base.law", "domain.law")
refusals = since("domain.base.refusals", "domain.refusals")
acts = since("domain.dossier.acts", "domain.acts")
journal = since("domain.dossier.journal", "domain.journal")
recall = since("domain.recall.model", "domain.recall")
examples = since("tests.support.examples", "tests.examples")
files = [since(f"infra.files.{name}", f"infra.{name}") for name in ("storage", "vault", "uploads")]
databases = since("infra.db.database", "infra.database")
journals = since("infra.journal.journal", "infra.journal")
facts = since("infra.facts.loading", "infra.facts")
people = since("tests.workflows.walks.people")
forms = since("tests.workflows.walks.forms")
certified = since("workflows.vietnam.certification.certified_copy", "workflows.certification.certified_copy")
houses = since("infra.local.house")
folders = since("infra.local.folder")

DUE = text("SELECT engine_due FROM dossiers WHERE code = :code")
SOON = timedelta(hours=1)
SETTLED, PATIENCE = 1.5, 240.0
"""Seconds in which nothing more happens, and after which what was waited for never will."""
STEPS, TWICE, BARREN = 40, 2, 3
AT_ONCE = 8
ENDS = ("refuse", "not_accept", "object", "founded", "unwilling", "disagree")
SILENCE_IS_BEST = ("posting", "found_work", "works_again", "benefit_ends")
WHY = "Theo quy định của pháp luật"
Json = dict[str, Any]


def paper() -> bytes:
    """A page of PDF that can be bound and sealed; no two are the same file."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
    ]
    out, places = b"%PDF-1.7\n% " + secrets.token_hex(8).encode() + b"\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 4\n0000000000 65535 f \n" + table + trailer


@dataclass
class Town:
    """Everybody who has to do with a house's dossiers, and its journal."""

    books: Any
    store: Any
    ways: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    async def file(self, procedure: Any, form: Json) -> str:
        """File what a procedure declares, as the front door would."""
        declared = procedure.form.model_validate(form)
        mother, father = examples.MOTHER, examples.FATHER
        known = {examples.MOTHER_NUMBER: mother, examples.FATHER_NUMBER: father}
        papers, documents = {}, []
        if procedure is certified.CertifiedElectronicCopy:
            uploads = files[2].Uploads(self.books.database, self.store, 0)
            scan = await uploads.enter("ban-chup.pdf", "application/pdf", paper(), mother.id, mother)
            papers, documents = {"documents": (scan.sha256,)}, [{"kind": "scan", "sha256": scan.sha256}]
        act = examples.filed(
            procedure=procedure.code,
            receiving=declared.competent,
            competent=declared.competent,
            consents=tuple(
                acts.Consent(person=known[number].id, part=part)
                for number, part in declared.consents.items()
                if known[number] != mother
            ),
            parties=(mother.id,),
            case=declared.case,
            units=declared.units,
            rules=examples.LAWS.in_force(procedure.code, datetime.now(UTC).date()),
            personal=examples.personal(form=declared.model_dump(mode="json"), documents=documents),
            **papers,
        )
        prefix = f"000.{secrets.token_hex(3)}.H31"
        _, code = await self.books.file(prefix, act, mother, secrets.token_hex(8), "body")
        return str(code)

    async def settled(self, code: str) -> Any:
        """The dossier, once somebody can do something about it and nothing more happens, or when that never comes."""
        clock, seq, since_then = asyncio.get_running_loop(), 0, 0.0
        until = clock.time() + PATIENCE
        while True:
            # In this order: what comes to rest between the two is seen in what it did, not taken for standing still.
            due, dossier = await self.due(code), await self.books.dossier(code, acts.ENGINE)
            if dossier.seq != seq:
                seq, since_then = dossier.seq, clock.time()
            quiet = clock.time() - since_then > SETTLED
            waits = dossier.open_tasks or due is None or due > datetime.now(UTC) + SOON
            if dossier.ended or (waits and quiet) or clock.time() > until:
                return dossier
            await asyncio.sleep(0.25)

    async def due(self, code: str) -> datetime | None:
        """When the engine has to do something for a dossier at the latest."""
        async with self.books.database.transaction(acts.ENGINE) as tx:
            found: datetime | None = (await tx.execute(DUE, {"code": code})).scalar_one()
            return found

    async def decide(self, dossier: Any, task: Any, decision: str, chance: Random) -> bool:
        """Let whoever may decide a task so; say whether they were allowed to."""
        if task.role == law.Role.APPLICANT:
            who = acts.Actor(kind="citizen", id=task.person or dossier.applicant)
        else:
            who = examples.officer(f"{task.role}-{task.step}", task.role, agency=task.agency)
        form = (await self.filed(dossier.code)).personal["form"]
        world = SimpleNamespace(form=form, chance=chance, now=datetime.now(UTC))
        try:
            act = people.act_of(world, task, decision, WHY)
        except KeyError:  # that commit's walks know no answer to it
            return False
        return await self.say(dossier.code, act, who)

    async def say(self, code: str, act: Any, who: Any) -> bool:
        """Append somebody's act; say whether it was admitted."""
        try:
            await self.books.act(code, journal.Entry.model_validate({"key": "", "act": act}), who)
        except refusals.Refusal:
            return False
        return True

    async def filed(self, code: str) -> Any:
        """The act by which it was filed."""
        return (await self.books.events(code, acts.ENGINE))[0].act

    async def recalled(self, dossier: Any) -> bool:
        """Let whoever approved the result recall it, to be corrected."""
        way = dossier.procedure, "result", "recall"
        if dossier.result is None or dossier.recalls or self.ways[way] >= 2 * TWICE:
            return False
        events = await self.books.events(dossier.code, acts.ENGINE)
        approved = next(event for event in events if isinstance(event.act, acts.Approved))
        said = {"number": dossier.result.number, "reason": recall.REASONS["content"], "basis": "15/QĐ-UBND"}
        personal = {"name": "Lê Văn Chủ", "form": events[0].act.personal["form"]}
        act = acts.Recalled.model_validate({**said, "personal": personal, "corrects": True})
        self.ways[way] += await self.say(dossier.code, act, approved.actor)
        return bool(self.ways[way])

    async def went_on(self, dossier: Any, tried: set[tuple[str, str, str]], chance: Random) -> bool:
        """Take a way round that was not taken twice, recall what was issued, or else do what helps."""
        for task in dossier.open_tasks:
            for decision in task.decisions:
                way = dossier.procedure, f"{task.kind}{len(dossier.recalls) or ''}", decision
                if way in tried or decision in ENDS or self.ways[way] >= TWICE:
                    continue
                tried.add(way)
                if await self.decide(dossier, task, decision, chance):
                    self.ways[way] += 1
                    return True
        return await self.recalled(dossier) or await self.helped(dossier, chance)

    async def branches_helped(self, dossier: Any, chance: Random) -> bool:
        """Do what brings one of its branches nearer to its end; an ended one is heard of a little later."""
        if dossier.open_tasks:
            return False
        for opened in dossier.branches.values():
            if opened.ended is None:
                branch = await self.settled(opened.code)
                return branch.ended or await self.helped(branch, chance) or await self.branches_helped(branch, chance)
        return False

    async def stands(self, dossier: Any) -> str:
        """Say why nobody can do anything more about a dossier."""
        if dossier.open_tasks:
            return f"nobody may do {', '.join(task.kind for task in dossier.open_tasks)}"
        return "waits for its day" if await self.due(dossier.code) else "stands still"

    async def helped(self, dossier: Any, chance: Random) -> bool:
        """Do what brings a dossier nearer to its end; say whether anything could be done."""
        tasks = sorted(dossier.open_tasks, key=lambda task: (task.kind in SILENCE_IS_BEST, task.kind != "consent"))
        for task in tasks:
            best = [decision for decision in people.HELPFUL if decision in task.decisions]
            if task.kind == "refuse" and "#" in task.step:
                best.reverse()
            for decision in [*best, *(one for one in task.decisions if one not in best)]:
                if await self.decide(dossier, task, decision, chance):
                    return True
        return False


def states_of(dossier: Any, events: Sequence[Any]) -> list[str]:
    """Name where a dossier waits, by its open tasks and what they are asked for."""
    forwarded = any(getattr(event.act, "kind", "") == "forward_supplement" for event in events)
    kinds = {task.kind for task in dossier.open_tasks} or {"on its own"}
    recalled = "-corrected" if dossier.recalls else ""
    return sorted(f"{kind}{recalled}" + "-forwarded" * (kind == "supply" and forwarded) for kind in kinds)


@asynccontextmanager
async def town(data: Path) -> AsyncIterator[Town]:
    """Open a house, whose officers seal and do not sign, on a data folder."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(folders.DataFolder(data))
        house = await houses.LocalHouse.on(folder, sweep_after="3", relay_interval="0.2")
        await stack.enter_async_context(await house.stack())
        settings = house.settings()
        database = await stack.enter_async_context(databases.Database.of_engine(settings, pool_size=20))
        known = facts.Facts.load()
        told = [examples.REGISTRY] if hasattr(examples, "REGISTRY") else []
        books = journals.Journal(database, known.calendars, known.laws, *told)
        yield Town(books, files[1].Vault(files[0].Store.from_url(settings.storage_url), database))


async def begun(town: Town, procedure: Any, slots: asyncio.Semaphore) -> list[Json]:
    """Leave a dossier in each state of a procedure."""
    left: dict[str, str] = {}
    barren = number = 0
    while barren < BARREN:
        number += 1
        async with slots:
            found = await _left(town, procedure, number, left)
        barren = 0 if found else barren + 1
    return [{"procedure": procedure.code, "state": state, "dossier": code} for state, code in left.items()]


async def _left(town: Town, procedure: Any, number: int, left: dict[str, str]) -> bool:
    """Take one dossier to a state that is not left behind yet; False where it came to none."""
    choices = forms.FORMS[procedure](datetime.now(UTC).date())
    code = await town.file(procedure, choices[(number // 2) % len(choices) if number % 2 else 0])
    tried, chance = set[tuple[str, str, str]](), Random(f"{procedure.code}/{number}")
    for _ in range(STEPS):
        dossier = await town.settled(code)
        if dossier.ended:
            return False
        states = states_of(dossier, await town.books.events(code, acts.ENGINE))
        if new := [state for state in states if state not in left]:
            left.update(dict.fromkeys(new, code))
            return True
        if not await town.went_on(dossier, tried, chance):
            return False
    return False


async def ended(town: Town, one: Json, slots: asyncio.Semaphore) -> Json:
    """Bring a dossier to its end, and say how it ended."""
    begun_at, chance = time.monotonic(), Random(one["dossier"])
    async with slots:
        how = "does not end"
        for _ in range(STEPS):
            dossier = await town.settled(one["dossier"])
            if dossier.ended:
                how = law.Status(dossier.status).name.lower()
                break
            if not await town.helped(dossier, chance) and not await town.branches_helped(dossier, chance):
                how = await town.stands(dossier)
                break
    return one | {"ended": how, "seconds": round(time.monotonic() - begun_at, 1)}


async def went(town: Town, dossiers: Sequence[str]) -> dict[str, str]:
    """How each went on with this code, as its worker wrote down, once it has looked at all."""
    outlooks = import_module("infra.engine.outlooks")
    until = time.monotonic() + 10 * PATIENCE
    while True:
        found: dict[str, str] = await outlooks.verdicts(town.books.database, dossiers)
        if len(found) == len(set(dossiers)) or time.monotonic() > until:
            return found
        await asyncio.sleep(0.5)


async def begin(data: Path, only: Sequence[str]) -> list[Json]:
    """Leave a dossier in each state of each procedure, or of some, and close the house."""
    procedures = [procedure for procedure in forms.FORMS if not only or procedure.code in only]
    async with town(data) as here:
        slots = asyncio.Semaphore(AT_ONCE)
        found = await asyncio.gather(*(begun(here, procedure, slots) for procedure in procedures))
    return [one for some in found for one in some]


async def finish(data: Path, left: list[Json]) -> list[Json]:
    """Open the house, let its worker look at all, and bring every dossier to its end."""
    async with town(data) as here:
        how = await went(here, [one["dossier"] for one in left])
        slots = asyncio.Semaphore(2 * AT_ONCE)
        # A dossier may have waited for two things at a time: it ends once.
        first = {one["dossier"]: one for one in left}
        done = await asyncio.gather(*(ended(here, one, slots) for one in first.values()))
    ends = {one["dossier"]: one for one in done}
    return [ends[one["dossier"]] | one | {"went": how.get(one["dossier"], "not looked at")} for one in left]


def main() -> Iterator[Json]:
    """Begin or finish, on a data folder; what was left lies in a file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["begin", "finish"])
    parser.add_argument("data", type=Path)
    parser.add_argument("left", type=Path)
    parser.add_argument("only", nargs="*", help="codes of procedures; all, where none is named")
    told = parser.parse_args()
    if told.what == "begin":
        left = asyncio.run(begin(told.data, told.only))
        told.left.write_text(json.dumps(left, ensure_ascii=False))
        yield from left
    else:
        yield from asyncio.run(finish(told.data, json.loads(told.left.read_text())))


if __name__ == "__main__":
    for line in main():
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")

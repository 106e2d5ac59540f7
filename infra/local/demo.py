"""The demonstration: a birth, from the parent's form to the sealed certificate, told as it happens."""

import asyncio
import secrets
import shutil
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from domain.base.calendar import VIETNAM
from infra.local import linked
from infra.local.folder import FolderBusy
from infra.local.house import ROOT, LocalHouse
from infra.local.keepsake import kept, proved
from infra.local.people import Caller, Json, People, birth_form, decision_of
from infra.local.running import found, opened
from infra.terminal.client import Notebook
from infra.terminal.terminal import short, told

COMMUNE = "phohien"


@dataclass
class Outcome:
    """What the demonstration ends with; ``faults`` is empty exactly when everything holds."""

    code: str
    certificate: Path
    lines: list[str]
    faults: list[str]


@asynccontextmanager
async def house_on(data: Path, console: Console) -> AsyncIterator[tuple[LocalHouse, bool]]:
    """The house on this folder, and whether it is ours: one that runs already is used as it is."""
    began = time.monotonic()

    def ready(name: str, seconds: float) -> None:
        console.print(f"  [green]✓[/] {name:<11} [dim]{seconds:5.1f} s[/]")

    try:
        console.print(f"[bold]Starting the house[/] on {data}")
        async with opened(data, on_ready=ready) as house:
            console.print(f"  [bold]open[/] after [dim]{time.monotonic() - began:5.1f} s[/]\n")
            yield house, True
    except FolderBusy:
        house = await found(data)
        console.print(f"  one is running already: {house.api_url}\n")
        yield house, False


@dataclass
class Story:
    """One birth, told act by act."""

    house: LocalHouse
    people: People
    console: Console
    code: str = ""
    _began: float = field(default_factory=time.monotonic)

    async def play(self) -> Outcome:
        """File, decide, confirm, hand over, rate; then look at what is left in the family's hands."""
        self.console.print("[bold]A birth is registered[/]")
        couple = (await self.people.couples())[0]
        mother = await self.people.who(f"citizen:{couple['mother']['number']}")
        await self._file(mother, couple)
        desk, registrar, leader = await self.people.desks(COMMUNE)
        shown = await self._decide(desk, "receive", "accept", "the receiving desk", "accepts it")
        self.console.print(f"  [dim]due {short(shown['due_at'])}: {escape(shown['due_because'])}[/]")
        await self._decide(registrar, "verify", "confirm", "the civil-status officer", "verifies it")
        await self._confirm(mother)
        await self._decide(leader, "approve", "approve", "the commune's leader", "approves")
        await self._sign(leader)
        shown = await self._issued(mother)
        await self._decide(desk, "hand_over", "hand_over", "the receiving desk", "hands the certificate over")
        await self._rate(mother)
        return await self._judge(mother, shown["result"]["number"])

    async def _file(self, mother: Caller, couple: Json) -> None:
        born = datetime.now(VIETNAM).date() - timedelta(days=2)
        with self.console.status("the clinic prints the birth record"):
            paper = await asyncio.to_thread(birth_record, couple, born.strftime("%d/%m/%Y"))
        self._began = time.monotonic()
        papers = [{"kind": "birth_record", "upload": await self.people.upload(mother, paper)}]
        form = birth_form(couple)
        form["child"]["born"] = born.isoformat()
        application = await self.people.application(mother, couple, form=form, documents=papers)
        key = secrets.token_hex(8)
        self.code = await mother.file(application, key)
        Notebook(self.house.folder).note(key, code=self.code, **{"as": mother.name})
        self._say("the mother", mother.name, f"files, with the clinic's paper: [bold]{self.code}[/]")

    async def _decide(self, officer: Caller, kind: str, decision: str, title: str, words: str) -> Json:
        with self.console.status(f"{title}: waits for the task"):
            task = await self.people.task(officer, self.code, kind)
            answer = await officer.post(f"tasks/{task['id']}/decision", json=decision_of(decision))
        answer.raise_for_status()
        self._say(title, officer.name, words)
        return await self.people.show(officer, self.code)

    async def _confirm(self, mother: Caller) -> None:
        await self.people.confirm(mother, self.code)
        self._say("the mother", mother.name, "confirms the draft")

    async def _sign(self, leader: Caller) -> None:
        with self.console.status("registers, draft, the signing service"):
            page = await self.people.sign(leader, self.code)
        if page:
            self._say("the commune's leader", leader.name, f"confirms the signature on their own page: {page}")

    async def _issued(self, mother: Caller) -> Json:
        with self.console.status("signature, number, seal, time stamps"):
            shown = await self.people.until(mother, self.code, lambda shown: bool(shown["result"]))
        self._say("Motcua", "", f"puts the signature in, numbers and seals [bold]{shown['result']['number']}[/]")
        return shown

    async def _rate(self, mother: Caller) -> None:
        await self.people.until(mother, self.code, lambda shown: "rate" in shown["can"])
        (await mother.post(f"dossiers/{self.code}/rating", json={"stars": 5})).raise_for_status()
        self._say("the mother", mother.name, "rates the service: ★★★★★")

    def _say(self, title: str, name: str, words: str) -> None:
        """One act, one line: how long since the one before, who, what."""
        now = time.monotonic()
        took, self._began = (now - self._began) * 1000, now
        self.console.print(f"  [dim]{took:6.0f} ms[/]  {title:<25}[dim]{name:<27}[/]{words}")

    async def _judge(self, mother: Caller, number: str) -> Outcome:
        """Hold the result against what was promised."""
        answer = (await mother.get(f"results/{number}")).raise_for_status()
        path = self.house.folder / "certificates" / f"{number}.pdf"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(answer.content)
        trust = Path(self.house.settings().seal_trust_file)
        seal, seal_fault = await asyncio.to_thread(_sealed, path, trust)
        chain, chain_fault = await self._chain()
        told_so_far = (await mother.get(f"dossiers/{self.code}/events")).raise_for_status().json()
        archive, archive_fault = await kept(self.house.folder, self.code)
        lines = [f"  certificate  {path}", f"  signature    {seal}", f"  journal      {chain}", *archive, ""]
        acts = [event for event in told_so_far if event["type"] != "task_opened"]
        lines += [f"[bold]The story of {self.code}[/]", *map(escape, told(acts))]
        return Outcome(self.code, path, lines, [fault for fault in (seal_fault, chain_fault, archive_fault) if fault])

    async def _chain(self) -> tuple[str, str]:
        from infra.db.database import Database
        from infra.journal.audit import verify_journal

        database = Database.of_engine(self.house.settings(), 1)
        journal = await verify_journal(database, self.code)
        await database.close()
        if journal.problem:
            return f"[red]broken[/]: {escape(journal.problem)}", f"the journal is broken: {journal.problem}"
        return f"[green]whole[/]: {journal.events} events, chained up to {journal.head[:16]}…", ""


def _sealed(path: Path, trust: Path) -> tuple[str, str]:
    from infra.signing.validate import validate

    proof = validate(path.read_bytes(), [trust])
    if not proof.holds:
        return f"[red]not valid[/]: {escape('; '.join(proof.problems))}", "; ".join(proof.problems)
    signed = f"signed by {proof.signatory.name} ({proof.signatory.title}), " if proof.signatory else ""
    return f"[green]valid[/], {proof.level}: {escape(f'{signed}sealed by {proof.signer}')}, nothing changed since", ""


def birth_record(couple: Json, born: str) -> bytes:
    """Print the paper that a clinic gives the mother (giấy chứng sinh), one page."""
    from weasyprint import HTML

    from infra.printing.pdf import FONTS

    face = f"@font-face {{ font-family: Tinos; src: url({(FONTS / 'Tinos-Regular.ttf').as_uri()}) }}"
    rows = (
        ("Họ và tên mẹ", couple["mother"]["name"]),
        ("Số định danh cá nhân", couple["mother"]["number"]),
        ("Họ và tên cha", couple["father"]["name"]),
        ("Đã sinh con vào ngày", born),
        ("Tại", "Trung tâm Y tế khu vực Phố Hiến, tỉnh Hưng Yên"),
        ("Số con trong lần sinh này", "01, con trai, 3.200 gram"),
    )
    body = "".join(f"<tr><td>{name}:<td>{value}" for name, value in rows)
    page = (
        f"<html lang=vi><style>{face} @page {{ size: A5 landscape }} * {{ font-family: Tinos }}"
        " h1, p { text-align: center } td { padding: 4pt 12pt }</style><title>Giấy chứng sinh</title>"
        f"<p>TRUNG TÂM Y TẾ KHU VỰC PHỐ HIẾN<h1>GIẤY CHỨNG SINH</h1><table>{body}</table>"
        "<p>BẢN MẪU CỦA SANDBOX, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
    )
    printed: bytes = HTML(string=page).write_pdf()
    return printed


def links(house: LocalHouse, outcome: Outcome) -> list[str]:
    """Where a citizen, officers and an operator go on from here: each logs in by one click."""
    at = house.addresses()

    def page(who: str, path: str) -> str:
        return f"{at['api']}/login?hint={who}&next={path}"

    motcua = "motcua" if shutil.which("motcua") else sys.argv[0]
    data = "" if house.folder == ROOT / ".motcua" else f" --data {house.folder}"
    token = f"{motcua} token --as officer:tiepnhan.{COMMUNE}{data}"
    return [
        "[bold]Look around[/]",
        f"  citizen    {page('mother', f'/dossiers/{outcome.code}')}",
        f"             {at['mail']}  what the mother was told by mail",
        f"             {motcua} track {outcome.code}{data}",
        f"  counter    {page(f'officer:tiepnhan.{COMMUNE}', '/desk')}",
        f'             curl -H "Authorization: Bearer $({token})" {at["api"]}/api/v1/tasks',
        f"  specialist {page(f'officer:hotich.{COMMUNE}', '/work')}",
        f"  leader     {page(f'officer:chutich.{COMMUNE}', '/unit')}",
        f"  operator   {page('officer:vanhanh.hungyen', '/operations')}",
        f"             {at.get('temporal_ui', at['temporal'])}  the engine",
        f"             {at['sandbox']}/  the world outside",
        f"             {motcua} journal verify --all{data}",
        f"             {house.folder / 'logs'}",
    ]


async def demonstrate(data: Path, *, once: bool, console: Console) -> bool:
    """Play it all; without ``once`` the house stays open until it is told to stop. True when everything held."""
    async with house_on(data, console) as (house, ours), People(house.api_url, house.sandbox_url) as people:
        outcome = await Story(house, people, console).play()
        outcome.faults += await linked.play(people, console)
        console.print("\n[bold]What the family holds, and what anyone can check[/]")
        console.print("\n".join(outcome.lines))
        console.print()
        if not once:
            outcome.faults += await _alone(house.folder, outcome.code, console)
            console.print("\n".join(links(house, outcome)))
            console.print("\n[dim]Ctrl+C stops the house.[/]" if ours else "\n[dim]The house goes on running.[/]")
            await (asyncio.Event().wait() if ours else asyncio.sleep(0))
    if once:  # by now the house is closed, if it was ours: the archive has to stand without it
        outcome.faults += await _alone(house.folder, outcome.code, console)
    for fault in outcome.faults:
        console.print(f"[red]{escape(fault)}[/]")
    return not outcome.faults


async def _alone(data: Path, code: str, console: Console) -> list[str]:
    """Let the archive prove itself; give what does not hold."""
    [title, *lines], fault = await proved(data, code)
    console.print(f"[bold]{escape(title)}[/]")
    console.print("\n".join((*map(escape, lines), "")))
    return [fault] if fault else []

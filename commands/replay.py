"""Running an archive once more with the code at hand: does it come to the same, and why did it come to that?"""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.archive import Language, OwnKey, lines, report, say, spoken, tell, verified
from commands.options import FILE, HOME, AsJson, Data, Trust, complain, trusted

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowHistory

    from domain.dossier.journal import Event
    from domain.dossier.rejudge import Difference
    from domain.dossier.story import Told
    from infra.archive.verify import Checked


SAID = {
    "vi": {
        "rules": "mọi sự kiện xét lại theo quy định và lịch đã lưu",
        "event": "sự kiện",
        "run": "chạy lại lịch sử xử lý",
        "run_no_more": "lịch sử xử lý không chạy lại được với mã nguồn này",
        "no_run": "hồ sơ lưu trữ không có lịch sử xử lý",
        "walk": "đi lại nhật ký từ đầu",
        "unwalked": "không đi lại nhật ký",
        "code": "mã nguồn khác",
        "same": "chạy lại cho cùng kết quả",
    },
    "en": {
        "rules": "every event judged again by the rules and calendars of the archive",
        "event": "event",
        "run": "the engine's history replayed,",
        "run_no_more": "the engine's history does not replay with this code,",
        "no_run": "the archive has no history of the engine",
        "walk": "the journal walked from its beginning",
        "unwalked": "the journal was not walked",
        "code": "other code",
        "same": "run again, it comes to the same",
    },
}


@dataclass
class Replayed:
    """What came of it; it is the same exactly when nothing differs."""

    why: list["Told"]
    rules: list["Difference"]
    """Events of which the rules make something else now."""
    runs: list[tuple[str, str, str]]
    """Of each run of the engine: its id, the line that it came to, and why it does not replay."""
    walk: str
    """Where this code would have asked for something else than the journal holds."""
    unwalked: str
    """Why it was not walked."""
    code: list[str]
    """In what the code differs from that which made the archive."""

    @property
    def same(self) -> bool:
        """Whether this code comes to what was recorded: a history need not replay where the journal was walked."""
        lost = bool(self.unwalked) and any(fault for _, _, fault in self.runs)
        return not (self.rules or self.walk or lost)


def replay(
    path: Annotated[Path, typer.Argument(metavar="ARCHIVE", **FILE)],
    key: OwnKey = None,
    trust: Trust = None,
    lang: Language = "vi",
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """Run an archive again with this code, without any effect: why it came out so, and where it would differ now."""
    roots, lang = trusted(trust, data), spoken(lang)
    checked = verified(path, roots, key, ())
    if not checked.holds:
        report(checked, roots, lang, as_json=as_json)
        raise typer.Exit(1)
    if not checked.opened:
        complain(f"{path} is encrypted: name the key that opens it with --key")
    replayed = asyncio.run(run_again(checked))
    _tell(checked, replayed, lang, as_json)
    raise typer.Exit(0 if replayed.same else 1)


async def run_again(checked: "Checked", client: "Client | None" = None, procedures: Sequence[type] = ()) -> Replayed:
    """Judge every act again, replay every run of the engine, and walk the journal, on an engine of its own."""
    from domain.dossier.explanation import why
    from domain.dossier.rejudge import judged_again
    from domain.transparency.archive import CODE, events_of
    from infra.archive.law import read
    from motcua.code_version import code_version, differing
    from workflows.catalogue import registry

    manifest, law, events = checked.manifest, read(checked.parts), events_of(checked.rows)
    code, then = manifest.dossier, json.loads(checked.parts[CODE])
    titles, known = {office.code: office.title for office in law.offices.offices}, registry()
    walk, unwalked = await _walked(manifest.procedure, code, events, client, procedures)
    return Replayed(
        why=list(why(code, events, titles, law.calendar, known)),
        rules=list(judged_again(code, events, law.laws, law.calendar, known)),
        runs=await _runs(checked, procedures),
        walk=walk,
        unwalked=unwalked,
        code=differing(then, code_version(manifest.procedure, then.get("build", ""))),
    )


async def _runs(checked: "Checked", procedures: Sequence[type]) -> list[tuple[str, str, str]]:
    from temporalio.client import WorkflowHistory

    from activities.rehearsal import Watch, Watching
    from domain.transparency.archive import HISTORY
    from infra.engine.replay import replay
    from workflows.catalogue import every

    async def kept() -> AsyncIterator["WorkflowHistory"]:
        for path in sorted(checked.parts):
            if path.startswith(HISTORY):
                run = path.removeprefix(HISTORY).removesuffix(".json")
                yield WorkflowHistory.from_json(run, checked.parts[path].decode())

    replayed = replay(procedures or every(), kept(), interceptors=[Watching(watch := Watch())])
    return [(one.dossier, watch.places.get(one.dossier, ""), one.fault) async for one in replayed]


async def _walked(
    procedure: str, code: str, events: Sequence["Event"], client: "Client | None", procedures: Sequence[type]
) -> tuple[str, str]:
    """Walk where the journal is all there is; say where this code would have gone elsewhere, or why it did not walk."""
    from activities.rehearsal import rehearsing
    from domain.dossier import acts
    from domain.dossier.apply import fold
    from domain.dossier.state import Dossier
    from workflows.catalogue import catalogue, every

    if procedure not in catalogue():
        return "", f"this installation has no procedure {procedure}"
    dossier = Dossier(code=code)
    for event in events:
        fold(dossier, event)
    try:
        async with _engine(client) as engine, rehearsing(engine, procedures or every()) as rehearsal:
            walk = await rehearsal.walk(code, procedure, events)
    except NoEngine as none:
        return "", str(none)
    if not walk.holds:
        return f"{walk.place or procedure}: {walk.why}", ""
    # What ended it without a result stops the walk too, wherever it is.
    if dossier.ended and walk.next and not any(isinstance(event.act, acts.ENDINGS) for event in events):
        return f"{walk.place or procedure}: the dossier has ended where this code asks for “{walk.next[0]}”", ""
    return "", ""


class NoEngine(Exception):
    """There is no Temporal server here to walk on."""


@asynccontextmanager
async def _engine(given: "Client | None") -> AsyncIterator["Client"]:
    """An engine that knows nothing, forgotten afterwards."""
    if given:
        yield given
        return
    try:
        from infra.local.folder import free_port
        from infra.local.temporal_server import LocalTemporal, NoTemporal
    except ImportError as missing:
        raise NoEngine("this installation has no local engine") from missing
    from temporalio.client import Client
    from temporalio.contrib.pydantic import pydantic_data_converter

    with tempfile.TemporaryDirectory(prefix="motcua-replay-") as folder:
        try:
            temporal = LocalTemporal(Path(folder), free_port())
        except NoTemporal as missing:
            raise NoEngine(str(missing)) from missing
        await temporal.start()
        try:
            yield await Client.connect(temporal.address, data_converter=pydantic_data_converter)
        finally:
            await temporal.stop()


def _tell(checked: "Checked", replayed: Replayed, lang: str, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_written(replayed, lang), ensure_ascii=False))
        return
    tell(replayed.why, lang)
    for line in _lines(checked, replayed, lang):
        say(line)


def _lines(checked: "Checked", replayed: Replayed, lang: str) -> Iterator[str]:
    """Say what was tried, and of each whether it came to the same."""
    words = SAID[lang]
    if replayed.rules:
        first = replayed.rules[0]
        yield f"✗ {words['rules']}: {words['event']} {first.seq} ({first.type}): {first.what.in_(lang)}"
    else:
        yield f"✓ {words['rules']}"
    for run, place, fault in replayed.runs:
        mark = "✗" if replayed.unwalked else "·"
        yield f"{mark} {words['run_no_more']} {run}: {place}: {fault}" if fault else f"✓ {words['run']} {run}"
    if not replayed.runs:
        yield f"· {words['no_run']}"
    if replayed.unwalked:
        yield f"· {words['unwalked']}: {replayed.unwalked}"
    else:
        yield f"✗ {words['walk']}: {replayed.walk}" if replayed.walk else f"✓ {words['walk']}"
    yield from (f"· {words['code']}: {line}" for line in replayed.code)
    if replayed.same:
        yield f"✓ {checked.manifest.dossier}: {words['same']}"


def _written(replayed: Replayed, lang: str) -> dict[str, Any]:
    return {
        "same": replayed.same,
        "why": lines(replayed.why, lang),
        "rules": [{"seq": one.seq, "type": one.type, "what": one.what.in_(lang)} for one in replayed.rules],
        "runs": [{"run": run, "at": place, "fault": fault} for run, place, fault in replayed.runs],
        "walk": replayed.walk,
        "not_walked": replayed.unwalked,
        "code": replayed.code,
    }

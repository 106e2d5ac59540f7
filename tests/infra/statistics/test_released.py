"""A published figure is counted again by whoever doubts it, and an inspector finds what was left out or dated back."""

import gzip
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.dossier import acts
from domain.province.periods import Period
from domain.statistics.release import CellTooSmall
from infra.files.storage import Store
from infra.province.feed import FactsFeed
from infra.signing import detached
from infra.signing.development import development_identity
from infra.signing.seal import Sealer
from infra.statistics.checking import inspected, verified
from infra.statistics.files import NotARelease, opened
from infra.statistics.releasing import NothingCounted, Order, PeriodUnderWay, release
from infra.transparency.heads import Heads, Publisher
from tests.support.examples import CALENDARS, DESK, MOTHER, RECEIVE
from tests.support.ledger import Clock, Ledger, Urls, of, open_ledger

PERIOD = Period.read("2026-11")
AFTER = PERIOD.ends + timedelta(days=1)
OFFICES = ("11953",)
MANY, LATE = 12, 5


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    """Dossiers of November: some were withdrawn in time, the others are under way past their date."""
    async with open_ledger(apart, Clock()) as opened_:
        await opened_.rows("TRUNCATE dossiers, outbox, province_facts, tree_leaves, tree_nodes CASCADE")
        for number in range(MANY):
            code = await opened_.file(documents=())
            await opened_.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
            if number >= LATE:
                await opened_.act(code, acts.Withdrawn(reason="Đổi ý"), MOTHER)
        await fed(opened_)
        yield opened_


@dataclass
class Body:
    """Who releases: with a seal, and a place for heads."""

    ledger: Ledger
    folder: Path
    store: Store

    @property
    def file(self) -> Path:
        return self.folder / "release.gz"

    @property
    def full(self) -> Path:
        return self.folder / "full.gz"

    @property
    def trust(self) -> list[Path]:
        return [development_identity(self.folder).trust]

    async def sign(self, content: bytes, at: datetime) -> bytes:
        made = development_identity(self.folder)
        return await detached.sign(Sealer(made.key, made.certificate).signer, content, at)

    def publisher(self, now: datetime = AFTER) -> Publisher:
        return Publisher(self.ledger.engine.database, Heads(self.store), self.sign, every=0, clock=lambda: now)

    async def publish(self) -> None:
        """Let the head of all journals be known before anybody alters one."""
        await self.publisher().publish()

    async def release(self, now: datetime = AFTER) -> None:
        database, publisher = self.ledger.engine.database, self.publisher(now)
        order = Order("11953", OFFICES, PERIOD, PERIOD.ends)
        await release(order, database, publisher.newest, self.sign, now, self.file, self.full)

    async def verified(self) -> list[str]:
        return (await verified(self.file, self.trust)).problems

    async def inspected(self) -> list[str]:
        return (await inspected(self.file, self.full, OFFICES, self.ledger.engine.database, CALENDARS)).problems

    def rewritten(self, file: Path, change: Callable[[list[str]], object]) -> None:
        """Change a file's lines, as who has no seal can."""
        lines = gzip.decompress(file.read_bytes()).decode().splitlines()
        change(lines)
        file.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))


@pytest.fixture
def body(ledger: Ledger, tmp_path: Path) -> Body:
    return Body(ledger, tmp_path, Store.from_url("memory:///"))


async def fed(ledger: Ledger) -> None:
    while await FactsFeed(ledger.engine.database, CALENDARS).feed():
        pass


async def test_a_release_is_counted_again_off_line_and_by_the_journals(body: Body) -> None:
    await body.release()
    assert (await body.verified(), await body.inspected()) == ([], [])
    with opened(body.file) as (signed, _):
        assert (signed.header.numerator, signed.header.denominator) == (MANY - LATE, MANY)
        [online] = signed.header.also
        assert (online.definition.id, online.numerator, online.untold, online.denominator) == (
            "handled_online",
            MANY,
            0,
            MANY,
        )


async def test_a_header_of_before_there_were_further_figures_is_signed_as_it_was(body: Body) -> None:
    await body.release()
    with opened(body.file) as (signed, _):
        headers = (signed.header, signed.header.model_copy(update={"also": ()}))
    assert [b'"also"' in header.signed for header in headers] == [True, False]


async def test_each_further_figure_is_counted_again_too(body: Body) -> None:
    await body.release()
    was = f'"numerator":{MANY},"untold":0'
    body.rewritten(body.file, lambda lines: lines.insert(0, lines.pop(0).replace(was, '"numerator":9,"untold":0', 1)))
    told = f"counted again it is handled_online {MANY} of {MANY}, the release says handled_online 9 of {MANY}"
    assert told in await body.verified()


async def test_nothing_in_the_open_names_a_dossier(body: Body, ledger: Ledger) -> None:
    await body.release()
    told = gzip.decompress(body.file.read_bytes()).decode()
    for row in await ledger.rows("SELECT code, head FROM dossiers"):
        assert row["code"] not in told
        assert row["head"] not in told


async def test_a_figure_that_was_changed_is_found_by_anybody(body: Body) -> None:
    await body.release()

    def better(lines: list[str]) -> None:
        lines[0] = lines[0].replace(f'"numerator":{MANY - LATE},', f'"numerator":{MANY},')

    body.rewritten(body.file, better)
    problems = await body.verified()
    assert any("header proves nothing" in problem for problem in problems)
    assert any(f"counted again it is {MANY - LATE} of {MANY}" in problem for problem in problems)


async def test_a_leaf_that_was_removed_or_called_otherwise_is_found_by_anybody(body: Body) -> None:
    await body.release()
    body.rewritten(body.file, lambda lines: lines.pop())
    assert any("are not the" in problem for problem in await body.verified())
    await body.release()

    def called_otherwise(lines: list[str]) -> None:
        lines[2] = lines[2][:-1] + ("1" if lines[2].endswith("0") else "0")

    body.rewritten(body.file, called_otherwise)
    assert any("are not the" in problem for problem in await body.verified())


async def test_a_release_of_somebody_elses_seal_proves_nothing(body: Body, tmp_path: Path) -> None:
    await body.release()
    other = development_identity(tmp_path / "other").trust
    checked = await verified(body.file, [other])
    assert len([problem for problem in checked.problems if "proves nothing" in problem]) == 2


async def test_what_is_no_release_is_told_as_such(tmp_path: Path) -> None:
    for content in (b"", b"{}", gzip.compress(b"{}\n[]\n"), gzip.compress(b"x" * 99)[:20]):
        (tmp_path / "file").write_bytes(content)
        with pytest.raises(NotARelease):
            await verified(tmp_path / "file", [])


async def test_a_dossier_that_was_left_out_is_named_to_the_inspector(body: Body, ledger: Ledger) -> None:
    [row] = await ledger.rows("SELECT min(dossier) AS code FROM province_facts WHERE ended_at IS NOT NULL")
    await ledger.rows("DELETE FROM province_facts WHERE dossier = :code", code=row["code"])
    await body.release()
    assert await body.verified() == []
    assert await body.inspected() == [f"{row['code']}: it was handled in the period and is left out"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("appointed_at = appointed_at + interval '30 days'", "due_at is"),
        ("accepted_at = accepted_at - interval '1 day'", "accepted_at is"),
        ("issued_at = accepted_at", "outcome is late in its journal, counted was in_time"),
    ],
)
async def test_a_dossier_that_was_dated_otherwise_is_named_with_what_its_journal_says(
    body: Body, ledger: Ledger, change: str, told: str
) -> None:
    [row] = await ledger.rows("SELECT min(dossier) AS code FROM province_facts WHERE ended_at IS NULL")
    await ledger.rows(f"UPDATE province_facts SET {change} WHERE dossier = :code", code=row["code"])
    try:
        await body.release()
    except CellTooSmall:
        await ledger.rows("DELETE FROM province_facts WHERE ended_at IS NULL AND dossier <> :code", code=row["code"])
        await body.release()
    problems = [problem for problem in await body.inspected() if problem.startswith(row["code"])]
    assert len(problems) == 1
    assert told in problems[0]


async def test_a_journal_that_was_rewritten_since_is_named(body: Body, ledger: Ledger) -> None:
    await body.release()
    [row] = await ledger.rows("SELECT min(dossier) AS code FROM events")
    last = "(SELECT max(seq) FROM events WHERE dossier = :code)"
    changed = f"UPDATE events SET hash = repeat('0', 64) WHERE dossier = :code AND seq = {last}"
    await ledger.rows(changed, code=row["code"])
    [problem] = await body.inspected()
    assert problem.startswith(f"{row['code']}: its journal has no such event")


LATE_ONE = "SELECT min(dossier) AS code FROM province_facts WHERE ended_at IS NULL"
DATED_BACK = """
UPDATE events SET act = jsonb_set(act, '{due_at}', '"2026-11-30T17:00:00+07:00"')
WHERE dossier = :code AND act ->> 'type' = 'accepted'
"""


async def test_a_dossier_that_was_dated_back_in_its_journal_too_is_named(body: Body, ledger: Ledger) -> None:
    await body.publish()
    [row] = await ledger.rows(LATE_ONE)
    await ledger.rows(DATED_BACK, code=row["code"])
    await ledger.rows(
        "UPDATE province_facts SET appointed_at = '2026-11-30T17:00:00+07:00' WHERE dossier = :code", **row
    )
    await body.release()
    assert await body.verified() == []
    [problem] = await body.inspected()
    assert problem.startswith(f"{row['code']}: event ")
    assert "does not follow" in problem


async def test_a_dossier_whose_journal_was_removed_too_is_named(body: Body, ledger: Ledger) -> None:
    await body.publish()
    [row] = await ledger.rows("SELECT min(dossier) AS code FROM province_facts WHERE ended_at IS NOT NULL")
    for table in ("events", "province_facts"):
        await ledger.rows(f"DELETE FROM {table} WHERE dossier = :code", code=row["code"])
    await body.release()
    assert await body.verified() == []
    [problem] = await body.inspected()
    assert problem.startswith(f"{row['code']}: its whole journal is gone")


async def test_what_happened_since_changes_nothing(body: Body, ledger: Ledger) -> None:
    await body.release()
    [row] = await ledger.rows("SELECT min(dossier) AS code FROM province_facts WHERE ended_at IS NULL")
    await ledger.act(row["code"], acts.Withdrawn(reason="Đổi ý"), MOTHER)
    await fed(ledger)
    assert (await body.verified(), await body.inspected()) == ([], [])


async def test_a_release_of_another_definition_is_held_to_no_journal_by_this_one(body: Body) -> None:
    await body.release()
    body.rewritten(body.file, lambda lines: lines.insert(0, lines.pop(0).replace('"version":2', '"version":1', 1)))
    [problem] = await body.inspected()
    assert "on_time@1" in problem
    assert "inspect it with the version of Motcua that released it" in problem


async def test_the_full_leaves_of_another_release_are_not_taken(body: Body) -> None:
    await body.release()
    kept = body.full.read_bytes()
    await body.release()
    body.full.write_bytes(kept)
    assert await body.inspected() == ["the full leaves are those of another release"]


async def test_a_period_that_is_not_over_or_empty_or_of_few_is_not_released(body: Body, ledger: Ledger) -> None:
    with pytest.raises(PeriodUnderWay):
        await body.release(PERIOD.ends - timedelta(seconds=1))
    [row] = await ledger.rows("SELECT max(dossier) AS code FROM province_facts WHERE ended_at IS NULL")
    await ledger.rows("UPDATE province_facts SET issued_at = accepted_at WHERE dossier = :code", code=row["code"])
    with pytest.raises(CellTooSmall):
        await body.release()
    await ledger.rows("DELETE FROM province_facts")
    with pytest.raises(NothingCounted):
        await body.release()
    assert not body.file.exists()

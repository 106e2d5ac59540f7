"""The command line, as a newcomer, an officer and an operator meet it."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from infra.local.demo import birth_record
from infra.local.folder import free_port
from infra.local.people import birth_form
from infra.local.running import beside
from infra.signing.development import development_identity
from infra.signing.seal import Sealer
from workflows.catalogue import PROCEDURES

ROOT = Path(__file__).parents[2]
MOTCUA = (sys.executable, "-m", "motcua")
ANH = {"number": "033195000101", "name": "Nguyễn Thị Lan Anh", "born": "1995-04-12", "commune": "11953"}
MINH = {"number": "033092000102", "name": "Trần Văn Minh", "born": "1992-11-03", "commune": "11953"}
PATIENCE = 100


@dataclass
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


async def spoken(*words: str, data: Path, **more: str) -> asyncio.subprocess.Process:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    return await asyncio.create_subprocess_exec(
        *(*MOTCUA, *words),
        env=inherited | {"MOTCUA_DATA": str(data)} | more,
        cwd=data.parent,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def say(*words: str, data: Path, **more: str) -> Said:
    process = await spoken(*words, data=data, **more)
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    return Said(process.returncode or 0, out.decode(), err.decode())


class Up:
    """``motcua up`` in another process."""

    def __init__(self, process: asyncio.subprocess.Process, addresses: dict[str, str]) -> None:
        self.process, self.addresses = process, addresses

    @classmethod
    async def on(cls, data: Path, port: int) -> "Up":
        process = await spoken("up", "--json", "--port", str(port), data=data)
        assert process.stdout
        async with asyncio.timeout(PATIENCE):
            line = await process.stdout.readline()
        assert line, (await process.communicate())[1].decode()
        return cls(process, json.loads(line))

    async def stop(self) -> Said:
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            out, err = await self.process.communicate()
        return Said(self.process.returncode or 0, out.decode(), err.decode())


@dataclass
class Restarted:
    """A house that was stopped and started again, with a dossier filed before."""

    data: Path
    form: Path
    paper: Path
    filed: Said
    stopped: Said
    before: dict[str, str]
    after: dict[str, str]

    async def say(self, *words: str) -> Said:
        return await say(*words, data=self.data)

    async def file(self) -> Said:
        return await self.say("file", "1.001193", str(self.form), "--document", f"birth_record={self.paper}", "--json")


@pytest.fixture(scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Restarted]:
    folder = tmp_path_factory.mktemp("cli")
    data, form, paper, port = folder / "data", folder / "form.json", folder / "giay-chung-sinh.pdf", free_port()
    couple = {"mother": ANH, "father": MINH}
    form.write_text(json.dumps(birth_form(couple)))
    paper.write_bytes(birth_record(couple, "20/11/2026"))
    up = await Up.on(data, port)
    home = Restarted(data, form, paper, Said(0, "", ""), Said(0, "", ""), up.addresses, {})
    home.filed = await home.file()
    home.stopped = await up.stop()
    again = await Up.on(data, port)
    home.after = again.addresses
    yield home
    await again.stop()


async def test_up_prints_one_line_of_addresses_and_ends_with_exit_code_0_when_told_to(home: Restarted) -> None:
    assert home.before.keys() >= {"api", "sandbox", "temporal", "mail"}
    assert (home.stopped.code, home.stopped.out) == (0, "")


async def test_a_second_up_goes_on_with_the_same_dossiers_at_the_same_address(home: Restarted) -> None:
    assert home.after["api"] == home.before["api"]
    tracked = await home.say("track", home.filed.json["code"], "--json")
    assert tracked.json["dossier"]["status"]["code"] == 1
    assert tracked.json["events"][0]["type"] == "filed"


async def test_filing_the_same_twice_is_one_dossier_even_after_a_restart(home: Restarted) -> None:
    assert (await home.file()).json["code"] == home.filed.json["code"]


async def test_a_busy_folder_is_refused_with_the_process_that_has_it(home: Restarted) -> None:
    refused = await home.say("up", "--json")
    assert (refused.code, refused.out) == (1, "")
    assert f"already runs on {home.data}" in refused.err
    assert "Traceback" not in refused.err


async def test_token_prints_a_token_and_nothing_else(home: Restarted) -> None:
    said = await home.say("token", "--as", "officer:tiepnhan.phohien")
    assert [len(part) > 20 for part in said.out.removesuffix("\n").split(".")] == [True] * 3


async def test_a_token_for_nobody_says_who_exists(home: Restarted) -> None:
    said = await home.say("token", "--as", "officer:nobody")
    assert (said.code, said.out) == (1, "")
    assert "tiepnhan.phohien" in said.err


async def test_procedures_are_listed_with_the_papers_they_need(home: Restarted) -> None:
    codes = [one["code"] for one in (await home.say("procedures", "--json")).json]
    assert {"1.001193", "2.000815"} <= set(codes)
    said = (await home.say("procedures")).out
    assert "--document birth_record=FILE" in said
    assert "each page 2,000 đồng up to 2, then 1,000 đồng, at most 200,000 đồng" in said
    assert "child" in (await home.say("procedures", "1.001193", "--json")).json["form"]["properties"]


async def test_this_code_goes_on_with_the_dossiers_that_are_under_way(home: Restarted) -> None:
    said = await home.say("check-deploy")
    assert (said.code, said.out.split(": ")[0].endswith("dossiers under way")) == (0, True), said
    assert said.out.endswith("0 stay with the build that they are with\n")


async def test_a_day_without_payments_is_reconciled_with_nothing_to_clear(home: Restarted) -> None:
    said = await home.say("payments", "reconcile", "2026-01-05")
    assert (said.code, said.out) == (0, "05.01.2026: 0 differences, 0 open\n")


async def test_this_code_can_take_over_the_dossiers_that_are_under_way(home: Restarted) -> None:
    tried = await home.say("deploy", "move", "--dry-run")
    assert tried.code == 0, tried
    assert tried.out.endswith("1 dossiers can move, 0 stay\n")
    nobody = await home.say("deploy", "move", "nobody")
    assert (nobody.code, nobody.out.splitlines()[0]) == (1, "nobody  refused: there is no such dossier")


async def test_nothing_is_pinned_on_one_machine(home: Restarted) -> None:
    said = await home.say("deploy", "builds")
    assert (said.code, said.out) == (0, "nothing is pinned: MOTCUA_BUILD_ID names no build\n")


async def test_a_day_off_lists_the_dossiers_that_it_moves(home: Restarted) -> None:
    taken = ("calendar", "day-off", "2027-03-08", "--basis", "Công điện thử")
    tried, said = await home.say(*taken, "--dry-run"), await home.say(*taken, "--by", "clerk")
    assert (tried.code, tried.out) == (0, "08.03.2027: 0 dossiers would move\n"), tried
    assert (said.code, said.out) == (0, "08.03.2027: 0 dossiers moved\n"), said


async def test_a_day_on_which_nobody_works_is_no_day_off(home: Restarted) -> None:
    said = await home.say("calendar", "day-off", "2026-11-24", "--basis", "Công điện thử")
    assert (said.code, said.out) == (1, "")
    assert "no working day" in said.err


async def test_the_master_key_turns_while_the_house_runs(home: Restarted) -> None:
    before = [json.loads(line) for line in (await home.say("keys", "list", "--json")).out.splitlines()]
    assert [(one["state"], one["keys"] > 0) for one in before] == [("wraps", True)]
    turned = await home.say("keys", "rotate")
    assert (turned.code, f"{before[0]['keys']} keys wrapped anew" in turned.out) == (0, True), turned
    after = [json.loads(line) for line in (await home.say("keys", "list", "--json")).out.splitlines()]
    assert [(one["state"], one["keys"]) for one in after] == [("wraps", before[0]["keys"]), ("unwraps", 0)]
    soon = await home.say("keys", "forget", before[0]["id"])
    assert (soon.code, "wait 60 seconds" in soon.err) == (1, True), soon
    os.utime(home.data / "master.keys", (0, 0))
    wraps = await home.say("keys", "forget", after[0]["id"])
    assert (wraps.code, "is the one that wraps" in wraps.err) == (1, True), wraps
    assert (await home.say("keys", "forget", before[0]["id"])).code == 0
    assert before[0]["id"] not in (home.data / "master.keys").read_text()
    tracked = await home.say("track", home.filed.json["code"])
    assert (tracked.code, "withdraw" in tracked.out) == (0, True), tracked
    assert (await home.say("journal", "verify", "--all")).code == 0


async def test_keys_are_copied_and_laid_over(home: Restarted, tmp_path: Path) -> None:
    copy = tmp_path / "keys.copy"
    copied = await home.say("keys", "export", str(copy))
    assert copied.code == 0, copied
    assert copy.stat().st_mode & 0o777 == 0o600
    laid = await home.say("keys", "lay-over", str(copy))
    assert (laid.code, laid.out) == (0, "0 keys are destroyed by it\n"), laid


async def test_the_first_master_key_is_made_where_nothing_runs(home: Restarted, tmp_path: Path) -> None:
    said = await home.say("keys", "new", "--file", str(tmp_path / "master.keys"))
    assert (said.code, (tmp_path / "master.keys").stat().st_mode & 0o777) == (0, 0o600)
    assert "development" not in (tmp_path / "master.keys").read_text()


async def test_a_dossier_under_way_is_not_erased(home: Restarted) -> None:
    said = await home.say("journal", "erase", home.filed.json["code"], "--basis", "Quyết định 7", "--dry-run")
    assert (said.code, "under way" in said.err) == (1, True), said
    missing = await home.say("journal", "erase", "nobody", "--basis", "Quyết định 7")
    assert (missing.code, missing.err) == (1, "motcua: Not found.\n")


async def test_track_tells_where_it_is_who_has_it_and_what_can_be_done(home: Restarted) -> None:
    said = (await home.say("track", home.filed.json["code"])).out
    assert "the receiving officer" in said
    assert "Waits to be checked and accepted" in said
    assert "withdraw" in said


async def test_a_missing_paper_is_said_in_the_problems_own_words(home: Restarted) -> None:
    said = await home.say("file", "1.001193", str(home.form))
    assert (said.code, said.out) == (1, "")
    assert "The paper “birth_record” is missing" in said.err


async def test_an_impossible_form_names_its_fields(home: Restarted, tmp_path: Path) -> None:
    (tmp_path / "form.json").write_text('{"child": {}, "mother": {"number": "033195000101"}}')
    said = await home.say("file", "1.001193", str(tmp_path / "form.json"))
    assert said.code == 1
    assert "child.born: Field required" in said.err


async def test_track_asks_who_one_is_when_it_cannot_know(home: Restarted) -> None:
    assert "--as citizen:NUMBER" in (await home.say("track", "nobody-filed-this")).err


async def test_without_a_house_a_command_says_how_to_start_one(tmp_path: Path) -> None:
    said = await say("procedures", data=tmp_path / "empty")
    assert said.code == 1
    assert "motcua up" in said.err


def printed(home: Restarted) -> set[Path]:
    """The certificates that were printed for demos."""
    return set((home.data / "certificates").glob("GKS-11953-*.pdf"))


async def journals(home: Restarted) -> int:
    """How many journals there are; all of them hold."""
    said = await home.say("journal", "verify", "--all")
    assert (said.code, "0 broken" in said.out) == (0, True), said
    return int(said.out.split()[-4])


async def test_the_index_of_services_is_counted_from_the_dossiers_and_says_what_nobody_counts(home: Restarted) -> None:
    assert "made anew" in (await home.say("province", "rebuild")).out
    year = f"{datetime.now(UTC):%Y}"
    said = await home.say("province", "index", year, "--json")
    scores = {one["code"]: one for group in said.json["groups"] for one in group["metrics"]}
    assert scores["ONLINE_USED"]["denominator"] == len(PROCEDURES)
    assert (scores["PUBLISH_ON_TIME"]["score"], "numerator" in scores["PUBLISH_ON_TIME"]) == (None, False)
    shown = await home.say("province", "index", f"{year}-Q4", "--unit", "11953")
    assert (shown.code, "not known" in shown.out, "Tiến độ giải quyết" in shown.out) == (0, True, True), shown
    for words in (("08/2026",), (year, "--unit", "99999")):
        refused = await home.say("province", "index", *words)
        assert (refused.code, refused.out) == (1, ""), refused
    assert "2026-Q3" in (await home.say("province", "index", "08/2026")).err


async def test_the_demo_on_a_house_that_runs_already_holds_but_for_what_somebody_rewrote(home: Restarted) -> None:
    before, many = printed(home), await journals(home)
    owner = await asyncpg.connect(
        beside(home.data).settings().database_owner_url.get_secret_value().replace("+asyncpg", "")
    )
    await owner.execute("""
        CREATE FUNCTION one_star() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN NEW.act := jsonb_set(NEW.act, '{stars}', '1'); RETURN NEW; END $$;
        CREATE TRIGGER one_star BEFORE INSERT ON events
            FOR EACH ROW WHEN (NEW.act->>'type' = 'rated') EXECUTE FUNCTION one_star()
    """)
    said = await home.say("demo", "--once")
    await owner.execute("DROP FUNCTION one_star CASCADE")
    assert said.code == 1
    assert "(rated, " in said.out
    (certificate,) = printed(home) - before
    assert (await home.say("verify", str(certificate))).code == 0
    found = await home.say("journal", "verify", "--all")
    assert found.code == 1
    assert "(rated, " in found.out
    # Others read the same house afterwards.
    await owner.execute("ALTER TABLE events DISABLE TRIGGER USER")
    await owner.execute("UPDATE events SET act = jsonb_set(act, '{stars}', '5') WHERE act->>'stars' = '1'")
    await owner.execute("ALTER TABLE events ENABLE TRIGGER USER")
    await owner.close()
    assert await journals(home) == many + 5


async def test_the_demo_of_a_province_holds_and_each_of_its_links_leads_to_a_page(home: Restarted) -> None:
    said = await home.say("demo", "--province", "--once", "--dossiers", "60")
    assert (said.code, "every journal is whole" in said.out) == (0, True), said
    assert "it is there already" in (await home.say("demo", "--province")).out
    links = re.findall(r"http://\S+/(?:login\?hint\S+|open-figures)", said.out)
    assert len(links) == 10, said.out
    async with httpx2.AsyncClient(follow_redirects=True) as visitor:
        await visitor.delete(f"{home.after['sandbox']}/criminal-records/_faults")
        for link in links:
            assert (await visitor.get(link)).status_code == 200, link


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed page in a data folder that has its trust."""
    data = tmp_path_factory.mktemp("sealed")
    identity = development_identity(data)
    page = birth_record({"mother": ANH, "father": MINH}, "20/11/2026")
    sealer = Sealer(identity.key, identity.certificate)
    path = data / "result.pdf"
    path.write_bytes(asyncio.run(sealer.seal(page, reason="Thử", location="Hưng Yên", at=datetime.now(UTC))))
    return path


async def test_an_untouched_result_is_valid_off_line(sealed: Path) -> None:
    said = await say("verify", str(sealed), data=sealed.parent)
    assert said.code == 0
    assert "Valid" in said.out
    assert "no legal force" in said.out


@pytest.fixture
def altered(sealed: Path, tmp_path: Path) -> Path:
    """The same page with one letter changed."""
    path = tmp_path / "altered.pdf"
    path.write_bytes(sealed.read_bytes().replace(b"/MediaBox", b"/MediaBax", 1))
    return path


async def test_an_altered_result_is_not_valid(sealed: Path, altered: Path) -> None:
    said = await say("verify", str(altered), "--json", data=sealed.parent)
    assert (said.code, said.json["valid"], said.json["intact"]) == (1, False, False)


async def test_a_seal_of_strangers_is_not_valid(sealed: Path, tmp_path: Path) -> None:
    stranger = development_identity(tmp_path).trust
    said = await say("verify", str(sealed), "--trust", str(stranger), data=sealed.parent)
    assert said.code == 1
    assert "does not chain to a trusted certificate" in said.out


async def test_models_and_migrations_agree_in_a_database_made_for_the_question(tmp_path: Path) -> None:
    said = await say("migrations", "check", data=tmp_path)
    assert said.code == 0, said.err


async def test_migrations_up_asks_for_the_owners_database(tmp_path: Path) -> None:
    said = await say("migrations", "up", data=tmp_path)
    assert said.code == 1
    assert "MOTCUA_DATABASE_OWNER_URL" in said.err


async def test_help_and_verify_load_no_database_no_engine_and_no_web(tmp_path: Path) -> None:
    """They stay quick, and the image of production has neither the local house nor the sandbox."""
    heavy = "{'sqlalchemy', 'temporalio', 'fastapi', 'infra.local', 'sandbox'} & set(sys.modules)"
    light = "motcua.command_line, infra.signing.validate, infra.terminal.terminal"
    script = f"import sys, runpy, {light}; assert not {heavy}, {heavy}"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, cwd=ROOT)
    assert await process.wait() == 0

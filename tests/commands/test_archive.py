"""The way of an archive: out of the house by its operator, and proved by a stranger who has nothing but the file."""

import asyncio
import stat
import subprocess
from pathlib import Path

import pytest

from infra.local.house import LocalHouse
from infra.local.keepsake import ALONE
from infra.local.people import Caller, Json, People
from tests.motcua.test_command_line import MOTCUA, Said, say
from tests.support.archives import pair


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name in ("court", "stranger"):
        pair(folder, name)
    return folder


@pytest.fixture(scope="module")
async def code(people: People, mother: Caller, couple: Json) -> str:
    """A dossier with its paper that was accepted and verified."""
    code = await people.file(mother, couple)
    await people.decide(await people.who("officer:tiepnhan.phohien"), code, "accept")
    await people.decide(await people.who("officer:hotich.phohien"), code, "confirm", kind="verify")
    await people.until(mother, code, lambda shown: "confirm" in shown["can"], 60)
    return code


async def exported(house: LocalHouse, *words: str) -> Said:
    """Say it as an operator whose environment leads to the house."""
    return await say("journal", "export", *words, data=house.folder, **house.environment())


@pytest.fixture(scope="module")
async def archive(house: LocalHouse, code: str, keys: Path) -> Path:
    """For the court alone."""
    path = keys / "archive.zip"
    recipient = ("--recipient", str(keys / "court.public.pem"), "--for", "Tòa án", "--basis", "Công văn thử")
    said = await exported(house, code, "--to", str(path), *recipient)
    assert said.code == 0, said.err
    assert f"{path}: {code}, " in said.out
    assert "no published head" not in said.out
    return path


async def proved(house: LocalHouse, archive: Path, *words: str) -> Said:
    """Prove it with nothing but the file and the certificates to trust."""
    trust = ("--trust", house.settings().seal_trust_file)
    return await say("verify", str(archive), *trust, *words, data=archive.parent / "nothing")


async def test_whoever_has_the_file_and_the_key_reads_the_story(house: LocalHouse, archive: Path, keys: Path) -> None:
    said = await proved(house, archive, "--key", str(keys / "court.pem"))
    assert said.code == 0, said.out + said.err
    assert "Nộp hồ sơ: thủ tục 1.001193" in said.out
    assert "Xuất hồ sơ lưu trữ: cho Tòa án; căn cứ Công văn thử" in said.out
    english = await proved(house, archive, "--key", str(keys / "court.pem"), "--lang", "en")
    assert ": whole: " in english.out.splitlines()[0]


async def test_without_the_key_the_story_names_nobody(house: LocalHouse, archive: Path, couple: Json) -> None:
    said = await proved(house, archive, "--json")
    assert (said.code, said.json["holds"], said.json["opened"]) == (0, True, False)
    assert said.json["story"][0]["who"] == "người dân"
    assert couple["mother"]["name"] not in said.out


async def test_a_process_without_any_network_proves_it(house: LocalHouse, archive: Path, keys: Path) -> None:
    if (await asyncio.to_thread(subprocess.run, [*ALONE, "true"], capture_output=True)).returncode:
        pytest.skip("this machine does not let a process be cut off from its network")
    words = ("verify", str(archive), "--key", str(keys / "court.pem"), "--trust", house.settings().seal_trust_file)
    alone = await asyncio.create_subprocess_exec(*ALONE, *MOTCUA, *words, stdout=asyncio.subprocess.DEVNULL)
    assert await alone.wait() == 0


async def test_a_stranger_can_neither_trust_nor_open_it(house: LocalHouse, archive: Path, keys: Path) -> None:
    said = await proved(house, archive, "--key", str(keys / "stranger.pem"))
    assert said.code == 1
    assert "personal.jsonl.jwe: không mã hóa cho khóa này" in said.out
    untrusting = await say("verify", str(archive), data=archive.parent / "nothing")
    assert (untrusting.code, "nêu chứng thư tin cậy bằng --trust" in untrusting.out) == (1, True)


async def test_what_is_no_archive_or_no_key_is_complained_of(house: LocalHouse, archive: Path, keys: Path) -> None:
    bent = keys / "bent.zip"
    await asyncio.to_thread(bent.write_bytes, b"PK and something else")
    said = await proved(house, bent)
    assert (said.code, said.err.startswith(f"motcua: {bent}: no archive that can be used: it is no ZIP file")) == (
        1,
        True,
    )
    said = await proved(house, archive, "--key", str(keys / "court.public.pem"))
    assert (said.code, "is no private key in PEM" in said.err) == (1, True)
    assert (await proved(house, archive, "--lang", "fr")).code == 2


async def test_an_export_says_for_whom_or_that_it_is_in_the_open(house: LocalHouse, code: str, keys: Path) -> None:
    to = ("--to", str(keys / "open.zip"))
    assert (await exported(house, code, *to)).code == 2
    assert (await exported(house, code, *to, "--in-the-open", "--recipient", str(keys / "court.public.pem"))).code == 2
    said = await exported(house, code, *to, "--recipient", str(keys / "court.pem"))
    assert (said.code, "is neither a public key nor a certificate" in said.err) == (1, True)
    nowhere = await exported(house, code, "--to", str(keys / "none" / "x.zip"), "--in-the-open")
    assert (nowhere.code, nowhere.err) == (1, f"motcua: there is no folder {keys / 'none'} to write to\n")
    missing = await exported(house, "nobody-filed-this", *to, "--in-the-open")
    assert (missing.code, missing.err) == (1, "motcua: Not found.\n")
    assert not await asyncio.to_thread((keys / "open.zip").exists)


async def test_what_is_in_the_open_is_for_its_owner_alone(house: LocalHouse, code: str, keys: Path) -> None:
    path = keys / "in-the-open.zip"
    said = await exported(house, code, "--to", str(path), "--in-the-open", "--json")
    assert (said.code, said.json["recipients"], said.json["covered"]) == (0, [], said.json["events"]), said.err
    mode = (await asyncio.to_thread(path.stat)).st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert (await proved(house, path)).code == 0


async def test_an_archive_is_run_again_on_an_engine_of_its_own(house: LocalHouse, archive: Path, keys: Path) -> None:
    trust = ("--trust", house.settings().seal_trust_file)
    said = await say("replay", str(archive), *trust, "--key", str(keys / "court.pem"), data=archive.parent / "nothing")
    assert said.code == 0, said.out + said.err
    assert "quy định 1.001193/33/2025-07-01" in said.out
    for line in (
        "✓ đi lại nhật ký từ đầu",
        "✓ mọi sự kiện xét lại",
        "✓ chạy lại lịch sử xử lý",
        "chạy lại cho cùng kết quả",
    ):
        assert line in said.out
    closed = await say("replay", str(archive), *trust, data=archive.parent / "nothing")
    assert (closed.code, "name the key that opens it with --key" in closed.err) == (1, True)


async def test_an_archive_leads_back_to_a_head_that_was_kept(
    house: LocalHouse, code: str, keys: Path, archive: Path
) -> None:
    kept, path = keys / "head.json", keys / "since.zip"
    trust = {"MOTCUA_SEAL_TRUST_FILE": house.settings().seal_trust_file}
    assert archive  # whose export published a head
    head = await say("journal", "heads", "--json", data=house.folder, MOTCUA_URL=house.api_url, **trust)
    await asyncio.to_thread(kept.write_text, head.out)
    said = await exported(house, code, "--to", str(path), "--in-the-open", "--since", str(kept), "--for", "Thanh tra")
    assert said.code == 0, said.err
    held = await proved(house, path, "--heads", str(kept))
    assert held.code == 0, held.out

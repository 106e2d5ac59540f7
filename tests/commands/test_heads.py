"""The operator's and the outsider's way to a published head, and back to the database with it."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.dossier.journal import instant
from domain.transparency.heads import SignedHead, TreeHead
from infra.db.database import Database
from infra.files.storage import Store
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from infra.signing import detached
from infra.signing.development import development_identity
from infra.signing.seal import Sealer
from infra.transparency.heads import Heads, Publisher
from tests.motcua.test_command_line import Said, say


async def sign(content: bytes, at: datetime, house: LocalHouse) -> bytes:
    settings = house.settings()
    seal = Sealer(Path(settings.seal_key_file), Path(settings.seal_certificate_file))
    return await detached.sign(seal.signer, content, at)


async def spoken(house: LocalHouse, *words: str) -> Said:
    """Say it as an operator whose environment leads to the house."""
    return await say("journal", *words, data=house.folder, **house.environment())


async def outside(house: LocalHouse, *words: str) -> Said:
    """Ask for the newest head as somebody who reaches nothing but the front door."""
    trust = {"MOTCUA_SEAL_TRUST_FILE": house.settings().seal_trust_file}
    return await say("journal", "heads", *words, data=house.folder, MOTCUA_URL=house.api_url, **trust)


@pytest.fixture(scope="module")
async def kept(
    house: LocalHouse, people: People, mother: Caller, couple: Json, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What `motcua journal heads --json` gave, once something was published; the journal grew since."""
    settings = house.settings()
    database = Database.of_engine(settings, 2)
    heads = Heads(Store.from_url(settings.storage_url))
    await people.file(mother, couple)
    await Publisher(database, heads, lambda content, at: sign(content, at, house), every=600).publish()
    await database.close()
    file = tmp_path_factory.mktemp("kept") / "head.json"
    file.write_text((await outside(house, "--json")).out)
    await people.file(mother, couple)
    return file


def head_of(kept: Path) -> TreeHead:
    return SignedHead.model_validate_json(kept.read_bytes()).head


def altered(kept: Path, file: Path) -> Path:
    """The kept file with another number in it."""
    content = json.loads(kept.read_text())
    content["head"]["tree_size"] += 1
    file.write_text(json.dumps(content))
    return file


async def forged(kept: Path, house: LocalHouse, **changes: object) -> Path:
    """A head that the body's own seal signed, and that its log never came to."""
    head = head_of(kept)
    head = TreeHead.model_validate(head.model_dump() | {"timestamp": instant(datetime.now(UTC))} | changes)
    signature = b64encode(await sign(head.signed, head.at, house)).decode()
    file = kept.with_name("another.json")
    file.write_bytes(SignedHead(head=head, signature=signature).file)
    return file


async def test_the_newest_head_is_shown_and_given_as_a_file_to_keep(house: LocalHouse, kept: Path) -> None:
    head = head_of(kept)
    said = await outside(house)
    assert said.code == 0
    assert said.out.startswith(f"{head.tree_size} leaves, root {head.root_hash}, signed at ")


async def test_a_database_that_only_grew_holds_against_a_kept_head(house: LocalHouse, kept: Path) -> None:
    said = await spoken(house, "verify", "--against", str(kept))
    assert said.code == 0, said.out
    assert "nothing that was published by then was cut short, dropped or rewritten" in said.out
    told = (await spoken(house, "verify", "--against", str(kept), "--json")).json
    assert (told["holds"], told["problems"]) == (True, [])
    assert told["events"] > told["journals"] > 0


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"root_hash": "ab" * 32}, "leaves are not those that the kept head was made over"),
        ({"tree_size": 2**40}, f"leaves, the kept head was made over {2**40}"),
    ],
)
async def test_a_database_that_is_not_what_the_kept_head_says_fails(
    house: LocalHouse, kept: Path, changes: dict[str, object], problem: str
) -> None:
    said = await spoken(house, "verify", "--against", str(await forged(kept, house, **changes)))
    assert said.code == 1
    assert "✗ all journals" in said.out
    assert problem in said.out


async def test_a_head_of_strangers_or_one_that_was_altered_proves_nothing(
    house: LocalHouse, kept: Path, tmp_path: Path
) -> None:
    strangers = development_identity(tmp_path).trust
    said = await spoken(house, "verify", "--against", str(kept), "--trust", str(strangers))
    assert (said.code, "does not chain to a trusted certificate" in said.out) == (1, True)
    another = altered(kept, tmp_path / "altered.json")
    told = (await spoken(house, "verify", "--against", str(another), "--json")).json
    assert told["problems"] == [{"dossier": "", "what": "the kept file proves nothing: it is not what was signed"}]


async def test_who_has_no_database_finds_that_the_newest_head_holds_all_that_was_kept(
    house: LocalHouse, kept: Path
) -> None:
    said = await outside(house, "--since", str(kept))
    assert said.code == 0, said.err
    assert f"all of {kept} is in it" in said.out
    file = await outside(house, "--since", str(kept), "--json")
    assert SignedHead.model_validate_json(file.out).file.decode() == file.out


@pytest.mark.parametrize(
    ("changes", "problem"),
    [({"root_hash": "ab" * 32}, "the log was rewritten"), ({"tree_size": 2**40}, "the log shrank")],
)
async def test_who_has_no_database_finds_that_the_log_was_bent(
    house: LocalHouse, kept: Path, changes: dict[str, object], problem: str
) -> None:
    said = await outside(house, "--since", str(await forged(kept, house, **changes)), "--json")
    assert (said.code, said.out, problem in said.err) == (1, "", True), said.err


async def test_heads_of_strangers_prove_no_growth(house: LocalHouse, kept: Path, tmp_path: Path) -> None:
    strangers = development_identity(tmp_path).trust
    said = await outside(house, "--since", str(kept), "--trust", str(strangers))
    assert (said.code, "the kept file proves nothing" in said.err) == (1, True)


@pytest.mark.usefixtures("kept")
async def test_what_is_no_head_is_complained_of(house: LocalHouse, tmp_path: Path) -> None:
    page = tmp_path / "page.json"
    page.write_text("{}")
    for said in (await spoken(house, "verify", "--against", str(page)), await outside(house, "--since", str(page))):
        assert (said.code, said.err) == (1, f"motcua: {page}: it is neither a signed head nor a dossier's proof\n")


async def test_one_thing_is_verified_at_a_time(house: LocalHouse, kept: Path) -> None:
    assert (await spoken(house, "verify", "--all", "--against", str(kept))).code == 2
    assert (await spoken(house, "verify")).code == 2

"""Who keeps a published head finds out what the owner of the database did to any journal since then."""

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.dossier import acts
from domain.dossier.journal import GENESIS, canonical, link
from domain.transparency.heads import DossierProof, Kept, Leaf, NotAHead, SignedHead, read_kept
from domain.transparency.merkle import EMPTY_ROOT, verify_consistency, verify_inclusion
from infra.db.database import Database
from infra.files.storage import Store
from infra.journal.audit import fold, verify_within
from infra.journal.encryption import key_of, opened, seal_state
from infra.journal.statements import CHAIN, STATE
from infra.signing.development import DevelopmentIdentity, development_identity
from infra.transparency import tree
from infra.transparency.head_audit import Compared, compare, compare_within
from infra.transparency.head_file import unproved
from infra.transparency.heads import Heads, LogRewritten, NothingPublished, Publisher
from tests.infra.transparency.publishing import database as database
from tests.infra.transparency.publishing import identity as identity
from tests.infra.transparency.publishing import published, publisher
from tests.support.examples import DESK, MOTHER, RECEIVE, VERIFY
from tests.support.keys import keyring
from tests.support.ledger import Ledger, Urls, of, open_ledger

KEYS = keyring()
PROJECTED = text("UPDATE dossiers SET seq = :seq, head = :head, state = :state, status = :status,"
                 " due_at = :due_at, seen_by = :seen_by WHERE code = :code")  # fmt: skip


class Archive:
    """Journals that grew between two publications, and what somebody kept of each."""

    codes: list[str]
    heads: Heads
    publisher: Publisher
    kept: SignedHead
    newer: SignedHead


@pytest.fixture(scope="module")
async def archive(database: Urls, identity: DevelopmentIdentity) -> Archive:
    made = Archive()
    made.heads = Heads(Store.from_url("memory:///"))
    made.publisher = publisher(database, made.heads, identity)
    async with open_ledger(database) as ledger:
        made.codes = [await ledger.file() for _ in range(5)]
        for code in made.codes[:4]:
            await ledger.through(code, RECEIVE, acts.Accepted(task=""), DESK)
        made.kept = await published(made.publisher)
        for code in made.codes[:2]:
            await ledger.advance(code, ("verify", of(code, VERIFY)))
        made.codes.append(await ledger.file())
        made.newer = await published(made.publisher)
        await ledger.act(made.codes[0], acts.Withdrawn(), MOTHER)
    return made


@pytest.fixture
async def owner(ledger: Ledger, archive: Archive) -> AsyncIterator[AsyncConnection]:
    """The database in its owner's hands; whatever they do is undone afterwards."""
    async with ledger.owner.connect() as connection:
        yield connection
        await connection.rollback()


# What an owner can do who knows the code: nothing of it is found without a kept head.


async def projected(owner: AsyncConnection, code: str) -> None:
    """Make the dossier's row what its events now make."""
    rows = await opened(KEYS, (await owner.execute(CHAIN, {"code": code})).mappings())
    made, row = fold(code, rows), (await owner.execute(STATE, {"code": code})).one()
    values = {"status": int(made.status), "due_at": made.due_at, "seen_by": list(made.seen_by)}
    state = seal_state(await key_of(KEYS, row), made)
    await owner.execute(PROJECTED, values | {"code": code, "seq": made.seq, "head": made.head, "state": state})
    assert (await verify_within(owner, KEYS, code)).holds


async def truncated(owner: AsyncConnection, code: str, events: int = 1) -> int:
    """Take a journal's newest events away, and give where it then ends."""
    last = int((await owner.execute(text("SELECT max(seq) FROM events WHERE dossier = :c"), {"c": code})).scalar_one())
    await owner.execute(
        text("DELETE FROM events WHERE dossier = :code AND seq > :seq"), {"code": code, "seq": last - events}
    )
    await projected(owner, code)
    return last - events


async def rewritten(owner: AsyncConnection, code: str, since: int) -> None:
    """Let somebody else have done everything from one event on, with the chain made anew."""
    previous = GENESIS
    for row in (await owner.execute(CHAIN, {"code": code})).mappings().all():
        actor = row["actor"] | ({"agency": "99999"} if row["seq"] >= since else {})
        previous = link(previous, row["seq"], row["at"], row["key"], actor, row["act"], row["digest"])
        await owner.execute(
            text("UPDATE events SET actor = CAST(:actor AS jsonb), hash = :hash WHERE dossier = :code AND seq = :seq"),
            {"actor": canonical(actor).decode(), "hash": previous, "code": code, "seq": row["seq"]},
        )
    await projected(owner, code)


async def deleted(owner: AsyncConnection, code: str) -> None:
    """Take a dossier away, with all that hangs on it."""
    for table in ("outbox", "filings", "tasks", "results", "payments", "events", "dossier_keys"):
        await owner.execute(text(f"DELETE FROM {table} WHERE dossier = :code"), {"code": code})
    await owner.execute(text("DELETE FROM dossiers WHERE code = :code"), {"code": code})


async def replanted(owner: AsyncConnection, leaves: list[Leaf]) -> None:
    """Make the tree anew, nodes and all."""
    await owner.execute(text("TRUNCATE tree_leaves, tree_nodes"))
    await tree.append(owner, leaves)


async def leaves_of(owner: AsyncConnection) -> list[Leaf]:
    rows = await owner.execute(text("SELECT dossier, seq, head FROM tree_leaves ORDER BY position"))
    return [Leaf.model_validate(dict(row)) for row in rows.mappings()]


async def corrected(owner: AsyncConnection) -> list[Leaf]:
    """The leaves as they would be if the events that now stand had always stood."""
    hashes = {(r.dossier, r.seq): r.hash for r in await owner.execute(text("SELECT dossier, seq, hash FROM events"))}
    known = [(leaf, hashes.get((leaf.dossier, leaf.seq))) for leaf in await leaves_of(owner)]
    return [leaf.model_copy(update={"head": head}) for leaf, head in known if head]


async def found(owner: AsyncConnection, signed: SignedHead, proof: DossierProof | None = None) -> dict[str, str]:
    """What comes out, by dossier."""
    compared: Compared = await compare_within(owner, KEYS, Kept(signed_head=signed, proof=proof))
    assert compared.holds is not bool(compared.problems)
    return {problem.dossier: problem.what for problem in compared.problems}


async def proof_of(owner: AsyncConnection, signed: SignedHead, code: str) -> DossierProof:
    """What the front door would give to a dossier's applicant."""
    leaves, size = await leaves_of(owner), signed.head.tree_size
    index = max(place for place, leaf in enumerate(leaves[:size]) if leaf.dossier == code)
    path = [hash_.hex() for hash_ in await tree.inclusion(owner, index, size)]
    return DossierProof(leaf=leaves[index], leaf_index=index, inclusion_path=path, signed_head=signed)


async def test_an_untouched_database_that_grew_is_what_every_kept_head_says(
    database: Urls, archive: Archive, identity: DevelopmentIdentity
) -> None:
    for signed in (archive.kept, archive.newer):
        kept = read_kept(signed.file)
        assert await unproved(kept, [identity.trust]) == ""
        compared = await compare(Database(database.engine, KEYS, 1), kept)
        assert (compared.problems, compared.journals, compared.leaves) == ([], 6, 8)
        assert compared.events > 12


async def test_a_dossier_cut_short_is_found_by_who_holds_the_head_of_what_was_cut(
    owner: AsyncConnection, archive: Archive
) -> None:
    code = archive.codes[1]
    ends = await truncated(owner, code)
    cut = f"its journal ends with event {ends}; event {ends + 1} was published"
    assert await found(owner, archive.newer) == {code: cut}


async def test_the_newest_events_of_all_cannot_be_dropped(owner: AsyncConnection, archive: Archive) -> None:
    for code in archive.codes[:4]:
        await truncated(owner, code)
    problems = await found(owner, archive.kept)
    assert set(problems) >= set(archive.codes[1:4])
    assert all(what.startswith("its journal ends with event ") for what in problems.values())


async def test_the_newest_events_and_leaves_of_all_cannot_be_dropped(owner: AsyncConnection, archive: Archive) -> None:
    for code in archive.codes[:2]:
        await truncated(owner, code, 2)
    await deleted(owner, archive.codes[5])
    await replanted(owner, (await leaves_of(owner))[: archive.kept.head.tree_size])
    size = archive.newer.head.tree_size
    assert (await found(owner, archive.newer))[""] == f"the log has 5 leaves, the kept head was made over {size}"


async def test_everything_rewritten_from_one_point_is_found_and_named(owner: AsyncConnection, archive: Archive) -> None:
    for code in archive.codes[:4]:
        await rewritten(owner, code, 2)
    problems = await found(owner, archive.kept)
    assert set(problems) == set(archive.codes[:4])
    assert problems[archive.codes[2]] == "events 1 to 3: rewritten after event 3 was published"


async def test_a_rewriting_is_narrowed_down_by_the_publications_around_it(
    owner: AsyncConnection, archive: Archive
) -> None:
    await rewritten(owner, archive.codes[1], 4)
    problem = "event 4: rewritten after event 4 was published"
    assert await found(owner, archive.kept) == {archive.codes[1]: problem}


async def test_a_forgery_that_was_published_since_is_found_by_who_kept_the_head_before(
    owner: AsyncConnection, archive: Archive
) -> None:
    code = archive.codes[3]
    await rewritten(owner, code, 3)
    [row] = await owner.execute(text("SELECT seq, head FROM dossiers WHERE code = :code"), {"code": code})
    await tree.append(owner, [Leaf(dossier=code, seq=row.seq, head=row.head)])
    assert await found(owner, archive.kept) == {code: "events 1 to 3: rewritten after event 3 was published"}


async def test_a_deleted_dossier_is_found_and_named(owner: AsyncConnection, archive: Archive) -> None:
    await deleted(owner, archive.codes[4])
    gone = "its whole journal is gone; 2 events were published"
    assert await found(owner, archive.kept) == {archive.codes[4]: gone}


@pytest.mark.parametrize("crime", ["truncated", "rewritten", "deleted"])
async def test_leaves_that_were_made_anew_with_the_forgery_are_not_those_of_the_kept_head(
    owner: AsyncConnection, archive: Archive, crime: str
) -> None:
    code = archive.codes[3]
    proof = await proof_of(owner, archive.kept, code)
    match crime:
        case "truncated":
            await truncated(owner, code)
        case "rewritten":
            await rewritten(owner, code, 2)
        case _:
            await deleted(owner, code)
    await replanted(owner, await corrected(owner))
    problems = await found(owner, archive.kept)
    assert problems == {"": "the log's first 5 leaves are not those that the kept head was made over"}
    named = (await found(owner, archive.kept, proof))[code]
    assert named.startswith(f"event {proof.leaf.seq} is ")


async def test_an_altered_leaf_a_missing_leaf_and_an_altered_node_are_found(
    owner: AsyncConnection, archive: Archive
) -> None:
    forgeries = {
        "UPDATE tree_nodes SET hash = sha256(hash) WHERE level = 0 AND position = 2": "the log's nodes are not those",
        "DELETE FROM tree_nodes WHERE level = 0 AND position = 2": "node (0, 2) of the tree is missing",
        "UPDATE tree_leaves SET seq = 1 WHERE position = 2": "the log's first 5 leaves are not those",
        "DELETE FROM tree_leaves WHERE position = 2": "the log has no leaf 2, leaf 3 stands in its place",
    }
    for forgery, problem in forgeries.items():
        async with owner.begin_nested() as undone:
            await owner.execute(text(forgery))
            compared = await compare_within(owner, KEYS, Kept(signed_head=archive.kept))
            assert any(one.what.startswith(problem) for one in compared.problems if not one.dossier), problem
            await undone.rollback()


async def test_an_act_altered_under_its_hash_is_found_too(owner: AsyncConnection, archive: Archive) -> None:
    await owner.execute(
        text("UPDATE events SET at = at - interval '1 day' WHERE dossier = :code AND seq = 2"),
        {"code": archive.codes[2]},
    )
    assert (await found(owner, archive.kept))[archive.codes[2]].startswith("event 2 (")


async def test_a_head_that_was_altered_or_signed_by_another_proves_nothing(
    archive: Archive, identity: DevelopmentIdentity, tmp_path: Path
) -> None:
    strangers = development_identity(tmp_path).trust
    assert await unproved(Kept(signed_head=archive.kept), [strangers]) == (
        "the signature does not chain to a trusted certificate"
    )
    for change in (
        {"tree_size": 3},
        {"root_hash": EMPTY_ROOT.hex()},
        {"timestamp": "2026-11-25T03:00:00.000000+00:00"},
    ):
        head = archive.kept.head.model_copy(update=change)
        altered = Kept(signed_head=archive.kept.model_copy(update={"head": head}))
        assert await unproved(altered, [identity.trust]) == "it is not what was signed"
    for signature in ("", "AAAA", "no base64"):
        unsigned = Kept(signed_head=archive.kept.model_copy(update={"signature": signature}))
        assert (await unproved(unsigned, [identity.trust])).startswith("the signature cannot be read")


async def test_a_proof_of_another_dossier_proves_nothing(
    owner: AsyncConnection, archive: Archive, identity: DevelopmentIdentity
) -> None:
    proof = await proof_of(owner, archive.kept, archive.codes[0])
    assert await unproved(Kept(signed_head=archive.kept, proof=proof), [identity.trust]) == ""
    forged = proof.model_copy(update={"leaf": proof.leaf.model_copy(update={"dossier": archive.codes[1]})})
    assert await unproved(Kept(signed_head=archive.kept, proof=forged), [identity.trust]) == (
        "its leaf is not in the head's tree"
    )
    assert read_kept(canonical(proof.model_dump())).proof == proof


@pytest.mark.parametrize(
    "file", [b"", b"{}", b"[]", b"%PDF-1.4", b'{"head": {"tree_size": 1}, "signature": ""}', b"\xff"]
)
def test_what_is_no_head_is_said_to_be_none(file: bytes) -> None:
    with pytest.raises(NotAHead):
        read_kept(file)


# The publisher.


async def test_each_head_follows_from_the_one_before(owner: AsyncConnection, archive: Archive) -> None:
    old, new = archive.kept.head, archive.newer.head
    assert (old.previous, new.previous and new.previous.root) == (None, old.root)
    assert (old.tree_size, new.tree_size) == (5, 8)
    path = await tree.consistency(owner, old.tree_size, new.tree_size)
    assert verify_consistency(old.tree_size, new.tree_size, old.root, new.root, path)


async def test_every_head_that_was_is_proved_to_be_in_the_tree(owner: AsyncConnection, archive: Archive) -> None:
    head = archive.newer.head
    for index, leaf in enumerate(await leaves_of(owner)):
        path = await tree.inclusion(owner, index, head.tree_size)
        assert verify_inclusion(leaf.hash, index, head.tree_size, path, head.root)


async def test_a_published_file_is_immutable_and_the_newest_is_found(archive: Archive) -> None:
    assert await archive.heads.file(5) == archive.kept.file
    assert await archive.heads.file(8) == await archive.heads.file() == archive.newer.file
    with pytest.raises(NothingPublished):
        await archive.heads.file(6)


def test_openssl_finds_the_signature_good(archive: Archive, identity: DevelopmentIdentity, tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_bytes(archive.kept.file)
    shell = f"""
        jq -r .signature kept.json | base64 -d > head.p7s
        jq -cSj .head kept.json |
          openssl cms -verify -binary -inform DER -in head.p7s -content /dev/stdin -CAfile {identity.trust} -purpose any
    """
    ran = subprocess.run(["bash", "-euo", "pipefail", "-c", shell], cwd=tmp_path, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, archive.kept.head.signed), ran.stderr.decode()


async def test_no_second_root_is_published_for_a_size(archive: Archive) -> None:
    head = archive.newer.head.model_copy(update={"root_hash": EMPTY_ROOT.hex()})
    with pytest.raises(LogRewritten):
        await archive.heads.keep(archive.newer.model_copy(update={"head": head}))
    assert await archive.heads.latest() == archive.newer

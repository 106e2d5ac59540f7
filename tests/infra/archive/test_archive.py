"""An archive stands without the house, and whatever somebody bends in it comes out by name."""

import json
from collections.abc import AsyncIterator, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from domain.dossier import acts
from domain.transparency.archive import CODE, DOCUMENTS, EVENTS, GROWTH, PERSONAL, PROOF, RESULTS
from domain.transparency.heads import DossierProof, Kept
from infra.archive.container import NotAnArchive
from infra.archive.secrecy import Recipient
from infra.archive.verify import verify
from infra.files.storage import Store
from infra.signing.development import DevelopmentIdentity, development_identity
from tests.support import by_the_book
from tests.support.archives import (
    MORE,
    PAPER,
    House,
    Parts,
    bent,
    chained_anew,
    faults,
    lines,
    pair,
    read,
    said,
    written,
)
from tests.support.examples import ASK_MORE, DESK, MOTHER, RECEIVE
from tests.support.ledger import Urls, of, open_ledger


@pytest.fixture(scope="module")
def database(apart: Urls) -> Urls:
    """A database of these tests alone: the tree is over every journal in it."""
    return apart


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> DevelopmentIdentity:
    return development_identity(tmp_path_factory.mktemp("body"))


@pytest.fixture(scope="module")
async def house(database: Urls, identity: DevelopmentIdentity) -> AsyncIterator[House]:
    async with open_ledger(database) as ledger:
        yield House(ledger, Store.from_url("memory:///"), identity)


@pytest.fixture(scope="module")
async def kept(house: House) -> Kept:
    """A head that an outsider keeps from before the dossier began."""
    await house.ledger.file()
    return Kept(signed_head=await house.publish())


@pytest.fixture(scope="module")
async def code(house: House, kept: Kept) -> str:
    return await house.delivered()


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipient, Recipient]:
    return pair(tmp_path_factory.mktemp("keys"), "court")


@pytest.fixture(scope="module")
async def made(house: House, code: str, kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dossier's archive in the open, with a proof from the kept head."""
    path = tmp_path_factory.mktemp("made") / "archive.zip"
    path.write_bytes(await house.export(code, since=(kept.signed_head,), to="Tòa án", basis="Công văn thử"))
    return path


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may bend."""
    path = tmp_path / "archive.zip"
    path.write_bytes(made.read_bytes())
    return path


@pytest.fixture
async def sealed(house: House, code: str, court: tuple[Recipient, Recipient], tmp_path: Path) -> Path:
    """The same, for a court alone."""
    path = tmp_path / "sealed.zip"
    path.write_bytes(await house.export(code, court[0]))
    return path


async def test_an_archive_holds_by_itself(archive: Path, house: House, kept: Kept) -> None:
    checked = await verify(archive, [house.identity.trust], None, [kept])
    assert said(checked) == []
    assert checked.opened
    assert checked.parts[f"{DOCUMENTS}{sha256(PAPER).hexdigest()}"] == PAPER
    assert checked.parts[f"{DOCUMENTS}{sha256(MORE).hexdigest()}"] == MORE
    assert checked.manifest.covered == checked.manifest.events == len(checked.rows)


async def test_the_same_export_again_is_the_same_file(house: House, archive: Path, code: str, kept: Kept) -> None:
    before = await house.ledger.whole(code)
    again = await house.export(code, since=(kept.signed_head,), to="Tòa án", basis="Công văn thử")
    more = await house.export(code, since=(kept.signed_head,), to="Tòa án", basis="Công văn thử")
    assert again == more
    assert [row["act"]["type"] for row in (await house.ledger.whole(code))[len(before) :]].count("exported") <= 2


async def test_an_export_is_journaled_with_nothing_personal(archive: Path) -> None:
    last = json.loads(read(archive)[1][EVENTS].splitlines()[-1])
    assert (last["act"]["type"], last["act"]["to"], last["act"]["basis"]) == ("exported", "Tòa án", "Công văn thử")
    assert last["digest"] == ""


async def test_a_dossier_under_way_goes_on_after_it_was_exported(house: House) -> None:
    code = await house.ledger.file()
    await house.export(code)
    dossier = await house.ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
    assert dossier.accepted_at
    await house.ledger.whole(code)


async def test_without_the_key_anybody_checks_the_frame_and_reads_nothing_personal(sealed: Path, house: House) -> None:
    checked = await verify(sealed, [house.identity.trust])
    assert (said(checked), checked.opened) == ([], False)
    assert checked.notes[0].en.startswith("No key: ")
    content = b"".join(read(sealed)[1].values())
    for secret in ("Tạ Kiều Oanh", "033196000017", "oanh@example.vn"):
        assert secret.encode() not in content
    assert PAPER not in content


async def test_with_the_key_everything_is_read(sealed: Path, house: House, court: tuple[Recipient, Recipient]) -> None:
    checked = await verify(sealed, [house.identity.trust], court[1])
    assert (said(checked), checked.opened) == ([], True)
    assert [note.en for note in checked.notes] == ["No history of the engine: the engine does not answer."]
    assert checked.rows[0]["personal"]["applicant"]["name"] == "Tạ Kiều Oanh"


async def test_each_of_several_recipients_opens_it(house: House, code: str, tmp_path: Path) -> None:
    pairs = [pair(tmp_path, name) for name in ("court", "inspectorate")]
    path = tmp_path / "both.zip"
    path.write_bytes(await house.export(code, *(public for public, _ in pairs)))
    for _, own in pairs:
        assert await faults(path, house, own) == []


async def test_another_key_opens_nothing(sealed: Path, house: House, tmp_path: Path) -> None:
    found = await faults(sealed, house, pair(tmp_path, "other")[1])
    assert found
    assert all("it was not encrypted to this key" in fault for fault in found)


async def test_an_encrypted_part_that_was_altered_is_named(
    sealed: Path, house: House, court: tuple[Recipient, Recipient]
) -> None:
    def altered(parts: Parts) -> None:
        whole = json.loads(parts[f"{PERSONAL}.jwe"])
        whole["ciphertext"] = whole["ciphertext"][:-8] + "AAAAAAAA"
        parts[f"{PERSONAL}.jwe"] = json.dumps(whole).encode()

    [fault] = [one for one in await faults(bent(sealed, altered), house, court[1]) if PERSONAL in one]
    assert fault.endswith("it cannot be deciphered: it is not what was encrypted")


async def test_a_part_that_is_slipped_in_in_the_open_is_named(sealed: Path, house: House) -> None:
    found = await faults(bent(sealed, lambda parts: parts.update({f"{DOCUMENTS}x.pdf": b"x"})), house)
    assert f"{DOCUMENTS}x.pdf: it is not encrypted as the manifest says" in found


def other_actor(told: list[dict[str, Any]]) -> None:
    told[2]["actor"]["id"] = "somebody"


def moved(told: list[dict[str, Any]]) -> None:
    told[1], told[2] = told[2], told[1]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (other_actor, f"{EVENTS}: event 3 (supplement_requested): it does not follow from the event before it"),
        (lambda told: told.pop(3), f"{EVENTS}: event 4: missing, event 5 stands in its place"),
        (moved, f"{EVENTS}: event 2 (task_opened): missing, event 3 stands in its place"),
        (lambda told: told.insert(2, told[1]), f"{EVENTS}: event 3 (supplement_requested): missing, event 2 stands"),
        (lambda told: told[0].update(more=1), f"{EVENTS}: it cannot be read: line 1 (line) is not written as"),
    ],
)
async def test_an_event_that_was_bent_is_named(
    archive: Path, house: House, change: Callable[[list[dict[str, Any]]], object], fault: str
) -> None:
    [found] = await faults(bent(archive, lambda parts: lines(parts, change)), house)
    assert found.startswith(fault)


@pytest.mark.parametrize("way", [(b'"seq":1}', b'"seq":1,"seq":1}'), (b'"seq":1}', b'"seq": 1}'), (b"}\n", b"}\n\n")])
async def test_a_line_that_can_be_read_in_two_ways_is_not_read(
    archive: Path, house: House, way: tuple[bytes, bytes]
) -> None:
    def otherwise(parts: Parts) -> None:
        parts[EVENTS] = parts[EVENTS].replace(*way, 1)

    [found] = await faults(bent(archive, otherwise), house)
    assert found.startswith(f"{EVENTS}: it cannot be read: line ")


async def test_a_kept_proof_of_the_dossier_names_an_event_of_its_archive(house: House, tmp_path: Path) -> None:
    code, path = await house.ledger.file(), tmp_path / "grown.zip"
    early = DossierProof.model_validate_json(read(written(path, await house.export(code)))[1][PROOF])
    await house.ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
    written(path, await house.export(code))
    assert await faults(path, house, None, Kept(signed_head=early.signed_head, proof=early)) == []
    other = DossierProof.model_validate_json(read(written(path, await house.export(await house.delivered())))[1][PROOF])
    lying = Kept(signed_head=other.signed_head, proof=other.model_copy(update={"leaf": early.leaf}))
    assert await faults(path, house, None, lying) == [
        ": the kept file proves nothing: its leaf is not in the head's tree"
    ]


async def test_a_journal_that_was_chained_anew_is_caught_by_the_head(archive: Path, house: House) -> None:
    heads: list[str] = []

    def rewritten(parts: Parts) -> None:
        lines(parts, other_actor)
        heads.append(chained_anew(parts))

    path = bent(archive, rewritten)
    path = bent(path, lambda parts: None, head=heads[0])
    seq = read(path)[0].events
    assert await faults(path, house) == [
        f"{EVENTS}: event {seq} is not the one that was published: the journal was rewritten"
    ]


async def test_a_journal_cut_short_is_caught_by_the_head(archive: Path, house: House) -> None:
    events = read(archive)[0].events
    path = bent(archive, lambda parts: lines(parts, lambda told: told.pop()))
    assert f"{EVENTS}: the journal ends with event {events - 1}, event {events} was published" in await faults(
        path, house
    )


async def test_what_was_added_after_the_head_is_named(archive: Path, house: House) -> None:
    def added(parts: Parts) -> None:
        lines(parts, lambda told: told.append(told[-1] | {"seq": told[-1]["seq"] + 1, "key": "another"}))
        chained_anew(parts)

    events = read(archive)[0].events
    found = await faults(bent(archive, added), house)
    assert f"{EVENTS}: no published head covers events {events + 1} to {events + 1}" in found


async def test_a_payload_that_was_changed_is_named(archive: Path, house: House) -> None:
    def changed(parts: Parts) -> None:
        parts[PERSONAL] = parts[PERSONAL].replace("Vỹ".encode(), "Vũ".encode())

    assert await faults(bent(archive, changed), house) == [
        f"{EVENTS}: event 1 (filed): its personal payload was altered"
    ]


async def test_an_erased_payload_leaves_the_chain_whole_and_is_said(archive: Path, house: House) -> None:
    def erased(parts: Parts) -> None:
        parts[PERSONAL] = b"".join(parts[PERSONAL].splitlines(keepends=True)[1:])

    checked = await verify(bent(archive, erased), [house.identity.trust])
    assert said(checked) == []
    assert checked.notes[0].en == "The personal payloads of 1 events are not in the archive (erased)."


async def test_a_document_that_was_swapped_is_named(archive: Path, house: House) -> None:
    path = f"{DOCUMENTS}{sha256(PAPER).hexdigest()}"
    found = await faults(bent(archive, lambda parts: parts.update({path: MORE})), house)
    assert found == [f"{path}: it is not what the event names"]


async def test_a_document_that_is_missing_or_belongs_to_nothing_is_named(archive: Path, house: House) -> None:
    path = f"{DOCUMENTS}{sha256(PAPER).hexdigest()}"
    assert await faults(bent(archive, lambda parts: parts.pop(path)), house) == [f"{path}: it is missing"]
    found = await faults(bent(archive, lambda parts: parts.update({f"{DOCUMENTS}x": b"x"})), house)
    assert f"{DOCUMENTS}x: no event names it" in found


@pytest.mark.parametrize("act", ["issued", "slip_sealed"])
async def test_a_result_or_slip_that_was_swapped_is_named(archive: Path, house: House, act: str) -> None:
    path = named_by(archive, act)
    found = await faults(bent(archive, lambda parts: parts.update({path: b"%PDF"})), house)
    assert found == [f"{path}: it is not what the event names"]


def named_by(archive: Path, act: str) -> str:
    """Where the document lies that the event of this type names."""
    told = [json.loads(line)["act"] for line in read(archive)[1][EVENTS].splitlines()]
    return next(f"{RESULTS}{one['sha256']}.pdf" for one in told if one["type"] == act)


async def test_a_seal_or_a_head_of_strangers_is_named(archive: Path, tmp_path: Path) -> None:
    strangers = development_identity(tmp_path).trust
    found = said(await verify(archive, [strangers]))
    assert len(found) == 3
    for seal in found[:2]:
        assert "the seal is not valid: the seal does not chain to a trusted certificate" in seal
    assert found[2].startswith(f"{PROOF}: the head proves nothing")


@pytest.mark.parametrize("path", [CODE, "facts/calendar-vn.json"])
async def test_what_the_export_journaled_cannot_be_changed(archive: Path, house: House, path: str) -> None:
    found = await faults(bent(archive, lambda parts: parts.update({path: parts[path] + b" "})), house)
    assert found == [f"{path}: it is not what the export journaled"]
    assert await faults(bent(archive, lambda parts: parts.pop(path)), house) == [f"{path}: it is missing"]


async def test_what_no_event_commits_to_is_named(archive: Path, house: House) -> None:
    found = await faults(bent(archive, lambda parts: parts.update({"receipts/one.json": b"{}"})), house)
    assert found == ["receipts/one.json: no event commits to it"]


@pytest.mark.parametrize("name", ["head", "exported_at", "procedure", "parent", "branches", "covered", "events"])
async def test_a_manifest_that_says_something_else_is_named(archive: Path, house: House, name: str) -> None:
    other: dict[str, Any] = {"head": "ab" * 32, "exported_at": "2026-01-01T00:00:00.000000+00:00", "branches": ("x",)}
    value = other.get(name, 3 if name in ("covered", "events") else "x")
    [found] = await faults(bent(archive, lambda parts: None, **{name: value}), house)
    assert f"“{name}”" in found


async def test_a_proof_of_another_dossier_is_named(archive: Path, house: House) -> None:
    code = await house.ledger.file()
    other = archive.with_name("other.zip")
    other.write_bytes(await house.export(code))
    proof = read(other)[1][PROOF]
    found = await faults(bent(archive, lambda parts: parts.update({PROOF: proof})), house)
    assert f"{PROOF}: it proves another dossier, {code}" in found


async def test_a_head_of_another_size_is_named(archive: Path, house: House) -> None:
    proof = json.loads(read(archive)[1][PROOF])
    proof["signed_head"]["head"]["tree_size"] += 1
    found = await faults(bent(archive, lambda parts: parts.update({PROOF: json.dumps(proof).encode()})), house)
    assert f"{PROOF}: the head proves nothing: it is not what was signed" in found


async def test_an_act_that_this_code_does_not_know_is_named_and_not_read(archive: Path, house: House) -> None:
    def of_tomorrow(parts: Parts) -> None:
        lines(parts, lambda told: told[0]["act"].update(documents=7))
        chained_anew(parts)

    found = await faults(bent(archive, of_tomorrow), house)
    assert found == [f"{EVENTS}: it holds an act that this version cannot read: use a newer one"]


async def test_an_archive_from_which_the_payloads_were_taken_out_is_named(
    sealed: Path, house: House, court: tuple[Recipient, Recipient]
) -> None:
    for path, key in ((sealed, court[1]), (sealed, None)):
        found = await faults(bent(path, lambda parts: parts.pop(f"{PERSONAL}.jwe")), house, key)
        assert found == [f"{PERSONAL}.jwe: it is missing"]


async def test_without_a_head_nothing_is_proved(house: House, archive: Path) -> None:
    assert await faults(bent(archive, lambda parts: parts.pop(PROOF)), house) == [
        f"{PROOF}: no published head covers this journal: whoever made the archive may have written all of it"
    ]


async def test_what_came_after_the_newest_head_is_said_when_nobody_could_publish(house: House, tmp_path: Path) -> None:
    code = await house.ledger.file()
    await house.publish()
    path = tmp_path / "early.zip"
    path.write_bytes(await house.export(code, publish=False))
    assert await faults(path, house) == [f"{EVENTS}: no published head covers events 3 to 3"]
    await house.publish()
    path.write_bytes(await house.export(code, publish=False))
    assert await faults(path, house) == []


@pytest.mark.parametrize("covered", [True, False], ids=("before a newer head", "before any newer head"))
async def test_what_happens_while_it_is_made_is_the_next_archive_s(house: House, tmp_path: Path, covered: bool) -> None:
    code = await house.ledger.file()

    async def publish() -> None:
        await house.publish()
        await house.ledger.act(code, ASK_MORE.model_copy(update={"task": of(code, RECEIVE).task}), DESK)
        if covered:
            await house.publish()

    path = tmp_path / "meanwhile.zip"
    path.write_bytes(await house.export(code, by=publish))
    checked = await verify(path, [house.identity.trust], None)
    assert said(checked) == []
    assert checked.manifest.covered == checked.manifest.events == len(checked.rows)
    ended = [row["act"]["type"] for row in checked.rows][-1]
    assert (ended == "exported") is not covered


async def test_a_kept_head_that_no_proof_leads_from_says_what_to_do(house: House, kept: Kept, tmp_path: Path) -> None:
    for _ in range(2):
        await house.ledger.file()
        await house.publish()
    path = tmp_path / "plain.zip"
    path.write_bytes(await house.export(await house.ledger.file()))
    [found] = await faults(path, house, None, kept)
    assert "export again with --since that file" in found


async def test_a_log_that_did_not_grow_from_the_kept_head_is_named(archive: Path, house: House, kept: Kept) -> None:
    size = kept.signed_head.head.tree_size
    path = f"{GROWTH}{size:012d}.json"
    growth = json.loads(read(archive)[1][path])
    growth["proof"]["consistency_path"][0] = "ab" * 32
    found = await faults(bent(archive, lambda parts: parts.update({path: json.dumps(growth).encode()})), house)
    assert found == [f"{path}: the head did not grow out of this older one"]


async def test_a_document_that_was_erased_is_said_and_no_fault(house: House, tmp_path: Path) -> None:
    code = await house.ledger.file(documents=("e" * 64,))
    path = tmp_path / "erased.zip"
    path.write_bytes(await house.export(code))
    checked = await verify(path, [house.identity.trust])
    assert said(checked) == []
    assert any("the document store does not hold it any more" in note.en for note in checked.notes)


async def test_a_refused_dossier_has_its_archive(house: House, tmp_path: Path) -> None:
    code = await house.ledger.file()
    await house.ledger.act(code, acts.NotAccepted(task=of(code, RECEIVE).task, reason="Sai thẩm quyền"), DESK)
    path = tmp_path / "refused.zip"
    path.write_bytes(await house.export(code))
    assert await faults(path, house) == []


async def test_whoever_writes_a_verifier_by_the_book_finds_the_same(house: House, code: str, tmp_path: Path) -> None:
    public, _ = pair(tmp_path, "outsider")
    path, key = written(tmp_path / "archive.zip", await house.export(code, public)), tmp_path / "outsider.pem"
    assert by_the_book.frame(path)
    assert by_the_book.digests(path, key)
    assert by_the_book.opened(path, f"{DOCUMENTS}{sha256(PAPER).hexdigest()}", key) == PAPER
    path = bent(path, lambda parts: lines(parts, other_actor))
    assert not by_the_book.frame(path)


def test_an_archive_with_a_changed_byte_is_refused(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes().replace(b'"covered":', b'"coverez":'))
    with pytest.raises(NotAnArchive, match="cannot be read: Bad CRC"):
        read(archive)


async def test_no_row_of_an_event_is_changed_by_an_export(house: House) -> None:
    code = await house.ledger.file(applicant=MOTHER)
    before = await house.ledger.whole(code)
    await house.export(code)
    assert (await house.ledger.whole(code))[: len(before)] == before

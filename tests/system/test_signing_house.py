"""A house whose officers sign: a birth from the approval to a certificate that anybody can prove for good."""

import asyncio
from hashlib import sha256
from signal import SIGKILL

import pytest
from sqlalchemy import text

from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Entry
from domain.signing.signing import DECLINED
from domain.signing.trust_services import REVOCATION, SIGNING, TIME_STAMPS
from domain.transparency.authenticity import Reason
from infra.facts.loading import Facts
from infra.files.storage import Store
from infra.files.vault import Vault
from infra.journal.journal import Journal
from infra.local.house import LocalHouse
from infra.local.people import Json
from infra.local.supervisor import Stack
from infra.printing.configured import render_config
from infra.printing.pool import RenderPool
from infra.signing.validate import PROOF_OVER, Validation
from infra.verification.paper import Paper
from infra.verification.result_register import standing_of_file
from tests.support.declared import AGENCIES, WAITS
from tests.support.papers import scanned
from tests.support.signed_births import LONG, Birth, proved
from tests.support.signed_births import birth as birth
from tests.support.signed_births import house as house
from tests.support.signed_births import journal as journal
from tests.support.signed_births import people as people
from tests.support.signed_births import stack as stack


async def is_whole(house: LocalHouse, birth: Birth) -> None:
    """One number, and one document that anybody can prove for good."""
    number, document = await birth.result()
    proof = await asyncio.to_thread(proved, house, document)
    assert (proof.problems, proof.level, proof.number) == ((), "B-LTA", number)
    told = await birth.told()
    assert [told.count(kind) for kind in ("signed", "numbered", "issued")] == [1, 1, 1]
    assert told.index("signed") < told.index("numbered") < told.index("issued")


async def test_the_leader_signs_on_their_own_page_and_the_certificate_says_who(
    house: LocalHouse, birth: Birth, journal: Journal
) -> None:
    await birth.approve()
    await birth.waits(WAITS["sign"].en)
    shown = await birth.people.show(birth.leader, birth.code)
    assert shown["links"]["sign"] == f"{house.sandbox_url}/trust/sign/cb-11953-05"
    for other in (birth.mother, birth.desk, birth.deputy):
        assert "sign" not in (await birth.people.show(other, birth.code))["links"]
    await birth.sign()
    await is_whole(house, birth)
    proof = await asyncio.to_thread(proved, house, (await birth.result())[1])
    assert proof.signatory
    assert (proof.signatory.title, proof.signatory.organisation) == ("Chủ tịch", "Ủy ban nhân dân phường Phố Hiến")
    result = (await journal.dossier(birth.code, ENGINE)).result
    assert result
    assert result.stamped_until == proof.stamped_until


async def test_the_leader_signs_the_notice_of_a_stop_and_anybody_can_prove_it_for_good(
    house: LocalHouse, birth: Birth
) -> None:
    reason = {"reason": "Hai bên tranh chấp, phải chờ Tòa án"}
    (await birth.leader.post(f"dossiers/{birth.code}/stop", json=reason)).raise_for_status()
    assert await birth.sign() == f"{house.sandbox_url}/trust/sign/cb-11953-05"
    notice = await birth.slip("05")
    proof = await asyncio.to_thread(proved, house, notice)
    assert (proof.problems, proof.level, proof.number) == ((), "B-LTA", f"{birth.code}/DGQ")
    assert proof.signatory
    assert (proof.signatory.title, proof.signatory.organisation) == ("Chủ tịch", "Ủy ban nhân dân phường Phố Hiến")


async def test_nothing_of_who_signs_stands_in_what_readers_are_told(birth: Birth) -> None:
    await birth.approve()
    await birth.sign()
    await birth.result()
    events = (await birth.mother.get(f"dossiers/{birth.code}/events")).text
    assert "cb-11953-05" not in events
    assert "handle" not in events


async def test_what_the_leader_declines_the_deputy_approves_and_signs(house: LocalHouse, birth: Birth) -> None:
    await birth.approve()
    await birth.sign("refuse")
    task = await birth.people.task(birth.deputy, birth.code, "approve", LONG)
    shown = (await birth.deputy.get(f"tasks/{task['id']}")).raise_for_status().json()
    assert (shown["reason"], shown["decisions"]) == (DECLINED.vi, ["approve", "refuse", "consult"])
    await birth.approve(birth.deputy)
    await birth.sign(leader=birth.deputy)
    await is_whole(house, birth)
    proof = await asyncio.to_thread(proved, house, (await birth.result())[1])
    assert proof.signatory
    assert proof.signatory.title == "Phó Chủ tịch"


@pytest.mark.parametrize(
    ("operations", "service", "signed"),
    [
        (("credentials/info",), SIGNING, False),
        (("/tsa",), TIME_STAMPS, True),
        (("/ocsp/{name}", "/ocsp/{name}/{asked:path}", "/crl/{name}.crl"), REVOCATION, True),
    ],
)
async def test_a_trust_service_that_is_down_is_named_and_waited_for(
    house: LocalHouse, birth: Birth, operations: tuple[str, ...], service: str, signed: bool
) -> None:
    people = birth.people
    if signed:
        # The press keeps what it was told about certificates for minutes: this one has to ask.
        assert house.running
        await house.running.restart("worker")
    for operation in operations:
        await people.fault("trust", "unavailable", calls=-1, operation=operation)
    await birth.approve()
    if signed and service == TIME_STAMPS:
        await birth.waits(AGENCIES[service].en)
    elif signed:
        await birth.sign()
    await birth.waits(AGENCIES[service].en)
    await people.heal("trust")
    await birth.sign()
    await is_whole(house, birth)


@pytest.mark.parametrize("at", ["signature_asked", "signed", "numbered"])
async def test_a_worker_killed_on_the_way_leaves_one_signature_number_and_document(
    house: LocalHouse, birth: Birth, stack: Stack, at: str
) -> None:
    await birth.approve()
    if at != "signature_asked":
        await birth.sign()
    while at not in await birth.told():  # noqa: ASYNC110 - another process announces nothing to this loop
        await asyncio.sleep(0.02)
    await stack.halt("worker", SIGKILL)
    await stack.resume("worker")
    await birth.sign()
    await is_whole(house, birth)


async def test_the_newest_file_is_what_people_get(house: LocalHouse, birth: Birth, journal: Journal) -> None:
    await birth.approve()
    await birth.sign()
    number, first = await birth.result()
    result = (await journal.dossier(birth.code, ENGINE)).result
    assert result
    assert result.stamped_until
    newer, path = first + b"\n% stamped again", f"results/{birth.code}/again.pdf"
    await Vault(Store.from_url(house.settings().storage_url), journal.database).put_new(path, newer)
    until = result.stamped_until.replace(year=result.stamped_until.year + 10)
    act = acts.Restamped(number=number, sha256=sha256(newer).hexdigest(), path=path, stamped_until=until)
    await journal.advance(birth.code, [Entry(key="restamped/1", act=act)], 2**62)
    assert (await birth.result())[1] == newer
    async with journal.database.transaction(ENGINE) as tx:
        rows = await tx.execute(text("SELECT path FROM archive_stamps WHERE number = :n"), {"n": number})
        assert len(rows.all()) == 2


async def test_whoever_holds_a_file_of_a_result_learns_that_it_is_real_and_whether_there_is_a_newer(
    house: LocalHouse, birth: Birth, journal: Journal
) -> None:
    await birth.approve()
    await birth.sign()
    number, first = await birth.result()
    [code] = await asyncio.to_thread(scanned, first, 200)
    by_code = await checked(house, birth, code)
    assert (by_code["verdict"], by_code["document"]["number"]) == ("valid", number)
    said = await checked(house, birth, first)
    assert (said["verdict"], said["reason"], said["technical"]["level"]) == ("valid", None, "PAdES B-LTA")
    assert said["technical"]["signed_by"].endswith(", Chủ tịch")

    newer = await stamped_again(house, birth, journal, first)
    assert [(await checked(house, birth, pdf))["reason"] for pdf in (first, newer)] == ["older_copy", None]
    assert (await checked(house, birth, first))["verdict"] == "valid"
    cut = first[: first[: first.rindex(b"%%EOF")].rindex(b"%%EOF") + len(b"%%EOF\n")]
    assert (await checked(house, birth, cut))["reason"] == "foreign_seal"

    over = Validation(problems=(PROOF_OVER,), intact=True, trusted=True)
    for digest, told in ((sha256(first).hexdigest(), Reason.OLDER_COPY), ("0" * 64, Reason.PROOF_OVER)):
        assert (await standing_of_file(Paper(Reason.PROOF_OVER, over, digest), journal.database)).reason == told


async def checked(house: LocalHouse, birth: Birth, content: bytes | str) -> Json:
    """What the public page answers to a file, or to a code's text."""
    sent = {"qr": (None, content)} if isinstance(content, str) else {"file": ("a.pdf", content)}
    json = {"Accept": "application/json"}
    answer = await birth.people.api.post(f"{house.api_url}/verify", files=sent, headers=json)
    said: Json = answer.raise_for_status().json()
    return said


async def stamped_again(house: LocalHouse, birth: Birth, journal: Journal, first: bytes) -> bytes:
    """Stamp a result as the schedule does, and let the journal say so."""
    press = RenderPool(render_config(house.settings(), Facts.load("").offices), processes=1)
    try:
        newer, until = await press.restamp(first), await press.proved_until(first)
    finally:
        press.close()
    assert until
    path = f"results/{birth.code}/again.pdf"
    await Vault(Store.from_url(house.settings().storage_url), journal.database).put_new(path, newer)
    result = (await journal.dossier(birth.code, ENGINE)).result
    assert result
    act = acts.Restamped(
        number=result.number,
        sha256=sha256(newer).hexdigest(),
        path=path,
        stamped_until=until.replace(year=until.year + 1),
    )
    await journal.advance(birth.code, [Entry(key="restamped/1", act=act)], 2**62)
    return newer

"""What agencies get of the shared warehouse: by an agreement, never more than it gives, and each time with a line."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from api.http.cursors import LAST
from api.schemas.province.warehouse import ResultIn
from api.services.province import warehouse
from api.services.province.warehouse import Asking, OtherDay, Request, WarehouseTools
from domain.base.law import Role
from domain.base.refusals import Missing
from domain.dossier.acts import ENGINE, Actor
from domain.province.units import NoSuchUnit
from domain.province.warehouse import FIELDS, BeyondAgreement, NotAgreed, OtherContent, SignatureDoesNotHold
from domain.transparency.authenticity import Reason
from infra.agencies.consumers import Claims, Consumers, Ground
from infra.analysis.quality import RESULTS_COUNTED, QualityDays
from infra.facts.loading import Facts
from infra.facts.units import load_units
from infra.facts.warehouse import load_sharing
from infra.reads.lookups import ABOUT_ME, listed
from infra.signing.validate import Validation
from infra.verification.examiner import TooMuch
from infra.verification.paper import Paper
from infra.warehouse.shelf import Shelf
from tests.support.examples import INDEX, officer
from tests.support.ledger import Ledger, Row, Urls, open_ledger

NOW = datetime(2026, 11, 17, 2, 0, tzinfo=UTC)
BEGINNING = (datetime(1, 1, 1, tzinfo=UTC), "")
MOTHER, FATHER = "033196000017", "033094000028"
RESIDENCE = "Đăng ký cư trú"
BRINGS = "Đưa kết quả vào kho dữ liệu dùng chung"
LEADER = officer("chief", Role.AGENCY_LEADER, agency="33")
ENTER = """
    INSERT INTO warehouse_results (number, dossier, kind, issuer, owners, issued_on, issued_at, valid_until, path,
                                   sha256, signature, entered_at, changed_at)
    VALUES (:number, 'd-1', :kind, '11953', :owners, '2026-03-02', '2026-03-02T03:00:00Z', :until, 'results/1',
            :sha256, 'stamped', '2026-03-02T03:01:00Z', '2026-03-02T03:01:00Z')
"""


SIGNED = b"%PDF-1.7 signed by the business office"


class Knowing:
    """Knows what each file proves: one that it was never told of carries no signature."""

    def __init__(self) -> None:
        whole = Validation(problems=("the file carries no seal",), intact=True, trusted=True, covers_whole_file=True)
        self.proofs = {SIGNED: whole}

    async def examine(self, pdf: bytes, whose: str) -> Paper:
        """Say it."""
        proof = self.proofs.get(pdf, Validation(problems=("the file carries no seal",)))
        return Paper(Reason.NO_SEAL, proof, sha256(pdf).hexdigest())


class Hanging:
    """Never comes to an end with a file."""

    async def examine(self, pdf: bytes, whose: str) -> Paper:
        """Give it up."""
        raise TooMuch


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE warehouse_results, exchanges")
        for number, kind, people in (("GKS-1", "GKS", (MOTHER, FATHER)), ("XNHN-1", "XNHN", (MOTHER,))):
            owners = [INDEX.of(person) for person in people]
            until = date(2026, 9, 2) if kind == "XNHN" else None
            await opened.rows(ENTER, number=number, kind=kind, owners=owners, until=until, sha256=digest(number))
        yield opened


@pytest.fixture
def tools(ledger: Ledger) -> WarehouseTools:
    offices = Facts.load("").offices
    shelf, units = Shelf(ledger.api.database), load_units(offices)
    quality = QualityDays(ledger.api.database)
    return WarehouseTools(load_sharing(), Consumers(), shelf, units, INDEX, Knowing(), quality)


def digest(number: str) -> str:
    return INDEX.of(number) * 2


def ask(tools: WarehouseTools, by: str = "residence", about: str = MOTHER, **other: Any) -> Asking:
    said = {
        "iss": by, "aud": "warehouse", "jti": "m-1", "iat": 0, "exp": 300, "purpose": RESIDENCE, "request": "r",
        "basis": Ground(rests_on="law", words="Nghị định 278/2025/NĐ-CP"), "fields": {"number", "issued_on"},
    }  # fmt: skip
    return Asking(Request("GET", "/", b"", ""), Claims(**said | {"about": about} | other), tools, NOW)


def brought(digest: str = "a" * 64, **other: Any) -> ResultIn:
    said = {"kind": "GCNHKD", "issuer": "11953", "issued_on": "2026-05-04", "sha256": digest, "owners": [MOTHER]}
    return ResultIn.model_validate(said | other)


async def lines(ledger: Ledger) -> list[Row]:
    return await ledger.rows("SELECT consumer, act, fields, about, results, refused FROM exchanges ORDER BY number")


async def test_each_owner_has_it_with_the_agreed_fields_alone(ledger: Ledger, tools: WarehouseTools) -> None:
    for person in (MOTHER, FATHER):
        [shown] = await warehouse.of_owner(ask(tools, about=person), "", None)
        assert shown.model_dump(exclude_unset=True) == {"number": "GKS-1", "issued_on": date(2026, 3, 2)}
    first, second = await lines(ledger)
    assert (first["consumer"], first["act"], first["results"]) == ("residence", "asked", ["GKS-1"])
    assert (first["about"], second["about"]) == ([INDEX.of(MOTHER)], [INDEX.of(FATHER)])
    assert await warehouse.of_owner(ask(tools, about="033000000000"), "", None) == []


async def test_more_fields_than_agreed_are_refused_and_written_down(ledger: Ledger, tools: WarehouseTools) -> None:
    with pytest.raises(BeyondAgreement, match="owners, sha256"):
        await warehouse.of_owner(ask(tools, fields={"number", "sha256", "owners"}), "", None)
    [line] = await lines(ledger)
    assert (line["refused"], line["results"], line["fields"]) == (
        "beyond-agreement",
        [],
        ["number", "owners", "sha256"],
    )


@pytest.mark.parametrize("other", [{"by": "tax"}, {"purpose": "Quảng cáo"}], ids=["no agreement", "another purpose"])
async def test_without_an_agreement_there_is_no_row_but_a_line(
    ledger: Ledger, tools: WarehouseTools, other: dict[str, Any]
) -> None:
    with pytest.raises(NotAgreed):
        await warehouse.of_owner(ask(tools, **other), "", None)
    with pytest.raises(NotAgreed):
        await warehouse.changed(ask(tools, **other), "results", BEGINNING)
    assert [line["refused"] for line in await lines(ledger)] == ["not-agreed", "not-agreed"]


async def test_what_may_be_used_on_a_day_alone_is_given_for_it(ledger: Ledger, tools: WarehouseTools) -> None:
    await ledger.rows("UPDATE warehouse_results SET recalled_at = '2026-06-01T20:00:00Z' WHERE number = 'GKS-1'")
    found = {day: await warehouse.of_owner(ask(tools), "", day) for day in (date(2026, 6, 1), date(2026, 6, 2))}
    # 20:00 in Greenwich is the next day in Vietnam.
    assert [len(many) for many in found.values()] == [1, 0]
    assert len(await warehouse.of_owner(ask(tools), "GKS", None)) == 1
    assert await warehouse.of_owner(ask(tools), "XNHN", None) == []


async def test_put_again_it_is_the_same_and_with_another_content_it_is_refused(
    ledger: Ledger, tools: WarehouseTools
) -> None:
    asked = ask(tools, "business", purpose=BRINGS)
    assert await warehouse.put(asked, "HKD-1", brought())
    assert not await warehouse.put(asked, "HKD-1", brought())
    with pytest.raises(OtherContent):
        await warehouse.put(asked, "HKD-1", brought("b" * 64))
    with pytest.raises(OtherContent):
        await warehouse.put(asked, "GKS-1", brought(digest("GKS-1")))
    [row] = await ledger.rows("SELECT provider, owners FROM warehouse_results WHERE number = 'HKD-1'")
    assert (row["provider"], row["owners"]) == ("business", [INDEX.of(MOTHER)])


async def bring(tools: WarehouseTools, content: bytes, by: str = "business", number: str = "HKD-1") -> str:
    """Show the file of a result; give what was seen."""
    asked = replace(ask(tools, by, purpose=BRINGS), request=Request("POST", "/", content, ""))
    return str((await warehouse.verified(asked, number)).signature)


async def signature(ledger: Ledger, number: str = "HKD-1") -> str:
    [row] = await ledger.rows("SELECT signature FROM warehouse_results WHERE number = :number", number=number)
    return str(row["signature"])


async def test_what_an_agency_says_of_a_signature_is_kept_as_its_word_and_given_with_the_file_s_address(
    ledger: Ledger, tools: WarehouseTools
) -> None:
    address = "https://hkd.example.gov.vn/files/1.pdf"
    asked = ask(tools, "business", purpose=BRINGS)
    await warehouse.put(asked, "HKD-1", brought())
    await warehouse.put(asked, "HKD-2", brought("b" * 64, signed=True, address=address))
    assert [await signature(ledger, number) for number in ("HKD-1", "HKD-2")] == ["unknown", "declared"]
    wide = tools.sharing.agreements[4].model_copy(update={"kinds": frozenset(), "fields": FIELDS})
    tools = replace(tools, sharing=tools.sharing.model_copy(update={"agreements": (wide,)}))
    asked = ask(tools, wide.consumer, purpose=wide.purpose, fields={"number", "signature", "address"})
    told = {one.number: (one.signature, one.address) for one in await warehouse.of_owner(asked, "", None)}
    # Where our own lie is nobody's to know.
    assert (told["HKD-2"], told["GKS-1"]) == (("declared", address), ("stamped", ""))
    for wrong in ("http://hkd.example/1.pdf", "https://hkd.example/1.pdf?so=033196000017", "file:///etc/passwd"):
        with pytest.raises(ValidationError):
            brought(address=wrong)


async def test_a_file_that_is_shown_is_judged_here_and_what_was_seen_takes_the_place_of_the_word(
    ledger: Ledger, tools: WarehouseTools
) -> None:
    await warehouse.put(ask(tools, "business", purpose=BRINGS), "HKD-1", brought(sha256(SIGNED).hexdigest()))
    before = await ledger.rows("SELECT path FROM warehouse_results WHERE number = 'HKD-1'")
    assert (await bring(tools, SIGNED), await signature(ledger)) == ("sealed", "sealed")
    [first] = await ledger.rows("SELECT changed_at FROM warehouse_results WHERE number = 'HKD-1'")
    assert await bring(tools, SIGNED) == "sealed"
    assert [first] == await ledger.rows("SELECT changed_at FROM warehouse_results WHERE number = 'HKD-1'")
    assert before == await ledger.rows("SELECT path FROM warehouse_results WHERE number = 'HKD-1'")
    assert [(line["act"], line["refused"]) for line in await lines(ledger)] == [("put", "")] * 3


async def test_a_file_that_is_another_or_not_signed_changes_nothing_and_is_written_down(
    ledger: Ledger, tools: WarehouseTools
) -> None:
    bare = b"%PDF-1.7 signed by nobody"
    asked = ask(tools, "business", purpose=BRINGS)
    await warehouse.put(asked, "HKD-1", brought(sha256(bare).hexdigest(), signed=True))
    with pytest.raises(SignatureDoesNotHold):
        await bring(tools, bare)
    with pytest.raises(OtherContent):
        await bring(tools, SIGNED)
    tools = replace(tools, examiner=Hanging())
    with pytest.raises(SignatureDoesNotHold):
        await bring(tools, bare)
    for by, number in (("residence", "HKD-1"), ("business", "GKS-1"), ("business", "NONE-1")):
        with pytest.raises(Missing):
            await bring(tools, bare, by, number)
    assert await signature(ledger) == "declared"
    refused = [line["refused"] for line in await lines(ledger)]
    assert refused == ["", "signature-does-not-hold", "other-content", "signature-does-not-hold"]


async def test_of_a_day_alone_its_end_counts_and_of_a_moment_the_moment(ledger: Ledger, tools: WarehouseTools) -> None:
    asked = ask(tools, "business", purpose=BRINGS)
    day, late = date(2026, 11, 16), datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    await warehouse.put(asked, "HKD-1", brought(issued_on=day))
    await warehouse.put(asked, "HKD-2", brought("b" * 64, issued_on=day, issued_at=late))
    # Put the morning after: what was issued on that day is in time, whenever on it that was.
    put = "UPDATE warehouse_results SET entered_at = :at WHERE provider <> ''"
    await ledger.rows("DELETE FROM warehouse_results WHERE provider = ''")
    for at, in_time in ((datetime(2026, 11, 17, 3, tzinfo=UTC), 2), (datetime(2026, 11, 17, 10, tzinfo=UTC), 1)):
        await ledger.rows(put, at=at)
        assert (await ledger.engine.database.execute(ENGINE, RESULTS_COUNTED)).one().in_time == in_time
    # Recalled on its very day it is as valid a row as any.
    await ledger.rows("UPDATE warehouse_results SET recalled_at = :at, signature = 'declared'", at=late)
    assert (await ledger.engine.database.execute(ENGINE, RESULTS_COUNTED)).one().valid == 2
    with pytest.raises(OtherDay):
        await warehouse.put(asked, "HKD-3", brought("c" * 64, issued_on=day, issued_at=late + timedelta(hours=9)))


async def test_put_read_recalled_and_read_again_is_one_story(ledger: Ledger, tools: WarehouseTools) -> None:
    alone = {"kinds": frozenset({"GCNHKD"}), "fields": FIELDS, "purpose": "Thu bảo hiểm"}
    gives = tools.sharing.agreements[4].model_copy(update=alone)
    stand = (*tools.sharing.agreements, gives)
    tools = replace(tools, sharing=tools.sharing.model_copy(update={"agreements": stand}))
    asked = ask(tools, "business", purpose=BRINGS)
    await warehouse.put(asked, "HKD-1", brought())
    reader = ask(tools, gives.consumer, purpose=gives.purpose, fields={"number", "sha256", "recalled_at"})
    today = NOW.date()
    [shown] = await warehouse.of_owner(reader, "GCNHKD", today)
    assert (shown.number, shown.sha256, shown.recalled_at) == ("HKD-1", "a" * 64, None)
    await warehouse.recall(asked, "HKD-1")
    [row] = await ledger.rows("SELECT recalled_at, changed_at FROM warehouse_results WHERE number = 'HKD-1'")
    assert row["recalled_at"]
    rested = "UPDATE warehouse_results SET recalled_at = :at, changed_at = '2026-11-17' WHERE number = 'HKD-1'"
    await ledger.rows(rested, at=NOW)
    assert await warehouse.of_owner(reader, "GCNHKD", today) == []
    [after] = await warehouse.of_owner(reader, "GCNHKD", None)
    assert (after.number, after.recalled_at) == ("HKD-1", NOW)
    [(told, _, _)] = await warehouse.changed(reader, "results", BEGINNING, recalls=True)
    assert told.number == "HKD-1"
    # Put once more it stays recalled: a new result needs a new number.
    assert not await warehouse.put(asked, "HKD-1", brought())
    assert await warehouse.of_owner(reader, "GCNHKD", today) == []


async def test_only_what_was_agreed_is_put_and_by_units_that_were_there(ledger: Ledger, tools: WarehouseTools) -> None:
    with pytest.raises(NotAgreed):
        await warehouse.put(ask(tools, "residence"), "X-1", brought())
    with pytest.raises(NotAgreed):
        await warehouse.put(ask(tools, "business"), "X-1", brought(kind="GKS"))
    with pytest.raises(NoSuchUnit):
        await warehouse.put(ask(tools, "business"), "X-1", brought(issuer="99999"))
    assert [line["refused"] for line in await lines(ledger)] == ["not-agreed", "not-agreed"]


async def test_the_code_of_a_unit_that_was_merged_says_what_it_is_part_of_now(
    ledger: Ledger, tools: WarehouseTools
) -> None:
    day = date(2024, 5, 6)
    old = next(unit for unit in tools.units.on(day) if unit.tier == "commune" and unit.into)
    await ledger.rows(
        "UPDATE warehouse_results SET issuer = :code, issued_on = :day WHERE number = 'GKS-1'", code=old.code, day=day
    )
    purpose = "Cấp thẻ bảo hiểm y tế, giải quyết chế độ tử tuất"
    asked = ask(tools, "insurance", purpose=purpose, fields={"issuer", "issuer_now"})
    [shown] = await warehouse.of_owner(asked, "", None)
    assert (shown.issuer, tuple(shown.issuer_now or ())) == (old.code, old.into)


async def test_whoever_used_a_result_reads_that_it_was_recalled(ledger: Ledger, tools: WarehouseTools) -> None:
    await warehouse.put(ask(tools, "business", purpose=BRINGS), "HKD-1", brought())
    await warehouse.of_owner(ask(tools), "", None)
    assert await warehouse.changed(ask(tools), "results", BEGINNING, recalls=True) == []
    await ledger.rows("UPDATE warehouse_results SET recalled_at = now() WHERE number IN ('GKS-1', 'XNHN-1')")
    [(shown, at, number)] = await warehouse.changed(ask(tools), "results", BEGINNING, recalls=True)
    assert (shown.number, number) == ("GKS-1", "GKS-1")
    assert await warehouse.changed(ask(tools), "results", (at, number), recalls=True) == []


async def test_an_agency_recalls_its_own_alone_and_once(ledger: Ledger, tools: WarehouseTools) -> None:
    asked = ask(tools, "business", purpose=BRINGS)
    await warehouse.put(asked, "HKD-1", brought())
    for number in ("GKS-1", "NONE-1"):
        with pytest.raises(Missing):
            await warehouse.recall(asked, number)
    await warehouse.recall(asked, "HKD-1")
    [first] = await ledger.rows("SELECT recalled_at FROM warehouse_results WHERE number = 'HKD-1'")
    await warehouse.recall(asked, "HKD-1")
    assert [first] == await ledger.rows("SELECT recalled_at FROM warehouse_results WHERE number = 'HKD-1'")
    assert first["recalled_at"]


async def test_lists_give_what_changed_and_what_has_come_to_rest(ledger: Ledger, tools: WarehouseTools) -> None:
    [(shown, at, number)] = await warehouse.changed(ask(tools), "results", BEGINNING)
    assert (shown.number, number) == ("GKS-1", "GKS-1")
    assert await warehouse.changed(ask(tools), "results", (at, number)) == []
    # Somebody else may have begun to write before, and not finished yet.
    await ledger.rows("UPDATE warehouse_results SET changed_at = clock_timestamp()")
    assert await warehouse.changed(ask(tools), "results", BEGINNING) == []
    with pytest.raises(Missing):
        await warehouse.changed(ask(tools), "people", BEGINNING)


async def test_units_are_listed_with_their_history_by_agreement_alone_page_after_page(
    ledger: Ledger, tools: WarehouseTools
) -> None:
    with pytest.raises(NotAgreed):
        await warehouse.units(ask(tools), "", 500)
    fields = frozenset({"code", "since", "until", "into"})
    gives = tools.sharing.agreements[4].model_copy(update={"dataset": "units", "kinds": frozenset(), "fields": fields})
    tools = replace(tools, sharing=tools.sharing.model_copy(update={"agreements": (gives,)}))
    asked = ask(tools, gives.consumer, purpose=gives.purpose, fields=fields)
    all_ = [one for one, _ in await warehouse.units(asked, "", 10_000)]
    assert len(all_) == len(tools.units.listed)
    read, after = [], ""
    while page := await warehouse.units(asked, after, 7):
        read += [one for one, _ in page]
        after = page[-1][1]
    assert read == all_
    # What was merged says into what; nothing else than was asked for is said.
    merged = next(one for one in all_ if one.into)
    assert merged.until
    assert {name for one in all_ for name in one.model_fields_set} == fields
    with pytest.raises(BeyondAgreement):
        await warehouse.units(ask(tools, gives.consumer, purpose=gives.purpose, fields={"title"}), "", 500)
    assert [line["refused"] for line in await lines(ledger)][-1] == "beyond-agreement"


async def test_lineage_names_who_used_it_for_what(ledger: Ledger, tools: WarehouseTools) -> None:
    await warehouse.of_owner(ask(tools), "", None)
    shown = await warehouse.lineage("GKS-1", tools, LEADER, "vi")
    assert (shown.dossier, shown.kind.words, [use.consumer for use in shown.uses]) == (
        "d-1",
        "Giấy khai sinh",
        ["residence"],
    )
    with pytest.raises(Missing):
        await warehouse.lineage("NONE-1", tools, LEADER, "vi")


async def test_a_data_set_is_connected_by_an_exchange_of_late(ledger: Ledger, tools: WarehouseTools) -> None:
    await ledger.rows("TRUNCATE agency_states")
    none = await warehouse.datasets(tools, LEADER, NOW, "vi")
    assert (none.connected.numerator, none.connected.denominator) == (0, len(tools.sharing.datasets))
    await warehouse.of_owner(ask(tools), "", None)
    answered = "INSERT INTO agency_states (agency, answered_at) VALUES ('population', now()), ('residence', :old)"
    await ledger.rows(answered, old=datetime.now(UTC) - timedelta(days=31))
    found = await warehouse.datasets(tools, LEADER, NOW, "vi")
    assert {one.id for one in found.items if one.connected} == {"results", "population"}
    assert found.connected.ratio == 2 / len(tools.sharing.datasets)


async def test_the_database_itself_keeps_people_to_their_own_and_providers_to_theirs(
    ledger: Ledger, tools: WarehouseTools
) -> None:
    stranger, own = (Actor(kind="citizen", id=INDEX.of(number)) for number in ("033000000000", FATHER))
    assert await tools.shelf.of_owner(stranger, INDEX.of(MOTHER), ["GKS"]) == []
    assert [one.number for one in await tools.shelf.of_owner(own, INDEX.of(MOTHER), ["GKS", "XNHN"])] == ["GKS-1"]
    asked = ask(tools, "business", purpose=BRINGS)
    await warehouse.put(asked, "HKD-1", brought())
    line = asked.line("put")
    with pytest.raises(DBAPIError):
        await tools.shelf.note(Actor(kind="agency", id="residence"), line)


async def test_people_read_which_agency_asked_about_them_also_what_was_refused(
    ledger: Ledger, tools: WarehouseTools
) -> None:
    await warehouse.of_owner(ask(tools), "", None)
    with pytest.raises(NotAgreed):
        await warehouse.of_owner(ask(tools, "tax"), "", None)
    for number, many in ((MOTHER, 2), (FATHER, 0)):
        reader = Actor(kind="citizen", id=INDEX.of(number))
        rows = await listed(ledger.api.database, reader, ABOUT_ME, 50, (LAST, "", 0), "", "")
        assert len(rows) == many
        assert [(row.register, row.found, row.look["why"]) for row in rows] == [
            ("tax", False, RESIDENCE),
            ("residence", True, RESIDENCE),
        ][:many]
        assert await listed(ledger.api.database, reader, ABOUT_ME, 50, (LAST, "", 0), "", "opened") == []

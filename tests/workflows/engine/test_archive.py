"""An archive runs again: what this code would have done is held against what was recorded, and the first line told."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import PayloadCodec
from temporalio.testing import WorkflowEnvironment

from commands.replay import Replayed, run_again
from domain.dossier import acts
from domain.transparency.archive import HISTORY
from infra.archive.export import Exporter, Order
from infra.archive.history import histories
from infra.archive.law import files
from infra.archive.verify import Checked, verify
from infra.files.uploads import Uploads
from motcua.code_version import code_version, differing
from tests.support.archives import bent, chained_anew, lines, read, said, written
from tests.support.examples import DESK, LEADER, MOTHER
from tests.support.reading import HERE
from tests.workflows.changed import OneByOne, SecondReading
from tests.workflows.rig import ACCEPT, Rig, go_on
from tests.workflows.vietnam.civil_status.test_interlinked_birth import finish, to_the_branches
from workflows.vietnam.civil_status.birth_registration import BirthRegistration

PAPER = b"%PDF-1.4\n% a better copy\n%%EOF\n"


async def exported(rig: Rig, code: str, file: Path, client: Client | None = None) -> Path:
    """The dossier's archive in the open; nobody publishes heads here."""
    exporter = Exporter(rig.engine, rig.store, files("", []), client or rig.env.client)
    version = code_version(BirthRegistration.code, "")
    return written(file, (await exporter.export(Order(code), version))[1])


async def opened(archive: Path) -> Checked:
    """What verifying gives; no head covers it, and the rig's press seals nothing."""
    checked = await verify(archive, [])
    assert [fault for fault in said(checked) if "no published head" not in fault and "seal" not in fault] == []
    return checked


async def again(rig: Rig, code: str, folder: Path, *procedures: type) -> Replayed:
    archive = await exported(rig, code, folder / "archive.zip")
    return await run_again(await opened(archive), rig.env.client, procedures)


async def supplemented(rig: Rig) -> str:
    """A birth whose applicant brought what was missing, up to its end."""
    digest = sha256(PAPER).hexdigest()
    await Uploads(rig.engine.database, rig.store, 10_000, reader=HERE).keep("giay.pdf", PAPER, MOTHER)
    code = await rig.file(documents=())
    asks = acts.SupplementRequested(task="", items=("Giấy chứng sinh",), reason="Bản chụp không rõ")
    await rig.do(code, "receive", asks, DESK)
    await rig.do(code, "supply", acts.Supplied(task="", documents=(digest,)), MOTHER)
    await go_on(rig, code)
    await rig.ended(code)
    return code


async def test_a_dossier_that_ended_comes_to_the_same_again(rig: Rig, tmp_path: Path) -> None:
    code = await supplemented(rig)
    replayed = await again(rig, code, tmp_path)
    assert (replayed.same, replayed.rules, replayed.walk, replayed.unwalked, replayed.code) == (True, [], "", "", [])
    assert [fault for _, _, fault in replayed.runs] == [""]
    told = [line.what.en for line in replayed.why]
    assert any(line.startswith("asked the national population database (mother) → ") for line in told)
    assert any("→ request_supplement: " in line and "Bản chụp không rõ" in line for line in told)


async def test_a_dossier_under_way_comes_to_the_same_again(rig: Rig, tmp_path: Path) -> None:
    code = await rig.file(documents=())
    await go_on(rig, code, "receive", "verify")
    await rig.task(code, "confirm")
    assert (await again(rig, code, tmp_path)).same
    await go_on(rig, code, "confirm", "approve", "hand_over")
    await rig.ended(code)


async def test_a_refused_dossier_says_by_whom_and_why(rig: Rig, tmp_path: Path) -> None:
    code = await rig.file(documents=())
    await go_on(rig, code, "receive", "verify", "confirm")
    await rig.do(code, "approve", acts.Refused(task="", reason="Không đủ điều kiện"), LEADER)
    await rig.ended(code)
    replayed = await again(rig, code, tmp_path)
    assert replayed.same
    assert replayed.why[-1].what.vi == "Từ chối giải quyết: lý do: Không đủ điều kiện"
    assert replayed.why[-1].who.vi.startswith("lãnh đạo Ủy ban nhân dân cấp xã leader")


async def test_branches_are_named_by_code_and_have_archives_of_their_own(rig: Rig, tmp_path: Path) -> None:
    code, branches = await to_the_branches(rig)
    for branch in branches.values():
        await finish(rig, branch)
        await rig.ended(branch)
    manifest = (await opened(await exported(rig, code, tmp_path / "parent.zip"))).manifest
    assert set(manifest.branches) == set(branches.values())
    branch = branches["residence"]
    checked = await opened(await exported(rig, branch, tmp_path / "branch.zip"))
    assert checked.manifest.parent == code
    assert (await run_again(checked, rig.env.client)).same


async def test_code_that_asks_for_more_is_named_with_the_step(rig: Rig, tmp_path: Path) -> None:
    code = await supplemented(rig)
    replayed = await again(rig, code, tmp_path, SecondReading)
    assert not replayed.same
    assert replayed.walk.startswith("changed.py:")
    assert "the journal holds “approve” where this code asks for “objection”" in replayed.walk
    [(_, place, fault)] = replayed.runs
    assert fault
    assert place


async def test_code_that_asks_in_another_order_breaks_the_history_and_walks_the_journal(
    rig: Rig, tmp_path: Path
) -> None:
    replayed = await again(rig, await supplemented(rig), tmp_path, OneByOne)
    assert (replayed.walk, [bool(fault) for _, _, fault in replayed.runs]) == ("", [True])


async def test_every_run_of_a_dossier_that_was_begun_anew_is_in_its_archive(rig: Rig, tmp_path: Path) -> None:
    code = await rig.file(documents=())
    await rig.do(code, "receive", ACCEPT, DESK)
    await rig.task(code, "verify")
    await rig.handle(code).terminate("lost")
    await rig.wake(code)
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)
    replayed = await again(rig, code, tmp_path)
    assert (len(replayed.runs), replayed.same) == (2, True)


async def test_a_history_that_was_swapped_is_named(rig: Rig, tmp_path: Path) -> None:
    archive = await exported(rig, await supplemented(rig), tmp_path / "archive.zip")
    [path] = [path for path in read(archive)[1] if path.startswith(HISTORY)]
    checked = await verify(bent(archive, lambda parts: parts.update({path: b"{}"})), [])
    assert f"{path}: it is not what the export journaled" in said(checked)


async def test_a_decision_that_the_rules_forbid_is_named_even_where_the_chain_holds(rig: Rig, tmp_path: Path) -> None:
    archive = await exported(rig, await supplemented(rig), tmp_path / "archive.zip")

    def approved_by_the_desk(told: list[dict[str, Any]]) -> None:
        next(line for line in told if line["act"]["type"] == "approved")["actor"] = told[2]["actor"]

    heads: list[str] = []

    def forged(parts: dict[str, bytes]) -> None:
        lines(parts, approved_by_the_desk)
        heads.append(chained_anew(parts))

    checked = await opened(bent(bent(archive, forged), lambda parts: None, head=heads[0]))
    replayed = await run_again(checked, rig.env.client)
    assert replayed.rules[0].type == "approved"
    assert "is refused now" in replayed.rules[0].what.en


class Hiding(PayloadCodec):
    """Encrypts for the house alone, so to speak."""

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [Payload(metadata={"encoding": b"hidden"}, data=one.SerializeToString()[::-1]) for one in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [
            Payload.FromString(one.data[::-1]) if one.metadata["encoding"] == b"hidden" else one for one in payloads
        ]


@pytest.fixture
async def hiding(env: WorkflowEnvironment) -> Client:
    """A client of a house that encrypts what Temporal keeps."""
    config = env.client.config()
    config["data_converter"] = pydantic_data_converter.__class__(
        payload_converter_class=pydantic_data_converter.payload_converter_class, payload_codec=Hiding()
    )
    return Client(**config)


async def test_a_history_leaves_the_house_without_the_houses_own_encryption(hiding: Client) -> None:
    handle = await hiding.start_workflow(
        "1.001193", {"code": "x"}, id="hidden", task_queue="nobody", memo={"note": "y"}
    )
    [history] = (await histories(hiding, "hidden")).values()
    await handle.terminate()
    [begun, *_] = json.loads(history)["events"]
    given = begun["workflowExecutionStartedEventAttributes"]
    assert given["input"]["payloads"][0]["metadata"] == {"encoding": "anNvbi9wbGFpbg=="}
    assert given["memo"]["fields"]["note"]["data"] == "Inki"


async def test_an_engine_that_forgot_a_dossier_leaves_no_history(env: WorkflowEnvironment) -> None:
    assert await histories(env.client, "nobody") == {}


def test_versions_of_the_code_are_compared_by_name() -> None:
    then = {"motcua": "1", "dependencies": {"pydantic": "2.0"}, "commit": "a"}
    assert differing(then, then) == []
    now = {"motcua": "1", "dependencies": {"pydantic": "3.0", "x": "1"}, "commit": "b"}
    assert differing(then, now) == ["commit: a → b", "pydantic: 2.0 → 3.0", "x: - → 1"]


def test_the_code_names_the_source_of_the_procedure() -> None:
    version = code_version(BirthRegistration.code, "build-7")
    assert version["procedure"] == "workflows.civil_status.birth_registration.BirthRegistration"
    assert (version["build"], len(version["procedure_sha256"])) == ("build-7", 64)
    assert version["dependencies"]["temporalio"]

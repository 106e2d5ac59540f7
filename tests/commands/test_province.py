"""A plan and the lines of a register come in by the command line: whole, once, or with a sentence what is wrong."""

import json
import secrets
from pathlib import Path

from infra.local.house import LocalHouse
from tests.motcua.test_command_line import Said, say


async def said(house: LocalHouse, *words: str | Path) -> Said:
    return await say("province", *map(str, words), data=house.folder, **house.environment())


async def test_what_is_loaded_twice_stands_once_and_a_wrong_file_says_what_is_wrong(
    house: LocalHouse, tmp_path: Path
) -> None:
    file, no = tmp_path / "file.json", f"L{secrets.token_hex(4)}"

    def sent(**told: object) -> Path:
        file.write_text(json.dumps(told))
        return file

    done = {"day": "2026-02-01", "evidence": "7/BC"}
    task = {"no": no, "name": "Nhiệm vụ thử", "lead": "33.SNV", "done": done}
    plan = sent(programme="33", document=no, since="2026-01-05", tasks=[task])
    for added in (3, 0):
        loaded = await said(house, "programme", "load", plan)
        assert loaded.out == f"{added} entries added to the programme of 33\n", loaded.err
    nobody = sent(programme="33", document=no, since="2026-01-05", tasks=[task | {"lead": "33.XYZ"}])
    strange = await said(house, "programme", "load", nobody)
    assert (strange.code != 0, "No unit has the code 33.XYZ" in strange.err) == (True, True), strange.err
    at = "2020-08-03T09:00:00+07:00"
    line = {"unit": "33", "content": {"code": no, "received_at": at, "refused_at": at}}
    wrong = await said(house, "enter", sent(kind="petitions", document="Sổ", lines=[line, line | {"content": {}}]))
    assert (wrong.code != 0, "Line 2 is wrong" in wrong.err) == (True, True), wrong.err
    right = sent(kind="petitions", document="Sổ", lines=[line])
    for added in (1, 0):
        assert (await said(house, "enter", right)).out == f"{added} lines added to petitions\n"
    none = await said(house, "programme", "load", right)
    assert (none.code != 0, "is no plan" in none.err) == (True, True), none.err


async def test_the_index_counts_what_was_entered(house: LocalHouse, tmp_path: Path) -> None:
    file, at = tmp_path / "file.json", "2017-08-03T09:00:00+07:00"
    petition = {"code": secrets.token_hex(4), "received_at": at, "refused_at": at}
    line = {"unit": "33", "content": petition}
    file.write_text(json.dumps({"kind": "petitions", "document": "Sổ", "lines": [line]}))
    entered = await said(house, "enter", file)
    assert entered.out == "1 lines added to petitions\n", entered.err
    told = (await said(house, "index", "2017", "--json")).json
    metrics = {metric["id"]: metric for group in told["groups"] for metric in group["metrics"]}
    assert (metrics["5.2"]["numerator"], metrics["5.2"]["denominator"], metrics["5.2"]["score"]) == (1, 1, 6)
    assert metrics["1.1"]["score"] is None

"""What nobody has confirmed is listed wherever it lies, until the province confirms it: each fact for itself."""

import json
from pathlib import Path

import pytest

from api.services.filing import refuse_unconfirmed
from domain.base.refusals import NotConfirmed
from domain.statute.versions import Rules
from infra.facts.loading import FACTS, FactsWrong, load_laws
from infra.facts.open_facts import OPEN, OpenFact, Unconfirmed, in_words, open_facts
from tests.motcua.stored_law import DAY

OF_AGE = "procedures-33.json: versions 1.004222 2025-07-01 articles owner_agrees"


def test_every_mark_of_what_is_not_confirmed_is_in_the_list() -> None:
    marks = [text.count(f'"mark": "{mark}"') for text in map(Path.read_text, FACTS.glob("*.json")) for mark in OPEN]
    assert len([fact for fact in open_facts() if "/" not in fact.file]) == sum(marks) > 50


def test_an_entry_is_named_by_what_tells_it_apart_and_by_what_would_say_so() -> None:
    fact = next(fact for fact in open_facts() if fact.file == "procedures-33.json" and "2.000815" in fact.place)
    assert (fact.mark, fact.place) == ("K", "versions 2.000815 2025-07-01")
    assert fact.basis.startswith("Nghị định 23/2015/NĐ-CP")
    assert "open dossier_prefix" in {fact.place for fact in open_facts() if fact.file == "offices-33.json"}


def test_a_province_has_its_own_list(tmp_path: Path) -> None:
    entries = [{"kind": "receive", "basis": "Quy chế", "mark": "K"}, {"kind": "verify", "basis": "Luật", "mark": "F"}]
    (tmp_path / "bulk-vn.json").write_text(json.dumps({"together": entries}))
    own = [fact for fact in open_facts(str(tmp_path)) if fact.file == "bulk-vn.json"]
    assert own == [OpenFact("bulk-vn.json", "together receive", "K", "Quy chế")]


def province(folder: Path, *facts: str) -> str:
    """Our facts as a province has them that has confirmed these."""
    for path in FACTS.glob("*.json"):
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    says = {"document": "Công văn 112/STP-KSTTHC", "on": "2026-11-30", "office": "Sở Tư pháp tỉnh Hưng Yên"}
    confirmed = [{"fact": fact} | says for fact in facts]
    (folder / "confirmed.json").write_text(json.dumps({"note": "Đã xác nhận.", "confirmed": confirmed}))
    return str(folder)


def test_what_the_province_confirmed_is_open_no_more(tmp_path: Path) -> None:
    rules = load_laws().in_force("1.004222", DAY)
    before = {fact.path for fact in Unconfirmed.load().of(rules.version)}
    after = {fact.path for fact in Unconfirmed.load(province(tmp_path, OF_AGE)).of(rules.version)}
    assert before - after == {OF_AGE}


@pytest.mark.parametrize("wish", ["procedures-33.json: versions *", OF_AGE.replace("owner", "owners")])
def test_nothing_is_confirmed_by_a_wildcard_or_a_slip_of_the_pen(tmp_path: Path, wish: str) -> None:
    with pytest.raises(FactsWrong, match="is no open fact: procedures-33"):
        Unconfirmed.load(province(tmp_path, wish))


def test_whatever_a_version_does_not_name_the_facts_name_for_all_with_what_says_so() -> None:
    defaults = json.loads((FACTS / "procedures-33.json").read_text(encoding="utf-8"))["defaults"]
    assert {
        "silence",
        "supplement_limit",
        "supplement_wait",
        "consent_wait",
        "patience",
        "apologies",
    } <= defaults.keys()
    assert all(entry["basis"] and entry["mark"] for entry in defaults.values())
    assert {name for name in defaults if name not in Rules.model_fields} == set()


def test_nothing_new_is_taken_by_a_version_with_an_open_fact(tmp_path: Path) -> None:
    rules = load_laws().in_force("1.004222", DAY)
    open_ = Unconfirmed.load().of(rules.version)
    with pytest.raises(NotConfirmed, match=str(len(open_))):
        refuse_unconfirmed(rules, Unconfirmed.load())
    refuse_unconfirmed(rules, Unconfirmed.load(province(tmp_path, *(fact.path for fact in open_))))


def test_an_officer_reads_what_is_open_in_words() -> None:
    rules = load_laws().in_force("1.000894", DAY)
    of_all = in_words(Unconfirmed.load().common)
    assert in_words(Unconfirmed.load().of(rules.version)) == of_all
    assert any(line.startswith("Số lần được yêu cầu bổ sung (Nghị định 118/2025") for line in of_all)
    said = in_words(Unconfirmed.load().of(load_laws().in_force("3.000347", DAY).version))
    assert "Căn cứ “fit” (Luật Trật tự, an toàn giao thông đường bộ 36/2024/QH15, Điều 59, 62)." in said

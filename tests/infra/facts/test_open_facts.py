"""What nobody has confirmed is listed, whatever file it lies in."""

import json
from pathlib import Path

from infra.facts.loading import FACTS
from infra.facts.open_facts import OPEN, OpenFact, open_facts


def test_every_mark_of_what_is_not_confirmed_is_in_the_list() -> None:
    marks = [text.count(f'"mark": "{mark}"') for text in map(Path.read_text, FACTS.glob("*.json")) for mark in OPEN]
    assert len(open_facts()) == sum(marks) > 50


def test_an_entry_is_named_by_what_tells_it_apart_and_by_what_would_say_so() -> None:
    fact = next(fact for fact in open_facts() if fact.file == "procedures-33.json" and "2.000815" in fact.place)
    assert (fact.mark, fact.place) == ("K", "versions 2.000815 2025-07-01")
    assert fact.basis.startswith("Nghị định 23/2015/NĐ-CP")
    assert "open dossier_prefix" in {fact.place for fact in open_facts() if fact.file == "offices-33.json"}


def test_a_province_has_its_own_list(tmp_path: Path) -> None:
    entries = [{"kind": "receive", "basis": "Quy chế", "mark": "K"}, {"kind": "verify", "basis": "Luật", "mark": "F"}]
    (tmp_path / "bulk-vn.json").write_text(json.dumps({"together": entries}))
    assert open_facts(str(tmp_path)) == [OpenFact("bulk-vn.json", "together receive", "K", "Quy chế")]

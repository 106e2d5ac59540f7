"""A mistake in a file of the law's data is named with its line, its place and the cure, and never with a traceback."""

from datetime import date
from pathlib import Path

import pytest

from infra.facts.loading import OURS, FactsWrong, load_laws

RIGHT = """{
  "note": "Of the test.",
  "province": "33",
  "versions": [
    {
      "code": "9.000001",
      "valid_from": "2025-07-01",
      "basis": "Luật Thử",
      "mark": "K",
      "term": {"unit": "working_days", "amount": 3, "mark": "K"},
      "fee": {
        "title": {"vi": "Phí", "en": "Fee"},
        "when": 2,
        "tiers": [{"each": 2000}],
        "mark": "K"
      },
      "figures": {"days": {"value": 5, "mark": "K"}},
      "articles": {
        "free": {"basis": "Luật Thử, Điều 1", "mark": "K"}
      }
    }
  ]
}
"""


def refused(folder: Path, right: str, wrong: str) -> str:
    """What is said of the file with one edit, without where it lies."""
    assert right in RIGHT
    path = folder / "procedures-33.json"
    path.write_text(RIGHT.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(FactsWrong) as told:
        load_laws([OURS, path])
    return str(told.value).removeprefix(f"{folder}/")


def test_a_right_file_is_read(tmp_path: Path) -> None:
    (path := tmp_path / "procedures-33.json").write_text(RIGHT, encoding="utf-8")
    assert load_laws([OURS, path]).in_force("9.000001", date(2026, 11, 25)).figures == {"days": 5}


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('"articles"', '"artikles"', "18: 9.000001, versions.0.artikles: artikles is no key here: articles is meant"),
        ('"tiers"', '"teirs"', "14: 9.000001, versions.0.fee.teirs: teirs is no key here: tiers is meant"),
        ('"each"', '"eahc"', "14: 9.000001, versions.0.fee.tiers.0.eahc: eahc is no key here: each is meant"),
        ('"amount"', '"ammount"', "10: 9.000001, versions.0.term.ammount: ammount is no key here: amount is meant"),
        ('"value"', '"valu"', "17: 9.000001, versions.0.figures.days.valu: valu is no key here: value is meant"),
        (
            '{"basis": "Luật Thử, Điều 1"',
            '{"bases": "Luật Thử, Điều 1"',
            "19: 9.000001, versions.0.articles.free.bases: bases is no key here: basis is meant",
        ),
        ('"versions"', '"version"', "4: version: version is no key here: versions is meant"),
        ('"note"', '"zzz": 1, "note"', "2: zzz: zzz is no key here: leave it out"),
    ],
)
def test_a_misspelt_key_is_named_with_its_line_and_the_one_that_was_meant(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    assert refused(tmp_path, right, wrong) == f"procedures-33.json:{said}"


@pytest.mark.parametrize(
    ("right", "place", "cure"),
    [
        ('"basis": "Luật Thử",', "5: 9.000001, versions.0: basis is missing", "name the law"),
        ('"code": "9.000001",', "5: versions.0: code is missing", "the procedure's"),
        ('"valid_from": "2025-07-01",', "5: 9.000001, versions.0: valid_from is missing", "first day"),
        ('"basis": "Luật Thử, Điều 1", ', "19: 9.000001, versions.0.articles.free: basis is missing", "name the law"),
        ('"province": "33",', "1: province is missing", '"33"'),
        ('"unit": "working_days", ', "10: 9.000001, versions.0.term.unit: Field required", ""),
    ],
)
def test_what_is_missing_is_named_with_what_to_write(tmp_path: Path, right: str, place: str, cure: str) -> None:
    said = refused(tmp_path, right, "")
    assert said.startswith(f"procedures-33.json:{place}")
    assert cure in said


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (
            '"when": 2',
            '"when": 3',
            "13: 9.000001, versions.0.fee.when: 3 is none of its codes: 1 as it",
        ),
        ('3, "mark": "K"', '3, "mark": "k"', "10: 9.000001, versions.0.term.mark: k is none of its codes: F where a "),
    ],
)
def test_a_code_that_is_none_is_told_what_each_code_means(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    assert refused(tmp_path, right, wrong).startswith(f"procedures-33.json:{said}")

"""What an operator reads of a step that fails: cause, line and step, in their own language."""

from pathlib import Path

import pytest

from api.web.show import _environment
from domain.base.standstill import Standstill
from infra.engine.failing import Failing
from infra.runtime.languages import LANGUAGES, Languages

FAILING = Failing("2.001955", Standstill("internal_rules.py:91, examine", "employer", "missing-name", "least"), 4)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ("dữ liệu được tra không có mục “least”", "Dòng mã", "Bước", "Số lần đã thử: 4")),
        ("en", ("there is no “least” in what it looks into", "Line", "Step", "Tried: 4")),
    ],
)
def test_a_step_that_fails_is_told_in_words_with_its_line(language: str, words: tuple[str, ...]) -> None:
    parts = _environment(LANGUAGES[language]).get_template("web/operations/parts.html").make_module()
    told = " ".join(str(parts.why([FAILING])).split())  # type: ignore[attr-defined] # a macro of the template
    for said in (*words, "internal_rules.py:91, examine", "employer"):
        assert said in told


def test_of_nothing_that_fails_nothing_is_told() -> None:
    parts = _environment(LANGUAGES["en"]).get_template("web/operations/parts.html").make_module()
    assert not str(parts.why([]))  # type: ignore[attr-defined] # a macro of the template


def test_pages_are_in_the_catalogue_that_was_asked_for_whichever_of_its_code_came_first(tmp_path: Path) -> None:
    told = [
        _environment(made["vi"]).from_string("{{ _('Line') }}").render() for made in (Languages(tmp_path), LANGUAGES)
    ]
    assert told == ["Line", "Dòng mã"]

"""What a template prints, and its result has not, is found before a dossier is approved and paid for."""

from pathlib import Path

import pytest

from tests.motcua.mistakes.trying import PAPER, RIGHT, bring, edited, found, line_of

PRINTED = {
    "field": (
        "{{ since | day }}",
        "{{ sinse | day }}",
        "the template prints sinse, which Given has not",
        "write since",
    ),
    "part of a field": (
        "measured.size",
        "measured.height",
        "prints measured.height, which Given has not",
        "such a field",
    ),
    "part of a day": ("since | day", "since.year", "the template prints since.year", "print another"),
    "part of what a macro is given": ("{{ one.size }}", "{{ one.height }}", "the template prints one.height", "field"),
    "part of each": ("loop.index }} {{ one.size", "loop.index }} {{ one.height", "prints one.height", "field"),
    "condition": ("{% if remark is defined %}", "{% if remarks %}", "the template prints remarks", "such a field"),
    "filter": ("since | day", "since | dai", "there is no filter dai", "write day"),
    "syntax": ("{% endfor %}", "{% endfr %}", "the template cannot be read", "Jinja"),
    "whose text is missing": ("since | day", "number.no_such", "the template prints number.no_such", "field"),
}


@pytest.mark.parametrize("name", PRINTED)
def test_what_a_template_prints_and_the_result_has_not_is_named(tmp_path: Path, name: str) -> None:
    right, wrong, what, instead = PRINTED[name]
    paper = edited(PAPER, right, wrong)
    [mistake] = {one for one in found(tmp_path, bring(tmp_path, paper=paper)) if "remark," not in one.what}
    assert what in mistake.what
    assert instead in mistake.instead
    assert mistake.file == str(tmp_path / "tried.html")
    assert mistake.line == line_of(paper, wrong)


def test_a_field_that_the_result_loses_is_named_in_its_template(tmp_path: Path) -> None:
    text = edited(edited(RIGHT, "    earlier: list[Measured]\n", ""), ", earlier=[])", ")")
    [mistake] = found(tmp_path, bring(tmp_path, text))
    assert (mistake.what, mistake.line) == (
        "the template prints earlier, which Given has not",
        line_of(PAPER, "in earlier"),
    )


def test_what_a_template_includes_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "part.html").write_text("{{ measured.size }}\n{{ measured.height }}\n")
    [mistake] = found(tmp_path, bring(tmp_path, paper=edited(PAPER, "{{ shown(", '{% include "part.html" %}{{ shown(')))
    assert (Path(mistake.file).name, mistake.line) == ("part.html", 2)

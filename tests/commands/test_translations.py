"""The check of the pages' words: each way in which a catalogue can be wrong is named, with the place and the cure."""

from pathlib import Path
from unicodedata import normalize

import pytest

from commands.options import ROOT
from commands.translations import find

PAGE = """
<h1>{{ _("Your dossier") }}</h1>
{% trans count=papers | length %}{{ count }} paper{% pluralize %}{{ count }} papers{% endtrans %}
"""
CODE = '_ = speech("vi")\nsaid = _("Until {day}")\n'
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'
DOSSIER = '\nmsgid "Your dossier"\nmsgstr "Hồ sơ của ông/bà"\n'
PAPERS = '\nmsgid "%(count)s paper"\nmsgid_plural "%(count)s papers"\nmsgstr[0] "%(count)s giấy tờ"\n'
UNTIL = '\nmsgid "Until {day}"\nmsgstr "Đến {day}"\n'
RIGHT = HEAD + DOSSIER + PAPERS + UNTIL


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A house with one page, one function and one catalogue."""
    for name, content in {"templates/web/page.html": PAGE, "api/web/page.py": CODE, "locales/vi/a.po": RIGHT}.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(content)
    return tmp_path


def test_every_text_of_the_pages_is_translated_and_nothing_else() -> None:
    assert find(ROOT, "vi") == []


def test_a_catalogue_that_says_all_that_pages_say_is_right(root: Path) -> None:
    assert find(root, "vi") == []


@pytest.mark.parametrize(
    ("catalogue", "fault"),
    [
        (HEAD + PAPERS + UNTIL, "templates/web/page.html:2: “Your dossier” is not translated"),
        (HEAD + DOSSIER + UNTIL, "templates/web/page.html:3: “%(count)s paper” is not translated"),
        (HEAD + DOSSIER + PAPERS, "api/web/page.py:2: “Until {day}” is not translated"),
        (RIGHT + '\nmsgid "Gone"\nmsgstr "Đã bỏ"\n', "locales/vi/a.po:16: no page says “Gone” any more"),
        (RIGHT + DOSSIER, "locales/vi/a.po:16: “Your dossier” is in locales/vi/a.po:6 already"),
        (RIGHT.replace("Hồ sơ của ông/bà", ""), "locales/vi/a.po:6: “Your dossier” is empty"),
        (RIGHT.replace(DOSSIER, "\n#, fuzzy" + DOSSIER), "locales/vi/a.po:7: “Your dossier” is a guess"),
        (RIGHT.replace("%(count)s giấy", "%(counts)s giấy"), "“%(count)s paper” has other placeholders"),
        (RIGHT.replace("Đến {day}", "Đến {ngày}"), "“Until {day}” has other placeholders"),
        (RIGHT.replace("Hồ", normalize("NFD", "Hồ")), "locales/vi/a.po:6: “Your dossier” is not composed"),
    ],
    ids=["no text", "no plural", "no text of code", "stale", "twice", "empty", "fuzzy", "format", "braces", "NFC"],
)
def test_what_is_wrong_with_a_catalogue_is_named_with_its_place(root: Path, catalogue: str, fault: str) -> None:
    (root / "locales/vi/a.po").write_text(catalogue)

    [named] = find(root, "vi")

    assert fault in named


def test_a_text_that_two_areas_translate_is_said_to_be_in_both(root: Path) -> None:
    (root / "locales/vi/b.po").write_text(HEAD + DOSSIER)

    assert find(root, "vi") == ["locales/vi/b.po:6: “Your dossier” is in locales/vi/a.po:6 already: keep one"]

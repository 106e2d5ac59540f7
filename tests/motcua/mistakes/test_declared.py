"""A procedure with a mistake is refused before it starts: file, line, and what to write instead."""

from datetime import date
from pathlib import Path

import pytest

from domain.statute.versions import Laws, Overlap
from infra.facts.loading import load_laws
from motcua.mistakes import ProceduresWrong, find, refuse_mistakes
from tests.motcua.mistakes.trying import LAW, RIGHT, TODAY, bring, edited, found, line_of
from workflows.catalogue import every


def test_our_own_procedures_have_none() -> None:
    assert list(find(list(every()), load_laws(), TODAY)) == []


def test_a_right_one_has_none(tmp_path: Path) -> None:
    assert found(tmp_path, bring(tmp_path)) == []


END = "return Given(measured=found, since=self.filed_on, earlier=[])"
MISTAKES = [
    (
        ', description="Commune"',
        "",
        "nobody is told what Asked.commune is",
        'write Field(title="…", description="…"): vi, en',
    ),
    ("    filed_by = (ANYBODY,)\n", "", "nobody is said to file it", "write filed_by = ("),
    (
        "(ANYBODY,)",
        '(themselves("person.number"),)',
        "filed_by names person.number, which the form has not",
        "name one of its fields",
    ),
    (
        END,
        END + '\n    async def x(self) -> None:\n        await self.branch("home", PermanentResidence, None)',
        "who must agree to PermanentResidence is not asked at filing",
        "linked",
    ),
    ("Role.SPECIALIST", "Role.SPECIALIS", "there is no role SPECIALIS", "write Role.SPECIALIST"),
    (
        "tried.html",
        "results/nowhere.html",
        "the template results/nowhere.html is missing",
        "templates/vietnam/",
    ),
    ('"verify"', '"verify_all"', "the task “verify_all” has no words", 'waits = {"verify_all"'),
    ('task("verify"', 'post("ask_all"', "the task “ask_all” has no words", 'waits = {"ask_all"'),
    (
        END,
        END + "\n        await self.approve()",
        "a step after the result",
        "before",
    ),
    (
        '    kind = "TEST"\n',
        '    kind = "TEST"\n    body: str = ""\n',
        "the document's own head has body",
        "another name",
    ),
    (
        "    @property",
        '    how: dict[str, str] = Field(title="Cách", description="How")\n    @property',
        "Asked.how has no fields of its own",
        "write a model",
    ),
    ("    @property", "    how: Callable[[], int]\n    @property", "cannot be sent as JSON", "use str, int"),
]


@pytest.mark.parametrize(("right", "wrong", "what", "instead"), MISTAKES, ids=[what for *_, what, _ in MISTAKES])
def test_a_mistake_is_named_with_its_file_its_line_and_the_cure(
    tmp_path: Path, right: str, wrong: str, what: str, instead: str
) -> None:
    text = edited(RIGHT, right, wrong)
    [mistake] = found(tmp_path, bring(tmp_path, text))
    assert what in mistake.what
    assert instead in mistake.instead
    assert mistake.file.endswith("tried.py")
    here = {
        "told": "class Asked",
        "template": "@procedure",
        "JSON": "class Asked",
        "fields of its own": "class Asked",
        "head": "class Given",
        "file it": "class Asked",
        "filed_by": "class Asked",
        "asked at filing": "self.branch",
    }
    place = next((part for word, part in here.items() if word in what), wrong.split("\n")[0])
    after = END.count(wrong.split("\n")[0]) and "after" in what
    assert mistake.line == line_of(text, place) + bool(after)


@pytest.mark.parametrize(
    ("right", "wrong", "what"),
    [
        ("async def examine", "async def examines", "the procedure has no examine"),
        ("Procedure[Asked, Given]", "Procedure", "the procedure has no form"),
        ('    title = Words(vi="Thử", en="Tried")\n', "", "the procedure has no title"),
        ('    template = "tried.html"\n', "", "the result has no template"),
    ],
)
def test_what_every_procedure_says_is_missed(tmp_path: Path, right: str, wrong: str, what: str) -> None:
    text = RIGHT.replace("    form = Asked\n", "")
    [mistake] = found(tmp_path, bring(tmp_path, edited(text, right, wrong)))
    assert mistake.what == what
    assert "write " in mistake.instead


AGAIN = RIGHT.replace('"sizes"', '"other"').replace('"size_', '"other_').replace("Size", "Other")


def test_two_procedures_never_share_a_code(tmp_path: Path) -> None:
    mistakes = found(tmp_path, bring(tmp_path), bring(tmp_path, AGAIN, name="again"), connected=("sizes", "other"))
    assert {mistake.what for mistake in mistakes} == {"two procedures have the code 9.000001"}


def test_a_procedure_without_a_version_in_force_is_named(tmp_path: Path) -> None:
    [mistake] = found(tmp_path, bring(tmp_path), laws=Laws([]))
    assert '"code": "9.000001"' in mistake.instead


def test_overlapping_versions_are_refused_as_they_are_read() -> None:
    with pytest.raises(Overlap, match=r"9\.000001: 9/1 still holds when 9/2 begins"):
        Laws([LAW, LAW.model_copy(update={"version": "9/2", "valid_from": date(2026, 6, 1)})])


def test_nothing_starts_with_a_mistake(tmp_path: Path) -> None:
    wrong = bring(tmp_path, edited(RIGHT, "tried.html", "nowhere.html"))
    with pytest.raises(ProceduresWrong, match=r"tried\.py:\d+: the template"):
        refuse_mistakes([wrong], Laws([LAW]), TODAY)


def test_a_query_that_no_agency_lists_is_named(tmp_path: Path) -> None:
    [mistake] = found(tmp_path, bring(tmp_path, edited(RIGHT, "(SizeOf, SizeKept)", "(SizeOf,)")))
    assert mistake.what == "no agency lists the query SizeKept"


PEOPLE = """
class Person(BaseModel):
    number: str = Field(title="Số", description="Number")

type Somebody = Person | None

class Asked(Form):"""


@pytest.mark.parametrize(
    ("field", "there"),
    [
        ("person: Person", True),
        ("person: Person | None", True),
        ("person: Annotated[Person | None, Field()]", True),
        ("person: Somebody", True),
        ("person: list[Person]", False),
    ],
)
def test_who_may_file_stands_wherever_the_form_has_one_of_them(tmp_path: Path, field: str, there: bool) -> None:
    text = edited(RIGHT, "from typing import Any", "from pydantic import BaseModel\nfrom typing import Annotated, Any")
    text = edited(edited(text, "\nclass Asked(Form):", PEOPLE), "(ANYBODY,)", '(themselves("person.number"),)')
    asked = f'    {field} = Field(title="Ai", description="Who")\n    commune: str'
    said = [one.what for one in found(tmp_path, bring(tmp_path, edited(text, "    commune: str", asked)))]
    assert said == ([] if there else ["filed_by names person.number, which the form has not"])

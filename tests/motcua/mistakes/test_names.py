"""A name that nothing has, and a fee that is collected twice or never, are found by reading."""

from pathlib import Path

import pytest

from domain.base.words import Words
from domain.statute.fees import Fee, Tier, When
from domain.statute.versions import Laws
from tests.motcua.mistakes.trying import LAW, RIGHT, bring, edited, found, line_of

APPROVE = "        await self.approve()\n"
COLLECT = "        await self.collect(units=2)\n" + APPROVE
PERSON = """
class Person(BaseModel):
    name: str = Field(title="Tên", description="Name")
    @property
    def short(self) -> str:
        return self.name[:1]

class Asked(Form):
    person: Person = Field(title="Ai", description="Who")"""


def with_a_person(examines: str) -> str:
    """The right procedure, whose form has a person in it and which takes something of them."""
    text = edited(RIGHT, "from typing import Any", "from pydantic import BaseModel\nfrom typing import Any")
    text = edited(text, '\nclass Asked(Form):\n    """What is asked."""', PERSON)
    return edited(text, APPROVE, f"        {examines}\n{APPROVE}")


@pytest.mark.parametrize(
    ("examines", "what", "instead"),
    [
        ("await self.verfy(Role.SPECIALIST)", "a procedure has no self.verfy", "write self.verify"),
        ("if self.rule.figures: pass", "a procedure has no self.rule", "write self.rules"),
        ("self.approved_om", "a procedure has no self.approved_om", "write self.approved_on"),
        ("form.comune", "Asked has no comune, which examine takes", "write form.commune"),
        ("form.person.nam", "Person has no nam, which examine takes", "write form.person.name"),
        ("form.person.shirt", "Person has no shirt, which examine takes", "write form.person.short"),
        ("form.zzz", "Asked has no zzz, which examine takes", "take what there is"),
    ],
)
def test_a_name_that_nothing_has_is_named_with_the_one_that_was_meant(
    tmp_path: Path, examines: str, what: str, instead: str
) -> None:
    text = with_a_person(examines)
    [mistake] = found(tmp_path, bring(tmp_path, text))
    assert (mistake.what, mistake.line) == (what, line_of(text, examines))
    assert mistake.instead.startswith(instead)


@pytest.mark.parametrize(
    "examines",
    [
        "form.person.name, form.person.short, form.commune, form.competent, form.model_dump()",
        "form = form.model_copy(); form.whatever",
        "self.kept, self.rules, self.filed, self.accepted_on",
        "form.commune.zfill(5)",
        "self.own = 1; self.own",
    ],
)
def test_a_name_that_there_is_is_left_alone(tmp_path: Path, examines: str) -> None:
    assert found(tmp_path, bring(tmp_path, with_a_person(examines))) == []


def due(when: When) -> Laws:
    """The law with a fee that is due then."""
    fee = Fee(title=Words(vi="Phí", en="Fee"), when=when, tiers=(Tier(each=2000),))
    return Laws([LAW.model_copy(update={"fee": fee})])


def test_a_fee_that_the_procedure_is_to_collect_and_does_not_is_named(tmp_path: Path) -> None:
    [mistake] = found(tmp_path, bring(tmp_path), laws=due(When.SUPPLEMENT))
    assert mistake.what == '9/1 has a fee that the procedure collects ("when": 2), and it does not'
    assert mistake.line == line_of(RIGHT, "async def examine")
    assert "await self.collect()" in mistake.instead


@pytest.mark.parametrize("when", [When.INTAKE, When.RETURN])
def test_a_fee_that_the_engine_collects_by_itself_is_not_collected_besides(tmp_path: Path, when: When) -> None:
    text = edited(RIGHT, APPROVE, COLLECT)
    [mistake] = found(tmp_path, bring(tmp_path, text), laws=due(when))
    assert f'by itself ("when": {when.value}), and it is collected here' in mistake.what
    assert mistake.line == line_of(text, "self.collect")
    assert '"when": 2' in mistake.instead


def test_a_fee_is_collected_where_it_is_due(tmp_path: Path) -> None:
    assert found(tmp_path, bring(tmp_path, edited(RIGHT, APPROVE, COLLECT)), laws=due(When.SUPPLEMENT)) == []


def test_a_fee_of_which_the_procedure_says_nothing_is_the_engines(tmp_path: Path) -> None:
    assert found(tmp_path, bring(tmp_path), laws=due(When.RETURN)) == []

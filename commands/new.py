"""Begins a procedure: its file, its template, a first failing test, its facts, and its line in the catalogue."""

import re
from dataclasses import dataclass
from pathlib import Path

from commands.options import complain

CODE = re.compile(r"\d\.\d{6}(\.\d{2})?")
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
PROCEDURE = '''"""{title_en} ({title_vi}): name the law and its articles here."""

from pydantic import Field

from motcua import Form, Procedure, Result, Role, Words, procedure
from motcua.vietnam import ANYBODY


class {class_name}Form(Form):
    """Tờ khai."""

    filed_by = (ANYBODY,)
    """Say who may file it: themselves(), household_head(), parents(…), representative(…), kin(…)."""

    commune: str = Field(pattern=r"^\\d{{5}}$", title="Xã, phường", description="Code of the commune that decides")
    full_name: str = Field(min_length=2, max_length=120, title="Họ, chữ đệm, tên", description="Full name")

    @property
    def competent(self) -> str:
        """The commune that is named."""
        return self.commune


class {class_name}Result(Result):
    """What the applicant is given."""

    template = "results/{name}.html"
    kind = "{series}"
    title = "{title_vi}"

    full_name: str


@procedure
class {class_name}(Procedure[{class_name}Form]):
    """{title_vi}."""

    code = "{code}"
    title = Words(vi="{title_vi}", en="{title_en}")
    form = {class_name}Form
    result = {class_name}Result
    decided_by = Role.COMMUNE_LEADER

    async def examine(self, form: {class_name}Form) -> {class_name}Result:
        """Verify it, and let the leader decide."""
        await self.verify(Role.CIVIL_STATUS_OFFICER)
        await self.approve()
        return {class_name}Result(full_name=form.full_name)
'''
TEMPLATE = """{{% extends "results/signed.html" %}}
{{% block title %}}{title_vi}{{% endblock %}}
{{% block content %}}
<h1>{heading}</h1>
<div class="group">
<p class="line">Họ, chữ đệm, tên: <span class="person">{{{{ full_name }}}}</span></p>
</div>
{{% endblock %}}
"""
TEST = '''"""{title_en} ({code}), each test named for what happens under the law."""

import pytest

from tests.support.examples import COMMUNE, DESK, LEADER, MOTHER, REGISTRAR
from tests.workflows.rig import ACCEPT, AGREED, APPROVED, HANDED, VERIFIED, Rig
from workflows.vietnam.{sector}.{name} import {class_name}

FORM = {{"commune": COMMUNE, "full_name": "Tạ Kiều Oanh"}}


async def test_what_is_asked_for_is_given(rig: Rig) -> None:
    code = await rig.apply({class_name}, FORM)
    await rig.do(code, "receive", ACCEPT, DESK)
    await rig.do(code, "verify", VERIFIED, REGISTRAR)
    await rig.do(code, "confirm", AGREED, MOTHER)
    await rig.do(code, "approve", APPROVED, LEADER)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    assert rig.press.printed[0]["full_name"] == "Tạ Kiều Oanh"


async def test_what_the_law_refuses_is_refused(rig: Rig) -> None:
    pytest.fail("write what the law refuses, and then the procedure that refuses it")
'''
FACTS = """,
    {{
      "code": "{code}", "valid_from": "{valid_from}",
      "escalates_to": ["commune_leader", "centre_head"],
      "basis": "name the law", "mark": "K",
      "term": {{"unit": "working_days", "amount": 3}}
    }}
  ]
}}
"""


@dataclass(frozen=True)
class Draft:
    """A procedure that is begun."""

    root: Path
    code: str
    name: str
    sector: str
    title_vi: str
    title_en: str
    valid_from: str

    def write(self) -> list[Path]:
        """Write its files and lines; give them.

        Raises:
            Complaint: a name is not one, or something stands there already.
        """
        self._check()
        words = vars(self) | {
            "class_name": "".join(part.capitalize() for part in self.name.split("_")),
            "series": "".join(part[0].upper() for part in self.name.split("_"))[:6],
            "heading": self.title_vi.upper(),
        }
        package = self._file(f"workflows/vietnam/{self.sector}/__init__.py")
        if not package.exists():
            package.parent.mkdir(parents=True, exist_ok=True)
            package.touch()
        made = {
            f"workflows/vietnam/{self.sector}/{self.name}.py": PROCEDURE,
            f"templates/vietnam/results/{self.name}.html": TEMPLATE,
            f"tests/workflows/vietnam/{self.sector}/test_{self.name}.py": TEST,
        }
        for path, text in made.items():
            self._file(path).write_text(text.format(**words), encoding="utf-8")
        return [
            *(self._file(path) for path in made),
            self._into_facts(words),
            self._into_catalogue(str(words["class_name"])),
        ]

    def _check(self) -> None:
        if not CODE.fullmatch(self.code):
            complain(f"{self.code} is no code of a procedure: write it like 2.000635")
        for what, name in (("name", self.name), ("sector", self.sector)):
            if not NAME.fullmatch(name):
                complain(f"the {what} {name!r} becomes a Python module: write it like extract_copy")
        facts = self._facts().read_text(encoding="utf-8")
        if f'"{self.code}"' in facts or self._file(f"workflows/vietnam/{self.sector}/{self.name}.py").exists():
            complain(f"{self.code} or workflows/vietnam/{self.sector}/{self.name}.py is there already")

    def _file(self, path: str) -> Path:
        return self.root / path

    def _facts(self) -> Path:
        return next((self.root / "domain" / "vietnam" / "facts").glob("procedures-*.json"))

    def _into_facts(self, words: dict[str, object]) -> Path:
        path = self._facts()
        before = path.read_text(encoding="utf-8").rstrip().removesuffix("}").rstrip().removesuffix("]").rstrip()
        path.write_text(before + FACTS.format(**words), encoding="utf-8")
        return path

    def _into_catalogue(self, class_name: str) -> Path:
        path = self._file("workflows/catalogue.py")
        text = path.read_text(encoding="utf-8")
        line = f"from workflows.vietnam.{self.sector}.{self.name} import {class_name}\n"
        imports = sorted({*re.findall(r"^from workflows\..*\n", text, re.MULTILINE), line})
        text = re.sub(r"(^from workflows\..*\n)+", "".join(imports), text, count=1, flags=re.MULTILINE)
        path.write_text(text.replace("\n)\n", f"\n    {class_name},\n)\n", 1), encoding="utf-8")
        return path

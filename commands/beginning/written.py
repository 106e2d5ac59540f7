"""What a procedure begins with, as it is written into files."""

PROCEDURE = '''"""{title_en} ({title_vi}): name the law and its articles here."""

{imports}


class {class_name}Form(Form):
    """Tờ khai."""

    filed_by = (ANYBODY,)
    """Say who may file it: themselves("number"), household_head(), parents(…), representative(…), kin(…)."""

    commune: str = Field(pattern=r"^\\d{{5}}$", title="Xã, phường", description="Code of the commune that decides")
    full_name: str = Field(min_length=2, max_length=120, title="Họ, chữ đệm, tên", description="Full name")

    @property
    def competent(self) -> str:
        """The commune that is named."""
        return self.commune


class {class_name}Result(Result):
    """What the applicant is given."""

    template = "{template}"
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

from collections.abc import AsyncIterator

import pytest
{imports}

NUMBER = "033196000017"
FORM = {{"commune": "11953", "full_name": "Tạ Kiều Oanh"}}


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """Database and engine, which take seconds to start."""
    async with Engine.started(tmp_path_factory.mktemp("engine")) as running:
        yield running


@pytest.fixture
async def house(engine: Engine) -> AsyncIterator[House]:
    """A house of its own for each test; give it what registers answer: House.opened(engine, {{"agency": answer}})."""
    async with House.opened(engine) as opened:
        yield opened


async def test_what_is_asked_for_is_given(house: House) -> None:
    dossier = await house.file({class_name}, FORM, by=house.citizen(NUMBER))
    await dossier.decide("receive", "accept")
    await dossier.decide("verify", "confirm")
    await dossier.confirm()
    await dossier.decide("approve", "approve")
    assert (await dossier.printed())["full_name"] == "Tạ Kiều Oanh"
    await dossier.decide("hand_over", "hand_over")
    assert (await dossier.ended()).status == Status.DELIVERED


async def test_what_the_law_refuses_is_refused() -> None:
    pytest.fail("write what the law refuses, and then the procedure that refuses it")
'''
VERSION = """
    {{
      "code": "{code}", "valid_from": "{valid_from}",
      "escalates_to": ["commune_leader", "centre_head"],
      "basis": "name the law", "mark": "K",
      "term": {{"unit": "working_days", "amount": 3, "mark": "K"}}
    }}
  ]
}}
"""
FACTS = """{{
  "note": "Versions of the procedures of {project}. Marks: F found in a source, K known but unconfirmed.",
  "province": "{province}",
  "versions": ["""
PROJECT = """[project]
name = "{project}"
version = "1.0.0"
description = "Procedures of an agency, for Motcua."
requires-python = ">=3.12"
dependencies = ["motcua>=0.1"]

[project.entry-points."motcua.procedures"]
{entry}

# The connector of a register of yours, by the name of its agency: examples/snv-hungyen of Motcua has one.
[project.entry-points."motcua.connectors"]

[dependency-groups]
dev = ["motcua[local]", "mypy>=1.19", "pytest>=9", "pytest-asyncio>=1.3"]

[build-system]
requires = ["uv_build>=0.9,<1"]
build-backend = "uv_build"

[tool.uv.sources]
# Wherever your checkout of Motcua lies.
motcua = {{ path = "{motcua}", editable = true }}

[tool.pytest.ini_options]
testpaths = ["tests"]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "session"
asyncio_default_test_loop_scope = "session"

[tool.mypy]
strict = true
plugins = ["pydantic.mypy"]
mypy_path = ["src"]
"""

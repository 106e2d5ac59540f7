"""Each office seals with its own key where it has one, and nobody's document goes out under another body's seal."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from infra.documents.orders import OfficeSeal, RenderConfig, SealNotReady
from infra.printing.pool import RenderPool
from infra.signing.office_seals import office_seals
from infra.signing.validate import Validation, validate
from tests.infra.printing.test_pdf import CERTIFICATE
from tests.sandbox.conftest import Sandbox
from tests.sandbox.trust_rig import Office
from tests.support.signing_rig import BODY, CODED, NUMBER, OTHER_BODY, TEMPLATE, WORDS, house, identity

PHO_HIEN, VAN_GIANG, SON_NAM = "11953", "12019", "11983"


@pytest.fixture(scope="module")
async def render_config(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> RenderConfig:
    """Phố Hiến has the installation's seal; Văn Giang seals apart, and Sơn Nam was given Văn Giang's by mistake."""
    async with aiohttp.ClientSession() as session:
        office = Office(sandbox.url, session)
        ours = await identity(office, tmp_path_factory.mktemp("ours"), BODY)
        theirs = await identity(office, tmp_path_factory.mktemp("theirs"), OTHER_BODY)
    own = {code: OfficeSeal(code, theirs.seal_key, theirs.seal_certificate) for code in (VAN_GIANG, SON_NAM)}
    return replace(ours, seals=(*own.values(),))


@pytest.fixture(scope="module")
async def press(render_config: RenderConfig) -> AsyncIterator[RenderPool]:
    press = RenderPool(render_config, processes=1)
    yield press
    press.close()


async def issued(press: RenderPool, office: str, body: str) -> bytes:
    return await press.issue(TEMPLATE, CERTIFICATE | {"body": body}, at=datetime.now(UTC), office=office, **WORDS)


async def judged(pdf: bytes, render_config: RenderConfig) -> Validation:
    return await asyncio.to_thread(validate, pdf, render_config.trust)


@pytest.mark.parametrize(("office", "body"), [(PHO_HIEN, BODY), (VAN_GIANG, OTHER_BODY)])
async def test_each_office_seals_with_its_own_key_and_each_seal_holds(
    press: RenderPool, render_config: RenderConfig, office: str, body: str
) -> None:
    proof = await judged(await issued(press, office, body), render_config)
    assert (proof.problems, proof.signer) == ((), body)


async def test_what_an_officer_signed_is_sealed_by_their_office_too(
    sandbox: Sandbox, press: RenderPool, render_config: RenderConfig, tmp_path: Path
) -> None:
    async with house(sandbox, tmp_path, OTHER_BODY) as theirs:
        signed = await theirs.signed(body=OTHER_BODY)
    at, context = datetime.now(UTC), {"body": OTHER_BODY}
    sealed = await press.seal(
        signed, number=NUMBER, issued_at=at, context=context, at=at, code=CODED, office=VAN_GIANG, **WORDS
    )
    assert (await judged(sealed, render_config)).signer == OTHER_BODY


async def test_a_document_under_the_seal_of_another_office_is_refused_by_who_checks_it(
    press: RenderPool, render_config: RenderConfig
) -> None:
    proof = await judged(await issued(press, PHO_HIEN, OTHER_BODY), render_config)
    assert proof.problems == (f"the seal is that of {BODY}, the document is issued by {OTHER_BODY}",)


async def test_an_office_that_was_given_the_seal_of_another_body_seals_nothing(press: RenderPool) -> None:
    with pytest.raises(SealNotReady, match=rf"MOTCUA_SEALS_FILE \({SON_NAM}\): .* {BODY}"):
        await issued(press, SON_NAM, BODY)


async def test_a_seal_that_is_not_there_is_named_and_keeps_no_other_office_from_its_own(
    render_config: RenderConfig, tmp_path: Path
) -> None:
    gone = OfficeSeal(SON_NAM, tmp_path / "none.key", tmp_path / "none.pem")
    press = RenderPool(replace(render_config, seals=(*render_config.seals[:1], gone)), processes=1)
    with pytest.raises(SealNotReady, match=rf"MOTCUA_SEALS_FILE \({SON_NAM}\)"):
        await press.ready()
    assert (await judged(await issued(press, VAN_GIANG, OTHER_BODY), render_config)).holds
    press.close()


def written(folder: Path, told: Any) -> str:
    file = folder / "seals.json"
    file.write_text(told if isinstance(told, str) else json.dumps(told))
    return str(file)


IN_FILES = {"certificate_file": "own.pem", "key_file": "own.key"}
IN_TOKEN = {"certificate_file": "/c.pem", "pkcs11_module": "/m.so", "pkcs11_token": "t", "pkcs11_key": "k"}


def test_the_file_says_which_office_has_which_seal(tmp_path: Path) -> None:
    token = IN_TOKEN | {"pkcs11_pin": "hidden-pin"}
    own, far = office_seals(written(tmp_path, {VAN_GIANG: IN_FILES, SON_NAM: token}), [VAN_GIANG, SON_NAM])
    assert own == OfficeSeal(VAN_GIANG, tmp_path / "own.key", tmp_path / "own.pem")
    assert far.certificate == Path("/c.pem")
    assert far.token
    assert (far.token.label, far.token.key, far.token.pin) == ("t", "k", "hidden-pin")
    assert "hidden-pin" not in repr(far)
    assert office_seals("", []) == ()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("{", "JSON"),
        ({"99999": IN_FILES}, "no office has the code 99999"),
        ({VAN_GIANG: {"certificate_file": "c.pem"}}, f"{VAN_GIANG}: .*name key_file"),
        ({VAN_GIANG: IN_TOKEN | {"key_file": "k"}}, f"{VAN_GIANG}: .*name key_file"),
        ({VAN_GIANG: IN_FILES | {"pin": "hidden-pin"}}, f"{VAN_GIANG}.pin"),
    ],
)
def test_a_file_of_seals_that_cannot_be_right_is_refused_and_no_secret_quoted(
    tmp_path: Path, told: Any, why: str
) -> None:
    with pytest.raises(SealNotReady, match=why) as refused:
        office_seals(written(tmp_path, told), [VAN_GIANG])
    assert "hidden-pin" not in str(refused.value)

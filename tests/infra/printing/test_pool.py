"""The press prints and seals beside the event loop, and goes on when a process of it dies."""

import asyncio
import multiprocessing
import os
import select
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.documents.orders import PressDown, RenderConfig, SealNotReady, Unprintable
from infra.printing.pool import RenderPool
from infra.signing.detached import fault
from infra.signing.development import DevelopmentIdentity, development_identity
from infra.signing.validate import validate

AT = datetime(2026, 11, 24, 2, 5, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
PARENT = """
import asyncio, multiprocessing, sys
from pathlib import Path
from infra.documents.orders import RenderConfig
from infra.printing.pool import RenderPool

async def main():
    press = RenderPool(RenderConfig((Path(sys.argv[1]),), *map(Path, sys.argv[2:4])), processes=1)
    await press.ready()
    print(multiprocessing.active_children()[0].pid, flush=True)
    sys.stdin.read()

if __name__ == "__main__":
    asyncio.run(main())
"""


class Poison:
    """Kills the process that receives it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> DevelopmentIdentity:
    return development_identity(tmp_path_factory.mktemp("body"))


@pytest.fixture(scope="module")
def render_config(tmp_path_factory: pytest.TempPathFactory, identity: DevelopmentIdentity) -> RenderConfig:
    templates = tmp_path_factory.mktemp("templates")
    (templates / "results").mkdir()
    for style in ("decree30.css", "tight.css"):
        (templates / "results" / style).touch()
    (templates / "page.html").write_text('<html lang="vi"><title>Giấy</title><body><p>{{ name }}</p></body></html>')
    return RenderConfig((templates,), identity.key, identity.certificate)


@pytest.fixture(scope="module")
async def press(render_config: RenderConfig) -> AsyncIterator[RenderPool]:
    press = RenderPool(render_config, processes=1)
    yield press
    press.close()


async def issue(press: RenderPool, **context: object) -> bytes:
    return await press.issue("page.html", context, reason="Cấp", location="Phố Hiến", at=AT)


async def test_an_issued_document_is_sealed(press: RenderPool, identity: DevelopmentIdentity) -> None:
    proof = await asyncio.to_thread(validate, await issue(press, name="Đỗ Ngọc Ấn"), [identity.trust])
    assert proof.holds
    assert proof.signed_at == AT


async def test_a_rendered_document_is_not_sealed(press: RenderPool, identity: DevelopmentIdentity) -> None:
    page = await press.render("page.html", {"name": "x"})
    assert (await asyncio.to_thread(validate, page, [identity.trust])).problems == ("the file carries no seal",)


async def test_what_is_no_document_gets_a_signature_beside_it(press: RenderPool, identity: DevelopmentIdentity) -> None:
    at = datetime.now(UTC)  # the throw-away certificate has to have been good then
    signature = await press.sign(b"all journals", at)
    for content, why in ((b"all journals", ""), (b"other journals", "it is not what was signed")):
        assert await fault(content, signature, [identity.trust], at) == why


async def test_a_killed_process_costs_no_document(press: RenderPool, identity: DevelopmentIdentity) -> None:
    await press.ready()
    for child in multiprocessing.active_children():
        child.kill()
    assert (await asyncio.to_thread(validate, await issue(press, name="x"), [identity.trust])).holds


async def test_a_document_that_kills_its_press_twice_leaves_it_working(press: RenderPool) -> None:
    with pytest.raises(PressDown):
        await issue(press, name=Poison())
    assert await issue(press, name="x")


async def test_a_missing_field_is_final(press: RenderPool) -> None:
    with pytest.raises(Unprintable, match="name"):
        await issue(press)


async def test_in_production_a_development_seal_seals_nothing(render_config: RenderConfig) -> None:
    press = RenderPool(replace(render_config, production=True), processes=1)
    with pytest.raises(SealNotReady, match="MOTCUA_SEAL_CERTIFICATE_FILE"):
        await press.ready()
    with pytest.raises(SealNotReady):
        await issue(press, name="x")
    press.close()


async def test_a_closed_press_leaves_no_process(render_config: RenderConfig) -> None:
    before = set(multiprocessing.active_children())
    press = RenderPool(render_config, processes=1)
    await press.ready()
    press.close()
    assert set(multiprocessing.active_children()) <= before


def test_the_press_dies_with_a_killed_parent(render_config: RenderConfig, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    arguments = [*render_config.templates, render_config.seal_key, render_config.seal_certificate]
    with subprocess.Popen(
        [sys.executable, script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as parent:
        assert parent.stdout
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    ended, _, _ = select.select([child], [], [], 60)
    os.close(child)
    assert ended


def test_the_parent_loads_neither_renderer_nor_signer() -> None:
    heavy = "{'weasyprint', 'pyhanko', 'infra.printing.pdf'}"
    program = f"import sys, infra.printing.pool; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True)
    assert run.stdout.strip() == "[]"

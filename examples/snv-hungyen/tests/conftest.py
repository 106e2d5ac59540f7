"""A whole house with the installed package in it, and the department's register as a stand-in beside it."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from motcua.testing import Caller, DataFolder, LocalHouse, People

from snv_hungyen.employers import EMPLOYERS
from stand_in import app


@pytest.fixture(scope="session")
async def register() -> AsyncIterator[str]:
    """Where the stand-in answers."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    server.should_exit = True
    await serving


@pytest.fixture(scope="session")
async def house(register: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalHouse]:
    """A running house on a fresh data folder, which knows where the register is."""
    with pytest.MonkeyPatch.context() as variables, DataFolder(tmp_path_factory.mktemp("house")) as folder:
        variables.setenv("MOTCUA_REGISTERS", json.dumps({EMPLOYERS: register}))
        local = await LocalHouse.on(folder)
        async with await local.stack():
            yield local


@pytest.fixture(scope="session")
async def people(house: LocalHouse) -> AsyncIterator[People]:
    """Everybody who calls."""
    async with People(house.api_url, house.sandbox_url) as everybody:
        yield everybody


@pytest.fixture(scope="session")
async def representative(people: People) -> Caller:
    """Somebody who speaks for an employer, with an e-identity of level 2."""
    [couple] = await people.couples()
    return await people.who(f"citizen:{couple['mother']['number']}")

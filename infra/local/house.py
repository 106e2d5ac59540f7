"""The whole house on one machine: the real database and engine, the stand-ins, the worker and the front door."""

import asyncio
import hmac
import os
import secrets
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from sqlalchemy.engine import make_url

from infra.local.folder import LOOPBACK, DataFolder
from infra.local.postgres import LocalPostgres
from infra.local.processes import Child, Service, listens, says
from infra.local.supervisor import Job, Stack
from infra.local.temporal import LocalTemporal
from infra.migrate import migrate
from infra.settings import Settings

ROOT = Path(__file__).parent.parent.parent
DRIVER = "asyncpg"
OWNER, ENGINE, API = "postgres", "motcua_engine", "motcua_api"


@dataclass(frozen=True)
class Ports:
    """Where each part listens on this machine."""

    api: int
    postgres: int
    temporal: int
    sandbox: int
    smtp: int


class LocalHouse:
    """Every part on one data folder; ``stack`` starts, stops and kills them."""

    def __init__(self, folder: Path, ports: Ports, overrides: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.ports = ports
        self.postgres = LocalPostgres(folder, ports.postgres)
        self.temporal = LocalTemporal(folder, ports.temporal)
        self.api_url = f"http://{LOOPBACK}:{ports.api}"
        self.sandbox_url = f"http://{LOOPBACK}:{ports.sandbox}"
        self._overrides = dict(overrides or {})
        self._given = os.environ.get("MOTCUA_DATABASE_URL", "")
        self.running: Stack | None = None

    @classmethod
    async def on(cls, folder: DataFolder, port: int | None = None, **overrides: str) -> Self:
        """Choose the ports, the same as last time where they are free."""
        names = ("postgres", "temporal", "sandbox", "smtp")
        others = {name: await folder.port(name) for name in names}
        return cls(folder.path, Ports(api=await folder.port("api", port), **others), overrides)

    async def stack(self, on_ready: Callable[[str, float], None] | None = None) -> Stack:
        """Prepare what the parts need and give them, not yet started."""
        if not self._given:
            await self.postgres.prepare()
        await asyncio.to_thread(self._make_seal)
        environment = self.environment()
        needs = ("migrations", "temporal", "sandbox")
        worker = [sys.executable, str(ROOT / "worker.py")]
        sandbox = [sys.executable, "-m", "sandbox", "--data", str(self.folder / "sandbox")]
        sandbox += ["--port", str(self.ports.sandbox), "--smtp-port", str(self.ports.smtp)]
        api = [sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app", "--host", LOOPBACK]
        api += ["--port", str(self.ports.api), "--no-access-log", "--log-level", "warning"]
        parts: list[Service | Job] = [
            *([] if self._given else [self.postgres.service()]),
            self.temporal.service(),
            self._service("sandbox", sandbox, environment, says('"url"')),
            Job("migrations", self._migrate, after=() if self._given else ("postgres",)),
            self._service("worker", worker, environment, says("worker_ready"), needs),
            self._service("api", api, environment, listens(self.ports.api), ("migrations",)),
        ]
        return Stack(self.folder, parts, on_ready)

    def environment(self) -> dict[str, str]:
        """The settings of every process, as variables."""
        seal = self.folder / "development-seal"
        mine = {
            "database_owner_url": self._database_url(OWNER),
            "database_engine_url": self._database_url(ENGINE),
            "database_api_url": self._database_url(API),
            "temporal_address": self.temporal.address,
            "oidc_issuer": f"{self.sandbox_url}/identity",
            "population_url": f"{self.sandbox_url}/population/",
            "civil_status_url": f"{self.sandbox_url}/civil-status/",
            "smtp_url": f"smtp://{LOOPBACK}:{self.ports.smtp}",
            "storage_url": (self.folder / "documents").as_uri(),
            "seal_key_file": str(seal / "key.pem"),
            "seal_certificate_file": str(seal / "certificate.pem"),
            "seal_trust_file": str(seal / "trust.pem"),
            "public_url": self.api_url,
            "blind_index_key": self._secret("blind-index.key"),
        }
        return {f"MOTCUA_{name.upper()}": value for name, value in (mine | self._overrides).items()}

    def settings(self) -> Settings:
        """The same settings for this process."""
        values = {name.removeprefix("MOTCUA_").lower(): value for name, value in self.environment().items()}
        return Settings.model_validate(values)

    def _database_url(self, role: str) -> str:
        """Of our own PostgreSQL, or of the one that ``MOTCUA_DATABASE_URL`` gives to its owner."""
        if not self._given:
            return self.postgres.url(role, driver=DRIVER)
        url = make_url(self._given).set(drivername=f"postgresql+{DRIVER}")
        if role != OWNER:
            password = hmac.new(self._secret("roles.key").encode(), role.encode(), sha256).hexdigest()
            url = url.set(username=role, password=password)
        return url.render_as_string(hide_password=False)

    def _make_seal(self) -> None:
        if not (self.folder / "development-seal").exists():
            # Loading the signing library takes a third of a second: a warm start does without.
            from infra.seal import development_identity

            development_identity(self.folder)

    def _secret(self, name: str) -> str:
        """A secret of this data folder, made on first use."""
        path = self.folder / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        return path.read_text()

    async def _migrate(self) -> None:
        owner, engine, api = (self._database_url(role) for role in (OWNER, ENGINE, API))
        await migrate(owner, engine, api)

    def _service(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str],
        ready: Callable[[Child], Awaitable[bool]],
        after: tuple[str, ...] = (),
    ) -> Service:
        return Service(name, command, ready, env=environment | {"PYTHONPATH": str(ROOT)}, after=after)

"""The whole house on one machine: the real database and engine, the stand-ins, the worker and the front door."""

import asyncio
import hmac
import json
import os
import secrets
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from sqlalchemy.engine import make_url

from infra.crypto.master_keys import MasterKeyFile, begin
from infra.local.folder import LOOPBACK, DataFolder, is_free
from infra.local.postgres import LocalPostgres
from infra.local.processes import Child, Service, listens, says
from infra.local.supervisor import Job, Stack
from infra.local.temporal_server import LocalTemporal
from infra.runtime.settings import Settings

ROOT = Path(__file__).parent.parent.parent
DRIVER = "asyncpg"
SEAL = "seal"
"""Folder of the seal that the sandbox certified."""
OWNER, ENGINE, API = "postgres", "motcua_engine", "motcua_api"


@dataclass(frozen=True)
class Ports:
    """Where each part listens on this machine."""

    api: int
    postgres: int
    temporal: int
    sandbox: int
    smtp: int
    temporal_ui: int | None = None


REGISTERS = {
    "population": "population",
    "civil_status": "civil-status",
    "residence": "residence",
    "id_cards": "id-cards",
    "criminal_records": "criminal-records",
    "traffic": "traffic",
    "business": "business",
    "tax": "tax",
    "insurance": "insurance",
    "social": "social",
}
"""The sandbox's service for each agency."""
OF_REGISTERS = ("registers", "register_secrets", "register_keys")
"""Settings that are JSON, by the agency's name."""
UNCOUNTED = (
    "rate_per_address", "rate_per_person", "rate_of_misses", "rate_of_uploads", "rate_of_codes", "live_per_person",
)  # fmt: skip
"""The bounds that one machine does without."""
BASIS_KEY, ASKERS = "basis.pem", "basis-jwks.json"
"""What signs the worker's look-ups, and the half of it that the sandbox is told."""
GIVES_FILES = ("civil_status",)
"""Those whose results' files the sandbox gives."""
ANSWERS_LATER = ("criminal_records",)
"""Those whose call-backs the sandbox signs."""


class LocalHouse:
    """Every part on one data folder; ``stack`` starts, stops and kills them."""

    worker: Sequence[str] = (str(ROOT / "worker.py"),)
    api = "api.app:create_app"
    database_settings: Mapping[str, str] = {}
    """Of its PostgreSQL, beside the usual ones."""

    def __init__(self, folder: Path, ports: Ports, overrides: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.ports = ports
        self.postgres = LocalPostgres(folder, ports.postgres, self.database_settings)
        self.temporal = LocalTemporal(folder, ports.temporal, ui_port=ports.temporal_ui)
        self.api_url = f"http://{LOOPBACK}:{ports.api}"
        self.sandbox_url = f"http://{LOOPBACK}:{ports.sandbox}"
        self._overrides = dict(overrides or {})
        self._given = os.environ.get("MOTCUA_DATABASE_URL", "")
        self.running: Stack | None = None
        self.signs = False
        """Whether officers sign and time is stamped, by the sandbox's trust services; else a seal of its own is all."""

    @classmethod
    async def on(
        cls, folder: DataFolder, port: int | None = None, usual: Mapping[str, int] | None = None, **overrides: str
    ) -> Self:
        """Choose the ports: the usual ones, else the same as last time, where they are free; for ``port`` 0 any is.

        Raises:
            OSError: ``port``, wanted for the API, is taken.
        """
        wanted = {name: number for name, number in (usual or {}).items() if is_free(number)}
        if port is not None:
            wanted["api"] = port
        names = ["api", "postgres", "temporal", "sandbox", "smtp", *(["temporal_ui"] if usual else [])]
        return cls(folder.path, Ports(**{name: await folder.port(name, wanted.get(name)) for name in names}), overrides)

    async def stack(self, on_ready: Callable[[str, float], None] | None = None) -> Stack:
        """Prepare what the parts need and give them, not yet started."""
        if not self._given:
            await self.postgres.prepare()
        await asyncio.to_thread(self._make_keys)
        environment = self.environment()
        # The key of the tokens is the worker's alone.
        minting = environment | {"MOTCUA_BASIS_KEY_FILE": str(self.folder / BASIS_KEY)}
        needs = ("migrations", "temporal", "seal" if self.signs else "sandbox")
        worker = [sys.executable, *self.worker]
        sandbox = [sys.executable, "-m", "sandbox", "--data", str(self.folder / "sandbox")]
        sandbox += ["--askers", str(self.folder / ASKERS)]
        sandbox += ["--port", str(self.ports.sandbox), "--smtp-port", str(self.ports.smtp)]
        api = [sys.executable, "-m", "uvicorn", "--factory", self.api, "--host", LOOPBACK]
        api += ["--port", str(self.ports.api), "--no-access-log", "--no-proxy-headers", "--log-level", "warning"]
        # Longer than any client or proxy keeps an idle connection: whoever closes first must be the one who sends.
        api += ["--timeout-keep-alive", "75"]
        parts: list[Service | Job] = [
            *([] if self._given else [self.postgres.service()]),
            self.temporal.service(),
            self._service("sandbox", sandbox, environment, says('"url"')),
            *([Job("seal", self._fetch_seal, after=("sandbox",))] if self.signs else []),
            Job("migrations", self._migrate, after=() if self._given else ("postgres",)),
            # The front door asks the database before it opens: on a slow machine it was there before the tables.
            self._service("api", api, environment, listens(self.ports.api), ("migrations",)),
            # People wait for the front door, nobody for the worker's next millisecond.
            self._service("worker", worker, minting, says("worker_ready"), needs, nice=5),
        ]
        return Stack(self.folder, parts, on_ready)

    def addresses(self) -> dict[str, str]:
        """Where people and programs find the parts."""
        pages = {"temporal_ui": f"http://{LOOPBACK}:{self.ports.temporal_ui}"} if self.ports.temporal_ui else {}
        return {
            "api": self.api_url,
            "sandbox": self.sandbox_url,
            "mail": f"{self.sandbox_url}/mail/",
            "temporal": self.temporal.address,
            **pages,
        }

    def environment(self) -> dict[str, str]:
        """The settings of every process, as variables."""
        seal = self.folder / (SEAL if self.signs else "development-seal")
        qr = self.folder / "development-qr"
        mine = {
            "database_owner_url": self._database_url(OWNER),
            "database_engine_url": self._database_url(ENGINE),
            "database_api_url": self._database_url(API),
            "temporal_address": self.temporal.address,
            "temporal_ui_origin": self.addresses().get("temporal_ui", ""),
            "oidc_issuer": f"{self.sandbox_url}/identity",
            **{name: json.dumps(known) for name, known in self._registers().items()},
            "result_files": json.dumps(dict.fromkeys(GIVES_FILES, f"{self.sandbox_url}/result-files/v1/files/")),
            "payments_url": f"{self.sandbox_url}/payments/",
            "payments_partner": "MOTCUA-33",
            "payments_secret": "stand-in-payment-secret",
            "portal_url": f"{self.sandbox_url}/portal/",
            "portal_user": "motcua-33",
            "portal_password": "stand-in-portal-password",
            "portal_unit": "000.00.00.H31",
            "smtp_url": f"smtp://{LOOPBACK}:{self.ports.smtp}",
            "sms_url": f"{self.sandbox_url}/messages/sms",
            "sms_secret": "sandbox-messages",
            "push_url": f"{self.sandbox_url}/messages/push",
            "push_secret": "sandbox-messages",
            "storage_url": (self.folder / "documents").as_uri(),
            "seal_key_file": str(seal / "key.pem"),
            "seal_certificate_file": str(seal / "certificate.pem"),
            "seal_trust_file": str(seal / "trust.pem"),
            "qr_key_file": str(qr / "key.pem"),
            "qr_keys_file": str(qr / "keys.json"),
            "card_trust_file": str(self.folder / "sandbox" / "card-trust.pem"),
            "public_url": self.api_url,
            "blind_index_key": self._secret("blind-index.key"),
            "master_keys_file": str(self._master_keys()),
            # Everybody comes from one address here, and tests in a hurry.
            **dict.fromkeys(UNCOUNTED, "0"),
        } | (self._trust_services() if self.signs else {})
        return {f"MOTCUA_{name.upper()}": value for name, value in (mine | self._overrides).items()}

    def _trust_services(self) -> dict[str, str]:
        trust = f"{self.sandbox_url}/trust"
        return {
            "timestamp_url": f"{trust}/tsa",
            "signing_url": f"{trust}/",
            "signing_client": "motcua",
            "signing_secret": "stand-in-signing-secret",
            "signing_page": f"{trust}/sign/{{signer}}",
        }

    def _registers(self) -> dict[str, dict[str, str]]:
        """The sandbox's, and those that the environment gives beside them: an agency's package brings its own."""
        given = {name: json.loads(os.environ.get(f"MOTCUA_{name.upper()}") or "{}") for name in OF_REGISTERS}
        ours = {name: f"{self.sandbox_url}/{path}/" for name, path in REGISTERS.items()}
        shared = dict.fromkeys(ANSWERS_LATER, "stand-in-register-secret")
        keys = {name: f"{at}.well-known/jwks.json" for name, at in ours.items() if name not in given["registers"]}
        return {name: own | given[name] for name, own in zip(OF_REGISTERS, (ours, shared, keys), strict=True)}

    def settings(self) -> Settings:
        """The same settings for this process."""
        values = {name.removeprefix("MOTCUA_").lower(): value for name, value in self.environment().items()}
        parsed = {name: json.loads(values[name]) for name in (*OF_REGISTERS, "result_files")}
        return Settings.model_validate(values | parsed)

    def _database_url(self, role: str) -> str:
        """Of our own PostgreSQL, or of the one that ``MOTCUA_DATABASE_URL`` gives to its owner."""
        if not self._given:
            return self.postgres.url(role, driver=DRIVER)
        url = make_url(self._given).set(drivername=f"postgresql+{DRIVER}")
        if role != OWNER:
            password = hmac.new(self._secret("roles.key").encode(), role.encode(), sha256).hexdigest()
            url = url.set(username=role, password=password)
        return url.render_as_string(hide_password=False)

    def _make_keys(self) -> None:
        # Loading the libraries takes a third of a second: a warm start does without.
        if not (self.folder / ASKERS).exists():
            from infra.agencies.basis import development_key

            development_key(self.folder / BASIS_KEY, self.folder / ASKERS)
        if not self.signs and not (self.folder / "development-seal").exists():
            from infra.signing.development import development_identity

            development_identity(self.folder)
        if not (qr := self.folder / "development-qr").exists():
            from infra.documents import qr_keys

            qr_keys.development_key(qr)

    async def _fetch_seal(self) -> None:
        """Have a body certified by the sandbox: anew at each start, as its certificate names where the sandbox is."""
        import httpx2

        from infra.signing.development import DEVELOPMENT_NAME

        async with httpx2.AsyncClient(base_url=f"{self.sandbox_url}/trust/", timeout=30) as trust:
            wish = {"kind": "body", "id": "motcua", "name": DEVELOPMENT_NAME}
            told = (await trust.post("_certificates", json=wish)).raise_for_status().json()
            roots = (await trust.get("root.pem")).raise_for_status().text
        earlier = self.folder / "development-seal" / "trust.pem"
        if earlier.exists():  # what was sealed before the sandbox certified bodies
            roots += earlier.read_text()
        (self.folder / SEAL).mkdir(mode=0o700, exist_ok=True)
        files = {"key": told["key"], "certificate": told["certificate"] + told["chain"], "trust": roots}
        for name, content in files.items():
            fresh = self.folder / SEAL / f"{name}.new"
            fresh.touch(mode=0o600)
            fresh.write_text(content)
            fresh.replace(self.folder / SEAL / f"{name}.pem")

    def _secret(self, name: str) -> str:
        """A secret of this data folder, made on first use."""
        path = self.folder / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        return path.read_text()

    def _master_keys(self) -> Path:
        path = self.folder / "master.keys"
        if not path.exists():
            begin(path, development=True)
        return path

    async def _migrate(self) -> None:
        # Loading SQLAlchemy and Alembic takes longer than the other parts need to be on their way.
        from infra.db.database import Database
        from infra.db.migrate import migrate
        from infra.facts.loading import Facts
        from infra.facts.office_codes import refuse_moved_offices

        owner, engine, api = (self._database_url(role) for role in (OWNER, ENGINE, API))
        await migrate(owner, engine, api, masters=MasterKeyFile(self._master_keys()))
        settings = self.settings()
        # Worker and front door refuse too: here whoever starts the house reads it.
        async with Database.of_engine(settings, 1) as database:
            await refuse_moved_offices(database, Facts.load(settings.facts).offices)

    def _service(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str],
        ready: Callable[[Child], Awaitable[bool]],
        after: tuple[str, ...] = (),
        nice: int = 0,
    ) -> Service:
        # Without compiled modules every process takes seconds longer to start.
        python = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
        return Service(name, command, ready, env=environment | python, after=after, nice=nice)

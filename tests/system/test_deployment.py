"""What an operator gets: a compose file that validates, and a production that refuses every stand-in by name."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from infra.runtime.settings import NOT_THE_APIS, NOT_THE_WORKERS, Settings

ROOT = Path(__file__).parents[2]
FILLED = {
    "PUBLIC_URL": "https://motcua.example",
    "OIDC_ISSUER": "https://identity.example",
    "REGISTERS": '{"population": "https://population.example"}',
    "TIMESTAMP_URL": "https://time.example",
    "SMTP_URL": "smtp+starttls://motcua:secret@mail.example:587",
    "MAIL_FROM": "motcua@motcua.example",
    "BLIND_INDEX_KEY": "ab" * 32,
    "MASTER_KEYS_FOLDER": "/srv/motcua-keys",
}


def asked_for() -> list[str]:
    """The variables that `.env.example` leaves empty."""
    return re.findall(r"^([A-Z_]+)=$", (ROOT / ".env.example").read_text(), re.MULTILINE)


def compose(tmp_path: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    if not (program := shutil.which("docker-compose")):
        pytest.skip("docker-compose is not installed; `make test` as root installs it")
    environment = tmp_path / "environment"
    environment.write_text("".join(f"{name}={value}\n" for name, value in variables.items()))
    return subprocess.run(
        [program, "--env-file", environment, "--file", ROOT / "docker-compose.yml", "config", "--format", "json"],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )


def answers() -> dict[str, str]:
    return {name: FILLED.get(name, "secret") for name in asked_for()}


@pytest.fixture
def deployed(tmp_path: Path) -> dict[str, Any]:
    """The compose file as an engine would read it, with every question answered."""
    read = compose(tmp_path, answers())
    assert read.returncode == 0, read.stderr
    services: dict[str, Any] = json.loads(read.stdout)["services"]
    return services


def settings_of(service: dict[str, Any]) -> Settings:
    given = {
        name.removeprefix("MOTCUA_").lower(): value
        for name, value in service["environment"].items()
        if name.startswith("MOTCUA_") and value
    }
    written = {name: json.loads(given[name]) for name in ("registers",) if name in given}
    return Settings.model_validate(given | written)


def test_the_compose_file_validates_with_all_its_parts(deployed: dict[str, Any]) -> None:
    assert {"api", "worker", "migrate", "postgres", "temporal", "objects", "telemetry"} <= set(deployed)


@pytest.mark.parametrize("missing", asked_for())
def test_the_compose_file_has_no_default_for(missing: str, tmp_path: Path) -> None:
    refused = compose(tmp_path, {name: value for name, value in answers().items() if name != missing})

    assert refused.returncode != 0
    assert missing in refused.stderr


@pytest.mark.parametrize("service", ["api", "worker", "migrate"])
def test_its_settings_are_known_and_accepted_in_production(service: str, deployed: dict[str, Any]) -> None:
    known = {f"MOTCUA_{name.upper()}" for name in Settings.model_fields}
    given = {name for name in deployed[service]["environment"] if name.startswith("MOTCUA_")}

    assert given <= known
    assert settings_of(deployed[service]).environment == "production"


def test_no_process_is_told_anothers_secrets(deployed: dict[str, Any]) -> None:
    told = {name: set(deployed[name]["environment"]) for name in ("api", "worker", "migrate")}
    assert [name for name in told["api"] if name in {f"MOTCUA_{one.upper()}" for one in NOT_THE_APIS}] == []
    assert [name for name in told["worker"] if name in {f"MOTCUA_{one.upper()}" for one in NOT_THE_WORKERS}] == []
    assert settings_of(deployed["api"]).refuse_others(*NOT_THE_APIS)
    assert settings_of(deployed["worker"]).refuse_others(*NOT_THE_WORKERS)
    assert not {name for name in told["migrate"] if "SECRET" in name or "BLIND" in name or "ENGINE" in name}
    given = {name: {s["source"] for s in deployed[name].get("secrets", [])} for name in told}
    assert (given["api"], given["migrate"]) == ({"seal_trust", "qr_keys"}, set())


def test_each_process_that_opens_what_is_sealed_has_the_master_keys(deployed: dict[str, Any]) -> None:
    for name in ("api", "worker", "migrate"):
        folder = str(Path(deployed[name]["environment"]["MOTCUA_MASTER_KEYS_FILE"]).parent)
        assert folder in {volume["target"] for volume in deployed[name]["volumes"]}, name


def test_only_migrations_own_the_schema(deployed: dict[str, Any]) -> None:
    owners = [
        name for name, service in deployed.items() if "MOTCUA_DATABASE_OWNER_URL" in service.get("environment", {})
    ]

    assert owners == ["migrate"]


def test_only_the_worker_can_sign_the_legal_basis_of_a_look_up(deployed: dict[str, Any]) -> None:
    told = {name for name, service in deployed.items() if "MOTCUA_BASIS_KEY_FILE" in service.get("environment", {})}
    given = {
        name for name, service in deployed.items() if "basis_key" in {s["source"] for s in service.get("secrets", [])}
    }

    assert told == given == {"worker"}


def test_nothing_but_the_api_is_reached_from_outside(deployed: dict[str, Any]) -> None:
    published = {
        name: port.get("host_ip", "") for name, service in deployed.items() for port in service.get("ports", [])
    }

    assert published.pop("api") == ""
    assert set(published.values()) <= {"127.0.0.1"}


def test_every_mounted_file_is_in_the_repository(deployed: dict[str, Any]) -> None:
    sources = [
        Path(volume["source"])
        for service in deployed.values()
        for volume in service.get("volumes", [])
        if volume["type"] == "bind"
    ]

    assert sources
    assert [path for path in sources if not path.exists() and str(path) != FILLED["MASTER_KEYS_FOLDER"]] == []


def test_the_image_holds_every_package_that_production_imports() -> None:
    allowed = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines()}
    packages = {package.parent.name for package in ROOT.glob("*/__init__.py")}
    assert packages - allowed == {"bench", "sandbox", "tests"}


@pytest.fixture
def production() -> dict[str, Any]:
    """Settings that production accepts."""
    return {
        "environment": "production",
        "build_id": "1.0.0",
        "database_engine_url": "postgresql+asyncpg://engine:secret@postgres/motcua",
        "database_api_url": "postgresql+asyncpg://api:secret@postgres/motcua",
        "oidc_issuer": "https://identity.example",
        "registers": {"population": "https://population.example"},
        "smtp_url": "smtp+starttls://motcua:secret@mail.example:587",
        "storage_url": "s3://motcua",
        "seal_key_file": "/run/secrets/seal_key",
        "qr_key_file": "/run/secrets/qr_key",
        "qr_keys_file": "/run/secrets/qr_keys",
        "seal_trust_file": "/run/secrets/seal_trust",
        "timestamp_url": "https://time.example",
        "blind_index_key": "ab" * 32,
        "master_keys_file": "/run/secrets/master_keys",
        "public_url": "https://motcua.example",
    }


def test_production_starts_without_stand_ins(production: dict[str, Any]) -> None:
    assert Settings.model_validate(production).environment == "production"


@pytest.mark.parametrize("name", ["oidc_issuer", "smtp_url", "public_url"])
def test_production_refuses_a_stand_in_by_name(name: str, production: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=f"MOTCUA_{name.upper()} points at this machine"):
        Settings.model_validate(production | {name: "http://127.0.0.1:9000"})


@pytest.mark.parametrize(
    "name",
    [
        "build_id",
        "oidc_issuer",
        "storage_url",
        "seal_key_file",
        "qr_key_file",
        "qr_keys_file",
        "blind_index_key",
        "master_keys_file",
    ],
)
def test_production_refuses_to_guess(name: str, production: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=f"MOTCUA_{name.upper()} is not set"):
        Settings.model_validate(production | {name: ""})


def test_production_names_every_fault_at_once(production: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate(production | {"oidc_issuer": "http://localhost:1", "storage_url": ""})

    assert "MOTCUA_OIDC_ISSUER points" in str(refused.value)
    assert "MOTCUA_STORAGE_URL is not set" in str(refused.value)


def test_the_image_carries_nothing_of_the_sandbox() -> None:
    let_in = (ROOT / ".dockerignore").read_text().splitlines()

    assert "*" in let_in
    assert "!sandbox" not in let_in


def test_what_a_province_does_without_is_not_asked_for_and_reaches_nobody(deployed: dict[str, Any]) -> None:
    settings = settings_of(deployed["worker"])
    assert (settings.payments_url, settings.register_secrets, settings.register_limits) == ("", {}, {})


def test_an_empty_variable_is_one_that_was_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_REGISTER_LIMITS", "")
    assert Settings().register_limits == {}

"""A production that leans on anything made for development does not start."""

from typing import Any

import pytest
from pydantic import ValidationError

from infra.runtime.settings import NOT_THE_APIS, NOT_THE_WORKERS, Settings

PRODUCTION: dict[str, Any] = {
    "environment": "production",
    "build_id": "1.0.0",
    "database_engine_url": "postgresql+asyncpg://motcua_engine:x@db/motcua",
    "database_api_url": "postgresql+asyncpg://motcua_api:x@db/motcua",
    "blind_index_key": "ab" * 32,
    "master_keys_file": "/run/secrets/master.keys",
    "oidc_issuer": "https://vneid.gov.vn",
    "registers": {"population": "https://dancu.gov.vn", "civil_status": "https://hotich.gov.vn"},
    "smtp_url": "smtp+starttls://mail.hungyen.gov.vn:587",
    "storage_url": "s3://motcua/documents",
    "seal_key_file": "/run/secrets/seal.pem",
    "qr_key_file": "/run/secrets/qr.pem",
    "qr_keys_file": "/run/secrets/qr.json",
    "seal_trust_file": "/run/secrets/trust.pem",
    "timestamp_url": "http://tsa.ca.gov.vn",
    "public_url": "https://motcua.hungyen.gov.vn",
}
DATABASES = {"database_engine_url", "database_api_url"}
NEEDED = sorted(set(PRODUCTION) - {"environment", "public_url"} - DATABASES)


def test_a_whole_production_starts() -> None:
    assert Settings(**PRODUCTION).environment == "production"


@pytest.mark.parametrize("name", NEEDED)
def test_production_names_what_is_missing(name: str) -> None:
    with pytest.raises(ValidationError, match=f"MOTCUA_{name.upper()} is not set"):
        Settings(**PRODUCTION | {name: {} if name == "registers" else ""})


OF_WORKER = {"seal_key_file", "seal_trust_file", "smtp_url", "timestamp_url", "database_engine_url"}
OF_API = {"oidc_issuer", "database_api_url"}


@pytest.mark.parametrize("others", [OF_WORKER, OF_API], ids=["api", "worker"])
def test_a_process_asks_for_what_it_uses_alone(others: set[str]) -> None:
    own = {name: value for name, value in PRODUCTION.items() if name not in others}
    assert Settings(**own).environment == "production"
    for name in set(own) & ((OF_WORKER | OF_API) - DATABASES):
        with pytest.raises(ValidationError, match=f"MOTCUA_{name.upper()} is not set"):
            Settings(**own | {name: ""})


def test_migrations_need_the_owners_database_and_the_master_keys_and_nothing_else() -> None:
    own = {name: PRODUCTION[name] for name in ("environment", "master_keys_file")}
    assert Settings(**own, database_owner_url="postgresql+asyncpg://motcua_owner:x@db/motcua").oidc_issuer == ""


def test_production_without_a_database_says_which_is_whose() -> None:
    with pytest.raises(ValidationError, match=r"MOTCUA_DATABASE_ENGINE_URL \(worker\) or MOTCUA_DATABASE_API_URL"):
        Settings(**{name: value for name, value in PRODUCTION.items() if name not in DATABASES})


@pytest.mark.parametrize("name", [*NOT_THE_APIS, *NOT_THE_WORKERS])
def test_production_refuses_a_process_that_holds_what_is_anothers(name: str) -> None:
    told = PRODUCTION | {name: PRODUCTION.get(name, "hidden")}
    with pytest.raises(ValueError, match=f"MOTCUA_{name.upper()}") as refused:
        Settings(**told).refuse_others(name)
    assert "hidden" not in str(refused.value)
    assert Settings(**told | {"environment": "development"}).refuse_others(name)


OUTSIDE = (
    "oidc_issuer", "payments_url", "smtp_url", "public_url", "timestamp_url", "signing_url", "signing_page", "sms_url",
    "push_url", "portal_url",
)  # fmt: skip


@pytest.mark.parametrize("host", ["127.0.0.1:9", "localhost", "[::1]:80", "0.0.0.0", "[::ffff:127.0.0.1]"])
@pytest.mark.parametrize("name", OUTSIDE)
def test_production_refuses_what_listens_on_this_machine(name: str, host: str) -> None:
    scheme = "smtp" if name == "smtp_url" else "https"
    with pytest.raises(ValidationError, match=f"MOTCUA_{name.upper()} points at this machine"):
        Settings(**PRODUCTION | {name: f"{scheme}://{host}/"})


@pytest.mark.parametrize("name", ["oidc_issuer", "payments_url", "signing_url", "signing_page", "portal_url"])
def test_production_speaks_to_agencies_in_secret(name: str) -> None:
    with pytest.raises(ValidationError, match=f"MOTCUA_{name.upper()} must be https"):
        Settings(**PRODUCTION | {name: "http://dancu.gov.vn"})


@pytest.mark.parametrize("name", ["user", "password", "unit"])
def test_production_is_told_as_whom_it_comes_to_the_portal(name: str) -> None:
    account = {f"portal_{one}": "ours" for one in ("user", "password", "unit")} | {
        "portal_url": "https://dvcqg.example"
    }
    assert Settings(**PRODUCTION | account).portal_unit == "ours"
    with pytest.raises(ValidationError, match=f"MOTCUA_PORTAL_{name.upper()} is not set"):
        Settings(**PRODUCTION | account | {f"portal_{name}": ""})


@pytest.mark.parametrize(
    ("url", "why"), [("https://localhost/", "points at this machine"), ("http://dancu.gov.vn", "must be https")]
)
def test_production_holds_every_register_to_it(url: str, why: str) -> None:
    with pytest.raises(ValidationError, match=rf"MOTCUA_REGISTERS \(population\) {why}"):
        Settings(**PRODUCTION | {"registers": {"population": url}})


@pytest.mark.parametrize(
    ("url", "why"), [("https://127.0.0.1/files/", "points at this machine"), ("http://hotich.gov.vn/", "must be https")]
)
def test_production_fetches_papers_from_agencies_alone_and_in_secret(url: str, why: str) -> None:
    with pytest.raises(ValidationError, match=rf"MOTCUA_RESULT_FILES \(civil_status\) {why}"):
        Settings(**PRODUCTION | {"result_files": {"civil_status": url}})


@pytest.mark.parametrize(
    ("secrets", "why"),
    [({"population": ""}, r"\(population\) is empty"), ({"nobody": "s"}, r"\(nobody\) is of no agency")],
)
def test_production_hears_only_agencies_that_it_knows_and_whose_word_it_can_prove(
    secrets: dict[str, str], why: str
) -> None:
    with pytest.raises(ValidationError, match=f"MOTCUA_REGISTER_SECRETS {why}"):
        Settings(**PRODUCTION | {"register_secrets": secrets})


@pytest.mark.parametrize("missing", ["seal_pkcs11_token", "seal_pkcs11_key", "seal_certificate_file"])
def test_a_seal_in_a_token_needs_no_key_file_but_all_that_finds_its_key(missing: str) -> None:
    token = {
        "seal_key_file": "",
        "seal_certificate_file": "/run/secrets/seal.pem",
        "seal_pkcs11_module": "/usr/lib/libhsm.so",
        "seal_pkcs11_token": "con-dau",
        "seal_pkcs11_key": "seal",
        "seal_pkcs11_pin": "hidden-pin",
    }
    assert "hidden-pin" not in repr(Settings(**PRODUCTION | token))
    with pytest.raises(ValidationError, match=f"MOTCUA_{missing.upper()} is not set"):
        Settings(**PRODUCTION | token | {missing: ""})


def test_production_signs_remotely_only_with_a_secret() -> None:
    with pytest.raises(ValidationError, match="MOTCUA_SIGNING_SECRET is not set"):
        Settings(**PRODUCTION | {"signing_url": "https://kyso.gov.vn"})


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"population": "http://dancu.gov.vn/jwks"}, r"\(population\) must be https"),
        ({"population": "https://localhost/jwks"}, r"\(population\) points at this machine"),
        ({"nobody": "/run/secrets/nobody.json"}, r"\(nobody\) is of no agency"),
    ],
)
def test_production_takes_an_agencys_keys_from_the_agency_alone(keys: dict[str, str], why: str) -> None:
    with pytest.raises(ValidationError, match=f"MOTCUA_REGISTER_KEYS {why}"):
        Settings(**PRODUCTION | {"register_keys": keys})
    given = {"population": "/run/secrets/population.json", "civil_status": "https://hotich.gov.vn/jwks"}
    assert Settings(**PRODUCTION | {"register_keys": given}).register_keys == given


def test_only_an_agency_whose_word_can_be_proved_is_told_where_to_answer() -> None:
    known = Settings.model_validate(
        {"public_url": "https://motcua.hungyen.gov.vn", "register_secrets": {"population": "a-secret"}}
    )
    assert known.answers_go_to == {"population": "https://motcua.hungyen.gov.vn/api/v1/agencies/population/answers"}
    assert "a-secret" not in repr(known)


def test_development_starts_with_nothing() -> None:
    assert Settings().environment == "development"


def test_secrets_are_not_printed() -> None:
    printed = repr(Settings(**PRODUCTION))
    assert "motcua_api:x" not in printed
    assert "abab" not in printed


def test_a_refusal_quotes_no_secret() -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**PRODUCTION | {"oidc_issuer": ""})
    assert "abab" not in str(refused.value)
    assert "motcua_api:x" not in str(refused.value)

"""Settings of every process, read once in main or lifespan from ``MOTCUA_*`` variables and passed down.

Production refuses to start beside a stand-in: see ``Settings.refuse_stand_ins``.
"""

from collections.abc import Iterator
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from infra.runtime.addresses import is_this_machine

NOT_THE_APIS = ("database_owner_url", "database_engine_url", "basis_key_file", "qr_key_file", "seal_key_file",
                "portal_password", "portal_url", "push_secret", "push_url", "seal_pkcs11_pin", "seals_file",
                "signing_secret", "sms_secret", "sms_url", "smtp_url")  # fmt: skip
NOT_THE_WORKERS = ("database_owner_url", "database_api_url", "receipt_key_file")
"""What production tells other processes alone."""


class Limit(BaseModel, extra="forbid", frozen=True):
    """How hard one agency is asked, by all workers together and by each."""

    per_second: float = Field(default=50, gt=0)
    """Calls a second of the whole installation; the engine holds it."""
    at_once: int = Field(default=20, gt=0)
    """Calls under way in one worker: an agency that hangs takes no more of it than these."""


class Settings(BaseSettings):
    """What differs between one machine and a province's data centre; nothing of the law is here."""

    model_config = SettingsConfigDict(
        env_prefix="MOTCUA_", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    environment: Literal["development", "production"] = "development"

    database_owner_url: SecretStr = SecretStr("")
    """Owns the schema; used by migrations alone."""
    database_engine_url: SecretStr = SecretStr("")
    """The worker's role: sees every dossier, owns nothing, bypasses nothing."""
    database_api_url: SecretStr = SecretStr("")
    """The front door's role: row-level security shows it what the person of the request may see."""

    facts: str = ""
    """Folder with the province's calendar, offices and versions of procedures; the sample province's unless set."""

    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "default"
    temporal_ui_origin: str = ""
    """``https://host`` of Temporal's pages, whose browsers may ask the codec; none may without it."""
    task_queue: str = "motcua"
    build_id: str = ""
    """Name of this build of the code: dossiers stay on the build that began them. Nothing is pinned without one."""

    oidc_issuer: str = ""
    oidc_audience: str = "motcua"
    oidc_client: str = "motcua"
    """Our name at the provider, for logins by browser."""
    oidc_client_secret: SecretStr = SecretStr("")
    """Proves to the provider that it is we; without it PKCE alone does."""
    session_idle: int = Field(default=1800, gt=0)
    """Seconds after which a browser that asked for nothing is logged out."""
    session_lasts: int = Field(default=43200, gt=0)
    """Seconds after which it is logged out in any case."""
    oidc_acr_values: str = "2"
    """What the provider calls a login with an e-identity of level 2: told to whoever comes with less."""
    shortest_rsa: int = Field(default=3072, ge=2048)
    """Bits of an RSA key of others that is taken: the identity provider's, and an officer's at the signing service."""
    token_lasts: int = Field(default=3600, gt=0)
    """Seconds that a token may live, from its making to its end: the provider's longer ones are refused."""
    officer_login_lasts: int = Field(default=43200, gt=0)
    """Seconds since an officer's login in which they may decide."""

    registers: dict[str, str] = {}
    """Where each agency answers, by its name: JSON, ``{"population": "https://…", "civil_status": "https://…", …}``."""
    register_limits: dict[str, Limit] = {}
    """How hard an agency is asked, then on a queue of its own: JSON, ``{"population": {"per_second": 20}}``."""
    register_secrets: dict[str, SecretStr] = {}
    """Proves what an agency answers in its own time, by its name; without one only an officer can enter it."""
    register_keys: dict[str, str] = {}
    """Where each agency that signs its answers publishes its keys: JSON by name, the address or file of a JWKS."""
    basis_key_file: str = ""
    """PEM, Ed25519: signs the legal basis of each look-up. The worker's alone: the front door is not told."""
    consumer_keys: dict[str, str] = {}
    """Where each agency that may ask this house publishes its keys: JSON by name, the address or file of a JWKS."""
    consumer_recalls: dict[str, str] = {}
    """By agency, the address at which it is told that a shared result it used is recalled. The worker's."""
    result_files: dict[str, str] = {}
    """By agency, the address below which it gives the files of results that it put into the shared warehouse."""
    receipt_key_file: str = ""
    """PEM, Ed25519: signs what this house answers to agencies, and by what ground it asks for a result's file. The
    front door's alone; without it none is answered."""
    payments_url: str = ""
    """The payment platform; without it fees are paid at the counter alone."""
    payments_partner: str = ""
    payments_secret: SecretStr = SecretStr("")
    """Signs what is said to the platform and proves what it says."""
    portal_url: str = ""
    """The national portal's adapter; without it nothing is synchronised, and what was is caught up when it is named."""
    portal_user: str = ""
    portal_password: SecretStr = SecretStr("")
    portal_unit: str = ""
    """The province's own code at the portal (``madonvi``)."""
    portal_looks_every: float = Field(default=30.0, gt=0)
    """Seconds between looks whether somebody filed on the portal itself."""
    portal_filings_kept: int = Field(default=30, gt=0)
    """Days after which what a declined filing of the portal said is forgotten, since its sender was told."""
    smtp_url: str = ""
    """``smtp://host:port``, or ``smtp+starttls://user:password@host:port``."""
    mail_from: str = "motcua@localhost"
    sms_url: str = ""
    """Gateway that takes short messages (``POST {"to", "text"}``); without it nobody is told by SMS."""
    sms_secret: SecretStr = SecretStr("")
    push_url: str = ""
    """The same for messages to the identity app, by citizen number; without it nobody is told there."""
    push_secret: SecretStr = SecretStr("")

    storage_url: str = ""
    """``file:///folder`` or ``s3://bucket/prefix``; S3 credentials come from the usual ``AWS_*`` variables."""
    seal_key_file: str = ""
    seal_certificate_file: str = ""
    seal_trust_file: str = ""
    """PEM certificates that a seal must chain to."""
    seal_pkcs11_module: str = ""
    """Library of the token that holds the seal's key (HSM, smart card); the key file is not read then."""
    seal_pkcs11_token: str = ""
    seal_pkcs11_key: str = ""
    """Labels of the token, and of the key in it."""
    seal_pkcs11_pin: SecretStr = SecretStr("")
    seals_file: str = ""
    """JSON by office code: the seals of offices that seal apart; all others use the one above."""
    timestamp_url: str = ""
    """A time-stamp authority (RFC 3161); with one a result is proved for as long as it is kept."""

    restamp_before: int = Field(default=180, gt=0)
    """Days before the end of the certificate of a result's last archive time stamp at which it is stamped again."""

    signing_url: str = ""
    """Remote signing of officers (Cloud Signature Consortium API v2); without it results carry the seal alone."""
    signing_client: str = ""
    signing_secret: SecretStr = SecretStr("")
    signing_page: str = ""
    """Where officers confirm what they sign; ``{signer}`` stands for their staff code."""
    card_trust_file: str = ""
    """PEM: the country authorities that identity cards' chips must chain to, and their revocation lists."""

    qr_key_file: str = ""
    """Signs the code on each result: PEM, EC P-256. Without it results carry none."""
    qr_keys_file: str = ""
    """The published keys that codes are checked with: that key's and those before it, a JWK Set."""

    public_url: str = "http://127.0.0.1:8000"
    blind_index_key: SecretStr = SecretStr("")
    """Hex, 32 bytes: citizen numbers are found by HMAC under this key, never stored as a search key in the open."""
    master_keys_file: str = ""
    """File of the master keys, that wrap the key of each dossier."""

    upload_limit: int = 10 * 1024 * 1024
    """Bytes an uploaded file may have."""
    uploads_kept: int = Field(default=30, gt=0)
    """Days after which a file is deleted that no dossier names, unless whoever brought it has a draft."""
    drafts_kept: int = Field(default=30, gt=0)
    """Days after which a draft is deleted that nobody went on with."""
    clamd_address: str = ""
    """``host:port`` of the malware scanner that every upload passes; without it none is scanned."""
    trusted_proxies: list[str] = []
    """Addresses or networks of our own proxies: of them alone ``X-Forwarded-For`` is believed; JSON."""
    rate_per_address: int = Field(default=3000, ge=0)
    """Requests a minute from one address, where a whole office may sit; 0 counts nothing. So with all rates."""
    rate_per_person: int = Field(default=600, ge=0)
    """Requests a minute with one person's tokens."""
    rate_of_misses: int = Field(default=60, ge=0)
    """Answers a minute that there is no such thing (404) or no such right (401): more of them is guessing."""
    rate_of_uploads: int = Field(default=60, ge=0)
    """Files a minute, of one address and of one person."""
    rate_of_codes: int = Field(default=20, ge=0)
    """One-time codes asked for and tried a minute from one address, where a whole office may sit."""
    live_per_person: int = Field(default=20, ge=0)
    """Pages of one person that are told of changes at once; one more, and the oldest stands still. 0 counts nothing."""
    clinic_waits: float = Field(default=4, ge=0)
    """Seconds that a clinic waits for the insurance register before it is told that the reception is temporary."""
    compare_by_night: bool = False
    """Whether what registers said in whatever dossiers is held against one another by night, as agreements allow."""
    relay_interval: float = 0.5
    """Seconds between looks whether something is due: owed by the outbox, or because its time has come."""
    bulk_per_second: float = Field(default=5, gt=0)
    """Dossiers of batches that each worker decides in a second, beside all that is decided one by one."""
    sweep_after: float = 10.0
    """Seconds the engine may owe a dossier a step before the sweep wakes it again."""
    sleeps_after: float = Field(default=600, ge=0)
    """Seconds after which the workflow of a dossier that waits for people or days ends; what comes next begins it
    again from the journal. 0: never."""
    publish_heads_every: float = Field(default=600, gt=0)
    """Seconds between two signed heads of all journals; nothing is published where no journal grew."""
    publish_facts_every: float = Field(default=30, gt=0)
    """Seconds between two looks at which months of facts changed: their files, which figures read, are made anew."""
    cached_dossiers: int = 2000
    """Dossiers a worker keeps in memory while they wait; any other is walked again from its history when it goes on."""

    otlp_endpoint: str = ""
    log_level: str = "INFO"

    @model_validator(mode="after")
    def refuse_stand_ins(self) -> Self:
        """Refuse a production that leans on anything made for development.

        Raises:
            ValueError: names each setting that is missing or points at this machine.
        """
        if self.environment == "production" and (faults := list(self._faults())):
            raise ValueError("production refuses to start: " + "; ".join(faults))
        return self

    @property
    def answers_go_to(self) -> dict[str, str]:
        """Where each agency whose word can be proved brings what it answers in its own time."""
        return {name: f"{self.public_url}/api/v1/agencies/{name}/answers" for name in self.register_secrets}

    def refuse_others(self, *names: str) -> Self:
        """Refuse, in production, to hold what is another process's to use: what is not held is not stolen here.

        Raises:
            ValueError: names each.
        """
        held = [f"MOTCUA_{name.upper()}" for name in names if self._has(name)]
        if self.environment == "production" and held:
            raise ValueError(f"this process must not be told {', '.join(held)}: give it to the one that uses it alone")
        return self

    def _has(self, name: str) -> bool:
        value = getattr(self, name)
        return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)

    def _needed(self) -> list[str]:
        """Name what a process asks for: its database's role tells which one it is."""
        needed = ["master_keys_file"]
        engine, api = self._has("database_engine_url"), self._has("database_api_url")
        if engine or api:
            needed += ["build_id", "registers", "storage_url", "blind_index_key", "qr_keys_file"]
        if api:
            needed += ["oidc_issuer"]
        if engine:
            in_token = ["seal_pkcs11_token", "seal_pkcs11_key", "seal_certificate_file"]
            needed += ["smtp_url", "timestamp_url", "seal_trust_file", "qr_key_file"]
            needed += in_token if self.seal_pkcs11_module else ["seal_key_file"]
        return needed

    def _faults(self) -> Iterator[str]:
        yield from (f"MOTCUA_{name.upper()} is not set" for name in self._needed() if not self._has(name))
        if not any(self._has(f"database_{role}_url") for role in ("owner", "engine", "api")):
            yield "MOTCUA_DATABASE_ENGINE_URL (worker) or MOTCUA_DATABASE_API_URL (API) is not set"
        yield from self._unproved()
        yield from self._misplaced()

    def _unproved(self) -> Iterator[str]:
        """Say what is spoken to, or believed, without a secret or a name."""
        if self.payments_url and not self._has("payments_secret"):
            yield "MOTCUA_PAYMENTS_SECRET is not set"
        for name in ("user", "password", "unit"):
            if self.portal_url and not self._has(f"portal_{name}"):
                yield f"MOTCUA_PORTAL_{name.upper()} is not set"
        if self.signing_url and not self._has("signing_secret"):
            yield "MOTCUA_SIGNING_SECRET is not set"
        for way in ("sms", "push"):
            if self._has(f"{way}_url") and not self._has(f"{way}_secret"):
                yield f"MOTCUA_{way.upper()}_SECRET is not set"
        for name, secret in self.register_secrets.items():
            if not secret.get_secret_value():
                yield f"MOTCUA_REGISTER_SECRETS ({name}) is empty"
            if name not in self.registers:
                yield f"MOTCUA_REGISTER_SECRETS ({name}) is of no agency of MOTCUA_REGISTERS"
        for name in self.register_keys.keys() - self.registers.keys():
            yield f"MOTCUA_REGISTER_KEYS ({name}) is of no agency of MOTCUA_REGISTERS"

    def _misplaced(self) -> Iterator[str]:
        """Say which address leads to a stand-in, or is spoken to in the open."""
        addresses = {"MOTCUA_OIDC_ISSUER": self.oidc_issuer, "MOTCUA_PAYMENTS_URL": self.payments_url}
        addresses |= {"MOTCUA_SIGNING_URL": self.signing_url, "MOTCUA_SIGNING_PAGE": self.signing_page}
        addresses |= {"MOTCUA_SMS_URL": self.sms_url, "MOTCUA_PUSH_URL": self.push_url}
        addresses |= {"MOTCUA_PORTAL_URL": self.portal_url}
        addresses |= {f"MOTCUA_REGISTERS ({name})": url for name, url in self.registers.items()}
        addresses |= {f"MOTCUA_CONSUMER_RECALLS ({name})": url for name, url in self.consumer_recalls.items()}
        addresses |= {f"MOTCUA_RESULT_FILES ({name})": url for name, url in self.result_files.items()}
        published = {name: url for name, url in self.register_keys.items() if urlsplit(url).scheme}
        addresses |= {f"MOTCUA_REGISTER_KEYS ({name})": url for name, url in published.items()}
        for name, url in addresses.items():
            if _is_here(url):
                yield f"{name} points at this machine, where only stand-ins listen"
            elif url and urlsplit(url).scheme != "https":
                yield f"{name} must be https"
        # Migrations serve nobody, so they have no public address.
        serving = ["public_url"] if self._has("database_engine_url") or self._has("database_api_url") else []
        for name in ("smtp_url", "timestamp_url", *serving):
            if _is_here(getattr(self, name)):
                yield f"MOTCUA_{name.upper()} points at this machine, where only stand-ins listen"


def _is_here(url: str) -> bool:
    try:
        return is_this_machine(urlsplit(url).hostname or "")
    except ValueError:
        return False  # no address at all: whoever speaks to it says so

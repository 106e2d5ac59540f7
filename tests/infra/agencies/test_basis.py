"""Only who has the key signs a legal basis, and production does not look anything up without one."""

import json
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, KeySet, OKPKey
from joserfc.jws import deserialize_compact

from commands.basis import jwks
from infra.agencies.basis import REGISTRY, KeyUnusable, Mint, development_key, load_key, open_mint
from infra.runtime.settings import Settings


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The key of a data folder."""
    development_key(tmp_path / "basis.pem", tmp_path / "basis-jwks.json")
    return tmp_path / "basis.pem"


def test_what_is_published_verifies_and_cannot_sign(key: Path) -> None:
    published = json.loads((key.parent / "basis-jwks.json").read_text())
    token = Mint(load_key(key), "https://motcua.example").token("population", "c/mother", {"dossier": "c"})
    said = json.loads(deserialize_compact(token, KeySet.import_key_set(published), registry=REGISTRY).payload)
    assert (said["iss"], said["aud"], said["jti"], said["dossier"]) == (
        "https://motcua.example",
        "population",
        "c/mother",
        "c",
    )
    assert "d" not in published["keys"][0]
    assert key.stat().st_mode & 0o077 == 0


def test_a_key_that_is_there_stays(key: Path) -> None:
    before = key.read_bytes()
    development_key(key, key.parent / "basis-jwks.json")
    assert key.read_bytes() == before


def test_agencies_are_given_both_keys_while_one_takes_the_place_of_the_other(
    key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.pem"
    new.write_bytes(OKPKey.generate_key("Ed25519").as_pem(private=True))
    jwks([key, new])
    kids = [one["kid"] for one in json.loads(capsys.readouterr().out)["keys"]]
    assert kids == [load_key(key).kid, load_key(new).kid]


def test_what_is_no_such_key_is_named(key: Path, tmp_path: Path) -> None:
    elliptic, public, nothing = tmp_path / "ec.pem", tmp_path / "public.pem", tmp_path / "none.pem"
    elliptic.write_bytes(ECKey.generate_key("P-256").as_pem(private=True))
    public.write_bytes(load_key(key).as_pem(private=False))
    for file in (elliptic, public, nothing):
        with pytest.raises(KeyUnusable, match=f"MOTCUA_BASIS_KEY_FILE: {file} is no"):
            load_key(file)


def test_production_looks_nothing_up_without_a_key(key: Path) -> None:
    assert open_mint(Settings()) is None
    assert open_mint(Settings(basis_key_file=str(key)))
    with pytest.raises(KeyUnusable, match="MOTCUA_BASIS_KEY_FILE is not set"):
        open_mint(Settings.model_construct(environment="production", basis_key_file=""))

"""What is sealed opens only with its key and only as what it is; a master key turns without a restart."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from infra.crypto.blind_index import BlindIndex
from infra.crypto.keys import FRESH, DataKey, Keyring, MasterKeysWrong, MasterKeyUnknown, SealBroken, Wrapped
from infra.crypto.master_keys import MasterKeyFile, begin, write
from infra.local.house import LocalHouse
from infra.runtime.settings import Settings
from tests.support.keys import MemoryMasters

KEY = DataKey(b"k" * 32)


@given(some.binary(max_size=300), some.text(max_size=20))
def test_what_was_sealed_opens_as_it_was(plain: bytes, about: str) -> None:
    assert KEY.open(KEY.seal(plain, about), about) == plain


@given(some.binary(max_size=60), some.data())
def test_what_was_altered_anywhere_does_not_open(plain: bytes, data: some.DataObject) -> None:
    sealed = bytearray(KEY.seal(plain, "x"))
    sealed[data.draw(some.integers(0, len(sealed) - 1))] ^= 1 << data.draw(some.integers(0, 7))
    with pytest.raises(SealBroken):
        KEY.open(bytes(sealed), "x")


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(28)])
def test_what_is_no_seal_does_not_open(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        KEY.open(sealed, "x")


def test_nothing_opens_as_something_else_or_with_another_key() -> None:
    sealed = KEY.seal(b"a name", "dossier/1")
    for key, about in ((KEY, "dossier/2"), (DataKey(b"l" * 32), "dossier/1")):
        with pytest.raises(SealBroken):
            key.open(sealed, about)


def test_the_same_is_sealed_differently_each_time() -> None:
    assert KEY.seal(b"a name", "x") != KEY.seal(b"a name", "x")


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


async def test_a_key_is_unwrapped_once_and_anew_when_it_was_wrapped_anew() -> None:
    masters = MemoryMasters()
    _, wrapped = await Keyring(masters).make("dossier")
    reader = Keyring(masters)
    first = await reader.open("dossier", wrapped)
    assert await reader.open("dossier", wrapped) is first
    assert masters.unwrapped == 1
    masters.keys["second"] = DataKey(b"2" * 32)
    again = await reader.rewrap("dossier", wrapped)
    assert again
    assert again.master == "second"
    assert (await reader.open("dossier", again)).open(first.seal(b"x", "y"), "y") == b"x"
    assert await reader.rewrap("dossier", again) is None


async def test_a_key_is_used_without_a_look_for_a_minute_only() -> None:
    clock = Clock()
    ring = Keyring(MemoryMasters(), clock=clock)
    key, wrapped = await ring.make("dossier")
    assert ring.known("dossier") is None, "a filing that fails leaves its code to another"
    ring.keep("dossier", wrapped, key)
    clock.at = FRESH - 1
    assert ring.known("dossier") is key
    clock.at = FRESH + 1
    assert ring.known("dossier") is None


async def test_only_so_many_keys_are_kept() -> None:
    ring = Keyring(MemoryMasters(), kept=2)
    for name in ("a", "b", "c"):
        key, wrapped = await ring.make(name)
        ring.keep(name, wrapped, key)
    assert [ring.known(name) is not None for name in ("a", "b", "c")] == [False, True, True]


async def test_a_key_wrapped_for_one_dossier_is_none_of_another() -> None:
    ring = Keyring(MemoryMasters())
    _, wrapped = await ring.make("one")
    with pytest.raises(SealBroken):
        await Keyring(MemoryMasters()).open("other", wrapped)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    begin(tmp_path / "master.keys")
    return tmp_path / "master.keys"


def test_the_file_is_for_its_owner_alone(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(MasterKeysWrong, match="chmod 600"):
        MasterKeyFile(path)


@pytest.mark.parametrize("lines", [[], ["a " + "0" * 63], ["a"], ["a " + "0" * 64] * 2, ["ä " + "0" * 64]])
def test_a_file_that_holds_no_keys_is_refused_by_its_line(path: Path, lines: list[str]) -> None:
    write(path, lines)
    with pytest.raises(MasterKeysWrong, match=r"line \d|holds no key"):
        MasterKeyFile(path)


def test_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MasterKeysWrong, match="No such file"):
        MasterKeyFile(tmp_path / "none")


def test_production_takes_no_key_made_for_development(tmp_path: Path) -> None:
    begin(tmp_path / "master.keys", development=True)
    assert MasterKeyFile(tmp_path / "master.keys").ids[0].startswith("development-")
    with pytest.raises(MasterKeysWrong, match="made for development"):
        MasterKeyFile(tmp_path / "master.keys", production=True)


async def test_a_process_that_runs_finds_the_new_master_key_and_the_old_one_still_opens(path: Path) -> None:
    running, operator = MasterKeyFile(path), MasterKeyFile(path)
    before = await running.wrap(b"k" * 32, "dossier")
    new = operator.add()
    after = await running.wrap(b"k" * 32, "dossier")
    assert (after.master, before.master != new) == (new, True)
    assert await running.unwrap(before, "dossier") == await running.unwrap(after, "dossier") == b"k" * 32


async def test_what_another_process_wrapped_by_a_newer_master_key_opens(path: Path) -> None:
    running, operator = MasterKeyFile(path), MasterKeyFile(path)
    operator.add()
    assert await running.unwrap(await operator.wrap(b"k" * 32, "dossier"), "dossier") == b"k" * 32


async def test_what_a_forgotten_master_key_wraps_opens_never_again(path: Path) -> None:
    masters = MasterKeyFile(path)
    wrapped = await masters.wrap(b"k" * 32, "dossier")
    masters.add()
    masters.forget(wrapped.master)
    with pytest.raises(MasterKeyUnknown, match=wrapped.master):
        await MasterKeyFile(path).unwrap(wrapped, "dossier")
    assert wrapped.master not in masters.ids


async def test_a_wrapped_key_does_not_pass_for_another_dossiers(path: Path) -> None:
    masters = MasterKeyFile(path)
    wrapped = await masters.wrap(b"k" * 32, "dossier")
    with pytest.raises(SealBroken):
        await masters.unwrap(wrapped, "other")


async def test_a_wrapped_key_does_not_pass_for_one_of_another_master(path: Path) -> None:
    masters = MasterKeyFile(path)
    wrapped = await masters.wrap(b"k" * 32, "dossier")
    other = masters.add()
    with pytest.raises(SealBroken):
        await masters.unwrap(Wrapped(other, wrapped.key), "dossier")


def test_a_file_is_written_whole_or_not_at_all(path: Path) -> None:
    before = path.read_text()
    (path.parent / "master.keys.new").write_text("left by somebody who was killed")
    (path.parent / "master.keys.new").chmod(0o644)
    MasterKeyFile(path).add()
    assert path.read_text().endswith(before)
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_key_of_the_blind_index_is_no_master_key(path: Path) -> None:
    blind = path.read_text().split()[1]
    with pytest.raises(MasterKeysWrong, match="MOTCUA_BLIND_INDEX_KEY"):
        MasterKeyFile.of(Settings.model_validate({"master_keys_file": str(path), "blind_index_key": blind}))


async def test_numbers_are_found_by_a_key_that_wraps_nothing_and_does_not_turn(house: LocalHouse) -> None:
    blind, masters = (house.folder / name for name in ("blind-index.key", "master.keys"))
    assert blind.read_text() not in masters.read_text()
    index = BlindIndex(blind.read_text()).of("033187268155")
    MasterKeyFile(masters).add()
    assert BlindIndex(house.settings().blind_index_key.get_secret_value()).of("033187268155") == index

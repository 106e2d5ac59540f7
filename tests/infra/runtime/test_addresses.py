"""This machine is known by whatever name or spelling it is given, and no other is taken for it."""

import pytest

from infra.runtime.addresses import is_this_machine

HERE = (
    # by name
    "localhost", "LOCALHOST", "localhost.", "mail.localhost", "localhost.localdomain", "ip6-localhost", "%6cocalhost",
    # all of 127.0.0.0/8, and what listens everywhere
    "127.0.0.1", "127.255.0.9", "127.0.0.1.", "0.0.0.0",
    # as C reads an address: short, decimal, octal, hexadecimal
    "127.1", "0", "2130706433", "0177.0.0.1", "017700000001", "0x7f000001", "0x7f.1",
    # in other scripts, as a name is composed before it is looked up
    "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021",
    # IPv6, and IPv4 within it
    "::1", "0:0:0:0:0:0:0:1", "::", "::1%lo", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:0.0.0.0", "::127.0.0.1",
    "64:ff9b::127.0.0.1", "2002:7f00:1::",
)  # fmt: skip
ELSEWHERE = (
    "dancu.gov.vn", "localhost.gov.vn", "notlocalhost", "127.gov.vn", "10.0.0.1", "192.168.1.1", "128.0.0.1",
    "2001:db8::1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:a00:1::", "",
)  # fmt: skip


@pytest.mark.parametrize("host", HERE)
def test_it_is_known_however_it_is_spelt(host: str) -> None:
    assert is_this_machine(host)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_another_machine_is_not_taken_for_it(host: str) -> None:
    assert not is_this_machine(host)

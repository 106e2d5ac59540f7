"""From where somebody comes, through proxies that are ours and none that merely say so; and what is this machine."""

import socket
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from unicodedata import normalize
from urllib.parse import unquote

Networks = Sequence[IPv4Network | IPv6Network]
HOUSEHOLD = 64
"""Bits of an IPv6 address that one customer has; the rest they choose as they like."""
OWN_NAMES = ("localhost", "localhost.localdomain", "localhost4", "localhost6", "ip6-localhost", "ip6-loopback")
CARRY_IPV4 = (ip_network("::/96"), ip_network("64:ff9b::/96"))
"""IPv6 addresses that end with an IPv4 address, beside those that say so themselves."""
DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))


def networks(names: Iterable[str]) -> Networks:
    """Read the proxies that are trusted: addresses, or networks such as ``10.0.0.0/8``.

    Raises:
        ValueError: one of them is neither.
    """
    return [ip_network(name) for name in names]


def caller_at(peer: str, forwarded: str, trusted: Networks) -> str:
    """The address that counts: the last one of ``X-Forwarded-For`` that no trusted proxy has."""
    for name in [peer, *reversed([part.strip() for part in forwarded.split(",") if part.strip()])]:
        try:
            address = ip_address(name)
        except ValueError:
            return "unknown"
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        if not any(address in network for network in trusted):
            break
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), HOUSEHOLD), strict=False))
    return str(address)


def is_this_machine(host: str) -> bool:
    """Whether a host, however it is spelt, is the machine that asks: by name, or as any of its own addresses."""
    name = normalize("NFKC", unquote(host).translate(DOTS)).lower().rstrip(".")
    if name in OWN_NAMES or name.endswith(".localhost"):
        return True
    address = _address(name)
    return address is not None and any(one.is_loopback or one.is_unspecified for one in _also(address))


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name.partition("%")[0])
    except ValueError:
        pass
    try:
        # What connects reads 127.1, 2130706433, 0x7f000001 and 0177.0.0.1 as an address too.
        return IPv4Address(socket.inet_aton(name))
    except (OSError, ValueError):
        return None


def _also(address: IPv4Address | IPv6Address) -> Iterable[IPv4Address | IPv6Address]:
    """An address, and what it leads to by another name."""
    yield address
    if isinstance(address, IPv6Address):
        yield from (one for one in (address.ipv4_mapped, address.sixtofour) if one)
        if any(address in network for network in CARRY_IPV4):
            yield IPv4Address(int(address) & 0xFFFFFFFF)

"""From where somebody comes, through proxies that are ours and none that merely say so."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Networks = Sequence[IPv4Network | IPv6Network]
HOUSEHOLD = 64
"""Bits of an IPv6 address that one customer has; the rest they choose as they like."""


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

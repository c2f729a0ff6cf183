"""Which hosts are fetched from: public ones on web ports, and what the user allows besides.

Invariant: a connection is made only to an address that `Guard.admitted` has given, never to a name, so that
no second look-up can lead elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from archive.fetch.target import Target
from archive.fetch.trouble import NoAnswer

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IANA's special-purpose address registries (RFC 6890 and its updates), with what clouds use for metadata.
_SPECIAL: Final = tuple(
    (ip_network(network), word)
    for network, word in (
        ("169.254.169.254/32", "cloud metadata"),
        ("168.63.129.16/32", "cloud metadata"),
        ("100.100.100.200/32", "cloud metadata"),
        ("192.0.0.192/32", "cloud metadata"),
        ("fd00:ec2::254/128", "cloud metadata"),
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmark"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::ffff:0:0/96", "IPv4-mapped"),
        ("64:ff9b::/96", "NAT64"),
        ("64:ff9b:1::/48", "NAT64"),
        ("2001::/32", "Teredo"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
"""All IPv6 addresses that IANA has given out for the public internet."""

_LAST_WELL_KNOWN: Final = 1023
_WEB_PORTS: Final = (80, 443)


def special_use(address: Address) -> str | None:
    """What `address` is reserved for; None for one of the public internet."""
    for network, word in _SPECIAL:
        if address.version == network.version and address in network:
            return word
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return "reserved"
    return None


@dataclass(frozen=True, slots=True)
class _Permit:
    """What one entry of the allowed hosts permits: a name or a network, on one port or on all."""

    name: str | None
    network: Network | None
    port: int | None


class Guard:
    """Decides from which addresses of a target may be fetched.

    Raises `ValueError` for an entry of `allowed_hosts` that is none of those `FetchSettings` names.
    """

    def __init__(self, allowed_hosts: Iterable[str]) -> None:
        self._permits = tuple(_permit(entry) for entry in allowed_hosts)

    def admitted(self, target: Target, addresses: Iterable[Address]) -> list[Address]:
        """Those of `addresses` that may be connected to; raises `NoAnswer` (refused) where none may."""
        addresses = list(addresses)
        good = [address for address in addresses if self._permitted(target, address)]
        if good:
            return good
        if _odd_port(target.port) and not any(special_use(address) for address in addresses):
            raise NoAnswer(
                "refused",
                f"port {target.port} is no port of the web; to use it: --allow-host {target.netloc}",
            )
        named = ", ".join(f"{address} ({special_use(address)})" for address in addresses[:3])
        raise NoAnswer(
            "refused",
            f"{target.host} is no public host: {named}; to fetch from it: --allow-host {target.host}",
        )

    def _permitted(self, target: Target, address: Address) -> bool:
        for permit in self._permits:
            here = permit.name == target.host or (
                permit.network is not None
                and permit.network.version == address.version
                and address in permit.network
            )
            if here and permit.port in (None, target.port):
                return True
        return special_use(address) is None and not _odd_port(target.port)


def _odd_port(port: int) -> bool:
    """Mail, shells and the like listen below 1024; what is said there to a server is no longer HTTP."""
    return port <= _LAST_WELL_KNOWN and port not in _WEB_PORTS


def _permit(entry: str) -> _Permit:
    text = entry.strip().lower()
    try:
        return _Permit(None, ip_network(text.strip("[]")), None)
    except ValueError:
        pass
    host, colon, port = text.rpartition(":")
    if not colon:
        host, port = text, ""
    if not host or "/" in host or (colon and not port.isdecimal()):
        raise ValueError(f"not a host, host:port, address or network: {entry!r}")
    number = int(port) if port else None
    try:
        return _Permit(None, ip_network(ip_address(host.strip("[]"))), number)
    except ValueError:
        return _Permit(host.removesuffix("."), None, number)

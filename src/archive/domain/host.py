"""Host names: one spelling for each, and which of them are one site."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import unquote

_NAME: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_PREFIXES: Final = ("www.", "www2.", "m.", "mobile.", "amp.")
_LONGEST: Final = 253
"""Characters of a host name, as RFC 1035 has it."""


def normal_host(host: str) -> str:
    """`host` in small letters, in ASCII and without a trailing dot; an IPv6 address in brackets.

    Letters beyond ASCII become Punycode (RFC 3492) by the mapping that browsers use (UTS 46), as far as it is Unicode's own
    compatibility form and small letters. Unlike the standard library's `idna` codec that keeps apart `ß` and `ss`, which
    are different names today. Raises `ValueError` for what cannot be a host.
    """
    if ":" in host:
        return f"[{_ipv6(host)}]"
    name = unquote(host, errors="strict")
    if len(name) > _LONGEST:
        raise ValueError(f"too long for the name of a host: {name[:40]!r}...")
    if not name.isascii():
        name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower()).replace("。", ".")
    name = ".".join(map(_ascii, name.lower().rstrip(".").split(".")))
    if name and not (len(name) <= _LONGEST and _NAME.fullmatch(name)):
        raise ValueError(f"not the name of a host: {host!r}")
    return name


def without_prefixes(host: str) -> str:
    """`host` without `www.`, `m.` and the like, as long as two names are left."""
    while host.startswith(_PREFIXES) and host.count(".") > 1:
        host = host.partition(".")[2]
    return host


def same_site(one: str, other: str) -> bool:
    """Whether two hosts are one, or one is below the other, `www.` and the like aside.

    Without the list of public suffixes two hosts below a third are not known to be one site.
    """
    one, other = sorted((without_prefixes(one), without_prefixes(other)), key=len)
    return one == other or ("." in one and other.endswith(f".{one}"))


def _ipv6(host: str) -> str:
    if "%" in host:
        raise ValueError(f"an address within one machine: {host!r}")
    IPv6Address(
        host
    )  # only asked whether it is one: how it is written has changed between versions of Python
    return host.lower()


def _ascii(label: str) -> str:
    if label.isascii():
        return label
    label.encode()  # half a character is refused here, and not by the codec
    return "xn--" + label.encode("punycode").decode("ascii")

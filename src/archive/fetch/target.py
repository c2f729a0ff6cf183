"""URLs as they go over the wire: ASCII, absolute, http or https, and nothing in them but what is to be asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from archive.fetch.trouble import NoAnswer, one_line

_PORTS: Final = {"http": 80, "https": 443}
_LONGEST: Final = 8192
_SAFE: Final = "%/:?@!$&'()*+,;=[]|^{}`"
_HOST: Final = re.compile(r"[a-z0-9_.-]{1,253}\Z")


@dataclass(frozen=True, slots=True)
class Target:
    """What to ask for, where: `path` is the path with the query, as it is sent."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """The host, with the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def url(self) -> str:
        """The URL, without user name, password and fragment."""
        return self.origin + self.path

    def beside(self, path: str) -> Target:
        """Another path of the same origin."""
        return Target(self.scheme, self.host, self.port, path)

    def twin_of(self, other: Target) -> bool:
        """Whether the two differ in nothing but the scheme and a leading `www.`: one page under two names."""
        return self.path == other.path and self.host.removeprefix("www.") == other.host.removeprefix("www.")


def target_of(url: str, base: Target | None = None) -> Target:
    """The target that `url` names, seen from `base`; raises `NoAnswer` (refused) where it names none.

    What a URL cannot hold is percent-encoded in UTF-8 and the host written in ASCII (UTS 46), as browsers do.
    """
    try:
        return _parsed(url.strip(), base)
    except ValueError as error:
        raise NoAnswer("refused", f"not a URL: {one_line(error)}") from error


def _parsed(url: str, base: Target | None) -> Target:
    parts = urlsplit(urljoin(base.url, url) if base else url)
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise NoAnswer("refused", f"only http and https are fetched, not {one_line(scheme) or 'a path'}")
    path = quote(parts.path.replace("\\", "/"), safe=_SAFE) or "/"
    query = quote(parts.query, safe=_SAFE)
    path = urlunsplit(("", "", path if path.startswith("/") else "/" + path, query, ""))
    if len(path) > _LONGEST:
        raise NoAnswer("refused", f"a URL of more than {_LONGEST} characters")
    port = _PORTS[scheme] if parts.port is None else parts.port
    return Target(scheme, _host(parts.hostname or ""), port, path)


def _host(name: str) -> str:
    if ":" in name:
        return IPv6Address(name).compressed if "%" not in name else _no_host(name)
    if not name.isascii():
        import idna

        name = idna.encode(name, uts46=True).decode("ascii")
    name = name.lower().removesuffix(".")
    return name if _HOST.match(name) else _no_host(name)


def _no_host(name: str) -> str:
    raise ValueError(f"{name!r} is no host")


def shown(url: str) -> str:
    """`url` as it may be stored and printed: as it was given, without a user name and a password."""
    head, slashes, rest = url.strip().partition("//")
    if not slashes:
        return url.strip()
    authority = re.match(r"[^/?#\\]*", rest)
    end = authority.end() if authority else 0
    return head + slashes + rest[:end].rpartition("@")[2] + rest[end:]

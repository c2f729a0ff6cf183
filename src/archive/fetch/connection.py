"""Connections to checked addresses, held to the fetch's budget at every byte.

The time-outs and the count of bytes sit in the socket itself: there they hold for header lines, chunk sizes,
trailers and TLS as for the body, whatever loop above is reading.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from ipaddress import ip_address
from typing import Any, Final

from urllib3.connection import HTTPConnection
from urllib3.util import make_headers, parse_url

from archive.fetch.budget import Budget, Watch
from archive.fetch.guard import Address, Guard
from archive.fetch.proxies import proxy_for
from archive.fetch.settings import FetchSettings
from archive.fetch.target import Target
from archive.fetch.trouble import NoAnswer, one_line

Lookup = Callable[..., Sequence[Any]]
"""`socket.getaddrinfo`, or what stands in for it."""

_MOST_ADDRESSES: Final = 4
"""How many addresses of one host are tried."""

_LOST_HEADERS: Final = (MissingHeaderBodySeparatorDefect, FirstHeaderLineIsContinuationDefect)


class _Timed(socket.socket):
    """A socket that asks its watch before every step."""

    watch: Watch

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        self.settimeout(self.watch.step())
        size = super().recv_into(buffer, nbytes, flags)
        self.watch.count(size)
        return size

    def sendall(self, data: Any, flags: int = 0) -> None:
        self.settimeout(self.watch.step())
        super().sendall(data, flags)


class _TimedTls(ssl.SSLSocket):
    """The same over TLS; a step is a record, which may take many packets but not more time."""

    watch: Watch

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
        self.settimeout(self.watch.step())
        size = super().recv_into(buffer, nbytes, flags)
        self.watch.count(size)
        return size

    def sendall(self, data: Any, flags: int = 0) -> None:
        self.settimeout(self.watch.step())
        super().sendall(data, flags)


class _Strict(http.client.HTTPResponse):
    """An answer whose header could be read to its end.

    http.client gives up at a line that is no header and forgets the rest, how long the body is among it.
    """

    def begin(self) -> None:
        super().begin()
        if any(isinstance(defect, _LOST_HEADERS) for defect in self.msg.defects):
            raise http.client.HTTPException("a header line that is none")


@dataclass(frozen=True, slots=True)
class Line:
    """An open connection, with what to ask for on it and what to tell a proxy beside."""

    connection: HTTPConnection
    watch: Watch
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Connector:
    """Opens connections; `tls` is the context for https, made from the system's certificates where None."""

    def __init__(self, settings: FetchSettings, lookup: Lookup, tls: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._lookup = lookup
        self._guard = Guard(settings.allowed_hosts)
        self._tls = tls
        self._making = threading.Lock()

    def open(self, target: Target, budget: Budget, most: int) -> Line:
        """A connection over which `target` can be asked for, that brings at most `most` bytes.

        Raises `NoAnswer` for a host that is refused or out of time, and `trouble.RAISED` for what fails.
        """
        watch = Watch(budget, self._settings.read_timeout, most)
        proxy = proxy_for(target, self._settings.proxies)
        if proxy:
            return self._through(proxy, target, watch, budget)
        addresses = self._guard.admitted(target, self._resolved(target.host, target.port, budget))
        sock = self._connected(addresses, target.port, watch, budget)
        return self._line(self._secured(sock, target, watch, budget), target, watch, target.path)

    def _through(self, proxy: str, target: Target, watch: Watch, budget: Budget) -> Line:
        """By way of `proxy`, which looks names up itself: ours is checked where this machine can look it up too."""
        with suppress(socket.gaierror):  # behind many a proxy no name can be looked up: the proxy decides
            self._guard.admitted(target, self._resolved(target.host, target.port, budget))
        parts = parse_url(proxy if "://" in proxy else f"http://{proxy}")
        if parts.scheme != "http" or not parts.host:
            raise NoAnswer("network", "only http:// proxies are supported")
        headers = make_headers(proxy_basic_auth=parts.auth) if parts.auth else {}
        port = parts.port or 80
        addresses = self._resolved(parts.host.strip("[]"), port, budget)
        sock = self._connected(addresses, port, watch, budget)
        if target.scheme == "http":
            return self._line(sock, target, watch, target.url, headers)
        try:
            _tunnel(sock, target, headers)
        except BaseException:
            sock.close()
            raise
        return self._line(self._secured(sock, target, watch, budget), target, watch, target.path)

    def _resolved(self, host: str, port: int, budget: Budget) -> list[Address]:
        """The addresses of `host`, looked up once; the resolver has no time-out of its own, so it gets one."""
        found: list[Any] = []
        failed: list[Exception] = []

        def look_up() -> None:
            try:
                found.extend(self._lookup(host, port, type=socket.SOCK_STREAM))
            except OSError as error:
                failed.append(error)
            except ValueError as error:
                failed.append(socket.gaierror(socket.EAI_NONAME, str(error)))

        thread = threading.Thread(target=look_up, name=f"resolve {host}", daemon=True)
        thread.start()
        thread.join(min(self._settings.connect_timeout, budget.left()))
        if thread.is_alive():
            raise NoAnswer("timeout", f"looking up {host} took too long")
        if failed or not found:
            raise failed[0] if failed else socket.gaierror(socket.EAI_NONAME, "it has no address")
        addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
        return list(dict.fromkeys(addresses))

    def _connected(self, addresses: Sequence[Address], port: int, watch: Watch, budget: Budget) -> _Timed:
        """A socket to the first of `addresses` that answers."""
        error = OSError("no address")
        for address in addresses[:_MOST_ADDRESSES]:
            sock = _Timed(socket.AF_INET6 if address.version == 6 else socket.AF_INET, socket.SOCK_STREAM)
            try:
                sock.watch = watch
                sock.settimeout(min(self._settings.connect_timeout, budget.left()))
                sock.connect((str(address), port))
                return sock
            except OSError as failure:
                sock.close()
                error = failure
            except BaseException:
                sock.close()
                raise
        raise error

    def _secured(self, sock: _Timed, target: Target, watch: Watch, budget: Budget) -> socket.socket:
        """`sock` itself for http; for https under TLS, with the certificate checked against the host's name."""
        if target.scheme == "http":
            return sock
        try:
            sock.settimeout(min(self._settings.connect_timeout, budget.left()))
            secured = self._context().wrap_socket(sock, server_hostname=target.host)
        except BaseException:
            sock.close()
            raise
        assert isinstance(secured, _TimedTls)
        secured.watch = watch
        return secured

    def _context(self) -> ssl.SSLContext:
        with self._making:
            if self._tls is None:
                self._tls = ssl.create_default_context()
            self._tls.sslsocket_class = _TimedTls
            return self._tls

    def _line(
        self,
        sock: socket.socket,
        target: Target,
        watch: Watch,
        path: str,
        headers: Mapping[str, str] | None = None,
    ) -> Line:
        connection = HTTPConnection(target.host, target.port, timeout=self._settings.read_timeout)
        connection.sock = sock
        connection.auto_open = 0  # a lost connection is never opened again by name, past the guard
        connection.response_class = _Strict
        return Line(connection, watch, path, headers or {})


def _tunnel(sock: _Timed, target: Target, headers: Mapping[str, str]) -> None:
    """Ask the proxy on `sock` for a way through to `target` (RFC 9110, 9.3.6)."""
    host = f"[{target.host}]" if ":" in target.host else target.host
    lines = [f"CONNECT {host}:{target.port} HTTP/1.1", f"Host: {host}:{target.port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    sock.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
    response = http.client.HTTPResponse(sock, method="CONNECT")
    try:
        response.begin()
        if response.status != http.HTTPStatus.OK:
            raise NoAnswer("network", f"the proxy refused: {response.status} {one_line(response.reason)}")
    finally:
        response.close()

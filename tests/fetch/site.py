"""A web site on this machine that does what web sites do: edits, moves, deletes, blocks, throttles, lies and attacks.

`Site` serves scenes by path and keeps a log of what it was asked, with times, from which politeness is judged.
A scene is a function that gets the `Wire` and says what it wants, down to single bytes.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

TLS_FILE = Path(__file__).resolve().parents[1] / "data" / "tls" / "localhost.pem"
"""A key and its own certificate, for `localhost` alone; known to everybody, and trusted by these tests only."""

REASONS = {200: "OK", 304: "Not Modified", 404: "Not Found", 410: "Gone", 429: "Too Many Requests"}


class Closed(Exception):
    """The site closes while a scene is still going on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, and when it came, by the monotonic clock in seconds."""

    path: str
    headers: Mapping[str, str]
    began: float


@dataclass(frozen=True, slots=True)
class Wire:
    """The connection that a request came on."""

    asked: Asked
    sock: socket.socket
    closing: threading.Event

    def send(self, data: bytes) -> None:
        """Put `data` on the wire as they are."""
        self.sock.sendall(data)

    def pause(self, seconds: float) -> None:
        """Say nothing for a while."""
        if self.closing.wait(seconds):
            raise Closed

    def answer(self, status: int, body: bytes = b"", headers: Iterable[tuple[str, str]] = ()) -> None:
        """A whole answer as HTTP has it."""
        self.send(head(status, [("Content-Length", str(len(body))), *headers]) + body)


Scene = Callable[[Wire], None]


def head(status: int, headers: Iterable[tuple[str, str]] = ()) -> bytes:
    """A status line and headers."""
    lines = [
        f"HTTP/1.1 {status} {REASONS.get(status, 'So')}",
        *(f"{name}: {value}" for name, value in headers),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


@dataclass
class Site:
    """A site that runs while it is entered. `scenes` says what it does by path; others are 404.

    There is no robots.txt (404) where no scene gives one.
    """

    scenes: dict[str, Scene] = field(default_factory=dict)
    tls: bool = False
    host: str = "127.0.0.1"
    port: int = 0
    log: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", self.port), backlog=64)
        self.port = self._listening.getsockname()[1]
        self._context = _server_context() if self.tls else None
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        with socket.socket() as knock:
            knock.connect(("127.0.0.1", self.port))
        self._acceptor.join()
        self._listening.close()
        for thread in self._threads:
            thread.join()

    def url(self, path: str = "/") -> str:
        """The URL of `path` here."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}{path}"

    def asked_for(self, path: str) -> list[Asked]:
        """The requests for `path`, in their order."""
        return [asked for asked in self.log if asked.path == path]

    def _accept(self) -> None:
        while True:
            sock, _ = self._listening.accept()
            if self._closing.is_set():
                sock.close()
                return
            thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        sock.settimeout(10)
        try:
            if self._context is not None:
                sock = self._context.wrap_socket(sock, server_side=True)
            self._play(sock)
        except (OSError, Closed):
            pass  # clients hang up on scenes such as these
        finally:
            sock.close()

    def _play(self, sock: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            piece = sock.recv(65536)
            if not piece:
                return
            request += piece
        first, *lines = request.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        asked = Asked(first.split(" ")[1], headers, time.monotonic())
        self.log.append(asked)
        self.scenes.get(asked.path, gone(404))(Wire(asked, sock, self._closing))


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS_FILE)
    return context


def client_context() -> ssl.SSLContext:
    """A context that trusts this site's certificate and no other."""
    return ssl.create_default_context(cafile=str(TLS_FILE))


def page(body: bytes | str, content_type: str = "text/html; charset=utf-8", **headers: str) -> Scene:
    """A page with 200; `headers` have `_` for `-`. With an ETag or a Last-Modified it answers 304 to who knows it."""
    data = body.encode() if isinstance(body, str) else body
    said = [
        ("Content-Type", content_type),
        *((name.replace("_", "-"), value) for name, value in headers.items()),
    ]
    validators = {"if-none-match": headers.get("ETag"), "if-modified-since": headers.get("Last_Modified")}

    def scene(wire: Wire) -> None:
        known = any(value and wire.asked.headers.get(name) == value for name, value in validators.items())
        if known:
            wire.send(head(304, said))
        else:
            wire.answer(200, data, said)

    return scene


def gone(status: int = 404, body: bytes = b"<p>Nothing here.</p>") -> Scene:
    """A page that is not there, or withheld: 404, 410, 401, 403, 451."""
    return lambda wire: wire.answer(status, body, [("Content-Type", "text/html")])


def moved(to: str, status: int = 301) -> Scene:
    """A redirect."""
    return lambda wire: wire.answer(status, b"", [("Location", to)])


def throttled(retry_after: str | None = None, status: int = 429) -> Scene:
    """Too many requests, or a server that is busy."""
    said = [("Retry-After", retry_after)] if retry_after is not None else []
    return lambda wire: wire.answer(status, b"slow down", said)


def in_turn(*scenes: Scene) -> Scene:
    """One scene after the other, and the last for good."""
    rest = list(scenes)

    def scene(wire: Wire) -> None:
        (rest.pop(0) if len(rest) > 1 else rest[0])(wire)

    return scene


def raw(data: bytes) -> Scene:
    """These bytes, and then the connection closes."""
    return lambda wire: wire.send(data)


def dripping(start: bytes, every: float = 0.02) -> Scene:
    """`start`, and then one byte at a time, for ever."""

    def scene(wire: Wire) -> None:
        wire.send(start)
        while True:
            wire.pause(every)
            wire.send(b"x")

    return scene


def stalled(start: bytes = b"") -> Scene:
    """`start`, and then nothing more, with the connection open."""

    def scene(wire: Wire) -> None:
        wire.send(start)
        wire.pause(60)

    return scene


def endless(start: bytes, again: bytes) -> Scene:
    """`start`, and then `again` as fast as it goes, for ever."""

    def scene(wire: Wire) -> None:
        wire.send(start)
        while not wire.closing.is_set():
            wire.send(again)

    return scene


def packed(coding: str, data: bytes) -> Scene:
    """A body that claims to be packed with `coding`."""
    return raw(head(200, [("Content-Encoding", coding), ("Content-Length", str(len(data)))]) + data)


def hanging_up() -> Scene:
    """No answer: the connection closes."""
    return lambda wire: None

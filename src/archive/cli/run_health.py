"""How the service is: a JSON document, kept in a file and answered at /healthz, beside /metrics.

Invariants: whoever reads the file reads a whole document; a service that hangs is told from one that
works, since the answer turns to 503 when it has not looked for due work for long.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import archive
from archive.domain.moment import iso
from archive.errors import CannotListen
from archive.service.visits import Pulse

GRACE: Final = 60.0
"""Seconds that the service may be late to look for due work, beside three times what is usual."""
_TEXT: Final = "text/plain; charset=utf-8"


class Health:
    """Keeps the document; `file` is rewritten at each tick, where there is one."""

    def __init__(self, file: Path | None, poll: float) -> None:
        self._file = file
        self._patience = 3 * poll + GRACE
        self._lock = threading.Lock()
        self._runs = self._failed = 0
        self._beat = time.monotonic()
        self._document: dict[str, Any] = {"status": "starting", "pid": os.getpid()}
        self._unwritable = False

    def ran(self, *, failed: bool) -> None:
        """Count a run."""
        with self._lock:
            self._runs += 1
            self._failed += failed

    def ticked(self, pulse: Pulse) -> str | None:
        """Take in how the service is; what keeps the file from being written, the first time."""
        status = "trouble" if pulse.trouble else "stopping" if pulse.stopping else "ok"
        oldest = pulse.totals.oldest_due
        with self._lock:
            self._beat = time.monotonic()
            self._document = {
                "status": status,
                "at": iso(pulse.at),
                "pid": os.getpid(),
                "version": archive.__version__,
                "in_hand": pulse.in_hand,
                "due": pulse.totals.due,
                "oldest_due": None if oldest is None else iso(oldest),
                "watches": dict(sorted(pulse.totals.states.items())),
                "runs": self._runs,
                "failed": self._failed,
                "trouble": pulse.trouble,
            }
            document = self._document
        return self._write(document)

    def answer(self) -> tuple[bool, str]:
        """Whether all is well, and the document."""
        with self._lock:
            late = time.monotonic() - self._beat > self._patience
            document = {**self._document, "status": "late"} if late else self._document
        return document["status"] not in ("late", "trouble"), json.dumps(document, ensure_ascii=False) + "\n"

    def _write(self, document: dict[str, Any]) -> str | None:
        if self._file is None:
            return None
        # A name that nobody can guess, and a file that was not there: the folder may be one that others write to.
        beside = self._file.with_name(f".{self._file.name}.{uuid4().hex}")
        try:
            with beside.open("x", encoding="utf-8") as file:
                file.write(json.dumps(document, ensure_ascii=False) + "\n")
            beside.replace(self._file)
        except OSError as error:
            told, self._unwritable = self._unwritable, True
            return None if told else f"{self._file}: the health file cannot be written: {error.strerror}"
        finally:
            with suppress(OSError):
                beside.unlink()
        self._unwritable = False
        return None


@contextmanager
def listening(
    host: str, port: int, health: Health, metrics: Callable[[], tuple[bytes, str]]
) -> Iterator[str]:
    """Answer /healthz and /metrics for the length of the block; gives the address. Raises `CannotListen`."""
    try:
        server = ThreadingHTTPServer((host, port), _handler(health, metrics))
    except (OSError, OverflowError) as error:
        problem = getattr(error, "strerror", None) or str(error)
        raise CannotListen(address=f"{host}:{port}", problem=problem) from error
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(health: Health, metrics: Callable[[], tuple[bytes, str]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 5  # a client that says nothing is let go of
        server_version = "archive"
        sys_version = ""

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/healthz":
                well, document = health.answer()
                self._send(200 if well else 503, document.encode(), "application/json")
            elif path == "/metrics":
                self._send(200, *metrics())
            else:
                self._send(404, b"there are /healthz and /metrics\n", _TEXT)

        def do_HEAD(self) -> None:
            self.do_GET()

        def _send(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Who asks how the service is, is no news."""

    return Handler

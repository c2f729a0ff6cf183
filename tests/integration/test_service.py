"""The service as a process: killed, stopped, and asked how it is, while a site takes its time to answer."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from archive.bootstrap import Archive, configure, open_archive
from archive.domain.event import ArticleCaptured
from archive.domain.schedule import Adaptive
from archive.domain.watch import WatchRan
from archive.service.watch_definitions import Wanted

JOBS = 2
SERVICE = """
from archive.fetch.settings import FetchSettings
FetchSettings.__init__.__kwdefaults__["host_delay"] = 0.0
from archive.cli import main
main()
"""
"""The command, but for the pauses that a fetcher makes between two visits to a host."""


class Site:
    """Pages that are served as long as `gate` is open; what was asked for is counted."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.gate = threading.Event()
        self.open_for = 0
        self.waiting = threading.Event()
        self._lock = threading.Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with site._lock:
                    site.asked[self.path] += 1
                    site.open_for -= 1
                    passes = site.open_for >= 0
                if not passes:
                    site.waiting.set()
                    site.gate.wait(60)
                body = f"The quay grew to {self.path[1:]} berths, the harbour board said. " * 8
                try:
                    self.send_response(200)
                    self.send_header("Content-Type", "text/plain; charset=utf-8")
                    self.end_headers()
                    self.wfile.write(body.encode())
                except OSError:
                    return  # whoever asked has been killed

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, number: int) -> str:
        host = ("127.0.0.1", "localhost")[number % JOBS]  # two hosts, so that two visits go on at once
        return f"http://{host}:{self.server.server_address[1]}/{number}"

    def close(self) -> None:
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "archive.db")


def watch(database: str, site: Site, pages: int) -> None:
    with open_archive(configure(database), write=True) as archive:
        wanted = [
            Wanted(target=site.url(number), kind="page", schedule=Adaptive(), name=f"page-{number}")
            for number in range(pages)
        ]
        for each in wanted:
            archive.watch_definitions.define([each])


def start(database: str, *options: str) -> subprocess.Popen[str]:
    settings = f"--poll 0.1 --lease 1 --jobs {JOBS} --log-format json --ignore-robots"
    hosts = "--allow-host 127.0.0.1 --allow-host localhost"
    return subprocess.Popen(
        [
            *(sys.executable, "-c", SERVICE, "--db", database, "run"),
            *settings.split(),
            *hosts.split(),
            *options,
        ],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def runs(archive: Archive) -> list[WatchRan]:
    return [event.payload for event in archive.log.read() if isinstance(event.payload, WatchRan)]


def claims(database: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM watch_claims").fetchone()[0])


def test_a_service_that_is_killed_loses_nothing_and_repeats_only_what_it_had_in_hand(
    database: str, site: Site
) -> None:
    pages = 8
    watch(database, site, pages)
    site.open_for = 4
    first = start(database)
    assert site.waiting.wait(60)
    first.kill()
    first.communicate()
    site.gate.set()
    second = start(database)
    with open_archive(configure(database), write=False) as archive:
        wait_for(lambda: len(runs(archive)) == pages)
        second.send_signal(signal.SIGTERM)
        said = second.communicate(timeout=60)[1]
        assert second.returncode == 0, said
        assert Counter(run.watch for run in runs(archive)) == {f"page-{number}": 1 for number in range(pages)}
        captured = [e.payload for e in archive.log.read() if isinstance(e.payload, ArticleCaptured)]
        assert {capture.url for capture in captured} == {site.url(number) for number in range(pages)}
        assert [problem for _, problem in archive.verify() if problem] == []
    repeated = [path for path, times in site.asked.items() if times > 1]
    assert set(site.asked.values()) <= {1, 2}
    assert len(repeated) <= JOBS
    assert len(site.asked) == pages


def test_a_service_that_is_stopped_finishes_what_it_has_in_hand(database: str, site: Site) -> None:
    watch(database, site, 6)
    service = start(database, "--listen", "127.0.0.1:0", "--health", database + ".json")
    assert service.stderr is not None
    url = json.loads(service.stderr.readline())["url"]
    assert site.waiting.wait(60)
    wait_for(lambda: len(site.asked) == JOBS)
    with urlopen(f"{url}/healthz", timeout=10) as answer:
        assert json.load(answer)["status"] == "ok"
    with urlopen(f"{url}/metrics", timeout=10) as answer:
        assert b'archive_watches{state="new"} 6.0' in answer.read()
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{url}/etc/passwd", timeout=10)
    service.send_signal(signal.SIGTERM)
    wait_for(lambda: json.loads(Path(database + ".json").read_text())["status"] == "stopping")
    site.gate.set()
    said = [json.loads(line) for line in service.communicate(timeout=60)[1].splitlines()]
    assert service.returncode == 0, said
    assert [line["event"] for line in said] == ["started", "stopping", "ran", "ran", "ended"]
    with open_archive(configure(database), write=True) as archive:
        assert len(runs(archive)) == JOBS
        assert archive.lag() == 0
    assert claims(database) == 0


def test_a_service_that_is_told_twice_gives_back_what_it_has_in_hand(database: str, site: Site) -> None:
    watch(database, site, 2)
    service = start(database, "--lease", "600")
    assert site.waiting.wait(60)
    service.send_signal(signal.SIGTERM)
    assert service.stderr is not None
    assert any('"stopping"' in line for line in service.stderr)
    service.send_signal(signal.SIGTERM)
    service.communicate(timeout=60)
    assert service.returncode == 130
    with open_archive(configure(database), write=True) as archive:
        assert runs(archive) == []
    assert claims(database) == 0

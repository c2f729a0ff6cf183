"""Apprise: a message as a service gets it, and what is said where there is none."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from archive.deliver.apprise_url import AppriseUrl
from archive.domain.message import Item, Message
from archive.errors import BadTarget, MissingExtra, NotDelivered

MESSAGE = Message(
    message_id="5eed",
    target="desk",
    after=4,
    upto=7,
    at=0,
    title="Lamps: 2 → 3",
    items=(Item(key="k", title="t", text="~ lamps\n  “3 *lamps* \\n <b>”", html="", form={"kind": "fact"}),),
    more=2,
)

Service = tuple[int, list[dict[str, str]], list[int]]


@pytest.fixture
def service() -> Iterator[Service]:
    """A port, what came to it, and the status it answers with."""
    came: list[dict[str, str]] = []
    status = [200]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status[0])
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port, came, status
        server.shutdown()
        thread.join()


def test_a_service_gets_title_and_plain_text(service: Service) -> None:
    port, came, _ = service
    AppriseUrl().send(f"json://127.0.0.1:{port}/s3cret", None, MESSAGE)
    ((title, text),) = [(each["title"], each["message"]) for each in came]
    assert (title, text) == (MESSAGE.title, MESSAGE.text)
    assert text.endswith("\n\nand 2 more")


def test_a_service_that_refuses_is_no_delivery_and_nothing_secret_is_logged(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    port, _, status = service
    status[0] = 500
    with caplog.at_level(logging.DEBUG, "apprise"), pytest.raises(NotDelivered) as caught:
        AppriseUrl().send(f"json://127.0.0.1:{port}/s3cret", None, MESSAGE)
    assert str(caught.value) == "desk: the service did not take the message"
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("destination", ["nosuch://s3cret/x", "s3cret", "mailto://"])
def test_what_apprise_does_not_know_is_refused_at_once(destination: str) -> None:
    with pytest.raises(BadTarget, match="Apprise knows no such service") as caught:
        AppriseUrl().check(destination)
    assert "s3cret" not in str(caught.value)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(MissingExtra, match=r"pip install 'news-archive\[notify\]'"):
        AppriseUrl().check("json://127.0.0.1")

"""Webhooks against a real server on this machine: what it gets, and that nothing it does can hurt."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from archive.domain.message import Item, Message
from archive.errors import BadTarget, NotDelivered
from archive.fetch.settings import FetchSettings
from archive.fetch.webhook import Webhook

MESSAGE = Message(
    message_id="5eed",
    target="desk",
    after=4,
    upto=7,
    at=0,
    title="Lamps: 2 → 3",
    items=(Item(key="fact 1", title="t", text="“three”", html="<p>x</p>", form={"kind": "fact"}),),
)


@dataclass
class Receiver:
    """What came, and how to answer: a status and headers for each request, the last one for all after."""

    port: int = 0
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(204, {})])
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    stop: Event = field(default_factory=Event)
    before: Callable[[Any], object] = lambda handler: None

    def url(self, path: str = "/hook?key=s3cret") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append(
                (self.path, {name.title(): value for name, value in self.headers.items()}, body)
            )
            receiver.before(self)
            answers = receiver.answers
            status, headers = answers.pop(0) if len(answers) > 1 else answers[0]
            with suppress(OSError):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with serving(Handler) as receiver.port:
        yield receiver
        receiver.stop.set()


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def webhook() -> Webhook:
    return Webhook(FetchSettings(contact="desk@news.example"), step=0.2, deadline=0.4)


def refusal(webhook: Webhook, url: str) -> NotDelivered:
    with pytest.raises(NotDelivered) as caught:
        webhook.send(url, None, MESSAGE)
    assert "s3cret" not in str(caught.value)
    return caught.value


def test_it_posts_the_message_as_json_with_its_id_and_a_signature(
    receiver: Receiver, webhook: Webhook
) -> None:
    webhook.send(receiver.url(), "hush", MESSAGE)
    ((path, headers, body),) = receiver.came
    assert path == "/hook?key=s3cret"
    assert json.loads(body) == MESSAGE.form()
    assert headers["Content-Type"] == "application/json"
    assert headers["Archive-Message-Id"] == "5eed"
    assert headers["Archive-Signature"] == "sha256=" + hmac.new(b"hush", body, hashlib.sha256).hexdigest()
    assert headers["User-Agent"].startswith("news-archive/")
    assert headers["User-Agent"].endswith(" (+desk@news.example)")


def test_without_a_secret_nothing_is_signed_and_a_login_in_the_url_is_used(
    receiver: Receiver, webhook: Webhook
) -> None:
    webhook.send(receiver.url().replace("//", "//desk:p%40ss@"), None, MESSAGE)
    ((_, headers, _),) = receiver.came
    assert headers["Authorization"] == "Basic ZGVzazpwQHNz"
    assert "Archive-Signature" not in headers


def test_only_success_is_delivery(receiver: Receiver, webhook: Webhook) -> None:
    receiver.answers = [
        (500, {}),
        (429, {"Retry-After": "90"}),
        (429, {"Retry-After": "tomorrow"}),
        (200, {}),
    ]
    assert refusal(webhook, receiver.url()).details["reason"] == "127.0.0.1 answered 500"
    assert refusal(webhook, receiver.url()).retry_after == 90
    assert refusal(webhook, receiver.url()).retry_after is None
    webhook.send(receiver.url(), None, MESSAGE)
    assert len(receiver.came) == 4


@pytest.mark.parametrize(
    ("location", "whither"),
    [("http://127.0.0.1:1/s3cret", "to 127.0.0.1"), ("/s3cret", "elsewhere"), ("gopher://x", "elsewhere")],
)
def test_redirects_are_told_and_not_followed(
    receiver: Receiver, webhook: Webhook, location: str, whither: str
) -> None:
    receiver.answers = [(307, {"Location": location})]
    reason = refusal(webhook, receiver.url()).details["reason"]
    assert reason == (
        f"127.0.0.1 answered 307 and leads {whither}; redirects are not followed: name the right URL"
    )
    assert len(receiver.came) == 1


def test_a_receiver_that_keeps_silent_is_given_up(receiver: Receiver, webhook: Webhook) -> None:
    receiver.before = lambda handler: receiver.stop.wait(20)
    refusal(webhook, receiver.url())
    assert not receiver.stop.is_set()


def test_a_receiver_that_drips_its_answer_is_given_up(receiver: Receiver, webhook: Webhook) -> None:
    def drip(handler: Any) -> None:
        with suppress(OSError):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not receiver.stop.wait(0.02):
                handler.wfile.write(b"a")

    receiver.before = drip
    assert refusal(webhook, receiver.url()).details["reason"] == "it took longer than 0.4 s in all"


def test_an_answer_that_is_no_http_is_no_delivery(receiver: Receiver, webhook: Webhook) -> None:
    receiver.before = lambda handler: handler.wfile.write(b"ahoy\r\n\r\n")
    refusal(webhook, receiver.url())


def test_where_nobody_listens_nothing_is_delivered(webhook: Webhook) -> None:
    class Nobody(BaseHTTPRequestHandler): ...

    with serving(Nobody) as port:
        url = f"http://127.0.0.1:{port}/s3cret"
    refusal(webhook, url)


@pytest.mark.parametrize(
    ("destination", "shown"),
    [
        ("ftp://files.example/s3cret", "ftp://files.example/…"),
        ("hooks.example/s3cret", "…"),
        ("https://", "https://…"),
        ("http://[::1/s3cret", "http://[::1/…"),
        ("http://a b/s3cret", "http://a b/…"),
    ],
)
def test_what_is_no_url_of_the_web_is_refused_at_once(webhook: Webhook, destination: str, shown: str) -> None:
    with pytest.raises(BadTarget) as caught:
        webhook.check(destination)
    assert str(caught.value).startswith(f"{shown!r} cannot be told anything")
    assert "s3cret" not in str(caught.value)

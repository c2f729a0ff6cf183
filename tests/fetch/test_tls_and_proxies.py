"""The same over TLS and by way of a proxy."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from archive.domain.look import Trouble
from archive.ports import Request
from tests.fetch.conftest import a_fetcher
from tests.fetch.site import Scene, Site, Wire, client_context, dripping, endless, gone, head, page, stalled


def secure(scenes: dict[str, Scene]) -> Site:
    """A site for https."""
    return Site(scenes, tls=True, host="localhost")


def test_a_page_comes_over_tls() -> None:
    with secure({"/": page("x")}) as site:
        assert a_fetcher(tls=client_context()).fetch(Request(url=site.url())).data == b"x"


def test_a_certificate_holds_for_its_own_host_alone() -> None:
    with secure({"/": page("x")}) as site:
        look = a_fetcher(tls=client_context()).fetch(Request(url=f"https://127.0.0.1:{site.port}/"))
        assert look.trouble is not None
        assert (look.trouble.kind, look.trouble.reason[:28]) == ("network", "its certificate does not hol")
        assert site.log == []


def test_a_certificate_that_nobody_vouches_for_is_no_answer() -> None:
    with secure({"/": page("x")}) as site:
        trouble = a_fetcher().fetch(Request(url=site.url())).trouble
        assert trouble is not None
        assert "certificate" in trouble.reason


@pytest.mark.parametrize(
    ("scene", "settings", "kind"),
    [
        (dripping(head(200)), {"deadline": 0.3}, "timeout"),
        (dripping(b"HTTP/1.1 200 OK\r\nX: "), {"deadline": 0.3}, "timeout"),
        (stalled(), {"read_timeout": 0.2}, "timeout"),
        (endless(head(200), b"x" * 65536), {}, "too-large"),
    ],
)
def test_limits_hold_over_tls(scene: Scene, settings: dict[str, Any], kind: str) -> None:
    with secure({"/": scene}) as site:
        trouble = a_fetcher(settings, tls=client_context()).fetch(Request(url=site.url())).trouble
        assert trouble is not None
        assert trouble.kind == kind


def test_a_handshake_that_never_ends_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://localhost:{silent.getsockname()[1]}/"
        trouble = a_fetcher({"connect_timeout": 0.2}, tls=client_context()).fetch(Request(url=url)).trouble
        assert trouble == Trouble("timeout", "nothing came for too long")


def test_plain_http_on_a_tls_port_is_trouble(site: Site) -> None:
    url = site.url().replace("http:", "https:").replace("127.0.0.1", "localhost")
    trouble = a_fetcher({"connect_timeout": 0.3}, tls=client_context()).fetch(Request(url=url)).trouble
    assert trouble is not None
    assert trouble.kind in ("network", "timeout")


def nowhere(*_: object, **__: object) -> list[Any]:
    """A resolver that knows no name, as behind many a proxy, but numbers."""
    host = str(_[0])
    if host == "127.0.0.1":
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 0))]
    raise socket.gaierror(-2, "Name or service not known")


def test_a_proxy_is_asked_for_whole_urls(site: Site) -> None:
    site.scenes["http://news.example/a?b"] = page("by proxy")
    proxies = {"http": f"http://me:pw@127.0.0.1:{site.port}"}
    look = a_fetcher({"proxies": proxies}, lookup=nowhere).fetch(Request(url="http://news.example/a?b"))
    assert look.data == b"by proxy"
    assert site.log[0].headers["proxy-authorization"] == "Basic bWU6cHc="
    assert site.log[0].headers["host"] == "news.example"


def test_a_private_host_is_refused_for_a_proxy_too(site: Site) -> None:
    fetcher = a_fetcher({"proxies": {"all": f"127.0.0.1:{site.port}"}, "allowed_hosts": ()})
    trouble = fetcher.fetch(Request(url="http://10.0.0.1/")).trouble
    assert trouble is not None
    assert trouble.kind == "refused"
    assert site.log == []


def test_tls_goes_through_a_proxy_as_it_is(site: Site) -> None:
    with secure({"/": page("through")}) as inner:

        def through(wire: Wire) -> None:
            wire.send(head(200))
            with socket.create_connection(("127.0.0.1", inner.port)) as onward:
                relay(wire.sock, onward)

        site.scenes[f"localhost:{inner.port}"] = through
        fetcher = a_fetcher({"proxies": {"https": f"127.0.0.1:{site.port}"}}, tls=client_context())
        assert fetcher.fetch(Request(url=inner.url())).data == b"through"


def relay(one: socket.socket, other: socket.socket) -> None:
    """Pass bytes on, both ways, until both sides have ended."""
    import selectors

    with selectors.DefaultSelector() as selector:
        selector.register(one, selectors.EVENT_READ, other)
        selector.register(other, selectors.EVENT_READ, one)
        while selector.get_map():
            for key, _ in selector.select(5):
                source, sink = key.fileobj, key.data
                assert isinstance(source, socket.socket)
                data = source.recv(65536)
                if not data:
                    selector.unregister(source)
                    sink.shutdown(socket.SHUT_WR)
                else:
                    sink.sendall(data)


@pytest.mark.parametrize(
    ("scene", "settings", "trouble"),
    [
        (gone(407), {}, Trouble("network", "the proxy refused: 407 So")),
        (stalled(), {"read_timeout": 0.2}, Trouble("timeout", "nothing came for too long")),
        (
            dripping(b"HTTP/1.1 200 OK\r\nX: "),
            {"deadline": 0.3},
            Trouble("timeout", "it took longer than 0.3 s in all"),
        ),
    ],
)
def test_a_proxy_that_does_not_let_us_through(
    site: Site, scene: Scene, settings: dict[str, Any], trouble: Trouble
) -> None:
    site.scenes["news.example:443"] = scene
    proxies = {"https": f"127.0.0.1:{site.port}"}
    fetcher = a_fetcher({**settings, "proxies": proxies}, lookup=nowhere)
    assert fetcher.fetch(Request(url="https://news.example/")).trouble == trouble


def test_only_http_proxies_are_known() -> None:
    fetcher = a_fetcher({"proxies": {"all": "socks5://127.0.0.1:1"}}, lookup=nowhere)
    assert fetcher.fetch(Request(url="http://news.example/")).trouble == Trouble(
        "network", "only http:// proxies are supported"
    )

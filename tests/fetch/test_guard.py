"""Which hosts are fetched from, and that no second look-up leads elsewhere."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.fetch.budget import Budget
from archive.fetch.connection import Connector
from archive.fetch.guard import Guard, special_use
from archive.fetch.settings import FetchSettings
from archive.fetch.target import target_of
from archive.fetch.trouble import NoAnswer
from archive.ports import Request
from tests.fetch.conftest import Fetch, a_fetcher
from tests.fetch.site import Site, moved, page

PUBLIC = ["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.9.9", "172.32.0.1"]
PUBLIC += [
    "192.169.0.1",
    "198.17.0.1",
    "198.20.0.1",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00::1",
    "2001:200::1",
]

SPECIAL = {
    "0.0.0.0": "unspecified",
    "10.1.2.3": "private",
    "100.64.0.1": "carrier-grade NAT",
    "100.100.100.200": "cloud metadata",
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "168.63.129.16": "cloud metadata",
    "169.254.1.1": "link-local",
    "169.254.169.254": "cloud metadata",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.0.0.192": "cloud metadata",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4 relay",
    "192.168.1.1": "private",
    "198.18.0.1": "benchmark",
    "198.19.255.255": "benchmark",
    "198.51.100.1": "documentation",
    "203.0.113.1": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "reserved",
    "::": "unspecified",
    "::1": "loopback",
    "::7f00:1": "reserved",
    "::ffff:127.0.0.1": "IPv4-mapped",
    "::ffff:8.8.8.8": "IPv4-mapped",
    "64:ff9b::7f00:1": "NAT64",
    "64:ff9b:1::a00:1": "NAT64",
    "100::1": "reserved",
    "2001::1": "Teredo",
    "2001:2::1": "reserved",
    "2001:db8::1": "documentation",
    "2002:7f00:1::": "6to4",
    "3fff::1": "documentation",
    "5f00::1": "reserved",
    "fc00::1": "private",
    "fd00:ec2::254": "cloud metadata",
    "fe80::1": "link-local",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_fetched_from(address: str) -> None:
    assert special_use(ip_address(address)) is None


@pytest.mark.parametrize(("address", "word"), SPECIAL.items())
def test_special_addresses_are_not(address: str, word: str) -> None:
    assert special_use(ip_address(address)) == word


@given(st.ip_addresses())
def test_what_python_takes_for_private_is_never_public(address: Any) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert special_use(address) is not None


TARGET = target_of("http://news.example:8080/")
ADDRESSES = [ip_address("10.0.0.7"), ip_address("1.1.1.1"), ip_address("::1")]


@pytest.mark.parametrize(
    ("allowed", "admitted"),
    [
        ((), ["1.1.1.1"]),
        (("news.example",), ["10.0.0.7", "1.1.1.1", "::1"]),
        (("NEWS.example.:8080",), ["10.0.0.7", "1.1.1.1", "::1"]),
        (("news.example:80", "example"), ["1.1.1.1"]),
        (("10.0.0.0/8",), ["10.0.0.7", "1.1.1.1"]),
        (("10.0.0.7:8080", "[::1]:9"), ["10.0.0.7", "1.1.1.1"]),
        (("::1",), ["1.1.1.1", "::1"]),
        (("[::1]:8080",), ["1.1.1.1", "::1"]),
    ],
)
def test_the_user_allows_hosts_ports_and_networks(allowed: tuple[str, ...], admitted: list[str]) -> None:
    assert [str(address) for address in Guard(allowed).admitted(TARGET, ADDRESSES)] == admitted


@pytest.mark.parametrize("entry", ["", "a:b", "http://host/", "10.0.0.0/99", ":80"])
def test_an_entry_that_allows_nothing_is_said_to(entry: str) -> None:
    with pytest.raises(ValueError, match="not a host, host:port, address or network"):
        Guard((entry,))


@pytest.mark.parametrize("port", [0, 22, 25, 587, 993])
def test_ports_of_other_services_are_refused(port: int) -> None:
    target = target_of(f"http://news.example:{port}/")
    with pytest.raises(NoAnswer, match=f"port {port} is no port of the web"):
        Guard(()).admitted(target, [ip_address("1.1.1.1")])
    assert Guard((f"news.example:{port}",)).admitted(target, [ip_address("1.1.1.1")])


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:7f00:1]",
    ],
)
def test_this_machine_is_refused_under_any_of_its_names(host: str) -> None:
    with Site() as site:
        trouble = a_fetcher({"allowed_hosts": ()}).fetch(Request(url=f"http://{host}:{site.port}/")).trouble
        assert trouble is not None
        assert trouble.kind == "refused"
        assert "is no public host" in trouble.reason
        assert site.log == []


def test_this_machine_is_refused_in_other_letters() -> None:
    trouble = a_fetcher({"allowed_hosts": ()}).fetch(Request(url="http://①②⑦.⓪.⓪.①/")).trouble
    assert trouble is not None
    assert (trouble.kind, "127.0.0.1 (loopback)" in trouble.reason) == ("refused", True)


class Resolver:
    """Answers look-ups with one list of addresses after the other."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **_: Any) -> list[Any]:
        self.asked.append(host)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in self.answers.pop(0)
        ]


def test_the_address_that_was_checked_is_the_one_connected_to(site: Site) -> None:
    """A name that points to a public address first and then inwards gains nothing: nobody looks twice."""
    site.scenes["/a"] = page("x")
    resolver = Resolver(["127.0.0.1"], ["10.0.0.1"])
    look = a_fetcher(lookup=resolver).fetch(Request(url=f"http://news.example:{site.port}/a"))
    assert (look.data, resolver.asked) == (b"x", ["news.example"])
    assert site.log[0].headers["host"] == f"news.example:{site.port}"


def test_a_lost_connection_is_never_opened_again_by_name(site: Site) -> None:
    settings = FetchSettings(allowed_hosts=("127.0.0.1",))
    connector = Connector(settings, Resolver(["127.0.0.1"]))
    line = connector.open(target_of(f"http://localhost:{site.port}/"), Budget(lambda: 0.0, 9.0, 9.0), 1000)
    line.connection.close()
    with pytest.raises(http.client.NotConnected):
        line.connection.request("GET", "/")


def test_every_redirect_is_looked_up_and_checked_anew(site: Site) -> None:
    site.scenes["/a"] = moved("/b")
    resolver = Resolver(["127.0.0.1"], ["10.0.0.1", "169.254.169.254"])
    look = a_fetcher(lookup=resolver).fetch(Request(url=f"http://news.example:{site.port}/a"))
    assert look.trouble is not None
    assert look.trouble.kind == "refused"
    assert "10.0.0.1 (private), 169.254.169.254 (cloud metadata)" in look.trouble.reason


def test_the_next_address_is_tried_where_one_does_not_answer(site: Site) -> None:
    site.scenes["/a"] = page("x")
    resolver = Resolver(["127.0.0.2", "127.0.0.1"])
    assert a_fetcher(lookup=resolver).fetch(Request(url=f"http://news.example:{site.port}/a")).data == b"x"


def test_a_look_up_that_hangs_is_given_up() -> None:
    end = threading.Event()

    def lookup(*_: object, **__: object) -> list[Any]:
        end.wait(30)
        return []

    fetcher = a_fetcher({"connect_timeout": 0.1}, lookup=lookup)
    trouble = fetcher.fetch(Request(url="http://news.example/")).trouble
    end.set()
    assert trouble is not None
    assert (trouble.kind, trouble.reason) == ("timeout", "looking up news.example took too long")


@pytest.mark.parametrize(
    "error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")]
)
def test_a_name_that_is_none(error: Exception) -> None:
    def lookup(*_: object, **__: object) -> list[Any]:
        raise error

    trouble = a_fetcher(lookup=lookup).fetch(Request(url="http://a..example/")).trouble
    assert trouble is not None
    assert trouble.kind == "network"
    assert trouble.reason.startswith("no such host: ")


def test_a_name_without_addresses(fetch: Fetch) -> None:
    trouble = a_fetcher(lookup=Resolver([])).fetch(Request(url="http://news.example/")).trouble
    assert trouble is not None
    assert trouble.kind == "network"

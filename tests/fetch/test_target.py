"""URLs as they go over the wire."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.fetch.proxies import from_environment, proxy_for
from archive.fetch.settings import FetchSettings
from archive.fetch.target import Target, shown, target_of
from archive.fetch.trouble import NoAnswer

BASE = target_of("https://news.example/a/b?c")


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://News.Example", "http://news.example/"),
        ("HTTPS://news.example.:443/a#b", "https://news.example/a"),
        ("http://news.example:8080?q", "http://news.example:8080/?q"),
        (" http://me:pw@news.example/a b\n", "http://news.example/a%20b"),
        ("http://news.example/а/%D0%B1?q=ü", "http://news.example/%D0%B0/%D0%B1?q=%C3%BC"),
        ("http://straße.example/", "http://xn--strae-oqa.example/"),
        ("http://новости.example/", "http://xn--b1amnebsh.example/"),
        ("http://[2001:DB8:0::1]:81/", "http://[2001:db8::1]:81/"),
        ("http://news.example/a\\b", "http://news.example/a/b"),
        ("../x", "https://news.example/x"),
        ("?d", "https://news.example/a/b?d"),
        ("//other.example/y", "https://other.example/y"),
    ],
)
def test_a_url_is_sent_as_a_browser_sends_it(url: str, sent: str) -> None:
    assert target_of(url, BASE).url == sent


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http://[::1",
        "http://[fe80::1%25eth0]/",
        "http://a:99999/",
        "http://a:b/",
        "http://%31%32%37.0.0.1/",
        "http://a b/",
        "http://xn--\udcff/",
        "http://news.example/\ud800",
        "http://news.example/" + "a" * 9000,
        "http://" + "ä" * 300 + ".example/",
    ],
)
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(NoAnswer) as refused:
        target_of(url)
    assert refused.value.trouble.kind == "refused"


@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://news.example/", "//"]))
def test_any_text_is_a_target_or_refused(text: str, start: str) -> None:
    try:
        target = target_of(start + text, BASE)
    except NoAnswer:
        return
    assert target.url.isascii()
    assert target.url.isprintable()
    assert " " not in target.url
    assert target_of(target.url) == target


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://me:pw@news.example/a@b", "http://news.example/a@b"),
        ("http://me@p:w@news.example?a@b", "http://news.example?a@b"),
        (" https://news.example/a#b ", "https://news.example/a#b"),
        ("mailto:me@news.example", "mailto:me@news.example"),
    ],
)
def test_no_password_is_shown(url: str, text: str) -> None:
    assert shown(url) == text


@pytest.mark.parametrize(
    ("one", "other", "twins"),
    [
        ("http://news.example/a?b", "https://www.news.example/a?b", True),
        ("http://news.example/a", "http://news.example/a/", False),
        ("http://news.example/", "http://other.example/", False),
    ],
)
def test_one_page_has_two_names(one: str, other: str, twins: bool) -> None:
    assert target_of(one).twin_of(target_of(other)) is twins


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, {}),
        (
            {"http_proxy": "a:1", "HTTP_PROXY": "b:2", "NO_PROXY": "x", "https_proxy": ""},
            {"http": "a:1", "no": "x"},
        ),
        (
            {"HTTP_PROXY": "b:2", "HTTPS_PROXY": "c:3", "ALL_PROXY": "d:4"},
            {"http": "b:2", "https": "c:3", "all": "d:4"},
        ),
        ({"HTTP_PROXY": "b:2", "REQUEST_METHOD": "GET"}, {}),
    ],
)
def test_proxies_are_read_from_the_environment(environment: dict[str, str], found: dict[str, str]) -> None:
    assert from_environment(environment) == found


@pytest.mark.parametrize(
    ("no", "direct"),
    [
        ("", False),
        ("*", True),
        ("news.example", True),
        (".example", True),
        ("other.example, example", True),
        ("ws.example", False),
        ("news.example:80", True),
        ("news.example:81", False),
        ("10.0.0.0/8", False),
    ],
)
def test_some_hosts_need_no_proxy(no: str, direct: bool) -> None:
    target = Target("http", "news.example", 80, "/")
    assert proxy_for(target, {"http": "p:1", "no": no}) == (None if direct else "p:1")


def test_a_network_needs_no_proxy() -> None:
    proxies = {"all": "p:1", "no": "10.0.0.0/8"}
    assert proxy_for(target_of("https://10.1.1.1/"), proxies) is None
    assert proxy_for(target_of("https://11.1.1.1/"), proxies) == "p:1"


@pytest.mark.parametrize("contact", ["a\nb", "ü", "a\r\nX: y"])
def test_a_contact_that_no_header_can_hold_is_refused(contact: str) -> None:
    with pytest.raises(ValueError, match="contact must be one line"):
        FetchSettings(contact=contact)

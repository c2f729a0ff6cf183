"""Addresses: one page, one address."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.address import address_for, canonical_url, content_address, is_variant

PAGE = "https://paper.example/a"
STORY = "https://paper.example/2024/06/harbour-works"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (PAGE, PAGE),
        (f"  {PAGE}\n", PAGE),
        ("HTTPS://Paper.Example/a", PAGE),
        ("https://paper.example/A", "https://paper.example/A"),
        ("https://paper.example:443/a", PAGE),
        ("http://paper.example:80/a", "http://paper.example/a"),
        ("https://paper.example:8443/a", "https://paper.example:8443/a"),
        ("https://paper.example./a", PAGE),
        ("https://paper.example", "https://paper.example/"),
        (f"{PAGE}#comments", PAGE),
        (f"{PAGE}?", PAGE),
        (f"{PAGE}?utm_source=x&UTM_medium=y&fbclid=1&gclid=2&mc_cid=3&igshid=4", PAGE),
        (f"{PAGE}?id=7&utm_source=x&page=2", f"{PAGE}?id=7&page=2"),
        (f"{PAGE}?b=1&a=2", f"{PAGE}?b=1&a=2"),
        (f"{PAGE}?7", f"{PAGE}?7"),
        (f"{PAGE}?q=a%20b+c&empty=", f"{PAGE}?q=a%20b+c&empty="),
        (f"{PAGE}?&&id=7&", f"{PAGE}?id=7"),
        ("https://user:secret@paper.example/a", PAGE),
        ("https://paper.example/é b", "https://paper.example/%C3%A9%20b"),
        ("https://paper.example/%C3%A9%20b", "https://paper.example/%C3%A9%20b"),
        ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ],
)
def test_canonical_url(url: str, expected: str) -> None:
    assert canonical_url(url) == expected
    assert canonical_url(expected) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://paper.example/%7ea%2Db%c3%a9", "https://paper.example/~a-b%C3%A9"),
        ("https://paper.example/a%2fb", "https://paper.example/a%2Fb"),
        ("https://paper.example/100%", "https://paper.example/100%25"),
        ("https://paper.example/%%341", "https://paper.example/%2541"),
        ("https://paper.example/%zz", "https://paper.example/%25zz"),
        ("https://paper.example/a?q=%e2%82%ac&r=%41", "https://paper.example/a?q=%E2%82%AC&r=A"),
        ("https://paper.example/x/../a", PAGE),
        ("https://paper.example/./x/%2e%2e/./a", PAGE),
        ("https://paper.example/../../a", PAGE),
        ("https://paper.example/a/b/..", "https://paper.example/a/"),
        ("https://paper.example/a/.", "https://paper.example/a/"),
        ("https://paper.example/a//b", "https://paper.example/a//b"),
        ("https://paper.example/.well-known/a", "https://paper.example/.well-known/a"),
        ("https:\\\\paper.example\\a", PAGE),
        ("https://paper.example\\@other.example/a", "https://paper.example/@other.example/a"),
        ("https://paper.example/a?b=\\", "https://paper.example/a?b=%5C"),
        ("https://paper.ex\nample/a", PAGE),
        ("https://paper.example/a?id=7&amp;page=2&amp;amp;gclid=1", f"{PAGE}?id=7&page=2"),
        ("https://paper.example/a;jsessionid=0A1B?id=7", f"{PAGE}?id=7"),
        ("https://paper.example/a;v=1", "https://paper.example/a;v=1"),
    ],
)
def test_one_spelling_for_paths(url: str, expected: str) -> None:
    assert canonical_url(url) == expected
    assert canonical_url(expected) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("xn--BCHER-kva.example", "xn--bcher-kva.example"),
        ("bu\u0308cher.example", "xn--bcher-kva.example"),
        ("b%C3%BCcher.example", "xn--bcher-kva.example"),
        ("p%61per.example", "paper.example"),
        ("газета.example", "xn--80aahjj1e.example"),
        ("ｐａｐｅｒ。example", "paper.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("paper_1.example", "paper_1.example"),
        ("192.0.2.7", "192.0.2.7"),
        ("localhost:8000", "localhost:8000"),
        ("www.paper.example", "www.paper.example"),
        ("m.paper.example", "m.paper.example"),
    ],
)
def test_one_spelling_for_hosts(host: str, expected: str) -> None:
    assert canonical_url(f"https://{host}/a") == f"https://{expected}/a"


def test_other_letters_are_another_host() -> None:
    assert canonical_url("https://straße.example/") != canonical_url("https://strasse.example/")


@pytest.mark.parametrize(
    "query",
    ["utm_source=x", "UTM_Campaign=y", "utm%5Fid=1", "amp;utm_source=x", "fbclid=1", "gclid=1", "gbraid=1", "wbraid=1",
     "dclid=1", "msclkid=1", "twclid=1", "yclid=1", "ysclid=1", "igsh=1", "mc_eid=1", "_ga=2.1", "_gl=1*x", "at_medium=RSS",
     "at_campaign=64", "at_link_id=1", "at_ptr_name=x", "ns_mchannel=rss", "ns_source=x", "smid=tw-share", "ocid=social", "ito=1490",
     "xtor=AL-72", "CMP=Share_iOSApp_Other", "cmp=twt_b-gdnnews", "cmpid=rss", "ref=rss", "src=twitter", "source=Facebook",
     "ref_src=twsrc%5Etfw", "_hsenc=1", "mkt_tok=1", "hsa_acc=1", "pk_campaign=1", "mtm_source=x", "srsltid=1",
     "PHPSESSID=1", "amp", "amp=1", "AMP=true", "outputType=amp", "output=print", "print=1", "print=true", "print=print",
     "pagewanted=print", "usqp=mq331AQ", "amp_js_v=0.1"],
)  # fmt: skip
def test_what_names_no_page_is_dropped(query: str) -> None:
    assert canonical_url(f"{PAGE}?{query}") == PAGE
    assert canonical_url(f"{PAGE}?id=7&{query}&p=2") == f"{PAGE}?id=7&p=2"


@pytest.mark.parametrize(
    "query",
    ["id=7", "p=123", "s=harbour", "ref=789", "ref=home", "ref", "source=reuters", "src=cable-77", "cmp=12", "cmpid=4711",
     "campaign=1944", "session=12", "cid=9", "eid=9", "mbid=1", "page=2", "lang=en", "amp=0", "print=0", "print=issue-7",
     "output=pdf", "view=list", "utmost=1", "pk=7", "at_home=1", "hsa=1", "fbclids=1", "format=long", "gl=1", "ga=1",
     "attempt=2", "partner=reuters", "keyword=aid", "medium=oil", "uid=5", "clid=1", "a=1&a=1"],
)  # fmt: skip
def test_what_may_name_a_page_stays(query: str) -> None:
    assert canonical_url(f"{PAGE}?{query}") == f"{PAGE}?{query}"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{STORY}/amp", STORY),
        (f"{STORY}/amp/", f"{STORY}/"),
        (f"{STORY}/AMP", STORY),
        (f"{STORY}.amp", STORY),
        (f"{STORY}.amp.html", f"{STORY}.html"),
        (f"{STORY}.html/amp", f"{STORY}.html"),
        (f"{STORY}/print/", f"{STORY}/"),
        (f"{STORY}/print", STORY),
        (f"{STORY}/amp/print/?amp=1&print=1", f"{STORY}/"),
        ("https://paper.example/news/c4ngk17zzkpo.amp", "https://paper.example/news/c4ngk17zzkpo"),
        ("https://amp.paper.example/a-1", "https://www.paper.example/a-1"),
        ("https://amp.paper.com.au/a-1", "https://www.paper.com.au/a-1"),
        ("https://amp.news.paper.example/a-1", "https://news.paper.example/a-1"),
        (f"https://www.google.com/amp/s/{STORY[8:]}/amp/?usqp=mq331AQ&id=7", f"{STORY}/?id=7"),
        ("https://google.co.uk/amp/paper.example/a", "http://paper.example/a"),
        ("https://www.bing.com/amp/s/paper.example/a", PAGE),
        ("https://cdn.ampproject.org/c/s/paper.example/a", PAGE),
        ("https://paper-example.cdn.ampproject.org/v/s/paper.example/a?amp_js_v=0.1#share", PAGE),
        ("https://www.google.com/x/../amp/s/paper.example:443/a", PAGE),
        ("https://www.google.com/amp/s/cdn.ampproject.org/c/s/user:pass@amp.paper.example/a-1.amp",
         "https://www.paper.example/a-1"),
    ],
)  # fmt: skip
def test_forms_of_a_page_are_that_page(url: str, expected: str) -> None:
    assert canonical_url(url) == expected
    assert is_variant(url, expected)


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/amp",
        "https://paper.example/amp/",
        "https://paper.example/wiki/amp",
        "https://paper.example/tag/print/",
        "https://paper.example/print/2024/a-1",
        "https://paper.example/amp/2024/a-1",
        "https://paper.example/guitar-amp",
        "https://paper.example/.amp",
        "https://paper.example/.amp.html",
        "https://paper.example/blueprint",
        "https://amp.dev/a",
        "https://amplify.paper.example/a",
        "https://www.google.com/amp/s/about",
        "https://www.google.com/search?q=a",
        "https://cdn.ampproject.org/i/s/paper.example/a.jpg",
        "https://google.paper.example/amp/s/other.example/a",
    ],
)
def test_pages_of_their_own_stay(url: str) -> None:
    assert canonical_url(url) == url


@pytest.mark.parametrize(
    ("fragment", "kept"),
    [
        ("#comments", ""),
        ("#", ""),
        ("#!", ""),
        ("#!/story/7", "#!/story/7"),
        ("#!/é#x", "#!/%C3%A9%23x"),
        ("#/story", ""),
    ],
)
def test_only_routes_stay_of_fragments(fragment: str, kept: str) -> None:
    assert canonical_url(PAGE + fragment) == PAGE + kept


@pytest.mark.parametrize(
    "url",
    ["", "paper.example/a", "/a", "ftp://paper.example/a", "https://", "https:///a", "mailto:a@paper.example", "http:/a",
     "https://paper.example:99999/a", "http://[::1/a", "https://./a", "https://a..b/", "https://paper example/a",
     "https://pa<per.example/", "https://paper%2Fexample/", "https://%ff.example/", "https://-a.example/", "http://[fe80::1%25eth0]/",
     "http://[v1.a]/", "https://" + "a" * 64 + ".example/", "https://" + "é" * 100_000, "https://" + "a." * 200 + "example/",
     "https://\ud800.example/", "https://paper.example/\ud800", "https://paper.example:a/", "javascript:alert(1)",
     "https://" + "www.google.com/amp/s/" * 20 + "paper.example/a"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical_url(url)


PARTS = st.sampled_from(
    ["/", "amp", "/amp/", ".amp", ".html", "print", "-1", "a", "..", ".", "%", "%2e", "%41", "%2525", "?", "&", "=", "#", "#!", "é", " ",
     "+", "utm_", "\\", ";jsessionid=", "amp.", "www.", "google.com", "cdn.ampproject.org", "/amp/s/", "/c/s/", "paper.example",
     "ß", "\u2024", "xn--", ":", ":80", "@", "[", "]", "\t", "\u3002", "index.html", "www.google.com/amp/s/", "//"]
)  # fmt: skip
WHATEVER = st.lists(PARTS | st.text(max_size=2), max_size=14).map("".join)


@given(
    st.sampled_from(["https://paper.example/", "http://www.paper.example", "https://", "//", ""]), WHATEVER
)
def test_an_address_is_its_own_address(start: str, rest: str) -> None:
    try:
        once = canonical_url(start + rest)
    except ValueError:
        return
    parts = urlsplit(once)
    assert canonical_url(once) == once
    assert once.isascii()
    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert parts.username is None
    assert not parts.fragment or parts.fragment.startswith("!")
    assert is_variant(start + rest, once)


@given(st.text("ab/?&=#%.+ é_utm", max_size=20))
def test_whatever_follows_a_host_has_an_address(rest: str) -> None:
    assert canonical_url(canonical_url(f"https://paper.example/{rest}"))


VARIANTS = [
    (PAGE, PAGE),
    (PAGE, "http://paper.example/a"),
    (PAGE, "https://www.paper.example/a/"),
    (PAGE, "https://m.paper.example/a"),
    ("https://www.paper.example/a", "https://mobile.paper.example/a"),
    ("https://www.paper.example/a-1", "https://amp.paper.example/a-1"),
    ("https://paper.example/", "https://paper.example/index.html"),
    ("https://paper.example/a/", "https://paper.example/a/index.php"),
    (PAGE, f"{PAGE}?utm_source=x#top"),
    (f"{PAGE}?id=7", "http://www.paper.example:80/a?id=7&gclid=1"),
    (STORY, f"{STORY}/amp/"),
    (STORY, f"{STORY}?print=1"),
    ("https://paper.example/%C3%A9", "https://paper.example/%c3%a9"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("file:///a.txt", "file:///a.txt"),
]
OTHERS = [
    (PAGE, "https://paper.example/b"),
    (PAGE, "https://paper.example/A"),
    (PAGE, "https://other.example/a"),
    (PAGE, "https://news.paper.example/a"),
    (PAGE, "https://paper.example:8443/a"),
    (PAGE, "https://paper.example/"),
    (f"{PAGE}?id=7", f"{PAGE}?id=8"),
    (f"{PAGE}?id=7", PAGE),
    (f"{PAGE}#!/7", f"{PAGE}#!/8"),
    (PAGE, "https://paper.example/login?next=/a"),
    ("file:///a.txt", "file:///b.txt"),
    ("https://www.example/a", "https://m.example/a"),
    ("https://paper.example/a/index.html", "https://paper.example/a/index.htmlx"),
]


@pytest.mark.parametrize(
    ("one", "other", "same"), [(*p, True) for p in VARIANTS] + [(*p, False) for p in OTHERS]
)
def test_variants_of_a_page(one: str, other: str, same: bool) -> None:
    assert is_variant(one, other) is same
    assert is_variant(other, one) is same


LONG = "https://paper.example/news/world/harbour-works-begin-at-last"
BELIEVED = [
    (LONG, LONG),
    (f"{LONG}?page=2", LONG),
    (f"{LONG}/", LONG),
    (LONG, "https://www.paper.example/news/world/harbour-works-begin-at-last"),
    ("https://m.paper.example/s/77", LONG),
    ("https://edition.paper.example/s/77", LONG),
    ("https://paper.example/s/77", "https://edition.paper.example/s/77"),
    ("https://amp.paper.example/s/77", LONG),
    ("http://paper.example/a", "https://paper.example/a"),
    ("https://paper.example/?p=123", LONG),
    ("https://paper.example/story.php?id=7", LONG),
    ("https://paper.example/story.php?id=7&page=2", "https://paper.example/story.php?id=7"),
    ("https://paper.example/a-1?view=full", "https://paper.example/a-1"),
    (
        "https://paper.example/news/articles/c123456/harbour-works",
        "https://paper.example/news/articles/c123456",
    ),
    (f"{LONG}/page/2", LONG),
    ("https://paper.example/a", "https://paper.example/b"),
    ("https://paper.example/news", "https://paper.example/"[:-1] + "/world"),
    ("https://paper.example/", "https://paper.example/index.html"),
    ("https://paper.example/x?id=7", "/2024/harbour-works?utm_source=x"),
]
DISBELIEVED = [
    (LONG, "https://paper.example/"),
    (LONG, "https://paper.example"),
    (LONG, "https://paper.example/index.html"),
    (LONG, "https://paper.example/news"),
    (LONG, "https://paper.example/news/world/"),
    ("https://paper.example/news/world-africa/7", "https://paper.example/news/world-africa"),
    ("https://paper.example/2024/06/harbour-works", "https://paper.example/2024/06"),
    (LONG, "https://paper.example/home"),
    (LONG, "https://other.example/news/world/harbour-works-begin-at-last"),
    ("https://one.paper.example/a", "https://two.paper.example/a"),
    (LONG, "https://notpaper.example/a-1"),
    (LONG, "https://example/a-1"),
    ("https://paper.example/story.php?id=7", "https://paper.example/story.php"),
    ("https://paper.example/news-item?id=7", "https://paper.example/news-item"),
    ("https://paper.example/?p=123", "https://paper.example/"),
    ("https://paper.example/?p=123", "https://paper.example/news"),
    (LONG, ""),
    (LONG, "javascript:void(0)"),
    (LONG, "https://"),
    (LONG, "http://[::1"),
    (LONG, "ftp://paper.example/a-1"),
]


@pytest.mark.parametrize(("landed", "claimed"), BELIEVED)
def test_a_claim_that_can_be_right_is_the_address(landed: str, claimed: str) -> None:
    expected = f"https://paper.example{claimed}" if claimed.startswith("/") else claimed
    assert address_for(None, landed, claimed) == canonical_url(expected)
    assert address_for("https://short.example/x", landed, claimed) == canonical_url(expected)


@pytest.mark.parametrize(("landed", "claimed"), DISBELIEVED)
def test_a_claim_that_cannot_be_right_is_not(landed: str, claimed: str) -> None:
    assert address_for(None, landed, claimed) == canonical_url(landed)


def test_without_a_claim_it_is_where_the_page_was_found() -> None:
    assert address_for("https://short.example/x", f"{PAGE}?utm_source=x", None) == PAGE
    assert address_for(f"{PAGE}#c", None, None) == PAGE
    assert address_for(PAGE, "no url", "") == PAGE
    assert address_for(None, None, f"{PAGE}?fbclid=1") == PAGE
    assert address_for("file:///a.html", None, PAGE) == PAGE


@pytest.mark.parametrize(
    "urls", [(None, None, None), ("", "", ""), ("file:///a", None, "/a"), (None, None, "http://[")]
)
def test_no_address_at_all_is_an_error(urls: tuple[str | None, str | None, str | None]) -> None:
    with pytest.raises(ValueError, match="no http or https URL"):
        address_for(*urls)


@given(st.none() | WHATEVER, st.none() | WHATEVER.map("https://paper.example/".__add__), st.none() | WHATEVER)
def test_an_address_is_canonical_whatever_is_claimed(
    asked: str | None, landed: str | None, claimed: str | None
) -> None:
    try:
        address = address_for(asked, landed, claimed)
    except ValueError:
        return
    assert canonical_url(address) == address


def test_content_without_a_name_is_named_by_its_hash() -> None:
    assert content_address("0123456789abcdef" * 4) == "stdin:0123456789abcdef"

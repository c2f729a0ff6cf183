"""OPML: the feeds that it lists, however nested, and what they are called."""

from __future__ import annotations

import io

import pytest

from archive.domain.look import Pointer
from archive.errors import InputRefused
from archive.ports import Remark, Source
from archive.readers.opml import ListedFeed, OpmlOpener, listed_feeds

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>My feeds</title></head><body>
<outline text="News"><outline text="Abroad">
<outline type="rss" text="Harbour" title="Harbour  Times" xmlUrl="https://harbour.example/rss?a=1&amp;b=2" htmlUrl="https://harbour.example/"/>
</outline></outline>
<outline text="World news | Pier" XMLURL="feed://pier.example/world" htmlUrl="https://pier.example/"/>
<outline xmlUrl="feed:https://bare.example/rss"/>
<outline text="Again" xmlUrl="https://harbour.example/rss?a=1&amp;b=2"/>
<outline text="Broken" xmlUrl="http://[old.example/"/>
<outline text="A page" htmlUrl="https://page.example/"/>
</body></opml>"""


def source(data: bytes | str) -> Source:
    raw = data.encode() if isinstance(data, str) else data
    return Source(name="feeds.opml", open=lambda: io.BytesIO(raw))


def test_every_feed_is_pointed_to_once_with_what_it_is_called() -> None:
    first, second, third, broken = OpmlOpener().open(source(OPML))
    url = "https://harbour.example/rss?a=1&b=2"
    stated = {"title": "Harbour Times", "source": "Harbour Times"}
    assert first == Pointer(name=url, url=url, stated=stated, listing=True)
    assert isinstance(second, Pointer)
    assert (second.url, second.stated) == ("http://pier.example/world", {"title": "World news | Pier"})
    assert isinstance(third, Pointer)
    assert (third.url, third.stated) == ("https://bare.example/rss", {})
    assert isinstance(broken, InputRefused)
    assert str(broken) == "feeds.opml: Broken: not an http or https address: 'http://[old.example/'"


def test_feeds_are_listed_by_title_and_address_for_watches() -> None:
    *feeds, broken = listed_feeds(source(OPML))
    assert feeds == [
        ListedFeed("Harbour Times", "https://harbour.example/rss?a=1&b=2"),
        ListedFeed("World news | Pier", "http://pier.example/world"),
        ListedFeed("https://bare.example/rss", "https://bare.example/rss"),
    ]
    assert isinstance(broken, InputRefused)


def test_a_broken_tail_leaves_what_stands_before_it() -> None:
    first, remark = OpmlOpener().open(source(OPML[: OPML.index("XMLURL")]))
    assert isinstance(first, Pointer)
    assert isinstance(remark, Remark)
    assert remark.text.startswith("broken after 1 feeds, which were taken: it is not XML")


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "is not XML"), (b"<rss/>", "is no OPML: its first element is <rss>"), (b"<!DOCTYPE opml [<!ENTITY a 'b'>]><opml>&a;</opml>", "declares entities")],
)  # fmt: skip
def test_what_is_no_opml_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(InputRefused, match=f"feeds.opml: {reason}"):
        list(OpmlOpener().open(source(data)))

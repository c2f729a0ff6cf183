"""The words of messages and targets, and what a look has to tell."""

from __future__ import annotations

import dataclasses

import pytest

from archive.domain.message import Message, message_id
from archive.domain.moment import SECOND
from archive.domain.news import ArticleNews, News, Seen, Sight, Wanted, What, turn, without
from archive.domain.target import Target, TargetKind, wait_after
from archive.telling.news_text import MOST_CLAIMS, MOST_ITEMS, MOST_SENTENCES, message_about
from archive.telling.written import Written

TARGET = Target(name="desk", kind="atom", destination="/a.xml", wanted=Wanted(), created=3)


@pytest.mark.parametrize(
    ("kind", "destination", "shown"),
    [
        ("webhook", "https://user:pw@hooks.example:8443/T0K3N?key=1#x", "https://hooks.example:8443/…"),
        ("webhook", "https://hooks.example", "https://hooks.example/…"),
        ("webhook", "https://pw@hooks.example?key=@1", "https://hooks.example/…"),
        ("webhook", "env:HOOK", "env:HOOK"),
        ("webhook", "hooks.example/T0K3N", "…"),
        ("apprise", "T0K3N", "…"),
        ("apprise", "slack://T0K3N/B/C", "slack://…"),
        ("apprise", "mailto://user:pw@mail.example", "mailto://…"),
        ("atom", "/srv/feeds/changes.xml", "/srv/feeds/changes.xml"),
    ],
)
def test_a_destination_is_shown_without_its_secrets(kind: TargetKind, destination: str, shown: str) -> None:
    assert dataclasses.replace(TARGET, kind=kind, destination=destination).shown == shown


@pytest.mark.parametrize(
    ("failures", "asked", "seconds"),
    [
        (1, None, 60),
        (2, None, 120),
        (3, 7.5, 240),
        (3, 500.0, 500),
        (9, None, 15_360),
        (10, None, 21_600),
        (10_000, None, 21_600),
        (1, 1e12, 21_600),
    ],
)
def test_waits_double_up_to_six_hours(failures: int, asked: float | None, seconds: int) -> None:
    assert wait_after(failures, asked) == seconds * SECOND


@pytest.mark.parametrize(
    ("seen", "sight", "told"),
    [
        (Seen(), Sight(captured=9, state="gone"), ()),
        (Seen(), Sight(captured=9, state="shown"), ()),
        (Seen(last=5, latest=5), Sight(captured=9, state="shown"), ()),
        (Seen(last=5, latest=5), Sight(captured=9, state="shown", edited=True), ("edited",)),
        (Seen(last=5, latest=5), Sight(captured=4, state="shown", edited=True), ()),
        (Seen(last=5, latest=5), Sight(captured=9, state="gone"), ("gone",)),
        (Seen(last=5, latest=5), Sight(captured=4, state="gone"), ()),
        (Seen(last=5, latest=5), Sight(captured=9, state="moved", moved_to="b"), ("moved",)),
        (Seen(last=5, missing=6, latest=7), Sight(captured=9, state="gone"), ()),
        (Seen(last=5, missing=6, latest=7), Sight(captured=9, state="shown"), ("back",)),
        (
            Seen(last=5, missing=6, latest=7),
            Sight(captured=9, state="shown", edited=True),
            ("edited", "back"),
        ),
        (Seen(last=5, missing=6, latest=7), Sight(captured=9, state="moved", moved_to="b"), ("moved",)),
        (Seen(last=5, missing=6, moved_to="b", latest=7), Sight(captured=9, state="moved", moved_to="b"), ()),
        (
            Seen(last=5, missing=6, moved_to="b", latest=7),
            Sight(captured=9, state="moved", moved_to="c"),
            ("moved",),
        ),
        (Seen(last=5, missing=6, moved_to="b", latest=7), Sight(captured=9, state="gone"), ("gone",)),
    ],
)
def test_a_look_tells_what_turned(seen: Seen, sight: Sight, told: tuple[What, ...]) -> None:
    assert turn(seen, sight) == told


def edits(number: int) -> News:
    articles = tuple(
        ArticleNews(
            what="edited", position=at, address=f"https://a.example/{at}", captured=0, title=f"No. {at}"
        )
        for at in range(number)
    )
    return News(after=0, upto=9, at=0, articles=articles)


def told(news: News, target: Target = TARGET) -> Message:
    message = message_about(news, target)
    assert message is not None
    return message


def test_a_message_says_in_a_line_what_it_holds() -> None:
    assert message_about(edits(0), TARGET) is None
    assert told(edits(1)).title == "article edited: “No. 0”"
    assert told(edits(2)).title == "2 articles edited"
    theirs = [dataclasses.replace(article, source="The Quay") for article in edits(2).articles]
    assert told(News(after=0, upto=9, at=0, articles=tuple(theirs))).title == "The Quay: 2 articles edited"
    mixed = (theirs[0], edits(2).articles[1])
    assert told(News(after=0, upto=9, at=0, articles=mixed)).title == "2 articles edited"


@pytest.mark.parametrize(
    ("what", "lines"),
    [
        (
            "gone",
            [
                "vanished between 1970-01-01 00:01 UTC, when it was last seen, and 1970-01-01 00:03 UTC, when it was first missing",
                "the server answered 404",
            ],
        ),
        (
            "moved",
            [
                "moved between 1970-01-01 00:01 UTC, when it was last seen here, and 1970-01-01 00:03 UTC, when it no longer was",
                "stands at https://b.example/, seen 1970-01-01 00:05 UTC",
            ],
        ),
        (
            "back",
            [
                "it was missing: last seen before that 1970-01-01 00:01 UTC, first missing 1970-01-01 00:03 UTC",
                "stands again, seen 1970-01-01 00:05 UTC",
            ],
        ),
    ],
)
def test_what_became_of_an_article_is_told_in_sentences(what: What, lines: list[str]) -> None:
    article = ArticleNews(
        what=what,
        position=4,
        address="https://a.example/1",
        captured=300 * SECOND,
        last_seen=60 * SECOND,
        first_missing=180 * SECOND,
        status=404,
        moved_to="https://b.example/" if what == "moved" else None,
    )
    text = told(News(after=0, upto=9, at=0, articles=(article,))).text
    assert [line.strip() for line in text.splitlines()[1:-1]] == lines


def test_of_a_long_edit_the_first_sentences_are_quoted_and_the_rest_is_counted() -> None:
    says = tuple(f"Boat {number} is late." for number in range(MOST_SENTENCES + 8))
    article = dataclasses.replace(edits(1).articles[0], says=says, no_longer_says=("x" * 9_000,))
    message = told(News(after=0, upto=9, at=0, articles=(article,)))
    assert message.text.count("Boat") == MOST_SENTENCES
    assert "and 8 more" in message.text
    assert len(message.text) < 1_000
    form = message.form()["items"][0]
    assert (len(form["says"]), form["sentences_more"]) == (MOST_CLAIMS, len(says) - MOST_CLAIMS)


@pytest.mark.parametrize(
    ("known", "told", "fresh"),
    [
        ("", "abc", "abc"),
        ("abc", "abc", ""),
        ("abc", "bca", ""),  # where they stand is no matter
        ("ab", "aab", "a"),
        ("aab", "ab", ""),
        ("abc", "axc", "x"),
    ],
)
def test_sentences_are_new_as_often_as_they_are_more(known: str, told: str, fresh: str) -> None:
    assert without(told, known) == tuple(fresh)


def test_a_long_message_tells_the_first_and_counts_the_rest() -> None:
    message = told(edits(MOST_ITEMS + 12))
    assert (len(message.items), message.more, message.form()["more"]) == (MOST_ITEMS, 12, 12)
    assert message.text.endswith("\n\nand 12 more")
    assert told(edits(MOST_ITEMS)).more == 0


def test_a_message_is_the_same_for_the_same_stretch_and_target_alone() -> None:
    message = told(edits(2))
    assert message == told(edits(2))
    others = [
        message_id(TARGET, 0, 10),
        message_id(TARGET, 1, 9),
        message_id(dataclasses.replace(TARGET, name="other"), 0, 9),
        message_id(dataclasses.replace(TARGET, created=4), 0, 9),
    ]
    assert len({message.message_id, *others}) == 5
    ids = [item["id"] for item in message.form()["items"]]
    assert len(set(ids)) == 2


def test_lines_become_text_and_html() -> None:
    written = Written()
    written.line("~ lamps", "changed", indent=2)
    written.line("2 →\n 3", indent=4, hang=2)
    written.line()
    written.line("“a\x00b <i>”", indent=6)
    written.line("Post · https://a.example/?x=1&y#2, hedged", "quiet", indent=8)
    assert written.text.splitlines() == [
        "  ~ lamps",
        "    2 → 3",
        "",
        "      “a\ufffdb <i>”",
        "        Post · https://a.example/?x=1&y#2, hedged",
    ]
    assert written.html == (
        "<p><strong>~ lamps</strong></p><p>2 → 3</p><blockquote><p>“a\ufffdb &lt;i&gt;”</p>"
        '<p>Post · <a href="https://a.example/?x=1&amp;y#2">https://a.example/?x=1&amp;y#2</a>, hedged</p>'
        "</blockquote>"
    )

"""The feed file: what a feed reader makes of it, and that it is whole at every moment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.deliver.atom import AtomFile
from archive.domain.message import Item, Message
from archive.errors import BadTarget, NotDelivered
from archive.telling.lines import plain
from archive.telling.written import Written


def item(key: str = "fact 1", text: str = "“three lamps”", link: str | None = None) -> Item:
    written = Written()
    written.line("Lamps", "label", indent=2)
    written.line(text, indent=6)
    return Item(
        key=key,
        title=f"Lamps <{key}>",
        text=written.text,
        html=written.html,
        link=link,
        form={"kind": "fact"},
    )


def message(number: int, *items: Item, more: int = 0) -> Message:
    return Message(
        message_id=f"m{number}",
        target="desk",
        after=number,
        upto=number + 1,
        at=1_700_000_000_000_000 + number * 1_000_000,
        title="Lamps",
        items=items or (item(),),
        more=more,
    )


def read(path: Path) -> Any:
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo
    assert feed.version == "atom10"
    return feed


def test_a_feed_reader_finds_the_sentences_and_the_article(tmp_path: Path) -> None:
    path = tmp_path / "changes.xml"
    AtomFile().send(
        str(path), None, message(1, item(text="“2 < 3 & <b>more</b>”", link="https://a.example/?x=1&y"))
    )
    feed = read(path)
    assert (feed.feed.title, feed.feed.author, feed.feed.updated) == (
        "News archive: desk",
        "News archive",
        "2023-11-14T22:13:21Z",
    )
    assert feed.feed.id.startswith("urn:uuid:")
    (entry,) = feed.entries
    assert entry.title == "Lamps <fact 1>"
    assert entry.link == "https://a.example/?x=1&y"
    assert entry.updated == feed.feed.updated
    assert entry.content[0].value == (
        "<p><strong>Lamps</strong></p>"
        "<blockquote><p>“2 &lt; 3 &amp; &lt;b&gt;more&lt;/b&gt;”</p></blockquote>"
    )


def test_new_entries_stand_on_top_and_the_oldest_go(tmp_path: Path) -> None:
    path = tmp_path / "changes.xml"
    feed_file = AtomFile(most=3)
    ids: list[str] = []
    for number in range(1, 4):
        feed_file.send(str(path), None, message(number, item("a"), item("b")))
        ids.append(read(path).feed.id)
    assert len(set(ids)) == 1, "the feed keeps its id"
    assert [entry.updated[-3:-1] for entry in read(path).entries] == ["23", "23", "22"]


def test_a_message_that_comes_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "changes.xml"
    for number in (1, 2, 2):
        AtomFile().send(str(path), None, message(number, more=number))
        last = path.read_bytes()
    assert len(read(path).entries) == 4
    AtomFile().send(str(path), None, message(2, more=2))
    assert path.read_bytes() == last
    assert read(path).entries[1].title == "and 2 more"
    assert [other.name for other in tmp_path.iterdir()] == ["changes.xml"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"my diary", "the file there is not a feed, and is left as it is"),
        (b"", "the file there is not a feed, and is left as it is"),
        (b"<html/>", "the file there is not a feed of an archive, and is left as it is"),
        (
            b"<feed xmlns='http://www.w3.org/2005/Atom'><generator>blog</generator></feed>",
            "the file there is not a feed of an archive, and is left as it is",
        ),
        (b"<!DOCTYPE f [<!ENTITY a 'b'>]><f>&a;</f>", "the file there is not a feed, and is left as it is"),
    ],
)
def test_another_file_is_never_overwritten(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "diary.txt"
    path.write_bytes(content)
    with pytest.raises(BadTarget, match=problem):
        AtomFile().check(str(path))
    with pytest.raises(NotDelivered, match=problem):
        AtomFile().send(str(path), None, message(1))
    assert path.read_bytes() == content


def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "changes.xml"
    with pytest.raises(BadTarget, match=r"the folder .*nowhere does not exist"):
        AtomFile().check(str(path))
    with pytest.raises(NotDelivered, match="desk: No such file or directory"):
        AtomFile().send(str(path), None, message(1))
    with pytest.raises(BadTarget, match="Is a directory"):
        AtomFile().check(str(tmp_path))


@given(words=st.text(st.characters(codec=None), max_size=30))
def test_any_words_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    """Nothing is taken for markup; what XML cannot hold is replaced; blanks fold as everywhere."""
    path = tmp_path_factory.mktemp("atom") / "changes.xml"
    AtomFile().send(str(path), None, message(1, item(text=f"“{words}”")))
    html = str(read(path).entries[0].content[0].value)
    written = Written()
    written.line("Lamps", "label", indent=2)
    written.line(f"“{words}”", indent=6)
    assert plain(written.html) == written.html
    assert html.count("<") == written.html.count("<")

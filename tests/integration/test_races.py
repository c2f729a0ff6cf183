"""Two writers over one archive: what one decides never rests on what the other has made stale."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from archive.bootstrap import Archive, now, open_archive
from archive.config import Config
from archive.domain.look import Hop, Look
from archive.extractors.rules import RulesExtractor
from archive.readers.text import TextReader
from archive.service.collect import Terms
from archive.service.gather import gather
from archive.service.ingest import Ingest
from archive.service.read_many import ReadMany
from archive.service.stories import StoryReader, load_story

ARTICLE = "Floods reach the old town\n\nThe mayor said that the river rose in the night.\n"
STORY = """
[story]
id = "flood"
title = "Flood"
must_mention = ["river"]

[[entity]]
id = "mayor"
kind = "party"
aliases = ["the mayor"]

[[fact]]
type = "warning"
key = ["by"]
[fact.fields]
by = { type = "entity", kinds = ["party"] }
[[fact.frame]]
name = "said"
pattern = "{by} said"
"""


@pytest.fixture
def archive(database_url: str) -> Iterator[Archive]:
    with open_archive(Config(database=database_url), write=True) as archive:
        yield archive


def silent(archive: Archive) -> Ingest:
    """A second writer that dies before anything derived from its events is written."""
    stories = StoryReader(archive.log, archive.models, RulesExtractor(), lambda: None)
    read_many = ReadMany(TextReader)
    return Ingest(archive.log, archive.blobs, archive.models, read_many, stories, now, lambda: None)


def test_an_article_that_somebody_else_just_recorded_is_not_recorded_twice(
    archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    paths = [str(tmp_path / "a.txt")]

    def meanwhile(_: str) -> None:
        assert dict(silent(archive).run(archive.collect.run(gather(paths), Terms()), {}).outcomes) == {
            "new": 1
        }

    summary = archive.ingest(gather(paths), {}, meanwhile)
    assert dict(summary.outcomes) == {"unchanged": 1}
    assert archive.log.head() == 2


def test_a_look_belongs_where_somebody_else_just_recorded_that_its_url_leads(archive: Archive) -> None:
    way, home = "https://quay.example/f", "https://quay.example/ferry"
    look = Look(name=way, via="web", url=way, data=ARTICLE.encode(), status=200, kind="text")
    landed = replace(look, landed=home, redirects=(Hop(way, 302),), captured=1_700_000_000_000_000)
    waiting = [landed]

    def catch_up() -> int:
        while waiting:
            silent(archive).run([waiting.pop()], {})
        return archive.catch_up()

    stories = StoryReader(archive.log, archive.models, RulesExtractor(), lambda: None)
    read_many = ReadMany(TextReader)
    late = Ingest(archive.log, archive.blobs, archive.models, read_many, stories, now, catch_up)
    assert dict(late.run([look], {}).outcomes) == {"unchanged": 1}
    assert [row.outcome for row in archive.models.captures(home)] == ["new", "unchanged"]


def test_writers_at_the_same_articles_all_come_to_an_end(archive: Archive) -> None:
    urls = [f"https://quay.example/{number}" for number in range(4)]

    def looks(writer: int) -> list[Look]:
        """Looks in turn at all pages, at times of the writer's own, each at one of three texts."""
        return [
            Look(
                name=f"{writer}-{turn}",
                via="web",
                url=urls[(turn + writer) % 4],
                data=ARTICLE.replace("old", f"old {turn * (writer + 1) % 3}").encode(),
                status=200,
                kind="text",
                captured=1_700_000_000_000_000 + 1_000_000 * turn + writer,
            )
            for turn in range(24)
        ]

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda writer: archive.apart().take_in(looks(writer), {}), range(4)))
    assert [sum(one.outcomes.values()) for one in done] == [24] * 4
    for url in urls:
        captures = archive.models.captures(url)
        assert len(captures) == 24
        texts = [raw for raw, _ in groupby(look.raw for look in captures)]
        assert [version.raw for version in archive.models.versions(url)] == texts


def test_a_look_that_another_import_just_brought_is_not_recorded_twice(
    archive: Archive, tmp_path: Path
) -> None:
    looks = [
        Look(
            name=f"{number}",
            via="web",
            url=f"https://quay.example/{number}",
            data=ARTICLE.encode(),
            status=200,
            kind="text",
            captured=1_700_000_000_000_000,
        )
        for number in range(2)
    ]
    path = str(tmp_path / "theirs.db")
    with open_archive(Config(database=path), write=True) as theirs:
        theirs.take_in(looks, {})

    def meanwhile(address: str) -> None:
        if address.endswith("1"):
            assert dict(archive.apart().bring_in(path).looks.outcomes) == {"new": 2}

    done = archive.bring_in(path, meanwhile)
    assert (dict(done.looks.outcomes), done.here) == ({}, 2)
    assert [len(archive.models.captures(look.url or "")) for look in looks] == [1, 1]


def test_an_article_is_read_for_a_story_that_was_defined_meanwhile(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    story = tmp_path / "story.toml"
    story.write_text(STORY)
    assert load_story(story)[0].story == "flood"

    def meanwhile(_: str) -> None:
        with open_archive(archive.config, write=True) as other:
            other.add_story(story)

    archive.ingest(gather([str(tmp_path / "a.txt")]), {}, meanwhile)
    assert [event.type for event in archive.log.read()] == [
        "StoryDefined",
        "ArticleCaptured",
        "ArticleParsed",
        "ClaimsExtracted",
    ]

"""Reading anew: only what can read otherwise is read, and only what does read otherwise is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from archive.bootstrap import Archive, open_archive
from archive.config import Config
from archive.domain.claim import Extraction
from archive.domain.moment import END_OF_TIME
from archive.domain.snapshot import Point
from archive.extractors.rules import RulesExtractor
from archive.service.diff import Side
from archive.service.gather import gather

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
ANOTHER_FRAME = '[[fact.frame]]\nname = "warned"\npattern = "{by} warned"\n'
TEXTS = {
    "said": "Floods reach the old town\n\nOn Monday the mayor said that the river rose in the night.\n",
    "warned": "A warning\n\nOn Tuesday the mayor warned those who live by the river.\n",
    "quiet": "The level falls\n\nThe river is back in its bed.\n",
    "cake": "A fair\n\nOn Sunday the mayor said that the cake was good.\n",
}


@dataclass
class Watched(RulesExtractor):
    """The extractor, counting what it is asked; `blind` finds nothing any more."""

    version: str = RulesExtractor.version
    blind: bool = False

    def __post_init__(self) -> None:
        super().__init__()
        self.asked: Counter[str] = Counter()

    def concerns(self, story: Any, text: str) -> bool:
        self.asked["gated"] += 1
        return super().concerns(story, text)

    def extract(self, story: Any, reading: Any) -> Extraction:
        self.asked["read"] += 1
        found = super().extract(story, reading)
        self.asked["gated"] -= 1  # the extractor asks once more itself
        return replace(found, claims=()) if self.blind else found


@dataclass
class Place:
    """An archive with articles, a story file beside it, and the extractor that reads them."""

    archive: Archive
    story: Path

    def use(self, **marks: Any) -> Watched:
        """Go on with a fresh extractor of that kind."""
        extractor = Watched(**marks)
        self.archive.__dict__["_extractor"] = extractor
        return extractor

    def types(self, after: int) -> list[str]:
        """The events since a position."""
        return [event.type for event in self.archive.log.read(after)]

    def causes(self, after: int) -> set[str]:
        """Why the facts are other than they were known at a position."""
        old, new = (Side(Point(END_OF_TIME, known)) for known in (after, self.archive.log.head()))
        return {change.cause for change in self.archive.diff("flood", old, new).changes}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with open_archive(Config(database=f"sqlite:///{tmp_path / 'a.db'}"), write=True) as archive:
        story = tmp_path / "story.toml"
        story.write_text(STORY)
        for name, text in TEXTS.items():
            (tmp_path / f"{name}.txt").write_text(text)
        archive.ingest(gather([str(tmp_path / f"{name}.txt") for name in TEXTS]), {"published": "2024-03-04"})
        yield Place(archive, story)


def test_the_first_reading_holds_every_article_to_the_gate(place: Place) -> None:
    extractor = place.use()
    added = place.archive.add_story(place.story)
    assert (added.runs, added.changed, added.claims) == (3, 3, 1)
    assert extractor.asked == {"gated": 4, "read": 3}


def test_an_unchanged_story_costs_nothing_and_records_nothing(place: Place) -> None:
    place.archive.add_story(place.story)
    head, extractor = place.archive.log.head(), place.use()
    assert place.archive.add_story(place.story).runs == 0
    assert place.archive.reread_story("flood").runs == 0
    assert extractor.asked == {}
    assert place.archive.log.head() == head


def test_articles_ingested_after_the_story_are_held_to_the_gate_once(place: Place, tmp_path: Path) -> None:
    place.archive.add_story(place.story)
    (tmp_path / "new.txt").write_text("Sports\n\nThe home side won by a goal.\n")
    place.archive.ingest(gather([str(tmp_path / "new.txt")]), {})
    extractor = place.use()
    place.archive.add_story(place.story)
    assert extractor.asked == {}


def test_a_changed_story_reads_what_concerns_it_and_records_what_is_new(place: Place) -> None:
    place.archive.add_story(place.story)
    head, extractor = place.archive.log.head(), place.use()
    place.story.write_text(STORY + ANOTHER_FRAME)
    added = place.archive.add_story(place.story)
    assert (added.outcome, added.runs, added.changed) == ("changed", 3, 1)
    assert extractor.asked == {"gated": 3, "read": 3}
    assert place.types(head) == ["StoryDefined", "ClaimsExtracted", "StoryRead"]
    assert place.causes(head) <= {"story"}
    place.use().asked = extractor.asked
    assert place.archive.add_story(place.story).runs == 0


def test_going_back_to_an_earlier_definition_reads_what_the_other_one_changed(place: Place) -> None:
    place.archive.add_story(place.story)
    before = place.archive.facts("flood", place.archive.resolve("latest"))
    place.story.write_text(STORY + ANOTHER_FRAME)
    place.archive.add_story(place.story)
    place.story.write_text(STORY)
    added = place.archive.add_story(place.story)
    assert added.changed == 1
    after = place.archive.facts("flood", place.archive.resolve("latest"))
    assert [fact.fact_id for fact in after] == [fact.fact_id for fact in before]
    assert [len(fact.supporting) for fact in after] == [1]


def test_another_gate_is_applied_to_all(place: Place) -> None:
    place.archive.add_story(place.story)
    head, extractor = place.archive.log.head(), place.use()
    place.story.write_text(STORY.replace('["river"]', '["mayor"]'))
    added = place.archive.add_story(place.story)
    assert extractor.asked["gated"] == 4
    # "cake" is read for the first time; "quiet" is given up, but nothing had been found in it anyway.
    assert place.types(head) == ["StoryDefined", "ClaimsExtracted", "StoryRead"]
    assert added.claims == 1


def test_a_new_extractor_reads_again_and_shows_as_our_reading(place: Place, tmp_path: Path) -> None:
    place.archive.add_story(place.story)
    head = place.archive.log.head()
    place.use(version="next", blind=True)
    done = place.archive.reread_story("flood")
    assert (done.outcome, done.runs, done.changed) == ("unchanged", 3, 1)
    assert place.causes(head) == {"extractor"}
    assert place.archive.facts("flood", place.archive.resolve("latest")) == []
    then = place.archive.log.head()
    place.use(version="after")
    place.archive.reread_story("flood")
    (tmp_path / "more.txt").write_text(TEXTS["said"].replace("Monday", "Friday"))
    assert place.causes(then) == {"extractor"}
    latest = place.archive.log.head()
    place.archive.ingest(gather([str(tmp_path / "more.txt")]), {"published": "2024-03-08"})
    assert place.causes(latest) <= {"reporting"}


def test_a_new_extractor_that_finds_the_same_leaves_one_event(place: Place) -> None:
    place.archive.add_story(place.story)
    head = place.archive.log.head()
    extractor = place.use(version="next")
    assert place.archive.reread_story("flood").changed == 0
    assert place.types(head) == ["StoryRead"]
    assert place.causes(head) == set()
    assert extractor.asked["read"] == 3
    again = place.use(version="next")
    place.archive.reread_story("flood")
    place.archive.add_story(place.story)
    assert again.asked == {}
    digest = place.archive._writer.digest()
    assert place.archive.rebuild() == digest

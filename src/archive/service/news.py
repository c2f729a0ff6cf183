"""What there is to tell between two positions of the log: facts that moved, new conflicts, articles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from archive.domain.change import Change
from archive.domain.conflict import Conflict
from archive.domain.event import ArticleCaptured
from archive.domain.moment import END_OF_TIME
from archive.domain.news import (
    ArticleNews,
    News,
    Sight,
    SightState,
    StoryNews,
    Wanted,
    newly_disputed,
    turn,
    without,
)
from archive.domain.snapshot import Point
from archive.domain.story import Story
from archive.domain.text import SplitText
from archive.ports import Blobs, EventLog
from archive.service.conflicts import conflicts_at
from archive.service.definitions import story_at
from archive.service.diff import Side, diff
from archive.store.read_models import ReadModels
from archive.store.rows import Version

_STATES: Final[Mapping[str, SightState]] = {
    "changed": "shown",
    "unchanged": "shown",
    "gone": "gone",
    "moved": "moved",
}
"""What a look says of whether the article stands. A first look has nothing to tell, and one that was
blocked or failed says nothing of the article."""


def news_between(
    log: EventLog, models: ReadModels, blobs: Blobs, wanted: Wanted, after: int, upto: int
) -> News:
    """What is wanted of all that was recorded above position `after`, up to `upto`.

    The read models must have taken in `upto`. A watch's news are those that its own looks brought. An
    article is of a story that was read for it.
    """
    watched: set[str] = set()
    articles: list[ArticleNews] = []
    if wanted.watches or wanted.has("articles"):
        for event in log.read(after, upto):
            look = event.payload
            if not isinstance(look, ArticleCaptured) or not _through(look, wanted.watches):
                continue
            watched.add(look.address)
            if wanted.has("articles"):
                became = _became(models, wanted.stories, event.position, look, upto)
                articles += (_with_sentences(each, models, blobs, upto) for each in became)
    at = max((event.recorded_at for event in log.read(upto - 1, upto)), default=0)
    points = Point(END_OF_TIME, after), Point(END_OF_TIME, upto)
    stretch = _Stretch(models, *points, watched if wanted.watches else None, _about(models, wanted.watches))
    return News(
        after=after, upto=upto, at=at, stories=tuple(stretch.stories(wanted)), articles=tuple(articles)
    )


def _about(models: ReadModels, watches: Collection[str]) -> set[str] | None:
    """The stories that `watches` are about; None where one is about all."""
    about = [models.watches([watch]) for watch in sorted(watches)]
    stories = [row.stories for rows in about for row in rows]
    return {story for some in stories for story in some} if stories and all(stories) else None


def _through(look: ArticleCaptured, watches: Collection[str]) -> bool:
    return not watches or look.watch in watches


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Two points in known time; `watched` are the addresses that count, and `about` the stories; None for all."""

    models: ReadModels
    start: Point
    end: Point
    watched: Collection[str] | None
    about: Collection[str] | None

    def stories(self, wanted: Wanted) -> Iterator[StoryNews]:
        if not (wanted.has("facts") or wanted.has("conflicts")) or self.watched == set():
            return
        for row in self.models.stories(self.end.known_at):
            if wanted.stories and row.story not in wanted.stories:
                continue
            if self.about is not None and row.story not in self.about:
                continue
            story = story_at(self.models, row.story, self.end.known_at)
            news = StoryNews(
                story=story,
                changes=tuple(self._changes(story)) if wanted.has("facts") else (),
                conflicts=tuple(self._conflicts(story)) if wanted.has("conflicts") else (),
            )
            if news.changes or news.conflicts:
                yield news

    def _changes(self, story: Story) -> Iterator[Change]:
        for change in diff(self.models, story.story, Side(self.start), Side(self.end)).changes:
            if self._counts(moved.document["address"] for moved in change.evidence):
                yield change

    def _conflicts(self, story: Story) -> list[Conflict]:
        """New disagreements; all of the story is folded only where there are any, for why the sides differ."""
        old = next((r for r in self.models.stories(self.start.known_at) if r.story == story.story), None)
        known = old is not None and old.digest == story.digest
        groups = self.models.moved_groups(story.story, self.start, self.end) if known else None
        if groups == set():
            return []
        before: tuple[Conflict, ...] = ()
        if old is not None:
            was = story_at(self.models, story.story, self.start.known_at)
            before = tuple(conflicts_at(self.models, was, self.start, groups=groups))
        after = tuple(conflicts_at(self.models, story, self.end, groups=groups))
        fresh = {
            (each.fact.fact_id, each.about) for each in newly_disputed(before, after) if self._told(each)
        }
        if not fresh:
            return []
        whole = conflicts_at(self.models, story, self.end)
        return [each for each in whole if (each.fact.fact_id, each.about) in fresh]

    def _told(self, conflict: Conflict) -> bool:
        return self._counts(voice.address for stand in conflict.sides for voice in stand.side.voices)

    def _counts(self, addresses: Iterable[str]) -> bool:
        return self.watched is None or any(address in self.watched for address in addresses)


def _became(
    models: ReadModels, stories: Collection[str], position: int, look: ArticleCaptured, upto: int
) -> Iterator[ArticleNews]:
    """What the look at `position` has to tell of its article, if that is of one of `stories`."""
    state = _STATES.get(look.outcome)
    if state is None:
        return
    seen = models.seen_before(look.address, position - 1)
    edited = look.outcome == "changed"
    sight = Sight(captured=look.captured, state=state, edited=edited, moved_to=look.moved_to)
    told = turn(seen, sight)
    if not told or (stories and not any(run.story in stories for run in models.runs(look.address, upto))):
        return
    missing = seen.missing if seen.missing is not None or state == "shown" else look.captured
    versions = models.versions(look.address, upto)
    shown = next((v for v in versions if v.version_id == look.version), None)
    if shown is None:  # a look at nothing, or one recorded before looks said which version they showed
        shown = next((v for v in versions if v.captured == look.captured), None)
    named = shown or (versions[-1] if versions else None)
    for what in told:
        number = None if shown is None else shown.number
        yield ArticleNews(
            what=what,
            position=position,
            address=look.address,
            captured=look.captured,
            title=named.title.value if named else None,
            source=named.source.value if named else None,
            url=(named.url.value if named else None) or look.url,
            version=number,
            before=number - 1 if what == "edited" and number is not None and number > 1 else None,
            last_seen=None if what == "edited" else seen.last,
            first_missing=None if what == "edited" else missing,
            status=look.status,
            moved_to=look.moved_to,
        )


def _with_sentences(news: ArticleNews, models: ReadModels, blobs: Blobs, upto: int) -> ArticleNews:
    """`news` of an edit with the sentences that it changed."""
    if news.before is None or news.version is None:
        return news
    by_number = {version.number: version for version in models.versions(news.address, upto)}
    before, after = (_sentences(by_number[number], blobs) for number in (news.before, news.version))
    return replace(news, says=without(after, before), no_longer_says=without(before, after))


def _sentences(version: Version, blobs: Blobs) -> list[str]:
    return SplitText(blobs.get(version.text).decode(), version.blocks).lines()

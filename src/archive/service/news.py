"""What there is to tell between two positions of the log: facts that moved, new conflicts, articles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from archive.domain.change import Change
from archive.domain.conflict import Conflict
from archive.domain.event import ArticleCaptured, Event
from archive.domain.moment import END_OF_TIME
from archive.domain.news import ArticleNews, News, Sight, StoryNews, Wanted, What, newly_disputed, turn
from archive.domain.snapshot import Point
from archive.domain.story import Story
from archive.ports import EventLog
from archive.service.conflicts import conflicts_at
from archive.service.diff import Side, diff
from archive.service.facts import story_at
from archive.store.read_models import ReadModels

_STATES = {"changed": "shown", "unchanged": "shown", "gone": "gone", "moved": "moved"}
"""What a look says of whether the article stands. A first look has nothing to tell, and one that was
blocked or failed says nothing of the article."""


def news_between(log: EventLog, models: ReadModels, wanted: Wanted, after: int, upto: int) -> News:
    """What is wanted of all that was recorded above position `after`, up to `upto`.

    The read models must have taken in `upto`. A watch's news are those that its own looks brought. An
    article is of a story that was read for it.
    """
    looks = [event for event in log.read(after, upto) if isinstance(event.payload, ArticleCaptured)]
    looks = [event for event in looks if _through(event, wanted.watches)]
    watched = {_look(event).address for event in looks} if wanted.watches else None
    at = max((event.recorded_at for event in log.read(upto - 1, upto)), default=0)
    stretch = _Stretch(models, Point(END_OF_TIME, after), Point(END_OF_TIME, upto), watched)
    articles = _articles(models, wanted, looks, upto) if wanted.has("articles") else ()
    stories = stretch.stories(wanted)
    return News(after=after, upto=upto, at=at, stories=tuple(stories), articles=tuple(articles))


def _look(event: Event) -> ArticleCaptured:
    assert isinstance(event.payload, ArticleCaptured)
    return event.payload


def _through(event: Event, watches: Collection[str]) -> bool:
    return not watches or _look(event).watch in watches


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Two points in known time; `watched` are the addresses that count, None where all do."""

    models: ReadModels
    start: Point
    end: Point
    watched: Collection[str] | None

    def stories(self, wanted: Wanted) -> Iterator[StoryNews]:
        if not (wanted.has("facts") or wanted.has("conflicts")) or self.watched == set():
            return
        for row in self.models.stories(self.end.known_at):
            if wanted.stories and row.story not in wanted.stories:
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


def _articles(models: ReadModels, wanted: Wanted, looks: Iterable[Event], upto: int) -> Iterator[ArticleNews]:
    for event in looks:
        look = _look(event)
        state = _STATES.get(look.outcome)
        if state is None:
            continue
        seen = models.seen_before(look.address, event.position - 1)
        sight = Sight(
            captured=look.captured,
            state="shown" if state == "shown" else "gone" if state == "gone" else "moved",
            edited=look.outcome == "changed",
            moved_to=look.moved_to,
        )
        told = turn(seen, sight)
        if told and _concerns(models, wanted.stories, look.address, upto):
            missing = seen.missing if seen.missing is not None or state == "shown" else look.captured
            yield from (_article(models, event, what, (seen.last, missing), upto) for what in told)


def _concerns(models: ReadModels, stories: Collection[str], address: str, upto: int) -> bool:
    return not stories or any(run.story in stories for run in models.runs(address, upto))


def _article(
    models: ReadModels, event: Event, what: What, interval: tuple[int | None, int | None], upto: int
) -> ArticleNews:
    look = _look(event)
    versions = models.versions(look.address, upto)
    shown = next((v for v in versions if v.version_id == look.version), None)
    if shown is None:  # a look at nothing, or one recorded before looks said which version they showed
        shown = next((v for v in versions if v.captured == look.captured), None)
    named = shown or (versions[-1] if versions else None)
    edited, number = what == "edited", None if shown is None else shown.number
    return ArticleNews(
        what=what,
        position=event.position,
        address=look.address,
        captured=look.captured,
        title=named.title.value if named else None,
        source=named.source.value if named else None,
        url=(named.url.value if named else None) or look.url,
        version=number,
        before=number - 1 if edited and number is not None and number > 1 else None,
        last_seen=None if edited else interval[0],
        first_missing=None if edited else interval[1],
        status=look.status,
        moved_to=look.moved_to,
    )

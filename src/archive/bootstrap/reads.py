"""The verbs that read an open archive; none of them writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from archive.bootstrap.parts import Parts

if TYPE_CHECKING:
    from archive.domain.conflict import Conflict
    from archive.domain.fact import Fact
    from archive.domain.picture import Picture
    from archive.domain.snapshot import Point, Snapshot
    from archive.domain.story import Story
    from archive.domain.timeline import Timeline
    from archive.extractors.explained import Explained
    from archive.service.copies import CopyGroup, Shared
    from archive.service.diff import Diff, Side
    from archive.service.residue import Residue
    from archive.service.review_queue import Queue, Wanted
    from archive.service.timeline import Window
    from archive.store.census import Census
    from archive.store.sql import Answer


class Reads(Parts):
    """What an open archive can be asked."""

    def verify(self) -> Iterator[tuple[str, str | None]]:
        """Check the log and the blobs against themselves: each position and blob, and what is wrong with it."""
        from archive.store.verify import verify_blobs, verify_log

        for position, problem in verify_log(self.engine):
            yield f"@{position}", problem
        for address, problem in verify_blobs(self.engine):
            yield f"blob {address}", problem

    def query(self, sql: str, *, time_limit: float, max_rows: int) -> Answer:
        """Run a read-only query over the views. Raises `QueryRefused`."""
        from archive.store.sql import run_query

        return run_query(self.config.database_url, sql, time_limit=time_limit, max_rows=max_rows)

    def views(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every view that `query` may ask, with its columns."""
        from archive.store.census import views

        return views(self.engine)

    def census(self) -> Census:
        """How much the archive holds."""
        from archive.store.census import census

        return census(self.engine)

    def resolve(self, text: str, known_at: str | None = None) -> Point:
        """The point in time that `text` names. Raises `BadPoint`."""
        from archive.service.points import resolve

        return resolve(text, self.log, known_at=known_at)

    def side(self, text: str, story: str, known_at: str | None = None) -> Side:
        """One end of a diff: a snapshot's file or name, `previous`, or a point in time."""
        from archive.service.diff import Side
        from archive.service.snapshots import load_file, load_kept, load_last

        if text == "previous":
            kept: Snapshot | None = load_last(self.models, self.blobs, story)
        elif Path(text).is_file():
            kept = load_file(Path(text))
        else:
            kept = load_kept(self.models, self.blobs, text)
        if kept is not None:
            return Side(kept.point, kept)
        return Side(self.resolve(text, known_at))

    def last_change(self) -> Point:
        """The point before the last command that recorded more than a snapshot."""
        from archive.domain.event import SnapshotTaken
        from archive.domain.moment import END_OF_TIME
        from archive.domain.snapshot import Point

        backwards = range(self.log.head(), 0, -1)
        events = (next(self.log.read(position - 1, position)) for position in backwards)
        last = next((event for event in events if not isinstance(event.payload, SnapshotTaken)), None)
        return Point(END_OF_TIME, last.command - 1 if last else 0)

    def facts(self, story: str, point: Point) -> list[Fact]:
        """The facts of `story` at `point`. Raises `NotFound`."""
        from archive.service.facts import facts_at, story_at

        return facts_at(self.models, story_at(self.models, story, point.known_at), point)

    def snapshot(self, story: str, point: Point) -> Snapshot:
        """All facts of `story`, frozen at `point`. Raises `NotFound`."""
        from archive.service.facts import snapshot_at

        return snapshot_at(self.models, story, point)

    def conflicts(self, story: str, point: Point, *, superseded: bool = False) -> list[Conflict]:
        """Where the sources of `story` disagree at `point`, and why. Raises `NotFound`."""
        from archive.service.conflicts import conflicts_at
        from archive.service.facts import story_at

        definition = story_at(self.models, story, point.known_at)
        return conflicts_at(self.models, definition, point, superseded=superseded)

    def timelines(self, story: str, point: Point, window: Window) -> list[Timeline]:
        """How the facts of `story` moved over reported time, as of `point`. Raises `NotFound`."""
        from archive.service.facts import story_at
        from archive.service.timeline import timelines_of

        return timelines_of(self.models, story_at(self.models, story, point.known_at), point, window)

    def draw(self, picture: Picture, path: Path) -> None:
        """Draw `picture` to `path`, as its ending says. Raises `MissingExtra` and `PictureRefused`."""
        from archive.plot.figure import draw

        draw(picture, path)

    def residue(self, story: str) -> Residue:
        """What no frame of `story` explained in the articles that are here. Raises `NotFound`."""
        from archive.extractors.wording import Wordings
        from archive.service.facts import story_at
        from archive.service.residue import residue_of_archive

        definition = story_at(self.models, story, self.log.head())
        return residue_of_archive(self.models, self.blobs, definition, Wordings(definition).around)

    def explain(self, claim_id: str, story: Story) -> list[Explained]:
        """How `story` reads the sentence of a claim today. Raises `NotFound`."""
        from archive.extractors.explaining import Explainer
        from archive.service.explain import explain_claim

        return explain_claim(self.models, self.blobs, claim_id, Explainer(story).explain)

    def diff(self, story: str, start: Side, end: Side, *, support: bool = False) -> Diff:
        """How `story` moved between two points; with `support`, changes of mere support too."""
        from archive.service.diff import diff

        return diff(self.models, story, start, end, support=support)

    def review_queue(self, stories: Sequence[Story], point: Point, wanted: Wanted) -> Queue:
        """What there is to review in `stories` at `point`, the weightiest first."""
        from archive.service.review_queue import review_queue

        return review_queue(self.models, self.blobs, stories, point, wanted)

    def copies(self, point: Point) -> tuple[list[CopyGroup], list[Shared]]:
        """The groups of articles that are one text at `point`, and the pairs that share passages."""
        from archive.service.copies import copy_groups, shared_passages

        return copy_groups(self.models, self.blobs, point), shared_passages(
            self.models, self.blobs, None, point
        )

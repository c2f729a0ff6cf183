"""The verbs that read an open archive; none of them writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from archive.bootstrap.parts import Parts

if TYPE_CHECKING:
    from archive.domain.conflict import Conflict
    from archive.domain.fact import Fact
    from archive.domain.fact_document import Document
    from archive.domain.permalink import ChangeId
    from archive.domain.picture import Picture
    from archive.domain.scope import Scope
    from archive.domain.snapshot import Point, Snapshot
    from archive.domain.story import Story
    from archive.domain.timeline import Timeline
    from archive.extractors.explained import Explained
    from archive.service.article_diff import ArticleDiff
    from archive.service.blame import Blamed
    from archive.service.cite import Citer
    from archive.service.copies import CopyGroup, Shared
    from archive.service.diff import Diff, Side
    from archive.service.edits import EditsFound, WantedEdits
    from archive.service.fact_history import Learned
    from archive.service.fact_place import FactState, Place
    from archive.service.residue import Residue
    from archive.service.review_queue import Queue, Wanted
    from archive.service.sides import Sides
    from archive.service.timeline import Window
    from archive.store.census import Census
    from archive.store.edit_models import EditModels
    from archive.store.rows import Version
    from archive.store.sql import Answer, Asker


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

    def asking(self, point: Point | None = None) -> AbstractContextManager[Asker]:
        """The archive open to be asked in SQL, as it is now, or with its views as of `point`."""
        from archive.store.sql import open_asker

        if point is None:
            return open_asker(self.config.database_url)
        from archive.projections.facts import fact_rows
        from archive.service.definitions import story_of
        from archive.store.sql_past import Past

        return open_asker(self.config.database_url, Past(point, story_of, fact_rows))

    def views(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every view that `query` may ask, with its columns."""
        from archive.store.census import views

        return views(self.engine)

    def census(self) -> Census:
        """How much the archive holds."""
        from archive.store.census import census

        return census(self.engine)

    def resolve(self, text: str | None, known_at: str | None = None) -> Point:
        """The point in time that `text` names, the latest where there is none. Raises `BadPoint`."""
        from archive.service.points import LATEST, resolve

        return resolve(text or LATEST, self.present, self._clock(), known_at=known_at)

    @cached_property
    def sides(self) -> Sides:
        """The ends of diffs, from what the user calls them; "now" is when this is first asked for."""
        from archive.service.sides import Sides

        return Sides(self.models, self.present, lambda: self.blobs, lambda: self.log, self._clock())

    def stories(self, known_at: int, named: str | None = None) -> list[Story]:
        """The definitions in force at the position, or the one that is named. Raises `NotFound`."""
        from archive.service.definitions import story_at, story_of

        if named is not None:
            return [story_at(self.present, named, known_at)]
        return [story_of(row) for row in self.present.stories(known_at)]

    def documents(self, story: Story, point: Point) -> dict[str, Document]:
        """The facts of `story` at `point` as documents by id, each in the order of reading.

        At the latest point they stand folded in the read models; at any other they are folded now.
        """
        from archive.domain.fact_document import fact_document, ordered

        latest = point.reported == "latest"
        found = self.present.facts(story.story, point.known_at) if latest else None
        if found is None:
            from archive.service.facts import facts_at

            found = {fact.fact_id: fact_document(fact) for fact in facts_at(self.models, story, point)}
        types = {name: kind.attributes for name, kind in story.facts.items()}
        return {
            fact_id: ordered(document, types.get(document["type"], ())) for fact_id, document in found.items()
        }

    def facts(self, story: str, point: Point) -> list[Fact]:
        """The facts of `story` at `point`. Raises `NotFound`."""
        from archive.service.definitions import story_at
        from archive.service.facts import facts_at

        return facts_at(self.models, story_at(self.models, story, point.known_at), point)

    def snapshot(self, story: str, point: Point) -> Snapshot:
        """All facts of `story`, frozen at `point`. Raises `NotFound`."""
        from archive.service.facts import snapshot_at

        return snapshot_at(self.models, story, point)

    def conflicts(self, story: str, point: Point, *, superseded: bool = False) -> list[Conflict]:
        """Where the sources of `story` disagree at `point`, and why. Raises `NotFound`."""
        from archive.service.conflicts import conflicts_at
        from archive.service.definitions import story_at

        definition = story_at(self.models, story, point.known_at)
        return conflicts_at(self.models, definition, point, superseded=superseded)

    def timelines(self, story: str, point: Point, window: Window) -> list[Timeline]:
        """How the facts of `story` moved over reported time, as of `point`. Raises `NotFound`."""
        from archive.service.definitions import story_at
        from archive.service.timeline import timelines_of

        return timelines_of(self.models, story_at(self.models, story, point.known_at), point, window)

    def draw(self, picture: Picture, path: Path) -> None:
        """Draw `picture` to `path`, as its ending says. Raises `MissingExtra` and `PictureRefused`."""
        from archive.plot.figure import draw
        from archive.telling.picture_words import in_plain_words

        draw(in_plain_words(picture), path)

    def find(self, text: str, known_at: int) -> list[tuple[str, str]]:
        """What `text` may have stood for at a position: pairs of kind and id; an exact match is the only answer."""
        from archive.domain.permalink import is_id
        from archive.service.fact_place import places

        found = self.models.find(text, known_at)
        if any(name == text for _, name in found) or not is_id(text):
            return found
        facts = [place.fact_id for place in places(self.models, text, known_at, thorough=not found)]
        if text in facts:
            return [("fact", text)]
        return sorted([*found, *(("fact", fact) for fact in facts)])

    def place(self, fact_id: str, known_at: int) -> Place:
        """Where a fact is folded from. Raises `NotFound`."""
        from archive.errors import NotFound
        from archive.service.fact_place import places

        found = places(self.models, fact_id, known_at)
        if len(found) != 1:
            raise NotFound(kind="fact", name=fact_id, hint="; archive facts lists them")
        return found[0]

    def fact(self, place: Place, point: Point) -> Fact:
        """One fact at `point`. Raises `NotFound`, saying since or until when it is told."""
        from archive.service.fact_place import fact_at

        return fact_at(self.models, place, point)

    def fact_states(self, place: Place, point: Point) -> list[FactState]:
        """Every state that a fact has been in, by reported time, up to `point`."""
        from archive.service.fact_place import states_of

        return states_of(self.models, place, point.as_of)

    def reported_history(self, place: Place, point: Point) -> Timeline:
        """Every state of a fact along reported time, with what moved it. Raises `NotFound`."""
        from archive.service.fact_history import reported_history

        return reported_history(self.models, place, point.as_of)

    def known_history(self, place: Place, point: Point) -> list[Learned]:
        """How our answer for a fact moved, command by command."""
        from archive.service.fact_history import known_history

        return known_history(self.models, place, point)

    def blame(self, place: Place, point: Point) -> Blamed:
        """The chain of claims and events that made a fact what it is at `point`. Raises `NotFound`."""
        from archive.service.blame import blame

        return blame(self.models, self.blobs, place, point)

    def citer(self, point: Point) -> Citer:
        """Cites claims, versions, facts and changes as they are known at `point`."""
        from archive.service.cite import Citer

        return Citer(self.models, self.blobs, point)

    def residue(self, story: str, point: Point) -> Residue:
        """What no frame of `story` explained in the articles that are here at `point`. Raises `NotFound`."""
        from archive.extractors.wording import Wordings
        from archive.service.definitions import story_at
        from archive.service.residue import residue_of_archive

        definition = story_at(self.models, story, point.known_at)
        return residue_of_archive(self.models, self.blobs, definition, Wordings(definition).around, point)

    def explain(self, claim_id: str, story: Story) -> list[Explained]:
        """How `story` reads the sentence of a claim today. Raises `NotFound`."""
        from archive.extractors.explaining import Explainer
        from archive.service.explain import explain_claim

        return explain_claim(self.models, self.blobs, claim_id, Explainer(story).explain)

    def diff(
        self, story: str, start: Side, end: Side, *, support: bool = False, scope: Scope | None = None
    ) -> Diff:
        """How `story` moved between two points; with `support`, changes of mere support too."""
        from archive.service.diff import diff

        return diff(self.models, story, start, end, support=support, scope=scope)

    def diffs(
        self, stories: Sequence[str], start: Side, end: Side, *, support: bool, scope: Scope
    ) -> Iterator[Diff]:
        """How each of `stories` that moved did, one after the other; the only one in any case."""
        from archive.service.diff import diffs

        return diffs(self.models, stories, start, end, support=support, scope=scope)

    def change(self, change: ChangeId) -> Diff:
        """The changes of the fact that a permalink names, between its points: of the named part, if it names one.

        Raises `NotFound`, also where the fact is the same at both points.
        """
        from archive.service.changed_fact import changed_fact

        return changed_fact(self.models, change)

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

    @cached_property
    def edit_models(self) -> EditModels:
        """The versions of articles and what each of them claims."""
        from archive.store.edit_models import EditModels

        return EditModels(self.engine)

    def article_diff(
        self,
        held: Sequence[Version],
        before: Version,
        after: Version,
        known_at: int,
        stories: Sequence[str] | None = None,
    ) -> ArticleDiff:
        """How one of the versions `held` of an article differs from another; facts of `stories` (of all when None)."""
        from archive.service.article_diff import article_diff

        return article_diff(self.edit_models, self.blobs, held, before, after, known_at, stories)

    def edits(self, point: Point, wanted: WantedEdits) -> EditsFound:
        """The edits of articles that are known at `point`, the most material first."""
        from archive.service.edits import find_edits

        return find_edits(self.models, self.edit_models, point, wanted)

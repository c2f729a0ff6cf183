"""What the services ask of the read models: one class over an engine, each answer a plain value.

Points are pairs: `as_of` is reported time in microseconds (`END_OF_TIME` for latest), `known_at` a log
position (`None` for all that the read models hold). Reading never writes; whoever wants to see the
newest events brings the read models up to date first (`service.project`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, select

from archive.domain.moment import END_OF_TIME
from archive.store import (
    fact_timelines,
    queries_causes,
    queries_claims,
    queries_lists,
    queries_looks,
    queries_moved,
    queries_versions,
)
from archive.store.read_schema import checkpoint
from archive.store.rows import (
    SHOWN,
    ArticleRow,
    CaptureRow,
    ClaimRow,
    FactRow,
    GroupRow,
    ReviewRow,
    RunRow,
    SightingRow,
    SnapshotRow,
    Version,
    WatchRow,
    WatchRunRow,
    WatchTotals,
)
from archive.store.story_row import StoryRow

if TYPE_CHECKING:
    from archive.domain.claim import Extraction
    from archive.domain.event import ClaimReviewed
    from archive.domain.fact import Voice
    from archive.domain.news import Seen
    from archive.domain.snapshot import Point
    from archive.store.queries_learned import Recorded

ALL = 2**62
"""A position that no log reaches: everything the read models hold."""
START_OF_TIME = -(2**62)
"""A reported time before any."""


class ReadModels:
    """Read access to everything that is derived from the log."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def position(self) -> int:
        """The last position that the read models have taken in; 0 before the first."""
        with self._engine.connect() as connection:
            return read_checkpoint(connection)

    def stories(self, known_at: int | None = None) -> list[StoryRow]:
        """The definition in force of every story, by id."""
        with self._engine.connect() as connection:
            return queries_lists.stories_known(connection, _upto(known_at))

    def story(self, story: str, known_at: int | None = None) -> StoryRow | None:
        """The definition of one story that was in force at `known_at`."""
        with self._engine.connect() as connection:
            return next(iter(queries_lists.stories_known(connection, _upto(known_at), story)), None)

    def latest_capture(self, address: str, *, by: int | None = None) -> CaptureRow | None:
        """The look at `address` with the latest capture time, of those captured by then (microseconds)."""
        with self._engine.connect() as connection:
            return queries_looks.latest_capture(connection, address, by)

    def capture_of(self, address: str, raw: str, captured: int | None = None) -> CaptureRow | None:
        """The first look at `address` that brought the bytes called `raw`, or the one at `captured` that did."""
        with self._engine.connect() as connection:
            return queries_looks.capture_of(connection, address, raw, captured)

    def looks_between(self, address: str, after: int, before: int) -> list[CaptureRow]:
        """The looks at `address` captured later than `after` and earlier than `before`, by capture time."""
        with self._engine.connect() as connection:
            return queries_looks.looks_between(connection, address, after, before)

    def captures_with(self, raw: str, captured: int | None = None) -> list[CaptureRow]:
        """Every look that brought the bytes called `raw` (at `captured`), at whatever address, in the order of the log."""
        with self._engine.connect() as connection:
            return queries_looks.captures_with(connection, raw, captured)

    def latest_of_url(self, url: str) -> CaptureRow | None:
        """The last recorded look at `url` that showed an article, at whatever address it is kept."""
        with self._engine.connect() as connection:
            return queries_looks.latest_of_url(connection, url, SHOWN)

    def capture_of_url(self, url: str, captured: int) -> CaptureRow | None:
        """The look at `url` at that very time (microseconds) that brought bytes."""
        with self._engine.connect() as connection:
            return queries_looks.capture_of_url(connection, url, captured)

    def last_look_at(self, url: str) -> CaptureRow | None:
        """The last recorded look at `url`, whatever it found."""
        with self._engine.connect() as connection:
            return queries_looks.latest_of_url(connection, url, None)

    def brought(self, watch: str, since: int, limit: int) -> list[CaptureRow]:
        """The pages that `watch` brought, or saw change, at `since` or later, by the last such look; the newest first."""
        with self._engine.connect() as connection:
            return queries_looks.captures_of_watch(connection, watch, since, limit)

    def captures(self, address: str, known_at: int | None = None) -> list[CaptureRow]:
        """Every look at `address`, by capture time."""
        with self._engine.connect() as connection:
            return queries_looks.captures_of(connection, address, _upto(known_at))

    def seen_before(self, address: str, known_at: int) -> Seen:
        """Whether the article at `address` stood, as far as was known at position `known_at`."""
        with self._engine.connect() as connection:
            return queries_looks.seen_before(connection, address, known_at)

    def articles(
        self,
        as_of: int = END_OF_TIME,
        known_at: int | None = None,
        addresses: Collection[str] | None = None,
    ) -> list[ArticleRow]:
        """Every article (of `addresses`) with a version reported by then, by address."""
        with self._engine.connect() as connection:
            return queries_lists.articles_at(connection, as_of, _upto(known_at), addresses)

    def versions(self, address: str, known_at: int | None = None) -> list[Version]:
        """All versions of an article, by number; empty where the archive does not know it."""
        with self._engine.connect() as connection:
            held = queries_versions.versions_of(connection, {address}, _upto(known_at))
            return held.get(address, [])

    def version(self, version_id: str, known_at: int | None = None) -> Version | None:
        """One version, by its id."""
        with self._engine.connect() as connection:
            return queries_lists.version_by_id(connection, version_id, _upto(known_at))

    def current(self, address: str, as_of: int = END_OF_TIME, known_at: int | None = None) -> Version | None:
        """The version of an article that is current at the point."""
        with self._engine.connect() as connection:
            held = queries_versions.current_of(connection, {address}, as_of, _upto(known_at))
            return held.get(address)

    def runs(self, address: str, known_at: int | None = None) -> list[RunRow]:
        """Every extractor run over any version of an article, oldest first."""
        with self._engine.connect() as connection:
            return queries_claims.runs_of(connection, address, _upto(known_at))

    def voices(
        self,
        story: str,
        as_of: int = END_OF_TIME,
        known_at: int | None = None,
        groups: Collection[str] | None = None,
        address: str | None = None,
    ) -> list[Voice]:
        """What the articles assert at the point, by address and place; in `groups`, of one article."""
        with self._engine.connect() as connection:
            return queries_claims.voices(connection, story, as_of, _upto(known_at), groups, address)

    def voices_at(self, story: str, points: Sequence[Point], groups: Collection[str]) -> list[list[Voice]]:
        """What is asserted in `groups` at each of `points`, looked up together."""
        with self._engine.connect() as connection:
            return queries_claims.voices_at(connection, story, points, groups)

    def groups(
        self, story: str, known_at: int | None = None, claim_type: str | None = None
    ) -> list[GroupRow]:
        """The groups (`domain.claim.group_id`) of a story, or of one of its types, with the key of each."""
        with self._engine.connect() as connection:
            return fact_timelines.groups_of(connection, story, _upto(known_at), claim_type)

    def group_keys(self, story: str, groups: Collection[str]) -> list[GroupRow]:
        """The type and the key of each of `groups` of a story."""
        with self._engine.connect() as connection:
            return fact_timelines.group_keys(connection, story, groups)

    def moments(
        self, story: str, groups: Collection[str], known_at: int | None = None
    ) -> Iterator[tuple[str, str, Iterator[tuple[int, list[Voice]]]]]:
        """For each of `groups` its id, its type, and what is asserted in it from each reported time on."""
        with self._engine.connect() as connection:
            yield from fact_timelines.group_moments(connection, story, groups, _upto(known_at), START_OF_TIME)

    def moved_groups(self, story: str, start: Point, end: Point) -> set[str]:
        """The groups (`domain.claim.group_id`) whose voices may differ between the two points."""
        return self.moved({story}, start, end).get(story, set())

    def moved(self, stories: Collection[str] | None, start: Point, end: Point) -> dict[str, set[str]]:
        """The groups of each of `stories` (of all when None) whose voices may differ between the two points."""
        with self._engine.connect() as connection:
            return queries_moved.moved_groups(connection, stories, start, end)

    def last_change(self, known_at: int | None = None) -> int | None:
        """The last position by then of an event that can change facts: a reading, a run, a verdict, a definition."""
        with self._engine.connect() as connection:
            return queries_moved.last_change(connection, _upto(known_at))

    def article_states(
        self, story: str, addresses: Collection[str], point: Point
    ) -> dict[str, queries_causes.ArticleState]:
        """What `story` reads in each of `addresses` at the point: the current version, and the run in force over it."""
        with self._engine.connect() as connection:
            return queries_causes.article_states(connection, story, addresses, point)

    def found_by(self, story: str, versions: Collection[str], known_at: int) -> dict[str, set[str]]:
        """The assertion keys that the run in force finds in each of `versions` (ids) that was read for `story`."""
        with self._engine.connect() as connection:
            return queries_causes.found_by(connection, story, versions, known_at)

    def claim_positions(self, claim_ids: Collection[str], known_at: int) -> dict[str, tuple[int, str]]:
        """The last position at which each of `claim_ids` was recorded by then, and its assertion key."""
        with self._engine.connect() as connection:
            return queries_causes.claim_positions(connection, claim_ids, known_at)

    def reviewed_between(self, claim_ids: Collection[str], after: int, upto: int) -> set[str]:
        """Those of `claim_ids` on which a verdict was given in (`after`, `upto`]."""
        with self._engine.connect() as connection:
            return queries_causes.reviewed_between(connection, claim_ids, after, upto)

    def has_source(self, source: str) -> bool:
        """Whether any article was ever read as of this outlet, whatever the case of its letters."""
        with self._engine.connect() as connection:
            return queries_causes.has_source(connection, source)

    def claim(self, claim_id: str, known_at: int | None = None) -> ClaimRow | None:
        """The latest record of a claim, whether it is in force or not."""
        with self._engine.connect() as connection:
            return queries_claims.claim_by_id(connection, claim_id, _upto(known_at))

    def reviews(self, claim_id: str, known_at: int | None = None) -> list[ReviewRow]:
        """Every verdict on a claim, oldest first."""
        with self._engine.connect() as connection:
            return queries_claims.reviews_of(connection, claim_id, _upto(known_at))

    def verdicts(self, story: str, known_at: int | None = None) -> list[ClaimReviewed]:
        """The verdict in force on every claim of `story` that has one, whether the claim still stands or not."""
        with self._engine.connect() as connection:
            return queries_claims.verdicts_of(connection, story, _upto(known_at))

    def last_voice(self, claim_id: str, known_at: int | None = None) -> Voice | None:
        """A claim as it was last made, whether it is in force or not."""
        with self._engine.connect() as connection:
            return queries_claims.last_voice(connection, claim_id, _upto(known_at))

    def sightings(
        self,
        story: str,
        as_of: int = END_OF_TIME,
        known_at: int | None = None,
        address: str | None = None,
    ) -> list[SightingRow]:
        """What stands near the story's topics and no frame explained, by address and place."""
        with self._engine.connect() as connection:
            return queries_claims.sightings_at(connection, story, as_of, _upto(known_at), address)

    def pending_readings(
        self, story: str, story_digest: str, extractor_version: str, gate: str, gated_from: int
    ) -> list[Version]:
        """The versions that a definition and an extractor have yet to read, oldest first.

        `gated_from` is the position since which every article was held to `gate` when it was ingested.
        """
        from archive.store import queries_pending

        with self._engine.connect() as connection:
            marks = queries_pending.Marks(story, story_digest, extractor_version, gate, gated_from)
            return queries_pending.pending_readings(connection, marks)

    def definitions(self, story: str) -> list[StoryRow]:
        """Every definition that a story ever had, the newest first."""
        with self._engine.connect() as connection:
            return queries_lists.definitions_of(connection, story)

    def run_result(self, story: str, version_id: str) -> Extraction | None:
        """What the run in force for `story` found in a version; None where there is none."""
        with self._engine.connect() as connection:
            return queries_claims.run_result(connection, story, version_id, ALL)

    def clusters(
        self, addresses: Collection[str], as_of: int = END_OF_TIME, known_at: int | None = None
    ) -> dict[str, str]:
        """The cluster of copies of each of `addresses`, and of the articles in those clusters."""
        with self._engine.connect() as connection:
            upto = _upto(known_at)
            current = queries_versions.current_of(connection, addresses, as_of, upto)
            return queries_versions.clusters_of(connection, current, as_of, upto)

    def facts(self, story: str | None = None, fact_id: str | None = None) -> list[FactRow]:
        """The latest facts as of `position()`, by story, type and id."""
        with self._engine.connect() as connection:
            return queries_lists.facts_now(connection, story, fact_id)

    def snapshots(self, known_at: int | None = None) -> list[SnapshotRow]:
        """Every snapshot that was kept, oldest first."""
        with self._engine.connect() as connection:
            return queries_lists.snapshots_known(connection, _upto(known_at))

    def watches(self, names: Collection[str] | None = None) -> list[WatchRow]:
        """Every watch (of `names`), by name."""
        from archive.store import queries_watches

        with self._engine.connect() as connection:
            return queries_watches.watches_named(connection, names)

    def due_watches(self, now: int, limit: int) -> list[WatchRow]:
        """Up to `limit` watches that are due at `now` and in nobody's hand, the longest due first."""
        from archive.store import queries_watches

        with self._engine.connect() as connection:
            return queries_watches.due_watches(connection, now, limit)

    def watch_runs(self, watch: str, limit: int) -> list[WatchRunRow]:
        """The last `limit` runs of a watch, the newest first."""
        from archive.store import queries_watches

        with self._engine.connect() as connection:
            return queries_watches.runs_of_watch(connection, watch, limit)

    def watch_totals(self, now: int) -> WatchTotals:
        """How the watches stand together at `now`."""
        from archive.store import queries_watches

        with self._engine.connect() as connection:
            return queries_watches.watch_totals(connection, now)

    def find(self, prefix: str, known_at: int | None = None) -> list[tuple[str, str]]:
        """What `prefix` may stand for: pairs of kind (`article`, `version`, `claim`, `story`) and id."""
        with self._engine.connect() as connection:
            return queries_lists.find(connection, prefix, _upto(known_at))

    def fact_groups(self, prefix: str) -> list[tuple[str, str, str]]:
        """The facts as of `position()`, present and former, whose id begins with `prefix`: id, story and group."""
        with self._engine.connect() as connection:
            return queries_lists.fact_groups(connection, prefix)

    def learned(self, story: str, group: str, known_at: int | None = None) -> list[Recorded]:
        """The events that can have moved what is asserted in a group, in the order of the log."""
        from archive.store import queries_learned

        with self._engine.connect() as connection:
            return queries_learned.learned(connection, story, group, _upto(known_at))

    def claim_runs(self, claim_ids: Collection[str], known_at: int | None = None) -> dict[str, list[RunRow]]:
        """The runs that found each of `claim_ids`, oldest first."""
        with self._engine.connect() as connection:
            return queries_claims.runs_finding(connection, claim_ids, _upto(known_at))


def read_checkpoint(connection: Connection) -> int:
    """The last position that was projected; 0 before the first."""
    return connection.execute(select(checkpoint.c.position)).scalar() or 0


def _upto(known_at: int | None) -> int:
    return ALL if known_at is None else known_at

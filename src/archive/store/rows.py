"""What the read models answer with: plain frozen values, no database behind them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from archive.domain.article import Block, Details, Rank, Sourced, SourcedDate
from archive.domain.claim import Claim, FieldValue, Sighting
from archive.domain.event import ClaimReviewed
from archive.domain.watch import WatchKind, WatchState
from archive.store.decoders import decoder_of

SHOWN = ("new", "changed", "unchanged")
"""The outcomes of a look that showed a version of the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRow:
    """One look at an address; see `domain.event.ArticleCaptured`. `raw` is empty where no bytes came.

    `witnessed` is 1 where `captured` is when somebody looked at the address, and not merely when a file was read.
    `watch` is the watch that had it looked at.
    """

    position: int
    address: str
    captured: int
    outcome: str
    raw: str
    size: int
    name: str
    recorded_at: int
    version_id: str | None
    via: str
    url: str | None
    landed: str | None
    status: int | None
    moved_to: str | None
    problem: str | None
    witnessed: int
    etag: str | None
    last_modified: str | None
    watch: str | None

    @property
    def shows_text(self) -> bool:
        """Whether the look showed a version of the article."""
        return self.outcome in SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An article version as it was known at some position.

    `number` is the ordinal among the versions known then; `position` is the reading in force,
    `first_position` the first reading of this version. `reported` is when its words became public.
    `text` is the blob of the text, `print_id` identifies its wording for the search for copies.
    """

    address: str
    version_id: str
    number: int
    captured: int
    reported: int
    reported_basis: str
    position: int
    first_position: int
    text: str
    length: int
    title: Sourced
    source: Sourced
    url: Sourced
    language: Sourced
    published: SourcedDate
    modified: SourcedDate
    in_body: SourcedDate
    reader: str
    reader_version: str
    print_id: str
    rank: Rank
    raw: str | None
    blocks_json: str
    warnings_json: str
    options_json: str
    details_json: str

    @property
    def options(self) -> Mapping[str, str]:
        """What the reader was set to."""
        found: Mapping[str, str] = json.loads(self.options_json)
        return found

    @property
    def details(self) -> Details:
        """What the reader found besides the text and the metadata that facts rest on."""
        return decoder_of(Details).decode(self.details_json)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the text, in order."""
        return tuple(Block(kind, start, end) for kind, start, end in json.loads(self.blocks_json))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader had to say about the input."""
        return tuple(json.loads(self.warnings_json))


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Since when and until when an article was seen; moments in microseconds of capture time.

    `outcome` is that of the latest look. Of an article that is gone nobody knows more than that it
    vanished between `last_seen` and `first_missing`.
    """

    outcome: str
    last_seen: int | None
    first_missing: int | None
    problem: str | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """An article at a point: its current version, how many there are, and who carries the same text.

    `copies` are the other addresses of its cluster; `shares` those that share passages with it.
    """

    version: Version
    versions: int
    captures: int
    presence: Presence
    copies: tuple[str, ...]
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One extractor run over one article version for one story."""

    position: int
    address: str
    version_id: str
    story: str
    story_digest: str
    extractor: str
    extractor_version: str
    claim_count: int
    sighting_count: int
    recorded_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingRow:
    """A sighting, and the article version it stands in."""

    sighting: Sighting
    address: str
    version_id: str
    version: int
    source: str | None
    published: SourcedDate
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A reviewer's verdict, when it was recorded, and by whom."""

    review: ClaimReviewed
    actor: str
    position: int
    recorded_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A claim as some run recorded it, in force or not."""

    claim: Claim
    address: str
    version_id: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """A fact of the latest state; `document` is its JSON form."""

    group_id: str
    fact_id: str
    story: str
    type: str
    status: str
    reported: int
    document: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The claims that are consolidated together: their id, their type and what they are about."""

    group_id: str
    type: str
    key: Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotRow:
    """A snapshot that was kept. `blob` holds its JSON."""

    position: int
    name: str
    story: str
    as_of: int
    known_at: int
    digest: str
    blob: str
    recorded_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRow:
    """A watch as it stands: its definition, when it is due, and how its last run ended.

    `version` is that of its stream. `due` is None for a watch that is paused; `ran` (the end of the last
    run), `failing_since` and `fresh` (see `domain.watch.WatchRan`) where there was none. Moments are in
    microseconds.
    """

    watch: str
    version: int
    added: int
    paused: bool
    kind: WatchKind
    target: str
    schedule: str
    stories: tuple[str, ...]
    given: Mapping[str, str]
    state: WatchState
    due: int | None
    ran: int | None
    counts: Mapping[str, int]
    errors: tuple[str, ...]
    failures: int
    failing_since: int | None
    fresh: int | None
    listing: str | None
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRunRow:
    """One run of a watch, as its event tells it."""

    position: int
    watch: str
    slot: int
    started: int
    finished: int
    state: WatchState
    missed: int
    counts: Mapping[str, int]
    errors: tuple[str, ...]
    failures: int
    due: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchTotals:
    """How the watches stand together: by state (`paused` is one), those that are due, and since when the first is."""

    states: Mapping[str, int]
    due: int
    oldest_due: int | None

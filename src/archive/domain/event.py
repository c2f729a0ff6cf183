"""Events: what the log records, and the envelope it records them in.

Each payload class names its stable type and schema version. Payloads hold only what JSON holds,
so that `domain.codec` can write them canonically and read every version ever written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from archive.domain.article import Block, Details, Rank, Sourced, SourcedDate
from archive.domain.claim import Claim, Sighting
from archive.domain.look import Hop, Via
from archive.domain.watch import WatchChanged, WatchRan

Outcome = Literal["new", "changed", "unchanged", "gone", "moved", "blocked", "failed"]
"""What a look found: a first text, another one, the same one; or, and then never a version of the article,
that it is gone (404, 410), stands elsewhere, is withheld from us, or could not be had or read."""
Verdict = Literal["accepted", "rejected", "corrected", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCaptured:
    """One look at one address: what came back, byte for byte, and what the user said of it.

    `captured` is in microseconds; `raw` names the blob of the bytes, None where none came (a network
    error, 304). `version` is the version that the look showed, None where it showed none. `given` holds
    the metadata the user supplied (options, sidecar), `stated` what a feed or a listing said of it; both
    are part of the input and so of the record. `url` is what was asked for, `landed` the URL that
    answered where it is another, after `redirects`; `moved_to` is the address at which a moved article
    goes on. `problem` says why a look showed no version. `watch` names the watch that had it looked at.
    `witnessed` tells that `captured` is when somebody looked at the address, and not merely when we read a file.
    """

    TYPE: ClassVar[str] = "ArticleCaptured"
    SCHEMA: ClassVar[int] = 3

    address: str
    captured: int
    outcome: Outcome
    name: str
    raw: str | None
    size: int
    given: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, str] = field(default_factory=dict)
    version: str | None = None
    via: Via = "file"
    kind: str | None = None
    url: str | None = None
    landed: str | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    redirects: tuple[Hop, ...] = ()
    moved_to: str | None = None
    problem: str | None = None
    watch: str | None = None
    witnessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleParsed:
    """An article's text as a reader read it. `text` names the blob of the UTF-8 text, `raw` that of the bytes.

    A later reading of the same `version_id` (better metadata, a newer reader) replaces the earlier.
    """

    TYPE: ClassVar[str] = "ArticleParsed"
    SCHEMA: ClassVar[int] = 2

    address: str
    version_id: str
    captured: int
    text: str
    length: int
    blocks: tuple[Block, ...]
    title: Sourced
    source: Sourced
    url: Sourced
    language: Sourced
    published: SourcedDate
    modified: SourcedDate
    in_body: SourcedDate
    reader: str
    reader_version: str
    raw: str | None = None
    details: Details = field(default_factory=Details)
    rank: Rank = "full"
    options: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDefined:
    """A story's definition in force from here on: its TOML source and the packs it names."""

    TYPE: ClassVar[str] = "StoryDefined"
    SCHEMA: ClassVar[int] = 1

    story: str
    title: str
    digest: str
    source: str
    packs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsExtracted:
    """One extractor run over one article version for one story; it replaces the run before it."""

    TYPE: ClassVar[str] = "ClaimsExtracted"
    SCHEMA: ClassVar[int] = 1

    address: str
    version_id: str
    story: str
    story_digest: str
    extractor: str
    extractor_version: str
    claims: tuple[Claim, ...]
    sightings: tuple[Sighting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReviewed:
    """A reviewer's verdict on a claim. `corrected` replaces `fields`; `withdrawn` undoes a verdict."""

    TYPE: ClassVar[str] = "ClaimReviewed"
    SCHEMA: ClassVar[int] = 1

    claim_id: str
    story: str
    verdict: Verdict
    note: str = ""
    fields: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotTaken:
    """A snapshot that the user asked to keep. `as_of` is in microseconds; `blob` names its JSON."""

    TYPE: ClassVar[str] = "SnapshotTaken"
    SCHEMA: ClassVar[int] = 1

    name: str
    story: str
    as_of: int
    known_at: int
    digest: str
    blob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRead:
    """The articles known at position `upto` were read by a definition of a story and an extractor.

    What a version was found to say then stands in its run: one with these marks, or, where the result was
    the same, the one that was in force, with other marks. A version without any run does not pass the
    `gate`, which identifies what decides whether an article concerns the story. `silent` counts the
    versions that left no run of their own.
    """

    TYPE: ClassVar[str] = "StoryRead"
    SCHEMA: ClassVar[int] = 1

    story: str
    story_digest: str
    extractor: str
    extractor_version: str
    gate: str
    upto: int
    silent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an event that was brought in was first recorded.

    `offset` says which event here is meant: the first after the EventsImported that holds this is 1. The
    others are of the log of `archive`: the event's position there, and when it was recorded (microseconds).
    """

    offset: int
    archive: str
    position: int
    recorded_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsImported:
    """Events of another archive follow, in the same transaction.

    `archive` is the one that they were taken from (the commitment of its first event), `name` what the user
    called it. An event that is without an origin was decided here, on account of those that have one. Events
    with an origin keep their actor, and the salt of their payload where that is the same: their commitment
    is then the one that they have there.
    """

    TYPE: ClassVar[str] = "EventsImported"
    SCHEMA: ClassVar[int] = 1

    archive: str
    name: str
    origins: tuple[Origin, ...]


Payload = (
    ArticleCaptured
    | ArticleParsed
    | StoryDefined
    | ClaimsExtracted
    | ClaimReviewed
    | SnapshotTaken
    | StoryRead
    | WatchChanged
    | WatchRan
    | EventsImported
)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that has not been appended yet.

    One that another archive recorded brings the `actor` that it has there, and the `salt` of its payload.
    """

    stream: str
    payload: Payload
    actor: str | None = None
    salt: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event as the log holds it. `recorded_at` is in microseconds; `commitment` is hexadecimal.

    `command` is the position of the first event that the same command recorded, in however many
    transactions.
    """

    position: int
    stream: str
    stream_version: int
    type: str
    schema: int
    recorded_at: int
    actor: str
    command: int
    commitment: str
    payload: Payload


STORIES: str = "stories"
"""The one stream of all story definitions: its version says whether the set of stories has moved."""


def article_stream(address: str) -> str:
    """The stream of everything that happened to the article at `address`."""
    return f"article:{address}"


def story_stream(story: str) -> str:
    """The stream of the readings of a story."""
    return f"story:{story}"


def claim_stream(claim_id: str) -> str:
    """The stream of a claim's reviews."""
    return f"claim:{claim_id}"


def watch_stream(watch: str) -> str:
    """The stream of a watch: its definition, and every run of it."""
    return f"watch:{watch}"


IMPORTS: str = "imports"
"""The stream that says what was brought in from other archives."""

SNAPSHOTS: str = "snapshots"
"""The stream of the snapshots that were kept."""

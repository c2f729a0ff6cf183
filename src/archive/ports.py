"""What the services need from the rooms below, each Protocol the size of one capability."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeAlias

if TYPE_CHECKING:
    from archive.domain.article import Article, Block
    from archive.domain.claim import Extraction
    from archive.domain.event import Event, NewEvent
    from archive.domain.look import Look, Pointer
    from archive.domain.message import Message
    from archive.domain.moment import PartialDate
    from archive.domain.story import Story
    from archive.errors import InputRefused

Clock = Callable[[], int]
"""Gives the present moment in microseconds since 1970, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Events that are appended together or not at all.

    `expected` maps streams to the version they must have (0 for a stream that must not exist);
    a stream need not be written to be guarded. `key` makes the unit idempotent for `producer`.
    """

    events: Sequence[NewEvent]
    expected: Mapping[str, int] = field(default_factory=dict)
    producer: str = ""
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Appended:
    """Where a unit stands in the log; `repeated` when its key was already there and nothing was added."""

    positions: tuple[int, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """An event as it was written: its envelope and its payload, both canonical JSON, and the payload's salt."""

    position: int
    envelope: bytes
    salt: bytes
    payload: bytes


class LogEnd(Protocol):
    """Where the log ends, now or at a moment."""

    def head(self) -> int:
        """The last position, 0 for an empty log."""

    def position_at(self, moment: int) -> int:
        """The last position recorded at or before `moment` (microseconds), 0 if none."""


class EventLog(LogEnd, Protocol):
    """The append-only log (DESIGN 4)."""

    def append(self, units: Sequence[Unit]) -> list[Appended]:
        """Append all `units` in one transaction; raises `ConflictError`, `IdempotencyError`."""

    def read(self, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        """Events with `after` < position <= `upto` (the head when None), in order."""

    def stream_version(self, stream: str) -> int:
        """The version of `stream`, 0 if it does not exist."""


class Blobs(Protocol):
    """Content-addressed bytes; the address is the SHA-256 of the content."""

    def put(self, contents: Sequence[bytes], bases: Sequence[str | None] = ()) -> list[str]:
        """Store each of `contents` once, durably, and return their addresses in order.

        `bases` name, for each of them, a blob that it resembles (the same article's bytes before), so
        that it may be stored as a patch; None for none, and short lists are filled up with it.
        """

    def get(self, address: str) -> bytes:
        """The bytes at `address`; raises `NotFound`."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that a projection makes for the read-model table `table`.

    A `shared` row may be there already, with the same meaning, and is then left alone.
    """

    table: str
    values: Mapping[str, Any]
    shared: bool = False


class Reader(Protocol):
    """Turns one look into an article. Stateless and pure: the same look, the same article."""

    def read(self, look: Look, given: Mapping[str, str]) -> Article:
        """Read `look`; `given` is what the user's options say of it.

        Options outrank the look's sidecar, which outranks the content, which outranks what a listing
        stated. Raises `InputRefused` naming the look.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Bytes that may hold many articles: a file, standard input, an answer of a server.

    `open` gives them from the beginning, each time it is called; `url` is where they came from, for
    relative links. `options` are what the user says of the format (the names of fields).
    """

    name: str
    open: Callable[[], BinaryIO]
    url: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the user should know of an input, and that keeps nothing from going on."""

    name: str
    text: str


Found: TypeAlias = "Look | Pointer | InputRefused | Remark"
"""What a listing or a container holds, piece by piece. A piece that cannot be read is an `InputRefused` that
names it, and the rest goes on; a `Remark` is a warning."""


class Opener(Protocol):
    """Takes a format apart that holds or names many articles: a feed, a web archive, a mailbox."""

    def open(self, source: Source) -> Iterator[Found]:
        """The pieces of `source` in their order, in flat memory, however large it is.

        Raises `InputRefused` naming the source where it is not of this format at all.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to fetch. `etag` and `last_modified` are what the server said last time, to be asked for changes only."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


class Fetcher(Protocol):
    """Gets URLs, politely and safely. Used by several threads at once."""

    def fetch(self, request: Request) -> Look:
        """What is at the URL now. Never raises for what a network does: the look's `trouble` tells it."""


class Sender(Protocol):
    """Takes messages to one kind of destination."""

    def check(self, destination: str) -> None:
        """Refuse a destination that can never be told anything; raises `BadTarget` and `MissingExtra`."""

    def send(self, destination: str, secret: str | None, message: Message) -> None:
        """Deliver `message`, signed with `secret` where the kind can, or raise `NotDelivered`.

        Returns only when the destination has it. The reason it raises names nothing secret.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article version as the extractor sees it.

    `anchor` is the date that relative wording is resolved against, with `anchor_basis` saying how
    far it can be trusted; None when nothing is known. `language` is the article's language tag
    (BCP 47), whose country tells how numbers are grouped.
    """

    address: str
    version_id: str
    text_hash: str
    text: str
    blocks: tuple[Block, ...]
    title: str | None
    anchor: PartialDate | None
    anchor_basis: str
    language: str | None = None


class Extractor(Protocol):
    """Finds the claims of one story in one article version. Pure: the same input, the same output."""

    @property
    def name(self) -> str:
        """Stable name, recorded with every claim."""

    @property
    def version(self) -> str:
        """Changes whenever the output may change."""

    def concerns(self, story: Story, text: str) -> bool:
        """Whether the text mentions what the story requires; a cheap gate."""

    def gate(self, story: Story) -> str:
        """What `concerns` decides by: where two definitions have the same gate, it decides alike.

        Changes too whenever `concerns` itself may decide otherwise than before.
        """

    def extract(self, story: Story, reading: Reading) -> Extraction:
        """The claims and the sightings, in order of their place in the text."""

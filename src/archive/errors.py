"""Everything that can go wrong, as one tree.

A class's docstring is its message, with the constructor's arguments filled in; `exit_code` is what
the process ends with. A message says what is wrong, where, and what to do about it, on one line.
"""

from __future__ import annotations

from typing import Any, ClassVar


class ArchiveError(Exception):
    """Something went wrong."""

    exit_code: ClassVar[int] = 2

    def __init__(self, **details: Any) -> None:
        self.details = details
        template = " ".join((type(self).__doc__ or "").split())
        super().__init__(template.format(**details))


class InputRefused(ArchiveError):
    """{name}: {reason}"""


class StoryError(ArchiveError):
    """{file}: {where}: {problem}"""


class SettingRefused(ArchiveError):
    """{setting}: {problem}"""


class BadPoint(ArchiveError):
    """not a point in time: {text!r} ({reason})"""


class BadCondition(ArchiveError):
    """cannot read the condition {text!r} at character {at}: {problem}"""


class NotFound(ArchiveError):
    """no {kind} {name!r} in this archive{hint}"""


class NoStory(ArchiveError):
    """no story is defined yet; define one with: archive story add FILE"""


class ConflictError(ArchiveError):
    """{stream} has moved to version {actual} while {expected} was expected; somebody else wrote first, try again"""


class IdempotencyError(ArchiveError):
    """{producer} already recorded {key!r} with other content; a key stands for one content for ever"""


class LogCorrupt(ArchiveError):
    """the log is damaged at position {position}: {problem}"""


class UnknownEvent(ArchiveError):
    """position {position} holds {type} in schema {schema}, which this program does not know; it was written by a newer one: upgrade"""


class DatabaseUnusable(ArchiveError):
    """{database}: {problem}"""


class NothingYet(DatabaseUnusable):
    """{database}: nothing here yet; begin with: archive ingest PATH"""


class NewerSchema(DatabaseUnusable):
    """{database} was made by a newer program (schema {found}, this program knows up to {known}); upgrade the program, the data is untouched"""


class Unverifiable(ArchiveError):
    """cannot be verified: {reason}"""

    exit_code = 3


class ProjectionError(ArchiveError):
    """the projection stopped at position {position} ({type}): {problem}"""


class QuoteBroken(ArchiveError):
    """{what}: {problem} ({address}); the stored text was damaged: archive verify checks the whole archive"""


class QueryRefused(ArchiveError):
    """{problem}"""


class OutputRefused(ArchiveError):
    """{problem}"""


class SnapshotUnreadable(ArchiveError):
    """{file}: {problem}"""


class PictureRefused(ArchiveError):
    """{file}: {problem}"""


class MissingExtra(ArchiveError):
    """{feature} needs a package that is not installed; install it with: pip install 'news-archive[{extra}]'"""


class NotDelivered(ArchiveError):
    """{target}: {reason}"""

    @property
    def retry_after(self) -> float | None:
        """How many seconds the receiver asked to be left alone, None where it did not."""
        return self.details.get("retry_after")


class BadTarget(ArchiveError):
    """{destination!r} cannot be told anything: {problem}"""


class CannotListen(ArchiveError):
    """cannot listen on {address}: {problem}; choose another with --listen HOST:PORT"""

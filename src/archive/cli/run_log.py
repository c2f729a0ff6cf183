"""The service's log on stderr: one line for each thing, as text or as JSON."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from archive.domain.moment import SECOND, from_micros
from archive.telling.lines import in_json, plain

LOGGER: Final = logging.getLogger("archive.run")
"""What the service says goes here; `extra={"fields": ...}` holds what a program would want of it."""

LogFormat = Literal["text", "json"]


class _Text(logging.Formatter):
    """`2024-06-20T12:00:00.000Z info MESSAGE`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of `record`; a traceback follows in lines of its own."""
        line = f"{_time(record)} {record.levelname.lower()} {_one_line(record.getMessage())}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class _Json(logging.Formatter):
    """One JSON object a line: `time`, `level`, `message`, and the fields of the event."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of `record`."""
        said = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "message": _one_line(record.getMessage()),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return in_json(said)


@contextmanager
def logging_to_stderr(form: LogFormat, *, quiet: bool) -> Iterator[None]:
    """Log to stderr for the length of the block: all that the service says, and warnings of the libraries.

    With `quiet`, only what goes wrong and what is right again.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    root, before = logging.getLogger(), LOGGER.level
    root.addHandler(handler)
    LOGGER.setLevel(logging.WARNING if quiet else logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        LOGGER.setLevel(before)


def _time(record: logging.LogRecord) -> str:
    moment = from_micros(int(record.created * SECOND))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _one_line(message: str) -> str:
    return plain(" ".join(message.split()))

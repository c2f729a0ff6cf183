"""The one place that names concrete classes, and that reads the clock and the environment."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from archive.config import Config, from_environment
from archive.ports import Blobs, Clock, EventLog, Extractor, Reader, Reading

if TYPE_CHECKING:
    from archive.errors import InputRefused
    from archive.service.diff import Diff, Side
    from archive.service.gather import Input
    from archive.service.ingest import Summary
    from archive.service.stories import Added
    from archive.store.read_models import ReadModels


def now() -> int:
    """The present moment in microseconds since 1970, UTC."""
    return time.time_ns() // 1000


def configure(database: str | None) -> Config:
    """The settings in force; `database` is what the `--db` option says."""
    return from_environment(os.environ, database)

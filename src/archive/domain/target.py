"""Targets: whom to tell what, and how far each was told.

Invariant: a target's position moves only past what was delivered to it or what it did not want; the
stretch that is being delivered is fixed before anything is sent, so that a repeated message is the same one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

from archive.domain.moment import SECOND
from archive.domain.news import Wanted

TargetKind = Literal["webhook", "apprise", "atom"]
TARGET_KINDS: Final[tuple[TargetKind, ...]] = get_args(TargetKind)

ENVIRONMENT: Final = "env:"
"""How a destination or a secret begins that is only named here, and stands in the environment."""

FIRST_WAIT: Final = 60 * SECOND
LONGEST_WAIT: Final = 6 * 3600 * SECOND
"""How long a target that failed is left alone: a minute, then twice as long each time, up to six hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Somebody to tell. `destination` and `secret` are private: show `shown` instead."""

    name: str
    kind: TargetKind
    destination: str
    secret: str | None = None
    wanted: Wanted
    created: int

    @property
    def shown(self) -> str:
        """The destination as it may be shown and logged: without what lets others send there."""
        return masked(self.kind, self.destination)


def masked(kind: TargetKind, destination: str) -> str:
    """A destination without what lets others send there: its scheme, and the host of a webhook.

    What an Apprise URL holds in place of a host is often a token, and so is left out.
    """
    if kind == "atom" or destination.startswith(ENVIRONMENT):
        return destination
    scheme, separator, rest = destination.partition("://")
    if not separator:
        return "…"
    host = "" if kind == "apprise" else re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    return f"{scheme}://{host}/…" if host else f"{scheme}://…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a target was told: all up to position `told`. Moments are in microseconds.

    `failures` counts those in a row, `due` is before when nothing is tried again, `problem` the last
    one's reason. `succeeded` is when a message last arrived.
    """

    told: int
    failures: int = 0
    due: int = 0
    succeeded: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The positions above `after`, up to `upto`: what one message tells. `holder` alone may deliver it."""

    after: int
    upto: int
    holder: str
    failures: int = 0


def wait_after(failures: int, asked: float | None = None) -> int:
    """Microseconds to leave a target alone after so many failures in a row; at least what it `asked` for (seconds).

    A receiver that asks for more than the longest wait is not obeyed beyond it.
    """
    doubled = FIRST_WAIT << min(max(failures, 1) - 1, 16)
    return min(max(doubled, round((asked or 0) * SECOND)), LONGEST_WAIT)

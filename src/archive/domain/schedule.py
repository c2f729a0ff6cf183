"""Schedules: when a watch is due next.

Invariants: the next due moment is later than now, whatever happened; it follows from the present alone
and not from the slots that were missed, so that a machine that slept for a week runs each watch once;
equal inputs give equal moments (what spreads watches over time is a hash of their names, no dice).

Moments and lengths of time are in microseconds. What cron expressions mean is told by a function that the
caller brings, since the domain knows no time zones.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from archive.domain.moment import DAY, SECOND

MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE

SHORTEST: Final = MINUTE
LONGEST: Final = 366 * DAY
"""What `every` takes."""

LADDER: Final = (
    (HOUR, 5 * MINUTE),
    (6 * HOUR, 15 * MINUTE),
    (DAY, HOUR),
    (7 * DAY, 6 * HOUR),
    (30 * DAY, DAY),
)
"""The adaptive schedule: up to so long after the newest publication or change, look so often."""

LAST_STEP: Final = 7 * DAY
"""How often the adaptive schedule looks at what stood longer than the ladder reaches."""

LONGEST_BACKOFF: Final = DAY
"""How far failures stretch a step that is shorter than this; each doubles it."""

LONGEST_WAIT: Final = DAY
"""How long a server that asks to be left alone (Retry-After) is believed."""

SPREAD: Final = 10
"""An adaptive wait is longer than its step by up to one part in so many, so that watches drift apart."""

_UNITS: Final = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_LENGTH: Final = re.compile(r"(\d{1,6})\s*([mhdw])\Z")


@dataclass(frozen=True, slots=True)
class Every:
    """At a fixed distance, on a grid whose phase is the watch's own."""

    interval: int

    def __str__(self) -> str:
        return f"every {length_in_words(self.interval)}"


@dataclass(frozen=True, slots=True)
class Adaptive:
    """Often what is fresh, and seldom what has stood for long: see `LADDER`."""

    def __str__(self) -> str:
        return "adaptive"


@dataclass(frozen=True, slots=True)
class Cron:
    """At the times of a cron expression of five fields, in a time zone of the IANA database."""

    expression: str
    timezone: str = "UTC"

    def __str__(self) -> str:
        return f"cron {self.expression}" + ("" if self.timezone == "UTC" else f" in {self.timezone}")


Schedule = Every | Adaptive | Cron

NextCron = Callable[[Cron, int], int]
"""The first time of a cron schedule that is later than the moment given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the next due moment follows from; `retry_after` is how long the server asked to be left alone."""

    watch: str
    now: int
    fresh: int | None = None
    failures: int = 0
    retry_after: int = 0


def parse_schedule(text: str) -> Schedule:
    """The schedule that `str()` wrote as `text`. Raises `ValueError`; a cron expression is not judged."""
    kind, _, rest = text.strip().partition(" ")
    if kind == "adaptive" and not rest:
        return Adaptive()
    if kind == "every":
        return Every(parse_length(rest))
    if kind == "cron":
        expression, _, timezone = rest.partition(" in ")
        fields = expression.split()
        if len(fields) != 5:
            raise ValueError(
                f"not a cron expression: {expression!r}; write five fields: minute, hour, day, month, weekday"
            )
        return Cron(" ".join(fields), timezone.strip() or "UTC")
    raise ValueError(f"not a schedule: {text!r}; write every 30m, adaptive, or cron 5 * * * *")


def parse_length(text: str) -> int:
    """A length of time such as `30m`, `2h`, `1d` or `1w`. Raises `ValueError`."""
    found = _LENGTH.match(text.strip())
    if not found:
        raise ValueError(f"not a length of time: {text!r}; write 30m, 2h, 1d or 1w")
    length = int(found[1]) * _UNITS[found[2]]
    if not SHORTEST <= length <= LONGEST:
        raise ValueError(f"{text.strip()} is out of bounds; the shortest is 1m, the longest 366d")
    return length


def length_in_words(length: int) -> str:
    """`length`, whole minutes, as `parse_length` reads it."""
    units = ((name, unit) for name, unit in reversed(_UNITS.items()) if length % unit == 0 and name != "w")
    name, unit = next(units, ("m", MINUTE))
    return f"{length // unit}{name}"


def first_due(schedule: Schedule, now: int, cron: NextCron) -> int:
    """When a watch that is new, or begins again, is due: at once, but by cron only at its times."""
    return cron(schedule, now) if isinstance(schedule, Cron) else now


def next_due(schedule: Schedule, at: Situation, cron: NextCron) -> int:
    """When a watch that has just run is due again."""
    asked = at.now + min(max(at.retry_after, 0), LONGEST_WAIT)
    if isinstance(schedule, Cron):
        return cron(schedule, max(at.now, asked - 1))
    if isinstance(schedule, Every):
        # At least half the distance: a run that was late, or by hand, is not followed by another at once.
        return _on_grid(at.watch, schedule.interval, max(at.now + schedule.interval // 2, asked))
    return max(asked, at.now + _spread(at, _step(at)))


def missed_slots(schedule: Schedule, slot: int, now: int, cron: NextCron, most: int = 1000) -> int:
    """How many slots after `slot` have passed at `now`; counted up to `most`."""
    if isinstance(schedule, Every):
        return min(max(now - slot, 0) // schedule.interval, most)
    if isinstance(schedule, Adaptive):
        return 0
    found, moment = 0, cron(schedule, slot)
    while moment <= now and found < most:
        found, moment = found + 1, cron(schedule, moment)
    return found


def fresh_after(before: int | None, now: int, *, changed: bool, published: int | None, first: bool) -> int:
    """The newest publication or change that is known after a run.

    At the first look everything is new to us: what was published long ago has stood since then all the
    same. What lies in the future, by a server's lie or by our own clock, counts for nothing.
    """
    known = [moment for moment in (before, published) if moment is not None and moment <= now]
    if (changed and not first) or not known:
        return now
    return max(known)


def step_at(age: int) -> int:
    """How often to look at something that was published, or changed, `age` ago."""
    return next((step for limit, step in LADDER if age < limit), LAST_STEP)


def _step(at: Situation) -> int:
    step = step_at(at.now - at.fresh if at.fresh is not None else 0)
    if at.failures:
        step = max(step, min(step << min(at.failures, 20), LONGEST_BACKOFF))
    return step


def _spread(at: Situation, step: int) -> int:
    return step + _hash(f"{at.watch} {at.now}") % (step // SPREAD)


def _on_grid(watch: str, interval: int, earliest: int) -> int:
    """The first moment from `earliest` on that lies on the watch's grid."""
    phase = _hash(watch) % interval
    return earliest + (phase - earliest) % interval


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")

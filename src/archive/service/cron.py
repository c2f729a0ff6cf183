"""Cron: the times of an expression, in a time zone.

Daylight saving as in Debian's cron (cronsim keeps to it): what stands at a time that a forward jump of
the clocks skips runs right after the jump, and what stands at a time that occurs twice runs once; an
expression with a star for its minute or hour goes by elapsed time instead, and runs in both hours.
"""

from __future__ import annotations

from archive.domain.moment import from_micros, to_micros
from archive.domain.schedule import Cron


def next_cron(schedule: Cron, now: int) -> int:
    """The first time of `schedule` later than `now` (microseconds). Raises `ValueError` for what has none."""
    from zoneinfo import ZoneInfo

    from cronsim import CronSim, CronSimError

    try:
        zone = ZoneInfo(schedule.timezone)
    except (KeyError, ValueError, OSError) as error:  # OSError: the name of a folder
        raise ValueError(f"no time zone {schedule.timezone!r} here; write one such as Europe/Oslo") from error
    try:
        times = CronSim(schedule.expression, from_micros(now).astimezone(zone))
        # In an hour that occurs twice cronsim may answer with its first occurrence, which has passed.
        return next(moment for moment in map(to_micros, times) if moment > now)
    except (CronSimError, StopIteration, OverflowError) as error:
        problem = str(error) or "it never comes"
        raise ValueError(f"not a cron expression: {schedule.expression!r} ({problem})") from error

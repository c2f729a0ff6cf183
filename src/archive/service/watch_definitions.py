"""Watches as the user sets them up: add, change, pause, resume, remove.

Invariants: a watch has one target, and a target one watch (unless two people add it by two names at the same
moment); what is added again as it stands records nothing; all that is added together is recorded
together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from archive.domain.event import NewEvent, watch_stream
from archive.domain.schedule import NextCron, Schedule, first_due, parse_schedule
from archive.domain.watch import WatchChanged, WatchKind, check_name, name_for
from archive.errors import ConflictError, InputRefused, NotFound
from archive.ports import Clock, EventLog, Unit
from archive.store.rows import WatchRow

_TRIES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A watch that somebody wants: see `domain.watch.WatchChanged`; without a name it gets one."""

    target: str
    kind: WatchKind
    schedule: Schedule
    name: str | None = None
    stories: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """What came of it: the watch's definition in force, and what was done for that."""

    watch: WatchChanged
    outcome: Literal["added", "changed", "unchanged"]


class Models(Protocol):
    """The watches and stories as the read models have them."""

    def watches(self, names: Sequence[str] | None = None) -> list[WatchRow]:
        """Every watch (of `names`)."""

    def story(self, story: str) -> object | None:
        """The definition of a story."""


class WatchDefinitions:
    """The watches of an archive, to be changed. Every verb raises `ConflictError` where another was quicker."""

    def __init__(
        self, log: EventLog, models: Models, clock: Clock, catch_up: Callable[[], int], cron: NextCron
    ) -> None:
        self._log = log
        self._models = models
        self._clock = clock
        self._catch_up = catch_up
        self._cron = cron

    def define(self, wanted: Iterable[Wanted]) -> list[Defined]:
        """Add each of `wanted`, or change the watch of its target to it.

        Raises `InputRefused` for a name that will not do or is taken, a target that is watched by another
        name, and a cron expression that means nothing; `NotFound` for a story that is not there.
        """
        self._catch_up()
        known = {row.watch: row for row in self._models.watches()}
        targets = {row.target: row.watch for row in known.values()}
        taken = set(known)
        defined, units = [], []
        for each in wanted:
            self._check(each, known, targets)
            name = each.name or targets.get(each.target) or name_for(each.target, taken)
            row = known.get(name)
            result = self._defined(name, each, row)
            if name in taken and row is None:
                continue  # the same target a second time in one list
            taken.add(name)
            targets[each.target] = name
            defined.append(result)
            if result.outcome != "unchanged":
                units.append(self._unit(result.watch, row))
        self._log.append(units)
        self._catch_up()
        return defined

    def pause(self, name: str) -> bool:
        """Stop running a watch until it is resumed; False where it is paused. Raises `NotFound`."""
        return self._change(name, "paused")

    def resume(self, name: str) -> bool:
        """Run a paused watch again; False where it is not paused. Raises `NotFound`."""
        return self._change(name, "resumed")

    def remove(self, name: str) -> None:
        """Forget a watch; what it brought stays. Raises `NotFound`."""
        self._change(name, "removed")

    def _check(self, wanted: Wanted, known: Mapping[str, WatchRow], targets: Mapping[str, str]) -> None:
        other = targets.get(wanted.target)
        if not all(map(_is_unicode, (wanted.target, *wanted.given.values()))):
            shown = wanted.target.encode("utf-8", "backslashreplace").decode()
            raise InputRefused(
                name=shown, reason="is not written in UTF-8; rename it, or set the locale right"
            )
        if wanted.name is not None:
            try:
                check_name(wanted.name)
            except ValueError as error:
                raise InputRefused(name=wanted.target, reason=str(error)) from error
            if other not in (None, wanted.name):
                reason = f"is watched already, as {other}; to rename it: archive watch remove {other}, and add it again"
                raise InputRefused(name=wanted.target, reason=reason)
            row = known.get(wanted.name)
            if row is not None and row.target != wanted.target:
                reason = f"there is a watch {wanted.name} of {row.target} already; take another --name"
                raise InputRefused(name=wanted.target, reason=reason)
        for story in wanted.stories:
            if self._models.story(story) is None:
                raise NotFound(kind="story", name=story, hint="; define it first: archive story add FILE")

    def _defined(self, name: str, wanted: Wanted, row: WatchRow | None) -> Defined:
        same_schedule = row is not None and row.schedule == str(wanted.schedule)
        try:
            first = first_due(wanted.schedule, self._clock(), self._cron)
        except ValueError as error:
            raise InputRefused(name=wanted.target, reason=str(error)) from error
        paused = row is not None and row.due is None
        event = WatchChanged(
            watch=name,
            change="added" if row is None else "edited",
            kind=wanted.kind,
            target=wanted.target,
            schedule=str(wanted.schedule),
            stories=wanted.stories,
            given=wanted.given,
            due=None if paused else row.due if row is not None and same_schedule else first,
        )
        if row is None:
            return Defined(watch=event, outcome="added")
        same = same_schedule and (row.kind, row.stories, dict(row.given)) == (
            wanted.kind,
            wanted.stories,
            dict(wanted.given),
        )
        return Defined(watch=event, outcome="unchanged" if same else "changed")

    def _unit(self, event: WatchChanged, row: WatchRow | None) -> Unit:
        stream = watch_stream(event.watch)
        version = self._log.stream_version(stream) if row is None else row.version
        return Unit(events=[NewEvent(stream, event)], expected={stream: version})

    def _change(self, name: str, change: Literal["paused", "resumed", "removed"]) -> bool:
        for attempt in range(1, _TRIES + 1):
            self._catch_up()
            row = next(iter(self._models.watches([name])), None)
            if row is None:
                raise NotFound(kind="watch", name=name, hint="; archive watch list shows them")
            if (change == "paused" and row.due is None) or (change == "resumed" and row.due is not None):
                return False
            try:
                self._log.append([self._unit(self._changed(row, change), row)])
            except ConflictError:  # a run has just been recorded
                if attempt == _TRIES:
                    raise
            else:
                break
        self._catch_up()
        return True

    def _changed(self, row: WatchRow, change: Literal["paused", "resumed", "removed"]) -> WatchChanged:
        due = None
        if change == "resumed":
            due = first_due(parse_schedule(row.schedule), self._clock(), self._cron)
        return WatchChanged(
            watch=row.watch,
            change=change,
            kind=row.kind,
            target=row.target,
            schedule=row.schedule,
            stories=row.stories,
            given=row.given,
            due=due,
        )


def _is_unicode(text: str) -> bool:
    """Whether `text` is text: what the shell gave in bytes that are not UTF-8 holds lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True

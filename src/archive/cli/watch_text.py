"""Watches and their runs, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from archive.cli.page import Page
from archive.domain.moment import SECOND, iso
from archive.telling.labels import moment_in_words
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.domain.watch import WatchChanged
    from archive.store.rows import WatchRow, WatchRunRow

_LENGTHS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))
_SHORTEST = 8
"""Characters that the column of names has at least."""
_OUTCOMES = ("new", "changed", "unchanged", "moved", "gone", "blocked", "failed")


def write_watches(page: Page, rows: Sequence[WatchRow], now: int) -> None:
    """A table: name, schedule, when it is due, when it ran last, and how it stands.

    A name that would make it wider than the page has a line of its own.
    """
    table = [("NAME", "SCHEDULE", "NEXT", "LAST RUN", "STATE")]
    table += [(row.watch, row.schedule, due_in_words(row, now), _ran(row, now), row.state) for row in rows]
    widths = [max(len(line[column]) for line in table) for column in range(4)]
    others = sum(widths[1:]) + max(len(line[4]) for line in table) + 2 * len(widths)
    widths[0] = min(widths[0], max(page.width - others, _SHORTEST))
    for number, line in enumerate(table):
        name, *rest = line
        if len(name) > widths[0]:
            page.block(name, indent=0)
            name = ""
        cells = [cell.ljust(width) for cell, width in zip((name, *rest), (*widths, 0), strict=True)]
        kind = "label" if number == 0 else "removed" if line[4] == "failing" else ""
        page.block(page.style("  ".join(cells).rstrip(), kind) if kind else "  ".join(cells), indent=0)


def write_watch(page: Page, row: WatchRow, runs: Sequence[WatchRunRow], now: int) -> None:
    """A watch's definition, and its last runs with what they brought and what went wrong."""
    page.line(row.watch, "title")
    page.line(f"{row.kind} {row.target}", indent=2, hang=2)
    due = due_in_words(row, now)
    page.line(f"{row.schedule}, {due if row.due is None else f'next {due}'}", indent=2, hang=2)
    if row.stories:
        page.line(f"for {', '.join(row.stories)}", indent=2, hang=2)
    for name, value in sorted(row.given.items()):
        page.line(f"{name}: {value}", indent=2, hang=2)
    if row.failing_since is not None:
        since = moment_in_words(iso(row.failing_since))
        page.line(f"failing since {since}, {counted(row.failures, 'run')} in a row", "removed", indent=2)
    for run in runs:
        took = (run.finished - run.started) / SECOND
        late = f", {counted(run.missed, 'slot')} missed before" if run.missed else ""
        found = found_in_words(run.counts, failing=run.state == "failing")
        told = f"{moment_in_words(iso(run.started))}  {run.state}  {found}  {took:.1f} s{late}"
        page.line()
        page.line(told, "removed" if run.state == "failing" else "", indent=2, hang=2)
        for error in run.errors:
            page.line(error, "quiet", indent=4, hang=2)
    if not runs:
        page.line("not run yet", "quiet", indent=2)


def found_in_words(counts: Mapping[str, int], *, failing: bool = False) -> str:
    """`2 new, 3 unchanged`; a run that is `failing` may have brought nothing at all."""
    order = [*_OUTCOMES, *sorted(set(counts) - set(_OUTCOMES))]
    told = [f"{counts[outcome]} {outcome}" for outcome in order if counts.get(outcome)]
    return ", ".join(told) or ("nothing came" if failing else "nothing new")


def due_in_words(row: WatchRow | WatchChanged, now: int) -> str:
    """`in 12 minutes`, `now`, or `paused`."""
    if row.due is None:
        return "paused"
    return "now" if row.due <= now else f"in {length_in_words(row.due - now)}"


def _ran(row: WatchRow, now: int) -> str:
    if row.ran is None:
        return "never"
    return f"{length_in_words(now - row.ran)} ago" if row.ran <= now else moment_in_words(iso(row.ran))


def length_in_words(micros: int) -> str:
    """A length of time in its largest whole unit, rounded down: `3 hours`, `12 seconds`."""
    seconds = micros // SECOND
    size, unit = next((pair for pair in _LENGTHS if seconds >= pair[0]), (1, "second"))
    return counted(seconds // size, unit)


def watch_form(row: WatchRow) -> dict[str, Any]:
    """The JSON form of a watch."""
    return {
        "watch": row.watch,
        "kind": row.kind,
        "target": row.target,
        "schedule": row.schedule,
        "stories": list(row.stories),
        "given": dict(row.given),
        "paused": row.paused,
        "state": row.state,
        "due": _iso(row.due),
        "ran": _iso(row.ran),
        "counts": dict(row.counts),
        "errors": list(row.errors),
        "failures": row.failures,
        "failing_since": _iso(row.failing_since),
        "added": iso(row.added),
    }


def run_form(run: WatchRunRow) -> dict[str, Any]:
    """The JSON form of a run."""
    return {
        "position": run.position,
        "slot": _iso(run.slot),
        "started": iso(run.started),
        "seconds": (run.finished - run.started) / SECOND,
        "state": run.state,
        "counts": dict(run.counts),
        "errors": list(run.errors),
        "missed": run.missed,
    }


def _iso(micros: int | None) -> str | None:
    return None if micros is None else iso(micros)

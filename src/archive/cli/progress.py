"""Progress for whoever watches stderr on a terminal; silence for everybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from archive.cli.session import Session
from archive.telling.lines import plain


@contextmanager
def watched(session: Session, what: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Give a function that hears the name of each thing that is begun."""
    if not session.shows_progress:
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(20), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        begun = 0

        def hear(name: str) -> None:
            nonlocal begun
            progress.update(task, completed=begun, description=f"{what}: {_tail(name)}")
            begun += 1

        yield hear


@contextmanager
def measured(session: Session, what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that hears how much is done, of how much."""
    if not session.shows_progress:
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _tail(name: str, width: int = 40) -> str:
    # Square brackets would be read as markup.
    shown = plain(name if len(name) <= width else "…" + name[1 - width :])
    return shown.replace("[", "\\[")

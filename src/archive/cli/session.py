"""What a command has in hand: the settings, the way to open the archive, and notes on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from archive.cli.page import say
from archive.errors import NoStory, NotFound
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.config import Config
    from archive.domain.story import Story


class Session:
    """One run of the command line."""

    def __init__(self, database: str | None, *, quiet: bool = False, debug: bool = False) -> None:
        self._database = database
        self.quiet = quiet
        self.debug = debug

    @property
    def config(self) -> Config:
        """The settings in force."""
        from archive.bootstrap import configure

        return configure(self._database)

    def fetching(self, *, allowed_hosts: Sequence[str] = (), obey_robots: bool = True) -> Config:
        """The settings in force for a command that fetches; `allowed_hosts` as for `writing`.

        Raises `SettingRefused` before anything is opened.
        """
        config = replace(
            self.config,
            allowed_hosts=(*self.config.allowed_hosts, *allowed_hosts),
            obey_robots=obey_robots,
        )
        if config.contact or config.allowed_hosts:
            from archive.bootstrap import fetch_settings

            fetch_settings(config)
        return config

    @contextmanager
    def writing(self, *, allowed_hosts: Sequence[str] = (), obey_robots: bool = True) -> Iterator[Archive]:
        """Open the archive to write; it is created and upgraded where that is due.

        `allowed_hosts` are private hosts that may be fetched from, besides those of the settings.
        """
        from archive.bootstrap import open_archive

        config = self.fetching(allowed_hosts=allowed_hosts, obey_robots=obey_robots)
        with open_archive(config, write=True) as archive:
            yield archive

    @contextmanager
    def reading(self) -> Iterator[Archive]:
        """Open the archive to read, and say so where the read models have fallen behind the log."""
        from archive.bootstrap import open_archive

        with open_archive(self.config, write=False) as archive:
            lag = archive.lag()
            if lag:
                self.note(
                    f"{counted(lag, 'event')} not taken in yet: another command is at it, or one was interrupted; "
                    "'archive rebuild' or the next 'archive ingest' takes them in"
                )
            yield archive

    def note(self, message: str) -> None:
        """Say something on stderr that is not an error."""
        if not self.quiet:
            say(f"archive: {message}", err=True)

    @property
    def shows_progress(self) -> bool:
        """Whether somebody watches stderr on a terminal and wants to."""
        return not self.quiet and sys.stderr.isatty()


def stories_of(archive: Archive, named: str | None, known_at: int | None = None) -> list[Story]:
    """The story that the user names, else all there are. Raises `NotFound`, and `NoStory` where there is none."""
    position = archive.present.head() if known_at is None else known_at
    stories = archive.stories(position, named)
    if not stories:
        raise NoStory
    return stories


def check_type(stories: Sequence[Story], fact_type: str | None) -> None:
    """Refuse a fact type that none of `stories` has, naming those they have. Raises `NotFound`."""
    known = sorted({name for story in stories for name in story.facts})
    if fact_type is not None and fact_type not in known:
        raise NotFound(kind="fact type", name=fact_type, hint=f" (types: {', '.join(known)})")


def check_key(stories: Sequence[Story], wanted: Iterable[str]) -> None:
    """Refuse a field that no fact's key has, naming those they have. Raises `NotFound`."""
    known = {name for story in stories for kind in story.facts.values() for name in kind.key}
    for name in sorted(set(wanted) - known):
        raise NotFound(kind="key field", name=name, hint=f" (fields: {', '.join(sorted(known))})")

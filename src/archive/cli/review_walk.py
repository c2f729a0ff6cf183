"""Stepping through the review queue: one entry at a time, one verdict for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import click

from archive.cli.page import Page
from archive.cli.review_text import write_entry
from archive.cli.session import Session, stories_of
from archive.cli.verdicts import record
from archive.errors import ArchiveError
from archive.telling.labels import Labels
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.domain.event import Verdict
    from archive.service.review_queue import Entry, Queue

_AHEAD: Final = 20
"""Entries read at once: a verdict changes what is still to be looked at."""
_VERDICTS: Final[dict[str, Verdict]] = {
    "a": "accepted", "r": "rejected", "c": "corrected", "w": "withdrawn"
}  # fmt: skip
_HELP: Final = "a accept, r reject, c correct, w withdraw, s skip, q quit; a 2 is about the second claim"

LoadQueue = Callable[[int], "Queue"]


class Walk:
    """One walk through the queue. `load` gives its first entries, as many as it is asked for."""

    def __init__(self, session: Session, load: LoadQueue) -> None:
        self._session = session
        self._load = load
        self._seen: set[tuple[str, str, str]] = set()
        self._done = 0

    def run(self) -> None:
        """Show entry after entry and take a verdict on each, until the queue or the user's patience ends."""
        while (entry := self._next()) is not None:
            self._seen.add(_identity(entry))
            self._show(entry)
            if not self._ask(entry):
                break
        click.echo(
            f"{counted(self._done, 'verdict')} recorded, {counted(len(self._seen), 'entry', 'entries')} seen"
        )

    def _next(self) -> Entry | None:
        queue = self._load(len(self._seen) + _AHEAD)
        return next((entry for entry in queue.entries if _identity(entry) not in self._seen), None)

    def _show(self, entry: Entry) -> None:
        with self._session.reading() as archive:
            (story,) = stories_of(archive, entry.story)
        page = Page()
        page.line()
        write_entry(page, Labels(story), entry, len(self._seen))

    def _ask(self, entry: Entry) -> bool:
        """Take answers until one settles the entry; False to end the walk."""
        while True:
            try:
                answer = click.prompt("a/r/c/w/s/q", default="s", show_default=False, prompt_suffix="? ")
            except click.Abort:
                click.echo("")
                return False
            letter, _, rest = answer.strip().lower().partition(" ")
            if letter == "q":
                return False
            if letter in ("", "s"):
                return True
            if letter in _VERDICTS and entry.claim is not None:
                try:
                    self._record(entry, letter, rest)
                except click.Abort:
                    click.echo("")
                    return False
                except (ArchiveError, click.UsageError) as error:
                    click.echo(error.message if isinstance(error, click.UsageError) else str(error))
                    continue
                self._done += 1
                return True
            click.echo(_HELP)

    def _record(self, entry: Entry, letter: str, which: str) -> None:
        claims = [sentence.voice.claim.claim_id for sentence in (entry.claim, *entry.against) if sentence]
        number = int(which) if which.isdigit() else 1
        if not 1 <= number <= len(claims):
            raise click.UsageError(f"there are {counted(len(claims), 'claim')} here: {_HELP}")
        corrections: Sequence[str] = ()
        if letter == "c":
            corrections = click.prompt("corrections, as FIELD=VALUE").split()
        note = click.prompt("note", default="", show_default=False)
        record(self._session, claims[number - 1], _VERDICTS[letter], note, corrections)


def _identity(entry: Entry) -> tuple[str, str, str]:
    if entry.shared is not None:
        return (entry.reason, entry.shared.left.version.address, entry.shared.right.version.address)
    assert entry.claim is not None, "an entry is about a claim or about two texts"
    fact = entry.doubt.fact.fact_id if entry.doubt is not None and entry.doubt.fact is not None else ""
    return (entry.reason, fact, entry.claim.voice.claim.claim_id)

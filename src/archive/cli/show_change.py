"""One change, by its permalink: what the diff printed for it, in each of the diff's forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.diff_print import DiffForm, Form, print_diffs
from archive.cli.session import stories_of

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.permalink import ChangeId


def print_change(archive: Archive, change: ChangeId, form: Form) -> None:
    """Print the change that `change` names. Raises `NotFound` where there is none between its points."""
    found = archive.change(change)
    (story,) = stories_of(archive, found.story, max(change.start.known_at, change.end.known_at))
    print_diffs([(story, found)], DiffForm(form))

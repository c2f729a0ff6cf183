"""The diffs of one or several stories in the form that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.json_forms import diff_form
from archive.cli.page import Page, print_json, print_jsonl
from archive.telling.change_form import change_form
from archive.telling.diff_text import DiffText, summary
from archive.telling.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.domain.story import Story
    from archive.service.diff import Diff


def print_diffs(compared: Sequence[tuple[Story, Diff]], form: str) -> None:
    """Write `compared` to standard output as `form`."""
    if form == "json":
        forms = [diff_form(diff) for _, diff in compared]
        print_json(forms[0] if len(forms) == 1 else forms)
    elif form == "jsonl":
        print_jsonl(
            {"story": diff.story, **change_form(change)} for _, diff in compared for change in diff.changes
        )
    else:
        page = Page()
        for number, (story, diff) in enumerate(compared):
            if number:
                page.line()
            DiffText(page, Labels(story), story.title or story.story).write(diff)
            if diff.changes:
                page.line()
                page.line(summary(diff), "quiet")

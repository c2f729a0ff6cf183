"""The diffs of one or several stories in the form that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

import click

from archive.cli.json_forms import diff_form
from archive.cli.page import Page, print_json, print_jsonl
from archive.telling.change_form import change_form
from archive.telling.diff_text import DiffText, summary
from archive.telling.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archive.domain.story import Story
    from archive.service.diff import Diff

Form = Literal["text", "json", "jsonl"]
Told = Literal["changes", "stat", "names", "summary"]
"""Every change with its words; how many of what; one line a changed fact; one sentence a change."""

_FLAGS: Final = {"stat": "--stat", "names": "--name-only", "summary": "--summary"}


@dataclass(frozen=True, slots=True)
class DiffForm:
    """What is told of a diff, in which form, and to which file; None is standard output."""

    form: Form = "text"
    told: Told = "changes"
    output: str | None = None


def diff_form_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how a diff is shown; `command` is given them as `shown`, a `DiffForm`."""

    @wraps(command)
    def gathered(
        *args: Any, form: str, stat: bool, names: bool, summary: bool, output: str | None, **options: Any
    ) -> Any:
        asked = [told for told, on in (("stat", stat), ("names", names), ("summary", summary)) if on]
        if len(asked) > 1:
            raise click.UsageError(f"only one of {', '.join(_FLAGS[told] for told in asked)}")
        told = cast(Told, asked[0]) if asked else "changes"
        return command(*args, shown=DiffForm(cast(Form, form), told, output), **options)

    for option in (
        click.option("--output", "-o", metavar="FILE", help="Write to this file; - is standard output."),
        click.option("--summary", is_flag=True, help="One sentence for each change."),
        click.option("--name-only", "names", is_flag=True, help="One line for each fact that changed."),
        click.option("--stat", is_flag=True, help="How many facts changed, by story, type and cause."),
        click.option(
            "--format",
            "form",
            type=click.Choice(get_args(Form)),
            default="text",
            show_default=True,
            help="How to print the result.",
        ),
    ):
        gathered = option(gathered)
    return gathered


def print_diffs(compared: Sequence[tuple[Story, Diff]], shown: DiffForm) -> None:
    """Write `compared` as `shown` says."""
    if shown.form == "json":
        forms = [diff_form(diff) for _, diff in compared]
        print_json(forms[0] if len(forms) == 1 else forms)
    elif shown.form == "jsonl":
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

"""The diffs of one or several stories in the form that was asked for.

What a form needs is imported when it is asked for: text is the one that has to be there at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

import click

from archive.cli.output import form_of, form_option, open_result, opened_page, output_option, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archive.cli.page import Page
    from archive.domain.edit import Edit
    from archive.domain.story import Story
    from archive.service.diff import Diff
    from archive.telling.diff_told import Told

    Edits = Callable[[Diff], Sequence[Edit]]

Form = Literal["text", "markdown", "html", "json", "jsonl", "csv", "patch"]
What = Literal["changes", "stat", "names", "summary"]
"""Every change with its words; how many of what; one line a changed fact; one sentence a change."""

_FLAGS: Final = {"stat": "--stat", "names": "--name-only", "summary": "--summary"}


@dataclass(frozen=True, slots=True)
class DiffForm:
    """What is told of a diff, in which form, and to which file; None is standard output."""

    form: Form = "text"
    what: What = "changes"
    output: Path | None = None

    def check(self, *, stories: int, narrowed: bool) -> None:
        """Refuse, before anything is compared, what this form cannot tell of so many stories, or of a part of one."""
        if self.form != "patch":
            return
        leads = "a patch leads from one whole snapshot to another"
        if narrowed:
            raise click.UsageError(f"{leads}; leave out --type, --key, --source and --where")
        if stories > 1:
            raise click.UsageError(f"{leads}; name one story with --story")


def diff_form_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how a diff is shown; `command` is given them as `shown`, a `DiffForm`."""

    @wraps(command)
    def gathered(
        *args: Any,
        form: Form | None,
        stat: bool,
        names: bool,
        summary: bool,
        output: Path | None,
        **options: Any,
    ) -> Any:
        asked = [what for what, on in (("stat", stat), ("names", names), ("summary", summary)) if on]
        if len(asked) > 1:
            raise click.UsageError(f"only one of {', '.join(_FLAGS[what] for what in asked)}")
        if form is None:
            form = cast(Form, form_of(output, get_args(Form), "text"))
        if form == "patch" and asked:
            raise click.UsageError(f"a patch has every change; leave out {_FLAGS[asked[0]]}")
        what = cast(What, asked[0]) if asked else "changes"
        return command(*args, shown=DiffForm(form, what, output), **options)

    for option in (
        output_option,
        click.option("--summary", is_flag=True, help="One sentence for each change."),
        click.option("--name-only", "names", is_flag=True, help="One line for each fact that changed."),
        click.option("--stat", is_flag=True, help="How many facts changed, by type and cause."),
        form_option(*get_args(Form), otherwise="text"),
    ):
        gathered = option(gathered)
    return gathered


def print_diffs(
    compared: Sequence[tuple[Story, Diff]],
    shown: DiffForm,
    *,
    several: bool = False,
    edits: Edits | None = None,
) -> None:
    """Write `compared` as `shown` says. `several` says that more than one story was asked about.

    `edits` finds the edits of articles between the points of a diff, which a page shows as a picture.
    """
    from archive.telling.diff_told import Told

    told = [Told(story, diff) for story, diff in compared]
    if shown.form == "text":
        _print_text(told, shown)
    elif shown.form == "csv" or (shown.what != "changes" and shown.form in ("json", "jsonl")):
        _print_rows(told, shown)
    else:
        written = _whole(compared, told, shown, several=several or len(told) > 1, edits=edits)
        write_text(written, shown.output)


def _whole(
    compared: Sequence[tuple[Story, Diff]],
    told: Sequence[Told],
    shown: DiffForm,
    *,
    several: bool,
    edits: Edits | None,
) -> str:
    if shown.form == "html":
        return _html(compared, told, shown.what, edits)
    if shown.form == "markdown":
        return _markdown(told, shown.what)
    if shown.form == "patch":
        return _patch(told)
    return _json(told, several=several) if shown.form == "json" else _jsonl(told)


def _print_text(told: Sequence[Told], shown: DiffForm) -> None:
    with opened_page(shown.output) as page:
        if not told and shown.what != "names":
            page.line("No difference.")
        for number, each in enumerate(told):
            if number and shown.what != "names":
                page.line()
            _write_story(page, each, shown.what)


def _write_story(page: Page, told: Told, what: What) -> None:
    if what == "changes":
        from archive.telling.diff_text import write_diff

        write_diff(page, told)
        return
    from archive.cli.diff_lines import write_names, write_stat, write_summary

    if what == "names":
        write_names(told)
    else:
        {"stat": write_stat, "summary": write_summary}[what](page, told)


def _print_rows(told: Sequence[Told], shown: DiffForm) -> None:
    from archive.telling.diff_rows import COLUMNS, rows

    columns = COLUMNS[shown.what]
    with open_result(shown.form, columns, shown.output) as table:
        table.write([row[name] for name in columns] for each in told for row in rows(each, shown.what))


def _html(
    compared: Sequence[tuple[Story, Diff]], told: Sequence[Told], what: What, edits: Edits | None
) -> str:
    from archive.cli.diff_pictures import MOST_STORIES, diff_pictures
    from archive.telling.diff_html import BODIES, diff_page

    pictures = [
        diff_pictures(story, diff, f"s{number}-", edits)
        if what == "changes" and number <= MOST_STORIES
        else []
        for number, (story, diff) in enumerate(compared, 1)
    ]
    return diff_page(told, pictures, BODIES[what])


def _markdown(told: Sequence[Told], what: What) -> str:
    from archive.telling.diff_markdown import BODIES

    return "\n".join(map(BODIES[what], told)) or "No difference.\n"


def _json(told: Sequence[Told], *, several: bool) -> str:
    from archive.cli.json_forms import diff_form
    from archive.telling.lines import in_json

    forms = [diff_form(each.diff) for each in told]
    return in_json(forms if several or not forms else forms[0], indent=2) + "\n"


def _jsonl(told: Sequence[Told]) -> str:
    from archive.telling.diff_rows import change_lines
    from archive.telling.lines import in_json

    return "".join(f"{in_json(line)}\n" for each in told for line in change_lines(each))


def _patch(told: Sequence[Told]) -> str:
    """One operation a line, which can be read, and compared line by line."""
    from archive.domain.json_patch import patch_between
    from archive.telling.lines import in_json

    (one,) = told
    start, end = (snapshot.document() for snapshot in one.diff.snapshots)
    operations = [in_json(step) for step in patch_between(start, end)]
    return "[\n" + ",\n".join(f"  {step}" for step in operations) + "\n]\n" if operations else "[]\n"

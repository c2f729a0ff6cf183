"""`archive export`: facts, claims, events and whole stories in files that others read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from archive.cli.options import as_of_option, known_at_option
from archive.cli.output import form_of, open_result, opened, to_terminal
from archive.cli.progress import measured
from archive.cli.session import Session, stories_of
from archive.telling.lines import counted

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from archive.bootstrap import Archive
    from archive.domain.snapshot import Point
    from archive.service.shelves import FolderShelf, ZipShelf

_TABLES: Final = ("facts", "claims", "articles", "versions")
"""The tables that the help page lists; every other view is exported by its name too."""
_FORMS: Final = ("csv", "tsv", "json", "jsonl", "parquet")
_IN_FOLDER: Final = {"facts.csv": "facts", "claims.csv": "claims", "versions.csv": "versions"}
"""The tables in a story's folder."""
_BATCH: Final = 1000

Command = TypeVar("Command", bound=Callable[..., Any])

story_option = click.option("--story", metavar="STORY", help="Only what is of this story.")


class Exports(click.Group):
    """What can be exported: the events, a story, and every view as a table under its own name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they are listed."""
        return [*super().list_commands(ctx), *_TABLES]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; a name that is none may be that of a view, as the database will tell."""
        found = super().get_command(ctx, cmd_name)
        if found is not None or not re.fullmatch(r"[a-z]\w*", cmd_name):
            return found
        return _table_command(cmd_name)


@click.group(
    cls=Exports,
    subcommand_metavar="WHAT [OPTIONS]",
)
def export() -> None:
    """Write what the archive holds to files that others read.

    WHAT is a table (facts, claims, ... or any other view that `archive sql` lists, in the same columns), the
    events of the log with all that they name, or a story as a folder.

    \b
    Example:
        archive export facts -o facts.csv
        archive export claims --story lamps --as-of 2024-06 -o claims.parquet
        archive export events -o events.zip
        archive export story lamps lamps/
    """


def _force_option(command: Command) -> Command:
    return click.option("--force", is_flag=True, help="Replace a file, or an export, that is there already.")(
        command
    )


def _table_command(name: str) -> click.Command:
    @click.command(name, short_help=f"The rows of the view {name}.")
    @story_option
    @as_of_option
    @known_at_option
    @click.option(
        "--format",
        "form",
        type=click.Choice(_FORMS),
        help="The form. [default: what the name of the file ends with, else csv]",
    )
    @click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write to this file; else to standard output.",
    )
    @_force_option
    @click.pass_obj
    def table(
        session: Session,
        story: str | None,
        as_of: str | None,
        known_at: str | None,
        form: str | None,
        output: Path | None,
        force: bool,
    ) -> None:
        form = form or form_of(output, _FORMS, "csv")
        _check(output, form, force=force)
        with session.reading() as archive:
            point = archive.resolve(as_of, known_at) if as_of or known_at else None
            if story is not None:
                stories_of(archive, story, point.known_at if point else None)
            written = _write_table(session, archive, name, story, point, form, output)
        if output is not None:
            session.note(f"{output}: {counted(written, 'row')}")

    table.help = (
        f"Write the rows of the view {name}, in the columns that `archive sql` shows.\n\n"
        "Rows are written as they are read, so that a table may have any number of them. A file is there only "
        f"when it is whole.\n\n\b\nExample:\n    archive export {name} -o {name}.csv\n"
        f"    archive export {name} --as-of 2024-06 --format jsonl"
    )
    return table


def _check(output: Path | None, form: str, *, force: bool) -> None:
    """Refuse what cannot be written before anything is read. Raises `OutputRefused` and `MissingExtra`."""
    from archive.service.shelves import check_free
    from archive.telling.tabular import check_form

    check_form(form, terminal=to_terminal(output))
    if output is not None and (output.is_file() or not output.exists()):
        check_free(output, replace=force)


def _write_table(
    session: Session,
    archive: Archive,
    view: str,
    story: str | None,
    point: Point | None,
    form: str,
    output: Path | None,
) -> int:
    with archive.table(view, story, point) as rows, measured(session, f"exporting {view}") as progress:
        counting = _Counting(rows, progress)
        with open_result(form, rows.columns, output) as table:
            table.write(counting)
    return counting.number


class _Counting:
    """Rows, with their number told as they go by."""

    def __init__(self, rows: Iterable[Sequence[object]], progress: Callable[[int, int], None]) -> None:
        self._rows = rows
        self._progress = progress
        self.number = 0

    def __iter__(self) -> Iterator[Sequence[object]]:
        for row in self._rows:
            self.number += 1
            if self.number % _BATCH == 0:
                self._progress(self.number, 0)
            yield row


@export.command(short_help="The log, with all that it names: what archive import takes.")
@story_option
@known_at_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("log", *_FORMS)),
    help="log: whole events, as archive import takes them; the others: the rows of the view events.",
)
@click.option(
    "-o",
    "--output",
    metavar="DIR|FILE",
    type=click.Path(path_type=Path),
    help="A folder, or NAME.zip; NAME.jsonl holds no texts; NAME.csv, .tsv, .json or .parquet: the rows of the "
    "view events. Else lines to standard output.",
)
@_force_option
@click.pass_obj
def events(
    session: Session,
    story: str | None,
    known_at: str | None,
    form: str | None,
    output: Path | None,
    force: bool,
) -> None:
    """Write the events of the log, whole: what another archive needs to take them in with archive import.

    A folder, or a zip file of it, holds events.jsonl, an event a line, and in blobs/ what the events name: the
    texts and the pages byte for byte, each called after its SHA-256. The same events give the same files. With
    --story, only what that story rests on.

    \b
    Example:
        archive export events -o events.zip
        archive export events --story lamps -o for-the-other-desk
        archive export events | grep ClaimReviewed
    """
    form = form or form_of(output, [each for each in _FORMS if each != "jsonl"], "log")
    if form != "log":
        _export_rows(session, story, known_at, form, output, force=force)
        return
    from archive.service.export_events import Part

    if output is not None:
        _check(output, "log", force=force)
    with session.reading() as archive:
        upto = archive.resolve("latest", known_at).known_at
        if story is not None:
            stories_of(archive, story, upto)
        part = Part(upto, story)
        with measured(session, "exporting events") as progress:
            if output is None or output.suffix.lower() == ".jsonl":
                with opened(output) as out:
                    written = archive.export_lines(part, out, progress)
            else:
                with _parcel(output, force=force) as shelf:
                    written = archive.export_parcel(part, shelf, progress)
    if output is not None:
        session.note(f"{output}: {counted(written, 'event')}")


def _export_rows(
    session: Session, story: str | None, known_at: str | None, form: str, output: Path | None, *, force: bool
) -> None:
    """The rows of the view of events, which tells of all but their payloads."""
    _check(output, form, force=force)
    with session.reading() as archive:
        point = archive.resolve("latest", known_at) if known_at else None
        written = _write_table(session, archive, "events", story, point, form, output)
    if output is not None:
        session.note(f"{output}: {counted(written, 'row')}")


def _parcel(output: Path, *, force: bool) -> AbstractContextManager[FolderShelf | ZipShelf]:
    from archive.service.shelves import new_folder, new_zip

    if output.suffix.lower() == ".zip":
        return new_zip(output, replace=force)
    return new_folder(output, replace=force)


@export.command(short_help="A story as a folder that others read without this program.")
@click.argument("story", metavar="STORY")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@as_of_option
@known_at_option
@click.option(
    "--no-texts",
    is_flag=True,
    help="Leave out the articles' texts and pages, which are others' work; quotes stay.",
)
@_force_option
@click.pass_obj
def story(
    session: Session,
    story: str,
    folder: Path,
    as_of: str | None,
    known_at: str | None,
    no_texts: bool,
    force: bool,
) -> None:
    """Write a story as a folder that others can read without this program.

    It holds the facts as a page and as data, the claims behind them, the articles' texts with all their
    versions, the pages byte for byte, the events, and checksums: sha256sum -c SHA256SUMS.

    The same archive at the same point gives the same bytes.

    \b
    Example:
        archive export story lamps lamps/
        archive export story lamps lamps-june/ --as-of 2024-06 --no-texts
    """
    from archive.service.shelves import new_folder

    with session.reading() as archive:
        point = archive.resolve(as_of, known_at)
        stories_of(archive, story, point.known_at)
        past = point if as_of or known_at else None
        with new_folder(folder, replace=force) as shelf:
            for name, view in _IN_FOLDER.items():
                _write_into(archive, shelf, name, view, story, past)
            written = archive.export_story(story, point, shelf, _IN_FOLDER, with_texts=not no_texts)
    texts = counted(written, "text") if not no_texts else "no texts"
    session.note(f"{folder}: story {story}, {texts}; see {folder / 'README.md'}")


def _write_into(
    archive: Archive, shelf: FolderShelf, name: str, view: str, story: str, point: Point | None
) -> None:
    from archive.telling.tabular import open_table

    with (
        archive.table(view, story, point) as rows,
        shelf.begin(name) as out,
        open_table("csv", rows.columns, out) as table,
    ):
        table.write(rows)

"""Where a result goes: standard output, or a file that is there only when it is whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeVar

import click

from archive.errors import OutputRefused

if TYPE_CHECKING:
    from archive.cli.page import Page
    from archive.telling.tabular import TableWriter

Command = TypeVar("Command", bound=Callable[..., Any])


def output_option(command: Command) -> Command:
    """`-o/--output FILE`, as `output`; None is standard output."""
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        callback=lambda _, __, given: None if given == Path("-") else given,
        help="Write to this file, which is replaced once all is written; else to standard output.",
    )(command)


_ENDINGS: Final = {
    ".csv": "csv", ".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".md": "markdown",
    ".html": "html", ".htm": "html", ".patch": "patch", ".parquet": "parquet",
}  # fmt: skip


def form_option(*forms: str, otherwise: str) -> Callable[[Command], Command]:
    """`--format`, one of `forms`, as `form`; None where the file of `output_option` says it (`form_of`)."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        help=f"How to print the result.  [default: as the file of -o is named, else {otherwise}]",
    )


def form_of(output: Path | None, forms: Collection[str], otherwise: str) -> str:
    """The form that the name of the file asks for, where it is one of `forms`."""
    named = _ENDINGS.get(output.suffix.lower(), otherwise) if output is not None else otherwise
    return named if named in forms else otherwise


def to_terminal(output: Path | None) -> bool:
    """Whether somebody looks at the result on a terminal."""
    return output is None and sys.stdout.isatty()


@contextmanager
def opened(output: Path | None) -> Iterator[BinaryIO]:
    """The file `output` to write to, or standard output. What fails leaves the file as it was.

    A device or a pipe is written to as it is: nothing can be put in its place. Raises `OutputRefused`, also
    where there is a database.
    """
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        target = output.resolve()
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                yield file
            return
        if _is_database(target):
            raise OutputRefused(problem=f"{output} is a database, and is not replaced; choose another name")
        part = target.with_name(f"{target.name}.{os.getpid()}.part")
        try:
            with part.open("xb") as file:
                yield file
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as problem:
        raise OutputRefused(problem=f"{output}: {problem.strerror or problem}") from problem


def _is_database(path: Path) -> bool:
    """Whether a file is an SQLite database: the archive itself, one slip of the keyboard away from a result."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


@contextmanager
def opened_page(output: Path | None) -> Iterator[Page]:
    """Lines for people on standard output; in a file they are as in a pipe, without colours and unbroken.

    Raises `OutputRefused`.
    """
    from archive.cli.page import Page

    if output is None:
        yield Page()
        return
    kept = StringIO()
    with redirect_stdout(kept):
        yield Page()
    write_text(kept.getvalue(), output)


def write_text(text: str, output: Path | None) -> None:
    """Write a whole result to the file `output`, or to standard output. Raises `OutputRefused`."""
    with opened(output) as out:
        out.write(text.encode())


@contextmanager
def open_result(form: str, columns: Sequence[str], output: Path | None) -> Iterator[TableWriter]:
    """A table in one of `tabular.FORMS`, to `output` or to standard output with its width and colours."""
    from archive.cli.page import UNWRAPPED, Page
    from archive.telling.tabular import open_table

    terminal = to_terminal(output)
    page = Page()
    width = page.width if output is None and page.width < UNWRAPPED else None
    with (
        opened(output) as out,
        open_table(
            form,
            columns,
            out,
            width=width,
            terminal=terminal,
            head=lambda text: page.style(text, "label") if output is None else text,
        ) as table,
    ):
        yield table

"""The `archive` command itself: which commands there are, and how the process ends.

Invariants: whatever goes wrong ends in one line on stderr and an exit code, never in a traceback
(`--debug` shows it); no output depends on the locale; a command's file is loaded when it is asked for.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Any, Final

import click

import archive
from archive.cli.page import say
from archive.cli.session import Session
from archive.errors import ArchiveError

UNEXPECTED: Final = 70
"""Exit code of an error in this program (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED: Final = 130
BROKEN_PIPE: Final = 141
"""Exit codes that a shell gives to a program stopped by SIGINT and by SIGPIPE (128 + signal)."""

SECTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "Putting in": {"ingest": "ingest", "story": "story", "review": "review"},
    "Looking": {
        "diff": "diff",
        "facts": "facts",
        "conflicts": "conflicts",
        "timeline": "timeline",
        "history": "history",
        "blame": "blame",
        "edits": "edits",
        "claims": "claims",
        "articles": "articles",
        "show": "show",
        "cite": "cite",
        "log": "log",
        "sql": "sql",
    },
    "Watching": {"watch": "watch", "run": "run"},
    "Telling": {"notify": "notify"},
    "Sharing": {"export": "export", "import": "import"},
    "Keeping": {"snapshot": "snapshot", "verify": "upkeep", "rebuild": "upkeep", "db": "upkeep"},
}
"""Every command by section, with the file of this package that holds it."""

_MODULES: Final = {name: module for commands in SECTIONS.values() for name, module in commands.items()}


class Program(click.Group):
    """The group of all commands; each is loaded from its file when it is first asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click asks with it
        """The commands in the order of the sections."""
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, loaded now."""
        module = _MODULES.get(cmd_name)
        if module is None:
            return None
        command = getattr(import_module(f"archive.cli.{module}_command"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands to the help page, section by section."""
        for title, names in SECTIONS.items():
            loaded = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(title):
                formatter.write_dl(
                    [(name, command.get_short_help_str(72)) for name, command in loaded if command]
                )

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line and end the process with its exit code."""
        extra |= {"windows_expand_args": windows_expand_args}
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        _speak_utf8()
        words = list(args) if args is not None else sys.argv[1:]
        sys.exit(self._run(words, prog_name or "archive", complete_var, extra))

    def _run(self, words: list[str], prog_name: str, complete_var: str | None, extra: dict[str, Any]) -> int:
        try:
            code = super().main(words, prog_name, complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
            return code if isinstance(code, int) else 0
        except ArchiveError as error:
            return _say(str(error), error.exit_code)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            return error.exit_code
        except click.ClickException as error:
            return _say(_in_one_line(error), error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            return _say("interrupted", INTERRUPTED)
        except BrokenPipeError:
            _silence_stdout()
            return BROKEN_PIPE
        except Exception as error:  # noqa: BLE001 - the last line of defence
            return _unexpected(error, debug="--debug" in words)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that went away is no matter for click, which would exit with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _silence_stdout()
            ctx.exit(BROKEN_PIPE)


def _say(message: str, code: int) -> int:
    say(f"archive: {message}", err=True)
    return code


def _in_one_line(error: click.ClickException) -> str:
    """What was wrong with the command line, and where to read how it is written."""
    message = " ".join(error.format_message().split()).removesuffix(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{message} (see: {context.command_path} --help)" if context else message


def _unexpected(error: Exception, *, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
        return UNEXPECTED
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    hint = "this is an error in the program; please report it with what --debug shows"
    return _say(f"{what} ({hint})", UNEXPECTED)


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _silence_stdout() -> None:
    """Let nothing more be written to a pipe that nobody reads, also not at the end of the process."""
    if isinstance(sys.stdout, TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--db",
    metavar="PATH|URL",
    help="The archive's database: a file, or postgresql://... [default: $ARCHIVE_DATABASE_URL, else archive.db]",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress, notes or summary; errors still show.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error in the program.")
@click.version_option(archive.__version__, prog_name="archive")
@click.pass_context
def main(ctx: click.Context, db: str | None, quiet: bool, debug: bool) -> None:
    """Keep news articles and see what was reported when, by whom, and how it changed.

    The first ingestion creates the archive; nothing needs to be set up:

    \b
        archive ingest articles/ --story story.toml
        archive diff 2024-02-20..2024-06-21
    """
    ctx.obj = Session(db, quiet=quiet, debug=debug)

"""The `archive` command itself: which commands there are, and how the process ends.

Invariants: whatever goes wrong ends in one line on stderr and an exit code, never in a traceback
(`--debug` shows it); no output depends on the locale; a command's file is loaded when it is asked for.
"""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

import archive
from archive.cli.page import say
from archive.cli.session import Session
from archive.errors import ArchiveError, OutputRefused

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

UNEXPECTED: Final = 70
"""Exit code of an error in this program (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED: Final = 130
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
BROKEN_PIPE: Final = 141
"""Exit codes that a shell gives to a program stopped by SIGINT and by SIGPIPE (128 + signal)."""


class Entry(NamedTuple):
    """A command as the help page lists it: its line there, and the file of this package that holds it."""

    short: str
    module: str


SECTIONS: Final[Mapping[str, Mapping[str, Entry]]] = {
    "Putting in": {
        "ingest": Entry("Read articles into the archive.", "ingest"),
        "story": Entry("Define what to track.", "story"),
        "review": Entry("List what to review; accept, reject or correct a claim.", "review"),
    },
    "Looking": {
        "diff": Entry("Show how the facts changed between two points.", "diff"),
        "facts": Entry("Show what was being reported, and on what evidence.", "facts"),
        "conflicts": Entry("Show where sources disagree: who says what, since when, and why.", "conflicts"),
        "timeline": Entry("Show how facts moved over time, and draw it.", "timeline"),
        "history": Entry("Show every state that a fact has been in.", "history"),
        "blame": Entry("Show why a fact is what it is: claims and events, newest first.", "blame"),
        "edits": Entry("List edits that changed what an article claims, most material first.", "edits"),
        "claims": Entry("List single claims with their exact words.", "claims"),
        "articles": Entry("List the articles and their versions.", "articles"),
        "show": Entry("Show one article, claim, fact, story, event or change.", "show"),
        "cite": Entry("Print a citation: quote, outlet, dates and hash.", "cite"),
        "log": Entry("List the events of the log.", "log"),
        "sql": Entry("Ask the archive in SQL.", "sql"),
    },
    "Watching": {
        "watch": Entry("Look at pages, feeds and folders again and again.", "watch"),
        "run": Entry("Run watches by their schedules, until stopped.", "run"),
    },
    "Telling": {
        "notify": Entry("Tell people and programs what changes: webhooks, mail, chat, a feed.", "notify"),
    },
    "Sharing": {
        "export": Entry("Write facts, claims, versions and events to files.", "export"),
        "import": Entry("Take in what another archive exported.", "import"),
    },
    "Keeping": {
        "snapshot": Entry("Freeze all facts of a story, with a digest.", "snapshot"),
        "verify": Entry("Check the log against itself.", "upkeep"),
        "rebuild": Entry("Make everything derived from the log anew.", "upkeep"),
        "db": Entry("Show the state of the database, or upgrade it.", "upkeep"),
    },
}
"""Every command by section. What the help page says stands here, so that showing it loads no command."""

ENTRIES: Final = {name: entry for commands in SECTIONS.values() for name, entry in commands.items()}
"""Every command by name."""


class Program(click.Group):
    """The group of all commands; each is loaded from its file when it is first asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click asks with it
        """The commands in the order of the sections."""
        return list(ENTRIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click asks with it
        """The command of that name, loaded now."""
        entry = ENTRIES.get(cmd_name)
        if entry is None:
            return None
        function = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name  # PEP 8 on names that Python has taken
        command = getattr(import_module(f"archive.cli.{entry.module}_command"), function)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click asks with it
        """Write the commands to the help page, section by section."""
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, entry.short) for name, entry in commands.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What a shell offers after `archive`; whoever waits for it waits for no command to load."""
        from click.shell_completion import CompletionItem

        begun = [
            CompletionItem(name, help=entry.short)
            for name, entry in ENTRIES.items()
            if name.startswith(incomplete)
        ]
        return begun + click.Command.shell_complete(self, ctx, incomplete)

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
        # Nothing is worth being taken apart when the process ends: that is a fifth of what importing SQLAlchemy costs.
        atexit.register(gc.freeze)
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
        except OSError as error:
            if error.errno not in _NO_ROOM:
                return _unexpected(error, debug="--debug" in words)
            _silence_stdout()
            return _say(f"cannot write the result: {error.strerror}", OutputRefused.exit_code)
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
        import traceback

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

"""The shell of `archive sql`, as somebody types in it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import stat
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from archive.bootstrap import configure, open_archive
from archive.cli.session import Session
from archive.cli.sql_complete import candidates
from archive.cli.sql_shell import SqlCompleter, history_path, run_shell
from archive.cli.sql_talk import COMMANDS, Talk

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine, Process

ENTER, CONTROL_C, CONTROL_D, UP = "\r", "\x03", "\x04", "\x1b[A"


class Shell:
    """The shell with somebody's keys, in this process."""

    def __init__(self, talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
        self.talk, self._capsys = talk, capsys

    def __call__(self, *keys: str) -> tuple[str, str]:
        """Type, leave, and give what was printed: answers, and what was said on the side."""
        with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
            typed.send_text("".join(keys) + CONTROL_D)
            run_shell(self.talk)
        shown = self._capsys.readouterr()
        return shown.out, shown.err


@pytest.fixture
def shell(
    filled: CommandLine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Shell]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with open_archive(configure(None), write=False) as archive:
        talk = Talk(Session(None, quiet=True), archive, form="csv")
        yield Shell(talk, capsys)
        talk.close()


def test_a_statement_takes_lines_until_its_semicolon(shell: Shell) -> None:
    out, err = shell("select count(*) as n", ENTER, "from articles; -- all", ENTER)
    assert (out, err) == ("n\n3\n", "")


def test_errors_are_told_with_their_place_and_do_not_end_it(shell: Shell) -> None:
    out, err = shell("select nope from facts;", ENTER, ".nope", ENTER, ";", ENTER, "select 1 as a;", ENTER)
    assert out == "a\n1\n"
    assert err.splitlines()[:2] == ["select nope from facts;", "       ^"]
    assert err.splitlines()[2].startswith("archive: no column 'nope' (line 1, column 8)")
    assert err.splitlines()[3:] == ["archive: no command .nope; .help lists them"]


def test_what_is_set_holds_for_what_follows(shell: Shell) -> None:
    out, err = shell(
        ".param n = 2", ENTER, ".param n=2", ENTER, ".param text='2'", ENTER, ".param", ENTER,
        ".format jsonl", ENTER, ".format", ENTER, ".format nope", ENTER,
        "select :n + 1 as n, :text as t;", ENTER, ".timer maybe", ENTER,
    )  # fmt: skip
    assert out == "n=2\ntext='2'\njsonl\n" + '{"n": 3, "t": "2"}\n'
    assert "'n = 2'" not in err
    assert err.splitlines()[-2:] == [
        "archive: no format 'nope'; there are: table, csv, tsv, json, jsonl, markdown",
        "archive: write .timer on or .timer off, not 'maybe'",
    ]


def test_the_point_can_be_moved(shell: Shell) -> None:
    count = "select value from facts where type = 'lamp_count';"
    out, err = shell(
        count, ENTER, ".as-of 2023-03", ENTER, count, ENTER, ".as-of nonsense", ENTER, count, ENTER,
        ".as-of", ENTER, count, ENTER, ".known-at @0", ENTER, count, ENTER,
    )  # fmt: skip
    assert out == "value\n3\n" + 2 * "value\n2\n" + "value\n3\n" + "value\n"
    assert "not a point in time: 'nonsense'" in err


def test_dot_commands_tell_what_there_is(shell: Shell) -> None:
    out, err = shell(
        ".tables", ENTER, ".schema lamps__gift", ENTER, ".examples", ENTER, ".help", ENTER,
        ".explain select * from facts where story = 'x'", ENTER, ".schema nope", ENTER, ".quit", ENTER, "select 1;",
    )  # fmt: skip
    assert "facts: One row for each fact" in out
    assert "giver: a field of the type" in out
    assert "giver_text: the original wording of giver" in out
    assert "quote: the exact words" in out
    assert "SELECT source, articles, copies, claims FROM sources" in out
    assert all(command in out for command in COMMANDS)
    assert "rm_facts_by_story" in out
    assert err.startswith("archive: no view 'nope'")


def test_control_c_gives_up_what_is_written(shell: Shell) -> None:
    assert shell("select nonsense", CONTROL_C, "select 2 as a;", ENTER) == ("a\n2\n", "")


def test_control_c_stops_a_statement(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Talk, "answer", interrupted)
        assert shell("select 1;", ENTER) == ("", "archive: interrupted\n")
    assert shell("select 1 as a;", ENTER)[0] == "a\n1\n"


def test_what_was_asked_is_kept_for_its_author_alone(shell: Shell) -> None:
    shell("select 7 as seven;", ENTER)
    path = history_path()
    assert "select 7 as seven;" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert shell(UP, ENTER)[0] == "seven\n7\n"


def test_without_a_place_for_it_there_is_no_history_and_no_error(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert shell("select 1 as a;", ENTER)[0] == "a\n1\n"


def test_what_is_completed_is_in_the_archive(shell: Shell) -> None:
    document = Document("select count(*) as n from artic", 31)
    found = list(SqlCompleter(shell.talk, "sqlite").get_completions(document, CompleteEvent()))
    assert found == [Completion("articles", start_position=-5)]


VIEWS = {"articles": ("address", "title"), "facts": ("story", "status", "value"), "s__gift": ("giver",)}


@pytest.mark.parametrize(
    ("before", "after", "found", "typed"),
    [
        ("select * from ", "", ["articles", "facts", "s__gift"], 0),
        ("select * from fa", "", ["facts"], 2),
        ("select 1 from facts join s_", "", ["s__gift"], 2),
        ("select f.", " from facts f", ["story", "status", "value"], 0),
        ("select f.st", " from facts as f", ["story", "status"], 2),
        ('select "facts".v', ' from "facts"', ["value"], 1),
        ("select gi", " from s__gift", ["giver"], 2),
        ("SELECT * FROM facts WH", "", ["WHERE", "WHEN"], 2),
        ("select * from facts wh", "", ["where", "when"], 2),
        ("select 'fro", "", [], 0),
        ("select 1 -- fro", "", [], 0),
        (".sch", "", [".schema"], 4),
        (".schema a", "", ["articles"], 1),
        (".format ts", "", ["tsv"], 2),
        (".timer ", "", ["on", "off"], 0),
        ("select x.", "", [], 0),
    ],
)
def test_completion_knows_what_may_stand_where(before: str, after: str, found: list[str], typed: int) -> None:
    offered, letters = candidates(before, after, VIEWS, "sqlite")
    assert (sorted(offered), letters) == (sorted(found), typed)


def test_on_a_terminal_a_shell_opens(process: Process, tmp_path: Path) -> None:
    """The whole program on a terminal of its own."""
    assert process.run("ingest", "articles", "--story", "story.toml").code == 0
    ours, theirs = pty.openpty()
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    # It would ask the terminal where its cursor is, and wait for an answer.
    environment = process.environment | {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    environment["XDG_STATE_HOME"] = str(tmp_path / "state")
    with subprocess.Popen(
        [sys.executable, "-m", "archive", "sql"], cwd=process.folder, env=environment,
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    ) as running:  # fmt: skip
        try:
            os.close(theirs)
            seen = _until(ours, "archive>")
            os.write(ours, b"select count(*) + 4711 as n from articles;\r")
            seen += _until(ours, "4714")
            seen += _until(ours, "archive>")
            os.write(ours, b"\x04")
            _until(ours, None)
            assert running.wait(timeout=60) == 0
        finally:
            running.kill()
            os.close(ours)
    assert ".tables the views" in seen


def _until(terminal: int, text: str | None) -> str:
    """What a terminal shows until `text` is there; until nobody shows anything where it is None."""
    seen, end = "", time.monotonic() + 30
    while text is None or text not in seen:
        assert time.monotonic() < end, seen
        if select.select([terminal], [], [], 1)[0]:
            try:
                seen += os.read(terminal, 1).decode("latin-1")
            except OSError:  # the other end is closed
                if text is None:
                    break
                raise
    return seen

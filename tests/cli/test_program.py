"""The process: what it imports, how it ends, what it says to whom."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import archive as package
from archive.cli import facts_command, main

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine, Process


def test_the_version_is_that_of_the_package(archive: CommandLine) -> None:
    assert archive("--version") == f"archive, version {package.__version__}\n"


def test_no_command_shows_the_help(archive: CommandLine) -> None:
    done = archive.run()
    assert done.code == 2
    assert "Putting in:" in done.err


def test_an_unknown_command_is_refused_in_one_line(archive: CommandLine) -> None:
    assert archive.refused("digest").startswith("No such command 'digest'")


def test_an_error_in_the_program_is_one_line_unless_debugging(
    filled: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("of no\nuse")

    monkeypatch.setattr(facts_command, "stories_of", fail)
    done = filled.run("facts")
    assert done.code == 70
    assert done.err == (
        "archive: RuntimeError: of no use (this is an error in the program; please report it with what --debug shows)\n"
    )
    done = filled.run("--debug", "facts")
    assert done.code == 70
    assert "Traceback (most recent call last)" in done.err


def test_other_programs_may_call_the_group_without_ending(filled: CommandLine) -> None:
    assert main(["story", "list"], standalone_mode=False) is None


def test_output_does_not_depend_on_the_locale(process: Process) -> None:
    process("ingest", "articles", "--story", "story.toml")
    here = process.run("facts").out
    assert "“Skerry School now has 3 lamps”" in here
    assert process.run("facts", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0").out == here
    assert process.run("facts", PYTHONIOENCODING="latin-1").out == here


def test_a_name_that_is_no_text_can_be_told(process: Process, folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (folder / name).write_text("")
    except OSError:
        pytest.skip("this file system takes UTF-8 names alone")
    done = process.run("ingest", ".")
    assert done.code == 2
    assert "archive: caf\N{REPLACEMENT CHARACTER}.txt: holds no text" in done.err


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_away_is_no_error(process: Process, unbuffered: str) -> None:
    process("ingest", "articles", "--story", "story.toml")
    running = process.start("log", "--format", "json", PYTHONUNBUFFERED=unbuffered)
    assert running.stdout
    assert running.stderr
    running.stdout.close()
    assert running.wait(60) == 141
    assert running.stderr.read() == b""
    running.stderr.close()
    assert running.stdin
    running.stdin.close()


def test_text_is_wrapped_and_coloured_for_a_terminal_alone(process: Process) -> None:
    process("ingest", "articles", "--story", "story.toml")
    piped = process.run("facts").out
    assert "\x1b" not in piped
    narrow = process.run("facts", COLUMNS="60").out
    assert max(map(len, narrow.splitlines())) <= 60
    assert narrow.split() == piped.split()
    shown = on_a_terminal(process, "facts")
    assert "\x1b[" in shown
    assert re.sub(r"\x1b\[\d+m", "", shown).split() == piped.split()
    assert "\x1b[" not in on_a_terminal(process, "facts", NO_COLOR="1")


def test_progress_is_for_a_terminal_alone(process: Process) -> None:
    shown = on_a_terminal(process, "ingest", "articles", "--story", "story.toml")
    assert "ingesting" in shown
    assert "3 inputs: 3 new" in shown
    done = process.run("rebuild")
    assert re.fullmatch(r"\w{64}\n", done.out)
    assert done.err == "archive: replayed 10 events\n"


def on_a_terminal(process: Process, *arguments: str, **settings: str) -> str:
    """What a command shows on a terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    environment = {
        name: value for name, value in process.environment.items() if name not in ("NO_COLOR", "TERM")
    }
    environment |= {"TERM": "xterm", **settings}
    with subprocess.Popen(
        [sys.executable, "-m", "archive", *arguments],
        cwd=process.folder,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as running:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        assert running.wait(60) == 0, shown
    os.close(ours)
    return shown.decode()


def test_a_full_disk_is_no_error_in_the_program(process: Process) -> None:
    process("ingest", "articles", "--story", "story.toml")
    for command in (["facts"], ["export", "events"], ["sql", "select * from facts"]):
        with Path("/dev/full").open("wb") as full:
            running = subprocess.run(
                [sys.executable, "-m", "archive", *command],
                cwd=process.folder,
                env=process.environment,
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
            )
        said = b"archive: cannot write the result: No space left on device\n"
        assert (running.returncode, running.stderr) == (2, said)


def test_ctrl_c_in_the_middle_keeps_what_was_recorded(process: Process, folder: Path) -> None:
    articles = folder / "many"
    articles.mkdir()
    words = random.Random(7)
    for number in range(400):
        text = " ".join(f"{words.randrange(10**6)}" for _ in range(30))
        (articles / f"{number:03}.txt").write_text(text)
    process("ingest", "articles", "--story", "story.toml")
    running = process.start("ingest", "many")
    wait_for_events(folder / "archive.db", 100)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=120)
    assert (running.returncode, out) == (130, b"")
    assert re.fullmatch(
        rb"archive: interrupted; what was recorded stays \([\d,]+ events, .* at @\d+\); .*\n", err
    )
    kept = process.json("db")["events"]
    assert 100 <= kept < 810
    again = process("ingest", "many")
    new, unchanged = map(int, re.findall(r"(\d+) new, 0 changed, (\d+) unchanged", again)[0])
    assert (new + unchanged, unchanged) == (400, (kept - 10) // 2)
    assert process.json("db")["events"] == 810


def wait_for_events(database: Path, number: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        try:
            (head,) = connection.execute("select position from log_head").fetchone()
        finally:
            connection.close()
        if head >= number:
            return
        time.sleep(0.01)
    pytest.fail("nothing was recorded")


@pytest.mark.parametrize("command", [("log", "--limit"), ("watch", "show", "x", "--runs")])
def test_a_number_that_no_database_counts_to_is_refused(
    archive: CommandLine, command: tuple[str, ...]
) -> None:
    assert "is not in the range" in archive.refused(*command, 10**20)

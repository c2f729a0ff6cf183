"""`archive watch` and `archive run --once`, as a user meets them."""

from __future__ import annotations

import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive.cli.run_deliveries import deliver, delivering
from archive.cli.run_health import Health
from archive.cli.run_log import LOGGER, logging_to_stderr
from archive.cli.run_metrics import Metrics
from archive.cli.run_report import Reporter
from archive.domain.watch import WatchRan
from archive.errors import DatabaseUnusable
from archive.service.visits import Pulse, Ran
from archive.store.rows import WatchTotals

if TYPE_CHECKING:
    from archive.service.notify import Delivered
    from tests.cli.conftest import CommandLine

OPML = """<opml version="2.0"><body>
<outline text="Quay" xmlUrl="https://quay.example/feed.xml"/>
<outline text="Tern" xmlUrl="https://tern.example/rss"/>
</body></opml>"""


@pytest.fixture
def watching(archive: CommandLine) -> CommandLine:
    """The command line in a folder whose articles are watched."""
    archive("watch", "add", "articles")
    return archive


def test_a_folder_is_watched_and_what_comes_is_taken(watching: CommandLine, folder: Path) -> None:
    (row,) = watching.json("watch", "list")
    assert (row["watch"], row["kind"], row["target"]) == ("articles", "folder", str(folder / "articles"))
    assert (row["schedule"], row["state"], row["ran"], row["paused"]) == ("every 5m", "new", None, False)
    done = watching.run("run", "--once")
    assert (done.code, done.out) == (0, "")
    assert re.search(r"info articles: 3 new in \d+\.\d s; next in [2-7] minutes$", done.err, re.MULTILINE)
    (folder / "articles" / "june.txt").write_text("The ferry is late.\n", encoding="utf-8")
    assert watching.run("run", "--once").err.count("articles:") == 0  # it is not due yet
    assert re.match(r"articles: ok; 1 new, 3 unchanged in", watching("watch", "run", "articles"))
    shown = watching.json("watch", "show", "articles")
    assert [run["counts"] for run in shown["runs"]] == [{"new": 1, "unchanged": 3}, {"new": 3}]
    assert "2 new" not in watching("watch", "show", "articles", "--runs", "1")
    text = watching("watch", "show", "articles")
    assert "folder" in text
    assert "1 new, 3 unchanged" in text


def test_the_list_is_a_table(watching: CommandLine) -> None:
    watching("watch", "add", "https://quay.example/a-long/way", "--offline", "--every", "90m", "--name", "q")
    watching("watch", "pause", "articles")
    lines = watching("watch", "list").splitlines()
    assert lines == [
        "NAME      SCHEDULE   NEXT    LAST RUN  STATE",
        "articles  every 5m   paused  never     new",
        "q         every 90m  now     never     new",
    ]


def test_a_long_name_has_a_line_of_its_own_where_the_terminal_is_narrow(
    watching: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "the-harbour-of-the-island-and-all-of-its-boats"
    watching("watch", "add", "https://quay.example/a", "--offline", "--every", "90m", "--name", name)
    monkeypatch.setenv("COLUMNS", "60")
    assert watching("watch", "list").splitlines() == [
        "NAME                        SCHEDULE   NEXT  LAST RUN  STATE",
        "articles                    every 5m   now   never     new",
        name,
        "                            every 90m  now   never     new",
    ]


def test_adding_says_what_was_told_and_adding_again_changes(archive: CommandLine) -> None:
    url = "https://quay.example/news"
    assert archive("watch", "add", url, "--offline") == "quay.example-news: added; page, adaptive, next now\n"
    assert archive("watch", "add", url, "--offline").startswith("quay.example-news: unchanged;")
    told = archive("watch", "add", url, "--kind", "feed", "--source", "The Quay")
    assert told == "quay.example-news: changed; feed, every 30m, next now\n"
    told = archive("watch", "add", url, "--offline", "--cron", "5  6 * * *", "--timezone", "Europe/Oslo")
    assert re.fullmatch(
        r"quay.example-news: changed; page, cron 5 6 \* \* \* in Europe/Oslo, next in \d+ \w+\n", told
    )
    (row,) = archive.jsonl("watch", "list")
    assert (row["given"], row["stories"]) == ({}, [])


def test_a_story_has_to_be_there(filled: CommandLine) -> None:
    filled("watch", "add", "articles", "--story", "lamps")
    assert filled.json("watch", "list")[0]["stories"] == ["lamps"]
    problem = filled.refused("watch", "add", "https://x.example/", "--offline", "--story", "boats")
    assert problem == "no story 'boats' in this archive; define it first: archive story add FILE"


def test_an_opml_adds_its_feeds(archive: CommandLine, folder: Path) -> None:
    (folder / "feeds.opml").write_text(OPML, encoding="utf-8")
    told = archive("watch", "add", "feeds.opml", "--every", "2h").splitlines()
    assert told == [
        "quay.example-feed: added; feed, every 2h, next now",
        "tern.example-rss: added; feed, every 2h, next now",
    ]
    assert "--name is for one watch" in archive.refused("watch", "add", "feeds.opml", "--name", "x")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--every", "30"], "not a length of time: '30'; write 30m, 2h, 1d or 1w"),
        (["--every", "1m", "--adaptive"], "--every, --adaptive and --cron exclude each other; give one"),
        (["--cron", "1 2 3"], "not a cron expression: '1 2 3'; write five fields"),
        (["--cron", "99 * * * *"], "not a cron expression: '99 * * * *' (Bad minute)"),
        (["--cron", "* * * * *", "--timezone", "Mars"], "no time zone 'Mars' here"),
        (["--timezone", "UTC"], "--timezone is for --cron"),
        (["--name", "a b"], "not a name for a watch: 'a b'"),
    ],
)
def test_what_is_wrong_with_the_options_is_told(
    archive: CommandLine, folder: Path, options: list[str], problem: str
) -> None:
    assert problem in archive.refused("watch", "add", "https://x.example/", "--offline", *options)
    assert not (folder / "archive.db").exists()


def test_that_a_password_in_a_url_is_dropped_is_said(archive: CommandLine) -> None:
    done = archive.run("watch", "add", "https://user:s3cret@quay.example/feed", "--kind", "feed")
    assert "the user name and the password in the URL are neither kept nor sent" in done.err
    assert archive.json("watch", "list")[0]["target"] == "https://quay.example/feed"
    assert "not" not in archive.run("watch", "add", "https://tern.example/@name", "--offline").err


def test_pausing_resuming_and_removing(watching: CommandLine) -> None:
    assert watching("watch", "pause", "articles") == "articles: paused\n"
    assert watching("watch", "pause", "articles") == "articles: is paused already\n"
    assert "  every 5m, paused\n" in watching("watch", "show", "articles")
    assert watching.run("run", "--once").code == 0
    assert watching.json("watch", "list")[0]["ran"] is None
    assert watching("watch", "resume", "articles") == "articles: resumed\n"
    assert watching("watch", "resume", "articles") == "articles: is not paused\n"
    assert watching("watch", "remove", "articles") == "articles: removed\n"
    for verb in (["show"], ["pause"], ["remove"], ["run"]):
        problem = watching.refused("watch", *verb, "articles")
        assert problem == "no watch 'articles' in this archive; archive watch list shows them"
    assert "nothing is watched yet" in watching.run("watch", "list").err


def test_a_failure_ends_with_2_and_is_told_once(watching: CommandLine, folder: Path) -> None:
    (folder / "articles").rename(folder / "elsewhere")
    done = watching.run("run", "--once", "--log-format", "json")
    assert done.code == 2
    said = [json.loads(line) for line in done.err.splitlines()]
    assert [line["event"] for line in said] == ["started", "failing", "ended"]
    assert said[1]["level"] == "warning"
    assert said[1]["errors"] != []
    again = watching.run("watch", "run", "articles")
    assert again.code == 2
    assert again.err.startswith("archive: articles: ")
    assert again.out.startswith("articles: failing; nothing came in ")
    (folder / "elsewhere").rename(folder / "articles")
    assert watching.run("watch", "run", "articles").code == 0
    states = [run["state"] for run in watching.json("watch", "show", "articles")["runs"]]
    assert states == ["ok", "failing", "failing"]


def test_nothing_is_created_for_what_cannot_be_watched(archive: CommandLine, folder: Path) -> None:
    problem = archive.refused("watch", "add", "nowhere")
    assert problem == "nowhere: there is no such folder; write an existing one, or a URL"
    problem = archive.refused("watch", "add", "http://127.0.0.1:9/feed.xml")
    assert "cannot be looked at now (127.0.0.1 is no public host" in problem
    assert not (folder / "archive.db").exists()


def test_where_nothing_is_watched_it_says_so(archive: CommandLine) -> None:
    assert "nothing is watched yet: archive watch add URL" in archive.run("run", "--once").err
    assert archive.run("-q", "run", "--once").err == ""


def test_a_round_tells_others_what_changed(filled: CommandLine, folder: Path) -> None:
    filled("watch", "add", "articles")
    filled("notify", "add", "atom", "changes.xml", "--name", "desk")
    text = "Lamps again\n\nSkerry School now has 5 lamps, according to Ada Lund.\n"
    (folder / "articles" / "june.txt").write_text(text, encoding="utf-8")
    done = filled.run("run", "--once")
    assert done.code == 0
    assert re.search(r"info desk was told of \d+ changes?$", done.err, re.MULTILINE)
    assert "5" in (folder / "changes.xml").read_text(encoding="utf-8")
    assert "desk" not in filled.run("run", "--once").err


def test_a_delivery_that_goes_wrong_ends_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> list[Delivered]:
        raise problems.pop()

    problems = [ZeroDivisionError("a bug"), DatabaseUnusable(database="db", problem="gone")]
    with logging_to_stderr("json", quiet=True):
        deliver(broken)
        assert capsys.readouterr().err == ""  # the service says that
        with delivering(broken, poll=3600):
            pass
    assert json.loads(capsys.readouterr().err)["message"] == (
        "nobody was told of what changed: ZeroDivisionError: a bug"
    )


def test_the_log_tells_of_watches(watching: CommandLine, folder: Path) -> None:
    watching("watch", "run", "articles")
    told = [line.split(" ", 3)[3] for line in watching("log").splitlines()]
    assert told[0] == f"WatchChanged added articles, every 5m {folder / 'articles'}"
    assert told[-1] == "WatchRan ok articles, 3 new"
    commands = {event["command"] for event in watching.jsonl("log") if event["position"] > 1}
    assert len(commands) == 1  # what a run brings and the run itself are one command


def run_of(state: str, failures: int, turned: str | None = None) -> Ran:
    event = WatchRan(
        watch="quay",
        slot=0,
        started=0,
        finished=1_500_000,
        state=state,  # type: ignore[arg-type]
        counts={"failed": 1} if failures else {"new": 2},
        errors=("timed out", "and again") if failures else (),
        missed=3,
        failures=failures,
        due=3_601_500_000,
    )
    return Ran(event=event, position=7, turned=turned, failing_since=0 if turned == "recovered" else None)  # type: ignore[arg-type]


def pulse(trouble: str | None = None, *, stopping: bool = False) -> Pulse:
    totals = WatchTotals(states={"ok": 2, "failing": 1}, due=1, oldest_due=4_000_000)
    return Pulse(at=10_000_000, in_hand=1, totals=totals, stopping=stopping, trouble=trouble)


def test_errors_are_told_when_they_begin_and_when_they_are_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    health = Health(tmp_path / "health.json", 5)
    with logging_to_stderr("text", quiet=False):
        reporter = Reporter(health, None, debug=False)
        reporter.ran(run_of("failing", 1, "failing"))
        reporter.ran(run_of("failing", 2))
        reporter.ran(run_of("ok", 0, "recovered"))
        for trouble in ("db: gone", "db: gone", None, None):
            reporter.ticked(pulse(trouble))
        reporter.ticked(pulse(stopping=True))
        reporter.ticked(pulse(stopping=True))
        reporter.unexpected("quay", ZeroDivisionError("a\nbug"))
    LOGGER.info("not heard any more")
    said = [line.partition(" ")[2] for line in capsys.readouterr().err.splitlines()]
    assert said == [
        "warning quay fails: timed out (and 1 more)",
        "info quay still fails, 2 runs in a row",
        "warning quay recovered, failed since 1970-01-01 00:00 UTC; 2 new in 1.5 s, 3 slots missed before; next in 1 hour",
        "error db: gone; waiting for it",
        "warning the database is there again",
        "info stopping; 1 run to finish",
        "error quay: an error in the program: ZeroDivisionError: a bug",
    ]


def test_health_says_how_the_service_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "health.json"
    health = Health(file, 5)
    assert health.answer()[0] is True
    health.ran(failed=True)
    assert health.ticked(pulse()) is None
    document = json.loads(file.read_text(encoding="utf-8"))
    assert document == {
        "status": "ok",
        "at": "1970-01-01T00:00:10Z",
        "pid": document["pid"],
        "version": document["version"],
        "in_hand": 1,
        "due": 1,
        "oldest_due": "1970-01-01T00:00:04Z",
        "watches": {"failing": 1, "ok": 2},
        "runs": 1,
        "failed": 1,
        "trouble": None,
    }
    health.ticked(pulse("db: gone"))
    well, said = health.answer()
    assert (well, json.loads(said)["status"]) == (False, "trouble")
    health.ticked(pulse())
    monkeypatch.setattr("archive.cli.run_health.GRACE", -1e9)
    late = Health(None, 5)
    well, said = late.answer()
    assert (well, json.loads(said)["status"]) == (False, "late")
    assert [path.name for path in tmp_path.iterdir()] == ["health.json"]


def test_a_health_file_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    health = Health(tmp_path / "nowhere" / "health.json", 5)
    problems = [health.ticked(pulse()), health.ticked(pulse())]
    assert problems == [
        f"{tmp_path / 'nowhere' / 'health.json'}: the health file cannot be written: No such file or directory",
        None,
    ]


def test_a_port_that_is_taken_is_told(archive: CommandLine) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as taken:
        address = f"127.0.0.1:{taken.server_address[1]}"
        problem = archive.refused("-q", "run", "--once", "--listen", address)
    assert problem.startswith(f"cannot listen on {address}: ")
    assert "not HOST:PORT: 'x'; write 127.0.0.1:9464" in archive.refused("run", "--listen", "x")


def test_metrics_count_what_was_done() -> None:
    metrics = Metrics()
    metrics.ran(run_of("ok", 0).event)
    metrics.ran(run_of("failing", 1).event)
    metrics.ticked(pulse())
    told = dict(
        line.rsplit(" ", 1) for line in metrics.answer()[0].decode().splitlines() if not line.startswith("#")
    )
    assert told['archive_watch_runs_total{state="ok"}'] == "1.0"
    assert told['archive_captures_total{outcome="new"}'] == "2.0"
    assert told["archive_watch_slots_missed_total"] == "6.0"
    assert told['archive_watch_run_seconds_bucket{le="3.0"}'] == "2.0"
    assert told['archive_watches{state="failing"}'] == "1.0"
    assert told["archive_watches_late_seconds"] == "6.0"
    assert told["archive_database_up"] == "1.0"

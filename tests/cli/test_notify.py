"""`archive notify` as a user runs it: whom to tell, trying it out, and telling them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import feedparser
import pytest

from tests.cli.conftest import CommandLine


class Hook:
    """A receiver of webhooks on this machine: what came, and the status it answers with."""

    def __init__(self) -> None:
        self.came: list[Any] = []
        self.status = 200
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/s3cret"


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(hook.status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hook.port = server.server_port
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield hook
        server.shutdown()
        thread.join()


@pytest.fixture
def begun(archive: CommandLine) -> CommandLine:
    """An archive that holds the first of the articles."""
    archive("ingest", "articles/march.txt", "--story", "story.toml")
    return archive


def test_a_desk_is_told_what_comes_after_it_was_added(begun: CommandLine, hook: Hook) -> None:
    assert begun("notify", "add", "webhook", hook.url, "--name", "desk", "--only", "facts, conflicts") == (
        f"desk: webhook http://127.0.0.1:{hook.port}/…\n"
    )
    assert begun("notify", "send") == ""
    begun("ingest", "articles")
    begun("facts")
    begun("diff")
    begun("log")
    assert hook.came == [], "looking sends nothing"
    assert begun("notify", "send") == "desk: sent 1 item of @4..@10\n"
    (message,) = hook.came
    assert message["title"] == (
        "Lamps for the island school: changed: lamp count: recipient Skerry School: 2 → 3; new denial of 4"
    )
    assert (
        "“Skerry School {+now+} has {+3+} lamps”\n        Skerry Post, 2023-04-05, citing Ada Lund"
        in message["text"]
    )
    changes = {change["path"]: change for change in message["items"][0]["changes"]}
    assert (changes["value"]["before"], changes["value"]["after"]) == (2, 3)
    assert begun("notify", "send") == ""


def test_the_diff_and_the_message_tell_the_same(begun: CommandLine, hook: Hook) -> None:
    begun("notify", "add", "webhook", hook.url)
    begun("ingest", "articles")
    begun("notify", "send", "--format", "json")
    diff = begun.json("diff", "@4..@10")
    assert [change for item in hook.came[0]["items"] for change in item["changes"]] == diff["changes"]


def test_a_feed_file_can_be_followed(begun: CommandLine, folder: Path) -> None:
    begun("notify", "add", "atom", "changes.xml", "--since", "@0")
    assert begun("notify", "send") == "changes: sent 2 items of @0..@4\n"
    begun("ingest", "articles")
    begun("notify", "send")
    feed = feedparser.parse((folder / "changes.xml").read_bytes())
    assert [entry.title.rpartition(": ")[2] for entry in feed.entries] == [
        "2 → 3; new denial of 4",
        "date 2023-02-27",
        "2",
    ]
    assert "“Skerry School {+now+} has {+3+} lamps”" in feed.entries[0].content[0].value
    assert feed.entries[0].link == "https://news.example/april.txt"


def test_a_feed_file_is_written_for_one_alone(begun: CommandLine) -> None:
    begun("notify", "add", "atom", "changes.xml", "--name", "desk")
    problem = begun.refused("notify", "add", "atom", "./changes.xml", "--name", "other")
    assert problem.endswith("changes.xml' cannot be told anything: desk writes this file already")


def test_an_edit_is_told_as_an_article_and_as_a_fact(
    filled: CommandLine, hook: Hook, edit: Callable[[str, str, str], None]
) -> None:
    filled("notify", "add", "webhook", hook.url, "--story", "lamps")
    edit("april.txt", "3 lamps", "5 lamps")
    filled("ingest", "articles")
    filled("notify", "send")
    (message,) = hook.came
    assert [item["kind"] for item in message["items"]] == ["fact", "article"]
    assert message["title"] == "Lamps for the island school: 1 fact changed, 1 article edited"
    assert "because an article was edited at its source" in message["text"]
    assert "version 1 → version 2, found 2023-06-01 12:00 UTC" in message["text"]
    assert message["items"][1]["article"]["title"] == "More light"
    says = [message["items"][1][key] for key in ("says", "no_longer_says", "sentences_more")]
    assert says == [
        ["Skerry School now has 5 lamps, according to Ada Lund."],
        ["Skerry School now has 3 lamps, according to Ada Lund."],
        0,
    ]
    assert message["text"].endswith(
        "2023-06-01 12:00 UTC\n      “Skerry School now has 5 lamps, according to Ada Lund.”\n"
        "      no longer says: “Skerry School now has 3 lamps, according to Ada Lund.”\n  https://news.example/april.txt"
    )


def test_whom_to_tell_is_listed_without_secrets(begun: CommandLine, hook: Hook) -> None:
    assert begun("notify", "list") == "Nobody is told yet; begin with: archive notify add\n"
    begun("notify", "add", "webhook", hook.url, "--story", "lamps", "--secret", "env:HUSH")
    begun("notify", "add", "webhook", "env:DESK_HOOK", "--only", "articles")
    begun("notify", "add", "apprise", "json://t0ken:s3cret@127.0.0.1/s3cret", "--name", "chat")
    text = begun("notify", "list")
    assert text == (
        f"127.0.0.1-{hook.port}: webhook http://127.0.0.1:{hook.port}/…, signed\n"
        "  facts, articles, conflicts of lamps; told up to @4\n"
        "chat: apprise json://…\n"
        "  facts, articles, conflicts; told up to @4\n"
        "desk_hook: webhook env:DESK_HOOK\n"
        "  articles; told up to @4\n"
    )
    listed = begun("notify", "list", "--format", "json")
    assert "s3cret" not in listed
    assert [(each["name"], each["signed"], each["only"]) for each in json.loads(listed)] == [
        (f"127.0.0.1-{hook.port}", True, []),
        ("chat", False, []),
        ("desk_hook", False, ["articles"]),
    ]
    assert begun("notify", "remove", "chat") == "chat: removed\n"
    assert begun.refused("notify", "remove", "chat") == (
        f"no target 'chat' in this archive (targets: 127.0.0.1-{hook.port}, desk_hook)"
    )


def test_a_test_says_who_can_be_reached(begun: CommandLine, hook: Hook) -> None:
    begun("notify", "add", "webhook", hook.url, "--name", "desk")
    assert begun("notify", "test") == "desk: arrived\n"
    assert hook.came[0]["purpose"] == "test"
    hook.status = 410
    done = begun.run("notify", "test", "desk")
    assert (done.code, done.out) == (2, "desk: failed: 127.0.0.1 answered 410\n")
    assert "failed" not in begun("notify", "list")


def test_a_failure_is_said_and_waits(begun: CommandLine, hook: Hook) -> None:
    begun("notify", "add", "webhook", hook.url, "--name", "desk", "--since", "@0")
    hook.status = 503
    done = begun.run("notify", "send")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("desk: not delivered: 127.0.0.1 answered 503; tried again from 20")
    assert begun.run("notify", "send").code == 0, "not its time yet"
    text = begun("notify", "list")
    assert "told up to @0, 4 positions to go" in text
    assert "failed once: 127.0.0.1 answered 503" in text
    hook.status = 200
    assert begun("notify", "send", "desk") == "desk: sent 2 items of @0..@4\n"
    first, second = hook.came
    assert first == second
    assert begun.jsonl("notify", "send", "desk") == []


def test_a_preview_shows_what_would_be_sent_and_sends_nothing(begun: CommandLine, hook: Hook) -> None:
    begun("notify", "add", "webhook", hook.url, "--name", "desk")
    assert begun("notify", "preview", "desk") == "Nothing to tell.\n"
    assert begun.json("notify", "preview", "desk") is None
    shown = begun.json("notify", "preview", "desk", "--since", "@0")
    assert [item["what"] for item in shown["items"]] == ["added", "added"]
    text = begun("notify", "preview", "--since", "@0")
    assert text.startswith("Lamps for the island school: 2 facts added\n\n  + gift: ")
    assert hook.came == []
    assert begun.refused("notify", "preview").startswith("say whose message to show, or since when")


REFUSED: list[tuple[tuple[str, ...], str]] = [
    (("webhook", "hooks.example"), "'…' cannot be told anything: write http:// or https://"),
    (("webhook", "ftp://hooks.example/x"), "'ftp://hooks.example/…' cannot be told anything"),
    (("apprise", "nosuch://s3cret"), "'nosuch://…' cannot be told anything: Apprise knows no such"),
    (("atom", "nowhere/changes.xml"), "nowhere does not exist"),
    (("atom", "story.toml"), "is not a feed, and is left as it is"),
    (("webhook", "https://hooks.example", "--story", "boats"), "no story 'boats'"),
    (("webhook", "https://hooks.example", "--watch", "post"), "no watch 'post'"),
    (("webhook", "https://hooks.example", "--only", "gossip"), "'gossip' is none of facts, articles"),
    (("webhook", "https://hooks.example", "--name", "a b"), "'a b' is no name"),
    (("webhook", "https://hooks.example", "--secret", "hush"), "name the variable that holds it"),
    (("webhook", "https://hooks.example", "--secret", "env:"), "name the variable that holds it"),
    (("webhook", "https://hooks.example", "--since", "@99"), "the log ends at @4"),
    (("atom", "changes.xml", "--secret", "env:HUSH"), "only webhooks are signed"),
    (("pigeon", "home"), "'pigeon' is not one of"),
]
"""What cannot be added, and what is said of it."""


def test_what_cannot_be_told_is_refused(begun: CommandLine) -> None:
    for arguments, problem in REFUSED:
        assert problem in begun.refused("notify", "add", *arguments)
    assert begun.json("notify", "list") == []


def test_names_are_taken_once(begun: CommandLine) -> None:
    url = "https://hooks.example/a"
    assert begun("notify", "add", "webhook", url).startswith("hooks.example: ")
    assert begun("notify", "add", "webhook", url).startswith("hooks.example-2: ")
    assert begun.refused("notify", "add", "webhook", url, "--name", "hooks.example").endswith(
        "a target 'hooks.example' is there already"
    )

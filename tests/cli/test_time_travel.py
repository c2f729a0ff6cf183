"""Every command that reads goes back in time: its answer for a position is that of an archive of that time.

The example story comes in two batches, and the archive is copied between them. After the second batch - new
and edited and late articles, verdicts, another definition, another story, a snapshot - every command is asked
for the position of the copy, and prints byte for byte what it prints on the copy. A command that is in
neither list fails the first test.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest

from archive.cli import main
from tests.cli.conftest import CommandLine

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "putin-kim-gifts"

NUMBERED = ["STORY", "--type", "gift", "--key", "item=aurus_car", "--key", "ordinal=2"]
"""A fact by its story, type and key; the second occurrence of an event."""

READING: Mapping[str, list[list[str]]] = {
    "archive diff": [["2024-02..2024-06"], ["2024-02..2024-06", "--support"]],
    "archive facts": [[], ["--as-of", "2024-05-26"], ["--history"]],
    "archive conflicts": [[], ["--superseded"]],
    "archive timeline": [["STORY"], ["STORY", "--support"]],
    "archive history": [["FACT"], ["FACT", "--known"]],
    "archive blame": [["FACT"], ["FACT", "--as-of", "2024-05-26"], NUMBERED],
    "archive edits": [[]],
    "archive claims": [[], ["--sightings"], ["--article", "ARTICLE"]],
    "archive articles": [[], ["--copies"], ["--as-of", "2024-05-26"]],
    "archive show": [
        ["FACT"],
        ["CLAIM"],
        ["ARTICLE"],
        ["ARTICLE", "--as-of", "2024-05-26"],
        ["VERSION"],
        ["STORY"],
        ["spring"],
        ["@3"],
    ],
    "archive cite": [["FACT", "--all"], ["CLAIM"], ["ARTICLE"], ["VERSION"]],
    "archive log": [[], ["--reverse", "--limit", "5"]],
    "archive sql": [["select fact_id, value, status from facts order by fact_id"]],
    "archive review": [["--limit", "0"]],
    "archive story list": [[]],
    "archive story residue": [[]],
    "archive snapshot": [[]],
    "archive export facts": [[]],
    "archive export claims": [[]],
    "archive export articles": [[]],
    "archive export versions": [[]],
}
"""What is asked of every command that tells what was reported or known."""

UNLISTED: Mapping[str, list[list[str]]] = {
    f"archive export {view}": [[]]
    for view in "fact_history claim_history disagreements captures sources sightings stories".split()
}
"""Tables that are exported as others are, and not listed."""

KNOWN_ALONE = {"archive log", "archive story list", "archive export events"}
"""What is known since a position and was never reported."""

WITHOUT_FORM = {"archive snapshot"}

FOLDERS: Mapping[str, list[str]] = {
    "archive export events": ["-o", "FOLDER"],
    "archive export story": ["putin-kim-gifts", "FOLDER"],
}
"""What writes a folder."""

NOW_ALONE = {
    "archive ingest", "archive import", "archive run",
    "archive story add", "archive story new", "archive story check", "archive story test",
    "archive story packs", "archive story explain", "archive story reread",
    "archive review walk", "archive review accept", "archive review reject", "archive review correct",
    "archive review withdraw",
    "archive watch add", "archive watch list", "archive watch show", "archive watch remove",
    "archive watch pause", "archive watch resume", "archive watch run",
    "archive notify preview", "archive notify add", "archive notify list", "archive notify remove", "archive notify send",
    "archive notify test",
    "archive verify", "archive rebuild", "archive db", "archive db upgrade",
}  # fmt: skip
"""What acts, or tells how things stand now; docs/time.md says of each why it has no past."""


def commands(group: click.Group, path: str = "archive") -> Iterator[tuple[str, click.Command]]:
    """Every command that can be run, groups that do something by themselves among them."""
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield f"{path} {name}", command


def test_every_command_has_a_past_or_says_why_not() -> None:
    found = dict(commands(main))
    assert sorted(found) == sorted([*READING, *FOLDERS, *NOW_ALONE])
    for path in (*READING, *FOLDERS):
        options = {option for parameter in found[path].params for option in parameter.opts}
        assert "--known-at" in options, path
        assert ("--as-of" in options) == (path not in KNOWN_ALONE), path
    for path in NOW_ALONE:
        options = {option for parameter in found[path].params for option in parameter.opts}
        assert not options & {"--known-at"}, path


def test_the_manual_says_of_each_why_it_has_no_past() -> None:
    manual = (ROOT / "docs" / "time.md").read_text(encoding="utf-8")
    told = re.findall(r"`([a-z ]+)`", manual[manual.index("## Commands without a past") :])
    for path in NOW_ALONE:
        words = path.removeprefix("archive ")
        assert any(words == name or words.startswith(f"{name} ") for name in told), path


@dataclass(frozen=True)
class Archives:
    """The archive of today and the one of back then, the last position of that, and names in both."""

    today: CommandLine
    then: CommandLine
    position: int
    names: Mapping[str, str]


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Archives:
    folder = tmp_path_factory.mktemp("travel")
    today, then = (CommandLine(str(folder / f"{name}.db")) for name in ("today", "then"))
    files = sorted((EXAMPLE / "articles").glob("*.txt"))
    early = [file for at, file in enumerate(files) if at not in (3, 6, 7, 10)]
    story = folder / "story.toml"
    shutil.copy(EXAMPLE / "story.toml", story)
    today("ingest", *early[:5], "--story", story)
    claim = today.json("claims")[0]["claim_id"]
    today("review", "accept", claim, "--note", "seen")
    today("ingest", *early[5:])
    today("snapshot", "--name", "spring")
    shutil.copy(folder / "today.db", folder / "then.db")
    facts = then.json("facts", "--type", "gift_count")
    supporting = facts[0]["supporting"][0]
    address = next(row["address"] for row in then.json("articles") if row["versions"] > 1)
    names = {
        "STORY": "putin-kim-gifts",
        "FACT": facts[0]["fact_id"],
        "CLAIM": claim,
        "ARTICLE": address,
        "VERSION": then.json("show", address)["all_versions"][0]["version_id"],
    }
    position = then.json("db")["events"]
    today("ingest", EXAMPLE / "articles")
    today("ingest", *other_looks(folder))
    today("review", "reject", supporting["claim_id"], "--note", "misread")
    today("review", "withdraw", claim)
    definition = story.read_text(encoding="utf-8")
    story.write_text(definition.replace('title = "', 'title = "All the ', 1), encoding="utf-8")
    today("story", "add", story)
    second = ROOT / "examples" / "second-story"
    today("ingest", second / "articles", "--story", second / "story.toml")
    today("snapshot", "putin-kim-gifts", "--name", "spring")
    return Archives(today, then, position, names)


def other_looks(folder: Path) -> Iterator[Path]:
    """The corrected article as it stood before all that were seen, and once more in July, when it had been edited."""
    seen = (EXAMPLE / "articles" / "2024-05-28-northgate-tribune-corrected.txt").read_text(encoding="utf-8")
    undated = "\n".join(line for line in seen.splitlines() if not line.startswith("modified:"))
    for moment, words in (("2024-05-25T06:00:00Z", "By Orla"), ("2024-07-02T08:00:00Z", "By O.")):
        look = folder / f"{moment[:10]}.txt"
        text = re.sub("captured: .*", f"captured: {moment}", undated).replace("By Orla", words)
        look.write_text(text.replace("gathers speed", f"at {moment[5:7]}", 1), encoding="utf-8")
        yield look


CASES = [(path, case) for path, cases in {**READING, **UNLISTED}.items() for case in cases]


@pytest.mark.parametrize(("path", "case"), CASES, ids=[" ".join([p[8:], *c])[:60] for p, c in CASES])
def test_the_past_is_what_it_was(archives: Archives, path: str, case: list[str]) -> None:
    words = [archives.names.get(word, word) for word in case]
    form = [] if path in WITHOUT_FORM else ["--format", "json"]
    line = [*path.split()[1:], *words, *form]
    before = archives.then(*line)
    assert archives.today(*line, "--known-at", f"@{archives.position}") == before
    assert before.strip() not in ("", "[]"), "nothing was asked"


@pytest.mark.parametrize("path", FOLDERS)
def test_folders_of_the_past_hold_the_same_bytes(archives: Archives, tmp_path: Path, path: str) -> None:
    written: list[dict[str, bytes]] = []
    for name, archive in (("today", archives.today), ("then", archives.then)):
        folder = tmp_path / name
        words = [str(folder) if word == "FOLDER" else word for word in FOLDERS[path]]
        archive(*path.split()[1:], *words, "--known-at", f"@{archives.position}")
        files = (file for file in sorted(folder.rglob("*")) if file.is_file())
        written.append({str(file.relative_to(folder)): file.read_bytes() for file in files})
    assert written[0] == written[1] != {}


def test_the_present_is_another(archives: Archives) -> None:
    """What was done since then shows wherever it can: the test above compares no two equal archives."""
    for path, case in CASES:
        if path in ("archive cite", "archive show", "archive edits") or {"ARTICLE", "--copies"} & {*case}:
            continue
        words = [archives.names.get(word, word) for word in case]
        form = [] if path in WITHOUT_FORM else ["--format", "json"]
        story = ["putin-kim-gifts"] if path == "archive snapshot" else []
        line = [*path.split()[1:], *words, *story, *form]
        assert archives.today(*line) != archives.then(*line), line


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["show", "@99999"], "not a point in time: '@99999' (the log goes from @1 to @POSITION)"),
        (["show", "@3", "--as-of", "2024"], "an event has no reported time; --known-at says what was known then"),
        (["show", "putin-kim-gifts", "--as-of", "2024"], "a story's definition has no reported time"),
        (["show", "spring", "--as-of", "2024"], "a snapshot that was kept has no reported time"),
        (["show", "FACT", "--as-of", "2023"], "no fact 'FACT' in this archive by then: it is told since 2024-05-2"),
        (["show", "ARTICLE", "--as-of", "2023"], "no article 'ARTICLE' in this archive by then: it is public since"),
        (["show", "VERSION", "--as-of", "2023"], "no version 'VERSION' in this archive by then: it is public since"),
        (["show", "CLAIM", "--as-of", "2023"], "no claim 'CLAIM' in this archive by then: its words are public since"),
        (["show", "CLAIM", "--known-at", "@2"], "no article, version, claim, fact, change, story or snapshot 'CLAIM'"),
        (["show", "FACT", "--format", "html"], "only a change is shown as html"),
        (["blame", "FACT", "--as-of", "2023"], "no fact 'FACT' in this archive by then: it is told since 2024-05-2"),
        (["history", "FACT", "--as-of", "2023"], "no fact 'FACT' in this archive by then"),
        (["cite", "VERSION", "--as-of", "2023"], "no version 'VERSION' in this archive by then"),
        (["review", "--interactive", "--known-at", "@2"], "a verdict is given now"),
        (["story", "residue", "--file", "x", "--articles", "y", "--as-of", "2024"], "--as-of and --known-at are about"),
        (["show", "0" * 24 + "/value/latest@1..latest@2", "--known-at", "@2"], "a change is between the two points"),
    ],
)  # fmt: skip
def test_what_has_no_answer_at_a_time_is_said(archives: Archives, command: list[str], said: str) -> None:
    words = [archives.names.get(word, word) for word in command]
    names = {**archives.names, "POSITION": str(archives.position)}
    for name, meant in names.items():
        said = said.replace(name, meant)
    assert archives.then.refused(*words).startswith(said)


DATES = ("2024-02-20", "2024-05-26", "2024-06-20")

AS_OF: Mapping[str, list[str]] = {
    "facts": [],
    "facts --history": [],
    "claims": [],
    "conflicts --superseded": [],
    "timeline putin-kim-gifts --support": [],
    "articles": ["captures", "presence"],
    "review --limit 0": [],
}
"""Commands, and the keys that tell of our looks, which have no reported time."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    archive = CommandLine(str(tmp_path_factory.mktemp("reported") / "whole.db"))
    archive("ingest", EXAMPLE / "articles", "--story", EXAMPLE / "story.toml")
    return archive


@pytest.mark.parametrize("date", DATES)
def test_what_had_been_reported_by_then_needs_nothing_that_came_later(
    whole: CommandLine, tmp_path: Path, date: str
) -> None:
    """An archive fed only the articles, and the versions of them, that were public by then says the same."""
    part = whole.on(str(tmp_path / "part.db"))
    part("ingest", *public_by(whole, date), "--story", EXAMPLE / "story.toml")
    for command, ours in AS_OF.items():
        words = [*command.split(), "--as-of", date]
        assert without(part.json(*words), ours) == without(whole.json(*words), ours), command
    assert facts_of(part, date) == facts_of(whole, date)


def public_by(archive: CommandLine, date: str) -> list[str]:
    """The files that showed what was public at the end of that day."""
    names: list[str] = []
    for row in archive.json("articles"):
        article = archive.json("show", row["address"])
        public = {v["version_id"] for v in article["all_versions"] if v["reported"]["value"][:10] <= date}
        names += [look["name"] for look in article["all_captures"] if look["version_id"] in public]
    return sorted(names)


def without(rows: list[Any], keys: list[str]) -> list[Any]:
    return [{name: part for name, part in row.items() if name not in keys} for row in rows]


def facts_of(archive: CommandLine, date: str) -> Any:
    document = json.loads(archive("snapshot", "--as-of", date))
    return document["digest"], document["facts"]

"""A late article changes the past as it was reported, and not the past as it was known.

The story: the Harbour Board gives storm lamps to Skerry School. In June an archive is made of two articles of
that year: one of May, which counts two lamps, and one of June, which counts three. In July somebody finds a
third article in a drawer. It was published in February, and says that the school has one lamp.

Two questions look alike and are not. "What had been reported by the end of March?" is about the world: the
answer is now better than it was, because the archive knows more. "What did we know, in June, of what had been
reported by the end of March?" is about us: the answer is nothing, and stays nothing for ever. Who wrote
something in June by what the archive said then, can still show what that was.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import STORY, CommandLine

MAY = "Skerry School has 2 lamps, Ada Lund said.\n"
JUNE = "Skerry School now has 3 lamps, according to Ada Lund.\n"
FEBRUARY = "Skerry School has 1 lamp, the Skerry Post has learned.\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The archive of June: two articles, and a snapshot called `before`."""
    monkeypatch.chdir(tmp_path)
    Path("story.toml").write_text(STORY, encoding="utf-8")
    archive = CommandLine(str(tmp_path / "archive.db"))
    take_in(archive, MAY, "2024-05-04", "Tern Gazette", "--story", "story.toml")
    take_in(archive, JUNE, "2024-06-19", "Skerry Post")
    archive("snapshot", "--name", "before")
    return archive


def take_in(archive: CommandLine, text: str, published: str, source: str, *more: str) -> None:
    Path(f"{published}.txt").write_text(text, encoding="utf-8")
    archive("ingest", f"{published}.txt", "--published", published, "--source", source, *more)


def lamps(archive: CommandLine, *when: str) -> Any:
    """How many lamps were being told of; None where nobody told of any."""
    facts = archive.json("facts", "--type", "lamp_count", *when)
    return facts[0]["value"] if facts else None


def test_a_late_article(desk: CommandLine) -> None:
    # In June, as far as the archive knew, nobody had told of lamps by the end of March; in May of two.
    assert lamps(desk, "--as-of", "2024-03") is None
    assert lamps(desk, "--as-of", "2024-05") == 2
    assert lamps(desk) == 3
    june = f"@{desk.json('db')['events']}"

    # The article of February comes in.
    take_in(desk, FEBRUARY, "2024-02-11", "Skerry Post")

    # The past as it was reported is another: by the end of March one lamp was told of.
    assert lamps(desk, "--as-of", "2024-03") == 1
    # By the end of May both reports were public; the newer one counts, as it always did.
    assert lamps(desk, "--as-of", "2024-05") == 2
    assert lamps(desk) == 3

    # The past as it was known is what it was: in June the archive knew of nothing from before May.
    assert lamps(desk, "--as-of", "2024-03", "--known-at", june) is None
    assert lamps(desk, "--as-of", "2024-05", "--known-at", june) == 2
    assert lamps(desk, "--known-at", june) == 3

    # What was known in June is the snapshot of June, digest and all.
    kept = desk.json("show", "before")
    assert desk("snapshot", "--known-at", june).encode().find(kept["digest"].encode()) > 0

    # What the late article changed is asked along known time, at a time of reporting; and the cause is the
    # reporting: nobody edited anything, and we read nothing anew.
    found = desk.json("diff", f"2024-03{june}..2024-03")
    (change,) = found["changes"]
    assert (change["kind"], change["after"], change["cause"]) == ("added", 1, "reporting")
    assert change["evidence"][0]["published"]["value"] == "2024-02-11"

    # Of what is told today it changed nothing: the report of June is still the newest.
    today = desk.json("diff", june)
    assert [change["path"] for change in today["changes"]] == []

    # The history of the fact has a first state that it had not before, and says when the archive learned it.
    (fact,) = desk.json("facts", "--type", "lamp_count")
    states = desk.json("history", fact["fact_id"])["steps"]
    assert [(state["since"], state["value"]) for state in states] == [
        ("2024-02-11", 1),
        ("2024-05-04", 2),
        ("2024-06-19", 3),
    ]
    then = desk.json("history", fact["fact_id"], "--known-at", june)["steps"]
    assert [(state["since"], state["value"]) for state in then] == [("2024-05-04", 2), ("2024-06-19", 3)]
    answers = desk.json("history", fact["fact_id"], "--known", "--as-of", "2024-03")["answers"]
    assert [(answer["known_at"] > int(june[1:]), answer["after"]["value"]) for answer in answers] == [
        (True, 1)
    ]

    # And the late article itself: public since February, known since July.
    (article,) = (row for row in desk.json("articles") if row["published"]["value"] == "2024-02-11")
    assert article["reported"]["value"] == "2024-02-11"
    assert desk.refused("show", article["address"], "--known-at", june).startswith("no article")

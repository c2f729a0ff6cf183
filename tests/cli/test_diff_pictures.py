"""The pictures in the page of a diff: which there are, that they belong to the page, and that it does without."""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tests.cli.quarry import write

CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>")
COUNTS = "The counts that changed, over the time of their reporting"
SOURCES = "Who agrees on the facts that changed, and who does not"
EDITS = "Articles that were edited in between"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an archive that is only read: two stories, and an article that was edited without a word."""
    folder = tmp_path_factory.mktemp("quarry")
    archive = CommandLine(f"sqlite:///{folder / 'archive.db'}")
    articles = write(folder)
    archive("ingest", articles, "--story", folder / "quarry.toml")
    more = articles / "more.txt"
    more.write_text(more.read_text("utf-8").replace("34 people", "35 people"), encoding="utf-8")
    sidecar = more.with_suffix(".json")
    sidecar.write_text(sidecar.read_text("utf-8").replace("2019-06-01", "2019-06-02"), encoding="utf-8")
    archive("ingest", more)
    other = folder / "other.toml"
    other.write_text(
        (folder / "quarry.toml").read_text("utf-8").replace('"quarry"', '"again"'), encoding="utf-8"
    )
    archive("story", "add", other)
    return folder / "archive.db"


@pytest.fixture
def quarry(archive: CommandLine, ready: Path) -> CommandLine:
    return archive.on(f"sqlite:///{ready}")


def test_counts_with_both_points_and_sources(quarry: CommandLine) -> None:
    page = quarry("diff", "2019-05-04..2019-05-09", "--story", "quarry", "--format", "html")
    assert CAPTION.findall(page) == [COUNTS, SOURCES]
    assert "A: reported by 2019-05-04; B: reported by 2019-05-09." in page
    assert "Dead · People killed at Orsa quarry: at least 20, then 31 (disputed), then 34" in page


def test_edits_that_the_first_point_did_not_know(quarry: CommandLine) -> None:
    page = quarry("diff", "2019-05-31..latest", "--story", "quarry", "--format", "html")
    assert EDITS in CAPTION.findall(page)
    assert (
        "Orsa Bugle: News from the hills: 1 edit, the most material a fact changed, denied or withdrawn, 1 not made openly."
        in page
    )
    assert EDITS not in quarry("diff", "2019-05-04..2019-05-31", "--story", "quarry", "--format", "html")
    known = quarry("diff", "2019-06-02..latest", "--story", "quarry", "--format", "html")
    assert "No difference." in known
    assert EDITS not in known


def test_several_stories_in_one_page_share_no_id_and_are_the_same_each_time(quarry: CommandLine) -> None:
    page = quarry("diff", "2019-05-04..2019-05-09", "--format", "html")
    assert CAPTION.findall(page) == [COUNTS, SOURCES] * 2
    ids = Counter(re.findall(r'\sid="([^"]*)"', page))
    assert max(ids.values()) == 1
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', page)) <= set(ids)
    assert page == quarry("diff", "2019-05-04..2019-05-09", "--format", "html")


def test_the_page_still_forbids_everything(quarry: CommandLine) -> None:
    page = quarry("diff", "2019-05-04..2019-05-09", "--story", "quarry", "--format", "html")
    assert "unsafe" not in page
    assert not re.search(r"<[^>]*\sstyle=|<style>[^<]*</style>.*<style|<script", page)


def test_a_diff_that_ends_in_a_snapshot_has_none(archive: CommandLine, ready: Path) -> None:
    shutil.copy(ready, "own.db")
    quarry = archive.on("sqlite:///own.db")
    quarry("snapshot", "quarry", "--as-of", "2019-05-09", "--output", "end.json")
    page = quarry("diff", "2019-05-04..end.json", "--story", "quarry", "--format", "html")
    assert "People killed at Orsa quarry" in page
    assert CAPTION.findall(page) == []


def test_without_matplotlib_the_page_has_none_and_says_nothing(
    quarry: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    done = quarry.run("diff", "2019-05-04..2019-05-09", "--story", "quarry", "--format", "html")
    assert (done.code, done.err) == (0, "")
    assert "<svg" not in done.out
    assert "People killed at Orsa quarry" in done.out

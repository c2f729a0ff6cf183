"""The snapshots that are committed are what the examples give today, to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.bootstrap import Archive, open_archive
from archive.config import Config
from archive.domain.snapshot import read_snapshot
from archive.service.gather import gather

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = sorted((ROOT / "snapshots").glob("*.json"))


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of the example articles, as `scripts/snapshots` makes it."""
    folder = ROOT / "examples" / "putin-kim-gifts"
    database = tmp_path_factory.mktemp("golden") / "archive.db"
    with open_archive(Config(database=str(database)), write=True) as archive:
        archive.add_story(folder / "story.toml")
        archive.ingest(gather([str(folder / "articles")]), {})
        yield archive


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_a_golden_snapshot_is_reproduced(example: Archive, file: Path) -> None:
    golden = read_snapshot(file.read_bytes())
    point = example.resolve(golden.document()["as_of"])
    again = example.snapshot(golden.story, point)
    assert again.facts == golden.facts
    assert again.canonical() == file.read_bytes().rstrip(b"\n")


def test_there_are_golden_snapshots() -> None:
    assert len(GOLDEN) >= 2

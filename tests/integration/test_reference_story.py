"""The reference story over real articles: what the archive must show of them, and what it never may.

The texts are not part of the project; they are read from the shared folder (see `shared`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from archive.bootstrap import Archive, open_archive
from archive.config import Config
from archive.domain.change import Change
from archive.domain.fact_document import Document, fact_document, listed
from archive.service.diff import Diff, Side
from archive.service.gather import gather

STORY = "putin-kim-gifts"
FEBRUARY, JUNE = "2024-02-20", "2024-06-21"


@pytest.fixture(scope="session")
def story_file(root: Path) -> Path:
    """The reference story."""
    return root / "examples" / "putin-kim-gifts" / "story.toml"


@contextmanager
def opened(url: str, *, start: int = 1_780_000_000_000_000) -> Iterator[Archive]:
    """An archive whose clock ticks by a second at every look, so that two runs are alike."""
    ticks = count(start, 1_000_000)
    with open_archive(Config(database=url), write=True, clock=lambda: next(ticks)) as archive:
        yield archive


def fill(archive: Archive, story_file: Path, paths: list[Path]) -> None:
    archive.add_story(story_file)
    summary = archive.ingest(gather([str(path) for path in paths]), {})
    assert not summary.refused


def facts(archive: Archive, as_of: str, **key: Any) -> list[Document]:
    """Fact documents whose type and key agree with `key`."""
    found = []
    for fact in archive.facts(STORY, archive.resolve(as_of)):
        document = listed(fact_document(fact))
        told = {"type": document["type"], **document["key"]}
        if all(told.get(name) == value for name, value in key.items()):
            found.append(document)
    return found


def difference(archive: Archive, start: str, end: str) -> Diff:
    sides = [Side(archive.resolve(text)) for text in (start, end)]
    return archive.diff(STORY, sides[0], sides[1])


@pytest.fixture(scope="session")
def seeds(shared: Path) -> list[Path]:
    return sorted((shared / "seeds").glob("*.txt"))


@pytest.fixture
def archive(database_url: str, story_file: Path, seeds: list[Path]) -> Iterator[Archive]:
    with opened(database_url) as archive:
        fill(archive, story_file, seeds)
        yield archive


def added(changes: tuple[Change, ...], giver: str, recipient: str) -> dict[str, Change]:
    """Gifts added from `giver` to `recipient`, by item and occurrence."""
    return {
        f"{change.key['item']}#{change.key.get('ordinal', 1)}": change
        for change in changes
        if change.type == "gift"
        and change.kind == "added"
        and change.key.get("giver") == giver
        and change.key.get("recipient") == recipient
    }


def test_the_count_of_cars_goes_to_two_and_three_stands_denied(archive: Archive) -> None:
    assert facts(archive, FEBRUARY, type="gift_count", recipient="kim_jong_un") == []
    diff = difference(archive, FEBRUARY, JUNE)
    counts = [change for change in diff.changes if change.type == "gift_count"]
    assert [(change.kind, change.after, change.cause) for change in counts] == [("added", 2, "reporting")]
    assert counts[0].key == {"giver": "putin", "recipient": "kim_jong_un", "item": "aurus_car"}
    assert [denial["value"] for denial in listed(counts[0].fact)["denied"]] == [3]
    assert all(moved.document["quote"] for moved in counts[0].evidence)


def test_gifts_are_added_with_their_sentences(archive: Archive) -> None:
    diff = difference(archive, FEBRUARY, JUNE)
    to_kim = added(diff.changes, "putin", "kim_jong_un")
    assert set(to_kim) == {"tea_set#1", "dagger#1", "aurus_car#1", "aurus_car#2"}
    assert to_kim["aurus_car#2"].after["date"] == "2024-06-19"
    to_putin = added(diff.changes, "kim_jong_un", "putin")
    assert set(to_putin) == {"pungsan_dogs#1", "artwork#1"}
    assert to_putin["pungsan_dogs#1"].after["quantity"] == 2
    for change in (*to_kim.values(), *to_putin.values()):
        assert any(moved.came and moved.document["quote"] for moved in change.evidence)


def test_three_words_for_one_dagger(archive: Archive) -> None:
    (dagger,) = facts(archive, JUNE, type="gift", item="dagger")
    wordings = " | ".join(dagger["variants"]).replace("’", "'").lower()
    for wording in ("naval officer's dirk", "admiral's dagger", "admiral's dirk"):
        assert wording in wordings
    assert dagger["value"].get("quantity", 1) == 1


def test_the_first_car_is_disputed_and_february_preferred(archive: Archive) -> None:
    first = next(
        fact for fact in facts(archive, JUNE, item="aurus_car", type="gift") if "ordinal" not in fact["key"]
    )
    assert first["status"] == "disputed"
    assert first["value"]["date"] == "2024-02"
    assert first["disputed"]["date"][0] == "2024-02"
    assert "2023-09" in first["disputed"]["date"]


def test_what_must_never_appear(archive: Archive) -> None:
    gifts = [
        fact
        for fact in facts(archive, JUNE, type="gift")
        if {fact["key"]["giver"], fact["key"]["recipient"]} == {"putin", "kim_jong_un"}
    ]
    assert {fact["key"]["item"] for fact in gifts} <= {
        "car",
        "aurus_car",
        "tea_set",
        "dagger",
        "pungsan_dogs",
        "artwork",
    }
    for fact in gifts:
        dates = [fact["value"].get("date"), *fact["disputed"].get("date", [])]
        assert not any(str(date).startswith("2017") for date in dates)
        if any(str(date).startswith("2023") for date in dates):
            assert fact["key"]["item"] == "aurus_car"
            assert fact["status"] == "disputed"
        assert fact["key"].get("ordinal", 1) <= 2
    for fact in facts(archive, JUNE, type="gift_count"):
        assert fact["value"] != 3


def test_one_aide_is_not_four_confirmations(archive: Archive) -> None:
    (fact,) = facts(archive, JUNE, type="gift_count", giver="putin", recipient="kim_jong_un")
    assert fact["publishers"] == 4
    assert "ushakov" in fact["origins"]
    assert len(fact["origins"]) < 4


def test_february_knows_only_a_car_of_unclear_make(archive: Archive) -> None:
    gifts = facts(archive, FEBRUARY, type="gift")
    assert [fact["key"]["item"] for fact in gifts] == ["car"]


def test_ingesting_again_adds_no_event(archive: Archive, seeds: list[Path]) -> None:
    before = archive.log.head()
    summary = archive.ingest(gather([str(path) for path in seeds]), {})
    assert dict(summary.outcomes) == {"unchanged": 5}
    assert archive.log.head() == before


def test_an_edit_is_version_two_and_the_cause_of_the_change(
    database_url: str, story_file: Path, seeds: list[Path], tmp_path: Path
) -> None:
    copies = tmp_path / "seeds"
    shutil.copytree(seeds[0].parent, copies)
    edited = copies / seeds[3].name
    with opened(database_url) as archive:
        fill(archive, story_file, [copies])
        before = archive.log.head()
        text = edited.read_text(encoding="utf-8").replace("a tea set and ", "")
        edited.write_text(text, encoding="utf-8")
        summary = archive.ingest(gather([str(edited)]), {})
        assert dict(summary.outcomes) == {"changed": 1}
        assert [version.number for version in archive.models.versions(edited.resolve().as_uri())] == [1, 2]
        diff = archive.diff(
            STORY, Side(archive.resolve(f"@{before}")), Side(archive.resolve("latest")), support=True
        )
    causes = {change.cause for change in diff.changes if change.key.get("item") == "tea_set"}
    assert causes == {"source-edit"}


def test_another_order_gives_the_same_snapshot(
    tmp_path: Path, fresh_postgres: str, story_file: Path, seeds: list[Path]
) -> None:
    digests = set()
    orders = (seeds, list(reversed(seeds)), [*seeds[2:], *seeds[:2]])
    urls = (f"sqlite:///{tmp_path / 'a.db'}", f"sqlite:///{tmp_path / 'b.db'}", fresh_postgres)
    for number, (url, order) in enumerate(zip(urls, orders, strict=True)):
        with opened(url, start=1_780_000_000_000_000 + number * 10**12) as archive:
            if number == 1:
                archive.ingest(gather([str(path) for path in order]), {})
                archive.add_story(story_file)
            else:
                for path in order:
                    fill(archive, story_file, [path])
            digests.add(archive.snapshot(STORY, archive.resolve(JUNE)).digest)
    assert len(digests) == 1


def test_a_rebuild_gives_the_same_rows_on_both_backends(
    tmp_path: Path, fresh_postgres: str, story_file: Path, seeds: list[Path]
) -> None:
    digests = set()
    for url in (f"sqlite:///{tmp_path / 'a.db'}", fresh_postgres):
        with opened(url) as archive:
            fill(archive, story_file, seeds)
            digests.add(archive.rebuild())
            digests.add(archive.rebuild())
    assert len(digests) == 1

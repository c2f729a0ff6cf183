"""Whatever a file of events says, nothing is recorded that the archive could not live with afterwards."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.bootstrap import open_archive
from archive.config import Config
from archive.domain.canonical import canonical_json, sha256_hex
from archive.domain.look import Look
from archive.domain.moment import END_OF_TIME
from archive.domain.snapshot import Point
from archive.service.export_events import Part
from archive.service.shelves import new_folder
from tests.cli.conftest import STORY

PAGE = "Light\n\nThe Harbour Board gave Skerry School a storm lamp on March 1, 2023. Skerry School has 2 lamps, Ada Lund said.\n"
ODD: tuple[Any, ...] = (
    "", "x", "0" * 64, "../../x", "2024-99", "9999-12-31", "\x1b[31m", "a" * 5000, 0, -1, 2**53 - 1, -(2**53) + 1, 999,
    None, True, [], {}, [[]], {"x": "y"}, "accepted", "corrected", "withdrawn", "new", "gone", "https://b.example/",
)  # fmt: skip


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export with an event of every kind that is brought in, and an archive to bring it into."""
    folder = tmp_path_factory.mktemp("exported")
    (folder / "story.toml").write_text(STORY, encoding="utf-8")
    with open_archive(Config(database=str(folder / "empty.db")), write=True):
        pass
    with open_archive(Config(database=str(folder / "theirs.db")), write=True) as archive:
        archive.add_story(folder / "story.toml")
        url = "https://tern.example/a"
        for day, text in enumerate([PAGE, PAGE.replace("2 lamps", "3 lamps"), PAGE]):
            captured = 1_718_000_000_000_000 + day * 86_400_000_000
            look = Look(
                name="a", via="web", url=url, data=text.encode(), status=200, kind="text", captured=captured
            )
            archive.take_in([look], {"source": "Tern Gazette", "published": "2023-03-02"})
        for voice in archive.models.voices("lamps"):
            fields: dict[str, str | int | None] = (
                {"value": 4} if voice.claim.type == "lamp_count" else {"date": "2023-02-27"}
            )
            archive.review(voice.claim.claim_id, "corrected", "", fields)
        with new_folder(folder / "export") as shelf:
            archive.export_parcel(Part(archive.log.head()), shelf, lambda done, total: None)
    return folder


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a JSON value."""
    if path:
        yield path
    inner: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, item in inner:
        yield from places(item, (*path, key))


def poisoned(line: bytes, path: tuple[str | int, ...], odd: Any) -> bytes:
    """The line with another value at `path` of its payload, committed to as it has to be."""
    event = json.loads(line)
    inner = event["payload"]
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = odd
    whole = bytes.fromhex(event["salt"]) + canonical_json(event["payload"])
    event["envelope"]["commitment"] = sha256_hex(whole)
    return canonical_json(event) + b"\n"


@settings(max_examples=8)
@given(st.data())
def test_no_event_poisons_the_archive_that_takes_it_in(exported: Path, data: st.DataObject) -> None:
    lines = (exported / "export/events.jsonl").read_bytes().splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(1, len(lines) - 1))
        payload = json.loads(lines[number])["payload"]
        path = data.draw(st.sampled_from(sorted(places(payload), key=str)))
        lines[number] = poisoned(lines[number], path, data.draw(st.sampled_from(ODD)))
    with TemporaryDirectory() as folder:
        shutil.copy(exported / "empty.db", f"{folder}/ours.db")
        shutil.copytree(exported / "export", f"{folder}/export")
        Path(folder, "export/events.jsonl").write_bytes(b"".join(lines))
        with open_archive(Config(database=f"{folder}/ours.db"), write=True) as archive:
            archive.bring_in(f"{folder}/export")
            head = archive.log.head()
            archive.bring_in(f"{folder}/export")
            assert archive.log.head() == head
            archive.rebuild()
            assert all(problem is None for _, problem in archive.verify())
            for row in archive.models.stories():
                archive.snapshot(row.story, Point(END_OF_TIME, head))


def test_a_look_that_showed_nothing_has_no_reading(exported: Path, tmp_path: Path) -> None:
    """What contradicts itself is refused by its line, and not half of it dropped."""
    lines = (exported / "export/events.jsonl").read_bytes().splitlines(keepends=True)
    changed = [
        poisoned(line, ("outcome",), "gone") if b'"type":"ArticleCaptured"' in line else line
        for line in lines
    ]
    shutil.copytree(exported / "export", tmp_path / "export")
    (tmp_path / "export/events.jsonl").write_bytes(b"".join(changed))
    with open_archive(Config(database=str(tmp_path / "ours.db")), write=True) as archive:
        done = archive.bring_in(str(tmp_path / "export"))
        assert done.refusals == len(done.refused) == 3
        assert "it says that the page was gone, and yet what follows is a reading of it" in str(
            done.refused[0]
        )
        assert all(refusal.__traceback__ is None for refusal in done.refused)
        assert not done.looks.outcomes

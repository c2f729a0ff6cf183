"""Where exports go: what is there already is there until something whole takes its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import OutputRefused
from archive.service.exchange import EVENTS
from archive.service.shelves import new_folder


def exported(folder: Path, text: bytes) -> Path:
    with new_folder(folder, replace=True) as shelf, shelf.begin(EVENTS) as out:
        out.write(text)
    return folder / EVENTS


def test_what_cannot_be_put_in_place_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = exported(tmp_path / "out", b"old")
    rename = Path.rename

    def broken(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(OutputRefused, match="out: Permission denied"):
        exported(tmp_path / "out", b"new")
    assert events.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_is_never_replaced_by_a_folder(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(OutputRefused, match="notes is a file, and this export is a folder"):
        exported(tmp_path / "notes", b"new")
    assert (tmp_path / "notes").read_text() == "mine"

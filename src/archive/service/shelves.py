"""Shelves: where the files of an export go, a folder or a zip file.

Invariants: under the name that the user gave there is never half an export: everything is written beside it and
renamed when it is whole. What is replaced is there until then; no folder is that is no export, whatever the user says.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from archive.errors import OutputRefused
from archive.service.exchange import EVENTS

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a zip: the first that there is, so that the same files give the same bytes."""
_MODE: Final = 0o644 << 16


class FolderShelf:
    """Files in a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def begin(self, name: str) -> BinaryIO:
        """A new file, with the folders that it stands in."""
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")

    def has(self, name: str) -> bool:
        """Whether the file is there."""
        return (self._root / name).exists()

    def names(self) -> Sequence[str]:
        """Every file, in the order of the names."""
        files = (path for path in self._root.rglob("*") if path.is_file())
        return sorted(path.relative_to(self._root).as_posix() for path in files)

    def open(self, name: str) -> BinaryIO:
        """The bytes of a file that was written."""
        return (self._root / name).open("rb")


class ZipShelf:
    """Files in a zip file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._zip = archive
        self._names: set[str] = set()

    def begin(self, name: str) -> BinaryIO:
        """A new file; one at a time."""
        self._names.add(name)
        member = zipfile.ZipInfo(name, _EPOCH)
        member.compress_type = zipfile.ZIP_DEFLATED
        member.external_attr = _MODE
        member.create_system = 3
        return io.BufferedWriter(self._zip.open(member, "w", force_zip64=True))

    def has(self, name: str) -> bool:
        """Whether the file was begun."""
        return name in self._names


def check_free(path: Path, *, replace: bool) -> None:
    """Refuse what is there already, unless it is an export and may be replaced. Raises `OutputRefused`."""
    if not path.parent.is_dir():
        raise OutputRefused(problem=f"the folder {path.parent} does not exist")
    if not (path.exists() or path.is_symlink()) or (path.is_dir() and not any(path.iterdir())):
        return
    if not replace:
        raise OutputRefused(
            problem=f"{path} is there already; choose another name, or say --force to replace it"
        )
    if path.is_dir() and not (path / EVENTS).is_file():
        raise OutputRefused(
            problem=f"{path} is a folder that holds something else than an export; choose another name"
        )


@contextmanager
def new_folder(path: Path, *, replace: bool = False) -> Iterator[FolderShelf]:
    """A folder to fill, which is called `path` once the block ends. Raises `OutputRefused`."""
    check_free(path, replace=replace)
    if path.is_file():
        raise OutputRefused(problem=f"{path} is a file, and this export is a folder; choose another name")
    target = path.resolve()
    try:
        part = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    except OSError as problem:
        raise OutputRefused(problem=f"{path}: {problem.strerror or problem}") from problem
    old = part / "replaced"
    new = part / "new"
    try:
        new.mkdir()
        yield FolderShelf(new)
        if target.is_dir():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if old.is_dir():
                old.rename(target)  # before the rest is thrown away
            raise
    except OSError as problem:
        raise OutputRefused(problem=f"{path}: {problem.strerror or problem}") from problem
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def new_zip(path: Path, *, replace: bool = False) -> Iterator[ZipShelf]:
    """A zip file to fill, which is called `path` once the block ends. Raises `OutputRefused`."""
    check_free(path, replace=replace)
    if path.is_dir():
        raise OutputRefused(problem=f"{path} is a folder")
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED) as archive:
            yield ZipShelf(archive)
        part.replace(path)
    except OSError as problem:
        raise OutputRefused(problem=f"{path}: {problem.strerror or problem}") from problem
    finally:
        part.unlink(missing_ok=True)

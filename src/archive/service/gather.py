"""From what the user names on the command line to inputs that can be read one by one."""

from __future__ import annotations

import atexit
import glob
import json
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, BinaryIO, Final

from archive.domain.address import content_address
from archive.domain.canonical import sha256_hex
from archive.domain.look import Look
from archive.errors import InputRefused

STDIN: Final = "-"
HEAD: Final = 64 * 1024
"""Bytes by which the format of an input is told."""
_NOT_ARTICLES: Final = frozenset({".toml", ".css", ".js", ".map"})
"""Kinds of file that a folder of articles holds beside them; named on their own they are read."""
_SAVED: Final = "_files"
"""How the folder is called that a browser saves beside PAGE.html, with what the page is made of."""
_ABOUT: Final = "readme"
"""What a file is called that tells about a folder; it is read where it is named on its own."""


@dataclass(frozen=True, slots=True)
class Remote:
    """An input that has to be fetched."""

    name: str


@dataclass(frozen=True, slots=True)
class Input:
    """One input that is at hand: a file, or what came on standard input, kept at `path`."""

    name: str
    path: Path
    standard: bool = False

    def head(self) -> bytes:
        """The first bytes, by which the format is told. Raises `InputRefused` naming the input."""
        try:
            with self.open() as file:
                return file.read(HEAD)
        except OSError as error:
            raise InputRefused(name=self.name, reason=_os_reason(error)) from error

    def open(self) -> BinaryIO:
        """The bytes from the beginning."""
        return self.path.open("rb")

    def load(self, max_bytes: int) -> Look:
        """Read the bytes and the sidecar. Raises `InputRefused` naming the input."""
        try:
            size = self.path.stat().st_size
            if size > max_bytes:
                raise InputRefused(name=self.name, reason=_too_large(size, max_bytes))
            data = self.path.read_bytes()
        except OSError as error:
            raise InputRefused(name=self.name, reason=_os_reason(error)) from error
        if self.standard:
            address = content_address(sha256_hex(data))
            return Look(name=self.name, via="stdin", data=data, address=address)
        address = self.path.resolve().as_uri()
        return Look(name=self.name, data=data, address=address, sidecar=_sidecar(self.path))


def _spooled(name: str, stream: BinaryIO) -> Input:
    """What comes by a stream, kept in a file until the process ends, so that it can be read more than once."""
    with tempfile.NamedTemporaryFile(prefix="archive-stdin-", delete=False) as spool:
        shutil.copyfileobj(stream, spool)
    path = Path(spool.name)
    atexit.register(path.unlink, missing_ok=True)
    return Input(name, path, standard=True)


def _named(path: Path) -> Input | InputRefused:
    """What the user named; a pipe, as a shell makes of `<(command)`, is read to its end."""
    name = _printable(path)
    if path.is_fifo():
        with path.open("rb") as stream:
            return _spooled(name, stream)
    if _is_special(path):
        return InputRefused(name=name, reason="is a device or a socket, and no file")
    return Input(name, path)


def is_remote(name: str) -> bool:
    """Whether an input is named by an http or https URL."""
    return re.match(r"https?://", name, re.IGNORECASE) is not None


def gather(names: Iterable[str]) -> Iterator[Input | Remote | InputRefused]:
    """Inputs in a stable order: as named, folders and patterns sorted; what is missing as an error.

    Folders are walked whole, hidden files and sidecars left out, and so are pipes and devices, which may never
    end. Each file is given once.
    """
    seen: set[Path] = set()
    for name in names:
        if name == STDIN:
            yield _spooled("standard input", sys.stdin.buffer)
            continue
        if is_remote(name):
            yield Remote(name)
            continue
        found = False
        for path in _expand(name):
            found = True
            identity = path.resolve()
            if identity not in seen:
                seen.add(identity)
                yield _named(path)
        if not found:
            yield InputRefused(name=name, reason=_nothing_there(name))


def _expand(name: str) -> Iterator[Path]:
    path = Path(name)
    if path.is_dir():
        yield from _walk(path)
    elif path.exists():
        yield path
    elif glob.has_magic(name):
        # Not Path.glob: a pattern may be absolute and name folders that it has to walk through.
        stems: dict[Path, Counter[str]] = {}
        for match in sorted(glob.glob(name, recursive=True)):  # noqa: PTH207
            hit = Path(match)
            if hit.is_dir():
                yield from _walk(hit)
                continue
            if hit.parent not in stems:
                stems[hit.parent] = _stems(glob.glob("*", root_dir=hit.parent))  # noqa: PTH207 - as above
            if not _is_sidecar(hit, stems[hit.parent]):
                yield hit


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        pages = {name.rpartition(".")[0] for name in files if name.lower().endswith((".html", ".htm"))}
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not (name.endswith(_SAVED) and name.removesuffix(_SAVED) in pages)
        )
        stems = _stems(files)
        for name in sorted(files):
            path = Path(parent, name)
            beside = path.suffix in _NOT_ARTICLES or path.stem.lower() == _ABOUT
            if (
                not name.startswith(".")
                and not beside
                and not _is_special(path)
                and not _is_sidecar(path, stems)
            ):
                yield path


def _is_special(path: Path) -> bool:
    """Whether `path` is there and is neither file nor folder: a pipe, a socket, a device."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _stems(names: Iterable[str]) -> Counter[str]:
    """How many of the names in a folder there are without their endings."""
    return Counter(PurePath(name).stem for name in names)


def _is_sidecar(path: Path, stems: Counter[str]) -> bool:
    """Whether `path` is NAME.json beside another file of that name; `stems` are those of its folder."""
    return path.suffix == ".json" and stems[path.stem] > 1


def _printable(path: Path) -> str:
    """The path as text that can be stored and shown, also where its name is not valid text."""
    return os.fsencode(path).decode("utf-8", "replace")


def _sidecar(path: Path) -> Mapping[str, Any] | None:
    beside = path.with_suffix(".json")
    if path.suffix == ".json" or not beside.is_file():
        return None
    try:
        content = json.loads(beside.read_bytes())
    except (OSError, ValueError) as error:
        raise InputRefused(
            name=str(path), reason=f"its sidecar {beside.name} cannot be read: {error}"
        ) from error
    if not isinstance(content, dict):
        raise InputRefused(name=str(path), reason=f"its sidecar {beside.name} is not a JSON object")
    return content


def _too_large(size: int, max_bytes: int) -> str:
    return f"too large for an article ({size / 2**20:.0f} MiB, at most {max_bytes / 2**20:.0f})"


def _os_reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _nothing_there(name: str) -> str:
    if re.match(r"[a-z][a-z0-9+.-]+://", name, re.IGNORECASE):
        return "cannot be fetched; http and https addresses can"
    if Path(name).is_dir():
        return "the folder holds no article"
    if glob.has_magic(name):
        return "no file fits this pattern"
    return "no such file or folder"

"""WACZ packages (WACZ 1.1.1): a ZIP file with WARC files in its folder `archive/`.

Invariant: nothing is unpacked to a disk, and no name in the package is used as a path: what it holds is
streamed, member by member, with the bounds that hold for any WARC file.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import BinaryIO, Final, cast

from archive.errors import InputRefused
from archive.ports import Found, Source
from archive.readers.warc import WarcOpener

_ARCHIVE: Final = re.compile(r"(?:.*/)?archive/[^/]+\.warc(?:\.gz|\.zst)?\Z", re.I | re.S)
_PACKAGE: Final = re.compile(r".*\.wacz\Z", re.I | re.S)
_BROKEN: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    zlib.error,
)
"""What the standard library raises for a damaged, encrypted or strange ZIP file."""


class WaczOpener:
    """Takes WACZ packages apart. `max_bytes` is the most that one page may have."""

    def __init__(self, max_bytes: int) -> None:
        self._warc = WarcOpener(max_bytes)

    def open(self, source: Source) -> Iterator[Found]:
        """The looks of all WARC files in the package, in the order of their names.

        Raises `InputRefused` where the source is no ZIP file, or holds no WARC files.
        """
        with closing(source.open()) as stream:
            try:
                package = zipfile.ZipFile(stream)
                names = sorted({member.filename for member in package.infolist()})
            except _BROKEN as error:
                raise InputRefused(
                    name=source.name, reason=f"is no ZIP file that can be read: {error}"
                ) from None
            with package:
                yield from self._members(source, package, names)

    def _members(self, source: Source, package: zipfile.ZipFile, names: list[str]) -> Iterator[Found]:
        archives = [name for name in names if _ARCHIVE.match(name)]
        if not archives and any(map(_PACKAGE.match, names)):
            reason = "is a package of packages; unpack it and ingest the .wacz files in it"
            raise InputRefused(name=source.name, reason=reason)
        if not archives:
            reason = "holds no WARC file in a folder archive/, as a WACZ package does"
            raise InputRefused(name=source.name, reason=reason)
        for name in archives:
            member = Source(name=f"{source.name}: {_shown(name)}", open=partial(_open, package, name))
            try:
                yield from self._warc.open(member)
            except InputRefused as refusal:
                yield refusal
            except _BROKEN as error:
                yield InputRefused(name=member.name, reason=f"cannot be read: {error}")


def _open(package: zipfile.ZipFile, name: str) -> BinaryIO:
    return cast("BinaryIO", package.open(name))


def _shown(name: str) -> str:
    """The last part of a member's name, fit for one line of a message."""
    return "".join(mark if mark.isprintable() else "?" for mark in name.rpartition("/")[2])[:100]

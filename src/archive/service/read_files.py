"""Article files read for an extractor without being stored: what authors of stories try theirs on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.domain.canonical import sha256_hex
from archive.errors import InputRefused
from archive.ports import Reader, Reading
from archive.service.gather import Input, Remote, gather
from archive.service.reading import anchor_of


def read_files(reader: Reader, names: Iterable[str], max_bytes: int) -> Iterator[Reading]:
    """The articles that `names` stand for (files, folders, patterns), in order. Raises `InputRefused`."""
    for found in gather(names):
        if isinstance(found, InputRefused):
            raise found
        if isinstance(found, Remote):
            raise InputRefused(name=found.name, reason="is not a file; stories are tried on files alone")
        yield read_file(reader, found, max_bytes)


def read_file(reader: Reader, found: Input, max_bytes: int) -> Reading:
    """One article, named as the user named its file. Raises `InputRefused`."""
    look = found.load(max_bytes)
    article = reader.read(look, {})
    anchor, basis = anchor_of(article)
    digest = sha256_hex(article.text.encode())
    return Reading(
        address=look.name,
        version_id=digest,
        text_hash=digest,
        text=article.text,
        blocks=article.blocks,
        title=article.title.value,
        anchor=anchor,
        anchor_basis=basis,
        language=article.language.value,
    )

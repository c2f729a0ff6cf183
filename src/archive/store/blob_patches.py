"""Blobs that are stored as patches of another, their keyframe.

Invariant: a keyframe is never a patch itself, so that a read needs at most one other blob; the
database's own guards refuse a patch of what is no keyframe. A page captured again is patched from the
keyframe of its bytes before; when the patches of a keyframe have cost twice what it cost itself, or a
patch is not clearly smaller than the content packed alone, the content is packed alone and is the
keyframe of what comes after it. Both rules are from the archive's own design; the cost of a keyframe's
patches is summed from the rows at each put, so there is no state that could disagree with them, and two
writers at once can at worst add a patch too many.

A blob cannot be erased while others are patched from it: whoever erases a keyframe, by a takedown, has to
pack its dependants (`base` names it; there is an index) anew in the same transaction, with the triggers off,
from their contents as read before. Their addresses do not change, since those are hashes of contents.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, func, select

from archive.domain.canonical import sha256_hex
from archive.errors import DatabaseUnusable, NotFound
from archive.store.engine import name_of
from archive.store.packing import PATCH_LIMIT, patch, unpack, unpatch
from archive.store.schema import blobs

PATCH: Final = "patch"
"""The codec of a blob that is unpacked with its keyframe before it."""

_SPENT: Final = 2
"""How often the cost of a keyframe its patches may cost before there is another."""
_CLEARLY: Final = 2
"""A patch is at most the content packed alone divided by this."""

_keyframes: Final = blobs.alias("keyframes")
ROWS: Final = select(
    blobs,
    _keyframes.c.address.label("key_address"),
    _keyframes.c.codec.label("key_codec"),
    _keyframes.c.size.label("key_size"),
    _keyframes.c.data.label("key_data"),
).select_from(blobs.outerjoin(_keyframes, _keyframes.c.address == blobs.c.base))
"""Blobs, each with its keyframe: what `content_of` takes."""

_ROW: Final = ROWS.where(blobs.c.address == bindparam("wanted"))
_SEVERAL: Final = ROWS.where(blobs.c.address.in_(bindparam("wanted", expanding=True)))
_AT_ONCE: Final = 200
"""Blobs that are read with one statement."""
_patches: Final = blobs.alias("patches")
_KEYFRAME_OF: Final = (
    select(
        _keyframes.c.address,
        _keyframes.c.codec,
        _keyframes.c.size,
        func.length(_keyframes.c.data).label("cost"),
        select(func.coalesce(func.sum(func.length(_patches.c.data)), 0))
        .where(_patches.c.base == _keyframes.c.address)
        .scalar_subquery()
        .label("spent"),
    )
    .select_from(blobs.join(_keyframes, _keyframes.c.address == func.coalesce(blobs.c.base, blobs.c.address)))
    .where(blobs.c.address == bindparam("base_address"))
)


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A blob to patch others from; `left` is how many bytes its patches may still begin with."""

    address: str
    content: bytes
    left: int


def read_blob(connection: Connection, address: str) -> bytes:
    """The bytes at `address`, read within the caller's transaction.

    Raises `NotFound`, and `DatabaseUnusable` where they are not what they were when stored.
    """
    row = connection.execute(_ROW, {"wanted": address}).one_or_none()
    if row is None:
        raise NotFound(kind="blob", name=address, hint="")
    return _sound(connection, row)


def read_blobs(connection: Connection, addresses: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Each of `addresses` with its bytes, in few statements; raises as `read_blob` does."""
    missing = set(addresses)
    wanted = sorted(missing)
    for start in range(0, len(wanted), _AT_ONCE):
        for row in connection.execute(_SEVERAL, {"wanted": wanted[start : start + _AT_ONCE]}):
            missing.discard(row.address)
            yield row.address, _sound(connection, row)
    if missing:
        raise NotFound(kind="blob", name=min(missing), hint="")


def _sound(connection: Connection, row: Row[Any]) -> bytes:
    try:
        return content_of(row)
    except ValueError as problem:
        raise DatabaseUnusable(
            database=name_of(connection.engine.url), problem=f"blob {row.address} is damaged: {problem}"
        ) from None


def content_of(row: Row[Any]) -> bytes:
    """The content of a row of `ROWS`; raises `ValueError` saying what is wrong with it."""
    if row.base is None:
        return _checked(row.address, unpack(row.codec, row.data, row.size), row.size)
    if row.codec != PATCH:
        raise ValueError(f"packed with {row.codec!r}, which is no patch")
    if row.key_data is None:
        raise ValueError(f"the blob that it is patched from is missing: {row.base}")
    try:
        base = _checked(row.key_address, unpack(row.key_codec, row.key_data, row.key_size), row.key_size)
    except ValueError as problem:
        raise ValueError(f"the blob that it is patched from is damaged: {row.base}: {problem}") from problem
    return _checked(row.address, unpatch(row.data, base, row.size), row.size)


def keyframe_for(connection: Connection, base: str) -> Keyframe | None:
    """What a revision of the blob `base` is patched from: that blob, or the one that it is patched from.

    None where it is unknown, has been patched from enough, is too large, or is damaged: on what is
    damaged nothing more is built.
    """
    row = connection.execute(_KEYFRAME_OF, {"base_address": base}).one_or_none()
    if row is None or not 0 < row.size <= PATCH_LIMIT or row.spent >= _SPENT * row.cost:
        return None
    try:
        content = read_blob(connection, row.address)
    except (NotFound, DatabaseUnusable):
        return None
    return Keyframe(row.address, content, _SPENT * row.cost - int(row.spent))


def patched(content: bytes, keyframe: Keyframe, alone: int) -> bytes | None:
    """`content` as a patch of `keyframe`, where that is clearly smaller than `alone` bytes packed alone."""
    if not 0 < len(content) <= PATCH_LIMIT:
        return None
    packed = patch(content, keyframe.content)
    return packed if len(packed) * _CLEARLY <= alone else None


def _checked(address: str, content: bytes, size: int) -> bytes:
    if sha256_hex(content) != address:
        raise ValueError("its content is not what its address says")
    if len(content) != size:
        raise ValueError("its size is wrong")
    return content

"""The search for copies: which wordings in the archive overlap with a newly read one.

Wordings that are copies, directly or through others, are kindred. A new wording is looked up by its
shingles; those that share enough are counted exactly, one kindred after the other, and the first copy
found in each settles it. So a text that the archive holds a thousand times is compared with one of them,
and the pairs that are kept tie all kindred together without being all there are.

Invariants: wordings are taken in the order of the log, each compared with what was there before it, so
the outcome does not depend on how the events were batched. Who is whose kindred does not depend on the
order either, as long as no shingle stands in more wordings than are listed for it: then every link that
joins two kindreds is found, whichever came last. Pairs of wordings that stand at one address only are
no link: an article does not copy itself.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, exists, or_, select, update

from archive.domain.copies import COMMON, Overlap, Print, overlap, print_of, worth_comparing
from archive.store.blob_patches import read_blob
from archive.store.queries_kindred import kindred_of
from archive.store.queries_versions import chunks
from archive.store.read_schema import copies, kindred, prints, readings, shingles

Load = Callable[[str], Print]
"""Gives the print with an id."""

_KEPT: Final = 256
"""Prints kept ready for comparing: those of the last wordings are asked for again."""


@dataclass(frozen=True, slots=True)
class Place:
    """A wording at an address where it had not stood before; `first` where it had stood nowhere."""

    address: str
    print_id: str
    position: int
    first: bool


class CopiesSearch:
    """Finds and records overlaps. Holds nothing but prints, which never change."""

    def __init__(self) -> None:
        self._prints: dict[str, Print] = {}

    def record(
        self, connection: Connection, after: int, upto: int, listed: Mapping[str, Sequence[int]]
    ) -> bool:
        """Compare what the events in (`after`, `upto`] brought with all before it, and record the pairs.

        `listed` are the shingles by which the new wordings are looked up. Returns whether wordings that
        were known already have become kindred: then articles read long ago are copies now.
        """
        bridged = False
        load = _loader(connection, self._prints)
        for place in _fresh_places(connection, after, upto):
            hashes = listed.get(place.print_id) or load(place.print_id).indexed()
            bridged |= _take_in(connection, place, hashes, load)
            while len(self._prints) > _KEPT:
                del self._prints[next(iter(self._prints))]
        return bridged


def _fresh_places(connection: Connection, after: int, upto: int) -> Iterator[Place]:
    query = (
        select(readings.c.address, readings.c.print_id, readings.c.position)
        .where(readings.c.position > after, readings.c.position <= upto)
        .order_by(readings.c.position)
    )
    for row in connection.execute(query).all():
        before = select(readings.c.address).where(
            readings.c.print_id == row.print_id, readings.c.position < row.position
        )
        stood = set(connection.execute(before.distinct()).scalars())
        if row.address not in stood:
            yield Place(row.address, row.print_id, row.position, not stood)


def _take_in(connection: Connection, place: Place, hashes: Sequence[int], load: Load) -> bool:
    """Find the kindred of a wording, record the pairs, and list it for those to come."""
    holders = _holders(connection, hashes)
    shared = Counter(mark for marks in holders.values() for mark in marks)
    near = _candidates(connection, place, shared, load(place.print_id).size) if shared else []
    linked = _compare(connection, place, near, load) if near else set()
    if place.first:
        rows = [{"hash": h, "print_id": place.print_id} for h in hashes if len(holders.get(h, ())) < COMMON]
        if rows:
            connection.execute(shingles.insert(), rows)
    return len(linked) > 1 or (bool(linked) and not place.first)


def _holders(connection: Connection, hashes: Sequence[int]) -> dict[int, list[str]]:
    """The wordings that each shingle is listed for."""
    found: dict[int, list[str]] = {}
    for chunk in chunks(hashes):
        query = select(shingles.c.hash, shingles.c.print_id).where(shingles.c.hash.in_(chunk))
        for shingle, mark in connection.execute(query):
            found.setdefault(shingle, []).append(mark)
    return found


def _candidates(connection: Connection, place: Place, shared: Counter[str], size: int) -> list[str]:
    """Wordings that stood elsewhere and share enough to be compared, the nearest first; no recorded pair."""
    elsewhere = exists().where(
        readings.c.print_id == prints.c.print_id,
        readings.c.address != place.address,
        readings.c.position <= place.position,
    )
    found: list[str] = []
    for chunk in chunks(shared.keys() - {place.print_id}):
        query = select(prints.c.print_id, prints.c.size).where(prints.c.print_id.in_(chunk), elsewhere)
        found += [
            row.print_id
            for row in connection.execute(query)
            if worth_comparing(shared[row.print_id], row.size, size)
        ]
    if found and not place.first:
        recorded = _recorded(connection, place.print_id)
        found = [mark for mark in found if mark not in recorded]
    return sorted(found, key=lambda mark: (-shared[mark], mark))


def _recorded(connection: Connection, mark: str) -> set[str]:
    query = select(copies.c.print_a, copies.c.print_b).where(
        or_(copies.c.print_a == mark, copies.c.print_b == mark)
    )
    return {other for row in connection.execute(query) for other in row}


def _compare(connection: Connection, place: Place, near: Sequence[str], load: Load) -> set[str]:
    """Count the overlap with `near`, until a copy settles each kindred; the kindreds that it joined."""
    mark = place.print_id
    names = kindred_of(connection, [mark, *near])
    own = names[mark]
    linked: set[str] = set()
    rows = []
    for other in near:
        name = names[other]
        if name == own or name in linked:
            continue
        found = overlap(load(mark), load(other))
        if found.notable:
            rows.append(_pair(mark, other, found, place.position))
        if found.copies:
            linked.add(name)
    if rows:
        connection.execute(copies.insert(), rows)
    if linked:
        _join(connection, {own, *linked})
    return linked


def _pair(mark: str, other: str, found: Overlap, position: int) -> dict[str, Any]:
    turned = mark > other
    return {
        "print_a": other if turned else mark,
        "print_b": mark if turned else other,
        "common": found.common,
        "size_a": found.size_b if turned else found.size_a,
        "size_b": found.size_a if turned else found.size_b,
        "position": position,
    }


def _join(connection: Connection, names: Collection[str]) -> None:
    """Make one kindred of several, under the smallest name."""
    smallest = min(names)
    held = set(connection.execute(select(kindred.c.kindred).where(kindred.c.kindred.in_(names))).scalars())
    connection.execute(
        update(kindred).where(kindred.c.kindred.in_(set(names) - {smallest})).values(kindred=smallest)
    )
    # A kindred of one is not listed until it is joined.
    fresh = [{"print_id": name, "kindred": smallest} for name in sorted(set(names) - held)]
    if fresh:
        connection.execute(kindred.insert(), fresh)


def _loader(connection: Connection, kept: dict[str, Print]) -> Load:
    def load(print_id: str) -> Print:
        if print_id not in kept:
            row = connection.execute(
                select(prints.c.text, prints.c.spans).where(prints.c.print_id == print_id)
            ).one()
            kept[print_id] = print_of(_text_at(connection, row.text), json.loads(row.spans))
        return kept[print_id]

    return load


def _text_at(connection: Connection, address: str) -> str:
    """The text in the blob at `address`, read within this transaction."""
    return read_blob(connection, address).decode("utf-8")

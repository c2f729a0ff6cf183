"""Which versions an article has at a point, when their words became public, and who carries copies.

Invariant: everything is a function of the readings up to a position. A version's reading in force is
its latest known then; its number is its ordinal by capture time among its article's versions known
then; it is reported by its publication date if it is the first, or the first that is no excerpt, else
by its modification date, where no look since then still showed the text before, or the time we looked. So an answer for an earlier position is what the archive said back then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, bindparam, case, func, literal, or_, select, true
from sqlalchemy.sql.expression import Subquery

from archive.domain.article import Sourced, SourcedDate
from archive.domain.moment import PartialDate
from archive.store.queries_kindred import kindreds
from archive.store.read_schema import captures, copies, readings
from archive.store.rows import SHOWN, Version

CHUNK: Final = 400
"""Values in one IN list: well under the limit on parameters of either database."""


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """`values` in sorted lists that fit one IN."""
    rest = iter(sorted(set(values)))
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _known(narrowed: bool) -> Subquery:
    """All versions known at `:known_at`, numbered and with their reported time.

    Narrowed to `:addresses` before anything is counted, so that the cost follows those. Numbers count
    within an address, so an address is in or out as a whole.
    """
    inner = select(
        readings,
        func.row_number()
        .over(partition_by=readings.c.version_id, order_by=readings.c.position.desc())
        .label("age"),
        func.min(readings.c.position).over(partition_by=readings.c.version_id).label("first_position"),
    ).where(readings.c.position <= bindparam("known_at"))
    if narrowed:
        inner = inner.where(readings.c.address.in_(bindparam("addresses", expanding=True)))
    latest = inner.subquery()
    place: dict[str, Any] = {
        "partition_by": latest.c.address,
        "order_by": (latest.c.captured, latest.c.first_position),
    }
    number = func.row_number().over(**place)
    whole = case((latest.c.rank == "full", 1), else_=0)
    # An excerpt that came first makes the whole text no edit.
    before = func.coalesce(func.sum(whole).over(**place, rows=(None, -1)), 0)
    numbered = (
        select(latest, number.label("number"), before.label("whole_before"))
        .where(latest.c.age == 1)
        .subquery()
    )
    first = numbered.c.whole_before == 0
    # An edit is no older than the last look that did not show it yet, whatever the page says of itself.
    seen = (
        select(func.max(captures.c.captured))
        .where(
            captures.c.address == numbered.c.address,
            captures.c.captured < numbered.c.captured,
            captures.c.position <= bindparam("known_at"),
            captures.c.witnessed == 1,
            captures.c.outcome.in_(SHOWN),
        )
        .scalar_subquery()
    )
    dated = and_(
        numbered.c.later_basis != "captured", func.coalesce(seen < numbered.c.later_reported, true())
    )
    return select(
        numbered,
        case(
            (first, numbered.c.first_reported),
            (dated, numbered.c.later_reported),
            else_=numbered.c.captured,
        ).label("reported"),
        case(
            (first, numbered.c.first_basis), (dated, numbered.c.later_basis), else_=literal("captured")
        ).label("reported_basis"),
    ).subquery()


# Putting such a statement together takes ten times as long as running it, hence once.
@cache
def _all_versions(narrowed: bool) -> Select[Any]:
    known = _known(narrowed)
    return select(known).order_by(known.c.address, known.c.number)


@cache
def _current_versions(narrowed: bool) -> Select[Any]:
    """The current version of each article: of those reported by `:as_of`, the one with the highest number."""
    known = _known(narrowed)
    turn = func.row_number().over(partition_by=known.c.address, order_by=known.c.number.desc())
    ranked = select(known, turn.label("turn")).where(known.c.reported <= bindparam("as_of")).subquery()
    return select(ranked).where(ranked.c.turn == 1)


def current_versions() -> Select[Any]:
    """The current version of every article at `:as_of` and `:known_at`, as a query to build on."""
    return _current_versions(False)


@cache
def _reported_counts(narrowed: bool) -> Select[Any]:
    """How many versions of each article had been reported by `:as_of`."""
    known = _known(narrowed)
    reported = select(known.c.address, func.count()).where(known.c.reported <= bindparam("as_of"))
    return reported.group_by(known.c.address)


def version_counts(
    connection: Connection, addresses: Collection[str], as_of: int, known_at: int
) -> dict[str, int]:
    """How many versions each of `addresses` had at the point."""
    point = {"known_at": known_at, "as_of": as_of}
    return {
        address: number
        for narrowed, values in _narrowings(addresses)
        for address, number in connection.execute(_reported_counts(narrowed), values | point)
    }


def versions_of(
    connection: Connection, addresses: Collection[str] | None, known_at: int
) -> dict[str, list[Version]]:
    """All versions of each of `addresses` (of all articles when None), by number."""
    found: dict[str, list[Version]] = {}
    for narrowed, values in _narrowings(addresses):
        for row in connection.execute(_all_versions(narrowed), values | {"known_at": known_at}):
            found.setdefault(row.address, []).append(_version(row))
    return found


def current_of(
    connection: Connection, addresses: Collection[str] | None, as_of: int, known_at: int
) -> dict[str, Version]:
    """The current version of each of `addresses` (of all articles when None) that has one at the point."""
    found: dict[str, Version] = {}
    for narrowed, values in _narrowings(addresses):
        point = {"known_at": known_at, "as_of": as_of}
        for row in connection.execute(_current_versions(narrowed), values | point):
            found[row.address] = _version(row)
    return found


def current_among(held: Mapping[str, Sequence[Version]], as_of: int) -> dict[str, Version]:
    """The current version at `as_of` of each article of which `held` has all versions, by number."""
    found = {
        address: [version for version in versions if version.reported <= as_of]
        for address, versions in held.items()
    }
    return {address: versions[-1] for address, versions in found.items() if versions}


def _narrowings(addresses: Collection[str] | None) -> Iterator[tuple[bool, dict[str, Any]]]:
    if addresses is None:
        yield False, {}
        return
    for chunk in chunks(addresses):
        yield True, {"addresses": chunk}


def _version(row: Any) -> Version:
    return Version(
        address=row.address,
        version_id=row.version_id,
        number=row.number,
        captured=row.captured,
        reported=row.reported,
        reported_basis=row.reported_basis,
        position=row.position,
        first_position=row.first_position,
        text=row.text,
        length=row.length,
        title=Sourced(row.title, row.title_basis),
        source=Sourced(row.source, row.source_basis),
        url=Sourced(row.url, row.url_basis),
        language=Sourced(row.language, row.language_basis),
        published=_dated(row.published, row.published_basis, row.published_text),
        modified=_dated(row.modified, row.modified_basis, row.modified_text),
        in_body=_dated(row.in_body, row.in_body_basis, row.in_body_text),
        reader=row.reader,
        reader_version=row.reader_version,
        print_id=row.print_id,
        rank=row.rank,
        raw=row.raw,
        blocks_json=row.blocks,
        warnings_json=row.warnings,
        options_json=row.options,
        details_json=row.details,
    )


def _dated(value: str | None, basis: Any, text: str | None) -> SourcedDate:
    return SourcedDate(PartialDate(value) if value is not None else None, basis, text)


def timeline(versions: Sequence[Version]) -> list[tuple[int, Version]]:
    """From when on which version of one article is the current one, in order of reported time.

    `versions` are all of the article's, by number. A version that was reported no earlier than a
    later one never is the current one.
    """
    turns: list[tuple[int, Version]] = []
    soonest: int | None = None
    for version in reversed(versions):
        if soonest is None or version.reported < soonest:
            turns.append((version.reported, version))
            soonest = version.reported
    return turns[::-1]


def overlapping(connection: Connection, prints: Collection[str], known_at: int) -> set[tuple[str, str]]:
    """The pairs of wordings that overlap as far as was known then, with one of `prints` in each."""
    links: set[tuple[str, str]] = set()
    for chunk in chunks(prints):
        query = select(copies.c.print_a, copies.c.print_b).where(
            or_(copies.c.print_a.in_(chunk), copies.c.print_b.in_(chunk)), copies.c.position <= known_at
        )
        links |= {(row.print_a, row.print_b) for row in connection.execute(query)}
    return links


def reordered(connection: Connection, after: int, upto: int) -> set[str]:
    """The addresses at which a look was recorded in (`after`, `upto`] that is older than a version known there.

    Such a look can put off when that version's words are taken to have become public.
    """
    query = (
        select(captures.c.address)
        .join(readings, readings.c.address == captures.c.address)
        .where(
            captures.c.position > after,
            captures.c.position <= upto,
            captures.c.witnessed == 1,
            captures.c.outcome.in_(SHOWN),
            readings.c.captured > captures.c.captured,
            readings.c.position <= upto,
        )
    )
    return set(connection.execute(query.distinct()).scalars())


def addresses_with(connection: Connection, prints: Collection[str], known_at: int) -> set[str]:
    """The addresses at which one of `prints` was ever read."""
    found: set[str] = set()
    for chunk in chunks(prints):
        query = select(readings.c.address).where(
            readings.c.print_id.in_(chunk), readings.c.position <= known_at
        )
        found |= set(connection.execute(query.distinct()).scalars())
    return found


def clusters_of(
    connection: Connection, current: Mapping[str, Version], as_of: int, known_at: int
) -> dict[str, str]:
    """The cluster of each article in `current`, and of the others in those, named by the smallest address.

    A cluster holds the articles whose current versions at the point have one wording or kindred ones, in
    whatever story: copies of each other, directly or through any wording that was known then. The cost
    follows the clusters that are touched.
    """
    names = kindreds(connection, {version.print_id for version in current.values()}, known_at)
    unknown = addresses_with(connection, names.keys(), known_at) - current.keys()
    looked_up = {**current, **current_of(connection, unknown, as_of, known_at)}
    return label_clusters({a: v.print_id for a, v in looked_up.items() if v.print_id in names}, names)


def label_clusters(prints: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """The cluster of each address, given the print of each and the name of each print's kindred."""
    smallest: dict[str, str] = {}
    for address, mark in prints.items():
        name = names[mark]
        smallest[name] = min(address, smallest.get(name, address))
    return {address: smallest[names[mark]] for address, mark in prints.items()}


def current_rows(
    connection: Connection, addresses: Collection[str], as_of: int, known_at: int
) -> list[dict[str, Any]]:
    """The rows that the table of current versions has of `addresses`, were the point the present; by address."""
    now = current_of(connection, addresses, as_of, known_at)
    labels = clusters_of(connection, now, as_of, known_at)
    return [
        {
            "address": address,
            "version_id": version.version_id,
            "number": version.number,
            "reading": version.position,
            "reported": version.reported,
            "reported_basis": version.reported_basis,
            "cluster": labels[address],
        }
        for address, version in sorted(now.items())
    ]

"""What the user means by a word: an article's address, URL or file; the beginning of an id; a fact by its key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from archive.cli.options import fits
from archive.cli.session import check_key, check_type, stories_of
from archive.domain.address import canonical_url
from archive.domain.moment import short_iso
from archive.errors import NotFound
from archive.telling.labels import ORDINAL, Labels, in_words
from archive.telling.lines import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.bootstrap import Archive
    from archive.domain.snapshot import Point
    from archive.domain.story import Story
    from archive.service.fact_place import Place


_SHORTEST_DIGEST: Final = 6
"""Digits of a snapshot's digest that may stand for it."""
_WHOLE_ID: Final = 24
"""Digits of the id of a fact, claim or version."""


def article_address(archive: Archive, text: str, point: Point | None = None) -> str:
    """The address of the article that `text` names, as it is known at `point`. Raises `NotFound`."""
    for kind, name in _candidates(archive, text, _known_at(archive, point)):
        if kind == "article":
            return name
    raise NotFound(kind="article", name=text, hint="; archive articles lists them")


def find_one(archive: Archive, text: str, *kinds: str, point: Point | None = None) -> tuple[str, str]:
    """The kind and id of the one thing that `text` stands for at `point`, of `kinds` where given.

    Raises `NotFound`, also where it stands for several, naming them.
    """
    known_at = _known_at(archive, point)
    found = [
        (kind, name) for kind, name in _candidates(archive, text, known_at) if not kinds or kind in kinds
    ]
    if len(found) == 1:
        return found[0]
    what = " or ".join(kinds) if kinds else "article, version, claim, fact, change, story or snapshot"
    if not found:
        raise NotFound(kind=what, name=text, hint=_looks_at(archive, text, known_at) or _hint(text, kinds))
    several = ", ".join(f"{kind} {name}" for kind, name in found[:4])
    raise NotFound(
        kind=f"single {what}", name=text, hint=f": it may be {several}{' ...' if found[4:] else ''}"
    )


def _hint(text: str, kinds: Sequence[str]) -> str:
    """What may help who names something by an id that leads nowhere now."""
    from archive.domain.permalink import is_id  # commands that find what they are given do without it

    fact, slash, _ = text.partition("/")
    if slash and is_id(fact) and len(fact) < _WHOLE_ID:
        return f"; the id of a change begins with all {_WHOLE_ID} digits of its fact's"
    if is_id(text) and (not kinds or "fact" in kinds):
        return "; a fact that is told no longer is found with --known-at"
    return ""


def find_fact(
    archive: Archive, text: str | None, fact_type: str | None, key: Mapping[str, str], point: Point
) -> Place:
    """The one fact that is meant: by its id or the beginning of one, or as the only one of a story that fits.

    Raises `NotFound`, also where several fit, naming them.
    """
    stories = stories_of(archive, None, point.known_at)
    named = [one for one in stories if text in (None, one.story)]
    if not named:
        if fact_type or key:
            raise click.UsageError("--type and --key choose among the facts of a story; an id needs neither")
        _, fact_id = find_one(archive, text or "", "fact", point=point)
        return archive.place(fact_id, point.known_at)
    check_type(named, fact_type)
    check_key(named, key.keys() - {ORDINAL})
    found = [each for one in named for each in _about(archive, one, fact_type, key, point)]
    if len(found) == 1:
        return found[0][1]
    wanted = " ".join([*filter(None, (text, fact_type)), *(f"{name}={value}" for name, value in key.items())])
    if not found:
        raise NotFound(kind="fact", name=wanted, hint="; archive facts lists them")
    several = ", ".join(f"{label} [{place.fact_id[:8]}]" for label, place in found[:4])
    more = f" and {len(found) - 4} more" if found[4:] else ""
    raise NotFound(kind="single fact", name=wanted or "*", hint=f": it may be {several}{more}")


def _about(
    archive: Archive, story: Story, fact_type: str | None, key: Mapping[str, str], point: Point
) -> list[tuple[str, Place]]:
    """The facts of a story that fit, each with what it is about."""
    from archive.service.fact_place import places_about

    labels = Labels(story)
    bare = {name: value for name, value in key.items() if name != ORDINAL}
    found = places_about(archive.models, story, point, fact_type, lambda one: fits(one, bare))
    fitting = [(place, line) for place, line in found if fits({ORDINAL: 1, **line.key}, key)]
    fitting.sort(key=lambda each: labels.order(each[1].type, each[1].key))
    return [(f"{in_words(line.type)} {labels.key(line.type, line.key)}", place) for place, line in fitting]


def _known_at(archive: Archive, point: Point | None) -> int:
    return archive.log.head() if point is None else point.known_at


def _looks_at(archive: Archive, text: str, known_at: int) -> str:
    """That an address was looked at and never showed an article, and what the last look found."""
    try:
        looks = archive.models.captures(canonical_url(text), known_at)
    except ValueError:
        return ""
    if not looks:
        return ""
    last = looks[-1]
    return f"; it was looked at {counted(len(looks), 'time')}, last on {short_iso(last.captured)}: {last.outcome}, {last.problem}"


def _candidates(archive: Archive, text: str, known_at: int) -> list[tuple[str, str]]:
    """What `text` may stand for as it is, as a URL in another spelling, as a file, or as a kept snapshot."""
    spellings = [text]
    try:
        spellings.append(canonical_url(text))
    except ValueError:
        if Path(text).exists():
            spellings.append(Path(text).resolve().as_uri())
    for spelling in dict.fromkeys(spellings):
        found = archive.find(spelling, known_at) if spelling else []
        if found:
            return found
    return _snapshots(archive, text, known_at) if text else []


def _snapshots(archive: Archive, text: str, known_at: int) -> list[tuple[str, str]]:
    """The snapshots kept under that name, the last of them, else those whose digest begins so."""
    kept = archive.models.snapshots(known_at)
    named = [row for row in kept if row.name == text][-1:]
    digests = {
        row.digest: row for row in kept if len(text) >= _SHORTEST_DIGEST and row.digest.startswith(text)
    }
    return [("snapshot", f"@{row.position}") for row in named or digests.values()]

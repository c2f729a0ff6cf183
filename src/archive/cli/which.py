"""What the user means by a word: an article's address, URL or file; the beginning of an id."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from archive.domain.address import canonical_url
from archive.domain.moment import short_iso
from archive.errors import NotFound
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.bootstrap import Archive


def article_address(archive: Archive, text: str) -> str:
    """The address of the article that `text` names. Raises `NotFound`."""
    for kind, name in _candidates(archive, text):
        if kind == "article":
            return name
    raise NotFound(kind="article", name=text, hint="; archive articles lists them")


def find_one(archive: Archive, text: str, *kinds: str) -> tuple[str, str]:
    """The kind and id of the one thing that `text` stands for, of `kinds` where given.

    Raises `NotFound`, also where it stands for several, naming them.
    """
    found = [(kind, name) for kind, name in _candidates(archive, text) if not kinds or kind in kinds]
    if len(found) == 1:
        return found[0]
    what = " or ".join(kinds) if kinds else "article, version, claim, fact or story"
    if not found:
        raise NotFound(kind=what, name=text, hint=_looks_at(archive, text))
    several = ", ".join(f"{kind} {name}" for kind, name in found[:4])
    raise NotFound(
        kind=f"single {what}", name=text, hint=f": it may be {several}{' ...' if found[4:] else ''}"
    )


def _looks_at(archive: Archive, text: str) -> str:
    """That an address was looked at and never showed an article, and what the last look found."""
    try:
        looks = archive.models.captures(canonical_url(text))
    except ValueError:
        return ""
    if not looks:
        return ""
    last = looks[-1]
    return f"; it was looked at {counted(len(looks), 'time')}, last on {short_iso(last.captured)}: {last.outcome}, {last.problem}"


def _candidates(archive: Archive, text: str) -> list[tuple[str, str]]:
    """What `text` may stand for as it is, as a URL in another spelling, or as a file."""
    spellings = [text]
    try:
        spellings.append(canonical_url(text))
    except ValueError:
        if Path(text).exists():
            spellings.append(Path(text).resolve().as_uri())
    for spelling in dict.fromkeys(spellings):
        found = archive.models.find(spelling) if spelling else []
        if found:
            return found
    return []

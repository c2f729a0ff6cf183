"""What a watch can be on: told by looking at what the user names, once, when the watch is added.

The look is not recorded: the first run of the watch comes at once and is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from archive.domain.address import canonical_url
from archive.domain.look import Look
from archive.domain.watch import WatchKind
from archive.errors import InputRefused
from archive.ports import Request, Source
from archive.service.collect import KindOf
from archive.service.gather import HEAD, is_remote

KINDS_BY_FORMAT: Final[Mapping[str, WatchKind]] = {
    "feed": "feed",
    "sitemap": "sitemap",
    "urls": "sitemap",
    "html": "page",
    "text": "page",
    "pdf": "page",
}
"""What to watch a URL as, by the format of what is there; a list of addresses is watched as a sitemap is."""
_TELL: Final = "say what it is with --kind page, feed or sitemap"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchTarget:
    """Something that can be watched; a folder by its absolute path."""

    target: str
    kind: WatchKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a name comes to: one target, or those of a list of feeds, with what in that could not be read.

    `feeds` are the addresses of the feeds that it names, where it looks like a page that articles are listed on.
    """

    targets: tuple[WatchTarget, ...]
    refused: tuple[InputRefused, ...] = field(default=())
    feeds: tuple[str, ...] = ()


class WatchTargets:
    """Tells what a name stands for.

    `fetch` looks at a URL; `feeds` takes a list of feeds (OPML) apart: title and URL; `advertised` gives the
    feeds that a page names in its head.
    """

    def __init__(
        self,
        fetch: Callable[[Request], Look],
        kind_of: KindOf,
        feeds: Callable[[Source], Iterator[tuple[str, str] | InputRefused]],
        advertised: Callable[[bytes, str], tuple[str, ...]],
    ) -> None:
        self._fetch = fetch
        self._kind_of = kind_of
        self._feeds = feeds
        self._advertised = advertised

    def find(self, name: str, kind: WatchKind | None, *, offline: bool = False) -> Found:
        """What `name` stands for; of `kind` without looking, where it is given; a page where `offline`.

        Raises `InputRefused` for what cannot be watched, or cannot be looked at.
        """
        if is_remote(name):
            return self._url(name, kind, offline=offline)
        path = Path(name)
        if path.is_dir():
            if kind not in (None, "folder"):
                raise InputRefused(name=name, reason=f"is a folder and no {kind}")
            return _one(str(path.resolve()), "folder")
        if "://" in name:
            raise InputRefused(name=name, reason="cannot be looked at; http and https addresses can")
        if not path.exists():
            raise InputRefused(name=name, reason="there is no such folder; write an existing one, or a URL")
        with path.open("rb") as file:
            head = file.read(HEAD)
        if self._kind_of(head, name, None) != "opml":
            reason = (
                "a file is read once, with archive ingest; to watch for files, name the folder they come to"
            )
            raise InputRefused(name=name, reason=reason)
        return self._listed(Source(name=name, open=lambda: path.open("rb")))

    def _url(self, name: str, kind: WatchKind | None, *, offline: bool) -> Found:
        try:
            url = canonical_url(name)
        except ValueError as error:
            raise InputRefused(name=name, reason=str(error)) from error
        if kind == "folder":
            raise InputRefused(name=name, reason="is a URL and no folder")
        if kind is not None or offline:
            return _one(url, kind or "page")
        look = self._fetch(Request(url=url))
        if look.trouble is not None or (look.status or 200) >= 400:
            reason = look.trouble.reason if look.trouble else f"HTTP {look.status}"
            raise InputRefused(name=name, reason=f"cannot be looked at now ({reason}); {_TELL}")
        told = self._kind_of(look.data[:HEAD], look.page or url, look.header("content-type"))
        if told == "opml":
            return self._listed(Source(name=name, open=lambda: BytesIO(look.data), url=look.page))
        if told is None or told not in KINDS_BY_FORMAT:
            found = f"is {told}" if told else "is of no format that is read"
            raise InputRefused(name=name, reason=f"{found}, which is not watched; {_TELL}")
        listed = self._advertised(look.data, look.page or url) if told == "html" and _lists(url) else ()
        return replace(_one(url, KINDS_BY_FORMAT[told]), feeds=listed)

    def _listed(self, source: Source) -> Found:
        targets: list[WatchTarget] = []
        refused: list[InputRefused] = []
        for feed in self._feeds(source):
            if isinstance(feed, InputRefused):
                refused.append(feed)
            else:
                targets.append(WatchTarget(target=canonical_url(feed[1]), kind="feed"))
        if not targets:
            raise InputRefused(name=source.name, reason="lists no feed")
        return Found(targets=tuple(targets), refused=tuple(refused))


def _lists(url: str) -> bool:
    """Whether `url` reads like that of a front or section page: nearly every article names its site's feed too."""
    steps = [step for step in urlsplit(url).path.split("/") if step]
    return len(steps) < 2 and not re.search(r"\d|-.*-|_.*_", "".join(steps))


def _one(target: str, kind: WatchKind) -> Found:
    return Found(targets=(WatchTarget(target=target, kind=kind),))

"""Collect: from what the user names to looks at articles.

Files are read, containers and listings are taken apart, and what they only name is fetched: several hosts
at once, in order, never more ahead than a few. Everything streams, however large a container is.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Final

from archive.domain.address import canonical_url
from archive.domain.look import Look, Pointer
from archive.domain.moment import http_moment
from archive.domain.storable import storable
from archive.errors import InputRefused
from archive.ports import Fetcher, Opener, Remark, Request, Source
from archive.service.gather import HEAD, Input, Remote
from archive.store.rows import CaptureRow

DEPTH: Final = 3
"""Listings within listings: an OPML names feeds, a sitemap index names sitemaps, and these name pages."""

_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)

KindOf = Callable[[bytes, str, str | None], str | None]
"""Tells the format of bytes from their beginning, their name and their media type."""
LastLook = Callable[[str], CaptureRow | None]
"""The last recorded look at a URL that showed an article."""
IsKnown = Callable[[str, int], object]
"""Whether the look at a URL at that very time is recorded."""
ListingUrl = Callable[[str, str], str]
"""Where a web archive's server lists what it holds of a URL."""
Wanted = Callable[[Pointer], bool]
"""Whether what a listing names is to be fetched."""

Piece = Look | InputRefused | Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the user says of the inputs.

    `kind` overrules what they look like; `offline` fetches nothing; `limit` is the most pages to fetch of a
    listing; `options` go to the formats (names of fields). `memento` is the server of a web archive: of a
    URL is taken what it holds, and of listings of it what they list.
    """

    kind: str | None = None
    offline: bool = False
    limit: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    memento: str | None = None

    @property
    def told(self) -> Mapping[str, str]:
        """What the formats are told."""
        return {**self.options, **({"memento_server": self.memento} if self.memento else {})}


@dataclass(frozen=True, slots=True)
class _Round:
    """What one collecting goes by, through all listings within listings."""

    pool: ThreadPoolExecutor
    terms: Terms
    wanted: Wanted = lambda pointer: True


class Collect:
    """Turns inputs into looks. `fetcher` is made when something has to be fetched."""

    def __init__(
        self,
        kind_of: KindOf,
        openers: Callable[[str], Opener | None],
        fetcher: Callable[[], Fetcher],
        last_look: LastLook,
        is_known: IsKnown,
        listing_url: ListingUrl,
        max_bytes: int,
        threads: int = 8,
    ) -> None:
        self._kind_of = kind_of
        self._openers = openers
        self._fetcher = fetcher
        self._last_look = last_look
        self._is_known = is_known
        self._listing_url = listing_url
        self._max_bytes = max_bytes
        self._threads = threads

    def run(self, inputs: Iterable[Input | Remote | InputRefused], terms: Terms) -> Iterator[Piece]:
        """The looks that `inputs` come to, in their order; what cannot be had is named and passed over."""
        with ThreadPoolExecutor(self._threads, thread_name_prefix="fetch") as pool:
            yield from self._in_order(_Round(pool, terms), self._steps(inputs, terms), 0)

    def follow(
        self, found: Iterable[Piece | Pointer], terms: Terms, wanted: Wanted = lambda pointer: True
    ) -> Iterator[Piece]:
        """The looks that the pieces of a listing come to, and those of the listings in it, where they are `wanted`."""
        with ThreadPoolExecutor(self._threads, thread_name_prefix="fetch") as pool:
            yield from self._in_order(_Round(pool, terms, wanted), found, 0)

    def fetch(self, request: Request) -> Look:
        """What stands at a URL now."""
        return self._fetcher().fetch(request)

    def opened(self, look: Look, terms: Terms) -> Iterator[Piece | Pointer] | None:
        """The pieces of what was fetched, where it holds or names several articles."""
        kind = terms.kind or self._kind_of(
            look.data[:HEAD], look.page or look.name, look.header("content-type")
        )
        opener = self._openers(kind) if kind else None
        if opener is None:
            return None
        charset = _CHARSET.search(look.header("content-type") or "")
        options = {**({"charset": charset[1]} if charset else {}), **terms.told}
        source = Source(name=look.name, open=lambda: BytesIO(look.data), url=look.page, options=options)
        return _opened(opener, source)

    def _steps(
        self, inputs: Iterable[Input | Remote | InputRefused], terms: Terms
    ) -> Iterator[Piece | Pointer]:
        for item in inputs:
            if isinstance(item, InputRefused):
                yield item
            elif isinstance(item, Remote):
                url = self._listing_url(terms.memento, item.name) if terms.memento else item.name
                yield Pointer(name=item.name, url=url, listing=True)
            else:
                try:
                    yield from self._file(item, terms)
                except InputRefused as refusal:
                    yield refusal

    def _file(self, item: Input, terms: Terms) -> Iterator[Piece | Pointer]:
        kind = terms.kind or self._kind_of(item.head(), item.name, None)
        opener = self._openers(kind) if kind else None
        if opener is None:
            yield replace(item.load(self._max_bytes), kind=terms.kind)
            return
        found = _opened(opener, Source(name=item.name, open=item.open, options=terms.told))
        yield from _at_hand(found, item.name) if terms.offline else found

    def _in_order(self, job: _Round, steps: Iterable[Piece | Pointer], depth: int) -> Iterator[Piece]:
        """The pieces in order, with what they point to fetched ahead by several threads."""
        waiting: deque[tuple[Piece | Pointer, Future[Look] | None]] = deque()
        pages = 0
        for step in map(_with_an_address, steps):
            future = None
            if isinstance(step, Pointer):
                if not job.wanted(step):
                    continue
                if not step.listing:
                    pages += 1
                    if job.terms.limit is not None and pages > job.terms.limit:
                        continue
                if not job.terms.offline:
                    # Made here and not by those threads, so that there is one, which is polite for all of them.
                    future = job.pool.submit(self._fetch, self._fetcher(), step)
            waiting.append((step, future))
            # What is there already is handed on at once, unless it has to wait for its turn.
            while waiting and (waiting[0][1] is None or len(waiting) > 2 * self._threads):
                yield from self._piece(job, *waiting.popleft(), depth)
        while waiting:
            yield from self._piece(job, *waiting.popleft(), depth)

    def _piece(
        self, job: _Round, step: Piece | Pointer, future: Future[Look] | None, depth: int
    ) -> Iterator[Piece]:
        if not isinstance(step, Pointer):
            yield step
        elif future is None:
            yield step.instead or Remark(step.name, "not fetched (--offline)")
        elif step.original is not None:
            yield _memento(step, future.result())
        elif step.listing:
            yield from self._listing(job, step, future.result(), depth)
        else:
            yield replace(future.result(), kind=job.terms.kind, stated=step.stated, instead=step.instead)

    def _listing(self, job: _Round, step: Pointer, look: Look, depth: int) -> Iterator[Piece]:
        """What was fetched, taken apart where it holds or names several articles."""
        pieces = self.opened(look, job.terms) if look.data and look.status == 200 else None
        if pieces is None:
            yield replace(look, kind=job.terms.kind, stated=step.stated)
        elif depth >= DEPTH:
            yield InputRefused(name=step.name, reason=f"a listing in {DEPTH} others is not followed")
        else:
            told = {key: value for key, value in step.stated.items() if key == "source"}
            inner = (_told(piece, told) for piece in pieces)
            yield from self._in_order(job, inner, depth + 1)

    def _fetch(self, fetcher: Fetcher, pointer: Pointer) -> Look:
        if pointer.original and pointer.captured and self._is_known(pointer.original, pointer.captured):
            return Look(name=pointer.name, status=304)
        before = None if pointer.original else self._last_look(pointer.url)
        if before is None or not before.raw:
            return fetcher.fetch(Request(url=pointer.url))
        return fetcher.fetch(Request(url=pointer.url, etag=before.etag, last_modified=before.last_modified))


def _with_an_address(step: Piece | Pointer) -> Piece | Pointer:
    """`step`, or why it is refused where its URL is none that an article could be known by."""
    if not isinstance(step, Look | Pointer):
        return step
    for url in (step.url, step.original if isinstance(step, Pointer) else None):
        try:
            if url is not None:
                canonical_url(url)
        except ValueError:
            return InputRefused(name=step.name, reason=f"is not at an http or https address: {url!r}")
    return step


def _opened(opener: Opener, source: Source) -> Iterator[Piece | Pointer]:
    """The pieces of a container, and why it ends early where it does, or holds none."""
    empty = True
    try:
        for piece in opener.open(source):
            empty = False
            yield storable(piece)
    except InputRefused as refusal:
        yield refusal
        return
    if empty:
        yield Remark(source.name, "holds and names no article")


def _at_hand(found: Iterable[Piece | Pointer], name: str) -> Iterator[Piece | Pointer]:
    """What is there without fetching; what the listing `name` only points to is told once for all."""
    left = 0
    for piece in found:
        if isinstance(piece, Pointer) and piece.instead is None:
            left += 1
        else:
            yield piece
    if left:
        yield Remark(name, f"{left:,} of its addresses not fetched (--offline)")


def _told(piece: Piece | Pointer, told: Mapping[str, str]) -> Piece | Pointer:
    """A piece of a listing, with what the listing around that one says of it."""
    if not told or isinstance(piece, InputRefused | Remark):
        return piece
    return replace(piece, stated={**told, **piece.stated})


def _memento(pointer: Pointer, look: Look) -> Look | InputRefused:
    """A page as a web archive holds that it was: what that archive answers now is no look at the page."""
    if look.status == 304:
        # It is here already, and what is said to repeat it is known for it.
        return replace(
            look, via="memento", url=pointer.original, captured=pointer.captured, same_as=pointer.captured
        )
    if look.trouble is not None or look.status != 200:
        reason = look.trouble.reason if look.trouble else f"HTTP {look.status}"
        return InputRefused(name=pointer.name, reason=f"the web archive does not give it: {reason}")
    # A server that has none of that very time answers with the nearest one, and says of when it is.
    told = http_moment(look.header("memento-datetime") or "")  # RFC 7089
    return replace(
        look,
        name=pointer.name,
        via="memento",
        url=pointer.original,
        landed=None,
        redirects=(),
        captured=pointer.captured if told is None else told,
        stated=pointer.stated,
    )

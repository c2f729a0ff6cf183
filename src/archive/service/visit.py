"""A visit: look at what a watch is about, and record what is found.

Of a feed or a sitemap, the pages that are new are fetched, those that it says have changed, and the others
as often as their age asks for: soon after publication often, later seldom (`domain.schedule`), because it
is in the first hours that articles are edited. Those that it names no more are looked at on, for `KEPT`
after the watch brought them or last saw them change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, Protocol

from archive.domain.article import Sourced
from archive.domain.look import Look, Pointer
from archive.domain.moment import DAY, PartialDate
from archive.domain.page_signs import asked_to_wait, outcome_of_status
from archive.domain.schedule import step_at
from archive.ports import Blobs, Clock, Remark, Request
from archive.service.collect import Collect, Piece, Terms
from archive.service.gather import gather
from archive.service.summary import Summary
from archive.service.visits import Visited
from archive.store.rows import CaptureRow, Version, WatchRow

PAGES: Final = 200
"""Most pages that one visit to a listing fetches; the rest is for the next."""
KEPT: Final = 7 * DAY
"""How long a page is looked at that its listing names no more: feeds are short, and edits come late."""
MOST_KEPT: Final = 2_000
"""Most pages of which that is considered, the newest."""

TakeIn = Callable[[Iterable[Piece], WatchRow], Summary]
"""Records looks that a watch had made, with what the user says of them."""


class KnownPages(Protocol):
    """What is asked of the read models about pages."""

    def last_look_at(self, url: str) -> CaptureRow | None:
        """The last recorded look at a URL, whatever it found."""

    def brought(self, watch: str, since: int, limit: int) -> list[CaptureRow]:
        """The pages that `watch` brought, or saw change, at `since` or later, by the last such look; the newest first."""

    def current(self, address: str) -> Version | None:
        """The version of an article that stands now."""


class Visit:
    """The verb. One instance serves one run of a watch.

    Once `stopping` says so, no further page of a listing is begun: it stays new, or due, for the next visit.
    """

    def __init__(
        self,
        collect: Collect,
        take_in: TakeIn,
        known: KnownPages,
        blobs: Blobs,
        clock: Clock,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._collect = collect
        self._take_in = take_in
        self._known = known
        self._blobs = blobs
        self._clock = clock
        self._stopping = stopping
        self._named: set[str] = set()
        self._listed = False
        self._pages = 0
        self._newest: int | None = None

    def run(self, watch: WatchRow) -> Visited:
        """Look at the target of `watch`. What goes wrong on the way is told in the answer."""
        if watch.kind == "page":
            return self._page(watch)
        if watch.kind == "folder":
            pieces = self._collect.run(gather([watch.target]), Terms())
            return _visited(self._take_in(pieces, watch))
        return self._listing(watch)

    def _page(self, watch: WatchRow) -> Visited:
        before = self._known.last_look_at(watch.target)
        shown = before if before is not None and before.shows_text else None
        request = Request(
            url=watch.target,
            etag=shown.etag if shown else None,
            last_modified=shown.last_modified if shown else None,
        )
        look = self._collect.fetch(request)
        summary = self._take_in([look], watch)
        current = self._known.current(summary.addresses[0]) if summary.addresses else None
        published = current.published.date if current is not None else None
        return replace(
            _visited(summary),
            published=published.start if published else None,
            retry_after=asked_to_wait(look.headers, self._clock()),
        )

    def _listing(self, watch: WatchRow) -> Visited:
        request = Request(url=watch.target, etag=watch.etag, last_modified=watch.last_modified)
        look = self._collect.fetch(request)
        wait = asked_to_wait(look.headers, self._clock())
        problem = _problem(look)
        if problem is not None:
            done = self._without(look, watch) if wait is None else Visited()
            return replace(
                done, errors=(f"{watch.target}: {problem}", *done.errors), unlisted=True, retry_after=wait
            )
        # Not modified: the pages that it named are looked at again all the same.
        held = look.status == 304 and watch.listing is not None
        listing = replace(look, data=self._blobs.get(watch.listing or "")) if held else look
        found = self._collect.opened(listing, Terms())
        if found is None:
            reason = f"is no feed and no list of pages; to watch the page itself: archive watch add --kind page {watch.target}"
            return Visited(errors=(f"{watch.target}: {reason}",), retry_after=wait)
        looks = self._looks(found, watch)
        summary = self._take_in(looks, watch)
        unlisted = not self._listed and bool(summary.refused)
        done = replace(_visited(summary), published=self._newest, retry_after=wait, unlisted=unlisted)
        if held:
            return done
        (address,) = self._blobs.put([look.data], [watch.listing])
        return replace(
            done, listing=address, etag=look.header("etag"), last_modified=look.header("last-modified")
        )

    def _without(self, look: Look, watch: WatchRow) -> Visited:
        """Looks at the pages that a listing named before, which itself did not come; where its server is well, that is."""
        if look.trouble is not None or outcome_of_status(look.status or 0) == "failed":
            return Visited()
        return _visited(self._take_in(self._looks((), watch), watch))

    def _looks(self, found: Iterable[Piece | Pointer], watch: WatchRow) -> Iterator[Piece]:
        """Looks at the pages that a listing names, and at those that it named before."""
        for piece in self._collect.follow(found, Terms(), self._is_wanted):
            if not isinstance(piece, Remark):  # which would be told again at every visit
                yield piece
        self._listed = bool(self._named)
        yield from self._collect.follow(self._left(watch), Terms(), self._is_wanted)

    def _left(self, watch: WatchRow) -> Iterator[Pointer]:
        """The pages that the listing has named and names no more."""
        for row in self._known.brought(watch.watch, self._clock() - KEPT, MOST_KEPT):
            if row.url is None or row.url in self._named:
                continue
            pointer = Pointer(name=row.url, url=row.url)
            if self._is_due(pointer):
                yield replace(pointer, stated=self._told(row))

    def _told(self, row: CaptureRow) -> Mapping[str, str]:
        """What the listing told of a page while it named it, as far as that counted."""
        current = self._known.current(row.address)
        if current is None:
            return {}
        details, published = current.details, current.published
        told = {
            "title": current.title,
            "source": current.source,
            "language": current.language,
            "author": details.author,
            "section": details.section,
            "published": Sourced(published.date.value, published.basis) if published.date else Sourced(),
        }
        return {key: one.value for key, one in told.items() if one.value and one.basis == "feed"}

    def _is_wanted(self, pointer: Pointer) -> bool:
        """Whether a page that a listing names is to be looked at now."""
        if self._stopping():
            return False
        if pointer.listing:
            return True
        published = _date(pointer.stated.get("published"))
        if published is not None:
            self._newest = max(self._newest or 0, published.start)
        if pointer.url in self._named:
            return False
        self._named.add(pointer.url)
        if self._pages >= PAGES or not self._is_due(pointer):
            return False
        self._pages += 1
        return True

    def _is_due(self, pointer: Pointer) -> bool:
        last = self._known.last_look_at(pointer.url)
        if last is None:
            return True
        changed = _date(pointer.stated.get("modified"))
        if changed is not None and last.captured < changed.start:
            return True
        now = self._clock()
        return now - last.captured >= step_at(now - self._fresh(pointer, last))

    def _fresh(self, pointer: Pointer, last: CaptureRow) -> int:
        """When the article behind a look was published, or changed last."""
        current = self._known.current(last.moved_to or last.address)
        if current is None:  # not had yet: what is withheld for good is not to be asked for again and again
            dates = (_date(pointer.stated.get(key)) for key in ("published", "modified"))
            return max((date.start for date in dates if date is not None), default=last.captured)
        return max(current.reported, current.captured) if current.number > 1 else current.reported


def _visited(summary: Summary) -> Visited:
    troubles = [p for p in summary.problems if p.outcome in {"failed", "blocked"}]
    return Visited(
        counts=dict(summary.outcomes),
        errors=(*(str(one) for one in summary.refused), *(f"{p.name}: {p.reason}" for p in troubles)),
        changed=summary.outcomes["new"] + summary.outcomes["changed"] > 0,
    )


def _problem(look: Look) -> str | None:
    """Why a listing did not come, None where it did."""
    if look.trouble is not None:
        return look.trouble.reason
    if look.status is None or outcome_of_status(look.status) in {"ok", "not-modified"}:
        return None
    return f"HTTP {look.status}"


def _date(value: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse(value) if value else None
    except (ValueError, OverflowError):
        return None

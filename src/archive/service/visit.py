"""A visit: look at what a watch is about, and record what is found.

Of a feed or a sitemap, the pages that are new are fetched, those that it says have changed, and the others
as often as their age asks for: soon after publication often, later seldom (`domain.schedule`), because it
is in the first hours that articles are edited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import tee
from typing import Final, Protocol

from archive.domain.look import Look, Pointer
from archive.domain.moment import PartialDate
from archive.domain.page_signs import asked_to_wait, outcome_of_status
from archive.domain.schedule import step_at
from archive.ports import Blobs, Clock, Remark, Request
from archive.service.collect import Collect, Piece, Terms
from archive.service.gather import gather
from archive.service.ingest import Summary
from archive.service.visits import Visited
from archive.store.rows import CaptureRow, Version, WatchRow

PAGES: Final = 200
"""Most pages that one visit to a listing fetches; the rest is for the next."""

TakeIn = Callable[[Iterable[Piece], WatchRow], Summary]
"""Records looks that a watch had made, with what the user says of them."""


class KnownPages(Protocol):
    """What is asked of the read models about pages."""

    def last_look_at(self, url: str) -> CaptureRow | None:
        """The last recorded look at a URL, whatever it found."""

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
            return Visited(errors=(f"{watch.target}: {problem}",), retry_after=wait)
        # Not modified: the pages that it named are looked at again all the same.
        held = look.status == 304 and watch.listing is not None
        listing = replace(look, data=self._blobs.get(watch.listing or "")) if held else look
        found = self._collect.opened(listing, Terms())
        if found is None:
            reason = f"is no feed and no list of pages; to watch the page itself: archive watch add --kind page {watch.target}"
            return Visited(errors=(f"{watch.target}: {reason}",), retry_after=wait)
        # Remarks would be told again at every visit.
        pieces, dated = tee(piece for piece in found if not isinstance(piece, Remark))
        summary = self._take_in(self._collect.follow(pieces, Terms(limit=PAGES), self._is_wanted), watch)
        done = replace(_visited(summary), published=_newest(dated), retry_after=wait)
        if held:
            return done
        (address,) = self._blobs.put([look.data], [watch.listing])
        return replace(
            done, listing=address, etag=look.header("etag"), last_modified=look.header("last-modified")
        )

    def _is_wanted(self, pointer: Pointer) -> bool:
        """Whether a page that a listing names is to be looked at now."""
        if self._stopping():
            return False
        if pointer.listing:
            return True
        last = self._known.last_look_at(pointer.url)
        if last is None:
            return True
        changed = _date(pointer.stated.get("modified"))
        if changed is not None and last.captured < changed.start:
            return True
        now = self._clock()
        return now - last.captured >= step_at(now - self._fresh(last))

    def _fresh(self, last: CaptureRow) -> int:
        """When the article behind a look was published, or changed last."""
        current = self._known.current(last.moved_to or last.address)
        if current is None:
            return last.captured
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


def _newest(found: Iterable[Piece | Pointer]) -> int | None:
    """The newest publication that a listing tells, in microseconds."""
    dates = [_date(piece.stated.get("published")) for piece in found if isinstance(piece, Pointer)]
    return max((date.start for date in dates if date is not None), default=None)


def _date(value: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse(value) if value else None
    except (ValueError, OverflowError):
        return None

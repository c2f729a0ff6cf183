"""Where a look belongs: which article it is a look at, and whether that article has moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from archive.domain.address import address_for, canonical_url, content_address, is_variant
from archive.domain.canonical import sha256_hex
from archive.service.take import Taken
from archive.store.rows import CaptureRow

_FOR_GOOD: Final = frozenset({301, 308})
"""Redirects that say where the article is from now on (RFC 9110, 15.4.2 and 15.4.9)."""


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a look, and the address that the article had before it moved there."""

    address: str
    moved_from: str | None = None


class KnownUrls(Protocol):
    """What is asked of the read models about a URL."""

    def latest_of_url(self, url: str) -> CaptureRow | None:
        """The last recorded look at a URL that showed an article."""

    def latest_capture(self, address: str) -> CaptureRow | None:
        """The look with the latest capture time."""


def place_of(taken: Taken, known: KnownUrls) -> Place:
    """The address that `taken` is a look at.

    A URL that showed an article keeps leading to it, whatever the page claims later, so that its history
    does not break; only a redirect for good to something else than a variant of the same page moves it.
    """
    look, article = taken.look, taken.article
    if look.url is None:
        if article is not None and article.url.value:
            return Place(canonical_url(article.url.value))
        if article is not None and article.details.canonical.basis == "mail":
            return Place(str(article.details.canonical.value))
        return Place(look.address or content_address(sha256_hex(look.data)))
    # The user's word, from an option or a sidecar, is no claim of the page's.
    told = article.url if article is not None else None
    if told is not None and told.value and told.basis in {"given", "sidecar", "front-matter"}:
        return Place(canonical_url(told.value))
    claimed = article.details.canonical.value if article is not None else None
    fresh = address_for(look.url, look.landed, claimed)
    before = known.latest_of_url(look.url) or known.latest_capture(canonical_url(look.url))
    if before is None or before.address == fresh:
        return Place(fresh)
    for_good = any(hop.status in _FOR_GOOD for hop in look.redirects)
    landed = address_for(look.url, look.landed, None)
    if article is not None and for_good and not is_variant(before.address, landed):
        return Place(fresh, moved_from=before.address)
    return Place(before.address)

"""OPML: lists of feeds, as readers of feeds export them (OPML 1.0 and 2.0)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin

from archive.domain.address import canonical_url
from archive.domain.look import Pointer
from archive.errors import InputRefused
from archive.ports import Found, Source
from archive.readers.outlet import outlet_of
from archive.readers.tally import Tally
from archive.readers.wrappers import unwrapped
from archive.readers.xml_stream import LIMIT, elements


class ListedFeed(NamedTuple):
    """A feed of an OPML: what it is called there (its address where it has no name), and its address."""

    title: str
    url: str


class OpmlOpener:
    """Takes a list of feeds apart: a pointer to a listing for each feed, however deep it is nested."""

    def open(self, source: Source) -> Iterator[Found]:
        """The feeds in their order, each address once.

        What stands before a place that cannot be read is given, with a remark. Raises `InputRefused`
        where `source` is no OPML.
        """
        tally = Tally()
        seen: set[str] = set()
        with unwrapped(source.name, source.open(), LIMIT) as stream:
            try:
                for element in elements(source.name, stream, "OPML", ("opml", "OPML")):
                    said = {key: " ".join(value.split()) for key, value in element.attributes.items()}
                    if element.path[-1].lower() == "outline" and said.get("xmlurl"):
                        found = _found(source, said)
                        if isinstance(found, InputRefused) or found.url not in seen:
                            yield found
                        if isinstance(found, Pointer):
                            seen.add(found.url)
            except InputRefused as refusal:
                if not seen:
                    raise
                tally.add(f"broken after {len(seen)} feeds, which were taken: it {refusal.details['reason']}")
        yield from tally.remarks(source.name)


def listed_feeds(source: Source) -> Iterator[ListedFeed | InputRefused]:
    """The feeds that an OPML lists, to set up watches on them. Raises as `OpmlOpener.open` does."""
    for found in OpmlOpener().open(source):
        if isinstance(found, Pointer):
            yield ListedFeed(found.stated.get("title", found.url), found.url)
        elif isinstance(found, InputRefused):
            yield found


def _found(source: Source, said: dict[str, str]) -> Pointer | InputRefused:
    url = said["xmlurl"]
    # Some readers write the scheme of feeds, which stands for http.
    if url.lower().startswith("feed:"):
        url = url[5:] if url[5:].lower().startswith("http") else f"http:{url[5:]}"
    try:
        url = urljoin(source.url or "", url)
        canonical_url(url)
    except ValueError:
        reason = f"not an http or https address: {said['xmlurl'][:200]!r}"
        return InputRefused(
            name=f"{source.name}: {said.get('title') or said.get('text') or 'a feed'}", reason=reason
        )
    stated: dict[str, str] = {}
    title = said.get("title") or said.get("text")
    if title:
        stated["title"] = title
        outlet = outlet_of(title, said.get("htmlurl", ""))
        if outlet:
            stated["source"] = outlet
    return Pointer(name=url, url=url, stated=stated, listing=True)

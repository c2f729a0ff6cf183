"""When the title of a feed names the outlet whose articles it brings.

A feed's title names the feed: "World news | The Harbour Times", "Top stories", "Search: floods". It is
taken for the outlet's name only where nothing speaks against it, for an unknown source is better than
a wrong one.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_PARTED: Final = re.compile(r"\s[-|–—·•:»«›>/]+\s|[|»«›>]|:\s|\s::\s|::")
"""What stands between the parts of a title: an outlet and its section, or its slogan."""
_OF_A_FEED: Final = re.compile(
    r"\b(?:rss|feeds?|atom|xml|latest|recent|newest|headlines?|stories|articles?|posts?|comments?|search|results"
    r"|updates?|archives?|categor(?:y|ies)|tags?|topics?|home|homepage|index|all|untitled|blog roll)\b",
    re.I,
)
_LONGEST: Final = 60


def outlet_of(title: str, site: str, page: str = "") -> str | None:
    """`title` where it can be taken for the name of the outlet, else None.

    The feed must call a whole site its own (`site` is the address of that site's front page), the article
    at `page` must stand on it, and the title must be undivided and hold no word that feeds are named by.
    """
    try:
        parts = urlsplit(site)
        elsewhere = bool(page) and _host(page) != _host(site)
    except ValueError:
        return None
    if elsewhere or not parts.hostname or parts.path.strip("/") or parts.query:
        return None
    title = " ".join(title.split())
    if not title or len(title) > _LONGEST or _PARTED.search(title) or _OF_A_FEED.search(title):
        return None
    return title


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")

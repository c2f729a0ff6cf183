"""Other forms of one page: for phones (AMP), for the printer, and as a search engine keeps it.

Only forms that say so plainly count, since two pages under one address cannot be told apart again:
a last segment `amp` or `print` is a form of what is before it where that looks like an article, with a
digit, a hyphen or a dot, and a page of its own in `/wiki/amp` or `/tag/print`.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_plus

_ARTICLE: Final = re.compile(r"[-\d.]")
_FORMS: Final = ("amp", "print")
_ON: Final = frozenset(("", "1", "true", "yes"))
_SWITCHES: Final = {
    "amp": _ON,
    "_amp": _ON,
    "print": _ON | {"print"},
    "printable": _ON,
    "outputtype": frozenset(("amp",)),
    "output": frozenset(("amp", "print")),
    "view": frozenset(("print",)),
    "format": frozenset(("amp", "print")),
    "mode": frozenset(("print",)),
    "pagewanted": frozenset(("print",)),
}
_SEARCH: Final = re.compile(r"(?:www\.)?(?:google\.(?:[a-z]{2,3}|com?\.[a-z]{2})|bing\.com)")
_CACHE: Final = re.compile(r"(?:[a-z0-9-]+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)")
_COUNTRY_SITE: Final = re.compile(r"[^.]+\.(?:com?|org?|net?|gov?|edu|ac)\.[a-z]{2}")
"""A name registered below a country's `co`, `com`, `org` and the like."""


def kept_by_a_cache(host: str, path: str) -> str | None:
    """The URL of the page that `host` and `path` show for somebody else, None where they are a page of their own.

    Search engines show `/amp/s/HOST/PATH`, AMP caches `/c/s/HOST/PATH` and `/v/s/...`; `s` stands for https.
    https://developers.google.com/amp/cache/overview
    """
    if _SEARCH.fullmatch(host):
        kinds: tuple[str, ...] = ("amp",)
    elif _CACHE.fullmatch(host):
        kinds = ("c", "v")
    else:
        return None
    kind, _, page = path.removeprefix("/").partition("/")
    if kind not in kinds:
        return None
    scheme = "http"
    if page.startswith("s/"):
        scheme, page = "https", page[2:]
    return f"{scheme}://{page}" if "." in page.partition("/")[0] else None


def plain_host(host: str) -> str:
    """`host` without a leading `amp.`: `www.` takes its place where only a registered name is left.

    That `www.` is where such sites have their pages is the rule of the trade and not certain; the canonical link, which every
    AMP page has to carry, outranks it.
    """
    rest = host.removeprefix("amp.")
    if rest == host or "." not in rest:
        return host
    return f"www.{rest}" if rest.count(".") == 1 or _COUNTRY_SITE.fullmatch(rest) else rest


def plain_path(path: str) -> str:
    """`path` without `/amp`, `/print`, `.amp` or `.amp.html` at the end of an article's name."""
    segments = path.split("/")
    slash = segments[-1] == "" and len(segments) > 2
    if slash:
        segments.pop()
    named = len(segments)
    while named > 2 and segments[named - 1].lower() in _FORMS:
        named -= 1
    if looks_like_an_article(segments[named - 1]):
        del segments[named:]
    if not slash:
        segments[-1] = _without_ending(segments[-1])
    return "/".join(segments) + ("/" if slash else "")


def asks_for_a_form(pair: str) -> bool:
    """Whether `pair`, one of a query's `name=value`, asks for the page in another form."""
    name, _, value = pair.partition("=")
    allowed = _SWITCHES.get(unquote_plus(name).lower())
    return allowed is not None and unquote_plus(value).lower() in allowed


def looks_like_an_article(segment: str) -> bool:
    """Whether a path's `segment` has what names of articles have and names of sections mostly have not."""
    return _ARTICLE.search(segment) is not None


def _without_ending(segment: str) -> str:
    while segment.lower().endswith(".amp") and len(segment) > 4:
        segment = segment[:-4]
    stem, dot, ending = segment.rpartition(".")
    if ending.lower() in ("html", "htm") and stem.lower().endswith(".amp") and len(stem) > 4:
        return stem[:-4] + dot + ending
    return segment

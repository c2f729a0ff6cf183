"""Whether everybody can read all of an article, and whether what came is only its beginning."""

from __future__ import annotations

from typing import Final, Literal

from archive.domain.article import Rank
from archive.readers.html_meta import Meta
from archive.readers.structured_data import StructuredArticle

_TEASER: Final = 150
"""A paywalled page with fewer words than this shows a teaser, where it does not say how long the article is."""
_SHARE: Final = 0.6
"""Or with less than this share of the words that the article is said to have."""
_TIERS: Final = ("article:content_tier", "article.content_tier")
_FREE: Final = "isaccessibleforfree"


def access_of(meta: Meta, article: StructuredArticle) -> Literal["open", "paywalled"] | None:
    """What the page declares: `isAccessibleForFree` of schema.org, or the content tier of Open Graph."""
    tier = (meta.first(_TIERS) or "").lower()
    stated = meta.values.get(_FREE, "").lower()
    if article.free is False or tier == "locked" or stated == "false":
        return "paywalled"
    if article.free is True or tier == "free" or stated == "true":
        return "open"
    return None


def rank_of(access: Literal["open", "paywalled"] | None, article: StructuredArticle, words: int) -> Rank:
    """Whether `words` words of body are all of the article: a paywalled page may be given whole."""
    if access != "paywalled":
        return "full"
    expected = _SHARE * article.words if article.words else _TEASER
    return "excerpt" if words < expected else "full"

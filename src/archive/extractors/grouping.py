"""How thousands are set apart where an article comes from: 11 300, 11.300, 11'300.

Digits and separators are rewritten in their places, one character for one, so that offsets stay and every
later step knows only 11,300.5 and 11'300. Spaces that do not break lines group wherever they stand between a
group of one to three digits and groups of three. A point groups, and a comma parts off decimals, only where the
language tag of the article says so ("en-DE", "en-TR", "de"): in English 11.300 is eleven and a bit.
"""

from __future__ import annotations

import re
from typing import Final

_REGIONS: Final = frozenset(
    "DE AT ES IT PT NL BE DK GR TR ID BR AR CL CO UY PY VE EC BO SI HR RS BA MK ME RO VN IS".split()
)
"""Countries that write 11.300,50."""
_LANGUAGES: Final = frozenset("de es it pt nl da el tr id sl hr sr bs mk ro vi is ca gl".split())
"""Languages that do, where the tag names no country."""
_SPACES: Final = "\u00a0\u2009\u202f\u2007"
_SPACED: Final = re.compile(rf"(?<![\w.,])\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)")
_SPACE: Final = re.compile(f"[{_SPACES}]")
_POINTED: Final = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d{1,2})(?!\d|[.,]\d)")
"""Points between groups of three, and commas before one or two decimals; 1,200 is English everywhere."""
_SWAPPED: Final = {ord("."): "'", ord(","): "."}


def points_group(language: str | None) -> bool:
    """Whether a point sets thousands apart in an article whose language tag (BCP 47) is `language`."""
    if not language:
        return False
    first, *further = language.replace("_", "-").split("-")
    regions = [part.upper() for part in further if len(part) == 2]
    return regions[0] in _REGIONS if regions else first.lower() in _LANGUAGES


def plainly_grouped(text: str, language: str | None) -> str:
    """`text` with grouping apostrophes for spaces and points that group; every character keeps its place."""
    if any(space in text for space in _SPACES):
        text = _SPACED.sub(lambda found: _SPACE.sub("'", found[0]), text)
    if points_group(language):
        text = _POINTED.sub(lambda found: found[0].translate(_SWAPPED), text)
    return text

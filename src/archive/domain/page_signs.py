"""Signs that what a server gave is no article: its status, and pages that come with 200 and say something else.

The cues are those of kinds of pages, never of one outlet. Words alone never decide: a long text that speaks of
captchas or of error 404 is an article, so words count only where there is little text beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit

from archive.domain.look import Look
from archive.domain.moment import SECOND, http_moment
from archive.domain.page_words import (
    CUES,
    MARKERS,
    NOT_FOUND_PLACES,
    SCRIPT_NEEDED,
    TITLES,
    WALL_HOSTS,
    WALL_PLACES,
    Kind,
)

StatusOutcome = Literal["ok", "not-modified", "gone", "blocked", "failed"]

_BRIEF: Final = 1500
"""So many characters at most stand beside a title that is a cue."""
_SHORT: Final = 700
"""So many characters at most has a text in which a phrase is a cue."""
_BARE: Final = 250
"""So many characters at most has a page that is made by JavaScript and says so instead."""
_EMPTY: Final = 120
"""With so few characters the page shows nothing, and what its source holds counts."""
_LOOKED_AT: Final = 256 * 1024

_MITIGATED: Final = {
    "cf-mitigated": ("challenge",),
    "x-vercel-mitigated": ("challenge", "deny"),
    "x-amzn-waf-action": ("challenge", "captcha"),
}
"""Headers by which protection services say that they answered in the site's place."""

_TITLE_SEAMS: Final = re.compile(r"\s+[-|\u2013\u2014\u00b7\u2022\u00bb:]+\s+|\s*[|:\u00b7]\s*")
_HOME: Final = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home)(?:\.\w+)?/?)?\Z", re.I
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A page that is no article: what it is instead, and the words that tell a user why."""

    kind: Kind
    reason: str
    outcome: Literal["blocked"] = "blocked"


def outcome_of_status(status: int) -> StatusOutcome:
    """What an HTTP status means for the article that was asked for."""
    if 200 <= status < 300:
        return "ok"
    if status == 304:
        return "not-modified"
    if status in (404, 410):
        return "gone"
    if status in (401, 402, 403, 407, 451):
        return "blocked"
    return "failed"


def asked_to_wait(headers: Iterable[tuple[str, str]], now: int) -> float | None:
    """The seconds that Retry-After asks for, given as such or as a date (RFC 9110, 10.2.3); None where none is read.

    `now` is in microseconds.
    """
    said = next((value.strip() for name, value in headers if name.lower() == "retry-after"), "")
    if said.isascii() and said.isdecimal():
        return float(said[:9])
    until = http_moment(said)
    return None if until is None else max(0.0, (until - now) / SECOND)


def sign_of(look: Look, title: str | None, text: str | None) -> Sign | None:
    """What `look`, read as `title` and `text`, is instead of an article; None where it may be one.

    Also worth asking for an error: a challenge that comes with 503 is a block and no failure.
    """
    title, text = title or "", text or ""
    return _by_header(look) or _by_place(look) or _by_title(title, text) or _by_words(look, title, text)


def _by_header(look: Look) -> Sign | None:
    for name, values in _MITIGATED.items():
        said = (look.header(name) or "").strip().lower()
        if said in values:
            return Sign("challenge", f"a challenge page instead of the article ({name}: {said})")
    return None


def _by_place(look: Look) -> Sign | None:
    """Where redirects led: to a wall, to an error page, or from an article to the front page."""
    if not look.redirects or not look.url or not look.landed:
        return None
    asked, landed = urlsplit(look.url), urlsplit(look.landed)
    before, after = _steps(asked), _steps(landed)
    for kind, hosts in WALL_HOSTS.items():
        if (landed.hostname or "").partition(".")[0] in hosts and landed.hostname != asked.hostname:
            return Sign(kind, f"redirected to {landed.hostname}")
    for kind, places in WALL_PLACES.items():
        if places.intersection(after[:1] + after[-1:]) and not places.intersection(before):
            return Sign(kind, f"redirected to {landed.path}")
    if after and after[-1] in NOT_FOUND_PLACES:
        return Sign("soft-404", f"redirected to {landed.path}")
    if _deep(asked) and _HOME.match(landed.path) and not landed.query and look.status in (None, 200):
        return Sign("soft-404", "redirected to the front page, as for a page that is gone")
    return None


def _steps(parts: SplitResult) -> list[str]:
    return [step.lower() for step in parts.path.split("/") if step]


def _deep(parts: SplitResult) -> bool:
    """Whether a URL names one thing within a site rather than the site or one of its sections."""
    if _HOME.match(parts.path):
        return bool(parts.query)
    steps = _steps(parts)
    return len(steps) > 1 or bool(re.search(r"[\d-]", steps[0]))


def _by_title(title: str, text: str) -> Sign | None:
    if len(text) > _BRIEF:
        return None
    whole = _folded(title)
    parts = [whole, *(part for part in _TITLE_SEAMS.split(whole) if part)]
    for kind, titles in TITLES.items():
        if any(part.rstrip(" .!?\u2026") in titles for part in parts):
            return Sign(kind, f"a page titled {_cut(title)!r}")
    return None


def _by_words(look: Look, title: str, text: str) -> Sign | None:
    if len(text) > _SHORT:
        return None
    folded = _folded(f"{title} . {text}")
    for kind, cues in CUES.items():
        for cue in cues:
            if cue in folded:
                return Sign(kind, f"a page of {len(text)} characters that says {cue!r}")
    if len(text) <= _BARE and any(cue in folded for cue in SCRIPT_NEEDED):
        return Sign("script", "a page that asks for JavaScript instead of an article")
    if len(text) > _EMPTY:
        return None
    source = _folded(look.data[:_LOOKED_AT].decode("utf-8", "replace"))
    if any(marker in source for marker in MARKERS):
        return Sign("challenge", "a page without text that runs a bot check")
    if any(cue in source for cue in SCRIPT_NEEDED):
        return Sign("script", "a page without text that asks for JavaScript")
    return None


def _folded(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").replace("\u0130", "i").casefold().split())


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:80] + "..."

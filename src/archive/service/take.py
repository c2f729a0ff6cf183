"""Take a look in: what it found, and the article on it where there is one. Reads no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from archive.domain.address import LONGEST, is_overlong
from archive.domain.article import Article
from archive.domain.canonical import MAX_INTEGER, sha256_hex
from archive.domain.event import ArticleCaptured
from archive.domain.look import Look
from archive.domain.moment import from_micros
from archive.domain.page_signs import outcome_of_status, sign_of
from archive.errors import InputRefused

LIVE = frozenset({"web"})
"""Ways in which somebody looked at an address just now: such looks are recorded whatever they found."""
UNCHOSEN = frozenset({"web", "warc", "memento", "feed"})
"""Ways in which bytes came that nobody chose: what looks wrong with them is not the user's word."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look found that showed no text: `unchanged` is the server's word for it (304)."""

    outcome: Literal["unchanged", "gone", "moved", "blocked", "failed"]
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A look that was taken in: either an `article` or a `finding`.

    `captured` is in microseconds; `captured_given` tells that somebody stated it, so that the same look
    can come again, and `witnessed` that somebody looked then. `given` is what the user said of it; `watch` names the watch that had it looked at.
    `moved_to` is where the article goes on, for the record that it left its address.
    """

    look: Look
    captured: int
    captured_given: bool = False
    witnessed: bool = False
    given: Mapping[str, str] = field(default_factory=dict)
    watch: str | None = None
    article: Article | None = None
    finding: Finding | None = None
    moved_to: str | None = None

    @property
    def raw(self) -> str | None:
        """The address of the look's bytes; None where none came."""
        return sha256_hex(self.look.data) if self.look.data or self.look.via not in UNCHOSEN else None

    @property
    def text(self) -> bytes:
        """The article's text as it is stored."""
        assert self.article is not None
        return self.article.text.encode()


Read = Article | InputRefused | None
"""What a reader made of a look; None where there was nothing to read."""


def is_readable(look: Look) -> bool:
    """Whether a look brought something that may be an article."""
    return look.trouble is None and (look.status is None or outcome_of_status(look.status) == "ok")


def take(look: Look, read: Read, given: Mapping[str, str], now: int, watch: str | None = None) -> Taken:
    """What `look` comes to, given what the reader made of it.

    Raises `InputRefused` for what the user chose to give and cannot be read (of what a server or an
    archive gave it is a finding, recorded like any other), and for a time or an address that cannot be kept.
    """
    if isinstance(read, InputRefused) and look.via not in UNCHOSEN:
        raise read
    article = read if isinstance(read, Article) else None
    moment = article.captured.date if article else None
    captured = moment.start if moment else look.captured
    if captured is not None and abs(captured) > MAX_INTEGER:
        year = from_micros(captured).year
        raise InputRefused(name=look.name, reason=f"is said to have been looked at in the year {year}")
    own = article.details.canonical.value if article else None
    if is_overlong(look.address or "") or (look.url is None and is_overlong(own or "")):
        raise InputRefused(name=look.name, reason=f"has an address of more than {LONGEST:,} bytes")
    return Taken(
        look=look,
        captured=now if captured is None else captured,
        captured_given=captured is not None and look.via not in LIVE,
        witnessed=captured is not None,
        given={str(name): str(value) for name, value in {**(look.sidecar or {}), **given}.items()},
        watch=watch,
        article=article if (finding := _finding(look, read)) is None else None,
        finding=finding,
    )


def _finding(look: Look, read: Read) -> Finding | None:
    """What keeps a look from being taken for a version of the article, None where nothing does."""
    if look.trouble is not None:
        withheld = look.trouble.kind == "robots"
        return Finding("blocked" if withheld else "failed", look.trouble.reason)
    title, text = (read.title.value, read.text) if isinstance(read, Article) else (None, None)
    if look.status is not None:
        outcome = outcome_of_status(look.status)
        if look.status in REDIRECTS:
            return Finding("moved", f"HTTP {look.status} to {look.header('location') or 'nowhere'}")
        if outcome == "not-modified":
            return Finding("unchanged")
        if outcome != "ok":
            sign = sign_of(look, title, text)
            # A challenge may come with any error; what is missing is missing, whatever its page says.
            if sign is not None and outcome != "gone" and sign.kind != "soft-404":
                return Finding(sign.outcome, f"HTTP {look.status}: {sign.reason}")
            return Finding(outcome, f"HTTP {look.status}")
    if look.via in UNCHOSEN and (sign := sign_of(look, title, text)):
        return Finding(sign.outcome, sign.reason)
    if isinstance(read, InputRefused):
        return Finding("failed", f"cannot be read: {read.details['reason']}")
    return None


REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses of an answer that says nothing but where to ask."""


def recorded_look(capture: ArticleCaptured, data: bytes) -> Look:
    """A look as it was when it was recorded, so that it can be read again."""
    return Look(
        name=capture.name,
        via=capture.via,
        data=data,
        address=capture.address,
        url=capture.url,
        landed=capture.landed,
        captured=capture.captured,
        status=capture.status,
        headers=capture.headers,
        redirects=capture.redirects,
        kind=capture.kind,
        stated=capture.stated,
    )

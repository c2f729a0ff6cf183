"""What each stretch of an article's text is: site furniture, masthead, byline, headline, caption, body.

Goes by the structure of the text and by conventions that news pages share, never by outlet. In
doubt a paragraph is body: taking furniture for news costs a false claim that a reader can see,
taking news for furniture loses it unseen.
"""

from __future__ import annotations

import re
from typing import Final

from archive.domain import block_words as words
from archive.domain.article import Block, BlockKind
from archive.domain.dates import find_dates
from archive.domain.fold import fold
from archive.domain.paragraphs import Paragraph, paragraphs

PREFIX: Final = re.compile(
    r"\s*(?i:date|pubdate|publish_date|published_at)[:=]?[ ]{1,3}"
    r"(?P<date>\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?)(?![\w-])\s*"
)
"""A crawler's metadata glued before the text: ` date 2024-06-20 The council voted ...`."""

_TITLE_LENGTH: Final = 160
_TITLE_WORDS: Final = 25
_SUBTITLE_LENGTH: Final = 100
_SUBTITLE_WORDS: Final = 12
_MAX_SUBTITLES: Final = 2
_STAMP_LENGTH: Final = 140
_CAPTION_LENGTH: Final = 600
_TERMINAL: Final = re.compile(r"[.!?…;,:]['\")\]]*\Z")
_FULL_STOP: Final = re.compile(r"(?:\.|…|,|;|[.!?]['\")\]]+)\Z")
_ABBREVIATED: Final = re.compile(r"(?:\b[A-Z]\.|\.\.\.)\Z")


def segment(text: str) -> tuple[Block, ...]:
    """The blocks of `text` in order: no two overlap, and together they hold all that is not blank.

    Takes time in proportion to the length of `text`.
    """
    folded = fold(text)
    blocks: list[Block] = []
    start = 0
    prefix = PREFIX.match(folded)
    if prefix:
        start = prefix.end()
        blocks.append(Block("masthead", 0, start))
    parts = paragraphs(folded, start)
    kinds = _by_context(parts, [_by_itself(part) for part in parts])
    body_seen = False
    for part, kind in zip(parts, kinds, strict=True):
        dateline = None if body_seen or kind != "body" else dateline_of(part.text)
        body_seen = body_seen or kind == "body"
        cut = part.start + dateline.end() if dateline else part.start
        if dateline:
            blocks.append(Block("byline", part.start, cut))
        blocks.append(Block(kind, cut, part.end))
    return tuple(blocks)


def dateline_of(text: str) -> re.Match[str] | None:
    """The dateline that the folded paragraph `text` begins with, if it has one."""
    match = words.DATELINE.match(text)
    return match if match and (match["date"] or match["agency"]) else None


def is_bare_date(text: str) -> bool:
    """Whether the folded line `text` is a date (with a weekday or a time) and nothing else."""
    if len(text) > 60:
        return False
    rest = text
    mentions = [m for m in find_dates(text) if m.kind in {"day", "month_day"}]
    for mention in reversed(mentions):
        rest = rest[: mention.start] + rest[mention.end :]
    return bool(mentions) and not words.WEEKDAY_OR_TIME.sub("", rest.lower())


def _by_itself(part: Paragraph) -> BlockKind | None:
    """The kind that a paragraph shows by its own words, None where its place must tell."""
    text = part.text
    if len(text) <= words.FURNITURE_LENGTH:
        short = text.lower()
        if words.FURNITURE.match(short) and not _stamped(short):
            return "chrome"
        if words.RELEASE.match(short) or words.CLOCK.match(short):
            return "masthead"
        if _is_byline(text, short):
            return "byline"
        if words.BREADCRUMB.match(text):
            return "chrome"
    return "caption" if _is_caption(text) else None


def _stamped(short: str) -> bool:
    """Whether a line tells when the article was published or changed."""
    stamp = words.STAMP.match(short) if len(short) <= _STAMP_LENGTH else None
    return bool(stamp and any(m.kind in {"day", "month_day"} for m in find_dates(stamp["when"].title())))


def _is_byline(text: str, short: str) -> bool:
    if len(text) <= _STAMP_LENGTH:
        if words.BYLINE.match(text) or words.STAMP_LABEL.match(short) or _stamped(short):
            return True
        parts = words.SEPARATOR.split(text)
        if len(parts) > 1 and not _FULL_STOP.search(text):
            return any(is_bare_date(p) or p.startswith("@") or _stamped(p.lower()) for p in parts if p)
    return words.CREDITS.match(short) is not None


def _is_caption(text: str) -> bool:
    tail = text[-words.CREDIT_LENGTH :]
    if tail.endswith((")", ").")):
        if words.CREDIT_IN_PARENTHESES.search(tail):
            return True
    elif tail[-1].isalnum() and words.CREDIT_AT_END.search(tail):
        return True
    if words.CAPTION_START.match(text[:120].lower()):
        return True
    if len(text) <= 100 and words.CREDIT_ALONE.match(text):
        return True
    if len(text) > _CAPTION_LENGTH:
        return False
    low = text.lower()
    return any(word in low for word in words.CREDIT_HINTS) and words.CREDIT_WORDS.search(low) is not None


def _by_context(parts: list[Paragraph], own: list[BlockKind | None]) -> list[BlockKind]:
    """Settle what the words alone did not, each rule looking at the neighbours."""
    kinds = list(own)
    _mark_videos(parts, kinds)
    _mark_alternative_texts(parts, kinds)
    prose = next((i for i, part in enumerate(parts) if kinds[i] is None and _is_prose(part.text)), len(parts))
    title = _mark_headline(parts, kinds, prose)
    _mark_dates(parts, kinds, prose, title)
    _mark_other_titles(parts, kinds, prose)
    _mark_subtitles(parts, kinds, prose)
    _mark_author_notes(parts, kinds)
    return [kind or "body" for kind in kinds]


def _is_prose(text: str) -> bool:
    """Whether a paragraph is made of sentences rather than being a title or a label."""
    if len(text) > _TITLE_LENGTH or len(text.split()) > _TITLE_WORDS:
        return True
    return bool(_FULL_STOP.search(text[-8:])) and not _ABBREVIATED.search(text[-8:])


def _mark_videos(parts: list[Paragraph], kinds: list[BlockKind | None]) -> None:
    """A title with a length (04:11) is a player's, and so is the like title right above it."""
    for i, part in enumerate(parts):
        if kinds[i] is None and len(part.text) <= _TITLE_LENGTH and words.VIDEO_LENGTH.search(part.text):
            kinds[i] = "chrome"
            above = i - 1
            if above >= 0 and kinds[above] is None and not part.alone_before and _alike(parts[above], part):
                kinds[above] = "chrome"


def _alike(one: Paragraph, two: Paragraph) -> bool:
    """Whether most words of the title `one` stand in `two` as well."""
    if len(one.text) > _TITLE_LENGTH:
        return False
    first = set(one.text.lower().split())
    return 2 * len(first & set(two.text.lower().split())) >= len(first)


def _mark_alternative_texts(parts: list[Paragraph], kinds: list[BlockKind | None]) -> None:
    """The line above a caption that repeats it, or that stands right on it, describes the same picture."""
    for i in range(len(parts) - 2, -1, -1):
        if kinds[i] is not None or kinds[i + 1] != "caption":
            continue
        text, below = parts[i].text, parts[i + 1].text
        stem = text.rstrip(" .,…-")
        repeats = len(stem) >= 15 and below.startswith(stem[:-3]) and 2 * len(stem) > len(below) - 80
        touching = not parts[i].alone_after and parts[i].alone_before and not _is_prose(text)
        if repeats or touching:
            kinds[i] = "caption"


def _mark_headline(parts: list[Paragraph], kinds: list[BlockKind | None], prose: int) -> str | None:
    """The titles above the first prose, and their repetitions anywhere; returns the first one."""
    titles = [i for i in range(prose) if kinds[i] is None and not is_bare_date(parts[i].text)]
    if not titles or len(parts) == 1:
        return None
    if prose == len(parts):
        titles = titles[:1]
    named = {_plain(parts[i].text) for i in titles}
    for i, part in enumerate(parts):
        if i in titles or (
            kinds[i] is None and len(part.text) <= _TITLE_LENGTH and _plain(part.text) in named
        ):
            kinds[i] = "headline"
    return parts[titles[0]].text


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _mark_dates(parts: list[Paragraph], kinds: list[BlockKind | None], prose: int, title: str | None) -> None:
    """A bare date above the headline is the page's, one between headline and text the article's."""
    seen = False
    for i in range(min(prose + 1, len(parts))):
        seen = seen or (title is not None and kinds[i] == "headline")
        if kinds[i] is None and is_bare_date(parts[i].text):
            kinds[i] = "byline" if seen else "masthead"


def _mark_other_titles(parts: list[Paragraph], kinds: list[BlockKind | None], prose: int) -> None:
    """Titles listed under "Related stories" or "Latest news", after the text has begun."""
    listing = False
    for i in range(prose, len(parts)):
        if kinds[i] == "chrome" and words.SECTION_LABEL.match(parts[i].text.lower()):
            listing = True
        elif kinds[i] is None and listing and not _is_prose(parts[i].text):
            kinds[i] = "chrome"
        elif kinds[i] is None:
            listing = False


def _mark_subtitles(parts: list[Paragraph], kinds: list[BlockKind | None], prose: int) -> None:
    """Short lines without a full stop between paragraphs; a run of three is a list, and body."""
    i = prose + 1
    while i < len(parts):
        end = i
        while end < len(parts) and kinds[end] is None and _is_subtitle(parts[end].text):
            end += 1
        below = next((j for j in range(end, min(end + 3, len(parts))) if kinds[j] is None), None)
        if 0 < end - i <= _MAX_SUBTITLES and below is not None:
            kinds[i:end] = ["headline"] * (end - i)
        i = max(end, i + 1)


def _is_subtitle(text: str) -> bool:
    if len(text) > _SUBTITLE_LENGTH or len(text.split()) > _SUBTITLE_WORDS:
        return False
    if _TERMINAL.search(text) and not text.endswith("?"):
        return False
    return text[0].isupper() or text[0].isdigit() or (text[0] in "'\"" and text[1:2].isupper())


def _mark_author_notes(parts: list[Paragraph], kinds: list[BlockKind | None]) -> None:
    """Who the author is, told in the last paragraphs."""
    last = [i for i, kind in enumerate(kinds) if kind is None][-3:]
    for i in last:
        text = parts[i].text
        if len(text) > 500 or len(last) == 1 or not words.AUTHOR_NOTE.match(text):
            continue
        if words.CONTACT.search(text.lower()) or (i == last[-1] and words.WRITES.search(text.lower())):
            kinds[i] = "chrome"

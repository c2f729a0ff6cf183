"""Metadata read from the article's own text, each value with the place it was read from.

Only what stands where publications put it is believed: a crawler's prefix, a byline or dateline, a
line that says "published". A bare date above the headline is the page's clock; captions and body
tell when things happened, not when the article appeared. An outlet is named by its byline alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from archive.domain import block_words as words
from archive.domain.article import Basis, Block, Sourced, SourcedDate
from archive.domain.blocks import PREFIX, dateline_of, is_bare_date
from archive.domain.dates import DateMention, find_dates, resolve
from archive.domain.fold import fold
from archive.domain.moment import DAY, PartialDate

LATE: Final = 14 * DAY
"""A date line this much later than the latest date in the text is the page's, not the article's."""
_TELLING: Final = frozenset({"headline", "body", "caption"})
_YEAR: Final = re.compile(r"[0-9]{4}")
_UPDATE: Final = re.compile(r"updated?|modified")
_AHEAD: Final = re.compile(
    r"(?:\b(?:will|shall|due|scheduled|planned|expected|slated|expires?|deadline|set for|upcoming)\b[^.!?]{0,60}"
    r"|\b(?:by|until|till|before|no later than)\s)\Z",
    re.IGNORECASE,
)
"""What stands before a date that is still to come, and so says nothing about when the text was written."""
_CREATED: Final = re.compile(r"published|posted|issued|released|created|date")
_OUTLET: Final = re.compile(
    r"(?:^|[ .])(?:news|times|post|herald|agency|press|tribune|journal|daily|gazette|tv|radio|guardian|telegraph|standard"
    r"|chronicle|observer|mail|express|today|weekly|magazine|review|broadcasting|reuters|bloomberg|bbc|cnn|afp|ap|wire|media"
    r"|network|online|dispatch|courier|mirror|globe|bulletin|examiner|inquirer|star|sun|independent)(?:$|[ .])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the text itself says about the article."""

    title: Sourced
    source: Sourced
    published: SourcedDate
    modified: SourcedDate
    in_body: SourcedDate
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A date of the page: `sure` where the line says what the date is of, or the byline bears it."""

    dated: SourcedDate
    update: bool
    sure: bool


def told_by(
    text: str, blocks: tuple[Block, ...], known: PartialDate | None, looked: PartialDate | None
) -> Told:
    """Read `text`. `known` is a publication date stated elsewhere, `looked` the day of the capture."""
    folded = fold(text)
    dates = _full_dates(text, folded, blocks)
    latest = _latest(dates, looked)
    stamps = _stamps(text, folded, blocks, latest)
    warnings: list[str] = []
    published = _prefix(folded)
    for stamp in stamps:
        if stamp.update or published.date is not None or stamp.dated.date is None:
            continue
        if not stamp.sure and latest.date and stamp.dated.date.start > latest.date.end + LATE:
            warnings.append(
                f"the date line {stamp.dated.text!r} is more than 14 days after the latest date in the text"
                f" ({latest.date.value}): not taken as the publication date"
            )
            continue
        published = stamp.dated
    modified = next((stamp.dated for stamp in stamps if stamp.update), SourcedDate())
    limit = known or published.date
    in_body = _latest(dates, limit) if limit else latest
    return Told(
        _title(text, blocks), _source(text, folded, blocks), published, modified, in_body, tuple(warnings)
    )


def _prefix(folded: str) -> SourcedDate:
    match = PREFIX.match(folded)
    if match is None:
        return SourcedDate()
    try:
        return SourcedDate(PartialDate.parse(match["date"]), "prefix", match[0].strip())
    except ValueError:
        return SourcedDate()


def _title(text: str, blocks: tuple[Block, ...]) -> Sourced:
    """The first headline above the body, a label of one or two words only where there is no other."""
    titles: list[str] = []
    for block in blocks:
        if block.kind == "body":
            break
        if block.kind == "headline":
            titles.append(" ".join(text[block.start : block.end].split()))
    if not titles:
        return Sourced()
    return Sourced(next((title for title in titles if len(title.split()) > 2), titles[0]), "text")


def _full_dates(text: str, folded: str, blocks: tuple[Block, ...]) -> list[SourcedDate]:
    """Every full date in headline, body and captions that is not told as still to come."""
    out: list[SourcedDate] = []
    for block in blocks:
        if block.kind not in _TELLING or not _YEAR.search(folded, block.start, block.end):
            continue
        for mention in find_dates(folded[block.start : block.end]):
            date = _full(mention)
            start = block.start + mention.start
            if date and not _AHEAD.search(folded[max(block.start, start - 80) : start]):
                out.append(SourcedDate(date, "in-body", text[start : block.start + mention.end]))
    return out


def _latest(dates: list[SourcedDate], limit: PartialDate | None) -> SourcedDate:
    """The latest of `dates` that is not after `limit`, the first one where several are."""
    best = SourcedDate()
    for dated in dates:
        if dated.date is None or (limit and dated.date.start > limit.end):
            continue
        if best.date is None or dated.date.start > best.date.start:
            best = dated
    return best


def _full(mention: DateMention) -> PartialDate | None:
    """The day a mention gives in full; the last one of a range."""
    parts = mention.parts
    if mention.kind != "day":
        return None
    return PartialDate(f"{parts.year:04d}-{parts.month:02d}-{parts.day_to or parts.day:02d}")


def _stamps(text: str, folded: str, blocks: tuple[Block, ...], latest: SourcedDate) -> list[_Stamp]:
    """The dates in bylines, datelines and header lines, in order."""
    out: list[_Stamp] = []
    label = ""
    for block in blocks:
        if block.kind != "byline":
            label = ""
            continue
        line = folded[block.start : block.end]
        if words.STAMP_LABEL.match(line.lower()):
            label = line.lower()
            continue
        for start, end in _segments(line):
            out += _stamp(text, block.start, line, (start, end), label, latest)
        label = ""
    return out


def _segments(line: str) -> list[tuple[int, int]]:
    edges = [0]
    for match in words.SEPARATOR.finditer(line):
        edges += [match.start(), match.end()]
    edges.append(len(line))
    return list(zip(edges[::2], edges[1::2], strict=True))


def _stamp(
    text: str, at: int, line: str, span: tuple[int, int], label: str, latest: SourcedDate
) -> list[_Stamp]:
    """The dates in one part of a byline that begins at `at`; `label` is the line above it, if it names them."""
    segment = line[slice(*span)]
    out: list[_Stamp] = []
    floor = 0
    for mention in find_dates(segment):
        date = _page_date(mention, latest)
        if date is None:
            continue
        before = label or segment[floor : mention.start].lower()
        floor = mention.end
        update = _UPDATE.search(before) is not None
        explicit = update or _CREATED.search(before) is not None
        # A line that holds a name, an outlet or a handle beside the date is a byline proper.
        byline = dateline_of(line + " x") is None and not is_bare_date(line)
        basis: Basis = "header" if explicit else "byline"
        start = at + span[0]
        wording = text[start + mention.start : start + mention.end]
        out.append(_Stamp(SourcedDate(date, basis, wording), update, explicit or byline))
    return out


def _page_date(mention: DateMention, latest: SourcedDate) -> PartialDate | None:
    """The day of a page's date; one without a year takes it from the text's own latest date."""
    if mention.kind == "day":
        return _full(mention)
    if mention.kind != "month_day" or latest.date is None:
        return None
    base = PartialDate.parse(latest.date.value)
    ahead = resolve(mention, base, anchor_basis="given", direction="future").value
    if ahead is not None and PartialDate(ahead).start <= base.end + LATE:
        return PartialDate(ahead)
    return None


def _source(text: str, folded: str, blocks: tuple[Block, ...]) -> Sourced:
    """The outlet that a byline of several parts names: `Outlet | @outlet | 3 May 2021`."""
    for block in blocks:
        if block.kind != "byline":
            continue
        line = folded[block.start : block.end]
        spans = _segments(line)
        if len(spans) < 2 or not any(find_dates(line[a:b]) or line[a:b].startswith("@") for a, b in spans):
            continue
        handles = {line[a + 1 : b].lower() for a, b in spans if line[a:b].startswith("@")}
        for start, end in spans:
            part = line[start:end]
            plain = not part.startswith("@") and not find_dates(part) and not part.lower().startswith("by ")
            if plain and (_squashed(part) in handles or _OUTLET.search(part)):
                return Sourced(text[block.start + start : block.start + end].strip(), "byline")
    return Sourced()


def _squashed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())

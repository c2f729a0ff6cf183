"""A diff as one HTML page: to be mailed, printed, and put into a file that others will read in years.

The page says which snapshots it compares, with their digests, and gives every change its permalink. It holds no
time at which it was made, so that the same diff is the same page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from archive.domain.canonical import stable_id
from archive.domain.change import Change
from archive.telling.diff_facts import SIGNS, FactChange
from archive.telling.diff_quotes import Quote, Why, reasons
from archive.telling.diff_sentences import sentences
from archive.telling.diff_stat import tallies, total
from archive.telling.diff_told import Line, Told, about, lines
from archive.telling.diff_words import NOTHING, Part
from archive.telling.fact_text import FactText
from archive.telling.html_page import came, gone, link, page, text
from archive.telling.labels import in_words, moment_in_words
from archive.telling.marked import in_html
from archive.telling.written import Written

if TYPE_CHECKING:
    from archive.service.diff import Side

Pictures = Sequence[tuple[str, str]]
"""Captions, and inline SVG that is safe to stand in a page as it is."""

_CONTENTS_FROM: Final = 6
"""Facts from which on a page has a table of contents."""


def diff_page(told: Sequence[Told], pictures: Sequence[Pictures], body: Callable[[Told], str]) -> str:
    """The page of one or several stories; `pictures` are those of each, `body` writes what is told of one."""
    alone = len(told) == 1
    title = told[0].title if alone else "How the reporting changed"
    parts = [f"<header>\n<h1>{text(title)}</h1>\n{_ends(told[0]) if alone else ''}</header>\n"]
    parts.append(_contents(told))
    parts.append("<main>\n")
    for each, drawn in zip(told, pictures, strict=True):
        if not alone:
            parts.append(f'<section id="{_story_id(each)}">\n<h2>{text(each.title)}</h2>\n{_ends(each)}')
        parts += [
            f"<figure>\n{svg}<figcaption>{text(caption)}</figcaption>\n</figure>\n" for caption, svg in drawn
        ]
        parts.append(body(each) if each.items else "<p>No difference.</p>\n")
        if each.left_out:
            parts.append(f'<p class="soft">{text(each.left_out)}</p>\n')
        parts.append("" if alone else "</section>\n")
    parts.append("" if told else "<p>No difference.</p>\n")
    parts.append("</main>\n")
    return page(f"{title}: how the reporting changed" if alone else title, "".join(parts))


def changes(told: Told) -> str:
    """Every change of a story, with its words."""
    parts = [f"<p>{text(total(tallies(told.items)))}</p>\n"]
    for section, members in told.sections:
        parts.append(f"<h3>{text(section.capitalize())}</h3>\n")
        parts += [_fact(told, item) for item in members]
    return "".join(parts)


def stat(told: Told) -> str:
    """How many facts of a story changed, by type."""
    heads = '<th scope="col" class="number">facts</th>' + "".join(
        f'<th scope="col" class="number"><span aria-hidden="true">{sign}</span><span class="unseen">{section}</span></th>'
        for section, sign in SIGNS.items()
    )
    rows = "".join(
        f'<tr><th scope="row">{text(in_words(tally.type))}</th>'
        + "".join(
            f'<td class="number">{number:,}</td>'
            for number in (tally.facts, *(tally.sections[section] for section in SIGNS))
        )
        + f"<td>{text(tally.because)}</td></tr>\n"
        for tally in tallies(told.items)
    )
    return (
        f'<table>\n<thead><tr><th scope="col">type</th>{heads}<th scope="col">cause</th></tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table>\n"
        f'<p class="soft">{", ".join(f"{sign} {section}" for section, sign in SIGNS.items())}</p>\n'
    )


def names(told: Told) -> str:
    """The facts of a story that changed."""
    listed = "".join(
        f"<li>{text(about(item, told.labels))} <code>{item.fact_id}</code></li>\n" for item in told.items
    )
    return f"<ul>\n{listed}</ul>\n"


def summary(told: Told) -> str:
    """A sentence for each change of a story."""
    listed = "".join(
        f'<li id="{_anchor(told, change)}">{text(sentence)}</li>\n'
        for _, change, sentence in sentences(told.items, told.labels)
    )
    return f"<ul>\n{listed}</ul>\n"


def _ends(told: Told) -> str:
    """Between which snapshots: when, as known at which position, and their digests."""
    diff = told.diff
    rows = "".join(
        f'<tr><th scope="row" class="end">{name}</th><td>{_point(side)}<br><span class="soft">SHA-256 '
        f"<code>{digest}</code></span></td></tr>\n"
        for name, side, digest in zip(("from", "to"), (diff.start, diff.end), diff.digests, strict=True)
    )
    story = f'<p class="soft">Story <code>{text(diff.story)}</code>, {text(told.points[0])}</p>\n'
    return f"{story}<table>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _point(side: Side) -> str:
    point, reported = side.point, "all that was reported"
    if point.reported != "latest":
        reported = f"reported by {moment_in_words(point.reported)}"
    called = f" ({text(side.name)})" if side.name else ""
    return f"{text(reported)}, as known at position {point.known_at}{called}"


def _contents(told: Sequence[Told]) -> str:
    if sum(len(each.items) for each in told) < _CONTENTS_FROM and len(told) < 2:
        return ""
    listed = []
    for each in told:
        facts = "".join(
            f'<li><span class="sign" aria-hidden="true">{text(SIGNS[item.section])}</span> '
            f'<a href="#{_fact_id(item)}">{text(about(item, each.labels))}</a>, {item.section}</li>\n'
            for _, members in each.sections
            for item in members
        )
        inside = f"<ul>\n{facts}</ul>\n" if facts else ""
        if len(told) > 1:
            inside = f'<li><a href="#{_story_id(each)}">{text(each.title)}</a>\n{inside}</li>\n'
        listed.append(inside)
    content = f"<ul>\n{''.join(listed)}</ul>\n" if len(told) > 1 else "".join(listed)
    return f'<nav aria-label="Contents">\n<h2>Contents</h2>\n{content}</nav>\n'


def _story_id(told: Told) -> str:
    return f"story-{stable_id(told.diff.story)[:12]}"


def _fact_id(item: FactChange) -> str:
    return f"fact-{item.fact_id}"


def _anchor(told: Told, change: Change) -> str:
    """Where a change stands in the page: the same for the same change, and fit for an address."""
    return f"change-{stable_id(str(told.diff.permalink(change)))[:12]}"


def _fact(told: Told, item: FactChange) -> str:
    facts = FactText(Written(), told.labels)
    told_lines = "".join(f"<li>{_line(line)}</li>\n" for line in lines(item, told.labels, facts))
    whys = "".join(_why(why) for why in reasons(item, told.labels, facts, None))
    ids = "".join(
        f'<li id="{_anchor(told, change)}"><a href="#{_anchor(told, change)}">{text(change.path or "whole fact")}</a>: '
        f"<code>{text(told.diff.permalink(change))}</code></li>\n"
        for change in item.changes
    )
    sign = f'<span class="sign" aria-hidden="true">{text(SIGNS[item.section])}</span>'
    unseen = f'<span class="unseen">{item.section}: </span>'
    return (
        f'<article id="{_fact_id(item)}" class="{item.section}">\n'
        f"<h4>{sign} {unseen}{text(about(item, told.labels))}</h4>\n<ul>\n{told_lines}</ul>\n{whys}"
        f'<ul class="ids" aria-label="Permalinks">\n{ids}</ul>\n</article>\n'
    )


def _line(line: Line) -> str:
    told = _part(line.part)
    return f'<span class="doubt">{told}</span>' if line.kind == "doubt" else told


def _part(part: Part) -> str:
    if part.before is None:
        return text(part.name)  # its words say what came or went
    name = f"{text(part.name)}: " if part.name else ""
    before, after = (
        text(words) if words in NOTHING else marked(words)
        for marked, words in ((gone, part.before), (came, part.after))
    )
    return f"{name}{before} → {after}"


def _why(why: Why) -> str:
    told = "".join(
        _quote(each)
        for voices in why.voices
        for quote in voices.quotes
        for each in (quote, quote.before)
        if each is not None
    )
    return f"<p>{text(why.words[:1].upper() + why.words[1:])}</p>\n{told}"


def _quote(quote: Quote) -> str:
    address = link(quote.address, f"{quote.address}#{quote.version}")
    return (
        f'<blockquote>\n<p>{text(quote.lead)}<span dir="auto">“{in_html(quote.pieces)}”</span></p>\n'
        f'<p class="soft">— <cite>{text(quote.credit)}</cite> · {address}</p>\n</blockquote>\n'
    )


BODIES: Final[dict[str, Callable[[Told], str]]] = {
    "changes": changes,
    "stat": stat,
    "names": names,
    "summary": summary,
}
"""What can be told of each story, by its name on the command line."""

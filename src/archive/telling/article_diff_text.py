"""Two versions of an article compared, as a terminal shows it, as Markdown and as an HTML page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from archive.telling.article_told import SIGNS, ArticleTold, Item
from archive.telling.html_page import link, page, text
from archive.telling.lines import Lines
from archive.telling.markdown import address, escaped
from archive.telling.marked import in_html, in_markdown, in_plain

_COLOURS: Final = {"folded": "quiet", "told": "doubt", "moved": "changed"}


def write_article_diff(out: Lines, told: ArticleTold) -> None:
    """Write it line by line."""
    out.line(told.title, "title")
    for line in (told.address, *told.heading):
        out.line(line, "quiet", hang=2)
    for remark in told.remarks:
        out.line(remark, "doubt")
    for section in told.sections:
        out.line()
        out.line(section.title, "label")
        for item in section.items:
            _write_item(out, item)


def _write_item(out: Lines, item: Item) -> None:
    sign = SIGNS[item.sign]
    if item.head:
        out.line(f"{sign} {item.head}", _COLOURS.get(item.sign, item.sign), indent=2, hang=2)
    for pieces in item.quotes:
        lead = "" if item.head else f"{sign} "
        out.line(f"{lead}{in_plain(pieces)}", "quote", indent=4 if item.head else 2, hang=2)
    for note in item.notes:
        out.line(note, "doubt", indent=4, hang=2)


def write_stat(out: Lines, told: ArticleTold, rows: Sequence[tuple[str, str]]) -> None:
    """How much each layer differs, a line for each."""
    out.line(told.title, "title")
    for line in (told.address, *told.heading):
        out.line(line, "quiet", hang=2)
    for remark in told.remarks:
        out.line(remark, "doubt")
    for layer, much in rows:
        out.line(f"{layer}: {much}", indent=2, hang=2)


def in_markdown_page(told: ArticleTold, version: int) -> str:
    """It as Markdown; `version` is the number of the version after."""
    blocks = [f"## {escaped(told.title)}", address(told.address, version)]
    blocks.append("\n".join(f"- {escaped(line)}" for line in told.heading))
    blocks += [f"**{escaped(remark)}**" for remark in told.remarks]
    for section in told.sections:
        blocks.append(f"### {escaped(section.title)}")
        blocks.append("\n".join(_markdown_lines(section.items)))
    return "\n\n".join(blocks) + "\n"


def _markdown_lines(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        quotes = [in_markdown(pieces) for pieces in item.quotes]
        sign = escaped(SIGNS[item.sign])
        head = f"{sign} {escaped(item.head)}" if item.head else f"{sign} {quotes.pop(0)}"
        yield f"- {head}"
        yield from (f"  > {quote}" for quote in quotes)
        yield from (f"  *{escaped(note)}*" for note in item.notes)


def in_html_page(told: ArticleTold) -> str:
    """It as one HTML page that needs nothing else."""
    parts = [f"<header>\n<h1>{text(told.title)}</h1>\n<p>{link(told.address, told.address)}</p>\n"]
    parts += [f'<p class="soft">{text(line)}</p>\n' for line in told.heading]
    parts += [f'<p class="doubt"><strong>{text(remark)}</strong></p>\n' for remark in told.remarks]
    parts.append("</header>\n<main>\n")
    for section in told.sections:
        parts.append(f"<h3>{text(section.title)}</h3>\n")
        parts += [_html_item(item) for item in section.items]
    parts.append("</main>\n")
    return page(told.title, "".join(parts))


def _html_item(item: Item) -> str:
    sign = f'<span class="sign">{text(SIGNS[item.sign])}</span>'
    if item.sign == "folded" and not item.quotes:
        return f'<p class="soft">{sign} {text(item.head)}</p>\n'
    quotes = [in_html(pieces) for pieces in item.quotes]
    head = f"<p>{sign} {text(item.head) if item.head else quotes.pop(0)}</p>\n"
    quoted = "".join(f"<blockquote><p>{quote}</p></blockquote>\n" for quote in quotes)
    notes = "".join(f'<p class="doubt">{text(note)}</p>\n' for note in item.notes)
    kind = item.sign if item.sign in ("added", "removed") else "changed"
    return f'<article class="{kind}">\n{head}{quoted}{notes}</article>\n'

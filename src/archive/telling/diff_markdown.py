"""A diff as Markdown: for issues, wikis, notes and mails.

Only what GitHub, GitLab and Notion all know is used: headings, lists, quotations, code, `**` and `~~`. Words that
came are bold, words that are gone are struck out; nothing of an article is taken for markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from archive.telling.diff_facts import SIGNS, FactChange
from archive.telling.diff_quotes import Quote, reasons
from archive.telling.diff_sentences import sentences
from archive.telling.diff_stat import tallies, total
from archive.telling.diff_told import Told, about, lines
from archive.telling.diff_words import Part
from archive.telling.fact_text import QUOTES, FactText
from archive.telling.labels import in_words
from archive.telling.markdown import address, code, escaped, table
from archive.telling.marked import in_markdown
from archive.telling.written import Written


def changes(told: Told) -> str:
    """Every change of a story, with its words."""
    blocks = [*_heading(told), *(["No difference."] if not told.items else [])]
    for section, members in told.sections:
        blocks.append(f"### {section.capitalize()}")
        for item in members:
            blocks += _fact(told, item)
    if told.left_out:
        blocks.append(escaped(told.left_out))
    if told.items:
        blocks.append(escaped(total(tallies(told.items))))
    return _joined(blocks)


def stat(told: Told) -> str:
    """How many facts of a story changed, by type."""
    heads = ("type", "facts", "added", "changed", "removed", "denied", "cause")
    rows = [
        (
            escaped(in_words(tally.type)),
            f"{tally.facts:,}",
            *(f"{tally.sections[section] or ''}" for section in SIGNS),
            tally.because,
        )
        for tally in tallies(told.items)
    ]
    return _joined([*_heading(told), table(heads, rows) if rows else "No difference."])


def names(told: Told) -> str:
    """The facts of a story that changed."""
    listed = [f"- {code(item.fact_id)} {escaped(about(item, told.labels))}" for item in told.items]
    return _joined([*_heading(told), "\n".join(listed) or "No difference."])


def summary(told: Told) -> str:
    """A sentence for each change of a story."""
    listed = [f"- {escaped(sentence)}" for _, _, sentence in sentences(told.items, told.labels)]
    return _joined([*_heading(told), "\n".join(listed) or "No difference."])


def _joined(blocks: Iterable[str]) -> str:
    return "\n\n".join(block.rstrip("\n") for block in blocks) + "\n"


def _heading(told: Told) -> list[str]:
    return [f"## {escaped(told.title)}", *map(escaped, told.points)]


def _fact(told: Told, item: FactChange) -> Iterator[str]:
    facts = FactText(Written(), told.labels)
    yield f"#### {escaped(SIGNS[item.section])} {escaped(about(item, told.labels))}"
    yield "\n".join(f"- {_part(line.part)}" for line in lines(item, told.labels, facts))
    for why in reasons(item, told.labels, facts, QUOTES):
        yield escaped(why.words[:1].upper() + why.words[1:])
        for voices in why.voices:
            for quote in voices.quotes:
                yield _quote(quote)
                if quote.before is not None:
                    yield _quote(quote.before)
            if voices.more:
                yield f"and {voices.more} more" + (" like it" if voices.quotes[0].lead else "")
    ids = [code(told.diff.permalink(change)) for change in item.changes]
    yield f"Permalink{'s' * (len(ids) > 1)}: {', '.join(ids)}"


def _part(part: Part) -> str:
    if part.before is None:
        return escaped(part.name)
    name = f"{escaped(part.name)}: " if part.name else ""
    return f"{name}{escaped(part.before)} → **{escaped(part.after)}**"


def _quote(quote: Quote) -> str:
    whose = f"{escaped(quote.credit)} · {address(quote.address, quote.version)}"
    lead = f"{escaped(quote.lead)} " if quote.lead else ""
    return f"> {lead}“{in_markdown(quote.pieces)}”\n>\n> — {whose}"


BODIES: Final[dict[str, Callable[[Told], str]]] = {
    "changes": changes,
    "stat": stat,
    "names": names,
    "summary": summary,
}
"""What can be told of each story, by its name on the command line."""

"""How a story moved, as a fact-checker reads it: what was added, changed, removed or denied, and why."""

from __future__ import annotations

from typing import Final

from archive.telling.diff_facts import FactChange
from archive.telling.diff_quotes import Quote, Voices, reasons
from archive.telling.diff_stat import tallies, total
from archive.telling.diff_told import Told, heading, lines
from archive.telling.diff_words import parts_of
from archive.telling.fact_text import QUOTES, FactText
from archive.telling.labels import Labels
from archive.telling.lines import Lines

COLOURS: Final = {"added": "added", "changed": "changed", "removed": "removed", "denied": "doubt"}


class DiffText:
    """Writes how facts changed to a page."""

    def __init__(self, page: Lines, labels: Labels) -> None:
        self._page = page
        self._labels = labels
        self._facts = FactText(page, labels)

    def fact(self, item: FactChange) -> None:
        """One fact: what became of it, how it stands now, why, and the words that made the change."""
        label = f"{heading(item, self._labels)}  [{item.fact_id[:8]}]"
        self._page.line(label, COLOURS[item.section], indent=2, hang=4)
        for line in lines(item, self._labels, self._facts):
            self._page.line(str(line.part), line.kind, indent=4, hang=2)
        for why in reasons(item, self._labels, self._facts, QUOTES):
            self._page.line(why.words, "" if why.cause == "reporting" else "doubt", indent=4, hang=2)
            for voices in why.voices:
                self._voices(voices)

    def brief(self, item: FactChange) -> str:
        """What became of a fact, in a few words; empty where its key says it all."""
        if item.whole is None:
            return "; ".join(str(part) for _, part in parts_of(item, self._labels))
        return "" if item.section == "denied" else self._facts.told(item.fact)

    def _voices(self, voices: Voices) -> None:
        for quote in voices.quotes:
            self._quote(quote)
            if quote.before is not None:
                self._quote(quote.before)
        if voices.more:
            like_it = " like it" if voices.quotes[0].lead else ""
            self._page.line(f"and {voices.more} more{like_it}", "quiet", indent=8)

    def _quote(self, quote: Quote) -> None:
        self._page.line(f"{quote.lead}“{quote.marked}”", "quote", indent=6, hang=1)
        self._page.line(f"{quote.credit} · {quote.address}#{quote.version}", "quiet", indent=8, hang=2)


def write_heading(page: Lines, told: Told) -> None:
    """Which story, and between which points."""
    page.line(told.title, "title")
    for line in told.points:
        page.line(line, "quiet")


def write_diff(page: Lines, told: Told) -> None:
    """The whole diff of a story: heading, sections, what was left out, and how much it is."""
    write_heading(page, told)
    text = DiffText(page, told.labels)
    if not told.items:
        page.line("No difference.")
    for section, members in told.sections:
        page.line()
        page.line(section.capitalize(), COLOURS[section])
        for item in members:
            page.line()
            text.fact(item)
    if told.left_out:
        page.line()
        page.line(told.left_out, "quiet")
    if told.items:
        page.line()
        page.line(total(tallies(told.items)), "quiet")

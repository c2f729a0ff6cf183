"""A diff as lines of text: how much changed, which facts, and in one sentence each."""

from __future__ import annotations

from typing import Final

import click

from archive.cli.page import NARROW, Page
from archive.telling.diff_rows import name_line
from archive.telling.diff_sentences import sentences
from archive.telling.diff_stat import tallies, total
from archive.telling.diff_text import COLOURS, write_heading
from archive.telling.diff_told import Told
from archive.telling.labels import in_words
from archive.telling.lines import plain

_LONGEST_BAR: Final = 40
_SHORTEST_BAR: Final = 8
"""Signs in the longest bar; what is more is drawn to scale, as git draws it."""


def write_stat(page: Page, told: Told) -> None:
    """A line for each type, with a sign for each fact, in columns where there is room for them."""
    write_heading(page, told)
    counted = tallies(told.items)
    names = [in_words(tally.type) for tally in counted]
    width = max(map(len, names), default=0)
    most = max((tally.facts for tally in counted), default=0)
    digits = len(f"{most:,}")
    taken = width + digits + 6 + max((len(tally.because) for tally in counted), default=0)
    room = max(page.width, NARROW)
    longest = min(_LONGEST_BAR, max(_SHORTEST_BAR, room - taken))
    scale = (
        1.0 if most <= longest else (longest - len(COLOURS) + 1) / most
    )  # every section has a sign at least
    bars = [tally.bar(scale) for tally in counted]
    columns = max((sum(map(len, bar.values())) for bar in bars), default=0)
    for name, tally, bar in zip(names, counted, bars, strict=True):
        signs = "".join(page.style(signs, COLOURS[section]) for section, signs in bar.items())
        if taken + columns <= room:
            blank = " " * (columns - sum(map(len, bar.values())))
            page.block(f"{name:<{width}} | {tally.facts:>{digits},} {signs}{blank} {tally.because}", indent=1)
        else:
            page.line(f"{name} | {tally.facts:,} {signs} {tally.because}", indent=1, hang=2)
    page.line(total(counted), indent=1 if counted else 0)


def write_names(told: Told) -> None:
    """A line for each fact, never broken: other programs read them."""
    for item in told.items:
        click.echo(plain(name_line(told, item)))


def write_summary(page: Page, told: Told) -> None:
    """A sentence for each change."""
    write_heading(page, told)
    if not told.items:
        page.line("No difference.")
    for _, _, sentence in sentences(told.items, told.labels):
        page.line(sentence, hang=2)

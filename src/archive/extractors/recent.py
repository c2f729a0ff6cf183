"""What an article has spoken of so far, sentence by sentence: what was counted, and who acted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from archive.extractors.count_words import CountRule
from archive.extractors.counted import Counted, CountSentence
from archive.extractors.state_memory import StateMemory
from archive.extractors.token import Token

_INSIDE: Final = re.compile(r"(?<=[a-z,] )[A-Z]\w+")


def names_in(text: str) -> frozenset[str]:
    """The lower-case words that stand capitalised inside a sentence somewhere: at the start of one they are names too."""
    return frozenset(found.lower() for found in _INSIDE.findall(text))


class Recent:
    """What the sentences before have counted: whose nouns they named, and the last measure of each type.

    `names` are the words that the article uses as names somewhere; `focus` is who was spoken of last,
    known to the story or not: whom "the company" means. `currency` is that of the last amount, `place` the
    declared place named last.
    """

    def __init__(self, names: frozenset[str] = frozenset()) -> None:
        self._named: list[frozenset[int]] = []
        self.last: dict[str, CountRule] = {}
        self.names = names
        self.focus: Token | None = None
        self.currency: str | None = None
        self.place: str | None = None
        self.states = StateMemory()

    def named(self) -> frozenset[int]:
        """The rules whose nouns stood in the two sentences before."""
        return frozenset().union(*self._named[-2:])

    def note(self, sentence: CountSentence, found: Sequence[Counted]) -> None:
        """Go on to the next sentence."""
        self._named.append(
            frozenset(hit.rule for hits in sentence.hits for hit in hits if hit.kind in ("unit", "noun"))
        )
        self.currency = sentence.last_currency() or self.currency
        for one in found:
            self.last[one.rule.fact.type] = one.rule

    def skip(self) -> None:
        """Go past a sentence that counts nothing."""
        self._named.append(frozenset())

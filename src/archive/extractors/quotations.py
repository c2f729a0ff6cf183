"""Quotations that go on over several sentences or paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from archive.domain.text import Sentence
from archive.extractors.token import Token

_MARK: Final = re.compile('["\u201c\u201d\u00ab\u00bb\u201e]')


def continued(text: str, sentences: Sequence[Sentence]) -> frozenset[int]:
    """The numbers of the sentences that begin inside a quotation which an earlier sentence opened.

    A straight mark opens and closes in turn and never beyond its paragraph; so a paragraph that
    opens a quotation and does not close it leaves the next one, which opens it again, as it is.
    """
    inside: set[int] = set()
    paragraph, is_open = -1, False
    for number, sentence in enumerate(sentences):
        if sentence.paragraph != paragraph:
            paragraph, is_open = sentence.paragraph, False
        if is_open:
            inside.add(number)
        for mark in _MARK.finditer(text, sentence.start, sentence.end):
            is_open = not is_open if mark[0] == '"' else mark[0] in "\u201c\u00ab\u201e"
    return frozenset(inside)


def turn_round(tokens: Sequence[Token]) -> None:
    """Mark the tokens of a sentence that begins inside a quotation: its first mark closes, and none opens."""
    for token in tokens:
        token.quoted = not token.quoted

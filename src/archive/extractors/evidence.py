"""The exact words that support a claim, with their context."""

from __future__ import annotations

from typing import Final

from archive.domain.claim import Evidence
from archive.extractors import english
from archive.extractors.draft import Draft
from archive.extractors.reading import ReadArticle

CONTEXT: Final = 32
"""Code points of context kept on either side of a quote."""
_WIDEST: Final = 14
_EDGES: Final = (",", ";", ":", "\u2014", ".", "?", "!", "(", ")")


def evidence_of(article: ReadArticle, draft: Draft) -> Evidence:
    """The clause that a frame matched, widened to where the clause begins and ends."""
    part = article.sentences[draft.sentence]
    tokens = part.tokens
    first, last = draft.candidate.first, draft.candidate.last
    floor = max((cue.end for cue in part.cues if cue.end <= first), default=0)
    ceiling = min((cue.start for cue in part.cues if cue.start >= last), default=len(tokens))
    lowest, highest = max(floor, first - _WIDEST), min(ceiling, last + _WIDEST)
    while first > lowest:
        before = tokens[first - 1]
        if (before.kind == "punct" and before.word in _EDGES) or before.word in english.GAP_STOPS:
            break
        if before.quoted != tokens[first].quoted:
            break
        first -= 1
    while last < highest:
        after = tokens[last]
        if (after.kind == "punct" and after.word in _EDGES) or after.word in english.GAP_STOPS | {
            "as",
            "after",
            "before",
        }:
            break
        if after.quoted != tokens[last - 1].quoted:
            break
        last += 1
    text = article.reading.text
    start, end = tokens[first].start, tokens[last - 1].end
    return Evidence(
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        start=start,
        end=end,
    )

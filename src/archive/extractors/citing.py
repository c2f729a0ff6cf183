"""Attributions that name a source beside its words: "according to X", "X quoted Y as saying"."""

from __future__ import annotations

from typing import Final

from archive.domain.claim import Attribution
from archive.extractors import english, speech
from archive.extractors.cue import Cue, Heard, subject_of_saying
from archive.extractors.cue_edges import after_adjuncts, opens_clause
from archive.extractors.sources import Source

BE: Final = english.BE | {"am", "'s"}
_AS_SAYING: Final = 14
"""How far behind "quoted" its "as saying" may stand."""


def according(sentence: Heard, at: int, source_at: int, cue: str) -> Cue | None:
    """ "According to X", "citing X", with those through whom it came: ", as quoted by Y"."""
    read = sentence.right(source_at, cue)
    if read is None or not read.chain:
        return None
    if cue in english.CITING and speech.is_nobody(read.chain[0].source):
        return None  # "citing people familiar with the matter": the one who cites is the source
    tokens, chain, end = sentence.tokens, read.chain, read.end
    while end + 2 < len(tokens) and tokens[end].word in {"as", "which", ","} | english.VIA_PARTICIPLES:
        via = _via(sentence, end)
        if via is None:
            break
        chain, end = (*chain, *via.chain), via.end
    opens = at == 0 or tokens[at - 1].word in (";", ":", "and", "but", "while", "that")
    past, date = after_adjuncts(tokens, end, described=True)
    return Cue(
        at, max(end, past), chain, before=opens and cue == "according to", verb=at,
        cites=cue in english.CITING, date=date,
    )  # fmt: skip


def _via(sentence: Heard, at: int) -> Source | None:
    """ ", as quoted by X"."""
    position = at
    while sentence.word(position) in (",", "as", "which", "was"):
        position += 1
    if sentence.word(position) not in english.VIA_PARTICIPLES or sentence.word(position + 1) != "by":
        return None
    return sentence.right(position + 2, f"{sentence.word(position)} by")


def by_the_estimate(sentence: Heard, at: int) -> Cue | None:
    """ "By the estimate of X"."""
    noun = at + 2 if sentence.word(at + 1) in english.DETERMINERS else at + 1
    if sentence.word(noun) not in speech.INQUIRIES or sentence.word(noun + 1) != "of":
        return None
    read = sentence.right(noun + 2, f"by the {sentence.word(noun)} of")
    return None if read is None else Cue(at, read.end, read.chain, before=at == 0, verb=at)


def as_saying(sentence: Heard, at: int) -> Cue | None:
    """ "X quoted Y as saying", "Y was quoted by X as saying", "quoting Y as saying"."""
    said = next(
        (
            place + 1
            for place in range(at + 1, min(at + _AS_SAYING, len(sentence.tokens)))
            if sentence.word(place) == "as" and sentence.word(place + 1) in ("saying", "telling")
        ),
        None,
    )
    if said is None:
        return None
    word = sentence.word(at)
    if sentence.word(at - 1) in BE:
        speaker = subject_of_saying(sentence, at - 2, f"{word} as saying")
        agent = at + 1 if sentence.word(at + 1) == "by" else said + 1
        by = sentence.right(agent + 1, f"{word} by") if sentence.word(agent) == "by" else None
        first = speaker[0] if speaker else None
        teller: tuple[Attribution, ...] = by.chain if by else ()
    else:
        first = sentence.right(at + 1, f"{word} as saying")
        left = subject_of_saying(sentence, at - 1, word) if word not in english.CITING else None
        teller = left[0].chain if left else ()
        start = left[0].start if left else at
        if first is not None:
            first = Source(first.chain, start, first.end)
    if first is None:
        return None
    past, date = after_adjuncts(sentence.tokens, said + 1)
    before = opens_clause(sentence.tokens, first.start, past)
    return Cue(first.start, said + 1, (*first.chain, *teller), before=before, verb=said, date=date)

"""Who says so: the attributions in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.domain.claim import Attribution
from archive.extractors import english, speech
from archive.extractors.citing import BE, according, as_saying, by_the_estimate
from archive.extractors.cue import Cue, Heard, subject_of_saying
from archive.extractors.cue_edges import after_adjuncts, opening_date, opens_clause
from archive.extractors.speakers import Speakers, Spelling
from archive.extractors.token import Token

_OPENERS: Final = frozenset(("according", "by")) | english.CITING
_HEADLINE_SOURCE: Final = 6
"""Tokens that a source before or after the colon of a headline may have."""


_TWO: Final = frozenset(first for first, _ in english.SAY_PARTICLES)
_FIGURE_WORDS: Final = frozenset("to from at by on late early people dead".split())
_NO_SAYING_BEHIND: Final = english.DENY | {"to"}
_CLAUSES: Final = english.AUXILIARIES | english.PRONOUNS
_TRIGGERS: Final = speech.SAYING | _OPENERS | _TWO


def find_cues(
    tokens: Sequence[Token], speakers: Speakers, spelling: Spelling, block: str = "body"
) -> list[Cue]:
    """The attributions of a sentence, in order; `speakers` moves on with them."""
    sentence = Heard(tokens, spelling, speakers)
    speakers.meet(tokens)
    cues: list[Cue] = []
    for at in [at for at, token in enumerate(tokens) if token.word in _TRIGGERS or token.number is not None]:
        token = tokens[at]
        if token.kind != "word" and (
            token.number is None or token.number.relation != "approx" or not _hides_estimated(spelling, token)
        ):
            continue
        if cues and at < cues[-1].end:
            continue
        cue = _cue_at(sentence, at)
        if cue is not None:
            cues.append(cue)
            _hear(sentence, cue)
    if block == "headline" and not cues:
        cues = _headline(sentence)
    return cues


def _hear(sentence: Heard, cue: Cue) -> None:
    if cue.chain:
        end = cue.start + 1
        while end < cue.end and sentence.tokens[end].kind != "punct" and end != cue.verb:
            end += 1
        sentence.speakers.heard(cue.chain, sentence.wording(cue.start, end))


def _cue_at(sentence: Heard, at: int) -> Cue | None:
    word, after = sentence.word(at), sentence.word(at + 1)
    if sentence.tokens[at].number is not None:
        return _estimated(sentence, at)
    if word == "according":
        return according(sentence, at, at + 2, "according to") if after == "to" else None
    if word in english.CITING:
        quoted = as_saying(sentence, at)
        return quoted or according(sentence, at, at + 1, word)
    if word == "by":
        return by_the_estimate(sentence, at)
    if at and sentence.word(at - 1) in _NO_SAYING_BEHIND:
        return None  # "rejected claims that": no claim of anybody's; "declined to say"
    if word in ("quoted", "quotes", "cited", "cites"):
        return as_saying(sentence, at)
    if _is_no_saying(sentence, at):
        return None
    if word in speech.RECKONING and word not in english.SAY:
        return _reckoned(sentence, at)
    if word in _TWO and (word, after) not in english.SAY_PARTICLES:
        return None
    return _said(sentence, at, at + (2 if word in _TWO else 1))


def _is_no_saying(sentence: Heard, at: int) -> bool:
    """Whether the word is a verb of saying for once in another sense, or in no sense that attributes."""
    word, after = sentence.word(at), sentence.word(at + 1)
    if word in ("claimed", "claims", "claim") and "lives" in (
        after,
        sentence.word(at + 2),
        sentence.word(at + 3),
    ):
        return True  # "claimed 24 lives"
    if word in ("states", "state") and sentence.word(at - 1) in ("united", "member"):
        return True
    if word == "posted" and at and speech.is_document(sentence.word(at - 1)):
        return True
    if after in speech.STATES and word not in ("said", "says", "told"):
        return True
    if word in ("read", "reads") and any(speech.is_document(sentence.word(at + near)) for near in (1, 2)):
        return sentence.word(at - 1) != ","  # '"...," read a statement'
    if word in speech.SHOWING:
        return after != "that" and not _is_about_document(sentence.tokens, at)
    if word in ("expects", "expect", "expected", "believed", "suspects") and after == "to":
        before = sentence.tokens[at - 1] if at else None
        return before is None or not _is_observer(sentence, before)
    return word in speech.ANNOUNCING and _is_performed(sentence, at + 1)


def _is_about_document(tokens: Sequence[Token], at: int) -> bool:
    """Whether something written may be the subject of the verb at `at`: "a count by X shows"."""
    for position in range(at - 1, max(-1, at - 9), -1):
        if tokens[position].kind == "punct":
            return False
        if tokens[position].kind == "word" and speech.is_document(tokens[position].word):
            return True
    return False


def _is_observer(sentence: Heard, token: Token) -> bool:
    """Whether the token names somebody who expects things of others: "organisers expect 400 people to come"."""
    if token.kind == "entity":
        entity = sentence.speakers.entities.get(token.id)
        return entity is not None and entity.kind == "source"
    return token.kind == "word" and speech.speaks(token.word)


def _is_performed(sentence: Heard, at: int) -> bool:
    """ "Announced a 20m donation", "announced plans to": an act that is done by announcing it."""
    for position in range(at, min(at + 6, len(sentence.tokens))):
        token = sentence.tokens[position]
        if token.kind == "number" and token.number is not None and token.number.currency is not None:
            return True
        if token.word in speech.PLANS:
            return True
        if token.kind == "punct" or token.word == "that" or token.word in _CLAUSES:
            return False
    return False


def _reckoned(sentence: Heard, at: int) -> Cue | None:
    """ "The ministry put the toll at 30", "police counted 400"."""
    if sentence.word(at - 1) in BE:
        return None
    figure = False
    for position in range(at + 1, min(at + 7, len(sentence.tokens))):
        token = sentence.tokens[position]
        number = token.number is not None and sentence.word(at) in (
            "counted",
            "recorded",
            "registered",
            "tallied",
        )
        figure = number or token.word in speech.FIGURES
        if figure or token.kind == "punct":
            break
    left = subject_of_saying(sentence, at - 1, sentence.word(at)) if figure else None
    if left is None or not left[0].chain:
        return None
    source, date = left
    entity = sentence.speakers.entities.get(source.chain[0].source)
    if entity is not None and entity.kind == "party":
        return None  # "the firm has raised the number of jobs": its own doing
    if date is None:
        date = _date_behind(sentence.tokens, position + 1)
    return Cue(source.start, at + 1, source.chain, before=True, verb=at, date=date)


def _date_behind(tokens: Sequence[Token], at: int) -> int | None:
    """The date of "put the toll at 30 late on Monday"."""
    for position in range(at, min(at + 8, len(tokens))):
        token = tokens[position]
        if token.kind == "date":
            return position
        if token.number is None and token.word not in _FIGURE_WORDS:
            return None
    return None


def _hides_estimated(spelling: Spelling, token: Token) -> bool:
    return spelling.of(token.start, token.end).lower().startswith("estimated ")


def _estimated(sentence: Heard, at: int) -> Cue | None:
    """ "Police estimated 400", where the verb has been taken for part of the number."""
    left = subject_of_saying(sentence, at - 1, "estimated")
    if left is None or not left[0].chain:
        return None
    return Cue(left[0].start, at, left[0].chain, before=True, verb=at - 1, date=left[1])


def _said(sentence: Heard, at: int, end: int) -> Cue | None:
    """ "X said", "said X", "X told Y", "reported by X"."""
    tokens, word = sentence.tokens, sentence.word(at)
    be = at - 1
    while be >= 0 and tokens[be].word in english.ADVERBS:
        be -= 1
    participle = word not in speech.BELIEVING and word not in (
        "report",
        "reports",
        "claim",
        "claims",
        "estimate",
        "estimates",
    )
    if (
        participle
        and sentence.word(end) == "by"
        and (be < 0 or tokens[be].word in BE or tokens[be].kind != "entity")
    ):
        read = sentence.right(end + 1, f"{word} by")
        return None if read is None else Cue(at, read.end, read.chain, before=False, verb=at)
    if be >= 0 and (tokens[be].word in BE or tokens[be].word == "being"):
        return None
    if sentence.word(at - 1) == "," and word not in speech.TELLING:
        closing = _inverted(sentence, at, end)
        if closing is not None and (closing.end >= len(tokens) or tokens[closing.end].kind == "punct"):
            return closing
    left = subject_of_saying(sentence, at - 1, word)
    if left is None:
        return _inverted(sentence, at, end)
    source, date = left
    chain, told = source.chain, _told(sentence, at, end)
    if told is not None:
        chain, end = (*chain, told[0]), told[1]
    past, late = after_adjuncts(tokens, end, audience=word in speech.TELLING and told is None)
    before = opens_clause(tokens, source.start, past)
    start = source.start - (source.start > 0 and tokens[source.start - 1].word in english.DETERMINERS)
    if date is None:
        date = late if late is not None else opening_date(tokens, start)
    return Cue(
        start,
        past if not before else end,
        chain,
        before=before,
        verb=at,
        denies=word in english.DENY,
        date=date,
    )


def _told(sentence: Heard, at: int, end: int) -> tuple[Attribution, int] | None:
    """The outlet that somebody told it, where the story knows it."""
    if sentence.word(at) not in speech.TELLING or end >= len(sentence.tokens):
        return None
    token = sentence.tokens[end]
    entity = sentence.speakers.entities.get(token.id) if token.kind == "entity" else None
    if entity is None or entity.kind == "party" or sentence.word(end + 1) == "'s":
        return None
    return Attribution(token.id, sentence.wording(end, end + 1), "told to"), end + 1


def _inverted(sentence: Heard, at: int, end: int) -> Cue | None:
    """ "...," said X; without the comma only where X ends the sentence."""
    tokens = sentence.tokens
    if at == 0 or end >= len(tokens) or sentence.word(at) in ("told", "tells"):
        return None
    read = sentence.right(end, sentence.word(at))
    if read is None or not read.chain:
        return None
    before, after = tokens[at - 1], sentence.word(read.end)
    if before.word not in (",", "\u2014", "?", "!") and not (before.quoted and not tokens[at].quoted):
        known = tokens[read.end - 1].kind in ("entity", "name")
        if not known or after not in ("", ".", ",") or before.kind == "punct":
            return None
    past, date = after_adjuncts(tokens, read.end)
    return Cue(at, max(past, read.end), read.chain, before=False, verb=at, date=date)


def _headline(sentence: Heard) -> list[Cue]:
    """ "Ministry: 12 dead" and "12 dead: ministry"."""
    tokens = sentence.tokens
    colons = [at for at, token in enumerate(tokens) if token.word in (":", "\u2014", "|")]
    if not colons:
        return []
    last, first = colons[-1], colons[0]
    if tokens[last].word != "|" and 0 < len(tokens) - last - 1 <= _HEADLINE_SOURCE:
        read = sentence.right(last + 1, tokens[last].word)
        if read is not None and read.chain and read.end >= len(tokens) - (tokens[-1].word == "."):
            return [Cue(last, len(tokens), read.chain, before=False, verb=last)]
    if tokens[first].word == ":" and 0 < first <= _HEADLINE_SOURCE:
        read = sentence.right(0, ":")
        if read is not None and read.chain and read.end == first:
            return [Cue(0, first + 1, read.chain, before=True, verb=first)]
    return []

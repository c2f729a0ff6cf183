"""Who says so: the attributions in a sentence, and what each of them covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.domain.claim import Attribution
from archive.domain.fold import fold, lower
from archive.extractors import english
from archive.extractors.token import Token

_SKIPPED = english.ADVERBS | {"has", "have", "had", "was", "were"}
_SOURCE_ENDS = english.VIA_PARTICIPLES | {"by", "for", "from", "that", "who", "which"}
_PERSON_PRONOUNS = ("he", "she", "they")


@dataclass(frozen=True, slots=True)
class Cue:
    """An attribution at tokens `start` to `end`; `chain` is nearest speaker first.

    `before`: it stands before what it covers ("X said that ..."), else after it (", X said").
    """

    start: int
    end: int
    chain: tuple[Attribution, ...]
    before: bool
    verb: int
    denies: bool = False
    cites: bool = False


@dataclass(slots=True)
class Speakers:
    """The sources an article has named so far: what "he" and "the report" stand for."""

    chain: tuple[Attribution, ...] = ()
    person: str | None = None


def find_cues(tokens: Sequence[Token], speakers: Speakers, spelling: Spelling) -> list[Cue]:
    """The attributions of a sentence, in order; `speakers` moves on with them."""
    cues: list[Cue] = []
    for at, token in enumerate(tokens):
        cue = None
        if token.kind != "word" or (at and tokens[at - 1].word in english.DENY):
            continue  # "rejected claims that": no claim of anybody's
        if _takes(tokens, at):
            continue
        if token.word == "according" and at + 1 < len(tokens) and tokens[at + 1].word == "to":
            cue = _according(tokens, at, at + 2, "according to", speakers, spelling)
        elif token.word in english.CITING and at:
            cue = _according(tokens, at, at + 1, token.word, speakers, spelling)
        elif token.word in english.SAY or _two_words(tokens, at):
            cue = _said(tokens, at, speakers, spelling)
        if cue is None:
            continue
        cues.append(cue)
        speakers.chain = cue.chain or speakers.chain
    return cues


def _takes(tokens: Sequence[Token], at: int) -> bool:
    """ "Claimed 24 lives", "claimed the lives of 24": nothing is said here."""
    after = [token.word for token in tokens[at + 1 : at + 4]]
    return tokens[at].word in ("claimed", "claims", "claim") and "lives" in after


class Spelling:
    """Turns tokens back into the wording of the text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, start: int, end: int) -> str:
        """The wording at `start:end`, with single spaces."""
        return " ".join(self._text[start:end].split())


def named(text: str) -> str:
    """What a source that the story does not know is called: its wording, folded."""
    return lower(fold(text))


def _two_words(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and (tokens[at].word, tokens[at + 1].word) in english.SAY_PARTICLES


def _according(
    tokens: Sequence[Token], at: int, source_at: int, cue: str, speakers: Speakers, spelling: Spelling
) -> Cue | None:
    read = _source_right(tokens, source_at, cue, spelling, speakers)
    if read is None:
        return None
    chain, end = read
    while end + 2 < len(tokens) and tokens[end].word in {"as", "which", ","} | english.VIA_PARTICIPLES:
        via = _via(tokens, end, spelling, speakers)
        if via is None:
            break
        chain, end = (*chain, *via[0]), via[1]
    opens = (
        at == 0
        or (tokens[at - 1].kind == "punct" and tokens[at - 1].word in (";", ":"))
        or (tokens[at - 1].word in ("and", "but", "while", "that"))
    )
    return Cue(at, end, chain, before=opens and cue == "according to", verb=at, cites=cue in english.CITING)


def _via(
    tokens: Sequence[Token], at: int, spelling: Spelling, speakers: Speakers
) -> tuple[tuple[Attribution, ...], int] | None:
    """ ", as quoted by X"."""
    position = at
    while position < len(tokens) and tokens[position].word in (",", "as", "which", "was"):
        position += 1
    if position + 1 >= len(tokens) or tokens[position].word not in english.VIA_PARTICIPLES:
        return None
    if tokens[position + 1].word != "by":
        return None
    cue = f"{tokens[position].word} by"
    return _source_right(tokens, position + 2, cue, spelling, speakers)


def _source_right(
    tokens: Sequence[Token], at: int, cue: str, spelling: Spelling, speakers: Speakers
) -> tuple[tuple[Attribution, ...], int] | None:
    """The source whose name starts at `at`, and the token after it."""
    for position in range(at, min(at + 5, len(tokens))):
        token = tokens[position]
        if token.kind == "punct" or token.kind in ("item", "date") or token.word in _SOURCE_ENDS:
            break
        if token.kind == "entity" and token.id:
            after = tokens[position + 1].word if position + 1 < len(tokens) else ""
            if after in english.TITLES:  # "a palace aide" is not the palace
                text = spelling.of(tokens[at].start, tokens[position + 1].end)
                return (Attribution(named(text), text, cue),), position + 2
            if after == "'s":
                continue
            end = position + 1
            if end + 2 < len(tokens) and tokens[end].word == "(" and tokens[end + 2].word == ")":
                end += 3
            return (Attribution(token.id, spelling.of(token.start, token.end), cue),), end
    words = _wording(tokens, at, +1)
    if not words:
        return None
    if _is_anaphor(tokens, words, speakers):
        return speakers.chain, words[-1] + 1
    text = spelling.of(tokens[words[0]].start, tokens[words[-1]].end)
    return (Attribution(named(text), text, cue),), words[-1] + 1


def _wording(tokens: Sequence[Token], at: int, step: int) -> list[int]:
    """The indexes of a plain source ("media reports") that starts or ends at `at`."""
    found: list[int] = []
    position = at
    while 0 <= position < len(tokens) and len(found) < 6:
        token = tokens[position]
        stops = (
            english.CONJUNCTIONS
            | english.SUBORDINATORS
            | english.AUXILIARIES
            | (english.SAY - {"reports", "report"})
            | english.VIA_PARTICIPLES
        )
        if token.kind not in ("word", "name", "number") or token.word in stops:
            break
        links = {"of"} | ({"in", "at", "for"} if found and tokens[found[-1]].kind == "name" else frozenset())
        if token.word in english.PREPOSITIONS - links or token.word in english.ADVERBS:
            break
        found.append(position)
        position += step
        if step < 0 and token.word in english.DETERMINERS:
            break
    return sorted(found)


def _is_anaphor(tokens: Sequence[Token], words: Sequence[int], speakers: Speakers) -> bool:
    named = tokens[words[0]].word in ("the", "its", "that")
    return (
        bool(speakers.chain)
        and named
        and tokens[words[-1]].word in english.ANAPHORIC_SOURCES
        and len(words) <= 3
    )


def _said(tokens: Sequence[Token], at: int, speakers: Speakers, spelling: Spelling) -> Cue | None:
    """ "X said", "said X", "X told Y", "reported by X"."""
    verb = tokens[at]
    if (
        verb.word == "saying"
        and at > 2
        and tokens[at - 1].word == "as"
        and tokens[at - 2].word in ("quoted", "cited")
    ):
        return _quoted_as_saying(tokens, at, speakers, spelling)
    end = at + (2 if _two_words(tokens, at) else 1)
    if at and tokens[at - 1].word in ("is", "are", "was", "were", "be", "been", "being"):
        if end < len(tokens) and tokens[end].word == "by":
            read = _source_right(tokens, end + 1, f"{verb.word} by", spelling, speakers)
            return None if read is None else Cue(at, read[1], read[0], before=False, verb=at)
        return None
    left = _source_left(tokens, at - 1, verb.word, speakers, spelling)
    if left is None:
        inverted = _inverted(tokens, at, end, speakers, spelling)
        if inverted is not None:
            return inverted
        return None
    chain, start = left
    if start and tokens[start - 1].word in english.DETERMINERS:
        start -= 1
    told = _told(tokens, at, end, spelling)
    if told is not None:
        chain, end = (*chain, told[0]), told[1]
    before = _covers_what_follows(tokens, start, end)
    if chain and chain[0].source:
        speakers.person = chain[0].source
    return Cue(start, end, chain, before=before, verb=at, denies=verb.word in english.DENY)


def _quoted_as_saying(tokens: Sequence[Token], at: int, speakers: Speakers, spelling: Spelling) -> Cue | None:
    """ "X was quoted as saying"."""
    left = _source_left(tokens, at - 3, "quoted as saying", speakers, spelling)
    if left is None:
        return None
    return Cue(left[1], at + 1, left[0], before=_covers_what_follows(tokens, left[1], at + 1), verb=at)


def _source_left(
    tokens: Sequence[Token], at: int, cue: str, speakers: Speakers, spelling: Spelling
) -> tuple[tuple[Attribution, ...], int] | None:
    """The source that ends just before a verb of saying, and the index it starts at."""
    while (
        at >= 0
        and tokens[at].kind == "word"
        and (
            tokens[at].word in _SKIPPED
            or tokens[at].word in ("did", "not", "would", "reportedly", "in", "turn")
        )
    ):
        at -= 1
    if at >= 0 and tokens[at].word == ",":
        at = _over_insertion(tokens, at)
    if at < 0:
        return None
    token = tokens[at]
    if token.kind == "entity" and token.id:
        return (Attribution(token.id, spelling.of(token.start, token.end), cue),), at
    if token.word == "it":
        return speakers.chain, at
    if token.word in _PERSON_PRONOUNS:
        if speakers.person is None:
            return (), at
        return (Attribution(speakers.person, spelling.of(token.start, token.end), cue),), at
    if token.word == ")" and at >= 3 and tokens[at - 2].word == "(" and tokens[at - 3].kind == "entity":
        token = tokens[at - 3]
        return (Attribution(token.id, spelling.of(token.start, token.end), cue),), at - 3
    words = _wording(tokens, at, -1)
    if not words:
        return None
    words = words[1:] if tokens[words[0]].word == "'s" else words
    if all(tokens[index].word in english.DETERMINERS or tokens[index].word.endswith("ly") for index in words):
        return None  # "the originally reported toll": no verb at all
    if _is_anaphor(tokens, words, speakers):
        return speakers.chain, words[0]
    first = words[0]
    if first > 1 and tokens[first - 1].word == "'s" and tokens[first - 2].kind == "entity":
        first -= 2  # "Mr. X's aides"
    text = spelling.of(tokens[first].start, tokens[words[-1]].end)
    return (Attribution(named(text), text, cue),), first


def _over_insertion(tokens: Sequence[Token], at: int) -> int:
    """From the comma that closes ", citing Y," to the token before the one that opens it."""
    for position in range(at - 1, max(-1, at - 12), -1):
        if tokens[position].word == ",":
            if position > 0 and tokens[position - 1].kind == "entity":
                return position - 1
            return position + 1 if at == position + 2 and tokens[position + 1].kind == "entity" else -1
    return -1


def _inverted(
    tokens: Sequence[Token], at: int, end: int, speakers: Speakers, spelling: Spelling
) -> Cue | None:
    """ "...," said X."""
    if at == 0 or tokens[at - 1].word != "," or end >= len(tokens) or tokens[at].word in ("told", "tells"):
        return None
    read = _source_right(tokens, end, tokens[at].word, spelling, speakers)
    if read is None:
        return None
    speakers.person = read[0][0].source
    return Cue(at, read[1], read[0], before=False, verb=at)


def _told(tokens: Sequence[Token], at: int, end: int, spelling: Spelling) -> tuple[Attribution, int] | None:
    if tokens[at].word not in ("told", "tells", "informed") or end >= len(tokens):
        return None
    token = tokens[end]
    owner = end + 1 < len(tokens) and tokens[end + 1].word == "'s"
    if token.kind == "entity" and token.id and not owner:
        return Attribution(token.id, spelling.of(token.start, token.end), "told to"), end + 1
    return None


def _covers_what_follows(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether "X said" at `start:end` introduces what follows rather than closing what came before."""
    after = end
    while after < len(tokens) and (
        tokens[after].kind == "date"
        or tokens[after].word in ("on", "in", "at", "to", "reporters", "journalists")
    ):
        after += 1
    closes = (
        after >= len(tokens)
        or tokens[after].word in (".", ",", ";", ")", "\u2014", "without", "describing")
        or (tokens[after].word.endswith("ing") and tokens[after].kind == "word")
    )
    preceded = (start > 0 and tokens[start - 1].word in (",", "\u2014", "?", "!")) or (
        start > 0 and tokens[start - 1].quoted and not tokens[start].quoted
    )
    if after < len(tokens) and tokens[after].word == ":":
        return True
    return not (preceded and closes)


def attribution_of(cues: Sequence[Cue], start: int, end: int) -> tuple[tuple[Attribution, ...], Cue | None]:
    """The chain of sources for what stands at `start:end`: the one that introduces it, then the one that closes it."""
    left = [cue for cue in cues if cue.verb < start and cue.before]
    right = [
        cue for cue in cues if cue.verb >= end - 1 and not cue.before and cue.end > start and not cue.cites
    ]
    if not right:
        right = [cue for cue in cues if cue.verb >= end - 1 and cue.cites]
    inside = [cue for cue in cues if start <= cue.verb < end and cue.before]
    chosen: list[Cue] = []
    if left:
        chosen.append(left[-1])
    elif inside:
        chosen.append(inside[0])
    if right:
        between = [cue for cue in cues if cue.before and end <= cue.start < right[0].start]
        if not between:
            chosen.append(right[0])
    if not chosen:
        earlier = [cue for cue in cues if cue.verb < start and not cue.before]
        chosen = earlier[-1:]
    cited = [
        cue
        for cue in cues
        if cue.cites and any(one.start - 2 <= cue.start <= one.end + 4 for one in chosen if one is not cue)
    ]
    chain: list[Attribution] = []
    for cue in (*cited, *chosen):
        chain += [link for link in cue.chain if all(link.source != known.source for known in chain)]
    return tuple(chain), (chosen[0] if chosen else None)

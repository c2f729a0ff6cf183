"""Who is quoted: the noun phrase of a source, and what the source is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from archive.domain.claim import Attribution
from archive.extractors import english, speech
from archive.extractors.speakers import SILENT, Speakers, Spelling, named
from archive.extractors.token import Token

_PERSON_PRONOUNS: Final = ("he", "she", "they")
_LONGEST: Final = 10
"""Tokens that the name of a source may have."""
_STOPS: Final = (
    english.CONJUNCTIONS | english.SUBORDINATORS | english.AUXILIARIES | english.ADVERBS | speech.SAYING
) - speech.DOCUMENTS - frozenset(("reports", "report", "estimates", "figures", "claims")) | frozenset(
    ("reportedly", "on", "by", "into", "as", "amid", "not")
)
_OPENING: Final = (english.DETERMINERS - {"her"}) | {"several", "many", "most", "few", "both", "all"}
"""Words that a noun phrase starts with."""
_RANKS: Final = frozenset("cmdr adm brig supt insp cpl capt sgt maj lt col rev hon pres sr jr".split())
"""Ranks that are shortened before a name, with a full stop of their own."""
_LINKS: Final = frozenset(("of", "for", "at", "in", "from", "with"))


@dataclass(frozen=True, slots=True)
class Source:
    """A source at tokens `start` to `end`; `chain` is nearest speaker first and may be empty."""

    chain: tuple[Attribution, ...]
    start: int
    end: int


def source_right(
    tokens: Sequence[Token], at: int, cue: str, spelling: Spelling, speakers: Speakers
) -> Source | None:
    """The source whose name starts at `at`."""
    if at + 1 < len(tokens) and tokens[at].word in _RANKS and tokens[at + 1].word == ".":
        at += 2
    end = _end_of_phrase(tokens, at)
    if end == at:
        return None
    read = read_phrase(tokens, at, end, cue, spelling, speakers)
    if read is None:
        return None
    end = read.end
    given = end + 1 < len(tokens) and tokens[end].word in speech.RELEASED and tokens[end + 1].word == "by"
    if given and _is_written(tokens, end - 1, at):  # "a toll given by the ministry"
        return source_right(tokens, end + 2, cue, spelling, speakers) or Source(read.chain, at, end)
    called = _name_behind(tokens, end)
    titled = any(token.kind == "word" and speech.is_person(token.word) for token in tokens[at:end])
    if called > end and (titled or tokens[end - 1].kind not in ("name", "entity")):
        name = read_phrase(tokens, end + 1, called, cue, spelling, speakers)
        if name is not None:
            speakers.heard(name.chain, spelling.of(tokens[at].start, tokens[end - 1].end))
            return Source(name.chain, at, called)
    if end + 2 < len(tokens) and tokens[end].word == "(" and tokens[end + 2].word == ")":
        end += 3
    return Source(read.chain, at, end)


def _name_behind(tokens: Sequence[Token], end: int) -> int:
    """The end of the name in "said its head, X."; `end` where no name follows."""
    if end + 1 >= len(tokens) or tokens[end].word != ",":
        return end
    at = end + 1
    while at < len(tokens) and tokens[at].kind in ("name", "entity"):
        at += 1
    return at if at > end + 1 and (at >= len(tokens) or tokens[at].kind == "punct") else end


def _end_of_phrase(tokens: Sequence[Token], at: int) -> int:
    position = at
    while position < len(tokens) and position - at < _LONGEST:
        token = tokens[position]
        if token.kind not in ("word", "name", "number", "entity", "ordinal"):
            break
        if token.kind == "word":
            described = position == at + 1 and tokens[at].word in english.DETERMINERS  # "an updated count"
            written = token.word == "by" and _is_written(tokens, position - 1, at)
            if token.word in _STOPS and not written and not described:
                break
            if (
                token.word.endswith("n't")
                or token.word in speech.RELEASED
                or (token.word in english.PRONOUNS and position > at)
            ):
                break
            if token.word in english.PREPOSITIONS and not _links(tokens, position, at):
                break
        position += 1
    while position > at and tokens[position - 1].word in english.PREPOSITIONS | english.DETERMINERS:
        position -= 1
    return position


def _is_written(tokens: Sequence[Token], at: int, first: int) -> bool:
    return at >= first and tokens[at].kind == "word" and speech.is_document(tokens[at].word)


def _links(tokens: Sequence[Token], at: int, first: int) -> bool:
    """Whether the preposition at `at` goes on with the name of a source: "the head of the guard"."""
    word = tokens[at].word
    if at <= first or word not in _LINKS | {"by"}:
        return False
    before = tokens[at - 1]
    if word in ("of", "for"):
        return before.kind in ("name", "entity") or speech.speaks(before.word)
    if word in ("from", "by"):
        return speech.is_document(before.word)
    if word == "with":
        return speech.is_person(before.word)
    return (
        at + 1 < len(tokens)
        and tokens[at + 1].kind == "name"
        and (before.kind == "name" or any(token.word == "of" for token in tokens[first:at]))
    )


def phrase_left(tokens: Sequence[Token], at: int) -> int:
    """Where the noun phrase that ends at `at` starts; `at + 1` where there is none."""
    position = at
    while position >= 0 and at - position < _LONGEST:
        token = tokens[position]
        if token.kind not in ("word", "name", "number", "entity", "ordinal"):
            break
        if token.kind == "word":
            if token.word in english.PREPOSITIONS and (position == at or not _links_back(tokens, position)):
                break
            if token.word not in english.PREPOSITIONS and (
                token.word in _STOPS or (token.word in english.PRONOUNS and position < at)
            ):
                break
        position -= 1
        opens = token.kind == "number" or (token.kind == "word" and token.word in _OPENING)
        if opens and (position <= 0 or not _links_back(tokens, position)):
            break
    start = position + 1
    if start > at:
        return start
    start += tokens[start].word == "'s"
    return _with_partner(tokens, start)


def _with_partner(tokens: Sequence[Token], start: int) -> int:
    """Where "police and hospital officials" starts, given the start of its second part."""
    if start < 2 or tokens[start - 1].word != "and":
        return start
    first = start - 1
    while (
        first
        and tokens[first - 1].kind == "word"
        and tokens[first - 1].word not in _STOPS | english.PREPOSITIONS
    ):
        first -= 1
    opens = first == 0 or tokens[first - 1].kind == "punct"
    return first if opens and first < start - 1 and speech.speaks(tokens[start - 2].word) else start


def _links_back(tokens: Sequence[Token], at: int) -> bool:
    """Whether the preposition at `at` goes on from a noun for a source: "people close to", "a memo by"."""
    word, before = tokens[at].word, tokens[at - 1] if at else None
    if before is None:
        return False
    if word in ("to", "with") and before.word in ("close", "familiar"):
        return True
    if word == "by" and before.word in speech.RELEASED:
        return _is_written(tokens, at - 2, 0)
    if word == "by":
        return _is_written(tokens, at - 1, 0)
    if word == "of":
        titled = before.kind == "name" and tokens[at + 1].kind in ("name", "entity")  # "the Times of X"
        return titled or (before.kind in ("word", "name") and speech.speaks(before.word))
    return word in _LINKS and before.kind == "word" and speech.speaks(before.word)


def read_phrase(
    tokens: Sequence[Token], start: int, end: int, cue: str, spelling: Spelling, speakers: Speakers
) -> Source | None:
    """The source that the noun phrase at `start:end` names; None where it names nobody who could say something."""
    if start >= end:
        return None
    if end - start == 1 and tokens[start].kind == "word" and tokens[start].word in english.PRONOUNS:
        return _of_pronoun(tokens, start, cue, spelling, speakers)
    end = _without_rank(tokens, start, end)
    people = _people(tokens, start, end)
    if people < end and not any(token.kind == "entity" for token in tokens[people:end]):
        return _called(tokens, people, end, start, cue, spelling, speakers)
    for at in range(end - 1, start - 1, -1):
        if tokens[at].kind == "entity" and tokens[at].id:
            return _of_entity(tokens, start, at, end, cue, spelling, speakers)
    meant = _anaphor(tokens, start, end, cue, spelling, speakers)
    if meant is not None:
        return Source(meant, start, end)
    if not _can_speak(tokens, start, end):
        return None
    if tokens[end - 1].kind == "word" and speech.is_document(tokens[end - 1].word):
        for first in range(start, end - 1):  # "an updated ministry toll"
            known = speakers.known_as(spelling.of(tokens[first].start, tokens[end - 2].end))
            if known is not None:
                text = spelling.of(tokens[start].start, tokens[end - 1].end)
                return Source((Attribution(known, text, cue),), start, end)
    return _called(tokens, start, end, start, cue, spelling, speakers)


def _of_pronoun(
    tokens: Sequence[Token], at: int, cue: str, spelling: Spelling, speakers: Speakers
) -> Source | None:
    word, said = tokens[at].word, spelling.of(tokens[at].start, tokens[at].end)
    if word == "it":
        own = speakers.organisation
        chain = speakers.chain if own is None else (Attribution(own.source, own.text, cue),)
        return Source(chain, at, at + 1)
    if word in _PERSON_PRONOUNS:
        person = speakers.person
        return Source((Attribution(person, said, cue),) if person else (), at, at + 1)
    return None


def _without_rank(tokens: Sequence[Token], start: int, end: int) -> int:
    """The end of the name in "Roe of the Guard"; an organisation keeps all of its name."""
    through = next((at for at in range(start, end) if tokens[at].word in _LINKS), end)
    named_so = start < through and all(token.kind in ("name", "entity") for token in tokens[start:through])
    body = any(speech.is_organisation(token.word) for token in tokens[start:through])
    return through if named_so and not body else end


def _called(
    tokens: Sequence[Token],
    first: int,
    end: int,
    start: int,
    cue: str,
    spelling: Spelling,
    speakers: Speakers,
) -> Source:
    """A source that the story does not know, by its wording; a surname is whoever bore it before."""
    text = spelling.of(tokens[first].start, tokens[end - 1].end)
    source = speakers.known_as(text) or named(text)
    if end - first == 1 and tokens[first].kind == "name":
        source = speakers.titles.get(source, source)
    return Source((Attribution(source, text, cue),), start, end)


def _people(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where a person's own name begins behind what he is: "coast guard spokesman | Jan Roe"; `end` if nowhere."""
    at = end
    while at > start and _is_own_name(tokens[at - 1]) and not speech.is_organisation(tokens[at - 1].word):
        at -= 1
    if at in (end, start) or end - at > 4:
        return end
    before = tokens[at - 1]
    if before.word in english.PREPOSITIONS:
        return end
    if before.word == "'s" and end - at > 1:
        return at
    return at if before.kind == "word" and speech.is_person(before.word) else end


def _is_own_name(token: Token) -> bool:
    hyphened = token.kind == "word" and token.capital and "-" in token.word
    return token.kind == "name" or hyphened


def _of_entity(
    tokens: Sequence[Token], start: int, at: int, end: int, cue: str, spelling: Spelling, speakers: Speakers
) -> Source | None:
    """The source of a phrase with a known name at `at`: the known one itself, or one of its people or papers."""
    token = tokens[at]
    entity = speakers.entities.get(token.id)
    kind = entity.kind if entity is not None else ""
    itself = Source((Attribution(token.id, spelling.of(token.start, token.end), cue),), start, end)
    owned = at + 1 < end and tokens[at + 1].word == "'s"
    rest = tokens[at + 1 + owned : end]
    if not rest:
        head = _head(tokens, start, at)
        if kind in SILENT:
            return None if head is None else _called(tokens, start, end, start, cue, spelling, speakers)
        held = at - 2 if at > start and tokens[at - 1].word in english.DETERMINERS else at - 1
        titled = token.end - token.start > len(token.word) + 1  # "Secretary of State X" is X
        through = held > start and tokens[held].word in english.PREPOSITIONS and not titled
        speaks_for = kind == "source" and head in speech.REPRESENTATIVES
        if head is not None and through and speech.is_person(head) and not speaks_for:
            return _called(tokens, start, end, start, cue, spelling, speakers)
        return itself
    head = _head(tokens, at + 1 + owned, end) or rest[-1].word
    if rest[-1].kind == "name":
        first = end - 1
        while first > at + 1 and tokens[first - 1].kind == "name":
            first -= 1
        return _called(tokens, first, end, start, cue, spelling, speakers)
    if kind not in SILENT and (
        speech.is_document(head) or (kind == "source" and not owned and head in speech.REPRESENTATIVES)
    ):
        return itself
    if not speech.speaks(head):
        return None
    return _called(tokens, start, end, start, cue, spelling, speakers)


def _head(tokens: Sequence[Token], start: int, end: int) -> str | None:
    """The noun that a phrase is about: the last word before "of", "for" or the like."""
    head: str | None = None
    for token in tokens[start:end]:
        if token.word in english.PREPOSITIONS or (head is not None and token.word in speech.RELEASED):
            break
        if token.word != "'s":
            head = token.word
    return head if head is not None and speech.speaks(head) else None


def _can_speak(tokens: Sequence[Token], start: int, end: int) -> bool:
    if all(token.word in english.DETERMINERS or token.word.endswith("ly") for token in tokens[start:end]):
        return False  # "the originally reported toll": no verb at all
    if end - start == 1 and tokens[start].word in speech.VAGUE_SOURCES:
        return False
    words = [token for token in tokens[start:end] if token.word not in english.DETERMINERS]
    if words and all(token.kind == "name" or token.word in ("of", "'s") for token in words):
        return True
    named_last = tokens[end - 1].kind == "name" and any(speech.speaks(token.word) for token in words)
    return named_last or _head(tokens, start, end) is not None


def _anaphor(
    tokens: Sequence[Token], start: int, end: int, cue: str, spelling: Spelling, speakers: Speakers
) -> tuple[Attribution, ...] | None:
    """Whom "the agency", "the same source", "a company statement" stand for."""
    first, last = tokens[start].word, tokens[end - 1]
    if last.kind != "word" or end - start > 3:
        return None
    noun = last.word
    if first in ("a", "the", "in") and end - start == 3 and speech.is_document(noun):
        noun, first = tokens[end - 2].word, "the"
        if noun not in speech.FIRMS:
            return None
    if end - start == 1 and noun in speech.FIRMS:
        first = "the"
    if end - start == 1 and noun == "police":
        known = speakers.known_body(noun)
        return None if known is None else (Attribution(known, spelling.of(last.start, last.end), cue),)
    same = any(token.word == "same" for token in tokens[start:end])
    if first not in ("the", "its", "that"):
        return None
    if first == "its" and (noun not in english.ANAPHORIC_SOURCES or end - start > 2):
        return None
    if end - start == 3 and not same and noun not in english.ANAPHORIC_SOURCES and noun not in speech.FIRMS:
        return None
    meant = speakers.meant_by(noun, same=same)
    if meant is None:
        return None
    text = spelling.of(tokens[start].start, last.end)
    return tuple(Attribution(link.source, text if not link.cue else link.text, cue) for link in meant)

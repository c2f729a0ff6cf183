"""One article while it is being read: its sentences with their tokens, attributions and candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive.domain.claim import Attribution
from archive.domain.dates import find_dates
from archive.domain.text import Sentence, sentences
from archive.extractors.attributing import attribution_of
from archive.extractors.candidate import Candidate
from archive.extractors.cue import Cue
from archive.extractors.cues import find_cues
from archive.extractors.lexis import Lexis
from archive.extractors.matching import found_in, settled
from archive.extractors.notices import Notices, find_notices
from archive.extractors.open_items import let_go
from archive.extractors.phrases import PlainSentence, mention_tokens
from archive.extractors.quotations import continued, turn_round
from archive.extractors.recent import Recent, names_in
from archive.extractors.speakers import Speakers, Spelling
from archive.extractors.timing import Anchor
from archive.extractors.token import Token
from archive.extractors.words import searchable
from archive.ports import Reading


@dataclass(slots=True)
class ReadSentence:
    """A sentence with all that was found in it; `matched` is what `candidates` were settled from."""

    at: Sentence
    tokens: list[Token]
    cues: list[Cue]
    candidates: list[Candidate]
    matched: list[Candidate]


@dataclass(slots=True)
class ReadArticle:
    """All sentences of an article, and what it says as a whole."""

    reading: Reading
    lexis: Lexis
    sentences: list[ReadSentence]
    spelling: Spelling
    anchor: Anchor
    notices: Notices
    unclear: bool = False
    items: frozenset[str] = field(default=frozenset())
    entities: frozenset[str] = field(default=frozenset())

    def before(self, number: int, reach: int) -> Iterator[ReadSentence]:
        """The `reach` sentences before the sentence `number`, nearest first."""
        for index in range(number - 1, max(-1, number - 1 - reach), -1):
            yield self.sentences[index]


@dataclass(frozen=True, slots=True)
class PlainArticle:
    """What an article says whatever the story: worked out once for all stories that read it.

    `inside` are the sentences that begin in a quotation, `names` the words it uses as names somewhere.
    """

    sentences: Sequence[Sentence]
    plain: Sequence[PlainSentence]
    inside: frozenset[int]
    names: frozenset[str]


def plain_article(reading: Reading) -> PlainArticle:
    """Split an article into sentences and tokens, and find its dates."""
    text = searchable(reading.text, reading.language)
    dates = find_dates(reading.text)
    found = sentences(reading.text, reading.blocks)
    plain = [PlainSentence(text, one.start, one.end, dates) for one in found]
    return PlainArticle(found, plain, continued(reading.text, found), names_in(reading.text))


def read_article(
    reading: Reading, lexis: Lexis, plain: PlainArticle | None = None, *, whole: bool = True
) -> ReadArticle:
    """Match the story's frames in every sentence of an article.

    Unless it is to be told `whole`, who says what is not looked into where nothing matches.
    """
    plain = plain or plain_article(reading)
    spelling = Spelling(reading.text)
    speakers, recent = Speakers(lexis.story.entities), Recent(plain.names)
    read: list[ReadSentence] = []
    at_once = lexis.open_nouns is not None
    for number, (sentence, words) in enumerate(zip(plain.sentences, plain.plain, strict=True)):
        tokens = mention_tokens(words, lexis)
        if number in plain.inside:
            tokens = [token.changed() for token in tokens]  # those of all stories stay as they are
            turn_round(tokens)
        # Things that no frame takes are plain words again afterwards, so these cues cannot wait.
        cues = find_cues(tokens, speakers, spelling, sentence.block) if at_once else []
        elsewhere = bool(lexis.story.elsewhere) and any(token.id == "elsewhere" for token in tokens)
        matched = [] if elsewhere else found_in(tokens, sentence.block, lexis, recent)
        candidates = settled(matched)
        let_go(tokens, {index for one in candidates for taken in one.slots.values() for index in taken})
        read.append(ReadSentence(sentence, tokens, cues, candidates, matched))
    anchor = Anchor(reading.anchor, reading.anchor_basis)
    if not whole and not any(part.candidates for part in read):
        return ReadArticle(reading, lexis, read, spelling, anchor, Notices())
    for part in () if at_once else read:
        part.cues = find_cues(part.tokens, speakers, spelling, part.at.block)
    return ReadArticle(
        reading=reading,
        lexis=lexis,
        sentences=read,
        spelling=spelling,
        anchor=anchor,
        notices=find_notices([(part.at, part.tokens) for part in read]),
        unclear=any(one.compiled.frame.unclear for part in read for one in part.candidates),
        items=frozenset(token.item.item for part in read for token in part.tokens if token.item is not None),
        entities=frozenset(token.id for part in read for token in part.tokens if token.kind == "entity"),
    )


@dataclass(frozen=True, slots=True)
class Sourcing:
    """Where a candidate's words come from: the chain, its first cue, and the sentence of that cue."""

    chain: tuple[Attribution, ...] = ()
    cue: Cue | None = None
    sentence: int = 0


def sourcing_of(article: ReadArticle, number: int, candidate: Candidate) -> Sourcing:
    """The attribution of a candidate; a quotation has its speaker, who may quote others in it."""
    part = article.sentences[number]
    start = candidate.first
    chain, cue = attribution_of(part.tokens, part.cues, start, candidate.last)
    if not part.tokens[start].quoted or (cue is not None and not part.tokens[cue.verb].quoted):
        return Sourcing(chain, cue, number)
    near, sentence = _speaker(article, number)
    if near is None:
        return Sourcing(chain, cue, number)
    told = (*chain, *(link for link in near.chain if all(link.source != known.source for known in chain)))
    return Sourcing(told, cue or near, number if cue is not None else sentence)


def _speaker(article: ReadArticle, number: int) -> tuple[Cue | None, int]:
    """Who says the quotation that a sentence is part of: named in its paragraph, else just before it."""
    here = article.sentences[number].at.paragraph
    for step in (0, -1, 1):
        index = number + step
        while 0 <= index < len(article.sentences):
            other = article.sentences[index]
            if other.at.paragraph != here:
                break
            outside = [cue for cue in other.cues if not other.tokens[cue.verb].quoted and cue.chain]
            if outside:
                return (outside[-1] if step < 0 else outside[0]), index
            if not step:
                break
            index += step
    return _speaker_before(article, number)


def _speaker_before(article: ReadArticle, number: int) -> tuple[Cue | None, int]:
    """The speaker of a paragraph that is nothing but a quotation.

    The paragraph before has left him speaking; or else the quotation goes on in the next one, which names him.
    """
    here = article.sentences[number].at.paragraph
    for step in (-1, 1):
        index = number
        while 0 <= index < len(article.sentences) and article.sentences[index].at.paragraph == here:
            index += step
        if not 0 <= index < len(article.sentences):
            continue
        beside = article.sentences[index].at.paragraph
        if step > 0 and not (article.sentences[index].tokens and article.sentences[index].tokens[0].quoted):
            continue
        while 0 <= index < len(article.sentences) and article.sentences[index].at.paragraph == beside:
            other = article.sentences[index]
            outside = [cue for cue in other.cues if not other.tokens[cue.verb].quoted and cue.chain]
            if outside and other.at.block == "body":
                return (outside[-1] if step < 0 else outside[0]), index
            index += step
    return None, number

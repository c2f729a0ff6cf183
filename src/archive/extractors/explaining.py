"""Reads an article as the rules do and tells how each sentence came to its claims, or to none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.domain.claim import Claim
from archive.domain.scoring import DERIVED
from archive.domain.story import Story
from archive.extractors import stance
from archive.extractors.assemble import claims_of
from archive.extractors.candidate import Candidate
from archive.extractors.counted import CountSentence
from archive.extractors.counting import counted_in
from archive.extractors.explained import Attributed, Explained, Mention, Tried, Uncounted
from archive.extractors.lexis import Lexis
from archive.extractors.matching import gives_way
from archive.extractors.near_misses import near_misses
from archive.extractors.reading import ReadArticle, ReadSentence, read_article
from archive.extractors.recent import Recent
from archive.extractors.token import Token
from archive.ports import Reading

_SHOWN_KINDS = ("entity", "item", "number", "ordinal", "date", "name")


class Explainer:
    """Explains readings by one story."""

    def __init__(self, story: Story) -> None:
        self._lexis = Lexis(story)

    def explain(self, reading: Reading, start: int = 0, end: int | None = None) -> list[Explained]:
        """The sentences that overlap `start:end` of the article's text, in order."""
        article = read_article(reading, self._lexis)
        claims = claims_of(article)
        upto = len(reading.text) if end is None else end
        return [
            _Account(article, part, claims).told()
            for part in article.sentences
            if part.at.start < upto and start < part.at.end
        ]


class _Account:
    """One sentence being explained."""

    def __init__(self, article: ReadArticle, part: ReadSentence, claims: Sequence[Claim]) -> None:
        self._text, self._lexis, self._part = article.reading.text, article.lexis, part
        self._tokens = part.tokens
        self._claims = [one for one in claims if part.at.start <= one.evidence.start < part.at.end]

    def told(self) -> Explained:
        """The whole account."""
        at, lexis = self._part.at, self._lexis
        elsewhere = [token for token in self._tokens if token.id == "elsewhere"]
        found, winners = self._part.matched, self._part.candidates
        matched = frozenset((one.type, one.compiled.frame.name) for one in found)
        near = [] if elsewhere else near_misses(self._tokens, at.block, lexis, matched, self._text)
        return Explained(
            text=self._said(at.start, at.end),
            start=at.start,
            block=at.block,
            mentions=tuple(self._mention(token) for token in self._tokens if token.kind in _SHOWN_KINDS),
            tried=tuple(self._tried(one, winners) for one in _different(found, winners)),
            near=tuple(near),
            uncounted=() if elsewhere else tuple(self._uncounted(winners)),
            attributions=tuple(
                Attributed(
                    self._words(cue.start, cue.end), tuple(link.source for link in cue.chain), cue.denies
                )
                for cue in self._part.cues
            ),
            dates=tuple(
                self._said(token.start, token.end) for token in self._tokens if token.date is not None
            ),
            claims=tuple(self._claims),
            frames=len(lexis.frames),
            counts=len(lexis.counts.rules),
            states=sum(len(fact.states) + len(fact.sides) for fact in lexis.story.facts.values()),
            elsewhere=self._said(elsewhere[0].start, elsewhere[0].end) if elsewhere else "",
        )

    def _said(self, start: int, end: int) -> str:
        return " ".join(self._text[start:end].split())

    def _words(self, first: int, last: int) -> str:
        return self._said(self._tokens[first].start, self._tokens[last - 1].end) if first < last else ""

    def _mention(self, token: Token) -> Mention:
        return Mention(self._said(token.start, token.end), token.kind, self._meaning(token))

    def _meaning(self, token: Token) -> str:
        """What a token was taken for."""
        if token.kind == "entity":
            known = self._lexis.story.entities.get(token.id)
            return f"{token.id} ({known.kind})" if known else token.id or "the other one of the pair"
        if token.item is not None:
            item = token.item
            marks = [
                f"{item.quantity} of them" if item.quantity else "",
                f"no. {item.ordinal}" if item.ordinal else "",
            ]
            return ", ".join((item.item, *(mark for mark in marks if mark)))
        if token.number is not None:
            number = token.number
            marks = [
                "" if number.relation == "eq" else number.relation,
                f"to {number.high}" if number.high else "",
            ]
            marks += ["a measure, not a count" if number.measure else "", "more" if number.extra else ""]
            return ", ".join((str(number.value), *(mark for mark in marks if mark)))
        if token.kind == "ordinal":
            return str(token.value)
        return token.date.kind if token.date is not None else "a name the story does not know"

    def _tried(self, one: Candidate, winners: Sequence[Candidate]) -> Tried:
        frame = one.compiled.frame
        won = one in winners
        names = (frame.name, f"{frame.name} {DERIVED}")
        mine = [claim for claim in self._claims if claim.frame in names and self._on(claim, one)]
        why = "" if mine else self._unclaimed(one)
        first, last = one.first, one.last
        return Tried(
            type=one.type,
            name=frame.name,
            pattern=frame.pattern if frame.nodes else "",
            words=self._words(first, last),
            slots={name: self._slot(indexes) for name, indexes in one.slots.items() if indexes},
            sets={name: str(value) for name, value in {**frame.set, **one.scope}.items()},
            outcome="won" if won else "lost",
            why=why if won else _lost_to(one, winners),
            claims=tuple(claim.claim_id for claim in mine) if won else (),
            polarity=frame.polarity or stance.polarity(self._tokens, first, last),
            hedges=stance.hedges(self._tokens, first, last),
            projected=stance.projected(self._tokens, first, last),
        )

    def _slot(self, indexes: Sequence[int]) -> str:
        return self._words(min(indexes), max(indexes) + 1)

    def _on(self, claim: Claim, one: Candidate) -> bool:
        start, end = self._tokens[one.first].start, self._tokens[one.last - 1].end
        return claim.evidence.start < end and start < claim.evidence.end

    def _unclaimed(self, one: Candidate) -> str:
        """Why what stands made no claim, as far as the sentence alone tells it."""
        if stance.contrary_to_fact(self._tokens, one.first, one.last):
            return "no claim: it tells what would have been"
        if stance.of_another_affair(self._tokens, one.last):
            return "no claim: the sentence has turned to another affair"
        return "no claim: a field stays empty that it needs, another claim says the same, or the article takes it back"

    def _uncounted(self, winners: Sequence[Candidate]) -> list[Uncounted]:
        """The numbers that no candidate took, where the story counts anything."""
        if not self._lexis.counts.rules:
            return []
        taken = {index for one in winners for indexes in one.slots.values() for index in indexes}
        sentence = CountSentence(self._tokens, self._lexis.counts, frozenset())
        strangers = {one.at: one.rule.count.measure for one in counted_in(sentence, Recent())}
        return [
            Uncounted(self._said(token.start, token.end), self._why_not(at, token, strangers, sentence))
            for at, token in enumerate(self._tokens)
            if token.number is not None and at not in taken
        ]

    def _why_not(self, at: int, token: Token, strangers: Mapping[int, str], sentence: CountSentence) -> str:
        if at in strangers:
            return f"reads as {strangers[at]}, but the words around it give it to somebody else or to another affair"
        if token.number is not None and token.number.measure:
            return "is a measure (a length, a share, an age, an amount), not a count"
        words = {
            f"“{self._words(place, place + hit.length)}” ({sentence.words.rules[hit.rule].count.measure})"
            for place, hits in enumerate(sentence.hits)
            for hit in hits
            if hit.kind not in ("bar", "unit")
        }
        if not words:
            return "no counting word of the story stands in the sentence"
        return f"nothing joins it to a counting word: {', '.join(sorted(words)[:4])}"


def _different(found: Sequence[Candidate], winners: Sequence[Candidate]) -> list[Candidate]:
    """Each match once: winners first, then what lost; a frame matches the same words in several readings."""
    seen: set[tuple[str, str, int, int]] = set()
    kept: list[Candidate] = []
    for one in (*winners, *sorted(found, key=Candidate.rank)):
        place = (one.first, one.last) if one.anchor is None else (one.anchor, -1)
        key = (one.type, one.compiled.frame.name, *place)
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept


def _lost_to(one: Candidate, winners: Sequence[Candidate]) -> str:
    """Which reading of the same words stands instead."""
    for other in winners:
        if gives_way(one, other):
            return f"gives way to {other.type} [{other.compiled.frame.name}], which reads the words as something else"
    for other in winners:
        if other.type == one.type and (other.anchor == one.anchor or other.first < one.last):
            return f"[{other.compiled.frame.name}] says more of the same words, or stands first in the story"
    return "another reading of the same words stands"

"""The words behind a change: for it, against it, those that are gone, and which words of a quote changed.

Invariant: the pieces of a quote, put together, are the quote with its blanks as single spaces.

Words are marked only where two quotes resemble each other: where an article was edited, its old words and its
new ones; where the value changed otherwise, the new words and the ones that gave the value before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from archive.domain.change import Cause
from archive.domain.fact_document import VOICES
from archive.domain.text_change import Piece
from archive.telling.diff_facts import FactChange, standing
from archive.telling.diff_words import because
from archive.telling.fact_text import RELATED, FactText, one_of_each
from archive.telling.labels import Labels

RESEMBLES: Final = 0.5
"""Two quotes resemble each other where at least this share of their words is the same, and in the same order: twice the words
that they have in common, by the number of words of both (Dice). Below, the marks would be more than the text."""

EDITED: Final = "no longer says: "
GONE: Final = "no longer counted: "
BEFORE: Final = "said before: "
_MARKS: Final = {"same": ("", ""), "gone": ("[-", "-]"), "came": ("{+", "+}")}
"""The marks of `git diff --word-diff`: they stay when the text is copied."""
_WORD: Final = re.compile(r"\w+")

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Quote:
    """An article's exact words and whose they are; `before` are the words that they stand instead of."""

    lead: str
    pieces: tuple[Piece, ...]
    credit: str
    address: str
    version: int
    before: Quote | None = None

    @property
    def marked(self) -> str:
        """The words, with those that changed between marks."""
        return "".join(piece.text.join(_MARKS[piece.kind]) for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Voices:
    """Quotes that stand in one way to the fact; `more` says how many are left out."""

    quotes: tuple[Quote, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Why:
    """One cause of a change with the words that it brought or took."""

    cause: Cause
    words: str
    voices: tuple[Voices, ...]


@dataclass
class _Pairs:
    """Which claims take which claim's place, by claim id."""

    by_new: dict[str, tuple[str, Document]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def add(self, new: Document, lead: str, old: Document) -> None:
        self.by_new[new["claim_id"]] = (lead, old)
        self.taken.add(old["claim_id"])


def reasons(item: FactChange, labels: Labels, facts: FactText, most: int | None) -> list[Why]:
    """Why a fact changed, cause by cause; of those that say the same, the first `most` quotes (None: all)."""
    pairs = _pairs(item, labels)
    told = []
    for cause in item.causes:
        moved = [each for each in item.evidence if each.cause == cause]
        voices = [
            _voices(lead, claims, pairs, facts, most)
            for lead, claims in _by_standing(item, {each.claim_id for each in moved if each.came}, labels)
        ]
        gone = [each.document for each in moved if not each.came and each.claim_id not in pairs.taken]
        if gone:
            lead = EDITED if cause == "source-edit" else GONE
            voices.append(_voices(lead, gone, pairs, facts, most))
        told.append(Why(cause, because(cause, moved), tuple(voices)))
    return told


def _by_standing(item: FactChange, came: set[str], labels: Labels) -> Iterator[tuple[str, list[Document]]]:
    """The claims that came, by how they stand to the fact, each group with the words that introduce it."""
    fact = item.fact

    def groups() -> Iterator[tuple[str, Iterable[Document]]]:
        yield "", fact["supporting"]
        yield "disagrees: ", fact["dissenting"]
        for denial in fact["denied"]:
            value = denial["value"]
            yield "denies: " if value is None else f"denies {labels.name(value)}: ", denial["claims"]
        yield "meanwhile: ", fact["superseded"]
        yield "rejected by a reviewer: ", fact["rejected"]
        for role, lead in RELATED.items():
            yield lead, (claim for claim in fact.get("related", ()) if claim.get("role", "current") == role)

    for lead, claims in groups():
        among = [claim for claim in claims if claim["claim_id"] in came]
        if among:
            yield lead, among


def _pairs(item: FactChange, labels: Labels) -> _Pairs:
    """Which words stand instead of which: an article's own first, else those of the value before."""
    pairs = _Pairs()
    came = [each.document for each in item.evidence if each.came]
    for gone in (each.document for each in item.evidence if not each.came):
        own = [
            new for new in came if new["address"] == gone["address"] and new["claim_id"] not in pairs.by_new
        ]
        if own:
            pairs.add(_nearest(gone, own), EDITED, gone)
    if pairs.by_new or item.figure is None or item.figure.path != "value":
        return pairs
    moved = {each.claim_id for each in item.evidence}
    name = labels.value_field(item.fact["type"])
    new = [claim for claim in came if standing(claim["claim_id"], item.changes[0].fact) == "supporting"]
    old = [
        claim
        for part in VOICES
        for claim in item.fact.get(part, ())
        if name and claim["claim_id"] not in moved and claim["fields"].get(name) == item.figure.before
    ]
    if new and old:
        first = one_of_each(new)[0]
        pairs.add(first, BEFORE, _nearest(first, one_of_each(old)))
    return pairs


def _nearest(claim: Document, others: Sequence[Document]) -> Document:
    """Of `others` the one whose words are most like those of `claim`; the first of equals."""
    return max(others, key=lambda other: likeness(claim["quote"], other["quote"]))


def _voices(
    lead: str, claims: Sequence[Document], pairs: _Pairs, facts: FactText, most: int | None
) -> Voices:
    chosen = one_of_each(claims)[:most]
    return Voices(tuple(_quote(lead, claim, pairs, facts) for claim in chosen), len(claims) - len(chosen))


def _quote(lead: str, claim: Document, pairs: _Pairs, facts: FactText) -> Quote:
    words = " ".join(claim["quote"].split())
    told = Quote(lead, (Piece("same", words),), facts.credit(claim), claim["address"], claim["version"])
    if claim["claim_id"] not in pairs.by_new:
        return told
    lead_before, old = pairs.by_new[claim["claim_id"]]
    old_words = " ".join(old["quote"].split())
    if old_words == words and old["address"] == claim["address"]:
        return told  # it stands as it stood, elsewhere in the article
    before, after = sides(old_words, words)
    gone = Quote(lead_before, before, facts.credit(old), old["address"], old["version"])
    return replace(told, pieces=after, before=gone)


def likeness(before: str, after: str) -> float:
    """The share of words that two quotes have in common, from 0 to 1; see `RESEMBLES`."""
    old, new = (Counter(_WORD.findall(text.casefold())) for text in (before, after))
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else float(before == after)


def resembling(pieces: Iterable[Piece]) -> bool:
    """Whether of what became of a text enough words stayed where they were for the others to be marked; see `RESEMBLES`."""
    words = Counter[str]()
    for piece in pieces:
        words[piece.kind] += len(_WORD.findall(piece.text))
    return 2 * words["same"] >= RESEMBLES * (2 * words["same"] + words["gone"] + words["came"])


def sides(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two quotes with the words that differ marked; unmarked where they are equal or hardly alike."""
    if before == after or likeness(before, after) < RESEMBLES:
        return (Piece("same", before),), (Piece("same", after),)
    # Comparing words loads rapidfuzz, which nothing needs where no quote changed.
    from archive.textdiff import changed_words

    pieces = changed_words(before, after)
    if not resembling(pieces):
        return (Piece("same", before),), (Piece("same", after),)
    return (
        _legible(piece for piece in pieces if piece.kind != "came"),
        _legible(piece for piece in pieces if piece.kind != "gone"),
    )


def _legible(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Marked words that only blanks part are one; blanks at the edges of marked words are left unmarked."""
    joined: list[Piece] = []
    for piece in pieces:
        if (
            piece.kind != "same"
            and len(joined) > 1
            and joined[-2].kind == piece.kind
            and not joined[-1].text.strip()
        ):
            blank, marked = joined.pop(), joined.pop()
            joined.append(Piece(piece.kind, marked.text + blank.text + piece.text))
        else:
            joined.append(piece)
    return tuple(part for piece in joined for part in _without_edges(piece) if part.text)


def _without_edges(piece: Piece) -> tuple[Piece, ...]:
    if piece.kind == "same":
        return (piece,)
    words = piece.text.strip()
    start = len(piece.text) - len(piece.text.lstrip())
    return (
        Piece("same", piece.text[:start]),
        Piece(piece.kind, words),
        Piece("same", piece.text[start + len(words) :]),
    )

"""Text against text, paragraphs first, then sentences, then words: the only module that imports rapidfuzz.

Invariant: the pieces that are `same` or `gone` are the text before, those that are `same` or `came` the text after,
of whatever two texts. The time follows the size of the texts: what is too large to be compared each with each is
divided at what stands in both once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import Final

from archive.domain.alignment import Block, Pair, aligned, common_head, rising
from archive.domain.noise import bare
from archive.domain.text_change import ParagraphChange, Piece
from archive.domain.unified import lines_of, unified

_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts that put no blanks between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese. Each letter counts by itself."""
_SPACED_WORD: Final = re.compile(r"[^\W\d]\w*(?:['\u2019][^\W\d_]+)*|\s+|\d+(?:[.,]\d+)*|[^\w\s]|\w")
_ANY_WORD: Final = re.compile(
    rf"[{_UNSPACED}]|[^\W\d{_UNSPACED}][^\W{_UNSPACED}]*(?:['\u2019][^\W\d_{_UNSPACED}]+)*|\s+|\d+(?:[.,]\d+)*|[^\w\s]|\w"
)
_HAS_UNSPACED: Final = re.compile(f"[{_UNSPACED}]")
_TERM: Final = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_STOP: Final = re.compile(r"[.!?][\"')\]\u2019\u201d]*\s+|[\u3002\uff01\uff1f][\u300d\u300f\u201d]*|\n+")
_RESEMBLING: Final = 0.5
"""The share of words, in order, that makes of two paragraphs, or sentences, one that was edited."""
_PLAINLY: Final = 0.75
"""The share of letters, in order, that needs no look at the words; unrelated sentences have half of them in common."""
_NEARLY: Final = 0.9
"""The share of letters from which on a paragraph has a few words changed and no sentence exchanged."""
_MAX_HOLDERS: Final = 8
"""A word that more of the paragraphs hold tells none from the others."""
_MAX_CANDIDATES: Final = 3
_FEW: Final = 4
"""So many paragraphs that came are each compared with each that went, whatever words they have in common."""
_ORDERED: Final = 4_000_000
"""Pairs of words up to which the words of two paragraphs count as alike in their order only."""


def changed_words(before: str, after: str) -> tuple[Piece, ...]:
    """What became of `before`, word by word; marks and blanks count as words of their own.

    Blanks and marks alone part no changed words: "on Monday" becomes "by Friday", not two words two others.
    """
    if before == after:
        return (Piece("same", before),) if before else ()
    head, tail = _common_ends(before, after)
    end, end_after = len(before) - tail, len(after) - tail
    pieces = _joined(_exchanged_words(before[head:end], after[head:end_after]))
    found = [Piece("same", before[:head]), *pieces, Piece("same", before[end:])]
    return tuple(_merged(piece for piece in found if piece.text))


def _exchanged_words(before: str, after: str) -> list[Piece]:
    words = _ANY_WORD if _HAS_UNSPACED.search(before + after) else _SPACED_WORD
    old, new = words.findall(before), words.findall(after)
    pieces: list[Piece] = []
    i = j = 0
    for one, other, size in [*aligned(old, new, _exact), (len(old), len(new), 0)]:
        if i < one:
            pieces.append(Piece("gone", "".join(old[i:one])))
        if j < other:
            pieces.append(Piece("came", "".join(new[j:other])))
        i, j = one + size, other + size
        if size:
            pieces.append(Piece("same", "".join(old[one:i])))
    return pieces


def _common_ends(before: str, after: str) -> Pair:
    """How many letters both texts begin and end with, up to a blank."""
    # Importing rapidfuzz costs tens of milliseconds: only where texts are compared.
    from rapidfuzz.distance import Postfix, Prefix

    head = Prefix.similarity(before, after)
    head = 1 + max((before.rfind(blank, 0, head) for blank in " \n"), default=-1)
    tail = min(Postfix.similarity(before, after), len(before) - head, len(after) - head)
    start = len(before) - tail
    first = [at for blank in " \n" if (at := before.find(blank, start)) >= 0]
    return head, len(before) - min(first, default=len(before))


def changed_sentences(before: str, after: str) -> tuple[Piece, ...]:
    """What became of a paragraph: sentences that went and came whole, and the words of those that were edited."""
    if _is_edit(before, after, _NEARLY):
        return changed_words(before, after)
    old, new = _sentences(before), _sentences(after)
    if len(old) < 2 and len(new) < 2:
        return changed_words(before, after)
    head = common_head(old, new)
    tail = common_head(old[:head:-1], new[:head:-1]) if head < min(len(old), len(new)) else 0
    pieces = [Piece("same", "".join(old[:head]))]
    pieces += _edited(old[head : len(old) - tail], new[head : len(new) - tail])
    pieces.append(Piece("same", "".join(old[len(old) - tail :])))
    return tuple(_merged(piece for piece in pieces if piece.text))


def _edited(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    i = j = 0
    for one, other in [*_staying(*_paired(old, new)), (len(old), len(new))]:
        if i < one or j < other:
            yield from _exchanged("".join(old[i:one]), "".join(new[j:other]))
        if one < len(old):
            yield from changed_words(old[one], new[other])
        i, j = one + 1, other + 1


def unified_diff(before: str, after: str, names: tuple[str, str]) -> str:
    """What leads from one text to the other, as a unified diff; empty where they are equal."""
    old, new = lines_of(before), lines_of(after)
    return "".join(unified(old, new, aligned(old, new, _exact), names))


def changed_paragraphs(before: Sequence[str], after: Sequence[str]) -> tuple[ParagraphChange, ...]:
    """What became of the paragraphs of a text, in the order of reading: what went stands before what came in its place."""
    pairs, standing = _paired(before, after)
    origins = {other: one for one, other in pairs}
    left = {one for one, _ in pairs}
    changes: list[ParagraphChange] = []
    i = j = 0
    for one, other in _staying(pairs, standing):
        if i < one or j < other:
            changes += _between(before, after, (i, one), (j, other), left, origins)
        text = before[one]
        if text == after[other]:
            changes.append(ParagraphChange("same", one, other, (Piece("same", text),) if text else ()))
        else:
            changes.append(ParagraphChange("edited", one, other, changed_sentences(text, after[other])))
        i, j = one + 1, other + 1
    changes += _between(before, after, (i, len(before)), (j, len(after)), left, origins)
    return tuple(changes)


def _between(
    before: Sequence[str],
    after: Sequence[str],
    old: Pair,
    new: Pair,
    left: Collection[int],
    origins: Mapping[int, int],
) -> Iterator[ParagraphChange]:
    """What became of the stretches `old` and `new`, in which no paragraph kept its place."""
    for n in range(*old):
        if n not in left:
            yield ParagraphChange("gone", n, None, _exchanged(before[n], ""))
    for n in range(*new):
        origin = origins.get(n)
        if origin is None:
            yield ParagraphChange("came", None, n, _exchanged("", after[n]))
        else:
            yield ParagraphChange("moved", origin, n, changed_sentences(before[origin], after[n]))


def _sentences(text: str) -> list[str]:
    """The sentences of `text` with the blanks after them, so that they make it up."""
    cuts = [0, *(stop.end() for stop in _STOP.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


def _paired(before: Sequence[str], after: Sequence[str]) -> tuple[list[Pair], list[Pair]]:
    """Which of `before` became which of `after`, in the order of `before`; and those of them that stand as they stood."""
    pairs: list[Pair] = []
    standing: list[Pair] = []
    gone: list[int] = []
    came: list[int] = []
    # What stands elsewhere as it was has moved there, and was not edited here.
    whole = set(before) & set(after)
    i = j = 0
    for one, other, size in [*aligned(before, after, _exact), (len(before), len(after), 0)]:
        if one - i == other - j:
            for place in zip(range(i, one), range(j, other), strict=True):
                texts = before[place[0]], after[place[1]]
                if whole.isdisjoint(texts) and _is_edit(*texts, _PLAINLY):
                    pairs.append(place)
                else:
                    gone.append(place[0])
                    came.append(place[1])
        else:
            gone += range(i, one)
            came += range(j, other)
        i, j = one + size, other + size
        standing += zip(range(one, i), range(other, j), strict=True)
    pairs += standing
    pairs.sort()
    if gone and came:
        alike = _alike([bare(before[n]) for n in gone], [bare(after[n]) for n in came])
        pairs += [(gone[one], came[other]) for one, other in alike]
        pairs.sort()
    return pairs, standing


def _staying(pairs: Sequence[Pair], standing: Sequence[Pair]) -> list[Pair]:
    """The pairs that kept their order: those `standing`, and as many more as can be."""
    places = [after for _, after in pairs]
    if places == sorted(places):
        return list(pairs)
    bounds = [(-1, -1), *standing, (pairs[-1][0] + 1, max(places) + 1)]
    fitting = []
    for pair in pairs:
        next_ = bisect_left(bounds, pair, hi=len(bounds) - 1)
        if bounds[next_] == pair or bounds[next_ - 1][1] < pair[1] < bounds[next_][1]:
            fitting.append(pair)
    return rising(fitting)


def _is_edit(before: str, after: str, share: float) -> bool:
    """Whether a text in the place of another is that one, edited: it has `share` of its letters, in their order."""
    from rapidfuzz.distance import Indel

    return len(before) * len(after) <= _ORDERED and Indel.normalized_similarity(before, after) >= share


def _alike(old: Sequence[str], new: Sequence[str]) -> Iterable[Pair]:
    """Pairs of equal texts, then of texts that resemble each other, the most alike first; each text in one at most."""
    equal: dict[str, list[int]] = {}
    for n, text in enumerate(new):
        if text:
            equal.setdefault(text, []).append(n)
    waiting = {text: iter(places) for text, places in equal.items()}
    pairs = [
        (n, found)
        for n, text in enumerate(old)
        if (found := next(waiting.get(text, iter(())), None)) is not None
    ]
    taken = {one for one, _ in pairs}, {other for _, other in pairs}
    gone = [n for n in range(len(old)) if n not in taken[0]]
    came = [n for n in range(len(new)) if n not in taken[1]]
    words = {n: _TERM.findall(old[n]) for n in gone}, {n: _TERM.findall(new[n]) for n in came}
    scored = sorted(
        (-score, abs(one - other), one, other)
        for one, other in _candidates(*words)
        if (score := _resemblance(words[0][one], words[1][other])) >= _RESEMBLING
    )
    for _, _, one, other in scored:
        if one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            pairs.append((one, other))
    return pairs


def _candidates(old: dict[int, list[str]], new: dict[int, list[str]]) -> Iterator[Pair]:
    """The pairs that are worth comparing: those with the most rare words in common."""
    if len(old) * len(new) <= _FEW * _FEW:
        yield from ((one, other) for one in old for other in new)
        return
    holders: dict[str, list[int]] = {}
    for n, words in new.items():
        for word in set(words):
            holders.setdefault(word, []).append(n)
    for one, words in old.items():
        shared = Counter(
            chain.from_iterable(
                places for word in set(words) if len(places := holders.get(word, ())) <= _MAX_HOLDERS
            )
        )
        best = sorted(shared, key=lambda other: (-shared[other], abs(one - other), other))
        yield from ((one, other) for other in best[:_MAX_CANDIDATES])


def _resemblance(old: Sequence[str], new: Sequence[str]) -> float:
    """How much of two texts is the same, from 0 to 1: twice the words in common by the words of both.

    Words count in their order, but for texts too long for that.
    """
    total = len(old) + len(new)
    if not total or 2 * min(len(old), len(new)) < _RESEMBLING * total:
        return 0.0
    common = 2 * (Counter(old) & Counter(new)).total() / total
    if common < _RESEMBLING or len(old) * len(new) > _ORDERED:
        return common
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(old, new)


def _exact(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Block]:
    from rapidfuzz.distance import Indel

    steps = Indel.opcodes(old, new)
    return [Block(block.a, block.b, block.size) for block in steps.as_matching_blocks() if block.size]


def _exchanged(gone: str, came: str) -> tuple[Piece, ...]:
    pieces = (Piece("gone", gone), Piece("came", came))
    return tuple(piece for piece in pieces if piece.text)


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with what stands between two changes made part of them where it holds no word."""
    gone = came = ""
    for n, piece in enumerate(pieces):
        if piece.kind == "gone":
            gone += piece.text
        elif piece.kind == "came":
            came += piece.text
        elif (
            0 < n < len(pieces) - 1 and not _TERM.search(piece.text) and gone and came and _goes_on(pieces, n)
        ):
            gone += piece.text
            came += piece.text
        else:
            yield from _exchanged(gone, came)
            yield piece
            gone = came = ""
    yield from _exchanged(gone, came)


def _goes_on(pieces: Sequence[Piece], n: int) -> bool:
    """Whether words were exchanged after the piece `n` as they were before it."""
    return [piece.kind for piece in pieces[n + 1 : n + 3]] == ["gone", "came"]


def _merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces with neighbours of one kind made one."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and last.kind == piece.kind:
            last = Piece(last.kind, last.text + piece.text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last

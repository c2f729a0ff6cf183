"""Frames that did not match a sentence: how far each came, and what it would have needed next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from archive.domain.pattern import Choice, End, Gap, Maybe, Node, Not, Start
from archive.domain.pattern_text import written
from archive.extractors.explained import NearMiss
from archive.extractors.lexis import CompiledFrame, Lexis
from archive.extractors.token import Token
from archive.extractors.views import views

_LOOSE: Final = (Gap, Maybe, Not, Start, End)
"""Parts that need no word of their own: having them is no merit."""
_SHOWN: Final = 4
"""Words shown of what stands where a pattern went no further."""


def near_misses(
    tokens: Sequence[Token], block: str, lexis: Lexis, matched: frozenset[tuple[str, str]], text: str
) -> list[NearMiss]:
    """The frames of which a part matches and that are not among the `matched` (type and name), the nearest first."""
    sentence = _Sentence(tokens, lexis, text)
    found = [
        miss
        for compiled in lexis.frames
        if (compiled.type, compiled.frame.name) not in matched
        and (miss := sentence.miss(compiled, block)) is not None
        and miss.matched
    ]
    return sorted(found, key=lambda one: (-one.matched / one.parts, -one.matched, bool(one.why)))


class _Sentence:
    """A sentence in every reading of it, to try parts of patterns on."""

    def __init__(self, tokens: Sequence[Token], lexis: Lexis, text: str) -> None:
        self._tokens, self._lexis, self._text = tokens, lexis, text
        encoded = lexis.encode(tokens)
        self._views = [(view, "".join(encoded[at] for at in view)) for view in views(tokens)]
        self._whole = encoded
        self._chars = frozenset(encoded)

    def miss(self, compiled: CompiledFrame, block: str) -> NearMiss | None:
        """How near a frame came; None where not a part of it matches."""
        if compiled.needs and not any(need & self._chars for need in compiled.needs):
            return None
        if any(compiled.regex.search(encoded) for _, encoded in self._views):
            parts = max(_solid(compiled.frame.nodes), 1)
            return self._made(compiled, parts, parts, why=self._forbidden(compiled, block))
        attempts = [self._attempt(compiled, nodes) for nodes in _alternatives(compiled.frame.nodes)]
        return max(attempts, key=lambda one: (one.matched / one.parts, one.matched)) if attempts else None

    def _made(self, compiled: CompiledFrame, matched: int, parts: int, **more: str) -> NearMiss:
        return NearMiss(
            type=compiled.type,
            name=compiled.frame.name,
            pattern=compiled.frame.pattern,
            matched=matched,
            parts=parts,
            **more,
        )

    def _attempt(self, compiled: CompiledFrame, nodes: Sequence[Node]) -> NearMiss:
        """The longest beginning of a pattern that matches: a shorter one matches wherever a longer one does."""
        low, high = 0, len(nodes)
        reached: tuple[Sequence[int], re.Match[str]] | None = None
        while low < high:
            middle = (low + high + 1) // 2
            hit = self._search(compiled, nodes[:middle])
            if hit is None:
                high = middle - 1
            else:
                low, reached = middle, hit
        parts = max(_solid(nodes), 1)
        if reached is None or low == len(nodes):
            return self._made(compiled, 0, parts, failed=written(nodes[:1]))
        view, match = reached
        shown = list(nodes[:low])
        while isinstance(shown[-1], _LOOSE) and shown[1:]:
            shorter = self._search(compiled, shown[:-1])
            if shorter is None or shorter[1].span() != match.span():
                break
            shown.pop()
        return self._made(
            compiled,
            _solid(nodes[:low]),
            parts,
            reached=written(shown),
            words=self._words(view, match.start(), match.end()),
            failed=written(nodes[low : low + 1]),
            found=self._words(view, match.end(), match.end() + _SHOWN),
        )

    def _search(
        self, compiled: CompiledFrame, nodes: Sequence[Node]
    ) -> tuple[Sequence[int], re.Match[str]] | None:
        regex = self._lexis.regex_of(nodes, self._lexis.story.facts[compiled.type].fields)
        for view, encoded in self._views:
            match = regex.search(encoded)
            if match is not None:
                return view, match
        return None

    def _words(self, view: Sequence[int], first: int, last: int) -> str:
        shown = [self._tokens[at] for at in view[first:last]]
        return " ".join(self._text[shown[0].start : shown[-1].end].split()) if shown else ""

    def _forbidden(self, compiled: CompiledFrame, block: str) -> str:
        """What keeps a frame from standing whose pattern matches."""
        frame = compiled.frame
        if frame.blocks and block not in frame.blocks:
            return f"it is for {' and '.join(frame.blocks)} only, and this is {block}"
        if compiled.unless is not None and frame.unless is not None and compiled.unless.search(self._whole):
            return f"its 'unless' stands in the sentence: {written(frame.unless)}"
        if (
            compiled.only_if is not None
            and frame.only_if is not None
            and not compiled.only_if.search(self._whole)
        ):
            return f"its 'only_if' does not stand in the sentence: {written(frame.only_if)}"
        if frame.item_has is not None:
            return f"the item's noun phrase lacks what 'item_has' asks for: {frame.item_has}"
        return "what matches can fill none of its fields"


def _alternatives(nodes: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    """The patterns that a pattern of nothing but alternatives stands for."""
    if len(nodes) == 1 and isinstance(nodes[0], Choice):
        for option in nodes[0].options:
            yield from _alternatives(option)
    else:
        yield nodes


def _solid(nodes: Sequence[Node]) -> int:
    return sum(not isinstance(node, _LOOSE) for node in nodes)

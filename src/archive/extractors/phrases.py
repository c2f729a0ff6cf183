"""Draws raw tokens together into mentions: dates, names, noun phrases of items, numbers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from archive.domain.dates import DateMention
from archive.extractors import english
from archive.extractors.item_phrases import merge_items
from archive.extractors.lexis import Lexis
from archive.extractors.numbers import merge_numbers
from archive.extractors.open_items import mark_open_items
from archive.extractors.token import ItemMention, Token
from archive.extractors.words import raw_tokens

_NATIONAL: Final = re.compile(
    r"(?:\w*(?:ian|ean|ese|ish|can|man|ech|eek|ench|utch|wiss|iot|ari|aeli|aqi|aqui|abian|istani)|uk|us|u\.s\.|north|south|east"
    r"|west|soviet|turkmen|thai|uzbek|kazakh|tajik|kyrgyz)(?:-\w+)?\Z"
)
_MARKS: Final = frozenset(('"', "'", "'s", "[", "]"))
"""Quotation marks and brackets, and what a closing mark behind an s may be taken for."""
_TITLE_REACH: Final = 7
_CAPITALISED: Final = frozenset(
    "presidential former top senior state news foreign prime vice crown supreme royal premier national".split()
)
_TAIL_STARTS: Final = frozenset(words[0] for words in english.OUTLET_TAILS)


class PlainSentence:
    """A sentence before any story is brought to it.

    Invariant: no token of it is ever changed, so that all stories share them.
    """

    __slots__ = ("_merged", "_strangers", "_tokens", "raw", "words")

    def __init__(self, text: str, start: int, end: int, dates: Sequence[DateMention]) -> None:
        """The sentence `text[start:end]` of `searchable` text, whose dates are `dates`."""
        self.raw = _with_dates(raw_tokens(text, start, end), dates)
        """The raw tokens, and the dates as one token each."""
        self.words = frozenset([token.word for token in self.raw])
        self._merged: list[Token] | None = None
        self._tokens: list[Token] | None = None
        self._strangers: list[str] = []

    @property
    def is_marked(self) -> bool:
        """Whether quotation marks or brackets may stand in it."""
        return not _MARKS.isdisjoint(self.words)

    def tokens(self, lexis: Lexis) -> list[Token]:
        """The tokens for a story that has no name in the sentence."""
        if self._merged is None:
            self._merged = merge_numbers(_unquoted(self.raw) if self.is_marked else self.raw)
            self._tokens = _with_strangers(self._merged, None)
            self._strangers = [token.word for token in self._tokens if token.kind == "name"]
        if self._tokens is None or any(map(lexis.knows, self._strangers)):
            return _with_strangers(self._merged, lexis)
        return self._tokens


def mention_tokens(sentence: PlainSentence, lexis: Lexis) -> list[Token]:
    """The tokens of a sentence with what the story knows drawn together, quotation marks left out."""
    if lexis.names.firsts.isdisjoint(sentence.words):
        tokens = sentence.tokens(lexis)
    else:
        tokens = _with_names(sentence.raw, lexis)
        if sentence.is_marked:
            tokens = _unquoted(tokens)
        tokens = _with_strangers(merge_numbers(tokens), lexis)
        if "entity" in [token.kind for token in tokens]:
            tokens = _with_titles(tokens, lexis)
    tokens = mark_open_items(tokens, lexis)
    return merge_items(tokens, lexis) if "item" in [token.kind for token in tokens] else tokens


def _with_dates(tokens: list[Token], dates: Sequence[DateMention]) -> list[Token]:
    if not dates or not tokens:
        return tokens
    out: list[Token] = []
    upcoming = bisect_left(dates, tokens[0].start, key=_end_of)
    if upcoming == len(dates) or tokens[-1].end <= dates[upcoming].start:
        return tokens
    for token in tokens:
        while upcoming < len(dates) and dates[upcoming].end <= token.start:
            upcoming += 1
        date = dates[upcoming] if upcoming < len(dates) else None
        if date is None or token.end <= date.start:
            out.append(token)
        elif not out or out[-1].date is not date:
            out.append(Token("date", date.text.lower(), date.start, date.end, date=date))
    return out


def _end_of(date: DateMention) -> int:
    return date.end


def _with_names(tokens: list[Token], lexis: Lexis) -> list[Token]:
    names = lexis.names
    starts = names.firsts
    firsts = [at for at, token in enumerate(tokens) if token.word in starts and token.kind != "date"]
    out: list[Token] = []
    done = 0
    for at in firsts:
        found = names.at(tokens, at) if at >= done else None
        if found is None:
            continue
        out += tokens[done:at]
        length, name = found
        done = at + length
        token, last = tokens[at], tokens[done - 1]
        word = " ".join([part.word for part in tokens[at:done]])
        if name.kind == "entity":
            out.append(Token("entity", word, token.start, last.end, token.capital, name.id))
        elif name.kind == "item":
            mention = ItemMention(name.id)
            out.append(Token("item", word, token.start, last.end, token.capital, item=mention))
        else:
            out.append(Token("name", word, token.start, last.end, True, name.kind))
    out += tokens[done:]
    return out


def _unquoted(tokens: list[Token]) -> list[Token]:
    """Take out quotation marks and brackets, and mark what stands between them."""
    out: list[Token] = []
    quoted = aside = False
    single = False
    for at, token in enumerate(tokens):
        word = token.word
        if word not in _MARKS:
            out.append(token.standing(quoted, aside) if quoted or aside else token)
        elif word == '"':
            quoted = not quoted
        elif word == "'" or (word == "'s" and token.end - token.start == 1):
            glued = at > 0 and tokens[at - 1].end == token.start
            if not glued:
                single = True
            elif single:
                single = False
            elif word == "'s":
                out.append(token)
        elif word == "'s":
            out.append(token.standing(quoted, aside) if quoted or aside else token)
        else:
            aside = word == "["
    return out


def _with_strangers(tokens: list[Token], lexis: Lexis | None) -> list[Token]:
    """Tell the proper names that the story does not know from plain words; without a story it knows none.

    A known name inside a longer unknown one ("Roe" in "Roe Harding") is somebody else's. In a
    headline that capitalises every word, capitals say nothing.
    """
    long = [token.capital for token in tokens if token.kind == "word" and len(token.word) > 3]
    if len(long) > 2 and sum(long) * 10 >= len(long) * 7:
        return tokens
    capitals = [at for at, token in enumerate(tokens) if token.capital and token.kind == "word"]
    named = [at for at in capitals if _is_name(tokens, at, lexis)]
    if named:
        tokens = list(tokens)
        for at in named:
            tokens[at] = tokens[at].changed(kind="name")
    out = tokens
    for at in [at for at, token in enumerate(tokens[:-1]) if token.kind == "entity"]:
        after = out[at + 1]
        if (
            after.kind == "name"
            and after.id != "decoy"
            and not _known_capital(after.word)
            and after.word not in english.NAME_TAILS
            and not _tail(out, at)
        ):
            if out is tokens:
                out = list(tokens)
            out[at] = tokens[at].changed(kind="name", id="decoy")
    return out


def _is_name(tokens: Sequence[Token], at: int, lexis: Lexis | None) -> bool:
    word = tokens[at].word
    if word in english.NP_STOPS or word in english.SAY or (word in english.TITLES and word != "supreme"):
        return False
    if (
        (lexis is not None and lexis.knows(word))
        or _known_capital(word)
        or word in english.NEVER_NAMES
        or word.endswith(english.ADJECTIVE_TAILS)
    ):
        return False
    opens = at == 0 or (tokens[at - 1].kind == "punct" and tokens[at - 1].word not in (",", "("))
    if not opens and tokens[at].quoted and not tokens[at - 1].quoted:
        opens = True
    return not opens or (
        at + 1 < len(tokens)
        and tokens[at + 1].kind == "word"
        and tokens[at + 1].capital
        and tokens[at + 1].word not in english.NP_STOPS
    )


def is_national(word: str) -> bool:
    """Whether a word is an adjective of a nation."""
    return bool(_NATIONAL.match(word))


@lru_cache(maxsize=8192)
def _known_capital(word: str) -> bool:
    """Adjectives of nations, and words like "Presidential", are capitalised without being names."""
    return bool(_NATIONAL.match(word)) or word in english.TITLES or word in _CAPITALISED


def _tail(tokens: Sequence[Token], at: int) -> int:
    """How many tokens after the name at `at` belong to an outlet's name: "news agency"."""
    if at + 1 >= len(tokens) or tokens[at + 1].word not in _TAIL_STARTS:
        return 0
    for words in english.OUTLET_TAILS:
        if tuple(token.word for token in tokens[at + 1 : at + 1 + len(words)]) == words:
            return len(words)
    return 0


def _with_titles(tokens: list[Token], lexis: Lexis) -> list[Token]:
    """Draw titles into the names they stand before: "Mr. X's aide Y" is Y, "his friend Z" is Z."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind != "entity" or token.id in lexis.states.posts:
            out.append(token)
            at += 1
            continue
        end, used = token.end, _tail(tokens, at)
        if used:
            end = tokens[at + used].end
        if out and out[-1].kind == "entity" and out[-1].id == token.id:
            out[-1] = out[-1].changed(end=end)
            at += 1 + used
            continue
        if len(out) > 1 and out[-1].word == "of" and out[-2].kind == "entity" and _is_thing(token, lexis):
            out[-2:] = [out[-2].changed(end=end)]  # "President X of Y"
            at += 1 + used
            continue
        kept = _title_start(out)
        if kept == len(out) and not _is_thing(token, lexis):
            kept = _place_start(out, lexis)
        kept = max((at + 1 for at in range(kept, len(out)) if out[at].id in lexis.states.posts), default=kept)
        first = out[kept].start if kept < len(out) else token.start
        del out[kept:]
        out.append(token.changed(start=first, end=end))
        at += 1 + used
    return out


def _is_thing(token: Token, lexis: Lexis) -> bool:
    entity = lexis.story.entities.get(token.id)
    return entity is not None and entity.pronoun == "it"


def _place_start(before: Sequence[Token], lexis: Lexis) -> int:
    """Where the place that somebody is of starts, as in "Norland's Berg"; `len(before)` if there is none."""
    if len(before) < 2 or before[-1].word != "'s":
        return len(before)
    at = len(before) - 1
    if before[at - 1].kind == "entity":
        return at - 1 if _is_thing(before[at - 1], lexis) else len(before)
    while at and before[at - 1].kind == "name" and before[at - 1].id != "decoy":
        at -= 1
    return at if at < len(before) - 1 else len(before)


def _title_start(before: Sequence[Token]) -> int:
    """Where the title that ends at the end of `before` starts; `len(before)` if there is none."""
    at = best = len(before)
    titled = False
    while at and len(before) - at < _TITLE_REACH:
        token = before[at - 1]
        if token.kind == "word" and token.word in english.TITLES:
            titled = True
            best = at - 1
        elif token.kind == "word" and _known_capital(token.word) and (token.capital or titled):
            best = at - 1
        elif not (titled and token.kind in ("word", "name") and token.word not in english.NP_STOPS):
            break
        at -= 1
        if token.word in english.SAY or token.id == "decoy" or token.word == "'s":
            at += 1
            break
    if not titled:
        return best
    return _owner_start(before, at, best)


def _owner_start(before: Sequence[Token], at: int, best: int) -> int:
    """Take in whose title it is: "his", "the", "Mr. X's", "palace"."""
    if (
        at
        and before[at - 1].kind == "word"
        and before[at - 1].word in english.POSSESSIVES | {"the", "a", "an"}
    ):
        return at - 1
    if at >= 2 and before[at - 1].word == "'s" and before[at - 2].kind in ("entity", "name"):
        return at - 2
    if at and before[at - 1].kind == "entity" and at == best:
        return at - 1
    words_between = before[at:best]
    if (
        at
        and before[at - 1].kind == "entity"
        and all(
            token.word in english.TITLES
            or _known_capital(token.word)
            or token.word in ("foreign", "affairs", "policy")
            for token in words_between
        )
    ):
        return at - 1
    return best

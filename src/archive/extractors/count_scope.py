"""Whose a count is: the party that acts or is acted on, known to the story or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.domain.story import Story
from archive.extractors import english
from archive.extractors.count_places import last_place, place_of
from archive.extractors.counted import Counted, CountSentence
from archive.extractors.recent import Recent
from archive.extractors.token import Token
from archive.extractors.verb_groups import verb_group

_REACH: Final = 24
_TITLED: Final = 5
"""Words of a name with what stands before it: "the U.S. chipmaker Roe"."""
_PRONOUNS: Final = frozenset("it they we he she".split())
_THE: Final = frozenset("the its their this that".split())
_BODIES: Final = frozenset(
    "company firm group maker retailer giant manufacturer bank agency government ministry army military country nation"
    " carrier airline operator startup start-up platform chain business employer corporation parent unit lender".split()
)
"""Nouns that mean whoever was spoken of last."""
_NO_NAMES: Final = frozenset(
    "police nobody everyone everybody someone anyone nothing everything something management staff media parliament"
    " congress government this that here there what who it he she they we many most some few more total news damage"
    " work aid help traffic power water weather fire rescue search access contact communication evidence life".split()
)
"""Words that open a sentence with a capital and a verb behind them, and name nobody."""
_CLAUSES: Final = frozenset((",", ";", "while", "but", "whereas"))
_OF: Final = ("of", "by")
_AT: Final = ("at", "from", "in")


@dataclass(frozen=True, slots=True)
class Scope:
    """`party`, the agent's id; `stranger`, that somebody unknown to the story acts. `place`, of a part.

    `open`: the words name nobody at all, so that who was spoken of before may be meant.
    """

    party: str | None = None
    stranger: bool = False
    open: bool = True
    place: str | None = None


def scope_of(sentence: CountSentence, one: Counted, story: Story, recent: Recent) -> Scope:
    """The scope that the words around a count give it."""
    last = last_place(sentence.tokens[: one.first], story) or recent.place
    place = place_of(sentence, one, story, last)
    if place is None and one.construction == "total" and one.like is not None and one.like.last > 0:
        place = place_of(sentence, one.like, story, last)
    count = one.rule.count
    field = count.whose
    if field is None:
        return Scope(place=place)
    kinds = one.rule.fact.fields[field].entity_kinds
    for token in _agents(sentence, one, recent) if count.agent else _patients(sentence, one, recent):
        if token.kind != "entity":
            return Scope(stranger=True, place=place)
        entity = story.entities.get(token.id)
        if entity is not None and (not kinds or entity.kind in kinds):
            return Scope(party=entity.id, place=place)
    return Scope(place=place, open=not (one.passive or _has_subject(sentence, one)))


def _agents(sentence: CountSentence, one: Counted, recent: Recent) -> Iterator[Token]:
    """Who may be the agent, the likeliest first."""
    tokens = sentence.tokens
    if one.passive and one.verb is not None:
        yield from _after(tokens, one.last, ("by",))
        yield from _inside(tokens, one)
        return
    if one.construction == "object" and one.verb is not None:
        yield from _subject(tokens, verb_group(tokens, one.verb, 1, frozenset(("base",))).start, recent)
        return
    if one.construction == "part" and one.first < one.at:
        names = [token for token in tokens[one.first : one.at] if token.kind in ("entity", "name")]
        yield from names[-1:]
        return
    for at in range(one.first, one.at - 1):
        if tokens[at].word in ("by", "at") and tokens[at + 1].kind in ("entity", "name"):
            yield tokens[at + 1]  # "the amount paid by Roe"
    yield from _inside(tokens, one)
    yield from _owner(tokens, one.first, recent)
    yield from _after(tokens, one.last, _OF)
    yield from (token for token in _after(tokens, one.last, _AT) if token.kind == "entity")
    yield from _who_acts(tokens, one.first, recent)


def _who_acts(tokens: Sequence[Token], end: int, recent: Recent) -> Iterator[Token]:
    """Whom the clause before a total or a noun is about: "Roe will make a payment of 2m"; a stranger may be anybody."""
    begin = max((at + 1 for at in range(end) if tokens[at].word in _CLAUSES), default=0)
    for at, token in enumerate(tokens[begin:end], begin):
        if token.word in _BODIES and at and tokens[at - 1].word in _THE:
            if recent.focus is not None:
                yield recent.focus
            return
        if token.kind == "entity" and not (at and tokens[at - 1].word in english.PREPOSITIONS):
            yield token


def _has_subject(sentence: CountSentence, one: Counted) -> bool:
    """Whether common nouns say who acts: "charities had pledged"."""
    if one.construction != "object" or one.passive or one.verb is None:
        return False
    start = verb_group(sentence.tokens, one.verb, 1, frozenset(("base",))).start
    before = sentence.tokens[start - 1] if start else None
    return (
        before is not None
        and before.kind == "word"
        and before.word.endswith("s")
        and before.word not in _PRONOUNS
    )


def _patients(sentence: CountSentence, one: Counted, recent: Recent) -> Iterator[Token]:
    """Whom it may be done to: "fined Roe 2m", "a 2m fine on Roe", "Roe was fined"."""
    tokens = sentence.tokens
    for token in tokens[one.first : one.last]:
        if token.kind in ("entity", "name"):
            yield token
            return
    yield from _after(tokens, one.last, ("on", "against", "for", "to", "upon", "from"))
    if one.construction == "object" and one.verb is not None:
        read = verb_group(tokens, one.verb, 1, frozenset(("participle",)))
        if read.voice == "passive":
            for at in range(read.start - 1, -1, -1):
                if is_name(tokens, at, recent.names):
                    yield tokens[at]
                    return
    yield from _owner(tokens, one.first, recent)


def _after(tokens: Sequence[Token], end: int, links: tuple[str, ...]) -> Iterator[Token]:
    for at in range(end, min(len(tokens) - 1, end + 4)):
        if tokens[at].word in links:
            for following in tokens[at + 1 : at + 1 + _TITLED]:
                if following.kind in ("entity", "name"):
                    yield following
                    return
                if following.kind != "word" or following.word in english.PREPOSITIONS | english.GAP_STOPS:
                    return
            return
        if tokens[at].kind == "punct":
            return


def _inside(tokens: Sequence[Token], one: Counted) -> Iterator[Token]:
    """Names inside the group: "12,000 Norland troops"."""
    for token in tokens[one.at : one.last]:
        if token.kind == "entity":
            yield token


def _owner(tokens: Sequence[Token], start: int, recent: Recent) -> Iterator[Token]:
    """ "Roe's global workforce", "Roe layoffs", "its dismissals"."""
    for at in range(start - 1, max(-1, start - 5), -1):
        token = tokens[at]
        if token.word in ("its", "their", "his", "her"):
            yield from _subject(tokens, at, recent)
            return
        if token.kind in ("entity", "name"):
            if at == start - 1 or tokens[at + 1].word == "'s":
                yield token
            return
        if token.kind == "punct" or token.word in english.PREPOSITIONS | english.AUXILIARIES | english.SAY:
            return


def _subject(tokens: Sequence[Token], start: int, recent: Recent) -> Iterator[Token]:
    """The subject of the verb group that starts at `start`; of "it" and "the company", whom they mean."""
    meant = named = False
    infinitive = start < len(tokens) and tokens[start].word == "to"
    for at in range(start - 1, max(-1, start - 1 - _REACH), -1):
        token = tokens[at]
        if token.kind == "punct" and token.word in (";", ":", "\u2014"):
            break
        if token.word in english.SAY and named and not (meant or infinitive):
            break  # who says so is not who acts
        named = named or (
            token.kind == "word" and token.word.endswith("s") and token.word not in english.NP_STOPS
        )
        if token.word in _PRONOUNS or (token.word in _BODIES and at and tokens[at - 1].word in _THE):
            meant = True
        elif is_name(tokens, at, recent.names):
            before = _before_name(tokens, at)
            governed = before in english.PREPOSITIONS - {"by", "for"}
            if governed or (before == "for" and tokens[at + 1].word != "to"):
                continue
            yield _owner_of(tokens, at)
            return
    if meant and recent.focus is not None:
        yield recent.focus


def _before_name(tokens: Sequence[Token], at: int) -> str:
    """The word before the whole name that ends at `at`, with its determiner."""
    start = at
    while start > 0 and (tokens[start - 1].kind in ("name", "entity") or tokens[start - 1].word == "the"):
        start -= 1
    return tokens[start - 1].word if start else ""


def _owner_of(tokens: Sequence[Token], at: int) -> Token:
    """Whom the name at `at` belongs to, if the words say so: "Norland's Anna Berg" speaks for Norland."""
    start = at
    while start > 0 and tokens[start - 1].kind == "name":
        start -= 1
    if start > 1 and tokens[start - 1].word == "'s" and tokens[start - 2].kind == "entity":
        return tokens[start - 2]
    return tokens[at]


def is_name(tokens: Sequence[Token], at: int, names: frozenset[str]) -> bool:
    """Whether a token names somebody, known to the story or not."""
    token = tokens[at]
    if token.kind in ("entity", "name"):
        return not (at and token.word in english.NAME_TAILS and tokens[at - 1].kind == "entity")
    if at > 0 or not token.capital or token.kind != "word":
        return False
    return token.word in names or _speaks_like_a_name(tokens)


def _speaks_like_a_name(tokens: Sequence[Token]) -> bool:
    """Whether a sentence opens with a single word that acts: "Norland said"; officials and police are no names."""
    word = tokens[0].word
    if word in english.NP_STOPS or word in _NO_NAMES or word in english.TITLES or word.endswith("s"):
        return False
    after = tokens[1].word if len(tokens) > 1 else ""
    return after in english.SAY or after in ("has", "is", "will", "had", "was")


def focus_of(tokens: Sequence[Token], story: Story, names: frozenset[str]) -> Token | None:
    """Whom a sentence is about: the first name in it that no preposition governs and that is no mere source."""
    for at, token in enumerate(tokens):
        if not is_name(tokens, at, names) or token.id == "elsewhere":
            continue
        if at and tokens[at - 1].word in english.PREPOSITIONS:
            continue
        entity = story.entities.get(token.id) if token.kind == "entity" else None
        if entity is None or entity.kind == "party":
            return token
    return None

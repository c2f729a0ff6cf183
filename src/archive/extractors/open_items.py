"""Finds the things that no item is declared for: "a hand-woven carpet", "two white stallions and a saddle".

Only heads are marked here; `item_phrases` draws the rest of the noun phrase to them, as it does for declared
items. A head is the last noun of a run of plain words that a determiner, a number or a word of giving opens.
Precision comes first: of nouns that the story does not list, only those with "a" or a number are taken, and
only in a sentence that speaks of giving outright.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from archive.extractors import english
from archive.extractors.lexis import Lexis
from archive.extractors.number_words import VAGUE
from archive.extractors.open_nouns import MATERIALS, OpenNouns
from archive.extractors.open_writings import is_beside, is_piece, is_written, yearly
from archive.extractors.token import ItemMention, Token

_INDEFINITE: Final = frozenset(("a", "an", "another", "one", "no"))
_DEFINITE: Final = english.DETERMINERS - _INDEFINITE - {"some", "any", "each", "every"}
_BARE_AFTER: Final = frozenset("and or plus with including of , : such as me him her them us were".split())
"""Words after which a plural or a mass noun may stand without a determiner."""
_CUTS: Final = frozenset(
    "worth similar identical complete full back home along together alongside away titled entitled named called"
    " dubbed known depicting showing featuring bearing containing made valued dating inscribed weighing measuring"
    " signed engraved painted carved woven crafted designed created bought bred built reading saying symbolising"
    " symbolizing representing commemorating marking belonging once used owned ahead apart outside inside abroad early late worn taken filled decorated adorned"
    " embroidered encrusted studded emblazoned wrapped produced found drawn written by according including".split()
)
"""Words that end a noun phrase when they stand behind its noun."""
_ADJECTIVES: Final = frozenset(
    "large small big huge tiny giant old new antique vintage rare custom white black red blue green brown grey gray"
    " golden fine simple ornate elaborate".split()
)
_ADJECTIVAL: Final = ("ed", "ous", "al", "ic", "ful", "ive", "made", "less", "ish", "ary")
_INTENSIFIERS: Final = frozenset(("very", "most", "quite", "rather", "hand", "newly", "well", "specially"))
_GROUPING: Final = frozenset(
    "set sets piece pieces pair pairs couple trio brace dozen dozens number collection series copy copies edition"
    " version variety range array selection assortment kind type sort bunch batch box boxes case cases bottle bottles"
    " basket crate crates jar jars kilo kilos kilogram kilograms amount ton tons tonne tonnes litre litres".split()
)
"""Nouns before "of" that only say how much: the thing is what follows."""
_COPIES: Final = frozenset(("copy", "copies", "edition", "version"))
_NAMED: Final = {"order": "of", "medal": "", "star": "of", "cross": "of"}
"""Honours that are worn: with a capital and, where needed, "of" and a name after them."""
_PICTURING: Final = frozenset("featuring depicting showing bearing representing portraying".split())
"""What a thing does to that which is only pictured on it."""
_DECORATING: Final = frozenset(
    "decorated adorned embroidered encrusted studded inlaid inscribed engraved emblazoned filled set painted lined topped"
    " embellished trimmed covered carved etched printed stamped accented laden".split()
)
"""What is done to a thing "with" that which belongs to it from then on."""
_RUN: Final = 9
_REACH: Final = 12
_BEFORE: Final = 4
_HONOURING: Final = frozenset(
    "mark celebrate commemorate honour honor thank show symbolise symbolize remember recall express welcome".split()
)
"""What something may be given to do."""
_TO: Final = frozenset(("that", "about", "into", "over", "against", "toward", "towards", "as", "on", "at"))


def mark_open_items(tokens: list[Token], lexis: Lexis) -> list[Token]:
    """`tokens` with the head of each such noun phrase marked as an item; `tokens` itself where there is none."""
    nouns = lexis.open_nouns
    if nouns is None or not lexis.opens(tokens):
        return tokens
    outright = lexis.open_cues if any(token.word in lexis.open_cues for token in tokens) else frozenset()
    heads: dict[int, tuple[int, int, str]] = {}
    at = 0
    while at < len(tokens):
        message = yearly(tokens, at, lexis) if outright else None
        if message is not None:
            heads[at] = (message, message, nouns.lemma(tokens[message].word))
            at = message + 1
            continue
        end = _run_end(tokens, at, lexis)
        if end == at:
            at += 1
            continue
        head = _head(tokens, at, end, nouns)
        inside = any(_is_of(tokens, at, whole) for whole, _, _ in heads.values())
        stands = head is not None and not inside and _stands(tokens, at, end, head, nouns, outright)
        if head is not None and (
            stands or (outright and is_beside(tokens, at, head, [one for one, _, _ in heads.values()]))
        ):
            first = _name_start(tokens, at, head, nouns)
            name = "_".join(_id_part(tokens, part, nouns) for part in range(first, head + 1))
            heads[at] = (head, first, name)
        at = end
    return _marked(tokens, heads) if heads else tokens


def let_go(tokens: Sequence[Token], taken: Collection[int]) -> None:
    """Make plain words again of the things that no frame has taken: they have nothing to do with the story."""
    for at, token in enumerate(tokens):
        if token.item is not None and token.item.open and at not in taken:
            token.kind, token.item = "word", None


def _run_end(tokens: Sequence[Token], start: int, lexis: Lexis) -> int:
    """Where the run of words that may make one noun phrase, and that starts at `start`, ends."""
    at = start
    while at < min(len(tokens), start + _RUN):
        token = tokens[at]
        if token.word == "," and at > start and _goes_on(tokens, at):
            at += 1
            continue
        if token.kind not in ("word", "name") or token.id == "elsewhere" or token.word == "'s":
            break
        if token.word in english.NP_STOPS or token.word in lexis.verbs or token.word in VAGUE:
            break
        if not token.word[0].isalnum():
            break
        at += 1
    return at


def _goes_on(tokens: Sequence[Token], comma: int) -> bool:
    """Whether a comma parts two adjectives of one noun: "a large, signed photograph"."""
    before = tokens[comma - 1].word
    after = tokens[comma + 1] if comma + 1 < len(tokens) else None
    if after is None or after.kind != "word" or after.word in english.NP_STOPS or not after.word[0].isalpha():
        return False
    return before in _ADJECTIVES or "-" in before or before.endswith(_ADJECTIVAL)


def _head(tokens: Sequence[Token], start: int, end: int, nouns: OpenNouns) -> int | None:
    """The position of the noun that the run `tokens[start:end]` is about."""
    last = end
    for at in range(start + 1, end):
        word, before = tokens[at].word, tokens[at - 1].word
        plain = before not in MATERIALS | _INTENSIFIERS and not before.endswith("ly")
        behind = nouns.surely(before) or (word in _CUTS and plain)
        if tokens[at].capital and not tokens[at - 1].capital and nouns.surely(before):
            last = at  # "a lithograph Column and Line": what it is called
            break
        if word in _CUTS and behind:
            last = at
            break
        joined = at + 1 < end and nouns.surely(tokens[at + 1].word)  # "a desk writing set"
        if behind and word.endswith(("ed", "ing")) and not nouns.surely(word) and not joined:
            last = at
            break
    while last > start and tokens[last - 1].word.endswith("ly"):
        last -= 1
    return last - 1 if last > start else None


def _stands(
    tokens: Sequence[Token], start: int, end: int, head: int, nouns: OpenNouns, outright: frozenset[str]
) -> bool:
    """Whether the noun at `head` names a thing that somebody may be given.

    `outright` are the words of giving where the sentence has one of them, else empty.
    """
    word, after = tokens[head].word, tokens[head + 1] if head + 1 < len(tokens) else None
    if after is not None and after.word == "'s":
        return False  # whose it is: "a diver's glove"
    if after is not None and after.word == "to" and _is_verb_next(tokens, head + 1):
        return False  # lent for a purpose: "a pen to sign with"
    if after is not None and (after.item is not None or after.word in nouns.never):
        return False  # the noun comes later: "a new luxury" before a vehicle
    if _is_apposition(tokens, start, end, nouns) or _decorates(tokens, start):
        return False
    if after is not None and after.word == "of" and word in _GROUPING and _of_thing(tokens, head, nouns):
        return False  # "a pair of cufflinks": the cufflinks stand for themselves
    if outright and (is_written(tokens, start, head) or is_piece(tokens, start, head)):
        return True
    if word in _COPIES:
        return after is not None and after.word == "of" and _titled(tokens, head + 2)
    if word in _NAMED or nouns.lemma(word) == "key":
        return _is_honour(tokens, start, head)
    opener = _opener(tokens, start, nouns)
    if nouns.surely(word):
        if opener in _INDEFINITE or opener == "number":
            return True
        if opener in _DEFINITE or opener == "'s":
            return bool(outright)
        return _bare(tokens, start, head, nouns, outright)
    if not outright or opener not in ("a", "an", "another", "number") or not nouns.possibly(word):
        return False
    if tokens[head].capital and head == start and tokens[head].kind != "name":
        return False
    if after is not None and (after.word in _TO or (after.word == "to" and _is_verb_next(tokens, head + 1))):
        return False
    return after is None or after.kind != "name"


def _is_apposition(tokens: Sequence[Token], start: int, end: int, nouns: OpenNouns) -> bool:
    """Whether the phrase explains the one before it: "two dogs, a local breed", and no list goes on behind it."""
    comma = start - 2
    if comma < 1 or tokens[comma].word != ",":
        return False
    before = tokens[max(0, comma - _BEFORE) : comma]
    pictured = any(token.word in _PICTURING for token in before)
    if pictured and not any(token.word in ("and", ",") for token in before):
        return True
    if not any(token.item is not None or nouns.surely(token.word) for token in before):
        return False  # what it explains is no thing
    for token in tokens[end : end + _REACH]:
        if token.word in ("and", "or", "plus", "with"):
            return False
        if token.word in (";", ".", "\u2014"):
            break
    return True


def _decorates(tokens: Sequence[Token], start: int) -> bool:
    """Whether the phrase is on the thing before it: the pearls of "a coat embroidered with pearls"."""
    at = start - 1
    if at > 0 and tokens[at].word in ("a", "an", "the"):
        at -= 1
    return at > 0 and tokens[at].word == "with" and tokens[at - 1].word in _DECORATING


def _is_of(tokens: Sequence[Token], start: int, whole: int) -> bool:
    """Whether a run belongs to the thing at `whole`: the peach of "a carving of a peach"."""
    between = tokens[whole + 1 : start]
    return (
        0 < len(between) <= _REACH
        and between[0].word == "of"
        and all(
            token.word in english.DETERMINERS | {"'s"} or token.kind == "name" or token.capital
            for token in between[1:]
        )
    )


def _titled(tokens: Sequence[Token], at: int) -> bool:
    """Whether a title stands at `at`, with its capitals: "a copy of The Long Tide"."""
    ahead = tokens[at : at + 2]
    return any(token.capital and token.kind in ("word", "name") for token in ahead)


def _of_thing(tokens: Sequence[Token], head: int, nouns: OpenNouns) -> bool:
    """Whether a thing follows behind "of" in the same noun phrase."""
    for at in range(head + 2, min(len(tokens), head + 2 + _RUN)):
        if tokens[at].word == "'s":
            return False  # "a set of Marsh's books" is a set
        if nouns.surely(tokens[at].word):
            return True
        if tokens[at].kind == "punct" or tokens[at].word in english.NP_STOPS - english.DETERMINERS:
            return False
    return False


def _is_honour(tokens: Sequence[Token], start: int, head: int) -> bool:
    """A medal, an order with its name, and the key to a city."""
    token = tokens[head]
    following = [one.word for one in tokens[head + 1 : head + 5]]
    if token.word in ("key", "keys"):
        return following[:1] in (["to"], ["of"]) and any(w in ("city", "town", "capital") for w in following)
    if _NAMED[token.word] == "of":
        named = head > start and any(one.capital for one in tokens[start:head])
        return token.capital and (following[:1] == ["of"] or named)
    return True


def _opener(tokens: Sequence[Token], start: int, nouns: OpenNouns) -> str:
    """What stands before a run: a determiner, "number", or the word itself."""
    if not start:
        return ""
    before = tokens[start - 1]
    if before.word in nouns.never and start > 1 and tokens[start - 2].word in english.DETERMINERS:
        return tokens[start - 2].word  # "a surprise basket"
    if (
        before.word == "the"
        and start > 2
        and tokens[start - 2].word == "of"
        and tokens[start - 3].word in _GROUPING
    ):
        return "a"  # "a copy of the charter" is any copy
    if before.kind == "ordinal" or before.word in VAGUE:
        return _opener(tokens, start - 1, nouns) if before.kind == "ordinal" else "number"
    if before.kind == "number" and before.number is not None and before.number.measure:
        return _opener(tokens, start - 1, nouns)  # "a $60 statue"
    if before.kind == "number":
        return "number"
    return before.word


def _bare(tokens: Sequence[Token], start: int, head: int, nouns: OpenNouns, outright: frozenset[str]) -> bool:
    """Whether a thing may do without a determiner: plurals and mass nouns, and any in a headline."""
    word, before = tokens[head].word, tokens[start - 1] if start else None
    many = word in nouns.single or word.endswith("s")
    headline = tokens[-1].word not in (".", "!", "?")
    mass = word not in nouns.single and word in _MASS
    poured = start > 1 and tokens[start - 1].word == "of" and tokens[start - 2].word in _GROUPING
    if not (many or mass or headline or poured):
        return False
    return (
        before is None
        or before.kind == "entity"
        or before.word in _BARE_AFTER
        or (_gives(before) or (many and before.word in outright))
    )


_MASS: Final = frozenset(
    "art jewellery jewelry artwork porcelain china silverware glassware tableware pottery caviar honey tea coffee wine"
    " champagne whisky whiskey vodka brandy cognac ginseng chocolate perfume silk embroidery clothing fruit cheese"
    " armour armor furniture memorabilia calligraphy tobacco saffron crystal cutlery dinnerware liquor".split()
)


def _gives(token: Token) -> bool:
    return token.kind == "word" and token.word.endswith(("ed", "s", "ing", "ave", "ent", "ght", "ot"))


def _is_verb_next(tokens: Sequence[Token], at: int) -> bool:
    """Whether "to" at `at` opens an infinitive and names no recipient."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    plain = after is not None and after.kind == "word" and after.word not in english.NP_STOPS | _HONOURING
    return plain and after is not None and not after.capital


def _name_start(tokens: Sequence[Token], start: int, head: int, nouns: OpenNouns) -> int:
    """Where the name of the thing starts: at its noun, or at those that make one name with it."""
    first = head
    while first > start and head - first < 2:
        before = tokens[first - 1]
        if before.capital or before.kind != "word" or not nouns.joins(before.word, tokens[first].word):
            break
        first -= 1
    return first


def _id_part(tokens: Sequence[Token], at: int, nouns: OpenNouns) -> str:
    return nouns.lemma(tokens[at].word).replace("-", "_")


def _marked(tokens: Sequence[Token], heads: dict[int, tuple[int, int, str]]) -> list[Token]:
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        if at not in heads:
            out.append(tokens[at])
            at += 1
            continue
        head, named, name = heads[at]
        first, last = tokens[at], tokens[head]
        word = " ".join(token.word for token in tokens[named : head + 1])
        mention = ItemMention(name, open=True)
        out.append(
            Token(
                "item", word, first.start, last.end, item=mention, capital=first.capital, quoted=first.quoted,
                aside=first.aside,
            )
        )  # fmt: skip
        at = head + 1
    return out

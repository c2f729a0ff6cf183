"""Noun phrases that name an item: how many, the how-manieth, in what words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from archive.extractors import english
from archive.extractors.lexis import Lexis
from archive.extractors.number_words import GROUPS, PARTITIVES, VAGUE
from archive.extractors.token import ItemMention, Token

_REACH: Final = 7
"""How many words of a noun phrase may stand before its head."""
_CONTAINERS: Final = frozenset(
    "box boxes case cases bottle bottles basket baskets crate crates jar jars kilo kilos kilogram kilograms bunch batch"
    " selection assortment array amount amounts ton tons tonne tonnes litre litres pound pounds"
    " block blocks chunk chunks slab slabs fragment fragments shard shards lump lumps".split()
)
"""Nouns before `of` that say how much, and not what: a box of chocolates."""
_SINGLE: Final = frozenset(
    "version model copy edition piece set block chunk slab fragment shard lump".split()
)
"""Of them and of the other partitives, those of which one is one thing."""
_INCLUDING: Final = frozenset("included include includes including were was are is".split())
"""Verbs that nobody stands behind as the one who is given something."""
_MAKER: Final = (("by",), ("made", "by"), ("built", "by"), ("from",), ("of", "the"))
"""What may stand between a thing and its make: a piano by X."""


def merge_items(tokens: Sequence[Token], lexis: Lexis) -> list[Token]:
    """`tokens` with every item drawn together with the noun phrase around it."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind != "item" or token.item is None:
            out.append(token)
            at += 1
            continue
        last, item = _head(tokens, at, lexis)
        if last + 1 < len(tokens) and tokens[last + 1].word in english.COMPOUND_HEADS:
            out.append(replace(token, kind="word", item=None))
            at += 1
            continue
        phrase = _phrase(out, tokens, at, last, item, lexis)
        del out[len(out) - phrase[0] :]
        out.append(phrase[1])
        at = last + 1
    return _glossed(out, lexis)


def _head(tokens: Sequence[Token], at: int, lexis: Lexis) -> tuple[int, str]:
    """The last token of the head that starts at `at`, and the item: "Velox ... bicycle", "bicycle by Velox"."""
    first = tokens[at].item
    assert first is not None
    if first.open:
        return at, first.item
    item, last = first.item, at
    position = at + 1
    while position < len(tokens) and position - last <= 4:
        token = tokens[position]
        if token.kind == "item" and token.item is not None:
            joined = None if token.item.open else _join(item, token.item.item, lexis)
            if joined is None:
                break
            item, last = joined, position
        elif (
            token.kind not in ("word", "name")
            or token.word in english.NP_STOPS | {"'s"}
            or token.word in lexis.verbs
        ):
            break
        position += 1
    for words in _MAKER:
        end = last + 1 + len(words)
        if end < len(tokens) and tuple(token.word for token in tokens[last + 1 : end]) == words:
            while end < min(len(tokens) - 1, last + 4 + len(words)) and _describes(tokens[end], lexis):
                end += 1
            maker = tokens[end].item
            joined = _join(item, maker.item, lexis) if maker is not None else None
            if joined is not None:
                return end, joined
    return last, item


def _describes(token: Token, lexis: Lexis) -> bool:
    """Whether a word may stand between "of the" and a make: "of the Italian brand X"."""
    return token.kind == "word" and token.word not in english.NP_STOPS and token.word not in lexis.verbs


def _join(one: str, other: str, lexis: Lexis) -> str | None:
    """The more particular of two items of which one is the other, else None."""
    if one == other or _is_a(one, other, lexis):
        return one
    return other if _is_a(other, one, lexis) else None


def _is_a(item: str, above: str, lexis: Lexis) -> bool:
    items = lexis.story.items
    parent = items[item].is_a if item in items else None
    while parent is not None:
        if parent == above:
            return True
        parent = items[parent].is_a
    return False


def _phrase(
    before: Sequence[Token], tokens: Sequence[Token], at: int, last: int, item: str, lexis: Lexis
) -> tuple[int, Token]:
    """The noun phrase with its head at `tokens[at:last + 1]`, and how many tokens before it are in it."""
    back = _modifiers(before, lexis)
    ordinal = next((t.value for t in before[len(before) - back :] if t.kind == "ordinal"), None)
    names = [t for t in before[len(before) - back :] if t.kind == "name" or (t.kind == "word" and t.capital)]
    branded = any(token.kind == "name" for token in names)
    core = back
    quantity, text, taken, definite = _quantity(before, back, ordinal is not None, lexis)
    back = taken
    head = tokens[at : last + 1]
    if quantity is None and text is None:
        quantity = _bare(head, definite, back > core or ordinal is not None)
    left = before[len(before) - back :]
    start = left[0].start if left else head[0].start
    words = [*before[len(before) - core :], *head]
    skip = next((i for i, token in enumerate(words) if token.kind != "ordinal" and token.word != "one"), 0)
    words = words[skip:]
    mention = ItemMention(
        item=item,
        quantity=quantity,
        quantity_text=text,
        ordinal=ordinal,
        variant=(words[0].start, words[-1].end),
        branded=branded,
        definite=definite,
        singular=not _is_plural(head),
        relation=next((t.number.relation for t in left if t.number is not None), "eq"),
        open=any(token.item is not None and token.item.open for token in head),
    )
    word = " ".join(token.word for token in head)
    return back, Token(
        "item", word, start, head[-1].end, item=mention, quoted=head[-1].quoted, aside=head[-1].aside
    )


def _modifiers(before: Sequence[Token], lexis: Lexis) -> int:
    """How many tokens before a head modify it."""
    back = 0
    while back < min(_REACH, len(before)):
        token = before[len(before) - back - 1]
        if token.kind == "ordinal" or token.word in ("such", "similar", "new"):
            back += 1
            continue
        if (token.number is not None and token.number.measure) or token.word == "$":
            back += 1  # "a 50 kg sword", "a $3 million car"
            continue
        if token.kind == "number" or token.kind not in ("word", "name") or token.id == "decoy":
            break
        if token.word == "'s":
            owner = before[len(before) - back - 2] if len(before) > back + 1 else None
            if owner is None or owner.kind != "word" or owner.word in english.NP_STOPS:
                break
            back += 2
            continue
        if token.word in english.NP_STOPS | {"no", "neither", "both"} or (
            token.word in VAGUE and token.word not in ("different", "other")
        ):
            break
        if _is_mutual(before, back):
            break
        if token.word in lexis.verbs and not _after_determiner(before, back):
            break
        back += 1
    back += _paired(before, back)
    if back == len(before) or before[len(before) - back - 1].word in english.DETERMINERS | {"'s", "of"}:
        return _without_verbs(before, back) if back == len(before) else back
    if before[len(before) - back - 1].kind == "number":
        return back
    return _without_verbs(before, back)


def _is_mutual(before: Sequence[Token], back: int) -> bool:
    """Whether "each other" stands there: whom things are given, and no part of what is given."""
    return [token.word for token in before[: len(before) - back]][-2:] == ["each", "other"]


def _paired(before: Sequence[Token], back: int) -> int:
    """The two tokens more of "a silver and enamel bowl", else 0."""
    at = len(before) - back
    if not back or at < 3 or before[at - 1].word != "and" or before[at - 2].kind != "word":
        return 0
    plain = before[at - 2].word not in english.NP_STOPS
    return 2 if plain and before[at - 3].word in ("a", "an", "the") else 0


def _after_determiner(before: Sequence[Token], back: int) -> bool:
    return len(before) > back + 1 and before[len(before) - back - 2].word in english.DETERMINERS


def _without_verbs(before: Sequence[Token], back: int) -> int:
    """Without a determiner, only adjectives and capitalised words are safely part of the phrase."""
    safe = 0
    while safe < back:
        token = before[len(before) - safe - 1]
        plain = token.kind == "word" and not token.capital and "-" not in token.word and token.word != "'s"
        if plain and (token.word.endswith(("ed", "s", "ing")) or safe > 3):
            break
        safe += 1
    return safe


def _quantity(
    before: Sequence[Token], back: int, ordinal: bool, lexis: Lexis
) -> tuple[int | None, str | None, int, bool]:
    """Read leftwards from the modifiers: quantity, its words, the tokens now in the phrase, definiteness."""
    token = before[len(before) - back - 1] if len(before) > back else None
    if token is None:
        return (1 if ordinal else None), None, back, False
    if token.kind == "number" and token.number is not None and not token.number.measure:
        definite = len(before) > back + 1 and _owns(before, len(before) - back - 2, lexis)
        taken = back + 1 + definite
        if len(before) > taken and before[len(before) - taken - 1].word == "of":
            taken = _partitive(before, taken, False)[2]  # "a box set of five books"
        return token.number.value, token.word, taken, definite
    if _is_mutual(before, back):
        return None, None, back, False
    if token.word in VAGUE:
        article = (
            token.word == "few" and len(before) > back + 1 and before[len(before) - back - 2].word == "a"
        )
        return None, token.word, back + 1 + article, False
    if _is_both(before, back):
        return 2, "both", back + (token.word != "both"), True
    if token.word == "of":
        return _partitive(before, back, ordinal)
    if token.word in english.DETERMINERS:
        inner = _of_before(before, back + 1)
        if inner is not None:
            return inner
        single = token.word in ("a", "an", "another") or ordinal
        return (1 if single else None), None, back + 1, token.word not in ("a", "an", "another")
    if token.word == "one":
        return 1, "one", back + 1, False
    return (1 if ordinal else None), None, back, token.word == "'s"


def _is_both(before: Sequence[Token], back: int) -> bool:
    """ "Both cars", "both the cars", "both of the cars"; the word itself is left to the frames."""
    words = [token.word for token in before[: len(before) - back]][-3:]
    return words[-1:] == ["both"] or words[-2:] == ["both", "the"] or words == ["both", "of", "the"]


def _owns(before: Sequence[Token], at: int, lexis: Lexis) -> bool:
    """Whether the word at `at` belongs to the phrase after it; in "gave her two books" it does not."""
    word = before[at].word
    return word in ("the", "his", "their") or (
        word == "her" and (at == 0 or before[at - 1].word not in lexis.verbs - _INCLUDING)
    )


def _of_before(before: Sequence[Token], back: int) -> tuple[int | None, str | None, int, bool] | None:
    """ "a long version of the X", "a model of an X"."""
    if len(before) > back and before[len(before) - back - 1].word == "of":
        found = _partitive(before, back, False)
        if found[2] > back:
            return found
    return None


def _partitive(before: Sequence[Token], back: int, ordinal: bool) -> tuple[int | None, str | None, int, bool]:
    """ "a pair of", "several pieces of", "a number of", "one of the"."""
    noun_at = len(before) - back - 2
    noun = before[noun_at] if noun_at >= 0 else None
    nothing = ((1 if ordinal else None), None, back, False)
    if noun is None:
        return nothing
    if noun.word == "one" or (noun.kind == "number" and noun.number is not None):
        return (noun.number.value if noun.number else 1), noun.word, back + 2, False
    if noun.word.removesuffix("s") not in GROUPS and noun.word not in PARTITIVES | _CONTAINERS:
        return nothing
    at = noun_at - 1
    while (
        at >= 0
        and before[at].kind in ("word", "name", "ordinal")
        and before[at].word not in english.NP_STOPS | VAGUE
    ):
        if noun_at - at > 2:
            at = noun_at - 1
            break
        at -= 1
    opener = before[at] if at >= 0 else None
    if noun.word == "number" and opener is not None and opener.word == "the":
        return nothing
    taken = len(before) - noun_at
    if opener is not None and (opener.word in english.DETERMINERS | VAGUE or opener.kind == "number"):
        taken = len(before) - at
    words = " ".join(token.word for token in before[len(before) - taken : len(before) - back])
    count = GROUPS.get(noun.word.removesuffix("s"))
    if count is not None:
        times = opener.number.value if opener is not None and opener.number is not None else 1
        return count * times, words, taken, False
    single = opener is not None and opener.word in ("a", "an") and noun.word in _SINGLE
    return (1 if single else None), (None if single else words), taken, False


def _bare(head: Sequence[Token], definite: bool, determined: bool) -> int | None:
    """One, for a head in the singular; a bare noun in the singular may be a mass ("artwork")."""
    if _is_plural(head):
        return None
    return 1 if definite or determined else None


def _is_plural(head: Sequence[Token]) -> bool:
    noun = head[-1].word.split(" of ")[0]
    return noun.endswith("s") and not noun.endswith("ss")


def _glossed(tokens: list[Token], lexis: Lexis) -> list[Token]:
    """Draw "a sabre, or curved sword" together: one thing in two wordings."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = _gloss_end(tokens, at, lexis)
        if end is None or token.item is None:
            out.append(token)
            at += 1
            continue
        last = tokens[end]
        assert last.item is not None
        start = token.item.variant[0] if token.item.variant else token.start
        apposed = tokens[at + 1].word == "," and end == at + 2
        gloss = replace(
            token.item,
            item=_join(token.item.item, last.item.item, lexis) or token.item.item,
            ordinal=token.item.ordinal or last.item.ordinal,
            variant=token.item.variant if apposed else (start, last.end),
        )
        out.append(replace(token, end=token.end if apposed else last.end, item=gloss))
        at = end + 1
        if at < len(tokens) and tokens[at].word == ")":
            at += 1
    return out


def _gloss_end(tokens: Sequence[Token], at: int, lexis: Lexis) -> int | None:
    """The position of the second wording of the item at `at`."""
    item = tokens[at].item
    if item is None:
        return None
    position = at + 1
    while position < len(tokens) and tokens[position].word in (
        ",",
        "(",
        "or",
        "also",
        "known",
        "as",
        "called",
    ):
        position += 1
    if position == at + 1 or position >= len(tokens):
        return None
    joiners = {token.word for token in tokens[at + 1 : position]}
    other = tokens[position].item
    if other is None or _join(other.item, item.item, lexis) is None:
        return None
    if joiners == {","}:  # an apposition: "an X, the second car from that maker"
        ends = position + 1 >= len(tokens) or tokens[position + 1].word not in ("and", ",")
        return position if other.definite and not item.definite and ends else None
    return position if joiners & {"or", "(", "called", "known"} else None

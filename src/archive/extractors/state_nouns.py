"""States that nouns tell: "the resignation of Berg", "Berg's appointment as finance minister", "its withdrawal from the treaty".

A noun names what may only be asked for or planned, so it tells a state only where the words around it take it for done.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from archive.domain.inflect import verb_forms
from archive.extractors import english
from archive.extractors.state_mood import Mood
from archive.extractors.state_objects import object_at
from archive.extractors.state_offices import office_at
from archive.extractors.state_phrases import Referent, StateSentence
from archive.extractors.state_verbs import Stated, is_only
from archive.extractors.state_words import StateHit

_FACTS: Final = frozenset("after following since despite amid upon regretted mourned day days hours week weeks news".split()) | frozenset(
    form for verb in ("welcome accept announce confirm formalize formalise hand tender submit complete mark regret applaud hail trigger greet mourn cause".split()) for form in verb_forms(verb)
)  # fmt: skip
_PREPOSED: Final = (
    ("wake", "of"),
    ("because", "of"),
    ("response", "to"),
    ("result", "of"),
    ("time", "of"),
    ("due", "to"),
)
_ASKED: Final = frozenset(
    "call calls called calling demand demands demanded demanding urge urged possible potential threat threats threaten threatened without vote"
    " push pushing pushed seek seeking sought want wants against until before if towards toward plan plans planned prevent block oppose opposes opposed for"
    " favour favor consider considering discuss discussed eventual future upcoming proposed propose proposes no not deny denied denies rejected refused"
    " delay delayed reject intention intent".split()
)
_LATER: Final = frozenset("will would could may might should can shall must".split())
_AHEAD: Final = frozenset(
    "expected due planned scheduled likely set possible needed required uncertain unlikely pending close near imminent".split()
)
_REFUSED: Final = frozenset(
    "rejected refused declined not never withdrawn postponed delayed cancelled canceled called needs requires awaits depends hinges".split()
)
_REACH: Final = 6


def nouns_of(sentence: StateSentence, at: int) -> Iterator[Stated]:
    """What the noun at token `at` tells of states."""
    for hit in sentence.hits[at]:
        if hit.kind != "noun" or hit.state is None:
            continue
        start, who, end = _whose(sentence, hit, at)
        if who is None or not _is_meant(sentence, hit, at, who) or not _is_fact(sentence, start, end):
            continue
        office = office_at(sentence, hit.type, end, direct=False) if hit.type.at else None
        if (office is not None and office.strange) or (office is None and hit.state.needs_at):
            continue
        last = max(end, office.end if office is not None else 0)
        yield Stated(hit, hit.state.value, at, "noun", who, office, Mood("current"), min(start, at), last)


def _is_meant(sentence: StateSentence, hit: StateHit, at: int, who: Referent) -> bool:
    """Whether the noun is meant of the thing itself: a defeat in a vote of no confidence is none of the motion's.

    "The no-confidence defeat" tells neither.
    """
    link = sentence.word(at + hit.length)
    if hit.state is not None and hit.state.only:
        return link == "in" and who.at > at and is_only(sentence, hit, who)
    others = [one for one in sentence.hits[at] if one.type is hit.type and one.state and one.state.only]
    return link == "of" or not any(is_only(sentence, one, who) for one in others)


def _whose(sentence: StateSentence, hit: StateHit, at: int) -> tuple[int, Referent | None, int]:
    """Where the noun phrase starts, whose state it is, and where the words that say so end."""
    kind, end = hit.type, at + hit.length
    start = at
    while start > 0 and at - start < 4 and _is_modifier(sentence, start - 1):
        start -= 1
    owner = start - 1
    if sentence.word(owner) == "'s" and owner:
        first = owner - 1
        found = sentence.named(kind, first)
        if found is not None and sentence.tokens[first].kind == "entity":
            return first, found, end
        if sentence.tokens[first].id in kind.by and sentence.tokens[first].kind == "entity":
            return first, *_behind_or_known(sentence, hit, end)
        start = first
    elif sentence.word(owner) in ("his", "her", "my", "its"):
        if kind.persons and sentence.word(owner) == "my":
            return owner, Referent(owner, None, points=True), end
        meant = sentence.memory.meant(kind, sentence.tokens, owner, sentence.story)
        if meant is not None:
            return owner, Referent(owner, meant), end
        start = owner
    elif sentence.word(owner) == "whose" and owner:
        before = owner - 2 if sentence.word(owner - 1) == "," else owner - 1
        found = sentence.named(kind, before) if before >= 0 else None
        if found is not None:
            return owner, found, end
    elif (
        owner >= 0
        and sentence.tokens[owner].kind == "entity"
        and sentence.tokens[owner].id in kind.of
        and owner + 1 == at
    ):
        return owner, Referent(owner, sentence.tokens[owner].id), end
    elif sentence.word(owner) in english.DETERMINERS:
        start = owner
    return (start, *_behind(sentence, hit, end))


def _behind_or_known(sentence: StateSentence, hit: StateHit, end: int) -> tuple[Referent | None, int]:
    """What a party's doing is done to: "Norland's withdrawal from the treaty", or just "Norland's withdrawal"."""
    found, last = _behind(sentence, hit, end)
    memory, kind = sentence.memory, hit.type
    known = memory.spoken_of.get(kind.order)
    leads_on = sentence.word(end) in ("of", "from", "to", "for", "in", "under")
    if found is None and known is not None and not leads_on and not memory.strange.get(kind.order):
        return Referent(end - hit.length, known), end
    return found, last


def _behind(sentence: StateSentence, hit: StateHit, end: int) -> tuple[Referent | None, int]:
    """Whose it is by the words behind: "of Berg", "from the treaty", "by parliament of the treaty"."""
    links = ("of", "by") if hit.type.persons else ("of", "from", "to", "for", "in", "under")
    for at in range(end, min(len(sentence.tokens), end + _REACH)):
        token = sentence.tokens[at]
        if token.word in links:
            found = object_at(sentence, hit.type, at + 1)
            if found is not None:
                return found, found.at + 1
            if hit.type.persons:
                return None, end
        elif (
            token.kind == "punct" and token.word != "."
        ) or token.word in english.CONJUNCTIONS | english.AUXILIARIES:
            break
    return None, end


def _is_modifier(sentence: StateSentence, at: int) -> bool:
    token = sentence.tokens[at]
    return (
        token.kind == "word"
        and token.word not in english.NP_STOPS | {"'s"}
        and token.word not in _FACTS | _ASKED
    )


def _is_fact(sentence: StateSentence, start: int, end: int) -> bool:
    """Whether the words around the noun phrase take it for done."""
    tokens = sentence.tokens
    if tokens and tokens[-1].word == "?":
        return False
    before: list[str] = []
    at = start - 1
    while at >= 0 and len(before) < 5 and not (tokens[at].kind == "punct" and tokens[at].word != ","):
        before.append(tokens[at].word)
        at -= 1
    if any(word in _ASKED or word in _LATER for word in before[:4]) or "to" in before[1:3]:
        return False
    if any(word in _FACTS for word in before[:4]):
        return True
    words = tuple(reversed(before))
    if any(words[i : i + 2] in _PREPOSED for i in range(len(words))):
        return True
    if any(token.word in _AHEAD | _LATER | _REFUSED for token in tokens[end : end + 5]):
        return False
    behind = next(
        (token for token in tokens[end : end + 3] if token.word not in english.ADVERBS | {","}), None
    )
    opens = not before or before[0] in (",", "that", "and", "but")
    return (
        opens
        and behind is not None
        and behind.word not in _LATER
        and behind.kind == "word"
        and (
            behind.word in english.AUXILIARIES
            or behind.word.endswith(("ed", "s"))
            or behind.word in ("took", "came", "left", "was", "follows")
        )
    )

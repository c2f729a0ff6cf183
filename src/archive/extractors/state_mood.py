"""Whether a verb says that something is so: asserted, planned, threatened, refused, or only asked for or supposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from archive.domain.claim import Certainty, Polarity, Role
from archive.domain.inflect import verb_forms
from archive.extractors import english
from archive.extractors.token import Token

_REACH: Final = 12
_SENTENCE: Final = 60
"""As far as any clause of a sentence is looked for: what is longer is no sentence."""
_EDGES: Final = frozenset((",", ";", ":", "\u2014", "(", ")"))


def _forms(lemmas: str) -> frozenset[str]:
    return frozenset(form for lemma in lemmas.split() for form in verb_forms(lemma))


_ASKED: Final = _forms(
    "ask urge call demand press pressure want allow help let need beg invite advise encourage instruct persuade push compel propose suggest"
    " seek try attempt struggle help"
) | frozenset(
    "bid bids step steps effort efforts way calls demands pressure should must ought request right authority chance opportunity option mandate".split()
)
"""After these, what follows is asked for, tried or possible, and nobody says that it will be."""
_MEANT: Final = _forms(
    "plan intend decide agree vow pledge promise prepare hope threaten offer expect schedule tip poise aim announce vote move opt"
    " wish set commit"
) | frozenset(
    "due about going ready set likely intention intent notice decision plans plan pledge vow threat poised favourite favorite frontrunner".split()
)
_DOUBTED: Final = _forms("threaten tip hope wish") | frozenset(
    ("threat", "likely", "favourite", "favorite", "frontrunner")
)
_DONE: Final = _forms(
    "manage force come continue have go proceed consider deem declare believe name appoint choose pick select elect tap"
)
_NO_OTHER: Final = frozenset("option choice alternative".split())
_FIRST: Final = frozenset("first last latest only second third".split())
_ACCUSED: Final = _forms("accuse suspect blame")
_REFUSED: Final = _forms("refuse decline fail") | frozenset(("refusal", "failure", "unable", "unwilling"))
_WEIGHED: Final = _forms("consider weigh mull threaten discuss contemplate ponder risk")
_AVOIDED: Final = frozenset(
    "without avoid avoided avoids avoiding instead prevent prevented prevents against than short".split()
)
_INSISTED: Final = _forms("insist recommend require suggest")
_CONDITIONS: Final = frozenset("if unless until till once whether provided when".split())
_STILL_OPEN: Final = frozenset("once until till after before".split())
"""Words that open a clause whose present tense is of what is to come: "a year after it comes into force"."""
_FUTURE: Final = frozenset("will shall would 'll won't wouldn't".split())
_MODALS: Final = frozenset("should must can cannot ought can't shouldn't mustn't".split())
_MAY: Final = frozenset("may might could".split())
_NOT: Final = frozenset(("not", "never"))
_RULED: Final = _forms("rule")
_NEARLY: Final = frozenset(("nearly", "almost"))
_WRONGLY: Final = frozenset("wrongly falsely mistakenly incorrectly erroneously".split())
_RUMOURS: Final = frozenset("rumours rumors speculation suggestions".split())
_REPORTS: Final = frozenset(
    "reports report rumours rumors claims suggestions speculation allegations".split()
)
_UNTRUE: Final = english.FALSE | frozenset("premature denied dismissed rejected".split())

_TURNS: Final = _STILL_OPEN | english.SUBORDINATORS
_VOTED: Final = frozenset(("voted", "votes", "vote"))
_RULES: Final = _REFUSED | _ASKED | _MEANT | _DONE | _FUTURE | _MAY | _MODALS | {"for"}
"""Words that settle how the infinitive behind them is meant."""


@dataclass(frozen=True, slots=True)
class Mood:
    """How a clause is meant; None leaves it to the words around, read as for any claim."""

    role: Role | None = None
    certainty: Certainty | None = None
    polarity: Polarity | None = None


def mood_of(
    tokens: Sequence[Token],
    start: int,
    verb: int,
    *,
    gerund: bool,
    bare: bool = False,
    present: bool = False,
) -> Mood | None:
    """How the verb at `verb` is meant, whose group starts at `start`; None where nothing is asserted.

    `bare`: its form may be that of a demand, "demanded that he resign"; `present`: the clause may
    tell of what is to come by its present tense.
    """
    group = [token.word for token in tokens[start:verb]]
    if tokens and tokens[-1].word == "?":
        return None
    if _to_come(tokens, start, group, gerund=gerund, present=present):
        return Mood("projected")
    if _supposed(tokens, start, group) or (bare and not group and _demanded(tokens, start)):
        return None
    nearly = tokens[verb - 1].word if verb else ""
    if any(word in _MODALS for word in group) or nearly in _NEARLY:
        return None
    told = _reported(tokens, start, verb)
    if told is not None and told.certainty is None:
        return told
    mood = _asserted(tokens, start, verb, group, gerund=gerund)
    return mood if mood is None or told is None else replace(mood, certainty=told.certainty)


def _asserted(
    tokens: Sequence[Token], start: int, verb: int, group: Sequence[str], *, gerund: bool
) -> Mood | None:
    """How the verb is meant by its own group and the word that rules it."""
    polarity: Polarity | None = None
    if tokens[verb].word in english.NEGATIONS:
        polarity = "denied" if any(word in _NOT or word.endswith("n't") for word in group) else "affirmed"
    if gerund and "to" in group:
        return None  # "came close to resigning"
    if "to" in group or (start and tokens[start - 1].word == "to"):
        mood = _infinitive(tokens, start, verb)
        return mood if mood is None or polarity is None else Mood(mood.role, mood.certainty, polarity)
    if gerund and not set(group) & english.BE:
        return _gerund(tokens, start)
    if any(word in _FUTURE for word in group):
        return Mood("projected", polarity=polarity)
    if group[:1] == ["be"]:
        return _bare(tokens, start)
    if any(word in _MAY for word in group):
        return Mood(None if "have" in group else "projected", "hedged", polarity)
    return Mood("current", polarity=polarity)


def _to_come(
    tokens: Sequence[Token], start: int, group: Sequence[str], *, gerund: bool, present: bool
) -> bool:
    """Whether a clause of time tells of what has not happened: "once it comes into force", "before taking effect"."""
    opener = next(
        (at for at in range(start - 1, max(-1, start - _REACH), -1) if _opens(tokens[at]) in _TURNS), -1
    )
    if opener < 0 or _opens(tokens[opener]) not in _STILL_OPEN:
        return False
    if any(token.kind == "punct" and token.word in _EDGES for token in tokens[opener:start]):
        return False
    if gerund and not group:
        clause = [token.word for token in tokens[max(0, opener - _REACH) : opener]]
        return opener == start - 1 and any(word in _FUTURE | _MODALS | _MAY for word in clause)
    return present and (not group or group[0] in ("is", "are"))


def _opens(token: Token) -> str:
    """The word that may open a clause, also at the end of a date: "18 months after"."""
    return token.word.rsplit(" ", 1)[-1] if token.kind == "date" else token.word


def _supposed(tokens: Sequence[Token], start: int, group: Sequence[str]) -> bool:
    """Whether the clause, or the one that it depends on, opens with a condition."""
    at = start
    while at > 0 and start - at < _REACH:
        token = tokens[at - 1]
        if token.kind == "punct" and token.word in _EDGES:
            break
        if token.word in _CONDITIONS and (token.word != "when" or any(word in _FUTURE for word in group)):
            return True
        at -= 1
    first = tokens[0].word if tokens else ""
    inverted = first in ("had", "should", "were") and any(token.word == "," for token in tokens)
    ahead = any(word in _FUTURE | _MAY for word in group)
    return inverted or (ahead and (_depends(tokens, start) or _depends_behind(tokens, start)))


def _depends_behind(tokens: Sequence[Token], start: int) -> bool:
    """Whether a condition follows in the same clause: "would collapse if they left"."""
    for token in tokens[start : start + _REACH]:
        if token.kind == "punct":
            return False
        if token.word in ("if", "unless"):
            return any(one.word == "would" for one in tokens[start : start + _REACH])
    return False


def _depends(tokens: Sequence[Token], start: int) -> bool:
    """Whether a condition stands before a verb in its sentence."""
    return any(token.word in ("if", "unless") for token in tokens[max(0, start - _SENTENCE) : start])


def _demanded(tokens: Sequence[Token], start: int) -> bool:
    """ "Demanded that X resign", "insists X quit"."""
    near = [token.word for token in tokens[max(0, start - 8) : start]]
    return any(word in _ASKED or word in _INSISTED for word in near)


def _reported(tokens: Sequence[Token], start: int, verb: int) -> Mood | None:
    """How reports that a clause depends on are meant: "reports that X had resigned were denied", "wrongly reported that"."""
    first = max(0, start - _REACH)
    words = [token.word for token in tokens[first:start]]
    if any(word in _WRONGLY and after in english.SAY for word, after in pairwise(words)):
        return Mood("previous")
    opened = next(
        (at for at, pair in enumerate(pairwise(words)) if pair[0] in _REPORTS and pair[1] == "that"), None
    )
    if opened is None:
        return None
    ends = [token.word for token in tokens[verb + 1 : verb + _SENTENCE]]
    if any(word in english.BE and after in _UNTRUE for word, after in pairwise(ends)):
        return Mood("current", polarity="denied")
    if any(word in english.DENY for word in words[:opened]):
        return Mood("current", polarity="denied")
    return Mood(certainty="hedged") if words[opened] in _RUMOURS else None


def _infinitive(tokens: Sequence[Token], start: int, verb: int) -> Mood | None:
    """How an infinitive is meant, by the word that rules it: "decided to", "was asked to", "refused to"."""
    to = next((at for at in range(verb - 1, max(-1, start - 2), -1) if tokens[at].word == "to"), start)
    if to + 1 < verb and any(token.word == "have" for token in tokens[to:verb]):
        return Mood("current")  # "is said to have resigned"
    before = tokens[to - 1] if to else None
    if to > 1 and tokens[to - 1].word == "but" and tokens[to - 2].word in _NO_OTHER:
        return Mood("current")  # "had no choice but to resign"
    if before is not None and before.word in english.BE:
        return Mood("projected")  # "is to be signed"
    if before is not None and before.word == "yet":
        return Mood("current", polarity="denied")
    if (
        before is not None
        and (before.word == "," or (before.kind == "number" and not _is_number(before)))
        and "voted" in [one.word for one in tokens[max(0, to - _REACH) : to]]
    ):
        return Mood("current")  # "voted 52-48, with 5 abstentions, to pass", "and 51-49 to reject"
    for at in range(to - 1, max(-1, to - 7), -1):
        if tokens[at].kind == "punct":
            break
        if tokens[at].word in _RULES or (
            tokens[at].word in _FIRST and (at == to - 1 or tokens[to - 1].kind == "entity")
        ):
            return _ruled(tokens, start, at)
    if (
        before is not None
        and before.kind in ("entity", "name")
        and to <= 6
        and tokens[-1].word not in (".", "!")
    ):
        return Mood("projected")  # a headline: "Berg to resign"
    return None


def _ruled(tokens: Sequence[Token], start: int, at: int) -> Mood | None:
    """How an infinitive is meant that the word at `at` rules."""
    word = tokens[at].word
    if word in _REFUSED:
        return Mood("current", polarity="denied")
    if word in _FIRST and any(token.word in _FUTURE | _MAY for token in tokens[max(0, at - 5) : at]):
        return None  # "would be the first treasurer to resign"
    if word in _DONE | _FIRST:
        return Mood("current")
    if word in _FUTURE:
        return None if _depends(tokens, start) else Mood("projected")
    if word not in _MEANT or any(token.word in _MAY for token in tokens[max(0, at - 2) : at]):
        return None  # asked for, or "the stage for it to end", "could decide not to"
    if word in _VOTED:
        return None if at and _is_number(tokens[at - 1]) else Mood("current")  # "needs 51 votes to pass"
    return Mood("projected", "hedged" if word in _DOUBTED else None)


def _is_number(token: Token) -> bool:
    """Whether a token is one number, and not the two of a vote's result."""
    return token.number is not None and token.number.against is None and token.number.high is None


def _bare(tokens: Sequence[Token], start: int) -> Mood:
    """ "Be replaced" after "will resign and", or in "proposed that it be extended"."""
    for at in range(start - 1, max(-1, start - _REACH), -1):
        if tokens[at].word in _FUTURE:
            return Mood("projected")
    return Mood("projected", "hedged")


def _gerund(tokens: Sequence[Token], start: int) -> Mood | None:
    first = max(0, start - 3)
    edges = [at for at in range(first, start) if tokens[at].kind == "punct"]
    before = [token.word for token in tokens[edges[-1] + 1 if edges else first : start]]
    if any(word in _RULED for word in before) and "out" in before:
        return Mood("projected", polarity="denied")
    if (
        before[-2:] == ["close", "to"]
        or any(word in _AVOIDED for word in before)
        or any(word in _ASKED for word in before[-2:])
    ):
        return None
    if (
        before
        and before[-1] == "of"
        and any(token.word in _ACCUSED for token in tokens[max(0, start - 6) : start])
    ):
        return Mood("current", "hedged")
    if any(word in _WEIGHED for word in before[-2:]):
        return Mood("projected", "hedged")
    return Mood("current")

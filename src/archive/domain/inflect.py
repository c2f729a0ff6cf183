"""Word forms of English, made from lemmas: `give` -> gives, gave, given, giving; `child` -> children.

Regular forms follow the spelling rules of any grammar (silent e, consonant doubling in stressed final
syllables, y after a consonant); what goes its own way is listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_IRREGULAR: Final = {
    entry.split()[0]: tuple(entry.split()[1:])
    for entry in """
    be was been|bear bore borne|beat beat beaten|become became become|begin began begun|bend bent bent|bet bet bet
    bid bid bid|bind bound bound|bite bit bitten|bleed bled bled|blow blew blown|break broke broken|breed bred bred
    bring brought brought|build built built|burn burned burnt|burst burst burst|buy bought bought|cast cast cast
    catch caught caught|choose chose chosen|cling clung clung|come came come|cost cost cost|creep crept crept
    cut cut cut|deal dealt dealt|dig dug dug|do did done|draw drew drawn|drink drank drunk|drive drove driven
    eat ate eaten|fall fell fallen|feed fed fed|feel felt felt|fight fought fought|find found found|flee fled fled
    fly flew flown|forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen
    get got gotten|give gave given|go went gone|grow grew grown|hang hung hung|have had had|hear heard heard
    hide hid hidden|hit hit hit|hold held held|hurt hurt hurt|keep kept kept|know knew known|lay laid laid
    lead led led|leave left left|lend lent lent|let let let|lie lay lain|light lit lit|lose lost lost|make made made
    mean meant meant|meet met met|mislead misled misled|misspend misspent misspent|outbid outbid outbid
    outdo outdid outdone|overtake overtook overtaken|overthrow overthrew overthrown|pay paid paid|prove proved proven
    put put put|quit quit quit|read read read|rebuild rebuilt rebuilt|repay repaid repaid|ride rode ridden
    ring rang rung|rise rose risen|run ran run|say said said|see saw seen|seek sought sought|sell sold sold
    send sent sent|set set set|shake shook shaken|shed shed shed|shoot shot shot|show showed shown
    shrink shrank shrunk|shut shut shut|sing sang sung|sink sank sunk|sit sat sat|slay slew slain|sleep slept slept
    slide slid slid|speak spoke spoken|spend spent spent|spread spread spread|stand stood stood|steal stole stolen
    stick stuck stuck|strike struck struck|strip stripped stripped|swear swore sworn|sweep swept swept
    swell swelled swollen|swim swam swum|take took taken|teach taught taught|tear tore torn|tell told told
    think thought thought|throw threw thrown|undergo underwent undergone|understand understood understood
    upset upset upset|wake woke woken|wear wore worn|weep wept wept|win won won|withdraw withdrew withdrawn
    withhold withheld withheld|withstand withstood withstood|wound wounded wounded|write wrote written
    """.replace("\n", "|").split("|")
    if entry.strip()
}
IRREGULAR_PAST: Final = frozenset(form for forms in _IRREGULAR.values() for form in forms)
"""Past tenses and participles that do not end in -ed."""
_ALSO: Final = {
    "get": ("got",), "burn": ("burned",), "prove": ("proved",), "plead": ("pled",), "hang": ("hanged",), "learn": ("learnt",),
    "spill": ("spilt",), "strike": ("stricken",), "light": ("lighted",), "lay-off": ("laid-off",),
}  # fmt: skip
"""Second past forms that news uses too."""
_PLURALS: Final = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth",
    "goose": "geese", "mouse": "mice", "ox": "oxen", "wife": "wives", "life": "lives", "knife": "knives",
    "half": "halves", "leaf": "leaves", "loaf": "loaves", "thief": "thieves", "wolf": "wolves", "calf": "calves",
    "shelf": "shelves", "scarf": "scarves", "crisis": "crises", "analysis": "analyses", "medium": "media",
}  # fmt: skip
_SAME: Final = frozenset(
    "dead injured wounded missing sheep deer fish aircraft spacecraft series species personnel staff police people"
    " troops headquarters works means offspring livestock cattle crew wounded".split()
)
"""Nouns whose plural is the word itself."""
_DOUBLED: Final = frozenset(
    "abet acquit admit allot axed ban beg clap commit compel confer control defer deter drop equip excel expel grab"
    " grip incur infer mar nab occur omit patrol pat permit plan plot prefer propel ram rebel recur refer regret"
    " remit rid rob rub scrap ship shop slam slap slip slot snap spot stab stop strip stun submit swap tap top"
    " transfer transmit trap trim trip wrap zip cap chip clip dip dub fit hop hug jam jet jog kid knit lag log map"
    " mop mug net nod pin plug pop prod rap rig rip sag scan shun shut sip skip slim spin split sprawl step tag"
    " tan tip tug vet wed whip gun hum".split()
) - {"axed", "sprawl"}
"""Verbs whose last consonant doubles: stress on the last syllable, one vowel, one consonant."""


@dataclass(frozen=True, slots=True)
class VerbForms:
    """The forms of one verb; a particle ("lay off") is in none of them."""

    base: str
    third: str
    past: str
    participle: str
    gerund: str

    def __iter__(self) -> Iterator[str]:
        yield from (self.base, self.third, self.past, self.participle, self.gerund)


@lru_cache(maxsize=4096)
def verb_forms(lemma: str) -> VerbForms:
    """The forms of the verb `lemma`, one lower-case word."""
    head, hyphen, last = lemma.rpartition("-")
    if hyphen:
        return VerbForms(*(f"{head}-{form}" for form in verb_forms(last)))
    past, participle = _IRREGULAR.get(lemma, (_past(lemma), _past(lemma)))
    return VerbForms(lemma, _with_s(lemma), past, participle, _gerund(lemma))


@lru_cache(maxsize=4096)
def plural(noun: str) -> str:
    """The plural of `noun`; of a compound, that of its last word."""
    head, space, last = noun.rpartition(" ")
    if space:
        return f"{head} {plural(last)}"
    if noun in _SAME:
        return noun
    for single, many in _PLURALS.items():
        if noun == single or (noun.endswith(single) and single in ("man", "woman", "child", "person")):
            return noun[: len(noun) - len(single)] + many
    return _with_s(noun)


def is_plural(noun: str) -> bool:
    """Whether `noun` looks like a plural already."""
    return (
        noun in _SAME
        or noun in _PLURALS.values()
        or (noun.endswith("s") and not noun.endswith("ss"))
        or noun.endswith("men")
    )


def other_spellings(lemma: str) -> tuple[str, ...]:
    """Further past forms of a verb: irregular ones, and British doubling ("totalled", American "totaled")."""
    doubled = len(lemma) > 4 and lemma[-1] == "l" and lemma[-2] in "aei" and lemma[-3] not in "aeiou"
    return (*_ALSO.get(lemma, ()), *((lemma + "led",) if doubled and lemma not in _DOUBLED else ()))


def all_forms(word: str) -> tuple[str, ...]:
    """Every form that `word` has as a verb or as a noun, itself first, each once."""
    gerunds = tuple(past[:-2] + "ing" for past in other_spellings(word) if past.endswith("lled"))
    return tuple(dict.fromkeys((word, *verb_forms(word), *other_spellings(word), *gerunds, plural(word))))


def expand(phrase: str) -> tuple[str, ...]:
    """The phrases that `phrase` stands for: a word with `*` behind it has all its forms ("hand* over")."""
    found: list[tuple[str, ...]] = [()]
    for word in phrase.split():
        forms = all_forms(word[:-1]) if word.endswith("*") and len(word) > 1 else (word,)
        found = [(*words, form) for words in found for form in forms]
    return tuple(" ".join(words) for words in found)


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")) or word in ("go", "do", "undergo", "veto", "hero", "echo"):
        return word + "es"
    if word == "have":
        return "has"
    if word == "be":
        return "is"
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return word[:-1] + "ies"
    return word + "s"


def _past(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return word[:-1] + "ied"
    return _stem(word) + "ed"


def _gerund(word: str) -> str:
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")) and word != "be":
        return word[:-1] + "ing"
    if word in _IRREGULAR and _closed(word):
        return word + word[-1] + "ing"
    return _stem(word) + "ing"


def _stem(word: str) -> str:
    """What -ed and -ing are put to: "plann", "panick"."""
    if word in _DOUBLED:
        return word + word[-1]
    return word + "k" if word.endswith("ic") else word


def _closed(word: str) -> bool:
    """Whether an irregular verb ends like "cut", "begin": one vowel, one consonant, stressed."""
    return (
        len(word) > 2
        and word[-1] in "bdgmnprt"
        and word[-2] in "aeiou"
        and word[-3] not in "aeiou"
        and not word.endswith(("en", "er"))
    ) or word in ("quit", "begin", "forget", "forbid", "outbid", "upset")

"""The English that the rules rest on: words that steer a sentence, whatever it is about."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS: Final = _words(
    "a an the this that these those his her their its our my your another some any each every"
)
POSSESSIVES: Final = _words("his her their its our my your")
ARTICLES: Final = POSSESSIVES | _words("a an the every each")
"""Words that only a noun can follow."""
CONJUNCTIONS: Final = _words("and or but nor yet plus")
SUBORDINATORS: Final = _words(
    "that which who whom whose what when while where as because if whether although though since until unless"
    " after before than so why how"
)
PREPOSITIONS: Final = _words(
    "of to from in on at by with for into onto over under about during after before against between among"
    " through via near per across around behind beside towards toward upon within without following including"
    " amid despite like unlike"
)
AUXILIARIES: Final = _words(
    "is are was were be been being am has have had having do does did will would shall should can could may might must"
)
PRONOUNS: Final = _words(
    "he she it they we i you him them us me himself herself itself themselves who whom one ones"
)
PERSONAL: Final = ("he", "him", "she", "her", "we", "i", "us", "me")
"""Pronouns that may stand for a party."""
ADVERBS: Final = _words(
    "also later then now just only already still again once reportedly recently earlier personally even publicly"
    " officially previously formally apparently allegedly jointly separately today yesterday not never too further"
)
NP_STOPS: Final = DETERMINERS | CONJUNCTIONS | SUBORDINATORS | PREPOSITIONS | AUXILIARIES | PRONOUNS | ADVERBS
"""Words that no noun phrase goes across on its way left from its head."""

BE: Final = _words("is are was were be been being")
GAP_STOPS: Final = CONJUNCTIONS | (SUBORDINATORS - {"as", "after", "before", "since", "until", "than", "so"})
"""Words that end a clause, and so a gap of plain words."""

TITLES: Final = _words(
    "president leader premier chancellor king queen prince princess emperor sultan emir sheikh pope minister secretary"
    " chairman chairwoman chair chief head director governor mayor general marshal admiral colonel ambassador envoy"
    " spokesman spokeswoman spokesperson aide adviser advisor assistant deputy official counterpart friend ally host"
    " guest wife husband son daughter sister brother father mother uncle dictator strongman ruler despot tyrant"
    " commander captain sergeant officer inspector superintendent judge senator congressman lawmaker mr mrs ms dr mr."
    " mrs. ms. dr. sir lord lady comrade supreme agency broadcaster newspaper outlet daily media ceo founder owner"
    " boss manager coroner sheriff"
)
NAME_TAILS: Final = _words(
    "inc inc. corp corp. ltd ltd. plc co co. llc ag nv group holdings corporation company province provinces region oblast"
    " city county state district governorate prefecture republic peninsula valley area border"
)
"""What may follow a known name with a capital of its own and leaves it the same name."""
OUTLET_TAILS: Final = (("state", "news", "agency"), ("news", "agency"), ("newspaper",), ("agency",))
"""What may follow the name of an outlet as part of it."""

SAY: Final = _words(
    "said says say saying told tells reported reports report added adds announced announces confirmed confirms stated"
    " states claimed claims noted notes explained explains revealed reveals disclosed discloses declared declares"
    " insisted insists wrote writes recalled recounted acknowledged admitted stressed remarked commented specify"
    " specified clarified emphasised emphasized quipped replied tweeted posted testified estimated warned disclose"
    " confirm reveal denied denies deny"
)
SAY_PARTICLES: Final = {("pointed", "out"), ("points", "out"), ("made", "clear"), ("went", "on")}
"""Verbs of saying in two words."""
DENY: Final = _words("denied denies deny rejected dismissed refuted")
VIA_PARTICIPLES: Final = _words("quoted cited reported relayed carried republished published")
CITING: Final = _words("citing quoting")
ANAPHORIC_SOURCES: Final = _words(
    "report agency outlet statement newspaper paper broadcaster reports dispatch"
)
REPORTING: Final = (
    SAY
    | VIA_PARTICIPLES
    | _words("released published aired broadcast posted issued carried disclosed unveiled")
)
"""Verbs whose date is that of the report and not of the event."""

NEGATIONS: Final = _words(
    "not never no neither nor denied denies deny without refused refuses declined failed false disregard"
)
OTHER_AFFAIRS: Final = _words("separate separately unrelated similar elsewhere neighbouring neighboring")
"""Words that turn a sentence to something else that happened."""
RUMOURS: Final = _words(
    "claims claim reports report rumours rumors allegations allegation suggestions suggestion speculation"
)
REQUESTS: Final = _words(
    "asked asks ask urged urges wanted wants begged invited invites expected expects told ordered pressed persuade"
)
"""Verbs after which "X to do it" is what is asked of X, and not what X did."""
EARLIER_VERSIONS: Final = frozenset(
    (age, kind)
    for age in ("earlier", "previous", "original", "prior")
    for kind in ("version", "versions", "edition", "story", "article", "report")
)
"""What a notice of correction calls the text that it takes back."""
OWN_TEXTS: Final = frozenset(
    (whose, kind)
    for whose in ("this", "our")
    for kind in ("article", "story", "report", "page", "piece", "headline", "caption", "post", "dispatch")
) | frozenset(
    (text, how)
    for text in ("article", "story", "report", "piece", "we")
    for how in ("originally", "incorrectly", "wrongly", "mistakenly", "erroneously")
)
"""How an article speaks of itself, and of what it got wrong."""
NEVER_NAMES: Final = _words(
    "january february march april june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday correction corrections corrected clarification update updated"
)
"""Words whose capital says nothing."""
NOTICE_OPENERS: Final = _words("correction corrections corrected clarification amended")
WRONGLY_SAID: Final = frozenset(
    (how, verb)
    for how in ("incorrectly", "wrongly", "mistakenly", "erroneously", "originally")
    for verb in ("said", "stated", "reported", "gave", "put", "given", "listed")
)
GIVE_A_FIGURE: Final = _words("gave put listed misstated counted gives puts had was")
"""Verbs with which a notice quotes an earlier figure, beside those of saying."""
FORMER: Final = (
    ("initially",), ("originally",), ("previously",), ("at", "first"), ("first", "put"), ("had", "been", "put"), ("had", "stood"),
    ("earlier", "put"), ("was", "first"), ("earlier", "reported"), ("previously", "reported"), ("earlier", "said"), ("first", "reported"),
)  # fmt: skip
"""Words that make a figure one of the past."""
FALSE: Final = _words("false untrue wrong incorrect baseless unfounded fake fabricated nonsense")
"""What refutes the report it is said of."""
HEDGE_WORDS: Final = _words(
    "reportedly allegedly potentially possibly apparently purportedly supposedly perhaps maybe probably rumoured"
    " rumored unconfirmed may might could suspected unclear likely unverified whether alleged presumably"
)
HEDGE_PHRASES: Final = (
    ("said", "to", "have"), ("said", "to", "be"), ("believed", "to"), ("thought", "to"), ("reported", "to", "have"),
    ("not", "clear"), ("appears", "to"), ("appeared", "to"), ("seems", "to"), ("seemed", "to"), ("feared", "to"), ("feared", "that"), ("fear", "that"), ("fears", "that"), ("feared", "dead"), ("feared", "drowned"), ("feared", "killed"), ("feared", "trapped"), ("feared", "buried"), ("feared", "lost"), ("presumed", "dead"),
    ("rumors", "that"), ("rumours", "that"), ("according", "to", "rumors"), ("according", "to", "rumours"),
    ("believed", "that"), ("thought", "that"), ("understood", "that"), ("according", "to", "unconfirmed"),
    ("officials", "fear"), ("authorities", "fear"), ("police", "fear"), ("rescuers", "fear"), ("relatives", "fear"),
    ("nobody", "has", "confirmed"), ("no", "one", "has", "confirmed"), ("yet", "to", "confirm"), ("appear", "to"), ("seem", "to"),
    ("is", "understood", "to"), ("expected", "to"), ("alleged", "to"),
)  # fmt: skip
PROJECTED: Final = (
    ("will",), ("shall",), ("plans", "to"), ("planned", "to"), ("plan", "to"), ("intends", "to"), ("intended", "to"),
    ("may", "soon"), ("might", "soon"), ("could", "soon"), ("going", "to"), ("expected", "to"), ("promised", "to"), ("pledged", "to"), ("would",), ("wants", "to"),
    ("expect", "to"), ("expects", "to"), ("is", "to"), ("are", "to"), ("were", "to"), ("set", "to"), ("due", "to"), ("about", "to"), ("offered", "to"), ("decided", "to"), ("ready", "to"), ("hopes", "to"), ("hoped", "to"),
    ("agreed", "to"), ("vowed", "to"), ("want", "to"), ("wanted", "to"), ("planning", "to"), ("preparing", "to"),
    ("promises", "to"), ("pledges", "to"), ("scheduled", "to"), ("wished", "to"), ("wishes", "to"),
)  # fmt: skip

COMPOUND_HEADS: Final = _words(
    "factory factories plant plants logo badge key keys rickshaw ranch stable race races part parts  brand brands maker makers manufacturer manufacturers owner owners lover lovers industry company collection"
    " collector collectors dealer dealers breeder breeders show ride rides market markets driver drivers crash"
)
"""Nouns that make the noun before them a mere description: a car brand is no car."""

PARTICIPLES: Final = _words(
    "made built held sent born found taken won begun written drawn bought sold left set shot known brought"
)
"""Participles that do not end in -ed."""
ADJECTIVE_TAILS: Final = tuple(
    "-backed -made -built -led -born -centric -style -era -type -like -wide -based -owned -run -branded -held -controlled -supplied -brokered -loving -speaking".split()
)
"""Ends of compound adjectives, capitalised for the name in them and names for all that not."""

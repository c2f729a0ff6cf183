"""The English of reporting what others say: who can speak, what can be quoted, and with which verbs."""

from __future__ import annotations

from typing import Final

from archive.extractors import english


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PERSONS: Final = _words(
    "people person man men woman women boy girl child everybody expert specialist source witness resident survivor relative parent victim doctor medic"
    " nurse deputy mp mps mep meps congressman congresswoman lawmaker judge prosecutor general colonel captain sergeant"
    " police aide chief head president premier minister chancellor king queen prince princess secretary director"
    " sheriff mayor governor coroner analyst scientist economist lawyer attorney auditor envoy ambassador diplomat"
    " friend mother father son daughter brother sister wife husband neighbour neighbor colleague boss chair chairman"
    " spokesman spokeswoman spokesperson spokespeople spokesmen official campaigner critic observer insider activist"
    " student teacher professor pilot guard guide founder owner tycoon billionaire senator monarch pope bishop priest"
    " imam rebel militant soldier driver worker fisherman engineer architect staff crew correspondent host widow"
    " counterpart successor predecessor treasurer executive firefighter paramedic rescuer investigator inspector"
    " superintendent commissioner commander leader organiser organizer adviser advisor dictator attache vet clerk"
)
ORGANISATIONS: Final = _words(
    "television tv radio authority government ministry department agency office bureau council commission committee board court tribunal"
    " company firm group bank hospital clinic fund union association federation party army navy military force forces"
    " police service command house administration cabinet parliament senate congress assembly embassy consulate mission"
    " delegation newspaper paper outlet broadcaster channel network station media press website site magazine journal"
    " daily weekly wire tabloid portal retailer maker manufacturer airline carrier giant chain operator corporation"
    " corp corp. inc inc. ltd business startup start-up institute university school college academy foundation charity"
    " trust organisation organization watchdog body regulator society club league church diocese municipality city"
    " county state country nation side team crew palace presidency crown guard centre center secretariat"
    " directorate division unit brigade headquarters lab laboratory alliance coalition bloc kingdom republic utility"
    " intelligence fed treasury opposition family consortium partnership syndicate cooperative museum"
)
DOCUMENTS: Final = _words(
    "report statement document filing data figure statistic statistics survey study poll census memo letter note"
    " email dispatch bulletin release announcement article story record records toll tally count estimate list review"
    " audit investigation probe analysis assessment inquiry enquiry finding summary notice account post tweet message"
    " update communique readout forecast projection research book transcript calculation reckoning website blog"
    " presentation prospectus communication briefing"
)
NOT_SPEAKERS: Final = _words(
    "number order river quarter paper's letter filter weather disaster water power fire matter error floor door factor"
    " motor shelter chapter cover corner tower border computer server winter summer offer labor sector color favor"
    " behavior honor horror terror tremor humor rumor rumour tractor corridor interior exterior major minor prior"
    " former latter further larger higher lower greater bigger smaller better longer newer older stronger"
    " september october november december timber layer laser counter encounter dinner crater theater theatre quarter"
    " odor mirror elevator reactor tumor vector list mist twist fee three tree degree guarantee coffee german helicopter"
    " container trailer tanker freighter bomber ladder cylinder calendar register transfer buffer barrier ancestor"
    " career manner banner trigger slaughter laughter murder gender tender surrender remainder finger hunger anger"
    " danger stranger passenger's cancer virus boiler trawler steamer sweater shower flower feeder border charter"
    " earlier later other"
)
"""Nouns that end as those for persons do (-er, -or, -ist, -ian, -man, -ee) and name none."""
_PERSON_ENDS: Final = (
    "man",
    "men",
    "woman",
    "women",
    "person",
    "ist",
    "er",
    "or",
    "ian",
    "ee",
    "crat",
    "eer",
)
REPRESENTATIVES: Final = _words(
    "spokesman spokeswoman spokesperson spokespeople spokesmen representative representatives official officials"
    " source sources"
)
"""Those who speak as the body that they belong to, and so are no other source than it."""
FIRMS: Final = _words(
    "company firm group bank retailer maker manufacturer airline carrier giant chain operator corporation business"
    " startup start-up conglomerate"
)
"""What a company is called that has been named before: "the company"."""
ANAPHORIC: Final = english.ANAPHORIC_SOURCES | _words(
    "source sources same network channel outlet ministry office"
)
VAGUE_SOURCES: Final = _words("rumors rumours report")
"""Plain words that stand for no source: "according to rumours"."""

TELLING: Final = _words("told tells informed informs advised advises assured briefed")
BELIEVING: Final = _words(
    "believes believe believed estimates estimate estimated expects expect expected suspects"
)
"""Verbs of saying only with a speaker for a subject; "is believed to" is nobody's word."""
SHOWING: Final = _words(
    "read reads suggest indicate show shows showed found finds indicates indicated suggests suggested concluded determined discovered learned proposed"
)
"""What documents do, and inquiries; of others only with "that"."""
RECKONING: Final = _words(
    "put puts revised raised lowered reduced increased updated upgraded downgraded gave gives brought counted"
    " recorded registered tallied corrected"
)
"""Verbs with which a body gives a figure: "the ministry put the toll at 30"."""
FIGURES: Final = _words(
    "toll number numbers figure figures total count tally estimate estimates turnout crowd losses damage bill it them"
)
SAYING: Final = (
    english.SAY
    | TELLING
    | BELIEVING
    | SHOWING
    | RECKONING
    | _words(
        "argued maintains maintained recalls recall warns warn writes write informed alleged alleges allege claim insist argue reveal tell reckons reckoned"
    )
    | {"quoted", "quotes", "cited", "cites"}
)
"""Every verb that may open or close an attribution; `cues` looks closer at each."""
ANNOUNCING: Final = _words("announced announces announce announcing unveiled unveils")
PLANS: Final = _words(
    "plan plans deal package funding donation donations pledge pledges aid support layoffs cuts reduction"
    " reductions acquisition purchase grant grants fund investment settlement drawdown withdrawal closure"
)
"""What one announces by doing it: such words are an act and no report."""
STATES: Final = _words(
    "dead missing injured infected safe alive killed wounded hurt unaccounted trapped drowned"
)
"""After a verb of saying these make it a participle: "twelve reported missing"."""
RELEASED: Final = english.VIA_PARTICIPLES | _words(
    "issued released posted sent obtained seen shared provided compiled cited made given put based carried"
    " broadcast aired signed familiar close speaking working involved"
)
"""What may follow a source as a description of it, and is no longer its name."""
INQUIRIES: Final = _words("estimate estimates count reckoning tally calculation calculations account figures")
ADJUNCTS: Final = _words(
    "in on at during from through via after to before while with outside near over late early by"
)
"""Prepositions of what may stand between a speaker and the verb, or after the verb: "in a statement"."""
DAYPARTS: Final = _words("morning afternoon evening night midday noon am pm a.m p.m a.m. p.m. gmt local time")


def is_nobody(wording: str) -> bool:
    """Whether a source's wording names nobody in particular: "two people", "sources familiar with it"."""
    return any(word in ("people", "person", "sources", "source", "insiders") for word in wording.split()[:3])


def singular(word: str) -> str:
    """`word` without the ending of a regular plural."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def is_person(word: str) -> bool:
    """Whether the noun names persons, by list or by its ending."""
    one = singular(word)
    if word in PERSONS or one in PERSONS:
        return True
    return one.endswith(_PERSON_ENDS) and one not in NOT_SPEAKERS and len(one) > 4


def is_organisation(word: str) -> bool:
    """Whether the noun names bodies that can speak."""
    return word in ORGANISATIONS or singular(word) in ORGANISATIONS


def is_document(word: str) -> bool:
    """Whether the noun names something written that can be quoted."""
    return word in DOCUMENTS or singular(word) in DOCUMENTS


def speaks(word: str) -> bool:
    """Whether the noun may be the source of a statement: a person, a body, a document."""
    return is_person(word) or is_organisation(word) or is_document(word)

"""The English words and patterns that dates are written with, for text folded by `domain.fold`.

Every repetition is bounded and every pattern is tried at a given place only, so that the time
taken grows with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from typing import Final

from archive.domain.date_mention import Unit

MONTH_NUMBERS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAY_NUMBERS: Final = {
    name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
}
UNITS: Final[dict[str, Unit]] = {"day": "day", "week": "week", "month": "month", "year": "year"}
NUMBER_WORDS: Final = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        start=1,
    )
} | {"a": 1, "an": 1}
_HEDGES: Final = (
    "about|almost|around|nearly|over|roughly|some|(?:(?:more|less) )?than|under|approximately|barely"
)

GAP: Final = r"(?:[ \t]{1,2}|[ \t]?\r?\n[ \t]{0,4})"
"""What may stand between two words of one date: a space, or the line end of a hard-wrapped text."""

_MONTH_FULL: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH_SHORT: Final = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
MONTH: Final = re.compile(
    f"(?:{_MONTH_FULL}|{_MONTH_SHORT}|{_MONTH_FULL.upper()}|{_MONTH_SHORT.upper()})(?![A-Za-z])"
)
_WEEKDAY_FULL: Final = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_WEEKDAY_UPPER: Final = _WEEKDAY_FULL.upper()
# A flat list of literals: the regex engine then skips to their first letters.
WEEKDAY: Final = re.compile(f"(?:{_WEEKDAY_FULL}|{_WEEKDAY_UPPER})(?![A-Za-z])")
_WEEKDAY_ANY: Final = f"{_WEEKDAY_FULL}|{_WEEKDAY_UPPER}|(?i:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\\b"

AFTER_MONTH: Final = re.compile(
    rf"\.?{GAP}(?:the{GAP})?(?P<day>\d{{1,2}})(?:st|nd|rd|th|ST|ND|RD|TH)?(?![\d:%/]|[.,]\d)"
    rf"(?:[ ]?-[ ]?(?P<day_to>\d{{1,2}})(?![\d-]))?"
    rf"(?:(?:,{GAP}?|{GAP})(?P<year>\d{{4}})(?:(?![\d:%-]|[.,]\d)|(?=\d{{1,2}}:\d{{2}}[ ]?[AP]M)))?"
)
"""After a month's name: `19`, `the 19th`, `18-19`, `19, 2024`; also `19, 20249:14 AM`, as some pages glue date and time."""
YEAR_AFTER_MONTH: Final = re.compile(rf"\.?(?:,?{GAP}(?:of{GAP})?|')(?P<year>\d{{4}})(?![\d:%-]|[.,]\d)")
DAY_BEFORE_MONTH: Final = re.compile(
    rf"(?:(?P<weekday>{_WEEKDAY_ANY})\.?,?{GAP})?(?:the{GAP})?(?<![\d.,:$/-])(?P<day>\d{{1,2}})"
    rf"(?:st|nd|rd|th|ST|ND|RD|TH)?(?:{GAP}of)?(?:{GAP}|-)\Z"
)
DAYS_BEFORE_MONTH: Final = re.compile(
    rf"(?<![\d.,:$/-])(?P<day>\d{{1,2}})[ ]?-[ ]?(?P<day_to>\d{{1,2}}){GAP}\Z"
)
WEEKDAY_BEFORE: Final = re.compile(rf"(?P<weekday>{_WEEKDAY_ANY})\.?,?{GAP}\Z")
YEAR_AFTER_DAY_MONTH: Final = re.compile(rf"\.?(?:,?{GAP}|-)(?P<year>\d{{4}})(?![\d:%-]|[.,]\d)")
YEAR_POINTER: Final = re.compile(
    rf",?{GAP}(?:of{GAP})?(?P<which>this|last|next|that|the{GAP}same|the{GAP}previous|the{GAP}following)"
    rf"{GAP}year(?![A-Za-z])"
)
"""After a day or a month: `this year`, `of that year`."""

QUALIFIER: Final = re.compile(rf"(?<![A-Za-z])(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast){GAP}\Z")
MONTH_CUE: Final = re.compile(
    r"(?<![A-Za-z])(?:in|since|until|till|through|throughout|during|from|by|of|to|before|after|between|and"
    r"|late|early|mid|around|for|back)(?:[ ]|-|\r?\n)(?:late[ ]|early[ ]|mid-)?\Z",
    re.IGNORECASE,
)
STRONG_MONTH_CUE: Final = re.compile(
    r"(?<![A-Za-z])(?:in|since|until|till|during|through|late|early|mid)(?:[ ]|-|\r?\n)"
    r"(?:late[ ]|early[ ]|mid-)?\Z",
    re.IGNORECASE,
)
NAME_MONTHS: Final = frozenset({"march", "april", "may", "june", "august", "mar", "jan", "jun"})
"""Months that are also names or other words, and so need a stronger cue when they stand alone."""
NOT_A_MONTH_AFTER: Final = re.compile(
    r"'s?[ ]|[ ](?:(?:have|not|be|also|never|well|still|yet|even|on[ ]Rome)\b|[A-Z][a-z]+(?:'s|[ ]said))"
)

NOT_A_WEEKDAY_BEFORE: Final = re.compile(
    r"(?:Good|Black|Ash|Bloody|Palm|Easter|Super|Cyber|Holy|Maundy|Whit|Shrove|Boxing|every|each|Every|Each)[ ]\Z"
)
NOT_A_WEEKDAY_AFTER: Final = re.compile(
    r"[ ](?:Times|Mirror|Express|Telegraph|Mail|Post|Night|Herald|Independent|Addams|Mass)"
)

NUMERIC: Final = re.compile(r"[0-9]+(?:(?P<sep>[-/.])[0-9]{1,2}(?P=sep)[0-9]{1,4})?")
AFTER_NUMERIC: Final = re.compile(r"(?!\w)|T\d\d")
_THINGS: Final = (
    "people|persons|soldiers|troops|homes|houses|dollars|euros|pounds|miles|km|kilomet|kilos|kg|tons|tonnes"
    "|deaths|cases|met(?:er|re)s|feet|copies|votes|workers|refugees|civilians|victims|percent|per|vehicles"
    "|villages|times|others|more|words|hours|days|weeks|months|years|men|women|children|students|police"
    "|officers|residents|passengers|employees|members|items|units|points|additional|fighters|prisoners|sq"
)
YEAR_BEFORE: Final = re.compile(
    r"(?<![A-Za-z])(?:(?P<strong>in|since|during|until|till|through|mid|late|early|back[ ]in|back[ ]to|in[ ]late|in[ ]early|in[ ]mid)"
    r"|(?P<weak>of|by|before|after|from|between|and|to|for|around|circa|the|his|her|their|its))(?:[ ]|-|\r?\n)\Z",
    re.IGNORECASE,
)
YEAR_OF: Final = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|spring|summer"
    r"|autumn|fall|winter|end|beginning|start|half|quarter|part|middle|months|days|elections?|war|crisis"
    r"|pandemic|months|weeks|early|late|season|class|act|treaty|accords?|agreement)[ ]of[ ]\Z",
    re.IGNORECASE,
)
YEAR_PAIR: Final = re.compile(r"(?<!\d)\d{4} (?:and|to|or) \Z")
"""Between 2019 and 2021, from 1998 to 2003."""
VERB_MONTHS: Final = frozenset({"march", "may"})
THINGS_AFTER: Final = re.compile(rf"[ -](?:\w+[ ])?(?:{_THINGS})", re.IGNORECASE)
NOT_A_YEAR_AFTER: Final = re.compile(r"[\d'%s:/]|-[\d]|[.,]\d|[ ]?%")
YEAR_NOUN: Final = re.compile(
    r"[ ](?:[a-z]+[ ])?(?:meeting|summit|election|visit|talks|report|war|agreement|deal|treaty|attack|fire|games"
    r"|olympics|census|survey|budget|referendum|coup|campaign|trip|season|conference|census|study|film|book"
    r"|protests?|invasion|earthquakes?|quake|crash|explosions?|mudslide|landslide|avalanche|floods?|storm"
    r"|hurricane|typhoon|cyclone|tornado|tsunami|eruption|famine|accident|disaster|collapse|blast|bombings?|shooting"
    r"|massacre|sinking|derailment|outbreak|breach|strike|uprising|merger|takeover|scandal|settlement|blaze|wildfires?)(?![a-z])",
    re.IGNORECASE,
)
WORD_AFTER: Final = re.compile(r"[ ][A-Za-z]")

RELATIVE_DAY: Final = re.compile(
    rf"(?:yesterday|the{GAP}day{GAP}before{GAP}yesterday|the{GAP}day{GAP}after{GAP}tomorrow|today|tonight|tomorrow|recently|lately|last{GAP}night"
    rf"|this{GAP}(?:morning|afternoon|evening))(?![a-z])"
)
DAY_SHIFTS: Final = {"yesterday": -1, "tomorrow": 1, "last": -1, "today": 0, "tonight": 0, "this": 0}
NOT_TODAY_AFTER: Final = re.compile(r"[ ](?:show|program|programme|newspaper)")

UNIT: Final = re.compile(r"(?P<unit>day|week|month|year|decade|season)s?(?![a-z])")
COUNT_BEFORE: Final = re.compile(
    rf"(?<![a-z])(?:(?P<hedge>{_HEDGES}){GAP})?(?:(?P<count>\d{{1,3}}|{'|'.join(NUMBER_WORDS)})"
    rf"|(?P<vague>several|many|a{GAP}few|few|some|a{GAP}couple{GAP}of|couple{GAP}of|recent|past|coming))(?:{GAP}|-)\Z"
)
POINTER_BEFORE: Final = re.compile(
    rf"(?<![a-z])(?P<the>the{GAP})?(?P<which>last|this|next|past|previous|following|same|coming){GAP}\Z"
)
THAT_BEFORE: Final = re.compile(
    rf"(?<![a-z])(?:that|(?P<within>(?:earlier|later){GAP}(?:on{GAP})?(?:in|that){GAP}(?:the{GAP})?)){GAP}?\Z"
)
DIRECTION_AFTER: Final = re.compile(
    rf"{GAP}(?P<way>ago|later|earlier|before|after|previously)(?![a-z])"
    rf"(?:{GAP}(?:that|this|the|their|his|her|its){GAP}[a-z]{{1,20}}(?![a-z]))?"
)

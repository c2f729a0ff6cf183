"""The words that numbers are written with, and those that say how a number stands to the truth."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


UNITS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
BELOW_HUNDRED: Final = (
    UNITS
    | TENS
    | {f"{ten}-{one}": TENS[ten] + UNITS[one] for ten in TENS for one in UNITS if 0 < UNITS[one] < 10}
)
"""Every number below a hundred that is written as one word."""
SCALES: Final = {
    "dozen": 12, "hundred": 100, "thousand": 1000, "lakh": 100_000, "lakhs": 100_000, "million": 10**6, "crore": 10**7,
    "crores": 10**7, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
SHORT_SCALES: Final = {
    "mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9, "tn": 10**12, "trn": 10**12,
}  # fmt: skip
"""Scales that stand only behind digits: 2.4 bn."""
SUFFIXES: Final = SHORT_SCALES | {
    "k": 1000, "m": 10**6, "b": 10**9, "t": 10**12, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
"""Scales that are glued to digits: 3k, 1.2m, 880million."""
_ONES: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_TENTHS: Final = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split()
ORDINALS: Final = (
    {word: number for number, word in enumerate(_ONES, start=1)}
    | {word: 10 * number for number, word in enumerate(_TENTHS, start=2)}
    | {f"{ten}-{word}": TENS[ten] + number for ten in TENS for number, word in enumerate(_ONES[:9], start=1)}
    | {"hundredth": 100}
)

SOME: Final = {
    "tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000, "lakhs": 100_000, "millions": 10**6,
    "crores": 10**7, "billions": 10**9, "trillions": 10**12,
}  # fmt: skip
"""Plurals without a number: at least two of them."""
NEED_OF: Final = _words("tens scores lakhs crores")
"""Those that are numbers only before "of": "test scores" count nothing."""
AFTER_SCORES: Final = _words(
    "more others injured wounded killed hurt dead missing displaced arrested detained trapped were are have"
)
"""What makes "scores" people who were hurt, where a clause opens with it."""
SEVERAL: Final = _words("several few many")
"""What may stand before a scale in the singular, as at least two of it: several hundred."""
GROUPS: Final = {"pair": 2, "couple": 2, "trio": 3, "brace": 2, "dozen": 12, "quartet": 4}
"""Nouns that count: a pair of."""
LOOSE_GROUPS: Final = _words("couple")
"""Of those, what need not be taken literally."""
SINGLE_PAIRS: Final = _words(
    "trousers pants jeans glasses sunglasses spectacles goggles binoculars scissors shorts tights pliers tongs"
)
"""Things of which a pair is one."""
PARTITIVES: Final = _words(
    "set piece pieces number version versions model models variety range collection series copy edition kind type sort"
)
"""Nouns that may stand before `of` and the thing itself."""
VAGUE: Final = _words(
    "several various some many numerous few multiple more other countless assorted different"
)
"""Quantity words that give no number."""

AT_LEAST: Final = _phrases(
    "at least|at the very least|at the least|more than|far more than|much more than|many more than|well more than"
    "|slightly more than|a little more than|considerably more than|significantly more than|no fewer than|no less than"
    "|not less than|not fewer than|over|well over|far over|just over|slightly over|a little over|a bit over"
    "|north of|well north of|just north of|upwards of|upward of|a minimum of|in excess of|well in excess of|above"
    "|well above|just above|greater than|as few as|as little as|as low as|exceeding|surpassing|topping"
)
AT_MOST: Final = _phrases(
    "up to|as many as|as much as|as high as|at most|at the most|fewer than|less than|slightly less than|slightly fewer than"
    "|a little less than|far fewer than|under|well under|just under|slightly under|a little under|below|just below"
    "|well below|a maximum of|no more than|not more than|south of|just south of"
)
ABOUT: Final = _phrases(
    "about|just about|around|somewhere around|some|nearly|very nearly|almost|approximately|roughly|close to"
    "|very close to|closer to|near to|an estimated|estimated|circa|approaching|just shy of|shy of|just short of"
    "|an approximate|in the region of|in the order of|on the order of|in the neighborhood of|in the neighbourhood of"
    "|the best part of|something like"
)
CHANGE_TO: Final = _words("bring brings bringing brought take takes taking took push pushes pushing pushed raise raises"
                          " raising raised")  # fmt: skip
"""Verbs after which "up to 97" is where a number went, and no upper bound."""
TALLIES: Final = _words("toll tally total count number figure deaths dead")
"""In a headline, nouns that go up to a number: "Toll up to 97"."""
TOPICS: Final = _words(
    "dispute row concern concerns anger outrage protest protests fears worries debate argument war talk talked talks"
    " talking know knows knew known worried complained concerned question questioned questions charged sued fined"
    " arrested story stories report reports information details told asked spoke speaks speak warned"
)
"""Words after which "over" or "about" opens what something is about."""
MORE: Final = _words("another further additional extra")
MORE_AFTER: Final = _words("further additional extra")
AFTER: Final = {
    ("or", "so"): "approx", ("or", "thereabouts"): "approx", ("odd",): "approx", ("give", "or", "take"): "approx",
    ("or", "more"): "ge", ("plus",): "ge", ("+",): "ge", ("or", "fewer"): "le", ("or", "less"): "le",
}  # fmt: skip
"""What behind a number says how it stands to the truth."""

CHANGES: Final = _words(
    "rose risen rises rise rising up climbed climbs climb increased increase increases grew grown grows growing jumped"
    " jumps jump soared fell fallen falls fall down dropped drops drop cut cuts reduced reduces lowered lowers raised"
    " raises revised changed went goes gone by added from swelled doubled tripled shrank shrunk declined slipped"
)
"""Words that make "X to Y" a change from one number to another."""
CONTESTS: Final = _words(
    "won win wins beat beats lost lose loses drew draw defeat defeated defeats victory led lead leads score scored vote"
    " voted passed approved rejected ruled"
)
"""Words that make "X to Y" a result of two sides."""
SPANS: Final = _words(
    "estimates estimated estimate ranging range ranged ranges anywhere varying vary varied varies somewhere"
)
"""Words that make "from X to Y" a range: estimates range from 200 to 300."""
SPAN_PRECEDERS: Final = _words("some about around an roughly approximately between estimated nearly perhaps")

MEASURES: Final = _words(
    "percent per percentage pct pc carat carats inch inches foot feet ft ton tons tonne tonnes pound pounds lb lbs ounce"
    " ounces kg kilo kilos kilogram kilograms kilogramme kilogrammes gram grams grammes year years month months week"
    " weeks fortnight day days hour hours minute minutes second seconds decade decades century centuries mile miles"
    " yard yards kilometre kilometres kilometer kilometers km kms km/h kph mph knots metre metres meter meters"
    " centimetre centimetres centimeter centimeters cm mm millimetre millimetres millimeter millimeters degree degrees"
    " celsius fahrenheit litre litres liter liters gallon gallons barrel barrels bpd hectare hectares acre acres sq"
    " watt watts kilowatt kilowatts megawatt megawatts gigawatt gigawatts mw gw kw volts decibels calories gigabyte"
    " gigabytes terabyte terabytes megabyte megabytes gb tb mb dollar dollars euro euros pence cents cent rubles roubles"
    " won yen storeys stories storey floors times fold point points pm am p.m. a.m. o'clock gmt magnitude c f"
)
"""Nouns after a number that make it a measurement and not a count."""
BEFORE_MEASURES: Final = _words(
    "consecutive straight working nautical square cubic metric long more further additional full calendar business"
    " short whole light solid successive"
)
"""What may stand between a number and its unit: three long years."""
PLURALS: Final = _words("people men women children others more police troops crew staff")
"""Plurals and the like that do not end in s."""
AGED_OF: Final = _words("man woman boy girl child age ages teenager baby pensioner")
"""After them, "of 71" is an age."""
PERSONS: Final = AGED_OF | _words(
    "suspect victim driver student pupil teacher pilot passenger worker soldier sailor nurse doctor resident husband"
    " wife son daughter sister brother father mother uncle aunt cousin friend singer actor actress player leader"
)
"""Behind them, a number between commas is an age."""
AGED: Final = _words("aged age ages turned turning")
NUMBERED: Final = _words(
    "flight route highway interstate road article section chapter resolution paragraph clause level phase category"
    " grade type class room gate platform channel apollo boeing airbus model windows iphone galaxy step stage"
    " tier psalm verse lot case exhibit title zone sector district ward precinct area bus track runway terminal pier"
    " block building apartment cell magnitude richter appendix table figure amendment proposition number nos no. nos."
    " formula covid bill act unit reactor berth junction exit squadron brigade"
)
"""What is followed by the number that names it: Flight 370."""
NUMBERED_NAMES: Final = _words("no order rule hall floor day week part")
"""What is so only with a capital: Day 12, No 5."""
DIMENSIONS: Final = _words(
    "high deep tall wide long away above below tsunami wave waves race sprint freestyle hurdles dash relay butterfly"
    " backstroke medley breaststroke run thick across underwater offshore swell"
)
"""Words beside which "3m" is metres, and "10k" a race."""
SIZES: Final = _words("height depth length width altitude waves measuring swell diameter tall standing x")
"""Words before "1.85m" that make it metres."""

"""What reading articles for stories costs: dense and mixed articles, one story and ten, growth, and memory.

Part of `scripts/bench.py`. Times are processor time, the best of several runs; every line has the ratio to a
plain tokenize of the same text, timed in turn with it.
"""

from __future__ import annotations

import random
import re
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from archive.domain.article import Block
from archive.domain.moment import PartialDate
from archive.domain.story import Story
from archive.domain.story_parse import parse_story
from archive.extractors.rules import RulesExtractor
from archive.ports import Reading
from archive.service.stories import packs_of

Report = Callable[[str, str, str, float | None], None]

_LENGTH: Final = 4_000
_PLACES: Final = "Aldor Varnby Quellin Ostra Merrow Tolvik Harst Belden Corvane Lindow".split()
_OUTLETS: Final = "Aldor Courier,Varnby Post,Norpress,Quellin Gazette,Merrow Herald".split(",")
_DENSE: Final = (
    "At least {a} people were killed and {b} injured when the dam above {place} broke on Tuesday, officials said.",
    "The death toll rose to {a} from {c}, the interior ministry said, with {b} people still missing.",
    "\u201cWe have found {c} bodies so far,\u201d said Ines Halloran, who leads the rescue teams in {place}.",
    "More than {b} people were evacuated from {place} and nearby villages, according to the {outlet}.",
    "Of the {b} injured, {c} were in hospital in {place}, among them {d} children.",
    "Rescuers pulled {d} survivors from the mud on Wednesday, the {outlet} reported, citing a local official.",
    "An earlier count of {b} dead was revised down to {a} after names were found to have been listed twice.",
    "The governor, Pavel Orlec, said that another {d} people may have died in {place}, but that it was not confirmed.",
    "Some {b} soldiers and {c} volunteers were searching along the river, and {d} helicopters had been sent.",
    "It was the worst flood in the region since {year}, when {b} people died in {place}.",
    "Hospitals in {place} were treating {b} people, {d} of them in a critical condition, a doctor told the {outlet}.",
    "{c} people were confirmed dead in {place} alone, and {d} in the hills above the town.",
)
_PLAIN: Final = (
    "The council met again on Thursday to speak about the new market hall, which has been delayed for years.",
    "\u201cNobody wants another winter like that,\u201d said Rosa Finnley, who has kept a shop in {place} for {d} years.",
    "Trains between {place} and the coast run every half hour, although the timetable will change in the spring.",
    "Critics of the plan say that the money should go to schools, as the {outlet} reported last month.",
    "The team lost 2-1 at home in front of {b} spectators and now stands third in the table.",
    "Shares in the company fell by {d} per cent after the announcement and recovered later in the day.",
    "A spokeswoman for the museum said that the exhibition, which opened in {year}, would go on until June.",
    "In the old town, restaurants and cafes were full, and tourists walked along the harbour in the sun.",
)
_STORY: Final = """
[story]
id = "{name}"
title = "{title}"
packs = ["{pack}"]
{required}
[[entity]]
id = "{name}_place"
kind = "place"
aliases = ["{place}"]
[[entity]]
id = "{name}_party"
kind = "party"
aliases = ["{party}"]
[[entity]]
id = "{name}_outlet"
kind = "source"
aliases = ["{outlet}"]
"""


def measure(articles: int, report: Report) -> None:
    """All measurements; `articles` is how many memory is measured over.

    In dense articles every sentence is on the topic, with several claims each: more than any real one has.
    """
    one = [_story(0, "casualties", "dam")]
    ten = [_story(at, ("casualties", "headcount", "money")[at % 3], f"word{at}") for at in range(1, 10)]
    everywhere = [replace(story, must_mention=()) for story in (*one, *ten)]
    dense, half, mixed = (list(_articles(24, share)) for share in (1.0, 0.5, 0.2))
    for name, texts, stories in (
        ("dense, one story", dense, one),
        ("half dense, one story", half, one),
        ("mixed, one story", mixed, one),
        ("dense, ten stories", dense, one + ten),
        ("mixed, ten stories", mixed, one + ten),
        ("dense, ten without a gate", dense, everywhere),
    ):
        _rate(name, texts, stories, report)
    _growth(one[0], report)
    _memory(articles, one[0], report)


def _story(number: int, pack: str, required: str) -> Story:
    text = _STORY.format(
        name=f"bench{number}",
        title=f"Bench {number}",
        pack=pack,
        required=f'must_mention = ["{required}"]',
        place=_PLACES[number],
        party=f"{_PLACES[-1 - number]} Works",
        outlet=_OUTLETS[number % len(_OUTLETS)],
    )
    file = Path(f"bench{number}.toml")
    return parse_story(file.name, text, packs_of(file, text))


def _articles(number: int, share: float, length: int = _LENGTH, seed: int = 11) -> Iterator[Reading]:
    """Made-up articles of `length` characters, of which `share` of the sentences are on the story's topic."""
    chance = random.Random(seed)  # noqa: S311 - the same articles in every run
    for index in range(number):
        parts = ["Dam breaks above Aldor"]
        while sum(map(len, parts)) < length:
            chosen = [
                chance.choice(_DENSE if chance.random() < share else _PLAIN).format(
                    a=chance.randint(60, 900), b=f"{chance.randint(1000, 9000):,}", c=chance.randint(20, 59),
                    d=chance.randint(3, 19), year=chance.randint(1950, 2010), place=chance.choice(_PLACES),
                    outlet=chance.choice(_OUTLETS),
                )
                for _ in range(3)
            ]  # fmt: skip
            parts.append(" ".join(chosen))
        yield _reading(f"article{index}", "\n\n".join(parts)[:length])


def _reading(address: str, text: str) -> Reading:
    blocks: list[Block] = []
    at = 0
    for number, part in enumerate(text.split("\n\n")):
        blocks.append(Block("body" if number else "headline", at, at + len(part)))
        at += len(part) + 2
    return Reading(
        address=address, version_id=address, text_hash=address, text=text, blocks=tuple(blocks), title=None,
        anchor=PartialDate(date(2021, 5, 6).isoformat()), anchor_basis="stated",
    )  # fmt: skip


def _tokenize(texts: Sequence[Reading]) -> None:
    for reading in texts:
        re.findall(r"\w+|[^\w\s]", reading.text)


def _in_turn(*work: Callable[[], object], rounds: int = 5) -> list[float]:
    """The best processor time of each, in seconds; they take turns, so that a busy machine slows all alike."""
    best = [float("inf")] * len(work)
    for _ in range(rounds):
        for at, one in enumerate(work):
            began = time.process_time()
            one()
            best[at] = min(best[at], time.process_time() - began)
    return best


def _read(extractor: RulesExtractor, texts: Sequence[Reading], stories: Sequence[Story]) -> int:
    """Read every article for every story, as the archive does: article by article."""
    return sum(
        len(extractor.extract(story, reading).claims)
        for reading in texts
        for story in stories
        if extractor.concerns(story, reading.text)
    )


def _rate(name: str, texts: Sequence[Reading], stories: Sequence[Story], report: Report) -> None:
    extractor = RulesExtractor()
    claims = _read(extractor, texts, stories)
    seconds, baseline = _in_turn(lambda: _read(extractor, texts, stories), lambda: _tokenize(texts))
    number = len(texts)
    report(
        f"extract, {name}",
        f"{number / seconds:,.0f} articles/s",
        f"{claims / number:.0f} claims; tokenize {number / baseline:,.0f}/s",
        seconds / baseline,
    )


def _growth(story: Story, report: Report) -> None:
    extractor = RulesExtractor()
    first = 0.0
    for length in (_LENGTH, 10 * _LENGTH, 100 * _LENGTH):
        (reading,) = _articles(1, 1.0, length)
        rounds = 5 if length == _LENGTH else 2
        seconds, baseline = _in_turn(
            lambda one=reading: extractor.extract(story, one),  # type: ignore[misc]
            lambda one=reading: _tokenize([one]),  # type: ignore[misc]
            rounds=rounds,
        )
        each = seconds / length
        first = first or each
        report(
            f"extract, {length:,} chars",
            f"{each * 1e6:,.1f} s per million",
            f"{each / first:.2f} of the first",
            seconds / baseline,
        )


def _memory(articles: int, story: Story, report: Report) -> None:
    """The most memory that the process has taken after a tenth of the articles, and after all."""
    extractor = RulesExtractor()
    early = 0
    for number in range(articles):
        (reading,) = _articles(1, 0.25, seed=number)
        extractor.extract(story, reading)
        if number == articles // 10:
            early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    late = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report(
        "extract, memory at the peak",
        f"{late / 1024:,.0f} MB, {articles:,} articles",
        f"{early / 1024:,.0f} MB after {articles // 10:,}",
        late / early,
    )

#!/usr/bin/env python3
"""Score the rules extractor against a gold file: what was found, what was missed, which traps it fell into.

    python scripts/score.py GOLD STORY ARTICLES [--wrong] [--missed] [--seen | --held-out]

GOLD is a `gold.json` (scripts/gold.py makes it) or a `claims.toml`, the format of `archive story test`. How claims
are matched is said in `archive.domain.scoring`, which does it. A gold.json says more than expectations do: every
date, attribution and certainty is compared, also where there is none.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from archive.domain.canonical import sha256_hex
from archive.domain.claim import Claim
from archive.domain.expectations import (
    IDENTIFYING,
    PARTS,
    Expected,
    Forbidden,
    expected,
    options,
    parse_expectations,
)
from archive.domain.look import Look
from archive.domain.scoring import Score, compare, locate, placed, score
from archive.domain.story import FactType, Story
from archive.extractors.rules import RulesExtractor
from archive.ports import Reading
from archive.readers.text import TextReader
from archive.service.stories import load_story

DETAILS = {
    "event": "event date",
    "report": "report date",
    "by": "attribution",
    "direct_speech": "direct speech",
}
ACCEPTED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("s1-c06", "giver"): ("russia", "putin"),
    ("s3-c01", "item"): ("aurus_car", "car"),
    ("s3-c09", "item"): ("aurus_car", "car"),
}
"""Alternatives that the gold's notes grant, by claim and field; a gold claim's own `accepted` does the same."""

Gold = Mapping[str, Any]


def recall(one: Score, *tiers: str) -> tuple[int, int]:
    """Matched gold claims and all gold claims of `tiers`."""
    wanted = [gold.id for gold in one.expected if gold.tier in tiers]
    return sum(name in one.matched for name in wanted), len(wanted)


def expected_of(gold: Gold, text: str, story: Story) -> Expected:
    """A claim of a gold.json as an expectation; what the story has no field for is not compared."""
    fact = story.facts.get(gold["type"])
    fields: dict[str, Any] = {}
    details: dict[str, Any] = {
        "certainty": {"unknown": "hedged"}.get(gold["certainty"], gold["certainty"]),
        "event": ((gold["event_date"] or {}).get("value"),),
        "report": ((gold["report_date"] or {}).get("value"),),
        "by": (tuple(source for link in gold["attribution"] for source in link["source"].split("_via_")),),
    }
    details |= {"direct_speech": True} if gold.get("direct_speech") else {}
    details |= {"relation": gold["relation"]} if "relation" in gold else {}
    for name, value in gold["fields"].items():
        kind = fact.fields.get(name) if fact is not None else None
        if kind is not None and _identifies(name, kind.kind, fact):
            granted = gold.get("accepted", {}).get(name, (value,))
            options_of = (tuple(value),) if isinstance(value, list) else tuple(granted)
            fields[name] = ACCEPTED.get((gold["id"], name), options_of)
        elif name == "quantity" or (kind is not None and kind.kind == "flag" and value):
            details[name] = (value,)
    made = expected(
        gold["id"], fact, fields, details, polarity=gold["polarity"], role=gold.get("role"),
        quote=gold["evidence"]["exact"], tier=gold["tier"],
    )  # fmt: skip
    here = (gold["evidence"]["start"], gold["evidence"]["end"])
    return replace(made, type=gold["type"], spans=(here, *locate(text, made.quote)))


def _identifies(name: str, kind: str, fact: FactType | None) -> bool:
    return fact is not None and (kind in IDENTIFYING or name in (*fact.key, fact.value, *PARTS))


def forbidden_of(trap: Gold) -> Forbidden:
    """A trap of a gold.json. `basis` and `as_of` describe it and are no conditions: without them more claims spring it."""
    where = {
        {"model": "wording"}.get(name, name): options(value)
        for name, value in trap["where"].items()
        if name not in ("basis", "as_of")
    }
    return Forbidden(id=trap["id"], type=trap["type"], where=where, why=trap.get("why", ""))


def accuracy(results: Sequence[Score]) -> dict[str, tuple[int, int]]:
    """How many matched claims have the gold's event date, report date, quantity, attribution, certainty."""
    tally: dict[str, list[bool]] = {}
    for result in results:
        for gold in result.expected:
            claim = result.matched.get(gold.id)
            for name, right in compare(claim, gold).items() if claim is not None else ():
                tally.setdefault(DETAILS.get(name, name), []).append(right)
    return {name: (sum(rights), len(rights)) for name, rights in tally.items()}


def read(path: Path) -> Reading:
    """An article as the program reads it: the text reader's blocks, and the date it can honestly tell."""
    article = TextReader().read(Look(name=path.name, data=path.read_bytes()), {})
    told = article.published if article.published.date is not None else article.in_body
    return Reading(
        address=path.name,
        version_id=path.name,
        text_hash=sha256_hex(article.text.encode()),
        text=article.text,
        blocks=article.blocks,
        title=article.title.value,
        anchor=told.date,
        anchor_basis=told.basis,
        language=article.language.value,
    )


def score_all(
    gold_file: Path, story_file: Path, articles: Path, *, held_out: bool | None = None
) -> list[Score]:
    """Score every document of the gold file, or only those that are (or are not) held out."""
    story, _ = load_story(story_file)
    extractor = RulesExtractor()
    documents = list(documents_of(gold_file, story, articles, held_out))
    types = {one.type for _, _, wanted, _ in documents for one in wanted}
    return [
        score(name, wanted, traps, extractor.extract(story, reading).claims, types)
        for name, reading, wanted, traps in documents
    ]


def documents_of(
    gold_file: Path, story: Story, articles: Path, held_out: bool | None
) -> Iterator[tuple[str, Reading, list[Expected], list[Forbidden]]]:
    """Each article's name and text with what is expected of it."""
    source = gold_file.read_text(encoding="utf-8")
    if gold_file.suffix == ".toml":
        for article in parse_expectations(str(gold_file), source, story):
            reading = read(articles / f"{article.name}.txt")
            wanted = [placed(one, reading.text) for one in article.claims]
            yield article.name, reading, wanted, list(article.forbidden)
        return
    for document in json.loads(source)["documents"]:
        if held_out is None or document.get("held_out", False) == held_out:
            reading = read(articles / document["file"])
            wanted = [expected_of(one, reading.text, story) for one in document["claims"]]
            yield document["doc"], reading, wanted, [forbidden_of(trap) for trap in document["must_not"]]


def summary(results: Sequence[Score]) -> dict[str, tuple[int, int]]:
    """The figures over `results`: right or found, out of."""
    right = sum(len(one.matched) + len(one.repeated) + len(one.entailed) for one in results)
    entailed = sum(len(one.entailed) for one in results)
    wrong = sum(len(one.wrong) for one in results)
    tiers = {"core recall": ("core",), "core+secondary recall": ("core", "secondary")}
    tiers["all-tier recall"] = ("core", "secondary", "context")
    found = {}
    for name, wanted in tiers.items():
        pairs = [recall(one, *wanted) for one in results]
        found[name] = (sum(a for a, _ in pairs), sum(b for _, b in pairs))
    found["precision"] = (right, right + wrong)
    found["strict precision"] = (right - entailed, right + wrong)
    found["traps sprung"] = (sum(len({trap.id for trap, _ in one.sprung}) for one in results), 0)
    return found


def show(results: Sequence[Score], *, wrong: bool, missed: bool) -> None:
    """Print the figures per document and in total."""
    for rows in (*([one] for one in results), results):
        name = rows[0].article if len(rows) == 1 and rows is not results else "total"
        figures = []
        for label, (part, whole) in summary(rows).items():
            share = f" {part / whole:.3f}" if whole else ""
            figures.append(f"{label} {part}" + (f"/{whole}{share}" if whole or "traps" not in label else ""))
        print(f"{name}: " + " | ".join(figures))
    print(
        "on matched claims: "
        + " | ".join(f"{name} {a}/{b} {a / b:.3f}" for name, (a, b) in accuracy(results).items())
    )
    for one in results:
        for trap, claim in one.sprung:
            print(f"TRAP {trap.id} sprung by {describe(claim)}")
        for claim in one.wrong if wrong else ():
            print(f"WRONG {one.article} {describe(claim)}")
        for gold in one.missed if missed else ():
            print(f"MISSED {gold.id} {gold.tier} {gold.type} {gold.quote[:90]!r}")
        for gold, claim, bad in one.differing() if missed else ():
            print(f"DIFFERS {gold.id} in {', '.join(bad)}: {describe(claim)}")


def describe(claim: Claim) -> str:
    """A claim on one line."""
    fields = {name: value for name, value in claim.fields.items() if not name.endswith("_text")}
    date = claim.event_date.value if claim.event_date else None
    report = claim.report_date.value if claim.report_date else None
    sources = [link.source for link in claim.attribution]
    return (
        f"{claim.type} {fields} {claim.polarity} {claim.certainty} {claim.relation} {claim.role} event={date} report={report} "
        f"by={sources} [{claim.frame}] {claim.evidence.exact!r}"
    )


def main() -> int:
    """Score and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("story", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list the predictions that match nothing")
    parser.add_argument("--missed", action="store_true", help="list what was missed or differs")
    parser.add_argument("--all", action="store_true", help="list every claim")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--seen", dest="held_out", action="store_false", help="leave out what is held out")
    only.add_argument("--held-out", dest="held_out", action="store_true", help="only what is held out")
    parser.set_defaults(held_out=None)
    options = parser.parse_args()
    results = score_all(options.gold, options.story, options.articles, held_out=options.held_out)
    for one in results if options.all else ():
        for claim in one.claims:
            print(one.article, describe(claim))
    show(results, wrong=options.wrong, missed=options.missed)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

#!/usr/bin/env python3
"""Score the rules extractor against a gold file: what was found, what was missed, which traps it fell into.

    python scripts/score.py GOLD STORY ARTICLES [--wrong] [--missed] [--seen | --held-out]

How a predicted claim is matched, so that nobody need trust the figures blindly:

- It has the gold claim's type, polarity and, if that is `previous` or the gold gives one, role; its entity, item, value, ordinal, resolution and stance
  fields equal the gold's where the gold gives them (null accepts anything, and so do the
  alternatives listed in `ACCEPTED`, each of which the gold grants in a note); an ordinal that the
  gold does not have must not be there; and its evidence overlaps the gold's.
- A gold claim is matched by one assertion. Another claim on the same words that says the same (equal
  assertion key) is a repetition and neither gains nor costs; one that says something else is wrong.
- `recall` is matched gold claims over gold claims of the tier. `precision` is right predictions over
  all predictions of the types that the gold has anywhere. A count derived from an ordinal ("gave a
  second X" -> at least 2) that the gold does not list is right if it is entailed by the gold claim
  that its own source claim matches; the strict figure counts it as wrong.
- A trap is sprung by any claim of its type (any, for `*`) that agrees with every condition of `where`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.domain.canonical import sha256_hex
from archive.domain.claim import Claim
from archive.domain.moment import PartialDate
from archive.domain.story import Story
from archive.extractors.rules import RulesExtractor
from archive.ports import Reading
from archive.readers.text import TextReader
from archive.service import stories

COMPARED = (
    "giver", "recipient", "item", "value", "ordinal", "shower", "viewer", "regime", "resolution", "stance", "number",
    "parties", "received_by", "on_behalf_of", "subject", "measure",
)  # fmt: skip
ACCEPTED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("s1-c06", "giver"): ("russia", "putin"),
    ("s3-c01", "item"): ("aurus_car", "car"),
    ("s3-c09", "item"): ("aurus_car", "car"),
}
"""Alternatives that the gold's notes grant, by claim and field; a gold claim's own `accepted` does the same."""

Gold = Mapping[str, Any]


@dataclass
class Score:
    """One document's result."""

    doc: str
    gold: Sequence[Gold]
    claims: Sequence[Claim]
    matched: dict[str, Claim] = field(default_factory=dict)
    repeated: list[Claim] = field(default_factory=list)
    entailed: list[Claim] = field(default_factory=list)
    wrong: list[Claim] = field(default_factory=list)
    sprung: list[tuple[str, Claim]] = field(default_factory=list)

    def recall(self, *tiers: str) -> tuple[int, int]:
        """Matched gold claims and all gold claims of `tiers`."""
        wanted = [gold["id"] for gold in self.gold if gold["tier"] in tiers]
        return sum(name in self.matched for name in wanted), len(wanted)


def spans(text: str, gold: Gold) -> list[tuple[int, int]]:
    """Where the gold's quote stands: at its place, and wherever else the same words stand."""
    exact = gold["evidence"]["exact"]
    found = [(gold["evidence"]["start"], gold["evidence"]["end"])]
    at = text.find(exact)
    while at >= 0:
        found.append((at, at + len(exact)))
        at = text.find(exact, at + 1)
    return found


def agrees(text: str, claim: Claim, gold: Gold) -> bool:
    """Whether `claim` is the assertion that `gold` describes."""
    if claim.type != gold["type"] or claim.polarity != gold["polarity"]:
        return False
    if claim.role != gold.get("role", claim.role if claim.role != "previous" else "current"):
        return False
    if not any(claim.evidence.start < end and start < claim.evidence.end for start, end in spans(text, gold)):
        return False
    for name in COMPARED:
        wanted, said = gold["fields"].get(name), claim.fields.get(name)
        granted = gold.get("accepted", {}).get(name, (wanted,))
        accepted: Sequence[Any] = ACCEPTED.get((gold["id"], name), granted)
        if name == "ordinal" and name not in gold["fields"] and said is not None:
            return False
        if wanted is None:
            continue
        if isinstance(wanted, list):
            if not isinstance(said, tuple) or sorted(said) != sorted(wanted):
                return False
        elif said not in accepted:
            return False
    return True


def score(doc: str, text: str, gold: Sequence[Gold], traps: Sequence[Gold], claims: Sequence[Claim]) -> Score:
    """Match `claims` to `gold` and try `traps`."""
    result = Score(doc, gold, claims)
    types = {one["type"] for one in gold}
    for claim in sorted(claims, key=lambda one: one.frame.endswith("(derived)")):
        fitting = [one for one in gold if agrees(text, claim, one)]
        free = [one for one in fitting if one["id"] not in result.matched]
        if free:
            result.matched[free[0]["id"]] = claim
        elif any(result.matched[one["id"]].assertion_key == claim.assertion_key for one in fitting):
            result.repeated.append(claim)
        elif claim.frame.endswith("(derived)") and _entailed(result, claim):
            result.entailed.append(claim)
        elif claim.type in types:
            result.wrong.append(claim)
    for trap in traps:
        result.sprung += [(trap["id"], claim) for claim in claims if springs(claim, trap)]
    return result


def _entailed(result: Score, claim: Claim) -> bool:
    """Whether a matched gold claim with this ordinal, on the same words, says as much."""
    return any(
        one.evidence == claim.evidence
        and one.fields.get("ordinal") == claim.fields.get("value")
        and gold["fields"].get("ordinal") == claim.fields.get("value")
        and all(one.fields.get(name) == claim.fields.get(name) for name in claim.key)
        for gold in result.gold
        if (one := result.matched.get(gold["id"])) is not None
    )


def springs(claim: Claim, trap: Gold) -> bool:
    """Whether `claim` asserts what `trap` forbids.

    `basis` and `as_of` describe the trap and are not conditions: without them more claims spring it.
    """
    if trap["type"] not in ("*", claim.type):
        return False
    where = {name: value for name, value in trap["where"].items() if name not in ("basis", "as_of")}
    return all(_meets(claim, name, value) for name, value in where.items())


def _meets(claim: Claim, name: str, value: Any) -> bool:
    """Whether one condition of a trap holds; dates count as equal where one may be the other told finely."""
    event, report = claim.event_date, claim.report_date
    if name == "date":
        told = event.value if event is not None else None
        return told is not None and PartialDate.parse(value).compatible(PartialDate.parse(told))
    if name == "published":
        return any(date is not None and value in (date.value, date.anchor) for date in (event, report))
    if name == "text":
        return value in claim.evidence.exact
    if name == "model":
        return value in f"{claim.fields.get('model')} {claim.fields.get('variant')}".lower()
    said = getattr(claim, name) if name in ("polarity", "certainty") else claim.fields.get(name)
    return bool(said == value)


def accuracy(results: Sequence[Score]) -> dict[str, tuple[int, int]]:
    """How many matched claims have the gold's event date, report date, quantity, attribution, certainty."""
    tally: dict[str, list[bool]] = {}
    for result in results:
        for gold in result.gold:
            claim = result.matched.get(gold["id"])
            if claim is None:
                continue
            for name, right in compare(claim, gold).items():
                tally.setdefault(name, []).append(right)
    return {name: (sum(rights), len(rights)) for name, rights in tally.items()}


def compare(claim: Claim, gold: Gold) -> dict[str, bool]:
    """Field by field, over the fields that the gold speaks of."""
    found: dict[str, bool] = {}
    event = (gold["event_date"] or {}).get("value")
    found["event date"] = (claim.event_date.value if claim.event_date else None) == event
    report = (gold["report_date"] or {}).get("value")
    found["report date"] = (claim.report_date.value if claim.report_date else None) == report
    if gold["fields"].get("quantity") is not None:
        found["quantity"] = claim.fields.get("quantity") == gold["fields"]["quantity"]
    elif "quantity" in gold["fields"]:
        found["quantity"] = claim.fields.get("quantity") is None
    wanted = [source for link in gold["attribution"] for source in link["source"].split("_via_")]
    found["attribution"] = [link.source.replace(" ", "_") for link in claim.attribution] == wanted
    found["certainty"] = claim.certainty == {"unknown": "hedged"}.get(gold["certainty"], gold["certainty"])
    if gold.get("direct_speech"):
        found["direct speech"] = claim.direct_speech
    if "relation" in gold:
        found["relation"] = claim.relation == gold["relation"]
    if gold["fields"].get("correction"):
        found["correction"] = claim.fields.get("correction") is True
    return found


def read(path: Path) -> Reading:
    """An article as the program reads it: the text reader's blocks, and the date it can honestly tell."""
    article = TextReader().read(path.name, path.read_bytes(), {})
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
    )


def load_story(path: Path) -> Story:
    """The story at `path` with its packs, beside it or built in."""
    return stories.load_story(path)[0]


def score_all(
    gold_file: Path, story_file: Path, articles: Path, *, held_out: bool | None = None
) -> list[Score]:
    """Score every document of the gold file, or only those that are (or are not) held out."""
    gold = json.loads(gold_file.read_text(encoding="utf-8"))
    story, extractor = load_story(story_file), RulesExtractor()
    results = []
    for document in gold["documents"]:
        if held_out is not None and document.get("held_out", False) != held_out:
            continue
        reading = read(articles / document["file"])
        claims = extractor.extract(story, reading).claims
        results.append(score(document["doc"], reading.text, document["claims"], document["must_not"], claims))
    return results


def summary(results: Sequence[Score]) -> dict[str, tuple[int, int]]:
    """The figures over `results`: right or found, out of."""
    right = sum(len(one.matched) + len(one.repeated) + len(one.entailed) for one in results)
    entailed = sum(len(one.entailed) for one in results)
    wrong = sum(len(one.wrong) for one in results)
    tiers = {"core recall": ("core",), "core+secondary recall": ("core", "secondary")}
    tiers["all-tier recall"] = ("core", "secondary", "context")
    found = {}
    for name, wanted in tiers.items():
        pairs = [one.recall(*wanted) for one in results]
        found[name] = (sum(a for a, _ in pairs), sum(b for _, b in pairs))
    found["precision"] = (right, right + wrong)
    found["strict precision"] = (right - entailed, right + wrong)
    found["traps sprung"] = (sum(len({name for name, _ in one.sprung}) for one in results), 0)
    return found


def show(results: Sequence[Score], *, wrong: bool, missed: bool) -> None:
    """Print the figures per document and in total."""
    for rows in (*([one] for one in results), results):
        name = rows[0].doc if len(rows) == 1 and rows is not results else "total"
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
            print(f"TRAP {trap} sprung by {describe(claim)}")
        for claim in one.wrong if wrong else ():
            print(f"WRONG {one.doc} {describe(claim)}")
        for gold in one.gold if missed else ():
            if gold["id"] not in one.matched:
                print(f"MISSED {gold['id']} {gold['tier']} {gold['type']} {gold['evidence']['exact'][:90]!r}")
            else:
                claim = one.matched[gold["id"]]
                bad = [name for name, right in compare(claim, gold).items() if not right]
                if bad:
                    print(f"DIFFERS {gold['id']} in {', '.join(bad)}: {describe(claim)}")


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
            print(one.doc, describe(claim))
    show(results, wrong=options.wrong, missed=options.missed)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

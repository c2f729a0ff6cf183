"""A fact as a fact-checker reads it: what is so, how well it stands, in whose words, and who disagrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from archive.telling.labels import Labels, in_words, moment_in_words
from archive.telling.lines import Lines, counted

Document = Mapping[str, Any]

QUOTES: Final = 3
"""Quotes shown of those that say the same; `archive show FACT` shows all."""

_INDENT: Final = 6
RELATED: Final = {
    "previous": "formerly: ",
    "increment": "on top of that: ",
    "projected": "planned or expected: ",
    "current": "also: ",
}
"""How the claims are introduced that are told beside the value of a fact, by their role."""
_UNDATED: Final = {
    "in-body": "no publication date; latest date in its text {reported}",
    "captured": "no publication date; captured {reported}",
    "modified": "no publication date; edited {reported}",
}


class FactText:
    """Writes facts, in the documents of `domain.fact_document.listed`, to a page."""

    def __init__(self, page: Lines, labels: Labels, quotes: int = QUOTES) -> None:
        self._page = page
        self._labels = labels
        self._quotes = quotes

    def fact(self, fact: Document, fact_id: str) -> None:
        """A whole fact with its quotes."""
        self._page.line(f"{self.label(fact)}  [{fact_id[:8]}]", "label", indent=2, hang=4)
        self.value(fact)
        self.standing(fact)
        self.variants(fact)
        self.quotes("", fact["supporting"])
        self.quotes("disagrees: ", fact["dissenting"])
        self.denials(fact["denied"])
        self.quotes("said before: ", fact["superseded"])
        self.related(fact.get("related", ()))
        self.quotes("rejected by a reviewer: ", fact["rejected"])

    def label(self, fact: Document) -> str:
        """What the fact is about."""
        return self._labels.key(fact["type"], fact["key"])

    def told(self, fact: Document) -> str:
        """The value in words; empty for an event with no attribute but itself."""
        return self._labels.value(fact["value"], fact["relation"], fact.get("value_to"))

    def value(self, fact: Document) -> None:
        """The line of the value; an event without attributes has none."""
        if fact["status"] in ("denied", "retracted"):
            return
        told = self.told(fact)
        if told:
            self._page.line(told, indent=_INDENT - 2, hang=2)
        for text in self.disputes(fact):
            self._page.line(text, "doubt", indent=_INDENT - 2, hang=2)

    def disputes(self, fact: Document) -> list[str]:
        """What is disputed, each with the value that is preferred and its rivals."""
        return [
            f"{in_words(name)} disputed: {self._labels.name(values[0])}, "
            f"but also told as {self._labels.names(values[1:])}"
            for name, values in sorted(fact["disputed"].items())
        ]

    def standing(self, fact: Document, was: str | None = None) -> None:
        """The line that says how well the fact stands (and stood before), and on whose words."""
        self._page.line(self.stands(fact, was), "doubt" if doubtful(fact) else "", indent=_INDENT - 2, hang=2)

    def stands(self, fact: Document, was: str | None = None) -> str:
        """How well the fact stands (and stood before), and on whose words."""
        origins = fact["origins"]
        status = f"{fact['status']} (was {was})" if was else fact["status"]
        if "role" in fact:
            status = f"{fact['role']}, {status}"
        support = f"{counted(fact['publishers'], 'publisher')}, {counted(len(origins), 'origin')}"
        text = f"{status}: {support}" + (f": {self._labels.names(sorted(origins))}" if origins else "")
        return f"{text}; reviewed" if fact["reviewed"] else text

    def variants(self, fact: Document) -> None:
        """The line of wordings, where there are any."""
        worded = self.worded(fact)
        if worded:
            self._page.line(worded, indent=_INDENT - 2, hang=2)

    def worded(self, fact: Document) -> str:
        """The wordings; empty where there are none."""
        variants = fact["variants"]
        wordings = variants.values() if isinstance(variants, Mapping) else variants
        return "worded as " + ", ".join(f"“{wording}”" for wording in wordings) if wordings else ""

    def denials(self, denied: Iterable[Document]) -> None:
        """What was denied, each value with the words that deny it."""
        for denial in denied:
            value = denial["value"]
            what = "denies: " if value is None else f"denies {self._labels.name(value)}: "
            self.quotes(what, denial["claims"])

    def related(self, claims: Sequence[Document]) -> None:
        """What is told beside the value: former figures, increments, plans."""
        for role, lead in RELATED.items():
            self.quotes(lead, [claim for claim in claims if claim.get("role", "current") == role])

    def quotes(self, lead: str, claims: Sequence[Document]) -> None:
        """The first quotes of `claims`, one of each source before a second one of any."""
        chosen = one_of_each(claims)[: self._quotes]
        for claim in chosen:
            self.quote(lead, claim)
        left = len(claims) - len(chosen)
        if left > 0:
            more = f"and {left} more" + (" like it" if lead else "")
            self._page.line(more, "quiet", indent=_INDENT + 2)

    def quote(self, lead: str, claim: Document) -> None:
        """The exact words, and whose they are."""
        words = " ".join(claim["quote"].split())
        self._page.line(f"{lead}“{words}”", indent=_INDENT, hang=1)
        self._page.line(self.whose(claim), "quiet", indent=_INDENT + 2, hang=2)

    def whose(self, claim: Document) -> str:
        """Source, date, origin and address of a claim."""
        return f"{self.credit(claim)} · {claim['address']}#{claim['version']}"

    def credit(self, claim: Document) -> str:
        """Source, date and origin of a claim, and what a reviewer said of it."""
        parts = [claim["source"] or "unknown source", dated(claim)]
        if claim["attribution"]:
            parts.append(f"citing {self._labels.names(claim['attribution'])}")
        if claim["certainty"] == "hedged":
            parts.append("hedged")
        if claim["cluster"] != claim["address"]:
            parts.append(f"one text with {claim['cluster']}")
        review = claim.get("review")
        if review:
            said = ", ".join(
                f"{in_words(name)} {self._labels.name(value)}" for name, value in review["fields"].items()
            )
            parts.append(
                f"{review['verdict']} by a reviewer"
                + (f" to {said}" if said else "")
                + (f" ({review['note']})" if review["note"] else "")
            )
        return ", ".join(parts)


def doubtful(fact: Document) -> bool:
    """Whether the fact does not stand undisturbed."""
    return fact["status"] not in ("corroborated", "single-origin")


def dated(claim: Document) -> str:
    """When a claim's words were published; where that is not known, what its date rests on."""
    published, reported = claim["published"]["value"], moment_in_words(claim["reported"])
    if published is None:
        wording = _UNDATED.get(claim["reported_basis"], "no publication date; counted from {reported}")
        return wording.format(reported=reported)
    published = moment_in_words(published)
    if claim["version"] > 1 and reported != published:
        return f"{published}, this version {reported}"
    return published


def one_of_each(claims: Iterable[Document]) -> list[Document]:
    """The order to read `claims` in: dated and stated ones first, and nobody twice before all
    were heard. Copies of one text are one voice."""
    first: list[Document] = []
    rest: list[Document] = []
    heard: set[str] = set()
    for claim in sorted(claims, key=lambda c: (c["published"]["value"] is None, c["certainty"] == "hedged")):
        voices = {claim["source"] or claim["address"], claim["cluster"]}
        (first if heard.isdisjoint(voices) else rest).append(claim)
        heard |= voices
    return first + rest

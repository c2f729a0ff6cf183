"""Matches an extractor's claims to what was expected of an article.

How a claim is matched, so that nobody need trust the figures blindly:

- It has the expectation's type and polarity; its role, and without one any but `previous`; its entity,
  item, key, ordinal and value fields, where the expectation gives them; an ordinal, a place or a group that the
  expectation does not have must not be there; and its evidence overlaps the expectation's quote.
- An expectation is matched by one claim. Another claim on the same words that says the same (equal
  assertion key) is a repetition and neither gains nor costs; one that says something else is wrong.
- `recall` is matched expectations over all of them. `precision` is right claims over all claims of the
  types that the expectations have anywhere. A count derived from an ordinal ("gave a second X": at
  least two) that is not expected is right where the claim that it follows from is.
- A trap is sprung by any claim of its type (any, for `*`) that meets every condition of `where`.
- Dates, attribution, certainty, relation, quantities and flags are details: they are compared once a
  claim is matched, and what differs is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from archive.domain.claim import Claim, FieldValue
from archive.domain.expectations import Expected, Forbidden, Options
from archive.domain.moment import PartialDate

DERIVED = "(derived)"
"""How the frame of a claim ends that follows from another claim."""


@dataclass(slots=True)
class Score:
    """The result of one article."""

    article: str
    expected: Sequence[Expected]
    claims: Sequence[Claim]
    matched: dict[str, Claim] = field(default_factory=dict)
    repeated: list[Claim] = field(default_factory=list)
    entailed: list[Claim] = field(default_factory=list)
    wrong: list[Claim] = field(default_factory=list)
    sprung: list[tuple[Forbidden, Claim]] = field(default_factory=list)

    @property
    def missed(self) -> list[Expected]:
        """What was expected and not found."""
        return [one for one in self.expected if one.id not in self.matched]

    def closest(self, missed: Expected) -> tuple[Claim, list[str]] | None:
        """The wrong claim on the same words that comes closest to what was missed, and where it differs."""
        options = [
            (claim, distance(claim, missed))
            for claim in self.wrong
            if claim.type == missed.type and missed.spans and _touches(claim, missed)
        ]
        return min(options, key=lambda one: len(one[1]), default=None)

    @property
    def right(self) -> list[Claim]:
        """The claims that were expected, or say again or follow from what was."""
        return [*self.matched.values(), *self.repeated, *self.entailed]

    def differing(self) -> list[tuple[Expected, Claim, list[str]]]:
        """What was found and is not told right, with the names of the details that differ."""
        found = []
        for one in self.expected:
            claim = self.matched.get(one.id)
            bad = [name for name, right in compare(claim, one).items() if not right] if claim else []
            if claim is not None and bad:
                found.append((one, claim, bad))
        return found


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over articles. A share of nothing is 1: nothing was missed, nothing was wrong."""

    expected: int = 0
    found: int = 0
    right: int = 0
    wrong: int = 0

    @property
    def recall(self) -> float:
        """Found over expected."""
        return self.found / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        """Right claims over all that were judged."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0


def locate(text: str, quote: str) -> tuple[tuple[int, int], ...]:
    """Every place where `quote` stands in `text`."""
    found: list[tuple[int, int]] = []
    at = text.find(quote) if quote else -1
    while at >= 0:
        found.append((at, at + len(quote)))
        at = text.find(quote, at + 1)
    return tuple(found)


def placed(expected: Expected, text: str) -> Expected:
    """`expected` with the places of its quote."""
    return replace(expected, spans=locate(text, expected.quote))


def agrees(claim: Claim, expected: Expected) -> bool:
    """Whether `claim` is the assertion that is `expected`."""
    if claim.type != expected.type or distance(claim, expected):
        return False
    return not expected.spans or _touches(claim, expected)


def distance(claim: Claim, expected: Expected) -> list[str]:
    """The names of what makes a claim of the type another one than is expected; empty where it is that one."""
    names = [] if claim.polarity == expected.polarity else ["polarity"]
    if claim.role == "previous" if expected.role is None else claim.role != expected.role:
        names.append("role")
    names += [name for name in expected.absent if claim.fields.get(name) is not None]
    return names + [
        name for name, wanted in expected.fields.items() if not _accepted(claim.fields.get(name), wanted)
    ]


def _touches(claim: Claim, expected: Expected) -> bool:
    at = claim.evidence
    return any(at.start < end and start < at.end for start, end in expected.spans)


def _accepted(said: FieldValue, wanted: Options) -> bool:
    if said is None or isinstance(said, bool):
        return said in wanted
    return _comparable(said) in [_comparable(option) for option in wanted if option is not None]


def _comparable(value: FieldValue) -> object:
    """Ids may be numbers in one place and text in another; lists have no order."""
    return tuple(sorted(value)) if isinstance(value, tuple) else str(value)


def said(claim: Claim, name: str) -> FieldValue:
    """What a claim says under a name that expectations use."""
    if name == "event":
        return claim.event_date.value if claim.event_date else None
    if name == "report":
        return claim.report_date.value if claim.report_date else None
    if name == "by":
        return tuple(link.source.replace(" ", "_") for link in claim.attribution)
    if name in ("polarity", "certainty", "role", "relation", "block", "direct_speech"):
        return getattr(claim, name)  # type: ignore[no-any-return]
    return claim.fields.get(name)


def compare(claim: Claim, expected: Expected) -> dict[str, bool]:
    """The details that are expected, and whether the claim has them."""
    return {name: says(claim, name, wanted) for name, wanted in expected.details.items()}


def says(claim: Claim, name: str, wanted: Options) -> bool:
    """Whether a claim says one of the values that are `wanted` under a name."""
    if name == "by":
        return said(claim, name) in [_chain(option) for option in wanted]
    return _accepted(said(claim, name), wanted)


def _chain(option: FieldValue) -> FieldValue:
    """An attribution as expectations write it: a list in order, one source, or nobody."""
    sources = option if isinstance(option, tuple) else () if option is None else (str(option),)
    return tuple(source.replace(" ", "_") for source in sources)


def score(
    article: str,
    expected: Sequence[Expected],
    forbidden: Iterable[Forbidden],
    claims: Sequence[Claim],
    types: Collection[str],
) -> Score:
    """Match `claims` to what is `expected`; claims of `types` that match nothing are wrong."""
    result = Score(article, expected, claims)
    for claim in sorted(claims, key=lambda one: one.frame.endswith(DERIVED)):
        fitting = [one for one in expected if agrees(claim, one)]
        free = [one for one in fitting if one.id not in result.matched]
        if free:
            result.matched[free[0].id] = claim
        elif any(result.matched[one.id].assertion_key == claim.assertion_key for one in fitting):
            result.repeated.append(claim)
        elif claim.frame.endswith(DERIVED) and _entailed(result, claim):
            result.entailed.append(claim)
        elif claim.type in types:
            result.wrong.append(claim)
    result.sprung = [(trap, claim) for trap in forbidden for claim in claims if springs(claim, trap)]
    return result


def _entailed(result: Score, claim: Claim) -> bool:
    """Whether a matched expectation with this ordinal, on the same words, says as much."""
    return any(
        one.evidence == claim.evidence
        and one.fields.get("ordinal") == claim.fields.get("value")
        and all(one.fields.get(name) == claim.fields.get(name) for name in claim.key)
        for one in result.matched.values()
    )


def springs(claim: Claim, trap: Forbidden) -> bool:
    """Whether `claim` asserts what `trap` forbids."""
    if trap.type not in ("*", claim.type):
        return False
    return all(_meets(claim, name, wanted) for name, wanted in trap.where.items())


def _meets(claim: Claim, name: str, wanted: Options) -> bool:
    """Whether one condition of a trap holds; dates count as equal where one may be the other told finely."""
    texts = [str(option) for option in wanted if option is not None]
    if name == "date":
        told = claim.event_date.value if claim.event_date else None
        return told is not None and any(
            PartialDate.parse(option).compatible(PartialDate.parse(told)) for option in texts
        )
    if name == "published":
        dates = [date for date in (claim.event_date, claim.report_date) if date is not None]
        return any(option in (date.value, date.anchor) for date in dates for option in texts)
    if name == "text":
        return any(option in claim.evidence.exact for option in texts)
    if name == "wording":
        words = " ".join(value for value in claim.fields.values() if isinstance(value, str)).lower()
        return any(option.lower() in words for option in texts)
    return says(claim, name, wanted)


def figures(scores: Iterable[Score], fact_type: str | None = None) -> Figures:
    """The counts over `scores`, of one type where it is given."""
    expected = found = right = wrong = 0
    for one in scores:
        wanted = [e for e in one.expected if fact_type in (None, e.type)]
        expected += len(wanted)
        found += sum(e.id in one.matched for e in wanted)
        right += sum(fact_type in (None, claim.type) for claim in one.right)
        wrong += sum(fact_type in (None, claim.type) for claim in one.wrong)
    return Figures(expected, found, right, wrong)

"""Why claims came or went between two points: what others published, or what we did.

An article that is there at both points may have moved in two ways at once: its source edited it, and we read it
otherwise than before. The two are told apart by a step in between - the old words, as we read them at the end:
what is there already came from our reading, what is not came from the edit.

Invariant: whatever the number of claims, the store is asked a fixed number of times (in chunks).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from archive.domain.change import CAUSES, Cause, Moved
from archive.domain.fact_document import claims_in
from archive.domain.moment import END_OF_TIME
from archive.domain.snapshot import Point
from archive.store.queries_causes import ArticleState
from archive.store.read_models import ReadModels

Document = Mapping[str, Any]
Pair = tuple[Document | None, Document | None]
"""A fact before and after, as documents; None where it was or is none."""


class Movements:
    """Explains moved claims of one story between two points.

    `facts` are those that will be asked about: their claims are looked up together.
    """

    def __init__(
        self, models: ReadModels, story: str, start: Point, end: Point, facts: Iterable[Pair] = ()
    ) -> None:
        self._models = models
        self._story = story
        self._start = start
        self._end = end
        self._known = max(start.known_at, end.known_at)
        self._causes: dict[str, Cause | None] = {}
        self._positions: dict[str, int] = {}
        self._learn(claim for before, after in facts for claim in _touched(before, after))

    def of(self, before: Document | None, after: Document | None) -> list[Moved]:
        """The claims that came to a fact, left it, or were reviewed, with the cause of each."""
        self._learn(_touched(before, after))
        old, new = _claims(before), _claims(after)
        judged = [key for key in old.keys() & new.keys() if old[key].get("review") != new[key].get("review")]
        came = [(claim, True) for key, claim in new.items() if key not in old]
        left = [(claim, False) for key, claim in old.items() if key not in new]
        # A claim that counts otherwise although its article stayed as it was, and as we read it, does so
        # because of what happened to others of the fact.
        verdict = judged or any(self._causes[claim["claim_id"]] == "review" for claim, _ in (*came, *left))
        weighed: Cause = "review" if verdict else self.fallback
        moved = [self._moved(claim, weighed, came=new_here) for claim, new_here in (*came, *left)]
        return moved + [Moved("review", True, key, self._positions.get(key, 0), new[key]) for key in judged]

    def of_standing(self, before: Document | None, after: Document | None) -> Cause:
        """The cause where no claim came or went: an article was read otherwise, else others count as its copies."""
        addresses = {claim["address"] for claim in (_claims(before) | _claims(after)).values()}
        articles = _Articles(self._models, self._story, addresses, self._start, self._end)
        found = {articles.moved(address) for address in addresses}
        return next((cause for cause in CAUSES if cause in found), "reporting")

    @cached_property
    def fallback(self) -> Cause:
        """The cause where no claim moved: another definition, else the standing of the same reports."""
        return "story" if self._digest(self._start) != self._digest(self._end) else "reporting"

    def _digest(self, point: Point) -> str | None:
        row = self._models.story(self._story, point.known_at)
        return row.digest if row is not None else None

    def _moved(self, claim: Document, weighed: Cause, *, came: bool) -> Moved:
        claim_id = claim["claim_id"]
        return Moved(
            self._causes[claim_id] or weighed, came, claim_id, self._positions.get(claim_id, 0), claim
        )

    def _learn(self, touched: Iterable[Document]) -> None:
        """Find the causes of claims that were not asked for before."""
        claims = {
            each["claim_id"]: each["address"] for each in touched if each["claim_id"] not in self._causes
        }
        if not claims:
            return
        recorded = self._models.claim_positions(claims, self._known)
        self._positions |= {claim_id: position for claim_id, (position, _) in recorded.items()}
        articles = _Articles(self._models, self._story, set(claims.values()), self._start, self._end)
        low = min(self._start.known_at, self._end.known_at)
        reviewed = self._models.reviewed_between(claims, low, self._known)
        for claim_id, address in claims.items():
            cause = articles.cause(address, recorded[claim_id][1] if claim_id in recorded else None)
            if cause in (None, "story", "extractor") and claim_id in reviewed:
                cause = "review"  # the words stayed: a corrected key took the claim from one fact to another
            self._causes[claim_id] = cause


class _Articles:
    """What happened to articles between two points, as far as one story reads them."""

    def __init__(
        self, models: ReadModels, story: str, addresses: Collection[str], start: Point, end: Point
    ) -> None:
        self._old = models.article_states(story, addresses, start)
        self._new = models.article_states(story, addresses, end)
        edited = {
            self._old[address].version.version_id
            for address in self._old.keys() & self._new.keys()
            if self._old[address].version.version_id != self._new[address].version.version_id
        }
        self._before = models.found_by(story, edited, start.known_at)
        self._reread = models.found_by(story, edited, end.known_at)
        self._redated: set[str] = set()
        absent = self._old.keys() ^ self._new.keys()
        if absent and start.known_at != end.known_at and {start.reported, end.reported} != {"latest"}:
            self._redated = _redated(models, story, absent, start, end)

    def cause(self, address: str, assertion: str | None) -> Cause | None:
        """Why a claim of the article came or went; `assertion` is what it asserts, wherever it stands.

        None where the article stayed as it was, and as we read it.
        """
        if address not in self._old or address not in self._new:
            return "extractor" if address in self._redated else "reporting"
        old, new = self._old[address], self._new[address]
        version = old.version.version_id
        if version == new.version.version_id:
            if old.version.position == new.version.position and old.run == new.run:
                return None
            return _read_anew(old, new, same_words=old.version.position == new.version.position)
        made, makes = self._before.get(version, set()), self._reread.get(version)
        if makes is None or (assertion in made) == (assertion in makes):
            return "source-edit"
        return _read_anew(old, new, same_words=True)

    def moved(self, address: str) -> Cause | None:
        """What happened to an article of which the claims stayed; None where nothing did."""
        old, new = self._old.get(address), self._new.get(address)
        if old is None or new is None:
            return None
        if old.version.version_id != new.version.version_id:
            return "source-edit"
        if (old.version.position, old.run) == (new.version.position, new.run):
            return None
        return _read_anew(old, new, same_words=old.version.position == new.version.position)


def _read_anew(old: ArticleState, new: ArticleState, *, same_words: bool) -> Cause:
    """Whose reading it was: another definition of the story asked for it, or else a program of ours."""
    if old.run is not None and new.run is not None:
        return "story" if old.run.story_digest != new.run.story_digest else "extractor"
    return "story" if new.run is not None and same_words else "extractor"


def _redated(
    models: ReadModels, story: str, addresses: Collection[str], start: Point, end: Point
) -> set[str]:
    """Those of `addresses` that were there all along, and that we read another date in."""
    first, last = (
        models.article_states(story, addresses, Point(END_OF_TIME, point.known_at)) for point in (start, end)
    )
    then, between = (
        models.article_states(story, addresses, Point(start.as_of, known))
        for known in (start.known_at, end.known_at)
    )
    return {
        address
        for address in first.keys() & last.keys()
        if first[address].version.version_id == last[address].version.version_id
        and (address in then) != (address in between)
    }


def _touched(before: Document | None, after: Document | None) -> Collection[Document]:
    """The claims that are in one of the two alone, or reviewed otherwise."""
    old, new = _claims(before), _claims(after)
    return [
        claim
        for claim_id, claim in (old | new).items()
        if claim_id not in old
        or claim_id not in new
        or old[claim_id].get("review") != new[claim_id].get("review")
    ]


def _claims(fact: Document | None) -> dict[str, Document]:
    return claims_in(fact) if fact is not None else {}

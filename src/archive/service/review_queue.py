"""The queue of what a person should look at in a story, with the sentences to decide by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.domain.doubt import Doubt, doubts
from archive.domain.event import ClaimReviewed
from archive.domain.fact import Voice
from archive.domain.snapshot import Point
from archive.domain.story import Story
from archive.ports import Blobs
from archive.service.copies import Shared, shared_passages
from archive.service.facts import fold
from archive.service.sentences import Sentence, Sentences
from archive.store.read_models import ReadModels

_SHORT: Final = 12
"""Digits of a claim id that stand for it in a command; the whole has twice as many."""
_AGREED: Final = {"accepted": "accept", "rejected": "reject", "corrected": "correct"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the queue; `shared` where it is about two texts and not about a claim."""

    reason: str
    story: str
    commands: tuple[str, ...]
    doubt: Doubt | None = None
    claim: Sentence | None = None
    against: tuple[Sentence, ...] = ()
    shared: Shared | None = None

    @property
    def status(self) -> str | None:
        """The status of the fact concerned."""
        return self.doubt.fact.status if self.doubt is not None and self.doubt.fact is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries are asked for; empty means all."""

    types: Sequence[str] = field(default=())
    statuses: Sequence[str] = field(default=())
    reasons: Sequence[str] = field(default=())
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """The entries that were asked for, and how many more there are beyond the limit."""

    entries: tuple[Entry, ...]
    more: int


def review_queue(
    models: ReadModels, blobs: Blobs, stories: Sequence[Story], point: Point, wanted: Wanted
) -> Queue:
    """What there is to review in `stories` at `point`, the weightiest first."""
    found: list[Doubt] = []
    shared: list[tuple[str, Shared]] = []
    for story in stories:
        voices = models.voices(story.story, point.as_of, point.known_at)
        found += doubts(story.facts, fold(story, voices))
        found += _orphaned(models, story, voices, point)
        if not wanted.types and not wanted.statuses and (not wanted.reasons or "shared" in wanted.reasons):
            addresses = {voice.address for voice in voices}
            shared += [(story.story, pair) for pair in shared_passages(models, blobs, addresses, point)]
    kept = [doubt for doubt in sorted(found, key=lambda doubt: doubt.weight) if _fits(doubt, wanted)]
    total = len(kept) + len(shared)
    room = total if wanted.limit is None else wanted.limit
    sentence = Sentences(models, blobs, point.known_at)
    entries = [_entry(doubt, sentence) for doubt in kept[:room]]
    entries += [_pair(story, pair) for story, pair in shared[: room - len(entries)]]
    return Queue(tuple(entries), total - len(entries))


def _fits(doubt: Doubt, wanted: Wanted) -> bool:
    status = doubt.fact.status if doubt.fact is not None else None
    return (
        (not wanted.types or doubt.type in wanted.types)
        and (not wanted.statuses or status in wanted.statuses)
        and (not wanted.reasons or doubt.reason in wanted.reasons)
    )


def _orphaned(models: ReadModels, story: Story, voices: Sequence[Voice], point: Point) -> Iterator[Doubt]:
    """Verdicts in force on claims that no article makes any more: it was edited, or we read it anew.

    Where the article still asserts the same, the claim that does is shown; once that has a verdict of
    its own, there is nothing left to decide.
    """
    standing = {voice.claim.claim_id for voice in voices}
    for verdict in models.verdicts(story.story, point.known_at):
        if verdict.claim_id in standing:
            continue
        gone = models.last_voice(verdict.claim_id, point.known_at)
        if gone is None or gone.reported > point.as_of:
            continue
        heirs = tuple(
            voice
            for voice in voices
            if voice.address == gone.address and voice.claim.assertion_key == gone.claim.assertion_key
        )
        if not any(heir.review is not None for heir in heirs):
            yield Doubt(
                reason="orphaned",
                story=story.story,
                type=gone.claim.type,
                claim=gone,
                against=heirs,
                verdict=verdict,
            )


def _entry(doubt: Doubt, sentence: Sentences) -> Entry:
    return Entry(
        reason=doubt.reason,
        story=doubt.story,
        doubt=doubt,
        claim=sentence(doubt.claim),
        against=tuple(sentence(voice) for voice in doubt.against),
        commands=_commands(doubt),
    )


def _commands(doubt: Doubt) -> tuple[str, ...]:
    """What to type: to stand by the claim, or against it."""
    claim = doubt.claim.claim.claim_id[:_SHORT]
    if doubt.verdict is not None:
        again = [_again(doubt.verdict, heir.claim.claim_id[:_SHORT]) for heir in doubt.against]
        return (*again, f"archive review withdraw {claim}")
    return (f"archive review accept {claim}", f"archive review reject {claim}")


def _again(verdict: ClaimReviewed, claim: str) -> str:
    fields: Mapping[str, str | int | None] = verdict.fields
    corrections = "".join(f" {name}={'' if value is None else value}" for name, value in fields.items())
    return f"archive review {_AGREED[verdict.verdict]} {claim}{corrections}"


def _pair(story: str, pair: Shared) -> Entry:
    return Entry(reason="shared", story=story, shared=pair, commands=("archive articles --copies",))

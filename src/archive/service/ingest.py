"""Ingest: inputs in, events out.

The decision is pure (`decide`): what is known of the address and what was read give the outcome and
the events. Around it, inputs are read and parsed first, the log is held only for the append, and a
batch that somebody else overtook is decided again. What is refused is named, and the rest goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.domain.address import canonical_url
from archive.domain.article import Article, version_id
from archive.domain.canonical import sha256_hex
from archive.domain.event import (
    STORIES,
    ArticleCaptured,
    ArticleParsed,
    ClaimsExtracted,
    NewEvent,
    Outcome,
    Payload,
    article_stream,
)
from archive.domain.look import Look
from archive.errors import ConflictError, InputRefused
from archive.ports import Blobs, Clock, EventLog, Reader, Unit
from archive.service.gather import Input
from archive.service.reading import reading_for
from archive.service.stories import StoryReader
from archive.store.read_models import ReadModels
from archive.store.rows import Version

BATCH: Final = 64
"""Articles appended in one transaction."""
_ATTEMPTS: Final = 5


@dataclass(slots=True)
class Summary:
    """What an ingestion did: how many inputs came out how, the claims found per story, and what was refused and why."""

    outcomes: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    refused: list[InputRefused] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Parsed:
    """An input that was read, ready for a decision. `given` is what the user said of it."""

    look: Look
    article: Article
    address: str
    captured: int
    captured_given: bool
    given: Mapping[str, str]

    @property
    def raw(self) -> str:
        """The address of the input's bytes."""
        return sha256_hex(self.look.data)

    @property
    def text(self) -> bytes:
        """The article's text as it is stored."""
        return self.article.text.encode()


@dataclass(frozen=True, slots=True)
class Decision:
    """What an input means for its article; no events where it adds nothing."""

    outcome: Outcome
    events: tuple[Payload, ...] = ()


def decide(
    parsed: Parsed, versions: Sequence[Version], latest_raw: str | None, *, recorded: bool
) -> Decision:
    """Decide what one look at an article means.

    `versions` are the known versions in order of capture, `latest_raw` the bytes of the latest
    capture, `recorded` whether this very look is in the log. A look is compared with the version
    before it, or, where it is older than all that is known, with the first. A file whose bytes equal
    the latest capture adds nothing, unless the user now says other things of it.
    """
    same_bytes = parsed.raw == latest_raw
    before = [version for version in versions if version.captured <= parsed.captured]
    held = before[-1] if before else next(iter(versions), None)
    told_anew = bool(parsed.given) and held is not None and metadata_of(held) != metadata_of(parsed.article)
    if (recorded or same_bytes) and not told_anew:
        return Decision("unchanged")
    text_hash = sha256_hex(parsed.text)
    if held is not None and held.text == text_hash:
        captured = look_of(parsed, "unchanged")
        return Decision("unchanged", (captured, reading_of(parsed, held.version_id, held.captured)))
    outcome: Outcome = "changed" if versions else "new"
    identity = version_id(parsed.address, parsed.captured, text_hash)
    return Decision(outcome, (look_of(parsed, outcome), reading_of(parsed, identity, parsed.captured)))


def look_of(parsed: Parsed, outcome: Outcome) -> ArticleCaptured:
    """The record of the look itself."""
    return ArticleCaptured(
        address=parsed.address,
        captured=parsed.captured,
        outcome=outcome,
        name=parsed.look.name,
        raw=parsed.raw,
        size=len(parsed.look.data),
        given=dict(parsed.given),
    )


def reading_of(parsed: Parsed, identity: str, captured: int) -> ArticleParsed:
    """The record of what the reader made of it."""
    article = parsed.article
    return ArticleParsed(
        address=parsed.address,
        version_id=identity,
        captured=captured,
        text=sha256_hex(parsed.text),
        length=len(article.text),
        blocks=article.blocks,
        title=article.title,
        source=article.source,
        url=article.url,
        language=article.language,
        published=article.published,
        modified=article.modified,
        in_body=article.in_body,
        reader=article.reader,
        reader_version=article.reader_version,
        warnings=article.warnings,
    )


def metadata_of(article: Article | Version) -> tuple[str | None, ...]:
    """What a reading says about its article, in one comparable value."""
    dates = (article.published, article.modified)
    return (
        article.title.value,
        article.source.value,
        article.url.value,
        article.language.value,
        *(dated.date.value if dated.date else None for dated in dates),
    )


class Ingest:
    """The verb. One instance serves one command."""

    def __init__(
        self,
        log: EventLog,
        blobs: Blobs,
        models: ReadModels,
        reader: Reader,
        stories: StoryReader,
        clock: Clock,
        catch_up: Callable[[], object],
        max_bytes: int,
    ) -> None:
        self._log = log
        self._blobs = blobs
        self._models = models
        self._reader = reader
        self._stories = stories
        self._clock = clock
        self._catch_up = catch_up
        self._max_bytes = max_bytes

    def run(
        self,
        inputs: Iterable[Input | InputRefused],
        given: Mapping[str, str],
        progress: Callable[[str], None] = lambda name: None,
    ) -> Summary:
        """Ingest `inputs`; `given` are the metadata options, and `progress` hears each input's name.

        What is refused stands in the summary. Events of a batch are durable when the next begins.
        """
        summary = Summary()
        batch: list[Parsed] = []
        for item in inputs:
            if isinstance(item, InputRefused):
                summary.refused.append(item)
                continue
            progress(item.name)
            try:
                parsed = self._parse(item, given)
            except InputRefused as refusal:
                summary.refused.append(refusal)
                continue
            summary.warnings += [f"{item.name}: {warning}" for warning in parsed.article.warnings]
            if len(batch) == BATCH or any(other.address == parsed.address for other in batch):
                self._record(batch, summary)
                batch = []
            batch.append(parsed)
        self._record(batch, summary)
        return summary

    def _parse(self, item: Input, given: Mapping[str, str]) -> Parsed:
        look = item.load(self._max_bytes)
        article = self._reader.read(look, given)
        address = canonical_url(article.url.value) if article.url.value else str(look.address)
        moment = article.captured.date
        said = {str(name): str(value) for name, value in {**(look.sidecar or {}), **given}.items()}
        return Parsed(
            look,
            article,
            address,
            moment.start if moment else self._clock(),
            moment is not None,
            said,
        )

    def _record(self, batch: Sequence[Parsed], summary: Summary) -> None:
        """Append a batch of different articles, deciding again while others write in between.

        The streams' versions are read before the read models are brought up to date, so that what a
        decision rests on is never older than the version that guards it.
        """
        for attempt in range(_ATTEMPTS):
            streams = [article_stream(parsed.address) for parsed in batch]
            guards = [{stream: self._log.stream_version(stream)} for stream in streams]
            self._catch_up()
            decided = [
                (parsed, *self._unit(parsed, guard)) for parsed, guard in zip(batch, guards, strict=True)
            ]
            units = [unit for _, _, unit in decided if unit is not None]
            try:
                if units:
                    self._blobs.put([blob for parsed, _, unit in decided if unit for blob in _blobs(parsed)])
                    self._log.append(units)
            except ConflictError:
                if attempt + 1 == _ATTEMPTS:
                    raise
                self._stories.refresh()
                continue
            break
        if units:
            self._catch_up()
        for parsed, outcome, unit in decided:
            summary.outcomes[outcome] += 1
            summary.addresses.append(parsed.address)
            for event in unit.events if unit is not None else ():
                if isinstance(event.payload, ClaimsExtracted):
                    summary.claims[event.payload.story] += len(event.payload.claims)

    def _unit(self, parsed: Parsed, guard: Mapping[str, int]) -> tuple[Outcome, Unit | None]:
        captures = self._models.captures(parsed.address)
        decision = decide(
            parsed,
            self._models.versions(parsed.address),
            captures[-1].raw if captures else None,
            recorded=parsed.captured_given
            and any(look.captured == parsed.captured and look.raw == parsed.raw for look in captures),
        )
        if not decision.events:
            return decision.outcome, None
        payloads = [*decision.events]
        for event in decision.events:
            if isinstance(event, ArticleParsed):
                payloads += self._stories.runs(reading_for(event, event.text, parsed.article.text))
        events = [NewEvent(article_stream(parsed.address), payload) for payload in payloads]
        expected = {**guard, STORIES: self._stories.version}
        return decision.outcome, Unit(events=events, expected=expected)


def _blobs(parsed: Parsed) -> tuple[bytes, ...]:
    return (parsed.look.data, parsed.text)

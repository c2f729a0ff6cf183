"""Ingest: looks in, events out.

Looks are read first and the log is held only for the append (`record_looks`). What is refused is named, and
the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from archive.domain.canonical import sha256_hex
from archive.domain.event import ArticleCaptured
from archive.domain.look import Look
from archive.domain.storable import storable
from archive.errors import InputRefused
from archive.ports import Blobs, Clock, EventLog, Remark
from archive.service.record_looks import ReadLooks, RecordLooks
from archive.service.stories import StoryReader
from archive.service.summary import Summary
from archive.service.take import LIVE, Read, Taken, take
from archive.store.read_models import ReadModels

BATCH: Final = 64
"""Most articles appended in one transaction."""
BATCH_BYTES: Final = 64 * 1024 * 1024
"""Most bytes of looks that are held at once."""
_REPEATED: Final = BATCH_BYTES // 16
"""What a look that repeats another weighs, whose bytes are fetched when its batch is."""


class Ingest:
    """The verb. One instance serves one command, or one run of the watch called `watch`."""

    def __init__(
        self,
        log: EventLog,
        blobs: Blobs,
        models: ReadModels,
        read_many: ReadLooks,
        stories: StoryReader,
        clock: Clock,
        catch_up: Callable[[], object],
        watch: str | None = None,
    ) -> None:
        self._log = log
        self._blobs = blobs
        self._models = models
        self._read_many = read_many
        self._clock = clock
        self._watch = watch
        self._recorder = RecordLooks(log, blobs, models, read_many, stories, catch_up)

    def run(
        self,
        found: Iterable[Look | InputRefused | Remark],
        given: Mapping[str, str],
        progress: Callable[[str], None] = lambda name: None,
    ) -> Summary:
        """Ingest what was `found`; `given` are the metadata options, and `progress` hears each look's name.

        What is refused stands in the summary. Events of a batch are durable when the next begins.
        """
        summary = Summary()
        begun: tuple[list[Look], Iterator[Read]] | None = None
        for looks in _batches(_sorted_out(found, summary), progress):
            # While one batch is recorded, other processes read the next, if nothing in it hangs on the first.
            if begun is not None and any(look.same_as is not None for look in looks):
                self._finish(*begun, given, summary)
                begun = None
            whole = [self._with_bytes(look) for look in looks]
            fresh = [look for look in whole if not self._passed_over(look, given, summary)]
            reads = self._read_many(fresh, given)
            if begun is not None:
                self._finish(*begun, given, summary)
            begun = fresh, reads
        if begun is not None:
            self._finish(*begun, given, summary)
        return summary

    def _finish(
        self, looks: Sequence[Look], reads: Iterator[Read], given: Mapping[str, str], summary: Summary
    ) -> None:
        """Record what was read of a batch."""
        self._recorder.record(list(self._take(looks, reads, given, summary)), summary)

    def _with_bytes(self, look: Look) -> Look:
        """A look that a web archive says brought the bytes of an earlier one, with those bytes.

        Where that one is not here, nobody can say which version it showed.
        """
        if look.same_as is None or look.url is None:
            return look
        held = self._models.capture_of_url(look.url, look.same_as)
        if held is None:
            return look
        payload = next(event.payload for event in self._log.read(held.position - 1, held.position))
        assert isinstance(payload, ArticleCaptured)
        return replace(
            look, data=self._blobs.get(held.raw), status=payload.status, headers=payload.headers, same_as=None
        )

    def _passed_over(self, look: Look, given: Mapping[str, str], summary: Summary) -> bool:
        """Whether a look is recorded already, told without reading it, so that work can be taken up again.

        Where the user says something of it, it has to be read to know what that changes.
        """
        if look.via in LIVE or look.sidecar or given or not look.data:
            return False
        for row in self._models.captures_with(sha256_hex(look.data), look.captured):
            if row.via != look.via or (row.name, row.url) != (look.name, look.url):
                continue
            latest = self._models.latest_capture(row.address)
            if look.captured is not None or (latest is not None and latest.raw == row.raw):
                summary.outcomes["unchanged"] += 1
                summary.addresses.append(row.address)
                return True
        return False

    def _take(
        self, looks: Sequence[Look], reads: Iterator[Read], given: Mapping[str, str], summary: Summary
    ) -> Iterator[Taken]:
        """What the looks come to; where one shows no article, also what is there to be taken instead."""
        for look, read in zip(looks, reads, strict=True):
            try:
                taken = take(look, read, given, self._clock(), self._watch)
            except InputRefused as refusal:
                summary.refused.append(refusal)
                continue
            if taken.article is not None:
                summary.warnings += [f"{look.name}: {warning}" for warning in taken.article.warnings]
            yield taken
            if (
                taken.finding is not None
                and taken.finding.outcome != "unchanged"
                and look.instead is not None
            ):
                instead = [look.instead]
                yield from self._take(instead, self._read_many(instead, given), given, summary)


def _sorted_out(found: Iterable[Look | InputRefused | Remark], summary: Summary) -> Iterator[Look]:
    for item in found:
        if isinstance(item, InputRefused):
            summary.refused.append(item)
        elif isinstance(item, Remark):
            summary.warnings.append(f"{item.name}: {item.text}")
        else:
            yield storable(item)


def _batches(looks: Iterable[Look], progress: Callable[[str], None]) -> Iterator[list[Look]]:
    batch: list[Look] = []
    size = 0
    for look in looks:
        progress(look.name)
        weight = len(look.data) if look.same_as is None else _REPEATED
        full = len(batch) == BATCH or size + weight > BATCH_BYTES
        # What a look repeats has to be recorded before it.
        repeats = look.same_as is not None and any(look.url == before.url for before in batch)
        if batch and (full or repeats):
            yield batch
            batch, size = [], 0
        batch.append(look)
        size += weight
    if batch:
        yield batch

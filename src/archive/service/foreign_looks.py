"""Looks of another archive, made ready to be recorded here as if they came late.

Invariant: what becomes of a look is decided here, by the same decisions as for any other (`decide`), and nothing
is recorded that the read models could stumble over: the log cannot be mended afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.domain.address import LONGEST, is_overlong
from archive.domain.article import Article, SourcedDate
from archive.domain.canonical import MAX_INTEGER
from archive.domain.event import ArticleCaptured, ArticleParsed
from archive.domain.look import KINDS
from archive.domain.moment import PartialDate
from archive.errors import InputRefused, NotFound
from archive.ports import Blobs
from archive.service.exchange import Foreign, Parcel, blob_name, is_address
from archive.service.record_looks import ReadLooks
from archive.service.take import Finding, Taken, recorded_look
from archive.store.read_models import ReadModels
from archive.store.rows import SHOWN, Version


@dataclass(frozen=True, slots=True)
class ForeignLook:
    """A look of another archive with what it recorded on account of it, in its order."""

    look: Foreign
    capture: ArticleCaptured
    others: Sequence[Foreign] = ()


@dataclass(frozen=True, kw_only=True)
class TakenOver(Taken):
    """A look of another archive, taken in, with what that archive recorded of it."""

    told: ForeignLook


def looks_in(events: Iterable[Foreign]) -> Iterator[ForeignLook | Foreign]:
    """The looks among `events`, each with what followed from it; all other events as they are.

    What follows from a look stands right behind it, in the same stream.
    """
    held: ForeignLook | None = None
    followed: list[Foreign] = []
    for event in events:
        is_look = isinstance(event.payload, ArticleCaptured)
        if held is not None and event.stream == held.look.stream and not is_look:
            followed.append(event)
            continue
        if held is not None:
            yield ForeignLook(held.look, held.capture, followed)
            held, followed = None, []
        if isinstance(event.payload, ArticleCaptured):
            held = ForeignLook(event, event.payload)
        else:
            yield event
    if held is not None:
        yield ForeignLook(held.look, held.capture, followed)


class ForeignLooks:
    """Takes looks of `parcel` in."""

    def __init__(self, parcel: Parcel, blobs: Blobs, models: ReadModels, read_many: ReadLooks) -> None:
        self._parcel = parcel
        self._blobs = blobs
        self._models = models
        self._read_many = read_many

    def take(self, told: ForeignLook) -> TakenOver:
        """What a look comes to, its article as the other archive read it.

        Where that does not say how the look was read, the article is what is known of the same version here,
        or what the reader here makes of the bytes. Raises `InputRefused`.
        """
        capture = told.capture
        _check(told.look.where, capture)
        if capture.outcome not in SHOWN and any(
            isinstance(each.payload, ArticleParsed) for each in told.others
        ):
            reason = f"it says that the page was {capture.outcome}, and yet what follows is a reading of it"
            raise InputRefused(name=told.look.where, reason=reason)
        data = self._bytes(told.look.where, capture.raw) if capture.raw is not None else b""
        shown = capture.outcome in SHOWN and capture.raw is not None
        return TakenOver(
            told=told,
            look=recorded_look(capture, data),
            captured=capture.captured,
            captured_given=True,
            witnessed=capture.witnessed,
            given=capture.given,
            article=self._article(told, data) if shown else None,
            finding=None if shown else _finding(capture),
            moved_to=capture.moved_to,
        )

    def _bytes(self, where: str, address: str) -> bytes:
        try:
            return self._parcel.blob(address)
        except NotFound as problem:
            reason = f"the bytes that it names are missing: {blob_name(address)}"
            raise InputRefused(name=where, reason=reason) from problem

    def _article(self, told: ForeignLook, data: bytes) -> Article:
        version, where = told.capture.version, told.look.where
        for event in told.others:
            # Captures of old did not say which version they showed.
            if isinstance(event.payload, ArticleParsed) and event.payload.version_id == (
                version or event.payload.version_id
            ):
                return self._read(event.where, told.capture, event.payload)
        held = self._models.version(version or "")
        if held is not None and held.address == told.capture.address:
            return _article(held, self._blobs.get(held.text).decode())
        (read,) = self._read_many([recorded_look(told.capture, data)], told.capture.given)
        if isinstance(read, Article):
            return read
        reason = read.details["reason"] if read is not None else "holds no article"
        raise InputRefused(name=where, reason=f"cannot be read here: {reason}")

    def _read(self, where: str, capture: ArticleCaptured, parsed: ArticleParsed) -> Article:
        """The article as it was read there."""

        def refused(reason: str) -> InputRefused:
            return InputRefused(name=where, reason=reason)

        try:
            text = self._bytes(where, parsed.text).decode("utf-8")
        except UnicodeDecodeError as problem:
            raise refused("its text is not UTF-8") from problem
        ends = [0, *(place for block in parsed.blocks for place in (block.start, block.end))]
        if parsed.address != capture.address or "\0" in text or parsed.length != len(text):
            raise refused("it is not a reading of the look before it")
        if ends != sorted(ends) or ends[-1] > len(text):
            raise refused("its blocks are not in its text")
        for dated in (parsed.published, parsed.modified, parsed.in_body):
            _check_date(where, dated)
        return _article(parsed, text)


def _article(told: ArticleParsed | Version, text: str) -> Article:
    return Article(
        text=text,
        blocks=told.blocks,
        title=told.title,
        source=told.source,
        url=told.url,
        language=told.language,
        published=told.published,
        modified=told.modified,
        in_body=told.in_body,
        details=told.details,
        rank=told.rank,
        reader=told.reader,
        reader_version=told.reader_version,
        options=told.options,
        warnings=told.warnings,
    )


def _finding(capture: ArticleCaptured) -> Finding:
    outcome = capture.outcome
    if outcome == "new" or outcome == "changed":  # noqa: PLR1714 - the type checker understands only this
        return Finding("failed", capture.problem or "what it brought was not kept")
    return Finding(outcome, capture.problem)


def _check(where: str, capture: ArticleCaptured) -> None:
    """Refuse a look that the read models cannot hold. Raises `InputRefused`."""
    urls = [capture.address, capture.url or "", capture.landed or "", capture.moved_to or ""]
    problem = None
    if not capture.address or any(map(is_overlong, urls)):
        problem = f"it has no address, or one of more than {LONGEST:,} bytes"
    elif abs(capture.captured) > MAX_INTEGER or not 0 <= (capture.status or 0) <= 999:
        problem = "its time or its status is none that a look can have"
    elif capture.raw is not None and not is_address(capture.raw):
        problem = "it does not name the bytes that it brought"
    elif capture.kind is not None and capture.kind not in KINDS:
        problem = f"{capture.kind!r} is no format that is read here"
    if problem is not None:
        raise InputRefused(name=where, reason=problem)


def _check_date(where: str, dated: SourcedDate) -> None:
    try:
        fits = dated.date is None or PartialDate.parse(dated.date.value).value == dated.date.value
    except (ValueError, OverflowError):
        fits = False
    if not fits:
        raise InputRefused(name=where, reason=f"not a date: {dated.date.value if dated.date else None!r}")

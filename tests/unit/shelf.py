"""One article's looks and versions, built from events as the read models build them; a fake of their queries."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.domain.article import Article, Block, Details, SourcedDate
from archive.domain.canonical import sha256_hex
from archive.domain.event import ArticleCaptured, ArticleParsed, Payload
from archive.domain.look import Look, Via
from archive.domain.moment import PartialDate
from archive.projections.rows import json_text
from archive.service.decide import Decision, decide
from archive.service.history import History
from archive.service.take import Finding, Taken
from archive.store.rows import CaptureRow, Version

ADDRESS = "https://paper.example/a"


def article(
    text: str,
    *,
    published: str | None = None,
    basis: str = "given",
    reader: str = "text",
    version: str = "1",
    rank: str = "full",
    access: str | None = None,
) -> Article:
    """A reading of `text`."""
    date = SourcedDate(PartialDate(published), basis) if published else SourcedDate()  # type: ignore[arg-type] # a test may name any basis
    return Article(
        text=text,
        blocks=(Block("body", 0, len(text)),),
        published=date,
        reader=reader,
        reader_version=version,
        rank=rank,  # type: ignore[arg-type] # a test may name any rank
        details=Details(access=access),  # type: ignore[arg-type] # and any access
    )


def taken(
    read: Article | Finding,
    captured: int,
    *,
    raw: str | None = None,
    via: Via = "file",
    given: bool = False,
    stated: bool = False,
) -> Taken:
    """A look at `captured` that came to `read`; `raw` are its bytes, the text itself by default.

    With `given` the user said something of it, with `stated` its time was stated.
    """
    found = read if isinstance(read, Article) else None
    data = raw if raw is not None else (found.text if found else "")
    return Taken(
        look=Look(name="a", via=via, data=data.encode(), address=ADDRESS),
        captured=captured,
        captured_given=stated,
        given={"published": "said"} if given else {},
        article=found,
        finding=read if isinstance(read, Finding) else None,
    )


@dataclass
class Shelf:
    """What was recorded so far. `readers` says what today's reader makes of bytes, where a test needs it."""

    rows: list[CaptureRow] = field(default_factory=list)
    readings: list[tuple[int, ArticleParsed]] = field(default_factory=list)
    readers: dict[str, Article] = field(default_factory=dict)
    position: int = 0

    def look(self, one: Taken) -> Decision:
        """Decide on a look and record what follows."""
        decision = decide(one, History(self, ADDRESS), self.again)
        for payload in decision.events:
            self.record(payload)
        return decision

    def record(self, payload: Payload) -> None:
        self.position += 1
        if isinstance(payload, ArticleParsed):
            self.readings.append((self.position, payload))
        elif isinstance(payload, ArticleCaptured):
            self.rows.append(_capture(self.position, payload))

    def again(self, held: CaptureRow | Version) -> Article | None:
        return self.readers.get(held.raw or "")

    def texts(self) -> list[str]:
        """The text of each version, by number."""
        return [version.text for version in self.versions(ADDRESS)]

    def versions(self, address: str) -> list[Version]:
        latest: dict[str, tuple[int, int, ArticleParsed]] = {}
        for position, parsed in self.readings:
            first = latest.get(parsed.version_id, (position,))[0]
            latest[parsed.version_id] = (first, position, parsed)
        ordered = sorted(latest.values(), key=lambda one: (one[2].captured, one[0]))
        return [_version(number, *one) for number, one in enumerate(ordered, start=1)]

    def captures(self, address: str) -> list[CaptureRow]:
        return sorted(self.rows, key=lambda row: (row.captured, row.position))

    def looks_between(self, address: str, after: int, before: int) -> list[CaptureRow]:
        return [row for row in self.captures(address) if after < row.captured < before]

    def latest_capture(self, address: str, *, by: int | None = None) -> CaptureRow | None:
        rows = [row for row in self.captures(address) if by is None or row.captured <= by]
        return rows[-1] if rows else None

    def capture_of(self, address: str, raw: str, captured: int | None = None) -> CaptureRow | None:
        fitting = (row for row in self.captures(address) if row.raw == raw)
        return next((row for row in fitting if captured in (None, row.captured)), None)


def _capture(position: int, payload: ArticleCaptured) -> CaptureRow:
    return CaptureRow(
        position=position,
        address=payload.address,
        captured=payload.captured,
        outcome=payload.outcome,
        raw=payload.raw or "",
        size=payload.size,
        name=payload.name,
        recorded_at=position,
        version_id=payload.version,
        via=payload.via,
        url=payload.url,
        landed=payload.landed,
        status=payload.status,
        moved_to=payload.moved_to,
        problem=payload.problem,
        witnessed=int(payload.witnessed),
        etag=None,
        last_modified=None,
        watch=payload.watch,
    )


def _version(number: int, first: int, position: int, parsed: ArticleParsed) -> Version:
    return Version(
        address=parsed.address,
        version_id=parsed.version_id,
        number=number,
        captured=parsed.captured,
        reported=parsed.captured,
        reported_basis="captured",
        position=position,
        first_position=first,
        text=parsed.text,
        length=parsed.length,
        title=parsed.title,
        source=parsed.source,
        url=parsed.url,
        language=parsed.language,
        published=parsed.published,
        modified=parsed.modified,
        in_body=parsed.in_body,
        reader=parsed.reader,
        reader_version=parsed.reader_version,
        print_id="",
        rank=parsed.rank,
        raw=parsed.raw,
        blocks_json=json_text([(b.kind, b.start, b.end) for b in parsed.blocks]),
        warnings_json=json_text(parsed.warnings),
        options_json=json_text(parsed.options),
        details_json=json_text(parsed.details),
    )


def named(text: str) -> str:
    """The address of a text, or of bytes."""
    return sha256_hex(text.encode())


def unnamed(texts: dict[str, str], found: list[str]) -> str:
    """The texts behind addresses, by short names: `ABA`."""
    names = {named(text): name for name, text in texts.items()}
    return "".join(names[one] for one in found)

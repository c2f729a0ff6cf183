"""What one look at an article means: the pure decision of ingestion."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.domain.article import Article, Block, Sourced, SourcedDate, version_id
from archive.domain.canonical import sha256_hex
from archive.domain.event import ArticleCaptured, ArticleParsed
from archive.domain.look import Look
from archive.domain.moment import PartialDate
from archive.service.ingest import Parsed, decide
from archive.store.rows import Version

ADDRESS = "https://paper.example/a"


def parsed(text: str, captured: int, *, published: str | None = None, given: bool = False) -> Parsed:
    date = SourcedDate(PartialDate(published), "given") if published else SourcedDate()
    article = Article(text=text, blocks=(Block("body", 0, len(text)),), published=date)
    look = Look(name="a.txt", data=text.encode(), address=ADDRESS)
    return Parsed(look, article, ADDRESS, captured, False, {"published": published or ""} if given else {})


def version(text: str, captured: int, number: int, *, published: str | None = None) -> Version:
    identity = version_id(ADDRESS, captured, sha256_hex(text.encode()))
    return Version(
        address=ADDRESS,
        version_id=identity,
        number=number,
        captured=captured,
        reported=captured,
        reported_basis="captured",
        position=2 * number,
        first_position=2 * number,
        text=sha256_hex(text.encode()),
        length=len(text),
        title=Sourced(),
        source=Sourced(),
        url=Sourced(),
        language=Sourced(),
        published=SourcedDate(PartialDate(published), "given") if published else SourcedDate(),
        modified=SourcedDate(),
        in_body=SourcedDate(),
        reader="text",
        reader_version="1",
        print_id="",
        blocks_json="[]",
        warnings_json="[]",
    )


A, B = "The ferry sank.", "The ferry sank. Twelve are missing."


def raw(text: str) -> str:
    return sha256_hex(text.encode())


@pytest.mark.parametrize(
    ("look", "versions", "latest", "outcome", "events"),
    [
        (parsed(A, 10), [], None, "new", 2),
        (parsed(A, 20), [version(A, 10, 1)], raw(A), "unchanged", 0),
        (parsed(B, 20), [version(A, 10, 1)], raw(A), "changed", 2),
        # A -> B -> A is three versions
        (parsed(A, 30), [version(A, 10, 1), version(B, 20, 2)], raw(B), "changed", 2),
        # other bytes around the same text: a look that found nothing new
        (parsed(A, 20), [version(A, 10, 1)], raw(A + "\r\n"), "unchanged", 2),
        # an older copy, imported late, is a version of its own before the one that is known
        (parsed(A, 5), [version(B, 10, 1)], raw(B), "changed", 2),
    ],
)
def test_outcome(
    look: Parsed, versions: list[Version], latest: str | None, outcome: str, events: int
) -> None:
    decision = decide(look, versions, latest, recorded=False)
    assert (decision.outcome, len(decision.events)) == (outcome, events)


def test_a_look_that_is_recorded_adds_nothing_even_if_a_later_one_differs() -> None:
    versions = [version(A, 10, 1), version(B, 20, 2)]
    assert decide(parsed(A, 10), versions, raw(B), recorded=True).events == ()


def test_saying_something_new_of_known_bytes_is_a_new_reading_of_the_same_version() -> None:
    known = version(A, 10, 1)
    told = parsed(A, 20, published="2024-03-01", given=True)
    captured, reading = decide(told, [known], raw(A), recorded=False).events
    assert isinstance(captured, ArticleCaptured)
    assert captured.outcome == "unchanged"
    assert isinstance(reading, ArticleParsed)
    assert (reading.version_id, reading.captured) == (known.version_id, 10)
    assert reading.published.date == PartialDate("2024-03-01")


def test_saying_the_same_again_adds_nothing() -> None:
    known = version(A, 10, 1, published="2024-03-01")
    told = parsed(A, 20, published="2024-03-01", given=True)
    assert decide(told, [known], raw(A), recorded=False).events == ()


def test_not_repeating_what_was_said_takes_nothing_back() -> None:
    known = version(A, 10, 1, published="2024-03-01")
    assert decide(parsed(A, 20), [known], raw(A), recorded=False).events == ()


def test_a_version_is_identified_by_its_first_look() -> None:
    look = parsed(A, 10)
    _, reading = decide(look, [], None, recorded=False).events
    assert isinstance(reading, ArticleParsed)
    assert reading.version_id == version_id(ADDRESS, 10, sha256_hex(A.encode()))
    later = replace(look, captured=11)
    _, other = decide(later, [], None, recorded=False).events
    assert isinstance(other, ArticleParsed)
    assert other.version_id != reading.version_id

"""Whose doing it is that two versions differ: the outlet's, or our own reading's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.change import Cause
from archive.domain.claim import Claim
from archive.domain.claim_edit import ClaimEdit
from archive.domain.moment import PartialDate
from archive.service.article_diff import (
    Shown,
    article_diff,
    cause_between,
    edits_of,
    marks_of,
    reading_cause,
    stood,
)
from archive.store.queries_edits import VersionClaims
from archive.store.rows import RunRow, Version
from tests.unit.shelf import ADDRESS, Shelf, article, taken
from tests.unit.voices import voice

MARCH = PartialDate("2023-03-01").start


def run(digest: str = "d", extractor_version: str = "1") -> RunRow:
    return RunRow(
        position=1,
        address=ADDRESS,
        version_id="v",
        story="s",
        story_digest=digest,
        extractor="rules",
        extractor_version=extractor_version,
        claim_count=1,
        sighting_count=0,
        recorded_at=0,
    )


def claim(text: str, quote: str, value: int) -> Claim:
    made = voice("2023-03-01", "Gazette", value=value).claim
    start = text.index(quote)
    return replace(made, evidence=replace(made.evidence, exact=quote, start=start, end=start + len(quote)))


def versions(*texts: str, raw: str | None = None) -> list[Version]:
    """What is kept of an article whose looks showed `texts`, with the bytes `raw` each, or bytes of their own."""
    shelf = Shelf()
    for number, text in enumerate(texts):
        shelf.look(taken(article(text), MARCH + number, raw=raw or text, stated=True))
    return shelf.versions(ADDRESS)


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        (run(), run(), None),
        (run(), run(digest="e"), "story"),
        (run(), run(extractor_version="2"), "extractor"),
        (run(), run(digest="e", extractor_version="2"), "story"),
    ],
)
def test_what_of_our_reading_differs(before: RunRow, after: RunRow, cause: Cause | None) -> None:
    assert reading_cause(VersionClaims(before, ()), VersionClaims(after, ())) == cause


OLD = "Two men came. It rained."
STILL = "Two men came. It snowed."
OTHER = "Three men came. It snowed."


@pytest.mark.parametrize(
    ("after", "quote", "digest", "causes"),
    [
        # One run found a claim in a sentence that stands in both, and the other did not: no edit of the outlet's.
        (STILL, None, "e", ["story"]),
        (STILL, None, "d", ["source-edit"]),
        (OTHER, "Three men came", "e", ["source-edit"]),
        (OTHER, "Three men came", "d", ["source-edit"]),
    ],
)
def test_a_sentence_that_stands_is_read_anew_and_not_edited(
    after: str, quote: str | None, digest: str, causes: list[str]
) -> None:
    old, new = (
        Shown(version, text) for version, text in zip(versions(OLD, after), (OLD, after), strict=True)
    )
    before_claims = VersionClaims(run(), (claim(OLD, "Two men came", 2),))
    after_claims = VersionClaims(run(digest), (claim(after, quote, 3),) if quote else ())
    edits = edits_of({"s": before_claims}, {"s": after_claims}, lambda edit: stood(edit, old, new))
    assert [edit.cause for edit in edits] == causes


def test_a_version_that_does_not_concern_a_story_any_more_withdraws_its_claims() -> None:
    told = VersionClaims(run(), (claim(OLD, "Two men came", 2),))

    def never(_: ClaimEdit) -> bool:
        raise AssertionError

    assert [edit.kind for edit in edits_of({"s": told}, {}, never)] == ["withdrawn"]
    assert [edit.kind for edit in edits_of({}, {"s": told}, never)] == ["added"]


def test_two_readings_of_the_same_bytes_are_no_edit() -> None:
    before, after = versions(OLD, OTHER)
    assert cause_between(before, after) == "source-edit"
    assert cause_between(before, replace(after, raw=before.raw)) == "extractor"
    assert cause_between(replace(before, raw=None), replace(after, raw=None)) == "source-edit"


class Texts(dict[str, bytes]):
    """The texts of versions by their address, as blobs give them."""

    def get(self, address: str) -> bytes:  # type: ignore[override] # of `Blobs` alone this much is asked
        return self[address]


class Claims:
    """Every version claims the same."""

    def claims(self, versions: Collection[str], *_: object) -> dict[tuple[str, str], VersionClaims]:
        return {
            ("s", version): VersionClaims(run(), (voice("2023", "G", value=3).claim,)) for version in versions
        }

    def last_showing(self, *_: object) -> dict[str, int]:
        return {}


@given(st.text())
def test_a_version_differs_from_itself_in_no_layer(text: str) -> None:
    (version,) = versions(text or "x")
    texts = Texts({version.text: (text or "x").encode("utf-8", "surrogatepass")})
    diff = article_diff(Claims(), texts, [version], version, version, 1)  # type: ignore[arg-type] # fakes
    assert not diff.edited_at_all
    assert (diff.cause, diff.noise, diff.notices, diff.marks) == (None, (), (), ())


def test_a_text_that_comes_back_is_marked() -> None:
    held = versions(OLD, OTHER, OLD)
    assert marks_of(held[0], held[1], (), held) == ("no-correction",)
    assert marks_of(held[1], held[2], (), held) == ("no-correction", "restored")

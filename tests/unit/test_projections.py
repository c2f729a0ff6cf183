"""Projections: the rows of an event, and the rows of a fact, from values alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from archive.domain.article import Block, Sourced, SourcedDate
from archive.domain.claim import Attribution, Claim, Evidence, Sighting, group_id
from archive.domain.event import (
    ArticleCaptured,
    ArticleParsed,
    ClaimReviewed,
    ClaimsExtracted,
    Event,
    Payload,
    SnapshotTaken,
    StoryDefined,
)
from archive.domain.fact import Voice
from archive.domain.moment import PartialDate
from archive.domain.story import FactType, FieldType
from archive.ports import Row
from archive.projections.facts import fact_rows
from archive.projections.rows import rows_of

DAY = PartialDate("2024-02-19")
LATER = PartialDate("2024-03-01T08:30")
NEVER = PartialDate("9999-12-31")
TEXT = "Skip to content. The ferry carried forty people home."


def event(payload: Payload) -> Event:
    return Event(
        position=7,
        stream="s",
        stream_version=1,
        type=payload.TYPE,
        schema=1,
        recorded_at=99,
        actor="me",
        command=7,
        commitment="c",
        payload=payload,
    )


def rows(payload: Payload) -> list[Row]:
    return list(rows_of(event(payload), {"blob": TEXT}.__getitem__))


def parsed(**given: Any) -> ArticleParsed:
    values: dict[str, Any] = {
        "address": "a",
        "version_id": "v",
        "captured": 5,
        "text": "blob",
        "length": len(TEXT),
        "blocks": (Block("chrome", 0, 16), Block("body", 17, len(TEXT))),
        "title": Sourced("T", "header"),
        "source": Sourced(),
        "url": Sourced(),
        "language": Sourced(),
        "published": SourcedDate(),
        "modified": SourcedDate(),
        "in_body": SourcedDate(),
        "reader": "text",
        "reader_version": "1",
    }
    return ArticleParsed(**values | given)


def claim(number: int, **given: Any) -> Claim:
    values: dict[str, Any] = {
        "claim_id": f"c{number}",
        "assertion_key": "k",
        "story": "ferry",
        "type": "toll",
        "fields": {"place": "bay", "value": number, "names": ("x", "y")},
        "key": {"place": "bay"},
        "evidence": Evidence("forty", "carried ", " people", 35, 40),
        "frame": "f",
    }
    return Claim(**values | given)


@pytest.mark.parametrize(
    ("given", "first", "later"),
    [
        ({}, (5, "captured"), (5, "captured")),
        ({"published": SourcedDate(DAY, "byline")}, (DAY.start, "byline"), (5, "captured")),
        ({"in_body": SourcedDate(DAY, "in-body")}, (DAY.start, "in-body"), (5, "captured")),
        (
            {"published": SourcedDate(DAY, "given"), "in_body": SourcedDate(LATER, "in-body")},
            (DAY.start, "given"),
            (5, "captured"),
        ),
        ({"modified": SourcedDate(LATER, "sidecar")}, (5, "captured"), (LATER.start, "sidecar")),
        ({"modified": SourcedDate(LATER, "in-body")}, (5, "captured"), (5, "captured")),
        (
            {"published": SourcedDate(NEVER, "meta"), "modified": SourcedDate(NEVER, "meta")},
            (2**53 - 1, "meta"),
            (2**53 - 1, "meta"),
        ),
    ],
)
def test_when_words_became_public_depends_on_what_is_known_of_them(
    given: dict[str, Any], first: tuple[int, str], later: tuple[int, str]
) -> None:
    reading = rows(parsed(**given))[0].values
    assert (reading["first_reported"], reading["first_basis"]) == first
    assert (reading["later_reported"], reading["later_basis"]) == later


def test_a_reading_is_compared_by_what_it_tells() -> None:
    reading, mark, *shingles = rows(parsed())
    same, *_ = rows(parsed(blocks=(Block("body", 17, len(TEXT)),), address="b"))
    assert reading.table == "rm_readings"
    assert reading.values["print_id"] == same.values["print_id"] == mark.values["print_id"]
    assert (mark.table, mark.shared, mark.values["spans"]) == ("rm_prints", True, f"[[17,{len(TEXT)}]]")
    assert mark.values["size"] == len(shingles) == 2
    assert {(row.table, row.shared) for row in shingles} == {("rm_shingles", True)}


def test_a_run_gives_its_claims_in_order_with_all_that_was_said() -> None:
    said = (claim(40, attribution=(Attribution("crew", "the crew", "said"),)), claim(41, leans_on=("navy",)))
    seen = (Sighting("ferry", "number", "3", 1, 2, "3 boats"),)
    run, first, second, sighting = rows(
        ClaimsExtracted(
            address="a",
            version_id="v",
            story="ferry",
            story_digest="d",
            extractor="rules",
            extractor_version="1",
            claims=said,
            sightings=seen,
        )
    )
    assert (run.values["claim_count"], run.values["sighting_count"]) == (2, 1)
    assert [first.values["ord"], second.values["ord"], sighting.values["ord"]] == [0, 1, 0]
    assert first.values["group_id"] == group_id("ferry", "toll", {"place": "bay"})
    assert (first.values["attributed_to"], second.values["attributed_to"]) == ("crew", "navy")
    assert first.values["fields"] == '{"names":["x","y"],"place":"bay","value":40}'
    assert json.loads(first.values["document"])["evidence"]["exact"] == "forty"


@pytest.mark.parametrize(
    ("payload", "table", "some"),
    [
        (
            ArticleCaptured(address="a", captured=5, outcome="new", name="n", raw="r", size=3),
            "rm_captures",
            {"position": 7, "outcome": "new", "recorded_at": 99},
        ),
        (
            StoryDefined(story="s", title="T", digest="d", source="x", packs={"b": "2", "a": "1"}),
            "rm_stories",
            {"packs": '{"a":"1","b":"2"}'},
        ),
        (
            ClaimReviewed(claim_id="c", story="s", verdict="corrected", fields={"value": 2}),
            "rm_reviews",
            {"verdict": "corrected", "fields": '{"value":2}', "actor": "me"},
        ),
        (
            SnapshotTaken(name="n", story="s", as_of=1, known_at=2, digest="d", blob="b"),
            "rm_snapshots",
            {"as_of": 1, "known_at": 2},
        ),
    ],
)
def test_other_events_give_one_row(payload: Payload, table: str, some: dict[str, Any]) -> None:
    (row,) = rows(payload)
    assert row.table == table
    assert some.items() <= row.values.items()


TOLL = FactType(
    type="toll",
    fields={"place": FieldType(kind="ref"), "value": FieldType(kind="number")},
    key=("place",),
    consolidate="count",
    value="value",
)


def voice(number: int, address: str, reported: int) -> Voice:
    return Voice(
        claim=claim(number, claim_id=f"{address}{number}", fields={"place": "bay", "value": number}),
        address=address,
        version_id=address,
        version=1,
        title=None,
        source=address,
        published=SourcedDate(),
        reported=reported,
        reported_basis="given",
        cluster=address,
        position=1,
        extractor="rules",
        extractor_version="1",
        story_digest="d",
    )


def told(moments: Sequence[tuple[int, Sequence[Voice]]], table: str) -> list[dict[str, Any]]:
    return [dict(row.values) for row in fact_rows("g", TOLL, moments) if row.table == table]


def test_the_history_has_a_row_for_each_change_and_none_for_silence() -> None:
    two, again, three = voice(2, "a", 10), voice(2, "a", 10), voice(3, "b", 30)
    moments = [(10, [two]), (20, [again]), (30, [two, three]), (40, []), (50, [three])]
    history = told(moments, "rm_fact_history")
    assert [(row["since"], row["value"], row["what"].split(",")[0]) for row in history] == [
        (10, "2", "added"),
        (30, "3", "value"),
        (40, None, "value"),
        (50, "3", "value"),
    ]
    assert [row["status"] for row in history if row["since"] == 40] == ["absent"]
    assert len({row["fact_id"] for row in history}) == 1


def test_the_facts_are_those_of_the_last_moment() -> None:
    two, three = voice(2, "a", 10), voice(3, "b", 30)
    (fact,) = told([(10, [two]), (30, [two, three])], "rm_facts")
    assert (fact["value"], fact["value_number"], fact["reported"]) == ("3", 3, 30)
    assert {(row["claim_id"], row["standing"]) for row in told([(30, [two, three])], "rm_standings")} == {
        ("b3", "supporting"),
        ("a2", "superseded"),
    }
    assert told([(10, [two]), (40, [])], "rm_facts") == []
    assert told([], "rm_fact_history") == []

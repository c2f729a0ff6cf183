"""Fact documents: dicts keyed by stable ids, and the lists that are printed."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from archive.domain.canonical import canonical_json
from archive.domain.consolidate import consolidate
from archive.domain.fact import Voice
from archive.domain.fact_document import VOICES, fact_document, listed, voice_document
from tests.unit.voices import COUNT, GIFT, articles, review, voice


def lists_in(value: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    if isinstance(value, dict):
        return {found for name, each in value.items() for found in lists_in(each, (*path, name))}
    return {path} if isinstance(value, (list, tuple)) else set()


@given(articles("gift"))
def test_a_document_is_plain_json_and_holds_no_list_compared_by_position(voices: list[Voice]) -> None:
    import json

    for fact in consolidate(GIFT, voices):
        document = fact_document(fact)
        assert json.loads(canonical_json(document)) == document
        assert {path[0] for path in lists_in(document)} <= {"disputed", *VOICES, "denied"}
        assert {path[-1] for path in lists_in(document) if path[0] != "disputed"} <= {"attribution"}


@given(articles("gift"))
def test_what_is_printed_does_not_depend_on_the_order_of_keys(voices: list[Voice]) -> None:
    import json

    for fact in consolidate(GIFT, voices):
        document = fact_document(fact)
        from_file = json.loads(canonical_json(document))
        assert json.dumps(listed(from_file), sort_keys=True) == json.dumps(listed(document), sort_keys=True)


def test_a_document_says_what_how_surely_and_by_whom() -> None:
    (fact,) = consolidate(
        COUNT,
        [
            voice("2024-05-01", "A", value=80),
            voice("2024-05-02T08:30:00", "B", by="aide", value=97),
            voice("2024-05-02", "C", value=115, claim={"polarity": "denied"}),
        ],
    )
    document = fact_document(fact)
    assert {name: document[name] for name in ("story", "type", "key", "value", "relation", "status")} == {
        "story": "s",
        "type": "toll",
        "key": {"place": "harbour"},
        "value": 97,
        "relation": "eq",
        "status": "single-origin",
    }
    assert (document["reported"], document["origins"], document["publishers"]) == (
        "2024-05-02T08:30:00Z",
        {"aide": True},
        1,
    )
    assert {name: [claim["source"] for claim in listed(document)[name]] for name in VOICES} == {
        "supporting": ["B"],
        "dissenting": [],
        "superseded": ["A"],
        "rejected": [],
        "related": [],
    }
    assert [(each["value"], each["claims"][0]["source"]) for each in listed(document)["denied"]] == [
        (115, "C")
    ]


def test_a_claim_inside_a_fact_shows_its_words_and_its_verdict() -> None:
    each = voice("2024-05-01", "A", at=3, value=80, verdict=review("corrected", value=97))
    document = voice_document(each)
    assert (document["quote"], document["source"], document["reported"]) == ("words at 3", "A", "2024-05-01")
    assert document["published"] == {"value": "2024-05-01", "precision": "day", "basis": "byline"}
    assert document["review"] == {"verdict": "corrected", "note": "checked", "fields": {"value": 97}}
    assert "position" not in document


def test_claims_are_listed_in_order_of_time_to_the_fraction() -> None:
    moments = ["2024-05-01T10:00:00.500", "2024-05-01T10:00:00", "2024-05-01"]
    voices = [voice(moment, name, of="gift") for moment, name in zip(moments, "ABC", strict=True)]
    (fact,) = consolidate(GIFT, voices)
    assert [claim["source"] for claim in listed(fact_document(fact))["supporting"]] == ["C", "B", "A"]


def test_denied_numbers_are_listed_by_size() -> None:
    denied = [
        voice("2024-05-02", "B", at=value, value=value, claim={"polarity": "denied"})
        for value in (10, 9, 100)
    ]
    (fact,) = consolidate(COUNT, [voice("2024-05-01", "A", value=2), *denied])
    assert [each["value"] for each in listed(fact_document(fact))["denied"]] == [9, 10, 100]


def test_role_upper_end_and_related_claims_are_there_only_where_they_say_something() -> None:
    plan = {"role": "projected"}
    (plain,) = consolidate(COUNT, [voice("2024-05-01", "A", value=80)])
    assert not {"role", "value_to", "related"} & fact_document(plain).keys()
    (fact,) = consolidate(
        COUNT,
        [
            voice("2024-05-01", "A", value=80, value_to=100, claim={**plan, "relation": "range"}),
            voice("2024-05-01", "B", value=60, claim={"role": "previous"}),
        ],
    )
    document = fact_document(fact)
    assert (document["role"], document["value"], document["value_to"]) == ("projected", 80, 100)
    assert [(claim["source"], claim["role"]) for claim in listed(document)["related"]] == [("B", "previous")]
    assert [claim["role"] for claim in listed(document)["supporting"]] == ["projected"]

"""One sentence for each change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from archive.telling.diff_facts import FactChange
from archive.telling.diff_sentences import day_in_words, sentences
from tests.unit.told import Document, claim, fact, lamps, told

POST = claim("post", "It has 3 lamps", fields={"value": 3})
WIRE = claim("wire", "It has three lamps", published={"value": "2023-04"}, reported="2023-04")
HEDGED = claim("echo", "It may have 3 lamps", certainty="hedged", source=None)
EDITED = claim("post", "It has 3 lamps now", version=2, reported="2023-04-20T09:00:00Z")
UNDATED = claim("leaf", "It has 3 lamps", published={"value": None}, reported="2023-04-02")
GIFT = {"recipient": "school", "item": "storm_lamp"}
NEW = "because of new reporting."
COUNT = "The lamp count (Skerry School)"
GIVEN = "the gift (storm lamp for Skerry School)"


def gift(value: dict[str, Any], *supporting: Document, **parts: Any) -> Document:
    return fact("gift", GIFT, value, *supporting, **parts)


def denial(value: object, *claims: Document) -> dict[str, Any]:
    return {str(value): {"value": value, "claims": {each["claim_id"]: each for each in claims}}}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, lamps(3, POST), [f"{COUNT} is newly reported as 3 (single-origin; The Post, 5 April 2023)."]),
        (lamps(3, POST), None, [f"{COUNT} is no longer reported; it was 3 (was single-origin; formerly The Post, 5 April 2023), because a report is no longer counted."]),
        (lamps(2), lamps(3, POST, WIRE, status="corroborated"), [f"{COUNT} went from 2 to 3 (corroborated, previously single-origin; The Post, 5 April 2023, and 1 more), {NEW}"]),
        (lamps(1200), lamps(1500, EDITED, relation="ge"), [f"{COUNT} went from 1,200 to at least 1,500 (single-origin; The Post, edited 20 April 2023), {NEW}"]),
        (lamps(3, relation="ge"), lamps(3, HEDGED), [f"{COUNT} changed from at least 3 to 3 (single-origin; unknown source, 5 April 2023, hedged), {NEW}"]),
        (lamps(3), lamps(3, UNDATED, relation="range", value_to=9), [f"{COUNT} changed from 3 to between 3 and 9 (single-origin; The Leaf, undated, counted from 2 April 2023), {NEW}"]),
        (lamps(80, role="projected"), lamps(3, WIRE), [f"{COUNT} went from 80 (projected) to 3 (single-origin; The Wire, April 2023), {NEW}"]),
        (fact("vote", {"motion": "harbour bill"}, "passed"), fact("vote", {"motion": "harbour bill"}, "sent_back", POST), ["The vote (harbour bill) changed from passed to sent back (single-origin; The Post, 5 April 2023), " + NEW]),
        (None, fact("toll", {"measure": "in_hospital", "place": "Old Town"}, 20, relation="approx"), ["The figure for “in hospital” (Old Town) is newly reported as about 20 (single-origin), because the same reports now count otherwise."]),
        (None, gift({"date": "2023-02-27", "quantity": 2, "place": None, "ordinal": 2}, POST), [f"{GIVEN.capitalize().replace('skerry school', 'Skerry School')} is newly reported, dated 27 February 2023, with quantity 2 (single-origin; The Post, 5 April 2023)."]),
        (gift({}), None, ["The gift (storm lamp for Skerry School) is no longer reported (was single-origin), because the same reports now count otherwise."]),
        (None, lamps(3, status="denied", denied=denial(3, POST)), [f"{COUNT} is denied to be 3 (denied; The Post, 5 April 2023), {NEW}"]),
        (gift({"date": "2023-02"}), gift({"date": "2023-02-27"}, POST), [f"The date of {GIVEN} changed from February 2023 to 27 February 2023 (single-origin; The Post, 5 April 2023), {NEW}"]),
        (gift({"date": None}), gift({"date": "2023-02"}, POST), [f"The date of {GIVEN} is now given as February 2023 (single-origin; The Post, 5 April 2023), {NEW}"]),
        (gift({"ordinal": None}), gift({"ordinal": 2}, POST), [f"{GIVEN[0].upper()}{GIVEN[1:]} is now told as no. 2, before not numbered (single-origin; The Post, 5 April 2023), {NEW}"]),
        (gift({"date": "2023"}), gift({"date": None}, POST), [f"The date of {GIVEN} is no longer given; it was 2023 (single-origin; The Post, 5 April 2023), {NEW}"]),
        (lamps(3), lamps(3, POST, dissenting=[WIRE], status="disputed", disputed={"value": [3, 4]}), [f"{COUNT} is now disputed: 3 or 4 (disputed, previously single-origin; The Wire, April 2023), {NEW}"]),
        (gift({}, status="disputed", disputed={"date": ["2023-02", "2023-03"]}), gift({}, POST), [f"The date of {GIVEN} is no longer disputed (single-origin, previously disputed; The Post, 5 April 2023), {NEW}"]),
        (lamps(3), lamps(3, POST, denied=denial(4, WIRE)), [f"{COUNT} is now denied to be 4 (single-origin; The Wire, April 2023), {NEW}"]),
        (lamps(3, denied=denial(4, WIRE)), lamps(3), [f"{COUNT} is no longer denied to be 4 (single-origin; formerly The Wire, April 2023), because a report is no longer counted."]),
        (gift({}), gift({}, POST, variants={"lantern": "Lantern"}), ["The gift (storm lamp for Skerry School) is now also worded “Lantern” (single-origin; The Post, 5 April 2023), " + NEW]),
        (gift({}, variants={"oil lamp": "oil lamp"}), gift({}, POST, variants={"lantern": "Lantern", "lamp": "lamp"}), [
            "The gift (storm lamp for Skerry School) is now also worded “lamp” and “Lantern” (single-origin; The Post, 5 April 2023), " + NEW,
            "The gift (storm lamp for Skerry School) is no longer worded “oil lamp” (single-origin; The Post, 5 April 2023), " + NEW,
        ]),
        (lamps(3), lamps(3, POST, status="corroborated"), [f"The standing of the lamp count (Skerry School) changed from single-origin to corroborated (The Post, 5 April 2023), {NEW}"]),
        (lamps(2), lamps(3, POST, denied=denial(4, WIRE)), [
            f"{COUNT} went from 2 to 3 (single-origin; The Post, 5 April 2023), {NEW}",
            f"{COUNT} is now denied to be 4 (single-origin; The Wire, April 2023), {NEW}",
        ]),
    ],
)  # fmt: skip
def test_each_change_is_one_sentence(
    before: Document | None, after: Document | None, said: list[str]
) -> None:
    old, new = ({"n": each} if each else {} for each in (before, after))
    diff = told(old, new)
    assert [sentence for _, _, sentence in sentences(diff.items, diff.labels)] == said


def test_a_denial_is_told_by_those_who_deny() -> None:
    diff = told({"n": lamps(3)}, {"n": lamps(3, POST, denied=denial(4, WIRE) | denial(5, UNDATED))})
    assert [sentence.partition(",")[0] for _, _, sentence in sentences(diff.items, diff.labels)] == [
        f"{COUNT} is now denied to be 4 (single-origin; The Wire",
        f"{COUNT} is now denied to be 5 (single-origin; The Leaf",
    ]


def test_a_denial_that_is_gone_is_told_by_those_who_denied() -> None:
    diff = told({"n": lamps(3, POST, denied=denial(4, WIRE))}, {"n": lamps(3)})
    ((_, _, sentence),) = sentences(diff.items, diff.labels)
    assert sentence.startswith(f"{COUNT} is no longer denied to be 4 (single-origin; formerly The Wire, ")


def test_who_said_what_is_no_more_is_named_and_no_other_who_left() -> None:
    older = claim("wire", "It has 2 lamps", fields={"value": 2}, reported="2023-04-01")
    gone = told({"n": lamps(3, POST, superseded=[older])}, {})
    changed = told({"n": lamps(3, POST, superseded=[older])}, {"n": lamps(1)})
    for diff in (gone, changed):
        ((_, _, sentence),) = sentences(diff.items, diff.labels)
        assert "; formerly The Post, 5 April 2023)" in sentence


@pytest.mark.parametrize(
    ("part", "mark"),
    [
        ("rejected", "rejected by a reviewer"),
        ("dissenting", "disagreeing"),
        ("superseded", "an older report"),
    ],
)
def test_who_does_not_say_what_is_told_is_marked_off(part: str, mark: str) -> None:
    diff = told({"n": lamps(3)}, {"n": lamps(2, **{part: [POST]})})
    ((_, _, sentence),) = sentences(diff.items, diff.labels)
    assert f"from 3 to 2 (single-origin; The Post, 5 April 2023, {mark})" in sentence


def test_a_denial_has_the_causes_of_those_who_deny() -> None:
    after = lamps(3, POST, denied=denial(4, WIRE))
    diff = told({"n": lamps(3)}, {"n": after}, causes={POST["claim_id"]: "source-edit"})
    item = FactChange([replace(change, cause="reporting") for change in diff.items[0].changes])
    ((_, _, sentence),) = sentences([item], diff.labels)
    assert sentence.endswith(f"(single-origin; The Wire, April 2023), {NEW}")


def test_every_cause_is_told() -> None:
    causes = {POST["claim_id"]: "review", WIRE["claim_id"]: "extractor"}
    diff = told({"n": lamps(2)}, {"n": lamps(3, POST, WIRE)}, causes=causes)  # type: ignore[arg-type] # causes all
    review = "because of a reviewer's verdict"
    extractor = "because we read an article anew: another extractor, reader or metadata"
    for cause, why in (("review", f"{review} and {extractor}"), ("extractor", f"{extractor} and {review}")):
        item = FactChange([replace(change, cause=cause) for change in diff.items[0].changes])  # type: ignore[arg-type]
        ((_, _, sentence),) = sentences([item], diff.labels)
        assert sentence.endswith(f", {why}.")
        assert item.causes[0] == cause


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2024-06-09", "9 June 2024"),
        ("2024-06", "June 2024"),
        ("2024", "2024"),
        ("2024-06-20T06:15:00Z", "20 June 2024"),
        ("2024-13", "2024-13"),
        ("2", "2"),
        ("Anna", "Anna"),
    ],
)
def test_days_are_read_in_words(date: str, words: str) -> None:
    assert day_in_words(date) == words

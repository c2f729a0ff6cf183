"""Which words of a quote are marked, and which quote stands instead of which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.text_change import Piece
from archive.telling.diff_quotes import RESEMBLES, Quote, likeness, reasons, sides
from archive.telling.fact_text import FactText
from archive.telling.written import Written
from tests.unit.told import claim, lamps, told

TEXTS = st.lists(st.sampled_from(["three", "two", "dogs", "the", "-", "12,5", "  ", "[-"]), max_size=9).map(
    " ".join
)


def marked(pieces: tuple[Piece, ...]) -> str:
    return Quote("", pieces, "", "", 1).marked


@pytest.mark.parametrize(
    ("before", "after", "gone", "came"),
    [
        ("It has 2 lamps", "It has 3 lamps", "It has [-2-] lamps", "It has {+3+} lamps"),
        ("It has lamps", "It now has 3 lamps", "It has lamps", "It {+now+} has {+3+} lamps"),
        ("He gave two old dogs away", "He gave three cats away", "He gave [-two old dogs-] away", "He gave {+three cats+} away"),
        ("The toll is 1,520.", "The toll is 1,250.", "The toll is [-1,520-].", "The toll is {+1,250+}."),
        ("One is missing", "It was the second of many", "One is missing", "It was the second of many"),
        ("It has 2 lamps", "It has 2 lamps", "It has 2 lamps", "It has 2 lamps"),
        ("The board gave the school two lamps", "Two lamps the school gave the board", "The board gave the school two lamps", "Two lamps the school gave the board"),
        ("", "", "", ""),
    ],
)  # fmt: skip
def test_the_words_that_differ_are_marked_where_quotes_resemble_each_other(
    before: str, after: str, gone: str, came: str
) -> None:
    old, new = sides(before, after)
    assert (marked(old), marked(new)) == (gone, came)


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [("a b", "a b", 1.0), ("A b", "a c", 0.5), ("a a b", "a c", 0.4), ("a", "b", 0.0), ("", "", 1.0), ("?", "!", 0.0)],
)  # fmt: skip
def test_likeness_is_the_share_of_words_in_common(before: str, after: str, share: float) -> None:
    assert likeness(before, after) == share


@given(TEXTS, TEXTS)
def test_the_pieces_of_each_side_are_its_words(before: str, after: str) -> None:
    old, new = sides(before, after)
    assert "".join(piece.text for piece in old) == before
    assert "".join(piece.text for piece in new) == after
    assert {piece.kind for piece in old} <= {"same", "gone"}
    assert {piece.kind for piece in new} <= {"same", "came"}
    marks = [piece.text for piece in (*old, *new) if piece.kind != "same"]
    assert all(text == text.strip() != "" for text in marks)
    assert not marks or likeness(before, after) >= RESEMBLES
    assert not marks or max(sum(len(p.text) for p in side if p.kind == "same") for side in (old, new)) > 0


def quotes(*arguments: object, **named: object) -> list[tuple[str, str, str | None]]:
    """Cause by cause what is quoted: the lead with the words, the words before, and the cause."""
    diff = told(*arguments, **named)  # type: ignore[arg-type]
    (item,) = diff.items
    return [
        (
            why.words,
            f"{quote.lead}{quote.marked}",
            f"{quote.before.lead}{quote.before.marked}" if quote.before else None,
        )
        for why in reasons(item, diff.labels, FactText(Written(), diff.labels), 3)
        for voices in why.voices
        for quote in voices.quotes
    ]


def test_an_edited_article_shows_its_old_words_beside_the_new_ones() -> None:
    old = claim("post", "It has 2 lamps", fields={"value": 2})
    new = claim("post", "It has 3 lamps", version=2, fields={"value": 3})
    causes = {each["claim_id"]: "source-edit" for each in (old, new)}
    assert quotes({"n": lamps(2, old)}, {"n": lamps(3, new)}, causes=causes) == [
        (
            "because an article was edited at its source",
            "It has {+3+} lamps",
            "no longer says: It has [-2-] lamps",
        )
    ]


def test_words_that_stand_elsewhere_in_an_edited_article_are_not_gone() -> None:
    old = claim("post", "It has 2 lamps", fields={"value": 2})
    new = claim("post", "It has\n2 lamps", version=2, fields={"value": 2})
    causes = {each["claim_id"]: "source-edit" for each in (old, new)}
    ((_, words, before),) = quotes(
        {"n": lamps(2, old)}, {"n": lamps(2, new, status="corroborated")}, causes=causes
    )
    assert (words, before) == ("It has 2 lamps", None)


def test_a_new_value_shows_the_words_of_the_one_before_it() -> None:
    old = claim("post", "It has 2 lamps", fields={"value": 2})
    older = claim("wire", "Two lamps are what the school was given", fields={"value": 2})
    new = claim("herald", "It now has 3 lamps", fields={"value": 3})
    assert quotes({"n": lamps(2, older, old)}, {"n": lamps(3, new, superseded=[older, old])}) == [
        ("because of new reporting", "It {+now+} has {+3+} lamps", "said before: It has [-2-] lamps")
    ]


def test_each_cause_has_its_own_words() -> None:
    edited = claim("post", "It has 2 lamps", version=2)
    new = claim("herald", "It has 3 lamps", fields={"value": 3})
    gone = claim("wire", "It has 9 lamps")
    causes = {edited["claim_id"]: "source-edit"}
    assert quotes({"n": lamps(9, gone)}, {"n": lamps(3, new, dissenting=[edited])}, causes=causes) == [
        ("because of new reporting", "It has 3 lamps", None),
        ("because of new reporting", "no longer counted: It has 9 lamps", None),
        ("because an article was edited at its source", "disagrees: It has 2 lamps", None),
    ]


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ([], "because the same reports now count otherwise"),
        (["post"], "because a report is no longer counted"),
        (["post", "wire"], "because reports are no longer counted"),
    ],
)
def test_reporting_that_brought_nothing_is_not_called_new(gone: list[str], words: str) -> None:
    stays = claim("herald", "It has 3 lamps")
    claims = [claim(name, "It has 3 lamps") for name in gone]
    diff = told({"n": lamps(3, stays, *claims, status="corroborated")}, {"n": lamps(3, stays)})
    (item,) = diff.items
    (why,) = reasons(item, diff.labels, FactText(Written(), diff.labels), 3)
    assert why.words == words

"""Texts compared by paragraphs, sentences and words."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.text_change import ParagraphChange, Piece
from archive.textdiff import changed_paragraphs, changed_sentences, changed_words, unified_diff

TEXT = st.text("ab ,.\n金九’'\u00a01") | st.text()
PARAGRAPHS = st.lists(
    st.text("abc .", max_size=12)
    | st.sampled_from(["One car came. It was red.", "One car came. It was blue.", "Two dogs ran home.", ""]),
    max_size=8,
)


def marked(pieces: Sequence[Piece]) -> str:
    marks = {"same": "{}", "gone": "[-{}-]", "came": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


def sides(pieces: Sequence[Piece]) -> tuple[str, str]:
    before = "".join(piece.text for piece in pieces if piece.kind != "came")
    return before, "".join(piece.text for piece in pieces if piece.kind != "gone")


def test_a_changed_number() -> None:
    assert changed_words("Kim has one Aurus car.", "Kim has two Aurus cars.") == (
        Piece("same", "Kim has "),
        Piece("gone", "one"),
        Piece("came", "two"),
        Piece("same", " Aurus "),
        Piece("gone", "car"),
        Piece("came", "cars"),
        Piece("same", "."),
    )


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", ""),
        ("all the same", "all the same", "all the same"),
        ("1,000 came", "2,000 came", "[-1,000-]{+2,000+} came"),
        ("3.5 metres", "3.6 metres", "[-3.5-]{+3.6+} metres"),
        ("They don’t know.", "They do know.", "They [-don’t-]{+do+} know."),
        ("He came on Monday.", "He came by Friday.", "He came [-on Monday-]{+by Friday+}."),
        ("He came.", "He came home.", "He came{+ home+}."),
        ("one  two", "one two", "one [- -]two"),
        ("金正恩有一辆车。", "金正恩有两辆车。", "金正恩有[-一-]{+两+}辆车。"),
        ("มีรถสองคัน", "มีรถสามคัน", "มีรถส[-อง-]{+าม+}คัน"),
    ],
)
def test_words_are_what_people_take_for_words(before: str, after: str, shown: str) -> None:
    assert marked(changed_words(before, after)) == shown


@given(TEXT, TEXT)
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    for compare in (changed_words, changed_sentences):
        assert sides(compare(before, after)) == (before, after)


@given(TEXT)
def test_a_text_is_itself(text: str) -> None:
    for compare in (changed_words, changed_sentences):
        assert compare(text, text) == ((Piece("same", text),) if text else ())


@given(TEXT, TEXT)
def test_no_two_neighbours_are_of_one_kind_and_none_is_empty(before: str, after: str) -> None:
    pieces = changed_sentences(before, after)
    assert all(piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


def test_a_sentence_in_the_place_of_another_goes_and_comes_whole() -> None:
    before = "The ferry left at noon. Nobody was aboard but a dog. It rained on the pier. The keeper slept."
    after = "The ferry left at noon. A letter came from the board in town. It rained on the pier. The keeper slept."
    assert marked(changed_sentences(before, after)) == (
        "The ferry left at noon. [-Nobody was aboard but a dog. -]{+A letter came from the board in town. +}"
        "It rained on the pier. The keeper slept."
    )


ONE = "The board gave the school a lamp, which two men carried over the bar at low tide."
TWO = "The keeper counts the boats in the harbour every evening before the last ferry."
THREE = "Nobody knows who paid for the oil that was burnt in that long winter."
FOUR = "The bridge will be painted green."


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([], [], []),
        ([ONE], [ONE], [("same", 0, 0)]),
        ([ONE], [], [("gone", 0, None)]),
        ([], [ONE], [("came", None, 0)]),
        ([ONE, TWO], [ONE.replace("two", "three"), TWO], [("edited", 0, 0), ("same", 1, 1)]),
        ([ONE, TWO], [FOUR, TWO], [("gone", 0, None), ("came", None, 0), ("same", 1, 1)]),
        ([ONE, TWO, THREE], [TWO, THREE, ONE], [("same", 1, 0), ("same", 2, 1), ("moved", 0, 2)]),
        (
            [ONE, TWO, THREE],
            [TWO, THREE, ONE.replace("two", "three")],
            [("same", 1, 0), ("same", 2, 1), ("moved", 0, 2)],
        ),
        (
            [ONE, TWO, THREE],
            [THREE.replace("oil", "tar"), ONE, FOUR],
            [("moved", 2, 0), ("same", 0, 1), ("gone", 1, None), ("came", None, 2)],
        ),
        (['He said "yes".'], ["He said “yes”."], [("edited", 0, 0)]),
        ([ONE, ONE, ONE], [ONE], [("same", 0, 0), ("gone", 1, None), ("gone", 2, None)]),
    ],
)
def test_what_became_of_paragraphs(
    before: list[str], after: list[str], told: list[tuple[str, int | None, int | None]]
) -> None:
    changes = changed_paragraphs(before, after)
    assert [(one.kind, one.before, one.after) for one in changes] == told


def test_a_moved_paragraph_tells_what_was_edited_in_it() -> None:
    moved = changed_paragraphs([ONE, TWO, THREE], [TWO, THREE, ONE.replace("two", "three")])[-1]
    assert moved.edited
    assert "which [-two-]{+three+} men" in marked(moved.pieces)


@given(PARAGRAPHS, PARAGRAPHS)
def test_every_paragraph_is_told_once_with_its_words(before: list[str], after: list[str]) -> None:
    changes = changed_paragraphs(before, after)
    assert sorted((one.before, one.text_before) for one in changes if one.before is not None) == list(
        enumerate(before)
    )
    # The order of reading is that of the text after.
    assert [(one.after, one.text_after) for one in changes if one.after is not None] == list(enumerate(after))
    assert all(fits(one) for one in changes)
    kept = [one.before for one in changes if one.kind in ("same", "edited")]
    assert kept == sorted(kept, key=lambda place: -1 if place is None else place)


def fits(change: ParagraphChange) -> bool:
    there = (change.before is not None, change.after is not None)
    return {
        "same": there == (True, True) and not change.edited,
        "edited": there == (True, True) and change.edited,
        "gone": there == (True, False),
        "came": there == (False, True),
        "moved": there == (True, True),
    }[change.kind]


@given(PARAGRAPHS)
def test_equal_texts_have_no_change(paragraphs: list[str]) -> None:
    assert {change.kind for change in changed_paragraphs(paragraphs, paragraphs)} <= {"same"}


def test_two_that_resemble_each_other_and_change_places_have_moved() -> None:
    red, blue = "One car came. It was red.", "One car came. It was blue."
    changes = changed_paragraphs([".", red, "a", "aa", blue], [".", blue, "a", "aa", red])
    assert [change.kind for change in changes] == ["same", "moved", "same", "same", "moved"]


@given(PARAGRAPHS, st.data())
def test_a_shuffled_text_has_only_moves(paragraphs: list[str], data: st.DataObject) -> None:
    distinct = list(dict.fromkeys(one for one in paragraphs if one.strip()))
    shuffled = data.draw(st.permutations(distinct))
    changes = changed_paragraphs(distinct, shuffled)
    assert {change.kind for change in changes} <= {"same", "moved"}


def patched(text: str, diff: str) -> str:
    """`text` with a unified diff applied, as strictly as can be."""
    old = text.split("\n")
    out: list[str] = []
    at = 0
    lines = diff.split("\n")[:-1]
    for number, line in enumerate(lines):
        last = number + 1 < len(lines) and lines[number + 1].startswith("\\")
        ending = "" if last else "\n"
        if line.startswith("@@"):
            start, size = (int(part) for part in line.split()[1][1:].split(","))
            begin = start - 1 if size else start
            out += [f"{one}\n" for one in old[at:begin]]
            at = begin
        elif line[:1] in (" ", "-") and not line.startswith("---"):
            assert old[at] == line[1:]
            at += 1
            if line[0] == " ":
                out.append(line[1:] + ending)
        elif line[:1] == "+" and not line.startswith("+++"):
            out.append(line[1:] + ending)
    rest = "\n".join(old[at:])
    return "".join(out) + rest


LINES = st.lists(st.sampled_from(["a", "b", "c", "", "d e"]), max_size=25).map("\n".join)


@given(LINES, LINES)
def test_a_patch_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    diff = unified_diff(before, after, ("one", "two"))
    if before == after:
        assert diff == ""
    else:
        assert patched(before, diff) == after
        assert diff.startswith("--- one\n+++ two\n@@ -")


def test_what_stands_is_as_much_as_others_find() -> None:
    old, new = [ONE, TWO, THREE, FOUR], [FOUR, ONE, THREE, TWO]
    found = sum(change.kind == "same" for change in changed_paragraphs(old, new))
    assert found == sum(block.size for block in SequenceMatcher(None, old, new).get_matching_blocks())

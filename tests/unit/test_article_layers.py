"""The layers of two versions beside facts and words, and how edits are ordered and shown."""

from __future__ import annotations

import html
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.article import Block, Image, Link
from archive.domain.article_layers import (
    NoticeTold,
    changed_values,
    image_changes,
    link_changes,
    new_notices,
    notices_told,
    paragraphs_of,
    spacing_noise,
)
from archive.domain.edit import EDIT_CLASSES, Edit, EditClass, VersionRef, by_materiality
from archive.domain.text_change import Piece
from archive.telling.marked import in_html, in_markdown, in_plain
from archive.textdiff import changed_paragraphs

ONE = Link("https://a.example/one", "the board")
TWO = Link("https://a.example/two", "the school")


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ([ONE], [ONE], []),
        ([ONE, TWO], [TWO, ONE], []),
        ([], [ONE], ["added"]),
        ([ONE], [], ["removed"]),
        ([ONE], [Link("https://b.example/", "The board")], ["retargeted"]),
        ([ONE], [Link(ONE.url, "the harbour board")], ["reworded"]),
        ([ONE], [Link(ONE.url, "The Board")], []),
        ([ONE], [TWO], ["added", "removed"]),
        ([Link("https://a.example/", "")], [Link("https://b.example/", "")], ["added", "removed"]),
    ],
)
def test_what_became_of_links(before: list[Link], after: list[Link], kinds: list[str]) -> None:
    assert [change.kind for change in link_changes(before, after)] == kinds


def test_a_caption_that_changed_and_a_picture_that_took_the_place_of_another() -> None:
    old = [Image("https://a.example/1.jpg", "Three dogs"), Image("https://a.example/2.jpg", "A garden")]
    new = [Image("https://a.example/1.jpg", "Two dogs"), Image("https://a.example/3.jpg", "A garden")]
    assert [(one.kind, one.medium) for one in image_changes(old, new)] == [
        ("reworded", "image"),
        ("retargeted", "image"),
    ]


def test_values_that_differ() -> None:
    before, after = {"author": "Ada", "section": None, "access": "open"}, {"author": "Bo", "section": None}
    assert [(one.name, one.before, one.after) for one in changed_values(before, after)] == [
        ("author", "Ada", "Bo"),
        ("access", "open", None),
    ]


def test_a_notice_is_new_by_its_words() -> None:
    old = "Correction: An earlier version gave a wrong number. It was two."
    told = notices_told([("body", old), ("headline", old), ("body", "Correctional officers came.")])
    assert told == [NoticeTold("correction", old)]
    assert new_notices(told, [NoticeTold("correction", old.upper())]) == ()
    other = NoticeTold("update", "Update: It was three after all, the board says.")
    assert new_notices(told, [*told, other]) == (other,)


@given(st.text("ab \n\t.", max_size=40), st.lists(st.integers(0, 40), max_size=4))
def test_paragraphs_hold_all_of_a_text_but_white_space(text: str, cuts: list[int]) -> None:
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    blocks = [Block("body", start, end) for start, end in itertools.pairwise(places)]
    found = paragraphs_of(text, blocks)
    at = 0
    for one in found:
        assert text[at : one.start].strip() == ""
        assert text[one.start : one.end] == text[one.start : one.end].strip() != ""
        at = one.end
    assert text[at:].strip() == ""


def test_white_space_between_paragraphs() -> None:
    texts = "One here.\n\nTwo here.\n\nThree here.", "One here.\n\n\n\nTwo here.\n\nThree here."
    sides = tuple(paragraphs_of(text, [Block("body", 0, len(text))]) for text in texts)
    words = [[text[one.start : one.end] for one in side] for text, side in zip(texts, sides, strict=True)]
    (noise,) = spacing_noise(texts, (sides[0], sides[1]), changed_paragraphs(*words))
    assert (noise.kind, noise.before, noise.after) == ("white-space", "\n\n", "\n\n\n\n")


def ref(number: int, reported: int) -> VersionRef:
    return VersionRef(
        version_id=f"v{number}", number=number, captured=reported, reported=reported, reported_basis="captured", title="T"
    )  # fmt: skip


def edit(
    edit_class: EditClass, *, address: str = "a", reported: int = 5, elsewhere: int = 0, open_: bool = False
) -> Edit:
    return Edit(
        address=address,
        source="Gazette",
        title="T",
        before=ref(1, 1),
        after=ref(2, reported),
        edit_class=edit_class,
        marks=() if open_ else ("no-correction",),
        elsewhere=elsewhere,
    )


def test_the_most_material_edit_comes_first() -> None:
    ordered = [
        edit("value", elsewhere=3),
        edit("value", reported=9),
        edit("value", reported=8, address="a"),
        edit("value", reported=8, address="b"),
        edit("value", elsewhere=9, open_=True),
        *(edit(name) for name in EDIT_CLASSES[1:]),
    ]
    for rotated in range(len(ordered)):
        assert by_materiality(ordered[rotated:] + ordered[:rotated]) == ordered
    assert edit("value").stealthy
    assert not replace(edit("value"), marks=("headline", "restored")).stealthy


GONE, CAME, END = (f'<span class="unseen">{words}</span>' for words in ("[gone: ", "[new: ", "]"))
"""What a screen reader says of marked words."""
PIECES = (Piece("same", "a *lamp* "), Piece("gone", "one "), Piece("came", "<b>two "), Piece("same", "here"))


def test_marks_hold_words_and_no_blanks_and_hide_no_markup() -> None:
    assert in_plain(PIECES) == "a *lamp* [-one-] {+<b>two+} here"
    assert in_markdown(PIECES) == r"a \*lamp\* ~~one~~ **\<b\>two** here"
    assert in_html(PIECES) == f"a *lamp* <del>{GONE}one{END}</del> <ins>{CAME}&lt;b&gt;two{END}</ins> here"
    assert (
        in_plain((Piece("same", "a"), Piece("gone", "  "), Piece("came", " "), Piece("same", "b"))) == "a b"
    )


@given(st.lists(st.builds(Piece, st.sampled_from(["same", "gone", "came"]), st.text("ab <*\u202e\x1b"))))
def test_nothing_hostile_comes_out_as_html(pieces: list[Piece]) -> None:
    written = in_html(pieces)
    assert not {"\u202e", "\x1b"} & set(written)
    plain = written
    for mark in ("<del>", "</del>", "<ins>", "</ins>", GONE, CAME, END):
        plain = plain.replace(mark, "")
    assert html.escape(html.unescape(plain)) == plain

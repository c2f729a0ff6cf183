"""Texts compared word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.domain.text_change import Piece
from archive.textdiff import changed_words


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


@given(st.text("ab ,.\n"), st.text("ab ,.\n"))
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = changed_words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "came") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after

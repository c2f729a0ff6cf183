"""Which steps from a version to the next are edits, and which are told as one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from archive.domain.edit import Edit
from archive.domain.moment import END_OF_TIME, PartialDate
from archive.domain.snapshot import Point
from archive.service.edits import WantedEdits, find_edits
from archive.store.queries_edits import VersionClaims
from archive.store.rows import Version
from tests.unit.shelf import ADDRESS, Shelf, article, taken
from tests.unit.test_edit_causes import run
from tests.unit.voices import voice

MARCH = PartialDate("2023-03-01").start
TEXT = "{} men came over the bar. Nobody knows why they came, or where they went when the tide turned."


class Store:
    """Articles in memory, each claiming the number that its text begins with; a fake of what edits are read from."""

    def __init__(self, articles: dict[str, list[tuple[Version, str]]]) -> None:
        self.articles = articles
        self.texts_by = {version.text: text for held in articles.values() for version, text in held}
        self.by_id = {version.version_id: text for held in articles.values() for version, text in held}

    def position(self) -> int:
        return 1

    def edited(self) -> dict[str, str]:
        return {address: "one text" for address, held in self.articles.items() if len(held) > 1}

    def versions(self, addresses: Collection[str], _: int) -> dict[str, list[Version]]:
        return {address: [version for version, _ in self.articles[address]] for address in addresses}

    def claims(self, versions: Collection[str], *_: object) -> dict[tuple[str, str], VersionClaims]:
        return {("s", version): self._claim(self.by_id[version]) for version in versions}

    def _claim(self, text: str) -> VersionClaims:
        number = text.partition(" ")[0]
        return VersionClaims(
            run(), (voice("2023", "G", value=int(number)).claim,) if number.isdigit() else ()
        )

    def texts(self, addresses: Collection[str]) -> dict[str, str]:
        return {address: self.texts_by[address] for address in addresses}

    def last_showing(self, *_: object) -> dict[str, int]:
        return {}

    def supporters_now(self, _: Collection[str]) -> dict[str, list[set[str]]]:
        return {}


def kept(*texts: str, address: str = ADDRESS) -> dict[str, list[tuple[Version, str]]]:
    shelf = Shelf()
    for number, text in enumerate(texts):
        shelf.look(taken(article(text), MARCH + number, stated=True))
    found = [
        replace(version, address=address, version_id=f"{address}{version.number}")
        for version in shelf.versions(ADDRESS)
    ]
    return {address: list(zip(found, texts, strict=True))}


def edits_of(store: Store, *, everything: bool = False) -> Sequence[Edit]:
    wanted = WantedEdits(everything=everything)
    return find_edits(store, store, Point(END_OF_TIME, 1), wanted).edits  # type: ignore[arg-type] # a fake


def test_the_whole_text_after_an_excerpt_is_no_edit() -> None:
    articles = kept(TEXT.format(2), TEXT.format(3))
    assert len(edits_of(Store(articles))) == 1
    ((first, text), second) = articles[ADDRESS]
    articles[ADDRESS] = [(replace(first, rank="excerpt"), text), second]
    assert edits_of(Store(articles)) == ()


def test_the_same_bytes_read_twice_are_no_edit() -> None:
    articles = kept(TEXT.format(2), TEXT.format(3))
    ((first, text), (second, later)) = articles[ADDRESS]
    articles[ADDRESS] = [(first, text), (replace(second, raw=first.raw), later)]
    assert edits_of(Store(articles), everything=True) == ()


def test_an_article_that_was_edited_twice_in_one_way_was_edited_twice() -> None:
    turns = [TEXT.format(2), TEXT.format(3), TEXT.format(2), TEXT.format(3)]
    assert len(edits_of(Store(kept(*turns)))) == 3
    both = kept(*turns) | kept(*turns, address="https://copy.example/")
    found = edits_of(Store(both))
    assert [edit.copies for edit in found] == [("https://paper.example/a",)] * 3


@pytest.mark.parametrize(
    ("after", "edit_class", "marks"),
    [
        (TEXT.format(2).replace("Nobody", "No one"), "text", ()),
        (TEXT.format(2).replace(". ", ".  "), "noise", ()),
        (TEXT.format(3), "value", ("no-correction",)),
    ],
)
def test_words_that_nothing_rests_on_need_no_correction(
    after: str, edit_class: str, marks: tuple[str, ...]
) -> None:
    (edit,) = edits_of(Store(kept(TEXT.format(2), after)), everything=True)
    assert (edit.edit_class, edit.marks) == (edit_class, marks)


def test_a_version_that_was_not_public_by_then_is_no_step_on_the_way() -> None:
    """Versions are numbered by capture, and one may be dated after those that were captured later."""
    articles = kept(TEXT.format("Two"), TEXT.format("Five"), TEXT.format("Three"))
    first, (second, text), third = articles[ADDRESS]
    articles[ADDRESS] = [first, (replace(second, reported=third[0].reported + 1), text), third]
    store = Store(articles)
    point = Point(third[0].reported, 1)
    (edit,) = find_edits(store, store, point, WantedEdits(everything=True)).edits  # type: ignore[arg-type] # a fake
    assert (edit.before.number, edit.after.number) == (1, 3)


def test_what_is_left_out_is_counted() -> None:
    store = Store(kept(TEXT.format(2), TEXT.format(2).replace("Nobody", "No one"), TEXT.format(3)))
    found = find_edits(store, store, Point(END_OF_TIME, 1), WantedEdits())  # type: ignore[arg-type] # a fake
    assert (len(found.edits), found.others) == (1, 1)

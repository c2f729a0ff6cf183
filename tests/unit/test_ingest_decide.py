"""What one look at an article means: the pure decision of ingestion."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from archive.domain.article import version_id
from archive.domain.event import ArticleCaptured, ArticleParsed
from archive.domain.moment import PartialDate
from archive.service.decide import is_cut
from archive.service.take import Finding
from tests.unit.shelf import ADDRESS, Shelf, article, named, taken, unnamed

A, B = "The ferry sank.", "The ferry sank. Twelve are missing."
TEXTS = {"A": A, "B": B, "C": "The ferry was found."}
LONG = "\n\n".join(
    f"Paragraph {number} tells of the ferry and of those who sailed on it." for number in range(12)
)
TEASER = "\n\n".join(LONG.split("\n\n")[:3]) + "\n\nParagraph 3 tells of the"


def shelf_of(looks: str) -> Shelf:
    """A shelf after looks at the texts named, one each ten microseconds, at a live address."""
    shelf = Shelf()
    for at, name in enumerate(looks, start=1):
        shelf.look(taken(article(TEXTS[name]), 10 * at, raw=f"{name}{at}", via="web"))
    return shelf


def outcomes(shelf: Shelf) -> list[str]:
    return [row.outcome for row in shelf.captures(ADDRESS)]


@pytest.mark.parametrize(
    ("looks", "found"),
    [
        ("A", ["new"]),
        ("AB", ["new", "changed"]),
        ("AAB", ["new", "unchanged", "changed"]),
        ("ABA", ["new", "changed", "changed"]),
    ],
)
def test_every_look_at_a_live_address_is_recorded_with_what_it_found(looks: str, found: list[str]) -> None:
    assert outcomes(shelf_of(looks)) == found


def test_what_would_let_a_reader_in_as_the_one_who_looked_is_not_recorded() -> None:
    shelf = Shelf()
    one = taken(article(A), 10, via="warc")
    headers = (("Set-Cookie", "session=open"), ("ETag", '"1"'), ("set-cookie", "more=1"))
    (look, _) = shelf.look(replace(one, look=replace(one.look, headers=headers))).events
    assert isinstance(look, ArticleCaptured)
    assert look.headers == (("ETag", '"1"'),)


def test_a_then_b_then_a_is_three_versions() -> None:
    shelf = shelf_of("ABBAA")
    assert unnamed(TEXTS, shelf.texts()) == "ABA"
    assert [version.captured for version in shelf.versions(ADDRESS)] == [10, 20, 40]


def test_an_unchanged_look_says_which_version_it_showed_and_adds_no_reading() -> None:
    shelf = shelf_of("A")
    decision = shelf.look(taken(article(A), 20, raw="other bytes", via="web"))
    (look,) = decision.events
    assert isinstance(look, ArticleCaptured)
    assert look.version == shelf.versions(ADDRESS)[0].version_id


@drawn(st.lists(st.sampled_from("ABC"), min_size=1, max_size=7), st.randoms(use_true_random=False))
def test_versions_follow_from_the_looks_in_order_of_capture_in_whatever_order_they_came(
    names: list[str], chance: object
) -> None:
    looks = [
        taken(article(TEXTS[name]), 10 * at, raw=f"{name}{at}", via="warc", stated=True)
        for at, name in enumerate(names, start=1)
    ]
    chance.shuffle(looks)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    shelf = Shelf()
    for look in looks:
        shelf.look(look)
    stretches = [name for at, name in enumerate(names) if at == 0 or names[at - 1] != name]
    starts = [10 * at for at, name in enumerate(names, start=1) if at == 1 or names[at - 2] != name]
    assert unnamed(TEXTS, shelf.texts()) == "".join(stretches)
    assert [version.captured for version in shelf.versions(ADDRESS)] == starts


def test_a_look_that_parts_a_version_in_two_makes_the_rest_a_version_of_its_own() -> None:
    shelf = shelf_of("AAA")
    first = shelf.versions(ADDRESS)[0].version_id
    decision = shelf.look(taken(article(B), 15, via="warc", stated=True))
    assert decision.outcome == "changed"
    versions = shelf.versions(ADDRESS)
    assert unnamed(TEXTS, shelf.texts()) == "ABA"
    assert [version.version_id for version in versions] == [
        first,
        version_id(ADDRESS, 15, named(B)),
        version_id(ADDRESS, 20, named(A)),
    ]


def test_an_earlier_look_at_a_version_moves_its_beginning_and_not_its_id() -> None:
    shelf = shelf_of("A")
    first = shelf.versions(ADDRESS)[0].version_id
    decision = shelf.look(taken(article(A), 5, via="warc", stated=True))
    (version,) = shelf.versions(ADDRESS)
    assert (decision.outcome, version.version_id, version.captured) == ("unchanged", first, 5)


def test_a_record_known_by_its_time_and_bytes_adds_nothing() -> None:
    shelf = Shelf()
    for _ in range(2):
        decision = shelf.look(taken(article(A), 10, via="warc", stated=True))
    assert (decision.outcome, decision.events) == ("unchanged", ())


def test_a_file_whose_bytes_are_those_of_the_latest_look_adds_nothing() -> None:
    shelf = Shelf()
    shelf.look(taken(article(A), 10))
    assert shelf.look(taken(article(A), 20)).events == ()
    shelf.look(taken(article(B), 30))
    assert shelf.look(taken(article(A), 40)).outcome == "changed"


def test_saying_something_new_of_known_bytes_is_a_new_reading_of_the_same_version() -> None:
    shelf = Shelf()
    shelf.look(taken(article(A), 10))
    known = shelf.versions(ADDRESS)[0]
    told = taken(article(A, published="2024-03-01"), 20, given=True)
    captured, reading = shelf.look(told).events
    assert isinstance(captured, ArticleCaptured)
    assert captured.outcome == "unchanged"
    assert isinstance(reading, ArticleParsed)
    assert (reading.version_id, reading.captured) == (known.version_id, 10)
    assert reading.published.date == PartialDate("2024-03-01")
    assert shelf.look(told).events == ()
    assert shelf.look(taken(article(A), 30)).events == (), "what was said is not taken back by silence"


def test_a_page_that_is_given_a_new_date_every_day_keeps_its_first() -> None:
    shelf = Shelf()
    shelf.look(taken(article(A, published="2024-03-01", basis="json-ld"), 10, raw="1", via="web"))
    shelf.look(taken(article(A, published="2024-03-02", basis="json-ld"), 20, raw="2", via="web"))
    assert [version.published.date for version in shelf.versions(ADDRESS)] == [PartialDate("2024-03-01")]


def test_a_date_that_is_stated_replaces_one_that_was_guessed() -> None:
    shelf = Shelf()
    shelf.look(taken(article(A, published="2024-03-09", basis="inferred"), 10, raw="1", via="web"))
    shelf.look(taken(article(A, published="2024-03-01", basis="json-ld"), 20, raw="2", via="web"))
    assert [version.published.basis for version in shelf.versions(ADDRESS)] == ["json-ld"]


@pytest.mark.parametrize("outcome", ["gone", "blocked", "failed", "moved"])
def test_what_shows_no_article_is_recorded_and_never_a_version(outcome: str) -> None:
    shelf = shelf_of("A")
    shelf.look(taken(Finding(outcome, "because"), 20, via="web"))  # type: ignore[arg-type] # one of the outcomes
    shelf.look(taken(article(A), 30, raw="A again", via="web"))
    assert outcomes(shelf) == ["new", outcome, "unchanged"]
    assert unnamed(TEXTS, shelf.texts()) == "A"


def test_a_server_that_says_not_modified_shows_the_version_that_is_held() -> None:
    shelf = shelf_of("AB")
    shelf.look(taken(Finding("unchanged"), 30, via="web"))
    last = shelf.captures(ADDRESS)[-1]
    assert (last.outcome, last.raw, last.version_id) == (
        "unchanged",
        "",
        shelf.versions(ADDRESS)[1].version_id,
    )


def test_a_paywalled_excerpt_never_replaces_a_whole_text() -> None:
    shelf = Shelf()
    shelf.look(taken(article(LONG), 10, via="web"))
    decision = shelf.look(taken(article(TEASER, rank="excerpt", access="paywalled"), 20, via="web"))
    assert decision.outcome == "blocked"
    assert shelf.texts() == [named(LONG)]


def test_a_whole_text_follows_an_excerpt() -> None:
    shelf = Shelf()
    shelf.look(taken(article(TEASER, rank="excerpt"), 10, via="feed"))
    shelf.look(taken(article(LONG), 20, via="web"))
    assert [version.rank for version in shelf.versions(ADDRESS)] == ["excerpt", "full"]
    assert shelf.look(taken(article(TEASER, rank="excerpt"), 30, via="feed")).events == ()


def test_a_text_cut_short_is_held_back_until_a_second_look_shows_the_same() -> None:
    shelf = Shelf(readers={named(LONG): article(LONG), named("cut 1"): article(TEASER)})
    shelf.look(taken(article(LONG), 10, via="web"))
    assert shelf.look(taken(article(TEASER), 20, raw="cut 1", via="web")).outcome == "blocked"
    assert shelf.look(taken(article(TEASER), 30, raw="cut 2", via="web")).outcome == "changed"
    assert shelf.texts() == [named(LONG), named(TEASER)]


def test_a_shorter_text_that_the_user_gives_is_taken_with_a_warning() -> None:
    shelf = Shelf(readers={named(LONG): article(LONG)})
    shelf.look(taken(article(LONG), 10))
    decision = shelf.look(taken(article(TEASER), 20))
    assert decision.outcome == "changed"
    assert "much shorter" in (decision.warning or "")


@pytest.mark.parametrize(
    ("text", "cut"),
    [(TEASER, True), (LONG, False), ("Something else.", False), (LONG[:200], True), (LONG[:-300], False)],
)
def test_a_cut_text_holds_nothing_new_and_is_notably_shorter(text: str, cut: bool) -> None:
    assert is_cut(text, LONG) is cut


def test_an_upgrade_of_the_reader_is_no_edit() -> None:
    shelf = Shelf(readers={named("page 1"): article("The ferry sank", reader="html", version="2")})
    shelf.look(taken(article(A, reader="html"), 10, raw="page 1", via="web"))
    decision = shelf.look(
        taken(article("The ferry sank", reader="html", version="2"), 20, raw="page 2", via="web")
    )
    assert decision.outcome == "unchanged"
    (version,) = shelf.versions(ADDRESS)
    assert (version.text, version.reader_version, version.raw) == (
        named("The ferry sank"),
        "2",
        named("page 1"),
    )
    assert "The ferry sank" in decision.texts


def test_an_edit_is_told_between_readings_of_one_reader() -> None:
    shelf = Shelf(readers={named("page 1"): article("The ferry sank", reader="html", version="2")})
    shelf.look(taken(article(A, reader="html"), 10, raw="page 1", via="web"))
    decision = shelf.look(
        taken(article("It was found", reader="html", version="2"), 20, raw="page 2", via="web")
    )
    assert decision.outcome == "changed"
    assert shelf.texts() == [named("The ferry sank"), named("It was found")]


def test_the_same_bytes_at_a_later_stated_time_are_a_look_of_their_own() -> None:
    shelf = Shelf()
    shelf.look(taken(article(A), 10, via="memento", stated=True))
    shelf.look(taken(article(A), 20, via="memento", stated=True))
    assert outcomes(shelf) == ["new", "unchanged"]

"""Text for people, from values made by hand."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.cli.output import opened_page, write_text
from archive.cli.page import Page, print_json, say
from archive.domain.change import Change, ChangeKind
from archive.domain.edit import Edit, VersionRef
from archive.domain.story import Entity, FactType, Item, Story
from archive.telling import fact_text
from archive.telling.diff_facts import FactChange
from archive.telling.diff_words import parts_of
from archive.telling.edits_text import EditsText
from archive.telling.labels import Labels, moment_in_words
from archive.telling.lines import plain
from archive.telling.written import Written

STORY = Story(
    story="lamps",
    title="Lamps",
    version=1,
    digest="",
    entities={"lund": Entity(id="lund", kind="source", aliases=("Ada Lund", "Lund"))},
    items={"storm_lamp": Item(id="storm_lamp", heads=("Storm Lamp",)), "oil": Item(id="oil", heads=("oil",), name="lamp oil")},
    facts={
        "gift": FactType(type="gift", fields={}, key=("recipient", "item"), consolidate="event"),
        "lamp_count": FactType(type="lamp_count", fields={}, key=("recipient",), consolidate="count", value="value"),
    },
)  # fmt: skip
LABELS = Labels(STORY)


def claim(**parts: Any) -> dict[str, Any]:
    told = {
        "claim_id": "c1",
        "quote": "It has\n  2 lamps",
        "source": "Tern Gazette",
        "published": {"value": "2023-03-01", "precision": "day", "basis": "given"},
        "reported": "2023-03-01",
        "reported_basis": "given",
        "address": "https://news.example/1",
        "version": 1,
        "certainty": "stated",
        "attribution": [],
    } | parts
    return {"cluster": told["address"]} | told


def change(path: str, before: object, after: object, kind: ChangeKind = "changed", **fact: Any) -> Change:
    document = {
        "type": "lamp_count",
        "key": {"recipient": "x"},
        "value": 2,
        "relation": "eq",
        "status": "single-origin",
        "origins": {},
        "variants": {},
        "denied": {},
    }
    return Change(
        kind,
        "lamps",
        "f" * 24,
        "lamp_count",
        {"recipient": "x"},
        path,
        before,
        after,
        "reporting",
        (),
        document | fact,
        document | {path: before},
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("lund", "Ada Lund"),
        ("storm_lamp", "Storm Lamp"),
        ("oil", "lamp oil"),
        ("the parish priest", "the parish priest"),
        (True, "yes"),
        (None, "none"),
        (3, "3"),
        (["lund", "oil"], "Ada Lund, lamp oil"),
    ],
)
def test_names_are_those_of_the_story(value: object, words: str) -> None:
    assert LABELS.name(value) == words


def test_a_key_is_read_in_the_order_of_the_story() -> None:
    key = {"item": "oil", "recipient": "school", "ordinal": 2}
    assert LABELS.key("gift", key) == "recipient school · item lamp oil · no. 2"
    assert LABELS.key("loan", key) == "item lamp oil · recipient school · no. 2"


def test_a_label_of_the_story_comes_before_the_names_of_its_fields() -> None:
    facts = {"gift": replace(STORY.facts["gift"], label="{item} for {recipient}")}
    labels = Labels(replace(STORY, facts=facts))
    key = {"recipient": "lund", "item": "oil", "ordinal": 2}
    assert labels.key("gift", key) == "lamp oil for Ada Lund · no. 2"


def test_a_part_of_the_whole_is_told_apart_from_it() -> None:
    facts = {
        "toll": FactType(
            type="toll", fields={}, key=("measure", "place", "group"), consolidate="count", label="{measure}"
        )
    }
    labels = Labels(replace(STORY, facts=facts))
    assert labels.key("toll", {"measure": "dead", "place": None, "group": None}) == "dead"
    assert labels.key("toll", {"measure": "dead", "place": "old town", "group": "children"}) == (
        "dead · children · old town"
    )
    whole = {"recipient": "lund", "place": None}
    assert LABELS.key("lamp_count", whole) == "recipient Ada Lund"


def test_a_range_is_told_with_both_its_ends() -> None:
    assert LABELS.value(80, "range", 100) == "between 80 and 100"


@pytest.mark.parametrize(
    ("value", "relation", "words"),
    [
        (2, "eq", "2"),
        (2, "ge", "at least 2"),
        (2, "le", "at most 2"),
        (2, "approx", "about 2"),
        (None, "eq", "none stated"),
        ({"date": "2023-02", "ordinal": 2, "place": None}, "eq", "date 2023-02"),
        ({}, "eq", ""),
    ],
)
def test_values_are_read_with_their_bounds(value: object, relation: str, words: str) -> None:
    assert LABELS.value(value, relation) == words


@pytest.mark.parametrize(
    ("iso", "words"),
    [("2024-06-20T06:15:00Z", "2024-06-20 06:15 UTC"), ("2024-06-20", "2024-06-20"), ("2024", "2024")],
)
def test_moments_are_read_without_letters(iso: str, words: str) -> None:
    assert moment_in_words(iso) == words


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, "2023-03-01"),
        ({"version": 2}, "2023-03-01"),
        ({"version": 2, "reported": "2023-03-02T10:00:00Z"}, "2023-03-01, this version 2023-03-02 10:00 UTC"),
        (
            {"published": {"value": None}, "reported_basis": "in-body"},
            "no publication date; latest date in its text 2023-03-01",
        ),
        (
            {"published": {"value": None}, "reported_basis": "captured"},
            "no publication date; captured 2023-03-01",
        ),
        (
            {"published": {"value": None}, "reported_basis": "byline"},
            "no publication date; counted from 2023-03-01",
        ),
    ],
)
def test_a_date_says_what_it_rests_on(parts: dict[str, Any], words: str) -> None:
    assert fact_text.dated(claim(**parts)) == words


def test_everybody_is_heard_before_anybody_twice_and_the_dated_first() -> None:
    claims = [
        claim(claim_id="undated", published={"value": None}, source="Post", address="a"),
        claim(claim_id="hedged", certainty="hedged", source="Herald", address="b"),
        claim(claim_id="first", address="c"),
        claim(claim_id="again", address="d"),
        claim(claim_id="unknown", source=None, address="e"),
    ]
    order = [one["claim_id"] for one in fact_text.one_of_each(claims)]
    assert order == ["first", "unknown", "hedged", "undated", "again"]


def test_copies_of_one_text_are_one_voice_and_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    wire = claim(claim_id="wire", source="Wire", address="https://a.example/1")
    copy = claim(claim_id="copy", source="Courier", address="https://b.example/1", cluster=wire["address"])
    other = claim(claim_id="other", source="Post", address="https://c.example/1")
    order = [one["claim_id"] for one in fact_text.one_of_each([wire, copy, other])]
    assert order == ["wire", "other", "copy"]
    fact_text.FactText(Page(), LABELS).quote("", copy)
    assert "Courier, 2023-03-01, one text with https://a.example/1 ·" in capsys.readouterr().out


def test_a_quote_is_exact_but_for_line_breaks_and_says_whose_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = fact_text.FactText(Page(), LABELS)
    text.quote("denies 3: ", claim(attribution=["lund"], certainty="hedged", source=None))
    assert capsys.readouterr().out == (
        "      denies 3: “It has 2 lamps”\n"
        "        unknown source, 2023-03-01, citing Ada Lund, hedged · https://news.example/1#1\n"
    )


def test_a_plan_is_told_as_one_and_former_figures_stand_below(capsys: pytest.CaptureFixture[str]) -> None:
    text = fact_text.FactText(Page(), LABELS)
    text.standing(
        {"status": "single-origin", "role": "projected", "origins": [], "publishers": 1, "reviewed": False}
    )
    text.related([claim(role="previous", source="Post"), claim(role="increment", source="Wire")])
    assert capsys.readouterr().out == (
        "    projected, single-origin: 1 publisher, 0 origins\n"
        "      formerly: “It has 2 lamps”\n"
        "        Post, 2023-03-01 · https://news.example/1#1\n"
        "      on top of that: “It has 2 lamps”\n"
        "        Wire, 2023-03-01 · https://news.example/1#1\n"
    )


def test_lines_are_wrapped_with_their_indent(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    Page().line("a storm lamp on the wall of the island school", indent=2, hang=4)
    assert capsys.readouterr().out == "  a storm lamp on the wall of the island\n      school\n"


def test_a_long_word_is_never_broken(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "10")
    address = "https://news.example/" + "a" * 60 + "-b"
    Page().line(f"see {address}", indent=2)
    assert address in capsys.readouterr().out.split()


@pytest.mark.parametrize(
    ("path", "before", "after", "kind", "words"),
    [
        ("value", 1, 2, "changed", "1 → 2"),
        ("value.date", None, "2023-02", "added", "date: none stated → 2023-02"),
        ("value.place", "quay", "school", "changed", "place: quay → school"),
        ("value.ordinal", 1, None, "removed", "occurrence: no. 1 → not numbered"),
        ("variants.storm lamp", None, "Storm lamp", "added", "new wording “Storm lamp”"),
        ("variants.storm lamp", "Storm lamp", None, "removed", "withdrawn wording “Storm lamp”"),
        ("disputed.date", None, ["2023-02", "2023-01"], "added", "disputed: date 2023-02 or 2023-01"),
        ("disputed", {"date": ["2023", "2022"]}, None, "removed", "no longer disputed: date 2023 or 2022"),
        ("denied.3", None, {}, "added", "new denial of 3"),
        ("denied.*", None, {}, "added", "new denial"),
        ("denied.3.claims.c1", None, {}, "added", "new report of the denial of 3"),
        ("publishers", 1, 2, "changed", "publishers: 1 → 2"),
        ("origins.lund", None, True, "added", "new origin Ada Lund"),
        ("origins.St. Ives", None, True, "added", "new origin St. Ives"),
        ("supporting.c2", None, {}, "added", "new supporting report"),
        ("related.c2", None, {}, "added", "new related report"),
        ("role", "projected", None, "removed", "2 (projected) → 2"),
        ("relation", "ge", "eq", "changed", "at least 2 → 2"),
    ],
)
def test_each_part_of_a_change_is_read_in_words(
    path: str, before: object, after: object, kind: ChangeKind, words: str
) -> None:
    ((_, part),) = parts_of(FactChange([change(path, before, after, kind)]), LABELS)
    assert str(part) == words


def test_a_bound_that_moves_with_its_value() -> None:
    moved = [change("relation", "ge", "range"), change("value", 1, 2), change("value_to", None, 9, "added")]
    now, before = {"relation": "range", "value_to": 9}, {"relation": "ge", "value": 1}
    moved = [replace(each, fact={**each.fact, **now}, was={**each.fact, **before}) for each in moved]
    ((_, part),) = parts_of(FactChange(moved), LABELS)
    assert str(part) == "at least 1 → between 2 and 9"


@pytest.mark.parametrize(
    ("changes", "section"),
    [
        ([change("", None, 2, "added")], "added"),
        ([change("", 2, None, "removed")], "removed"),
        ([change("value", 2, 3)], "changed"),
        ([change("", None, {}, "added", status="denied")], "denied"),
        ([change("status", "single-origin", "denied", status="denied")], "denied"),
        ([change("variants.x", None, "x", "added", status="denied")], "changed"),
        ([change("", 2, None, "removed", status="denied")], "removed"),
    ],
)
def test_what_is_denied_has_a_section_of_its_own(changes: list[Change], section: str) -> None:
    assert FactChange(changes).section == section


COMMANDS = "\x1b[8mhidden\x1b]0;title\x07 \x9b2J \x7f\u202eesrever\u2066"
"""What a hostile title may hold: hide what follows, name the window, clear the screen, turn the order round."""
SHOWN = "\ufffd[8mhidden\ufffd]0;title\ufffd \ufffd2J \ufffd\ufffdesrever\ufffd"


@pytest.mark.parametrize("terminal", [False, True])
def test_nothing_that_others_wrote_commands_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    page = Page()
    label = page.style("by", "label")
    page.line(f"{label} {COMMANDS}", indent=2)
    page.block(f"{COMMANDS}\n\ttext", indent=0)
    say(COMMANDS)
    shown = capsys.readouterr().out.splitlines()
    assert label == ("\x1b[1mby\x1b[0m" if terminal else "by")
    assert shown == [f"  {label} {SHOWN}", SHOWN, "\ttext", SHOWN]


def test_a_file_is_neither_coloured_nor_broken_for_the_terminal_that_it_is_written_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((40, 24)))
    with opened_page(tmp_path / "told.txt") as page:
        page.line("a title of more than forty columns, which a terminal breaks", "title")
    told = (tmp_path / "told.txt").read_text(encoding="utf-8")
    assert told == "a title of more than forty columns, which a terminal breaks\n"


def test_a_pipe_is_written_to_and_a_link_followed(tmp_path: Path) -> None:
    """Neither is put in place of: that would be a file called as the device was."""
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    (tmp_path / "target").write_text("old")
    link.symlink_to("target")
    write_text("new", link)
    assert link.is_symlink()
    assert (tmp_path / "target").read_text() == "new"
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_text("told", pipe)
    assert os.read(reading, 10) == b"told"
    os.close(reading)
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [("Old", "New", "“Old” → “New”"), (None, "New", "none → “New”"), ("None", None, "“None” → none")],
)
def test_a_headline_that_was_not_there_is_no_word(before: str | None, after: str | None, told: str) -> None:
    versions = [
        VersionRef(version_id="v", number=1, captured=0, reported=0, reported_basis="byline", title=title)
        for title in (before, after)
    ]
    edit = Edit(
        address="a", source=None, title=after, before=versions[0], after=versions[1], edit_class="headline"
    )
    out = Written()
    EditsText({}).write(out, [edit])
    assert f"~ headline: {told}" in out.text
    assert f"- \\~ headline: {told}" in EditsText({}).markdown(edit)


def test_json_keeps_what_could_command_a_terminal_as_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"title": f"{COMMANDS}\ud800é"})
    shown = capsys.readouterr().out
    assert plain(shown) == shown
    assert json.loads(shown) == {"title": f"{COMMANDS}\ud800é"}
    assert "é" in shown


@given(st.text(st.characters(codec=None)))
def test_plain_text_is_left_alone_and_made_plain_once(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)
    assert plain(text) == text or not text.isprintable()

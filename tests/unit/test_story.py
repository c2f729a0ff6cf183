"""Reading stories: what a sound one holds, and what is said of one that is not."""

from __future__ import annotations

import pytest

from archive.domain.pattern import Gap, Lexeme, Maybe, PatternError, Slot, Word, parse_pattern
from archive.domain.story_parse import check_story, pack_names, parse_story
from archive.errors import StoryError
from tests.unit.extraction import CASUALTIES, GIFTS, REFERENCE, casualty_story, claims

SOUND = """
[story]
id = "prizes"
title = "Prizes"
must_mention = ["prize"]

[[entity]]
id = "roe"
kind = "party"
aliases = ["Jane Roe", "Roe"]

[[item]]
id = "cup"
heads = ["cup"]

[lexicon]
win = ["won", "has won"]

[[fact]]
type = "prize"
key = ["winner", "item"]
[fact.fields]
winner = { type = "entity", kinds = ["party"] }
item = { type = "item" }
[[fact.frame]]
name = "won"
pattern = "{winner} <win> ~2 {item}"
"""


def problems(source: str, packs: dict[str, str] | None = None) -> list[str]:
    return [str(problem) for problem in check_story("s.toml", source, packs)]


def test_a_sound_story_has_what_its_file_says() -> None:
    story = parse_story("s.toml", SOUND)
    assert (story.story, story.title, story.version, story.must_mention) == (
        "prizes",
        "Prizes",
        1,
        ("prize",),
    )
    assert story.entities["roe"].aliases == ("Jane Roe", "Roe")
    fact = story.facts["prize"]
    assert (fact.key, fact.consolidate, fact.value) == (("winner", "item"), "event", None)
    assert fact.frames[0].nodes == (Slot("winner"), Lexeme("win"), Gap(2, False), Slot("item"))
    assert check_story("s.toml", SOUND) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "prizes"', "", "s.toml: [story], id: is missing; it needs a string"),
        ('id = "prizes"', "id = 3", "s.toml: [story], id: is a whole number. allowed: a string"),
        ('id = "prizes"', 'id = "The Prizes"', "s.toml: [story], id: 'The Prizes' is not an id."),
        ('title = "Prizes"', 'titel = "Prizes"', "[story], titel: unknown key; did you mean 'title'?"),
        ('kind = "party"', "", "[[entity]] roe, kind: is missing"),
        ('aliases = ["Jane Roe", "Roe"]', "aliases = []", "[[entity]] roe, aliases: is empty"),
        ('aliases = ["Jane Roe", "Roe"]', "aliases = [1]", "[[entity]] roe, aliases: holds 1."),
        ('type = "item" }', 'type = "thing" }', "[[fact]] prize, [fields], item, type: unknown name 'thing'"),
        ('kinds = ["party"]', 'kinds = ["partie"]', "kinds: unknown name 'partie'; did you mean 'party'?"),
        (
            'key = ["winner", "item"]',
            'key = ["winer"]',
            "[[fact]] prize, key: unknown name 'winer'; did you mean",
        ),
        (
            "{winner} <win>",
            "{winer} <win>",
            "[[frame]] 1 'won', pattern: unknown name 'winer'; did you mean 'winner'?",
        ),
        ("<win> ~2", "<wins> ~2", "pattern: unknown name '<wins>'; did you mean '<win>'?"),
        ("~2 {item}", "~99 {item}", "pattern: the gap '~99' needs a length from 1 to 30"),
        ("~2 {item}", "( {item}", "pattern: '(' is never closed"),
        ("~2 {item}", "? ? {item}", None),
        ("~2 {item}", "{item", "pattern: cannot read '{item'"),
        (
            'name = "won"',
            'name = "won"\nrole = "former"',
            "role: unknown name 'former' allowed: current, historic, increment",
        ),
        ('name = "won"', 'name = "won"\nset = { item = "mug" }', "set: unknown name 'mug' allowed: cup"),
        ('name = "won"', 'name = "won"\nblocks = ["byline"]', "blocks: unknown name 'byline'"),
        (
            '[[item]]\nid = "cup"',
            '[[item]]\nid = "cup"\nis_a = "cups"',
            "[[item]] cup, is_a: unknown name 'cups'",
        ),
        ('[[item]]\nid = "cup"', '[[item]]\nid = "cup"\nis_a = "cup"', "is_a: goes round in a circle"),
        ('type = "prize"', 'type = "prize"\nconsolidate = "count"', "'count' needs a value"),
        (
            'type = "prize"',
            'type = "prize"\nlabel = "{winner}: {itm}"',
            "label: unknown name 'itm'; did you mean",
        ),
        ('type = "prize"', 'type = "prize"\nlabel = "{winner}: {item}"', None),
        ("[lexicon]", "[lexikon]", "lexikon: unknown key; did you mean 'lexicon'?"),
        ('title = "Prizes"', "title = Prizes", "TOML: Invalid value (at line 4, column 9)"),
        (
            'title = "Prizes"',
            'title = "Prizes"\npacks = ["p.toml"]',
            "packs: the pack 'p.toml' was not found",
        ),
        ('title = "Prizes"', 'title = "Prizes"\nlanguage = "ru"', "language: 'ru' cannot be read yet"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(old: str, new: str, said: str | None) -> None:
    assert old in SOUND
    found = problems(SOUND.replace(old, new, 1))
    if said is None:
        assert found == []
    else:
        assert any(said in problem for problem in found), found
        with pytest.raises(StoryError):
            parse_story("s.toml", SOUND.replace(old, new, 1))


def test_all_problems_are_listed_at_once() -> None:
    broken = SOUND.replace('id = "roe"', 'id = "Roe!"').replace("~2", "~0").replace('id = "prizes"', "")
    assert len(problems(broken)) == 3


def test_ids_are_defined_once() -> None:
    again = SOUND + '\n[[entity]]\nid = "roe"\nkind = "party"\naliases = ["R. Roe"]\n'
    assert problems(again) == ["s.toml: [[entity]] roe, id: 'roe' is defined twice"]


def test_a_story_without_facts_is_refused() -> None:
    assert "no [[fact]]" in problems(SOUND[: SOUND.index("[[fact]]")])[0]


def test_the_digest_covers_source_and_packs() -> None:
    one = parse_story("s.toml", SOUND)
    assert one.digest == parse_story("elsewhere.toml", SOUND).digest
    assert one.digest != parse_story("s.toml", SOUND + "\n# a remark\n").digest
    source = SOUND.replace('title = "Prizes"', 'title = "Prizes"\npacks = ["casualties.toml"]')
    pack = CASUALTIES.read_text(encoding="utf-8")
    assert pack_names(source) == ("casualties.toml",)
    packed = parse_story("s.toml", source, {"casualties.toml": pack})
    assert packed.digest != parse_story("s.toml", source, {"casualties.toml": pack + "\n"}).digest
    assert set(packed.facts) == {"prize", "toll", "people_now"}


def test_problems_in_a_pack_name_the_pack() -> None:
    source = SOUND.replace('title = "Prizes"', 'title = "Prizes"\npacks = ["p.toml"]')
    assert problems(source, {"p.toml": "[lexicon]\nloss = 3\n"}) == [
        "p.toml: [lexicon], loss: is a whole number. allowed: a list of strings"
    ]
    assert "p.toml: TOML: " in problems(source, {"p.toml": "[lexicon\n"})[0]


def test_the_stories_of_the_project_are_sound() -> None:
    gifts = {"gifts": GIFTS.read_text(encoding="utf-8")}
    assert check_story("story.toml", REFERENCE.read_text(encoding="utf-8"), gifts) == []
    assert casualty_story().facts["people_now"].rising is False


@pytest.mark.parametrize(
    ("pattern", "nodes"),
    [
        ("gave", (Word("gave"),)),
        ("to {x} ..4 {y+}", (Word("to"), Slot("x"), Gap(4, True), Slot("y", True))),
        ("<be>? given", (Maybe(Lexeme("be")), Word("given"))),
    ],
)
def test_pattern(pattern: str, nodes: tuple[object, ...]) -> None:
    assert parse_pattern(pattern) == nodes


@pytest.mark.parametrize("pattern", ["", "~3", "a )", "?", "..", "<A>", "{a b}", "a | ", "!", "(a|b", "a[b]"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse_pattern(pattern)


def test_the_small_story_of_the_manual_does_what_the_manual_says() -> None:
    manual = (REFERENCE.parents[2] / "docs" / "stories.md").read_text(encoding="utf-8")
    source = manual.split("```toml\n")[1].split("```")[0]
    story = parse_story("manual.toml", source)
    text = "The Bulletin reported on Monday that Per Lind has won his second Harbour Cup."
    assert text in " ".join(manual.split())
    (claim,) = claims(story, text)
    said = {name: claim.fields.get(name) for name in ("winner", "item", "ordinal")}
    assert (claim.type, said) == ("win", {"winner": "lind", "item": "cup", "ordinal": 2})
    assert [link.source for link in claim.attribution] == ["bulletin"]
    assert claim.event_date is None
    assert claim.report_date is not None
    assert claim.report_date.text == "Monday"


def test_a_story_adds_to_the_fact_types_of_its_packs() -> None:
    """Its fields join the pack's key by key, its frames come first, its other keys stand in place of the pack's."""
    pack = """
[[fact]]
type = "win"
consolidate = "event"
[fact.fields]
winner = { type = "entity", kinds = ["party"] }
item = { type = "item", fill = "context" }
[[fact.frame]]
name = "won"
pattern = "{winner} won {item}"
"""
    source = (
        MINIMAL
        + """
[[item]]
id = "cup"
heads = ["cup"]
[[fact]]
type = "win"
label = "{winner}"
[fact.fields]
item = { items = ["cup"] }
[[fact.frame]]
name = "took"
pattern = "{winner} took {item}"
"""
    )
    story = parse_story("s.toml", source, {"wins": pack})
    win = story.facts["win"]
    assert [frame.name for frame in win.frames] == ["took", "won"]
    assert (win.label, win.fields["item"].items, win.fields["item"].fill) == ("{winner}", ("cup",), "context")
    assert win.fields["winner"].entity_kinds == ("party",)


MINIMAL = """
[story]
id = "cup"
title = "A cup"
packs = ["wins"]
[[entity]]
id = "roe"
kind = "party"
aliases = ["Roe"]
"""

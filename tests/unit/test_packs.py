"""The packs that come with the program: each is whole, any two of them go together, and each says what it offers."""

from __future__ import annotations

from importlib.resources import files
from itertools import combinations
from pathlib import Path

import pytest

from archive.domain.pack import measures, read_pack, wordings
from archive.domain.story_parse import check_story
from archive.errors import InputRefused, StoryError
from archive.service.packs import built_in_pack, built_in_packs, described_pack
from archive.service.stories import check, load_story

PACKS = built_in_packs()

OWN = """
[pack]
name = "winners"
title = "Winners"
description = "Who won what."
version = 3

[lexicon]
win = ["won", "has won"]

[[fact]]
type = "win"
[fact.fields]
winner = { type = "entity", kinds = ["party"] }
title = { type = "ref" }
[[fact.frame]]
name = "won-the"
pattern = "{winner} ,? <win> the (first|second)? (cup|trophy)"
set = { title = "cup" }
"""

STORY = '[story]\nid = "s"\ntitle = "S"\npacks = [{}]\n'


def text_of(name: str) -> str:
    text = built_in_pack(name)
    assert text is not None
    return text


def test_there_are_packs_and_they_come_with_the_package() -> None:
    assert {"casualties", "headcount"} <= set(PACKS)
    assert sorted(f"{name}.toml" for name in PACKS) == sorted(
        entry.name for entry in files("archive.packs").iterdir() if entry.name.endswith(".toml")
    )


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_is_whole_and_shows_a_wording_for_everything_it_measures(name: str) -> None:
    pack = described_pack(name)
    assert pack.name == name
    assert pack.types
    for fact in pack.types:
        for measure in measures(fact):
            assert wordings(fact, pack.story, measure), (fact.type, measure)


@pytest.mark.parametrize("pair", list(combinations(PACKS, 2)), ids="+".join)
def test_any_two_packs_go_together(pair: tuple[str, str]) -> None:
    source = STORY.format(", ".join(f'"{name}"' for name in pair))
    assert check_story("s.toml", source, {name: text_of(name) for name in pair}) == []


def test_an_unknown_pack_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        InputRefused, match=r"^headcounts: no built-in pack of this name; there are: .*headcount"
    ):
        described_pack("headcounts")
    assert built_in_pack("../packs/headcount") is None


def test_what_a_pack_says_of_itself() -> None:
    pack = read_pack("winners", OWN)
    assert (pack.title, pack.description, pack.version) == ("Winners", "Who won what.", 3)
    (fact,) = pack.types
    assert measures(fact) == ()
    assert wordings(fact, pack.story, None) == ("{winner} won the cup",)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[pack]", "[park]", "park: unknown key"),
        ('name = "winners"', 'name = "losers"', r"\[pack\], name: is 'losers'. allowed: 'winners'"),
        ('title = "Winners"', "", r"\[pack\], title: is missing"),
        ("version = 3", "versions = 3", r"\[pack\], versions: unknown key; did you mean 'version'\?"),
    ],
)
def test_what_is_wrong_with_a_packs_own_table_is_named(old: str, new: str, problem: str) -> None:
    with pytest.raises(StoryError, match=problem):
        read_pack("winners", OWN.replace(old, new, 1))


def test_a_story_names_a_built_in_pack_and_carries_its_text(tmp_path: Path) -> None:
    file = tmp_path / "story.toml"
    file.write_text(STORY.format('"casualties"'), encoding="utf-8")
    story, defined = load_story(file)
    assert "toll" in story.facts
    assert defined.packs == {"casualties": text_of("casualties")}


def test_a_file_of_that_very_name_beside_the_story_wins(tmp_path: Path) -> None:
    file = tmp_path / "story.toml"
    file.write_text(STORY.format('"casualties"'), encoding="utf-8")
    (tmp_path / "casualties.toml").write_text("not read", encoding="utf-8")
    assert "toll" in load_story(file)[0].facts
    (tmp_path / "casualties").write_text(OWN, encoding="utf-8")
    story, defined = load_story(file)
    assert list(story.facts) == ["win"]
    assert defined.packs == {"casualties": OWN}


def test_a_pack_that_is_nowhere_is_told_with_those_there_are(tmp_path: Path) -> None:
    file = tmp_path / "story.toml"
    file.write_text(STORY.format('"casualtys.toml"'), encoding="utf-8")
    told = str(check(file)[0])
    assert "the pack 'casualtys.toml' was not found beside the story; did you mean 'casualties'?" in told
    assert told.endswith(f"built-in packs: {', '.join(PACKS)}")

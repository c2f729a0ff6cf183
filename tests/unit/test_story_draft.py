"""A new story's file says exactly what its author said, whatever the names."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.story_draft import Draft, identifier, write_story
from archive.domain.story_parse import parse_story
from archive.service.packs import built_in_pack

NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(str.strip)
GROUPS = st.lists(st.lists(NAMES, min_size=1, max_size=3).map(tuple), max_size=3)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Côte Nord Ltd.", "cote_nord_ltd"),
        ("Queen's Own", "queens_own"),
        ("7th Fleet", "x_7th_fleet"),
        ("東京", "x"),
        ("  A  B ", "a_b"),
    ],
)
def test_an_id_is_made_of_the_name(name: str, made: str) -> None:
    assert identifier(name) == made


def test_a_story_is_ten_lines() -> None:
    draft = Draft(
        story="hollin",
        title="Job cuts at Hollin",
        packs=("headcount",),
        must_mention=("Hollin",),
        since="2031-02",
        measures=("jobs_cut",),
        names={"party": [("Hollin", "Hollin Group")]},
    )
    assert write_story(draft) == (
        '[story]\nid = "hollin"\ntitle = "Job cuts at Hollin"\npacks = ["headcount"]\n'
        'must_mention = ["Hollin"]\nmeasures = ["jobs_cut"]\nsince = "2031-02"\n\n'
        '[[entity]]\nid = "hollin"\nkind = "party"\naliases = ["Hollin", "Hollin Group"]\n'
    )


@given(
    title=NAMES, parties=GROUPS, sources=GROUPS, items=GROUPS, words=st.lists(NAMES, max_size=3).map(tuple)
)
def test_whatever_is_written_reads_back(
    title: str,
    parties: list[tuple[str, ...]],
    sources: list[tuple[str, ...]],
    items: list[tuple[str, ...]],
    words: tuple[str, ...],
) -> None:
    draft = Draft(
        story=identifier(title, "-"),
        title=title,
        packs=("headcount",),
        must_mention=words,
        names={"party": parties, "source": sources},
        items=items,
    )
    source = write_story(draft)
    pack = built_in_pack("headcount")
    assert pack is not None
    story = parse_story("s.toml", source, {"headcount": pack})
    assert (story.title, story.must_mention) == (title, words)
    assert [(one.kind, one.aliases) for one in story.entities.values()] == [
        *(("party", aliases) for aliases in parties),
        *(("source", aliases) for aliases in sources),
    ]
    assert [one.heads for one in story.items.values()] == items
    assert tomllib.loads(source)["story"]["packs"] == ["headcount"]

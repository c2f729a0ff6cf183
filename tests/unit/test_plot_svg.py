"""Pictures for a page: one element each, named for those who cannot see it, in need of nothing, safe beside others."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from archive.domain.moment import DAY, PartialDate
from archive.domain.picture import (
    Dot,
    Instant,
    MatrixPicture,
    MatrixRow,
    Panel,
    Picture,
    Square,
    StepsPicture,
    Stretch,
    StripEdit,
    StripPicture,
    StripRow,
)
from archive.plot.figure import svg

BEGIN = PartialDate.parse("2024-05-06").start
HOSTILE = '<script>alert("1")</script> & $x^2$ ]]>'
STEPS = StepsPicture(
    title=HOSTILE,
    subtitle="s",
    panels=(
        Panel(
            label="Dead",
            numeric=True,
            stretches=(
                Stretch(at=BEGIN, lane="20", value=20),
                Stretch(at=BEGIN + DAY, lane="31", value=31, low=26, high=31, doubtful=True),
            ),
            dots=tuple(Dot(at=BEGIN, source=HOSTILE, lane="20", value=20) for _ in range(3)),
        ),
        Panel(
            label="Head", numeric=False, stretches=(Stretch(at=BEGIN, lane="Tamm", doubtful=True),), dots=()
        ),
    ),
    instants=(Instant(BEGIN, "A: reported by 2024-05-06"),),
)
GRID = MatrixPicture(
    title="t",
    subtitle="s",
    sources=(HOSTILE, "B"),
    groups=(
        (
            "Sources differ",
            (
                MatrixRow(
                    HOSTILE,
                    "30",
                    (Square(answer="agrees", value="30", copied=True), Square(answer="differs")),
                ),
            ),
        ),
    ),
)
STRIP = StripPicture(
    title="t",
    subtitle="s",
    levels=("wording", "figure"),
    rows=(StripRow(label=HOSTILE, edits=(StripEdit(BEGIN, 0), StripEdit(BEGIN + DAY, 1, silent=True))),),
)
PICTURES = pytest.mark.parametrize("picture", [STEPS, GRID, STRIP], ids=["steps", "matrix", "strip"])


@PICTURES
def test_a_picture_is_one_element_that_needs_nothing(picture: Picture) -> None:
    drawn = svg(picture, "s1-")
    assert drawn == svg(picture, "s1-")
    assert drawn.startswith("<svg ")
    assert len(drawn) < 60_000
    # No page has to allow styles for it, and nothing is fetched.
    assert not re.search(r"\sstyle=|<style|<script|<image|<foreignObject|\son\w+=|@import", drawn)
    assert set(re.findall(r"https?://[^\"]*", drawn)) == {"http://www.w3.org/2000/svg"}
    assert set(re.findall(r'(?:href="|url\()(.)', drawn)) <= {"#"}


@PICTURES
def test_its_ids_are_its_own_and_what_refers_to_them_finds_them(picture: Picture) -> None:
    root = ET.fromstring(svg(picture, "s1-"))
    ids = [name for each in root.iter() if (name := each.get("id"))]
    assert len(ids) == len(set(ids))
    assert all(name.startswith("s1-") for name in ids)
    referred = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg(picture, "s1-")))
    assert referred <= set(ids)
    assert referred or picture is GRID


@PICTURES
def test_nothing_that_is_drawn_elsewhere_takes_what_clips_it_along(picture: Picture) -> None:
    for each in ET.fromstring(svg(picture, "s1-")).iter("{http://www.w3.org/2000/svg}use"):
        assert each.get("clip-path") is None


@PICTURES
def test_those_who_cannot_see_it_are_told(picture: Picture) -> None:
    root = ET.fromstring(svg(picture, "s1-"))
    assert root.get("role") == "img"
    labels = {each.get("id"): each.text for each in root if each.tag.endswith(("title", "desc"))}
    assert root.get("aria-labelledby", "").split() == ["s1-title", "s1-desc"]
    assert labels == {"s1-title": picture.title, "s1-desc": picture.told}


def test_the_words_of_others_stay_words() -> None:
    for picture in (STEPS, GRID, STRIP):
        texts = [
            "".join(each.itertext())
            for each in ET.fromstring(svg(picture, "")).iter()
            if each.tag.endswith("}text")
        ]
        assert any(text.startswith("<script>") for text in texts)


def test_marks_of_one_source_that_cover_each_other_are_one_with_a_number() -> None:
    root = ET.fromstring(svg(STEPS, ""))
    claims = [each for each in root.iter() if each.get("id", "").startswith("fact-1-claim")]
    assert len(claims) == 1
    assert "3" in ["".join(each.itertext()) for each in root.iter() if each.tag.endswith("}text")]


@pytest.mark.parametrize(
    ("first", "last"),
    [("0001-01-01", "9999-12-31"), ("9999-12-31", "9999-12-31"), ("1970-01-01", "1970-01-01")],
)
def test_whatever_an_article_says_of_its_date_it_can_be_drawn(first: str, last: str) -> None:
    times = [PartialDate.parse(each).start for each in (first, last)]
    held = tuple(Stretch(at=at, lane="7", value=value) for at, value in zip(times, (1, 2**53), strict=True))
    panel = Panel(label="Dead", numeric=True, stretches=held, dots=())
    row = StripRow(label="A", edits=tuple(StripEdit(at, 0) for at in times))
    steps = StepsPicture(title="t", subtitle="s", panels=(panel,))
    for picture in (steps, StripPicture(title="t", subtitle="s", levels=("a",), rows=(row,))):
        assert svg(picture, "").startswith("<svg ")


def test_words_of_any_length_stay_on_the_page() -> None:
    long = "endless " * 5000
    held = (Stretch(at=BEGIN, lane=long),)
    panel = Panel(label=long, numeric=False, stretches=held, dots=(Dot(at=BEGIN, source=long, lane=long),))
    row = MatrixRow(long, long, (Square(answer="agrees"),))
    for picture in (
        StepsPicture(title=long, subtitle=long, panels=(panel,)),
        MatrixPicture(title=long, subtitle=long, sources=(long,), groups=(("Sources differ", (row,)),)),
        StripPicture(
            title=long,
            subtitle=long,
            levels=("a",),
            rows=(StripRow(label=long, edits=(StripEdit(BEGIN, 0),)),),
        ),
    ):
        root = ET.fromstring(svg(picture, ""))
        texts = ["".join(each.itertext()) for each in root.iter() if each.tag.endswith("}text")]
        assert max(map(len, texts)) < 120
        assert len(svg(picture, "")) < 20_000


def _lanes(number: int) -> Panel:
    held = tuple(Stretch(at=BEGIN + place, lane=str(place)) for place in range(number))
    return Panel(label="Head", numeric=False, stretches=held, dots=())


@pytest.mark.parametrize(
    "picture",
    [
        StepsPicture(title="t", subtitle="s", panels=(_lanes(301),)),
        StepsPicture(title="t", subtitle="s", panels=()),
        MatrixPicture(title="t", subtitle="s", sources=(), groups=()),
        StripPicture(title="t", subtitle="s", levels=("a",), rows=()),
    ],
)
def test_a_page_has_no_picture_of_nothing_or_too_much(picture: Picture) -> None:
    assert svg(picture, "") == ""

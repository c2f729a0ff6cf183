"""The picture of a timeline: what is in it, that it is always the same, and what is refused."""

from __future__ import annotations

import re
import struct
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import CommandLine
from tests.cli.quarry import write

if TYPE_CHECKING:
    from tests.cli.conftest import Process

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an archive that is only read."""
    folder = tmp_path_factory.mktemp("quarry")
    database = folder / "archive.db"
    CommandLine(f"sqlite:///{database}")("ingest", write(folder), "--story", folder / "quarry.toml")
    return database


@pytest.fixture
def quarry(archive: CommandLine, ready: Path) -> CommandLine:
    return archive.on(f"sqlite:///{ready}")


def texts(picture: Path) -> list[str]:
    """All words of an SVG."""
    return ["".join(each.itertext()).strip() for each in ET.parse(picture).iter(f"{SVG}text")]


def parts(picture: Path) -> Counter[str]:
    """How many parts of each kind an SVG has: `fact-1-claim`, `fact-1-band`, ..."""
    ids = [each.get("id", "") for each in ET.parse(picture).iter()]
    return Counter(each.rpartition("-")[0] for each in ids if each.startswith("fact-"))


def test_a_picture_shows_every_claim_value_and_source(quarry: CommandLine) -> None:
    done = quarry.run("timeline", "quarry", "--plot", "quarry.svg")
    assert (done.code, done.err) == (0, "archive: quarry.svg written\n")
    picture = Path("quarry.svg")
    said = texts(picture)
    for words in (
        "The rockfall at Orsa quarry",
        "What was being reported, over time",
        "Dead · People killed at Orsa quarry",
        "Head of Orsa quarry",
        *("Orsa Bugle", "North Ledger", "Pine Courier", "Moss Weekly"),
        *("at least 20", "31", "34", "30"),
        *("Liis Tamm", "Jaan Rebane"),
        "Line: the figure in force; bar: the value in force; dashed or hatched: disputed or provisional.",
        "Band: from the lowest to the highest figure that live claims give.",
    ):
        assert words in said
    assert [each for each in said if re.fullmatch(r"2019-05-\d\d", each)]
    # Of the dead eight articles give or deny a figure, of the head two; four of the six stretches are disputed.
    assert parts(picture) == {
        "fact-1-claim": 8,
        "fact-1-held": 6,
        "fact-1-band": 4,
        "fact-2-claim": 2,
        "fact-2-held": 2,
    }


def test_the_words_are_still_printed(quarry: CommandLine) -> None:
    assert quarry("timeline", "quarry", "--plot", "quarry.svg") == quarry("timeline", "quarry")


def test_a_window_draws_less(quarry: CommandLine) -> None:
    quarry(
        "timeline", "quarry", "dead", "--since", "2019-05-04", "--until", "2019-05-06", "--plot", "part.svg"
    )
    # The state that the window begins with, and the one report in it.
    assert parts(Path("part.svg")) == {"fact-1-held": 2, "fact-1-claim": 1, "fact-1-band": 1}


def test_the_notes_explain_only_what_is_there(quarry: CommandLine) -> None:
    quarry("timeline", "quarry", "head", "--plot", "head.svg")
    notes = texts(Path("head.svg"))[-2:]
    assert notes[0] == "Bar: the value in force."
    assert not any("Band" in words or "hedged" in words for words in texts(Path("head.svg")))


def test_one_number_that_never_moves_is_a_bar_without_a_scale(quarry: CommandLine) -> None:
    quarry("timeline", "quarry", "dead", "--until", "2019-05-02", "--plot", "first.svg")
    assert parts(Path("first.svg")) == {"fact-1-held": 1, "fact-1-claim": 1}
    assert "Bar: the value in force." in texts(Path("first.svg"))


def test_the_same_data_give_the_same_bytes(process: Process, folder: Path) -> None:
    process("ingest", write(folder), "--story", "quarry.toml")
    own = folder / "own"
    own.mkdir()
    (own / "matplotlibrc").write_text("lines.linewidth: 9\naxes.facecolor: red\nsavefig.dpi: 30\n")
    for form in ("svg", "png"):
        made = []
        for number, settings in enumerate(
            ({"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "MPLCONFIGDIR": str(own)})
        ):
            name = f"{number}.{form}"
            process.environment |= settings
            done = process.run("-q", "timeline", "quarry", "--plot", name)
            assert (done.code, done.err) == (0, "")
            made.append((folder / name).read_bytes())
        assert made[0] == made[1]


def test_a_png_is_large_enough_to_read_and_names_no_program(quarry: CommandLine) -> None:
    quarry("timeline", "quarry", "--plot", "quarry.PNG")
    data = Path("quarry.PNG").read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    assert width == 1445
    assert 700 < height < 1700
    assert b"Matplotlib" not in data


def test_names_with_letters_of_markup_are_drawn_as_they_are(archive: CommandLine, folder: Path) -> None:
    articles = write(folder)
    story = folder / "quarry.toml"
    story.write_text(story.read_text("utf-8").replace("rockfall at", "$5 & <10> rockfall_at"), "utf-8")
    archive("ingest", articles, "--story", "quarry.toml", "--source", "Straße 'n' $um$ 日")
    archive("timeline", "quarry", "--plot", "odd.svg")
    said = texts(Path("odd.svg"))
    assert "The $5 & <10> rockfall_at Orsa quarry" in said
    assert "Straße 'n' $um$ 日" in said
    archive("timeline", "quarry", "--plot", "odd.png")


@pytest.mark.parametrize("name", ["putin-kim-gifts", "second-story"])
def test_the_example_stories_can_be_drawn(archive: CommandLine, name: str) -> None:
    archive("ingest", EXAMPLES / name / "articles", "--story", EXAMPLES / name / "story.toml")
    (story,) = archive.json("story", "list")
    facts = archive.json("timeline", story["story"])
    archive("timeline", story["story"], "--plot", "example.svg")
    drawn = parts(Path("example.svg"))
    assert {part.rsplit("-", 1)[0] for part in drawn} == {f"fact-{n}" for n in range(1, len(facts) + 1)}


@pytest.mark.parametrize("name", ["picture.pdf", "picture", "picture.svg.gz"])
def test_other_endings_are_refused(quarry: CommandLine, name: str) -> None:
    refused = quarry.refused("timeline", "quarry", "--plot", name)
    assert "is no format of a picture; name it .png or .svg" in refused
    assert not Path(name).exists()


def test_a_folder_that_is_not_there_is_refused(quarry: CommandLine) -> None:
    assert "there is no such folder" in quarry.refused("timeline", "quarry", "--plot", "no/where.png")


def test_nothing_to_draw_is_refused(quarry: CommandLine) -> None:
    refused = quarry.refused("timeline", "quarry", "--until", "2018", "--plot", "empty.png")
    assert "nothing to draw" in refused
    assert list(Path().glob("*.png")) == []


def test_without_the_extra_the_error_says_how_to_get_it(
    quarry: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    refused = quarry.refused("timeline", "quarry", "--plot", "quarry.png")
    assert refused == (
        "a picture needs a package that is not installed; install it with: pip install 'news-archive[plot]'"
    )


def test_text_needs_no_matplotlib(process: Process, folder: Path) -> None:
    process("ingest", write(folder), "--story", "quarry.toml")
    shadow = folder / "shadow" / "matplotlib"
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text("raise RuntimeError('loaded')\n")
    path = f"{process.environment['PYTHONPATH']}:{folder / 'shadow'}"
    done = process.run("timeline", "quarry", PYTHONPATH=path)
    assert (done.code, done.err) == (0, "")

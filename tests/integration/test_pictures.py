"""The pictures in docs/pictures are what is drawn today, by the very commands of scripts/pictures.

Words and parts are compared and not bytes: another version of matplotlib may lay out a line otherwise.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tests.cli.quarry import write

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "pictures"
SVG = "{http://www.w3.org/2000/svg}"


def commands(scratch: Path) -> Iterator[list[str]]:
    """What scripts/pictures has `archive` do, with its pictures going to `scratch`."""
    for line in (ROOT / "scripts" / "pictures").read_text(encoding="utf-8").splitlines():
        if line.startswith("archive "):
            words = shlex.split(line.partition(" >")[0].replace("$scratch", str(scratch)))
            yield [word.replace("docs/pictures", str(scratch)) for word in words[1:]]


def shown(picture: Path) -> tuple[list[str], Counter[str], str | None]:
    """The words of a picture, how many parts of each kind it has, and what it tells those who cannot see it."""
    root = ET.parse(picture).getroot()
    words = ["".join(each.itertext()).strip() for each in root.iter(f"{SVG}text")]
    parts = Counter(
        re.sub(r"-\d+$", "", name) for each in root.iter() if (name := each.get("id", "")).count("-") > 1
    )
    return words, parts, root.findtext(f"{SVG}desc")


def test_the_kept_pictures_show_what_is_drawn_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from archive.cli import main

    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("ARCHIVE_DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")
    write(tmp_path)
    for command in commands(tmp_path):
        done = CliRunner().invoke(main, command, prog_name="archive")
        assert done.exit_code == 0, f"{command}: {done.stderr}"
    drawn = sorted(path.name for path in tmp_path.glob("*.svg"))
    assert drawn == sorted(path.name for path in KEPT.iterdir()) != []
    for name in drawn:
        assert shown(tmp_path / name) == shown(KEPT / name), f"{name}: run scripts/pictures"


def test_every_kept_picture_is_in_a_document_and_white_on_any_theme() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    for picture in KEPT.iterdir():
        assert f"pictures/{picture.name})" in text
        first = next(each for each in ET.parse(picture).getroot() if each.tag == f"{SVG}path")
        assert first.get("fill") == "#ffffff"
        assert picture.stat().st_size < 60_000

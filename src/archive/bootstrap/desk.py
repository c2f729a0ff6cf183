"""What is done without an archive: trying stories, pictures for a page, and looking at where a picture would go."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from archive.bootstrap.parts import make_reader
from archive.config import Config

if TYPE_CHECKING:
    from archive.domain.moment import PartialDate
    from archive.domain.picture import Picture
    from archive.domain.story import Story
    from archive.extractors.explained import Explained
    from archive.ports import Extractor, Reader
    from archive.service.residue import Residue
    from archive.service.try_story import Trial


class Desk:
    """What the author of a story needs, and no archive: a reader of article files and the extractor."""

    def __init__(self, config: Config) -> None:
        self._max_bytes = config.max_bytes

    @cached_property
    def _extractor(self) -> Extractor:
        from archive.extractors.rules import RulesExtractor

        return RulesExtractor()

    @cached_property
    def _reader(self) -> Reader:
        return make_reader(self._max_bytes)

    def try_story(self, story_file: Path, expectations: Path | None) -> Trial:
        """Try a story against what its author expects. Raises `StoryError` and `InputRefused`."""
        from archive.service.try_story import try_story

        return try_story(self._reader, self._extractor, story_file, expectations, self._max_bytes)

    def residue(self, story_file: Path, articles: Iterable[str]) -> Residue:
        """What a story leaves unexplained in `articles`. Raises `StoryError` and `InputRefused`."""
        from archive.extractors.wording import Wordings
        from archive.service.read_files import read_files
        from archive.service.residue import residue_of_readings
        from archive.service.stories import load_story

        story, _ = load_story(story_file)
        readings = read_files(self._reader, articles, self._max_bytes)
        return residue_of_readings(self._extractor, story, readings, Wordings(story).around)

    def explain(self, text: str, story: Story, published: PartialDate | None = None) -> list[Explained]:
        """How `story` reads the sentences of `text`."""
        from archive.extractors.explaining import Explainer
        from archive.service.explain import explain_text

        return explain_text(text, published, Explainer(story).explain)


def check_picture(path: Path) -> None:
    """Refuse a picture that could not be drawn to `path`. Raises `PictureRefused` and `MissingExtra`."""
    from archive.plot.figure import check

    check(path)


def inline_svg(picture: Picture, prefix: str) -> str:
    """`picture` as an SVG element for a page, every id in it beginning with `prefix`.

    Empty where it holds nothing. Raises `MissingExtra`.
    """
    from archive.plot.figure import svg
    from archive.telling.picture_words import in_plain_words

    return svg(in_plain_words(picture), prefix)


def can_draw() -> bool:
    """Whether the package that draws is installed."""
    from archive.plot.figure import is_installed

    return is_installed()

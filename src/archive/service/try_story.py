"""Try a story on articles against what its author expects of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from archive.domain.expectations import ExpectedArticle, parse_expectations
from archive.domain.scoring import Figures, Score, figures, placed, score
from archive.domain.story import Story
from archive.domain.text import SplitText
from archive.errors import StoryError
from archive.ports import Extractor, Reader, Reading
from archive.service.gather import Input
from archive.service.read_files import read_file
from archive.service.stories import load_story, text_of_file

_BESIDE: Final = ("expectations.toml", "claims.toml")
"""Names under which expectations are looked for beside a story, after `<story>.expect.toml`."""
_FOLDERS: Final = ("", "articles")
"""Where articles are looked for, seen from the expectations."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How a story did. `readings` are the articles by name; `types` are the fact types that were judged."""

    story: Story
    expectations: Path
    scores: tuple[Score, ...]
    readings: dict[str, Reading]
    types: tuple[str, ...]

    def figures(self, fact_type: str | None = None) -> Figures:
        """Recall and precision over all articles, of one type where it is given."""
        return figures(self.scores, fact_type)

    def tiers(self) -> dict[str, tuple[int, int]]:
        """For each tier that the author gave, in order: how many of its claims were found, and how many there are."""
        tally: dict[str, tuple[int, int]] = {}
        for one in self.scores:
            for wanted in one.expected:
                found, known = tally.get(wanted.tier, (0, 0))
                tally[wanted.tier] = (found + (wanted.id in one.matched), known + 1)
        return tally

    def details(self) -> tuple[int, int]:
        """How many of the claims found are told right in every detail, and how many were found."""
        found = sum(len(one.matched) for one in self.scores)
        return found - sum(len(one.differing()) for one in self.scores), found

    def sentence(self, article: str, start: int) -> str:
        """The sentence of an article at the code point `start`."""
        reading = self.readings[article]
        return SplitText(reading.text, reading.blocks).around(start, start + 1)


def find_expectations(story_file: Path) -> Path:
    """The expectations that stand beside a story. Raises `StoryError` naming where they were looked for."""
    names = (f"{story_file.stem}.expect.toml", *_BESIDE)
    for name in names:
        if (beside := story_file.with_name(name)).is_file():
            return beside
    raise StoryError(
        file=story_file, where="expectations", problem=f"none stand beside it; looked for {', '.join(names)}"
    )


def try_story(
    reader: Reader, extractor: Extractor, story_file: Path, expectations: Path | None, max_bytes: int
) -> Trial:
    """Read every article that the expectations name, and match what the story finds to them.

    Raises `StoryError` for a story, expectations or a quote that cannot be used, and `InputRefused`.
    """
    story, _ = load_story(story_file)
    told = expectations or find_expectations(story_file)
    articles = parse_expectations(str(told), text_of_file(told), story)
    named = {claim.type for one in articles for claim in one.claims}
    types = tuple(kind for kind in story.facts if kind in named)
    scores, readings = [], {}
    for article in articles:
        reading = read_file(reader, _find_article(told, article.name), max_bytes)
        readings[article.name] = reading
        _check_quotes(told, article, reading)
        wanted = [placed(one, reading.text) for one in article.claims]
        claims = extractor.extract(story, reading).claims
        scores.append(score(article.name, wanted, article.forbidden, claims, types))
    return Trial(story, told, tuple(scores), readings, types)


def _find_article(expectations: Path, name: str) -> Input:
    """The file of the article `name`: with the ending or without, beside the expectations or in `articles/`."""
    for folder in _FOLDERS:
        at = expectations.parent / folder / name
        if at.is_file():
            return Input(str(at), at)
        files = [
            path
            for path in sorted(at.parent.glob("*"))
            if path.stem == at.name and path.is_file() and path.suffix not in (".toml", ".json")
        ]
        if files:
            return Input(str(files[0]), files[0])
    raise StoryError(
        file=expectations,
        where=f"[articles.{name}]",
        problem="no such article; it is looked for beside this file and in articles/, with any ending",
    )


def _check_quotes(expectations: Path, article: ExpectedArticle, reading: Reading) -> None:
    numbered = [("claims", number, one.quote) for number, one in enumerate(article.claims, start=1)]
    numbered += [("traps", number, one.quote) for number, one in enumerate(article.forbidden, start=1)]
    for key, number, quote in numbered:
        if quote and quote not in reading.text:
            raise StoryError(
                file=expectations,
                where=f"[articles.{article.name}], {key} {number}, quote",
                problem=f"not in the article, word for word: {quote!r}",
            )

"""The examples are whole, reproducible and of our own writing."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ARTICLES = sorted(EXAMPLES.glob("*/articles/*.txt"))
FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n", re.S)
KEYS = {"url", "title", "source", "published", "modified", "captured"}
BORROWED = 7
"""Words in a row that two texts may share by chance: names and set phrases, no thought."""


def metadata(article: Path) -> dict[str, str]:
    sidecar = article.with_suffix(".json")
    if sidecar.is_file():
        return dict(json.loads(sidecar.read_text(encoding="utf-8")))
    block = FRONT_MATTER.match(article.read_text(encoding="utf-8"))
    assert block, f"{article.name} says nothing about itself"
    return dict(re.findall(r"^(\w+): (.+)$", block[1], re.M))


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", FRONT_MATTER.sub("", text, count=1).lower().replace("’", "'"))
    return {tuple(words[i : i + BORROWED]) for i in range(len(words) - BORROWED + 1)}


def test_there_are_enough_of_them() -> None:
    assert len([article for article in ARTICLES if article.parts[-3] == "putin-kim-gifts"]) >= 8


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)
def test_an_article_says_where_it_is_from_and_when_it_was_captured(article: Path) -> None:
    known = metadata(article)
    assert set(known) <= KEYS
    assert re.match(r"https://(www\.)?\w+\.example/", known["url"])
    assert datetime.fromisoformat(known["captured"]).tzinfo is not None
    assert f"`{article.name}`" in (article.parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)
def test_an_article_is_of_our_own_writing(article: Path, shared: Path) -> None:
    own = shingles(article.read_text(encoding="utf-8"))
    for text in sorted((shared / "seeds").glob("*.txt")):
        assert own & shingles(text.read_text(encoding="utf-8")) == set(), text.name

"""The rules extractor: claims by the story's frames alone, offline and without a model (DESIGN 6)."""

from __future__ import annotations

from typing import Final

from archive.domain.canonical import digest
from archive.domain.claim import Extraction
from archive.domain.fold import fold
from archive.domain.story import Story
from archive.extractors.assemble import claims_of
from archive.extractors.lexis import Lexis
from archive.extractors.reading import PlainArticle, plain_article, read_article
from archive.extractors.sightings import sightings_of
from archive.ports import Reading

_KEPT: Final = 16
"""How many stories stay ready for reading."""
_GATE: Final = 5
"""The version of `RulesExtractor.concerns`."""


def _required(story: Story) -> tuple[tuple[str, ...], ...]:
    """The required words, those together of which one is enough.

    "A|B" is either. A name asks for its entity, whatever the article calls it. Words that stand in names of
    one entity are ways to write it, and so are those that stand in no name at all.
    """
    groups: dict[str, dict[str, None]] = {}
    for required in story.must_mention:
        words = required.split("|")
        group = groups.setdefault(_named(story, words[0]), {})
        for word in words:
            group.update(dict.fromkeys((word, *_aliases(story, word))))
    return tuple(tuple(words) for words in groups.values())


def _named(story: Story, word: str) -> str:
    """The entity in one of whose names a word stands; empty if it stands in none."""
    sought = f" {_plain(word)} "
    for entity in story.entities.values():
        if any(sought in f" {_plain(alias)} " for alias in entity.aliases):
            return entity.id
    return ""


def _aliases(story: Story, name: str) -> tuple[str, ...]:
    """All names of the entity that `name` names."""
    plain = _plain(name)
    for entity in story.entities.values():
        if any(plain == _plain(alias) for alias in entity.aliases):
            return entity.aliases
    return ()


def _plain(word: str) -> str:
    return fold(word).replace("-", " ").lower()


def _in_text(word: str) -> tuple[str, ...]:
    """How a required word may stand in a text: a small word in a headline's capitals, a name in capitals throughout."""
    plain = fold(word).replace("-", " ")
    small = (plain.title(), plain.capitalize()) if plain.islower() else ()
    return (plain, plain.upper(), *small)


class RulesExtractor:
    """Finds a story's claims by its frames. Stories are made ready once, by their digest."""

    name = "rules"
    version = "3"

    def __init__(self) -> None:
        self._ready: dict[str, Lexis] = {}
        self._plain: tuple[Reading, PlainArticle] | None = None
        self._folded = ("", "")
        self._required: dict[str, tuple[tuple[str, ...], ...]] = {}

    def concerns(self, story: Story, text: str) -> bool:
        """Whether every word that the story requires is in the text.

        Of several names for one thing one is enough; a hyphen is a blank; what a text has in capitals
        throughout counts too.
        """
        if not story.must_mention:
            return True
        if self._folded[0] is not text:
            self._folded = (text, fold(text).replace("-", " "))
        folded = self._folded[1]
        required = self._required.get(story.digest)
        if required is None:
            required = self._required[story.digest] = _required(story)
        return all(any(form in folded for word in words for form in _in_text(word)) for words in required)

    def gate(self, story: Story) -> str:
        """The required words. Whoever changes what `concerns` looks at changes `_GATE`."""
        return digest([_GATE, sorted(sorted(fold(word) for word in words) for words in _required(story))])

    def extract(self, story: Story, reading: Reading) -> Extraction:
        """The claims and the sightings, in order of their place in the text."""
        if not self.concerns(story, reading.text):
            return Extraction(())
        article = read_article(reading, self._lexis(story), self._plain_article(reading), whole=False)
        claims = claims_of(article)
        return Extraction(claims, sightings_of(article, claims))

    def _plain_article(self, reading: Reading) -> PlainArticle:
        """What all stories share of the article, kept for the last one alone: stories take turns with each article."""
        if self._plain is not None:
            last, plain = self._plain
            if (last.text, last.blocks, last.language) == (reading.text, reading.blocks, reading.language):
                return plain
        plain = plain_article(reading)
        self._plain = (reading, plain)
        return plain

    def _lexis(self, story: Story) -> Lexis:
        lexis = self._ready.get(story.digest)
        if lexis is None:
            while len(self._ready) >= _KEPT:
                del self._ready[next(iter(self._ready))]
            lexis = self._ready[story.digest] = Lexis(story)
        return lexis

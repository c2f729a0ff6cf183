"""Whom an article has quoted so far: what "he", "it said" and "the agency" stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.domain.claim import Attribution
from archive.domain.fold import fold, lower
from archive.domain.story import Entity
from archive.extractors import english, speech
from archive.extractors.token import Token

SILENT: Final = frozenset(("place", "agreement", "motion"))
"""Kinds of entity that say nothing."""
_RECENT: Final = 8
"""How many of the entities named last "the company" may mean."""


class Spelling:
    """Turns tokens back into the wording of the text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, start: int, end: int) -> str:
        """The wording at `start:end`, with single spaces."""
        return " ".join(self._text[start:end].split())


def named(text: str) -> str:
    """What a source that the story does not know is called: its wording, folded."""
    return lower(fold(text))


def _bare(text: str) -> str:
    return named(text).removeprefix("the ")


@dataclass(slots=True)
class Speakers:
    """The sources an article has named so far: what "he", "it" and "the report" stand for."""

    entities: Mapping[str, Entity] = field(default_factory=dict)
    chain: tuple[Attribution, ...] = ()
    person: str | None = None
    organisation: Attribution | None = None
    recent: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] | None = None

    def known_as(self, wording: str) -> str | None:
        """The entity that one of its aliases, in whatever case, calls `wording`."""
        if self._names is None:
            self._names = {
                _bare(alias): entity.id
                for entity in self.entities.values()
                if entity.kind not in SILENT
                for alias in entity.aliases
            }
        return self._names.get(_bare(wording))

    def meet(self, tokens: Sequence[Token]) -> None:
        """Remember whom a sentence names."""
        for token in tokens:
            if token.kind == "entity" and token.id in self.entities:
                if token.id in self.recent:
                    self.recent.remove(token.id)
                self.recent.append(token.id)
        del self.recent[:-_RECENT]

    def heard(self, chain: tuple[Attribution, ...], described: str) -> None:
        """Remember who has spoken; `described` are the words he was introduced with."""
        if not chain:
            return
        self.chain = chain
        source = chain[0].source
        words = named(described).split()
        thing = self._is_thing(source, words)
        if thing is not True:
            self.person = source
        if thing is not False:
            self.organisation = chain[0]
        for word in words:
            if speech.speaks(word):
                self.titles[word] = source
        if source not in self.entities:
            self.titles[words[-1]] = source

    def _is_thing(self, source: str, words: Sequence[str]) -> bool | None:
        """Whether "it" is said of a source: None where nothing tells."""
        entity = self.entities.get(source)
        if entity is not None and entity.pronoun is not None:
            return entity.pronoun == "it"
        if any(speech.is_person(word) and not speech.is_organisation(word) for word in words):
            return False
        if entity is not None:
            words = [word for alias in entity.aliases for word in named(alias).split()]
        return True if any(speech.is_organisation(word) for word in words) else None

    def meant_by(self, noun: str, *, same: bool = False) -> tuple[Attribution, ...] | None:
        """The source that "the NOUN" stands for, None where nothing was said of one."""
        if noun in speech.FIRMS:
            for name in reversed(self.recent):
                if self.entities[name].kind == "party" and self.entities[name].pronoun not in ("he", "she"):
                    return (Attribution(name, f"the {noun}", ""),)
        known = self.titles.get(noun) or self.known_body(noun)
        if known is not None:
            return (Attribution(known, f"the {noun}", ""),)
        if noun in english.ANAPHORIC_SOURCES or (same and speech.speaks(noun)):
            return self.chain or None
        return None

    def known_body(self, noun: str) -> str | None:
        """The body named last whose name has the noun in it: "the ministry"."""
        if not speech.is_organisation(noun) and not speech.is_person(noun):
            return None
        for name in reversed(self.recent):
            entity = self.entities[name]
            if entity.kind == "source" and any(noun in named(alias).split() for alias in entity.aliases):
                return name
        return None

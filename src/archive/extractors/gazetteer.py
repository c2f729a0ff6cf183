"""The names a story knows, looked up longest first in a sequence of raw tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from archive.domain.story import Story
from archive.extractors.token import Token
from archive.extractors.words import raw_tokens, searchable


@dataclass(frozen=True, slots=True)
class Name:
    """What a phrase stands for; `capitals` are the positions that must be capitalised."""

    kind: Literal["entity", "item", "decoy", "elsewhere"]
    id: str
    capitals: tuple[int, ...] = ()


class Gazetteer:
    """All aliases, item heads, decoys and coreference phrases of a story."""

    def __init__(self, story: Story) -> None:
        self.firsts: set[str] = set()
        """The words that any name starts with."""
        self._singles: dict[str, Name] = {}
        self._longer: dict[tuple[str, str], list[tuple[tuple[str, ...], Name]]] = {}
        for entity in story.entities.values():
            for alias in entity.aliases:
                self._add(alias, "entity", entity.id)
        for phrase in story.coref:
            self._add(phrase, "entity", "")
        for phrase in story.decoys:
            self._add(phrase, "decoy", phrase)
        for phrase in story.elsewhere:
            self._add(phrase, "elsewhere", phrase)
        for item in story.items.values():
            for head in item.heads:
                for form in (head, *_plurals(head)):
                    self._add(form, "item", item.id, cased=False)
        for names in self._longer.values():
            names.sort(key=lambda entry: (-len(entry[0]), entry[1].kind != "decoy", entry[0]))

    def _add(
        self,
        phrase: str,
        kind: Literal["entity", "item", "decoy", "elsewhere"],
        name: str,
        cased: bool = True,
    ) -> None:
        for form in dict.fromkeys((phrase, phrase.replace("-", " "), phrase.replace(" - ", "-"))):
            tokens = raw_tokens(searchable(form), 0, len(form))
            if not tokens:
                continue
            words = tuple(token.word for token in tokens)
            capitals = tuple(at for at, token in enumerate(tokens) if token.capital) if cased else ()
            self.firsts.add(words[0])
            if len(words) == 1:
                known = self._singles.get(words[0])
                # "Chancellor" and "chancellor" may both be listed: the looser one counts
                looser = known is not None and (known.kind, known.id) == (kind, name) and not capitals
                if kind == "decoy" or known is None or looser:
                    self._singles[words[0]] = Name(kind, name, capitals)
                continue
            entries = self._longer.setdefault((words[0], words[1]), [])
            entry = (words, Name(kind, name, capitals))
            if entry not in entries:
                entries.append(entry)

    def at(self, tokens: Sequence[Token], position: int) -> tuple[int, Name] | None:
        """The longest name that starts at `position`, and how many tokens it takes."""
        first = tokens[position]
        if position + 1 < len(tokens):
            for words, name in self._longer.get((first.word, tokens[position + 1].word), ()):
                here = tokens[position : position + len(words)]
                same = len(here) == len(words) and all(
                    token.word == word for token, word in zip(here, words, strict=True)
                )
                if same and all(here[at].capital for at in name.capitals):
                    return len(words), name
        single = self._singles.get(first.word)
        if single is None or (single.capitals and not first.capital):
            return None
        return 1, single


def _plurals(head: str) -> Iterator[str]:
    """Regular plurals of the last word, and of the word before "of" or "by"."""
    words = head.split(" ")
    turning = next((at for at, word in enumerate(words) if word in ("of", "by", "from", "for")), len(words))
    noun = words[turning - 1]
    if len(noun) < 3 or (noun.endswith("s") and not noun.endswith("ss")):
        return
    for plural in _plural(noun):
        yield " ".join((*words[: turning - 1], plural, *words[turning:]))


def _plural(noun: str) -> Iterator[str]:
    if noun.endswith(("s", "x", "ch", "sh")):
        yield noun + "es"
    elif noun.endswith("y") and noun[-2] not in "aeiou":
        yield noun[:-1] + "ies"
    elif noun.endswith("f"):
        yield noun[:-1] + "ves"
        yield noun + "s"
    else:
        yield noun + "s"

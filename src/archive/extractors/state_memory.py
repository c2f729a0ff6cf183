"""Whom and what an article has spoken of, sentence by sentence: what "he", "it" and "the treaty" mean in a state's words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from archive.domain.story import Story
from archive.extractors import english
from archive.extractors.state_words import StateType
from archive.extractors.token import Token

_BACK: Final = 3
"""How many sentences back a pronoun may point."""
_GENDER: Final = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "it": "it", "its": "it"}
_AHEAD: Final = frozenset("as when after before while since although though despite by in".split())
"""Words that open a clause whose pronoun may mean somebody named behind it: "As he quit, Berg said"."""


class StateMemory:
    """The sentences before, whose post each person was said to hold, and what each type's nouns meant last."""

    def __init__(self) -> None:
        self._sentences: list[Sequence[Token]] = []
        self.posts: dict[str, str] = {}
        self.spoken_of: dict[int, str] = {}
        """By type, the entity that was named last."""
        self.strange: dict[int, bool] = {}
        """By type, whether another such thing than the story's was named since."""

        self.outcome: tuple[str, str] | None = None
        """The motion that was last said to have passed or failed, and the side that won."""

    def note(self, tokens: Sequence[Token]) -> None:
        """Go on to the next sentence."""
        self._sentences.append(tokens)
        del self._sentences[:-_BACK]

    def meant(
        self,
        kind: StateType,
        tokens: Sequence[Token],
        at: int,
        story: Story,
        other_than: Collection[str | None] = (),
    ) -> str | None:
        """Whom or what the pronoun at `at` means; none of `other_than`."""
        pronoun = _GENDER.get(tokens[at].word, "")
        if kind.persons == (pronoun in ("it", "")):
            return None
        here = tokens[:at]
        for token in here if kind.persons else reversed(here):
            if _fits(kind, token, pronoun, story) and token.id not in other_than:
                return token.id
        if here and here[0].word in _AHEAD and kind.persons:
            for token in tokens[at:]:
                if _fits(kind, token, pronoun, story) and token.id not in other_than:
                    return token.id
        for sentence in list(reversed(self._sentences))[: _BACK if kind.persons else 2]:
            for one in _open(sentence) if kind.persons else sentence:
                if one is None:
                    return None
                if _fits(kind, one, pronoun, story) and one.id not in other_than:
                    return one.id
        return None


def _fits(kind: StateType, token: Token, pronoun: str, story: Story) -> bool:
    if token.kind != "entity" or token.id not in kind.of:
        return False
    return not kind.persons or story.entities[token.id].pronoun in (None, pronoun)


def _open(sentence: Sequence[Token]) -> Iterator[Token | None]:
    """The tokens of a sentence; None where somebody whom the story does not know is its subject."""
    for at, token in enumerate(sentence):
        if token.kind == "name" and token.id != "decoy":
            governed = at and sentence[at - 1].word in english.PREPOSITIONS | {"the", "'s"}
            after = sentence[at + 1] if at + 1 < len(sentence) else None
            acts = after is not None and (
                after.word in english.AUXILIARIES | english.SAY
                or after.word.endswith("ed")
                or after.word == "who"
            )
            if acts and not governed and (at == 0 or sentence[at - 1].kind != "name" or at < 4):
                yield None
                return
        yield token

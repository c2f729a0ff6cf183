"""The sentences that claims stand in, for people to judge them by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from archive.domain.fact import Voice
from archive.domain.text import SplitText
from archive.ports import Blobs
from archive.store.read_models import ReadModels


@dataclass(frozen=True, slots=True)
class Sentence:
    """A claim with the sentence that it stands in."""

    voice: Voice
    text: str


class Sentences:
    """Finds the sentence of a claim, as its article was read at a position of the log; reads each text once."""

    def __init__(self, models: ReadModels, blobs: Blobs, known_at: int) -> None:
        self._models = models
        self._blobs = blobs
        self._known_at = known_at
        self._split = lru_cache(maxsize=64)(self._read)

    def __call__(self, voice: Voice) -> Sentence:
        """The sentence, or the sentences that the words of `voice` reach across."""
        evidence = voice.claim.evidence
        around = self._split(voice.version_id).around(evidence.start, evidence.end)
        return Sentence(voice, around or evidence.exact)

    def _read(self, version_id: str) -> SplitText:
        version = self._models.version(version_id, self._known_at)
        if version is None:
            return SplitText("", ())
        return SplitText(self._blobs.get(version.text).decode(), version.blocks)

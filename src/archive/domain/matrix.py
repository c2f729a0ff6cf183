"""Sources against facts: who agrees with what is held, who differs, who denies it, and who is silent.

Invariants: every source that speaks of a fact has an answer other than `silent`; an answer follows from the
claims alone, never from the order in which they come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from archive.domain.claim import FieldValue
from archive.domain.conflict import conflicts
from archive.domain.consolidate.figures import UPPER_END
from archive.domain.consolidate.occurrences import event_date
from archive.domain.consolidate.voices import field_of, is_accepted, is_trusted, rank
from archive.domain.disagreement import DATE, WHOLE
from archive.domain.fact import Fact, Voice
from archive.domain.story import FactType

Answer = Literal["agrees", "differs", "both", "denies", "excludes", "before", "rejected", "silent"]
"""What a source says of a fact: what is held; something that contradicts it; both, in different words or
articles; that it is not so; that another value is not so; only what a newer report replaced; only what a
reviewer took out of the reckoning; nothing."""

AGAINST: Final[frozenset[Answer]] = frozenset({"differs", "both", "denies"})
"""Answers that contradict what is held."""

ORDINAL: Final = "ordinal"
"""What tells one occurrence of an event from another, and what a denial of one names."""

NAMELESS: Final = "source unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one source says of one fact.

    `value` is what it says where that can be told in one value: the figure of a count, the state, or of an event
    the one attribute in which it differs, named by `about`. `relation` is how the figure is bounded, with
    `value_to` the upper end of a range. `hedged` marks that none of it is stated plainly. `copy_of`
    names the source whose text it repeats, where all that it says is copied. `voices` are
    the claims behind the answer, the newest first.
    """

    answer: Answer
    value: FieldValue = None
    value_to: FieldValue = None
    relation: str = "eq"
    about: str | None = None
    hedged: bool = False
    copy_of: str | None = None
    voices: tuple[Voice, ...] = ()


SILENT: Final = Cell(answer="silent")


@dataclass(frozen=True, slots=True)
class Row:
    """One fact, with the answer of each source that speaks of it."""

    fact: Fact
    cells: Mapping[str, Cell]

    def cell(self, source: str) -> Cell:
        """The answer of a source; `SILENT` where it has none."""
        return self.cells.get(source, SILENT)

    def count(self, *answers: Answer) -> int:
        """How many sources answer so."""
        return sum(cell.answer in answers for cell in self.cells.values())

    @property
    def contested(self) -> bool:
        """Whether a source contradicts what is held."""
        return any(cell.answer in AGAINST for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Matrix:
    """Facts against sources.

    `facts` and `speakers` count all there are; `rows` and `sources` may be fewer after `cut`.
    """

    rows: tuple[Row, ...]
    sources: tuple[str, ...]
    facts: int
    speakers: int

    def cut(self, most_rows: int, most_sources: int) -> Matrix:
        """The first rows, and of the sources those that say most of these."""
        rows = self.rows[:most_rows]
        spoken = {source: sum(source in row.cells for row in rows) for source in self.sources}
        telling = [source for source in self.sources if spoken[source]]
        chosen = set(sorted(telling, key=lambda source: -spoken[source])[:most_sources])
        kept = tuple(source for source in telling if source in chosen)
        return Matrix(rows, kept, self.facts, self.speakers)


def matrix(types: Mapping[str, FactType], facts: Sequence[Fact]) -> Matrix:
    """The matrix of `facts`, which come in the order that the story gives them.

    First stand the facts that sources contradict, most of them first, then those of which most sources
    speak; the sources that say most come first, a source that only copies beside the one it copies.
    """
    originals = _originals(facts)
    rows = [Row(fact, _cells(types[fact.type], fact, originals)) for fact in facts]
    rows.sort(key=lambda row: (-row.count(*AGAINST), -len(row.cells)))
    sources = _ordered(rows)
    return Matrix(tuple(rows), sources, len(rows), len(sources))


def spoken_by(voice: Voice) -> str:
    """The name of who speaks: the source, else the title of the text, so that two unknown ones are two."""
    if voice.source:
        return voice.source
    title = " ".join((voice.title or "").split()) or voice.address.rstrip("/").rpartition("/")[2]
    return f"“{title}” ({NAMELESS})"


def voices_of(fact: Fact) -> tuple[tuple[Answer, tuple[Voice, ...]], ...]:
    """All claims that bear on what a fact's value is, with what each kind of them answers."""
    held = fact.value.get(ORDINAL) if isinstance(fact.value, Mapping) else fact.value
    denials = tuple((_denial(denial.value, held), denial.voices) for denial in fact.denied)
    return (
        ("agrees", fact.supporting),
        ("differs", fact.dissenting),
        *denials,
        ("before", fact.superseded),
        ("rejected", fact.rejected),
    )


def _denial(value: FieldValue, held: object) -> Answer:
    """A denial of the whole, or of the very value that is held, is one of the fact."""
    return "denies" if value is None or value == held else "excludes"


def _originals(facts: Iterable[Fact]) -> dict[str, str]:
    """Who first published each text, by cluster."""
    first: dict[str, Voice] = {}
    for fact in facts:
        for _, voices in voices_of(fact):
            for voice in voices:
                held = first.get(voice.cluster)
                if held is None or (voice.reported, voice.address) < (held.reported, held.address):
                    first[voice.cluster] = voice
    return {cluster: spoken_by(voice) for cluster, voice in first.items()}


def _cells(kind: FactType, fact: Fact, originals: Mapping[str, str]) -> dict[str, Cell]:
    contradicting = _contradicting(kind, fact)
    said: dict[str, dict[Answer, list[Voice]]] = {}
    for answer, voices in voices_of(fact):
        for voice in voices:
            its: Answer = "differs" if voice.claim.claim_id in contradicting else answer
            said.setdefault(spoken_by(voice), {}).setdefault(its, []).append(voice)
    return {
        source: _cell(kind, source, answers, contradicting, originals)
        for source, answers in sorted(said.items())
    }


def _contradicting(kind: FactType, fact: Fact) -> dict[str, str]:
    """The claims that contradict an attribute of an event, with the attribute."""
    if kind.consolidate != "event":
        return {}
    found: dict[str, str] = {}
    for conflict in conflicts(kind, fact, ()):
        if conflict.about == WHOLE:
            continue
        for stand in conflict.sides:
            if stand.standing == "dissenting":
                found |= {voice.claim.claim_id: conflict.about for voice in stand.side.voices}
    return found


_ORDER: Final[tuple[Answer, ...]] = ("denies", "differs", "agrees", "excludes", "before", "rejected")
"""Which answer stands for a source that gives several: what contradicts outranks the rest."""


def _cell(
    kind: FactType,
    source: str,
    answers: Mapping[Answer, Sequence[Voice]],
    contradicting: Mapping[str, str],
    originals: Mapping[str, str],
) -> Cell:
    answer = next(each for each in _ORDER if each in answers)
    voices = tuple(sorted(answers[answer], key=newest))
    best = voices[0]
    told: Answer = "both" if answer == "differs" and "agrees" in answers else answer
    copied = {originals[voice.cluster] for voice in voices} - {source}
    all_copied = all(originals[voice.cluster] != source for voice in voices)
    about = contradicting.get(best.claim.claim_id)
    counted = kind.consolidate != "event"
    return Cell(
        answer=told,
        value=field_of(best, kind.value or "value") if counted else _attribute(best, about),
        value_to=field_of(best, UPPER_END) if counted else None,
        relation=best.claim.relation if counted else "eq",
        about=about,
        hedged=all(voice.claim.certainty == "hedged" and not is_accepted(voice) for voice in voices),
        copy_of=min(copied) if all_copied else None,
        voices=voices,
    )


def newest(voice: Voice) -> tuple[bool, int, object, str]:
    """The newest words first, those without a date that can be relied on last; then by preference."""
    return not is_trusted(voice), -voice.reported, rank(voice), voice.address


def _attribute(voice: Voice, about: str | None) -> FieldValue:
    if about is None:
        return None
    if about == DATE:
        date = event_date(voice)
        return date.value if date is not None else None
    return field_of(voice, about)


def _ordered(rows: Iterable[Row]) -> tuple[str, ...]:
    """Sources by how much they say, each followed by those that only copy it."""
    spoken: dict[str, int] = {}
    copies: dict[str, set[str | None]] = {}
    for row in rows:
        for source, cell in row.cells.items():
            spoken[source] = spoken.get(source, 0) + 1
            copies.setdefault(source, set()).add(cell.copy_of)
    after = {s: next(iter(of)) for s, of in copies.items() if len(of) == 1 and None not in of}
    own = sorted((s for s in spoken if after.get(s) not in spoken), key=lambda s: (-spoken[s], s))
    ordered: list[str] = []
    for source in own:
        ordered.append(source)
        ordered += sorted(s for s in spoken if s not in own and after.get(s) == source)
    return (*ordered, *sorted(set(spoken) - set(ordered)))

"""Timelines as a picture to be drawn: every value, source and title in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archive.cli.timeline_text import TimelineText
from archive.domain.consolidate.occurrences import event_date
from archive.domain.consolidate.voices import field_of, is_trusted
from archive.domain.disagreement import DATE
from archive.domain.fact import Voice
from archive.domain.matrix import spoken_by
from archive.domain.picture import Dot, Panel, StepsPicture, Stretch
from archive.domain.story import FactType, Story
from archive.domain.timeline import ABSENT, Step, Telling, Timeline
from archive.telling.labels import Labels, in_words

_DOUBTFUL = frozenset({"disputed", "provisional", "denied"})
_BARE = "reported"
"""The lane of an event of which no attribute is known."""


class Pictured:
    """Turns timelines of one story into a picture."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._labels = Labels(story)
        self._text = TimelineText(self._labels)

    def picture(
        self, lines: Iterable[Timeline], subtitle: str, start: int | None, end: int | None
    ) -> StepsPicture:
        """The picture of `lines`, between `start` and `end` where those are given."""
        panels = tuple(self._panel(line) for line in lines)
        title = self._story.title or self._story.story
        return StepsPicture(title=title, subtitle=subtitle, panels=panels, start=start, end=end)

    def _panel(self, line: Timeline) -> Panel:
        kind = self._story.facts[line.type]
        told = [telling for telling in line.told if telling.standing != "rejected"]
        numbers = {telling.value for telling in told} | {step.value for step in line.steps if _number(step)}
        # A number that never moves and that nobody contradicts is one bar, and no scale.
        numeric = kind.consolidate == "count" and len(numbers - {None}) > 1
        about, label = in_words(line.type), in_words(self._text.label(line))
        return Panel(
            label=label if label.lower().startswith(about) else f"{about.capitalize()} · {label}",
            numeric=numeric,
            stretches=tuple(self._stretch(step) for step in line.steps),
            dots=tuple(
                self._dot(kind, line, telling)
                for telling in told
                if kind.consolidate == "event" or telling.value is not None
            ),
        )

    def _stretch(self, step: Step) -> Stretch:
        return Stretch(
            at=step.at,
            lane=self._lane(step),
            value=_number(step),
            low=step.low,
            high=step.high,
            doubtful=step.status in _DOUBTFUL,
            gone=step.status in (ABSENT, "retracted"),
        )

    def _lane(self, step: Step) -> str:
        if isinstance(step.value, int):
            return self._text.told(step).replace(str(step.value), f"{step.value:,}")
        return self._text.told(step) or _BARE

    def _dot(self, kind: FactType, line: Timeline, telling: Telling) -> Dot:
        voice, claim = telling.voice, telling.voice.claim
        return Dot(
            at=voice.reported,
            source=spoken_by(voice),
            lane=self._lane_of(kind, line, telling),
            value=telling.value if isinstance(telling.value, int) else None,
            hedged=claim.certainty == "hedged",
            denied=claim.polarity == "denied",
            dated=is_trusted(voice),
        )

    def _lane_of(self, kind: FactType, line: Timeline, telling: Telling) -> str:
        """The lane of a claim: its value; for an event what it says that others contradict, else what
        was held of the event at the time."""
        if kind.consolidate != "event":
            same = [step for step in line.steps if step.value == telling.value]
            return self._lane(same[0]) if same else self._labels.value(telling.value)
        if telling.standing == "dissenting":
            return self._labels.value(_attributes(kind, telling.voice)) or _BARE
        held = [step for step in line.steps if step.at <= telling.voice.reported and step.status != ABSENT]
        return self._lane((held or line.steps)[-1 if held else 0])


def _number(step: Step) -> int | None:
    return step.value if isinstance(step.value, int) else None


def _attributes(kind: FactType, voice: Voice) -> Mapping[str, object]:
    date = event_date(voice)
    given = {DATE: date.value if date is not None else None}
    return given | {name: field_of(voice, name) for name in kind.attributes}

"""What a diff looks like: pictures for the page of its HTML form, where they can be drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from archive.domain.claim import FieldValue, group_id
from archive.domain.matrix import ORDINAL, matrix
from archive.domain.moment import END_OF_TIME
from archive.domain.picture import Instant, MatrixPicture, Picture, StepsPicture, StripPicture
from archive.telling.labels import Labels, moment_in_words

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.change import Change
    from archive.domain.edit import Edit
    from archive.domain.story import Story
    from archive.domain.timeline import Timeline
    from archive.service.diff import Diff

MOST_STORIES: Final = 12
"""Stories of one page that have pictures, the first of them: each takes half a second and some 40 KB."""

MOST_COUNTS: Final = 6
MOST_FACTS: Final = 16
MOST_SOURCES: Final = 14
MOST_ARTICLES: Final = 20
"""A page shows fewer than a file: it is read on a phone, and mailed."""


def diff_pictures(
    story: Story, diff: Diff, prefix: str, edits: Callable[[Diff], Sequence[Edit]] | None = None
) -> list[tuple[str, str]]:
    """The pictures of a diff as pairs of caption and SVG; empty where matplotlib is not installed.

    `edits` finds the edits of articles between the two points. `prefix` begins every id in the pictures, so
    that those of several stories can stand in one page. A snapshot that was written down may be of another
    archive, so that a diff which ends in one has no pictures.
    """
    from archive.bootstrap import can_draw, inline_svg

    if not can_draw():
        return []
    drawn = []
    found = [] if edits is None else edits(diff)
    for place, (caption, picture) in enumerate(_pictures(story, diff, found), start=1):
        svg = inline_svg(picture, f"{prefix}p{place}-")
        if svg:
            drawn.append((caption, svg))
    return drawn


def edits_between(archive: Archive, diff: Diff) -> Sequence[Edit]:
    """The edits that changed what articles claim for the story of `diff`, known at its end and not at its start."""
    from archive.service.edits import WantedEdits

    if diff.start.snapshot is not None or diff.end.snapshot is not None:
        return []
    wanted = WantedEdits(stories=(diff.story,))
    start, end = (archive.edits(side.point, wanted).edits for side in (diff.start, diff.end))
    known = {(edit.before.version_id, edit.after.version_id) for edit in start}
    return [edit for edit in end if (edit.before.version_id, edit.after.version_id) not in known]


def _pictures(story: Story, diff: Diff, edits: Sequence[Edit]) -> Iterator[tuple[str, Picture]]:
    if diff.changes and diff.end.snapshot is None:
        steps = steps_of(story, diff)
        if steps is not None:
            yield "The counts that changed, over the time of their reporting", steps
        table = matrix_of(story, diff)
        if table is not None:
            yield "Who agrees on the facts that changed, and who does not", table
    if edits:
        yield "Articles that were edited in between", strip_of(story, edits)


def steps_of(story: Story, diff: Diff) -> StepsPicture | None:
    """The numbers that changed, over reported time, with the two points marked; None where none did."""
    from archive.cli.timeline_picture import Pictured
    from archive.service.timeline import Window, timelines_of

    counts = [each for each in diff.changes if _is_count(story, each)]
    wanted = {change.fact_id for change in counts}
    if not wanted:
        return None
    lines: list[Timeline] = []
    for fact_type in dict.fromkeys(change.type for change in counts):
        keys = [dict(change.key) for change in counts if change.type == fact_type]
        window = Window(fact_type=fact_type, fits=partial(_among, keys))
        lines += timelines_of(diff.models, story, diff.end.point, window)
    labels = Labels(story)
    lines = sorted(
        (line for line in lines if line.fact_id in wanted), key=lambda one: labels.order(one.type, one.key)
    )
    if not lines:
        return None
    subtitle = "The counts that changed"
    if len(lines) > MOST_COUNTS:
        subtitle += f"; the first {MOST_COUNTS} of {len(lines)}"
    picture = Pictured(story).picture(lines[:MOST_COUNTS], subtitle, None, None)
    return replace(picture, instants=_instants(diff))


def _among(keys: Collection[Mapping[str, FieldValue]], key: Mapping[str, FieldValue]) -> bool:
    return dict(key) in keys


def _instants(diff: Diff) -> tuple[Instant, ...]:
    """The two points, as far as they are points of reported time that differ."""
    ends = (diff.start.point, diff.end.point)
    if ends[0].as_of == ends[1].as_of:
        return ()
    return tuple(
        Instant(point.as_of, f"{letter}: reported by {moment_in_words(point.reported)}")
        for letter, point in zip("AB", ends, strict=True)
        if point.as_of < END_OF_TIME and point.reported != "latest"
    )


def _is_count(story: Story, change: Change) -> bool:
    kind = story.facts.get(change.type)
    return kind is not None and kind.consolidate == "count"


def matrix_of(story: Story, diff: Diff) -> MatrixPicture | None:
    """All sources against the facts that changed, at the second point; None where those facts are gone."""
    from archive.cli.matrix_picture import matrix_picture
    from archive.service.facts import facts_at

    wanted = {change.fact_id for change in diff.changes}
    groups = {_group(change) for change in diff.changes}
    facts = [fact for fact in facts_at(diff.models, story, diff.end.point, groups) if fact.fact_id in wanted]
    if not facts:
        return None
    labels = Labels(story)
    facts.sort(key=lambda fact: labels.order(fact.type, fact.key))
    end = diff.end.point
    when = "" if end.reported == "latest" else f", reported by {moment_in_words(end.reported)}"
    subtitle = f"The facts that changed, and what each source says of them{when}"
    return matrix_picture(story, matrix(story.facts, facts), subtitle, facts=MOST_FACTS, sources=MOST_SOURCES)


def _group(change: Change) -> str:
    key = {name: value for name, value in change.key.items() if name != ORDINAL}
    return group_id(change.story, change.type, key)


def strip_of(story: Story, edits: Sequence[Edit]) -> StripPicture:
    """The edits of articles between the two points."""
    from archive.cli.edits_picture import edits_picture

    subtitle = "Edits of articles between the two points"
    return edits_picture(story.title or story.story, subtitle, edits, most=MOST_ARTICLES)

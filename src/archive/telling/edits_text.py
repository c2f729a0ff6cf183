"""Edits of articles for people: what changed, how openly, and where to look at it; and as rows for a spreadsheet."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from archive.domain.edit import Edit, EditClass
from archive.domain.moment import short_iso
from archive.domain.story import Story
from archive.telling.article_told import edit_in_words, notice_in_words
from archive.telling.labels import Labels, moment_in_words
from archive.telling.lines import Lines, counted
from archive.telling.markdown import address, escaped

CLASSES: Final[Mapping[EditClass, str]] = {
    "value": "a fact changed",
    "denial": "a fact was denied or withdrawn",
    "stance": "how surely, or on whose word",
    "headline": "the headline changed",
    "context": "facts were added",
    "text": "words alone",
    "noise": "noise",
}
"""The classes of edits in words, the most material first."""
_SIGNS: Final = {"added": "+", "withdrawn": "-", "changed": "~"}
_COLOURS: Final = {"added": "added", "withdrawn": "removed", "changed": "changed"}
_MARKS: Final = {
    "no-correction": "no correction notice",
    "date-unmoved": "modification date not moved",
    "date-contradicted": "modification date contradicted",
    "restored": "an earlier text again",
}
_ADDRESSES: Final = 3
COLUMNS: Final = (
    "class", "stealthy", "marks", "source", "title", "address", "from_version", "to_version", "from_id", "to_id",
    "reported", "reported_basis", "not_before", "captured", "story", "kind", "type", "what", "quote_before", "quote_after",
    "notices", "corrected_in", "publishers_elsewhere", "copies",
)  # fmt: skip
"""The columns of the table; an edit has a row for each claim that it changed, and one where it changed none."""


class EditsText:
    """Tells edits with the labels of their stories."""

    def __init__(self, stories: Mapping[str, Story]) -> None:
        self._labels = {story: Labels(definition) for story, definition in stories.items()}

    def write(self, out: Lines, edits: Sequence[Edit]) -> None:
        """Write each edit in a few lines."""
        for edit in edits:
            out.line()
            self._write(out, edit)

    def _write(self, out: Lines, edit: Edit) -> None:
        out.line(f"{edit.source or 'unknown source'}: {edit.title or 'untitled'}", "label", indent=2, hang=2)
        out.line(self.place(edit), "quiet", indent=4, hang=2)
        out.line(self.when(edit), "quiet", indent=4, hang=2)
        marks = self.marks(edit)
        if marks:
            out.line(marks, "doubt", indent=4, hang=2)
        for one in edit.facts:
            told = edit_in_words(one, self._labels[one.claim.story])
            out.line(f"{_SIGNS[one.kind]} {told}", _COLOURS[one.kind], indent=4, hang=2)
        if edit.before.title != edit.after.title:
            out.line(f"~ {_headline(edit)}", "changed", indent=4, hang=2)
        for notice in edit.notices:
            out.line(f"! {notice_in_words(notice.kind)}: {notice.text}", "doubt", indent=4, hang=2)
        if edit.elsewhere:
            out.line(
                f"the fact is supported by {counted(edit.elsewhere, 'other publisher')} now", indent=4, hang=2
            )
        if edit.copies:
            some = ", ".join(edit.copies[:_ADDRESSES]) + (" ..." if edit.copies[_ADDRESSES:] else "")
            out.line(f"and {counted(len(edit.copies), 'copy', 'copies')}: {some}", indent=4, hang=2)

    def place(self, edit: Edit) -> str:
        """The command that shows the edit whole."""
        return f"archive diff --article {shlex.quote(edit.address)} {edit.before.number}..{edit.after.number}"

    def when(self, edit: Edit) -> str:
        """Since when the new words are public, and between which looks they came."""
        reported = f"reported {_moment(edit.after.reported)} ({edit.after.reported_basis})"
        start = edit.before.captured if edit.not_before is None else edit.not_before
        return f"{reported}, edited between {_moment(start)} and {_moment(edit.after.captured)}"

    def marks(self, edit: Edit) -> str:
        """What strikes about the edit, in a line; empty where nothing does."""
        told = [_MARKS[mark] for mark in edit.marks if mark in _MARKS]
        if edit.later is not None:
            told.append(f"owned up to in version {edit.later}")
        return "; ".join(told)

    def rows(self, edits: Sequence[Edit]) -> Iterator[list[object]]:
        """The rows of the table; see `COLUMNS`."""
        for edit in edits:
            shared: list[object] = [
                edit.edit_class, edit.stealthy, " ".join(edit.marks), edit.source, edit.title, edit.address,
                edit.before.number, edit.after.number, edit.before.version_id, edit.after.version_id,
                short_iso(edit.after.reported), edit.after.reported_basis,
                None if edit.not_before is None else short_iso(edit.not_before), short_iso(edit.after.captured),
            ]  # fmt: skip
            tail: list[object] = [
                " ".join(notice.kind for notice in edit.notices) or None, edit.later, edit.elsewhere, len(edit.copies)
            ]  # fmt: skip
            for one in edit.facts:
                quotes = [claim.evidence.exact if claim else None for claim in (one.before, one.after)]
                told = edit_in_words(one, self._labels[one.claim.story])
                yield [*shared, one.claim.story, one.kind, one.claim.type, told, *quotes, *tail]
            if not edit.facts:
                yield [*shared, None, None, None, CLASSES[edit.edit_class], None, None, *tail]

    def markdown(self, edit: Edit) -> str:
        """The edit as Markdown."""
        lines = [
            f"#### {escaped(edit.source or 'unknown source')}: {escaped(edit.title or 'untitled')}",
            f"{address(edit.address, edit.after.number)}, {escaped(self.when(edit))}",
        ]
        marks = self.marks(edit)
        if marks:
            lines.append(f"**{escaped(marks)}**")
        told = [
            f"- {escaped(_SIGNS[one.kind])} {escaped(edit_in_words(one, self._labels[one.claim.story]))}"
            for one in edit.facts
        ]
        if edit.before.title != edit.after.title:
            told.append(f"- {escaped('~')} {escaped(_headline(edit))}")
        told += [f"- ! {escaped(notice_in_words(one.kind))}: {escaped(one.text)}" for one in edit.notices]
        if edit.elsewhere:
            told.append(f"- supported by {counted(edit.elsewhere, 'other publisher')} now")
        if edit.copies:
            told.append(f"- and {counted(len(edit.copies), 'copy', 'copies')}")
        return "\n\n".join([*lines, "\n".join(told)] if told else lines) + "\n"


def _headline(edit: Edit) -> str:
    titles = (edit.before.title, edit.after.title)
    before, after = ("none" if title is None else f"“{title}”" for title in titles)
    return f"headline: {before} → {after}"


def _moment(micros: int) -> str:
    return moment_in_words(short_iso(micros))

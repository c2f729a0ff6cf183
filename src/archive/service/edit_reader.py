"""What the step from a version of an article to the next did: to its facts, its headline and its words, and how openly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive.domain.article_layers import new_notices
from archive.domain.claim_edit import ClaimEdit
from archive.domain.edit import Edit, EditClass, VersionRef, class_of, owns_up
from archive.domain.noise import bare
from archive.service.article_diff import Shown, edits_of, marks_of, stood, text_changes
from archive.store.edit_models import EditModels
from archive.store.queries_edits import VersionClaims
from archive.store.rows import Version


@dataclass(frozen=True, slots=True)
class Step:
    """A version and the one it followed, and all of the article's that had been reported by the point."""

    before: Version
    after: Version
    held: Sequence[Version]


def headline_changed(step: Step) -> bool:
    """Whether the title says something else than before."""
    return bare(step.before.title.value or "") != bare(step.after.title.value or "")


@dataclass
class EditReader:
    """Tells what the step from a version to the next did; `claims` are what each version claims, by story."""

    edit_models: EditModels
    claims: Mapping[str, Mapping[str, VersionClaims]]
    _shown: dict[str, Shown] = field(default_factory=dict)

    def look_ahead(self, steps: Iterable[Step]) -> None:
        """Read the texts of `steps` at once, and forget those that were read before."""
        versions = {version.version_id: version for step in steps for version in (step.before, step.after)}
        texts = self.edit_models.texts({version.text for version in versions.values()})
        self._shown = {key: Shown(version, texts[version.text]) for key, version in versions.items()}

    def facts(self, step: Step) -> tuple[ClaimEdit, ...]:
        """What became of the claims, our own other readings left out."""
        edits = edits_of(
            self.claims.get(step.before.version_id, {}),
            self.claims.get(step.after.version_id, {}),
            lambda edit: stood(edit, self.shown(step.before), self.shown(step.after)),
        )
        return tuple(edit for edit in edits if edit.cause == "source-edit")

    def edit(self, step: Step, facts: tuple[ClaimEdit, ...], edit_class: EditClass) -> Edit:
        """The edit with its marks and notices."""
        before, after = step.before, step.after
        notices = new_notices(self.shown(before).notices, self.shown(after).notices)
        marks = marks_of(before, after, notices, step.held)
        later = self._owned_later(step) if "no-correction" in marks and facts else None
        return Edit(
            address=after.address,
            source=after.source.value,
            title=after.title.value,
            before=_ref(before),
            after=_ref(after),
            edit_class=edit_class,
            facts=facts,
            marks=marks,
            notices=notices,
            later=later,
        )

    def plain(self, step: Step) -> Edit:
        """An edit that changed no fact."""
        old, new = self.shown(step.before), self.shown(step.after)
        changes, _ = text_changes(old, new)
        text = any(change.kind != "same" for change in changes)
        found = self.edit(step, (), class_of((), headline=headline_changed(step), text=text))
        marks = found.marks
        if found.edit_class == "text":  # words that nothing rests on need no correction
            marks = tuple(mark for mark in marks if mark != "no-correction")
        return replace(found, marks=marks if found.edit_class != "noise" else ())

    def _owned_later(self, step: Step) -> int | None:
        """The first version after the edit with a notice that owns up to something."""
        known = self.shown(step.after).notices
        for version in step.held:
            if version.number > step.after.number and owns_up(
                new_notices(known, self.shown(version).notices)
            ):
                return version.number
        return None

    def shown(self, version: Version) -> Shown:
        """The version with its text, read once."""
        if version.version_id not in self._shown:
            text = self.edit_models.texts({version.text})[version.text]
            self._shown[version.version_id] = Shown(version, text)
        return self._shown[version.version_id]


def _ref(version: Version) -> VersionRef:
    return VersionRef(
        version_id=version.version_id,
        number=version.number,
        captured=version.captured,
        reported=version.reported,
        reported_basis=version.reported_basis,
        title=version.title.value,
    )

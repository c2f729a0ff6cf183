"""Two versions of one article, layer by layer: facts, words, links and media, metadata, notices and noise.

Invariants: two equal versions differ in no layer. Two readings of the same bytes are no edit of anybody's, and a claim
that one reading found and another did not, in a sentence that stands in both, is no change of the article's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from archive.domain.article_layers import (
    ChangedValue,
    LinkChange,
    Noise,
    NoticeTold,
    Paragraph,
    changed_values,
    image_changes,
    link_changes,
    new_notices,
    notices_told,
    paragraphs_of,
    spacing_noise,
    without_noise,
)
from archive.domain.change import Cause
from archive.domain.claim import Claim
from archive.domain.claim_edit import ClaimEdit, claim_edits
from archive.domain.edit import Mark, owns_up
from archive.domain.noise import bare, noise_between, one_spaced
from archive.domain.text import SplitText
from archive.domain.text_change import ParagraphChange, Piece
from archive.ports import Blobs
from archive.store.edit_models import EditModels
from archive.store.queries_edits import VersionClaims
from archive.store.rows import Version
from archive.textdiff import changed_paragraphs, changed_words


@dataclass(frozen=True)
class Shown:
    """A version with its text."""

    version: Version
    text: str

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs of the text, in order."""
        return paragraphs_of(self.text, self.version.blocks)

    @cached_property
    def words(self) -> list[str]:
        """The paragraphs' text."""
        return [self.text[one.start : one.end] for one in self.paragraphs]

    @cached_property
    def notices(self) -> list[NoticeTold]:
        """What the outlet says in it of its own changes."""
        return notices_told(
            (paragraph.kind, text) for paragraph, text in zip(self.paragraphs, self.words, strict=True)
        )

    @cached_property
    def bare(self) -> str:
        """The text without what differs in its looks alone."""
        return bare(self.text)

    @cached_property
    def _split(self) -> SplitText:
        return SplitText(self.text, self.version.blocks)

    def sentence(self, claim: Claim) -> str:
        """The sentence, or the sentences, that the words of `claim` stand in, on one line."""
        evidence = claim.evidence
        return self._split.around(evidence.start, evidence.end) or one_spaced(evidence.exact)


@dataclass(frozen=True)
class ClaimSides:
    """A claim that changed with the words of both sentences; empty where the claim was not, or is not, made."""

    edit: ClaimEdit
    sentence_before: str
    sentence_after: str

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """What became of the sentence, word by word."""
        return changed_words(self.sentence_before, self.sentence_after)


@dataclass(frozen=True, kw_only=True)
class ArticleDiff:
    """The outcome. `text` holds the unchanged paragraphs too; `headline` is there where the title changed.

    `cause` is None where nothing differs but noise, `extractor` where two readings of the same bytes do. `reread` tells that the
    versions were read by different readers, or by one set otherwise, so that what differs may be our reading.
    `not_before` is the last look that showed the old text (microseconds), where `after` is the next version. Where the
    versions are compared backwards there are no marks.
    """

    before: Version
    after: Version
    versions: int
    cause: Cause | None
    reread: bool
    not_before: int | None
    notices: tuple[NoticeTold, ...]
    notices_gone: tuple[NoticeTold, ...]
    marks: tuple[Mark, ...]
    headline: tuple[Piece, ...]
    facts: tuple[ClaimSides, ...]
    text: tuple[ParagraphChange, ...]
    links: tuple[LinkChange, ...]
    metadata: tuple[ChangedValue, ...]
    noise: tuple[Noise, ...]

    @property
    def edited_at_all(self) -> bool:
        """Whether the versions differ in more than noise."""
        return bool(self.facts or self.edited or self.links or self.metadata or self.headline)

    @property
    def edited(self) -> tuple[ParagraphChange, ...]:
        """The paragraphs that are not as they were."""
        return tuple(change for change in self.text if change.kind != "same")


def article_diff(
    models: EditModels,
    blobs: Blobs,
    held: Sequence[Version],
    before: Version,
    after: Version,
    known_at: int,
    stories: Sequence[str] | None = None,
) -> ArticleDiff:
    """How `after` differs from `before`, two of the versions `held` of one article; facts of `stories` (of all when None)."""
    old, new = (Shown(version, blobs.get(version.text).decode()) for version in (before, after))
    text, noise = text_changes(old, new)
    headline, title_noise = _headline(before, after)
    seen: Mapping[str, int] = {}
    if after.number == before.number + 1:
        seen = models.last_showing([after.version_id], known_at)
    diff = ArticleDiff(
        before=before,
        after=after,
        versions=len(held),
        cause=None,
        reread=_mark(before) != _mark(after),
        not_before=seen.get(after.version_id),
        notices=new_notices(old.notices, new.notices),
        notices_gone=new_notices(new.notices, old.notices),
        marks=(),
        headline=headline,
        facts=_facts(old, new, models.claims({before.version_id, after.version_id}, known_at, stories)),
        text=text,
        links=(
            *link_changes(before.details.links, after.details.links),
            *image_changes(before.details.images, after.details.images),
        ),
        metadata=changed_values(metadata_of(before), metadata_of(after)),
        noise=(*noise, *title_noise),
    )
    if not diff.edited_at_all:
        return diff
    cause = cause_between(before, after)
    forward = before.number < after.number
    found = marks_of(before, after, diff.notices, held) if forward and cause == "source-edit" else ()
    return replace(diff, cause=cause, marks=found)


def _facts(old: Shown, new: Shown, claims: Mapping[tuple[str, str], VersionClaims]) -> tuple[ClaimSides, ...]:
    """The claims that changed, each with its sentences."""
    before, after = (claims_of(claims, shown.version) for shown in (old, new))
    return tuple(
        ClaimSides(
            edit,
            "" if edit.before is None else old.sentence(edit.before),
            "" if edit.after is None else new.sentence(edit.after),
        )
        for edit in edits_of(before, after, lambda edit: stood(edit, old, new))
    )


def text_changes(old: Shown, new: Shown) -> tuple[tuple[ParagraphChange, ...], tuple[Noise, ...]]:
    """What became of the paragraphs, and what of that is noise."""
    linked = {bare(link.text) for shown in (old, new) for link in shown.version.details.links}
    changes = changed_paragraphs(old.words, new.words)
    text, noise = without_noise(
        changes, lambda n: old.paragraphs[n].kind, lambda n: new.paragraphs[n].kind, linked
    )
    spacing = spacing_noise((old.text, new.text), (old.paragraphs, new.paragraphs), changes)
    return text, (*noise, *spacing)


def _headline(before: Version, after: Version) -> tuple[tuple[Piece, ...], tuple[Noise, ...]]:
    """What became of the title, word by word; where only noise differs, that alone."""
    titles = before.title.value or "", after.title.value or ""
    kind = noise_between(*titles)
    if kind is not None:
        return (), (Noise(kind, "title", *titles),)
    return (changed_words(*titles) if titles[0] != titles[1] else ()), ()


def cause_between(before: Version, after: Version) -> Cause:
    """Whether the source edited its article between two versions, or we read the same bytes twice."""
    return "extractor" if before.raw is not None and before.raw == after.raw else "source-edit"


def edits_of(
    before: Mapping[str, VersionClaims],
    after: Mapping[str, VersionClaims],
    stood: Callable[[ClaimEdit], bool],
) -> tuple[ClaimEdit, ...]:
    """What became of the claims of a version, given by story; one that does not concern a story has none for it.

    `stood` tells whether the sentences of a claim stand in both versions; it is asked where we read them differently.
    """
    edits: list[ClaimEdit] = []
    for story in sorted(before.keys() | after.keys()):
        old, new = before.get(story), after.get(story)
        found = claim_edits(old.claims if old else (), new.claims if new else ())
        cause = reading_cause(old, new) if old and new else None
        if cause is not None:
            found = tuple(replace(edit, cause=cause) if stood(edit) else edit for edit in found)
        edits += found
    return tuple(edits)


def claims_of(claims: Mapping[tuple[str, str], VersionClaims], version: Version) -> dict[str, VersionClaims]:
    """What a version claims, by story."""
    return {story: told for (story, version_id), told in claims.items() if version_id == version.version_id}


def reading_cause(before: VersionClaims, after: VersionClaims) -> Cause | None:
    """What of our reading differs between two runs over an article's versions, if anything."""
    if before.run.story_digest != after.run.story_digest:
        return "story"
    marks = {(side.run.extractor, side.run.extractor_version) for side in (before, after)}
    return "extractor" if len(marks) > 1 else None


def stood(edit: ClaimEdit, old: Shown, new: Shown) -> bool:
    """Whether the sentences of an edited claim stand in both versions as they are."""
    told = [(edit.before, old, new), (edit.after, new, old)]
    return all(claim is None or bare(own.sentence(claim)) in other.bare for claim, own, other in told)


def marks_of(
    before: Version, after: Version, notices: Sequence[NoticeTold], held: Sequence[Version]
) -> tuple[Mark, ...]:
    """What strikes about the edit that led from `before` to `after`, two of the versions `held` of one article."""
    marks: list[Mark] = []
    if not owns_up(notices):
        marks.append("no-correction")
    if before.modified.date is not None and after.modified.date is not None:
        if before.modified.date == after.modified.date:
            marks.append("date-unmoved")
        elif after.reported_basis == "captured":
            marks.append("date-contradicted")
    if bare(before.title.value or "") != bare(after.title.value or ""):
        marks.append("headline")
    if any(version.text == after.text for version in held if version.number < before.number):
        marks.append("restored")
    return tuple(marks)


def metadata_of(version: Version) -> dict[str, str | None]:
    """What a version's page says of itself, its title aside."""
    details = version.details
    published, modified = version.published.date, version.modified.date
    return {
        "published": published.value if published else None,
        "modified": modified.value if modified else None,
        "author": details.author.value,
        "section": details.section.value,
        "source": version.source.value,
        "language": version.language.value,
        "canonical": details.canonical.value,
        "url": version.url.value,
        "access": details.access,
        "rank": version.rank,
    }


def _mark(version: Version) -> tuple[str, str, str]:
    return version.reader, version.reader_version, version.options_json

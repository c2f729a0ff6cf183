"""Two versions of an article compared, in words and in the order of reading: what every form for people is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from archive.domain.article_layers import LinkChange, Noise
from archive.domain.claim import Claim
from archive.domain.claim_edit import ClaimEdit, PartChange
from archive.domain.edit import Mark
from archive.domain.moment import short_iso
from archive.domain.story import Story
from archive.domain.text_change import ParagraphChange, Piece
from archive.telling.diff_quotes import EDITED, resembling
from archive.telling.labels import Labels, in_words, moment_in_words
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.service.article_diff import ArticleDiff, ClaimSides
    from archive.store.rows import Version

SIGNS: Final = {"added": "+", "removed": "-", "changed": "~", "moved": "↕", "folded": "…", "told": "!"}
"""What became of something, as a sign and as the kind that a page colours it by."""
_KINDS: Final = {"gone": "removed", "came": "added", "edited": "changed", "moved": "moved"}
_NOTICES: Final = {"editors-note": "editors' note"}
_PARTS: Final = {"direct_speech": "in quotation marks", "event_date": "happened", "report_date": "told"}
_BARE: Final = ("polarity", "certainty")
"""Parts whose values say what they are of."""
_RELATIONS: Final = {
    "eq": "exactly",
    "ge": "at least",
    "le": "at most",
    "approx": "about",
    "range": "between",
}
_NOISE: Final = {
    "white-space": "white space",
    "typography": "typography",
    "capitals": "capital letters",
    "date-line": "date line",
    "counter": "counter",
    "related-links": "links to other articles",
    "furniture": "the site's own furniture",
}
_SAMPLE: Final = 90
"""Letters that are shown of a paragraph that moved and was not edited."""


@dataclass(frozen=True, slots=True)
class Item:
    """One difference: its sign (`SIGNS`), what it is, the article's words, and what else there is to say of it."""

    sign: str
    head: str = ""
    quotes: tuple[tuple[Piece, ...], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One layer."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ArticleTold:
    """All there is to tell: the article's title, whose and which versions, what strikes, and the layers that differ."""

    title: str
    address: str
    heading: tuple[str, ...]
    remarks: tuple[str, ...]
    sections: tuple[Section, ...]


def article_told(diff: ArticleDiff, stories: Mapping[str, Story], *, noise: bool = False) -> ArticleTold:
    """`diff` in words; `stories` are the definitions by id, `noise` tells each piece of noise and not their number alone."""
    version = diff.after
    sections = (
        Section("Notices", tuple(_notices(diff))),
        Section("Headline", (Item("changed", quotes=(diff.headline,)),) if diff.headline else ()),
        *_facts(diff, stories),
        Section("Text", tuple(_text(diff))),
        Section("Links and media", tuple(map(_link, diff.links))),
        Section("Page", tuple(_metadata(diff))),
        Section("Noise", tuple(_noises(diff.noise) if noise else _noise_counts(diff.noise))),
    )
    return ArticleTold(
        version.title.value or "untitled",
        version.address,
        (
            version.source.value or "unknown source",
            _version("from", diff.before, diff.versions),
            _version("to", diff.after, diff.versions),
        ),
        tuple(_remarks(diff)),
        tuple(section for section in sections if section.items),
    )


def _version(lead: str, version: Version, versions: int) -> str:
    reported = f"reported {_moment(version.reported)} ({version.reported_basis}), "
    if version.reported_basis == "captured" and version.reported == version.captured:
        reported = ""
    captured = f"captured {_moment(version.captured)}"
    return f"{lead} version {version.number} of {versions}: {reported}{captured}  [{version.version_id[:8]}]"


def _moment(micros: int) -> str:
    return moment_in_words(short_iso(micros))


def _remarks(diff: ArticleDiff) -> Iterator[str]:
    if diff.cause is None:
        yield "Nobody edited it: only noise differs." if diff.noise else "No difference."
    if diff.cause == "extractor":
        yield "No edit: both versions were read from the same bytes; what differs is our reading."
    elif diff.reread and diff.cause is not None:
        yield (
            f"Read by {_reader(diff.before)} and by {_reader(diff.after)}: part of what differs may be our reading."
        )
    if diff.not_before is not None and diff.cause == "source-edit":
        yield between(diff.not_before, diff.after.captured)
    material = bool(diff.facts or diff.headline)
    for mark in diff.marks:
        if mark != "headline" and (material or mark != "no-correction"):
            modified = diff.after.modified.date
            yield mark_in_words(mark, modified.value if modified else None)


def between(not_before: int, captured: int) -> str:
    """Between which two looks an edit was made."""
    return f"Edited between {_moment(not_before)} and {_moment(captured)}."


def mark_in_words(mark: Mark, modified: str | None) -> str:
    """What strikes about an edit; `modified` is the modification date that the page states."""
    date = moment_in_words(modified) if modified else "unknown"
    return {
        "no-correction": "No correction notice came with it.",
        "date-unmoved": f"The modification date did not move: it still says {date}.",
        "date-contradicted": f"The modification date that it states, {date}, is from before a look that showed the old text.",
        "headline": "The headline changed.",
        "restored": "The text is that of an earlier version again.",
    }[mark]


def _reader(version: Version) -> str:
    return f"{version.reader} {version.reader_version}"


def notice_in_words(kind: str) -> str:
    """The name of a kind of notice."""
    return _NOTICES.get(kind, kind)


def _notices(diff: ArticleDiff) -> Iterator[Item]:
    for notice in diff.notices:
        yield Item("told", f"new {notice_in_words(notice.kind)}:", ((Piece("same", notice.text),),))
    for notice in diff.notices_gone:
        yield Item("removed", f"{notice_in_words(notice.kind)} taken away:", ((Piece("same", notice.text),),))


def _facts(diff: ArticleDiff, stories: Mapping[str, Story]) -> Iterator[Section]:
    for story, members in groupby(diff.facts, key=lambda sides: sides.edit.claim.story):
        labels = Labels(stories[story])
        items = tuple(_fact(sides, labels) for sides in members)
        yield Section(f"Facts: {stories[story].title or story}", items)


def _fact(sides: ClaimSides, labels: Labels) -> Item:
    edit = sides.edit
    notes = {
        "extractor": ("because we read the versions by different extractors; the sentence stands in both",),
        "story": ("because we read the versions for different definitions; the sentence stands in both",),
    }.get(edit.cause, ())
    sign = {"added": "added", "withdrawn": "removed", "changed": "changed"}[edit.kind]
    same = sides.sentence_before == sides.sentence_after
    return Item(sign, edit_in_words(edit, labels), () if same and not notes else _sentences(sides), notes)


def _sentences(sides: ClaimSides) -> tuple[tuple[Piece, ...], ...]:
    """The words of a claim that changed: marked where the sentence was edited, plain where it came, went, or is another."""
    before, after = sides.sentence_before, sides.sentence_after
    if not before or not after:
        return ((Piece("same", before or after),),)
    if resembling(sides.pieces):
        return (sides.pieces,)
    return ((Piece("same", f"“{after}”"),), (Piece("same", f"{EDITED}“{before}”"),))


def edit_in_words(edit: ClaimEdit, labels: Labels) -> str:
    """What became of a claim: what it is about, and what it says."""
    claim = edit.claim
    about = f"{in_words(claim.type)}: {labels.key(claim.type, claim.key)}"
    if edit.before is not None and edit.after is not None:
        return f"{about}; {', '.join(_changed(edit, edit.before, edit.after, labels))}"
    said = _said(claim, labels)
    verb = {"added": "now says", "withdrawn": "no longer says"}[edit.kind]
    denies = "that it is not so" if claim.polarity == "denied" else "so"
    return f"{about}; {verb} {', '.join([denies, *said] if claim.polarity == 'denied' or not said else said)}"


def _changed(edit: ClaimEdit, before: Claim, after: Claim, labels: Labels) -> Iterator[str]:
    """In what a claim differs; a figure is told with its bound."""
    figure = labels.value_field(edit.claim.type)
    of_figure = {figure, "value_to", "relation"} if figure else set()
    if any(part.name in of_figure for part in edit.parts):
        yield f"{_figure(before, str(figure), labels)} → {_figure(after, str(figure), labels)}"
    yield from (_part(part, labels) for part in edit.parts if part.name not in of_figure)


def _figure(claim: Claim, name: str, labels: Labels) -> str:
    return labels.value(claim.fields.get(name), claim.relation, claim.fields.get("value_to"))


def _part(part: PartChange, labels: Labels) -> str:
    values = (part.before, part.after)
    if part.name == "attribution":
        before, after = ("nobody" if value is None else labels.name(value) for value in values)
        return f"attributed to {before} → {after}"
    if part.name == "relation":
        before, after = (_RELATIONS.get(str(value), str(value)) for value in values)
        return f"{before} → {after}"
    before, after = map(labels.name, values)
    name = "" if part.name in _BARE else f"{_PARTS.get(part.name, in_words(part.name))} "
    return f"{name}{before} → {after}"


def _said(claim: Claim, labels: Labels) -> list[str]:
    """What a claim says beside what it is about."""
    value_field = labels.value_field(claim.type)
    untold = {"variant"} | ({"value_to"} if value_field else set())
    told = [
        _figure(claim, name, labels) if name == value_field else f"{in_words(name)} {labels.name(value)}"
        for name, value in claim.fields.items()
        if value is not None and name not in claim.key and not name.endswith("_text") and name not in untold
    ]
    if claim.role != "current":
        told = [f"{', '.join(told) or 'so'} ({claim.role})"]
    if claim.certainty == "hedged":
        told.append("hedged")
    return told


def _text(diff: ArticleDiff) -> Iterator[Item]:
    titles = (diff.before.title.value, diff.after.title.value)
    changes = [
        change
        for change in diff.text
        if not (diff.headline and (change.text_before, change.text_after) == titles)
    ]
    if all(change.kind == "same" for change in changes):
        return
    for same, members in groupby(changes, key=lambda change: change.kind == "same"):
        run = list(members)
        if same:
            yield Item("folded", f"{counted(len(run), 'paragraph')} unchanged")
        else:
            yield from map(_paragraph, run)


def _paragraph(change: ParagraphChange) -> Item:
    if change.kind != "moved":
        return Item(_KINDS[change.kind], quotes=(change.pieces,))
    assert change.before is not None
    assert change.after is not None
    head = f"moved from paragraph {change.before + 1} to {change.after + 1}"
    if change.edited:
        return Item("moved", f"{head}, and edited:", (change.pieces,))
    text = " ".join(change.text_after.split())
    return Item(
        "moved",
        f"{head}:",
        ((Piece("same", text if len(text) <= _SAMPLE else f"{text[:_SAMPLE].rsplit(' ', 1)[0]} …"),),),
    )


def _link(change: LinkChange) -> Item:
    sign = {"added": "added", "removed": "removed"}.get(change.kind, "changed")
    before, after = change.before, change.after
    told = after or before
    assert told is not None
    words = f" “{told.text}”" if told.text else ""
    if change.kind == "retargeted" and before and after:
        return Item(sign, f"{change.medium}{words}: {before.url} → {after.url}")
    if change.kind == "reworded" and before and after:
        what = "caption" if change.medium == "image" else "words of the link"
        return Item(sign, f"{what}: “{before.text}” → “{after.text}”  {after.url}")
    return Item(sign, f"{change.medium}{words} {told.url}")


def _metadata(diff: ArticleDiff) -> Iterator[Item]:
    for change in diff.metadata:
        dated = change.name in ("published", "modified")
        before, after = (
            "not stated" if value is None else moment_in_words(value) if dated else value
            for value in (change.before, change.after)
        )
        yield Item("changed", f"{change.name}: {before} → {after}")


def _noise_counts(noise: Sequence[Noise]) -> Iterator[Item]:
    counts = Counter(one.kind for one in noise)
    if counts:
        told = ", ".join(f"{number:,} × {_NOISE[kind]}" for kind, number in sorted(counts.items()))
        yield Item("folded", f"{told} (--noise shows it)")


def _noises(noise: Iterable[Noise]) -> Iterator[Item]:
    for one in noise:
        gone = Piece("gone", _visible(one.before, one.kind))
        came = Piece("came", _visible(one.after, one.kind))
        where = "" if one.where == "text" else f", {one.where}"
        yield Item("folded", f"{_NOISE[one.kind]}{where}:", (tuple(p for p in (gone, came) if p.text),))


def _visible(text: str, kind: str) -> str:
    """White space by its escapes, where it is what differs."""
    return text.replace("\n", "\\n").replace("\t", "\\t") if kind == "white-space" else text


def stat(diff: ArticleDiff) -> list[tuple[str, str]]:
    """How much each layer differs, in a few words; layers without a difference are left out."""
    facts = Counter(sides.edit.kind for sides in diff.facts)
    text = Counter(change.kind for change in diff.text)
    words = Counter[Any]()
    for change in diff.edited:
        for piece in change.pieces:
            words[piece.kind] += len(piece.text.split())
    told = [
        ("facts", _numbers(facts, ("changed", "added", "withdrawn"))),
        ("headline", "changed" if diff.headline else ""),
        (
            "text",
            f"{_numbers(text, ('edited', 'moved', 'came', 'gone', 'same'))}; +{words['came']:,} -{words['gone']:,} words"
            if diff.edited
            else "",
        ),
        (
            "links and media",
            _numbers(Counter(one.kind for one in diff.links), ("added", "removed", "retargeted", "reworded")),
        ),
        ("page", ", ".join(one.name for one in diff.metadata)),
        ("notices", _numbers(Counter(notice_in_words(one.kind) for one in diff.notices), None)),
        ("noise", _numbers(Counter(_NOISE[one.kind] for one in diff.noise), None)),
    ]
    return [(layer, much) for layer, much in told if much]


def _numbers(counts: Counter[Any], names: Sequence[str] | None) -> str:
    return ", ".join(f"{counts[name]:,} {name}" for name in names or sorted(counts) if counts[name])

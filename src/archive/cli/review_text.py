"""An entry of the review queue: for people, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from archive.cli.page import Page
from archive.domain.fact_document import fact_document, voice_document
from archive.telling.fact_text import dated
from archive.telling.labels import Labels, in_words

if TYPE_CHECKING:
    from archive.domain.doubt import Doubt
    from archive.service.copies import Shared
    from archive.service.review_queue import Entry
    from archive.service.sentences import Sentence
    from archive.store.rows import ArticleRow

Form = dict[str, Any]

_REASONS: Final = {
    "disputed": "sources disagree",
    "contradiction": "an article contradicts itself",
    "provisional": "waits to be confirmed",
    "orphaned": "a verdict on a claim that no article makes any more",
    "hedged": "only hedged words",
    "single": "a single claim",
    "shared": "texts share passages",
}


def write_entry(page: Page, labels: Labels, entry: Entry, number: int) -> None:
    """One entry: what it is about, whose words, in which sentence, and what to type."""
    page.line(f"{number}. {_REASONS[entry.reason]}: {_subject(labels, entry)}", "label", indent=0, hang=3)
    if entry.shared is not None:
        _write_shared(page, entry.shared)
    doubt = entry.doubt
    if doubt is not None and doubt.fact is not None:
        told = labels.value(doubt.fact.value, doubt.fact.relation)
        page.line(f"now {told}, {entry.status}" if told else f"now {entry.status}", indent=3, hang=2)
    if doubt is not None and doubt.verdict is not None:
        note = f" ({doubt.verdict.note})" if doubt.verdict.note else ""
        page.line(f"{doubt.verdict.verdict} by a reviewer{note}", "doubt", indent=3)
    if entry.claim is not None:
        _write_sentence(page, labels, entry.claim, "")
    against = "stands now: " if entry.reason == "orphaned" else "against it: "
    for sentence in entry.against:
        _write_sentence(page, labels, sentence, against)
    for command in entry.commands:
        page.line(command, "quiet", indent=3, hang=2)


def _subject(labels: Labels, entry: Entry) -> str:
    doubt = entry.doubt
    if doubt is None:
        return "one voice or two?"
    key = doubt.fact.key if doubt.fact is not None else doubt.claim.claim.key
    return f"{in_words(doubt.type)}: {labels.key(doubt.type, key)}"


def _write_sentence(page: Page, labels: Labels, sentence: Sentence, lead: str) -> None:
    voice = sentence.voice
    said = labels.fields(voice.claim.type, told_fields(voice.claim.fields, voice.claim.key))
    page.line(f"{lead}{said or 'says so'}  [{voice.claim.claim_id[:8]}]", indent=3, hang=2)
    page.line(f"“{sentence.text}”", indent=5, hang=1)
    source = voice.source or "unknown source"
    page.line(
        f"{source}, {dated(voice_document(voice))} · {voice.address}#{voice.version}",
        "quiet",
        indent=7,
        hang=2,
    )


def told_fields(fields: Any, key: Any) -> Form:
    """The fields of a claim that its fact's key does not say already."""
    return {name: value for name, value in fields.items() if name not in key}


def _write_shared(page: Page, shared: Shared) -> None:
    from archive.service.copies import shares

    of_left, of_right = shares(shared.overlap)
    for row, share in ((shared.left, of_left), (shared.right, of_right)):
        page.line(f"{share} % of {_article(row)}", indent=3, hang=2)


def _article(row: ArticleRow) -> str:
    version = row.version
    return (
        f"{version.source.value or 'unknown source'}, {version.title.value or 'untitled'} · {version.address}"
    )


def entry_form(entry: Entry) -> Form:
    """The JSON form of one entry, as `docs/json.md` promises it."""
    doubt = entry.doubt
    return {
        "reason": entry.reason,
        "story": entry.story,
        "type": doubt.type if doubt is not None else None,
        "status": entry.status,
        "fact": _fact_form(doubt) if doubt is not None else None,
        "claim": _sentence_form(entry.claim) if entry.claim is not None else None,
        "against": [_sentence_form(sentence) for sentence in entry.against],
        "verdict": _verdict_form(doubt) if doubt is not None else None,
        "articles": _shared_form(entry.shared) if entry.shared is not None else [],
        "commands": list(entry.commands),
    }


def _fact_form(doubt: Doubt) -> Form | None:
    if doubt.fact is None:
        return None
    document = fact_document(doubt.fact)
    names = ("key", "value", "relation", "status", "disputed")
    return {"fact_id": doubt.fact.fact_id, **{name: document[name] for name in names}}


def _sentence_form(sentence: Sentence) -> Form:
    document = voice_document(sentence.voice)
    names = (
        "claim_id",
        "fields",
        "quote",
        "source",
        "published",
        "reported",
        "address",
        "version",
        "certainty",
    )
    return {**{name: document[name] for name in names}, "sentence": sentence.text}


def _verdict_form(doubt: Doubt) -> Form | None:
    verdict = doubt.verdict
    if verdict is None:
        return None
    return {"verdict": verdict.verdict, "note": verdict.note, "fields": dict(verdict.fields)}


def _shared_form(shared: Shared) -> list[Form]:
    from archive.service.copies import shares

    return [
        {"address": row.version.address, "source": row.version.source.value, "share_percent": share}
        for row, share in zip((shared.left, shared.right), shares(shared.overlap), strict=True)
    ]

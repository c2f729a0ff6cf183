"""Citations as footnotes, as Markdown, and as CSL-JSON.

A footnote has everything that lets a reader find the words again, and a court see that they were not
changed: whose words, where, published when (and how that is known), seen when, and the digests of what came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.domain.moment import SECOND, iso, short_iso
from archive.domain.snapshot import Point
from archive.telling.fact_text import dated
from archive.telling.labels import Labels, point_in_words
from archive.telling.lines import Lines, counted, plain
from archive.telling.markdown import escaped

if TYPE_CHECKING:
    from archive.domain.story import Story
    from archive.service.cite import Citation

Form = dict[str, Any]

_STANDINGS = {
    "dissenting": "disagrees",
    "denied": "denies it",
    "superseded": "said before",
    "related": "told beside the value",
    "rejected": "rejected by a reviewer",
    "left": "no longer counted",
}
"""How a claim that does not support what is cited stands to it."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited: its kind and id, what it says, and the citations behind it, as known at `point`.

    `subject` is empty where a citation says it all; `story` names the sources.
    """

    kind: str
    id: str
    subject: str
    story: Story | None
    citations: Sequence[Citation]
    point: Point

    @property
    def where(self) -> str:
        """Its id, and the point at which it says so."""
        if self.kind == "change":
            return f"change {self.id}"
        told = point_in_words(self.point)
        return f"{self.kind} {self.id}, {told}"


class Footnotes:
    """Writes what is cited to a page: a heading where there are several, and a footnote each."""

    def __init__(self, cited: Cited) -> None:
        self._cited = cited
        self._labels = Labels(cited.story) if cited.story is not None else None

    def write(self, page: Lines) -> None:
        """Everything that is cited."""
        cited = self._cited
        if cited.subject:
            page.line(cited.subject, "title", hang=4)
            page.line(cited.where, "quiet", hang=4)
            page.line()
        for number, citation in enumerate(cited.citations, start=1):
            mark = f"{number}. " if cited.subject else ""
            page.line(f"{mark}{self.footnote(citation)}", hang=len(mark))

    def footnote(self, citation: Citation) -> str:
        """One citation as a sentence or two."""
        version = citation.version
        quote = f"“{_quote(citation)}”, " if citation.claim is not None else ""
        author = version.details.author.value
        title = f"“{version.title.value}”" if version.title.value else "untitled"
        parts = [version.source.value or "unknown outlet", *([f"by {author}"] if author else []), title]
        parts += [_published(citation), self.whose(citation), version.address]
        told = ", ".join(part for part in parts if part)
        return f"{self.lead(citation)}{quote}{told}. {' '.join(_provenance(citation))}"

    @staticmethod
    def lead(citation: Citation) -> str:
        """What is said before a quote that does not support what is cited."""
        lead = _STANDINGS.get(citation.standing or "")
        return f"{lead[0].upper()}{lead[1:]}: " if lead else ""

    def whose(self, citation: Citation) -> str:
        """Whom the words are credited to."""
        chain = citation.claim.attribution if citation.claim is not None else ()
        if not chain or self._labels is None:
            return ""
        return "citing " + " via ".join(self._labels.name(link.source) for link in chain)


def _quote(citation: Citation) -> str:
    assert citation.claim is not None
    return " ".join(citation.claim.evidence.exact.split())


def _published(citation: Citation) -> str:
    """When the words became public, and what that rests on where it is not the publication date."""
    version = citation.version
    return dated(
        {
            "published": {"value": version.published.date.value if version.published.date else None},
            "reported": short_iso(version.reported),
            "reported_basis": version.reported_basis,
            "version": version.number,
        }
    )


def _provenance(citation: Citation) -> Iterator[str]:
    """What the archive holds of it, in sentences."""
    version, look = citation.version, citation.captured
    captured = iso(version.captured // SECOND * SECOND).replace("T", " ").removesuffix("Z")
    at = f" (@{look.position})" if look is not None else ""
    yield f"Version {version.number}, captured {captured} UTC{at};"
    raw = f"; of the bytes {citation.raw}" if citation.raw else ""
    yield f"SHA-256 of the text {version.text}{raw}."
    if citation.claim is not None:
        evidence = citation.claim.evidence
        yield f"Characters {evidence.start} to {evidence.end}; claim {citation.claim.claim_id} @{citation.position}."
    else:
        yield f"{counted(version.length, 'character')}; version {version.version_id} @{citation.position}."


def markdown(cited: Cited) -> str:
    """A heading where there are several, and each quote with its source and, below, what proves it."""
    lines = [f"## {escaped(cited.subject)}\n", f"{escaped(cited.where)}\n"] if cited.subject else []
    footnotes = Footnotes(cited)
    for citation in cited.citations:
        version = citation.version
        title = escaped(version.title.value or "untitled")
        lead = escaped(footnotes.lead(citation))
        quote = f"“{escaped(_quote(citation))}”, " if citation.claim is not None else ""
        author = version.details.author.value
        credit = [version.source.value or "unknown outlet", *([f"by {author}"] if author else [])]
        rest = ", ".join(escaped(part) for part in (_published(citation), footnotes.whose(citation)) if part)
        lines.append(
            f"- {lead}{quote}{escaped(', '.join(credit))}, [{title}](<{_link(version.address)}>), {rest}  "
        )
        lines.append(f"  {escaped(' '.join(_provenance(citation)))}")
    return "\n".join(lines) + "\n"


def _link(address: str) -> str:
    """An address inside `<` and `>`."""
    return plain(address).replace("<", "%3C").replace(">", "%3E").replace("\n", "%0A").replace("\\", "%5C")


def csl(cited: Cited) -> list[Form]:
    """CSL-JSON (schema 1.0.2): one item for each citation; what it has no name for stands under `custom`."""
    return [_item(cited, citation) for citation in cited.citations]


def _item(cited: Cited, citation: Citation) -> Form:
    version, claim = citation.version, citation.claim
    date = version.published.date
    item: Form = {
        "id": claim.claim_id if claim is not None else version.version_id,
        "type": "article-newspaper",
        "title": version.title.value,
        "container-title": version.source.value,
        "author": [{"literal": version.details.author.value}] if version.details.author.value else None,
        "issued": _date_parts(date.value) if date is not None else None,
        "accessed": _date_parts(iso(version.captured)),
        "URL": version.address if "://" in version.address else None,
        "language": version.language.value,
        "archive": "news-archive",
        "archive_location": f"@{citation.position}",
        "custom": _custom(cited, citation),
    }
    return {name: value for name, value in item.items() if value is not None}


def _custom(cited: Cited, citation: Citation) -> Form:
    version, claim, look = citation.version, citation.claim, citation.captured
    published = version.published
    form: Form = {
        "cites": {
            "kind": cited.kind,
            "id": cited.id,
            "says": cited.subject or None,
            "reported": cited.point.reported,
            "position": cited.point.known_at,
        },
        "standing": citation.standing,
        "address": version.address,
        "version": version.number,
        "version_id": version.version_id,
        "published": {
            "value": published.date.value if published.date else None,
            "precision": published.date.precision if published.date else None,
            "basis": published.basis,
        },
        "reported": {"value": short_iso(version.reported), "basis": version.reported_basis},
        "captured": {"value": iso(version.captured), "position": look.position if look is not None else None},
        "sha256": {"text": version.text, "bytes": citation.raw},
        "position": citation.position,
    }
    if claim is not None:
        evidence = claim.evidence
        form["claim_id"] = claim.claim_id
        form["quote"] = {
            "exact": evidence.exact,
            "prefix": evidence.prefix,
            "suffix": evidence.suffix,
            "start": evidence.start,
            "end": evidence.end,
        }
        form["attribution"] = [link.source for link in claim.attribution]
    return form


def _date_parts(date: str) -> Form:
    """A date in CSL's form, as far as it is known."""
    day = date.partition("T")[0]
    return {"date-parts": [[int(part) for part in day.split("-")]]}

"""A story as a folder that others can read without this program: its words, its facts, and the articles behind them.

Invariants: the same archive at the same point gives the same bytes; no name of a file is made of anything that an
article says but letters and digits; whatever an article says is shown as words and does nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from archive.domain.canonical import sha256_hex
from archive.domain.fact_document import claims_in, listed
from archive.domain.moment import iso
from archive.domain.snapshot import Snapshot
from archive.domain.story import Story
from archive.store.rows import Version
from archive.store.story_row import StoryRow
from archive.telling.fact_text import FactText
from archive.telling.html_page import page, text
from archive.telling.labels import Labels, in_words, moment_in_words
from archive.telling.lines import counted, plain
from archive.telling.written import Written

_WORDS: Final = 60
"""Characters of a file's name that tell a person what it is; what tells it apart is behind them."""
_SUMS: Final = "SHA256SUMS"
_STORY: Final = "story/story.toml"
_PART: Final = 1024 * 1024


class Shelf(Protocol):
    """Takes files by their names, and gives back those that it has."""

    def begin(self, name: str) -> BinaryIO:
        """A file to write; it is closed before the next begins."""

    def names(self) -> Sequence[str]:
        """Every file, in the order of the names."""

    def open(self, name: str) -> BinaryIO:
        """The bytes of a file that was written."""


@dataclass(frozen=True, slots=True)
class FolderContent:
    """What a folder tells of: a story as it is defined, and all its facts at a point."""

    archive: str
    story: Story
    definition: StoryRow
    snapshot: Snapshot
    with_texts: bool


def article_name(address: str) -> str:
    """What the folder of the article at `address` is called: safe everywhere, short, and of no other article."""
    words = re.sub(r"^[a-z]+:/*(?:www\.)?", "", address.lower())
    told = re.sub(r"[^a-z0-9]+", "-", words)[:_WORDS].strip("-")
    return f"{told or 'article'}-{sha256_hex(address.encode())[:16]}"


def write_words(shelf: Shelf, told: FolderContent, tables: Iterable[str]) -> None:
    """The files for people: what this is, the definition, the facts as data and as a page."""
    _put(shelf, "README.md", _readme(told, tables))
    _put(shelf, _STORY, told.definition.source)
    for name, source in sorted(told.definition.packs.items()):
        # Beside the story, where `archive story add` looks for what a story names.
        _put(shelf, f"story/{_pack_name(name)}", source)
    _put(shelf, "facts.json", told.snapshot.canonical().decode() + "\n")
    _put(shelf, "index.html", _page(told))


def write_articles(
    shelf: Shelf, articles: Iterable[Sequence[Version]], text_of: Callable[[str], bytes]
) -> int:
    """The texts of all versions, each headed by what is known of it; returns how many."""
    written = 0
    for versions in articles:
        for version in versions:
            with shelf.begin(f"articles/{article_name(version.address)}/{version.number}.txt") as out:
                out.write(_front_matter(version).encode())
                out.write(text_of(version.text))
            written += 1
    return written


def write_sums(shelf: Shelf) -> None:
    """The checksums of all files, as sha256sum writes and checks them."""
    lines = []
    for name in shelf.names():
        digest = hashlib.sha256()
        with shelf.open(name) as file:
            while part := file.read(_PART):
                digest.update(part)
        lines.append(f"{digest.hexdigest()}  {name}\n")
    _put(shelf, _SUMS, "".join(lines))


def _put(shelf: Shelf, name: str, text: str) -> None:
    with shelf.begin(name) as out:
        out.write(text.encode())


def _pack_name(name: str) -> str:
    """A pack's own name where it is a plain one, as almost always."""
    if re.fullmatch(r"[A-Za-z0-9][\w.-]{0,80}", name) and name != "story.toml":
        return name
    return f"{sha256_hex(name.encode())[:16]}.toml"


def _front_matter(version: Version) -> str:
    """Metadata as `archive ingest` reads them, and as comments what names the version's bytes."""
    dates = {"published": version.published, "modified": version.modified}
    told = {
        "url": version.address if version.address.startswith(("http://", "https://")) else None,
        "title": version.title.value,
        "source": version.source.value,
        **{name: dated.date.value if dated.date else None for name, dated in dates.items()},
        "captured": iso(version.captured),
        "language": version.language.value,
    }
    lines = [f"{name}: {_one_line(value)}" for name, value in told.items() if value]
    lines += [
        f"# address: {_one_line(version.address)}",
        f"# version: {version.version_id}, number {version.number}",
        f"# SHA-256 of the text below: {version.text}",
    ]
    if version.raw:
        lines.append(f"# as it came, byte for byte: blobs/{version.raw[:2]}/{version.raw}")
    return "\n".join(["---", *lines, "---", ""])


def _one_line(text: str) -> str:
    return plain(" ".join(text.split()))


def _readme(told: FolderContent, tables: Iterable[str]) -> str:
    snapshot = told.snapshot
    title = _one_line(told.story.title or told.story.story)
    files = [
        ("index.html", "the facts as a page to read"),
        ("facts.json", "the facts as data, with every claim behind them (a snapshot)"),
        *((name, "a table, in UTF-8 with a line of headings") for name in tables),
        (_STORY, "what was looked for in the articles, and how it was read, with the packs that it names"),
    ]
    if told.with_texts:
        files += [
            ("articles/", "the texts of all versions of the articles, each headed by what is known of it"),
            ("blobs/", "texts and pages as they came, byte for byte, each called after its SHA-256"),
        ]
    files += [
        ("events.jsonl", "the log of the archive as far as it is about this story, an event a line"),
        (_SUMS, "checksums of all files; to check them: sha256sum -c SHA256SUMS"),
    ]
    lines = [
        f"# {title}",
        "",
        f"What news articles reported for the story `{told.story.story}`: {counted(len(snapshot.facts), 'fact')}.",
        _point(told),
        "Nothing here needs a particular program.",
        "",
        "| file | what it is |",
        "| --- | --- |",
        *(f"| {name} | {what} |" for name, what in files),
        "",
        f"Digest of the facts: `{snapshot.digest}`. Archives that hold the same articles agree on it.",
        "",
    ]
    if told.with_texts:
        lines.append(
            "The articles are the work of their publishers; having them here gives nobody a right to publish them."
        )
    else:
        lines.append("Texts of articles are left out; the exact words that each fact rests on are quoted.")
        lines.append("Without the texts, another archive cannot take the events in.")
    return "\n".join([*lines, ""])


def _point(told: FolderContent) -> str:
    """As of when the facts are."""
    reported, known = told.snapshot.point.reported, told.snapshot.point.known_at
    until = "" if reported == "latest" else f"As reported by {moment_in_words(reported)}. "
    return f"{until}As it was known at position {known} of the archive {told.archive[:24]}."


def _page(told: FolderContent) -> str:
    """The facts with their evidence, and where each article stands."""
    snapshot, labels = told.snapshot, Labels(told.story)
    title = told.story.title or told.story.story
    parts = [f'<h1>{text(title)}</h1>\n<p class="soft">{text(_point(told))}</p>\n']
    order = sorted(
        snapshot.facts.items(), key=lambda item: (labels.order(item[1]["type"], item[1]["key"]), item[0])
    )
    kind = None
    for fact_id, document in order:
        if document["type"] != kind:
            kind = document["type"]
            parts.append(f"<h2>{text(in_words(kind).capitalize())}</h2>\n")
        written = Written()
        FactText(written, labels).fact(listed(document), fact_id)
        parts.append(f"<article>{written.html}</article>\n")
    return page(title, "".join([*parts, "<h2>Articles</h2>\n<ul>\n", *_links(told), "</ul>\n"]))


def _links(told: FolderContent) -> Iterator[str]:
    """The articles that the facts quote: to the text beside the page, where it is there."""
    found: dict[tuple[str, int], str] = {}
    for document in told.snapshot.facts.values():
        for claim in claims_in(document).values():
            found[claim["address"], claim["version"]] = claim["source"] or "unknown"
    for (address, version), source in sorted(found.items()):
        words = text(f"{source}: {address}, version {version}")
        if told.with_texts:
            yield f'<li><a href="articles/{article_name(address)}/{version}.txt">{words}</a></li>\n'
        else:
            yield f"<li>{words}</li>\n"

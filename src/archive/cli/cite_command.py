"""`archive cite`: a citation that stands up: quote, outlet, dates, capture, digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.cli.options import as_of_option, format_option, known_at_option
from archive.cli.page import Page, print_json
from archive.cli.session import Session, stories_of
from archive.domain.permalink import parse_change_id

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.permalink import ChangeId
    from archive.domain.snapshot import Point
    from archive.telling.citation import Cited


@click.command()
@click.argument("what", metavar="ID|ADDRESS")
@click.option(
    "--all", "every", is_flag=True, help="Of a fact, every claim, also those against it, and copies."
)
@as_of_option
@known_at_option
@format_option("text", "markdown", "json")
@click.pass_obj
def cite(
    session: Session, what: str, every: bool, as_of: str | None, known_at: str | None, form: str
) -> None:
    """Print a citation of a fact, a claim, a change, an article or one of its versions.

    With the quote, word for word as it stands in the stored text (that is checked, and so is the
    text's digest), outlet, author, title, date of publication, address, the time of the look, the
    SHA-256 of the text and of the bytes that came, and the position in the log. Of a fact, the claims that
    support it, those first that gave it its value, one of each independent text; of a change, the
    claims that made it.

    text is a footnote, markdown a list for a page, json is CSL-JSON, which Zotero and pandoc
    take, with everything else under "custom".

    \b
    Example:
        archive cite 3fa9c1d2
        archive cite https://example.com/news/1 --format markdown
        archive cite 3fa9c1d2 --known-at @40 --all --format json
    """
    from archive.telling.citation import Footnotes, csl, markdown

    change = parse_change_id(what)
    if change is not None and (as_of or known_at):
        raise click.UsageError("a change is between the two points of its id: no other times fit")
    with session.reading() as archive:
        cited = (
            _change(archive, change)
            if change is not None
            else _thing(archive, what, archive.resolve(as_of, known_at), every=every)
        )
    if form == "json":
        print_json(csl(cited))
    elif form == "markdown":
        click.echo(markdown(cited), nl=False)
    else:
        Footnotes(cited).write(Page())


def _change(archive: Archive, change: ChangeId) -> Cited:
    from archive.domain.snapshot import Point
    from archive.telling.citation import Cited
    from archive.telling.diff_facts import by_fact
    from archive.telling.diff_sentences import Sentences
    from archive.telling.labels import Labels

    found = archive.change(change)
    point = Point(max(change.start.as_of, change.end.as_of), max(change.start.known_at, change.end.known_at))
    (story,) = stories_of(archive, found.story, point.known_at)
    sentences = Sentences(Labels(story))
    said = " ".join(sentence for item in by_fact(found.changes) for _, sentence in sentences.of(item))
    return Cited("change", str(change), said, story, archive.citer(point).change(found.changes), point)


def _thing(archive: Archive, what: str, point: Point, *, every: bool) -> Cited:
    from archive.cli.which import find_one
    from archive.telling.citation import Cited
    from archive.telling.labels import Labels

    kind, name = find_one(archive, what, "article", "version", "claim", "fact", point=point)
    citer = archive.citer(point)
    if kind == "fact":
        place = archive.place(name, point.known_at)
        blamed = archive.blame(place, point)
        fact = blamed.blame.fact
        labels = Labels(place.story)
        told = labels.value(fact.value, fact.relation, fact.value_to)
        subject = f"{labels.key(fact.type, fact.key)}: " + ", ".join(filter(None, (told, fact.status)))
        return Cited(kind, name, subject, place.story, citer.fact(blamed, every=every), point)
    if kind == "claim":
        row = archive.models.claim(name, point.known_at)
        story = stories_of(archive, row.claim.story, point.known_at)[0] if row is not None else None
        return Cited(kind, name, "", story, [citer.claim(name)], point)
    if kind == "article":
        return Cited(kind, name, "", None, [citer.article(name)], point)
    return Cited(kind, name, "", None, [citer.version(name)], point)
